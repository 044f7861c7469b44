"""Rows as flat canonical text: field -> value, blanks left out. What facts record and rows are compared by.

Fields of buyers' profiles are "buyer.wants"; rows of machines and certificates are one JSON text each; the
numbers under which a firm is known, its roles, statuses and visibilities are fields as well
("number.supplier.A-0001", "is_supplier").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from matching.corporate.fields import fields
from matching.corporate.names import folded, name_key, name_parts, phone_key
from matching.corporate.rows import BuyerRow, CertificationRow, EquipmentRow, OrderRow, SupplierRow
from matching.corporate.states import STATES
from matching.errors import InputError
from matching.places import find_place
from matching.records import PROFILE_TEXT_FIELDS

# Columns of companies that a row can say; the keys of fields.tsv.
COMPANY_FIELDS = (
    "corporate_number",
    "invoice_number",
    "name",
    "kana",
    "postal_code",
    "prefecture",
    "city",
    "address",
    "phone",
    "fax",
    "email",
    "url",
    "contact",
    "representative",
    "capital_yen",
    "employees",
    "founded",
)
OTHER_FIELDS = tuple(
    key for key in fields("supplier") if key not in {*COMPANY_FIELDS, *PROFILE_TEXT_FIELDS, "source_id"}
)
BUYER_FIELDS = ("industry", "products", "wants", "policy", "notes")
ORDER_FIELDS = ("number", "buyer", "state", "owner", "received_on", "deadline")
ORDER_TEXTS = tuple(key for key in fields("order") if key not in ORDER_FIELDS)
# Own words of a remark's cell under its heading, as a JSON list of pairs; composed into the notes.
REMARKS = "remarks"
EQUIPMENT_ROWS = "equipment_rows"
CERTIFICATION_ROWS = "certification_rows"
# Lists, to which surveys add: where two firms become one they add up.
LISTS = ("equipment", EQUIPMENT_ROWS, "certifications", CERTIFICATION_ROWS, "terms")

# What the integer columns hold on every database.
_BOUNDS = {"capital_yen": 2**63 - 1}
_INTEGER = 2**31 - 1

_BETWEEN_ENTRIES = re.compile(r"[\n、，,;；]")
_LABELLED = re.compile(r"(?m)^([^:：\n]{1,40})[:：]")
_UNCLEAN = re.compile("[\0\ud800-\udfff]")

_Row = TypeVar("_Row", EquipmentRow, CertificationRow)


def clean(text: str) -> str:
    """Text as any database can keep it: without NUL and halves of surrogate pairs. Only blanks become ""."""
    if _UNCLEAN.search(text):
        text = text.replace("\0", "")
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text if text and not text.isspace() else ""


def supplier_values(row: SupplierRow) -> dict[str, str]:
    """What a supplier row says, by field. Raises InputError for unknown keys and numbers beyond bounds."""
    _known(row.texts, PROFILE_TEXT_FIELDS)
    _known(row.other, OTHER_FIELDS)
    said = _company_values(row) | _texts(row.texts) | _texts(row.other) | _remarks(row.remarks, REMARKS)
    if row.equipment:
        said[EQUIPMENT_ROWS] = rows_to_text(row.equipment)
    if row.certifications:
        said[CERTIFICATION_ROWS] = rows_to_text(row.certifications)
    return said


def buyer_values(row: BuyerRow) -> dict[str, str]:
    """What a buyer row says, by field; see supplier_values."""
    _known(row.other, BUYER_FIELDS)
    texts = {f"buyer.{key}": value for key, value in _texts(row.other).items()}
    return _company_values(row) | texts | _remarks(row.remarks, f"buyer.{REMARKS}")


def order_values(row: OrderRow) -> dict[str, str]:
    """What an order row says, by field; see supplier_values."""
    _known(row.texts, ORDER_TEXTS)
    if row.state and row.state not in STATES:
        raise InputError(f"「{row.state}」という状態はありません。次から選んでください: {'、'.join(STATES)}")
    said = {key: _canonical(key, getattr(row, key)) for key in ORDER_FIELDS}
    said = {key: value.strip() for key, value in said.items() if value}
    said |= _texts(row.texts) | _remarks(row.remarks, REMARKS)
    if not said.get("item") and not said.get("processes"):
        raise InputError("品名も加工内容もない案件は登録できません。")
    return said


def company_columns(values: Mapping[str, str]) -> dict[str, Any]:
    """Columns of companies for a firm's values (all of them: places and keys are derived)."""
    columns: dict[str, Any] = {key: values.get(key, "") for key in COMPANY_FIELDS}
    for key in ("capital_yen", "employees"):
        columns[key] = int(columns[key]) if columns[key] else None
    place = find_place(columns["prefecture"], columns["city"])
    parts = name_parts(columns["name"])
    return columns | {
        "name_key": parts.key,
        "loose_key": parts.loose,
        "phone_key": phone_key(columns["phone"]),
        "municipality": place.city,
        "region": place.region,
        "lat": place.lat,
        "lng": place.lng,
        "source_id": values.get("source_id", ""),
        "buyer_number": values.get("buyer_number", ""),
    }


