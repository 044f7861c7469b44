"""Short lists that the office keeps: firms asked, things done, targets. Files of any kind -> rows by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ingest import values
from ingest.cells import SheetCells
from ingest.columns import read_layout
from ingest.kinds import Kind, asks_buyers
from ingest.numbers import header_unit
from ingest.sheets import Row, Sheet
from ingest.vocabulary import bare_heading
from ingest.workbook import open_workbook
from matching.corporate import AskedFirm
from matching.errors import InputError
from matching.places import split_address

# A heading row is looked for in so many rows from the top.
_TITLES = 20
_SUPPLIERS_FIRST: tuple[Kind, ...] = ("suppliers", "buyers")
_BUYERS_FIRST: tuple[Kind, ...] = ("buyers", "suppliers")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of a list. values: field -> words as they stand; days: field -> the day of a real date cell.

    units: field -> yen of one unit as the heading states it.
    """

    file: str
    sheet: str
    row: int
    values: Mapping[str, str]
    days: Mapping[str, date | datetime]
    units: Mapping[str, int]

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"{self.file} {self.sheet} {self.row}行"


def listed_firms(path: Path, called: str = "") -> tuple[AskedFirm, ...]:
    """The firms of a list (登録番号, 企業名, 法人番号, 所在地 under any usual heading) in its order.

    called: what the file is called where it lies under another name. Raises UnreadableFile, and InputError where no sheet names firms.
    """
    found: list[AskedFirm] = []
    with open_workbook(path, called) as book:
        for sheet in book.sheets:
            of_buyers = asks_buyers(f"{book.path.stem} {sheet.name}")
            layout = read_layout(sheet, _BUYERS_FIRST if of_buyers else _SUPPLIERS_FIRST)
            if layout is None:
                continue
            cells = SheetCells(sheet, layout)
            for row in cells.data_rows():
                one = cells.of(row)
                name, number = one.one("company_name"), one.one("source_id")
                corporate = values.corporate_number(one.one("corporate_number"))
                prefecture, city = one.one("prefecture"), one.one("city")
                if not prefecture and not city:
                    prefecture, city, _ = split_address(one.one("address"))
                if name or number or corporate:
                    place = (book.path.name, sheet.name, row.number)
                    found.append(AskedFirm(name, number, corporate, prefecture, city, None, *place))
    if not found:
        raise InputError(
            f"{called or path.name} に送付先の企業がありません。1行目に「企業名」「登録番号」などの見出しを入れてください。"
        )
    return tuple(found)


def listed_rows(
    path: Path, headings: Mapping[str, str], required: tuple[str, ...], called: str = ""
) -> tuple[ListedRow, ...]:
    """The rows of all sheets that have the required headings. headings: field -> its headings, with | between.

    Raises UnreadableFile, and InputError where no sheet has them.
    """
    known = {bare_heading(form): key for key, forms in headings.items() for form in forms.split("|")}
    found: list[ListedRow] = []
    seen = False
    with open_workbook(path, called) as book:
        for sheet in book.sheets:
            columns, units, after = _columns(sheet, known, required)
            seen = seen or bool(columns)
            if columns:
                found += _rows(book.path.name, sheet, columns, units, after)
    if not seen:
        wanted = "、".join(headings[key].partition("|")[0] for key in required)
        raise InputError(f"{called or path.name} に見出し({wanted})の行が見つかりません。")
    return tuple(found)


def _columns(
    sheet: Sheet, known: Mapping[str, str], required: tuple[str, ...]
) -> tuple[dict[int, str], dict[str, int], int]:
    """Column -> field, field -> yen of a unit, and the row of the headings; nothing where there are none."""
    for count, row in enumerate(sheet.rows()):
        if count >= _TITLES:
            break
        columns: dict[int, str] = {}
        units: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            plain = cell.partition("(")[0].partition("（")[0]
            field = known.get(bare_heading(cell)) or known.get(bare_heading(plain))
            if field and field not in columns.values():
                columns[index] = field
                if unit := header_unit(cell):
                    units[field] = unit
        if set(required) <= set(columns.values()):
            return columns, units, row.number
    return {}, {}, 0


def _rows(
    file: str, sheet: Sheet, columns: Mapping[int, str], units: Mapping[str, int], after: int
) -> Iterator[ListedRow]:
    for row in sheet.rows():
        told = _told(row, columns)
        if row.number > after and told:
            days = {columns[index]: day for index, day in row.days.items() if index in columns}
            yield ListedRow(file, sheet.name, row.number, told, days, units)


def _told(row: Row, columns: Mapping[int, str]) -> dict[str, str]:
    cells = row.cells
    told = {field: cells[index].strip() for index, field in columns.items() if index < len(cells)}
    return {field: words for field, words in told.items() if words}
