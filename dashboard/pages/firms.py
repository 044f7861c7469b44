"""企業データベース: firms by words, kana, telephone number and facets; one firm's page at ?firm=17 or ?buyer=440.

What is searched stands in the address (?q=旋盤&city=日立市), so that it can be kept, sent and returned to from a firm's page.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import streamlit as st

from dashboard import components, firm_page, firm_tables, navigation, paging
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
        _ways(desk)
        _list(desk)


def _ways(desk: Desk) -> None:
    """What else is done to the database: typing in, looking through, joining; for those who have these pages."""
    there = {row.name: row for row in navigation.pages_of(desk.viewer.roles)}
    with st.container(horizontal=True):
        for page, label, icon, query in wording.WAYS:
            if page in there:
                st.page_link(str(there[page].file), label=label, icon=icon, query_params=dict(query))


def _list(desk: Desk) -> None:
    role = _role(desk)
    search = _asked(desk, role)
    found = desk.firms.page(role, search, paging.SIZE, paging.at("firms", (role, search)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(wording.found(shell.number(found.total)), anchor=False)
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
            hands_in = access.extent(desk.viewer, "upload", "make") is not None
            components.empty_state(
                wording.NO_FIRMS, wording.NO_FIRMS_TODO if hands_in else wording.NO_FIRMS_WAIT
            )
        else:
            components.empty_state(wording.NOTHING, wording.NOTHING_TODO)
        return
    if view == wording.TABLE:
        st.html(firm_tables.firm_table(found.firms, wording.KINDS[role], st.query_params.to_dict()))
    else:
        st.html(firm_tables.cards(found.firms, st.query_params.to_dict()))
    paging.turn("firms", found.next)


def _role(desk: Desk) -> FirmRole:
    if "foreign" not in access.relations(desk.viewer, "buyer"):
        return "supplier"
    _from_address("firms_role", "role", "supplier", wording.KINDS)
    role = st.segmented_control(
        wording.KIND,
        list(wording.KINDS),
        format_func=lambda one: wording.KINDS[one],
        key="firms_role",
        required=True,
        label_visibility="collapsed",
    )
    _into_address("role", role if role != "supplier" else "")
    return cast("FirmRole", role)


def _from_address(state: str, key: str, default: str = "", known: Collection[str] = ()) -> None:
    """What the address asks for stands in a field that wasn't touched yet."""
    if state not in st.session_state:
        asked = st.query_params.get(key, default).strip()
        st.session_state[state] = asked if not known or asked in known else default


def _into_address(key: str, value: str | None) -> None:
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def _asked(desk: Desk, role: FirmRole) -> Search:
    """What is searched."""
    _from_address("firms_words", "q")
    words = st.text_input(wording.WORDS, key="firms_words", placeholder=wording.WORDS_HINT)
    _into_address("q", words)
    by_kana = st.checkbox(wording.BY_KANA, key="firms_kana")
    if role == "buyer" or not _counts(desk):
        return Search(words, {}, by_kana)
    for key in wording.FACET_LABELS:
        _from_address(f"firms_{key}", key)
        _into_address(key, st.session_state[f"firms_{key}"])
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
