"""The commands that put a survey to work: whom to visit, who was asked and is missing, draft orders, trade terms."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from ingest.surveys.following import Missing, latest_survey, missing, visits_of
from ingest.surveys.lists import listed_firms
from ingest.surveys.visits import Visit
from ingest.tradeterms import trade_labels
from matching.cli.common import add_common, person, say, write_json
from matching.corporate import AskedFirm, CorporateDatabase, OrderRow, TradeTerm
from matching.corporate.drafts import DraftOrder
from matching.corporate.states import DRAFT, TAKEN_IN, WITHDRAWN
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
        told = [_visit_json(one) for one in found]
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


def _visit_json(one: Visit) -> dict[str, Any]:
    firm = one.firm
    source = None
    if one.answered is not None:
        source = dict(zip(("file", "sheet", "row"), one.answered, strict=True))
    return {
        "rank": one.rank,
        "points": one.points,
        "company": {
            "id": firm.company_id, "source_id": firm.source_id, "name": firm.name,
            "prefecture": firm.prefecture, "city": firm.city,
        },
        "last_visit": one.last_visit.isoformat() if one.last_visit else None,
        "reasons": [{"key": r.key, "text": r.text, "points": r.points} for r in one.reasons],
        "source": source,
    }  # fmt: skip


def _called(number: str, name: str) -> str:
    return f"{number} {name}".strip()


# --- firms asked ------------------------------------------------------------------------------------------


def run_asked(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey asked`: 1 where some firms of the list are not in the database."""
    firms = listed_firms(args.file)
    with CorporateDatabase.open(settings.database_url) as db, db.writing(person()) as writer:
        stored = writer.put_asked(args.title, firms, add=args.add)
    unknown = [one for one in stored if one.company_id is None]
    if args.json:
        told = {
            "survey": args.title,
            "rows": len(firms),
            "asked": len(stored),
            "linked": len(stored) - len(unknown),
        }
        write_json(told | {"unknown": [_asked_json(one) for one in unknown]})
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
        write_json(_missing_json(found))
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


def _missing_json(found: Missing) -> dict[str, Any]:
    return {
        "survey": found.survey, "asked": found.rate.asked, "answered": found.rate.answered, "percent": found.rate.percent,
        "others": found.rate.others, "missing": [_asked_json(one) for one in found.firms],
    }  # fmt: skip


def _asked_json(one: AskedFirm) -> dict[str, Any]:
    place = {"prefecture": one.prefecture, "city": one.city}
    source = {"file": one.file, "sheet": one.sheet, "row": one.row}
    return {"id": one.company_id, "source_id": one.source_id, "name": one.name} | place | source


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
            write_json(_draft_json(one))
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


def _draft_json(one: DraftOrder) -> dict[str, Any]:
    order = one.order
    source = None
    if one.response_id is not None:
        source = {
            "survey": one.survey, "response": one.response_id, "file": one.file, "sheet": one.sheet, "row": one.row,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        }  # fmt: skip
    buyer = {"id": order.buyer_id, "name": order.buyer_name}
    return {
        "order": order.number,
        "title": order.title,
        "buyer": buyer,
        "texts": dict(order.texts),
        "source": source,
    }


def run_confirm(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey confirm`: all orders or none. Raises InputError for an order that is no draft, NotFound.

    --reject also takes back an order that was confirmed, as far as its state lets it be withdrawn.
    """
    state = WITHDRAWN if args.reject else TAKEN_IN
    with CorporateDatabase.open(settings.database_url) as db:
        found = [db.order(one) for one in dict.fromkeys(args.orders)]
        for order in found:
            drafted = args.reject and any(one.before == DRAFT for one in db.order_history(order.id))
            if order.state != DRAFT and not drafted:
                raise InputError(
                    f"案件 {order.number} は下書きではありません(状態: {order.state})。何も変更していません。"
                )
        with db.writing(person()) as writer:
            for order in found:
                writer.move_order(order.id, state, "", args.note)
                if args.owner and not args.reject:
                    writer.upsert_order(OrderRow(order.number, owner=args.owner, texts=_content(order.texts)))
        revision = db.revision()
    if args.json:
        write_json({"orders": [one.number for one in found], "state": state, "revision": revision})
    else:
        say("、".join(one.number for one in found) + f" を「{state}」にしました。")
    return 0


def _content(texts: Any) -> dict[str, str]:
    """What an order's row must say to be one."""
    return {key: texts[key] for key in ("item", "processes") if texts.get(key)}


# --- trade terms ------------------------------------------------------------------------------------------


def run_terms(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey terms`."""
    labels = trade_labels()
    with CorporateDatabase.open(settings.database_url) as db:
        wanted = [_company(db, args.company)] if args.company else None
        found = db.trade_terms(wanted)
        names = _names(db, {one.company_id for one in found})
    order = list(labels)
    found.sort(key=lambda one: (one.company_id, order.index(one.key) if one.key in labels else len(order)))
    for one in found:
        if args.json:
            write_json(_term_json(one, labels.get(one.key, one.key), names.get(one.company_id, "")))
        else:
            words = " / ".join(one.value.splitlines())
            day = f"{one.on.isoformat()} " if one.on else ""
            label = labels.get(one.key, one.key)
            say(f"{names.get(one.company_id, '')}: {label} {words}({day}{one.file} {one.sheet} {one.cell})")
    if not found and not args.json:
        say("取引条件の回答はまだありません。")
    return 0


def _company(db: CorporateDatabase, key: str) -> int:
    try:
        return db.supplier_by_key(key).id
    except InputError:
        return db.buyer(key).id


def _names(db: CorporateDatabase, ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    names = {one.id: one.name for one in db.buyers() if one.id in wanted}
    return names | {one.id: one.name for one in db.suppliers(sorted(wanted))}


def _term_json(one: TradeTerm, label: str, name: str) -> dict[str, Any]:
    source = {"file": one.file, "sheet": one.sheet, "cell": one.cell, "batch": one.batch}
    company = {"id": one.company_id, "name": name}
    day = one.on.isoformat() if one.on else None
    return {
        "company": company,
        "term": one.key,
        "label": label,
        "value": one.value,
        "on": day,
        "source": source,
    }
