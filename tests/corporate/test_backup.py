"""Backups, restoring and moving: nothing is lost, nothing is mixed up, and what isn't ours is left alone."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from matching.corporate import (
    BuyerRow,
    CorporateDatabase,
    OrderRow,
    Provenance,
    SupplierRow,
    backup,
    opening,
)
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.tables import Registration
from matching.errors import AccessDenied, InputError, WrongDatabase

DatabaseAt = Callable[[Path], str]


def quietly(done: int, total: int) -> None:
    assert 0 <= done <= total


def fill(url: str, names: tuple[str, ...] = ("架空旋盤", "架空めっき", "架空板金")) -> None:
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for number, name in enumerate(names, 1):
            row = SupplierRow(
                name, f"A-{number}", capital_yen=2**40, texts={"processes": "旋盤\n「特殊」'\";--"}
            )
            writer.upsert_supplier(row, Provenance(file="a.csv", row=number, said_on=date(2014, 4, number)))
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        writer.upsert_order(OrderRow("H26-001", "架空発注", texts={"item": "軸"}))


def names(url: str) -> list[str]:
    with CorporateDatabase.open(url) as db:
        return [one.name for one in db.suppliers()]


def everything(url: str) -> tuple[object, ...]:
    with CorporateDatabase.open(url) as db:
        return (list(db.supplier_rows()), db.buyers(), list(db.orders()), db.facts(), db.revision())


def test_what_was_backed_up_comes_back_whole_and_the_replaced_state_is_kept(url: str, tmp_path: Path) -> None:
    fill(url)
    before = everything(url)
    backup.back_up(url, tmp_path / "b" / "one.db", OPERATOR, quietly)
    fill(url, ("別の会社", "架空めっき", "架空板金"))
    kept = backup.restore(tmp_path / "b" / "one.db", url, tmp_path / "kept", OPERATOR, quietly)
    assert everything(url) == before
    assert kept is not None
    assert "別の会社" in names(f"sqlite:///{kept}")


def test_a_backup_is_one_file_that_others_cannot_read(url: str, tmp_path: Path) -> None:
    fill(url)
    path = tmp_path / "b" / "one.db"
    size = backup.back_up(url, path, OPERATOR, quietly)
    assert [one.name for one in path.parent.iterdir()] == ["one.db"]
    assert size == path.stat().st_size
    assert path.stat().st_mode & 0o077 == 0


def test_an_open_database_goes_on_with_what_was_restored_under_a_new_identity(
    url: str, tmp_path: Path
) -> None:
    fill(url)
    backup.back_up(url, tmp_path / "one.db", OPERATOR, quietly)
    with CorporateDatabase.open(url) as db:
        identity = db.identity
        with db.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("後から来た会社", "A-9"))
        backup.restore(tmp_path / "one.db", url, tmp_path, OPERATOR, quietly)
        assert [one.name for one in db.suppliers()] == ["架空旋盤", "架空めっき", "架空板金"]
        assert db.revision() == 1
        assert db.identity != identity


def test_a_backup_while_others_write_holds_whole_transactions_only(url: str, tmp_path: Path) -> None:
    fill(url)
    done = threading.Event()

    def write() -> None:
        with CorporateDatabase.open(url) as db:
            for number in range(1000):
                if done.is_set():
                    return
                with db.writing("試験") as writer:  # always two firms together
                    writer.upsert_supplier(SupplierRow(f"組{number}甲", f"P-{number}"))
                    writer.upsert_supplier(SupplierRow(f"組{number}乙", f"Q-{number}"))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            backup.back_up(url, tmp_path / f"{number}.db", OPERATOR, quietly)
    finally:
        done.set()
        thread.join()
    for number in range(3):
        pairs = [one for one in names(f"sqlite:///{tmp_path / f'{number}.db'}") if one.startswith("組")]
        assert len(pairs) % 2 == 0
        assert [one[:-1] for one in pairs if one.endswith("甲")] == [
            one[:-1] for one in pairs if one.endswith("乙")
        ]


def test_ids_that_were_given_before_are_not_given_again_after_moving(
    url: str, tmp_path: Path, database_at: DatabaseAt
) -> None:
    fill(url)
    engine = opening.open_engine(url, 5)
    with opening.writing(engine) as connection:
        last = connection.scalar(select(func.max(Registration.id)))
        connection.execute(delete(Registration).where(Registration.id == last))
    engine.dispose()
    target = database_at(tmp_path / "target.db")
    copied = backup.migrate_database(url, target, OPERATOR, quietly)
    assert copied["companies"] == 4
    with CorporateDatabase.open(target) as db:
        with db.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("次の会社", "A-9"))
        with opening.reading(db._engine) as connection:
            assert connection.scalar(select(func.max(Registration.id))) == last + 1


def test_moving_takes_everything_along_either_way(url: str, tmp_path: Path, database_at: DatabaseAt) -> None:
    fill(url)
    before = everything(url)
    here, back = database_at(tmp_path / "other.db"), f"sqlite:///{tmp_path / 'back.db'}"
    backup.migrate_database(url, back, OPERATOR, quietly)
    assert everything(back) == before
    backup.migrate_database(back, here, OPERATOR, quietly)
    assert everything(here) == before


def test_a_database_in_use_is_not_moved_into(url: str, tmp_path: Path, database_at: DatabaseAt) -> None:
    fill(url)
    target = database_at(tmp_path / "used.db")
    fill(target, ("先客",))
    with pytest.raises(InputError, match="すでにデータがあります"):
        backup.migrate_database(url, target, OPERATOR, quietly)
    assert names(target) == ["先客"]


@pytest.mark.parametrize("damage", ["cut", "noise", "flipped", "text", "foreign", "empty"])
def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    url: str, tmp_path: Path, damage: str
) -> None:
    fill(url)
    path = tmp_path / "one.db"
    backup.back_up(url, path, OPERATOR, quietly)
    content = path.read_bytes()
    if damage == "foreign":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE theirs (id INTEGER)")
    else:
        path.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "noise": os.urandom(len(content)),
                "flipped": content[:8192] + os.urandom(60_000) + content[68_192:],
                "text": "これはバックアップではありません".encode(),
                "empty": b"",
            }[damage]
        )
    with pytest.raises(WrongDatabase, match="バックアップではありません"):
        backup.restore(path, url, tmp_path / "kept", OPERATOR, quietly)
    assert names(url) == ["架空旋盤", "架空めっき", "架空板金"]
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_damaged_database_is_moved_aside_and_replaced(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    fill(url)
    backup.back_up(url, tmp_path / "one.db", OPERATOR, quietly)
    (tmp_path / "office.db").write_bytes(b"SQLite format 3\0" + os.urandom(50_000))
    for ending in ("-wal", "-shm"):
        (tmp_path / f"office.db{ending}").unlink(missing_ok=True)
    # It begins like any SQLite file: only reading on shows that it is none.
    (tmp_path / "office.db").write_bytes(os.urandom(50_000))
    kept = backup.restore(tmp_path / "one.db", url, tmp_path / "kept", OPERATOR, quietly)
    assert kept is not None
    assert kept.stat().st_size == 50_000
    assert names(url) == ["架空旋盤", "架空めっき", "架空板金"]


def test_another_product_s_file_is_not_replaced(url: str, tmp_path: Path) -> None:
    fill(url)
    backup.back_up(url, tmp_path / "one.db", OPERATOR, quietly)
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    content = (tmp_path / "theirs.db").read_bytes()
    with pytest.raises(WrongDatabase, match="別のソフトウェア"):
        backup.restore(
            tmp_path / "one.db", f"sqlite:///{tmp_path / 'theirs.db'}", tmp_path, OPERATOR, quietly
        )
    assert (tmp_path / "theirs.db").read_bytes() == content


def test_a_database_s_file_can_be_read_by_nobody_else_however_it_came_into_being(
    url: str, tmp_path: Path
) -> None:
    before = os.umask(0o022)
    try:
        fill(url)
        fill(f"sqlite:///{tmp_path / 'made.db'}")
        backup.back_up(url, tmp_path / "kept.db", OPERATOR, quietly)
        backup.restore(tmp_path / "kept.db", f"sqlite:///{tmp_path / 'back.db'}", tmp_path, OPERATOR, quietly)
    finally:
        os.umask(before)
    rights = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("*.db")}
    assert {rights[name] for name in ("made.db", "kept.db", "back.db")} == {0o600}


def test_a_file_that_is_there_is_not_overwritten(url: str, tmp_path: Path) -> None:
    fill(url)
    (tmp_path / "mine.db").write_text("大切な内容")
    with pytest.raises(InputError, match="すでにあります"):
        backup.back_up(url, tmp_path / "mine.db", OPERATOR, quietly)
    assert (tmp_path / "mine.db").read_text() == "大切な内容"


def test_only_administrators_back_up(url: str, tmp_path: Path) -> None:
    fill(url)
    coordinator = Viewer("u1", frozenset({"coordinator"}))
    with pytest.raises(AccessDenied):
        backup.back_up(url, tmp_path / "one.db", coordinator, quietly)
    assert not (tmp_path / "one.db").exists()
