"""The audit trail for viewers: what is put on it besides writes, and reading, exporting and verifying it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine

from matching.corporate import access, audit, opening
from matching.corporate.access import Viewer
from matching.corporate.audit import EVERYTHING, Entry, Event, Verification, Wanted
from matching.corporate.journal import Journal


class Trail:
    """The audit trail of a database."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine = engine
        self._journal = journal

    def seen(self, viewer: Viewer, subject: str, key: int | str, **details: Any) -> None:
        """Put on the trail, within a second, that the viewer saw something."""
        self._journal.note(Event(viewer.key, "see", subject, str(key), details))

    def exported(
        self, viewer: Viewer, subject: str, key: int | str, deed: str = "export", **details: Any
    ) -> None:
        """Put on the trail, before it happens, that something leaves the house (deed: "export", "download", "print")."""
        with opening.writing(self._engine) as connection:
            audit.append(connection, [Event(viewer.key, deed, subject, str(key), details)])

    def flush(self) -> None:
        """Come back when all that was seen is written."""
        self._journal.flush()

    def entries(
        self, viewer: Viewer, wanted: Wanted = EVERYTHING, limit: int = 100, before: int | None = None
    ) -> list[Entry]:
        """The newest entries (with a number below `before`), newest first."""
        access.demand(viewer, "audit", "see")
        self._journal.flush()
        with opening.reading(self._engine) as connection:
            return audit.entries(connection, wanted, limit, before)

    def export(self, viewer: Viewer, wanted: Wanted = EVERYTHING) -> Iterator[Entry]:
        """The entries, oldest first, streaming; that it was done stands on the trail first."""
        access.demand(viewer, "audit", "export")
        self._journal.flush()
        conditions = {key: value for key in Wanted.__slots__ if (value := getattr(wanted, key)) is not None}
        self.exported(viewer, "audit", "", wanted=conditions)
        return self._stream(wanted)

    def verify(self, viewer: Viewer, known: tuple[int, str] | None = None) -> Verification:
        """Walk the chain from its beginning. `known`: a length and a hash that were written down earlier."""
        access.demand(viewer, "audit", "see")
        self._journal.flush()
        with opening.reading(self._engine) as connection:
            return audit.verify(connection, known)

    def _stream(self, wanted: Wanted) -> Iterator[Entry]:
        with opening.reading(self._engine) as connection:
            yield from audit.all_entries(connection, wanted)
