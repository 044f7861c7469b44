"""States of firms (休業 and the like) as coordinators set and clear them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Engine

from matching.corporate import access, opening, statuses, suppliers
from matching.corporate.access import Viewer
from matching.corporate.rows import Provenance
from matching.corporate.statuses import StoredStatus
from matching.corporate.working import working


class FirmStates:
    """The states of suppliers, for viewers who may change these."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, viewer: Viewer, supplier_id: int) -> list[StoredStatus]:
        """All states of a supplier, past and future ones too. Raises AccessDenied, NotFound."""
        with opening.reading(self._engine) as connection:
            return statuses.statuses_of(connection, _changeable(connection, viewer, supplier_id))

    def set(
        self,
        viewer: Viewer,
        supplier_id: int,
        kind: str,
        reason: str = "",
        start: date | None = None,
        end: date | None = None,
    ) -> None:
        """Record a state (statuses.KINDS, but for 競合・系列, which needs a buyer) from and to a day; a new one of its kind replaces it.

        Raises AccessDenied, NotFound, InputError for an unknown kind or an end before the start.
        """
        with working(self._engine, viewer) as work:
            firm = _changeable(work.connection, viewer, supplier_id)
            said = Provenance(person=viewer.key)
            work.writer.set_status(firm, kind, reason, start, end, provenance=said)
            work.note("change", "supplier", firm, state=kind)

    def clear(self, viewer: Viewer, supplier_id: int, kind: str) -> None:
        """Take a state back. Raises AccessDenied, NotFound, InputError for an unknown kind."""
        with working(self._engine, viewer) as work:
            firm = _changeable(work.connection, viewer, supplier_id)
            work.writer.clear_status(firm, kind, provenance=Provenance(person=viewer.key))
            work.note("change", "supplier", firm, cleared=kind)


def _changeable(connection: Connection, viewer: Viewer, supplier_id: int) -> int:
    access.demand(viewer, "supplier", "change")
    return suppliers.supplier_id(connection, supplier_id)
