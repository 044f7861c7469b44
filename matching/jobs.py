"""Long work in the background: a few threads of the process, with progress and a way to stop, on record in the database.

While a job runs, how far it is stands in memory: the job may hold the database's only writing transaction itself. A thread of its own tells
other processes now and then, by a file (`signs`) and on record.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.jobs import BROKEN, DONE, FAILED, RUNNING, STOPPED, Job
from matching.errors import DatabaseError, JuhatchuError
from matching.signs import Sign, Signs

_log = logging.getLogger(__name__)
# So often (seconds) progress is put on record, and other processes' wish to stop a job is looked for.
_TOLD_EVERY = 1.0
_BUG = "作業の中で問題が起きました。もう一度試しても直らないときは、管理者に時刻を伝えてください。"
_CLOSED = "サービスが止められたため、途中でやめました。もう一度始めてください。"


class Stopped(Exception):  # not an error: somebody wants it so
    """The job is to stop; raised by Progress, whatever is half done is taken back."""


@dataclass(frozen=True, slots=True)
class _End:
    """What became of a job; it may have to wait until that can be written."""

    state: str
    message: str
    result: Mapping[str, Any] | None
    at: datetime


@dataclass
class _Live:
    """A job of this process: how far it is, whether it is to stop, and what became of it while that isn't on record yet."""

    share: float = 0.0
    message: str = ""
    running: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    end: _End | None = None


class Progress:
    """How long work tells how far it is. Calling it raises Stopped when the work is to stop."""

    def __init__(self, live: _Live, closing: threading.Event) -> None:
        self._live = live
        self._closing = closing

    def __call__(self, share: float, message: str = "") -> None:
        """`share` of the work is done, from 0 to 1; `message` says to the user what comes now."""
        self._live.share, self._live.message = min(1.0, max(0.0, share)), message
        if self._closing.is_set() or self._live.stop.is_set():
            raise Stopped


LongWork = Callable[[Progress], Mapping[str, Any]]


class Workshop:
    """The threads that do long work. They start with the first job."""

    def __init__(self, db: CorporateDatabase, folder: Path, threads: int = 2) -> None:
        """`folder`: where the processes of this machine tell each other that their jobs live."""
        self._db = db
        self._signs = Signs(folder, db.identity)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._live: dict[int, _Live] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._heart: threading.Thread | None = None

    def begin(self, viewer: Viewer, kind: str, work: LongWork) -> Job:
        """Put work on the list; it is done when a thread is free. Its mapping becomes the job's result (JSON)."""
        self._db.jobs.mark_broken(self._signs.living())
        job = self._db.jobs.add(viewer, kind)
        live = _Live()
        with self._lock:
            self._live[job.id] = live
            if self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="job-heart", daemon=True)
                self._heart.start()
        self._pool.submit(self._do, job.id, live, work)
        return job

    def live(self, job: Job) -> Job:
        """A job as it stands this very moment, where this process or another one of this machine works on it."""
        if job.ended and job.state != BROKEN:
            return job
        with self._lock:
            live = self._live.get(job.id)
        if live is None:
            sign = self._signs.seen(job.id)
            return job if sign is None else _running(job, sign)
        if live.end is not None:
            progress = 1.0 if live.end.state == DONE else live.share
            ended = replace(job, progress=progress, ended_at=live.end.at, stopping=False)
            return replace(ended, state=live.end.state, message=live.end.message, result=live.end.result)
        if not live.running:
            return job
        return _running(job, Sign(live.share, live.message, live.stop.is_set()))

    @property
    def running(self) -> int:
        """How many jobs this process has in hand."""
        return len(self._live)

    def stop(self, job_id: int) -> bool:
        """Let a job that lives on this machine stop at its next step; whether it is one."""
        with self._lock:
            live = self._live.get(job_id)
        if live is not None:
            live.stop.set()
        elif self._signs.seen(job_id) is None:
            return False
        else:
            self._signs.wish_stop(job_id)
        return True

    def close(self) -> None:
        """Stop what is running at its next step, and wait for that."""
        self._closing.set()
        self._pool.shutdown(wait=True)
        if self._heart is not None:
            self._heart.join()
        self._end_again()

    def _do(self, job_id: int, live: _Live, work: LongWork) -> None:
        progress = Progress(live, self._closing)
        live.running = True
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
        with self._lock:
            live = self._live[job_id]
            live.end = _End(state, message, result, datetime.now(UTC))
        self._put_end(job_id, live.end)

    def _put_end(self, job_id: int, end: _End) -> None:
        try:
            self._db.jobs.end(job_id, end.state, end.message, end.result)
        except DatabaseError as error:  # the next beat tries again
            _log.error("%s", error)
            return
        with self._lock:
            self._live.pop(job_id, None)
        self._signs.clear(job_id)

    def _end_again(self) -> None:
        """Put on record what became of jobs when the database wouldn't hear of it."""
        with self._lock:
            ended = [(job_id, live.end) for job_id, live in self._live.items() if live.end is not None]
        for job_id, end in ended:
            self._put_end(job_id, end)

    def _beat(self) -> None:
        while not self._closing.wait(_TOLD_EVERY):
            self._end_again()
            with self._lock:
                living = {job_id: live for job_id, live in self._live.items() if live.end is None}
            self._give_signs(living)
            if not living:
                continue
            try:
                for job_id in self._db.jobs.to_stop(list(living)):
                    living[job_id].stop.set()
                told = {one: (live.running, live.share, live.message) for one, live in living.items()}
                self._db.jobs.tell(told)
            except DatabaseError as error:  # the next beat tries again
                _log.warning("%s", error)

    def _give_signs(self, living: Mapping[int, _Live]) -> None:
        for job_id, live in living.items():
            if live.running:
                self._signs.give(job_id, live.share, live.message)
            if self._signs.stop_wished(job_id):
                live.stop.set()
        with self._lock:
            gone = living.keys() - self._live.keys()
        for job_id in gone:  # it ended meanwhile
            self._signs.clear(job_id)


def _running(job: Job, sign: Sign) -> Job:
    stopping = sign.stopping or job.stopping
    running = replace(job, state=RUNNING, progress=sign.share, message=sign.message)
    return replace(running, stopping=stopping, ended_at=None)


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
        return [self._workshop.live(one) for one in self._db.jobs.jobs(self._viewer, limit, before)]

    def job(self, job_id: int) -> Job:
        """One job. Raises NotFound."""
        return self._workshop.live(self._db.jobs.job(self._viewer, job_id))

    def going_on(self, job_id: int) -> bool:
        """Whether a job, whoever's it is, has not ended. Raises NotFound."""
        return not self._workshop.live(self._db.jobs.job(OPERATOR, job_id)).ended

    def stop(self, job_id: int) -> Job:
        """Ask a job to stop; it does at its next step. Raises NotFound, AccessDenied, Conflict where it has ended."""
        self._db.jobs.demand_stop(self._viewer, self.job(job_id))
        if self._workshop.stop(job_id):  # the job may hold the database's lock: nothing is written now
            self._db.trail.seen(self._viewer, "job", job_id, stop=True)
        else:
            self._db.jobs.stop(self._viewer, job_id)
        return self.job(job_id)
