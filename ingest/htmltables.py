"""An HTML table, as old web systems and Excel save under the name .xls, as a sheet of text cells.

Plain text only: scripts, styles and what browsers don't show are left out, and nothing is fetched. All tables of a
page stand on one sheet, one below the other, as Excel shows them; so does the text between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from ingest.encodings import TextEncoding, decode_cell
from ingest.sheets import Doubt, Merge, Sheet, clean_cell
from ingest.spool import MAX_COLUMNS, SheetSpool, Spool
from ingest.textfiles import open_text
from matching.errors import UnreadableFile

MAX_FILE_BYTES = 100_000_000
_CHUNK = 1 << 16
# What a browser would wait for the end of: a tag without its bracket.
_MOST_WAITING = 2_000_000
_MAX_CELL = 1_000_000
_MAX_SPAN = 1_000
_MAX_DEPTH = 50
_SILENT = frozenset({"script", "style", "title", "xml", "noscript", "template", "object", "head"})
_BREAKING = frozenset(
    {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "dl", "dt", "dd"}
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NONE_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def html_sheet(path: Path, encoding: TextEncoding, spool: Spool) -> Sheet:
    """The tables of an HTML file as one sheet. Raises UnreadableFile where there is none."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableFile(f"{path.name} は大きすぎます。Excel で開き、.xlsx 形式で保存し直してください。")
    reader = _Reader(encoding if encoding.mixed and not encoding.codec.startswith("utf-16") else None, spool)
    with open_text(path, encoding) as text:
        while chunk := text.read(_CHUNK):
            reader.feed(chunk)
            if len(reader.rawdata) > _MOST_WAITING:
                raise UnreadableFile(
                    f"{path.name} は壊れた HTML です。Excel で開き、.xlsx 形式で保存し直してください。"
                )
    reader.close()
    reader.finish()
    if not reader.tables:
        raise UnreadableFile(
            f"{path.name} は HTML のページで、表がありません。表のファイルを指定してください。"
        )
    rows = reader.rows
    return Sheet(path.stem, rows.rows, None, merges=tuple(reader.merges), hidden_rows=tuple(rows.hidden_rows))


@dataclass
class _Cell:
    parts: list[str] = field(default_factory=list)
    size: int = 0
    across: int = 1
    down: int = 1

    def add(self, words: str) -> None:
        self.size += len(words)
        if self.size > _MAX_CELL:
            raise UnreadableFile("1つのセルの文字が多すぎて読めません。.xlsx 形式で保存し直してください。")
        self.parts.append(words)

    def text(self) -> str:
        lines = (line.strip(" \u00a0") for line in "".join(self.parts).split("\0"))
        return "\n".join(line for line in lines if line)


