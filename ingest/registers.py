"""Public registers (the corporate-number CSV, gBizINFO) into the reference table, and what they say of firms of ours.

A million strangers don't become firms: an entry only fills what a stored firm left blank, flags a closed register, and
proposes what differs. Rows stream; in memory stay their numbers, the entries about firms of ours and the issues.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import numpy as np

from ingest.columns import Layout
from ingest.report import CompanyCounts, Issue
from ingest.workbook import Row, Sheet
from matching.corporate import Provenance, RegisterRow, Writer, is_corporate_number, name_key
from matching.corporate.fields import fields
from matching.corporate.registers import Taken
from matching.errors import InputError
from matching.places import find_place

CORPORATE_NUMBERS, GBIZINFO = "corporate-numbers", "gbizinfo"
LABELS = {CORPORATE_NUMBERS: "法人番号公表サイト", GBIZINFO: "gBizINFO"}
_PORTION = 5000
_CLOSED = "登記閉鎖"
_CLOSED_FOR = {
    "01": "清算の結了等",
    "11": "合併による解散等",
    "21": "登記官による閉鎖",
    "31": "その他の清算の結了等",
}
_DELETED = "99"
# gBizINFO's fields that a stored firm's blanks are filled from: field of ours -> theirs.
_FILLED = {
    "representative": "representative_name",
    "capital_yen": "capital_stock",
    "employees": "employee_number",
    "url": "company_url",
    "founded": "date_of_establishment",
}
_NOT_KEPT = frozenset({
    "corporate_number", "name", "furigana", "post_code", "prefecture_name", "city_name", "street_number", "location",
    "update_date", "close_date", "close_cause", "successor_corporate_number", "sequence_number",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry about a firm of ours, and where it stood."""

    row: RegisterRow
    provenance: Provenance
    line: int | None


