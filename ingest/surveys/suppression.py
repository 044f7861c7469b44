"""What may be published of a tabulation: no figure from which a firm's answer can be read off.

Primary: counts and bases of 1 to threshold - 1 firms, in the overall figures, last year's figures and cross tables, and choices that all firms of a
group made while others didn't. Secondary: as much more as it takes so that nobody can compute any of these from everything else that
is published at once: margins, overall figures, percentages, DI, tables by other factors. A group with a hidden base shows no percentages.
`cells` holds the arithmetic, `grids` what ties the tables together. Exact figures are the staff's (`tabulate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ingest.surveys.cells import CellSystem
from ingest.surveys.crosses import all_crosses
from ingest.surveys.grids import Row, group_sizes, nestings, tie_nested
from ingest.surveys.masks import masked_figures
from ingest.surveys.model import (
    FACTORS,
    CrossTable,
    Statistics,
    SurveyData,
    Tabulation,
)
from ingest.surveys.publication import Publication
from ingest.surveys.publishing import (
    PublishedTables,
    build,
    firms_counted,
    last_year,
    of_answers,
    overall_figures,
    shapes_of,
)
from matching.errors import InputError

THRESHOLD = 3
# Factors of the firm whose tables are protected together, published or not, so that one report doesn't tell what another hides.
STEADY = ("industry", "size", "region", "prefecture")
# How near to the largest number a mean must not lead (the p % rule of official statistics).
_CLOSE = 0.15


@dataclass(frozen=True)
class _Need:
    """A cell to protect: it must be movable, `upward` steps if that can be had, else as far as can be; else `downward`. enough: in all."""

    cell: int
    upward: int
    downward: int
    enough: int


def publishable(
    tabulation: Tabulation,
    threshold: int = THRESHOLD,
    *,
    data: SurveyData | None = None,
    whole: Tabulation | None = None,
) -> Publication:
    """Which figures of `tabulation` are hidden where it is published.

    data: what was tabulated. It is needed for what tables tell together, those by STEADY factors that weren't asked for included:
    ValueError where it lacks and two of prefecture, region and city, or a question with several answers, are cut by. whole: of a panel, the
    figures of all firms, which may be published, too. InputError: a threshold below 2; fewer firms than that; figures that can't be hidden.
    """
    if threshold < 2:
        raise InputError("秘匿の下限（threshold）には 2 以上の整数を指定してください。")
    if 0 < firms_counted(tabulation) < threshold:
        raise InputError(
            f"集計した企業が{threshold}社未満のため、公表用の報告は作れません。職員用の --exact を使ってください。"
        )
    every = of_answers(_with_steady(tabulation, data))
    tables, small = PublishedTables(CellSystem(1)), dict[str, set[str]]()
    for crosses in _steps(every.crosses):
        part, before = replace(every, crosses=crosses), tables
        small = _hidden_groups(part, threshold, None if data is None else data.firms, small)
        tables = build(part, data, small)
        # A step's tables come first in the next: cells keep their numbers.
        tables.system.hidden = before.system.hidden & before.figures
        if any(grid for grid in before.grids):
            tables.kept = {one for one in before.figures if before.system.is_published(one)}
        _enforce(tables, _needs(tables, part, threshold, small, whole))
    return masked_figures(tabulation, part, tables, threshold)


def _with_steady(tabulation: Tabulation, data: SurveyData | None) -> Tabulation:
    """The tabulation with the tables by all STEADY factors, those of the firm first."""
    asked = {one.factor for one in tabulation.crosses}
    more = [] if data is None or not data.questions else [one for one in STEADY if one not in asked]
    added = all_crosses(data, more, tests=False) if data and more else ()
    crosses = (*tabulation.crosses, *added)
    return replace(tabulation, crosses=tuple(sorted(crosses, key=lambda one: _place(one.factor))))


def _place(factor: str) -> int:
    return STEADY.index(factor) if factor in STEADY else len(STEADY)


def _steps(crosses: tuple[CrossTable, ...]) -> list[tuple[CrossTable, ...]]:
    """What is protected one after the other: overall figures alone, then with the STEADY tables, then with all.

    So last year's figures are hidden as last year's own report hid them, and the STEADY tables and overall figures are hidden alike in every
    report of a survey, whatever else it is cut by.
    """
    steady = tuple(one for one in crosses if one.factor in STEADY)
    return [(), *([steady] if steady else []), *([crosses] if len(crosses) > len(steady) else [])]


def _hidden_groups(
    tabulation: Tabulation, threshold: int, firms: pd.DataFrame | None, before: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Factor -> groups (業種 ...) of which nothing is published in any table: too few firms, and what hides their number.

    before: the groups of an earlier step's factors, which stay as they are.
    """
    tables = {table.factor: table for table in tabulation.crosses if table.factor in FACTORS}
    shapes = shapes_of(tabulation)
    system = CellSystem(firms_counted(tabulation))
    cells: dict[str, dict[str, int]] = {}
    for factor, table in tables.items():
        sizes = group_sizes(table, shapes[table.question])
        cells[factor] = {name: system.add(size, 1.0 + size) for name, size in sizes.items()}
        system.tie(dict.fromkeys(cells[factor].values(), 1))
    for (fine, coarse), nesting in nestings(list(tables), firms).items():
        one, two = ({n: (c,) for n, c in cells[level].items()} for level in (fine, coarse))
        tie_nested(one, two, nesting, system)
    every = [cell for named in cells.values() for cell in named.values()]
    system.hidden = {cells[factor][name] for factor, names in before.items() for name in names}
    kept = {cell for factor in before for cell in cells[factor].values()} - system.hidden
    needs = [_small(one, system, threshold) for one in every if 0 < system.value(one) < threshold]
    _enforce(PublishedTables(system, kept=kept), needs)
    return {
        factor: {n for n, one in named.items() if one in system.hidden} for factor, named in cells.items()
    }


