"""Queries about orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from matching.corporate.rows import StateChange, StoredOrder
from matching.corporate.states import NOT_OPEN
from matching.corporate.suppliers import portions
from matching.corporate.tables import LARGEST_ID, OrderSlip, OrderState
from matching.corporate.values import ORDER_TEXTS
from matching.errors import NotFound

_HEAD = (
    OrderSlip.id,
    OrderSlip.number,
    OrderSlip.state,
    OrderSlip.buyer_id,
    OrderSlip.buyer,
    OrderSlip.owner,
    OrderSlip.received_on,
    OrderSlip.deadline,
)
_HEAD_FIELDS = tuple(one.name for one in fields(StoredOrder))[: len(_HEAD)]
_ORDERS = (
    select(*_HEAD, *(getattr(OrderSlip, key) for key in ORDER_TEXTS))
    .where(OrderSlip.withdrawn.is_(False))
    .order_by(OrderSlip.id)
)


def orders(connection: Connection, ids: Sequence[int] | None, open_on: date | None) -> Iterator[StoredOrder]:
    """Orders by id, all or those of some ids; with `open_on` only those that are open on that day."""
    statement = _ORDERS
    if open_on is not None:
        in_time = or_(OrderSlip.deadline.is_(None), OrderSlip.deadline >= open_on)
        statement = statement.where(OrderSlip.state.not_in(NOT_OPEN), in_time)
    if ids is None:
        yield from map(_order, connection.execute(statement).all())
        return
    wanted = sorted({int(one) for one in ids if 0 < one <= LARGEST_ID})
    for portion in portions(wanted):
        yield from map(_order, connection.execute(statement.where(OrderSlip.id.in_(portion))).all())


def order(connection: Connection, key: int | str) -> StoredOrder:
    """The order of an id (a number), or of a 案件番号, else of an id in digits (a text). Raises NotFound."""
    text = str(key).replace("\0", "").strip()
    found = None
    if isinstance(key, str):
        found = connection.execute(_ORDERS.where(OrderSlip.number == text)).one_or_none()
    if found is None and text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID:
        found = connection.execute(_ORDERS.where(OrderSlip.id == int(text))).one_or_none()
    if found is None:
        raise NotFound(f"案件「{text}」はありません。案件番号を確かめてください。")
    return _order(found)


def history(connection: Connection, order_id: int) -> list[StateChange]:
    """The states of an order so far, oldest first."""
    columns = (OrderState.before, OrderState.state, OrderState.person, OrderState.note, OrderState.at)
    found = connection.execute(
        select(*columns).where(OrderState.order_id == order_id).order_by(OrderState.id)
    )
    return [StateChange(*row) for row in found]


def _order(row: Row[*tuple[Any, ...]]) -> StoredOrder:
    texts = {key: text for key, text in zip(ORDER_TEXTS, row[len(_HEAD) :], strict=True) if text}
    head = dict(zip(_HEAD_FIELDS, row, strict=False))
    return StoredOrder(**head, texts=texts)
