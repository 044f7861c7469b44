"""Idempotency keys: a write that is sent twice is done once, and answered twice alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from matching.corporate.access import Viewer
from matching.corporate.request_tables import AnsweredRequest
from matching.corporate.values import clean
from matching.errors import Conflict

# An answer is kept so long: a client that tries again does so within minutes, a nightly transfer within two days.
KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The key that the caller chose, and a digest of what it asks for."""

    key: str
    fingerprint: str


class Answered(Exception):  # not an error: the work is done already
    """The request was answered before; `content` is the answer of that time."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__("answered before")
        self.content = content


def check(connection: Connection, viewer: Viewer, request: RequestKey) -> None:
    """Take a key for the work of this transaction. Raises Answered or Conflict where it was used before.

    A second transaction with the same key waits here until the first has ended, and finds its answer.
    """
    now = datetime.now(UTC)
    connection.execute(delete(AnsweredRequest).where(AnsweredRequest.at < now - KEPT))
    row = {"fingerprint": request.fingerprint, "content": "", "at": now} | _own(viewer, request)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    # PostgreSQL's driver gives no count of rows for it: what comes back tells whether the key is new.
    taking = insert(AnsweredRequest).values(row).on_conflict_do_nothing().returning(AnsweredRequest.key)
    if connection.scalar(taking) is not None:
        return
    columns = (AnsweredRequest.fingerprint, AnsweredRequest.content)
    found = connection.execute(select(*columns).filter_by(**_own(viewer, request))).one()
    if found.fingerprint != request.fingerprint:
        raise Conflict(
            "この Idempotency-Key は、別の内容のリクエストに使われています。新しい値にして送り直してください。"
        )
    raise Answered(json.loads(found.content or "{}"))


def remember(connection: Connection, viewer: Viewer, request: RequestKey, content: Mapping[str, Any]) -> None:
    """Keep the answer under its key."""
    text = json.dumps(dict(content), ensure_ascii=False)
    connection.execute(update(AnsweredRequest).filter_by(**_own(viewer, request)).values(content=text))


def _own(viewer: Viewer, request: RequestKey) -> dict[str, str]:
    return {"viewer": viewer.key, "key": clean(request.key)}
