"""Nobody can compute a hidden figure.

The oracle knows nothing of cells, margins or sums. Its reader thinks of all kinds of firms there could be (industry x city x answer to
each question), how many of each there are (whole numbers from 0), and asks which of these populations give exactly the figures printed.
A hidden figure is safe if two such populations differ in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from ingest.surveys.model import (
    CrossTable,
    OptionFigure,
    Previous,
    QuestionFigures,
    Statistics,
    SurveyData,
    Tabulation,
)
from ingest.surveys.publication import CrossMask, Publication
from ingest.surveys.suppression import publishable
from matching.errors import InputError

REGION = {"水戸市": "県央", "笠間市": "県央", "日立市": "県北", "高萩市": "県北"}
INDUSTRIES, CITIES = ("金属", "機械", "電気"), tuple(REGION)
# Directions of the single question's choices; the multiple question's choices are "x" and "y".
SCALE = {"増加": 1, "不変": 0, "減少": -1}
MARKS = ("x", "y")
NONE: frozenset[str] = frozenset()

Kind = tuple[str, str, frozenset[str], frozenset[str]]
SINGLE_ANSWERS = (NONE, *(frozenset({label}) for label in SCALE))
MULTIPLE_ANSWERS = (NONE, frozenset({"x"}), frozenset({"y"}), frozenset(MARKS))
KINDS: tuple[Kind, ...] = tuple(product(INDUSTRIES, CITIES, SINGLE_ANSWERS, MULTIPLE_ANSWERS))


def groups(kind: Kind, factor: str) -> frozenset[str]:
    industry, city, single, multiple = kind
    named = {
        "industry": frozenset({industry}), "city": frozenset({city}), "region": frozenset({REGION[city]}),
        "volume": single, "marks": multiple,
    }  # fmt: skip
    return named[factor]


def answer(kind: Kind, question: str) -> frozenset[str]:
    return kind[2] if question == "volume" else kind[3]


def tabulated(kinds: Sequence[Kind], factors: Sequence[str]) -> Tabulation:
    """Counted here one by one."""
    questions, crosses = [], []
    for question, labels, multiple in (("volume", tuple(SCALE), False), ("marks", MARKS, True)):
        given_by = [answer(kind, question) for kind in kinds]
        base = sum(1 for one in given_by if one)
        options = tuple(
            OptionFigure(label, sum(label in one for one in given_by), None, direction=SCALE.get(label, 0))
            for label in labels
        )
        di = None if multiple else 0.0
        questions.append(
            QuestionFigures(question, question, "multiple" if multiple else "single", base, len(kinds) - base,
                            options=options, di=di)
        )  # fmt: skip
        crosses += [
            crossed(kinds, question, factor, labels, multiple) for factor in factors if factor != question
        ]
    return Tabulation("t", len(kinds), len(kinds), questions=tuple(questions), crosses=tuple(crosses))


def crossed(
    kinds: Sequence[Kind], question: str, factor: str, labels: tuple[str, ...], multiple: bool
) -> CrossTable:
    names = tuple(sorted({name for kind in kinds for name in groups(kind, factor)}))
    members = {name: [kind for kind in kinds if name in groups(kind, factor)] for name in names}
    counts = [
        [sum(label in answer(k, question) for k in members[name]) for label in labels] for name in names
    ]
    bases = [sum(1 for k in members[name] if answer(k, question)) for name in names]
    missing = [len(members[name]) - base for name, base in zip(names, bases, strict=True)]
    return CrossTable(
        question, factor, question, factor, names, labels, np.array(counts).reshape(len(names), len(labels)),
        np.array(bases), np.array(missing), multiple=multiple, unfactored=sum(not groups(k, factor) for k in kinds),
    )  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One printed figure: its name, which kinds it counts (with a sign), the value and whether it is hidden."""

    name: str
    weights: np.ndarray
    value: int
    hidden: bool


def counted(test: Any) -> np.ndarray:
    return np.array([float(test(kind)) for kind in KINDS])


def mentions(question: str, label: str) -> np.ndarray:
    return counted(lambda kind: label in answer(kind, question))


def answering(question: str) -> np.ndarray:
    return counted(lambda kind: bool(answer(kind, question)))


def within(factor: str, name: str) -> np.ndarray:
    return counted(lambda kind: name in groups(kind, factor))


