"""A whole tabulation as one system of cells: overall figures, last year's, cross tables, and the ties between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ingest.surveys.cells import CellSystem
from ingest.surveys.grids import (
    Grid,
    Row,
    RowFigures,
    Shape,
    add_di,
    add_grid,
    add_row,
    known_size,
    nestings,
    pairs_of,
    row_figures,
    shape_of,
    tie_nested,
    tie_transposed,
)
from ingest.surveys.model import CrossTable, QuestionFigures, SurveyData, Tabulation

# Questions whose tables are cells: choices, and numbers, of which a group's mean tells the sum.
_TABLED = ("single", "multiple", "number")


@dataclass
class PublishedTables:
    """All tables of a tabulation as cells."""

    system: CellSystem
    totals: dict[str, Row] = field(default_factory=dict)
    previous: dict[str, Row] = field(default_factory=dict)
    grids: list[Grid | None] = field(default_factory=list)
    # base -> its row; cell -> its equal in the transposed table
    row_of: dict[int, Row] = field(default_factory=dict)
    equal: dict[int, int] = field(default_factory=dict)
    primary: set[int] = field(default_factory=set)
    # cells of an earlier step that stay as they are shown
    kept: set[int] = field(default_factory=set)
    # cell -> the overall figures of its question, and of the question that cuts its table
    overall_of: dict[int, set[int]] = field(default_factory=dict)

    @property
    def overall(self) -> set[int]:
        """The cells of all overall figures, this year's and last year's."""
        return {one for row in (*self.totals.values(), *self.previous.values()) for one in row.everything}

    @property
    def figures(self) -> set[int]:
        """The cells of all rows."""
        rows = [row for grid in self.grids if grid for row in (*grid.rows, grid.rest) if row]
        return self.overall | {one for row in rows for one in row.everything}


def firms_counted(tabulation: Tabulation) -> int:
    """The firms that figures are of: those of the panel where there is one."""
    return tabulation.companies if tabulation.panel is None else tabulation.panel


def overall_figures(question: QuestionFigures) -> RowFigures:
    """The overall row of a question."""
    counts = (question.base,) if question.type == "number" else tuple(o.count for o in question.options)
    return RowFigures(counts, question.base, question.no_answer)


def shapes_of(tabulation: Tabulation) -> dict[str, Shape]:
    """Question id -> how its figures hang together, from all tables of it."""
    rows = {q.id: [overall_figures(q)] for q in tabulation.questions}
    for table in tabulation.crosses:
        rows[table.question] += row_figures(table)
    return {q.id: shape_of(rows[q.id], q.type, firms_counted(tabulation)) for q in tabulation.questions}


def build(tabulation: Tabulation, data: SurveyData | None, small: Mapping[str, set[str]]) -> PublishedTables:
    """All tables as cells. small: factor (業種 ...) -> groups that are hidden in every table, so that the number of their firms isn't known."""
    tables = PublishedTables(
        CellSystem(firms_counted(tabulation) + (tabulation.previous.companies if tabulation.previous else 0))
    )
    shapes = shapes_of(tabulation)
    questions = {q.id: q for q in tabulation.questions if q.type in _TABLED}
    for question in questions.values():
        tables.totals[question.id] = _add_total(tables, question, shapes[question.id])
        if previous := last_year(question):
            tables.previous[question.id] = _add_last_year(tables, question, previous, tabulation)
    for table in tabulation.crosses:
        if table.question not in questions:
            tables.grids.append(None)
            continue
        total, shape = tables.totals[table.question], shapes[table.question]
        inside = _inside(table, questions, shape, data)
        figures = overall_figures(questions[table.question])
        grid = add_grid(tables.system, table, total, figures, shape, inside)
        tables.grids.append(grid)
        tables.row_of |= {row.base: row for row in grid.rows}
        cut_by = tables.totals.get(table.factor)
        own = {*total.everything, *(cut_by.everything if cut_by else ())}
        tables.overall_of |= {cell: own for row in (*grid.rows, grid.rest) if row for cell in row.everything}
        if table.factor in questions:
            factor = questions[table.factor]
            _tie_sizes(tables, table, grid, shape, factor, shapes[factor.id].all_firms)
        else:
            for name, row in zip(table.rows, grid.rows, strict=True):
                if name not in small[table.factor]:
                    known_size(tables.system, row, shape)
    for row in (*tables.totals.values(), *tables.previous.values()):
        own = set(row.everything)
        tables.overall_of |= dict.fromkeys(own, own)
    _link(tables, tabulation, None if data is None else data.firms)
    return tables


