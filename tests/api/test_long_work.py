"""Long work: it tells how far it is, stops when it is told to, and what a dead process left is known as broken off."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from matching import jobs as jobs_module
from matching.corporate import opening
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.jobs import SILENT
from matching.corporate.request_tables import JobRow
from matching.errors import Conflict, DatabaseError, InputError, NotFound
from matching.jobs import Jobs, Progress, Workshop

OWNER = Viewer("owner", frozenset({"coordinator"}))


@pytest.fixture
def workshop(busy: Any, tmp_path: Path) -> Any:
    workshop = Workshop(busy.matcher.db, tmp_path / "jobs", threads=1)
    yield workshop
    workshop.close()


class Paused:
    """Work that waits in the middle until it may go on."""

    def __init__(self) -> None:
        self.there, self.go_on = threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> Mapping[str, Any]:
        progress(0.5, "半分まで")
        self.there.set()
        self.go_on.wait(10)
        progress(0.9, "もうすぐ")
        return {"done": True}


def wait_until(holds: Callable[[], bool]) -> bool:
    for _ in range(1000):
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_work_tells_how_far_it_is_while_it_runs(busy: Any, workshop: Workshop) -> None:
    jobs, work = Jobs(busy.matcher.db, workshop, OWNER), Paused()
    job = jobs.begin("試験", work)
    assert work.there.wait(10)
    running = jobs.job(job.id)
    assert (running.state, running.progress, running.message) == ("実行中", 0.5, "半分まで")
    waiting = jobs.begin("次の試験", lambda progress: {})
    assert jobs.job(waiting.id).state == "待機"
    stranger = Jobs(busy.matcher.db, workshop, Viewer("x", frozenset({"coordinator"})))
    with pytest.raises(NotFound):
        stranger.job(job.id)
    assert stranger.list() == []
    work.go_on.set()


def test_work_that_keeps_the_database_to_itself_for_minutes_is_running_for_every_process(
    busy: Any, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = busy.matcher.db
    monkeypatch.setattr(jobs_module, "_TOLD_EVERY", 0.02)
    monkeypatch.setattr(db.jobs, "tell", lambda told: None)  # the lock is the job's own
    jobs, work = Jobs(db, workshop, OWNER), Paused()
    elsewhere = Workshop(db, tmp_path / "jobs", threads=1)
    other = Jobs(db, elsewhere, OWNER)
    job = jobs.begin("試験", work)
    assert work.there.wait(10)
    with opening.writing(db._engine) as connection:
        long_ago = datetime.now(UTC) - SILENT - timedelta(seconds=60)
        connection.execute(update(JobRow).where(JobRow.id == job.id).values(beaten_at=long_ago))
    assert db.jobs.job(OWNER, job.id).state == "中断"  # by the database alone
    assert (jobs.job(job.id).state, jobs.job(job.id).progress) == ("実行中", 0.5)
    assert wait_until(lambda: other.job(job.id).message == "半分まで")
    seen = other.job(job.id)
    assert (seen.state, seen.progress, seen.stopping, seen.ended_at) == ("実行中", 0.5, False, None)
    elsewhere.begin(OWNER, "次の試験", lambda progress: {})
    assert db.jobs.job(OWNER, job.id).ended_at is None  # nobody wrote it off
    assert other.stop(job.id).stopping
    assert wait_until(lambda: jobs.job(job.id).stopping)
    work.go_on.set()
    assert wait_until(lambda: other.job(job.id).state == "中止")
    elsewhere.close()


def test_an_end_that_could_not_be_written_is_written_as_soon_as_it_can(
    busy: Any, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = busy.matcher.db
    monkeypatch.setattr(jobs_module, "_TOLD_EVERY", 0.02)
    free, real = threading.Event(), db.jobs.end

    def end(*told: Any) -> None:
        if not free.is_set():
            raise DatabaseError("ほかの人が書き込んでいます。")
        real(*told)

    monkeypatch.setattr(db.jobs, "end", end)
    jobs = Jobs(db, workshop, OWNER)
    job = jobs.begin("試験", lambda progress: {"n": 1})
    assert wait_until(lambda: jobs.job(job.id).state == "完了")
    told = jobs.job(job.id)
    assert (told.result, told.progress, told.ended_at is None) == ({"n": 1}, 1.0, False)
    free.set()
    assert wait_until(lambda: db.jobs.job(OWNER, job.id).result == {"n": 1})
    assert db.jobs.job(OWNER, job.id).state == "完了"


def test_work_that_is_stopped_ends_at_its_next_step(busy: Any, workshop: Workshop) -> None:
    jobs, work = Jobs(busy.matcher.db, workshop, OWNER), Paused()
    job = jobs.begin("試験", work)
    assert work.there.wait(10)
    assert jobs.stop(job.id).stopping
    last = jobs.begin("次の試験", lambda progress: {"n": 1})
    work.go_on.set()
    workshop._pool.shutdown(wait=True)
    assert (jobs.job(job.id).state, jobs.job(job.id).result) == ("中止", None)
    assert (jobs.job(last.id).state, jobs.job(last.id).result) == ("完了", {"n": 1})
    with pytest.raises(Conflict):
        jobs.stop(job.id)


def test_work_that_cannot_be_done_says_why(busy: Any, workshop: Workshop) -> None:
    jobs = Jobs(busy.matcher.db, workshop, OWNER)

    def refused(progress: Progress) -> Mapping[str, Any]:
        raise InputError("この列は読めません。")

    def broken(progress: Progress) -> Mapping[str, Any]:
        raise RuntimeError("/home/office: bug")

    first, second = jobs.begin("試験", refused), jobs.begin("試験", broken)
    workshop._pool.shutdown(wait=True)
    assert (jobs.job(first.id).state, jobs.job(first.id).message) == ("失敗", "この列は読めません。")
    assert jobs.job(second.id).state == "失敗"
    assert "/home" not in jobs.job(second.id).message


def test_what_a_dead_process_left_is_known_as_broken_off(busy: Any, workshop: Workshop) -> None:
    db = busy.matcher.db
    left = db.jobs.add(OPERATOR, "取り残された作業")
    long_ago = datetime.now(UTC) - SILENT - timedelta(seconds=1)
    with opening.writing(db._engine) as connection:
        connection.execute(
            update(JobRow).where(JobRow.id == left.id).values(beaten_at=long_ago, state="実行中")
        )
    jobs = Jobs(db, workshop, OPERATOR)
    assert jobs.job(left.id).state == "中断"
    jobs.begin("次の作業", lambda progress: {})
    workshop._pool.shutdown(wait=True)
    assert jobs.job(left.id).ended_at is not None


def test_a_service_that_stops_leaves_no_work_half_done(busy: Any, tmp_path: Path) -> None:
    workshop = Workshop(busy.matcher.db, tmp_path / "jobs", threads=1)
    jobs, work = Jobs(busy.matcher.db, workshop, OWNER), Paused()
    job = jobs.begin("試験", work)
    assert work.there.wait(10)
    closing = threading.Thread(target=workshop.close)
    closing.start()
    assert workshop._closing.wait(10)
    work.go_on.set()
    closing.join()
    assert jobs.job(job.id).state == "中断"
