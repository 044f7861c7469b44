"""The append-only record: who said what, and which of it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from matching.corporate.rows import Fact, Provenance
from matching.corporate.tables import Batch, FactRow, insert_tuples
from matching.corporate.values import CERTIFICATION_ROWS, EQUIPMENT_ROWS, clean

_CHUNK = 5000
_COLUMNS = (
    "company_id", "order_id", "field", "value", "file", "sheet", "cell", "person", "recorded_at", "said_on", "batch_id",
)  # fmt: skip

# Where the rows of machines and certificates stand in a file when only the text field has a cell.
_SAME_CELL = {EQUIPMENT_ROWS: "equipment", CERTIFICATION_ROWS: "certifications"}


class StandingFact(NamedTuple):
    """A value that stands, where it comes from, and when it was recorded."""

    value: str
    provenance: Provenance
    recorded_at: datetime


class FactLog:
    """Facts of one transaction, written in bulk. `anything` says whether there were any."""

    def __init__(self, connection: Connection, who: str) -> None:
        self._connection = connection
        self._who = who
        self._at = datetime.now(UTC)
        self._pending: list[tuple[Any, ...]] = []
        self.anything = False

    def add(
        self,
        field: str,
        value: str,
        provenance: Provenance,
        batch_id: int | None,
        *,
        company_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        """Append one fact about a firm or an order."""
        self.anything = True
        person = provenance.person or ("" if provenance.file else self._who)
        cell = clean(cell_of(field, provenance))
        about = (company_id, order_id, field, value, provenance.file, provenance.sheet, cell, person)
        self._pending.append((*about, self._at, provenance.said_on, batch_id))
        if len(self._pending) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Send what is pending to the database."""
        if self._pending:
            insert_tuples(self._connection, FactRow, _COLUMNS, self._pending)
            self._pending = []


def cell_of(field: str, provenance: Provenance) -> str:
    """The cell in which a field's value stands, the row where only that is known."""
    plain = field.rpartition("buyer.")[2]
    cell = provenance.cells.get(field) or provenance.cells.get(_SAME_CELL.get(field, plain))
    return cell or (f"{provenance.row}行" if provenance.row else "")


def facts(
    connection: Connection, company_id: int | None, order_id: int | None, field: str | None
) -> list[Fact]:
    """All facts about a firm or an order, oldest first."""
    statement = (
        select(
            FactRow.field,
            FactRow.value,
            FactRow.file,
            FactRow.sheet,
            FactRow.cell,
            FactRow.person,
            FactRow.recorded_at,
            FactRow.batch_id,
            Batch.undone_at.is_(None),
        )
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .order_by(FactRow.id)
    )
    subject = FactRow.company_id == company_id if company_id is not None else FactRow.order_id == order_id
    statement = statement.where(subject)
    if field is not None:
        statement = statement.where(FactRow.field == field)
    return [Fact(*row[:-1], stands=bool(row[-1])) for row in connection.execute(statement)]


def standing_values(connection: Connection, batch_id: int, subject: str) -> dict[int, dict[str, str]]:
    """What stands of the fields that a batch had touched: subject id -> field -> value ("": nothing).

    subject: "company_id" or "order_id". The batch must be marked as undone before.
    """
    column = getattr(FactRow, subject)
    touched: Select[Any] = (
        select(column.label("subject"), FactRow.field)
        .where(FactRow.batch_id == batch_id, column.is_not(None))
        .distinct()
    )
    found: dict[int, dict[str, str]] = {}
    for subject_id, field in connection.execute(touched):
        found.setdefault(subject_id, {})[field] = ""
    wanted = touched.subquery()
    said = (
        select(column, FactRow.field, FactRow.value, FactRow.said_on)
        .join(wanted, and_(column == wanted.c.subject, FactRow.field == wanted.c.field))
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .where(or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
        .order_by(FactRow.id)
    )
    days: dict[tuple[int, str], date | None] = {}
    for subject_id, field, value, said_on in connection.execute(said):
        if not is_older(said_on, days.get((subject_id, field))):
            found[subject_id][field] = value
            days[subject_id, field] = said_on or days.get((subject_id, field))
    return found


def is_older(said_on: date | None, standing: date | None) -> bool:
    """Whether an answer of one day yields to the standing one: only where both tell their day."""
    return bool(said_on and standing and said_on < standing)


_DATED = (
    select(FactRow.field, FactRow.said_on)
    .outerjoin(Batch, Batch.id == FactRow.batch_id)
    .where(FactRow.company_id == bindparam("firm"), FactRow.said_on.is_not(None))
    .where(or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
    .order_by(FactRow.id)
)


def dated(connection: Connection, company_id: int) -> dict[str, date]:
    """Field -> the day of a firm's standing answer, where a file told it."""
    found: dict[str, date] = {}
    for field, said_on in connection.execute(_DATED, {"firm": company_id}):
        if said_on and not is_older(said_on, found.get(field)):
            found[field] = said_on
    return found


def sources(connection: Connection, company_id: int) -> dict[str, StandingFact]:
    """Where each standing value of a firm comes from, by field."""
    statement = (
        select(FactRow.field, FactRow.value, FactRow.file, FactRow.sheet, FactRow.cell, FactRow.person,
               FactRow.recorded_at, FactRow.said_on)
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .where(FactRow.company_id == company_id, or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
        .order_by(FactRow.id)
    )  # fmt: skip
    found: dict[str, StandingFact] = {}
    for field, value, file, sheet, cell, person, at, said_on in connection.execute(statement):
        before = found.get(field)
        if before is None or not is_older(said_on, before.provenance.said_on):
            provenance = Provenance(file, sheet, 0, {field: cell}, person, said_on)
            found[field] = StandingFact(value, provenance, at)
    return found
