"""Opening a database: the engine, whose database it is, and bringing it to the present schema."""

from __future__ import annotations

import os
import re
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from matching.corporate.failures import translate_errors, translated
from matching.corporate.tables import DatabaseInfo
from matching.errors import DatabaseError, WrongDatabase

T = TypeVar("T")
PRODUCT = "juhatchu"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# PostgreSQL's lock that a writer holds: what it wrote is seen by the next one from its first statement.
_WRITERS = 0x6A756861
# What a reader needs to see one state; SQLite gives it anyway.
_READS: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
}
# Seconds until a server that does not answer counts as gone, and that a statement may take at most.
_CONNECT = 10
_STATEMENT = 600
HEAD = "0010"  # the schema that this version of the product reads and writes

# What a URL may name; the SQL of this package is that of these two.
_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
_EXAMPLES = "例: sqlite:///var/juhatchu.db、postgresql+psycopg://利用者@ホスト/データベース"
_UNKNOWN_KIND = (
    f"この種類のデータベース({{}})は使えません。SQLite か PostgreSQL を指定してください。{_EXAMPLES}"
)
_FOREIGN = "別のソフトウェアのデータベースです。--db の指定を確かめてください。何も変更していません。"
_NEWER = (
    "このデータベースは別の(新しい)版の juhatchu で作られています。同じ版に更新してから開いてください。"
    "何も変更していません。"
)


def check_url(url: str) -> None:
    """Whether a database can be opened at `url` at all; whether one can be reached there now is not asked.

    Raises WrongDatabase or DatabaseError, whose message never shows a password.
    """
    _parse(url)


def open_engine(url: str, lock_wait: float) -> Engine:
    """An engine on a database of ours at the present schema, made or migrated if need be.

    lock_wait: seconds to wait for another writer. Raises WrongDatabase, StorageFull or DatabaseError.
    """
    parsed = _parse(url)
    engine = _engine(parsed, lock_wait)
    try:
        _bring_up_to_date(engine)
        if engine.dialect.name == "sqlite":
            _write_ahead(engine, lock_wait)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout; it cannot write."""
    # What was derived of that one state need be derived once: see `kept_while_reading`.
    options = _READS.get(engine.dialect.name, {}) | {"juhatchu_kept": {}}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def kept_while_reading(connection: Connection, name: str, derive: Callable[[], T]) -> T:
    """What `derive` gives, from the second time on as it was, while a connection of `reading` is open; on others it is derived anew."""
    kept: dict[str, T] = connection.get_execution_options().get("juhatchu_kept", {})
    if name not in kept:
        kept[name] = derive()
    return kept[name]


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that is the only writing one from its beginning."""
    with engine.connect().execution_options(juhatchu_writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that, on PostgreSQL, waits for no other writer: for rows that no rule ties to others."""
    with engine.begin() as connection:
        yield connection


def overwrite_erased(engine: Engine) -> None:
    """Let nothing that was erased stay in SQLite's log; PostgreSQL recycles its own by the clock."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = parsed.get_driver_name()
    except NoSuchModuleError as error:
        raise DatabaseError(_UNKNOWN_KIND.format(_where(url))) from error
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise DatabaseError(f"データベースの指定「{_where(url)}」を読めません。{_EXAMPLES}") from error
    if _DRIVERS.get(parsed.get_backend_name()) != driver:
        raise DatabaseError(_UNKNOWN_KIND.format(parsed.drivername))
    if parsed.get_backend_name() == "sqlite":
        _prepare_folder(parsed.database)
    return parsed


def _where(url: str) -> str:
    """Scheme and host of a URL that can't be read; the host only where no part of a password can be taken for it."""
    scheme, told, rest = url.partition("://")
    if not told:
        return url if re.fullmatch(r"[\w.\-]*", url) else "***"
    host = re.match(r"(?:[^/?#@]*@)?([\w.\-]+)(?!.*@)", rest, re.DOTALL)
    return f"{scheme}://{host[1] if host else '***'}"


def _prepare_folder(database: str | None) -> None:
    if not database or database == ":memory:" or "\0" in database:
        raise DatabaseError("データベースのファイルを指定してください。例: sqlite:///var/juhatchu.db")
    path = Path(database)
    try:
        if path.is_dir():
            raise WrongDatabase(f"「{path}」はフォルダーです。データベースのファイルを指定してください。")
        path.parent.mkdir(parents=True, exist_ok=True)
        keep_private(path)
    except (OSError, ValueError) as error:
        raise DatabaseError(
            f"フォルダー「{path.parent}」を作れません。場所と権限を確かめてください。"
        ) from error


def keep_private(path: Path) -> None:
    """Let a database's file that isn't there yet come into being readable by its owner alone: it will hold firms' secrets.

    SQLite gives its log the same rights. Where no file can be made, opening it tells why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _engine(url: URL, lock_wait: float) -> Engine:
    # What a statement was given may be secret: an error of the driver does not repeat it.
    options: dict[str, Any] = {"hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": lock_wait}
    if url.get_backend_name() == "postgresql":
        options |= _postgresql_options(url, lock_wait)
    engine = create_engine(url, **options)
    translate_errors(engine)
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    elif engine.dialect.name == "postgresql":
        _set_up_postgresql(engine)
    return engine


def _postgresql_options(url: URL, lock_wait: float) -> dict[str, Any]:
    """A connection that the server closed is noticed before it is used; nothing waits for ever."""
    limits = {"lock_timeout": lock_wait, "statement_timeout": _STATEMENT}
    said = url.query.get("options", "")
    told = [said] if isinstance(said, str) else list(said)
    told += [f"-c {key}={round(seconds * 1000)}" for key, seconds in limits.items()]
    arguments = {
        "connect_timeout": _CONNECT,
        "keepalives_idle": 30,
        "application_name": PRODUCT,
        "options": " ".join(one for one in told if one),
    }
    return {"connect_args": arguments, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


def _set_up_postgresql(engine: Engine) -> None:
    """One writer at a time, as with SQLite: rules that several rows keep together hold under READ COMMITTED too."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("juhatchu_writes"):
            connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))


