"""What a survey holds and what its figures are: the records that reading, tabulation, reports and visits share.

Matrices are numpy arrays with one row a firm, in the order of `SurveyData.firms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

QuestionType = Literal["single", "multiple", "number", "date", "text"]
Base = Literal["answered", "all"]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

# Columns of `SurveyData.firms`. industry is 大分類 as far as it could be told, size one of sizes.SIZES.
FIRM_COLUMNS = (
    "company_id", "name", "source_id", "industry", "size", "region", "prefecture", "city",
    "answered_on", "response_id", "file", "sheet", "row",
)  # fmt: skip
# Columns that figures can be cut by, as the user names them (`--by`).
FACTORS: Mapping[str, str] = {
    "industry": "業種",
    "size": "従業員規模",
    "region": "地域",
    "prefecture": "都道府県",
    "city": "市区町村",
}
UNKNOWN = "不明"


@dataclass(frozen=True)
class Choice:
    """One choice. former: how earlier forms put it; direction: +1 or -1 for the DI, 0 neutral.

    listed: whether a form, a questionnaire or a scale has it; else it is what firms wrote.
    """

    label: str
    code: str = ""
    former: tuple[str, ...] = ()
    direction: int = 0
    listed: bool = True


@dataclass(frozen=True)
class SurveyQuestion:
    """One question. wording: as this year's form put it; wordings: title of a survey or year -> wording.

    base "answered": percentages are of the firms that answered it; "all": of all firms, no-answers counted in.
    closed: the form lists all choices, so that one that isn't among them was not offered.
    """

    id: str
    label: str
    type: QuestionType
    choices: tuple[Choice, ...] = ()
    wording: str = ""
    wordings: Mapping[str, str] = field(default_factory=dict)
    base: Base = "answered"
    unit: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Superseded:
    """A response that doesn't count, with the reason in Japanese; by: the response that counts instead."""

    response_id: int
    company_id: int
    name: str
    answered_on: date | None
    file: str
    sheet: str
    row: int
    by: int
    reason: str


