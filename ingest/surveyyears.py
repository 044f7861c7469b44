"""Surveys of several years in one file: told, as a firm's answers of one year would stand in for those of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ingest.cells import SheetCells
from ingest.dates import year_of
from ingest.numbers import folded
from ingest.report import Issue

_YEAR = re.compile(
    r"(?:令和|平成|(?<![a-z])[rh])\s*(?:\d{1,2}|元)(?:\s*年度?)?(?!\d)|20\d\d(?:\s*年度?)?(?!\d)"
)
_YEAR_COLUMN = re.compile(r"(?:調査|回答|実施|対象)?(?:年度?|年次)")
_ROWS_LOOKED_AT = 5000


def several_years(sheets: Sequence[SheetCells]) -> Issue | None:
    """The warning for a file whose surveys, by the names of their sheets or a column of years, are of several years."""
    asked = [one for one in sheets if one.layout.kind == "survey"]
    named = {year for one in asked if (year := _year(one.sheet.name))}
    if len(named) > 1:
        return _told(named, asked[0].sheet.name, "")
    for one in asked:
        for question in one.layout.questions:
            if len(question.places) == 1 and _YEAR_COLUMN.fullmatch(folded(question.label)):
                years = _years_below(one, question.places[0].column)
                if len(years) > 1:
                    return _told(years, one.sheet.name, one.labels[question.places[0].column])
    return None


def _year(text: str) -> int | None:
    found = _YEAR.search(folded(text))
    return year_of(found[0]) if found else None


def _years_below(one: SheetCells, column: int) -> set[int]:
    rows = islice(one.data_rows(), _ROWS_LOOKED_AT)
    texts = {row.cells[column] for row in rows if column < len(row.cells)}
    return {year for text in texts if (year := _year(text))}


def _told(years: Iterable[int], sheet: str, column: str) -> Issue:
    listed = "、".join(f"{year}年度" for year in sorted(years))
    message = (
        f"1つのファイルに複数の年({listed})の回答があります。同じ調査の回答として読むため、集計では企業ごとに1つの年の回答だけが"
        "使われます。年ごとに比べるときは、年ごとのファイルに分け、--survey で別の調査名を付けて読んでください。"
    )
    return Issue("warning", "several-years", message, sheet, column=column, value=listed)
