"""Recorded rankings: who may see and erase them, and that nobody changes them unseen."""

from typing import Any

import pytest
from sqlalchemy import text

from matching.corporate import CorporateDatabase, opening, rankings
from matching.corporate.access import OPERATOR, Viewer
from matching.errors import AccessDenied, Conflict, DatabaseError, NotFound

COORDINATOR = Viewer("u1", frozenset({"coordinator"}))
OTHER = Viewer("u2", frozenset({"coordinator"}))
ADMIN = Viewer("u3", frozenset({"admin"}))
SUPPLIER = Viewer("u4", frozenset({"supplier"}), supplier_id=1)
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32


def record(
    db: CorporateDatabase, ranking_id: str, order: str = "", viewer: Viewer = COORDINATOR
) -> dict[str, Any]:
    content = {
        "order": order,
        "revision": "db:1",
        "text": "水戸の山田太郎です。旋盤加工",
        "matches": [{"id": 7, "rank": 1, "score": 0.1 + 0.2}],
    }
    db.rankings.record(viewer, ranking_id, content)
    return content


def test_a_ranking_comes_back_as_it_was_recorded_to_the_last_digit(db: CorporateDatabase) -> None:
    content = record(db, ONE, "H26-001")
    found = db.rankings.get(COORDINATOR, ONE)
    assert found.record == content
    assert found.record["matches"][0]["score"].hex() == (0.1 + 0.2).hex()
    assert (found.brief.who, found.brief.order, found.brief.shown) == ("u1", "H26-001", 1)


def test_coordinators_see_all_rankings_newest_first_a_page_at_a_time(db: CorporateDatabase) -> None:
    record(db, TWO)
    record(db, ONE, "H26-001")
    record(db, THREE, "H26-001", OTHER)
    assert [one.id for one in db.rankings.newest(OTHER)] == [THREE, ONE, TWO]
    assert [one.id for one in db.rankings.newest(OTHER, order="H26-001")] == [THREE, ONE]
    first = db.rankings.newest(OTHER, 2)
    assert [one.id for one in db.rankings.newest(OTHER, 2, (first[-1].at, first[-1].id))] == [TWO]


def test_suppliers_and_administrators_see_no_ranking(db: CorporateDatabase) -> None:
    record(db, ONE)
    for viewer in (SUPPLIER, ADMIN):
        with pytest.raises(AccessDenied):
            db.rankings.newest(viewer)
        with pytest.raises(AccessDenied):
            db.rankings.get(viewer, ONE)
    with pytest.raises(NotFound):
        record(db, TWO, viewer=SUPPLIER)


def test_who_looked_at_a_ranking_is_on_the_trail(db: CorporateDatabase) -> None:
    record(db, ONE)
    db.rankings.get(OTHER, ONE)
    told = [(e.who, e.deed, e.key) for e in db.trail.entries(ADMIN)]
    assert told == [("u2", "see", ONE), ("u1", "match", ONE)]


def test_an_erased_record_is_gone_and_the_chain_holds(db: CorporateDatabase) -> None:
    record(db, ONE)
    db.trail.flush()
    with pytest.raises(AccessDenied):
        db.rankings.erase(COORDINATOR, ONE)
    db.rankings.erase(ADMIN, ONE)
    found = db.rankings.get(COORDINATOR, ONE)
    assert (found.record, found.brief.erased) == ({}, True)
    with pytest.raises(Conflict, match="消去"):
        db.rankings.content(COORDINATOR, ONE)
    with opening.reading(db._engine) as connection:
        assert connection.scalar(text("SELECT record FROM recorded_rankings")) == b""
        assert rankings.shown(connection, ONE) is None
    assert db.trail.verify(ADMIN).broken_at is None
    assert [e.deed for e in db.trail.entries(ADMIN)] == ["see", "see", "erase", "match"]


def test_a_changed_record_is_refused(db: CorporateDatabase) -> None:
    record(db, ONE)
    record(db, TWO, "H26-002")
    db.trail.flush()
    with opening.writing(db._engine) as connection:
        connection.execute(
            text(
                "UPDATE recorded_rankings SET (record, digest) = "
                f"(SELECT record, digest FROM recorded_rankings WHERE id = '{TWO}') WHERE id = '{ONE}'"
            )
        )
        connection.execute(text(f"UPDATE recorded_rankings SET record = '' WHERE id = '{TWO}'"))
    for one in (ONE, TWO):
        with pytest.raises(DatabaseError, match="書き換え"):
            db.rankings.get(OPERATOR, one)


def test_an_unknown_ranking_is_not_found(db: CorporateDatabase) -> None:
    with pytest.raises(NotFound):
        db.rankings.get(COORDINATOR, "' OR 1=1 --\0")


def test_other_records_learn_what_a_ranking_showed(db: CorporateDatabase) -> None:
    record(db, ONE, "H26-001")
    db.trail.flush()
    with opening.reading(db._engine) as connection:
        found = rankings.shown(connection, ONE)
        assert rankings.shown(connection, TWO) is None
    assert found is not None
    assert (found.order_number, dict(found.ranks)) == ("H26-001", {7: 1})
