"""登録の確認: firms' requests to be looked through (?draft=3), forms typed in for firms, firms that haven't confirmed their data."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

import streamlit as st

from dashboard import components, firm_form, firm_forms, firm_tables, markup, paging
from dashboard.case_look import STYLE
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import firms as wording
from dashboard.wording import shell
from matching.corporate.case_rows import DraftView
from matching.corporate.confirmations import STATES as CONFIRMATION_STATES
from matching.corporate.draft_states import STATES, SUBMITTED
from matching.corporate.fields import fields
from matching.corporate.firm_views import Search
from matching.corporate.registrations import PAPER
from matching.desk import Desk
from matching.errors import KnownFirm

_PARTS = (wording.DRAFTS, wording.PROXY, wording.CONFIRMATIONS)
_FOUND = 20
_FORM = "proxy"
# A new firm's draft -> the stored firm as which it was recognised, and what is said of that.
_KNOWN = "draft_known_firm"
# The like for what is typed in as a new firm: what was typed, the stored firm, what is said of it.
_TYPED_KNOWN = "proxy_known_firm"
# How many forms were typed in.
_TURN = "proxy_turn"
_BY_ADDRESS = {"proxy": wording.PROXY, "drafts": wording.DRAFTS}


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        components.header(wording.REVIEW_TITLE, wording.REVIEW_ABOUT, wording.REVIEW_HELP)
        number = st.query_params.get("draft", "")
        if number.isdecimal():
            _review(desk, desk.registrations.draft(int(number[:18])))
            return
        asked = _BY_ADDRESS.get(st.query_params.pop("part", ""))
        st.session_state["review_part"] = asked or st.session_state.get("review_part", wording.DRAFTS)
        part = st.segmented_control(
            wording.PARTS,
            _PARTS,
            key="review_part",
            required=True,
            label_visibility="collapsed",
        )
        if part == wording.PROXY:
            _proxy(desk)
        elif part == wording.CONFIRMATIONS:
            _confirmations(desk)
        else:
            _drafts(desk)


def _drafts(desk: Desk) -> None:
    state = st.selectbox(wording.DRAFT_STATE, STATES, index=STATES.index(SUBMITTED), key="drafts_state")
    found, following = paging.portion(
        "drafts",
        lambda after, limit: desk.registrations.drafts(states=(state,), after=after, limit=limit),
        attrgetter("id"),
        state,
    )
    if not found:
        components.empty_state(wording.NO_DRAFTS, wording.NO_DRAFTS_TODO)
    for draft in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            when = shell.moment_ja(draft.submitted_at or draft.made_at)
            st.html(firm_tables.draft_lines(draft, when), width="stretch")
            if st.button(wording.OPEN_DRAFT, key=f"draft_{draft.id}", type="primary"):
                st.query_params["draft"] = str(draft.id)
                st.rerun()
    paging.turn("drafts", following)


def _review(desk: Desk, draft: DraftView) -> None:
    st.header(markup.plain(draft.name), anchor=False)
    if st.button(wording.BACK, icon=":material/arrow_back:", key="draft_back"):
        st.query_params.clear()
        st.rerun()
    if draft.company_id is None:
        st.info(wording.NEW_FIRM)
    found = desk.registrations.differences(draft.id)
    if found:
        st.html(firm_tables.told(found, new=draft.company_id is None))
    else:
        st.info(wording.NO_DIFFERENCES)
    for fault in desk.registrations.faults(draft.id):
        firm_form.tell(fault)
    names = desk.accounts.names({one.person for one in draft.steps})
    if draft.next and draft.person == desk.viewer.key and st.button(wording.GIVE_UP, key="draft_withdraw"):
        with words_of_errors():
            desk.registrations.withdraw(draft.id, draft.version)
            _finished(wording.GIVEN_UP)
    if draft.state == SUBMITTED:
        with words_of_errors():
            _decide(desk, draft)
    else:
        st.info(f"{wording.DECIDED_ALREADY if not draft.next else draft.state}")
    st.html(firm_tables.steps(draft.steps, names))


def _decide(desk: Desk, draft: DraftView) -> None:
    labels = {key: one.label for key, one in fields("supplier").items() if key in draft.values}
    with st.expander(wording.CORRECT):
        chosen = st.multiselect(
            wording.CORRECT_FIELDS, list(labels), format_func=labels.__getitem__, key="correct_fields"
        )
        mended = {
            # By the version: what was mended of an earlier request is no correction of what the firm has sent since.
            key: st.text_area(labels[key], draft.values[key], key=f"correct_{draft.id}_{draft.version}_{key}")
            for key in chosen
        }
    yes, no = st.columns(2)
    with yes.container(border=True):
        note = st.text_input(wording.ACCEPT_NOTE, key=f"accept_note_{draft.id}")
        asked = st.session_state.get(_KNOWN, {})
        known = asked.get(draft.id)
        if known is not None:
            st.warning(known[1])
        confirmed = known is not None and st.checkbox(wording.ONTO, key=f"onto_{draft.id}")
        if st.button(wording.ACCEPT, type="primary", key="accept", icon=":material/check:"):
            onto = known[0] if known is not None and confirmed else None
            try:
                desk.registrations.accept(
                    draft.id, corrections=mended, note=note, onto=onto, expected=draft.version
                )
            except KnownFirm as error:
                st.session_state[_KNOWN] = {draft.id: (error.company_id, str(error))}
                st.rerun()
            st.session_state.pop(_KNOWN, None)
            _finished(wording.accepted(draft.name))
    with no.container(border=True):
        said = st.text_area(wording.RETURN_NOTE, key=f"return_note_{draft.id}", height=80)
        if st.button(wording.RETURN, key="give_back", icon=":material/undo:"):
            desk.registrations.give_back(draft.id, said, draft.version)
            _finished(wording.returned(draft.name))


def _finished(message: str) -> None:
    components.done(message)
    st.query_params.clear()
    st.rerun()


def _proxy(desk: Desk) -> None:
    st.caption(wording.PROXY_ABOUT)
    # Another note for each form: what came with the last one is no source of the next.
    turn = st.session_state.get(_TURN, 0)
    note_key = f"proxy_note_{turn}"
    components.kept("proxy", "proxy_words", "proxy_firm", "proxy_step", "proxy_source", note_key)
    words = st.text_input(wording.PROXY_WHO, key="proxy_words", placeholder=wording.WORDS_HINT)
    firms = desk.firms.page("supplier", Search(words), _FOUND).firms if words.strip() else ()
    names = {firm.id: f"{firm.fields['name']}（{firm_tables.place(firm.fields)}）" for firm in firms}
    chosen = st.selectbox(
        wording.PROXY_WHO,
        [None, *names],
        format_func=lambda one: names.get(one or 0, wording.PROXY_NEW),
        key="proxy_firm",
        label_visibility="collapsed",
    )
    if st.session_state.get("proxy_for", "") != chosen:
        st.session_state["proxy_for"] = chosen
        firm_form.start(_FORM, desk.registrations.form(chosen) if chosen is not None else {})
    form, reading = st.columns([3, 2])
    with form:
        firm_form.steps(_FORM, "proxy_step")
    with reading:
        firm_form.read(desk, _FORM)
        source = st.selectbox(wording.PROXY_SOURCE, PAPER, key="proxy_source")
        note = st.text_input(wording.PROXY_NOTE, key=note_key)
        before = firm_form.stood(_FORM)
        said = firm_forms.changed(firm_form.values(_FORM), before)
        typed, known, told = st.session_state.get(_TYPED_KNOWN, ({}, None, ""))
        with words_of_errors():
            if st.button(wording.PROXY_DO, type="primary", key=f"proxy_do_{turn}"):
                try:
                    _typed_in(desk.registrations.proxy(said, chosen, source=source, note=note, base=before))
                except KnownFirm as error:
                    st.session_state[_TYPED_KNOWN] = (said, error.company_id, str(error))
                    st.rerun()
            if known is not None and typed == said:
                st.warning(told)
                if st.button(wording.PROXY_SAME, key="proxy_same"):
                    _typed_in(desk.registrations.proxy(said, known, source=source, note=note))


def _typed_in(draft: DraftView) -> None:
    components.unbroken(partial(_empty, draft))
    st.rerun()


def _empty(draft: DraftView) -> None:
    """Say that it was stored; the form is another one from here on."""
    components.done(wording.proxied(draft.name))
    # The next form is typed from its first step, whichever step the last one ended at.
    for key in ("proxy_for", "proxy_step", _TYPED_KNOWN):
        st.session_state.pop(key, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _confirmations(desk: Desk) -> None:
    counts = desk.registrations.confirmation_counts()
    state = st.segmented_control(
        wording.CONFIRMATION_STATE,
        CONFIRMATION_STATES,
        default=CONFIRMATION_STATES[1],
        format_func=lambda one: wording.facet(one, counts[one]),
        key="confirmations_state",
        required=True,
    )
    found, following = paging.portion(
        "confirmations",
        lambda after, limit: desk.registrations.confirmations(str(state), after=after, limit=limit),
        attrgetter("supplier_id"),
        state,
    )
    if not found:
        components.empty_state(wording.NO_CONFIRMATIONS, wording.NO_CONFIRMATIONS_TODO)
    contacts = desk.firms.contacts([one.supplier_id for one in found])
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            day = shell.date_ja(one.confirmed_on) if one.confirmed_on else wording.NEVER
            st.html(
                firm_tables.confirmation(one.supplier_id, one.supplier, day, contacts.get(one.supplier_id)),
                width="stretch",
            )
            if st.button(wording.CONFIRM, key=f"confirm_{one.supplier_id}", icon=":material/verified:"):
                desk.registrations.confirm(one.supplier_id)
                components.done(wording.confirmed(one.supplier))
                st.rerun()
    paging.turn("confirmations", following)
    if st.button(wording.MARK_EXPIRED, key="mark_expired", icon=":material/event_busy:"):
        components.done(wording.expired_marked(*desk.registrations.mark_expired()))
        st.rerun()


show()
