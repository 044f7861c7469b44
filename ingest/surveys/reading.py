"""The stored answers of a survey -> SurveyData: one row a firm, one array a question."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

import numpy as np

from ingest.surveys.answering import Answer, Column, Places, StoredQuestion, column
from ingest.surveys.counted import one_a_firm
from ingest.surveys.firms import firms_table
from ingest.surveys.model import QuestionType, SurveyData
from ingest.surveys.questionnaires import DefinedQuestion, Questionnaire, questionnaire_for
from ingest.surveys.topics import topic
from matching.corporate import CorporateDatabase
from matching.corporate.rows import StoredResponse

_Given = tuple[list[Answer], Places]


def survey_data(db: CorporateDatabase, title: str) -> SurveyData:
    """The answers to the survey of a title. Raises NotFound for an unknown title."""
    with _collector_paused():
        return _survey_data(db, title)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A million answers are a million objects without cycles: looking through them for cycles takes most of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _survey_data(db: CorporateDatabase, title: str) -> SurveyData:
    stored = [_stored(one) for one in db.survey_questions(title)]
    panel = db.panel()
    kept, superseded = one_a_firm(db.survey_responses(title), panel, db.batches())
    questionnaire = questionnaire_for(title, [one.key for one in stored], db.survey_definitions())
    columns = _columns(title, stored, questionnaire, kept)
    firms = firms_table(db, kept, panel, {one.key: one.label for one in stored})
    return SurveyData(
        title,
        tuple(one.question for one in columns),
        firms,
        {one.question.id: one.chosen for one in columns if one.chosen is not None},
        {one.question.id: one.numbers for one in columns if one.numbers is not None},
        {one.question.id: one.dates for one in columns if one.dates is not None},
        {one.question.id: one.texts for one in columns},
        {one.question.id: one.answered for one in columns},
        tuple(superseded),
        {one.question.id: one.notes for one in columns if one.notes},
        {one.question.id: one.doubts for one in columns},
    )


def asked_firms(db: CorporateDatabase, title: str) -> list[int | None]:
    """The firms that the survey was sent to, as they count (None: no firm of ours), in the order of the list."""
    panel = db.panel()
    ids = [one.company_id for one in db.survey_asked(title)]
    return [None if one is None else panel.get(one, one) for one in ids]


def _stored(one: dict[str, object]) -> StoredQuestion:
    options = cast("Sequence[Any]", one.get("options", ()))
    return StoredQuestion(
        str(one["key"]),
        str(one["label"]),
        cast(QuestionType, str(one["type"])),
        tuple(dict.fromkeys(map(str, options))),
        str(one.get("wording", "")),
        bool(one.get("certain")),
    )


def _columns(
    title: str,
    stored: Sequence[StoredQuestion],
    questionnaire: Questionnaire | None,
    kept: Sequence[StoredResponse],
) -> list[Column]:
    """One column a question, in the form's order; a definition is taken by the first question that asks it."""
    given = _given(kept)
    none: _Given = ([], np.full(len(kept), -1, dtype=np.intp))
    definitions = _definitions(stored, questionnaire)
    own = bool(questionnaire and questionnaire.own)
    codes = bool(questionnaire and questionnaire.codes)
    return [
        column(one, defined, own and defined is not None, codes, *given.get(one.key, none), title)
        for one, defined in zip(stored, definitions, strict=True)
    ]


def _given(kept: Sequence[StoredResponse]) -> dict[str, _Given]:
    """By question: the different answers, and for each firm which of them it gave (-1: none).

    Answers that say the same are one object (see StoredResponse), so that a million of them need no look at each.
    """
    answers = list(chain.from_iterable(one.answers for one in kept))
    if not answers:
        return {}
    firm = np.repeat(np.arange(len(kept)), [len(one.answers) for one in kept])
    objects = np.fromiter(map(id, answers), dtype=np.int64, count=len(answers))
    _, first, number = np.unique(objects, return_index=True, return_inverse=True)
    found: dict[str, _Given] = {}
    place = np.zeros(len(first), dtype=np.intp)  # of a different answer among those to its question
    asked: dict[str, int] = {}
    question = np.zeros(len(first), dtype=np.intp)
    for one, at in enumerate(first.tolist()):
        key = str(answers[at].get("question"))
        question[one] = asked.setdefault(key, len(asked))
        listed, _ = found.setdefault(key, ([], np.full(len(kept), -1, dtype=np.intp)))
        place[one] = len(listed)
        listed.append(answers[at])
    # Stable, so that of two answers of a firm to one question the last counts.
    order = np.argsort(question[number], kind="stable")
    ends = np.cumsum(np.bincount(question[number], minlength=len(asked)))
    for key, part in zip(asked, np.split(order, ends[:-1]), strict=True):
        found[key][1][firm[part]] = place[number[part]]
    return found


def _definitions(
    stored: Sequence[StoredQuestion], questionnaire: Questionnaire | None
) -> list[DefinedQuestion | None]:
    """Which definition each question takes: the one that it asks word for word, else that of its topic."""
    found: dict[int, DefinedQuestion] = {}
    free = {one.id: one for one in (questionnaire.questions if questionnaire else ())}

    def take(place: int, fits: Callable[[DefinedQuestion], bool]) -> None:
        if place not in found and (one := next(filter(fits, free.values()), None)):
            found[place] = free.pop(one.id)

    for place, one in enumerate(stored):
        take(place, lambda definition, one=one: definition.id == one.key)  # type: ignore[misc]
    for place, one in enumerate(stored):
        take(place, lambda definition, one=one: definition.asked_by(one.key, one.label, one.wording))  # type: ignore[misc]
    topics = [topic(one.wording or one.label) for one in stored]
    for place, name in enumerate(topics):
        if name and topics.count(name) == 1:
            take(place, lambda definition, name=name: definition.is_topic(name))  # type: ignore[misc]
    return [found.get(place) for place in range(len(stored))]
