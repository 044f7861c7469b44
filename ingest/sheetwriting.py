"""Workbooks that we write: headings, words as words (never a formula), widths. Shared by exports and templates."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ingest.marking import set_text
from matching.corporate.fields import Entity, Field, fields
from matching.errors import InputError

# What Excel takes into one cell.
LONGEST_TEXT = 32_767
_HEADING_FILL = PatternFill("solid", start_color="FFDDE8F0")
_WIDE = frozenset({"processes", "strengths", "materials", "equipment", "terms", "notes", "wants", "item"})

# Headings where the field's own name says too little of how to fill it in.
_HEADINGS: Mapping[tuple[str, str], str] = {
    ("supplier", "capital_yen"): "資本金(円)",
    ("buyer", "capital_yen"): "資本金(円)",
    ("buyer", "name"): "発注企業名",
}


def heading(entity: Entity, key: str) -> str:
    """The heading under which a field is written, and read back."""
    return _HEADINGS.get((entity, key)) or fields(entity)[key].label


def form_fields(entity: Entity, leave_out: Iterable[str] = ()) -> list[Field]:
    """The fields of an entity in the order of its form."""
    left_out = set(leave_out)
    return [one for one in fields(entity).values() if one.key not in left_out]


def cell(page: Any, value: str | float | None, *, bold: bool = False) -> Any:
    """A cell with a number or with words as words."""
    made = WriteOnlyCell(page, value=None)
    if isinstance(value, int | float):
        made.value = value
    elif value:
        set_text(made, value)
    if bold:
        made.font = Font(bold=True)
        made.fill = _HEADING_FILL
        made.alignment = Alignment(wrap_text=True, vertical="center")
    return made


def add_table(
    book: Any,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | float | None]],
    wide: Iterable[int] = (),
) -> int:
    """Add a sheet of headings and rows to a write-only workbook; how many rows."""
    page = book.create_sheet(title)
    page.freeze_panes = "B2"
    widths = set(wide)
    for index, words in enumerate(headings):
        letter = get_column_letter(index + 1)
        page.column_dimensions[letter].width = 40 if index in widths else max(12, min(24, 2 * len(words) + 2))
    page.append([cell(page, words, bold=True) for words in headings])
    count = 0
    for row in rows:
        page.append([cell(page, value) for value in row])
        count += 1
    return count


def one_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | float | None]],
    wide: Iterable[int] = (),
) -> bytes:
    """A workbook with one table on one sheet, as the bytes of its file; `wide` as for `add_table`."""
    book = openpyxl.Workbook(write_only=True)
    add_table(book, title, headings, rows, wide)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def wide_columns(keys: Sequence[str]) -> list[int]:
    """Places of columns that hold long texts."""
    return [index for index, key in enumerate(keys) if key in _WIDE]


def save(path: Path, write: Callable[[Any], None]) -> None:
    """Make a workbook beside its place and move it there whole. Raises InputError."""
    if path.suffix.lower() != ".xlsx":
        raise InputError("書き出すファイルの名前は .xlsx で終わるようにしてください。")
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            book = openpyxl.Workbook(write_only=True)
            write(book)
            book.save(stream)
        beside.replace(path)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        raise InputError(f"{path} に書けません。場所と空き容量を確かめてください。") from error
