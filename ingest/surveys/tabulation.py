"""SurveyData -> figures: counts, bases, percentages, DI, statistics, differences to the previous survey, cross tables.

Percentages come from whole numbers (exact.py). Nothing is hidden here: this is the staff's view.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ingest.surveys.answering import doubtful
from ingest.surveys.comparison import rewordings, same_choices, same_question
from ingest.surveys.crosses import all_crosses
from ingest.surveys.describing import statistics
from ingest.surveys.exact import Share, balance, difference, in_percent, percent, share
from ingest.surveys.model import (
    Base,
    Flags,
    Numbers,
    OptionFigure,
    Previous,
    QuestionFigures,
    ResponseRate,
    SurveyData,
    SurveyQuestion,
    Tabulation,
    WeightingNote,
)

_CHOOSING = ("single", "multiple")


def tabulate(
    data: SurveyData,
    previous: SurveyData | None = None,
    by: Sequence[str] = (),
    weights: Numbers | None = None,
    *,
    weighting: WeightingNote | None = None,
    asked: Sequence[int | None] | None = None,
    panel: bool = False,
    tests: bool = True,
) -> Tabulation:
    """All figures of a survey.

    previous: the survey that differences are taken to. by: factors of cross tables (see crosses.factor_key). weights: one a
    firm, > 0 or 0; percentages stay unweighted and weighted ones stand beside; weighting: how they were made. asked: the
    firms that the survey was sent to (reading.asked_firms). panel: whether data and previous hold the same firms (see panel_of).
    tests: whether cross tables are tested (they take most of the time). Raises InputError for an unknown factor.
    """
    crosses = all_crosses(data, by, tests)
    questions = tuple(_figures(data, one, previous, weights) for one in data.questions)
    return Tabulation(
        data.title,
        data.responses if not panel else len(data),
        len(data),
        Previous(previous.title, previous.responses if not panel else len(previous), len(previous))
        if previous
        else None,
        questions,
        crosses,
        weighting if weights is not None else None,
        len(data) if panel else None,
        response_rate(data.firms["company_id"].tolist(), asked) if asked else None,
        _silent(data),
    )


def subset(data: SurveyData, rows: Flags) -> SurveyData:
    """The same survey with some of its firms: rows (firms,)."""
    places = np.flatnonzero(rows)
    return replace(
        data,
        firms=data.firms.iloc[places].reset_index(drop=True),
        chosen={key: values[places] for key, values in data.chosen.items()},
        numbers={key: values[places] for key, values in data.numbers.items()},
        dates={key: values[places] for key, values in data.dates.items()},
        texts={key: tuple(values[place] for place in places) for key, values in data.texts.items()},
        answered={key: values[places] for key, values in data.answered.items()},
        superseded=(),
        doubts={
            key: {reason: flags[places] for reason, flags in doubts.items()}
            for key, doubts in data.doubts.items()
        },
    )


def panel_of(data: SurveyData, previous: SurveyData) -> tuple[SurveyData, SurveyData]:
    """Both surveys with only the firms that answered both."""
    now, before = data.firms["company_id"].to_numpy(), previous.firms["company_id"].to_numpy()
    return subset(data, np.isin(now, before)), subset(previous, np.isin(before, now))


def _silent(data: SurveyData) -> tuple[str, ...]:
    """What is said of firms that answered nothing."""
    silent = len(data) - int(np.count_nonzero(sum(data.answered.values(), np.zeros(len(data)))))
    return (f"どの設問にも答えていない企業が{silent}社あります。",) if data.answered and silent else ()


def response_rate(firms: Iterable[int], asked: Sequence[int | None]) -> ResponseRate:
    """How many of the firms asked answered; a firm that stands on the list twice counts once, one without an id each time.

    firms: the ids of those that answered, as they count (see reviews.panel), as are those of asked.
    """
    known = {one for one in asked if one is not None}
    unknown = sum(one is None for one in asked)
    answered = set(firms)
    total = len(known) + unknown
    came = len(known & answered)
    return ResponseRate(total, came, percent(came, total), len(answered - known))


# --- one question -----------------------------------------------------------------------------------------


def _figures(
    data: SurveyData, question: SurveyQuestion, previous: SurveyData | None, weights: Numbers | None
) -> QuestionFigures:
    answered = int(np.count_nonzero(data.answered[question.id]))
    base = _base(data, question, question.base)
    figures = QuestionFigures(
        question.id,
        question.label,
        question.type,
        base,
        len(data) - answered,
        statistics(data.numbers[question.id]) if question.type == "number" else None,
        notes=(*doubtful(data.doubts.get(question.id, {})), *data.notes.get(question.id, ())),
    )
    if question.type in _CHOOSING:
        figures = _with_options(figures, data, question, weights)
    before = same_question(question, previous) if previous else None
    return _with_previous(figures, data, question, previous, before) if previous and before else figures


def _base(data: SurveyData, question: SurveyQuestion, policy: Base) -> int:
    """The firms that percentages are of; policy: of this year's form, for both years."""
    return len(data) if policy == "all" else int(np.count_nonzero(data.answered[question.id]))


