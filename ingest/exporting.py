"""The database as files that read back: reading an export into the database that it came from changes nothing.

Firms and orders with a text longer than an Excel cell takes go, whole, into a JSON Lines file beside the workbook.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest import remarksheet, values
from ingest.kinds import Kind
from ingest.sheetwriting import LONGEST_TEXT, add_table, form_fields, heading, save, wide_columns
from ingest.vocabulary import vocabulary
from matching.corporate import (
    BuyerRow,
    CorporateDatabase,
    OrderRow,
    StoredResponse,
    StoredStatus,
    SupplierRow,
)
from matching.corporate.fields import Entity
from matching.errors import InputError

_STATES = ("登録番号", "状態", "状態理由", "状態開始日", "状態終了日", "競合先")
_EQUIPMENT = ("登録番号", "設備名", "メーカー", "型式", "能力", "台数", "導入年")
_CERTIFICATIONS = ("登録番号", "認証名", "登録番号(認証)", "有効期限")
_KINDS: Mapping[Entity, Kind] = {"supplier": "suppliers", "buyer": "buyers", "order": "orders"}
_TITLES: Mapping[Entity, str] = remarksheet.ENTITIES
_CHOSEN = ("single", "multiple")

Record = dict[str, Any]
_Details = list[Sequence[str | int | None]]


@dataclass
class Export:
    """What was written: rows by sheet, and the files."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


@dataclass
class _Table:
    """One kind of records, by heading; those that a workbook cannot hold are apart."""

    entity: Entity
    records: list[Record] = field(default_factory=list)
    long: list[Record] = field(default_factory=list)
    labels: dict[str, None] = field(default_factory=dict)
    lost: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, number: str, record: Record, remarks: Iterable[tuple[str, str]]) -> bool:
        """Take a record in; whether it fits into a workbook."""
        for label, text in remarks:
            if self._free(label, record):
                self.labels[label] = None
                record[label] = text
            else:
                self.lost.append((_TITLES[self.entity], number, label, text))
        fits = all(not isinstance(text, str) or len(text) <= LONGEST_TEXT for text in record.values())
        (self.records if fits else self.long).append(record)
        return fits

    def _free(self, label: str, record: Record) -> bool:
        """Whether a remark's heading can be a column of its own that reads back as a remark."""
        if label in record or len(label) > 60:
            return False
        return label in self.labels or not vocabulary(_KINDS[self.entity]).look_up((label,)).field

    @property
    def headings(self) -> list[str]:
        used = {key for record in self.records for key, value in record.items() if value not in ("", None)}
        fixed = [heading(self.entity, one.key) for one in form_fields(self.entity)]
        return [name for name in dict.fromkeys((*fixed, *self.labels)) if name in used or name in fixed[:2]]


def export(db: CorporateDatabase, path: Path) -> Export:
    """Write suppliers, buyers and orders to an .xlsx file. Raises InputError where it cannot be written."""
    done = Export(files=[path])
    buyers = {one.id: one.source_id or one.name for one in db.buyers()}
    suppliers, machines, papers, states = _suppliers(db, buyers)
    tables = [suppliers, _buyers(db), _orders(db)]
    details = (("設備", _EQUIPMENT, machines), ("認証", _CERTIFICATIONS, papers), ("状態", _STATES, states))

    def write(book: Any) -> None:
        for table in tables:
            if table.records:
                _add(book, table, done)
        for title, names, rows in details:
            if rows:
                done.rows[title] = add_table(book, title, names, rows)
        if lost := [row for table in tables for row in table.lost]:
            done.rows[remarksheet.TITLE] = add_table(book, remarksheet.TITLE, remarksheet.HEADINGS, lost)
        if not book.sheetnames:
            add_table(
                book, _TITLES["supplier"], [heading("supplier", key) for key in ("source_id", "name")], ()
            )

    save(path, write)
    for table in tables:
        if table.long:
            beside = path.with_name(f"{path.stem}_{_TITLES[table.entity]}.jsonl")
            _write_lines(beside, table.long)
            done.files.append(beside)
    return done


def export_survey(db: CorporateDatabase, title: str, path: Path) -> Export:
    """Write one survey's answers: choices by their labels, all else as it was written. Raises NotFound, InputError."""
    done = Export(files=[path])
    responses = db.survey_responses(title)
    headings = _question_headings(db.survey_questions(title), responses)
    names = ("登録番号", "回答番号", "企業名", "回答日", *headings.values())
    buyers = {one.id: one.source_id for one in db.buyers()}
    firms = {one.id: one.source_id for one in db.suppliers(list({one.company_id for one in responses}))}
    long: list[Record] = []

    def written() -> Iterator[Sequence[str | int | None]]:
        for one in responses:
            told = {str(answer["question"]): _answered(answer) for answer in one.answers}
            number = firms.get(one.company_id) or buyers.get(one.company_id, "")
            day = one.answered_on.isoformat() if one.answered_on else ""
            row = (number, one.number, one.company, day, *(told.get(key, "") for key in headings))
            if max(map(len, row)) > LONGEST_TEXT:
                long.append(dict(zip(names, row, strict=True)))
            else:
                yield row

    def write(book: Any) -> None:
        asked_buyers = not firms and any(one.company_id in buyers for one in responses)
        page = "発注企業の調査回答" if asked_buyers else "調査回答"
        done.rows[title] = add_table(book, page, names, written()) + len(long)

    save(path, write)
    if long:
        beside = path.with_name(f"{path.stem}_調査回答.jsonl")
        _write_lines(beside, long)
        done.files.append(beside)
    return done