@dataclass(frozen=True)
class SurveyData:
    """The answers to one survey, one row a firm: the latest answer date, then the row furthest down.

    firms: RangeIndex, columns FIRM_COLUMNS (UNKNOWN where a factor isn't known; answered_on: date or None).
    chosen: question id -> (firms, choices) for single and multiple. numbers: question id -> (firms,), NaN where none.
    dates: question id -> datetime64[D] (firms,), NaT where none. texts: question id -> text as it was written, ""
    where none (text questions; the words behind その他 of the others). answered: question id -> (firms,).
    notes: what the reader of figures must know whichever firms are counted (Japanese sentences), by question id.
    doubts: question id -> reason -> the firms (firms,) whose answer could not be counted (see answering.doubtful).
    """

    title: str
    questions: tuple[SurveyQuestion, ...]
    firms: pd.DataFrame
    chosen: Mapping[str, Flags] = field(default_factory=dict)
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    dates: Mapping[str, npt.NDArray[np.datetime64]] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answered: Mapping[str, Flags] = field(default_factory=dict)
    superseded: tuple[Superseded, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: Mapping[str, Mapping[str, Flags]] = field(default_factory=dict)

    def question(self, question_id: str) -> SurveyQuestion | None:
        """The question of an id, None where the survey didn't ask it."""
        return next((one for one in self.questions if one.id == question_id), None)

    @property
    def responses(self) -> int:
        """Rows of answers that were read, those that don't count included."""
        return len(self.firms) + len(self.superseded)

    def __len__(self) -> int:
        return len(self.firms)


@dataclass(frozen=True)
class Statistics:
    """Numbers in figures: n, mean, median and quartiles (linear interpolation, "type 7"), smallest, largest and the next to it."""

    n: int
    mean: float
    median: float
    q1: float
    q3: float
    smallest: float
    largest: float
    second: float = 0.0


@dataclass(frozen=True)
class OptionFigure:
    """One choice in figures. percent: of the base, to 0.1; difference: in points, taken before rounding.

    weighted: the weighted percentage where weights were given. previous_direction: of the earlier form's choice, where it
    isn't the same.
    """

    label: str
    count: int
    percent: float | None
    previous_percent: float | None = None
    difference: float | None = None
    previous_count: int | None = None
    direction: int = 0
    weighted: float | None = None
    previous_direction: int | None = None

    @property
    def earlier_direction(self) -> int:
        """How the choice counts in the previous DI."""
        return self.direction if self.previous_direction is None else self.previous_direction


@dataclass(frozen=True)
class QuestionFigures:
    """One question in figures. base: firms that percentages are of; no_answer: firms that didn't answer it.

    di: Σ percent of the choices with direction +1 less those with -1, from unrounded fractions, to 0.1.
    dropped: choices of the earlier form that this year's hasn't (count 0, with previous_count); they are in previous_di.
    notes: changes of wording and choices, in Japanese sentences.
    """

    id: str
    label: str
    type: QuestionType
    base: int
    no_answer: int
    statistics: Statistics | None = None
    options: tuple[OptionFigure, ...] = ()
    di: float | None = None
    previous_base: int | None = None
    previous_no_answer: int | None = None
    previous_statistics: Statistics | None = None
    previous_di: float | None = None
    di_difference: float | None = None
    notes: tuple[str, ...] = ()
    dropped: tuple[OptionFigure, ...] = ()


@dataclass(frozen=True)
class AssociationTest:
    """A test of whether a question and a factor are independent.

    method: "chi-square", "fisher" or "permutation" (English key; `label` Japanese). p_value: two-sided. cramers_v: 0 to 1.
    """

    method: Literal["chi-square", "fisher", "permutation"]
    label: str
    statistic: float | None
    degrees: int | None
    p_value: float
    cramers_v: float


@dataclass(frozen=True)
class CrossTable:
    """A question by a factor. rows: groups; columns: choices; counts: (rows, columns); bases: (rows,).

    question, factor: ids (labels beside). base policy as of the question. no_answer: (rows,) firms without an answer.
    test: None where it can't be made (one group only, multiple answers' dependence: each choice is then tested alone).
    choice_tests: for multiple answers, choice by choice, in the order of columns. statistics: of number questions (which
    have no columns), group by group.
    """

    question: str
    factor: str
    question_label: str
    factor_label: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Counts
    bases: Counts
    no_answer: Counts
    test: AssociationTest | None = None
    choice_tests: tuple[AssociationTest | None, ...] = ()
    multiple: bool = False
    unfactored: int = 0
    statistics: tuple[Statistics | None, ...] = ()


@dataclass(frozen=True)
class WeightingNote:
    """How answers were weighted: effective = (Σw)²/Σw² (Kish); notes: collapsed and empty strata, in Japanese."""

    method: str
    strata: int
    effective: float
    design_effect: float
    smallest: float
    largest: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResponseRate:
    """Firms asked, those of them that answered, and the percentage; others: firms that answered without being asked."""

    asked: int
    answered: int
    percent: float | None
    others: int = 0


@dataclass(frozen=True)
class Previous:
    """The survey that figures are compared with; answers and companies as in Tabulation."""

    survey: str
    answers: int
    companies: int = 0


@dataclass(frozen=True)
class Tabulation:
    """All figures of a survey. answers: rows of answers that stand; companies: firms that count, one answer each.

    panel: number of firms in both surveys, where only those were counted; None: all firms.
    """

    survey: str
    answers: int
    companies: int
    previous: Previous | None = None
    questions: tuple[QuestionFigures, ...] = ()
    crosses: tuple[CrossTable, ...] = ()
    weighting: WeightingNote | None = None
    panel: int | None = None
    response_rate: ResponseRate | None = None
    notes: tuple[str, ...] = ()
