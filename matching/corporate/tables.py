"""The tables of the corporate database.

Facts are appended: every value that was ever said, with its source. All other tables are the present state,
which is the latest standing fact of each field. Text is never NULL ("" is blank), moments are UTC, ids are
never used twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC without a zone (SQLite keeps none)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Back to an aware moment."""
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """Common naming, so that constraints can be named in migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text(), datetime: UtcDateTime()}  # noqa: RUF012 (read by SQLAlchemy as it is)


LARGEST_ID = 2**31 - 1
NEVER_REUSED = {"sqlite_autoincrement": True}


class DatabaseInfo(Base):
    """One row: whose database this is, and where it stands."""

    __tablename__ = "database_info"

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    identity: Mapped[str]
    revision: Mapped[int] = mapped_column(BigInteger)
    made_up_numbers: Mapped[int]
    created_at: Mapped[datetime]


class Company(Base):
    """One firm, supplier or buyer or both; withdrawn when the batch that brought it was taken back."""

    __tablename__ = "companies"
    __table_args__ = (
        Index(None, "is_supplier", "withdrawn"),
        Index(None, "prefecture", "municipality"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_supplier: Mapped[bool]
    is_buyer: Mapped[bool]
    withdrawn: Mapped[bool]
    changed_revision: Mapped[int] = mapped_column(BigInteger, index=True)
    created_at: Mapped[datetime]
    source_id: Mapped[str]
    buyer_number: Mapped[str]
    corporate_number: Mapped[str] = mapped_column(Text, index=True)
    invoice_number: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Text, index=True)
    loose_key: Mapped[str] = mapped_column(Text, index=True)
    phone_key: Mapped[str] = mapped_column(Text, index=True)
    merged_into: Mapped[int | None] = mapped_column(index=True)
    kana: Mapped[str]
    postal_code: Mapped[str]
    prefecture: Mapped[str]
    city: Mapped[str]
    municipality: Mapped[str]
    region: Mapped[str] = mapped_column(Text, index=True)
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    address: Mapped[str]
    phone: Mapped[str]
    fax: Mapped[str]
    email: Mapped[str]
    url: Mapped[str]
    contact: Mapped[str]
    representative: Mapped[str]
    capital_yen: Mapped[int | None] = mapped_column(BigInteger)
    employees: Mapped[int | None]
    founded: Mapped[str]


class Registration(Base):
    """A number under which the agency knows a firm; suppliers and buyers have series of their own."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("role", "number"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    number: Mapped[str]
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)


class Profile(Base):
    """A supplier's capabilities, in its own words; the keys are those of fields.tsv."""

    __tablename__ = "profiles"

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True, autoincrement=False)
    industry: Mapped[str]
    industry_key: Mapped[str]
    processes: Mapped[str]
    strengths: Mapped[str]
    products: Mapped[str]
    materials: Mapped[str]
    sizes: Mapped[str]
    accuracy: Mapped[str]
    lots: Mapped[str]
    equipment: Mapped[str]
    certifications: Mapped[str]
    data_formats: Mapped[str]
    terms: Mapped[str]
    limits: Mapped[str]
    notes: Mapped[str]
    remarks: Mapped[str]
    plant_address: Mapped[str]
    employee_details: Mapped[str]
    annual_sales: Mapped[str]
    fiscal_month: Mapped[str]
    affiliation: Mapped[str]
    customers: Mapped[str]
    bank: Mapped[str]
    payment_terms: Mapped[str]
    disclosure: Mapped[str]
    consent: Mapped[str]
    registered_on: Mapped[str]
    updated_on: Mapped[str]
    confirmed_on: Mapped[str]


class BuyerProfile(Base):
    """What a buyer looks for."""

    __tablename__ = "buyer_profiles"

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True, autoincrement=False)
    industry: Mapped[str]
    products: Mapped[str]
    wants: Mapped[str]
    policy: Mapped[str]
    notes: Mapped[str]
    remarks: Mapped[str]


class Equipment(Base):
    """One machine of a supplier."""

    __tablename__ = "equipment"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    name: Mapped[str]
    maker: Mapped[str]
    model: Mapped[str]
    capacity: Mapped[str]
    count: Mapped[int | None]
    year: Mapped[int | None]


class Certification(Base):
    """One certificate of a supplier; name_key is its name folded for filters."""

    __tablename__ = "certifications"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    number: Mapped[str]
    expires: Mapped[date | None]
    expiry_text: Mapped[str]


class Visibility(Base):
    """A field of a firm that is shown or hidden otherwise than fields.tsv says."""

    __tablename__ = "field_visibility"

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    public: Mapped[bool]
    consent_on: Mapped[date | None]


class Status(Base):
    """A state of a firm, from start to end (None: open). buyer_id is set for 競合・系列 alone."""

    __tablename__ = "statuses"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    kind: Mapped[str]
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    reason: Mapped[str]
    start: Mapped[date | None]
    end: Mapped[date | None]


