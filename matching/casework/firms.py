"""Suppliers and buyers at a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matching.casework.bound import bound
from matching.corporate import CorporateDatabase, Fact
from matching.corporate.access import Viewer
from matching.corporate.firm_facets import Facets
from matching.corporate.firm_views import Contact, FirmPage, FirmRole, FirmView, Search
from matching.corporate.requests import RequestKey

EVERYTHING = Search()


class Firms:
    """Suppliers and buyers for one viewer; see matching/corporate/firm_views.py for what is raised."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
        self.states = bound(db.firm_states.listed, viewer)
        self.set_state = bound(db.firm_states.set, viewer)
        self.clear_state = bound(db.firm_states.clear, viewer)

    def facets(self, search: Search = EVERYTHING) -> Facets:
        """How many suppliers of a search stand in each town, trade and certificate."""
        return self._db.firm_facets.counted(self._viewer, search)

    def page(
        self, role: FirmRole, search: Search = EVERYTHING, limit: int = 50, after: int | None = None
    ) -> FirmPage:
        """A page of the firms that the viewer may see."""
        return self._db.firm_views.page(self._viewer, role, search, limit, after)

    def firm(self, role: FirmRole, firm_id: int) -> FirmView:
        """One firm, and on the trail that it was seen, where it is somebody else's."""
        found = self._db.firm_views.firm(self._viewer, role, firm_id)
        if not found.own:
            self._db.trail.seen(self._viewer, role, firm_id)
        return found

    def contacts(self, ids: Sequence[int]) -> dict[int, Contact]:
        """Whom to ask at suppliers, by id."""
        return self._db.firm_views.contacts(self._viewer, ids)

    def history(self, role: FirmRole, firm_id: int, key: str | None = None) -> list[Fact]:
        """Every value ever said of a firm (of one field), oldest first."""
        return self._db.firm_views.history(self._viewer, role, firm_id, key)

    def make(
        self, role: FirmRole, values: Mapping[str, str | int | None], request: RequestKey | None = None
    ) -> FirmView:
        """A new firm."""
        return self._db.firm_views.make(self._viewer, role, values, request)

    def change(
        self,
        role: FirmRole,
        firm_id: int,
        expected: int,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> FirmView:
        """Change some fields of a firm; `expected`: the version that the viewer has seen."""
        return self._db.firm_views.change(self._viewer, role, firm_id, expected, values, request)

    def every(self, role: FirmRole) -> Iterator[FirmView]:
        """All firms that the viewer may take away, streaming."""
        return self._db.firm_views.every(self._viewer, role)
