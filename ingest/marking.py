"""A copy of a file in which the cells that a reading found fault with are marked and commented.

A workbook of the present format is copied as it is; any other file becomes one. Nothing is evaluated: what
begins like a formula is written as text.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from ingest.headers import heading_candidates
from ingest.report import Issue
from ingest.sheets import clean_text
from ingest.workbook import Sheet, Workbook, open_workbook
from matching.errors import InputError

LIST_SHEET = "確認事項"
# Above this a workbook would take too much memory to be copied with its looks.
MAX_COPIED_BYTES = 8_000_000
_MAX_TEXT = 32_767
_FILLS = {
    "error": PatternFill("solid", start_color="FFFF9999"),
    "warning": PatternFill("solid", start_color="FFFFF2A8"),
}
_LABELS = {"error": "エラー", "warning": "注意"}
_LIST_HEADINGS = ("区分", "シート", "行", "列", "値", "内容", "コード")
_LETTERS = re.compile(r"(?:.*\[)?([A-Z]{1,3})列\]?", re.DOTALL)
_AUTHOR = "juhatchu"

Marks = Mapping[tuple[int, int], list[Issue]]


def mark_copy(path: Path, issues: Sequence[Issue], target: Path, called: str = "") -> None:
    """Write a copy of `path` to `target` (an .xlsx) with the issues' cells coloured and commented.

    A last sheet 確認事項 lists all issues. called: what the file is called where it lies under another name. Raises
    UnreadableFile for a file that cannot be read, InputError for a target that cannot be written; what stood there is
    replaced whole or stays.
    """
    check_target(path, target)
    with open_workbook(path, called) as book:
        marks = {sheet.name: _marks(sheet, issues, single=len(book.sheets) == 1) for sheet in book.sheets}
        copied = book.encoding is None and path.suffix.lower() in (".xlsx", ".xlsm")
        small = copied and path.stat().st_size <= MAX_COPIED_BYTES
        result = (_copied(path, marks) if small else None) or _rewritten(book, marks)
        _list_issues(result, issues)
        beside = target.with_name(f".{target.name}.part")
        try:
            result.save(beside)
            beside.replace(target)
        except Exception as error:  # openpyxl raises anything for what it kept of a workbook
            beside.unlink(missing_ok=True)
            raise InputError(f"{target} に書けません。場所と空き容量を確かめてください。") from error


def check_target(path: Path, target: Path) -> None:
    """Raises InputError where a marked copy of `path` cannot be written to `target`."""
    if target.suffix.lower() != ".xlsx":
        raise InputError("印を付けた写しの名前は .xlsx で終わるようにしてください。")
    try:
        if target.exists() and target.samefile(path):
            raise InputError("元のファイルと違う名前を指定してください。元のファイルは書き換えません。")
        if target.is_dir():
            raise IsADirectoryError
        with NamedTemporaryFile(dir=target.parent):
            pass
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise InputError(f"{target} に書けません。場所と空き容量を確かめてください。") from error


# --- which cells ----------------------------------------------------------------------------------------


def _marks(sheet: Sheet, issues: Iterable[Issue], *, single: bool) -> Marks:
    """(row, 0-based column) -> its issues. Issues of a whole row mark its first cell."""
    found: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    mine = [
        issue for issue in issues if issue.row and (issue.sheet == sheet.name or (single and not issue.sheet))
    ]
    if not mine:
        return found
    headings = _headings(sheet)
    needed = {issue.row for issue in mine if issue.value or not issue.column}
    rows = {row.number: row.cells for row in sheet.rows() if row.number in needed}
    for issue in mine:
        if issue.row:
            found[issue.row, _column(issue, headings, rows.get(issue.row, ()))].append(issue)
    return found


def faulty_column(sheet: Sheet, issue: Issue) -> int:
    """The 0-based column of the cell that an issue of a row is about."""
    row = next((row.cells for row in sheet.rows() if row.number == issue.row), ())
    return _column(issue, _headings(sheet), row)


def _headings(sheet: Sheet) -> dict[str, int]:
    """Heading -> column, of all rows that may be headings; the upper rows first."""
    if sheet.keys is not None:
        return {key: column for column, key in enumerate(sheet.keys)}
    found: dict[str, int] = {}
    for candidate in heading_candidates(sheet):
        for column, heading in enumerate(candidate.cells):
            for words in (heading, heading.replace("\n", " "), heading.rpartition("\n")[2]):
                if words:
                    found.setdefault(words, column)
    return found


def _column(issue: Issue, headings: Mapping[str, int], cells: Sequence[str]) -> int:
    if letters := _LETTERS.fullmatch(issue.column):
        return openpyxl.utils.column_index_from_string(letters[1]) - 1
    if issue.column in headings:
        return headings[issue.column]
    if issue.value and issue.value in cells:
        return cells.index(issue.value)
    return next((column for column, text in enumerate(cells) if text), 0)


# --- the copy -------------------------------------------------------------------------------------------


def _copied(path: Path, marks: Mapping[str, Marks]) -> Any:
    """The workbook with its looks, without macros; None where it is too odd for openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that the copy does without
        try:
            book = openpyxl.load_workbook(path)
        except Exception:
            return None
    for sheet in book.worksheets:
        for (row, column), issues in marks.get(sheet.title, {}).items():
            cell = sheet.cell(row, column + 1)
            if isinstance(cell, MergedCell):
                cell = _merged_head(sheet, cell)
            cell.fill = _fill(issues)
            cell.comment = _comment(issues, cell.comment.text if cell.comment else "")
    return book


