"""The append-only record: who said what, and which of it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from matching.corporate.rows import Fact, Provenance
from matching.corporate.tables import Batch, FactRow, insert_rows
from matching.corporate.values import CERTIFICATION_ROWS, EQUIPMENT_ROWS, clean

_CHUNK = 5000

# Where the rows of machines and certificates stand in a file when only the text field has a cell.
_SAME_CELL = {EQUIPMENT_ROWS: "equipment", CERTIFICATION_ROWS: "certifications"}


class FactLog:
    """Facts of one transaction, written in bulk. `anything` says whether there were any."""

    def __init__(self, connection: Connection, who: str) -> None:
        self._connection = connection
        self._who = who
        self._at = datetime.now(UTC)
        self._pending: list[dict[str, Any]] = []
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
        self._pending.append(
            {
                "company_id": company_id,
                "order_id": order_id,
                "field": field,
                "value": value,
                "file": provenance.file,
                "sheet": provenance.sheet,
                "cell": clean(cell_of(field, provenance)),
                "person": provenance.person or ("" if provenance.file else self._who),
                "recorded_at": self._at,
                "batch_id": batch_id,
            }
        )
        if len(self._pending) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Send what is pending to the database."""
        if self._pending:
            insert_rows(self._connection, FactRow, self._pending)
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
    latest = (
        select(func.max(FactRow.id))
        .join(wanted, and_(column == wanted.c.subject, FactRow.field == wanted.c.field))
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .where(or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
        .group_by(column, FactRow.field)
    )
    for subject_id, field, value in connection.execute(
        select(column, FactRow.field, FactRow.value).where(FactRow.id.in_(latest))
    ):
        found[subject_id][field] = value
    return found
