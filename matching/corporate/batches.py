"""Readings of files: what they read, and taking them back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update
from sqlalchemy.orm import aliased

from matching.corporate.facts import standing_values
from matching.corporate.rows import StoredBatch
from matching.corporate.tables import LARGEST_ID, Batch, BatchRow, FactRow
from matching.errors import InputError, NotFound


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch under way.

    seen: (sheet, row, digest) -> id of the firm or order, as standing batches of the same file read
    them.
    """

    id: int
    file: str
    seen: dict[tuple[str, int, str], int]


@dataclass(frozen=True, slots=True)
class Undone:
    """What stands of the fields that a batch had touched ("" : nothing), by firm and by order."""

    companies: dict[int, dict[str, str]]
    orders: dict[int, dict[str, str]]

    @property
    def changes_anything(self) -> bool:
        """Whether the batch had written anything."""
        return bool(self.companies or self.orders)


def begin(connection: Connection, file: str, sha256: str, kind: str, who: str) -> OpenBatch:
    """Store a new batch and look up what was read from the same file before."""
    read = (
        select(BatchRow.sheet, BatchRow.row, BatchRow.digest, BatchRow.company_id, BatchRow.order_id)
        .join(Batch, Batch.id == BatchRow.batch_id)
        .where(Batch.sha256 == sha256, Batch.kind == kind, Batch.undone_at.is_(None))
    )
    seen = {
        (sheet, row, digest): company_id or order_id or 0
        for sheet, row, digest, company_id, order_id in connection.execute(read)
    }
    result = connection.execute(
        insert(Batch).values(
            file=file,
            sha256=sha256,
            kind=kind,
            counts="{}",
            started_at=datetime.now(UTC),
            started_by=who,
            undone_at=None,
            undone_by="",
        )
    )
    return OpenBatch(int(result.inserted_primary_key[0]), file, seen)  # type: ignore[index]


def stored_batches(connection: Connection) -> list[StoredBatch]:
    """All batches, newest first."""
    columns = (
        Batch.id,
        Batch.file,
        Batch.sha256,
        Batch.kind,
        Batch.counts,
        Batch.started_at,
        Batch.undone_at,
    )
    found = connection.execute(select(*columns).order_by(Batch.id.desc()))
    return [StoredBatch(*row[:4], json.loads(row[4]), *row[5:]) for row in found]


def undo(connection: Connection, batch_id: int, who: str) -> Undone:
    """Mark a batch as taken back; says what stands without it. See Writer.undo_batch for the errors."""
    wanted = select(Batch.undone_at).where(Batch.id == batch_id)
    found = connection.execute(wanted).one_or_none() if 0 < batch_id <= LARGEST_ID else None
    if found is None:
        raise NotFound(f"取込 {batch_id} はありません。")
    if found.undone_at is not None:
        raise InputError(f"取込 {batch_id} はすでに取り消されています。")
    if later := _later_readers(connection, batch_id):
        listed = "、".join(map(str, later))
        raise InputError(
            f"取込 {batch_id} のあとの取込 {listed} が同じ企業や案件を読んでいます。"
            f"先に取込 {listed} を取り消してください。"
        )
    mark = {"undone_at": datetime.now(UTC), "undone_by": who}
    connection.execute(update(Batch).where(Batch.id == batch_id).values(**mark))
    return Undone(
        standing_values(connection, batch_id, "company_id"), standing_values(connection, batch_id, "order_id")
    )


def last_value(connection: Connection, subject: ColumnElement[bool], field: str) -> str:
    """The latest standing value of a field of a subject, "" if none."""
    statement = (
        select(FactRow.value)
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .where(subject, FactRow.field == field)
        .where(or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
        .order_by(FactRow.id.desc())
        .limit(1)
    )
    return connection.scalar(statement) or ""


def _later_readers(connection: Connection, batch_id: int) -> list[int]:
    """Later standing batches that read what this one wrote: its values are theirs as well."""
    own, other = aliased(BatchRow), aliased(BatchRow)
    later: set[int] = set()
    # One statement a subject: an OR over both would read the whole table for each row.
    for same in (own.company_id == other.company_id, own.order_id == other.order_id):
        statement = (
            select(other.batch_id)
            .join(own, same)
            .join(Batch, Batch.id == other.batch_id)
            .where(own.batch_id == batch_id, own.outcome != "unchanged")
            .where(other.batch_id > batch_id, Batch.undone_at.is_(None))
            .distinct()
        )
        later |= set(connection.scalars(statement))
    return sorted(later, reverse=True)
