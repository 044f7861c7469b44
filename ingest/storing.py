"""Checked rows into the corporate database, within the one transaction that the pipeline opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.checks import Checked, StatusWish
from ingest.linking import CompanyTally
from ingest.report import Issue, Severity
from matching.corporate import (
    Buyer,
    BuyerRow,
    OrderRow,
    Provenance,
    SupplierRow,
    UpsertResult,
    Writer,
    name_key,
)
from matching.corporate.fields import fields
from matching.corporate.statuses import ACTIVE, RIVAL, fact_field
from matching.errors import InputError


class Buyers:
    """Buyers by their number and by their name's key; a key that several have finds none."""

    def __init__(self, stored: Iterable[Buyer]) -> None:
        self._found: dict[str, int | None] = {}
        for buyer in stored:
            self.add(buyer.id, buyer.name, buyer.source_id)

    def add(self, buyer_id: int, name: str, number: str) -> None:
        """Take in a buyer."""
        self._found[number] = buyer_id
        key = name_key(name)
        self._found[key] = buyer_id if self._found.get(key, buyer_id) == buyer_id else None

    def find(self, words: str) -> int | None:
        """The buyer of this number or name."""
        return self._found.get(words) or self._found.get(name_key(words))


@dataclass
class RowStore:
    """Stores checked rows one by one and says what became of each."""

    writer: Writer
    buyers: Buyers
    firms: CompanyTally
    issues: list[Issue]

    def row(self, checked: Checked) -> str:
        """Store a row; its outcome, "rejected" where it has no record or the database refuses it."""
        try:
            match checked.record:
                case SupplierRow() as supplier:
                    return self._supplier(supplier, checked)
                case BuyerRow() as buyer:
                    result = self.writer.upsert_buyer(buyer, checked.provenance)
                    self.buyers.add(result.id, buyer.name, buyer.source_id)
                    self._tally(result, checked, buyer.name)
                    return result.outcome
                case OrderRow() as order:
                    if order.buyer and self.buyers.find(order.buyer) is None:
                        self._warn_buyer(checked, order.buyer)
                    return self.writer.upsert_order(order, checked.provenance).outcome
        except InputError as error:
            self._issue(checked, "error", "unusable-row", str(error), "")
        return "rejected"

    def _supplier(self, supplier: SupplierRow, checked: Checked) -> str:
        wishes, unknown = self._rivals(checked)
        if unknown:
            # Kept where only the staff sees it.
            lines = [supplier.other.get("affiliation", ""), *(f"競合先: {words}" for words in unknown)]
            told = "\n".join(line for line in lines if line)
            supplier = replace(supplier, other={**supplier.other, "affiliation": told})
        result = self.writer.upsert_supplier(supplier, checked.provenance)
        self._tally(result, checked, supplier.name)
        if result.matched_by == "row":
            return result.outcome  # read from this very file before, with all that it says
        changed = self._statuses(result, wishes, checked)
        changed = self._visibility(result, checked) or changed
        return "updated" if changed and result.outcome == "unchanged" else result.outcome

    def _rivals(self, checked: Checked) -> tuple[list[tuple[StatusWish, int | None]], list[str]]:
        """The states with the buyer that each is about, and the words that name no known buyer."""
        wishes: list[tuple[StatusWish, int | None]] = []
        unknown = []
        for wish in checked.statuses:
            if wish.kind != RIVAL:
                wishes.append((wish, None))
            for words in wish.rivals:
                if (buyer := self.buyers.find(words)) is None:
                    unknown.append(words)
                    self._warn_buyer(checked, words)
                else:
                    wishes.append((wish, buyer))
        return wishes, unknown

    def _statuses(
        self, result: UpsertResult, wishes: list[tuple[StatusWish, int | None]], checked: Checked
    ) -> bool:
        changed = False
        for wish, buyer in wishes:
            if wish.kind == ACTIVE and result.outcome == "accepted":
                continue
            keys = ("competitor_of", "status") if wish.kind == RIVAL else ("status",)
            at = _at(checked.provenance, fact_field(wish.kind, buyer), *keys)
            dates = wish.start, wish.end
            try:
                changed |= self.writer.set_status(
                    result.id, wish.kind, wish.reason, *dates, buyer_id=buyer, provenance=at
                )
            except InputError as error:
                self._issue(checked, "warning", "unknown-status", str(error), wish.kind)
        return changed

    def _visibility(self, result: UpsertResult, checked: Checked) -> bool:
        """Hide every field of a firm that is not to be shown; what is shown else is as fields.tsv says."""
        if checked.public is not False:
            return False
        changed = False
        for key in (key for key, one in fields("supplier").items() if one.public):
            at = _at(checked.provenance, f"visibility.{key}", "disclosure")
            changed |= self.writer.set_visibility(result.id, key, False, checked.consent_on, at)
        return changed

    def _tally(self, result: UpsertResult, checked: Checked, name: str) -> None:
        self.firms.add(result)
        if result.to_review:
            message = "同じ名称・所在地(または番号)の企業がほかにあります。別の企業として登録しました。"
            self._issue(checked, "warning", "possible-duplicate", message, name)

    def _warn_buyer(self, checked: Checked, words: str) -> None:
        message = f"「{words}」という発注企業が1社に決まりません。書かれたまま残しました。"
        self._issue(checked, "warning", "unknown-buyer", message, words)

    def _issue(self, checked: Checked, severity: Severity, code: str, message: str, value: str) -> None:
        at = checked.provenance
        self.issues.append(Issue(severity, code, message, at.sheet, at.row, checked.line, value=value))


def _at(provenance: Provenance, field: str, *keys: str) -> Provenance:
    """The same row, with the cell of a fact that has no field of its own in the file."""
    cell = next((provenance.cells[key] for key in keys if key in provenance.cells), "")
    return replace(provenance, cells={field: cell} if cell else {})