def printed(publication: Publication) -> Iterator[Figure]:
    """All figures of a publication, as functions of the population."""
    tabulation = publication.tabulation
    yield Figure("n", np.ones(len(KINDS)), tabulation.companies, False)
    for question in tabulation.questions:
        q, mask = question.id, publication.questions[question.id]
        for option, gone in zip(question.options, mask.options, strict=True):
            yield Figure(f"{q}:{option.label}", mentions(q, option.label), option.count, bool(gone))
        yield Figure(f"{q} base", answering(q), question.base, mask.base)
        yield Figure(f"{q} none", 1 - answering(q), question.no_answer, mask.no_answer)
        if question.di is not None:
            di = sum(sign * mentions(q, label) for label, sign in SCALE.items())
            yield Figure(
                f"{q} di", np.asarray(di), sum(o.count * o.direction for o in question.options), mask.di
            )
    for table, cross in zip(tabulation.crosses, publication.crosses, strict=True):
        yield from printed_cross(table, cross)


def printed_cross(table: CrossTable, cross: CrossMask) -> Iterator[Figure]:
    q = table.question
    for r, name in enumerate(table.rows):
        where, group = f"{q} x {table.factor}={name}", within(table.factor, name)
        for c, label in enumerate(table.columns):
            cell = group * mentions(q, label)
            yield Figure(f"{where}:{label}", cell, int(table.counts[r, c]), bool(cross.cells[r, c]))
        yield Figure(f"{where} base", group * answering(q), int(table.bases[r]), bool(cross.bases[r]))
        none = group * (1 - answering(q))
        yield Figure(f"{where} none", none, int(table.no_answer[r]), bool(cross.no_answer[r]))


def possible(figures: Sequence[Figure], wanted: Figure) -> tuple[int, int]:
    """Smallest and largest value of a figure over all populations that give the shown figures."""
    shown = [one for one in figures if not one.hidden]
    values = np.array([float(one.value) for one in shown])
    rows = LinearConstraint(np.array([one.weights for one in shown]), values, values)
    found = []
    for sign in (1.0, -1.0):
        done = milp(
            sign * wanted.weights, integrality=np.ones(len(KINDS)), bounds=Bounds(0, np.inf), constraints=rows
        )
        found.append(round(sign * done.fun))
    return found[0], found[1]


def check(publication: Publication, threshold: int) -> int:
    """No hidden figure has one possible value alone, and no small figure is shown; the number of hidden ones."""
    figures = list(printed(publication))
    for one in figures:
        if one.hidden:
            low, high = possible(figures, one)
            assert low < high, one.name
        elif one.name != "n" and one.name.split()[-1] not in ("none", "di"):  # no-answers aren't answers
            assert not 0 < one.value < threshold, one.name
    return sum(one.hidden for one in figures)


def surveyed(kinds: Sequence[Kind]) -> SurveyData:
    firms = pd.DataFrame(
        {
            "industry": [k[0] for k in kinds],
            "city": [k[1] for k in kinds],
            "region": [REGION[k[1]] for k in kinds],
        }
    )
    labels = {"volume": tuple(SCALE), "marks": MARKS}
    chosen = {
        q: np.array([[label in answer(k, q) for label in own] for k in kinds]).reshape(len(kinds), len(own))
        for q, own in labels.items()
    }
    answered = {q: np.asarray(flags.any(axis=1)) for q, flags in chosen.items()}
    return SurveyData("t", (), firms, chosen=chosen, answered=answered)


def drawn(seed: int, firms: int, evenness: float) -> list[Kind]:
    rng = np.random.default_rng(seed)
    parts = [
        rng.choice(len(values), firms, p=rng.dirichlet(np.full(len(values), evenness))).tolist()
        for values in (INDUSTRIES, CITIES, SINGLE_ANSWERS, MULTIPLE_ANSWERS)
    ]
    return [
        (INDUSTRIES[a], CITIES[b], SINGLE_ANSWERS[c], MULTIPLE_ANSWERS[d])
        for a, b, c, d in zip(*parts, strict=True)
    ]


SURVEYS = (st.integers(0, 2**32 - 1), st.integers(8, 70), st.sampled_from([0.3, 1.0, 4.0]))
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(
    *SURVEYS, st.sampled_from([["industry"], ["city", "region"], ["volume"], ["marks"], ["volume", "marks"]]),
    st.sampled_from([2, 3, 5]),
)  # fmt: skip
def test_no_population_of_whole_firms_gives_a_hidden_figure_away(
    seed: int, firms: int, evenness: float, factors: list[str], threshold: int
) -> None:
    kinds = drawn(seed, firms, evenness)
    check(publishable(tabulated(kinds, factors), threshold, data=surveyed(kinds)), threshold)