def _merged_head(sheet: Any, cell: MergedCell) -> Any:
    """The cell that stands for the merged cells of which this is one."""
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _rewritten(book: Workbook, marks: Mapping[str, Marks]) -> Any:
    """The texts of a file as a new workbook; rows keep their numbers."""
    result = openpyxl.Workbook(write_only=True)
    for sheet in book.sheets:
        page = result.create_sheet(_title(sheet.name, result))
        mine = marks.get(sheet.name, {})
        by_row: dict[int, list[int]] = defaultdict(list)
        for row_number, column in mine:
            by_row[row_number].append(column)
        if sheet.keys is not None:
            page.append([_cell(page, key, ()) for key in sheet.keys])
        written = 0
        for row in sheet.rows():
            while written < row.number - 1:
                written += 1
                page.append([])
            written = row.number
            width = max([len(row.cells), *(column + 1 for column in by_row.get(row.number, ()))])
            texts = [*row.cells, *[""] * (width - len(row.cells))]
            page.append([_cell(page, text, mine.get((row.number, i), ())) for i, text in enumerate(texts)])
    return result


def _cell(page: Any, text: str, issues: Sequence[Issue]) -> Any:
    cell = WriteOnlyCell(page, value=None)
    set_text(cell, text)
    if issues:
        cell.fill = _fill(issues)
        cell.comment = _comment(issues, "")
    return cell


def set_text(cell: Any, text: str) -> None:
    """Put words into a cell as words: never a formula, a number or a date."""
    words = clean_text(text)[:_MAX_TEXT]
    if not words:
        return
    cell.value = words
    cell.data_type = "s"
    if words.startswith(("=", "+", "-", "@")):
        cell.style = "Normal"
        cell.quotePrefix = True


def _fill(issues: Sequence[Issue]) -> PatternFill:
    return _FILLS["error" if any(issue.severity == "error" for issue in issues) else "warning"]


def _comment(issues: Sequence[Issue], before: str) -> Comment:
    lines = [f"{_LABELS[issue.severity]}: {issue.message}" for issue in issues]
    comment = Comment("\n".join(dict.fromkeys(filter(None, [before, *lines])))[:_MAX_TEXT], _AUTHOR)
    comment.width, comment.height = 320, 40 + 40 * len(lines)
    return comment


def _title(name: str, book: Any) -> str:
    """A name that a sheet may have, and that none has yet."""
    bare = re.sub(r"[\\/?*\[\]:]", "_", clean_text(name))[:28] or "表"
    taken = set(book.sheetnames)
    tries = (bare if not i else f"{bare}_{i}" for i in range(len(taken) + 1))
    return next(title for title in tries if title not in taken)


def _list_issues(book: Any, issues: Sequence[Issue]) -> None:
    page = book.create_sheet(_title(LIST_SHEET, book))
    for letter, width in zip("ABCDEFG", (8, 18, 8, 22, 30, 70, 24), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    head = [WriteOnlyCell(page, value=heading) for heading in _LIST_HEADINGS]
    for cell in head:
        cell.font = Font(bold=True)
    page.append(head)
    for issue in islice(issues, 1_000_000):
        texts = (
            _LABELS[issue.severity],
            issue.sheet,
            "",
            issue.column,
            issue.value,
            issue.message,
            issue.code,
        )
        row = [_cell(page, text, ()) for text in texts]
        row[2].value = issue.row
        row[0].fill = _FILLS[issue.severity]
        row[5].alignment = Alignment(wrap_text=True, vertical="top")
        page.append(row)
