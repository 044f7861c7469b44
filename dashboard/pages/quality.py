"""品質: how good the rankings were, by what the coordinators said of them and what became of the firms."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard import components, results_tables
from dashboard.resources import current_desk, errors_in_words
from dashboard.survey_markup import STYLE, notes
from dashboard.wording import work as wording

_DAYS = 180
_RECENT = 30


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        st.html(STYLE)
        components.header(wording.QUALITY, wording.QUALITY_ABOUT, wording.QUALITY_HELP)
        today = date.today()
        left, right = st.columns(2)
        first = left.date_input(
            wording.FIRST_DAY, today - timedelta(days=_DAYS), format="YYYY/MM/DD", key="quality_first"
        )
        last = right.date_input(wording.LAST_DAY, today, format="YYYY/MM/DD", key="quality_last")
        found = desk.cases.quality(first, last)
        if found.judged or found.introduced:
            st.html(results_tables.quality(found))
            st.html(results_tables.precision(found))
            st.html(results_tables.by_rank(found))
            if found.reasons_against:
                st.html(results_tables.against(found))
            if said := desk.cases.feedback(limit=_RECENT):
                st.html(results_tables.feedback(said))
        else:
            components.empty_state(wording.NO_QUALITY, wording.NO_QUALITY_TODO)
        st.header(wording.LIMITS, anchor=False)
        st.html(notes(wording.LIMITS_LINES))


show()
