"""The parts of a report as plain data: cells, tables, charts, sections, and the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ingest.surveys import wording
from ingest.surveys.chart_parts import Chart
from ingest.surveys.publication import Publication
from ingest.surveys.wording import HIDDEN, NONE

# Number formats of the workbook, by kind of figure.
COUNT, PERCENT, POINTS = "#,##0", "0.0", "+0.0;▲0.0;0.0"


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and the number behind it (None: words, nothing, or hidden) with its Excel format."""

    text: str
    value: float | None = None
    format: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a number of its own (表2-1). The first column names the row; all others hold figures."""

    number: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart with a number of its own (図2-1)."""

    number: str
    chart: Chart


@dataclass(frozen=True)
class Cross:
    """A question by a factor: percentages and counts of the same cells, a chart, what the tests say.

    Of a number question the one table holds means and quartiles, and counts is None.
    """

    title: str
    percents: Table
    counts: Table | None
    picture: Picture | None
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One question. notes: what its reader must know (changes of wording, answers that could not be counted)."""

    number: int
    id: str
    title: str
    type: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    picture: Picture | None = None
    crosses: tuple[Cross, ...] = ()
    notes: tuple[str, ...] = ()
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole. facts: label and text (調査名, 回答, 回答日 ...); highlights: the first sentence of each question."""

    title: str
    facts: tuple[tuple[str, str], ...]
    highlights: tuple[str, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    made_on: date
    source: str
    exact: bool
    publication: Publication


@dataclass(frozen=True)
class Options:
    """What the person who makes a report says of it. title "": the survey's; source "": who made it is not said."""

    title: str = ""
    source: str = ""
    made_on: date = field(default_factory=date.today)


def figure(value: float | None, form: str, hidden: bool = False) -> Cell:
    """A figure as a cell."""
    if hidden:
        return Cell(HIDDEN)
    if value is None:
        return Cell(NONE)
    if form == COUNT:
        return Cell(wording.count(int(value)), value, form)
    return Cell(wording.points(value) if form == POINTS else wording.percent(value), value, form)