def _with_options(
    figures: QuestionFigures, data: SurveyData, question: SurveyQuestion, weights: Numbers | None
) -> QuestionFigures:
    counts = _counts(data, question)
    weighted = _weighted(data, question, weights)
    options = tuple(
        OptionFigure(
            choice.label, count, percent(count, figures.base), direction=choice.direction, weighted=heavy
        )
        for choice, count, heavy in zip(question.choices, counts, weighted, strict=True)
    )
    shares = [share(count, figures.base) for count in counts]
    return replace(figures, options=options, di=in_percent(_di(question, shares)))


def _with_previous(
    figures: QuestionFigures,
    data: SurveyData,
    question: SurveyQuestion,
    previous: SurveyData,
    before: SurveyQuestion,
) -> QuestionFigures:
    base = _base(previous, before, question.base)
    answered = int(np.count_nonzero(previous.answered[before.id]))
    figures = replace(
        figures,
        previous_base=base,
        previous_no_answer=len(previous) - answered,
        previous_statistics=statistics(previous.numbers[before.id]) if before.type == "number" else None,
    )
    if question.type not in _CHOOSING:
        return replace(figures, notes=(*figures.notes, *rewordings(question, before, previous.title, [])))
    places = same_choices(question.choices, before.choices)
    alike = question.type == before.type or (_one_each(data, question) and _one_each(previous, before))
    notes = (*figures.notes, *rewordings(question, before, previous.title, places, alike=alike))
    if not alike:
        return replace(figures, notes=notes)
    counts = _counts(previous, before)
    earlier = [_earlier(place, counts, before) for place in places]
    options = tuple(
        replace(
            option,
            previous_count=count,
            previous_direction=0 if place is None else before.choices[place].direction,
            previous_percent=None if count is None else percent(count, base),
            difference=None
            if count is None
            else difference(share(option.count, figures.base), share(count, base)),
        )
        for option, count, place in zip(figures.options, earlier, places, strict=True)
    )
    now = _di(question, [share(option.count, figures.base) for option in figures.options])
    then = _di(before, [share(count, base) for count in counts])
    return replace(
        figures,
        options=options,
        previous_di=in_percent(then),
        di_difference=difference(now, then),
        notes=notes,
        dropped=tuple(
            OptionFigure(one.label, 0, None, previous_count=counts[place], direction=one.direction)
            for place, one in enumerate(before.choices)
            if place not in places
        ),
    )


def _one_each(data: SurveyData, question: SurveyQuestion) -> bool:
    """Whether no firm took more than one choice, so that one answer and several make the same figures."""
    return not bool(np.any(data.chosen[question.id].sum(axis=1) > 1))


def _earlier(place: int | None, counts: Sequence[int], before: SurveyQuestion) -> int | None:
    """How many chose a choice the year before: 0 where it could have been chosen, None where it wasn't offered."""
    if place is not None:
        return counts[place]
    return None if before.closed else 0


def _counts(data: SurveyData, question: SurveyQuestion) -> list[int]:
    return [int(count) for count in np.count_nonzero(data.chosen[question.id], axis=0)]


def _di(question: SurveyQuestion, shares: Sequence[Share | None]) -> Share | None:
    """The DI of a single-answer question as a share; None where no choice has a direction."""
    if question.type != "single":
        return None
    return balance(zip(shares, (one.direction for one in question.choices), strict=True))


def _weighted(data: SurveyData, question: SurveyQuestion, weights: Numbers | None) -> list[float | None]:
    """Weighted percentages: Σ weights of those who chose ÷ Σ weights of the base, summed as fractions."""
    if weights is None:
        return [None] * len(question.choices)
    inside = np.ones(len(data), dtype=np.bool_) if question.base == "all" else data.answered[question.id]
    whole = _sum(weights[inside])
    chosen = data.chosen[question.id]
    return [
        in_percent(_sum(weights[chosen[:, place]]) / whole) if whole else None
        for place in range(len(question.choices))
    ]


def _sum(weights: Numbers) -> Fraction:
    """The exact sum of weights; equal ones, of which there are few kinds, are taken together."""
    values, counts = np.unique(weights, return_counts=True)
    return sum(
        (Fraction(value) * count for value, count in zip(values.tolist(), counts.tolist(), strict=True)),
        Fraction(0),
    )
