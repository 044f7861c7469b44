"""One order as a coordinator works on it: what it says, firms in view, introductions with their next steps, files, history."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import (
    case_files,
    case_form,
    case_introductions,
    case_onward,
    case_standing,
    case_tables,
    components,
)
from dashboard.markup import pairs
from dashboard.resources import words_of_errors
from dashboard.wording import cases as wording
from matching.corporate.case_rows import ShortlistEntryView, ShortlistView
from matching.corporate.order_views import OrderView
from matching.corporate.states import TRANSITIONS
from matching.desk import Desk

_PARTS = (
    wording.CONTENT,
    wording.SHORTLIST,
    wording.INTRODUCTIONS,
    wording.FILES,
    wording.HISTORY,
    wording.EDIT,
)
_STANDINGS = "case_standings"


def show(desk: Desk, number: str) -> None:
    """The page of one order."""
    order = desk.orders.order(number)
    state = str(order.fields.get("state", ""))
    components.header(
        f"{order.number} {case_tables.title(order)}", "・".join(filter(None, (state, _buyer(order))))
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(wording.BACK, icon=":material/arrow_back:", key="case_back"):
            st.query_params.clear()
            st.rerun()
        if order.open:
            st.page_link(
                "dashboard/pages/suppliers.py",
                label=wording.FIND,
                icon=":material/search:",
                query_params={"order": order.number},
            )
    part = st.segmented_control(
        wording.SECTIONS,
        _PARTS,
        default=wording.CONTENT,
        key=f"case_part_{order.id}",
        required=True,
        label_visibility="collapsed",
    )
    with words_of_errors():
        _part(desk, order, str(part))


def _buyer(order: OrderView) -> str:
    return str(order.fields.get("buyer", ""))


def _part(desk: Desk, order: OrderView, part: str) -> None:
    if part == wording.SHORTLIST:
        _shortlist(desk, order)
    elif part == wording.INTRODUCTIONS:
        case_introductions.show(desk, order.number)
    elif part == wording.FILES:
        case_files.show(desk, order=order.number, firms=case_introductions.firms_of(desk, order.number))
    elif part == wording.HISTORY:
        _history(desk, order)
    elif part == wording.EDIT:
        edit(desk, order, office=True)
    else:
        st.html(pairs(case_tables.told(order)))
        _move(desk, order)


def _move(desk: Desk, order: OrderView) -> None:
    state = str(order.fields["state"])
    following = TRANSITIONS[state]
    if not following:
        st.caption(wording.NO_MOVE)
        return
    with st.popover(wording.MOVE, icon=":material/arrow_forward:", key=f"move_{order.id}_{order.version}"):
        note = st.text_input(wording.MOVE_NOTE, key=f"move_note_{order.id}_{order.version}")
        for after in following:
            if st.button(wording.to_state(after), key=f"move_{after}"):
                moved = desk.orders.move(order.number, order.version, after, note)
                back = partial(_move_back, number=order.number, version=moved.version, state=state)
                reversible = state in TRANSITIONS[after]
                components.done(wording.moved(order.number, after), back if reversible else None)
                st.rerun()


def _move_back(desk: Desk, number: str, version: int, state: str) -> None:
    desk.orders.move(number, version, state)


def edit(desk: Desk, order: OrderView, *, office: bool) -> None:
    """The order's form, to change it. office: for a coordinator."""
    said = case_form.show(desk, f"edit_{order.id}_{order.version}", order.fields, office=office)
    if st.button(wording.SAVE, type="primary", key="case_save"):
        changed = case_tables.changed(said, order.fields)
        if not changed:
            st.info(wording.NO_CHANGES)
            return
        stored = desk.orders.change(order.number, order.version, changed)
        before = {key: order.fields.get(key) for key in changed}

        components.done(
            wording.saved(order.number),
            lambda desk: desk.orders.change(order.number, stored.version, before),
        )
        st.rerun()


def _shortlist(desk: Desk, order: OrderView) -> None:
    held = desk.cases.shortlist(order.number)
    if not held.entries:
        components.empty_state(wording.EMPTY_SHORTLIST, wording.EMPTY_SHORTLIST_TODO)
        return
    st.html(case_tables.shortlist_table(held, _standings(desk, held)))
    for entry in held.entries:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.text(entry.supplier, width="stretch")
            if entry.introduction_id is None:
                case_onward.first_call(desk, order.number, entry)
            _note(desk, held, entry)
            if st.button(wording.REMOVE, key=f"off_{entry.supplier_id}", icon=":material/close:"):
                desk.cases.remove_from_shortlist(held.id, entry.supplier_id, held.version)
                components.done(
                    wording.removed(entry.supplier),
                    partial(case_onward.put_back, shortlist_id=held.id, entry=entry),
                )
                st.rerun()
    made_of = (order.number, order.version, held.version)
    case_onward.proposal(
        made_of, order.number, held.entries, lambda firms: desk.proposals.of(order.number, firms)
    )


def _standings(desk: Desk, held: ShortlistView) -> dict[int, case_standing.Standing]:
    """Read once for each state of the list: a record is large, and that it is read stands on the trail."""
    kept = st.session_state.get(_STANDINGS)
    if kept is None or kept[0] != (held.id, held.version):
        kept = (held.id, held.version), case_standing.standings(desk.rankings, held.entries)
        st.session_state[_STANDINGS] = kept
    found: dict[int, case_standing.Standing] = kept[1]
    return found


def _note(desk: Desk, held: ShortlistView, entry: ShortlistEntryView) -> None:
    with st.popover(
        wording.NOTE, icon=":material/edit_note:", key=f"short_open_{entry.supplier_id}_{held.version}"
    ):
        key, box = f"short_seen_{entry.supplier_id}", f"short_note_{entry.supplier_id}"
        seen = components.filled(key, held.version, {box: entry.note})
        note = st.text_area(wording.NOTE, key=box)
        if st.button(wording.SAVE_NOTE, key=f"short_save_{entry.supplier_id}"):
            st.session_state.pop(key)
            noted = desk.cases.note_on_shortlist(held.id, entry.supplier_id, note, seen)
            components.done(
                wording.noted(entry.supplier),
                lambda desk: desk.cases.note_on_shortlist(
                    held.id, entry.supplier_id, entry.note, noted.version
                ),
            )
            st.rerun()


def _history(desk: Desk, order: OrderView) -> None:
    steps, facts = desk.orders.history(order.number)
    names = desk.accounts.names({one.person for one in steps} | {one.person for one in facts})
    st.html(case_tables.state_history(steps, names))
    st.html(case_tables.facts_table(facts, names))
