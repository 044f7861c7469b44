"""Orders (発注案件) at a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from matching.corporate import CorporateDatabase, Fact, StateChange
from matching.corporate.access import Viewer
from matching.corporate.order_views import OrderPage, OrderSearch, OrderView
from matching.corporate.requests import RequestKey

ALL_ORDERS = OrderSearch()
_PORTION = 500  # orders read at once


class Orders:
    """Orders for one viewer; see matching/corporate/order_views.py for what is raised."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    def page(self, search: OrderSearch = ALL_ORDERS, limit: int = 50, after: int | None = None) -> OrderPage:
        """A page of the orders that the viewer may see, newest first."""
        return self._db.order_views.page(self._viewer, search, limit, after)

    def counts(self) -> dict[str, int]:
        """How many orders stand in each state."""
        return self._db.order_views.counts(self._viewer)

    def open(self, today: date | None = None) -> list[OrderView]:
        """All orders open on a day that the viewer may see, newest first, with what a list shows."""
        search = OrderSearch(open_on=today or date.today())
        page = self.page(search, _PORTION)
        found = list(page.orders)
        while page.next is not None:
            page = self.page(search, _PORTION, page.next)
            found += page.orders
        return found

    def order(self, number: str) -> OrderView:
        """One order, and on the trail that it was seen, where it is somebody else's."""
        found = self._db.order_views.order(self._viewer, number)
        if not found.own:
            self._db.trail.seen(self._viewer, "order", found.id)
        return found

    def history(self, number: str) -> tuple[list[StateChange], list[Fact]]:
        """The steps of an order, and every value ever said of it."""
        return self._db.order_views.history(self._viewer, number)

    def make(self, values: Mapping[str, str | int | None], request: RequestKey | None = None) -> OrderView:
        """A new order; it gets a number."""
        return self._db.order_views.make(self._viewer, values, request)

    def change(
        self,
        number: str,
        expected: int,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> OrderView:
        """Change some fields of an order; `expected`: the version that the viewer has seen."""
        return self._db.order_views.change(self._viewer, number, expected, values, request)

    def move(
        self, number: str, expected: int, state: str, note: str = "", request: RequestKey | None = None
    ) -> OrderView:
        """Take an order to its next state."""
        return self._db.order_views.move(self._viewer, number, expected, state, note, request)

    def every(self) -> Iterator[OrderView]:
        """All orders that the viewer may take away, streaming."""
        return self._db.order_views.every(self._viewer)
