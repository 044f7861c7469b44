"""Matches at a desk: what a viewer may look for, what of the answer it is shown, and each on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from matching.advisor import Advisor
from matching.casework.recording import Recorded
from matching.corporate import access
from matching.corporate.access import Relation, Viewer
from matching.corporate.order_views import OrderSearch
from matching.errors import AccessDenied
from matching.language.lexicon import load_lexicon
from matching.matcher import ANYONE, MOST, Choice, Matcher, check_k
from matching.ranking.evidence import MET
from matching.records import (
    GapsResult,
    MatchResult,
    Order,
    Requirement,
    ReverseResult,
    TeamResult,
    Verdict,
    WhyNot,
)

# Conditions that tell what a firm can do. A lot, a place or a day is met by firms of any trade.
_ABLE = frozenset({"process", "material", "equipment", "certification"})
# Inspection and packing: few firms name them, so that they often are the rarest process of an order for something else.
_ALONGSIDE = frozenset({"P.INSP", "P.PACK"})


class Matching:
    """Matches for one viewer."""

    def __init__(self, matcher: Matcher, advisor: Advisor, viewer: Viewer) -> None:
        self._matcher = matcher
        self._advisor = advisor
        self._viewer = viewer
        self._recorded = Recorded(matcher.db, viewer)

    def match(self, order: Order, k: int = 10, choice: Choice = ANYONE) -> tuple[MatchResult, str]:
        """The k best suppliers for an enquiry, and the id of the record. Raises AccessDenied; see Matcher.match."""
        self._demand_all()
        with self._matcher.room:
            return self._recorded.match(self._matcher, order, k, choice)

    def order(self, number: str) -> Order:
        """A stored order as an enquiry. Raises AccessDenied, NotFound, InputError for a draft."""
        self._demand_all()
        return self._matcher.order(number)

    def why(self, order: Order, supplier: str, choice: Choice = ANYONE) -> WhyNot:
        """Where a supplier (id, number or name) stands for an enquiry, and what would change it."""
        self._demand_all()
        with self._matcher.room:
            found = self._advisor.why(order, str(self._matcher.supplier(supplier).id), choice)
        self._matcher.db.trail.seen(self._viewer, "supplier", found.supplier.id, why=order.id)
        return found

    def team(self, order: Order, choice: Choice = ANYONE) -> TeamResult:
        """Teams for an enquiry's chain of processes."""
        self._demand_all()
        with self._matcher.room:
            found = self._advisor.team(order, choice)
        firms = sorted({member.supplier.id for team in found.teams for member in team.members})
        self._matcher.db.trail.seen(self._viewer, "match", order.id, team=firms)
        return found

    def reverse(self, supplier_id: int, k: int = 10, today: date | None = None) -> ReverseResult:
        """Open orders ranked for a supplier. A supplier asks for its own firm alone, and sees no state of an order; of
        orders whose main process its profile doesn't show it is not told."""
        own = self._demand_for(supplier_id)
        check_k(k)
        found = self._matcher.reverse(str(supplier_id), MOST if own else k, today)
        if not own:
            self._matcher.db.trail.seen(self._viewer, "supplier", supplier_id, orders=len(found.matches))
            return found
        # The title as this viewer is shown the order: it may name the buyer.
        titles = self._titles(today)
        suiting = [
            m for m in found.matches if m.order.id in titles and suits(m.main, m.requirements, m.verdicts)
        ]
        matches = tuple(
            replace(m, rank=rank, title=titles[m.order.id], order=replace(m.order, state="", buyer_id=None))
            for rank, m in enumerate(suiting[:k], 1)
        )
        return replace(found, matches=matches)

    def gaps(self, supplier_id: int, most: int = 10, today: date | None = None) -> GapsResult:
        """What a supplier's profile lacks. A supplier asks for its own firm alone, and is told of open orders only."""
        own = self._demand_for(supplier_id)
        found = self._advisor.gaps(str(supplier_id), most, today, only_open=own)
        if not own:
            return found
        known = self._titles(today)
        told = ((gap, tuple(one for one in gap.orders if one in known)) for gap in found.gaps)
        gaps = (replace(gap, orders=orders, open_orders=len(orders)) for gap, orders in told)
        # A question that only closed orders raise would quote one of them.
        return replace(found, gaps=tuple(gap for gap in gaps if gap.orders), orders_read=len(known))

    def _titles(self, today: date | None) -> dict[str, str]:
        """What the open orders that the viewer may see are called, by 案件番号."""
        search = OrderSearch(open_on=today or date.today())
        found: dict[str, str] = {}
        after: int | None = None
        while True:
            page = self._matcher.db.order_views.page(self._viewer, search, MOST, after)
            found |= {
                one.number: str(one.fields.get("item") or one.fields.get("processes", ""))
                for one in page.orders
            }
            if page.next is None:
                return found
            after = page.next

    def _demand_all(self) -> None:
        """Matches over all firms are not for those who may only ask for their own. Raises AccessDenied."""
        if access.extent(self._viewer, "match", "make", "foreign") is None:
            raise AccessDenied("企業を探すことができるのは、コーディネーターだけです。")

    def _demand_for(self, supplier_id: int) -> bool:
        """Whether it is the viewer's own firm, for which it asks as that firm. Raises AccessDenied, NotFound."""
        if access.extent(self._viewer, "match", "make", "foreign") is not None:
            return False
        own: Relation = "own" if supplier_id == self._viewer.supplier_id else "foreign"
        access.demand(self._viewer, "match", "make", own)
        return True


def suits(main: str, requirements: Sequence[Requirement], verdicts: Sequence[Verdict]) -> bool:
    """Whether a firm is told of an open order: its profile shows the order's main process; where that names none, something else that it
    takes to do it. Who only inspects or packs isn't told of what has to be made first.
    """
    met = {verdict.requirement for verdict in verdicts if verdict.verdict == MET}
    if main:
        asked = [r for r in requirements if r.kind == "process" and r.must and not r.negated]
        made = {r.id for r in asked if not _goes_along(r)}
        return main == MET and (not made or bool(made & met))
    return any(r.id in met for r in requirements if r.kind in _ABLE and not r.negated)


def _goes_along(requirement: Requirement) -> bool:
    concept = requirement.concept
    return concept is not None and not _ALONGSIDE.isdisjoint(load_lexicon().ancestors(concept))
