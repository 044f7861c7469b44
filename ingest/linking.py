"""How many firms a file's rows are, and which rows are about one firm.

Who is who is found by the database (matching/corporate/identity.py and likeness.py): an equal valid corporate number or
registered id makes two firms one, an equal name at an equal place is a provisional link. Here both are counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.report import CompanyCounts
from matching.corporate import UpsertResult, is_corporate_number


class CompanyTally:
    """Counts the firms of one file from what became of its rows, in their order."""

    def __init__(self) -> None:
        self._group: dict[int, int] = {}
        self._numbers: dict[int, set[str]] = {}
        self._stored_before: set[int] = set()
        self._to_review: set[int] = set()
        self._names: dict[str, None] = {}

    def add(self, result: UpsertResult) -> None:
        """Take in what became of one row."""
        if result.id not in self._group:
            self._group[result.id] = result.id
            if result.outcome != "accepted":
                self._stored_before.add(result.id)
        if is_corporate_number(result.corporate_number):
            self._numbers.setdefault(self._head(result.id), set()).add(result.corporate_number)
        if result.to_review:
            self._to_review.add(result.id)
        for other in result.linked:
            if other in self._group:
                self._unite(result.id, other)

    def add_links(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take in which firms of the database count as one: a file read again has as many as when it was new."""
        for one, other in sorted(pairs):
            if one in self._group and other in self._group:
                self._unite(one, other)

    def ids(self) -> list[int]:
        """The firms of the file."""
        return list(self._group)

    def add_stored(self, company_id: int) -> None:
        """Take in a firm of the database that a row only names (the buyer of an order)."""
        self._group.setdefault(company_id, company_id)
        self._stored_before.add(company_id)

    def add_name(self, key: str) -> None:
        """Take in a firm that a row only names and the database doesn't have."""
        self._names[key] = None

    def _unite(self, one: int, other: int) -> None:
        """Two firms count as one, unless that would put two corporate numbers together."""
        low, high = sorted((self._head(one), self._head(other)))
        numbers = self._numbers.get(low, set()) | self._numbers.get(high, set())
        if low != high and len(numbers) < 2:
            self._group[high] = low
            self._numbers[low] = numbers
        elif low != high:
            # Neither can be said to be the odd one: both wait for a decision, whichever row came first.
            self._to_review |= {one, other}

    def _head(self, firm: int) -> int:
        while self._group[firm] != firm:
            self._group[firm] = firm = self._group[self._group[firm]]
        return firm

    def counts(self) -> CompanyCounts:
        """Linked firms count once; a group with a firm that was stored before is merged, not new."""
        groups = {self._head(firm) for firm in self._group}
        merged = {self._head(firm) for firm in self._stored_before}
        to_review = {self._head(firm) for firm in self._to_review} - merged
        named = len(self._names)
        linked = len(self._group) - len(groups)
        new = len(groups - merged) + named
        return CompanyCounts(len(groups) + named, new, len(merged), len(to_review), linked, named)


class Repeats:
    """Notices rows of one file that are about the same firm or order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], tuple[str, int, str]] = {}

    def earlier(
        self, kind: str, about: int, sheet: str, row: int, number: str
    ) -> tuple[str, int, bool] | None:
        """(sheet, row, whether by its number) of an earlier row about the same; notes this one if there is none."""
        found = self._rows.get((kind, about))
        if found is None:
            self._rows[kind, about] = (sheet, row, number)
            return None
        return found[0], found[1], bool(number) and number == found[2]
