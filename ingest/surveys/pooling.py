"""What firms wrote themselves, made fit to be published: words of few firms become その他.

Choices that no form lists and industries stand in reports as firms wrote them. Those of fewer firms than the threshold, in either year, would show
what one firm wrote (names among it), or that it answered at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.surveys.comparison import same_question
from ingest.surveys.model import UNKNOWN, Choice, Flags, SurveyData, SurveyQuestion
from ingest.surveys.questionnaires import choice_key

OTHER = "その他"


def pooled(
    data: SurveyData, previous: SurveyData | None, threshold: int
) -> tuple[SurveyData, SurveyData | None]:
    """Both surveys with unlisted choices and industries of fewer than `threshold` firms in each as one: その他."""
    surveys = [data] if previous is None else [data, previous]
    industries = {
        name
        for one in surveys
        for name, count in Counter(map(str, one.firms["industry"])).items()
        if count >= threshold
    }
    now = _pooled(data, [(one, _pair(one, previous)) for one in data.questions], industries, threshold)
    if previous is None:
        return now, None
    back = {pair[0].id: (one, data) for one in data.questions if (pair := _pair(one, previous))}
    pairs = [(one, back.get(one.id)) for one in previous.questions]
    return now, _pooled(previous, pairs, industries, threshold)


_Asked = tuple[SurveyQuestion, SurveyData]


def _pair(question: SurveyQuestion, previous: SurveyData | None) -> _Asked | None:
    found = same_question(question, previous) if previous else None
    return (found, previous) if found and previous else None


def _pooled(
    data: SurveyData,
    questions: Sequence[tuple[SurveyQuestion, _Asked | None]],
    industries: set[str],
    threshold: int,
) -> SurveyData:
    asked, chosen = [], dict(data.chosen)
    for question, other in questions:
        if question.id in chosen:
            common = _common(question, data, threshold)
            if other:
                common |= _common(*other, threshold)
            question, chosen[question.id] = _merged(question, chosen[question.id], common)
        asked.append(question)
    firms = data.firms.copy()
    firms["industry"] = [
        one if one in industries or one == UNKNOWN else OTHER for one in map(str, firms["industry"])
    ]
    return replace(data, questions=tuple(asked), chosen=chosen, firms=firms)


def _common(question: SurveyQuestion, data: SurveyData, threshold: int) -> set[str]:
    """The words of choices that may be published: listed ones, and those that enough firms wrote."""
    counts = np.count_nonzero(data.chosen[question.id], axis=0).tolist()
    return {
        choice_key(one.label)
        for one, count in zip(question.choices, counts, strict=True)
        if one.listed or count >= threshold
    }


def _merged(question: SurveyQuestion, chosen: Flags, common: set[str]) -> tuple[SurveyQuestion, Flags]:
    """The question with all choices outside `common` as one, the last; その他 of the form takes them in."""
    rare = [place for place, one in enumerate(question.choices) if choice_key(one.label) not in common]
    if not rare:
        return question, chosen
    kept = [place for place in range(len(question.choices)) if place not in rare]
    choices = [question.choices[place] for place in kept]
    flags = chosen[:, kept]
    other = chosen[:, rare].any(axis=1)
    place = next((n for n, one in enumerate(choices) if choice_key(one.label) == choice_key(OTHER)), None)
    if place is None:
        choices.append(Choice(OTHER))
        flags = np.column_stack([flags, other])
    else:
        flags[:, place] |= other
    return replace(question, choices=tuple(choices)), flags
