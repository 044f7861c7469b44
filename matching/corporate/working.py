"""One piece of work by a viewer: its writes, its entry in the audit trail and its idempotency key in one transaction.

Every write that a viewer asks for goes through `working`; a key that was used before gives the answer of that time again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine

from matching.corporate import audit, opening, requests
from matching.corporate.access import Viewer
from matching.corporate.requests import RequestKey
from matching.corporate.writing import Writer


@dataclass
class Work:
    """What a piece of work has at hand: the transaction's connection, a Writer on it, who works."""

    connection: Connection
    writer: Writer
    viewer: Viewer
    request: RequestKey | None = None
    _events: list[audit.Event] = field(default_factory=list)

    def note(self, deed: str, subject: str, key: int | str, **details: Any) -> None:
        """Put on the audit trail, in this transaction, what is done with what. `details` hold no personal data and no secret's content."""
        self._events.append(audit.Event(self.viewer.key, deed, subject, str(key), details))

    def answer(self, content: Mapping[str, Any]) -> None:
        """What the request with this key is answered, should it come again. Nothing without a key."""
        if self.request is not None:
            requests.remember(self.connection, self.viewer, self.request, content)


@contextmanager
def working(engine: Engine, viewer: Viewer, request: RequestKey | None = None) -> Iterator[Work]:
    """A transaction of work; an exception takes all of it back.

    Raises requests.Answered, with the answer of that time, where the key was used before for the same request, and Conflict for another.
    """
    with opening.writing(engine) as connection:
        if request is not None:
            requests.check(connection, viewer, request)
        work = Work(connection, Writer(connection, viewer.key), viewer, request)
        yield work
        work.writer.close()
        audit.append(connection, work._events)
