"""The one matcher of a running service: opened when the service starts, or by the first request that can."""

from __future__ import annotations

import logging
import threading
from typing import Annotated

from fastapi import Depends, Request

from matching.errors import DatabaseError, JuhatchuError
from matching.matcher import Matcher
from matching.settings import Settings

_log = logging.getLogger(__name__)


class Service:
    """Holds the matcher. What keeps it from opening goes to the log; callers are told only that it isn't ready."""

    def __init__(self, matcher: Matcher | None = None) -> None:
        self._matcher = matcher
        self._given = matcher is not None
        self._opening = threading.Lock()

    def start(self) -> None:
        """Open now, index included, so that the first request doesn't wait for it; a failure is tried again later."""
        try:
            self.matcher().index.follow()
        except DatabaseError as error:
            _log.error("%s", error)

    def matcher(self) -> Matcher:
        """The matcher, opened if it isn't yet. Raises DatabaseError while it can't be."""
        with self._opening:
            if self._matcher is None:
                self._matcher = _open()
            return self._matcher

    def close(self) -> None:
        """Close what `matcher` opened; a matcher that was given stays open."""
        with self._opening:
            if self._matcher is not None and not self._given:
                self._matcher.close()
                self._matcher = None


def _open() -> Matcher:
    try:
        return Matcher.open(Settings.load())
    except JuhatchuError as error:  # wrong settings too are the office's affair, not the caller's
        raise DatabaseError(str(error)) from error


def _matcher(request: Request) -> Matcher:
    service: Service = request.app.state.service
    return service.matcher()


CurrentMatcher = Annotated[Matcher, Depends(_matcher)]