@SLOW
@given(*SURVEYS, st.sampled_from(["volume", "marks"]), st.sampled_from([2, 3, 5]))
def test_one_question_by_all_factors_of_the_firm_gives_nothing_away(
    seed: int, firms: int, evenness: float, question: str, threshold: int
) -> None:
    kinds = drawn(seed, firms, evenness)
    whole = tabulated(kinds, ["industry", "city", "region"])
    questions = tuple(one for one in whole.questions if one.id == question)
    crosses = tuple(one for one in whole.crosses if one.question == question)
    one = replace(whole, questions=questions, crosses=crosses)
    check(publishable(one, threshold, data=surveyed(kinds)), threshold)


@SLOW
@given(*SURVEYS, st.sampled_from([2, 3, 5]))
def test_no_hidden_figure_is_a_combination_of_shown_ones(
    seed: int, firms: int, evenness: float, threshold: int
) -> None:
    """Linear algebra over all margins at once: a hidden figure's weights don't lie in the span of the shown ones."""
    kinds = drawn(seed, firms, evenness)
    factors = ["industry", "city", "region", "volume", "marks"]
    figures = list(printed(publishable(tabulated(kinds, factors), threshold, data=surveyed(kinds))))
    shown = np.array([one.weights for one in figures if not one.hidden])
    basis = np.linalg.svd(shown, full_matrices=False)
    span = basis.Vh[basis.S > 1e-9]
    for one in figures:
        if one.hidden:
            rest = one.weights - span.T @ (span @ one.weights)
            assert np.abs(rest).max() > 1e-6, one.name


def test_the_check_itself_finds_a_cell_that_is_the_difference_of_others() -> None:
    """The oracle has teeth: hide one cell of a table alone, and it says so."""
    kinds = drawn(7, 60, 4.0)
    publication = publishable(tabulated(kinds, ["industry"]), 2, data=surveyed(kinds))
    cells = np.zeros_like(publication.crosses[0].cells)
    cells[0, 0] = True
    careless = replace(
        publication, crosses=(replace(publication.crosses[0], cells=cells), *publication.crosses[1:])
    )
    with pytest.raises(AssertionError, match="volume x industry"):
        check(careless, 0)


# --- by hand ----------------------------------------------------------------------------------------------


def table(counts: list[list[int]], multiple: bool = False, none: Sequence[int] = ()) -> Tabulation:
    """One question by industry: a row a group."""
    matrix = np.array(counts)
    missing = np.array(none or [0] * len(counts))
    bases = matrix.sum(axis=1)
    names = tuple(f"業種{n}" for n in range(len(counts)))
    labels = tuple(f"選択肢{n}" for n in range(matrix.shape[1]))
    options = tuple(
        OptionFigure(label, int(n), None) for label, n in zip(labels, matrix.sum(axis=0), strict=True)
    )
    firms = int(bases.sum() + missing.sum())
    question = QuestionFigures("q", "q", "single", int(bases.sum()), int(missing.sum()), options=options)
    cross = CrossTable("q", "industry", "q", "業種", names, labels, matrix, bases, missing, multiple=multiple)
    return Tabulation("t", firms, firms, questions=(question,), crosses=(cross,))


def test_nothing_small_hides_nothing() -> None:
    publication = publishable(table([[5, 6, 7], [8, 9, 10]]))
    assert publication.hidden == 0
    assert not publication.crosses[0].cells.any()
    assert not publication.crosses[0].test


def test_one_small_cell_takes_the_corners_of_a_rectangle_with_it() -> None:
    """2 is primary; a rectangle through it over 4, 5 and 6 costs least, 20 and 30 stay."""
    publication = publishable(table([[2, 4, 20], [5, 6, 30]]))
    assert publication.crosses[0].cells.tolist() == [[True, True, False], [True, True, False]]
    assert not publication.crosses[0].bases.any()
    assert publication.hidden == 4
    assert publication.crosses[0].test


