"""Idempotency keys: a write that is sent twice is done once, and answered twice alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from matching.corporate.access import Viewer


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
    """Raises Answered or Conflict where the key was used before."""
    raise NotImplementedError


def remember(connection: Connection, viewer: Viewer, request: RequestKey, content: Mapping[str, Any]) -> None:
    """Keep the answer under its key."""
    raise NotImplementedError
