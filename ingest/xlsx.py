"""An .xlsx or .xlsm, part by part: shared texts, formats, sheets. Formulas are never evaluated.

The parts are read as a stream, each once; rows wait in a spool. Reading furigana, comments and drawings
would add words that nobody wrote into a cell: they are left out.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ingest import numberformats
from ingest.packages import Attributes, Package, attribute
from ingest.sheets import Doubt, Merge, Sheet, clean_cell, error_value, is_suspicious, missing_value, strip
from ingest.spool import MAX_COLUMNS, MAX_MERGES, MAX_SHEETS, SheetSpool, Spool
from matching.errors import UnreadableFile

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_INTEGER = re.compile("-?[0-9]{1,15}")
_MAX_ROW = 1_048_576
# What the shared texts may come to in memory, in characters; each has its price beside its letters.
_MAX_TEXTS = 150_000_000
_TEXT_OVERHEAD = 30


def read_xlsx(package: Package, spool: Spool) -> tuple[Sheet, ...]:
    """The sheets of a workbook, in its order. Rows are in the spool afterwards."""
    book = _Book(package)
    sheets: list[Sheet] = []
    if len(book.sheets) > MAX_SHEETS:
        raise UnreadableFile("シートが多すぎます。ブックを分けて保存してください。")
    for name, state, part in book.sheets:
        rows = SheetSpool(spool)
        reader = _SheetReader(book, rows)
        package.parse(part, reader.start, reader.end, reader.text)
        rows.finish()
        merges, hidden_rows = tuple(reader.merges), tuple(rows.hidden_rows)
        hidden = state in ("hidden", "veryHidden")
        columns = tuple(sorted(reader.hidden_columns))
        sheets.append(
            Sheet(name, rows.rows, None, hidden, book.date1904, merges, hidden_rows, hidden_columns=columns)
        )
    return tuple(sheets)


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, package: Package) -> None:
        self.date1904 = False
        self._listed: list[tuple[str, str, str]] = []
        main = self._main_part(package)
        package.parse(main, self._on_workbook)
        targets = _relations(package, main)
        parts_of: dict[str, tuple[str, str, str]] = {}  # a part is one sheet, however often it is listed
        for name, state, key in self._listed:
            kind, part = targets.get(key, ("", ""))
            if kind == "worksheet" and part in package:
                parts_of.setdefault(part, (name, state, part))
        self.sheets = list(parts_of.values())
        parts = dict(targets.values())
        self.formats = _Styles(package, parts.get("styles", "")).formats
        self.texts = _SharedTexts(package, parts.get("sharedStrings", "")).texts

    def _main_part(self, package: Package) -> str:
        relations = _relations(package, "").values()
        found = next((part for kind, part in relations if kind == "officeDocument"), "xl/workbook.xml")
        if found.endswith(".bin"):
            raise UnreadableFile(
                f"{package.path.name} はバイナリ形式(.xlsb)です。Excel で開き、.xlsx 形式で保存し直してください。"
            )
        return found

    def _on_workbook(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self._listed.append((attributes.get("name", ""), attributes.get("state", ""), key))
        elif name == "workbookPr":
            self.date1904 = attributes.get("date1904", "") in ("1", "true")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """id -> (kind, part) of what a part refers to."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], whole)

    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations in package:
        package.parse(relations, start)
    return found


class _Styles:
    """Style number -> number format."""

    def __init__(self, package: Package, part: str) -> None:
        self.formats: list[str] = []
        self._codes: dict[str, str] = {}
        self._in_cells = False
        if part in package:
            package.parse(part, self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            key = attributes.get("numFmtId", "0")
            built_in = numberformats.BUILT_IN.get(int(key), "") if key.isdecimal() and len(key) < 4 else ""
            self.formats.append(self._codes.get(key, built_in))

    def _end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


@dataclass
class _RichText:
    """Collects the text of <t> elements, without those of furigana."""

    parts: list[str] = field(default_factory=list)
    _inside: bool = False
    _phonetic: int = 0

    def start(self, name: str) -> None:
        if name == "t":
            self._inside = not self._phonetic
        elif name == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = max(0, self._phonetic - 1)

    def text(self, words: str) -> None:
        if self._inside:
            self.parts.append(words)

    def take(self) -> str:
        """The text so far, and start anew."""
        words = "".join(self.parts)
        self.parts = []
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), words) if "_x" in words else words


class _SharedTexts:
    def __init__(self, package: Package, part: str) -> None:
        self.texts: list[str] = []
        self._size = 0
        self._rich = _RichText()
        if part in package:
            package.parse(part, lambda name, _: self._rich.start(name), self._end, self._rich.text)

    def _end(self, name: str) -> None:
        if name == "si":
            self.texts.append(self._rich.take())
            self._size += len(self.texts[-1]) + _TEXT_OVERHEAD
            if self._size > _MAX_TEXTS:
                raise UnreadableFile("ブックの文字が多すぎます。シートを分けて保存してください。")
        else:
            self._rich.end(name)


