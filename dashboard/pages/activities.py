"""活動: what is due, whom to visit and why, draft orders to confirm, what was done lately; to be printed and taken along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboard import components, handing, markup, results_tables, survey_tables
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import cases
from dashboard.wording import work as wording
from ingest.desk import SurveyDesk
from ingest.surveys.confirming import Confirmed
from matching.corporate.access import extent
from matching.corporate.activities import fiscal_year
from matching.corporate.due import LIMIT
from matching.corporate.fields import fields
from matching.desk import Desk

_Section = tuple[str, Callable[[Desk, SurveyDesk], None]]
_MOST = 200
_RECENT = 30
_DAYS = 14  # as the heading says


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        surveys = SurveyDesk(desk)
        st.html(STYLE)
        components.header(wording.ACTIVITIES, wording.ACTIVITIES_ABOUT, wording.ACTIVITIES_HELP)
        sections: list[_Section] = [(wording.TAB_VISITS, _visits), (wording.TAB_DONE, _recent)]
        if extent(desk.viewer, "order", "change"):
            sections = [(wording.TAB_DUE, _due), sections[0], (wording.TAB_DRAFTS, _drafts), sections[1]]
        for tab, (_, draw) in zip(st.tabs([name for name, _ in sections]), sections, strict=True):
            with tab:
                draw(desk, surveys)


def _due(desk: Desk, _surveys: SurveyDesk) -> None:
    mine = st.checkbox(wording.ONLY_MINE, key="due_mine")
    found = desk.cases.due(coordinator=desk.viewer.key if mine else "", planned_days=_DAYS)
    if len(found) >= LIMIT:
        st.caption(cases.DUE_LIMIT)
    if found:
        st.html(results_tables.due(found, desk.accounts.names({one.coordinator for one in found})))
    else:
        components.empty_state(wording.NO_DUE, wording.NO_DUE_TODO)


def _visits(desk: Desk, surveys: SurveyDesk) -> None:
    titles = (
        [title for title, _ in surveys.surveys.titles()] if extent(desk.viewer, "tabulation", "see") else []
    )
    if not titles:
        components.empty_state(wording.NO_VISITS, wording.NO_VISITS_TODO)
        return
    first, second, third = st.columns(3)
    start = titles.index(survey_tables.newest(titles))
    title = first.selectbox(wording.VISIT_SURVEY, titles, index=start, key="visit_survey")
    previous = second.selectbox(
        wording.VISIT_PREVIOUS,
        ["", *(one for one in titles if one != title)],
        format_func=lambda one: one or wording.NO_COMPARISON,
        key="visit_previous",
    )
    most = third.number_input(wording.HOW_MANY, 1, _MOST, 20, key="visit_most")
    found = surveys.surveys.visits(title, previous, int(most))["visits"]
    if not found:
        components.empty_state(wording.NO_VISITS, wording.NO_VISITS_HERE)
        return
    rows = results_tables.visit_rows(found, desk.firms.contacts([one["company"]["id"] for one in found]))
    handing.offer(
        wording.SAVE_VISITS, lambda: results_tables.visits_workbook(title, rows), "visits", tuple(rows)
    )
    st.html(results_tables.visits(rows))


def _drafts(desk: Desk, surveys: SurveyDesk) -> None:
    found = surveys.work.drafts()
    if not found:
        components.empty_state(wording.NO_DRAFTS, wording.NO_DRAFTS_TODO)
    labels = {key: one.label for key, one in fields("order").items()}
    for one in found:
        with st.container(border=True):
            st.markdown(f"**{markup.plain(one['order'])}**")
            st.text(f"{one['title']}　{one['buyer']['name']}")
            st.html(markup.pairs(results_tables.draft(one, labels)))
            note = st.text_input(wording.DRAFT_NOTE, key=f"draft_note_{one['order']}", max_chars=500)
            with st.container(horizontal=True):
                _decide(desk, surveys, one["order"], note)


def _decide(desk: Desk, surveys: SurveyDesk, order: str, note: str) -> None:
    with words_of_errors():
        if st.button(wording.CONFIRM, key=f"confirm_{order}", type="primary", icon=":material/check:"):
            name = desk.accounts.me().name
            surveys.work.confirm(Confirmed((order,), owner=name, note=note))
            components.done(f"{order}：{wording.CONFIRMED}", _withdrawing(order))
            st.rerun()
        if st.button(wording.REJECT, key=f"reject_{order}", icon=":material/close:"):
            surveys.work.confirm(Confirmed((order,), reject=True, note=note))
            components.done(f"{order}：{wording.REJECTED}")
            st.rerun()


def _withdrawing(order: str) -> Any:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).work.confirm(Confirmed((order,), reject=True))

    return back


def _recent(desk: Desk, surveys: SurveyDesk) -> None:
    if extent(desk.viewer, "activity", "make"):
        st.page_link("dashboard/pages/results.py", label=wording.TO_RECORDING, icon=":material/add:")
    this = fiscal_year(date.today())
    # Early in April most of what was done lately belongs to the year before.
    found = [*surveys.results.activities(this - 1), *surveys.results.activities(this)][: -_RECENT - 1 : -1]
    if found:
        st.html(results_tables.done(found))
    else:
        components.empty_state(wording.NO_DONE, wording.NO_DONE_TODO)


show()
