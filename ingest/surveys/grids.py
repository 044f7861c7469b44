"""The tables of a tabulation as cells and the sums that tie them: what a reader of all of them together may count on.

One row is what is printed of one group: a count a choice, the base, the firms without an answer. The overall figures are a row, too; rows of
a cross table add up to it, rows of 市区町村 to those of 地域 and 都道府県, and a table of a by b is the table of b by a on its side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ingest.surveys.cells import CellSystem
from ingest.surveys.model import UNKNOWN, CrossTable, QuestionType

# Finer geography first; where two of them are published, the groups of the one add up to those of the other.
GEOGRAPHY = ("city", "region", "prefecture")
# What hiding a figure costs beside 1 + its count: overall figures stay as long as any cell of a cross table can go.
_CELL, _BASE, _NO_ANSWER, _OVERALL, _DI = 1.0, 3.0, 0.5, 100.0, 0.25


@dataclass(frozen=True)
class Shape:
    """How a question's figures hang together.

    all_firms: the base holds firms without an answer; exact: a single answer's counts add up to those that answered
    (not so of numbers: their sum tells nothing of how many there are).
    """

    multiple: bool
    all_firms: bool
    exact: bool


@dataclass(frozen=True)
class RowFigures:
    """The printed figures of one group: a count a choice, in order; of numbers how many make up the mean."""

    counts: tuple[int, ...]
    base: int
    no_answer: int

    def __sub__(self, other: RowFigures) -> RowFigures:
        counts = tuple(a - b for a, b in zip(self.counts, other.counts, strict=True))
        return RowFigures(counts, self.base - other.base, self.no_answer - other.no_answer)


@dataclass(frozen=True)
class Row:
    """Cells of one group, by number. other: what a single answer's counts lack to the firms that answered (never printed)."""

    cells: tuple[int, ...]
    base: int
    no_answer: int
    other: int | None = None
    di: int | None = None

    @property
    def all(self) -> tuple[int, ...]:
        """Every cell that is printed."""
        return (*self.cells, self.base, self.no_answer)

    @property
    def parts(self) -> tuple[int, ...]:
        """Every cell that adds up over groups."""
        return self.all if self.other is None else (*self.all, self.other)

    @property
    def everything(self) -> tuple[int, ...]:
        """Every cell of the row."""
        return self.parts if self.di is None else (*self.parts, self.di)


@dataclass(frozen=True)
class Grid:
    """A cross table: its rows, and the firms that the factor leaves out as one more row that isn't printed.

    inside, outside: where groups overlap, the firms that answered the factor and those that didn't.
    """

    rows: tuple[Row, ...]
    rest: Row | None
    inside: Row | None = None
    outside: Row | None = None


def shape_of(rows: Sequence[RowFigures], kind: QuestionType, firms: int) -> Shape:
    """How the figures of one question of a kind hang together; rows[0] the overall row of `firms` firms."""
    total, multiple = rows[0], kind == "multiple"
    all_firms = total.no_answer > 0 and total.base == firms
    exact = kind == "single" and all(
        sum(row.counts) == row.base - (row.no_answer if all_firms else 0) for row in rows
    )
    return Shape(multiple, all_firms, exact)


def add_row(
    system: CellSystem, figures: RowFigures, shape: Shape, *, printed: bool = True, overall: bool = False
) -> Row:
    """The cells of one group, tied as the question's shape ties them."""
    weight = _OVERALL if overall else 1.0

    def cell(value: int, factor: float) -> int:
        return system.add(value, weight * factor * (1 + value) if printed else None)

    cells = tuple(cell(count, _CELL) for count in figures.counts)
    base, no_answer = cell(figures.base, _BASE), cell(figures.no_answer, _NO_ANSWER)
    without = {no_answer: 1} if shape.all_firms else {}
    answered = figures.base - (figures.no_answer if shape.all_firms else 0)
    other = None
    if shape.multiple:
        for one, count in zip(cells, figures.counts, strict=True):
            system.tie({one: 1, system.add(answered - count, None): 1, **without, base: -1})
        if (more := sum(figures.counts) - answered) >= 0:  # who answered chose something
            system.tie({**dict.fromkeys(cells, 1), system.add(more, None): -1, **without, base: -1})
    else:
        terms = {**dict.fromkeys(cells, 1), **without, base: -1}
        if not shape.exact:
            other = system.add(answered - sum(figures.counts), None, signed=True)
            terms[other] = 1
        system.tie(terms)
    return Row(cells, base, no_answer, other)


