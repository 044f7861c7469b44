"""CSV and TSV -> rows: delimiters, quotes that don't close, mixed line ends, cells in other encodings.

A file is read as a stream, once a reading; a record is never longer than its bounds.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from ingest.encodings import TextEncoding, decode_cell
from ingest.sheets import Doubt, Row, Sheet, clean_cell, is_suspicious, strip
from matching.errors import UnreadableFile

# The longest text that one cell may hold, and the most lines of one record.
MAX_CELL_CHARACTERS = 1_000_000
MAX_RECORD_LINES = 1_000
_DELIMITERS = (",", "\t", ";")
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def csv_sheet(path: Path, encoding: TextEncoding) -> Sheet:
    """The one sheet of a text file."""
    delimiter = _detect_delimiter(path, encoding)
    return Sheet(path.stem, lambda: _rows(path, encoding, delimiter))


def open_text(path: Path, encoding: TextEncoding, newline: str | None = None) -> TextIO:
    """The file as text, behind its mark; of a mixed file the bytes as Latin-1 (`decode_cell`)."""
    wide = encoding.codec.startswith("utf-16")
    codec = "latin-1" if encoding.mixed and not wide else encoding.codec
    raw = path.open("rb")
    try:
        raw.seek(encoding.skip)
        return io.TextIOWrapper(raw, codec, "replace" if wide else "strict", newline)
    except BaseException:
        raw.close()
        raise


def _rows(path: Path, encoding: TextEncoding, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    mixed = encoding.mixed and not encoding.codec.startswith("utf-16")
    with open_text(path, encoding, newline="") as stream:
        records = _Records(stream, delimiter, path)
        for number, (line, cells, odd, broken) in enumerate(records.read(), 1):
            if number == 1 and len(cells) <= 2 and cells and _SEPARATOR.fullmatch(delimiter.join(cells)):
                cells = []  # Excel's own note of the delimiter
            doubts: list[Doubt] = []
            if broken:
                message = '引用符(")の閉じていない行です。1行だけを読みました。値を確かめてください。'
                doubts.append(Doubt("broken-quotes", message, value=delimiter.join(cells)[:200]))
            if mixed:
                cells = [decode_cell(cell, encoding.codec, i, doubts) for i, cell in enumerate(cells)]
            if odd or mixed:
                texts = tuple(
                    clean_cell(cell, i, doubts) if is_suspicious(cell) else strip(cell)
                    for i, cell in enumerate(cells)
                )
            else:
                texts = tuple(map(strip, cells))
            yield Row(number, line, texts, doubts=tuple(doubts)) if doubts else Row(number, line, texts)


class _Records:
    """Records of a CSV. A record whose quotes don't close is its first line alone; the next begins below."""

    def __init__(self, stream: TextIO, delimiter: str, path: Path) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._path = path
        self._waiting: list[str] = []
        self._taken: list[str] = []
        self._line = 0

    def read(self) -> Iterator[tuple[int, list[str], bool, bool]]:
        """(physical line, cells, whether a line holds odd characters, whether the quotes were broken)."""
        while True:
            reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
            line = self._line + 1
            try:
                for cells in reader:
                    odd = any(map(is_suspicious, self._taken))
                    self._taken.clear()
                    yield line, cells, odd, False
                    line = self._line + 1
                return
            except csv.Error as error:
                yield self._mend(line, error)

    def _lines(self) -> Iterator[str]:
        while True:
            text = self._waiting.pop() if self._waiting else self._next()
            if not text:
                return
            self._taken.append(text)
            self._line += 1
            if len(self._taken) > MAX_RECORD_LINES:
                raise csv.Error("a record of too many lines")
            yield text

    def _next(self) -> str:
        text = self._stream.readline(MAX_CELL_CHARACTERS + 1)
        if len(text) > MAX_CELL_CHARACTERS and not text.endswith(("\n", "\r")):
            raise UnreadableFile(
                f'{self._path.name} の {self._line + 1} 行目が長すぎて読めません。引用符(")が閉じているか確かめてください。'
            )
        return text

    def _mend(self, line: int, error: csv.Error) -> tuple[int, list[str], bool, bool]:
        """The first line of the record that could not be read, as well as it can be."""
        if not self._taken:
            raise UnreadableFile(f"{self._path.name} の {line} 行目から先を読めません。") from error
        first, *rest = self._taken
        self._waiting += reversed(rest)
        self._line -= len(rest)
        self._taken.clear()
        unquoted = first.count('"') % 2 == 1
        try:
            cells = next(
                csv.reader(
                    [first],
                    delimiter=self._delimiter,
                    quoting=csv.QUOTE_NONE if unquoted else csv.QUOTE_MINIMAL,
                ),
                [],
            )
        except csv.Error as second:
            raise UnreadableFile(f"{self._path.name} の {line} 行目を読めません。") from second
        cells = [cell[1:] if cell.count('"') == 1 and cell[0] == '"' else cell for cell in cells]
        return line, cells, is_suspicious(first), True


def _detect_delimiter(path: Path, encoding: TextEncoding) -> str:
    """The delimiter that splits most of the first records into the same number (> 1) of cells."""
    with open_text(path, encoding, newline="") as stream:
        if found := _SEPARATOR.fullmatch(stream.readline(100)):
            return found[1]

    def regularity(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        for row in islice(_rows(path, encoding, delimiter), 20):
            if len(row.cells) > 1 and not row.blank:
                widths[len(row.cells)] += 1
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=regularity)