class OrderSlip(Base):
    """One order (発注案件). number is unique among orders that stand, NULL once withdrawn."""

    __tablename__ = "orders"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(Text, unique=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    buyer: Mapped[str]
    buyer_key: Mapped[str] = mapped_column(Text, index=True)
    withdrawn: Mapped[bool]
    changed_revision: Mapped[int] = mapped_column(BigInteger, index=True)
    state: Mapped[str] = mapped_column(Text, index=True)
    owner: Mapped[str]
    received_on: Mapped[date | None]
    deadline: Mapped[date | None]
    buyer_contact: Mapped[str]
    naming: Mapped[str]
    item: Mapped[str]
    usage: Mapped[str]
    processes: Mapped[str]
    materials: Mapped[str]
    supplied: Mapped[str]
    sizes: Mapped[str]
    mass: Mapped[str]
    accuracy: Mapped[str]
    roughness: Mapped[str]
    hardness: Mapped[str]
    quantity: Mapped[str]
    frequency: Mapped[str]
    price: Mapped[str]
    quote_due: Mapped[str]
    due: Mapped[str]
    drawings: Mapped[str]
    nda: Mapped[str]
    equipment: Mapped[str]
    certifications: Mapped[str]
    inspection: Mapped[str]
    area: Mapped[str]
    transport: Mapped[str]
    delivery_place: Mapped[str]
    payment: Mapped[str]
    urgency: Mapped[str]
    deadline_text: Mapped[str]
    notes: Mapped[str]
    remarks: Mapped[str]


class OrderState(Base):
    """One step in the life of an order."""

    __tablename__ = "order_states"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    before: Mapped[str]
    state: Mapped[str]
    person: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


class Batch(Base):
    """One reading of one file (or, of kind "decision", one decision of a person); counts is a JSON object.

    corrects: the batch whose file this one is a later state of.
    """

    __tablename__ = "batches"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str]
    survey_id: Mapped[int | None]
    corrects: Mapped[int | None]
    counts: Mapped[str]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str]


class BatchRow(Base):
    """One row that a batch read: what it said (a digest), and which firm or order it was about.

    raw: a digest of the cells as they stood, by which a later state of the same file is recognised.
    """

    __tablename__ = "batch_rows"
    __table_args__ = (
        Index(None, "raw"),
        Index(None, "digest"),
        Index(None, "company_id", "batch_id"),
        Index(None, "order_id", "batch_id"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    sheet: Mapped[str]
    row: Mapped[int]
    digest: Mapped[str]
    raw: Mapped[str]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    outcome: Mapped[str]


class FactRow(Base):
    """One value as it was said once, as canonical text ("" takes it back). Appended, never changed.

    said_on: the day on which the firm said so, where the file told (an answer's date).
    """

    __tablename__ = "facts"
    __table_args__ = (Index(None, "company_id", "field"), Index(None, "order_id", "field"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    field: Mapped[str]
    value: Mapped[str]
    file: Mapped[str]
    sheet: Mapped[str]
    cell: Mapped[str]
    person: Mapped[str]
    recorded_at: Mapped[datetime]
    said_on: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)


def insert_rows(connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows with the same keys in bulk."""
    if rows:
        keys = tuple(rows[0])
        insert_tuples(connection, table, keys, [tuple([row[key] for key in keys]) for row in rows])


def insert_tuples(
    connection: Connection, table: type[Base], keys: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows in bulk, as tuples of the values of `keys`.

    SQLAlchemy prepares each row's parameters anew, which costs as much as SQLite's whole work: here the statement
    and the columns' own conversions are looked up once for all rows, and equal moments are converted once.
    """
    made = cast(Table, table.__table__)
    statement, order = _compiled(made, keys, connection.dialect)
    for place, key in enumerate(keys):
        convert = made.c[key].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if convert is not None:
            rows = _converted(rows, place, convert)
    if order != keys:
        places = [keys.index(key) for key in order]
        rows = [tuple([row[place] for place in places]) for row in rows]
    if connection.dialect.positional:
        connection.exec_driver_sql(statement, list(rows))
    else:
        connection.exec_driver_sql(statement, [dict(zip(order, row, strict=True)) for row in rows])


def _converted(
    rows: Sequence[tuple[Any, ...]], place: int, convert: Callable[[Any], Any]
) -> list[tuple[Any, ...]]:
    known: dict[Any, Any] = {}
    found = []
    for row in rows:
        value = row[place]
        if value not in known:
            known[value] = convert(value)
        found.append((*row[:place], known[value], *row[place + 1 :]))
    return found


@lru_cache(maxsize=100)
def _compiled(table: Table, keys: tuple[str, ...], dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(keys))
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or keys)
