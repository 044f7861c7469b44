"""監査: who saw, changed and exported what; the chain's verification; the export."""

from __future__ import annotations

import streamlit as st

from dashboard import admin_tables, components, downloads, firm_tables, markup
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import admin as wording
from matching.casework.trail import DEEDS, SUBJECTS
from matching.corporate.access import OPERATOR
from matching.corporate.audit import Wanted
from matching.desk import Desk

_PORTION = 100


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.AUDIT, wording.AUDIT_ABOUT, wording.AUDIT_HELP)
        asked = _asked(desk)
        _verify(desk)
        _entries(desk, asked)
        _export(asked)


def _asked(desk: Desk) -> Wanted:
    with st.container(border=True):
        first, second, third = st.columns(3)
        people = desk.accounts.names([OPERATOR.key])
        people |= {one.key: admin_tables.user_label(one) for one in desk.accounts.users()}
        who = first.selectbox(
            wording.WHO,
            ["", *people],
            key="audit_who",
            format_func=lambda key: people.get(key, wording.ANYBODY),
        )
        deed = second.selectbox(
            wording.DEED,
            ["", *DEEDS],
            key="audit_deed",
            format_func=lambda word: DEEDS.get(word, wording.ANYBODY),
        )
        subject = third.selectbox(
            wording.SUBJECT,
            ["", *SUBJECTS],
            key="audit_subject",
            format_func=lambda word: SUBJECTS.get(word, wording.ANYBODY),
        )
        key = first.text_input(wording.KEY, key="audit_key")
        since = second.date_input(wording.FIRST_DAY, value=None, key="audit_first", format="YYYY/MM/DD")
        until = third.date_input(wording.LAST_DAY, value=None, key="audit_last", format="YYYY/MM/DD")
    return admin_tables.wanted(who, deed, subject, key, since, until)


def _verify(desk: Desk) -> None:
    if st.button(wording.VERIFY, icon=":material/verified:", key="audit_verify"):
        found = desk.trail.verify()
        if found.broken_at is None:
            st.success(wording.chain_holds(found.count, found.hash))
        else:
            st.error(wording.chain_broken(found.broken_at, found.reason))


def _entries(desk: Desk, asked: Wanted) -> None:
    if st.session_state.get("audit_asked") != asked:
        st.session_state["audit_asked"] = asked
        st.session_state["audit_before"] = None
    entries = desk.trail.entries(asked, _PORTION, st.session_state["audit_before"])
    if not entries:
        components.empty_state(wording.NO_ENTRIES, wording.NO_ENTRIES_TODO)
        return
    names = desk.accounts.names({one.who for one in entries})
    rows = [admin_tables.entry(one, names) for one in entries]
    st.html(markup.table(wording.AUDIT, wording.COLUMNS_AUDIT, rows, raw=True))
    with st.container(horizontal=True):
        if len(entries) == _PORTION:
            st.button(wording.OLDER, key="audit_older", on_click=_turn_to, args=(entries[-1].seq,))
        if st.session_state["audit_before"] is not None:
            st.button(wording.NEWEST, key="audit_newest", on_click=_turn_to, args=(None,))


def _turn_to(before: int | None) -> None:
    st.session_state["audit_before"] = before


def _export(asked: Wanted) -> None:
    st.caption(wording.EXPORT_NOTE)
    st.html(
        f"<p>{firm_tables.link(f'{downloads.AUDIT}?{admin_tables.address_of(asked)}', wording.EXPORT)}</p>"
    )


show()
