"""One transaction of writes: what a row says is compared with what is stored; what is new becomes facts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, update

from matching.corporate import batches, drafts, merging, orders, registers, reviews, statuses, surveys
from matching.corporate.company_writing import CompanyWriter
from matching.corporate.fields import fields
from matching.corporate.identity import Role
from matching.corporate.order_writing import OrderWriter
from matching.corporate.rows import (
    BuyerRow,
    CertificationRow,
    EquipmentRow,
    OrderRow,
    Outcome,
    Provenance,
    RegisterRow,
    StoredOrder,
    SupplierRow,
    UpsertResult,
)
from matching.corporate.side_tables import LayoutCorrection
from matching.corporate.tables import Batch, DatabaseInfo, FactRow
from matching.corporate.transaction import Transaction, cleaned
from matching.corporate.values import added_rows, buyer_values, clean, supplier_values
from matching.corporate.work_writing import WorkWriter
from matching.errors import InputError, NotFound

_NOWHERE = Provenance()


class Known(NamedTuple):
    """A stored firm that a row's numbers lead to. by: which of the two led there, "source_id" or "corporate_number"."""

    id: int
    name: str
    by: str


class Writer(WorkWriter):
    """What `CorporateDatabase.writing` gives: all its writes are committed together, or none is."""

    def __init__(self, connection: Connection, who: str) -> None:
        self._tx = Transaction(connection, who)
        self._firms = CompanyWriter(self._tx)
        self._orders = OrderWriter(self._tx)
        self._register: registers.RegisterWriter | None = None
        self._states: dict[int, dict[str, statuses.StoredStatus]] = {}

    def upsert_supplier(
        self,
        row: SupplierRow,
        provenance: Provenance = _NOWHERE,
        beside: str = "",
        blanks_only: Collection[str] = (),
    ) -> UpsertResult:
        """Store what a row says about a supplier.

        The same firm is the one with the same number of the agency, else with the same valid corporate
        number, else the one that this row of an earlier state of the file was about. A firm of the same name at the
        same place is named in `to_review` and not touched, unless a row that says the very same was read about it
        (matched_by "name"; beside: what the row says that is not in `row`, its answers for instance). A blank never
        erases, what it says of blanks_only fills blanks alone, an answer never replaces a later one. A row that a
        standing batch has read from this very file, sheet and line is "unchanged" (matched_by "row"), whatever was
        edited since. Raises InputError for a row without a name that no number leads to a firm.
        """
        result = self._firms.upsert("supplier", row, supplier_values(row), provenance, beside, blanks_only)
        if result.outcome == "accepted":
            self._states[result.id] = {}
        return result

    def upsert_buyer(
        self, row: BuyerRow, provenance: Provenance = _NOWHERE, beside: str = ""
    ) -> UpsertResult:
        """Store what a row says about a buyer; as upsert_supplier. Orders that name it are linked to it."""
        return self._firms.upsert("buyer", row, buyer_values(row), provenance, beside)

    def upsert_order(self, row: OrderRow, provenance: Provenance = _NOWHERE) -> UpsertResult:
        """Store what a row says about an order.

        The same order is the one with the same 案件番号; without one, an order of which the row says nothing
        new, or the one that an earlier state of the file had. A state is taken over only where it differs from what a
        file said last, so that old files don't undo a coordinator's steps. Raises InputError for a row with neither
        品名 nor 加工内容, or with an unknown state.
        """
        return self._orders.upsert(row, provenance)

    def profile_texts(self, company_id: int) -> dict[str, str]:
        """The present values of a supplier by field, blanks left out."""
        return self._tx.projection.company_values(company_id)

    def change_profile(
        self,
        company_id: int,
        values: Mapping[str, str],
        provenance: Provenance,
        *,
        machines: Sequence[EquipmentRow] = (),
        certificates: Sequence[CertificationRow] = (),
    ) -> UpsertResult:
        """Store single values of a supplier's profile, and further machines and certificates.

        An answer never replaces a later one. Raises NotFound for an unknown firm.
        """
        if not self._tx.firms.stands(company_id):
            raise NotFound(f"企業 {company_id} はありません。")
        said = {key: text for key, value in values.items() if (text := clean(value))}
        stored = self._tx.projection.company_values(company_id)
        said |= added_rows(stored, machines, certificates)
        return self._firms.change(company_id, said, cleaned(provenance))

    def change_firm(self, company_id: int, values: Mapping[str, str], provenance: Provenance) -> UpsertResult:
        """Store single values of a firm, by recorded field ("" takes one back). The firm must be there."""
        return self._firms.change(company_id, dict(values), cleaned(provenance))

    def change_order(self, order_id: int, values: Mapping[str, str], provenance: Provenance) -> UpsertResult:
        """Store single values of an order ("" takes one back); steps of its state go through move_order."""
        return self._orders.change(order_id, dict(values), cleaned(provenance))

    def add_response(
        self,
        company_id: int,
        number: str,
        answered_on: date | None,
        answers: Iterable[Mapping[str, Any]],
        provenance: Provenance,
    ) -> Literal["accepted", "updated", "unchanged"]:
        """Store one row of answers to the open batch's survey. Raises InputError if the batch has none."""
        if self._tx.responses is None:
            raise InputError("調査の題名がないため、回答を登録できません。")
        place = (clean(provenance.sheet), provenance.row)
        name = self._tx.firms.key(company_id)
        outcome = self._tx.responses.add(company_id, name, place, clean(number), answered_on, answers)
        self._tx.log.anything = self._tx.log.anything or outcome != "unchanged"
        return outcome  # type: ignore[return-value]

    def note_read(self, company_id: int, provenance: Provenance, outcome: Outcome) -> None:
        """Record that the open batch read a row about a firm that it found on its own (a register's)."""
        self._tx.note_row(cleaned(provenance), "", outcome, company_id=company_id)

    def put_register(self, register: str, rows: Sequence[RegisterRow]) -> list[registers.Taken]:
        """Take rows of a public register into the reference table; what became of each. Needs an open batch."""
        if self._tx.batch is None:
            raise InputError("開いている取込がありません。")
        if self._register is None:
            self._register = registers.RegisterWriter(self._tx.connection, register, self._tx.batch.id)
        outcomes = self._register.put(rows)
        self._tx.log.anything = self._tx.log.anything or self._register.changed
        return outcomes

    def registered_names(self, register: str, keys: Sequence[str]) -> dict[str, list[RegisterRow]]:
        """Entries of a public register by `name_key`, this batch's among them."""
        return registers.by_name(self._tx.connection, register, keys)

    def unnumbered(self) -> list[tuple[int, str, tuple[str, str]]]:
        """Firms without a valid corporate number: id, name key, (prefecture, municipality)."""
        return list(self._tx.firms.unnumbered())

    def corporate_numbers(self) -> dict[str, int]:
        """The valid corporate numbers of the firms that stand."""
        return dict(self._tx.firms.corporate_numbers())

    def provisional_links(self, among: Iterable[int]) -> list[tuple[int, int]]:
        """Pairs of firms, the first among these, that count as one until a person decides."""
        self._tx.flush()
        return reviews.links(self._tx.connection, list(among))

    def find_buyer(self, words: str) -> int | None:
        """The buyer of this number or name; the exact name wins, of several with one key none is taken."""
        return self._tx.firms.buyer(words)

    def known_firm(self, role: Role, number: str, corporate_number: str) -> Known | None:
        """The firm that these numbers of a row lead to; None where they lead to none."""
        found = self._tx.firms.find(role, clean(number).strip(), corporate_number)
        if found.id is None:
            return None
        return Known(found.id, self._tx.projection.company_values(found.id)["name"], found.by)

    def propose_values(self, company_id: int, values: Mapping[str, str], reason: str) -> bool:
        """Let a person decide whether a firm takes these values; whether that waits now (nobody has decided it)."""
        new, waits = self._tx.proposals.values(company_id, values, reason, self._tx.batch_id)
        self._tx.log.anything = self._tx.log.anything or new
        return waits

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
        stored = self._statuses(company_id)
        if kind == statuses.ACTIVE:
            ended = [field for field, one in stored.items() if one.kind != statuses.RIVAL]
            return self._record_company(company_id, dict.fromkeys(ended, ""), provenance)
        new = statuses.StoredStatus(kind, clean(reason).strip(), start, end, buyer_id)
        field = statuses.fact_field(kind, buyer_id)
        if new in (statuses.of_buyer(one, self._tx.firms.current) for one in stored.values()):
            return False
        return self._record_company(company_id, {field: statuses.as_fact(new)}, provenance)

    def states(self, company_id: int) -> list[statuses.StoredStatus]:
        """All recorded states of a firm."""
        return list(self._statuses(company_id).values())

    def clear_status(
        self, company_id: int, kind: str, *, buyer_id: int | None = None, provenance: Provenance = _NOWHERE
    ) -> bool:
        """Take a state of a firm back; whether there was one."""
        field = statuses.fact_field(statuses.checked(kind, buyer_id, None, None), buyer_id)
        return field in self._statuses(company_id) and self._record_company(
            company_id, {field: ""}, provenance
        )

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
        self._tx.flush()
        value = json.dumps([public, consent_on.isoformat() if consent_on else None])
        if (
            batches.last_value(self._tx.connection, FactRow.company_id == company_id, f"visibility.{field}")
            == value
        ):
            return False
        return self._record_company(company_id, {f"visibility.{field}": value}, provenance)

    def order(self, key: int | str) -> StoredOrder:
        """An order (by its id or 案件番号) as it stands within this transaction. Raises NotFound."""
        return orders.order(self._tx.connection, key)

    def move_order(self, order: int | str, state: str, person: str = "", note: str = "") -> None:
        """Take an order (its id or 案件番号) to the next state.

        Raises InputError for a step that states.TRANSITIONS does not have, NotFound for an unknown order.
        """
        self._orders.move(order, state, person, note)

    def begin_batch(
        self, file: str, sha256: str, kind: str, *, survey: str = "", raws: Sequence[str] = ()
    ) -> int:
        """Begin to record what a file says; the rows that follow belong to this batch. Returns its number.

        survey: the title of the survey that the file answers. raws: digests of some rows as they stand, by which an
        earlier state of the file is recognised.
        """
        connection = self._tx.connection
        title = clean(survey).strip()
        survey_id = surveys.survey_id(connection, title) if title else None
        who = self._tx.who
        batch = batches.begin(connection, clean(file), sha256, kind, who, survey_id=survey_id, raws=raws)
        if survey_id is not None:
            earlier = (*batch.earlier, *batch.same_file)
            self._tx.responses = surveys.Responses(connection, survey_id, batch.id, earlier)
        self._tx.batch = batch
        return batch.id

    def add_questions(self, questions: Iterable[Mapping[str, Any]]) -> None:
        """Take in the questions of the open batch's survey: key, label, type, options, wording, certain."""
        if self._tx.batch is not None and self._tx.batch.survey_id is not None:
            surveys.add_questions(self._tx.connection, self._tx.batch.survey_id, questions)

    def finish_batch(self, counts: Mapping[str, int], corrects: int | None = None) -> None:
        """End the open batch, with the counts that the reader made. Raises InputError if none is open.

        corrects: the batch of which this one reads a later state.
        """
        if self._tx.batch is None:
            raise InputError("開いている取込がありません。")
        self._tx.flush()
        counted = {"counts": json.dumps(dict(counts)), "corrects": corrects}
        self._tx.connection.execute(update(Batch).where(Batch.id == self._tx.batch.id).values(**counted))
        self._tx.batch = self._tx.responses = self._register = None

    def earlier_batches(self) -> tuple[int, ...]:
        """The batches of earlier states of the open batch's file."""
        return self._tx.batch.earlier if self._tx.batch else ()

    def undo_batch(self, batch_id: int) -> None:
        """Take a batch back: every field gets the value that the other standing facts give it.

        Firms and orders that only this batch named are withdrawn, firms that it made one are two again. Raises
        NotFound for an unknown batch, InputError if it was taken back already, if a later batch read the same
        firms or orders (take that one back first), or if an order that it made of a buyer's plans was confirmed.
        """
        self._tx.flush()
        drafts.must_not_be_confirmed(self._tx.connection, batch_id)
        undone = batches.undo(self._tx.connection, batch_id, self._tx.who)
        changed = registers.take_back(self._tx.connection, batch_id) or undone.changes_anything
        self._tx.log.anything = self._tx.log.anything or changed
        projection = self._tx.projection
        for company_id, standing in undone.companies.items():
            if standing.get("name") == "":
                projection.withdraw_company(company_id)
            elif standing.keys() - {merging.MERGED_INTO}:
                projection.change_company(company_id, projection.company_values(company_id), standing)
        for company_id, standing in undone.companies.items():
            if standing.get(merging.MERGED_INTO) == "":
                merging.separate(self._tx, company_id)
        for order_id, standing in undone.orders.items():
            self._orders.restore(order_id, standing)
        reviews.reopen_of_batch(self._tx.connection, batch_id)
        self._forget()

    def decide(self, proposal_id: int, accept: bool) -> int | None:
        """Record what a person decided on a proposal; the batch of an acceptance (undo_batch takes it back).

        An accepted "same" makes two firms one: all values keep their sources, later ones win field by field, lists
        (machines, certificates, terms) add up. Raises NotFound, and InputError for a proposal that was decided before or cannot be followed any more.
        """
        one = reviews.proposal(self._tx.connection, proposal_id)
        reviews.must_be_open(one)
        self._tx.log.anything = True
        if not accept:
            reviews.decide(self._tx.connection, proposal_id, reviews.REJECTED, self._tx.who)
            return None
        if one.kind == reviews.SAME and one.other_id is not None:
            merging.pair(self._tx, one.company_id, one.other_id)
        values: dict[str, str] = json.loads(one.value) if one.kind == reviews.VALUE else {}
        number = values.get("corporate_number", "")
        if (owner := self._tx.firms.of_corporate_number(number)) not in (None, one.company_id):
            raise InputError(f"法人番号 {number} は、すでに企業 {owner} の番号です。")
        batch = batches.begin(self._tx.connection, "", "", batches.DECISION, self._tx.who)
        self._tx.batch = batch
        if one.kind == reviews.SAME and one.other_id is not None:
            merging.merge(self._tx, one.company_id, one.other_id)
        else:
            decided = Provenance(person=self._tx.who)
            self._firms.change(one.company_id, values, decided)
            self._tx.note_row(decided, "", "updated", company_id=one.company_id)
        self._tx.flush()
        self._tx.batch = None
        reviews.decide(self._tx.connection, proposal_id, reviews.ACCEPTED, self._tx.who, batch.id)
        self._forget()
        return batch.id

    def reopen(self, proposal_id: int) -> None:
        """Take a decision back."""
        one = reviews.proposal(self._tx.connection, proposal_id)
        batch_id = reviews.merge_batch(self._tx.connection, proposal_id)
        if one.state == reviews.ACCEPTED and batch_id is not None:
            self.undo_batch(batch_id)
        else:
            reviews.decide(self._tx.connection, proposal_id, reviews.OPEN, "")
        self._tx.log.anything = True

    def correct_layout(self, fingerprint: str, heading: str, field: str) -> None:
        """Remember what a heading means in sheets of one layout ("": it belongs in the notes)."""
        key = (LayoutCorrection.fingerprint == fingerprint) & (LayoutCorrection.heading == heading)
        table = LayoutCorrection.__table__
        connection = self._tx.connection
        connection.execute(table.delete().where(key))  # type: ignore[attr-defined]
        row = {"fingerprint": fingerprint, "heading": heading, "field": field}
        at = {"person": self._tx.who, "recorded_at": datetime.now(UTC)}
        connection.execute(table.insert().values(**row, **at))  # type: ignore[attr-defined]

    def flush(self) -> None:
        """Send what is pending to the database, so that the transaction's own reads find it."""
        self._tx.flush()

    def close(self) -> None:
        """Send what is pending and raise the revision if anything changed; called at the end."""
        self._tx.flush()
        if self._tx.log.anything:
            values = {"revision": self._tx.revision, "made_up_numbers": self._tx.made_up}
            self._tx.connection.execute(update(DatabaseInfo).values(**values))

    def _forget(self) -> None:
        self._tx.forget()
        self._orders.forget()
        self._states = {}
        self._trade = None

    # States

    def _record_company(self, company_id: int, changed: dict[str, str], provenance: Provenance) -> bool:
        standing = {
            key: value for key, value in changed.items() if not self._tx.older(company_id, key, provenance)
        }
        if not changed:
            return False
        states = {key: value for key, value in standing.items() if key.startswith("status.")}
        if others := {key: value for key, value in standing.items() if key not in states}:
            self._tx.projection.change_company(company_id, {}, others)
        if states:
            self._set_states(company_id, states)
        self._tx.append(changed, cleaned(provenance), company_id=company_id)
        return bool(standing)

    def _set_states(self, company_id: int, changed: Mapping[str, str]) -> None:
        states = self._statuses(company_id)
        for key, value in changed.items():
            if value:
                states[key] = statuses.from_fact(key, value)
            else:
                states.pop(key, None)
        self._tx.projection.set_states(company_id, list(states.values()))

    def _statuses(self, company_id: int) -> dict[str, statuses.StoredStatus]:
        """The recorded states of a firm by the field of their fact."""
        if company_id not in self._states:
            found = statuses.recorded(self._tx.connection, company_id).get(company_id, [])
            self._states[company_id] = {statuses.fact_field(one.kind, one.buyer_id): one for one in found}
        return self._states[company_id]

    def _must_exist(self, company_id: int) -> None:
        if not self._tx.firms.stands(company_id):
            raise NotFound(f"企業 {company_id} はありません。")
