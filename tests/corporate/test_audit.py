"""The audit trail: whoever changes it afterwards is found out, whatever he changes."""

import hashlib
import json
import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from matching.corporate import CorporateDatabase, SupplierRow, audit, opening
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.audit import Event, Verification, Wanted
from matching.errors import AccessDenied, Conflict, NotSignedIn

COORDINATOR = Viewer("u1", frozenset({"coordinator"}))
ADMIN = Viewer("u2", frozenset({"admin"}))


def put(db: CorporateDatabase, *events: Event) -> None:
    with opening.writing(db._engine) as connection:
        audit.append(connection, events)


def seven(db: CorporateDatabase) -> None:
    put(db, *(Event("u1", "see", "order", f"H26-00{i}", {"page": i}) for i in range(1, 8)))


def tamper(db: CorporateDatabase, *statements: str) -> None:
    with opening.writing(db._engine) as connection:
        for one in statements:
            connection.execute(text(one))


def verified(db: CorporateDatabase, known: tuple[int, str] | None = None) -> Verification:
    return db.trail.verify(ADMIN, known)


def test_an_empty_trail_holds(db: CorporateDatabase) -> None:
    assert verified(db) == Verification(0, "")


def test_the_hash_is_that_of_the_entry_and_of_the_one_before(db: CorporateDatabase) -> None:
    at = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    put(db, Event("u1", "see", "order", "H26-001", {"b": 1, "a": "あ"}, at))
    line = '[1,"2026-11-22T06:30:00.000000Z","u1","see","order","H26-001","{\\"a\\":\\"あ\\",\\"b\\":1}",""]'
    first = hashlib.sha256(line.encode()).hexdigest()
    assert verified(db) == Verification(1, first)
    put(db, Event("u2", "change", "order", "H26-001", {}, at))
    line = f'[2,"2026-11-22T06:30:00.000000Z","u2","change","order","H26-001","{{}}","{first}"]'
    assert verified(db) == Verification(2, hashlib.sha256(line.encode()).hexdigest())


EDITS = {
    "at": "'2026-11-22 01:02:03.000004'",
    "who": "'u9'",
    "deed": "'change'",
    "subject": "'supplier'",
    "key": "'H26-999'",
    "details": "'{}'",
    "previous": "''",
    "hash": "'0000'",
}


@pytest.mark.parametrize("column", EDITS)
@pytest.mark.parametrize("seq", [1, 4, 7])
def test_an_edited_column_is_found_in_its_row(db: CorporateDatabase, column: str, seq: int) -> None:
    seven(db)
    # The first entry has no hash before it to take away.
    value = "'1'" if (column, seq) == ("previous", 1) else EDITS[column]
    tamper(db, f"UPDATE audit_entries SET {column} = {value} WHERE seq = {seq}")
    assert verified(db).broken_at == seq


def test_an_entry_whose_moment_is_no_moment_is_found(db: CorporateDatabase) -> None:
    if db._engine.dialect.name != "sqlite":
        return  # a server takes no such moment
    seven(db)
    tamper(db, "UPDATE audit_entries SET at = 'きのう' WHERE seq = 3")
    assert verified(db).broken_at == 3


@pytest.mark.parametrize("seq", [1, 4, 7])
def test_a_removed_entry_is_found_the_last_one_too(db: CorporateDatabase, seq: int) -> None:
    seven(db)
    tamper(db, f"DELETE FROM audit_entries WHERE seq = {seq}")
    found = verified(db)
    assert (found.broken_at, "消されて" in found.reason) == (seq, True)


def test_entries_that_change_places_are_found(db: CorporateDatabase) -> None:
    seven(db)
    tamper(
        db,
        "UPDATE audit_entries SET seq = 100 WHERE seq = 3",
        "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
        "UPDATE audit_entries SET seq = 4 WHERE seq = 100",
    )
    assert verified(db).broken_at == 3


def test_numbers_that_close_up_over_a_removed_entry_are_found(db: CorporateDatabase) -> None:
    seven(db)
    tamper(
        db,
        "DELETE FROM audit_entries WHERE seq = 6",
        "UPDATE audit_entries SET seq = 6 WHERE seq = 7",
        "UPDATE audit_head SET count = 6",
    )
    assert verified(db).broken_at == 6


@pytest.mark.parametrize("seq", [-1, 0, 8])
def test_an_entry_put_in_is_found(db: CorporateDatabase, seq: int) -> None:
    seven(db)
    tamper(
        db,
        f"INSERT INTO audit_entries SELECT {seq}, at, who, deed, subject, key, details, previous, hash FROM audit_entries WHERE seq = 7",
    )
    assert verified(db).broken_at == seq


def test_a_lost_head_is_found(db: CorporateDatabase) -> None:
    seven(db)
    tamper(db, "DELETE FROM audit_head")
    assert verified(db).broken_at == 1


def test_a_chain_made_anew_is_found_by_the_hash_that_was_written_down(db: CorporateDatabase) -> None:
    seven(db)
    noted = verified(db)
    tamper(db, "DELETE FROM audit_entries", "UPDATE audit_head SET count = 0, hash = ''")
    seven(db)
    assert verified(db).broken_at is None
    assert verified(db, (noted.count, noted.hash)).broken_at == 7
    tamper(db, "DELETE FROM audit_entries", "UPDATE audit_head SET count = 0, hash = ''")
    assert verified(db, (noted.count, noted.hash)).broken_at == 1


