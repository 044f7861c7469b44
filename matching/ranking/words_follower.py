"""Keeps what a process reads with at the office's own words: who changes them in one process changes them in all, without a restart."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from matching.corporate import CorporateDatabase
from matching.ranking.engine import Engine
from matching.ranking.files import locked
from matching.ranking.follower import IndexFollower
from matching.records import Addition
from matching.settings import Settings

_log = logging.getLogger(__name__)
# Seconds until words that could not be taken in are tried again; twice as long each further time.
_FIRST_PAUSE, _LONGEST_PAUSE = 10.0, 3600.0
Put = Callable[[Engine, IndexFollower], None]


class _Closing(Exception):  # not an error: the process ends
    pass


class WordsFollower:
    """Makes a new engine and its index in the background when the words in the database are others than those read with."""

    def __init__(self, db: CorporateDatabase, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failed: tuple[Addition, ...] | None = None
        self._failures, self._again_at = 0, 0.0
        self._closing = threading.Event()
        self._read = 0

    def follow(self, engine: Engine, put: Put) -> bool:
        """Whether `engine` reads with the words of the database. If not, another one is begun, which `put` is given when it is ready.

        Costs one small query. Words that could not be taken in are tried again after a while, which grows, and at once when they change.
        """
        wanted = self._db.lexicon.words()
        if wanted == engine.reader.lexicon.additions:
            return True
        with self._lock:
            due = wanted != self._failed or time.monotonic() >= self._again_at
            if due and not self.busy and not self._closing.is_set():
                self._read = 0
                self._thread = threading.Thread(
                    target=self._take_in, args=(engine, put), name="words", daemon=True
                )
                self._thread.start()
        return False

    @property
    def busy(self) -> bool:
        """Whether words are being taken in."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def share(self) -> float:
        """How many of the suppliers were looked through, from 0 to 1."""
        return min(1.0, self._read / max(1, self._db.supplier_count()))

    def close(self) -> None:
        """Stop taking in, and wait for that."""
        with self._lock:
            self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _take_in(self, engine: Engine, put: Put) -> None:
        wanted: tuple[Addition, ...] = ()
        try:
            while (wanted := self._db.lexicon.words()) != engine.reader.lexicon.additions:
                engine, index = self._made(engine, wanted)
                put(engine, index)
        except _Closing:
            pass
        except Exception:
            self._put_off(wanted)
            _log.exception("the office's words were not taken in")

    def _put_off(self, wanted: tuple[Addition, ...]) -> None:
        self._failures = self._failures + 1 if wanted == self._failed else 1
        self._again_at = time.monotonic() + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (self._failures - 1))
        self._failed = wanted

    def _made(self, engine: Engine, words: tuple[Addition, ...]) -> tuple[Engine, IndexFollower]:
        """One process reads anew the suppliers that the change touches; the others wait, and load what it saved."""
        with locked(self._settings.home / "words.lock"):
            made = engine.reading_with(words)
            index = IndexFollower(self._db, made, self._settings, self._told)
            index.follow()
        return made, index

    def _told(self, read: int) -> None:
        self._read = read
        if self._closing.is_set():
            raise _Closing
