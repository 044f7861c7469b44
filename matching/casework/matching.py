"""Matches at a desk: what a viewer may look for, and what of the answer it is shown."""

from __future__ import annotations

from datetime import date

from matching.advisor import Advisor
from matching.corporate import access
from matching.corporate.access import Viewer
from matching.matcher import ANYONE, Choice, Matcher
from matching.records import GapsResult, MatchResult, Order, ReverseResult, TeamResult, WhyNot


class Matching:
    """Matches for one viewer."""

    def __init__(self, matcher: Matcher, advisor: Advisor, viewer: Viewer) -> None:
        self._matcher = matcher
        self._advisor = advisor
        self._viewer = viewer

    def match(self, order: Order, k: int = 10, choice: Choice = ANYONE) -> MatchResult:
        """The k best suppliers for an enquiry. Raises AccessDenied; see Matcher.match."""
        access.demand(self._viewer, "match", "make")
        return self._matcher.match(order, k, choice)

    def order(self, number: str) -> Order:
        """A stored order as an enquiry. Raises AccessDenied, NotFound, InputError for a draft."""
        access.demand(self._viewer, "match", "make")
        return self._matcher.order(number)

    def why(self, order: Order, supplier: str, choice: Choice = ANYONE) -> WhyNot:
        """Where a supplier (id, number or name) stands for an enquiry, and what would change it."""
        access.demand(self._viewer, "match", "make")
        return self._advisor.why(order, str(self._matcher.supplier(supplier).id), choice)

    def team(self, order: Order, choice: Choice = ANYONE) -> TeamResult:
        """Teams for an enquiry's chain of processes."""
        access.demand(self._viewer, "match", "make")
        return self._advisor.team(order, choice)

    def reverse(self, supplier_id: int, k: int = 10, today: date | None = None) -> ReverseResult:
        """Open orders ranked for a supplier; a supplier asks for its own firm alone."""
        self._demand_for(supplier_id)
        return self._matcher.reverse(str(supplier_id), k, today)

    def gaps(self, supplier_id: int, most: int = 10, today: date | None = None) -> GapsResult:
        """What a supplier's profile lacks; a supplier asks for its own firm alone."""
        self._demand_for(supplier_id)
        return self._advisor.gaps(str(supplier_id), most, today)

    def _demand_for(self, supplier_id: int) -> None:
        access.demand(
            self._viewer, "match", "make", "own" if supplier_id == self._viewer.supplier_id else "foreign"
        )