class _SheetReader:
    """Handlers for one sheet's part."""

    def __init__(self, book: _Book, spool: SheetSpool) -> None:
        self.merges: list[Merge] = []
        self.hidden_columns: set[int] = set()
        self._book = book
        self._spool = spool
        self._columns: dict[str, int] = {}
        self._row = 0
        self._elements = 0  # of the row, those that hold nothing as well
        self._hidden = False
        self._column = -1
        self._kind = self._style = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._rich = _RichText()
        self._in_text = False
        self._clear()

    def _clear(self) -> None:
        self._cells: dict[int, str] = {}
        self._days: dict[int, date | datetime] = {}
        self._doubts: dict[int, list[Doubt]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        match name:
            case "c":
                self._begin_cell(attributes)
            case "v":
                self._into = self._value
            case "f":
                self._formula = self._into = []
            case "col" if attributes.get("hidden", "") in ("1", "true"):
                self._hide(attributes.get("min", ""), attributes.get("max", ""))
            case "row":
                number = attributes.get("r", "")
                self._row = int(number) if number.isdecimal() else self._row + 1
                self._hidden = (
                    attributes.get("hidden", "") in ("1", "true") or attributes.get("zeroHeight") == "1"
                )
                self._column = -1
            case "is":
                self._in_text = True
            case "mergeCell":
                self._merge(attribute(attributes, "ref"))
            case _ if self._in_text:
                self._rich.start(name)

    def text(self, words: str) -> None:
        """Characters between elements."""
        if self._into is not None:
            self._into.append(words)
        elif self._in_text:
            self._rich.text(words)

    def end(self, name: str) -> None:
        """An element ends."""
        match name:
            case "v" | "f":
                self._into = None
            case "c":
                self._end_cell()
            case "row":
                self._spool.spool.count(self._elements + 1 - len(self._cells))
                self._elements = 0
                if self._row <= _MAX_ROW:
                    doubts = [doubt for found in self._doubts.values() for doubt in found]
                    self._spool.add(self._row, self._cells, self._days, doubts, hidden=self._hidden)
                self._clear()
            case "is":
                self._in_text = False
            case _ if self._in_text:
                self._rich.end(name)

    def _hide(self, first: str, last: str) -> None:
        if first.isdecimal() and last.isdecimal() and len(first + last) < 12:
            columns = range(int(first) - 1, min(int(last), MAX_COLUMNS))
            self._spool.spool.count(len(columns))
            self.hidden_columns.update(columns)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._elements += 1
        if self._elements > MAX_COLUMNS:
            self._spool.spool.count(self._elements)
            self._elements = 0
        letters = attributes.get("r", "").rstrip("0123456789")
        if (column := self._columns.get(letters)) is None:
            column = self._columns[letters] = _column(letters)
        self._column = column if letters else self._column + 1
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
        self._value, self._formula = [], None

    def _end_cell(self) -> None:
        column = self._column
        if column >= MAX_COLUMNS:
            return
        if self._kind == "inlineStr":
            self._put(column, self._rich.take())
        elif self._value:
            self._put_value(column, "".join(self._value))
        elif self._formula is not None and self._kind != "str":
            self._doubts[column] = [missing_value("=" + "".join(self._formula), column)]

    def _put_value(self, column: int, value: str) -> None:
        match self._kind:
            case "s":
                place = int(value) if value.strip().isdecimal() else -1
                if place < len(self._book.texts):
                    self._put(column, self._book.texts[place] if place >= 0 else value)
            case "e":
                self._doubts[column] = [error_value(value, column)]
            case "b":
                self._cells[column] = "TRUE" if value.strip() in ("1", "true") else "FALSE"
            case "d":
                self._put_iso(column, value)
            case "str":
                self._put(column, _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value))
            case _:
                self._put_number(column, value.strip())

    def _put(self, column: int, text: str) -> None:
        if is_suspicious(text):
            doubts: list[Doubt] = []
            self._cells[column] = clean_cell(text, column, doubts)
            self._doubts[column] = doubts
        else:
            self._cells[column] = strip(text)

    def _put_iso(self, column: int, value: str) -> None:
        try:
            moment = datetime.fromisoformat(value.strip().rstrip("Z"))
        except ValueError:
            self._put(column, value)
            return
        midnight = moment.time() == datetime.min.time()
        self._days[column] = moment.date() if midnight else moment
        self._cells[column] = moment.date().isoformat() if midnight else moment.isoformat(" ", "minutes")

    def _put_number(self, column: int, value: str) -> None:
        formats = self._book.formats
        style = int(self._style) if self._style.isdecimal() else 0
        code = formats[style] if style < len(formats) else ""
        if (not code or code == numberformats.GENERAL) and _INTEGER.fullmatch(value):
            self._cells[column] = value
            return
        try:
            number = float(value)
        except ValueError:
            self._put(column, value)
            return
        date1904 = self._book.date1904
        self._cells[column] = strip(numberformats.cell_text(number, code, date1904=date1904))
        if numberformats.is_date_format(code) and (day := numberformats.day_of(number, date1904=date1904)):
            self._days[column] = day

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end and len(self.merges) < MAX_MERGES:
            top, bottom = sorted((int(start[2]), int(end[2])))
            left, right = sorted((_column(start[1]), _column(end[1])))
            self.merges.append(Merge(top, left, bottom, right))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.strip("$").upper():
        if not "A" <= letter <= "Z" or number > MAX_COLUMNS:
            return MAX_COLUMNS
        number = number * 26 + ord(letter) - 64
    return number - 1


def unreadable_encrypted(path: Path) -> UnreadableFile:
    """The error of a workbook with a password."""
    return UnreadableFile(f"{path.name} はパスワード付きです。パスワードを外して保存し直してください。")
