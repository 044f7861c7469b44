"""Bytes -> sheets of text cells: encodings, delimiters, workbooks, JSON Lines. Knows nothing of fields.

A sheet is read row by row, as often as it is asked for, so that a file of 100,000 firms needs no more
memory than one of 100.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from matching.errors import UnreadableFile

# What an .xlsx may hold once inflated: 100,000 firms are about 150 MB, a zip bomb is gigabytes.
MAX_INFLATED_BYTES = 400_000_000
# The longest text that one cell of a CSV may hold, and one line of a JSON Lines file.
MAX_CELL_CHARACTERS = 1_000_000
MAX_LINE_CHARACTERS = 4_000_000
_CHUNK = 1 << 20
_DELIMITERS = (",", "\t", ";")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a spreadsheet shows it.

    number: 1-based row (of a CSV: record). line: physical line in a text file, None in a workbook.
    nested: column -> objects, where a JSON Lines cell held a list of objects.
    fault: why the row cannot be read (Japanese).
    """

    number: int
    line: int | None
    cells: tuple[str, ...]
    nested: Mapping[int, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    fault: str = ""

    @property
    def blank(self) -> bool:
        """No cell holds anything."""
        return not self.fault and not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named sheet. `rows` starts a fresh reading; `keys`: the headings of a file without a heading row."""

    name: str
    rows: Callable[[], Iterator[Row]]
    keys: tuple[str, ...] | None = None

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

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_workbook(path: Path) -> Workbook:
    """Open a CSV/TSV, .xlsx or JSON Lines file, told apart by content. Raises UnreadableFile (Japanese)."""
    try:
        if not path.is_file():
            raise UnreadableFile(f"{path} というファイルが見つかりません。")
        sha256 = file_hash(path)
        with path.open("rb") as stream:
            start = stream.read(_CHUNK)
        return _open(path, sha256, start)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path} を開けません。場所と読み取りの権限を確かめてください。") from error


def file_hash(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open(path: Path, sha256: str, start: bytes) -> Workbook:
    if not start.strip(b"\0 \t\r\n"):
        raise UnreadableFile(f"{path.name} は空です。")
    if start.startswith(b"PK"):
        return _open_xlsx(path, sha256)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            f"{path.name} は旧形式(.xls)かパスワード付きのブックです。"
            "パスワードを外し、Excel で .xlsx 形式に保存し直してください。"
        )
    encoding = _detect_encoding(path, start)
    first = start.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    sheet = _json_sheet(path, encoding) if first.startswith("{") else _csv_sheet(path, encoding)
    return Workbook(path, sha256, encoding, (sheet,))


# --- text -----------------------------------------------------------------------------------------------


def _detect_encoding(path: Path, start: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 or CP932: the first under which the whole file decodes."""
    for encoding in _candidates(start):
        if _decodes(path, encoding):
            return encoding
    raise UnreadableFile(
        f"{path.name} の文字コードが分かりません。"
        "CSV(UTF-8 か Shift_JIS)、.xlsx、JSON Lines のどれかで保存してください。"
    )


def _candidates(start: bytes) -> tuple[str, ...]:
    if start.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # UTF-16 without a mark has a zero byte beside each comma and line end: on odd places if little-endian.
    odd, even = start[1::2].count(0), start[::2].count(0)
    unmarked = "utf-16-le" if odd >= even else "utf-16-be"
    if odd + even > len(start) / 4:
        return (unmarked,)
    # A stray zero byte in other text is dropped from its cell.
    return ("utf-8", unmarked, "cp932") if odd + even > len(start) / 50 else ("utf-8", "cp932")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _clean(text: str) -> str:
    """The cell's own words without what no database takes (NUL, lone surrogates) and outer white space."""
    text = text.replace("\0", "")
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
    return text.strip(" \t\r\n\u3000\ufeff")


def _csv_sheet(path: Path, encoding: str) -> Sheet:
    delimiter = _detect_delimiter(path, encoding)
    return Sheet(path.stem, lambda: _csv_rows(path, encoding, delimiter))


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        line = 1
        try:
            for number, cells in enumerate(reader, 1):
                yield Row(number, line, tuple(map(_clean, cells)))
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(
                f'{path.name} の {line} 行目から先を読めません。引用符(")が閉じているか確かめてください。'
            ) from error


def _detect_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that splits most of the first records into the same number (> 1) of cells."""

    def regularity(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        rows = _csv_rows(path, encoding, delimiter)
        for row, _ in zip(rows, range(20), strict=False):
            if len(row.cells) > 1 and not row.blank:
                widths[len(row.cells)] += 1
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=regularity)


# --- JSON Lines -----------------------------------------------------------------------------------------


def _json_sheet(path: Path, encoding: str) -> Sheet:
    keys: dict[str, None] = {}
    readable = False
    for _, record in _json_records(path, encoding):
        if isinstance(record, dict):
            readable = True
            keys |= dict.fromkeys(record)
    if not readable:
        raise UnreadableFile(f"{path.name} は JSON Lines(1行に1件の JSON)として読めません。")
    names = tuple(keys)
    return Sheet(path.stem, lambda: _json_rows(path, encoding, names), tuple(map(_clean, names)))


def _json_records(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any] | str | None]]:
    """(line, object), (line, a Japanese fault), or (line, None) for a blank line."""
    with path.open(encoding=encoding) as stream:
        number = 0
        while text := stream.readline(MAX_LINE_CHARACTERS):
            number += 1
            if len(text) == MAX_LINE_CHARACTERS:
                raise UnreadableFile(
                    f"{path.name} の {number} 行目が長すぎます。1行に1件か確かめてください。"
                )
            yield number, _json_record(text.lstrip("\ufeff"))


def _json_record(text: str) -> dict[str, Any] | str | None:
    if not text.strip():
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return "JSON として読めない行です。"
    return record if isinstance(record, dict) else "1件の企業や案件を表す JSON オブジェクトではありません。"


def _json_rows(path: Path, encoding: str, keys: Sequence[str]) -> Iterator[Row]:
    for number, record in _json_records(path, encoding):
        if isinstance(record, dict):
            cells = tuple(_json_text(record.get(key)) for key in keys)
            nested = {i: found for i, key in enumerate(keys) if (found := _json_objects(record.get(key)))}
            yield Row(number, number, cells, nested)
        else:
            yield Row(number, number, (), fault=record or "")


def _json_objects(value: Any) -> tuple[Mapping[str, str], ...]:
    """The objects of a list that holds at least one; its plain entries become {"": text}."""
    if not isinstance(value, list) or not any(isinstance(entry, dict) for entry in value):
        return ()
    return tuple(
        {_clean(key): _json_text(part) for key, part in entry.items()}
        if isinstance(entry, dict)
        else {"": _json_text(entry)}
        for entry in value
    )


def _json_text(value: Any) -> str:
    """A JSON value as the words that a person would have typed into one cell."""
    match value:
        case None:
            return ""
        case str():
            return _clean(value)
        case bool():
            return "はい" if value else "いいえ"
        case list():
            return "\n".join(filter(None, map(_json_text, value)))
        case dict():
            return "、".join(
                f"{_clean(key)}: {text}" for key, part in value.items() if (text := _json_text(part))
            )
        case _:
            return cell_text(value)


# --- workbooks ------------------------------------------------------------------------------------------


def _open_xlsx(path: Path, sha256: str) -> Workbook:
    try:
        with zipfile.ZipFile(path) as archive:
            inflated = sum(entry.file_size for entry in archive.infolist())
        if inflated > MAX_INFLATED_BYTES:
            raise UnreadableFile(
                f"{path.name} は展開すると大きすぎます({inflated // 1_000_000:,} MB)。"
                "シートを分けて保存してください。"
            )
        with warnings.catch_warnings():
            # openpyxl warns of styles and validations that it drops: nothing that we read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl answers damage with whatever its parsers raise
        raise _damaged(path) from error
    sheets = tuple(Sheet(sheet.title, lambda s=sheet: _xlsx_rows(path, s)) for sheet in book.worksheets)  # type: ignore[misc]
    return Workbook(path, sha256, None, sheets, book.close)


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name} は壊れているか、Excel のブックではありません。.xlsx 形式で保存し直してください。"
    )


def _xlsx_rows(path: Path, sheet: Any) -> Iterator[Row]:
    # The size that the file states is often wrong (one cell, or a million empty columns).
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_xlsx_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield Row(number, None, tuple(cells))
    except Exception as error:  # see _open_xlsx: sheets are parsed while they are read
        raise _damaged(path) from error


def _xlsx_text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, int) and re.fullmatch("0{2,}", cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))  # a number shown with leading zeros, as a code is
    return cell_text(value)


def cell_text(value: Any) -> str:
    """A cell's value as a person would have typed it: 12.0 -> "12", a day -> "2027-03-31"."""
    match value:
        case None:
            return ""
        case str():
            return _clean(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case _:
            return _clean(str(value))
