"""Fields of firms and orders as a viewer sees and changes them: one text (or number) a key of fields.tsv."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from matching.corporate.fields import Entity, fields
from matching.corporate.names import is_corporate_number
from matching.corporate.states import STATES
from matching.corporate.values import (
    CERTIFICATION_ROWS,
    EQUIPMENT_ROWS,
    REMARKS,
    certification_rows,
    clean,
    equipment_rows,
    rows_to_text,
    with_remarks,
)
from matching.errors import InputError
from matching.places import find_place
from matching.reference import table_rows
from matching.settings import DATA

LONGEST = 20_000
_LARGEST = {"capital_yen": 2**63 - 1, "employees": 2**31 - 1}
_KEPT = frozenset({"source_id", "number", "state"})  # the agency's own, and what has steps of its own
_DAYS = frozenset({"received_on", "deadline"})
_ROWS: Mapping[str, tuple[str, Callable[[Mapping[str, str]], Sequence[Any]]]] = {
    "equipment": (EQUIPMENT_ROWS, equipment_rows),
    "certifications": (CERTIFICATION_ROWS, certification_rows),
}


def shown(entity: Entity, values: Mapping[str, str]) -> dict[str, str | int]:
    """What fields.tsv has of a firm's or an order's values, blanks left out; lists of machines and certificates as lines."""
    found: dict[str, str | int] = {}
    for key, one in fields(entity).items():
        text = _text(entity, key, values)
        if text:
            found[key] = int(text) if one.type in ("integer", "yen") else text
    return found


def without_answers(key: str, text: str) -> str:
    """A field as others may read it: without the lines that answers to surveys left there (受注余力, 操業度), which are the firm's secrets."""
    pattern = _answers_in(key)
    return "\n".join(one for one in text.split("\n") if not pattern.match(one)) if pattern else text


@cache
def _answers_in(key: str) -> re.Pattern[str] | None:
    rows = table_rows(DATA / "reference" / "questions.tsv")
    labels = [re.escape(row["label"]) for row in rows if row["update"] == f"line:{key}"]
    return re.compile(rf"\s*(?:{'|'.join(labels)})(?:の有無)?\s*[:：]") if labels else None


def _text(entity: Entity, key: str, values: Mapping[str, str]) -> str:
    if entity == "buyer":
        if key == "source_id":
            return values.get("buyer_number", "")
        prefix = "buyer." if one_of_buyers(key) else ""
        if key == "notes":
            return with_remarks(values.get("buyer.notes", ""), values.get(f"buyer.{REMARKS}", ""))
        return values.get(prefix + key, "")
    if key == "notes":
        return with_remarks(values.get(key, ""), values.get(REMARKS, ""))
    if entity == "supplier" and key in _ROWS:
        words = values.get(key, "")
        lines = [
            row.line
            for row in _ROWS[key][1](values)
            if not words or not all(word in words for word in row.words)
        ]
        return "\n".join(part for part in (words, *lines) if part)
    return values.get(key, "")


def one_of_buyers(key: str) -> bool:
    """Whether a field is a buyer's alone ("wants"), and recorded with the prefix "buyer."."""
    one = fields("buyer").get(key)
    return one is not None and one.group == "発注"


def changes(
    entity: Entity, values: Mapping[str, str | int | None], before: Mapping[str, str]
) -> dict[str, str]:
    """What a person's values (None: blank) change of a firm's or an order's stored ones, by recorded field.

    Raises InputError for keys that fields.tsv lacks or that have steps of their own, and for values that cannot be.
    """
    said: dict[str, str] = {}
    for key, value in values.items():
        text = _checked(entity, key, value)
        recorded = f"buyer.{key}" if entity == "buyer" and one_of_buyers(key) else key
        remarks = "buyer." + REMARKS if entity == "buyer" else REMARKS
        if key == "notes":
            text = _own_notes(text, before.get(remarks, ""))
        if entity == "supplier" and key in _ROWS:
            field, rows = _ROWS[key]
            kept = [row for row in rows(before) if all(word in text for word in row.words)]
            said[field] = rows_to_text(kept) if kept else ""
        said[recorded] = text
    if "prefecture" in said:
        said["prefecture"] = find_place(
            said["prefecture"], said.get("city", before.get("city", ""))
        ).prefecture
    return {key: value for key, value in said.items() if before.get(key, "") != value}


def _checked(entity: Entity, key: str, value: str | int | None) -> str:
    field = fields(entity).get(key)
    if field is None:
        raise InputError(
            f"「{clean(key)[:40]}」という項目はありません。使える項目は {'、'.join(fields(entity))} です。"
        )
    if key in _KEPT:
        raise InputError(f"「{field.label}」は、ここでは変えられません。")
    text = clean(str(value)).strip() if value is not None else ""
    if len(text) > LONGEST:
        raise InputError(f"「{field.label}」は {LONGEST:,} 文字以内で指定してください。")
    if not text:
        if key == "name":
            raise InputError("企業名を空にはできません。")
        return ""
    if key in _LARGEST and not (text.isascii() and text.isdigit() and int(text[:30]) <= _LARGEST[key]):
        raise InputError(f"「{field.label}」は 0 以上の整数で指定してください。")
    if key == "corporate_number" and not is_corporate_number(text):
        raise InputError("法人番号が正しくありません。13 桁の数字を確かめてください。")
    if key in _DAYS:
        return _day(field.label, text)
    return str(int(text)) if key in _LARGEST else text


def _day(label: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputError(f"「{label}」は 2026-04-01 の形で指定してください。") from error


def first_state(text: str) -> str:
    """A state of an order as a caller names it. Raises InputError."""
    if text not in STATES:
        raise InputError(f"状態は次から選んでください: {'、'.join(STATES)}")
    return text


def _own_notes(text: str, remarks: str) -> str:
    """The notes without the remarks' lines, which stand behind them of themselves."""
    behind = set(with_remarks("", remarks).splitlines())
    return "\n".join(line for line in text.splitlines() if line not in behind)
