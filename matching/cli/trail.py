"""`juhatchu audit`, `rankings`, `replay`: who did what, and how a past ranking came about."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from matching.accounts.people import People
from matching.casework.recording import Recorded, brief_json, replay_json
from matching.casework.trail import DEEDS, SUBJECTS, AuditTrail, Format, entry_json, verification_json
from matching.cli.common import add_common, say, table, warn, within, write_json
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.corporate.audit import Wanted
from matching.errors import InputError
from matching.settings import Settings

_JAPAN = timezone(timedelta(hours=9))
_FORMATS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl"}


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount audit, rankings and replay."""
    audit = commands.add_parser(
        "audit", help="監査記録（だれが、いつ、何をしたか）を見る、確かめる、ファイルにする"
    )
    deeds = audit.add_subparsers(dest="deed_of_audit", required=True, metavar="操作")
    listing = deeds.add_parser("list", help="新しい順に見る")
    listing.add_argument("--last", type=int, default=50, metavar="N", help="件数（既定 50）")
    verify = deeds.add_parser("verify", help="書き換えや削除がないか、初めから確かめる")
    verify.add_argument(
        "--known",
        metavar="N:HASH",
        help="前に控えた件数とハッシュ。そこまでが差し替えられていないことも確かめる",
    )
    export = deeds.add_parser("export", help="CSV または JSON Lines のファイルにする")
    export.add_argument("file", metavar="FILE", help="書き出すファイル（.csv または .jsonl）")
    for parser in (listing, export):
        parser.add_argument("--who", metavar="KEY", help="だれが（u12 など）")
        parser.add_argument("--deed", help=f"何をした（{'、'.join(DEEDS)} など）")
        parser.add_argument("--subject", help="何の種類を（order、supplier など）")
        parser.add_argument("--key", help="対象の番号")
        parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="この日から")
        parser.add_argument("--to", dest="last_day", metavar="YYYY-MM-DD", help="この日まで")
    rankings = commands.add_parser("rankings", help="記録された順位の一覧")
    rankings.add_argument("--last", type=int, default=20, metavar="N", help="件数（既定 20）")
    rankings.add_argument(
        "--erase", metavar="ID", help="この記録の中身を消去する（個人情報の保護。元に戻せない）"
    )
    replay = commands.add_parser("replay", help="記録された順位を、記録だけから計算し直す")
    replay.add_argument("ranking", metavar="RANKING_ID", help="順位の記録の番号")
    replay.add_argument("--pdf", metavar="FILE", help="説明資料（A4 1ページ）をこのファイルに書く")
    for parser, run in (
        (listing, _list),
        (verify, _verify),
        (export, _export),
        (rankings, _rankings),
        (replay, _replay),
    ):
        add_common(parser)
        parser.set_defaults(run=run)


def _list(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        entries = AuditTrail(db, OPERATOR).entries(_wanted(args), within("--last", args.last))
    if args.json:
        for entry in entries:
            write_json(entry_json(entry))
        return 0
    rows = [
        [
            str(e.seq),
            f"{e.at.astimezone(_JAPAN):%Y-%m-%d %H:%M:%S}",
            e.who,
            DEEDS.get(e.deed, e.deed),
            SUBJECTS.get(e.subject, e.subject),
            e.key,
        ]
        for e in entries
    ]
    for line in table(["番号", "日時", "だれが", "何をした", "種類", "対象"], rows, [9, 20, 12, 16, 16, 34]):
        say(line)
    return 0


def _verify(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        found = AuditTrail(db, OPERATOR).verify(_known(args.known))
    if args.json:
        write_json(verification_json(found))
    elif found.broken_at is None:
        say(f"監査記録 {found.count:,} 件に、書き換え・削除・挿入・入れ替えはありません。")
        say(f"控え：{found.count}:{found.hash}")
    else:
        warn(f"監査記録の {found.broken_at} 番が合いません：{found.reason}")
    return 0 if found.broken_at is None else 1


def _export(args: argparse.Namespace, settings: Settings) -> int:
    path = Path(args.file)
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise InputError("ファイル名の終わりを .csv か .jsonl にしてください。")
    count = 0
    with (
        CorporateDatabase.open(settings.database_url) as db,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        for line in AuditTrail(db, OPERATOR).export(form, _wanted(args)):
            file.write(line)
            count += 1
    count -= form == "csv"  # the headings
    write_json({"file": str(path), "entries": count}) if args.json else say(
        f"監査記録 {count:,} 件を {path} に書きました。"
    )
    return 0


def _rankings(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        recorded = Recorded(db, OPERATOR)
        if args.erase:
            recorded.erase(args.erase)
            write_json({"erased": args.erase}) if args.json else say("記録の中身を消去しました。")
            return 0
        found = recorded.newest(within("--last", args.last))
    if args.json:
        for brief in found:
            write_json(brief_json(brief))
        return 0
    rows = [
        [
            b.id,
            f"{b.at.astimezone(_JAPAN):%Y-%m-%d %H:%M}",
            b.who,
            b.order or "（相談文）",
            "消去済み" if b.erased else f"{b.shown}社",
        ]
        for b in found
    ]
    for line in table(["番号", "日時", "だれが", "案件", "企業"], rows, [34, 18, 12, 24, 10]):
        say(line)
    return 0


def _replay(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        recorded = Recorded(db, OPERATOR)
        found = recorded.replay(args.ranking)
        if args.pdf:
            people = People(db, OPERATOR, settings)
            page = recorded.explanation(args.ranking, lambda key: people.names([key]).get(key, key))
            Path(args.pdf).write_bytes(page)
    if args.json:
        write_json(replay_json(found))
    else:
        firms = {one["id"]: one["name"] for one in found.record["candidates"]}
        rows = [[str(x.rank), f"{x.score:.2f}", firms[x.id]] for x in found.replayed.lines]
        for line in table(["順位", "点", "企業"], rows, [6, 8, 50]):
            say(line)
        for difference in found.replayed.differences:
            warn(difference)
        if found.replayed.identical:
            say("記録された順位・点と、すべての桁まで一致しました。")
        if args.pdf:
            say(f"説明資料を {args.pdf} に書きました。")
    return 0 if found.replayed.identical else 1


def _wanted(args: argparse.Namespace) -> Wanted:
    first, last = _midnight(args.first), _midnight(args.last_day)
    return Wanted(
        args.who, args.deed, args.subject, args.key, first, last + timedelta(days=1) if last else None
    )


def _midnight(day: str | None) -> datetime | None:
    """When a day begins in Japan."""
    if day is None:
        return None
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise InputError(f"日付は 2026-04-01 の形で指定してください：{day}") from error
    if not 1900 <= found.year <= 2900:
        raise InputError(f"日付の年を確かめてください：{day}")
    return datetime.combine(found, time(), _JAPAN)


def _known(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise InputError(
            "--known には、audit verify が示した控え（件数:ハッシュ）をそのまま指定してください。"
        )
    return int(number), digest
