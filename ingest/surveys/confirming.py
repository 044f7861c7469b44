"""Draft orders (下書き) that a person has looked at: taken in, or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.corporate import CorporateDatabase, OrderRow, StoredOrder, Writer
from matching.corporate.states import DRAFT, TAKEN_IN, WITHDRAWN
from matching.errors import InputError


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was decided on some orders (案件番号). owner: who takes them in; note: what was found out."""

    orders: tuple[str, ...]
    reject: bool = False
    owner: str = ""
    note: str = ""

    @property
    def state(self) -> str:
        """The state that they get."""
        return WITHDRAWN if self.reject else TAKEN_IN


def confirmable(db: CorporateDatabase, wanted: Confirmed) -> tuple[list[StoredOrder], str]:
    """The orders that are meant, and the state that they get.

    Rejecting also takes back an order that was confirmed, as far as its state lets it be withdrawn. Raises NotFound,
    InputError for an order that is no draft.
    """
    found = [db.order(one) for one in dict.fromkeys(wanted.orders)]
    for order in found:
        drafted = wanted.reject and any(one.before == DRAFT for one in db.order_history(order.id))
        if order.state != DRAFT and not drafted:
            raise InputError(
                f"案件 {order.number} は下書きではありません(状態: {order.state})。何も変更していません。"
            )
    return found, wanted.state


def confirm(writer: Writer, orders: Sequence[StoredOrder], wanted: Confirmed) -> None:
    """Take all of them in or withdraw all of them."""
    for order in orders:
        writer.move_order(order.id, wanted.state, "", wanted.note)
        if wanted.owner and not wanted.reject:
            content = {key: order.texts[key] for key in ("item", "processes") if order.texts.get(key)}
            writer.upsert_order(OrderRow(order.number, owner=wanted.owner, texts=content))
