"""紹介の状況: the orders for which a supplier was asked or introduced, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from operator import attrgetter

import streamlit as st

from dashboard import amounts, case_files, case_own, case_tables, components, paging
from dashboard.case_look import STYLE
from dashboard.markup import pairs, plain
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import own as wording
from matching.corporate.case_rows import IntroductionView
from matching.corporate.introduction_states import ACCEPTS, DECLINES, LIVE, STATES
from matching.desk import Desk

_ENDED = [state for state in STATES if state not in LIVE]


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        components.header(
            wording.INTRODUCTIONS_TITLE, wording.INTRODUCTIONS_ABOUT, wording.INTRODUCTIONS_HELP
        )
        live, next_live = _portion(desk, "own_live", LIVE)
        ended, next_ended = _portion(desk, "own_ended", _ENDED)
        if not live and not ended:
            components.empty_state(wording.NO_INTRODUCTIONS, wording.NO_INTRODUCTIONS_TODO)
        for one in live:
            with st.container(border=True), words_of_errors():
                _one(desk, one)
        paging.turn("own_live", next_live)
        if ended:
            with st.expander(wording.ENDED):
                for one in ended:
                    st.html(f"<h2>{escape(f'{one.order} {one.title}')}</h2>")
                    st.html(pairs(case_own.introduction_lines(one)))
                paging.turn("own_ended", next_ended)


def _portion(desk: Desk, key: str, states: Sequence[str]) -> tuple[Sequence[IntroductionView], int | None]:
    return paging.portion(
        key,
        lambda after, limit: desk.cases.introductions(states=states, after=after, limit=limit),
        attrgetter("id"),
    )


def _one(desk: Desk, one: IntroductionView) -> None:
    st.header(plain(one.title), anchor=False)
    st.caption(one.order)
    st.html(pairs(case_own.introduction_lines(one)))
    with st.expander(wording.DETAILS):
        st.html(pairs(case_tables.told(desk.orders.order(one.order))))
    with st.container(horizontal=True):
        with st.popover(wording.TAKE, icon=":material/thumb_up:", key=f"take_{one.id}_{one.version}"):
            # A price that the coordinator noted meanwhile isn't overwritten by the one that stood here.
            seen = components.filled(
                f"seen_{one.id}", one.version, {f"price_{one.id}": amounts.written(one.quote_yen)}
            )
            price = amounts.field(wording.PRICE, f"price_{one.id}")
            _answer(desk, one, ACCEPTS, wording.TAKE, price, seen)
        with st.popover(wording.DECLINE, icon=":material/thumb_down:", key=f"decline_{one.id}_{one.version}"):
            _answer(desk, one, DECLINES, wording.DECLINE, amounts.Typed(), one.version)
    with st.expander(wording.FILES):
        case_files.show(desk, order=one.order, add=False)


def _answer(
    desk: Desk, one: IntroductionView, answer: str, label: str, price: amounts.Typed, seen: int
) -> None:
    note = st.text_area(wording.NOTE, key=f"answer_note_{answer}_{one.id}", height=80)
    if st.button(label, key=f"answer_{answer}_{one.id}", type="primary") and price.readable:
        st.session_state.pop(f"seen_{one.id}")
        with words_of_errors():
            desk.cases.answer(one.id, answer, note=note, quote_yen=price.yen, expected=seen)
            components.done(wording.ANSWERED)
            st.rerun()


show()
