"""What PostgreSQL alone does: servers that are away, databases that aren't ours, writers that wait, connections that break."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from matching.corporate import CorporateDatabase, SupplierRow
from matching.errors import DatabaseError, WrongDatabase
from tests.postgres import Server


@pytest.fixture
def empty(postgresql: Server) -> Iterator[str]:
    """The URL of a database without any table."""
    yield postgresql.copy("juhatchu_empty", empty=True)
    postgresql.drop("juhatchu_empty")


def run(url: str, statement: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def test_an_empty_database_is_set_up_by_the_first_of_several_that_open_it(empty: str) -> None:
    identities: list[str] = []

    def opened() -> None:
        with CorporateDatabase.open(empty) as db:
            identities.append(db.identity)

    threads = [threading.Thread(target=opened) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(identities) == 4
    assert len(set(identities)) == 1


def test_another_product_s_database_is_refused_and_left_as_it_was(empty: str) -> None:
    run(empty, "CREATE TABLE theirs (id integer)")
    with pytest.raises(WrongDatabase, match="別のソフトウェア"):
        CorporateDatabase.open(empty)
    run(empty, "ALTER TABLE theirs RENAME TO still_there")


@pytest.mark.parametrize("wrong", [{"database": "no_such_database"}, {"username": "nobody_there"}])
def test_a_database_that_cannot_be_reached_is_told_in_japanese(empty: str, wrong: dict[str, str]) -> None:
    url = make_url(empty).set(**wrong).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with pytest.raises(DatabaseError, match="データベースを開けません"):
        CorporateDatabase.open(url)


def test_a_server_that_is_away_is_told_in_japanese() -> None:
    with pytest.raises(DatabaseError, match="データベースを開けません"):
        CorporateDatabase.open("postgresql+psycopg://nobody:himitsu@127.0.0.1:1/none")


def test_broken_connections_are_replaced(empty: str) -> None:
    with CorporateDatabase.open(empty) as db:
        assert db.supplier_count() == 0
        run(
            empty,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'juhatchu' AND datname = current_database()",
        )
        assert db.supplier_count() == 0


def test_a_writer_that_waits_too_long_is_told_who_is_busy(empty: str) -> None:
    with (
        CorporateDatabase.open(empty) as busy,
        CorporateDatabase.open(empty, lock_wait=0.2) as waiting,
        busy.writing("長い取込み") as writer,
    ):
        writer.upsert_supplier(SupplierRow("架空"))
        with pytest.raises(DatabaseError, match="ほかの処理が"), waiting.writing("もう一人"):
            pass
        assert waiting.supplier_count() == 0  # readers don't wait


def test_ids_follow_each_other_for_writers_that_write_at_once(empty: str) -> None:
    def write(name: str) -> None:
        with CorporateDatabase.open(empty) as db:
            for number in range(10):
                with db.writing(name) as writer:
                    writer.upsert_supplier(SupplierRow(f"{name}{number}", f"{name}-{number}"))

    with CorporateDatabase.open(empty) as db:
        threads = [threading.Thread(target=write, args=(name,)) for name in ("甲", "乙", "丙")]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert db.supplier_count() == 30
        assert db.revision() == 30
