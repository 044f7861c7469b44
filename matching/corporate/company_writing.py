"""Firms into the database: whose row it is, and what it changes; part of Writer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import update

from matching.corporate import facts, merging
from matching.corporate.identity import Role
from matching.corporate.likeness import compare
from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.rows import BuyerRow, Change, Provenance, SupplierRow, UpsertResult
from matching.corporate.tables import OrderSlip
from matching.corporate.transaction import Transaction, cleaned, digest
from matching.corporate.values import (
    COMPANY_FIELDS,
    REMARKS,
    clean,
    company_columns,
    merged_remarks,
    nothing_new,
    without_repeated,
)
from matching.errors import InputError

_MADE_UP = re.compile(r"[SB]-\d{6,}")
_DISPLAYED = {"supplier": "source_id", "buyer": "buyer_number"}
# What a firm is found by.
_IDENTITY = frozenset({*COMPANY_FIELDS, *_DISPLAYED.values(), "is_supplier", "is_buyer"})
_REMARKS = (REMARKS, f"buyer.{REMARKS}")
_DISPUTED = "登録番号が同じで法人番号が違う"


class CompanyWriter:
    """Writes firms within a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        # A batch, and the firms that its earlier states named.
        self._read: tuple[int, set[int]] = (0, set())

    def upsert(
        self,
        role: Role,
        row: SupplierRow | BuyerRow,
        said: dict[str, str],
        provenance: Provenance,
        beside: str = "",
        blanks_only: Collection[str] = (),
    ) -> UpsertResult:
        """See Writer.upsert_supplier."""
        number = clean(row.source_id).strip()
        provenance = cleaned(provenance)
        told = digest(said | {"number": number} | ({"beside": beside} if beside else {}))
        corporate = said.get("corporate_number", "")
        if (seen := self._tx.seen(provenance, told)) is not None:
            seen = self._tx.firms.current(seen)
            return UpsertResult("unchanged", seen, matched_by="row", corporate_number=corporate)
        found = self._tx.firms.find(role, number, corporate)
        if found.id is not None:
            reasons: dict[int, str] = {}
            if found.disputed is not None:
                reasons[found.disputed] = _DISPUTED
            if found.twin is not None:
                # A corporate number has one firm: until a person makes the two one, it is the other's.
                reasons[found.twin] = f"法人番号 {said.pop('corporate_number')} が同じ"
            self._leave_standing(found.id, said, blanks_only)
            said |= self._role_values(found.id, role, "" if found.disputed is not None else number)
            result = self.change(found.id, said, provenance, found.by or "source_id")
            for other, reason in reasons.items():
                self._tx.proposals.same(found.id, other, False, reason, self._tx.batch_id)
            result = _with_review(result, reasons)
        else:
            result = self._named(role, number, said, provenance, found.disputed, told, blanks_only)
        self._tx.note_row(provenance, told, result.outcome, company_id=result.id)
        return result

    def _named(
        self,
        role: Role,
        number: str,
        said: dict[str, str],
        provenance: Provenance,
        disputed: int | None,
        told: str,
        blanks_only: Collection[str],
    ) -> UpsertResult:
        """Store a row that no number leads to a firm.

        The very same row, wherever it stands, is about the same firm. Any other row of a name that is known is a firm
        of its own until a person decides: neither what it lacks nor the order of rows makes it another's.
        """
        if not said.get("name"):
            raise InputError("企業名のない企業は登録できません。")
        columns = company_columns(said)
        alike = self._tx.firms.alike(columns)
        linked = tuple(company_id for company_id, likeness in alike if likeness.verdict == "linked")
        if not number:
            told_about = self._tx.told_about(told) if linked else set()
            for company_id in linked:
                told_before = company_id in told_about
                if not told_before and self._tx.batch is not None:
                    continue
                stored = self._tx.projection.company_values(company_id)
                # Outside of files it is a person who says it, of the firm on the screen.
                if stored.get(f"is_{role}") and (told_before or nothing_new(said, stored)):
                    corporate = stored.get("corporate_number", "")
                    return UpsertResult(
                        "unchanged", company_id, matched_by="name", corporate_number=corporate
                    )
        if (earlier := self._earlier_firm(role, number, columns, linked, provenance)) is not None:
            self._leave_standing(earlier, said, blanks_only)
            said |= self._role_values(earlier, role, number)
            return self.change(earlier, said, provenance, "file")
        asked = self._tx.firms.first_of_each(alike)
        reasons = {company_id: likeness.reason for company_id, likeness in asked.items()}
        linked = tuple(company_id for company_id in linked if company_id in asked)
        if disputed is not None:
            reasons[disputed] = _DISPUTED
        said |= self._number_values(role, "" if disputed is not None else number) | {f"is_{role}": "1"}
        columns |= {key: said[key] for key in _DISPLAYED.values() if key in said}
        company_id = self._tx.projection.create_company(said, columns)
        self._tx.begin_firm(company_id)
        self._tx.append(said, provenance, company_id=company_id)
        self._learn(company_id, said, columns)
        for other, reason in reasons.items():
            self._tx.proposals.same(company_id, other, other in linked, reason, self._tx.batch_id)
        corporate = said.get("corporate_number", "")
        to_review = tuple(reasons)
        return UpsertResult("accepted", company_id, to_review, "", linked, reasons, corporate)

    def _leave_standing(self, company_id: int, said: dict[str, str], blanks_only: Collection[str]) -> None:
        """Take out of a row what may only fill blanks and finds something there that this file didn't say itself."""
        stored = self._tx.projection.company_values(company_id) if blanks_only else {}
        standing = [key for key in blanks_only if stored.get(key) and stored[key] != said.get(key)]
        if not standing:
            return
        batch = self._tx.batch
        corrects = batch is not None and company_id in self._tx.firms.heads(batch.firms)
        told = facts.sources(self._tx.connection, company_id) if corrects else {}
        for key in standing:
            if batch is None or key not in told or told[key].provenance.file != batch.file:
                said.pop(key, None)

    def _earlier_firm(
        self,
        role: Role,
        number: str,
        columns: Mapping[str, Any],
        linked: Sequence[int],
        provenance: Provenance,
    ) -> int | None:
        """The firm that this row was about in an earlier state of the file."""
        batch = self._tx.batch
        if batch is None or not batch.firms:
            return None
        firms = self._tx.firms
        here = firms.current(batch.firm_at.get((provenance.sheet, provenance.row), 0))
        if self._read[0] != batch.id:
            self._read = (batch.id, firms.heads(batch.firms))
        candidates = [one for one in linked if one in self._read[1]]
        if here in candidates:
            candidates = [here]
        elif not candidates and here and firms.stands(here):
            likeness = compare(firms.card(here), merging.card_of(columns))
            candidates = [here] if likeness.verdict in ("linked", "review") else []
        if len(candidates) != 1:
            return None
        stored = self._tx.projection.company_values(candidates[0])
        shown = stored.get(_DISPLAYED[role], "")
        known = not number or not shown or bool(_MADE_UP.fullmatch(shown)) or shown == number
        return candidates[0] if stored.get(f"is_{role}") and known else None

    def _role_values(self, company_id: int, role: Role, number: str) -> dict[str, str]:
        """What a row says of a known firm beyond its words: that it has this role, and a number."""
        before = self._tx.projection.company_values(company_id)
        said = {f"is_{role}": "1"}
        shown = before.get(_DISPLAYED[role], "")
        if number and f"number.{role}.{number}" not in before:
            said[f"number.{role}.{number}"] = "1"
            if not shown or _MADE_UP.fullmatch(shown):
                said[_DISPLAYED[role]] = number
        elif not shown and not number:
            said |= self._number_values(role, "")
        return said

    def change(
        self,
        company_id: int,
        said: dict[str, str],
        provenance: Provenance,
        by: Literal["", "source_id", "corporate_number", "file"] = "",
    ) -> UpsertResult:
        """Store values of a known firm; `by` says what it was found by."""
        before = self._tx.projection.company_values(company_id)
        if "corporate_number" in said and not _better_number(
            said["corporate_number"], before.get("corporate_number", "")
        ):
            said = {key: value for key, value in said.items() if key != "corporate_number"}
        for key in _REMARKS:
            if key in said:
                said = without_repeated(before, said, key)
                said |= {key: merged_remarks(before.get(key, ""), said[key])}
        differs = {field: value for field, value in said.items() if before.get(field, "") != value}
        older = tuple(field for field in differs if self._tx.older(company_id, field, provenance))
        changed = {field: value for field, value in differs.items() if field not in older}
        # An older answer, and one that says the same again on a later day, only go on record.
        again = {
            field: said[field]
            for field in said.keys() - differs
            if self._tx.later(company_id, field, provenance)
        }
        corporate = said.get("corporate_number") or before.get("corporate_number", "")
        self._tx.append(differs | again, provenance, company_id=company_id)
        if not changed:
            return UpsertResult(
                "unchanged", company_id, matched_by=by, corporate_number=corporate, older=older
            )
        after = self._tx.projection.change_company(company_id, before, changed)
        if not _IDENTITY.isdisjoint(changed) or any(key.startswith("number.") for key in changed):
            self._learn(company_id, after, company_columns(after))
        changes = tuple(
            Change(key, before.get(key, ""), value)
            for key, value in changed.items()
            if not key.startswith(("is_", "number."))
        )
        return UpsertResult(
            "updated", company_id, matched_by=by, corporate_number=corporate, changes=changes, older=older
        )

    def _number_values(self, role: Role, number: str) -> dict[str, str]:
        """The number of a new firm, made up if the agency gave none."""
        while not number:
            self._tx.made_up += 1
            made_up = f"{'S' if role == 'supplier' else 'B'}-{self._tx.made_up:06d}"
            number = "" if self._tx.firms.is_taken(role, made_up) else made_up
        return {f"number.{role}.{number}": "1", _DISPLAYED[role]: number}

    def _learn(self, company_id: int, values: Mapping[str, str], columns: Mapping[str, Any]) -> None:
        firms = self._tx.firms
        firms.add(company_id, columns, bool(values.get("is_buyer")))
        for field in values:
            if field.startswith("number."):
                _, role, number = field.split(".", 2)
                firms.add_number(role, number, company_id)
        if values.get("is_buyer"):
            self._link_orders(company_id, columns)

    def _link_orders(self, company_id: int, columns: Mapping[str, Any]) -> None:
        """Orders may come before their buyer: link those that name it, unless another has that name too."""
        for words in (columns["name"], columns["buyer_number"]):
            if words and self._tx.firms.buyer(words) == company_id:
                waiting = OrderSlip.buyer_id.is_(None) & (OrderSlip.buyer_key == name_key(words))
                linked = {"buyer_id": company_id, "changed_revision": self._tx.revision}
                self._tx.connection.execute(update(OrderSlip).where(waiting).values(**linked))


def _with_review(result: UpsertResult, reasons: Mapping[int, str]) -> UpsertResult:
    return replace(result, to_review=tuple(reasons), reasons=reasons) if reasons else result


def _better_number(new: str, old: str) -> bool:
    """A corporate number that cannot be right never replaces one that can."""
    return is_corporate_number(new) or not is_corporate_number(old)
