"""Readings of files: what they read, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from matching.corporate.facts import standing_values
from matching.corporate.rows import StoredBatch
from matching.corporate.side_tables import Survey
from matching.corporate.tables import LARGEST_ID, Batch, BatchRow, FactRow
from matching.errors import InputError, NotFound

# The kind of the batches that a person's decisions make.
DECISION = "decision"
# The kind of files whose rows are orders.
ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch under way.

    seen: (sheet, row, digest) -> id of the firm or order, as standing batches of the same file read them.
    earlier: standing batches that read an earlier state of the file. same_name: orders that another file of this name
    brought (案件.csv of each month), of which this one is no later state. firms, orders: theirs, and those of same_file
    (which is read anew where a heading was given another meaning), and where they stood.
    """

    id: int
    file: str
    seen: dict[tuple[str, int, str], int]
    same_file: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()
    firms: set[int] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    firm_at: dict[tuple[str, int], int] = field(default_factory=dict)
    order_at: dict[tuple[str, int], int] = field(default_factory=dict)
    survey_id: int | None = None
    same_name: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Undone:
    """What stands of the fields that a batch had touched ("" : nothing), by firm and by order."""

    companies: dict[int, dict[str, str]]
    orders: dict[int, dict[str, str]]

    @property
    def changes_anything(self) -> bool:
        """Whether the batch had written anything."""
        return bool(self.companies or self.orders)


def begin(
    connection: Connection,
    file: str,
    sha256: str,
    kind: str,
    who: str,
    *,
    survey_id: int | None = None,
    raws: Sequence[str] = (),
) -> OpenBatch:
    """Store a new batch and look up what was read from the same file, and from earlier states of it, before.

    raws: digests of some rows of the file as they stand, by which earlier states under other names are found.
    """
    alike = (Batch.kind == kind) & Batch.undone_at.is_(None)
    alike &= Batch.survey_id.is_(None) if survey_id is None else Batch.survey_id == survey_id
    same = tuple(connection.scalars(select(Batch.id).where(alike, Batch.sha256 == sha256).order_by(Batch.id)))
    seen = {
        (sheet, row, digest): company_id or order_id or 0
        for sheet, row, digest, company_id, order_id in connection.execute(
            select(BatchRow.sheet, BatchRow.row, BatchRow.digest, BatchRow.company_id, BatchRow.order_id)
            .where(BatchRow.batch_id.in_(same))
        )
    }  # fmt: skip
    named, sharing = _earlier(connection, alike & (Batch.sha256 != sha256), file, raws)
    # Firms of one name are rarely two, orders of one 品名 often are: for them the name of the file isn't enough.
    others = [one for one in named if kind == ORDERS and not sharing.get(one)]
    half = max(2, len(set(raws)) / 2)
    similar = {one for one, count in sharing.items() if count >= half}
    earlier = tuple(sorted(similar.union(named).difference(others)))
    values = {
        "file": file,
        "sha256": sha256,
        "kind": kind,
        "survey_id": survey_id,
        "corrects": None,
        "counts": "{}",
    }
    at = {"started_at": datetime.now(UTC), "started_by": who, "undone_at": None, "undone_by": ""}
    result = connection.execute(insert(Batch).values(**values, **at))
    number = int(result.inserted_primary_key[0])  # type: ignore[index]
    orders = select(BatchRow.order_id).where(BatchRow.batch_id.in_(others), BatchRow.order_id.is_not(None))
    same_name = frozenset(one for one in connection.scalars(orders) if one) if others else frozenset[int]()
    batch = OpenBatch(number, file, seen, same, earlier, survey_id=survey_id, same_name=same_name)
    columns = (BatchRow.sheet, BatchRow.row, BatchRow.company_id, BatchRow.order_id)
    before = sorted((*earlier, *same))
    rows = select(*columns).where(BatchRow.batch_id.in_(before)).order_by(BatchRow.id)
    for sheet, row, company_id, order_id in connection.execute(rows) if before else ():
        if company_id:
            batch.firms.add(company_id)
            batch.firm_at[sheet, row] = company_id
        if order_id:
            batch.orders.add(order_id)
            batch.order_at[sheet, row] = order_id
    return batch


def _earlier(
    connection: Connection, alike: ColumnElement[bool], file: str, raws: Sequence[str]
) -> tuple[set[int], dict[int, int]]:
    """Batches of files of this name; how many of the sampled rows each batch has read as they stand."""
    named = set(connection.scalars(select(Batch.id).where(alike, Batch.file == file)))
    shared = (
        select(BatchRow.batch_id, func.count(BatchRow.raw.distinct()))
        .join(Batch, Batch.id == BatchRow.batch_id)
        .where(alike, BatchRow.raw.in_(list(raws)))
        .group_by(BatchRow.batch_id)
    )
    found = connection.execute(shared).all() if raws else []
    return named, {row[0]: row[1] for row in found}


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
        Batch.corrects,
        Survey.title,
        Batch.started_by,
    )
    joined = select(*columns).outerjoin(Survey, Survey.id == Batch.survey_id)
    found = connection.execute(joined.order_by(Batch.id.desc()))
    return [StoredBatch(*row[:4], json.loads(row[4]), *row[5:8], row[8] or "", row[9]) for row in found]


def undo(connection: Connection, batch_id: int, who: str) -> Undone:
    """Mark a batch as taken back; says what stands without it. See Writer.undo_batch for the errors."""
    wanted = select(Batch.undone_at, Batch.kind).where(Batch.id == batch_id)
    found = connection.execute(wanted).one_or_none() if 0 < batch_id <= LARGEST_ID else None
    if found is None:
        raise NotFound(f"取込 {batch_id} はありません。")
    if found.undone_at is not None:
        raise InputError(f"取込 {batch_id} はすでに取り消されています。")
    if later := _later_readers(connection, batch_id):
        listed = "、".join(f"{one}(確認の決定)" if kind == DECISION else str(one) for one, kind in later)
        what = "確認の決定" if found.kind == DECISION else "取込"
        in_order = "、この順に" if len(later) > 1 else ""
        raise InputError(
            f"{what} {batch_id} のあとに、同じ企業や案件を読んだ取込や、それについての決定があります。"
            f"先に取込 {listed} を{in_order}取り消してから、やり直してください。"
            "取り消したファイルは、もう一度読み込めます。"
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


def _later_readers(connection: Connection, batch_id: int) -> list[tuple[int, str]]:
    """Later standing batches (and their kinds) that read what this one wrote, the last first: its values are theirs as well."""
    own, other = aliased(BatchRow), aliased(BatchRow)
    later: set[tuple[int, str]] = set()
    # One statement a subject: an OR over both would read the whole table for each row.
    for same in (own.company_id == other.company_id, own.order_id == other.order_id):
        statement = (
            select(other.batch_id, Batch.kind)
            .join(own, same)
            .join(Batch, Batch.id == other.batch_id)
            .where(own.batch_id == batch_id, own.outcome != "unchanged")
            .where(other.batch_id > batch_id, Batch.undone_at.is_(None))
            .distinct()
        )
        later |= {(one, kind) for one, kind in connection.execute(statement)}
    return sorted(later, reverse=True)
