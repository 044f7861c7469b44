"""Sentences and numbers of reports, with the published figures as expected values; nothing hidden is told."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ingest.surveys import wording
from ingest.surveys.model import OptionFigure, QuestionFigures, Statistics
from ingest.surveys.publication import QuestionMask, open_question
from ingest.surveys.trace import ranges


def question(options: Sequence[tuple[str, int, float, float | None]], **more: Any) -> QuestionFigures:
    """A question with options (label, count, percentage, points)."""
    made = tuple(
        OptionFigure(label, count, share, difference=points) for label, count, share, points in options
    )
    told: dict[str, Any] = {"id": "q", "label": "収益性", "type": "single", "base": 60, "no_answer": 0} | more
    return QuestionFigures(**told, options=made)


PROFIT = [("良くなった", 6, 10.0, -5.0), ("変わらない", 11, 18.3, -28.6), ("悪くなった", 43, 71.7, 33.6)]


def test_the_most_frequent_answer_is_told_with_its_points() -> None:
    figures = question(PROFIT)
    assert wording.sentences(figures, open_question(figures)) == (
        "収益性は「悪くなった」が71.7 %（前年より33.6ポイント増）で最も多い。",
    )


def test_several_answers_are_told_in_order() -> None:
    told = [
        ("人材", 28, 46.0, None),
        ("受注量の確保", 50, 83.4, None),
        ("資金", 10, 16.0, None),
        ("技術", 5, 8.3, None),
    ]
    figures = question(told, type="multiple", label="経営上の課題")
    assert wording.sentences(figures, open_question(figures)) == (
        "経営上の課題（複数回答）は「受注量の確保」が83.4 %で最も多く、「人材」が46.0 %、「資金」が16.0 %で続く。",
    )


def test_a_tie_names_both() -> None:
    figures = question([("有", 30, 50.0, None), ("無", 30, 50.0, None)], label="受注余力")
    expected = ("受注余力は「有」が50.0 %、「無」が50.0 %で並んで最も多い。",)
    assert wording.sentences(figures, open_question(figures)) == expected


def test_a_di_is_told_with_its_change() -> None:
    figures = question(PROFIT, di=-61.7, previous_di=-23.1, di_difference=-38.6)
    assert wording.sentences(figures, open_question(figures))[1] == (
        "収益性のDIは▲61.7で、前年（▲23.1）より38.6ポイント低下した。"
    )


def masked(figures: QuestionFigures, **more: Any) -> QuestionMask:
    none = np.zeros(len(figures.options), dtype=np.bool_)
    return QuestionMask(**({"options": none, "previous": none, "difference": none} | more))


def test_nothing_hidden_is_told() -> None:
    figures = question(PROFIT, di=-61.7, previous_di=-23.1, di_difference=-38.6)
    flags = np.array([True, True, False])
    hidden = masked(figures, options=flags, difference=np.array([True, True, True]), di=True)
    assert wording.sentences(figures, hidden) == ("収益性は「悪くなった」が71.7 %。",)


def test_numbers_are_told_by_mean_and_median_unless_hidden() -> None:
    figures = question(
        [], type="number", label="操業度", statistics=Statistics(8, 77.25, 80.0, 70.0, 85.0, 40.0, 110.0)
    )
    assert wording.sentences(figures, masked(figures), "%") == ("操業度は平均77.25%、中央値80%（回答8社）。",)
    assert wording.sentences(figures, masked(figures, quartiles=True), "%") == (
        "操業度は平均77.25%（回答8社）。",
    )
    assert wording.sentences(figures, masked(figures, statistics=True)) == ()
    rows = dict(wording.statistics_rows(figures.statistics, False, True))
    assert (rows["平均"], rows["中央値"]) == ("77.25", "x")
    assert not {"40", "110"} & set(dict(wording.statistics_rows(figures.statistics, False, False)).values())


@pytest.mark.parametrize(("value", "text"), [(33.6, "+33.6"), (-12.0, "▲12.0"), (0.0, "0.0"), (None, "－")])
def test_points_carry_their_sign(value: float | None, text: str) -> None:
    assert wording.points(value) == text


@pytest.mark.parametrize(
    ("numbers", "text"), [([3, 5, 8, 9, 10], "3,5,8-10"), ([7], "7"), ([], ""), ([2, 1, 2], "1-2")]
)
def test_rows_are_listed_as_runs(numbers: list[int], text: str) -> None:
    assert ranges(numbers) == text
