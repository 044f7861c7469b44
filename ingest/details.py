"""Machines, certificates and states of firms: from the words of a cell, from a list of objects, from a sheet of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ingest import values
from ingest.cells import Found, RowCells, SheetCells
from ingest.columns import Kind, vocabulary
from ingest.drafts import Draft, StatusWish, lines
from ingest.firmstates import states_of
from ingest.kinds import KEY_FIELDS
from ingest.report import Issue
from ingest.workbook import Row
from matching.corporate import CertificationRow, EquipmentRow, name_key

_DetailRow = TypeVar("_DetailRow", EquipmentRow, CertificationRow)


@dataclass(frozen=True, slots=True)
class Detail(Generic[_DetailRow]):
    """One machine or certificate, the cell of its name, and what the row said beyond its columns."""

    row: _DetailRow
    cell: str = ""
    remarks: tuple[str, ...] = ()


def machine(cells: RowCells) -> Detail[EquipmentRow] | None:
    """The machine of a row of an equipment sheet; None where it has no name."""
    name, maker, model = cells.one("item"), cells.one("maker"), cells.one("model")
    capacity = " ".join(one.text for one in cells.all("capacity"))
    number, year = cells.one("count"), cells.one("year")
    many, since = values.count(number), values.year_of(year)
    unread = ([f"台数: {number}"] if number and many is None else []) + (
        [f"導入年: {year}"] if year and since is None else []
    )
    row = EquipmentRow(name, maker, model, capacity, many, since)
    return Detail(row, cells.cells.get("item", ""), _remarks(cells, unread)) if name else None


def certificate(cells: RowCells) -> Detail[CertificationRow] | None:
    """The certificate of a row of a certification sheet; None where it has no name."""
    name, number, until = cells.one("item"), cells.one("number"), cells.one("expires")
    row = CertificationRow(name, number, values.day(until, last=True), until)
    return Detail(row, cells.cells.get("item", ""), _remarks(cells, [])) if name else None


def _remarks(cells: RowCells, unread: list[str]) -> tuple[str, ...]:
    return (*unread, *(one.with_heading for one in cells.rest()))


def machines_of(found: Iterable[Found]) -> list[Detail[EquipmentRow]]:
    """The machines that the cells of one firm's row name."""
    details: list[Detail[EquipmentRow]] = []
    for one in found:
        if one.objects:
            rows = (machine(_object_cells(entry, one.cell, "equipment")) for entry in one.objects)
            details += [row for row in rows if row]
        else:
            details += [Detail(row, one.cell) for row in values.machines(one.text)]
    return details


def certificates_of(found: Iterable[Found]) -> list[Detail[CertificationRow]]:
    """The certificates that the cells of one firm's row name."""
    details: list[Detail[CertificationRow]] = []
    for one in found:
        if one.objects:
            rows = (certificate(_object_cells(entry, one.cell, "certifications")) for entry in one.objects)
            details += [row for row in rows if row]
        else:
            heading = one.label if one.keep_heading else ""
            details += [Detail(row, one.cell) for row in values.certificates(one.text, heading)]
    return details


def _object_cells(entry: Mapping[str, str], cell: str, kind: Kind) -> RowCells:
    """An object of a JSON Lines list as the cells of a row; its nameless words are the name."""
    by_field: dict[str, list[Found]] = {}
    for key, text in entry.items():
        if text:
            field_key = vocabulary(kind).look_up(key).field if key else "item"
            by_field.setdefault(field_key, []).append(Found(key, text, cell))
    return RowCells(Row(0, None, ()), by_field)


@dataclass(frozen=True, slots=True)
class States:
    """States of a firm that stand outside its row, or in a list there; words: what is none."""

    wishes: tuple[StatusWish, ...]
    words: str = ""
    cell: str = ""


def listed_states(draft: Draft) -> list[States]:
    """The states that a JSON Lines list holds in place of the word for one."""
    told = []
    for one in draft.cells.listed("status"):
        for entry in one.objects:
            wishes, words = states_of(draft.for_cells(_object_cells(entry, one.cell, "states")))
            told.append(States(wishes, words, one.cell))
    return told


