"""The agency's published figures, from workbooks with ○ marks of two years, read through `ingest`."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest import pipeline
from ingest.surveys.model import OptionFigure, Tabulation
from ingest.surveys.reading import survey_data
from ingest.surveys.tabulation import tabulate
from matching.corporate import CorporateDatabase

NOW, BEFORE = "令和2年10月 受注企業実態調査", "令和元年10月 受注企業実態調査"
PROFIT = ("良くなった", "変わらない", "悪くなった")
VOLUME = ("増加した", "変わらない", "減少した")
CHALLENGES = ("受注量の確保", "受注単価", "人材の確保", "その他")


def workbook(path: Path, firms: int, worse: int, less: int, wanting: int, silent: int = 0) -> None:
    """A form with a column a choice below merged headings; the last `silent` firms answered nothing of the three."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["受注企業実態調査 回答一覧"])
    groups = (("収益性", PROFIT), ("受注量", VOLUME), ("経営上の課題（複数回答）", CHALLENGES))
    above: list[str] = ["No.", "企業名", "所在地"]
    for name, choices in groups:
        above += [name, *[""] * (len(choices) - 1)]
    sheet.append(above)
    sheet.append(["", "", "", *PROFIT, *VOLUME, *CHALLENGES])
    column = 4
    for _, choices in groups:
        sheet.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + len(choices) - 1)
        column += len(choices)
    for number in range(firms + silent):
        marks = [""] * 10
        if number < firms:
            marks[2 if number < worse else number % 2] = "○"
            marks[5 if number < less else 3 + number % 2] = "○"
            marks[6 if number < wanting else 7] = "○"
            if number % 3 == 0:
                marks[8] = "○"
        sheet.append([number + 1, f"架空{number:04d}製作所", "茨城県日立市", *marks])
    book.save(path)


def option(figures: Tabulation, question: str, label: str) -> OptionFigure:
    asked = next(one for one in figures.questions if one.id == question)
    return next(one for one in asked.options if one.label == label)


@pytest.fixture
def figures(db: CorporateDatabase, tmp_path: Path) -> Callable[..., Tabulation]:
    def made(now: tuple[int, ...], before: tuple[int, ...]) -> Tabulation:
        for title, counts in ((NOW, now), (BEFORE, before)):
            path = tmp_path / f"{title}.xlsx"
            workbook(path, *counts)
            assert pipeline.run(path, db, survey=title).rows.rejected == 0
        return tabulate(survey_data(db, NOW), survey_data(db, BEFORE))

    return made


# 1000 firms and 1000; then 187 of 480 firms and so on: the same percentages out of other numbers.
@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((1000, 717, 730, 834), (1000, 381, 463, 700)),
        ((403, 289, 294, 336, 12), (391, 149, 181, 300, 30)),
    ],
)
def test_the_published_figures_come_out_exactly(
    figures: Callable[..., Tabulation], now: tuple[int, ...], before: tuple[int, ...]
) -> None:
    found = figures(now, before)
    worse = option(found, "profitability", "悪くなった")
    less = option(found, "order_volume", "減少した")
    wanting = option(found, "challenges", "受注量の確保")
    assert (worse.percent, worse.difference) == (71.7, 33.6)
    assert (less.percent, less.difference) == (73.0, 26.7)
    assert wanting.percent == 83.4
    asked = {one.id: one for one in found.questions}
    silent = now[4] if len(now) > 4 else 0
    assert {asked[key].base for key in ("profitability", "order_volume", "challenges")} == {now[0]}
    assert {asked[key].no_answer for key in ("profitability", "order_volume", "challenges")} == {silent}
