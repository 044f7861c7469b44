"""All rows of one database into another, whichever of the two kinds each is: compared afterwards, ids still never used twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, bindparam, delete, func, insert, select, text

from matching.corporate import (  # noqa: F401 (imported so that their tables are known)
    account_tables,
    case_tables,
    request_tables,
    side_tables,
    trail_tables,
    work_tables,
)
from matching.corporate.tables import Base
from matching.errors import DatabaseError

# Rows read and sent at a time; of files' bytes far fewer.
_PORTION = 1000
_PORTION_OF_BYTES = 40
# Told as rows are copied: how many so far, and how many there are.
Progress = Callable[[int, int], None]
# Only these, one row each, stand in a database that nobody has used yet.
_BORN_WITH = {"database_info", "audit_head"}


def tables() -> Sequence[Table]:
    """All tables, those that others refer to first."""
    return Base.metadata.sorted_tables


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables()}


def unused(connection: Connection) -> bool:
    """Whether nothing was ever stored."""
    return not any(count for name, count in counts(connection).items() if name not in _BORN_WITH)


def replace_all(source: Connection, target: Connection, progress: Progress) -> dict[str, int]:
    """Put the source's rows in place of all of the target's; the rows of each table.

    Both are at the present schema and stay as they are while this runs; the target's transaction is the caller's.
    Raises DatabaseError where the target does not hold afterwards what the source holds.
    """
    _empty(target)
    before = counts(source)
    total, done = sum(before.values()), 0
    for table in tables():
        sent = 0
        for portion in _portions(source, table):
            target.execute(insert(table), [dict(row._mapping) for row in portion])
            done += len(portion)
            sent += len(portion)
            progress(done, total)
        if sent != before[table.name] or fingerprint(source, table) != fingerprint(target, table):
            raise DatabaseError(
                "写した内容が元と一致しません。何も変更していません。もう一度実行してください。"
            )
    _carry_on_numbering(source, target)
    return before


def fingerprint(connection: Connection, table: Table) -> tuple[int, int]:
    """The number of rows and the sum of their digests: the same whatever order a database sorts them in."""
    count = total = 0
    for portion in _portions(connection, table):
        for row in portion:
            total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest(), "big")
        count += len(portion)
    return count, total % 2**256


def _portions(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """The rows, streaming: the server keeps the cursor, so that memory stays small."""
    large = any(isinstance(column.type, LargeBinary) for column in table.columns)
    size = _PORTION_OF_BYTES if large else _PORTION
    rows = connection.execute(
        select(table).order_by(*table.primary_key), execution_options={"yield_per": size}
    )
    yield from rows.partitions()


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables())
        connection.execute(text(f"TRUNCATE {names}"))
        return
    for table in reversed(tables()):
        connection.execute(delete(table))


def _carry_on_numbering(source: Connection, target: Connection) -> None:
    """The next id is one that the source never gave, whether its row still stands or not."""
    for table in tables():
        if table.dialect_options["sqlite"]["autoincrement"]:
            _set_last_id(target, table, _last_id(source, table))


def _last_id(connection: Connection, table: Table) -> int:
    """The highest id that a table ever gave, 0 if none."""
    if connection.dialect.name == "sqlite":
        wanted = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return connection.scalar(wanted, {"name": table.name}) or 0
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    return (
        connection.scalar(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")) or 0
    )


def _set_last_id(connection: Connection, table: Table, last: int) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        told = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
        connection.execute(told, {"name": table.name, "last": last})
        return
    sequence = func.pg_get_serial_sequence(table.name, "id")
    connection.execute(select(func.setval(sequence, bindparam("next"), False)), {"next": last + 1})
