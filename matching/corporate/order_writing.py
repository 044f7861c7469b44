"""Orders into the database; part of Writer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import bindparam, insert, select, update

from matching.corporate import batches, orders
from matching.corporate.known_orders import KnownOrders
from matching.corporate.names import name_key
from matching.corporate.projection import current_order
from matching.corporate.rows import Change, OrderRow, Provenance, UpsertResult
from matching.corporate.states import DRAFT, TRANSITIONS
from matching.corporate.tables import FactRow, OrderSlip, OrderState
from matching.corporate.transaction import Transaction, cleaned, digest
from matching.corporate.values import REMARKS, clean, merged_remarks, order_values, without_repeated
from matching.errors import InputError

_NUMBERED = select(OrderSlip.id).where(
    OrderSlip.number == bindparam("number"), OrderSlip.withdrawn.is_(False)
)


class OrderWriter:
    """Writes orders within a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._known: KnownOrders | None = None

    def forget(self) -> None:
        """What was known of orders is not true any more."""
        self._known = None

    @property
    def known(self) -> KnownOrders:
        """The orders that a row without a number may be about."""
        if self._known is None:
            self._known = KnownOrders(self._tx.connection)
        return self._known

    def upsert(self, row: OrderRow, provenance: Provenance) -> UpsertResult:
        """See Writer.upsert_order."""
        said = order_values(row)
        provenance = cleaned(provenance)
        told = digest(said)
        if (seen := self._tx.seen(provenance, told)) is not None:
            return UpsertResult("unchanged", seen, matched_by="row")
        order_id = self._numbered(said["number"]) if "number" in said else None
        by: Literal["source_id", "file"] = "source_id"
        if order_id is None and "number" not in said:
            order_id = self.known.saying_all(said)
            if order_id is None and (order_id := self._earlier_order(said, provenance)) is not None:
                by = "file"
        result = (
            self._create_order(said, provenance)
            if order_id is None
            else self._change_order(order_id, said, provenance, by)
        )
        self._tx.note_row(provenance, told, result.outcome, order_id=result.id)
        return result

    def move(self, order: int | str, state: str, person: str, note: str) -> None:
        """See Writer.move_order."""
        found = orders.order(self._tx.connection, order)
        _check_step(found.number, found.state, state)
        provenance = Provenance(person=clean(person) or self._tx.who)
        self._record_state(found.id, found.state, state, provenance, note)
        changed = {"state": state, "changed_revision": self._tx.revision}
        self._tx.connection.execute(update(OrderSlip).where(OrderSlip.id == found.id).values(**changed))

    def _create_order(self, said: dict[str, str], provenance: Provenance) -> UpsertResult:
        doubtful: set[int] = set()
        if "number" not in said:
            if self._tx.batch is not None and self._tx.batch.same_name:
                doubtful = self.known.alike(said, self._tx.batch.same_name)
            said["number"] = self._made_up_order_number()
        said.setdefault("state", "受付")
        order_id = self._tx.projection.create_order(said, self._buyer_of(said))
        self._tx.append(
            {key: value for key, value in said.items() if key != "state"}, provenance, order_id=order_id
        )
        self._record_state(order_id, "", said["state"], provenance, "")
        self.known.learn(order_id, said)
        return UpsertResult("accepted", order_id, to_review=tuple(sorted(doubtful)))

    def change(self, order_id: int, said: dict[str, str], provenance: Provenance) -> UpsertResult:
        """See Writer.change_order."""
        return self._change_order(order_id, said, provenance, "source_id")

    def _change_order(
        self, order_id: int, said: dict[str, str], provenance: Provenance, by: Literal["source_id", "file"]
    ) -> UpsertResult:
        before = current_order(self._tx.connection, order_id)
        if REMARKS in said:
            said = without_repeated(before, said, REMARKS)
            said[REMARKS] = merged_remarks(before.get(REMARKS, ""), said[REMARKS])
        changed = {field: value for field, value in said.items() if before.get(field, "") != value}
        if "state" in changed and self._state_in_files(order_id) == changed["state"]:
            del changed["state"]
        if not changed:
            return UpsertResult("unchanged", order_id, matched_by=by)
        after = before | changed
        self._tx.projection.change_order(order_id, after, self._buyer_of(after))
        self.known.learn(order_id, after)
        if "state" in changed:
            self._record_state(order_id, before["state"], changed.pop("state"), provenance, "")
        self._tx.append(changed, provenance, order_id=order_id)
        changes = tuple(
            Change(key, before.get(key, ""), after[key]) for key in after if before.get(key, "") != after[key]
        )
        return UpsertResult("updated", order_id, matched_by=by, changes=changes)

    def restore(self, order_id: int, standing: dict[str, str]) -> None:
        """Bring an order back to what stands without a batch."""
        if standing.get("number") == "":
            self._tx.projection.withdraw_order(order_id)
            return
        before = current_order(self._tx.connection, order_id)
        after = before | standing
        if after["state"] != before["state"]:
            self._note_state(order_id, before["state"], after["state"], self._tx.who, "取込の取消し")
        self._tx.projection.change_order(order_id, after, self._buyer_of(after))

    def _earlier_order(self, said: Mapping[str, str], provenance: Provenance) -> int | None:
        """The order that an earlier state of the file had on this line, or alone with this buyer and 品名.

        Of a buyer's plans (下書き) neither 品名 nor 加工内容 need be the same: a line has one plan.
        """
        batch = self._tx.batch
        if batch is None or not batch.orders:
            return None
        here = batch.order_at.get((provenance.sheet, provenance.row))
        if said.get("state") == DRAFT:
            named = OrderSlip.buyer_key == name_key(said.get("buyer", ""))
            statement = select(OrderSlip.id).where(named, OrderSlip.withdrawn.is_(False))
            found = {one for one in self._tx.connection.scalars(statement) if one in batch.orders}
        else:
            found = self.known.alike(said, batch.orders)
        if here in found:
            return here
        return found.pop() if len(found) == 1 else None

    def _buyer_of(self, values: Mapping[str, str]) -> int | None:
        return self._tx.firms.buyer(values["buyer"]) if values.get("buyer") else None

    def _made_up_order_number(self) -> str:
        while True:
            self._tx.made_up += 1
            number = f"J-{self._tx.made_up:06d}"
            if self._numbered(number) is None:
                return number

    def _numbered(self, number: str) -> int | None:
        return self._tx.connection.scalar(_NUMBERED, {"number": number})

    def _state_in_files(self, order_id: int) -> str:
        self._tx.log.flush()
        said_by_file = (FactRow.order_id == order_id) & (FactRow.file != "")
        return batches.last_value(self._tx.connection, said_by_file, "state")

    def _record_state(
        self, order_id: int, before: str, state: str, provenance: Provenance, note: str
    ) -> None:
        self._tx.append({"state": state}, provenance, order_id=order_id)
        person = (
            provenance.person
            or provenance.file
            or (self._tx.batch.file if self._tx.batch else "")
            or self._tx.who
        )
        self._note_state(order_id, before, state, person, note)

    def _note_state(self, order_id: int, before: str, state: str, person: str, note: str) -> None:
        row = {
            "before": before,
            "state": state,
            "person": person,
            "note": clean(note),
            "at": datetime.now(UTC),
        }
        self._tx.connection.execute(insert(OrderState).values(order_id=order_id, **row))


def _check_step(number: str, before: str, state: str) -> None:
    if state not in TRANSITIONS:
        raise InputError(f"「{state}」という状態はありません。次から選んでください: {'、'.join(TRANSITIONS)}")
    if state not in TRANSITIONS[before]:
        allowed = "、".join(TRANSITIONS[before])
        then = f"進める先は {allowed} です。" if allowed else "これ以上は動かせません。"
        raise InputError(f"案件 {number} は「{before}」から「{state}」に動かせません。{then}")
