"""The commands that put a survey to work: whom to visit, who was asked and is missing, draft orders, trade terms."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from ingest.review_desk import ReviewDesk
from ingest.shapes import asked_json, draft_json, missing_json, visit_json
from ingest.surveys.confirming import Confirmed
from ingest.surveys.following import latest_survey, missing, visits_of
from ingest.surveys.lists import listed_firms
from ingest.surveys.survey_desk import terms_json
from matching.cli.common import add_common, say, write_json
from matching.corporate import AskedFirm, CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.errors import InputError
from matching.settings import Settings

_LISTED = 50


def add_verbs(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the commands to those of `survey`."""
    parser = commands.add_parser("visits", help="先に訪ねる企業を、理由と点数つきで並べる")
    add_common(parser)
    parser.add_argument(
        "--survey", default="", metavar="TITLE", help="調査の題名(既定: 最後に取り込んだ受注企業の調査)"
    )
    parser.add_argument(
        "--previous", default="", metavar="TITLE", help="前回の調査(比べて悪くなった企業が分かる)"
    )
    parser.add_argument("-k", type=int, default=20, metavar="N", help="件数(既定: 20)")
    parser.set_defaults(run=run_visits)
    parser = commands.add_parser("asked", help="調査の送付先の名簿を読み込む(前の名簿と入れ替える)")
    add_common(parser)
    parser.add_argument("title", metavar="TITLE")
    parser.add_argument("file", type=Path, metavar="LIST", help="企業名や登録番号の見出しがある CSV か Excel")
    parser.add_argument("--add", action="store_true", help="前の名簿に加える")
    parser.set_defaults(run=run_asked)
    parser = commands.add_parser("missing", help="まだ回答していない送付先と回収率")
    add_common(parser)
    parser.add_argument("title", metavar="TITLE")
    parser.set_defaults(run=run_missing)
    parser = commands.add_parser("drafts", help="発注企業の回答からできた、下書きの案件")
    add_common(parser)
    parser.set_defaults(run=run_drafts)
    parser = commands.add_parser("confirm", help="下書きの案件を確かめて受付にする(--reject: 取り下げる)")
    add_common(parser)
    parser.add_argument("orders", nargs="+", metavar="案件番号")
    parser.add_argument("--reject", action="store_true", help="案件にしない(取下げにする)")
    parser.add_argument("--owner", default="", metavar="NAME", help="受付者の名前")
    parser.add_argument("--note", default="", metavar="TEXT", help="確かめたことの記録")
    parser.set_defaults(run=run_confirm)
    parser = commands.add_parser("terms", help="調査で分かった取引条件(支払、手形、単価協議など)")
    add_common(parser)
    parser.add_argument("--company", default="", metavar="ID", help="企業の登録番号か ID(既定: すべて)")
    parser.set_defaults(run=run_terms)


# --- visits -----------------------------------------------------------------------------------------------


