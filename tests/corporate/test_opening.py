"""What a user meets when a database is opened: new, shared, foreign, newer, full."""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from matching.corporate import CorporateDatabase, SupplierRow, opening
from matching.corporate.tables import Base
from matching.errors import DatabaseError, WrongDatabase

JAPANESE = re.compile(r"[ぁ-ん]")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """SQLite, whatever the other tests are run on: here its files are damaged, locked and filled up."""
    return f"sqlite:///{tmp_path / 'office' / 'juhatchu.db'}"


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def refusal(url: str, kind: type[DatabaseError] = WrongDatabase) -> str:
    with pytest.raises(DatabaseError) as caught:
        CorporateDatabase.open(url, lock_wait=0.2)
    assert type(caught.value) is kind
    assert JAPANESE.search(str(caught.value))
    return str(caught.value)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql+psycopg://taro:himitsu@db.example.jp:port/office",
            "「postgresql+psycopg://db.example.jp」",
        ),
        ("postgresql+psycopg://taro:/himitsu@db:port/office", "読めません"),
        ("postgresql+psycopg://taro:hi@himitsu@db:port/office", "読めません"),
        ("nosuch://taro:hi@himitsu/x@db/office", "nosuch"),
        ("postgresql+psycopg://db:port/office?user=taro&password=himitsu", "「postgresql+psycopg://db」"),
        ("nosuch://db/office?password=a@himitsu", "nosuch"),
        ("taro:himitsu@db", "読めません"),
        ("oracle://taro:himitsu@db/office", "oracle"),
        ("nosuch://taro:/himitsu@db/office", "nosuch"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str, shown: str) -> None:
    with pytest.raises(DatabaseError, match=re.escape(shown)) as told:
        opening.check_url(url)
    assert "himitsu" not in str(told.value)


def test_migrations_equal_the_models(db: CorporateDatabase, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_table_whose_ids_are_counted_never_reuses_one(db: CorporateDatabase, url: str) -> None:
    with sqlite3.connect(path_of(url)) as connection:
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    counted = [
        table.name
        for table in Base.metadata.tables.values()
        if table.dialect_options["sqlite"]["autoincrement"]
    ]
    assert {"companies", "orders", "batches", "facts"} <= set(counted)
    assert all("AUTOINCREMENT" in made[name] for name in counted)


def test_the_code_names_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == opening.HEAD


def test_write_ahead_log_foreign_keys_and_waiting_are_really_on(db: CorporateDatabase) -> None:
    with opening.reading(db._engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000


def test_writers_take_their_lock_first(db: CorporateDatabase) -> None:
    statements = []
    event.listen(
        db._engine, "before_cursor_execute", lambda c, cur, statement, *rest: statements.append(statement)
    )
    with db.writing("試験"):
        pass
    assert statements[0] == "BEGIN IMMEDIATE"


def test_identity_and_data_outlive_closing(url: str) -> None:
    with CorporateDatabase.open(url) as first:
        identity = first.identity
        with first.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("架空製作所"))
    with CorporateDatabase.open(url) as again:
        assert (again.identity, again.supplier_count(), again.revision()) == (identity, 1, 1)


def test_two_databases_have_two_identities(tmp_path: Path) -> None:
    with (
        CorporateDatabase.open(f"sqlite:///{tmp_path}/a.db") as one,
        CorporateDatabase.open(f"sqlite:///{tmp_path}/b.db") as two,
    ):
        assert one.identity != two.identity


def test_four_processes_may_open_a_new_database_at_once(url: str) -> None:
    script = textwrap.dedent(
        """
        import sys
        from matching.corporate import CorporateDatabase, SupplierRow
        with CorporateDatabase.open(sys.argv[1]) as db:
            with db.writing("試験") as writer:
                writer.upsert_supplier(SupplierRow(f"架空製作所{sys.argv[2]}"))
            print(db.identity)
        """
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", script, url, str(n)], stdout=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    answers = [(process.communicate(timeout=60)[0], process.returncode) for process in processes]
    assert {code for _, code in answers} == {0}
    assert len({identity for identity, _ in answers}) == 1
    with CorporateDatabase.open(url) as db:
        assert (db.supplier_count(), db.revision()) == (4, 4)


def test_a_foreign_sqlite_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "phone.db"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE contacts (name TEXT)")
    foreign.close()
    before = digest(path)
    assert "別のソフトウェア" in refusal(f"sqlite:///{path}")
    assert digest(path) == before
    assert [one.name for one in tmp_path.iterdir()] == ["phone.db"]


def test_a_foreign_database_that_also_uses_alembic_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE alembic_version (version_num TEXT)")
        foreign.execute("INSERT INTO alembic_version VALUES ('0001')")
    foreign.close()
    assert "別のソフトウェア" in refusal(f"sqlite:///{path}")


def test_a_text_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("企業名,住所\n" * 200, encoding="utf-8")
    before = digest(path)
    assert "SQLite のデータベースではない" in refusal(f"sqlite:///{path}")
    assert digest(path) == before


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    CorporateDatabase.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert "新しい" in refusal(url)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "フォルダー" in refusal(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////proc/juhatchu.db",
        "sqlite:////proc/no/such/juhatchu.db",
        "sqlite:////dev/null/a.db",
        "sqlite://",
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused(url: str) -> None:
    refusal(url, DatabaseError)


@pytest.mark.parametrize("url", ["var/juhatchu.db", "", "nosuch://x", "oracle://x/y", "sqlite:///\0"])
def test_what_is_no_database_url_is_refused(url: str) -> None:
    refusal(url, DatabaseError)


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    superuser = os.geteuid() == 0
    if superuser:  # who may write everywhere
        os.seteuid(65534)
    try:
        refusal(f"sqlite:///{tmp_path}/juhatchu.db", DatabaseError)
    finally:
        if superuser:
            os.seteuid(0)


def test_a_damaged_file_is_told_in_japanese(url: str) -> None:
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for n in range(50):
            writer.upsert_supplier(SupplierRow(f"架空製作所{n}"))
    path = path_of(url)
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"[ぁ-ん]"), CorporateDatabase.open(url) as db:
        list(db.suppliers())


def test_waiting_for_another_writer_ends_with_a_sentence(url: str) -> None:
    with (
        CorporateDatabase.open(url, lock_wait=0.2) as one,
        CorporateDatabase.open(url, lock_wait=0.2) as two,
        one.writing("一人目") as writer,
    ):
        writer.upsert_supplier(SupplierRow("架空製作所"))
        assert two.supplier_count() == 0  # readers don't wait
        with pytest.raises(DatabaseError, match="ほかの処理"), two.writing("二人目"):
            pass


def test_a_database_written_by_raw_statements_keeps_its_foreign_keys(db: CorporateDatabase) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), opening.writing(db._engine) as connection:
        connection.execute(
            text("INSERT INTO registrations (role, number, company_id) VALUES ('buyer', '1', 99)")
        )


def test_a_full_disk_is_told_and_the_database_opens_after(url: str) -> None:
    script = textwrap.dedent(
        """
        import resource, sys
        from matching.corporate import CorporateDatabase, SupplierRow
        from matching.errors import StorageFull
        with CorporateDatabase.open(sys.argv[1]) as db:
            with db.writing("試験") as writer:
                writer.upsert_supplier(SupplierRow("最初の製作所"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
            try:
                with db.writing("試験") as writer:
                    for n in range(5000):
                        writer.upsert_supplier(SupplierRow(f"架空製作所{n}", texts={"notes": "あ" * 300}))
            except StorageFull as error:
                print(error)
            assert db.supplier_count() == 1
        """
    )
    run = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert "空き" in run.stdout
    with CorporateDatabase.open(url) as db:
        assert [one.name for one in db.suppliers()] == ["最初の製作所"]
        with db.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("次の製作所"))
        assert db.revision() == 2


