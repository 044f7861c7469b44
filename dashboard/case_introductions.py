"""The introductions of an order with what may follow: the next step, its reason or amount, the next day to call, taking a step back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

import streamlit as st

from dashboard import amounts, case_tables, components, firm_tables, paging
from dashboard.contacts import NO_CONTACT, reach_html
from dashboard.markup import pairs, plain
from dashboard.resources import words_of_errors
from dashboard.wording import cases as wording
from dashboard.wording import shell
from matching.corporate.case_rows import IntroductionView
from matching.corporate.firm_views import Contact
from matching.corporate.introduction_states import FIRST, LOST, QUOTED, REASONS, WITHDRAWN, WON
from matching.desk import Desk

LIST = "introductions"


def firms_of(desk: Desk, number: str) -> dict[int, str]:
    """The firms in view for an order or introduced: who may be let see a file."""
    listed = {one.supplier_id: one.supplier for one in desk.cases.shortlist(number).entries}
    return listed | introduced(desk, number)


def introduced(desk: Desk, number: str) -> dict[int, str]:
    """All firms for which an introduction was begun, as far as the viewer may see them: id -> name."""
    return {one.supplier_id: one.supplier for one in paging.every(_of(desk, number), attrgetter("id"))}


def portion(desk: Desk, number: str) -> tuple[Sequence[IntroductionView], int | None]:
    """A page of an order's introductions, newest first, and what `paging.turn` takes for LIST."""
    return paging.portion(LIST, _of(desk, number), attrgetter("id"), number)


def _of(desk: Desk, number: str) -> Callable[[int, int], list[IntroductionView]]:
    return lambda after, limit: desk.cases.introductions(order=number, after=after, limit=limit)


def show(desk: Desk, number: str) -> None:
    """All introductions of an order."""
    found, following = portion(desk, number)
    if not found:
        components.empty_state(wording.NO_INTRODUCTIONS, wording.NO_INTRODUCTIONS_TODO)
    contacts = desk.firms.contacts([one.supplier_id for one in found])
    for one in found:
        with st.container(border=True), words_of_errors():
            _one(desk, desk.cases.introduction(one.id), contacts.get(one.supplier_id, NO_CONTACT))
    paging.turn(LIST, following)


def _one(desk: Desk, one: IntroductionView, contact: Contact) -> None:
    st.header(plain(one.supplier), anchor=False)
    st.html(pairs(case_tables.introduction_lines(one)) + reach_html(contact))
    with st.container(horizontal=True):
        for state in one.next:
            # Known by the version: once a step is taken, no other one stands open in its place.
            with st.popover(wording.to_state(state), key=f"to_{one.id}_{state}_{one.version}"):
                _step(desk, one, state)
        with st.popover(wording.FOLLOW_UP, icon=":material/event:", key=f"follow_{one.id}_{one.version}"):
            _follow_up(desk, one)
        if len(one.steps) > 1 and st.button(
            wording.TAKE_BACK, key=f"take_back_{one.id}", icon=":material/undo:"
        ):
            desk.cases.take_back_step(one.id, expected=one.version)
            components.done(wording.TAKEN)
            st.rerun()
    with st.expander(wording.HISTORY):
        names = desk.accounts.names({step.person for step in one.steps})
        st.html(firm_tables.steps(one.steps, names))


def _step(desk: Desk, one: IntroductionView, state: str) -> None:
    key = f"{one.id}_{state}"
    asks_when = state not in (WON, LOST, WITHDRAWN)
    stands: dict[str, object] = {f"due_{key}": one.follow_up} if asks_when else {}
    if state in (QUOTED, WON):
        stands[f"yen_{key}"] = amounts.written(one.quote_yen)
    seen = components.filled(f"seen_{key}", one.version, stands)
    reason = ""
    if state in (LOST, WITHDRAWN):
        codes = list(REASONS) if state == LOST else ["", *REASONS]
        chosen = st.selectbox(
            wording.REASON,
            codes,
            # A lost one needs a reason that somebody chose: the list's first would be noted by mere pressing.
            index=None if state == LOST else 0,
            placeholder=wording.REASON_NEEDED,
            format_func=lambda code: REASONS.get(code, wording.REASON_NONE),
            key=f"reason_{key}",
        )
        reason = chosen or ""
    typed = amounts.Typed()
    if state in (QUOTED, WON):
        typed = amounts.field(wording.QUOTE if state == QUOTED else wording.AMOUNT, f"yen_{key}")
    due = components.day(wording.FOLLOW_UP, f"due_{key}") if asks_when else None
    note = st.text_input(wording.STEP_NOTE, key=f"note_{key}")
    forced = state in FIRST and against(desk, one.order, one.supplier_id, f"force_{key}")
    if st.button(wording.to_state(state), key=f"step_{key}", type="primary"):
        if not typed.readable:
            return
        doubt = _doubt(state, typed)
        if doubt and not _told(f"doubt_{key}_{one.version}_{typed.yen}"):
            st.warning(doubt)
            return
        st.session_state.pop(f"seen_{key}")
        with words_of_errors():
            done = desk.cases.step(
                one.id,
                state,
                expected=seen,
                reason=reason,
                note=note,
                quote_yen=typed.yen if state == QUOTED else None,
                amount_yen=typed.yen if state == WON else None,
                follow_up=due,
                forced=forced,
            )
            components.done(
                wording.stepped(one.supplier, state, done.moved),
                lambda desk: desk.cases.take_back_step(one.id, expected=done.version),
            )
            st.rerun()


def _doubt(state: str, typed: amounts.Typed) -> str:
    """What is asked before a step goes on without an amount, or with one so small that 万 may be missing; "" for neither."""
    if state not in (QUOTED, WON):
        return ""
    if typed.yen is None:
        return wording.without_amount(state)
    return wording.small_amount(shell.yen(typed.yen), state) if typed.small else ""


def _told(key: str) -> bool:
    """Whether it was told before: what is unusual goes through with the second press."""
    before = key in st.session_state
    st.session_state[key] = True
    return before


def against(desk: Desk, order: str, supplier_id: int, key: str) -> bool:
    """Whether a firm that may not be introduced for an order is to be so all the same; asked only where it is one."""
    reason = desk.cases.barred(order, [supplier_id]).get(supplier_id)
    if reason is None:
        return False
    st.warning(wording.stopped(reason))
    return st.checkbox(wording.FORCE, key=key)


def _follow_up(desk: Desk, one: IntroductionView) -> None:
    stands = {f"due_{one.id}": one.follow_up, f"note_{one.id}": one.note}
    seen = components.filled(f"seen_{one.id}", one.version, stands)
    due = components.day(wording.FOLLOW_UP, f"due_{one.id}")
    note = st.text_area(wording.NOTE, key=f"note_{one.id}")
    if st.button(wording.SAVE_FOLLOW_UP, key=f"due_save_{one.id}"):
        st.session_state.pop(f"seen_{one.id}")
        changed = desk.cases.change_introduction(one.id, expected=seen, follow_up=due, note=note)
        components.done(
            wording.follow_up_set(one.supplier),
            lambda desk: desk.cases.change_introduction(
                one.id, expected=changed.version, follow_up=one.follow_up, note=one.note
            ),
        )
        st.rerun()
