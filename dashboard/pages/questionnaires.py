"""調査票の定義: what a survey's columns ask, edited by a person and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import components, questionnaire_text, survey_tables
from dashboard.markup import plain
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.surveys.survey_desk import Draft, SurveyFigures
from matching.desk import Desk

# The draft that the form was filled from, beside what its boxes hold.
_OPENED = "questionnaire_opened"
_TIMES = "questionnaire_times"


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        surveys = SurveyDesk(current_desk()).surveys
        st.html(STYLE)
        components.header(wording.QUESTIONNAIRES, wording.QUESTIONNAIRES_ABOUT, wording.QUESTIONNAIRES_HELP)
        titles = [title for title, _ in surveys.titles()]
        if titles:
            first = titles.index(survey_tables.newest(titles))
            title = st.selectbox(wording.WHICH_SURVEY, titles, index=first, key="survey")
            _edit(surveys, title)
        else:
            components.empty_state(wording.NO_SURVEYS, wording.NO_SURVEYS_TODO)
        _defined(surveys)


def _edit(surveys: SurveyFigures, title: str) -> None:
    draft, key = _opened(surveys, title)
    if draft.stored and draft.title != title:
        st.info(wording.shared_definition(draft.title))
    told = questionnaire_text.read(draft.toml)
    stored = questionnaire_text.ids(draft.stored)
    with st.form(f"questionnaire_{key}"):
        edited = []
        for place, one in enumerate(told["questions"]):
            new = bool(stored) and one["id"] not in stored
            now = _question(f"{key}_{place}", place, one, new=new)
            # A column that the definition left out comes into it when somebody says something of it.
            if not new or questionnaire_text.changed(one, now):
                edited.append(now)
        if st.form_submit_button(wording.SAVE_QUESTIONNAIRE, type="primary"):
            with words_of_errors():
                toml = questionnaire_text.as_toml(told, edited)
                done = surveys.define(toml, draft.title, draft.version)
                _forget()
                undo = _former(draft, done["version"]) if done["changed"] else None
                components.done(wording.defined(draft.title), undo)
                st.rerun()
    st.button(wording.OPEN_ANEW, key="open_anew", type="tertiary", on_click=_forget)


def _opened(surveys: SurveyFigures, title: str) -> tuple[Draft, str]:
    """What the form shows, and the key of its boxes: read when a survey is chosen or the page is opened, not with every run."""
    seen = st.session_state.get(_OPENED)
    if seen is None or seen[0] != title or f"label_{seen[2]}_0" not in st.session_state:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        key = f"{title}_{st.session_state[_TIMES]}"
        seen = st.session_state[_OPENED] = (title, surveys.draft(title), key)
    return seen[1], seen[2]


def _forget() -> None:
    st.session_state.pop(_OPENED, None)


def _former(draft: Draft, version: int) -> Callable[[Desk], None]:
    def back(desk: Desk) -> None:
        surveys = SurveyDesk(desk).surveys
        if draft.stored:
            surveys.define(draft.stored, draft.title, version)
        else:
            surveys.drop(draft.title, version)
        _forget()

    return back


def _question(key: str, place: int, one: dict[str, Any], *, new: bool) -> dict[str, Any]:
    heading = f"{place + 1}．{plain(one['label'])}（{wording.TYPES[one['type']]}）"
    with st.expander(heading + (wording.NOT_YET_DEFINED if new else "")):
        if one.get("wording"):
            st.caption(plain(one["wording"]))
        first, second, third = st.columns([3, 2, 1])
        label = first.text_input(wording.QUESTION_LABEL, one["label"], key=f"label_{key}", max_chars=200)
        types = list(wording.TYPES)
        kind = second.selectbox(
            wording.QUESTION_TYPE,
            types,
            index=types.index(one["type"]),
            format_func=lambda word: wording.TYPES[word],
            key=f"type_{key}",
        )
        unit = third.text_input(wording.QUESTION_UNIT, one.get("unit", ""), key=f"unit_{key}", max_chars=20)
        bases = list(wording.BASES)
        base = st.selectbox(
            wording.QUESTION_BASE,
            bases,
            index=bases.index(one.get("base", bases[0])),
            format_func=lambda word: wording.BASES[word],
            key=f"base_{key}",
        )
        lines = st.text_area(wording.CHOICES, one["lines"], key=f"choices_{key}", height=160)
    return one | {
        "label": label.strip() or one["label"],
        "type": kind,
        "unit": unit,
        "base": base,
        "lines": lines,
    }


def _defined(surveys: SurveyFigures) -> None:
    st.header(wording.DEFINED, anchor=False)
    definitions = surveys.definitions()
    st.html(questionnaire_text.defined(definitions))
    own = [one["title"] for one in definitions if not one["built_in"]]
    if not own:
        return
    # By all that may be chosen: once one was dropped, a second press would be for the next one.
    with st.form(f"drop_{'_'.join(own)}"):
        which = st.selectbox(wording.WHICH_DEFINITION, own, key="drop_which")
        if st.form_submit_button(wording.DROP):
            with words_of_errors():
                former = surveys.drop(which)
                _forget()
                components.done(wording.dropped(which), _defining(former, which))
                st.rerun()


def _defining(toml: str, title: str) -> Callable[[Desk], None]:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).surveys.define(toml, title, 0)
        _forget()

    return back


show()
