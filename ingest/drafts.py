"""A row on its way from cells to a record: what was read, what is doubtful, what stays as remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest import values
from ingest.cells import RowCells, SheetCells, joined
from ingest.dates import DOUBTS
from ingest.report import Issue
from ingest.sheets import Row
from matching.corporate import BuyerRow, OrderRow, Provenance, SupplierRow

if TYPE_CHECKING:
    from ingest.answers import SurveyRow


# What a cell holds that was struck out: no words at all.
_DASHES = frozenset({"-", "--", "ー", "―", "n/a", "#n/a", "▲", "△"})


@dataclass(frozen=True, slots=True)
class StatusWish:
    """A state that a row gives a firm. rivals: names or numbers of the buyers that it competes with."""

    kind: str
    reason: str = ""
    start: date | None = None
    end: date | None = None
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One row: what is to be stored (None: rejected), where it stood, and what is odd about it.

    public: what the row says of showing the firm at all; None: nothing. line: physical line in a text file. ends:
    states that the row says are over. buyer: what an order's row says of its buyer beyond the name. shown: the row to
    name where the record is no row of its sheet. nameless: the row has a firm's number and no name; what is wrong with it
    where the number is no firm's.
    """

    record: SupplierRow | BuyerRow | OrderRow | SurveyRow | None
    provenance: Provenance
    issues: tuple[Issue, ...]
    line: int | None = None
    statuses: tuple[StatusWish, ...] = ()
    public: bool | None = None
    consent_on: date | None = None
    ends: tuple[str, ...] = ()
    buyer: BuyerRow | None = None
    shown: int = 0
    nameless: Issue | None = None


@dataclass
class Draft:
    """A row being read: its cells, the issues so far, and remarks (heading, text) that have no field."""

    cells: RowCells
    sheet: SheetCells
    file: str
    issues: list[Issue] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: SheetCells, row: Row, file: str) -> Draft:
        """The draft of a row as it stands."""
        return cls(sheet.of(row), sheet, file)

    def for_cells(self, cells: RowCells) -> Draft:
        """A draft of other cells of the same row, with the same issues and remarks."""
        return Draft(cells, self.sheet, self.file, self.issues, self.kept)

    def warn(self, code: str, message: str, column: str, value: str) -> None:
        """Say what is doubtful about a cell; the row is kept."""
        self._add("warning", code, message, column, value)

    def nameless(
        self, record: SupplierRow | BuyerRow | SurveyRow, message: str, column: str, **more: Any
    ) -> Checked:
        """The row with its record, whose firm has a number and no name."""
        before = len(self.issues)
        self._add("error", "missing-company-name", message, column, "")
        issue = self.issues.pop(before)
        return self.done(record, nameless=issue, **more)

    def reject(self, code: str, message: str, column: str = "", value: str = "") -> Checked:
        """Say why the row cannot be used."""
        self._add("error", code, message, column, value)
        return Checked(None, self.provenance(), tuple(self.issues), self.cells.row.line)

    def _add(self, severity: Any, code: str, message: str, column: str, value: str) -> None:
        row, name = self.cells.row, self.sheet.sheet.name
        number = self.sheet.shown_row(row, column)
        self.issues.append(Issue(severity, code, message, name, number, row.line, column, value))

    def keep(self, label: str, text: str) -> None:
        """Keep a cell's words under their heading."""
        self.kept.append((label, text))

    def words(self, key: str) -> str:
        """Take a text field's words as written; a unit that only the heading states is put behind bare numbers."""
        found = [one for one in self.cells.all(key) if values.folded(one.text) not in _DASHES]
        if not found:
            return ""
        return joined(
            [
                one if one.keep_heading else replace(one, text=values.with_unit(one.text, one.label))
                for one in found
            ]
        )

    def checked_time(self, label: str, text: str) -> str:
        """A time that is kept as written: a bare serial number as its day, a warning where it is no date for sure."""
        words = values.folded(text)
        if not re.search(r"\d", words):
            return text
        found = values.period(text)
        if found is None:
            self.warn(
                "unreadable-date", f"「{text}」を日付として読めません。書かれたまま残しました。", label, text
            )
            return text
        if found.doubt:
            self.warn("doubtful-date", DOUBTS[found.doubt](found), label, text)
        return found.first.isoformat() if found.doubt == "serial" else text

    def period(self, key: str, *, last: bool = False) -> tuple[date | None, str]:
        """A date and its words; warns where the words are no date, or not for sure."""
        label, exact = self.cells.heading(key), self.cells.day_value(key)
        text = self.cells.one(key)
        if not text or values.is_blank(text):
            return None, text
        found = values.exact_day(text, exact)
        if found is None:
            message = f"「{text}」を日付として読めません。書かれたまま残しました。"
            self.warn("unreadable-date", message, label, text)
            return None, text
        if found.doubt:
            self.warn("doubtful-date", DOUBTS[found.doubt](found), label, text)
        at_end = last or (found.first != found.last and "末" in text)
        return found.last if at_end else found.first, text

    def remarks(self) -> tuple[tuple[str, str], ...]:
        """Everything that found no field, under its heading."""
        return (*self.kept, *((one.label, one.text) for one in self.cells.rest()))

    def provenance(self) -> Provenance:
        """Where the row and its values stand."""
        cells = {"name" if key == "company_name" else key: cell for key, cell in self.cells.cells.items()}
        return Provenance(self.file, self.sheet.sheet.name, self.cells.row.number, cells)

    def done(self, record: SupplierRow | BuyerRow | OrderRow | SurveyRow, **more: Any) -> Checked:
        """The row with its record."""
        row = self.cells.row
        return Checked(record, self.provenance(), tuple(self.issues), row.line, shown=row.shown, **more)


def lines(*texts: str) -> str:
    """Texts as lines, blanks left out."""
    return "\n".join(text for text in texts if text)


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """What is not blank."""
    return {key: text for key, text in texts.items() if text}
