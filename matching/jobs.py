"""Long work in the background: a few threads of the process, with progress and a way to stop, on record in the database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.jobs import BROKEN, DONE, FAILED, STOPPED, Job
from matching.errors import DatabaseError, JuhatchuError

_log = logging.getLogger(__name__)
# Progress is put on record at most so often, and a stop is noticed at most so late (seconds).
_TOLD_EVERY = 0.5
_BEAT_EVERY = 15.0
_BUG = "作業の中で問題が起きました。もう一度試しても直らないときは、管理者に時刻を伝えてください。"
_CLOSED = "サービスが止められたため、途中でやめました。もう一度始めてください。"


class Stopped(Exception):  # not an error: somebody wants it so
    """The job is to stop; raised by Progress, whatever is half done is taken back."""


class Progress:
    """How long work tells how far it is. Calling it raises Stopped when the work is to stop."""

    def __init__(self, db: CorporateDatabase, job_id: int, closing: threading.Event) -> None:
        self._db = db
        self._job_id = job_id
        self._closing = closing
        self._told = 0.0

    def __call__(self, share: float, message: str = "") -> None:
        """`share` of the work is done, from 0 to 1; `message` says to the user what comes now."""
        if self._closing.is_set():
            raise Stopped
        if time.monotonic() - self._told < _TOLD_EVERY:
            return
        self._told = time.monotonic()
        if not self._db.jobs.tell(self._job_id, share, message):
            raise Stopped


LongWork = Callable[[Progress], Mapping[str, Any]]


class Workshop:
    """The threads that do long work. They start with the first job."""

    def __init__(self, db: CorporateDatabase, threads: int = 2) -> None:
        self._db = db
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._open: set[int] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._heart: threading.Thread | None = None

    def begin(self, viewer: Viewer, kind: str, work: LongWork) -> Job:
        """Put work on the list; it is done when a thread is free. Its mapping becomes the job's result (JSON)."""
        self._db.jobs.mark_broken()
        job = self._db.jobs.add(viewer, kind)
        with self._lock:
            self._open.add(job.id)
            if self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="job-heart", daemon=True)
                self._heart.start()
        self._pool.submit(self._do, job.id, work)
        return job

    def close(self) -> None:
        """Stop what is running at its next step, and wait for that."""
        self._closing.set()
        self._pool.shutdown(wait=True)
        if self._heart is not None:
            self._heart.join()

    def _do(self, job_id: int, work: LongWork) -> None:
        progress = Progress(self._db, job_id, self._closing)
        try:
            progress(0.0)
            result = work(progress)
        except Stopped:
            closing = self._closing.is_set()
            self._end(job_id, BROKEN if closing else STOPPED, _CLOSED if closing else "中止しました。")
        except JuhatchuError as error:
            if isinstance(error, DatabaseError):
                _log.error("%s", error)
            self._end(job_id, FAILED, str(error))
        except Exception:
            _log.exception("job %s", job_id)
            self._end(job_id, FAILED, _BUG)
        else:
            self._end(job_id, DONE, "終わりました。", result)

    def _end(self, job_id: int, state: str, message: str, result: Mapping[str, Any] | None = None) -> None:
        try:
            self._db.jobs.end(job_id, state, message, result)
        except DatabaseError as error:  # it shows as 中断 before long
            _log.error("%s", error)
        finally:
            with self._lock:
                self._open.discard(job_id)

    def _beat(self) -> None:
        while not self._closing.wait(_BEAT_EVERY):
            with self._lock:
                living = sorted(self._open)
            if living:
                try:
                    self._db.jobs.beat(living)
                except DatabaseError as error:
                    _log.error("%s", error)


class Jobs:
    """A viewer's view on long work."""

    def __init__(self, db: CorporateDatabase, workshop: Workshop, viewer: Viewer) -> None:
        self._db = db
        self._workshop = workshop
        self._viewer = viewer

    def begin(self, kind: str, work: LongWork) -> Job:
        """Begin long work for the viewer; whoever calls has asked the access rules whether it may be done."""
        return self._workshop.begin(self._viewer, kind, work)

    def list(self, limit: int = 50, before: int | None = None) -> list[Job]:
        """The jobs that the viewer may see, newest first."""
        return self._db.jobs.jobs(self._viewer, limit, before)

    def job(self, job_id: int) -> Job:
        """One job. Raises NotFound."""
        return self._db.jobs.job(self._viewer, job_id)

    def stop(self, job_id: int) -> Job:
        """Ask a job to stop. Raises NotFound, AccessDenied, Conflict where it has ended."""
        return self._db.jobs.stop(self._viewer, job_id)