def test_a_group_of_two_firms_is_hidden_whole_and_not_alone() -> None:
    publication = publishable(table([[1, 1], [4, 5], [30, 40]]))
    cross = publication.crosses[0]
    assert cross.bases.tolist() == [True, True, False]
    assert cross.cells.tolist() == [[True, True], [True, True], [False, False]]


def test_a_small_overall_count_and_its_smallest_partner_are_hidden_and_the_headline_stays() -> None:
    options = tuple(
        OptionFigure(label, count, None, direction=sign)
        for label, count, sign in (("良くなった", 2, 1), ("変わらない", 15, 0), ("悪くなった", 43, -1))
    )
    question = QuestionFigures("p", "収益性", "single", 60, 0, options=options, di=-68.3)
    mask = publishable(Tabulation("t", 60, 60, questions=(question,))).questions["p"]
    assert mask.options.tolist() == [True, True, False]
    assert mask.di  # 悪くなった and the DI would give 良くなった away
    assert not mask.base


def test_a_group_that_says_the_same_throughout_is_hidden() -> None:
    publication = publishable(table([[6, 0, 0], [9, 9, 9], [8, 7, 9]]))
    assert publication.crosses[0].cells[0, 0]
    assert not publication.crosses[0].bases[0]


def test_a_choice_nobody_made_stays_a_zero() -> None:
    publication = publishable(table([[1, 0, 1], [4, 0, 5], [30, 0, 40]]))
    assert not publication.crosses[0].cells[:, 1].any()


def test_last_years_small_count_hides_last_year_and_the_difference() -> None:
    options = (
        OptionFigure("有", 20, 50.0, 95.0, -45.0, previous_count=38),
        OptionFigure("無", 20, 50.0, 5.0, 45.0, previous_count=2),
    )
    question = QuestionFigures(
        "s", "余力", "single", 40, 0, options=options, previous_base=40, previous_no_answer=0
    )
    tabulation = Tabulation("t", 40, 40, Previous("前年", 40, 40), (question,))
    mask = publishable(tabulation).questions["s"]
    assert not mask.options.any()
    assert mask.previous.all()
    assert mask.difference.all()


@pytest.mark.parametrize(
    ("n", "statistics", "quartiles"), [(2, True, True), (9, False, True), (10, False, False)]
)
def test_statistics_of_few_numbers_are_hidden(n: int, statistics: bool, quartiles: bool) -> None:
    told = Statistics(n, 50.0, 50.0, 40.0, 60.0, 30.0, 90.0, 80.0)
    question = QuestionFigures("u", "操業度", "number", n, 20 - n, told)
    mask = publishable(Tabulation("t", 20, 20, questions=(question,))).questions["u"]
    assert (mask.statistics, mask.quartiles) == (statistics, quartiles)


def test_a_mean_of_two_firms_cannot_be_had_from_the_other_groups() -> None:
    """Overall n x mean less the other groups' would be the two firms' sum: a second group goes, too."""
    told = Statistics(40, 50.0, 50.0, 40.0, 60.0, 30.0, 90.0, 80.0)
    question = QuestionFigures("u", "操業度", "number", 40, 0, told)
    cross = CrossTable(
        "u", "industry", "u", "業種", ("A", "B", "C"), (), np.zeros((3, 0), dtype=np.int64),
        np.array([2, 8, 30]), np.array([0, 0, 0]), statistics=(told, told, told),
    )  # fmt: skip
    publication = publishable(Tabulation("t", 40, 40, questions=(question,), crosses=(cross,)))
    assert publication.crosses[0].bases.tolist() == [True, True, False]


def test_what_tables_tell_together_needs_the_answers_and_a_threshold_of_one_is_refused() -> None:
    kinds = drawn(1, 20, 1.0)
    with pytest.raises(ValueError, match="geography"):
        publishable(tabulated(kinds, ["city", "region"]))
    with pytest.raises(ValueError, match="several answers"):
        publishable(tabulated(kinds, ["marks"]))
    with pytest.raises(InputError, match="秘匿"):
        publishable(tabulated(kinds, ["industry"]), 1)


def test_the_method_page_says_what_was_hidden() -> None:
    publication = publishable(table([[2, 4, 20], [5, 6, 30]]))
    assert publication.reasons[0].startswith("回答企業が3社未満の数値は")
    assert (  # how many of them are small would be one equation more
        publication.reasons[1]
        == "秘匿した数値は、差引きや合計から計算できないよう秘匿したものを含めて4か所です。"
    )
