"""Writing down when a session or a token was last used, beside the request that uses it.

A request that only reads must not wait for somebody's long write: a thread of its own does the writing, and what fails is tried with the
next use.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from matching.corporate import opening
from matching.corporate.account_tables import Session, Token
from matching.errors import DatabaseError

_EVERY = timedelta(minutes=1)
_log = logging.getLogger(__name__)


class Touching:
    """Notes uses, each at most once a minute."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._pending: set[tuple[type[Session] | type[Token], int]] = set()
        self._writer: threading.Thread | None = None

    def touch(self, table: type[Session] | type[Token], row_id: int, last: datetime | None) -> None:
        """Note that a row was used now, unless it was in the last minute."""
        if last is not None and datetime.now(UTC) - last < _EVERY:
            return
        with self._lock:
            self._pending.add((table, row_id))
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="last-used", daemon=True)
                self._writer.start()

    def close(self) -> None:
        """Wait until all is written."""
        with self._lock:
            writer = self._writer
        if writer is not None:
            writer.join()

    def _write(self) -> None:
        while True:
            with self._lock:
                if not self._pending:
                    self._writer = None
                    return
                pending, self._pending = self._pending, set()
            try:
                with opening.writing(self._engine) as connection:
                    for table, row_id in pending:
                        column = "seen_at" if table is Session else "used_at"
                        values = {column: datetime.now(UTC)}
                        connection.execute(update(table).where(table.id == row_id).values(**values))
            except DatabaseError as error:
                _log.warning("the last use of sessions was not written: %s", error)