def _question_headings(
    questions: Sequence[Mapping[str, Any]], responses: Iterable[StoredResponse]
) -> dict[str, str]:
    """Question -> its heading, with its choices where every answer is one of them: 過不足(1.不足 2.適正)."""
    given: dict[str, set[str]] = {}
    for one in responses:
        for answer in one.answers:
            # A number that nothing explained must not find an explanation now.
            unread = [text for text in [str(answer.get("text", ""))] if any(map(str.isdecimal, text))]
            given.setdefault(str(answer["question"]), set()).update(answer.get("values") or unread)
    headings = {}
    for asked in questions:
        key, label, choices = str(asked["key"]), str(asked["label"]), list(asked["options"])
        listed = asked["type"] in _CHOSEN and len(choices) > 1 and given.get(key, set()) <= {*choices}
        several = "(複数回答)" if asked["type"] == "multiple" else ""
        legend = " ".join(f"{place}.{choice}" for place, choice in enumerate(choices, 1))
        headings[key] = f"{label}{several}({legend})" if listed else label
    return headings


def _answered(answer: Mapping[str, Any]) -> str:
    """An answer as a cell: the labels of what was chosen with the words behind その他, else what was written."""
    chosen, other = list(answer.get("values", ())), str(answer.get("other", ""))
    if answer.get("type") not in _CHOSEN or not chosen:
        return str(answer.get("text", ""))
    if other and chosen[-1].startswith("その他"):
        chosen[-1] = f"{chosen[-1]}({other})"
    elif other:
        return str(answer.get("text", ""))
    return "、".join(chosen)


def _add(book: Any, table: _Table, done: Export) -> None:
    names = table.headings
    keys = {heading(table.entity, one.key): one.key for one in form_fields(table.entity)}
    rows = ([record.get(name) for name in names] for record in table.records)
    title = _TITLES[table.entity]
    done.rows[title] = add_table(
        book, title, names, rows, wide_columns([keys.get(name, "") for name in names])
    )


def _suppliers(
    db: CorporateDatabase, buyers: Mapping[int, str]
) -> tuple[_Table, _Details, _Details, _Details]:
    table = _Table("supplier")
    machines: _Details = []
    papers: _Details = []
    states: _Details = []
    statuses = db.all_statuses()
    for company_id, row in db.supplier_rows_by_id():
        record = _texts("supplier", row.texts) | _texts("supplier", row.other) | _firm("supplier", row)
        # Rows that their cell doesn't say, all and in their order, go on a sheet of their own.
        if row.equipment != values.machines(row.texts.get("equipment", "")):
            machines += [
                (row.source_id, one.name, one.maker, one.model, one.capacity, one.count, one.year)
                for one in row.equipment
            ]
        if row.certifications != values.certificates(row.texts.get("certifications", "")):
            for paper in row.certifications:
                until = paper.expiry_text or (paper.expires.isoformat() if paper.expires else "")
                papers.append((row.source_id, paper.name, paper.number, until))
        there = (
            one for one in statuses.get(company_id, []) if one.buyer_id is None or one.buyer_id in buyers
        )
        told_states = [_state(one, buyers) for one in there]
        if table.add(row.source_id, record, row.remarks):
            states += [(row.source_id, *one) for one in told_states]
        elif told_states:
            record["状態"] = [dict(zip(_STATES[1:], one, strict=True)) for one in told_states]
    return table, machines, papers, states


def _buyers(db: CorporateDatabase) -> _Table:
    table = _Table("buyer")
    for row in db.buyer_rows():
        table.add(row.source_id, _firm("buyer", row) | _texts("buyer", row.other), row.remarks)
    return table


def _orders(db: CorporateDatabase) -> _Table:
    table = _Table("order")
    for row in db.order_rows():
        table.add(row.number, _order(row), row.remarks)
    return table


def _firm(entity: Entity, row: SupplierRow | BuyerRow) -> Record:
    record: Record = {}
    for one in form_fields(entity):
        value = getattr(row, one.key, None)
        if isinstance(value, str | int):
            record[heading(entity, one.key)] = value
    employees = row.employees
    detail = row.other.get("employee_details", "") if isinstance(row, SupplierRow) else ""
    if _says_the_number(detail, employees):
        record[heading("supplier", "employees")] = detail
        record[heading("supplier", "employee_details")] = ""
    elif employees is not None:
        record[heading(entity, "employees")] = employees
    return record


def _says_the_number(detail: str, employees: int | None) -> bool:
    """Whether the words beside a number of employees, "12人(パート2)", say that number and more: one cell is enough."""
    one_line = "\n" not in detail and not values.is_bare_count(detail)
    return employees is not None and one_line and values.count(detail) == employees


def _texts(entity: Entity, texts: Mapping[str, str]) -> Record:
    return {heading(entity, key): text for key, text in texts.items()}


def _order(row: OrderRow) -> Record:
    record = _texts("order", {key: text for key, text in row.texts.items() if key != "deadline_text"})
    for key in ("number", "buyer", "state", "owner", "received_on"):
        value = getattr(row, key)
        record[heading("order", key)] = value.isoformat() if key == "received_on" and value else value or None
    day = row.deadline.isoformat() if row.deadline else ""
    record[heading("order", "deadline")] = row.texts.get("deadline_text") or day
    return record


def _state(one: StoredStatus, buyers: Mapping[int, str]) -> tuple[str, str, str, str, str]:
    days = [day.isoformat() if day else "" for day in (one.start, one.end)]
    rival = buyers[one.buyer_id] if one.buyer_id is not None else ""
    return one.kind, one.reason, days[0], days[1], rival


def _write_lines(path: Path, records: Iterable[Record]) -> None:
    try:
        with path.open("w", encoding="utf-8") as stream:
            for record in records:
                told = {key: value for key, value in record.items() if value not in ("", None)}
                stream.write(json.dumps(told, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(f"{path} に書けません。場所と空き容量を確かめてください。") from error
