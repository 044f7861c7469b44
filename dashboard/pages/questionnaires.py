"""調査票の定義: what a survey's columns ask, edited by a person and stored."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import components, questionnaire_text
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.surveys.survey_desk import SurveyFigures
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        surveys = SurveyDesk(current_desk()).surveys
        st.html(STYLE)
        components.header(wording.QUESTIONNAIRES, wording.QUESTIONNAIRES_ABOUT, wording.QUESTIONNAIRES_HELP)
        titles = [title for title, _ in surveys.titles()]
        if titles:
            title = st.selectbox(wording.WHICH_SURVEY, titles, index=len(titles) - 1, key="survey")
            _edit(surveys, title)
        else:
            components.empty_state(wording.NO_SURVEYS, wording.NO_SURVEYS_TODO)
        _defined(surveys)


def _edit(surveys: SurveyFigures, title: str) -> None:
    with st.form(f"questionnaire_{title}"):
        edited = [
            _question(title, place, one)
            for place, one in enumerate(questionnaire_text.questions(surveys.draft(title)))
        ]
        if st.form_submit_button(wording.SAVE_QUESTIONNAIRE, type="primary"):
            with words_of_errors():
                new = title not in {one["title"] for one in surveys.definitions()}
                surveys.define(questionnaire_text.as_toml(title, edited), title)
                components.done(wording.defined(title), _undo(title) if new else None)
                st.rerun()


def _undo(title: str) -> Any:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).surveys.drop(title)

    return back


def _question(title: str, place: int, one: dict[str, Any]) -> dict[str, Any]:
    key = f"{title}_{place}"
    with st.expander(f"{place + 1}．{one['label']}（{wording.TYPES[one['type']]}）"):
        if one.get("wording"):
            st.caption(one["wording"])
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
    st.subheader(wording.DEFINED, anchor=False)
    definitions = surveys.definitions()
    st.html(questionnaire_text.defined(definitions))
    own = [one["title"] for one in definitions if not one["built_in"]]
    if not own:
        return
    with st.form("drop"):
        which = st.selectbox(wording.WHICH_DEFINITION, own, key="drop_which")
        if st.form_submit_button(wording.DROP):
            with words_of_errors():
                surveys.drop(which)
                components.done(wording.dropped(which))
                st.rerun()


show()
