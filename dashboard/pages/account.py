"""自分のアカウント: the own password, where one is signed in, the own tokens."""

from __future__ import annotations

import streamlit as st

from dashboard import admin_tables, components
from dashboard.resources import current_desk, errors_in_words, signed_out, words_of_errors
from dashboard.wording import admin as wording
from dashboard.wording import shell
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.ACCOUNT, wording.ACCOUNT_ABOUT)
        _password(desk)
        _sessions(desk)
        _tokens(desk)


def _password(desk: Desk) -> None:
    st.header(wording.CHANGE_PASSWORD, anchor=False)
    with st.form("password"):
        old = st.text_input(wording.OLD_PASSWORD, type="password", key="old", autocomplete="current-password")
        new = st.text_input(wording.NEW_PASSWORD, type="password", key="new", autocomplete="new-password")
        again = st.text_input(wording.NEW_AGAIN, type="password", key="again", autocomplete="new-password")
        if st.form_submit_button(wording.CHANGE_PASSWORD, type="primary"):
            if new != again:
                st.error(shell.NOT_THE_SAME)
                return
            with words_of_errors():
                desk.accounts.change_password(old, new)
                signed_out(wording.CHANGED_PASSWORD)


def _sessions(desk: Desk) -> None:
    st.header(wording.SESSIONS, anchor=False)
    for one in desk.accounts.sessions():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(admin_tables.session(one))
            if st.button(wording.END_SESSION, key=f"end_{one.id}"):
                desk.accounts.end_session(one.id)
                st.rerun()


def _tokens(desk: Desk) -> None:
    st.header(wording.TOKENS, anchor=False)
    st.caption(wording.TOKENS_ABOUT)
    own = [one for one in desk.accounts.tokens() if one.user_id == desk.viewer.user_id]
    for one in own:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(admin_tables.token(one))
            if st.button(wording.REVOKE, key=f"revoke_{one.id}"):
                desk.accounts.revoke_token(one.id)
                st.session_state.pop(components.SECRET, None)
                st.rerun()
    if not own:
        components.empty_state(wording.NO_TOKENS)
    # By how many there are: a second press makes no second one.
    with st.form(f"token_{len(own)}"):
        label = st.text_input(wording.TOKEN_LABEL, key="token_label", max_chars=100)
        days = st.number_input(wording.TOKEN_DAYS, 1, 366, 90, key="token_days")
        scopes = st.multiselect(
            wording.TOKEN_SCOPES,
            list(wording.SCOPES),
            key="token_scopes",
            placeholder=shell.CHOOSE,
            format_func=lambda scope: wording.SCOPES[scope],
        )
        if st.form_submit_button(wording.MAKE_TOKEN):
            with words_of_errors():
                made = desk.accounts.make_token(label, scopes, int(days))
                components.unbroken(lambda: st.session_state.update({components.SECRET: made.secret}))
                st.rerun()
    if secret := st.session_state.get(components.SECRET):
        st.success(wording.TOKEN_SHOWN)
        st.code(secret, language=None)


show()
