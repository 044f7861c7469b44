"""The present state of firms and orders: values by field into tables, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, insert, select, update

from matching.corporate import statuses
from matching.corporate.names import folded
from matching.corporate.rows import CertificationRow, EquipmentRow
from matching.corporate.tables import (
    Base,
    BuyerProfile,
    Certification,
    Company,
    Equipment,
    OrderSlip,
    Profile,
    Registration,
    Status,
    Visibility,
    insert_rows,
)
from matching.corporate.values import (
    BUYER_FIELDS,
    CERTIFICATION_ROWS,
    COMPANY_FIELDS,
    EQUIPMENT_ROWS,
    ORDER_FIELDS,
    ORDER_TEXTS,
    OTHER_FIELDS,
    buyer_columns,
    certification_rows,
    company_columns,
    equipment_rows,
    order_columns,
    profile_columns,
)
from matching.records import PROFILE_TEXT_FIELDS

_CHUNK = 1000
_SHARED = frozenset({*COMPANY_FIELDS, "source_id", "buyer_number", "is_supplier", "is_buyer"})
_PROFILE = frozenset({*PROFILE_TEXT_FIELDS, *OTHER_FIELDS})
_ORDER = (*ORDER_FIELDS, *ORDER_TEXTS)


class Projection:
    """Writes the present state in one transaction; rows that hang on a new firm are sent in bulk."""

    def __init__(self, connection: Connection, revision: int) -> None:
        self._connection = connection
        self._revision = revision
        self._pending: dict[type[Base], list[dict[str, Any]]] = {}
        self._new: set[int] = set()

    def create_company(self, values: Mapping[str, str], columns: Mapping[str, Any]) -> int:
        """Store a new firm; `columns` are company_columns(values)."""
        result = self._connection.execute(
            _INSERT_COMPANY,
            {
                **columns,
                **_flags(values),
                "withdrawn": False,
                "changed_revision": self._revision,
                "created_at": datetime.now(UTC),
            },
        )
        company_id = int(result.inserted_primary_key[0])  # type: ignore[index]
        self._new.add(company_id)
        self._insert_parts(company_id, values, values)
        if len(self._new) >= _CHUNK:
            self.flush()
        return company_id

    def change_company(
        self, company_id: int, before: Mapping[str, str], changed: Mapping[str, str]
    ) -> dict[str, str]:
        """Bring a firm from `before` to `before | changed` ("" removes a value); returns the values after."""
        self.flush()
        after = {key: value for key, value in {**before, **changed}.items() if value}
        columns: dict[str, Any] = {"changed_revision": self._revision}
        if _SHARED & changed.keys():
            columns |= company_columns(after) | _flags(after)
        self._connection.execute(update(Company).where(Company.id == company_id).values(**columns))
        self._delete_parts(company_id, changed)
        self._insert_parts(company_id, after, changed)
        self.flush()
        return after

    def withdraw_company(self, company_id: int) -> None:
        """Take a firm out of everything but the record of facts."""
        self.flush()
        for table in (Registration, Equipment, Certification, Visibility, Status):
            self._connection.execute(delete(table).where(table.company_id == company_id))
        changed = {"withdrawn": True, "changed_revision": self._revision}
        self._connection.execute(update(Company).where(Company.id == company_id).values(**changed))
        unlinked = update(OrderSlip).where(OrderSlip.buyer_id == company_id).values(buyer_id=None)
        self._connection.execute(unlinked)

    def create_order(self, values: Mapping[str, str], buyer_id: int | None) -> int:
        """Store a new order."""
        columns = order_columns(values)
        result = self._connection.execute(
            insert(OrderSlip).values(
                **columns, buyer_id=buyer_id, withdrawn=False, changed_revision=self._revision
            )
        )
        return int(result.inserted_primary_key[0])  # type: ignore[index]

    def change_order(self, order_id: int, after: Mapping[str, str], buyer_id: int | None) -> None:
        """Bring an order to the values `after`."""
        columns = order_columns(after) | {"buyer_id": buyer_id, "changed_revision": self._revision}
        self._connection.execute(update(OrderSlip).where(OrderSlip.id == order_id).values(**columns))

    def withdraw_order(self, order_id: int) -> None:
        """Take an order out of everything but its history."""
        columns = {"withdrawn": True, "number": None, "changed_revision": self._revision}
        self._connection.execute(update(OrderSlip).where(OrderSlip.id == order_id).values(**columns))

    def company_values(self, company_id: int) -> dict[str, str]:
        """The present values of a firm, by field (statuses and visibilities left out)."""
        if company_id in self._new:
            self.flush()
        return current_company(self._connection, company_id)

    def flush(self) -> None:
        """Send what is pending to the database."""
        for table, rows in self._pending.items():
            insert_rows(self._connection, table, rows)
        self._pending = {}
        self._new = set()

    def _add(self, table: type[Base], row: dict[str, Any]) -> None:
        self._pending.setdefault(table, []).append(row)

    def _delete_parts(self, company_id: int, changed: Mapping[str, str]) -> None:
        for table in _parts(changed):
            self._connection.execute(delete(table).where(table.company_id == company_id))  # type: ignore[attr-defined]
        for field in changed:
            if field.startswith("number."):
                _, role, number = field.split(".", 2)
                gone = delete(Registration).where(Registration.role == role, Registration.number == number)
                self._connection.execute(gone.where(Registration.company_id == company_id))
            elif field.startswith("visibility."):
                key = field.partition(".")[2]
                shown = delete(Visibility).where(Visibility.company_id == company_id, Visibility.field == key)
                self._connection.execute(shown)
            elif field.startswith("status."):
                self._delete_status(company_id, field)

    def _delete_status(self, company_id: int, field: str) -> None:
        old = statuses.from_fact(field, '["", null, null]')
        same_buyer = (
            Status.buyer_id == old.buyer_id if old.buyer_id is not None else Status.buyer_id.is_(None)
        )
        gone = delete(Status).where(Status.company_id == company_id, Status.kind == old.kind, same_buyer)
        self._connection.execute(gone)

    def _insert_parts(self, company_id: int, values: Mapping[str, str], changed: Mapping[str, str]) -> None:
        of = {"company_id": company_id}
        parts = _parts(changed)
        if Profile in parts and values.get("is_supplier"):
            self._add(Profile, of | profile_columns(values))
        if BuyerProfile in parts and values.get("is_buyer"):
            self._add(BuyerProfile, of | buyer_columns(values))
        if Equipment in parts:
            for machine in equipment_rows(values):
                self._add(Equipment, of | {key: getattr(machine, key) for key in machine.__slots__})
        if Certification in parts:
            for paper in certification_rows(values):
                row = {key: getattr(paper, key) for key in paper.__slots__}
                self._add(Certification, of | row | {"name_key": folded(paper.name)})
        for field, value in changed.items():
            if value and field.partition(".")[0] in ("number", "visibility", "status"):
                self._insert_bookkeeping(company_id, field, value)

    def _insert_bookkeeping(self, company_id: int, field: str, value: str) -> None:
        of = {"company_id": company_id}
        kind, _, rest = field.partition(".")
        if kind == "number":
            role, _, number = rest.partition(".")
            self._add(Registration, of | {"role": role, "number": number})
        elif kind == "visibility":
            public, consent = json.loads(value)
            day = date.fromisoformat(consent) if consent else None
            self._add(Visibility, of | {"field": rest, "public": public, "consent_on": day})
        else:
            status = statuses.from_fact(field, value)
            self._add(Status, of | {key: getattr(status, key) for key in status.__slots__})


# Built once: putting a statement together costs more than SQLite takes to run it.
_INSERT_COMPANY = insert(cast(Table, Company.__table__))
_OF: BindParameter[int] = bindparam("of")
_COMPANY_OF = select(Company.__table__).where(Company.id == _OF)
_PROFILE_OF = select(Profile.__table__).where(Profile.company_id == _OF)
_BUYER_PROFILE_OF = select(BuyerProfile.__table__).where(BuyerProfile.company_id == _OF)
_NUMBERS_OF = select(Registration.role, Registration.number).where(Registration.company_id == _OF)
_EQUIPMENT_OF = (
    select(*(getattr(Equipment, field.name) for field in dataclass_fields(EquipmentRow)))
    .where(Equipment.company_id == _OF)
    .order_by(Equipment.id)
)
_CERTIFICATIONS_OF = (
    select(*(getattr(Certification, field.name) for field in dataclass_fields(CertificationRow)))
    .where(Certification.company_id == _OF)
    .order_by(Certification.id)
)


def current_company(connection: Connection, company_id: int) -> dict[str, str]:
    """The present values of a firm by field, blanks left out (statuses and visibilities too)."""
    of = {"of": company_id}
    company = connection.execute(_COMPANY_OF, of).mappings().one()
    values = {key: str(company[key]) for key in _SHARED if company[key] is not None and company[key] != ""}
    values |= {key: "1" if company[key] else "" for key in ("is_supplier", "is_buyer")}
    if company["is_supplier"] and (found := connection.execute(_PROFILE_OF, of).mappings().one_or_none()):
        values |= {key: found[key] for key in _PROFILE if found[key]}
    if company["is_buyer"] and (found := connection.execute(_BUYER_PROFILE_OF, of).mappings().one_or_none()):
        values |= {f"buyer.{key}": found[key] for key in BUYER_FIELDS if found[key]}
    numbers = connection.execute(_NUMBERS_OF, of)
    values |= {f"number.{role}.{number}": "1" for role, number in numbers}
    return values | _row_values(connection, of)


def current_order(connection: Connection, order_id: int) -> dict[str, str]:
    """The present values of an order by field, blanks left out."""
    order = connection.execute(select(OrderSlip.__table__).where(OrderSlip.id == order_id)).mappings().one()
    return {key: str(order[key]) for key in _ORDER if order[key] is not None and order[key] != ""}


def _row_values(connection: Connection, of: Mapping[str, int]) -> dict[str, str]:
    values = {}
    if machines := connection.execute(_EQUIPMENT_OF, of).all():
        values[EQUIPMENT_ROWS] = json.dumps([list(row) for row in machines], ensure_ascii=False)
    if papers := connection.execute(_CERTIFICATIONS_OF, of).all():
        values[CERTIFICATION_ROWS] = json.dumps(
            [list(row) for row in papers], ensure_ascii=False, default=str
        )
    return values


def _flags(values: Mapping[str, str]) -> dict[str, bool]:
    return {"is_supplier": bool(values.get("is_supplier")), "is_buyer": bool(values.get("is_buyer"))}


def _parts(changed: Collection[str]) -> list[type[Base]]:
    """The tables of one row or more a firm that a change rewrites."""
    parts: list[type[Base]] = []
    if _PROFILE & set(changed) or "is_supplier" in changed:
        parts.append(Profile)
    if any(key.startswith("buyer.") for key in changed) or "is_buyer" in changed:
        parts.append(BuyerProfile)
    if EQUIPMENT_ROWS in changed:
        parts.append(Equipment)
    if CERTIFICATION_ROWS in changed:
        parts.append(Certification)
    return parts