@dataclass
class RegisterReading:
    """One register being read."""

    writer: Writer
    register: str
    file: str
    issues: list[Issue]
    outcomes: Counter[str] = field(default_factory=Counter)
    _numbers: array[int] = field(default_factory=lambda: array("q"))
    _known: dict[str, int] = field(default_factory=dict)
    _named: set[int] = field(default_factory=set)
    _ours: dict[int, _Entry] = field(default_factory=dict)

    def read(self, sheet: Sheet, layout: Layout, rows: Iterator[Row]) -> None:
        """Take in the rows of a sheet."""
        self._known = self.writer.corporate_numbers()
        places = {column.field: column.index for column in layout.columns if column.field}
        parse = _Parser(self.register, places)
        while portion := list(islice(rows, _PORTION)):
            read = ((row, self._entry(parse, row, sheet)) for row in portion)
            taken = [(row, entry) for row, entry in read if entry is not None]
            became = self.writer.put_register(self.register, [entry for _, entry in taken])
            for (row, entry), outcome in zip(taken, became, strict=True):
                self.outcomes["unchanged" if outcome == "older" else outcome] += 1
                if entry.number in self._known:
                    self._about(self._known[entry.number], parse, sheet, row, entry, outcome)

    def finish(self) -> None:
        """Fill, flag and propose for the firms that are ours."""
        for company_id, one in self._ours.items():
            changed = self._enrich(company_id, one)
            self.writer.note_read(company_id, one.provenance, "updated" if changed else "unchanged")
        if self.register == CORPORATE_NUMBERS:
            self._propose_numbers()

    def counts(self) -> CompanyCounts:
        """distinct: corporate numbers of the file; merged: those of firms of ours; new: the rest, in reference alone."""
        numbers = (
            np.frombuffer(self._numbers, dtype=np.int64) if self._numbers else np.empty(0, dtype=np.int64)
        )
        distinct = len(np.unique(numbers))
        merged = len(self._named)
        return CompanyCounts(distinct, distinct - merged, merged, 0)

    def _about(
        self, company_id: int, parse: _Parser, sheet: Sheet, row: Row, entry: RegisterRow, outcome: Taken
    ) -> None:
        """Note an entry about a firm of ours; one of an older day than what is known says nothing of it."""
        self._named.add(company_id)
        if outcome != "older":
            provenance = Provenance(self.file, sheet.name, row.number, parse.cells(sheet, row))
            self._ours[company_id] = _Entry(entry, provenance, row.line)

    def _entry(self, parse: _Parser, row: Row, sheet: Sheet) -> RegisterRow | None:
        if row.fault:
            self._reject(sheet, row, "broken-row", row.fault, "", "")
            return None
        number = parse.text(row, "corporate_number").replace("-", "")
        if not is_corporate_number(number):
            message = "法人番号の桁数か検査数字が合わないため、取り込めません。"
            self._reject(sheet, row, "bad-register-number", message, "法人番号", number)
            return None
        if not parse.text(row, "name") and parse.text(row, "process") != _DELETED:
            message = "商号又は名称がないため、取り込めません。"
            self._reject(sheet, row, "missing-company-name", message, "商号又は名称", number)
            return None
        self._numbers.append(int(number))
        if parse.text(row, "latest") == "0":
            self.outcomes["unchanged"] += 1  # a past state: the register's own history, not ours
            return None
        return parse.entry(row, number)

    def _reject(self, sheet: Sheet, row: Row, code: str, message: str, column: str, value: str) -> None:
        self.outcomes["rejected"] += 1
        self.issues.append(Issue("error", code, message, sheet.name, row.number, row.line, column, value))

    def _enrich(self, company_id: int, one: _Entry) -> bool:
        """Fill, flag and propose for one firm; whether that changed it."""
        stored = self.writer.profile_texts(company_id)
        entry = one.row
        details: Mapping[str, str] = json.loads(entry.details or "{}")
        offered = {"kana": entry.kana, "postal_code": entry.postal_code}
        if not any(stored.get(key) for key in ("prefecture", "city", "address")):
            offered |= {"prefecture": entry.prefecture, "city": entry.city, "address": entry.address}
        offered |= {ours: details.get(theirs, "") for ours, theirs in _FILLED.items()}
        blank = {
            key: text for key, text in offered.items() if text and not stored.get(key) and _fits(key, text)
        }
        changed = False
        try:
            if blank:
                result = self.writer.change_profile(company_id, blank, one.provenance)
                changed = result.outcome == "updated"
            changed = self._flag(company_id, one, stored) or changed
        except InputError as error:
            self._warn(one, "register-differs", str(error), entry.name)
        differs = _differences(stored, entry)
        if differs:
            words = "、".join(f"{fields('supplier')[key].label}「{text}」" for key, text in differs.items())
            if self.writer.propose_values(company_id, differs, f"{LABELS[self.register]}では {words}"):
                message = f"{LABELS[self.register]}では {words} です。確認待ちの一覧で確かめてください。"
                self._warn(one, "register-differs", message, stored.get("name", ""))
        return changed

    def _flag(self, company_id: int, one: _Entry, stored: Mapping[str, str]) -> bool:
        """A closed register keeps a firm from being introduced, until the register has it again."""
        entry = one.row
        if not entry.closed_on and not entry.closed_for:
            return self._reopened(company_id, one, stored)
        reason = entry.closed_for + (f"(承継先 {entry.successor})" if entry.successor else "")
        start = date.fromisoformat(entry.closed_on) if _is_day(entry.closed_on) else None
        said = f"{LABELS[self.register]}: {reason}"
        closed = self.writer.set_status(company_id, _CLOSED, said, start, provenance=one.provenance)
        if closed:
            message = f"登記が閉鎖されています({entry.closed_on} {reason})。状態を登記閉鎖としました。"
            self._warn(one, "register-closed", message, stored.get("name", ""))
        return closed

    def _reopened(self, company_id: int, one: _Entry, stored: Mapping[str, str]) -> bool:
        """End 登記閉鎖 where this register had set it, as the reason tells, and says it no more."""
        mine = f"{LABELS[self.register]}: "
        told = self.writer.states(company_id)
        if not any(state.kind == _CLOSED and state.reason.startswith(mine) for state in told):
            return False
        self.writer.clear_status(company_id, _CLOSED, provenance=one.provenance)
        message = f"{LABELS[self.register]}では登記が閉鎖されていません。状態の登記閉鎖を終えました。"
        self._warn(one, "register-reopened", message, stored.get("name", ""))
        return True

    def _propose_numbers(self) -> None:
        """A firm without a number that has exactly one namesake in its town."""
        waiting = self.writer.unnumbered()
        for start in range(0, len(waiting), _PORTION):
            portion = [one for one in waiting[start : start + _PORTION] if one[2][1]]
            named = self.writer.registered_names(self.register, sorted({key for _, key, _ in portion}))
            for company_id, key, place in portion:
                here = [row for row in named.get(key, ()) if _place(row) == place and not row.closed_on]
                if len(here) == 1 and here[0].number not in self._known:
                    self._propose_number(company_id, here[0])

    def _propose_number(self, company_id: int, entry: RegisterRow) -> None:
        reason = f"{LABELS[self.register]}の同じ市区町村に同じ名称の法人が1つある"
        if self.writer.propose_values(company_id, {"corporate_number": entry.number}, reason):
            message = f"「{entry.name}」の法人番号は {entry.number} かもしれません。確認待ちの一覧で確かめてください。"
            self.issues.append(Issue("warning", "register-number", message, value=entry.number))

    def _warn(self, one: _Entry, code: str, message: str, value: str) -> None:
        at = one.provenance
        self.issues.append(Issue("warning", code, message, at.sheet, at.row, one.line, value=value))


