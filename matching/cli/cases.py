"""`juhatchu due`, `feedback`, `confirmations`, `proposal`: casework from the server's own command line."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from matching.advisor import Advisor
from matching.casework.cases import Cases, write_judgements
from matching.cli.common import add_common, say, table, within, write_json
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.corporate.case_rows import plain
from matching.corporate.confirmations import STATES
from matching.errors import InputError
from matching.matcher import Matcher
from matching.settings import Settings


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount due, feedback, confirmations and proposal."""
    due = commands.add_parser("due", help="やること（連絡する日が来た紹介、締切が近い案件）を一覧する")
    due.add_argument("--coordinator", default="", metavar="KEY", help="担当者の番号（u12 など）")
    due.add_argument("--days", type=int, default=14, help="締切まで何日以内を出すか（既定 14）")
    feedback = commands.add_parser(
        "feedback", help="順位への評価を、juhatchu evaluate で使えるファイルに書き出す"
    )
    feedback.add_argument("--queries", required=True, metavar="Q.jsonl", help="相談文を書くファイル")
    feedback.add_argument("--qrels", required=True, metavar="R.tsv", help="評点を書くファイル")
    confirmations = commands.add_parser("confirmations", help="現況確認が古い企業を一覧する、印を付ける")
    confirmations.add_argument(
        "--state", choices=STATES, default="要確認", help="この状態の企業（既定 要確認）"
    )
    confirmations.add_argument("--last", type=int, default=50, metavar="N", help="件数（既定 50）")
    confirmations.add_argument(
        "--mark",
        action="store_true",
        help="24か月を過ぎた企業に「現況確認期限切れ」を付け、確認した企業から外す",
    )
    proposal = commands.add_parser("proposal", help="案件の候補リストから提案書（Excel か PDF）を作る")
    proposal.add_argument("order", metavar="案件番号", help="登録済みの発注案件")
    proposal.add_argument("file", metavar="FILE", help="書き出すファイル（.xlsx または .pdf）")
    proposal.add_argument("--suppliers", metavar="ID,ID", help="載せる企業の番号（省くと候補リストのすべて）")
    proposal.add_argument("--points", action="store_true", help="点も載せる")
    for parser, run in (
        (due, _due),
        (feedback, _feedback),
        (confirmations, _confirmations),
        (proposal, _proposal),
    ):
        add_common(parser)
        parser.set_defaults(run=run)


def _due(args: argparse.Namespace, settings: Settings) -> int:
    days = within("--days", args.days, 0, 3_650)
    with CorporateDatabase.open(settings.database_url) as db:
        found = Cases(db, OPERATOR).due(coordinator=args.coordinator, within_days=days)
    if args.json:
        for one in found:
            write_json(plain(one))
        return 0
    rows = [
        [one.day.isoformat(), "遅れ" if one.overdue else "", one.kind, one.order, one.title, one.supplier, one.state]
        for one in found
    ]  # fmt: skip
    for line in table(
        ("日", "", "すること", "案件", "件名", "企業", "状態"), rows, (10, 4, 8, 12, 24, 24, 8)
    ):
        say(line)
    return 0


def _feedback(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        judgements = Cases(db, OPERATOR).judgements()
    write_judgements(judgements, Path(args.queries), Path(args.qrels))
    if args.json:
        counts = {"queries": len(judgements.queries), "qrels": len(judgements.qrels)}
        write_json(counts | {"left_out": judgements.left_out})
        return 0
    left_out = f"（記録が消去された順位 {judgements.left_out} 件は除きました）" if judgements.left_out else ""
    say(f"相談文 {len(judgements.queries)} 件、評価 {len(judgements.qrels)} 件を書き出しました{left_out}。")
    return 0


def _confirmations(args: argparse.Namespace, settings: Settings) -> int:
    limit = within("--last", args.last)
    with CorporateDatabase.open(settings.database_url) as db:
        if args.mark:
            marked, unmarked = db.confirmations.mark(OPERATOR)
            if args.json:
                write_json({"marked": marked, "unmarked": unmarked})
            else:
                say(f"期限切れの印を {marked} 社に付け、{unmarked} 社から外しました。")
            return 0
        found = db.confirmations.listed(OPERATOR, args.state, limit=limit)
        counts = db.confirmations.counts(OPERATOR)
    if args.json:
        for one in found:
            write_json(plain(one))
        return 0
    say("　".join(f"{state} {count} 社" for state, count in counts.items()))
    rows = [[str(one.supplier_id), one.supplier, _day(one.confirmed_on)] for one in found]
    for line in table(("番号", "企業", "最後の確認"), rows, (8, 40, 12)):
        say(line)
    return 0


def _proposal(args: argparse.Namespace, settings: Settings) -> int:
    # Workbooks and pages take a while to load, which no other command needs.
    from matching.casework.proposal_pdf import as_pdf
    from matching.casework.proposals import Proposals, as_xlsx

    path = Path(args.file)
    if path.suffix.lower() not in (".xlsx", ".pdf"):
        raise InputError("提案書のファイル名は .xlsx か .pdf で終わるようにしてください。")
    try:
        ids = [int(one) for one in args.suppliers.split(",")] if args.suppliers else None
    except ValueError:
        raise InputError("--suppliers には企業の番号をコンマで区切って指定してください。") from None
    with closing(Matcher.open(settings)) as matcher:
        made = Proposals(Advisor(matcher), OPERATOR).of(args.order, ids, points=args.points)
    path.write_bytes(as_xlsx(made) if path.suffix.lower() == ".xlsx" else as_pdf(made))
    if args.json:
        write_json({"file": str(path), "suppliers": len(made.firms)})
    else:
        say(f"提案書（{len(made.firms)} 社）を {path} に書きました。")
    return 0


def _day(day: date | None) -> str:
    return day.isoformat() if day else "なし"
