"""合う案件: open orders that suit a supplier's profile, what of it shows that, and what the profile lacks. No buyer, no points, no other firm."""

from __future__ import annotations

import streamlit as st

from dashboard import case_own, components, firm_tables, tables
from dashboard.case_look import STYLE
from dashboard.matching_look import STYLE as MATCHING_STYLE
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import own as wording
from matching.desk import Desk
from matching.records import PROFILE_TEXT_FIELDS, Supplier

_COUNT = 20
_MOST_GAPS = 8
# What a firm is found by, whatever it makes: blank, it is no profile of which nothing lacks.
_MAIN = ("processes", "products", "materials", "sizes", "accuracy", "lots", "equipment")


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    st.html(MATCHING_STYLE)
    with errors_in_words():
        desk = current_desk()
        components.header(wording.ORDERS_TITLE, wording.ORDERS_ABOUT, wording.ORDERS_HELP)
        firm_id = desk.viewer.supplier_id
        if firm_id is None:
            components.empty_state(wording.NOT_YET, wording.NOT_YET_TODO)
            _to_profile()
            return
        found = desk.matching.reverse(firm_id, _COUNT)
        for notice in found.notices:
            st.warning(notice)
        if not found.matches:
            components.empty_state(wording.NO_ORDERS, wording.NO_ORDERS_TODO)
            if blank := tables.not_stated(found.supplier):
                st.caption(wording.blank(blank))
        for match in found.matches:
            with st.container(border=True):
                st.html(case_own.suiting(match))
                with st.expander(wording.DETAILS):
                    st.html(case_own.text(match.order.text))
        _lacking(desk, found.supplier, listed=bool(found.matches))


def _lacking(desk: Desk, supplier: Supplier, *, listed: bool) -> None:
    found = [gap for gap in desk.matching.gaps(supplier.id, _MOST_GAPS).gaps if gap.orders]
    if listed and not found:
        blank = [PROFILE_TEXT_FIELDS[key] for key in _MAIN if not supplier.texts.get(key, "").strip()]
        if not blank:
            st.caption(wording.NOTHING_LACKS)
            return
        st.caption(f"{wording.blank(blank)}\n\n{wording.BLANK_TODO}")
    if found:
        st.header(wording.LACKING, anchor=False)
        st.caption(wording.LACKING_ABOUT)
        st.html(firm_tables.gaps(found))
    _to_profile()


def _to_profile() -> None:
    st.page_link("dashboard/pages/own_profile.py", label=wording.TO_PROFILE, icon=":material/edit:")


show()