def profile_columns(values: Mapping[str, str]) -> dict[str, Any]:
    """Columns of profiles for a supplier's values."""
    columns = {key: values.get(key, "") for key in (*PROFILE_TEXT_FIELDS, *OTHER_FIELDS, REMARKS)}
    columns["notes"] = with_remarks(columns["notes"], columns[REMARKS])
    return columns | {"industry_key": folded(columns["industry"])}


def buyer_columns(values: Mapping[str, str]) -> dict[str, Any]:
    """Columns of buyer_profiles for a buyer's values."""
    columns = {key: values.get(f"buyer.{key}", "") for key in (*BUYER_FIELDS, REMARKS)}
    return columns | {"notes": with_remarks(columns["notes"], columns[REMARKS])}


def order_columns(values: Mapping[str, str]) -> dict[str, Any]:
    """Columns of orders for an order's values."""
    columns: dict[str, Any] = {key: values.get(key, "") for key in (*ORDER_FIELDS, *ORDER_TEXTS, REMARKS)}
    columns["notes"] = with_remarks(columns["notes"], columns[REMARKS])
    for key in ("received_on", "deadline"):
        columns[key] = date.fromisoformat(columns[key]) if columns[key] else None
    return columns | {"buyer_key": name_key(columns["buyer"])}


def with_remarks(notes: str, remarks: str) -> str:
    """The notes as they are shown and searched: the firm's own words, then a line "見出し: 値" a remark."""
    if not remarks:
        return notes
    lines = [f"{label}: {text}" for label, text in json.loads(remarks)]
    return "\n".join([notes, *lines] if notes else lines)


def own_notes(notes: str, remarks: str) -> str:
    """The inverse of `with_remarks`: the firm's own words."""
    behind = with_remarks("", remarks)
    return notes.removesuffix(behind).removesuffix("\n") if behind and notes.endswith(behind) else notes


def merged_remarks(stored: str, said: str) -> str:
    """Remarks after a row: a heading that it knows is replaced in its place, new ones follow."""
    if not stored or not said:
        return said or stored
    new: dict[str, list[str]] = {}
    for label, text in json.loads(said):
        new.setdefault(label, []).append(text)
    pairs: list[tuple[str, str]] = []
    known = [label for label, _ in json.loads(stored)]
    for label, text in json.loads(stored):
        pairs += [(label, one) for one in new.get(label, [text])]
    pairs += [(label, one) for label, texts in new.items() if label not in known for one in texts]
    return json.dumps([list(one) for one in dict.fromkeys(pairs)], ensure_ascii=False)


def joined(field: str, older: str, newer: str) -> str:
    """What two firms say of a field that is a list (see LISTS), as one: all that either has, the same only once.

    Of lines of terms with one label ("受注余力: あり") the newer stands.
    """
    if field in (EQUIPMENT_ROWS, CERTIFICATION_ROWS):
        rows = json.loads(older)
        return json.dumps([*rows, *(row for row in json.loads(newer) if row not in rows)], ensure_ascii=False)
    told, labels = _entries(newer), _line_labels(newer) if field == "terms" else set()
    kept = [one for one in older.splitlines() if not _entries(one) <= told and not _line_labels(one) & labels]
    known = _entries("\n".join(kept))
    return "\n".join([*kept, *(one for one in newer.splitlines() if not _entries(one) <= known)])