def _small(cell: int, system: CellSystem, threshold: int) -> _Need:
    """A count below the threshold: at least `threshold` other values wide, where the margins leave so much."""
    return _Need(cell, threshold, system.value(cell), threshold)


def _needs(
    tables: PublishedTables,
    tabulation: Tabulation,
    threshold: int,
    small: Mapping[str, set[str]],
    whole: Tabulation | None,
) -> list[_Need]:
    """All cells to protect; the rows of hidden groups are hidden at once."""
    system = tables.system
    counted: list[int] = []
    revealing: list[int] = []
    for total in (*tables.totals.values(), *tables.previous.values()):
        counted += (total.base, *total.cells)
    for question in tabulation.questions:
        for told, rows in (
            (question.statistics, tables.totals),
            (question.previous_statistics, tables.previous),
        ):
            if _tells_one(told) and question.id in rows:
                revealing += rows[question.id].cells
    for table, grid in zip(tabulation.crosses, tables.grids, strict=True):
        if grid is None:
            continue
        total = tables.totals[table.question]
        for place, (name, row) in enumerate(zip(table.rows, grid.rows, strict=True)):
            counted += (row.base, *row.cells)
            if name in small.get(table.factor, ()):
                system.hidden.update(row.all)
            revealing += _unanimous(system, row, total)
            if table.statistics and _tells_one(table.statistics[place]):
                revealing += row.cells
        if grid.rest:
            counted += grid.rest.cells
    needs = [_small(one, system, threshold) for one in counted if 0 < system.value(one) < threshold]
    needs += [_small(one, system, threshold) for one in _beside(tables, whole, threshold)]
    return [*needs, *(_Need(one, 0, 1, 1) for one in revealing)]


def _beside(tables: PublishedTables, whole: Tabulation | None, threshold: int) -> Iterator[int]:
    """Overall figures of a panel that lack less than the threshold, but something, to those of all firms."""
    everyone = {one.id: one for one in of_answers(whole).questions} if whole else {}
    for rows, figures in ((tables.totals, overall_figures), (tables.previous, last_year)):
        for question, row in rows.items():
            told = figures(everyone[question]) if question in everyone else None
            if told:
                values = zip((*row.cells, row.base), (*told.counts, told.base), strict=False)
                yield from (
                    cell for cell, value in values if 0 < value - tables.system.value(cell) < threshold
                )


def _tells_one(statistics: Statistics | None) -> bool:
    """Whether a mean tells a firm's number: all are the same, or the second could work out the largest within 15 %."""
    if statistics is None or statistics.smallest == statistics.largest:
        return statistics is not None
    others = statistics.n * statistics.mean - statistics.largest - statistics.second
    return statistics.smallest >= 0 and others < _CLOSE * statistics.largest


def _unanimous(system: CellSystem, row: Row, total: Row) -> list[int]:
    """Choices that all firms of the group made, but not all firms."""
    return [
        cell
        for cell, whole in zip(row.cells, total.cells, strict=True)
        if 0 < system.value(cell) == system.value(row.base) and system.value(whole) < system.value(total.base)
    ]


def _enforce(tables: PublishedTables, needs: Sequence[_Need]) -> None:
    """Hide what must be hidden; show again what a reader could compute anyway and nobody needs to be protected from.

    Where the cheapest ways fail, all of a question that may be is hidden. InputError where even that leaves something to be computed.
    """
    system = tables.system
    tables.primary = {need.cell for need in needs}
    system.hidden |= tables.primary
    _close(tables)
    overall = tables.overall
    for need in needs:
        if sum(system.room(need.cell)) < need.enough:
            _protect(tables, need, overall)
    for untouched in (overall | tables.kept, tables.kept, set[int]()):
        for cell in system.computable(tables.primary):
            own = tables.overall_of.get(cell, set())
            around = system.connected(cell, untouched | (overall - own))
            system.hidden |= {one for one in around if system.is_figure(one)}
        _close(tables)
    if system.computable(tables.primary):
        raise InputError(
            "伏せても計算できてしまう数値が残るため、公表用の報告は作れません。職員用の --exact を使ってください。"
        )
    system.hidden -= system.computable(system.hidden - tables.primary)


def _protect(tables: PublishedTables, need: _Need, overall: set[int]) -> None:
    """Protect a cell by its own table; where that can't do, by the overall figures and other tables of its question as well."""
    system, cell = tables.system, need.cell
    if system.test(cell, need.upward or -1):
        return
    others = overall - tables.overall_of.get(cell, set())
    scopes = [] if cell in overall else [system.connected(cell, overall | tables.kept)]
    scopes.append(system.connected(cell, others | tables.kept))
    for scope in scopes:
        for wish in filter(None, (need.upward, -need.downward)):
            if (amount := system.reach(cell, wish, scope)) and system.protect(
                cell, amount, scope
            ) is not None:
                _close(tables)
                return


def _close(tables: PublishedTables) -> None:
    """A hidden base hides its row; a cell that is hidden in one table is hidden in its transpose."""
    system = tables.system
    todo: Iterable[int] = system.hidden
    while todo:
        new: set[int] = set()
        for cell in todo:
            if cell in tables.row_of:
                new.update(tables.row_of[cell].all)
            if cell in tables.equal:
                new.add(tables.equal[cell])
        todo = new - system.hidden
        system.hidden |= new
