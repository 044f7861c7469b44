"""An OpenDocument spreadsheet (.ods): the texts its cells show, exact numbers and days, what is hidden."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from ingest import numberformats
from ingest.packages import Attributes, Package, attribute
from ingest.sheets import ERROR_VALUES, Doubt, Merge, Sheet, clean_cell, error_value, missing_value
from ingest.spool import MAX_COLUMNS, MAX_MERGES, MAX_SHEETS, SheetSpool, Spool
from matching.errors import UnreadableFile

# Rows with text that one repeated row may stand for.
_MAX_REPEATED = 100_000
_MAX_ROW = 1_048_576
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?")
_SILENT = frozenset({"annotation", "ruby-text", "shapes", "tracked-changes", "dde-source"})


def read_ods(package: Package, spool: Spool) -> tuple[Sheet, ...]:
    """The sheets of a spreadsheet document, in its order. Rows are in the spool afterwards."""
    reader = _Reader(spool)
    package.parse("content.xml", reader.start, reader.end, reader.text)
    return tuple(reader.sheets)


class _Reader:
    """Handlers for content.xml."""

    def __init__(self, spool: Spool) -> None:
        self.sheets: list[Sheet] = []
        self._spool = spool
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._silent = 0
        self._depth = 0
        self._name = ""
        self._hidden = False
        self._rows = SheetSpool(spool)
        self._cell: Attributes = {}
        self._parts: list[str] | None = None
        self._reset_sheet()
        self._reset_row(1)

    def _reset_sheet(self) -> None:
        self._rows = SheetSpool(self._spool)
        self._merges: list[Merge] = []
        self._hidden_columns: set[int] = set()
        self._row = self._columns = 0

    def _reset_row(self, repeated: int, hidden: bool = False) -> None:
        self._repeated, self._row_hidden, self._column = repeated, hidden, 0
        self._cells: dict[int, str] = {}
        self._days: dict[int, date | datetime] = {}
        self._doubts: list[Doubt] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._silent or name in _SILENT:
            self._silent += 1
            return
        match name:
            case "style":
                self._style = attribute(attributes, "name")
            case "table-properties" if attribute(attributes, "display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                self._depth += 1
                if self._depth == 1:
                    self._reset_sheet()
                    self._name = attribute(attributes, "name")
                    self._hidden = attribute(attributes, "style-name") in self._hidden_styles
            case "table-column" if self._depth == 1:
                repeated = _count(attributes, "number-columns-repeated")
                last = min(self._columns + repeated, MAX_COLUMNS)
                if attribute(attributes, "visibility") in ("collapse", "filter"):
                    self._hidden_columns.update(range(self._columns, last))
                self._columns = last
            case "table-row" if self._depth == 1:
                hidden = attribute(attributes, "visibility") in ("collapse", "filter")
                self._reset_row(_count(attributes, "number-rows-repeated"), hidden)
            case "table-cell" | "covered-table-cell" if self._depth == 1:
                self._cell, self._parts = attributes, []
            case _ if self._parts is not None:
                self._inside_cell(name, attributes)

    def _inside_cell(self, name: str, attributes: Attributes) -> None:
        parts = self._parts
        if parts is None:
            return
        if name == "p" and parts:
            parts.append("\n")
        elif name == "s":
            parts.append(" " * min(_count(attributes, "c"), 1000))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")

    def text(self, words: str) -> None:
        """Characters between elements."""
        if self._parts is not None and not self._silent:
            self._parts.append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent -= 1
            return
        match name:
            case "table-cell" | "covered-table-cell" if self._depth == 1:
                self._end_cell(covered=name.startswith("covered"))
            case "table-row" if self._depth == 1:
                self._end_row()
            case "table":
                self._depth -= 1
                if self._depth == 0:
                    self._rows.finish()
                    hidden_rows = tuple(self._rows.hidden_rows)
                    sheet = Sheet(
                        self._name,
                        self._rows.rows,
                        None,
                        self._hidden,
                        False,
                        tuple(self._merges),
                        hidden_rows,
                        hidden_columns=tuple(sorted(self._hidden_columns)),
                    )
                    self.sheets.append(sheet)
                    if len(self.sheets) > MAX_SHEETS:
                        raise UnreadableFile("シートが多すぎます。ファイルを分けて保存してください。")

    def _end_cell(self, *, covered: bool) -> None:
        self._spool.count(1)
        words, cell = "".join(self._parts or ()), self._cell
        self._parts = None
        repeated = _count(cell, "number-columns-repeated")
        first, self._column = self._column, min(self._column + repeated, MAX_COLUMNS)
        if covered or first >= MAX_COLUMNS:
            return
        across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if (across > 1 or down > 1) and len(self._merges) < MAX_MERGES:
            top = self._row + 1
            self._merges.append(
                Merge(top, first, min(top + down, _MAX_ROW) - 1, min(first + across, MAX_COLUMNS) - 1)
            )
        if words or attribute(cell, "value-type") or attribute(cell, "formula"):
            for column in range(first, self._column):
                self._put(column, words, cell)

    def _put(self, column: int, words: str, cell: Attributes) -> None:
        kind, value = attribute(cell, "value-type"), attribute(cell, "value")
        formula = attribute(cell, "formula")
        if formula and words.strip() in ERROR_VALUES | {"#NAME?", "Err:502", "Err:508", "Err:522"}:
            self._doubts.append(error_value(words.strip(), column))
        elif formula and not words and kind in ("", "string") and not attribute(cell, "string-value"):
            if not kind:
                self._doubts.append(missing_value(formula, column))
        elif kind == "date":
            self._put_day(column, words, attribute(cell, "date-value"))
        elif kind in ("float", "currency", "percentage"):
            self._cells[column] = _number(words, value, kind)
        elif kind == "boolean":
            self._cells[column] = "TRUE" if attribute(cell, "boolean-value") == "true" else "FALSE"
        else:
            text = words or attribute(cell, "string-value")
            self._cells[column] = clean_cell(text, column, self._doubts)

    def _put_day(self, column: int, words: str, value: str) -> None:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            self._cells[column] = clean_cell(words or value, column, self._doubts)
            return
        day = moment.date() if moment.time() == datetime.min.time() else moment
        self._days[column] = day
        self._cells[column] = clean_cell(words or str(day), column, self._doubts)

    def _end_row(self) -> None:
        self._spool.count(1)
        repeated = self._repeated
        held = bool(self._doubts) or any(self._cells.values())
        if held and repeated > _MAX_REPEATED:
            raise UnreadableFile("同じ行が多すぎて読めません。使っていない行を削除して保存し直してください。")
        for number in range(self._row + 1, self._row + repeated + 1) if held else ():
            self._rows.add(number, self._cells, self._days, self._doubts, hidden=self._row_hidden)
        self._row = min(self._row + repeated, _MAX_ROW)


def _count(attributes: Attributes, name: str) -> int:
    text = attribute(attributes, name)
    return max(1, min(int(text), _MAX_ROW)) if text.isdecimal() and len(text) < 9 else 1


def _number(words: str, value: str, kind: str) -> str:
    """Every digit of a plain number; what the cell shows of any other (75%, ▲5, 310-0001, thousands)."""
    try:
        exact = float(value)
    except ValueError:
        return clean_cell(words, 0, [])
    shown = unicodedata.normalize("NFKC", words).strip().replace(",", "")
    if not shown:
        return numberformats.plain(exact * 100) + "%" if kind == "percentage" else numberformats.plain(exact)
    if match := _PLAIN.fullmatch(shown):
        places = len(match[1] or ".") - 1
        if abs(float(shown) - exact) <= 0.5000001 * 10**-places:
            return numberformats.plain(exact)
    return clean_cell(words, 0, [])
