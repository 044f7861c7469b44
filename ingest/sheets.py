"""What reading a file gives: a workbook of sheets of rows of text cells, and what was odd in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl.utils import get_column_letter

# What no database takes, what no person typed, and what Excel shows in place of a value.
_SUSPICIOUS = re.compile(
    "[\0-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000-\uf8ff\ufffd]|#(?:N/A|REF|VALUE|DIV/0|NAME|NUM|NULL)"
)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_BREAKS = re.compile("[\x0b\x0c]|\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_OUTER = " \t\r\n\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was odd in one cell as it was read. column: 0-based; None: the whole row or file. row: where no record's."""

    code: str
    message: str
    column: int | None = None
    value: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a spreadsheet shows it.

    number: 1-based row (of a CSV: record). line: physical line in a text file, None in a workbook.
    cells: what the cells show. nested: column -> objects, where a JSON Lines cell held a list of objects.
    fault: why the row cannot be read (Japanese). hidden: the workbook does not show the row.
    days: column -> the exact day of a real date cell. doubts: what was odd in its cells. places: column -> the row
    and the 0-based column in which its text stands, where the record is no row of the sheet; shown: the row to name then. industry: what a
    row above them says of all rows below it.
    """

    number: int
    line: int | None
    cells: tuple[str, ...]
    nested: Mapping[int, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    fault: str = ""
    hidden: bool = False
    days: Mapping[int, date | datetime] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    shown: int = 0
    industry: str = ""

    @property
    def blank(self) -> bool:
        """No cell holds anything."""
        return not self.fault and not any(self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: rows are 1-based, columns 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named sheet. `rows` starts a fresh reading; `keys`: the headings of a file without a heading row.

    hidden: the workbook does not show the sheet. date1904: plain serial numbers count from 1904.
    titled: the name was given to the sheet, not to the file. hidden_columns: 0-based. titles: what stands above the
    labels of a form. form: the sheet was a filled-in form, and its keys are its labels. headings_from: the row in which
    the headings begin, where a person said so.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    keys: tuple[str, ...] | None = None
    hidden: bool = False
    date1904: bool = False
    merges: tuple[Merge, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    titled: bool = False
    hidden_columns: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    form: bool = False
    headings_from: int | None = None

    def cell_of(self, row: Row, column: int) -> str:
        """The name of a row's cell as a spreadsheet shows it."""
        if column in row.places:
            number, place = row.places[column]
            return f"{get_column_letter(place + 1)}{number}"
        return self.cell_name(row.number, column)

    def cell_name(self, row: int, column: int) -> str:
        """The cell's name as a spreadsheet shows it ("C12"); "12:企業名" where columns have no letters."""
        if self.keys is not None:
            return f"{row}:{self.keys[column]}"
        return f"{get_column_letter(column + 1)}{row}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file's sheets. `encoding` is None for workbooks. Use as a context manager: it holds the file open."""

    path: Path
    sha256: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    close: Callable[[], None] = lambda: None
    doubts: tuple[Doubt, ...] = ()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_suspicious(text: str) -> bool:
    """Whether a text (a line, say) holds anything that `clean_cell` would do more to than strip."""
    return _SUSPICIOUS.search(text) is not None


def strip(text: str) -> str:
    """The text without outer white space."""
    return text.strip(_OUTER)


def storable(text: str) -> str:
    """The text without what no database takes (NUL, lone surrogates) and without outer white space."""
    return _SURROGATES.sub("\ufffd", text.replace("\0", "")).strip(_OUTER)


def clean_text(text: str) -> str:
    """`storable`, without the control characters that get into files by accident."""
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text.replace("\0", "")))
    return _SURROGATES.sub("\ufffd", text).strip(_OUTER)


def clean_cell(text: str, column: int, doubts: list[Doubt]) -> str:
    """`clean_text`, and what was odd goes to `doubts`. Error values count as nothing."""
    if text.strip(_OUTER) in ERROR_VALUES:
        doubts.append(error_value(text.strip(_OUTER), column))
        return ""
    cleaned = clean_text(text)
    if "\0" in text or _CONTROLS.search(text):
        message = "目に見えない制御文字を除きました。値が正しいか確かめてください。"
        doubts.append(Doubt("control-characters", message, column, cleaned))
    if _PRIVATE.search(cleaned):
        message = "外字(ほかのパソコンでは表示できない文字)があります。ふつうの文字に直してください。"
        doubts.append(Doubt("private-characters", message, column, cleaned))
    if "\ufffd" in cleaned and not any(doubt.column == column for doubt in doubts):
        message = "読めない文字(�)があります。元の資料で確かめて入力し直してください。"
        doubts.append(Doubt("undecodable-text", message, column, cleaned))
    return cleaned


def error_value(text: str, column: int) -> Doubt:
    """The doubt of a cell that shows an error."""
    message = f"セルがエラー値({text})のため、空欄として扱います。数式を直すか、値を入力してください。"
    return Doubt("error-cell", message, column, text)


def missing_value(formula: str, column: int) -> Doubt:
    """The doubt of a formula whose result was not saved. Formulas are never evaluated."""
    message = "数式の計算結果がファイルに保存されていないため、空欄として扱います。Excel で開いて保存し直してください。"
    return Doubt("formula-without-value", message, column, formula[:200])