def _set_up_sqlite(engine: Engine) -> None:
    """Our own BEGIN (SQLAlchemy's recipe for pysqlite): a writer takes its lock first of all."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what was erased doesn't stay in free pages

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("juhatchu_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine) -> None:
    with reading(engine) as connection:
        if _schema(connection) == HEAD:
            return
    with writing(engine) as connection:
        if _schema(connection) != HEAD:  # another process may have been faster
            _migrate(connection)


def _schema(connection: Connection) -> str:
    """The schema's revision, "" for an empty database; raises WrongDatabase if it is not ours."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return ""
    if not {DatabaseInfo.__tablename__, "alembic_version"} <= names:
        raise WrongDatabase(_FOREIGN)
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if not isinstance(revision, str):
        raise WrongDatabase(_FOREIGN)
    if revision == HEAD and connection.scalar(select(DatabaseInfo.product)) != PRODUCT:
        raise WrongDatabase(_FOREIGN)
    return revision


def _migrate(connection: Connection) -> None:
    # Alembic takes a third of a second to import, and most openings do without it.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise WrongDatabase(_NEWER) from error
    if connection.scalar(select(DatabaseInfo.id)) is None:
        connection.execute(
            insert(DatabaseInfo).values(
                id=1,
                product=PRODUCT,
                identity=uuid.uuid4().hex,
                revision=0,
                made_up_numbers=0,
                created_at=datetime.now(UTC),
            )
        )


def _write_ahead(engine: Engine, lock_wait: float) -> None:
    """Switch to the write-ahead log, once and for all; SQLite doesn't wait for locks here by itself."""
    until = time.monotonic() + lock_wait
    while True:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            try:
                if raw.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                    return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                    raise (translated(error) or error) from error
        time.sleep(0.02)