def test_a_chain_longer_than_a_portion_is_walked_to_its_end(
    db: CorporateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_PORTION", 2)
    seven(db)
    assert verified(db).broken_at is None
    assert [e.seq for e in db.trail.export(ADMIN)] == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
    ]  # the export itself is the last
    tamper(db, "UPDATE audit_entries SET who = '' WHERE seq = 6")
    assert verified(db).broken_at == 6


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(), max_size=20),
            st.dictionaries(
                st.text(st.characters(), max_size=5),
                st.recursive(
                    st.none()
                    | st.booleans()
                    | st.integers()
                    | st.floats()
                    | st.text(st.characters(), max_size=20),
                    lambda inner: st.lists(inner, max_size=3),
                    max_leaves=5,
                ),
                max_size=4,
            ),
        ),
        max_size=5,
    )
)
def test_any_text_goes_in_and_the_chain_holds(
    shared: CorporateDatabase, deeds: list[tuple[str, Any]]
) -> None:
    before = verified(shared).count
    put(shared, *(Event(word, word, word, word, details) for word, details in deeds))
    found = verified(shared)
    assert (found.broken_at, found.count) == (None, before + len(deeds))
    assert all(json.dumps(dict(e.details)) for e in shared.trail.entries(ADMIN, limit=5))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> Any:
    with CorporateDatabase.open(shared_database_at(tmp_path_factory.mktemp("audit") / "a.db")) as db:
        yield db


def _append_many(url: str, who: str) -> None:
    with CorporateDatabase.open(url) as db:
        for i in range(25):
            put(db, Event(who, "see", "order", str(i)))


def test_two_processes_append_to_one_chain(db: CorporateDatabase, url: str) -> None:
    start = multiprocessing.get_context("spawn")
    writers = [start.Process(target=_append_many, args=(url, who)) for who in ("u1", "u2")]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    found = verified(db)
    assert (found.count, found.broken_at) == (50, None)
    told = db.trail.entries(ADMIN, limit=50)
    assert {who: sum(e.who == who for e in told) for who in ("u1", "u2")} == {"u1": 25, "u2": 25}


def test_what_is_taken_back_leaves_no_entry(db: CorporateDatabase) -> None:
    def work() -> None:
        with db.working(COORDINATOR) as work:
            work.note("make", "supplier", 1)
            raise Conflict("先に変わりました。")

    with pytest.raises(Conflict):
        work()
    assert verified(db).count == 0
    with db.working(COORDINATOR) as work:
        stored = work.writer.upsert_supplier(SupplierRow("架空製作所"))
        work.note("make", "supplier", stored.id, fields=["name"])
    entry = db.trail.entries(ADMIN)[0]
    assert (entry.who, entry.deed, entry.subject, entry.key) == ("u1", "make", "supplier", str(stored.id))
    assert dict(entry.details) == {"fields": ["name"]}


def test_entries_are_chosen_by_who_what_and_when(db: CorporateDatabase) -> None:
    day = datetime(2026, 4, 1, tzinfo=UTC)
    put(
        db,
        Event("u1", "see", "order", "1", {}, day),
        Event("u2", "see", "supplier", "1", {}, day + timedelta(days=1)),
        Event("u1", "download", "attachment", "7", {}, day + timedelta(days=2)),
    )

    def numbers(**wanted: Any) -> list[int]:
        return [e.seq for e in db.trail.entries(ADMIN, Wanted(**wanted))]

    assert numbers() == [3, 2, 1]
    assert numbers(who="u1") == [3, 1]
    assert numbers(deed="see", key="1") == [2, 1]
    assert numbers(subject="attachment") == [3]
    assert numbers(first=day + timedelta(days=1)) == [3, 2]
    assert numbers(last=day + timedelta(days=1)) == [1]
    assert numbers(who="u1' OR '1'='1") == []
    assert [e.seq for e in db.trail.entries(ADMIN, limit=1, before=3)] == [2]


def test_only_administrators_look_at_the_trail(db: CorporateDatabase) -> None:
    for viewer in (COORDINATOR, Viewer("u3", frozenset({"supplier"}), supplier_id=1)):
        with pytest.raises(AccessDenied):
            db.trail.entries(viewer)
        with pytest.raises(AccessDenied):
            db.trail.verify(viewer)
        with pytest.raises(AccessDenied):
            db.trail.export(viewer)
    with pytest.raises(NotSignedIn):
        db.trail.entries(Viewer(""))
    assert db.trail.entries(OPERATOR) == []


def test_an_export_stands_on_the_trail_itself(db: CorporateDatabase) -> None:
    put(db, Event("u1", "see", "order", "1"))
    list(db.trail.export(ADMIN, Wanted(subject="order", deed="see", key="9")))
    list(db.trail.export(ADMIN, Wanted(who="u1")))
    entry = db.trail.entries(ADMIN)[0]
    assert (entry.who, entry.deed, entry.subject, dict(entry.details)) == (
        "u2",
        "export",
        "audit",
        {"wanted": {"who": "u1"}},
    )
