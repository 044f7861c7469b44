"""How wide tables fit onto a page: split into pieces of few columns, and each column as wide as its words need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.surveys.chart_parts import width
from ingest.surveys.report_parts import Table

# A page of A4 takes the first column and so many of figures.
_MOST = 10
# Above this many columns figures are set smaller.
_ROOMY = 7
_NARROWEST, _WIDEST = 7, 30  # half-width characters


def pieces(table: Table) -> Iterator[Table]:
    """The table, or parts of it that each have the name and n in front (the second column of a wide table is n)."""
    columns = len(table.headings)
    if columns <= _MOST + 1:
        yield table
        return
    kept, rest = (0, 1), list(range(2, columns))
    size = _MOST - 1
    parts = -(-len(rest) // size)
    for part in range(parts):
        places = (*kept, *rest[part * size : (part + 1) * size])
        rows = tuple(tuple(row[place] for place in places) for row in table.rows)
        headings = tuple(table.headings[place] for place in places)
        title = f"{table.title}　その{part + 1}"
        yield replace(
            table, title=title, headings=headings, rows=rows, note=table.note if part == parts - 1 else ""
        )


def small(table: Table) -> bool:
    """Whether the table needs smaller letters."""
    return len(table.headings) > _ROOMY


def column_shares(table: Table) -> list[float]:
    """The share of the page's width that each column gets; they add up to 1 (narrow tables have wide columns of names)."""
    first = max([width(table.headings[0]), *(width(row[0].text) for row in table.rows)], default=_NARROWEST)
    others = [
        max([min(width(heading), 12), *(width(row[place].text) for row in table.rows)])
        for place, heading in enumerate(table.headings)
        if place
    ]
    wanted = [min(max(first, 12), _WIDEST), *(min(max(one, _NARROWEST), _WIDEST) + 2 for one in others)]
    total = sum(wanted)
    return [one / total for one in wanted]