@dataclass
class _Table:
    """A table being read; `held`: column -> rows that a cell from above still covers."""

    rows: list[tuple[list[_Cell], bool]] = field(default_factory=list)
    cells: list[_Cell] | None = None
    cell: _Cell | None = None
    hidden: bool = False
    later: list[_Table] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, mixed: TextEncoding | None, spool: Spool) -> None:
        super().__init__(convert_charrefs=True)
        self.rows = SheetSpool(spool)
        self.merges: list[Merge] = []
        self.tables = 0
        self._mixed = mixed
        self._number = 0
        self._open: list[_Table] = []
        self._silent = ""
        self._outside = _Cell()
        self._covered: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if self._silent and not (self._silent == "head" and tag in ("body", "table")):
            return
        self._silent = ""
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent = tag
        elif tag == "table":
            if len(self._open) >= _MAX_DEPTH:
                raise UnreadableFile("表の入れ子が深すぎて読めません。.xlsx 形式で保存し直してください。")
            if not self._open:
                self._end_outside()
            self._open.append(_Table())
            self.tables += 1
        elif tag == "tr" and self._open:
            self._end_row()
            table = self._open[-1]
            table.cells = []
            table.hidden = bool(_NONE_SHOWN.search(given.get("style", "")) or "hidden" in given)
        elif tag in ("td", "th") and self._open:
            self._begin_cell(given)
        elif tag in _BREAKING:
            self._words("\0")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that is its own end, as XHTML writes them."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
        elif tag == "table" and self._open:
            self._end_table()
        elif tag == "tr" and self._open:
            self._end_row()
        elif tag in ("td", "th") and self._open:
            self._open[-1].cell = None
        elif tag in _BREAKING and tag != "br":
            self._words("\0")

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._silent:
            self._words(_SPACE.sub(" ", data.replace("\0", "")))

    def finish(self) -> None:
        """The file ends, whatever is still open."""
        while self._open:
            self._end_table()
        self._end_outside()
        self.rows.finish()

    def _words(self, words: str) -> None:
        if not self._open:
            self._outside.add(words)
        elif (cell := self._open[-1].cell) is not None:
            cell.add(words)

    def _begin_cell(self, given: dict[str, str]) -> None:
        table = self._open[-1]
        if table.cells is None:
            table.cells = []
        table.cell = _Cell(across=_span(given, "colspan"), down=_span(given, "rowspan"))
        if len(table.cells) < MAX_COLUMNS:
            table.cells.append(table.cell)

    def _end_row(self) -> None:
        table = self._open[-1]
        if table.cells is None:
            return
        row = (table.cells, table.hidden)
        table.cells = table.cell = None
        if len(self._open) > 1:
            table.rows.append(row)
            return
        self._write(*row)
        later, table.later = table.later, []
        for inner in later:
            self._write_table(inner)

    def _end_table(self) -> None:
        self._end_row()
        table = self._open.pop()
        if not self._open:
            self._covered = {}
            self._number += 1  # an empty row between two tables
            return
        outer = self._open[-1]
        rows = [cells for cells, _ in table.rows if cells]
        if (len(rows) > 1 and max(map(len, rows)) > 1) or table.later or outer.cell is None:
            outer.later.append(table)
        else:
            outer.cell.add("\0".join(cell.text().replace("\n", "\0") for cells in rows for cell in cells))

    def _write_table(self, table: _Table) -> None:
        outer, self._covered = self._covered, {}
        for cells, hidden in table.rows:
            self._write(cells, hidden)
        for inner in table.later:
            self._write_table(inner)
        self._covered = outer

    def _end_outside(self) -> None:
        lines, self._outside = self._outside.text(), _Cell()
        for line in lines.split("\n") if lines else ():
            self._number += 1
            self._add({0: line}, hidden=False)

    def _write(self, cells: list[_Cell], hidden: bool) -> None:
        """One row of the sheet: cells stand right of those that come down from above."""
        self._number += 1
        texts: dict[int, str] = {}
        below = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
        column = 0
        for cell in cells:
            while self._covered.get(column, 0):
                column += 1
            if column >= MAX_COLUMNS:
                break
            texts[column] = cell.text()
            last = min(column + cell.across, MAX_COLUMNS) - 1
            if cell.across > 1 or cell.down > 1:
                self.merges.append(Merge(self._number, column, self._number + cell.down - 1, last))
            if cell.down > 1:
                below |= dict.fromkeys(range(column, last + 1), cell.down - 1)
            column = last + 1
        self._covered = below
        self._add(texts, hidden=hidden)

    def _add(self, texts: dict[int, str], *, hidden: bool) -> None:
        doubts: list[Doubt] = []
        cells: dict[int, str] = {}
        for column, text in texts.items():
            if self._mixed is not None:
                text = decode_cell(text, self._mixed.codec, column, doubts)
            cells[column] = clean_cell(text, column, doubts)
        self.rows.add(self._number, cells, {}, doubts, hidden=hidden)


def _span(given: dict[str, str], name: str) -> int:
    text = given.get(name, "").strip()
    return max(1, min(int(text), _MAX_SPAN)) if text.isdecimal() and len(text) < 9 else 1
