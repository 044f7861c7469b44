"""自社の案件: a buyer's own orders, who was introduced for each, its files, and its consent to be named; one order at ?order=H26-001."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import (
    case_files,
    case_form,
    case_introductions,
    case_page,
    case_tables,
    components,
    firm_page,
    paging,
)
from dashboard.case_look import STYLE
from dashboard.contacts import reach_html
from dashboard.markup import pairs, plain
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import cases as wording
from dashboard.wording import own
from matching.corporate.order_views import OrderView
from matching.corporate.states import DRAFT, WITHDRAWN
from matching.desk import Desk

_PAGE = "buyer_orders"
_CHOSEN_FROM = 200
_ORDER_PARTS = (wording.CONTENT, wording.INTRODUCTIONS, wording.FILES, wording.EDIT)


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        if desk.viewer.buyer_id is None:
            components.header(wording.OWN_TITLE, wording.OWN_ABOUT, wording.OWN_HELP)
            components.empty_state(own.NO_FIRM, own.NO_FIRM_TODO)
            return
        if number := st.query_params.get("order", ""):
            _order(desk, desk.orders.order(number))
            return
        components.header(wording.OWN_TITLE, wording.OWN_ABOUT, wording.OWN_HELP)
        part = st.segmented_control(
            wording.PARTS,
            wording.OWN_PARTS,
            default=wording.OWN_LIST,
            key="buyer_part",
            required=True,
            label_visibility="collapsed",
        )
        with words_of_errors():
            if part == wording.OWN_NEW:
                _new(desk)
            elif part == wording.OWN_NAMING:
                firm_page.naming(desk, desk.viewer.buyer_id, _called(desk))
            else:
                _list(desk)


def _list(desk: Desk) -> None:
    found = desk.orders.page(limit=paging.SIZE, after=paging.at(_PAGE))
    if found.orders:
        st.html(case_tables.orders_table(found.orders, _PAGE))
        paging.turn(_PAGE, found.next)
    else:
        components.empty_state(wording.OWN_NOTHING, wording.OWN_NOTHING_TODO)


def _called(desk: Desk) -> dict[str, str]:
    """What the buyer's latest orders are called, by number."""
    return {one.number: case_tables.title(one) for one in desk.orders.page(limit=_CHOSEN_FROM).orders}


def _new(desk: Desk) -> None:
    turn = st.session_state.get("buyer_turn", 0)
    said = case_form.show(desk, f"buyer_new_{turn}", {}, office=False)
    if st.button(wording.MAKE, type="primary", key=f"buyer_make_{turn}"):
        made = desk.orders.make(case_tables.changed(said, {}))
        components.unbroken(partial(_made, made, turn))
        st.rerun()


def _made(made: OrderView, turn: int) -> None:
    """Go on to the new order's page; the next form is an empty one."""
    components.done(wording.MADE_OWN, lambda desk: _withdraw(desk, made))
    st.session_state["buyer_turn"] = turn + 1
    st.query_params["order"] = made.number


def _withdraw(desk: Desk, order: OrderView) -> None:
    desk.orders.move(order.number, order.version, WITHDRAWN)


def _order(desk: Desk, order: OrderView) -> None:
    state = str(order.fields.get("state", ""))
    components.header(case_tables.title(order), f"{order.number}・{state}" if state else order.number)
    if st.button(wording.BACK, icon=":material/arrow_back:", key="buyer_back"):
        st.query_params.clear()
        st.rerun()
    part = st.segmented_control(
        wording.SECTIONS,
        _ORDER_PARTS,
        default=wording.CONTENT,
        key=f"buyer_order_part_{order.id}",
        required=True,
        label_visibility="collapsed",
    )
    with words_of_errors():
        if part == wording.INTRODUCTIONS:
            _introduced(desk, order)
        elif part == wording.FILES:
            firms = case_introductions.introduced(desk, order.number)
            case_files.show(desk, order=order.number, firms=firms)
        elif part == wording.EDIT:
            case_page.edit(desk, order, office=False)
        else:
            st.html(pairs(case_tables.told(order)))
            if order.open or state == DRAFT:
                _take_off(desk, order)


def _take_off(desk: Desk, order: OrderView) -> None:
    with st.popover(wording.WITHDRAW):
        note = st.text_input(wording.MOVE_NOTE, key="buyer_withdraw_note")
        if st.button(wording.WITHDRAW, key="buyer_withdraw"):
            desk.orders.move(order.number, order.version, WITHDRAWN, note)
            components.done(wording.moved(order.number, WITHDRAWN))
            st.rerun()


def _introduced(desk: Desk, order: OrderView) -> None:
    found, following = case_introductions.portion(desk, order.number)
    if not found:
        components.empty_state(wording.OWN_NO_INTRODUCED, wording.OWN_NO_INTRODUCED_TODO)
    elif not desk.cases.named(order.number):
        st.info(wording.NOT_NAMED)
    contacts = desk.firms.contacts([one.supplier_id for one in found])
    for one in found:
        with st.container(border=True):
            st.header(plain(one.supplier), anchor=False)
            st.html(pairs(case_tables.introduction_lines(one)))
            if one.supplier_id in contacts:
                st.html(reach_html(contacts[one.supplier_id]))
    paging.turn(case_introductions.LIST, following)


show()
