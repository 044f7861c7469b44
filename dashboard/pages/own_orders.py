"""合う案件: open orders that suit a supplier's profile, what of it shows that, and what the profile lacks. No buyer, no points, no other firm."""

from __future__ import annotations

import streamlit as st

from dashboard import case_own, components, firm_tables, tables
from dashboard.case_look import STYLE
from dashboard.matching_look import STYLE as MATCHING_STYLE
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import own as wording
from matching.desk import Desk

_COUNT = 20
_MOST_GAPS = 8


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    st.html(MATCHING_STYLE)
    with errors_in_words():
        desk = current_desk()
        components.header(wording.ORDERS_TITLE, wording.ORDERS_ABOUT, wording.ORDERS_HELP)
        firm_id = desk.viewer.supplier_id
        if firm_id is None:
            components.empty_state(wording.NO_FIRM, wording.NO_FIRM_TODO)
            return
        found = desk.matching.reverse(firm_id, _COUNT)
        for notice in found.notices:
            st.warning(notice)
        if not found.matches:
            components.empty_state(wording.NO_ORDERS, wording.NO_ORDERS_TODO)
            if missing := tables.not_stated(found.supplier):
                st.caption(wording.blank(missing))
        for match in found.matches:
            with st.container(border=True):
                st.html(case_own.suiting(match))
                with st.expander(wording.DETAILS):
                    st.html(case_own.text(match.order.text))
        _lacking(desk, firm_id, listed=bool(found.matches))


def _lacking(desk: Desk, firm_id: int, *, listed: bool) -> None:
    found = [gap for gap in desk.matching.gaps(firm_id, _MOST_GAPS).gaps if gap.orders]
    if listed and not found:
        st.caption(wording.NOTHING_LACKS)
        return
    if found:
        st.subheader(wording.LACKING, anchor=False)
        st.caption(wording.LACKING_ABOUT)
        st.html(firm_tables.gaps(found))
    st.page_link("dashboard/pages/own_profile.py", label=wording.TO_PROFILE, icon=":material/edit:")


show()
