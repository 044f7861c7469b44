"""Keeps the index at the database's revision while nobody asks, so that no request waits for what another process wrote."""

from __future__ import annotations

import logging
import threading

from matching.errors import JuhatchuError
from matching.matcher import Matcher

_log = logging.getLogger(__name__)
_SECONDS = 2.0


class Following:
    """A thread that lets the matcher's index follow every two seconds, until it is closed."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-following", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; what it is doing is finished first."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(_SECONDS):
            try:
                with self._matcher.turn:
                    self._matcher.index.follow()
            except JuhatchuError as error:
                _log.warning("%s", error)
            except Exception:  # the next request meets it too, and answers for it
                _log.exception("the index could not follow")