def run_visits(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey visits`."""
    with CorporateDatabase.open(settings.database_url) as db:
        title = args.survey or latest_survey(db)
        found = visits_of(db, title, args.previous, today=date.today(), most=args.k)
    if args.json:
        told = [visit_json(one) for one in found]
        write_json({"survey": title, "previous": args.previous or None, "visits": told})
        return 0
    say(f"調査「{title}」" + (f"(前回「{args.previous}」)" if args.previous else "") + "の回答から")
    for one in found:
        place = f"（{one.firm.prefecture}{one.firm.city}）" if one.firm.city else ""
        say(f"{one.rank:3}  {one.points:2}点  {_called(one.firm.source_id, one.firm.name)}{place}")
        for reason in one.reasons:
            say(f"       {reason.points:+d}  {reason.text}")
    if not found:
        say("訪問を勧める理由のある企業はありません。")
    return 0


def _called(number: str, name: str) -> str:
    return f"{number} {name}".strip()


# --- firms asked ------------------------------------------------------------------------------------------


def run_asked(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey asked`: 1 where some firms of the list are not in the database."""
    firms = listed_firms(args.file)
    with CorporateDatabase.open(settings.database_url) as db, db.working(OPERATOR) as work:
        stored = work.writer.put_asked(args.title, firms, add=args.add)
        work.note("import", "survey", args.title, asked=len(stored))
    unknown = [one for one in stored if one.company_id is None]
    if args.json:
        told = {
            "survey": args.title,
            "rows": len(firms),
            "asked": len(stored),
            "linked": len(stored) - len(unknown),
        }
        write_json(told | {"unknown": [asked_json(one) for one in unknown]})
    else:
        say(
            f"「{args.title}」の送付先 {len(stored):,} 社(うち企業データベースにあるもの {len(stored) - len(unknown):,} 社)"
        )
        for one in unknown[:_LISTED]:
            say(
                f"  企業データベースの1社に決まりません: {_called(one.source_id, one.name)}({one.file} {one.row}行)"
            )
        _say_more(unknown)
    return int(bool(unknown))


def run_missing(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey missing`."""
    with CorporateDatabase.open(settings.database_url) as db:
        found = missing(db, args.title)
    if args.json:
        write_json(missing_json(found))
        return 0
    rate = found.rate
    percent = "" if rate.percent is None else f"(回収率 {rate.percent:.1f} %)"
    say(
        f"「{found.survey}」 送付 {rate.asked:,} 社、回答 {rate.answered:,} 社{percent}、未回答 {len(found.firms):,} 社"
    )
    if rate.others:
        say(f"  ほかに、送付先の名簿にない {rate.others:,} 社の回答があります(回収率には数えません)。")
    for one in found.firms:
        where = f"（{one.prefecture}{one.city}）" if one.city else ""
        say(
            f"  {_called(one.source_id, one.name)}{where}"
            + ("" if one.company_id else " ※企業データベースにない")
        )
    return 0


def _say_more(listed: list[AskedFirm]) -> None:
    if len(listed) > _LISTED:
        say(f"  ほかに {len(listed) - _LISTED:,} 社。すべて見るには --json。")


# --- draft orders -----------------------------------------------------------------------------------------


def run_drafts(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey drafts`."""
    with CorporateDatabase.open(settings.database_url) as db:
        found = db.drafts()
    for one in found:
        if args.json:
            write_json(draft_json(one))
            continue
        source = (
            f"「{one.survey}」{one.answered_on or ''} {one.file} {one.row}行" if one.survey else "調査以外"
        )
        say(f"{one.order.number}: {one.order.buyer_name} {one.order.title}({source})")
        say("\n".join(f"    {line}" for line in one.order.text.splitlines()))
    if not found and not args.json:
        say("下書きの案件はありません。")
    elif not args.json:
        say("確かめたら juhatchu survey confirm 案件番号、案件にしないなら --reject を付けます。")
    return 0


def run_confirm(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey confirm`: all orders or none. Raises InputError for an order that is no draft, NotFound.

    --reject also takes back an order that was confirmed, as far as its state lets it be withdrawn.
    """
    with CorporateDatabase.open(settings.database_url) as db:
        wanted = Confirmed(tuple(args.orders), args.reject, args.owner, args.note)
        told = ReviewDesk(db, OPERATOR).confirm(wanted)
        orders, state = told["orders"], told["state"]
        revision = db.revision()
    if args.json:
        write_json({"orders": orders, "state": state, "revision": revision})
    else:
        say("、".join(orders) + f" を「{state}」にしました。")
    return 0


# --- trade terms ------------------------------------------------------------------------------------------


def run_terms(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey terms`."""
    with CorporateDatabase.open(settings.database_url) as db:
        found = terms_json(db, [_company(db, args.company)] if args.company else None)
    for one in found:
        if args.json:
            write_json(one)
        else:
            words, source = " / ".join(one["value"].splitlines()), one["source"]
            day = f"{one['on']} " if one["on"] else ""
            where = f"{day}{source['file']} {source['sheet']} {source['cell']}"
            say(f"{one['company']['name']}: {one['label']} {words}({where})")
    if not found and not args.json:
        say("取引条件の回答はまだありません。")
    return 0


def _company(db: CorporateDatabase, key: str) -> int:
    try:
        return db.supplier_by_key(key).id
    except InputError:
        return db.buyer(key).id
