"""企業データベース: firms by words, kana, telephone number and facets; one firm's page at ?firm=17 or ?buyer=440."""

from __future__ import annotations

from typing import cast

import streamlit as st

from dashboard import components, firm_page, firm_tables, paging
from dashboard.case_look import STYLE
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import firms as wording
from dashboard.wording import shell
from matching.corporate import access
from matching.corporate.firm_views import FirmRole, Search
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        for role, key in (("supplier", "firm"), ("buyer", "buyer")):
            number = st.query_params.get(key, "")
            if number.isdecimal():
                firm_page.show(desk, cast("FirmRole", role), int(number[:18]))
                return
        components.header(wording.TITLE, wording.ABOUT, wording.HELP)
        _list(desk)


def _list(desk: Desk) -> None:
    role = _role(desk)
    search = _asked(desk, role)
    found = desk.firms.page(role, search, paging.SIZE, paging.at("firms", (role, search)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(wording.found(shell.number(found.total)), anchor=False)
        view = st.segmented_control(
            wording.VIEW,
            (wording.CARDS, wording.TABLE),
            default=wording.CARDS,
            key="firms_view",
            required=True,
            label_visibility="collapsed",
        )
    if not found.firms:
        if search == Search():
            components.empty_state(wording.NO_FIRMS, wording.NO_FIRMS_TODO)
        else:
            components.empty_state(wording.NOTHING, wording.NOTHING_TODO)
        return
    if view == wording.TABLE:
        st.html(firm_tables.firm_table(found.firms, wording.KINDS[role]))
    else:
        st.html(firm_tables.cards(found.firms))
    paging.turn("firms", found.next)


def _role(desk: Desk) -> FirmRole:
    if "foreign" not in access.relations(desk.viewer, "buyer"):
        return "supplier"
    role = st.segmented_control(
        wording.KIND,
        list(wording.KINDS),
        default="supplier",
        format_func=lambda one: wording.KINDS[one],
        key="firms_role",
        required=True,
        label_visibility="collapsed",
    )
    return cast("FirmRole", role)


def _asked(desk: Desk, role: FirmRole) -> Search:
    """What is searched; it stands in the address too, so that it can be kept and returned to."""
    if "firms_words" not in st.session_state:
        st.session_state["firms_words"] = st.query_params.get("q", "")
    words = st.text_input(wording.WORDS, key="firms_words", placeholder=wording.WORDS_HINT)
    if words:
        st.query_params["q"] = words
    else:
        st.query_params.pop("q", None)
    by_kana = st.checkbox(wording.BY_KANA, key="firms_kana")
    if role == "buyer" or not _counts(desk):
        return Search(words, {}, by_kana)
    chosen = {
        key: value for key in wording.FACET_LABELS if (value := st.session_state.get(f"firms_{key}") or "")
    }
    search = Search(words, chosen, by_kana)
    counted = desk.firms.facets(search)
    with st.container(horizontal=True):
        for key, label in wording.FACET_LABELS.items():
            _facet(key, label, dict(getattr(counted, key)), chosen.get(key, ""))
    return search


def _facet(key: str, label: str, counts: dict[str, int], chosen: str) -> None:
    """One facet; a value that was chosen stays there although nothing is left of it."""
    held = ({chosen: 0} if chosen else {}) | counts
    st.selectbox(
        label,
        ["", *held],
        key=f"firms_{key}",
        format_func=lambda one: wording.facet(one, held.get(one, 0)) if one else wording.ANY,
    )


def _counts(desk: Desk) -> bool:
    """Whether counts may be shown: to those who see all of every firm."""
    return access.extent(desk.viewer, "supplier", "see") == "all"


show()