def add_di(system: CellSystem, row: Row, directions: Sequence[int]) -> Row:
    """The row with its DI: a difference of counts over a known base, as good as a count."""
    terms = {cell: sign for cell, sign in zip(row.cells, directions, strict=True) if sign}
    balance = sum(system.value(cell) * sign for cell, sign in terms.items())
    di = system.add(balance, _OVERALL * _DI * (1 + system.value(row.base)), signed=True)
    system.tie({**terms, di: -1})
    return Row(row.cells, row.base, row.no_answer, row.other, di)


def known_size(system: CellSystem, row: Row, shape: Shape, size: Mapping[int, int] | None = None) -> None:
    """A reader knows how many firms the group has; size: the cells (with coefficients) that say so, where they may be hidden."""
    firms = {row.base: 1} if shape.all_firms else {row.base: 1, row.no_answer: 1}
    system.tie({**firms, **{cell: -sign for cell, sign in (size or {}).items()}})


def row_figures(table: CrossTable) -> tuple[RowFigures, ...]:
    """The printed rows of a cross table; of numbers, that a row has a mean is one figure."""
    counts = table.counts if table.columns else table.bases[:, np.newaxis]
    triples = zip(counts, table.bases, table.no_answer, strict=True)
    return tuple(RowFigures(tuple(map(int, counts)), int(base), int(none)) for counts, base, none in triples)


def add_grid(
    system: CellSystem,
    table: CrossTable,
    total: Row,
    figures: RowFigures,
    shape: Shape,
    inside: RowFigures | None = None,
) -> Grid:
    """A cross table below the overall row `total` (whose figures are `figures`): its groups add up to it, with the firms that the factor leaves out.

    inside: of a factor with several answers, whose groups overlap: the firms that answered it (see _overlap).
    """
    printed = row_figures(table)
    rows = tuple(add_row(system, one, shape) for one in printed)
    if inside:
        whole = add_row(system, inside, shape, printed=False)
        rest = add_row(system, figures - inside, shape, printed=False)
        _add_up(system, (whole, rest), total)
        _overlap(system, list(zip(rows, printed, strict=True)), whole, inside, shape)
        return Grid(rows, None, whole, rest)
    left = figures
    for one in printed:
        left = left - one
    left_out = add_row(system, left, shape, printed=False) if left != _nothing(left) else None
    _add_up(system, (*rows, left_out) if left_out else rows, total)
    return Grid(rows, left_out)


def _add_up(system: CellSystem, rows: Sequence[Row], total: Row) -> None:
    for column, whole in enumerate(total.parts):
        system.tie({**{row.parts[column]: 1 for row in rows}, whole: -1})


def _overlap(
    system: CellSystem, rows: Sequence[tuple[Row, RowFigures]], whole: Row, inside: RowFigures, shape: Shape
) -> None:
    """Each group is a part of the firms that answered the factor, and so is what it lacks to them; together the groups cover them."""
    for row, figures in rows:
        _add_up(system, (row, add_row(system, inside - figures, shape, printed=False)), whole)
    for column, all_of_it in enumerate(whole.all):
        parts = {row.all[column]: 1 for row, _ in rows}
        twice = sum(system.value(one) for one in parts) - system.value(all_of_it)
        system.tie({**parts, system.add(twice, None): -1, all_of_it: -1})


def _nothing(figures: RowFigures) -> RowFigures:
    return RowFigures((0,) * len(figures.counts), 0, 0)


Printed = tuple[CrossTable, Grid]


