"""実績: the year's figures against targets; what was done is added and withdrawn, targets are set."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboard import amounts, components, handing, paging, results_tables
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import shell
from dashboard.wording import work as wording
from ingest.desk import SurveyDesk
from ingest.surveys.recording import Done
from ingest.surveys.results import year_label
from ingest.surveys.results_desk import ResultsDesk
from matching.corporate.access import extent
from matching.corporate.activities import KINDS, fiscal_year
from matching.desk import Desk

_YEARS = 6
_REFUSED = "results_refused"


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        results = SurveyDesk(desk).results
        st.html(STYLE)
        components.header(wording.RESULTS, wording.RESULTS_ABOUT, wording.RESULTS_HELP)
        this = fiscal_year(date.today())
        years = list(range(this + 1, this - _YEARS, -1))
        year = st.selectbox(wording.YEAR, years, index=1, format_func=year_label, key="year")
        _figures(results.year(year))
        if extent(desk.viewer, "result", "export"):
            handing.offer(
                wording.WORKBOOK, lambda: results.workbook(year), "results", (year, desk.db.revision())
            )
        if extent(desk.viewer, "activity", "make"):
            _record(desk, results)
        if extent(desk.viewer, "activity", "see"):
            _done(desk, results, year)
        if extent(desk.viewer, "result", "change"):
            _targets(results, year)


def _figures(told: dict[str, Any]) -> None:
    st.html(results_tables.total(told["total"]))
    for caption, first, key in (
        (wording.COORDINATORS, wording.COORDINATOR, "coordinator"),
        (wording.INDUSTRIES, wording.INDUSTRY, "industry"),
    ):
        if found := told["industries" if key == "industry" else f"{key}s"]:
            st.html(results_tables.groups(caption, first, results_tables.named(found, key)))
    st.html(results_tables.groups(wording.MONTHS, wording.MONTH, results_tables.months(told["months"])))
    if told["unrecorded"]:
        with st.expander(wording.unrecorded(len(told["unrecorded"])), icon=":material/rule:"):
            st.caption(wording.UNRECORDED_ABOUT)
            st.html(results_tables.unrecorded(told["unrecorded"]))


def _record(desk: Desk, results: ResultsDesk) -> None:
    with st.expander(wording.RECORD, icon=":material/add:"):
        with st.form("record"):
            first, second, third = st.columns(3)
            kind = first.selectbox(wording.KIND, KINDS, key="done_kind")
            day = second.date_input(wording.DAY, "today", format="YYYY/MM/DD", key="done_day")
            who = third.text_input(
                wording.COORDINATOR, desk.accounts.me().name, key="done_who", max_chars=100
            )
            firm = first.text_input(wording.FIRM, key="done_firm", max_chars=200)
            buyer = second.text_input(wording.BUYER, key="done_buyer", max_chars=200)
            order = third.text_input(wording.ORDER, key="done_order", max_chars=100)
            amount = first.text_input(wording.AMOUNT, key="done_amount", placeholder=shell.AMOUNT_HINT)
            note = st.text_input(wording.NOTE, key="done_note", max_chars=1000)
            if st.form_submit_button(wording.ADD, type="primary"):
                with words_of_errors():
                    yen = amounts.read(amount)
                    number = results.add(
                        Done(
                            kind,
                            day,
                            who.strip(),
                            firm.strip(),
                            buyer.strip(),
                            order.strip(),
                            yen,
                            note.strip(),
                        )
                    )
                    said = wording.KNOWN if number is None else wording.added(amounts.written(yen))
                    components.done(said, _withdrawing(number))
                    st.rerun()
        _activities_file(results)


def _withdrawing(number: int | None) -> Any:
    def back(desk: Desk) -> None:
        if number is not None:
            SurveyDesk(desk).results.withdraw(number)

    return None if number is None else back


def _activities_file(results: ResultsDesk) -> None:
    with st.form("done_list", clear_on_submit=True):
        file = st.file_uploader(wording.LIST_FILE, key="done_file")
        if st.form_submit_button(wording.READ_ACTIVITIES) and file is not None:
            with words_of_errors():
                read = results.read_activities(file.name, file.getvalue())
                st.session_state[_REFUSED] = read["refused"]
                components.done(wording.activities_read(read["new"], read["known"], len(read["refused"])))
                st.rerun()
    if refused := st.session_state.get(_REFUSED):
        st.html(results_tables.refused(refused))


def _done(desk: Desk, results: ResultsDesk, year: int) -> None:
    st.header(wording.DONE_LIST, anchor=False)
    found = results.activities(year)[::-1]
    if not found:
        components.empty_state(wording.NO_DONE, wording.NO_DONE_TODO)
        return
    shown = paging.begun("done", found, asked=year)
    st.html(results_tables.done(shown))
    paging.more("done", found)
    if not extent(desk.viewer, "activity", "remove"):
        return
    names = {one["id"]: results_tables.done_name(one) for one in shown}
    # By all that may be chosen: once one was withdrawn, a second press would be for the next one.
    with st.form(f"withdraw_{'_'.join(map(str, names))}"):
        which = st.selectbox(
            wording.WHICH_DONE, list(names), format_func=lambda key: names[key], key="withdraw_which"
        )
        if st.form_submit_button(wording.WITHDRAW):
            with words_of_errors():
                results.withdraw(which)
                components.done(wording.WITHDRAWN)
                st.rerun()


def _targets(results: ResultsDesk, year: int) -> None:
    with st.expander(wording.TARGETS, icon=":material/flag:"):
        found, version = results.targets(year)
        if found:
            st.html(results_tables.targets(found))
        with st.form("target"):
            st.caption(wording.TARGETS_ABOUT + wording.CLEAR_TARGET)
            first, second, third = st.columns(3)
            kind = first.selectbox(wording.KIND, KINDS, key="target_kind")
            scope = second.selectbox(
                wording.SCOPE,
                list(wording.SCOPES),
                format_func=lambda key: wording.SCOPES[key],
                key="target_scope",
            )
            name = third.text_input(wording.SCOPE_NAME, key="target_name", max_chars=100)
            goal = first.number_input(wording.GOAL, 0, 10**9, value=None, step=1, key="target_goal")
            yen = second.text_input(wording.GOAL_YEN, key="target_yen", placeholder=shell.AMOUNT_HINT)
            if st.form_submit_button(wording.SET_TARGET, type="primary"):
                with words_of_errors():
                    new = results_tables.target(year, kind, scope, name, goal, amounts.read(yen))
                    after = results.put_targets(year, results_tables.with_target(found, new), version)
                    components.done(wording.TARGET_SET, _former(year, found, after))
                    st.rerun()
        with st.form("target_list", clear_on_submit=True):
            file = st.file_uploader(wording.LIST_FILE, key="target_file")
            if st.form_submit_button(wording.READ_TARGETS) and file is not None:
                with words_of_errors():
                    read = results.read_targets(file.name, file.getvalue())
                    components.done(wording.targets_read(len(read)))
                    st.rerun()


def _former(year: int, rows: list[Any], version: int) -> Any:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).results.put_targets(year, rows, version)

    return back


show()