def _entries(text: str) -> set[str]:
    return {key for one in _BETWEEN_ENTRIES.split(text) if (key := folded(one))}


def _line_labels(text: str) -> set[str]:
    return {found[1].strip().removesuffix("の有無") for found in _LABELLED.finditer(text)}


def without_repeated(stored: Mapping[str, str], said: Mapping[str, str], key: str) -> dict[str, str]:
    """What a row says, and the stored notes without the lines that its remarks (`key`) say again.

    Older versions kept remarks within the notes.
    """
    notes_key = key.removesuffix(REMARKS) + "notes"
    notes = stored.get(notes_key, "")
    for label, text in json.loads(said[key]) if notes and notes_key not in said else ():
        notes = f"\n{notes}\n".replace(f"\n{label}: {text}\n", "\n")[1:-1]
    return {**said, notes_key: notes} if notes != stored.get(notes_key, "") else dict(said)


def nothing_new(said: Mapping[str, str], stored: Mapping[str, str]) -> bool:
    """Whether all that a row says is stored already."""
    return all(
        (merged_remarks(stored.get(key, ""), value) if key.endswith(REMARKS) else value)
        == stored.get(key, "")
        for key, value in said.items()
    )


def equipment_rows(values: Mapping[str, str]) -> list[EquipmentRow]:
    """The machines in a supplier's values."""
    return [EquipmentRow(*row) for row in json.loads(values.get(EQUIPMENT_ROWS) or "[]")]


def certification_rows(values: Mapping[str, str]) -> list[CertificationRow]:
    """The certificates in a supplier's values."""
    return [
        CertificationRow(name, number, date.fromisoformat(expires) if expires else None, text)
        for name, number, expires, text in json.loads(values.get(CERTIFICATION_ROWS) or "[]")
    ]


def added_rows(
    values: Mapping[str, str], machines: Iterable[EquipmentRow], certificates: Iterable[CertificationRow]
) -> dict[str, str]:
    """The rows of a supplier after further ones, by field; those that are there already are not added again."""
    said = {}
    stored, kept = equipment_rows(values), certification_rows(values)
    if new := [one for one in machines if one not in stored]:
        said[EQUIPMENT_ROWS] = rows_to_text([*stored, *new])
    if papers := [one for one in certificates if one not in kept]:
        said[CERTIFICATION_ROWS] = rows_to_text([*kept, *papers])
    return said


def _company_values(row: SupplierRow | BuyerRow) -> dict[str, str]:
    said = {key: _canonical(key, getattr(row, key)).strip() for key in COMPANY_FIELDS}
    said["prefecture"] = find_place(said["prefecture"], said["city"]).prefecture
    return {key: value for key, value in said.items() if value}


def _canonical(key: str, value: str | int | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(_bounded(key, value))
    if isinstance(value, date):
        # A datetime is a date as well; its hours mean nothing here.
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return clean(value)


def _bounded(key: str, value: int) -> int:
    if abs(value) > _BOUNDS.get(key, _INTEGER):
        raise InputError(f"数値 {value} が大きすぎます。")
    return value


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, text in texts.items() if (value := clean(text))}


def _remarks(remarks: Iterable[tuple[str, str]], field: str) -> dict[str, str]:
    pairs = [[clean(label), value] for label, text in remarks if (value := clean(text))]
    return {field: json.dumps(pairs, ensure_ascii=False)} if pairs else {}


def _known(given: Iterable[str], keys: Iterable[str]) -> None:
    if unknown := sorted(set(given) - set(keys)):
        raise InputError(f"知らない項目です: {'、'.join(unknown)}")


def rows_to_text(rows: Iterable[_Row]) -> str:
    """Rows of machines or certificates as one value."""
    lists = [[_plain(getattr(row, key)) for key in row.__slots__] for row in rows]
    return json.dumps(lists, ensure_ascii=False)


def _plain(value: str | int | date | None) -> str | int | None:
    if value is None:
        return None
    return _bounded("", value) if isinstance(value, int) else _canonical("", value)