@dataclass
class DetailSheets:
    """Machines, certificates and states of all firms in a workbook, waiting for their firm's row.

    shared: name keys of several firms, by which nothing can be joined.
    """

    shared: frozenset[str] = frozenset()
    machines: dict[str, list[Detail[EquipmentRow]]] = field(default_factory=lambda: defaultdict(list))
    certificates: dict[str, list[Detail[CertificationRow]]] = field(default_factory=lambda: defaultdict(list))
    states: dict[str, list[States]] = field(default_factory=lambda: defaultdict(list))
    issues: list[Issue] = field(default_factory=list)
    _places: dict[str, list[Issue]] = field(default_factory=lambda: defaultdict(list))

    def read(self, sheet: SheetCells) -> None:
        """Take in a sheet of machines, certificates or states."""
        name = sheet.sheet.name
        for row in sheet.data_rows():
            cells = sheet.of(row)
            number, firm = cells.one("source_id"), cells.one("company_name")
            key = _number_key(number) if number else _firm_key(firm)
            issue = Issue(
                "warning",
                "unmatched-detail-row",
                "この行の企業が企業の一覧に見つからないか、1社に決まらないため、取り込めません。",
                name,
                row.number,
                row.line,
                value=number or firm,
            )
            if not key or key in self.shared or not self._take(sheet, row, key, cells):
                self.issues.append(issue)
            else:
                self._places[key].append(issue)

    def _take(self, sheet: SheetCells, row: Row, key: str, cells: RowCells) -> bool:
        if sheet.layout.kind == "states":
            return self._take_states(sheet, row, key)
        if sheet.layout.kind == "equipment":
            found = machine(cells)
            if found:
                self.machines[key].append(_on_sheet(found, sheet.sheet.name))
            return found is not None
        proof = certificate(cells)
        if proof:
            self.certificates[key].append(_on_sheet(proof, sheet.sheet.name))
        return proof is not None

    def _take_states(self, sheet: SheetCells, row: Row, key: str) -> bool:
        draft = Draft.of(sheet, row, "")
        for one in KEY_FIELDS:
            draft.cells.one(one)
        wishes, words = states_of(draft)
        self.issues += draft.issues
        words = lines(words, *(f"{label}: {text}" for label, text in draft.remarks()))
        self.states[key].append(
            States(wishes, words, f"{sheet.sheet.name}!{draft.cells.cells.get('status', '')}")
        )
        return bool(wishes or words)

    def states_of(self, source_id: str, name: str) -> list[States]:
        """Take the states of a firm; before `of`, which lets go of the rows' places."""
        return [one for key in _keys(source_id, name) for one in self.states.pop(key, [])]

    def of(
        self, source_id: str, name: str
    ) -> tuple[list[Detail[EquipmentRow]], list[Detail[CertificationRow]]]:
        """Take what stands for a firm, under its number or its name."""
        machines: list[Detail[EquipmentRow]] = []
        certificates: list[Detail[CertificationRow]] = []
        for key in _keys(source_id, name):
            machines += self.machines.pop(key, [])
            certificates += self.certificates.pop(key, [])
            self._places.pop(key, None)
        return machines, certificates

    def unmatched(self) -> list[Issue]:
        """Warnings for the rows whose firm never came."""
        return self.issues + [issue for issues in self._places.values() for issue in issues]


def _on_sheet(detail: Detail[_DetailRow], sheet: str) -> Detail[_DetailRow]:
    return Detail(detail.row, f"{sheet}!{detail.cell}", detail.remarks)


def _keys(source_id: str, name: str) -> tuple[str, str]:
    return _number_key(source_id) if source_id else "", _firm_key(name)


def _number_key(number: str) -> str:
    return f"#{values.folded(number)}"


def _firm_key(name: str) -> str:
    return name_key(name) if name else ""


def shared_names(names: Iterable[str]) -> frozenset[str]:
    """The name keys that more than one firm of a sheet has."""
    seen: set[str] = set()
    return frozenset(key for name in names if (key := _firm_key(name)) in seen or seen.add(key))  # type: ignore[func-returns-value]
