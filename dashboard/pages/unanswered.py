"""未回答: whom a survey was sent to and who has not answered, as a list to call by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import components, handing, survey_tables
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.surveys.survey_desk import SurveyFigures
from matching.corporate import AskedFirm
from matching.corporate.access import extent
from matching.desk import Desk
from matching.errors import NotAsked

_LISTED = "asked_list"


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        surveys = SurveyDesk(desk).surveys
        st.html(STYLE)
        components.header(wording.UNANSWERED, wording.UNANSWERED_ABOUT, wording.UNANSWERED_HELP)
        titles = [title for title, _ in surveys.titles()]
        if not titles:
            components.empty_state(wording.NO_SURVEYS, wording.NO_SURVEYS_TODO)
            return
        title = st.selectbox(
            wording.SURVEY, titles, index=titles.index(survey_tables.newest(titles)), key="survey"
        )
        keeps = extent(desk.viewer, "survey", "change") is not None
        _missing(desk, surveys, title, wording.NO_LIST_TODO if keeps else wording.NO_LIST_ASK)
        if keeps:
            _list(surveys, title)


def _missing(desk: Desk, surveys: SurveyFigures, title: str, unlisted: str) -> None:
    try:
        found = surveys.missing(title)
    except NotAsked:
        components.empty_state(wording.NO_LIST, unlisted)
        return
    st.html(survey_tables.response(found))
    if not found["missing"]:
        st.success(wording.ALL_ANSWERED)
        return
    rows = survey_tables.missing_rows(found["missing"], _contacts(desk, found["missing"]))
    handing.offer(
        wording.SAVE_MISSING,
        lambda: survey_tables.missing_workbook(title, rows),
        "missing",
        (title, tuple(rows)),
    )
    st.html(survey_tables.missing(rows))


def _contacts(desk: Desk, firms: list[dict[str, Any]]) -> survey_tables.Contacts:
    known = desk.firms.contacts([one["id"] for one in firms if one["id"] is not None])
    return {key: (one.person, one.phone) for key, one in known.items()}


def _list(surveys: SurveyFigures, title: str) -> None:
    st.header(wording.REPLACE_LIST, anchor=False)
    read = st.session_state.get(_LISTED)
    if read and read["survey"] == title and read["unknown"]:
        st.html(survey_tables.unknown(read["unknown"]))
    with st.form("asked", clear_on_submit=True):
        file = st.file_uploader(wording.ASKED_FILE, key="asked_file")
        add = st.checkbox(wording.ADD_TO_LIST, key="asked_add")
        pressed = st.form_submit_button(wording.READ_LIST, type="primary")
        if pressed and file is None:
            st.warning(wording.CHOOSE_LIST)
        elif pressed and file is not None:
            with words_of_errors():
                before = surveys.sent_to(title)
                read = surveys.asked(title, file.name, file.getvalue(), add=add)
                st.session_state[_LISTED] = read
                undo = _former(title, before, surveys.sent_to(title))
                components.done(wording.list_read(read["asked"], read["linked"]), undo)
                st.rerun()


def _former(title: str, before: list[AskedFirm], after: list[AskedFirm]) -> Callable[[Desk], None]:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).surveys.send_to(title, before, after)
        st.session_state.pop(_LISTED, None)

    return back


show()
