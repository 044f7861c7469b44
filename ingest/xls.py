"""The old .xls, by xlrd: its cells as Excel shows them, merged cells, what is hidden."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from ingest import numberformats
from ingest.packages import damaged
from ingest.sheets import Doubt, Merge, Sheet, clean_cell, error_value, is_suspicious, strip
from ingest.spool import SheetSpool, Spool
from ingest.xlsx import unreadable_encrypted
from matching.errors import UnreadableFile

MAX_FILE_BYTES = 150_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_xls(path: Path, spool: Spool) -> tuple[Sheet, ...]:
    """The sheets of an .xls. Raises UnreadableFile for one with a password, and for damage."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableFile(f"{path.name} は大きすぎます。.xlsx 形式で保存し直してください。")
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise unreadable_encrypted(path)
    try:
        return _read(content, spool)
    except UnreadableFile:
        raise
    except XLRDError as error:
        if "encrypted" in str(error) or "password" in str(error):
            raise unreadable_encrypted(path) from error
        raise damaged(path) from error
    except Exception as error:  # xlrd answers damage with whatever its unpacking raises
        raise damaged(path) from error


def _read(content: bytes, spool: Spool) -> tuple[Sheet, ...]:
    log = io.StringIO()  # xlrd would write its remarks to standard output
    with xlrd.open_workbook(file_contents=content, logfile=log, formatting_info=True, on_demand=True) as book:
        sheets: list[Sheet] = []
        for place in range(book.nsheets):
            sheets.append(_sheet(book, book.sheet_by_index(place), spool))
            book.unload_sheet(place)
    return tuple(sheets)


def _sheet(book: Any, sheet: Any, spool: Spool) -> Sheet:
    date1904 = bool(book.datemode)
    rows = SheetSpool(spool)
    for index in range(sheet.nrows):
        cells: dict[int, str] = {}
        days: dict[int, date | datetime] = {}
        doubts: list[Doubt] = []
        for column in range(sheet.row_len(index)):
            kind = sheet.cell_type(index, column)
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                value = sheet.cell_value(index, column)
                if kind == xlrd.XL_CELL_TEXT:
                    cells[column] = (
                        clean_cell(value, column, doubts) if is_suspicious(value) else strip(value)
                    )
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    cells[column] = "TRUE" if value else "FALSE"
                elif kind == xlrd.XL_CELL_ERROR:
                    doubts.append(error_value(error_text_from_code.get(value, "#N/A"), column))
                else:
                    code = _format(book, sheet.cell_xf_index(index, column))
                    cells[column] = strip(numberformats.cell_text(value, code, date1904=date1904))
                    day = numberformats.day_of(value, date1904=date1904)
                    if day and numberformats.is_date_format(code):
                        days[column] = day
        hidden = index in sheet.rowinfo_map and bool(sheet.rowinfo_map[index].hidden)
        rows.add(index + 1, cells, days, doubts, hidden=hidden)
    rows.finish()
    merges = tuple(Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells)
    hidden_rows = tuple(rows.hidden_rows)
    columns = tuple(
        sorted(column for column, one in sheet.colinfo_map.items() if one.hidden and column < 256)
    )
    return Sheet(
        sheet.name,
        rows.rows,
        None,
        bool(sheet.visibility),
        date1904,
        merges,
        hidden_rows,
        hidden_columns=columns,
    )


def _format(book: Any, style: int) -> str:
    key = book.xf_list[style].format_key
    # The system's own date, and Japanese formats, have numbers whose text is not in the file.
    built_in = numberformats.BUILT_IN.get(key)
    if built_in and (key in (14, 22) or (27 <= key <= 58 and key not in (37, 38, 39, 40))):
        return built_in
    found = book.format_map.get(key)
    return str(found.format_str) if found else ""
