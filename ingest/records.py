"""Rows -> records where cells are merged downwards: a label stands for all its rows, a firm is one record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.sheets import Merge, Row


class Merged:
    """The merged cells of one sheet's rows. name: the column whose merged cells make one record, or None."""

    def __init__(self, merges: Iterable[Merge], header_row: int, name: int | None) -> None:
        self._down: dict[int, list[Merge]] = {}
        self._widest: dict[int, int] = {}
        self._folds: dict[int, int] = {}
        for merge in merges:
            if merge.top <= header_row:
                continue
            self._widest[merge.top] = max(self._widest.get(merge.top, 1), merge.right - merge.left + 1)
            if merge.bottom > merge.top:
                self._down.setdefault(merge.top, []).append(merge)
                if merge.left == name:
                    self._folds[merge.top] = merge.bottom

    def widest(self, row: int) -> int:
        """How many columns the widest merged cell of a row covers."""
        return self._widest.get(row, 1)

    def records(self, rows: Iterable[Row], is_data: Callable[[Row], bool]) -> Iterator[Row]:
        """The rows that are data, with merged labels filled in, and those of one merged name as one record."""
        if not self._down:
            yield from filter(is_data, rows)
            return
        open_labels: dict[int, tuple[Merge, str]] = {}
        waiting: Row | None = None
        until = 0
        for row in rows:
            if waiting is not None and row.number <= until:
                waiting = _folded(waiting, row)
                continue
            data = is_data(row)
            if waiting is not None:
                yield waiting
                waiting = None
            open_labels = {at: label for at, label in open_labels.items() if row.number <= label[0].bottom}
            filled = _filled(row, open_labels.values())
            for merge in self._down.get(row.number, ()):
                if merge.left < len(row.cells) and row.cells[merge.left]:
                    open_labels[merge.left] = (merge, row.cells[merge.left])
            if not data:
                continue
            if row.number in self._folds:
                waiting, until = filled, self._folds[row.number]
            else:
                yield filled
        if waiting is not None:
            yield waiting


def _filled(row: Row, labels: Collection[tuple[Merge, str]]) -> Row:
    if not labels:
        return row
    cells = list(row.cells)
    for merge, text in labels:
        cells += [""] * (merge.left + 1 - len(cells))
        cells[merge.left] = cells[merge.left] or text
    return replace(row, cells=tuple(cells))


def label_column(texts: Sequence[str]) -> bool:
    """Whether a column looks like labels that each stand for the blank cells below: 金属, "", "", 樹脂, "" ..."""
    said = [text for text in texts if text]
    return len(texts) >= 3 and bool(texts[0]) and len(set(said)) == len(said) and len(said) * 2 <= len(texts)


def labels_filled(rows: Iterable[Row], column: int) -> Iterator[Row]:
    """The rows with each label of a column in the blank cells below it."""
    label = ""
    for row in rows:
        own = row.cells[column] if column < len(row.cells) else ""
        label = own or label
        if own or row.fault:
            yield row
        else:
            cells = row.cells + ("",) * (column + 1 - len(row.cells))
            yield replace(row, cells=(*cells[:column], label, *cells[column + 1 :]))


def _folded(first: Row, further: Row) -> Row:
    """A record and its next line: what differs stands below."""
    width = max(len(first.cells), len(further.cells))
    upper = first.cells + ("",) * (width - len(first.cells))
    lower = further.cells + ("",) * (width - len(further.cells))
    cells = tuple(
        above if not below or below == above else f"{above}\n{below}" if above else below
        for above, below in zip(upper, lower, strict=True)
    )
    return replace(first, cells=cells, doubts=(*first.doubts, *further.doubts))
