"""Queries about firms: suppliers as the matcher reads them, buyers, visibility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select

from matching.corporate.fields import Entity, fields
from matching.corporate.names import name_key
from matching.corporate.rows import Buyer, CertificationRow, EquipmentRow
from matching.corporate.tables import (
    LARGEST_ID,
    BuyerProfile,
    Certification,
    Company,
    Equipment,
    FactRow,
    Profile,
    Registration,
    Visibility,
)
from matching.corporate.values import BUYER_FIELDS
from matching.errors import InputError, NotFound
from matching.records import PROFILE_TEXT_FIELDS, Place, Supplier

CHUNK = 500  # ids a statement, rows a portion

_PLACE = (Company.prefecture, Company.city, Company.region, Company.lat, Company.lng)
_TEXTS = tuple(getattr(Profile, key) for key in PROFILE_TEXT_FIELDS)
_SUPPLIERS = (
    select(Company.id, Company.source_id, Company.name, *_PLACE, Company.employees, *_TEXTS)
    .join(Profile, Profile.company_id == Company.id)
    .where(Company.is_supplier, Company.withdrawn.is_(False))
    .order_by(Company.id)
)
_FIRST_TEXT = 3 + len(_PLACE) + 1


def supplier_count(connection: Connection) -> int:
    """How many suppliers stand."""
    count = select(func.count()).where(Company.is_supplier, Company.withdrawn.is_(False))
    return connection.scalar(count) or 0


def all_suppliers(connection: Connection) -> Iterator[Supplier]:
    """All suppliers by id, a portion at a time."""
    last = 0
    while rows := connection.execute(_SUPPLIERS.where(Company.id > last).limit(CHUNK)).all():
        yield from _suppliers(connection, rows)
        last = rows[-1].id


def some_suppliers(connection: Connection, ids: Sequence[int]) -> Iterator[Supplier]:
    """The suppliers of these ids in the order of the ids, once each; unknown ids are left out."""
    wanted = [one for one in dict.fromkeys(map(int, ids)) if 0 < one <= LARGEST_ID]
    for portion in portions(wanted):
        rows = connection.execute(_SUPPLIERS.where(Company.id.in_(portion))).all()
        found = {one.id: one for one in _suppliers(connection, rows)}
        yield from (found[one] for one in portion if one in found)


def supplier_id(connection: Connection, key: int | str) -> int:
    """The supplier of an id (a number), or of an id in digits, else of a number of the agency (a text). Raises NotFound.

    A number is an id alone: that of a firm that is gone must not reach whatever other firm the agency numbered so.
    """
    found = _id_of(connection, key, "supplier")
    if found is None:
        raise NotFound(f"受注企業「{key}」はありません。番号(ID または登録番号)を確かめてください。")
    return found


def changed_suppliers(connection: Connection, after: int) -> tuple[list[int], list[int]]:
    """Ids of suppliers that changed after a revision: those that stand, and those that are gone."""
    once = exists().where(FactRow.company_id == Company.id, FactRow.field == "is_supplier")
    stands = Company.is_supplier & Company.withdrawn.is_(False)
    changed = select(Company.id).where(Company.changed_revision > after).order_by(Company.id)
    present = connection.scalars(changed.where(stands)).all()
    gone = connection.scalars(changed.where(~stands, once)).all()
    return list(present), list(gone)


def buyers(connection: Connection, ids: Iterable[int] | None = None) -> list[Buyer]:
    """All buyers by id, or those of some ids."""
    wants = tuple(getattr(BuyerProfile, key) for key in BUYER_FIELDS)
    columns = (
        Company.id,
        Company.buyer_number,
        Company.name,
        *_PLACE,
        Company.employees,
        Company.capital_yen,
    )
    statement: Select[*tuple[Any, ...]] = (
        select(*columns, *wants)
        .join(BuyerProfile, BuyerProfile.company_id == Company.id)
        .where(Company.is_buyer, Company.withdrawn.is_(False))
        .order_by(Company.id)
    )
    if ids is not None:
        statement = statement.where(Company.id.in_(list(ids)))
    return [_buyer(row) for row in connection.execute(statement)]


def buyer(connection: Connection, key: int | str) -> Buyer:
    """The buyer of an id (a number), or of an id in digits, a number of the agency or a name (a text).

    Raises NotFound, and InputError for a name that several have.
    """
    found = _id_of(connection, key, "buyer")
    if found is not None:
        return buyers(connection, [found])[0]
    if isinstance(key, int):
        raise NotFound(f"発注企業 {key} はありません。")
    of_name = Company.is_buyer & Company.withdrawn.is_(False) & (Company.name_key == name_key(key))
    ids = connection.scalars(select(Company.id).where(of_name)).all() if key.strip() else []
    named = buyers(connection, ids)
    exact = [one for one in named if one.name == key] or named
    if len(exact) > 1:
        listed = "、".join(str(one.id) for one in exact)
        raise InputError(f"発注企業「{key}」は複数あります。ID で指定してください: {listed}")
    if not exact:
        raise NotFound(f"発注企業「{key}」はありません。番号(ID、登録番号)か企業名を確かめてください。")
    return exact[0]


def visibility(connection: Connection, company_id: int, entity: Entity) -> dict[str, bool]:
    """Whether each field of a firm may be shown: by its own choice, else the default of fields.tsv."""
    own = select(Visibility.field, Visibility.public).where(Visibility.company_id == company_id)
    chosen = dict(connection.execute(own).all())
    return {key: chosen.get(key, field.public) for key, field in fields(entity).items()}


def portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in lists short enough for one statement."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _id_of(connection: Connection, key: int | str, role: Entity) -> int | None:
    flag = Company.is_supplier if role == "supplier" else Company.is_buyer
    standing = select(Company.id).where(flag, Company.withdrawn.is_(False))
    if isinstance(key, int):
        return connection.scalar(standing.where(Company.id == key)) if 0 < key <= LARGEST_ID else None
    key = key.replace("\0", "").strip()
    if key.isascii() and key.isdigit() and str(int(key[:10])) == key and int(key) <= LARGEST_ID:
        by_id = connection.scalar(standing.where(Company.id == int(key)))
        if by_id is not None:
            return by_id
    numbered = standing.join(Registration, Registration.company_id == Company.id)
    return connection.scalar(numbered.where(Registration.role == role, Registration.number == key))


def _suppliers(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Supplier]:
    ids = [row.id for row in rows]
    machines = _machines(connection, ids)
    papers = _papers(connection, ids)
    for row in rows:
        texts = dict(zip(PROFILE_TEXT_FIELDS, row[_FIRST_TEXT:], strict=True))
        texts["equipment"] = with_rows(texts["equipment"], machines[row.id])
        texts["certifications"] = with_rows(texts["certifications"], papers[row.id])
        said = {key: text for key, text in texts.items() if text}
        yield Supplier(row.id, row.source_id, row.name, Place(*row[3:8]), row.employees, said)


def with_rows(words: str, rows: Sequence[EquipmentRow] | Sequence[CertificationRow]) -> str:
    """A cell's own words, and below it one line for each row that they don't already tell."""
    lines = [row.line for row in rows if not words or not all(word in words for word in row.words)]
    return "\n".join(part for part in (words, *lines) if part)


def _machines(connection: Connection, ids: Sequence[int]) -> dict[int, list[EquipmentRow]]:
    table = Equipment.__table__
    found: defaultdict[int, list[EquipmentRow]] = defaultdict(list)
    statement = select(table).where(table.c.company_id.in_(ids)).order_by(table.c.id)
    for row in connection.execute(statement):
        # `count` is a method of rows.
        machine = EquipmentRow(row.name, row.maker, row.model, row.capacity, row._mapping["count"], row.year)
        found[row.company_id].append(machine)
    return found


def _papers(connection: Connection, ids: Sequence[int]) -> dict[int, list[CertificationRow]]:
    table = Certification.__table__
    found: defaultdict[int, list[CertificationRow]] = defaultdict(list)
    statement = select(table).where(table.c.company_id.in_(ids)).order_by(table.c.id)
    for row in connection.execute(statement):
        paper = CertificationRow(row.name, row.number, row.expires, row.expiry_text)
        found[row.company_id].append(paper)
    return found


def _buyer(row: Row[*tuple[Any, ...]]) -> Buyer:
    company_id, number, name, *place, employees, capital = row[:10]
    texts = {key: words for key, words in zip(BUYER_FIELDS, row[10:], strict=True) if words}
    return Buyer(company_id, number, name, Place(*place), employees, capital, texts)
