"""One row's cells by field: which words belong where, under which heading they stood, and in which cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.columns import Layout, column_labels
from ingest.workbook import Row, Sheet


@dataclass(frozen=True, slots=True)
class Found:
    """A cell that holds something. label: its heading; cell: its name ("C5"); objects: a JSON Lines list."""

    label: str
    text: str
    cell: str
    keep_heading: bool = False
    objects: tuple[Mapping[str, str], ...] = ()

    @property
    def with_heading(self) -> str:
        """The words behind their heading."""
        return f"{self.label}: {self.text}"


class RowCells:
    """The cells of one row. What is taken is removed; what nobody took is in `rest` at the end."""

    def __init__(self, row: Row, by_field: dict[str, list[Found]]) -> None:
        self.row = row
        self.cells: dict[str, str] = {}
        self._by_field = by_field

    def all(self, field: str) -> list[Found]:
        """Take all cells of a field, plainest heading first, and note where its value comes from."""
        found = self._by_field.pop(field, [])
        if found:
            self.cells[field] = " ".join(one.cell for one in found)
        return found

    def one(self, field: str) -> str:
        """Take the plainest cell of a field that holds one value; other cells of it stay for `rest`."""
        found = self._by_field.pop(field, [])
        if not found:
            return ""
        if surplus := [one for one in found[1:] if one.text != found[0].text]:
            self._by_field.setdefault("", []).extend(surplus)
        self.cells[field] = found[0].cell
        return found[0].text

    def together(self, field: str) -> str:
        """Take a field of one value, and behind it what other columns say of it ("…、携帯: 090-…")."""
        found = self.all(field)
        further = [one.with_heading for one in found[1:] if one.text != found[0].text]
        return "、".join([found[0].text, *further]) if found else ""

    def heading(self, field: str) -> str:
        """The heading of the cell that `one` would take."""
        found = self._by_field.get(field)
        return found[0].label if found else ""

    def words(self, field: str) -> str:
        """Take a text field's words as written, as lines "見出し: 値" where the headings are needed."""
        return joined(self.all(field))

    def rest(self) -> Iterator[Found]:
        """Take what is left."""
        for field in list(self._by_field):
            yield from self._by_field.pop(field)


def joined(found: list[Found]) -> str:
    """Cells as one text. A cell under a plain heading, alone in its field, is left word for word."""
    if len(found) == 1 and not found[0].keep_heading:
        return found[0].text
    return "\n".join(one.with_heading for one in found)


class SheetCells:
    """Sorts the rows of one sheet by field. Build once a sheet."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        columns = layout.columns
        names = [sheet.cell_name(1, column.index).rstrip("0123456789") for column in columns]
        self.labels = column_labels(columns, names)
        self._order = sorted(columns, key=lambda column: (column.rank, column.index))
        self.headings = tuple(column.heading for column in columns)

    def data_rows(self) -> Iterator[Row]:
        """Rows below the headings that hold anything, without repeated headings."""
        for row in self.sheet.rows():
            if row.number > self.layout.header_row and not row.blank and row.cells != self.headings:
                yield row

    def of(self, row: Row) -> RowCells:
        """The cells of a row by field; those without one under "", in the order of the sheet."""
        by_field: dict[str, list[Found]] = {}
        for column in self._order:
            if column.index < len(row.cells) and (text := row.cells[column.index]):
                cell = self.sheet.cell_name(row.number, column.index)
                objects = row.nested.get(column.index, ())
                found = Found(self.labels[column.index], text, cell, column.keep_heading, objects)
                by_field.setdefault(column.field, []).append(found)
        for index in range(len(self.headings), len(row.cells)):
            if row.cells[index]:
                cell = self.sheet.cell_name(row.number, index)
                label = f"{cell.rstrip('0123456789')}列"
                by_field.setdefault("", []).append(Found(label, row.cells[index], cell))
        return RowCells(row, by_field)

    def surplus(self, row: Row) -> bool:
        """Whether cells stand right of the last heading."""
        return any(row.cells[len(self.headings) :])
