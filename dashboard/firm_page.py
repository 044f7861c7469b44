"""One firm: what it has said and where that was read, its states, what to ask it, its introductions, files and history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from operator import attrgetter

import streamlit as st

from dashboard import case_files, case_tables, components, firm_form, firm_forms, firm_tables, paging
from dashboard.resources import words_of_errors
from dashboard.wording import firms as wording
from dashboard.wording import shell
from matching.corporate import Fact, StoredStatus, access
from matching.corporate.case_rows import NamingConsentView
from matching.corporate.firm_views import FirmRole, FirmView
from matching.corporate.registrations import PAPER
from matching.corporate.statuses import EXCLUDING, NOTED, RIVAL
from matching.desk import Desk

_SETTABLE = [kind for kind in (*EXCLUDING, *NOTED) if kind != RIVAL]
_MOST_GAPS = 8
_EDITED = "firm_edited"
# What is mended on a firm's page was mostly heard on the telephone.
_USUAL = "電話"


def show(desk: Desk, role: FirmRole, firm_id: int) -> None:
    """The page of one firm."""
    firm = desk.firms.firm(role, firm_id)
    components.header(str(firm.fields.get("name", "")), firm_tables.place(firm.fields))
    if st.button(wording.BACK, icon=":material/arrow_back:", key="firm_back"):
        st.session_state.pop(_EDITED, None)
        st.query_params.pop("firm" if role == "supplier" else "buyer", None)
        st.rerun()
    if firm.barred:
        st.warning(wording.barred(firm.barred))
    if firm.note:
        st.warning(firm.note)
    office = access.extent(desk.viewer, role, "change") is not None
    parts = _parts(role, office=office)
    part = st.segmented_control(
        wording.SECTIONS,
        parts,
        default=parts[0],
        key=f"firm_part_{firm_id}",
        required=True,
        label_visibility="collapsed",
    )
    with words_of_errors():
        _part(desk, firm, str(part), office=office)


def _parts(role: FirmRole, *, office: bool) -> list[str]:
    if not office:
        return [wording.PROFILE_TAB]
    if role == "buyer":
        return [wording.PROFILE_TAB, wording.NAMING, wording.FILES_TAB, wording.HISTORY_TAB]
    middle = [wording.STATE_TAB, wording.GAPS_TAB, wording.CASES_TAB, wording.FILES_TAB]
    return [wording.PROFILE_TAB, *middle, wording.HISTORY_TAB]


def _part(desk: Desk, firm: FirmView, part: str, *, office: bool) -> None:
    if part == wording.STATE_TAB:
        _states(desk, firm)
    elif part == wording.GAPS_TAB:
        _gaps(desk, firm)
    elif part == wording.CASES_TAB:
        _cases(desk, firm)
    elif part == wording.FILES_TAB:
        case_files.show(desk, company_id=firm.id)
    elif part == wording.NAMING:
        naming(desk, firm.id)
    elif part == wording.HISTORY_TAB:
        _history(desk, firm)
    else:
        _profile(desk, firm, office=office)


def _told(desk: Desk, firm: FirmView) -> tuple[list[Fact], dict[str, str]]:
    history = desk.firms.history(firm.role, firm.id)
    return history, desk.accounts.names({fact.person for fact in history if fact.person})


def _profile(desk: Desk, firm: FirmView, *, office: bool) -> None:
    history, names = _told(desk, firm) if office else ([], {})
    st.html(firm_tables.profile(firm.role, firm.fields, history, names))
    missing = firm_tables.not_stated(firm.role, firm.fields)
    if missing:
        st.caption(f"{wording.NOT_STATED}：{'、'.join(missing)}。{wording.UNKNOWN_NOT_NO}")
    if office and firm.role == "supplier":
        _edit(desk, firm)


def _edit(desk: Desk, firm: FirmView) -> None:
    """Correct a profile as 代行登録 does, so that it is checked, dated and on record."""
    name = f"edit{firm.id}"
    with st.expander(wording.EDIT, icon=":material/edit:"):
        if st.session_state.get(_EDITED) != firm.id:
            st.session_state[_EDITED] = firm.id
            firm_form.start(name, desk.registrations.form(firm.id))
        firm_form.steps(name, f"step_{name}")
        source = st.selectbox(wording.PAPER_SOURCE, PAPER, PAPER.index(_USUAL), key=f"source_{name}")
        note = st.text_input(wording.PROXY_NOTE, key=f"note_{name}")
        if st.button(wording.PROXY_DO, type="primary", key=f"save_{name}"):
            before = firm_form.stood(name)
            said = firm_forms.changed(firm_form.values(name), before)
            desk.registrations.proxy(said, firm.id, source=source, note=note, base=before)
            st.session_state.pop(_EDITED)
            components.done(wording.proxied(str(firm.fields["name"])))
            st.rerun()


def _states(desk: Desk, firm: FirmView) -> None:
    st.caption(wording.STATES_HELP)
    states = desk.firms.states(firm.id)
    if not states:
        st.info(wording.NO_STATES)
    for state in states:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(firm_tables.state_line(state), width="stretch")
            if state.kind in _SETTABLE and st.button(
                wording.CLEAR_STATE, key=f"clear_{state.kind}", icon=":material/close:"
            ):
                desk.firms.clear_state(firm.id, state.kind)
                components.done(
                    wording.state_cleared(state.kind), partial(_put_back, firm_id=firm.id, state=state)
                )
                st.rerun()
    with st.form("firm_state", clear_on_submit=True):
        kind = st.selectbox(wording.STATE_KIND, _SETTABLE)
        reason = st.text_input(wording.STATE_REASON, max_chars=200)
        first, last = st.columns(2)
        start = first.date_input(wording.STATE_START, value=None, format="YYYY/MM/DD")
        end = last.date_input(wording.STATE_END, value=None, format="YYYY/MM/DD")
        if st.form_submit_button(wording.SET_STATE, type="primary"):
            held = next((one for one in states if one.kind == kind), None)
            desk.firms.set_state(firm.id, kind, reason, _day(start), _day(end))
            components.done(
                wording.state_set(kind),
                lambda desk: (
                    _put_back(desk, firm.id, held) if held else desk.firms.clear_state(firm.id, kind)
                ),
            )
            st.rerun()


def _put_back(desk: Desk, firm_id: int, state: StoredStatus) -> None:
    desk.firms.set_state(firm_id, state.kind, state.reason, state.start, state.end)


def _day(chosen: object) -> date | None:
    return chosen if isinstance(chosen, date) else None


def _gaps(desk: Desk, firm: FirmView) -> None:
    with st.spinner(wording.COMPARING, show_time=False):
        found = desk.matching.gaps(firm.id, _MOST_GAPS).gaps
    if found:
        st.caption(wording.GAPS_ABOUT)
        st.html(firm_tables.gaps(found))
    else:
        components.empty_state(wording.NO_GAPS, wording.NO_GAPS_TODO)
    confirmation = desk.registrations.confirmation(firm.id)
    day = shell.date_ja(confirmation.confirmed_on) if confirmation.confirmed_on else wording.NEVER
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(wording.last_confirmed(day, confirmation.state), width="stretch")
        if st.button(wording.CONFIRM, key="firm_confirm", icon=":material/verified:"):
            desk.registrations.confirm(firm.id)
            components.done(wording.confirmed(str(firm.fields["name"])))
            st.rerun()


def _cases(desk: Desk, firm: FirmView) -> None:
    found, following = paging.portion(
        "firm_cases",
        lambda after, limit: desk.cases.introductions(supplier_id=firm.id, after=after, limit=limit),
        attrgetter("id"),
        firm.id,
    )
    if found:
        st.html(case_tables.introductions_table(found))
        paging.turn("firm_cases", following)
    else:
        components.empty_state(wording.NO_CASES, wording.NO_CASES_TODO)


def naming(desk: Desk, buyer_id: int, orders: Mapping[str, str] | None = None) -> None:
    """A buyer's consents to be named: by whom they may be given is asked below.

    orders: what its orders are called, by number, for the buyer itself: it chooses, and its consent needs no other proof.
    """
    st.caption(wording.NAMING_ABOUT)
    consents = desk.cases.naming_consents(buyer_id)
    if not consents:
        st.info(wording.NO_NAMING)
    for consent in consents:
        with st.container(horizontal=True, vertical_alignment="center"):
            called = (orders or {}).get(consent.order, "")
            st.text(firm_tables.naming_line(consent, called), width="stretch")
            if st.button(wording.WITHDRAW_NAMING, key=f"unname_{consent.id}", icon=":material/close:"):
                desk.cases.withdraw_naming_consent(consent.id)
                components.done(
                    wording.NAMING_WITHDRAWN,
                    partial(_name_again, consent=consent),
                )
                st.rerun()
    with st.form("naming", clear_on_submit=True):
        if orders is None:
            order = st.text_input(wording.NAMING_ORDER, max_chars=40)
        else:
            order = st.selectbox(
                wording.NAMING_WHICH,
                ["", *orders],
                format_func=lambda number: f"{number} {orders[number]}" if number else wording.ALL_ORDERS,
            )
        until = st.date_input(wording.NAMING_UNTIL, value=None, format="YYYY/MM/DD")
        note = wording.ON_SCREEN if orders is not None else st.text_input(wording.NAMING_NOTE, max_chars=200)
        if st.form_submit_button(wording.GIVE_NAMING, type="primary"):
            given = desk.cases.give_naming_consent(
                buyer_id, order.strip() or None, until=_day(until), note=note
            )
            components.done(wording.NAMING_GIVEN, lambda desk: desk.cases.withdraw_naming_consent(given.id))
            st.rerun()


def _name_again(desk: Desk, consent: NamingConsentView) -> None:
    desk.cases.give_naming_consent(
        consent.buyer_id,
        consent.order or None,
        given_on=consent.given_on,
        until=consent.until,
        note=consent.note,
    )


def _history(desk: Desk, firm: FirmView) -> None:
    history, names = _told(desk, firm)
    if history:
        st.html(firm_tables.history_table(firm.role, history, names))
    else:
        st.info(wording.NO_HISTORY)
