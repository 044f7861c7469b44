"""案件管理: what is due today, orders as a list or a board, a new order; one order's page at ?order=H26-001, an enquiry made one at ?shortlist=3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from operator import attrgetter

import streamlit as st

from dashboard import case_form, case_onward, case_page, case_tables, components, matching_casework, paging
from dashboard.case_look import STYLE
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import cases as wording
from dashboard.wording import matching, shell
from matching.casework.enquiries import Restated
from matching.corporate.case_rows import ShortlistView
from matching.corporate.due import LIMIT
from matching.corporate.order_views import OrderSearch, OrderView
from matching.corporate.states import CLOSED, STATES, WITHDRAWN
from matching.desk import Desk
from matching.records import Edit

_PARTS = (wording.LIST, wording.BOARD, wording.ENQUIRIES, wording.NEW)
_DUE = 8
_DAYS = 14
_ON_BOARD = 12  # of each state


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        if number := st.query_params.get("order", ""):
            case_page.show(desk, number)
            return
        components.header(wording.TITLE, wording.ABOUT, wording.HELP)
        enquiry = _enquiry(desk)
        part = st.segmented_control(
            wording.PARTS,
            _PARTS,
            default=wording.LIST,
            key="cases_part",
            required=True,
            label_visibility="collapsed",
        )
        if part == wording.BOARD:
            _board(desk)
        elif part == wording.ENQUIRIES:
            _enquiries(desk)
        elif part == wording.NEW:
            _new(desk, enquiry)
        else:
            _due(desk)
            _list(desk)


def _enquiry(desk: Desk) -> ShortlistView | None:
    """The enquiry that the address names (?shortlist=3) to become an order; each time that the page opens for it, on the new order's form."""
    named = st.query_params.get(matching_casework.LINK, "")
    held = matching_casework.linked_shortlist(desk) if named else None
    if named and held is None:
        st.warning(matching.NO_SHORTLIST)
    elif held is not None and (
        "cases_part" not in st.session_state or st.session_state.get("cases_enquiry") != held.id
    ):
        st.session_state["cases_part"] = wording.NEW
    st.session_state["cases_enquiry"] = held.id if held is not None else 0
    return held


def _board(desk: Desk) -> None:
    counts = desk.orders.counts()
    columns = {
        state: (desk.orders.page(OrderSearch(state=state), _ON_BOARD).orders, counts.get(state, 0))
        for state in STATES
        if state not in CLOSED
    }
    st.html(case_tables.board(columns))


def _due(desk: Desk) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(wording.DUE, anchor=False)
            mine = st.checkbox(wording.ONLY_MINE, key="cases_mine")
        found = desk.cases.due(
            coordinator=desk.viewer.key if mine else "", within_days=_DAYS, planned_days=_DAYS
        )
        if len(found) >= LIMIT:
            st.caption(wording.DUE_LIMIT)
        today = [one for one in found if one.day <= date.today()]
        later = found[len(today) :]  # they come by day
        if not today:
            components.empty_state(wording.NOTHING_DUE, wording.NOTHING_DUE_TODO)
        else:
            st.html(case_tables.due_list(today[:_DUE]))
        if len(today) > _DUE:
            with st.expander(wording.more(shell.number(len(today) - _DUE))):
                st.html(case_tables.due_list(today[_DUE:]))
        if later:
            with st.expander(wording.soon(shell.number(len(later)))):
                st.html(case_tables.due_list(later))


def _list(desk: Desk) -> None:
    words_column, state_column = st.columns([3, 1])
    words = words_column.text_input(wording.WORDS, key="cases_words", placeholder=wording.WORDS_HINT)
    state = state_column.selectbox(
        wording.STATE, ["", *STATES], format_func=lambda one: one or wording.ALL_STATES, key="cases_state"
    )
    search = OrderSearch(words, state)
    found = desk.orders.page(search, paging.SIZE, paging.at("cases", search))
    if not found.orders:
        components.empty_state(wording.NOTHING, wording.NOTHING_TODO)
        return
    st.html(case_tables.orders_table(found.orders))
    paging.turn("cases", found.next)


def _enquiries(desk: Desk) -> None:
    """Shortlists of enquiries that are no orders, newest first."""
    held, following = paging.portion("cases_lists", desk.cases.enquiries, attrgetter("id"))
    if not held:
        components.empty_state(wording.NO_ENQUIRIES, wording.NO_ENQUIRIES_TODO)
        return
    st.html(case_tables.enquiries_table(held, desk.accounts.names({one.person for one in held})))
    paging.turn("cases_lists", following)


def _new(desk: Desk, enquiry: ShortlistView | None) -> None:
    turn = st.session_state.get("cases_turn", 0)
    name, filled = f"new_{turn}", {}
    if enquiry is not None:
        st.info(wording.from_enquiry(shell.number(len(enquiry.entries))))
        name, text = f"{name}_{enquiry.id}", enquiry.text
        if edits := matching_casework.edits_of(desk, enquiry):
            name, text = f"{name}_{hash(edits)}", _corrected(desk, enquiry, edits)
        filled = {"processes": text, "received_on": date.today().isoformat()}
    said = case_form.show(desk, name, filled, office=True)
    if st.button(wording.MAKE, type="primary", key=f"cases_make_{turn}"):
        with words_of_errors():
            made = desk.orders.make(case_tables.changed(said, {}))
            left = case_onward.take_along(desk, enquiry, made.number) if enquiry is not None else ()
            components.unbroken(partial(_made, made, turn, left))
            st.rerun()


def _corrected(desk: Desk, enquiry: ShortlistView, edits: tuple[Edit, ...]) -> str:
    """The enquiry's words with its corrected conditions; what they can't say is told."""
    said, kept = (enquiry.text, edits), st.session_state.get("cases_restated")
    # To say it anew the words are read many times over: once is enough for all runs of the form.
    if kept is None or kept[0] != said:
        kept = st.session_state["cases_restated"] = (said, desk.enquiries.as_order(enquiry.text, edits))
    restated: Restated = kept[1]
    st.info(wording.EDITS_TAKEN)
    if restated.differs:
        st.warning(wording.edits_differ(restated.differs))
    return restated.text


def _made(made: OrderView, turn: int, left: Sequence[str]) -> None:
    """Go on to the new order's page; the next form is an empty one. left: firms of the enquiry that couldn't be taken along."""
    components.done(
        wording.made(made.number, left), lambda desk: desk.orders.move(made.number, made.version, WITHDRAWN)
    )
    st.session_state["cases_turn"] = turn + 1
    st.query_params.from_dict({"order": made.number})


show()
