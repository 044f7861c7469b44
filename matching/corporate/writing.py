"""One transaction of writes: what a row says is compared with what is stored; what is new becomes facts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from matching.corporate import batches, orders, statuses
from matching.corporate.facts import FactLog
from matching.corporate.fields import fields
from matching.corporate.identity import KnownFirms, Role
from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.projection import Projection, current_order
from matching.corporate.rows import (
    BuyerRow,
    OrderRow,
    Outcome,
    Provenance,
    SupplierRow,
    UpsertResult,
)
from matching.corporate.states import TRANSITIONS
from matching.corporate.tables import (
    Batch,
    BatchRow,
    Company,
    DatabaseInfo,
    FactRow,
    OrderSlip,
    OrderState,
    insert_rows,
)
from matching.corporate.values import (
    buyer_values,
    clean,
    company_columns,
    order_values,
    supplier_values,
)
from matching.errors import InputError, NotFound

_NOWHERE = Provenance()
_MADE_UP = re.compile(r"[SB]-\d{6,}")
_DISPLAYED = {"supplier": "source_id", "buyer": "buyer_number"}


class Writer:
    """What `CorporateDatabase.writing` gives: all its writes are committed together, or none is."""

    def __init__(self, connection: Connection, who: str) -> None:
        self._connection = connection
        self._who = clean(who)
        info = connection.execute(
            select(DatabaseInfo.revision, DatabaseInfo.made_up_numbers).with_for_update()
        ).one()
        self._revision = info.revision + 1
        self._made_up: int = info.made_up_numbers
        self._log = FactLog(connection, self._who)
        self._projection = Projection(connection, self._revision)
        self._known: KnownFirms | None = None
        self._batch: batches.OpenBatch | None = None
        self._rows: list[dict[str, Any]] = []
        self._order_ids: dict[str, int] | None = None

    def upsert_supplier(self, row: SupplierRow, provenance: Provenance = _NOWHERE) -> UpsertResult:
        """Store what a row says about a supplier.

        The same firm is the one with the same number of the agency, else with the same valid corporate
        number. A firm of the same name at the same place is named in `to_review` and not touched, unless the
        row says nothing new of it. A blank never erases. A row that a standing batch has read from this very
        file, sheet and line is "unchanged" (matched_by "row"), whatever was edited since. Raises InputError
        for a row without a name.
        """
        return self._upsert_company("supplier", row, supplier_values(row), provenance)

    def upsert_buyer(self, row: BuyerRow, provenance: Provenance = _NOWHERE) -> UpsertResult:
        """Store what a row says about a buyer; as upsert_supplier. Orders that name it are linked to it."""
        return self._upsert_company("buyer", row, buyer_values(row), provenance)

    def upsert_order(self, row: OrderRow, provenance: Provenance = _NOWHERE) -> UpsertResult:
        """Store what a row says about an order.

        The same order is the one with the same 案件番号; without one, an order of which the row says nothing
        new. A state is taken over only where it differs from what a file said last, so that old files don't
        undo a coordinator's steps. Raises InputError for a row with neither 品名 nor 加工内容, or with an
        unknown state.
        """
        said = order_values(row)
        provenance = _cleaned(provenance)
        digest = _digest(said)
        if (seen := self._seen(provenance, digest)) is not None:
            return UpsertResult("unchanged", seen, matched_by="row")
        order_id = self._order_ids_by_number().get(said.get("number", ""))
        if order_id is None and "number" not in said:
            order_id = self._same_order(said)
        result = (
            self._create_order(said, provenance)
            if order_id is None
            else self._change_order(order_id, said, provenance)
        )
        self._note_row(provenance, digest, result.outcome, order_id=result.id)
        return result

    def set_status(
        self,
        company_id: int,
        kind: str,
        reason: str = "",
        start: date | None = None,
        end: date | None = None,
        *,
        buyer_id: int | None = None,
        provenance: Provenance = _NOWHERE,
    ) -> bool:
        """Record a state of a firm (statuses.KINDS, or "active"); whether anything changed.

        There is one state a kind (and a buyer, for 競合・系列): a new one replaces it, the record of facts
        keeps both. 通常 ends all but 競合・系列. Raises InputError for an unknown kind, NotFound for an
        unknown firm.
        """
        kind = statuses.checked(kind, buyer_id, start, end)
        self._must_exist(company_id)
        if buyer_id is not None:
            self._must_exist(buyer_id)
        stored = {statuses.fact_field(one.kind, one.buyer_id): one for one in self._statuses(company_id)}
        if kind == statuses.ACTIVE:
            ended = [field for field, one in stored.items() if one.kind != statuses.RIVAL]
            return self._record_company(company_id, dict.fromkeys(ended, ""), provenance)
        new = statuses.StoredStatus(kind, clean(reason).strip(), start, end, buyer_id)
        field = statuses.fact_field(kind, buyer_id)
        if stored.get(field) == new:
            return False
        return self._record_company(company_id, {field: statuses.as_fact(new)}, provenance)

    def clear_status(self, company_id: int, kind: str, *, buyer_id: int | None = None) -> bool:
        """Take a state of a firm back; whether there was one."""
        field = statuses.fact_field(statuses.checked(kind, buyer_id, None, None), buyer_id)
        stored = {statuses.fact_field(one.kind, one.buyer_id) for one in self._statuses(company_id)}
        return field in stored and self._record_company(company_id, {field: ""}, _NOWHERE)

    def set_visibility(
        self,
        company_id: int,
        field: str,
        public: bool,
        consent_on: date | None = None,
        provenance: Provenance = _NOWHERE,
    ) -> bool:
        """Show or hide a field of a firm, with the day of its consent; whether anything changed.

        Raises InputError for a field that fields.tsv doesn't have, NotFound for an unknown firm.
        """
        if field not in fields("supplier") and field not in fields("buyer"):
            raise InputError(f"「{field}」という項目はありません。")
        self._must_exist(company_id)
        self._flush()
        value = json.dumps([public, consent_on.isoformat() if consent_on else None])
        if (
            batches.last_value(self._connection, FactRow.company_id == company_id, f"visibility.{field}")
            == value
        ):
            return False
        return self._record_company(company_id, {f"visibility.{field}": value}, provenance)

    def move_order(self, order: int | str, state: str, person: str = "", note: str = "") -> None:
        """Take an order (its id or 案件番号) to the next state.

        Raises InputError for a step that states.TRANSITIONS does not have, NotFound for an unknown order.
        """
        found = orders.order(self._connection, order)
        _check_step(found.number, found.state, state)
        provenance = Provenance(person=clean(person) or self._who)
        self._record_state(found.id, found.state, state, provenance, note)
        changed = {"state": state, "changed_revision": self._revision}
        self._connection.execute(update(OrderSlip).where(OrderSlip.id == found.id).values(**changed))

    def begin_batch(self, file: str, sha256: str, kind: str) -> int:
        """Begin to record what a file says; the rows that follow belong to this batch. Returns its number."""
        self._batch = batches.begin(self._connection, clean(file), sha256, kind, self._who)
        return self._batch.id

    def finish_batch(self, counts: Mapping[str, int]) -> None:
        """End the open batch, with the counts that the reader made. Raises InputError if none is open."""
        if self._batch is None:
            raise InputError("開いている取込がありません。")
        self._flush()
        counted = json.dumps(dict(counts))
        self._connection.execute(update(Batch).where(Batch.id == self._batch.id).values(counts=counted))
        self._batch = None

    def undo_batch(self, batch_id: int) -> None:
        """Take a batch back: every field gets the value that the other standing facts give it.

        Firms and orders that only this batch named are withdrawn. Raises NotFound for an unknown batch,
        InputError if it was taken back already, or if a later batch read the same firms or orders (take that
        one back first).
        """
        self._flush()
        undone = batches.undo(self._connection, batch_id, self._who)
        self._log.anything = self._log.anything or undone.changes_anything
        for company_id, standing in undone.companies.items():
            if standing.get("name") == "":
                self._projection.withdraw_company(company_id)
            else:
                self._projection.change_company(
                    company_id, self._projection.company_values(company_id), standing
                )
        for order_id, standing in undone.orders.items():
            self._restore_order(order_id, standing)
        self._known = self._order_ids = None

    def close(self) -> None:
        """Send what is pending and raise the revision if anything changed; called at the end."""
        self._flush()
        if self._log.anything:
            values = {"revision": self._revision, "made_up_numbers": self._made_up}
            self._connection.execute(update(DatabaseInfo).values(**values))

    # Firms

    def _upsert_company(
        self, role: Role, row: SupplierRow | BuyerRow, said: dict[str, str], provenance: Provenance
    ) -> UpsertResult:
        number = clean(row.source_id).strip()
        provenance = _cleaned(provenance)
        digest = _digest(said | {"number": number})
        if (seen := self._seen(provenance, digest)) is not None:
            return UpsertResult("unchanged", seen, matched_by="row")
        found = self._firms.find(role, number, said.get("corporate_number", ""))
        disputed = (found.disputed,) if found.disputed is not None else ()
        if found.id is not None:
            number = "" if disputed else number
            outcome = self._change_company(found.id, role, number, said, provenance)
            twin = (found.twin,) if found.twin is not None else ()
            result = UpsertResult(outcome, found.id, disputed + twin, found.by)
        else:
            result = self._add_company(role, number, said, provenance, disputed)
        self._note_row(provenance, digest, result.outcome, company_id=result.id)
        return result

    def _add_company(
        self, role: Role, number: str, said: dict[str, str], provenance: Provenance, disputed: tuple[int, ...]
    ) -> UpsertResult:
        columns = company_columns(said)
        here, alike = self._firms.alike(columns)
        if not number:
            for company_id in here:
                stored = self._projection.company_values(company_id)
                if stored.get(f"is_{role}") and _nothing_new(said, stored):
                    return UpsertResult("unchanged", company_id, matched_by="name")
        said |= self._number_values(role, "" if disputed else number) | {f"is_{role}": "1"}
        columns |= {key: said[key] for key in _DISPLAYED.values() if key in said}
        company_id = self._projection.create_company(said, columns)
        self._append(said, provenance, company_id=company_id)
        self._learn(company_id, said, columns)
        return UpsertResult("accepted", company_id, tuple(dict.fromkeys((*disputed, *alike))))

    def _change_company(
        self, company_id: int, role: Role, number: str, said: dict[str, str], provenance: Provenance
    ) -> Outcome:
        before = self._projection.company_values(company_id)
        said = said | {f"is_{role}": "1"}
        shown = before.get(_DISPLAYED[role], "")
        if number and f"number.{role}.{number}" not in before:
            said[f"number.{role}.{number}"] = "1"
            if not shown or _MADE_UP.fullmatch(shown):
                said[_DISPLAYED[role]] = number
        elif not shown and not number:
            said |= self._number_values(role, "")
        if "corporate_number" in said and not _better_number(
            said["corporate_number"], before.get("corporate_number", "")
        ):
            del said["corporate_number"]
        changed = {field: value for field, value in said.items() if before.get(field, "") != value}
        if not changed:
            return "unchanged"
        after = self._projection.change_company(company_id, before, changed)
        self._append(changed, provenance, company_id=company_id)
        self._learn(company_id, after, company_columns(after))
        return "updated"

    def _number_values(self, role: Role, number: str) -> dict[str, str]:
        """The number of a new firm, made up if the agency gave none."""
        while not number:
            self._made_up += 1
            made_up = f"{'S' if role == 'supplier' else 'B'}-{self._made_up:06d}"
            number = "" if self._firms.is_taken(role, made_up) else made_up
        return {f"number.{role}.{number}": "1", _DISPLAYED[role]: number}

    def _learn(self, company_id: int, values: Mapping[str, str], columns: Mapping[str, Any]) -> None:
        self._firms.add(company_id, columns, bool(values.get("is_buyer")))
        for field in values:
            if field.startswith("number."):
                _, role, number = field.split(".", 2)
                self._firms.add_number(role, number, company_id)
        if values.get("is_buyer"):
            self._link_orders(company_id, columns)

    def _link_orders(self, company_id: int, columns: Mapping[str, Any]) -> None:
        """Orders may come before their buyer: link those that name it, unless another has that name too."""
        for words in (columns["name"], columns["buyer_number"]):
            if words and self._firms.buyer(words) == company_id:
                waiting = OrderSlip.buyer_id.is_(None) & (OrderSlip.buyer_key == name_key(words))
                linked = {"buyer_id": company_id, "changed_revision": self._revision}
                self._connection.execute(update(OrderSlip).where(waiting).values(**linked))

    def _record_company(self, company_id: int, changed: dict[str, str], provenance: Provenance) -> bool:
        if not changed:
            return False
        self._projection.change_company(company_id, {}, changed)
        self._append(changed, _cleaned(provenance), company_id=company_id)
        return True

    def _statuses(self, company_id: int) -> list[statuses.StoredStatus]:
        self._projection.flush()
        return statuses.statuses_of(self._connection, company_id)

    def _must_exist(self, company_id: int) -> None:
        wanted = select(Company.id).where(Company.id == company_id, Company.withdrawn.is_(False))
        if self._connection.scalar(wanted) is None:
            raise NotFound(f"企業 {company_id} はありません。")

    # Orders

    def _create_order(self, said: dict[str, str], provenance: Provenance) -> UpsertResult:
        if "number" not in said:
            said["number"] = self._made_up_order_number()
        said.setdefault("state", "受付")
        order_id = self._projection.create_order(said, self._buyer_of(said))
        self._append(
            {key: value for key, value in said.items() if key != "state"}, provenance, order_id=order_id
        )
        self._record_state(order_id, "", said["state"], provenance, "")
        self._order_ids_by_number()[said["number"]] = order_id
        return UpsertResult("accepted", order_id)

    def _change_order(self, order_id: int, said: dict[str, str], provenance: Provenance) -> UpsertResult:
        before = current_order(self._connection, order_id)
        changed = {field: value for field, value in said.items() if before.get(field, "") != value}
        if "state" in changed and self._state_in_files(order_id) == changed["state"]:
            del changed["state"]
        if not changed:
            return UpsertResult("unchanged", order_id, matched_by="source_id")
        after = before | changed
        self._projection.change_order(order_id, after, self._buyer_of(after))
        if "state" in changed:
            self._record_state(order_id, before["state"], changed.pop("state"), provenance, "")
        self._append(changed, provenance, order_id=order_id)
        return UpsertResult("updated", order_id, matched_by="source_id")

    def _restore_order(self, order_id: int, standing: dict[str, str]) -> None:
        if standing.get("number") == "":
            self._projection.withdraw_order(order_id)
            return
        before = current_order(self._connection, order_id)
        after = before | standing
        if after["state"] != before["state"]:
            self._note_state(order_id, before["state"], after["state"], self._who, "取込の取消し")
        self._projection.change_order(order_id, after, self._buyer_of(after))

    def _same_order(self, said: Mapping[str, str]) -> int | None:
        """An order of the same buyer of which a row without a number says nothing new."""
        here = (OrderSlip.buyer_key == name_key(said.get("buyer", ""))) & (
            OrderSlip.item == said.get("item", "")
        )
        candidates = self._connection.scalars(
            select(OrderSlip.id).where(here, OrderSlip.withdrawn.is_(False))
        ).all()
        told = {key: value for key, value in said.items() if key != "state"}
        for order_id in candidates:
            if _nothing_new(told, current_order(self._connection, order_id)):
                return order_id
        return None

    def _buyer_of(self, values: Mapping[str, str]) -> int | None:
        return self._firms.buyer(values["buyer"]) if values.get("buyer") else None

    def _made_up_order_number(self) -> str:
        while True:
            self._made_up += 1
            if (number := f"J-{self._made_up:06d}") not in self._order_ids_by_number():
                return number

    def _order_ids_by_number(self) -> dict[str, int]:
        if self._order_ids is None:
            found = self._connection.execute(
                select(OrderSlip.number, OrderSlip.id).where(OrderSlip.withdrawn.is_(False))
            )
            self._order_ids = {number: order_id for number, order_id in found if number}
        return self._order_ids

    def _state_in_files(self, order_id: int) -> str:
        self._log.flush()
        said_by_file = (FactRow.order_id == order_id) & (FactRow.file != "")
        return batches.last_value(self._connection, said_by_file, "state")

    def _record_state(
        self, order_id: int, before: str, state: str, provenance: Provenance, note: str
    ) -> None:
        self._append({"state": state}, provenance, order_id=order_id)
        person = (
            provenance.person or provenance.file or (self._batch.file if self._batch else "") or self._who
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
        self._connection.execute(insert(OrderState).values(order_id=order_id, **row))

    # The record

    @property
    def _firms(self) -> KnownFirms:
        if self._known is None:
            self._flush()
            self._known = KnownFirms(self._connection)
        return self._known

    def _append(
        self,
        values: Mapping[str, str],
        provenance: Provenance,
        *,
        company_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        if self._batch is not None and not provenance.file and not provenance.person:
            provenance = Provenance(self._batch.file, provenance.sheet, provenance.row, provenance.cells)
        batch_id = self._batch.id if self._batch else None
        for field, value in values.items():
            self._log.add(field, value, provenance, batch_id, company_id=company_id, order_id=order_id)

    def _seen(self, provenance: Provenance, digest: str) -> int | None:
        if self._batch is None or not provenance.row:
            return None
        return self._batch.seen.get((provenance.sheet, provenance.row, digest))

    def _note_row(
        self,
        provenance: Provenance,
        digest: str,
        outcome: Outcome,
        *,
        company_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        if self._batch is None:
            return
        self._rows.append(
            {
                "batch_id": self._batch.id,
                "sheet": provenance.sheet,
                "row": provenance.row,
                "digest": digest,
                "company_id": company_id,
                "order_id": order_id,
                "outcome": outcome,
            }
        )

    def _flush(self) -> None:
        self._projection.flush()
        self._log.flush()
        if self._rows:
            insert_rows(self._connection, BatchRow, self._rows)
            self._rows = []


def _cleaned(provenance: Provenance) -> Provenance:
    file, sheet, person = (clean(text) for text in (provenance.file, provenance.sheet, provenance.person))
    return replace(provenance, file=file, sheet=sheet, person=person)


def _nothing_new(said: Mapping[str, str], stored: Mapping[str, str]) -> bool:
    return all(stored.get(field, "") == value for field, value in said.items())


def _better_number(new: str, old: str) -> bool:
    """A corporate number that cannot be right never replaces one that can."""
    return is_corporate_number(new) or not is_corporate_number(old)


def _digest(said: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _check_step(number: str, before: str, state: str) -> None:
    if state not in TRANSITIONS:
        raise InputError(f"「{state}」という状態はありません。次から選んでください: {'、'.join(TRANSITIONS)}")
    if state not in TRANSITIONS[before]:
        allowed = "、".join(TRANSITIONS[before])
        then = f"進める先は {allowed} です。" if allowed else "これ以上は動かせません。"
        raise InputError(f"案件 {number} は「{before}」から「{state}」に動かせません。{then}")
