"""The present state of firms and orders: values by field into tables, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields as dataclass_fields
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

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
    REMARKS,
    buyer_columns,
    certification_rows,
    company_columns,
    equipment_rows,
    order_columns,
    own_notes,
    profile_columns,
)
from matching.records import PROFILE_TEXT_FIELDS

_CHUNK = 1000
_PORTION = 200  # firms read at once
_REMEMBERED = 5000  # firms whose values are kept in memory
_SHARED = frozenset({*COMPANY_FIELDS, "source_id", "buyer_number", "is_supplier", "is_buyer"})
_PROFILE = frozenset({*PROFILE_TEXT_FIELDS, *OTHER_FIELDS, REMARKS})
_BUYER = (*BUYER_FIELDS, REMARKS)
_ORDER = (*ORDER_FIELDS, *ORDER_TEXTS, REMARKS)


class Projection:
    """Writes the present state in one transaction, in bulk; knows the values of firms that it wrote or read."""

    def __init__(self, connection: Connection, revision: int) -> None:
        self._connection = connection
        self._revision = revision
        # Rows of the tables that a change of a firm rewrites as a whole, by firm, and firms whose old rows go first.
        self._parts: dict[type[Base], dict[int, list[dict[str, Any]]]] = {}
        self._replaced: dict[type[Base], set[int]] = {}
        self._bookkeeping: dict[type[Base], list[dict[str, Any]]] = {}
        self._updates: dict[int, dict[str, Any]] = {}
        self._new: set[int] = set()
        self._values: dict[int, dict[str, str]] = {}
        self._last_read = 0

    def create_company(self, values: Mapping[str, str], columns: Mapping[str, Any]) -> int:
        """Store a new firm; `columns` are company_columns(values)."""
        result = self._connection.execute(
            _INSERT_COMPANY,
            {
                **columns,
                **_flags(values),
                "withdrawn": False,
                "merged_into": None,
                "changed_revision": self._revision,
                "created_at": datetime.now(UTC),
            },
        )
        company_id = int(result.inserted_primary_key[0])  # type: ignore[index]
        self._new.add(company_id)
        self._insert_parts(company_id, values, values)
        self._remember(company_id, {key: value for key, value in values.items() if value} | _roles(values))
        self._flush_if_long()
        return company_id

    def change_company(
        self, company_id: int, before: Mapping[str, str], changed: Mapping[str, str]
    ) -> dict[str, str]:
        """Bring a firm from `before` to `before | changed` ("" removes a value); returns the values after."""
        after = {key: value for key, value in {**before, **changed}.items() if value}
        columns: dict[str, Any] = {"changed_revision": self._revision}
        if _SHARED & changed.keys():
            columns |= company_columns(after) | _flags(after)
        self._updates[company_id] = self._updates.get(company_id, {}) | columns
        self._delete_parts(company_id, changed)
        self._insert_parts(company_id, after, changed)
        if before:
            self._remember(company_id, after | _roles(after))
        self._flush_if_long()
        return after

    def set_states(self, company_id: int, states: Collection[statuses.StoredStatus]) -> None:
        """Let a firm have these states and no others."""
        of = {"company_id": company_id}
        rows = [of | {key: getattr(one, key) for key in one.__slots__} for one in states]
        self._set_part(Status, company_id, rows)
        known = self._updates.setdefault(company_id, {})
        known.setdefault("changed_revision", self._revision)
        self._flush_if_long()

    def withdraw_company(self, company_id: int) -> None:
        """Take a firm out of everything but the record of facts."""
        self.flush()
        for table in (Registration, Equipment, Certification, Visibility, Status):
            self._connection.execute(delete(table).where(table.company_id == company_id))
        changed = {"withdrawn": True, "changed_revision": self._revision}
        self._connection.execute(update(Company).where(Company.id == company_id).values(**changed))
        unlinked = update(OrderSlip).where(OrderSlip.buyer_id == company_id).values(buyer_id=None)
        self._connection.execute(unlinked)
        self._values.pop(company_id, None)

    def merge_company(self, company_id: int, into: int) -> None:
        """Let a firm stand aside for another, which takes over its numbers and its orders."""
        self.flush()
        self._connection.execute(delete(Registration).where(Registration.company_id == company_id))
        aside = {"withdrawn": True, "merged_into": into, "changed_revision": self._revision}
        self._connection.execute(update(Company).where(Company.id == company_id).values(**aside))
        orders = update(OrderSlip).where(OrderSlip.buyer_id == company_id)
        self._connection.execute(orders.values(buyer_id=into, changed_revision=self._revision))
        self._values = {}

    def revive_company(self, company_id: int, numbers: Collection[str], orders: Collection[int]) -> None:
        """The inverse of merge_company; numbers: fields "number.supplier.A-1" that the firm has of its own."""
        self.flush()
        back = {"withdrawn": False, "merged_into": None, "changed_revision": self._revision}
        self._connection.execute(update(Company).where(Company.id == company_id).values(**back))
        for field in numbers:
            self._insert_bookkeeping(company_id, field, "1")
        own = update(OrderSlip).where(OrderSlip.id.in_(list(orders)))
        self._connection.execute(own.values(buyer_id=company_id, changed_revision=self._revision))
        self._values = {}
        self.flush()

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
        if company_id not in self._values:
            self.flush()
            # A file that comes again asks for its firms in their order: then a portion is read at once.
            portion = _PORTION if 0 < company_id - self._last_read <= _PORTION else 1
            self._last_read = company_id + portion - 1
            self._trim()
            self._values |= current_companies(self._connection, company_id, company_id + portion)
        return dict(self._values[company_id])

    def flush(self) -> None:
        """Send what is pending to the database."""
        for columns_of, rows in _alike(self._updates).items():
            companies = cast(Table, Company.__table__)
            statement = update(companies).where(companies.c.id == _OF)
            values: dict[str, Any] = {key: bindparam(f"v_{key}") for key in columns_of}
            given = [
                {"of": of} | {f"v_{key}": value for key, value in row.items()} for of, row in rows.items()
            ]
            self._connection.execute(statement.values(**values), given)
        for table, ids in self._replaced.items():
            gone = cast(Table, table.__table__)
            self._connection.execute(delete(gone).where(gone.c.company_id == _OF), [{"of": of} for of in ids])
        for table, by_firm in self._parts.items():
            if found := [row for rows in by_firm.values() for row in rows]:
                insert_rows(self._connection, table, found)
        for table, pending in self._bookkeeping.items():
            insert_rows(self._connection, table, pending)
        self._parts, self._replaced, self._bookkeeping, self._updates = {}, {}, {}, {}
        self._new = set()

    def _flush_if_long(self) -> None:
        if len(self._new) + len(self._updates) >= _CHUNK:
            self.flush()

    def _remember(self, company_id: int, values: dict[str, str]) -> None:
        self._trim()
        self._values[company_id] = values

    def _trim(self) -> None:
        if len(self._values) > _REMEMBERED:
            self._values = {}

    def _set_part(self, table: type[Base], company_id: int, rows: list[dict[str, Any]]) -> None:
        if company_id not in self._new:
            self._replaced.setdefault(table, set()).add(company_id)
        self._parts.setdefault(table, {})[company_id] = rows

    def _delete_parts(self, company_id: int, changed: Collection[str]) -> None:
        if not any(field.partition(".")[0] in ("number", "visibility", "status") for field in changed):
            return
        self.flush()
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
        if Profile in parts:
            row = [of | profile_columns(values)] if values.get("is_supplier") else []
            self._set_part(Profile, company_id, row)
        if BuyerProfile in parts:
            row = [of | buyer_columns(values)] if values.get("is_buyer") else []
            self._set_part(BuyerProfile, company_id, row)
        if Equipment in parts:
            machines = [
                of | {key: getattr(one, key) for key in one.__slots__} for one in equipment_rows(values)
            ]
            self._set_part(Equipment, company_id, machines)
        if Certification in parts:
            papers = [
                of | {key: getattr(one, key) for key in one.__slots__} | {"name_key": folded(one.name)}
                for one in certification_rows(values)
            ]
            self._set_part(Certification, company_id, papers)
        for field, value in changed.items():
            if value and field.partition(".")[0] in ("number", "visibility", "status"):
                self._insert_bookkeeping(company_id, field, value)

    def _insert_bookkeeping(self, company_id: int, field: str, value: str) -> None:
        of = {"company_id": company_id}
        kind, _, rest = field.partition(".")
        if kind == "number":
            role, _, number = rest.partition(".")
            self._keep(Registration, of | {"role": role, "number": number})
        elif kind == "visibility":
            public, consent = json.loads(value)
            day = date.fromisoformat(consent) if consent else None
            self._keep(Visibility, of | {"field": rest, "public": public, "consent_on": day})
        else:
            status = statuses.from_fact(field, value)
            self._keep(Status, of | {key: getattr(status, key) for key in status.__slots__})

    def _keep(self, table: type[Base], row: dict[str, Any]) -> None:
        self._bookkeeping.setdefault(table, []).append(row)


# Built once: putting a statement together costs more than SQLite takes to run it.
_INSERT_COMPANY = insert(cast(Table, Company.__table__))
_OF: BindParameter[int] = bindparam("of")
_LOW: BindParameter[int] = bindparam("low")
_HIGH: BindParameter[int] = bindparam("high")


def _between(column: Any) -> ColumnElement[bool]:
    return and_(column >= _LOW, column < _HIGH)


_COMPANIES = select(Company.__table__).where(_between(Company.id))
_PROFILES = select(Profile.__table__).where(_between(Profile.company_id))
_BUYER_PROFILES = select(BuyerProfile.__table__).where(_between(BuyerProfile.company_id))
_NUMBERS = select(Registration.company_id, Registration.role, Registration.number).where(
    _between(Registration.company_id)
)


def _listed(table: type[Equipment] | type[Certification], row: type[Any]) -> Any:
    columns = (getattr(table, field.name) for field in dataclass_fields(row))
    return select(table.company_id, *columns).where(_between(table.company_id)).order_by(table.id)


_EQUIPMENT, _CERTIFICATIONS = _listed(Equipment, EquipmentRow), _listed(Certification, CertificationRow)


def current_companies(connection: Connection, low: int, high: int) -> dict[int, dict[str, str]]:
    """The present values of the firms low <= id < high by field, blanks left out (statuses and visibilities too)."""
    ids = {"low": low, "high": high}
    found: dict[int, dict[str, str]] = {}
    for company in connection.execute(_COMPANIES, ids).mappings():
        said = {key: str(company[key]) for key in _SHARED if company[key] is not None and company[key] != ""}
        roles = {key: "1" if company[key] else "" for key in ("is_supplier", "is_buyer")}
        found[company["id"]] = said | roles
    for profile in connection.execute(_PROFILES, ids).mappings():
        values = found[profile["company_id"]]
        if values["is_supplier"]:
            values |= _own({key: profile[key] for key in _PROFILE if profile[key]})
    for profile in connection.execute(_BUYER_PROFILES, ids).mappings():
        values = found[profile["company_id"]]
        if values["is_buyer"]:
            values |= _own({f"buyer.{key}": profile[key] for key in _BUYER if profile[key]}, "buyer.")
    for company_id, role, number in connection.execute(_NUMBERS, ids):
        found[company_id][f"number.{role}.{number}"] = "1"
    for field, statement in ((EQUIPMENT_ROWS, _EQUIPMENT), (CERTIFICATION_ROWS, _CERTIFICATIONS)):
        rows: dict[int, list[list[Any]]] = {}
        for company_id, *row in connection.execute(statement, ids):
            rows.setdefault(company_id, []).append(row)
        for company_id, listed in rows.items():
            found[company_id][field] = json.dumps(listed, ensure_ascii=False, default=str)
    return found


def _roles(values: Mapping[str, str]) -> dict[str, str]:
    return {key: "1" if values.get(key) else "" for key in ("is_supplier", "is_buyer")}


def _alike(updates: Mapping[int, dict[str, Any]]) -> dict[tuple[str, ...], dict[int, dict[str, Any]]]:
    """Updates by the columns that they set, so that each kind is one statement."""
    found: dict[tuple[str, ...], dict[int, dict[str, Any]]] = {}
    for company_id, columns in updates.items():
        found.setdefault(tuple(columns), {})[company_id] = columns
    return found


def current_order(connection: Connection, order_id: int) -> dict[str, str]:
    """The present values of an order by field, blanks left out."""
    order = connection.execute(select(OrderSlip.__table__).where(OrderSlip.id == order_id)).mappings().one()
    return order_values_of(order)


def order_values_of(order: RowMapping) -> dict[str, str]:
    """The values of a row of orders by field, blanks left out."""
    return _own({key: str(order[key]) for key in _ORDER if order[key] is not None and order[key] != ""})


def _own(values: dict[str, str], prefix: str = "") -> dict[str, str]:
    """Values with the firm's own notes apart from the remarks behind them."""
    notes, remarks = values.pop(f"{prefix}notes", ""), values.get(f"{prefix}{REMARKS}", "")
    own = own_notes(notes, remarks)
    return values | {f"{prefix}notes": own} if own else values


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
