"""Background jobs on record: what long work there is, how far it is, and whether it is to be stopped."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from matching.corporate import access, opening
from matching.corporate.access import Relation, Viewer
from matching.corporate.request_tables import JobRow
from matching.corporate.tables import LARGEST_ID
from matching.corporate.values import clean
from matching.corporate.working import working
from matching.errors import Conflict, NotFound

WAITING, RUNNING, DONE, FAILED, STOPPED, BROKEN = "待機", "実行中", "完了", "失敗", "中止", "中断"
# A job whose process has not been heard of for so long was broken off with it.
SILENT = timedelta(seconds=120)
_COLUMNS = (
    JobRow.id,
    JobRow.kind,
    JobRow.owner,
    JobRow.state,
    JobRow.progress,
    JobRow.message,
    JobRow.result,
    JobRow.version,
    JobRow.made_at,
    JobRow.ended_at,
    JobRow.cancelled,
    JobRow.beaten_at,
)
_LOST = "作業をしていたプログラムが止まりました。もう一度始めてください。"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work: `progress` from 0 to 1, `message` says what it is at or what became of it, `result` once it is 完了.

    stopping: it was asked to stop and has not yet.
    """

    id: int
    kind: str
    owner: str
    state: str
    progress: float
    message: str
    result: Mapping[str, Any] | None
    version: int
    made_at: datetime
    ended_at: datetime | None
    stopping: bool

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state not in (WAITING, RUNNING)


class JobList:
    """The jobs of a database; whose they are decides who may see and stop them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, viewer: Viewer, kind: str) -> Job:
        """A new job of the viewer, 待機."""
        now = datetime.now(UTC)
        row = {"kind": clean(kind), "owner": viewer.key, "state": WAITING, "progress": 0.0, "message": ""}
        row |= {
            "result": "",
            "cancelled": False,
            "version": 1,
            "made_at": now,
            "beaten_at": now,
            "ended_at": None,
        }
        with working(self._engine, viewer) as work:
            made = work.connection.scalar(insert(JobRow).values(**row).returning(JobRow.id))
            work.note("make", "job", made or 0, kind=kind)
        return self.job(viewer, made or 0)

    def jobs(self, viewer: Viewer, limit: int = 50, before: int | None = None) -> list[Job]:
        """The jobs that the viewer may see, newest first, at most `limit`, of ids below `before`. Raises AccessDenied."""
        may = access.relations(viewer, "job")
        if not may:
            access.demand(viewer, "job", "see", "own")
        statement = select(*_COLUMNS).order_by(JobRow.id.desc()).limit(limit)
        if "foreign" not in may:
            statement = statement.where(JobRow.owner == viewer.key)
        if before is not None:
            statement = statement.where(JobRow.id < before)
        with opening.reading(self._engine) as connection:
            return [_job(row) for row in connection.execute(statement)]

    def job(self, viewer: Viewer, job_id: int) -> Job:
        """One job. Raises NotFound where there is none that the viewer may see."""
        with opening.reading(self._engine) as connection:
            statement = select(*_COLUMNS).where(JobRow.id == job_id)
            row = connection.execute(statement).one_or_none() if 0 < job_id <= LARGEST_ID else None
        found = _job(row) if row else None
        access.demand(viewer, "job", "see", _relation(viewer, found) if found else "foreign")
        if found is None:
            raise NotFound("この作業はありません。")
        return found

    def demand_stop(self, viewer: Viewer, job: Job) -> None:
        """Whether the viewer may stop a job that stands so now. Raises NotFound, AccessDenied, and Conflict where it has ended."""
        access.demand(viewer, "job", "change", _relation(viewer, job))
        if job.ended:
            raise Conflict(f"この作業は終わっています（{job.state}）。")

    def stop(self, viewer: Viewer, job_id: int) -> None:
        """Ask a job of another process to stop. Raises as demand_stop."""
        self.demand_stop(viewer, self.job(viewer, job_id))
        with working(self._engine, viewer) as work:
            changed = {"cancelled": True, "version": JobRow.version + 1}
            work.connection.execute(update(JobRow).where(JobRow.id == job_id).values(**changed))
            work.note("stop", "job", job_id)

    def to_stop(self, job_ids: Sequence[int]) -> list[int]:
        """Those of some jobs that are to stop."""
        with opening.reading(self._engine) as connection:
            asked = select(JobRow.id).where(JobRow.id.in_(job_ids), JobRow.cancelled)
            return list(connection.scalars(asked))

    def tell(self, told: Mapping[int, tuple[bool, float, str]]) -> None:
        """Put down how far jobs are, (whether it runs, share, message) each, and that their process lives."""
        now = datetime.now(UTC)
        with opening.noting(self._engine) as connection:
            for job_id, (running, share, message) in told.items():
                changed = {
                    "state": RUNNING if running else WAITING,
                    "progress": share,
                    "message": clean(message),
                }
                standing = JobRow.state.in_((WAITING, RUNNING)) & (JobRow.id == job_id)
                version = {"version": JobRow.version + 1, "beaten_at": now}
                connection.execute(update(JobRow).where(standing).values(**changed, **version))

    def end(self, job_id: int, state: str, message: str, result: Mapping[str, Any] | None = None) -> None:
        """A job has come to its end."""
        text = json.dumps(dict(result), ensure_ascii=False) if result is not None else ""
        changed = {"state": state, "message": clean(message), "result": text, "ended_at": datetime.now(UTC)}
        changed |= {"progress": 1.0} if state == DONE else {}
        with opening.noting(self._engine) as connection:
            ended = update(JobRow).where(JobRow.id == job_id)
            connection.execute(ended.values(**changed, version=JobRow.version + 1))

    def mark_broken(self, living: Collection[int] = ()) -> None:
        """Mark jobs whose process has not been heard of as 中断, but for those that are known to live."""
        now = datetime.now(UTC)
        silent = JobRow.state.in_((WAITING, RUNNING)) & (JobRow.beaten_at < now - SILENT)
        silent &= JobRow.id.not_in(living)
        with opening.reading(self._engine) as connection:
            if connection.scalar(select(JobRow.id).where(silent).limit(1)) is None:
                return
        changed = {"state": BROKEN, "message": _LOST, "ended_at": now, "version": JobRow.version + 1}
        with opening.noting(self._engine) as connection:
            connection.execute(update(JobRow).where(silent).values(**changed))


def _relation(viewer: Viewer, job: Job) -> Relation:
    return "own" if job.owner == viewer.key else "foreign"


def _job(row: Row[*tuple[Any, ...]]) -> Job:
    result = json.loads(row.result) if row.result else None
    running = row.state in (WAITING, RUNNING)
    found = Job(
        row.id,
        row.kind,
        row.owner,
        row.state,
        row.progress,
        row.message,
        result,
        row.version,
        row.made_at,
        row.ended_at,
        row.cancelled and running,
    )
    if running and row.beaten_at < datetime.now(UTC) - SILENT:
        return replace(found, state=BROKEN, message=_LOST, stopping=False)
    return found
