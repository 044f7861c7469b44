"""Rows of introductions -> what a viewer may see of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from matching.corporate import access
from matching.corporate.access import Relation, Viewer
from matching.corporate.anonymity import anonymous
from matching.corporate.case_rows import IntroductionView, Step
from matching.corporate.case_tables import Introduction, IntroductionStep
from matching.corporate.introduction_states import PARTIES, QUOTED, STEPS, WON
from matching.corporate.parties import firms_now, named_orders, readings, with_merged
from matching.corporate.tables import Company, OrderSlip


@dataclass(frozen=True, slots=True)
class Row:
    """An introduction as stored, with what it is called; supplier_id: the firm that stands for it now."""

    id: int
    version: int
    order_id: int
    order: str
    title: str
    buyer_id: int | None
    buyer: str
    supplier_id: int
    supplier: str
    state: str
    coordinator: str
    follow_up: date | None
    reason: str
    note: str
    answer: str
    answer_note: str
    quote_yen: int | None
    amount_yen: int | None
    rank: int | None
    ranking: str
    made_at: datetime


_OWN = (
    Introduction.state,
    Introduction.coordinator,
    Introduction.follow_up,
    Introduction.reason,
    Introduction.note,
    Introduction.answer,
    Introduction.answer_note,
    Introduction.quote_yen,
    Introduction.amount_yen,
    Introduction.rank,
    Introduction.ranking,
    Introduction.made_at,
)
_HEAD = (
    Introduction.id,
    Introduction.version,
    Introduction.order_id,
    OrderSlip.number,
    OrderSlip.item,
    OrderSlip.processes,
    OrderSlip.buyer_id,
    OrderSlip.buyer,
    Introduction.supplier_id,
    Company.name,
)


def rows_of(connection: Connection, which: ColumnElement[bool], limit: int, by: Any = None) -> list[Row]:
    """Introductions, newest first (or by a column)."""
    statement = (
        select(*_HEAD, *_OWN)
        .join(OrderSlip, OrderSlip.id == Introduction.order_id)
        .join(Company, Company.id == Introduction.supplier_id)
        .where(which)
        .order_by(Introduction.id.desc() if by is None else by, Introduction.id)
        .limit(limit)
    )
    stored = connection.execute(statement).all()
    now = firms_now(connection, [row.supplier_id for row in stored])
    found = []
    for (
        number,
        version,
        order_id,
        slip,
        item,
        processes,
        buyer_id,
        buyer,
        firm,
        name,
        *own,
    ) in stored:
        head = (number, version, order_id, slip or "", item or processes, buyer_id, buyer)
        found.append(Row(*head, *now.get(firm, (firm, name)), *own))
    return found


def relation_of(row: Row, *, supplier: bool, buyer: bool) -> Relation:
    """party: the viewer's firm is asked or introduced; a buyer is one from 紹介 on."""
    if supplier or (buyer and row.state in PARTIES):
        return "party"
    return "foreign"


def views(
    connection: Connection, viewer: Viewer, rows: Sequence[Row], *, steps: bool = False, moved: str = ""
) -> list[IntroductionView]:
    """What the viewer may see; `rows` are those that it may see at all. steps: with the history."""
    history = _steps(connection, [row.id for row in rows]) if steps else {}
    whole = access.extent(viewer, "introduction", "see", "foreign") is not None
    if whole:
        return [_view(row, history.get(row.id, ()), moved=moved, next_=STEPS[row.state]) for row in rows]
    mine = set(with_merged(connection, viewer.supplier_id)) if viewer.supplier_id is not None else set()
    named = named_orders(connection, [(row.order_id, row.buyer_id) for row in rows])
    read = readings(connection, [row.buyer_id for row in rows])
    return [
        _supplier_view(row, history.get(row.id, ()), viewer, row.order_id in named, read)
        if row.supplier_id in mine
        else _buyer_view(row, history.get(row.id, ()))
        for row in rows
    ]


def _view(
    row: Row, history: Sequence[Step], *, moved: str = "", next_: tuple[str, ...] = (), **other: Any
) -> IntroductionView:
    told: dict[str, Any] = {
        name: getattr(row, name) for name in Row.__slots__ if name not in ("order_id", "buyer_id")
    }
    return IntroductionView(**(told | other), next=next_, steps=tuple(history), moved=moved)


def _supplier_view(
    row: Row, history: Sequence[Step], viewer: Viewer, named: bool, read: Mapping[int, str]
) -> IntroductionView:
    """To the firm: its own case, without rank and coordinators' notes, and the buyer's name only with its consent."""
    shown = [
        Step(
            one.before,
            one.state,
            one.person,
            one.at,
            *((one.reason, one.note) if one.person == viewer.key else ()),
        )
        for one in history
    ]
    told = named and row.state in PARTIES
    kana = read.get(row.buyer_id, "") if row.buyer_id is not None else ""
    title = row.title if told else anonymous(row.buyer, row.title, kana)
    buyer = row.buyer if told else ""
    return _view(
        row, shown, title=title, buyer=buyer, note="", reason="", rank=None, ranking="", follow_up=None
    )


def _buyer_view(row: Row, history: Sequence[Step]) -> IntroductionView:
    """To the buyer: who was introduced and how far it is; a price from 見積 on, nothing that was before 紹介."""
    shown = [Step(one.before, one.state, one.person, one.at) for one in history if one.state in PARTIES]
    quote = row.quote_yen if row.state in (QUOTED, WON) else None
    hidden: dict[str, Any] = {
        "note": "",
        "reason": "",
        "rank": None,
        "ranking": "",
        "follow_up": None,
        "answer": "",
    }
    return _view(row, shown, quote_yen=quote, answer_note="", **hidden)


def _steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[Step]]:
    columns = (IntroductionStep.before, IntroductionStep.state, IntroductionStep.person, IntroductionStep.at)
    statement = (
        select(IntroductionStep.introduction_id, *columns, IntroductionStep.reason, IntroductionStep.note)
        .where(IntroductionStep.introduction_id.in_(list(ids)), IntroductionStep.undone.is_(False))
        .order_by(IntroductionStep.id)
    )
    found: dict[int, list[Step]] = {}
    for row in connection.execute(statement):
        found.setdefault(row[0], []).append(Step(*row[1:]))
    return found
