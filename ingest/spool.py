"""Rows of a workbook's sheets on disk while they are read: as often as asked for, in bounded memory."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from ingest.sheets import Doubt, Row
from matching.errors import UnreadableFile

# What the texts of a workbook may come to: one long text that a million cells repeat is an attack.
MAX_BYTES = 1_500_000_000
MAX_CELLS = 40_000_000
MAX_COLUMNS = 16_384
MAX_SHEETS = 2000
MAX_MERGES = 200_000
_ROWS_AT_ONCE = 200


class Spool:
    """A temporary file for the rows of one workbook. Close it after use."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.size = 0
        self.cells = 0

    def close(self) -> None:
        """Drop the rows."""
        self._file.close()

    def count(self, cells: int) -> None:
        """Note that so many cells (or what costs as much) come: raises UnreadableFile where they are too many."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise _too_large()

    def append(self, content: bytes) -> tuple[int, int]:
        """Write some bytes; their place."""
        if self.size + len(content) > MAX_BYTES:
            raise _too_large()
        place = (self.size, len(content))
        self._file.seek(self.size)
        self._file.write(content)
        self.size += len(content)
        return place

    def read(self, place: tuple[int, int]) -> bytes:
        """The bytes at a place."""
        self._file.seek(place[0])
        return self._file.read(place[1])


def _too_large() -> UnreadableFile:
    return UnreadableFile("シートの中身が大きすぎます。シートを分けて保存してください。")


@dataclass
class SheetSpool:
    """The rows of one sheet: write them in order, `finish`, then read them."""

    spool: Spool
    hidden_rows: list[int] = field(default_factory=list)
    _places: list[tuple[int, int]] = field(default_factory=list)
    _waiting: list[tuple[Any, ...]] = field(default_factory=list)

    def add(
        self,
        number: int,
        cells: dict[int, str],
        days: dict[int, date | datetime],
        doubts: list[Doubt],
        *,
        hidden: bool = False,
    ) -> None:
        """Take in a row; one without any text or doubt only counts."""
        cells = {column: text for column, text in cells.items() if text and column < MAX_COLUMNS}
        if not cells and not doubts:
            return
        self.spool.count(len(cells) + len(doubts))
        if hidden and cells:
            self.hidden_rows.append(number)
        told = [(doubt.code, doubt.message, doubt.column, doubt.value) for doubt in doubts]
        moments = {column: day.isoformat() for column, day in days.items()}
        self._waiting.append((number, hidden, cells, moments, told))
        # A few long rows fill as much memory as many short ones.
        if len(self._waiting) >= _ROWS_AT_ONCE or len(cells) > 1000:
            self.finish()

    def finish(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._places.append(self.spool.append(marshal.dumps(self._waiting)))
            self._waiting = []

    def rows(self) -> Iterator[Row]:
        """A fresh reading of the rows."""
        for place in self._places:
            for number, hidden, cells, moments, told in marshal.loads(self.spool.read(place)):
                width = max(cells, default=-1) + 1
                texts = tuple(cells.get(column, "") for column in range(width))
                yield Row(
                    number,
                    None,
                    texts,
                    hidden=hidden,
                    days={column: _moment(text) for column, text in moments.items()} if moments else {},
                    doubts=tuple(Doubt(*one) for one in told),
                )


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
