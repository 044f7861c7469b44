"""What is written a moment later: nothing is lost, and nobody waits for it."""

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from matching.corporate import CorporateDatabase, journal, opening
from matching.corporate.access import Viewer
from matching.corporate.audit import Event
from matching.corporate.journal import Journal, Ready
from matching.errors import DatabaseError

ADMIN = Viewer("u2", frozenset({"admin"}))
COORDINATOR = Viewer("u1", frozenset({"coordinator"}))


def keys(db: CorporateDatabase) -> list[str]:
    return [e.key for e in reversed(db.trail.entries(ADMIN, limit=10_000))]


def test_what_was_seen_is_on_the_trail_once_asked_for_in_the_order_in_which_it_was_seen(
    db: CorporateDatabase,
) -> None:
    for i in range(450):  # more than two transactions' worth
        db.trail.seen(COORDINATOR, "order", i)
    assert keys(db) == [str(i) for i in range(450)]
    assert db.trail.verify(ADMIN).broken_at is None


def test_closing_the_database_writes_what_waits(db: CorporateDatabase, url: str) -> None:
    with CorporateDatabase.open(url) as other:
        other.trail.seen(COORDINATOR, "order", "H26-001")
    assert keys(db) == ["H26-001"]


def test_a_process_that_ends_without_closing_writes_what_waits(db: CorporateDatabase, url: str) -> None:
    program = (
        "import sys; from matching.corporate import CorporateDatabase; from matching.corporate.access import Viewer\n"
        "CorporateDatabase.open(sys.argv[1]).trail.seen(Viewer('u1'), 'order', 'H26-001')"
    )
    subprocess.run([sys.executable, "-c", program, url], check=True, timeout=60)
    assert keys(db) == ["H26-001"]


def test_a_locked_database_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'locked.db'}"
    with CorporateDatabase.open(url, lock_wait=0.05) as db:
        holder = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        for i in range(3):
            db.trail.seen(COORDINATOR, "order", i)  # nobody waits
        with monkeypatch.context() as impatient:
            impatient.setattr(db._journal, "_patience", 0.2)
            with pytest.raises(DatabaseError, match="監査の記録"):
                db.trail.flush()
        holder.execute("ROLLBACK")
        holder.close()
        assert keys(db) == ["0", "1", "2"]


def test_who_adds_to_a_full_journal_waits_and_is_told(
    db: CorporateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = DatabaseError("書けません。")

    def fails(*_: object) -> None:
        raise broken

    monkeypatch.setattr(journal, "insert_rows", fails)
    full = Journal(db._engine, capacity=2, patience=0.1)
    full.note(Event("u1", "see", "order", "1"))
    full.note(Event("u1", "see", "order", "2"))
    with pytest.raises(DatabaseError, match="監査の記録"):
        full.note(Event("u1", "see", "order", "3"))
    monkeypatch.undo()
    full._patience = 10
    full.note(Event("u1", "see", "order", "3"))
    full.close()
    assert keys(db) == ["1", "2", "3"]


def test_what_cannot_be_written_at_the_end_is_counted_in_the_log(
    db: CorporateDatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise DatabaseError("書けません。")

    monkeypatch.setattr(journal, "insert_rows", fails)
    lost = Journal(db._engine, patience=5)
    lost.note(Event("u1", "see", "order", "1"))
    with caplog.at_level(logging.ERROR):
        lost.close()
    assert "1 entries" in caplog.text


def test_a_transaction_whose_answer_was_lost_is_not_written_twice(
    db: CorporateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = opening.writing, [True]

    def losing(engine: object) -> object:
        manager = real(engine)  # type: ignore[arg-type]

        class Losing:
            def __enter__(self) -> object:
                return manager.__enter__()

            def __exit__(self, *error: object) -> None:
                manager.__exit__(*error)  # type: ignore[arg-type]
                if lost.pop() if lost else False:
                    raise DatabaseError("接続が切れました。")

        return Losing()

    monkeypatch.setattr(journal.opening, "writing", losing)
    db.rankings.record(COORDINATOR, "a" * 32, {"order": "", "revision": "1", "text": "", "matches": []})
    assert keys(db) == ["a" * 32]


def test_what_is_costly_is_made_by_the_journals_own_thread(db: CorporateDatabase) -> None:
    import threading

    made: list[str] = []

    def make() -> Ready:
        made.append(threading.current_thread().name)
        return Ready(Event("u1", "see", "order", "1"))

    db._journal.put(make)
    db.trail.flush()
    assert made == ["juhatchu-journal"]
