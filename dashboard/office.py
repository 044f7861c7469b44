"""The one office of the dashboard's process, and who the bearer of a cookie is. Shared by the pages and by the routes around them."""

from __future__ import annotations

import streamlit as st

from matching.accounts.cookies import secret_of
from matching.accounts.gate import Gate
from matching.corporate.access import NOBODY, Viewer
from matching.desk import Office
from matching.errors import NotSignedIn
from matching.settings import Settings


def current_office() -> Office:
    """The office of the settings in force. Raises DatabaseError, and InputError for settings that can't be used."""
    return _open(Settings.load())


@st.cache_resource(show_spinner=False, on_release=Office.close)
def _open(settings: Settings) -> Office:
    return Office.open(settings)


def current_gate() -> Gate:
    """Where people sign in to that office."""
    office = current_office()
    return Gate(office.db, office.settings)


def viewer_of(secret: str) -> Viewer:
    """Whose session a secret opens; NOBODY for none that holds."""
    if not secret:
        return NOBODY
    try:
        return current_gate().viewer_of_session(secret)
    except NotSignedIn:
        return NOBODY


def viewer_of_cookie(header: str) -> Viewer:
    """Whose session a Cookie header brings; NOBODY for none that holds."""
    return viewer_of(secret_of(header))