def test_no_room_for_a_new_database_is_told(url: str) -> None:
    script = textwrap.dedent(
        """
        import resource, sys
        from matching.corporate import CorporateDatabase
        from matching.errors import StorageFull
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
        try:
            CorporateDatabase.open(sys.argv[1])
        except StorageFull as error:
            print(error)
        """
    )
    run = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert "空き" in run.stdout
    with CorporateDatabase.open(url) as db:
        assert db.supplier_count() == 0


def test_a_writer_that_is_killed_leaves_nothing_behind(url: str) -> None:
    script = textwrap.dedent(
        """
        import sys
        from matching.corporate import CorporateDatabase, SupplierRow
        with CorporateDatabase.open(sys.argv[1]) as db, db.writing("試験") as writer:
            for n in range(3000):
                writer.upsert_supplier(SupplierRow(f"架空製作所{n}", texts={"notes": "あ" * 300}))
            print("written", flush=True)
            sys.stdin.read()
        """
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", script, url], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.kill()
    with CorporateDatabase.open(url, lock_wait=1) as db:
        assert (db.supplier_count(), db.revision()) == (0, 0)
        with db.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("次の製作所"))
        assert db.supplier_count() == 1


def test_the_schema_is_one_that_postgresql_takes_as_well() -> None:
    dialect = postgresql.dialect()
    made = {
        table.name: str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables
    }
    assert "capital_yen BIGINT" in made["companies"]
    assert "id SERIAL" in made["facts"]
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            assert len(index.name or "") <= 63  # PostgreSQL's longest name
            CreateIndex(index).compile(dialect=dialect)


def test_a_database_of_the_first_schema_is_brought_up_with_better_keys(url: str) -> None:
    path_of(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        info = "INSERT INTO database_info VALUES (1, 'juhatchu', 'x', 1, 0, '2026-01-01 00:00:00')"
        connection.exec_driver_sql(info)
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(companies)")]
        firm = dict.fromkeys(columns, "") | {"id": 1, "is_supplier": 1, "is_buyer": 0, "withdrawn": 0}
        firm |= {
            "changed_revision": 1,
            "created_at": "2026-01-01 00:00:00",
            "name": "㈱髙橋センター",
            "name_key": "髙橋センター",
        }
        firm |= {"phone": "029-000-0001", "lat": None, "lng": None, "capital_yen": None, "employees": None}
        names, marks = ", ".join(firm), ", ".join("?" for _ in firm)
        connection.exec_driver_sql(f"INSERT INTO companies ({names}) VALUES ({marks})", tuple(firm.values()))
        profile = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(profiles)")]
        blanks = (1, *("" for _ in profile[1:]))
        connection.exec_driver_sql(f"INSERT INTO profiles VALUES ({', '.join('?' for _ in profile)})", blanks)
    engine.dispose()
    with CorporateDatabase.open(url) as db:
        assert [one.name for one in db.suppliers()] == ["㈱髙橋センター"]
        with db.writing("試験") as writer:
            found = writer.upsert_supplier(SupplierRow("高橋センタ", phone="(029)000-0001"))
        assert (found.linked, found.reasons) == ((1,), {1: "名称が同じ(電話も同じ)"})