class _Parser:
    """Reads entries straight from the cells: a register has millions of rows."""

    def __init__(self, register: str, places: Mapping[str, int]) -> None:
        self._places = places
        self._kept = [(key, index) for key, index in places.items() if key not in _NOT_KEPT]
        self._empty = "-" if register == GBIZINFO else ""

    def text(self, row: Row, key: str) -> str:
        """A field's words, "" where there are none."""
        index = self._places.get(key)
        if index is None or index >= len(row.cells) or row.cells[index] == self._empty:
            return ""
        return row.cells[index]

    def entry(self, row: Row, number: str) -> RegisterRow:
        """The entry of a row."""
        cells, empty = row.cells, self._empty
        kept = {
            key: cells[at] for key, at in self._kept if at < len(cells) and cells[at] and cells[at] != empty
        }
        cause = self.text(row, "close_cause")
        deleted = self.text(row, "process") == _DELETED
        return RegisterRow(
            number,
            self.text(row, "name"),
            self.text(row, "furigana"),
            self.text(row, "post_code"),
            self.text(row, "prefecture_name"),
            self.text(row, "city_name"),
            self.text(row, "street_number") or self.text(row, "address_outside"),
            self.text(row, "update_date"),
            self.text(row, "close_date"),
            "法人番号の削除"
            if deleted
            else _CLOSED_FOR.get(cause.zfill(2) if cause.isdigit() else cause, cause),
            self.text(row, "successor_corporate_number"),
            json.dumps(kept, ensure_ascii=False),
        )

    def cells(self, sheet: Sheet, row: Row) -> dict[str, str]:
        """Where the fields of ours stand."""
        ours = {"name": "name", "kana": "furigana", "postal_code": "post_code", "prefecture": "prefecture_name",
                "city": "city_name", "address": "street_number", f"status.{_CLOSED}": "close_date"} | _FILLED  # fmt: skip
        return {
            key: sheet.cell_name(row.number, self._places[theirs])
            for key, theirs in ours.items()
            if theirs in self._places
        }


def _differences(stored: Mapping[str, str], entry: RegisterRow) -> dict[str, str]:
    """What a register says otherwise of a firm: another name, another town."""
    found: dict[str, str] = {}
    if entry.name and name_key(entry.name) != name_key(stored.get("name", "")):
        found["name"] = entry.name
    ours = find_place(stored.get("prefecture", ""), stored.get("city", ""))
    if entry.city and ours.city and _place(entry) != (ours.prefecture, ours.city):
        found |= {"prefecture": entry.prefecture, "city": entry.city, "address": entry.address}
    return {key: text for key, text in found.items() if text}


def _place(entry: RegisterRow) -> tuple[str, str]:
    place = find_place(entry.prefecture, entry.city)
    return place.prefecture, place.city


def _fits(key: str, text: str) -> bool:
    """Whether a register's words can stand in our field; 0 yen or 0 people is no information."""
    if key not in ("capital_yen", "employees"):
        return True
    longest = 15 if key == "capital_yen" else 7
    return text.isascii() and text.isdigit() and len(text) <= longest and int(text) > 0


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
