"""What is written a moment later: who saw what, and recorded rankings, in one short transaction a second for a whole process.

An answer needn't wait for its record, and SQLite's one writer isn't asked for a lock with every page that is looked at. Nothing is dropped: while the
database can't be written, entries wait here and are tried again; when too many wait, who wants to add one waits too.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from matching.corporate import audit, opening
from matching.corporate.audit import Event
from matching.corporate.tables import insert_rows
from matching.corporate.trail_tables import RecordedRanking
from matching.errors import DatabaseError

_log = logging.getLogger(__name__)
# Seconds that an entry waits for others, and entries of one transaction.
_WAIT = 0.5
_PORTION = 200
_UNWRITABLE = "監査の記録を書き込めないため、処理を止めました。しばらくしてからもう一度試し、直らないときは管理者に伝えてください。"


@dataclass(frozen=True, slots=True)
class Ready:
    """A deed, with the row of recorded_rankings that it is about, if any."""

    event: Event
    ranking: dict[str, Any] | None = None


# What is costly to make (JSON, compression) is made by the journal's thread.
Item = Callable[[], Ready]


class Journal:
    """Entries of one process on their way to the database. Safe to use from several threads; the thread starts with the first entry.

    capacity: entries that may wait. patience: seconds that `put` waits for room, and `flush` for the database.
    """

    def __init__(self, engine: Engine, *, capacity: int = 10_000, patience: float = 30.0) -> None:
        self._engine = engine
        self._capacity = capacity
        self._patience = patience
        self._items: list[Item] = []
        self._changed = threading.Condition()
        self._hurry = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def note(self, event: Event) -> None:
        """Write a deed within a second; its moment is now. Raises DatabaseError where too many wait already."""
        dated = event if event.at else replace(event, at=datetime.now(UTC))
        self.put(lambda: Ready(dated))

    def put(self, item: Item) -> None:
        """Write what `item` makes within a second; see `note`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._items) < self._capacity, self._patience):
                raise DatabaseError(_UNWRITABLE)
            self._items.append(item)
            if self._thread is None:
                self._closing = False
                self._thread = threading.Thread(target=self._run, name="juhatchu-journal", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Entries that are not written yet."""
        return len(self._items)

    def flush(self) -> None:
        """Come back when all that was put is written. Raises DatabaseError where that takes too long."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: not self._items, self._patience):
                raise DatabaseError(_UNWRITABLE)

    def close(self) -> None:
        """Write what waits and end the thread. What can't be written is counted in the log."""
        with self._changed:
            thread, self._thread, self._closing = self._thread, None, True
            self._changed.notify_all()
        if thread is None:
            return
        atexit.unregister(self.close)
        thread.join(self._patience)
        if self._items:
            _log.error("%d entries of the audit trail could not be written", len(self._items))

    def _run(self) -> None:
        while portion := self._next():
            try:
                self._write([make() for make in portion])
            except Exception as error:  # whatever it is, the entries stay and are tried again
                _log.error("the audit trail can't be written: %s", error)
                with self._changed:
                    if self._closing:
                        return
                    self._changed.wait_for(lambda: self._closing, _WAIT)
                continue
            with self._changed:
                del self._items[: len(portion)]
                self._hurry = self._hurry and bool(self._items)
                self._changed.notify_all()

    def _next(self) -> list[Item]:
        """The next entries to write; waits for company a moment. [] when there is nothing left and the journal is being closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closing)
            self._changed.wait_for(
                lambda: self._hurry or self._closing or len(self._items) >= _PORTION, _WAIT
            )
            return self._items[:_PORTION]

    def _write(self, portion: Sequence[Ready]) -> None:
        with opening.writing(self._engine) as connection:
            stored = _stored(connection, [one.ranking["id"] for one in portion if one.ranking])
            # A commit whose answer was lost comes here again: what it stored is left out.
            new = [one for one in portion if one.ranking is None or one.ranking["id"] not in stored]
            insert_rows(connection, RecordedRanking, [one.ranking for one in new if one.ranking])
            audit.append(connection, [one.event for one in new])


def _stored(connection: Connection, ids: Sequence[str]) -> set[str]:
    if not ids:
        return set()
    return set(connection.scalars(select(RecordedRanking.id).where(RecordedRanking.id.in_(ids))))