def _tie_sizes(
    tables: PublishedTables,
    table: CrossTable,
    grid: Grid,
    shape: Shape,
    factor: QuestionFigures,
    all_firms: bool,
) -> None:
    """Groups of a question are as large as its overall figures say, shown or hidden."""
    total = tables.totals[factor.id]
    options = {option.label: cell for option, cell in zip(factor.options, total.cells, strict=True)}
    for name, row in zip(table.rows, grid.rows, strict=True):
        known_size(tables.system, row, shape, {options[name]: 1})
    if grid.inside and grid.outside:
        answered = {total.base: 1, total.no_answer: -1} if all_firms else {total.base: 1}
        known_size(tables.system, grid.inside, shape, answered)
        known_size(tables.system, grid.outside, shape, {total.no_answer: 1})


def _inside(
    table: CrossTable, questions: Mapping[str, QuestionFigures], shape: Shape, data: SurveyData | None
) -> RowFigures | None:
    """Of a table by a question with several answers: the figures of the firms that answered that; None of other tables."""
    if table.factor not in questions or questions[table.factor].type != "multiple":
        return None
    if data is None:
        raise ValueError("the answers are needed where a question with several answers cuts a table")
    members, answered = data.answered[table.factor], data.answered[table.question]
    chosen = data.chosen.get(table.question)
    inside = int(np.count_nonzero(members & answered))
    counts = (inside,) if chosen is None else tuple(int(n) for n in chosen[members & answered].sum(axis=0))
    outside = int(np.count_nonzero(members)) - inside
    return RowFigures(counts, inside + outside if shape.all_firms else inside, outside)


def _add_total(tables: PublishedTables, question: QuestionFigures, shape: Shape) -> Row:
    row = add_row(tables.system, overall_figures(question), shape, overall=True)
    known_size(tables.system, row, shape)
    if question.di is not None:
        row = add_di(tables.system, row, [option.direction for option in question.options])
    tables.row_of[row.base] = row
    return row


def last_year(question: QuestionFigures) -> RowFigures | None:
    """Last year's overall row: the choices of this year's form, then those that it dropped, as last year's own report shows them."""
    if question.previous_base is None:
        return None
    counts = tuple(o.previous_count or 0 for o in (*question.options, *question.dropped))
    if question.type == "number":
        statistics = question.previous_statistics
        counts = (statistics.n if statistics else 0,)
    return RowFigures(counts, question.previous_base, question.previous_no_answer or 0)


def _add_last_year(
    tables: PublishedTables, question: QuestionFigures, figures: RowFigures, tabulation: Tabulation
) -> Row:
    asked = figures.base + figures.no_answer
    firms = tabulation.previous.companies if tabulation.previous else asked
    shape = shape_of([figures], question.type, firms)
    row = add_row(tables.system, figures, shape, overall=True)
    known_size(tables.system, row, shape)
    if question.previous_di is not None:
        options = (*question.options, *question.dropped)
        row = add_di(tables.system, row, [option.earlier_direction for option in options])
    tables.row_of[row.base] = row
    return row


def _link(tables: PublishedTables, tabulation: Tabulation, firms: pd.DataFrame | None) -> None:
    """Ties between cross tables: transposes, and levels of geography of one question."""
    for first, second in pairs_of(tabulation.crosses):
        if (grid := tables.grids[first]) and (other := tables.grids[second]):
            one, two = (tabulation.crosses[place] for place in (first, second))
            pairs = tie_transposed(tables.system, (one, grid), (two, other))
            tables.equal |= dict(pairs) | {b: a for a, b in pairs}
    nested = nestings([t.factor for t in tabulation.crosses], firms)
    places = {(t.question, t.factor): place for place, t in enumerate(tabulation.crosses)}
    for (fine, coarse), nesting in nested.items():
        for question in tables.totals:
            finer, coarser = (places.get((question, level)) for level in (fine, coarse))
            if finer is not None and coarser is not None:
                tie_nested(
                    _parts(tabulation, tables, finer),
                    _parts(tabulation, tables, coarser),
                    nesting,
                    tables.system,
                )


def _parts(tabulation: Tabulation, tables: PublishedTables, place: int) -> dict[str, tuple[int, ...]]:
    """Group -> its cells, of the cross table at a place."""
    grid = tables.grids[place]
    names = tabulation.crosses[place].rows
    return {name: row.parts for name, row in zip(names, grid.rows, strict=True)} if grid else {}


def of_answers(tabulation: Tabulation) -> Tabulation:
    """The tabulation with the base of number questions as the firms that gave a number: means are of them, whatever the policy."""
    firms = firms_counted(tabulation)
    counted = {q.id for q in tabulation.questions if q.type == "number" and q.no_answer and q.base == firms}
    questions = tuple(
        replace(q, base=q.base - q.no_answer) if q.id in counted else q for q in tabulation.questions
    )
    crosses = tuple(
        replace(t, bases=t.bases - t.no_answer) if t.question in counted else t for t in tabulation.crosses
    )
    return replace(tabulation, questions=questions, crosses=crosses)
