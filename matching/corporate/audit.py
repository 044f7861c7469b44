"""The audit trail: who saw, changed, exported or introduced what and when; append-only, chained by hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Event:
    """One deed: `who` is a viewer's key, `details` hold neither personal data nor the content of secrets."""

    who: str
    deed: str
    subject: str
    key: str
    details: Mapping[str, Any] = field(default_factory=dict)


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Append events to the chain, within the caller's transaction."""
    raise NotImplementedError
