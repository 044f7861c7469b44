"""Present state -> rows as a file would bring them: what an export writes and reading it back changes nothing of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from matching.corporate.projection import current_companies, current_order
from matching.corporate.rows import BuyerRow, OrderRow, SupplierRow
from matching.corporate.tables import Company, OrderSlip
from matching.corporate.values import (
    BUYER_FIELDS,
    COMPANY_FIELDS,
    ORDER_TEXTS,
    OTHER_FIELDS,
    REMARKS,
    certification_rows,
    equipment_rows,
)
from matching.records import PROFILE_TEXT_FIELDS

_PORTION = 500
_NUMBERS = ("capital_yen", "employees")


def supplier_rows(connection: Connection) -> Iterator[SupplierRow]:
    """Every supplier by id with all its present values."""
    return (row for _, row in supplier_rows_by_id(connection))


def supplier_rows_by_id(connection: Connection) -> Iterator[tuple[int, SupplierRow]]:
    """Every supplier's id and row."""
    for company_id, values in _firms(connection, Company.is_supplier):
        row = SupplierRow(
            source_id=values.get("source_id", ""),
            **_company(values),
            texts={key: values[key] for key in PROFILE_TEXT_FIELDS if key in values},
            equipment=tuple(equipment_rows(values)),
            certifications=tuple(certification_rows(values)),
            other={key: values[key] for key in OTHER_FIELDS if key in values},
            remarks=_remarks(values.get(REMARKS, "")),
        )
        yield company_id, row


def buyer_rows(connection: Connection) -> Iterator[BuyerRow]:
    """Every buyer by id with all its present values."""
    for _, values in _firms(connection, Company.is_buyer):
        yield BuyerRow(
            source_id=values.get("buyer_number", ""),
            **_company(values),
            other={key: values[f"buyer.{key}"] for key in BUYER_FIELDS if f"buyer.{key}" in values},
            remarks=_remarks(values.get(f"buyer.{REMARKS}", "")),
        )


def order_rows(connection: Connection) -> Iterator[OrderRow]:
    """Every order by id with all its present values."""
    ids = select(OrderSlip.id).where(OrderSlip.withdrawn.is_(False)).order_by(OrderSlip.id)
    for order_id in connection.scalars(ids).all():
        values = current_order(connection, order_id)
        yield OrderRow(
            values.get("number", ""),
            values.get("buyer", ""),
            values.get("state", ""),
            values.get("owner", ""),
            _day(values.get("received_on", "")),
            _day(values.get("deadline", "")),
            {key: values[key] for key in ORDER_TEXTS if key in values},
            _remarks(values.get(REMARKS, "")),
        )


def _firms(connection: Connection, role: Any) -> Iterator[tuple[int, Mapping[str, str]]]:
    ids = connection.scalars(
        select(Company.id).where(role, Company.withdrawn.is_(False)).order_by(Company.id)
    ).all()
    start = 0
    while start < len(ids):
        low = ids[start]
        found = current_companies(connection, low, low + _PORTION)
        while start < len(ids) and ids[start] < low + _PORTION:
            yield ids[start], found[ids[start]]
            start += 1


def _company(values: Mapping[str, str]) -> dict[str, Any]:
    texts: dict[str, Any] = {key: values.get(key, "") for key in COMPANY_FIELDS}
    return texts | {key: int(values[key]) if key in values else None for key in _NUMBERS}


def _remarks(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, words) for label, words in json.loads(text or "[]"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
