"""How many firms a file's rows are, after provisional links by name and place.

The links themselves are found by the database (equal name at an equal place); here they only count.
"""

from __future__ import annotations

from ingest.report import CompanyCounts
from matching.corporate import UpsertResult


class CompanyTally:
    """Counts the firms of one file from what became of its rows, in their order."""

    def __init__(self) -> None:
        self._group: dict[int, int] = {}
        self._stored_before: set[int] = set()
        self._to_review: set[int] = set()

    def add(self, result: UpsertResult) -> None:
        """Take in what became of one row."""
        if result.id not in self._group:
            self._group[result.id] = result.id
            if result.outcome != "accepted":
                self._stored_before.add(result.id)
        if result.to_review:
            self._to_review.add(result.id)
        for other in result.to_review:
            if other in self._group:
                self._group[self._head(result.id)] = self._head(other)

    def _head(self, firm: int) -> int:
        while self._group[firm] != firm:
            self._group[firm] = firm = self._group[self._group[firm]]
        return firm

    def counts(self) -> CompanyCounts:
        """Linked firms count once; a group with a firm that was stored before is merged, not new."""
        groups = {self._head(firm) for firm in self._group}
        merged = {self._head(firm) for firm in self._stored_before}
        to_review = {self._head(firm) for firm in self._to_review} - merged
        return CompanyCounts(len(groups), len(groups - merged), len(merged), len(to_review))