def tie_transposed(system: CellSystem, one: Printed, two: Printed) -> list[tuple[int, int]]:
    """A table of a by b and a table of b by a count the same firms: pairs of equal cells. Groups and choices meet by name."""
    (table, grid), (other, mirrored) = one, two
    rows = dict(zip(other.rows, mirrored.rows, strict=True))
    pairs = [
        (cell, rows[choice].cells[other.columns.index(name)])
        for name, row in zip(table.rows, grid.rows, strict=True)
        for choice, cell in zip(table.columns, row.cells, strict=True)
        if choice in rows
    ]
    for a, b in [*pairs, *_whole_pairs(one, two), *_whole_pairs(two, one)]:
        system.tie({a: 1, b: -1})
    return pairs


def _whole_pairs(one: Printed, two: Printed) -> Iterator[tuple[int, int]]:
    """Of overlapping groups: who answered the factor, choice by choice, is the base of a row of the transpose; who didn't, its no-answers."""
    (table, grid), (other, mirrored) = one, two
    rows = dict(zip(other.rows, mirrored.rows, strict=True))
    if grid.inside and grid.outside:
        for place, choice in enumerate(table.columns):
            if choice in rows:
                yield grid.inside.cells[place], rows[choice].base
                yield grid.outside.cells[place], rows[choice].no_answer


Nesting = Mapping[str, str]


def nestings(factors: Sequence[str], firms: pd.DataFrame | None) -> dict[tuple[str, str], Nesting]:
    """(finer, coarser) -> group of the finer -> group of the coarser, for the geography among `factors`.

    A finer group whose firms lie in several coarser ones (不明, a name that two prefectures share) is left out of its map.
    ValueError where two levels of geography are to be published and the firms aren't given.
    """
    levels = [one for one in GEOGRAPHY if one in factors]
    if len(levels) < 2:
        return {}
    if firms is None:
        raise ValueError("the firms are needed where two levels of geography are published together")
    found: dict[tuple[str, str], Nesting] = {}
    for number, fine in enumerate(levels):
        for coarse in levels[number + 1 :]:
            pairs = firms[[fine, coarse]].drop_duplicates()
            alone = pairs.groupby(fine)[coarse].agg(lambda groups: groups.iloc[0] if len(groups) == 1 else "")
            found[fine, coarse] = {str(a): str(b) for a, b in alone.items() if b and a != UNKNOWN}
    return found


def tie_nested(
    fine: Mapping[str, Sequence[int]],
    coarse: Mapping[str, Sequence[int]],
    nesting: Nesting,
    system: CellSystem,
    signed: Callable[[int], bool] = lambda _: False,
) -> None:
    """Groups of the finer factor (name -> cells in a fixed order) add up to those of the coarser one.

    What no finer group of one coarser group explains is a share of the finer groups that lie in several.
    """
    shared = [name for name in fine if name not in nesting]
    shares: list[list[int]] = []
    for name, whole in coarse.items():
        parts = [cells for group, cells in fine.items() if nesting.get(group) == name]
        share = []
        for column, cell in enumerate(whole):
            terms = {part[column]: 1 for part in parts}
            left = system.value(cell) - sum(system.value(one) for one in terms)
            if shared:
                share.append(extra := system.add(left, None, signed=signed(column)))
                terms[extra] = 1
            system.tie({**terms, cell: -1})
        shares.append(share)
    if shared and coarse:
        for column in range(len(shares[0])):
            terms = {share[column]: 1 for share in shares}
            system.tie({**terms, **{fine[name][column]: -1 for name in shared}})


def group_sizes(table: CrossTable, shape: Shape) -> dict[str, int]:
    """Group -> its firms, answer or not."""
    sizes = table.bases if shape.all_firms else np.add(table.bases, table.no_answer)
    return {name: int(size) for name, size in zip(table.rows, sizes, strict=True)}


def pairs_of(tables: Sequence[CrossTable]) -> Iterator[tuple[int, int]]:
    """Places of tables that are one another's transpose, each pair once."""
    places = {(table.question, table.factor): place for place, table in enumerate(tables)}
    for place, table in enumerate(tables):
        other = places.get((table.factor, table.question))
        if other is not None and place < other:
            yield place, other
