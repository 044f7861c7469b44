"""What pages share: the desk of whoever looks, and how errors are shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from dashboard import navigation
from dashboard.office import current_office, viewer_of
from dashboard.wording import shell as wording
from matching.accounts import cookies
from matching.corporate.access import NOBODY, Viewer
from matching.desk import Desk
from matching.errors import JuhatchuError

_log = logging.getLogger(__name__)
_WHO = "_who_looks"


def current_viewer() -> Viewer:
    """Who looks at the page, asked of the database at every run; NOBODY where the session has ended.

    What was kept for somebody else in this browser tab is thrown away.
    """
    viewer = viewer_of(_secret())
    if st.session_state.get(_WHO, viewer.key) != viewer.key:
        st.session_state.clear()
    st.session_state[_WHO] = viewer.key
    return viewer


def _secret() -> str:
    return st.context.cookies.get(cookies.NAME, "")


def current_desk(*, part: bool = False) -> Desk:
    """The desk of whoever looks; ends the page's run with the way to the sign-in where nobody has signed in.

    part: asked in a part of the page that runs by itself; the whole page runs anew then, so that nothing of it stays on the screen.
    """
    viewer = current_viewer()
    if viewer == NOBODY:
        if part:
            st.rerun()
        signed_out()
    return current_office().desk(viewer)


def signed_out(message: str = wording.SESSION_OVER) -> None:
    """End the page's run with the way to the sign-in, which leads back here."""
    path = urlsplit(st.context.url or "/").path
    asked = urlencode(st.query_params.to_dict())
    back = navigation.local_path(f"{path}?{asked}" if asked else path)
    st.warning(message)
    st.html(
        f'<a class="jh-link" href="/signin?next={quote(back)}" target="_self">{wording.SIGN_IN_AGAIN}</a>'
    )
    st.stop()


@contextmanager
def words_of_errors() -> Iterator[None]:
    """Show what is wrong with a request as a Japanese sentence, and let the rest of the page follow."""
    try:
        yield
    except JuhatchuError as error:
        st.error(str(error))


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Show an error as a Japanese sentence and end this run of the page; what is unexpected goes to the log too."""
    try:
        yield
    except JuhatchuError as error:
        st.error(str(error))
        st.stop()
    except Exception:
        _log.exception("the page failed")
        st.error(wording.UNEXPECTED)
        st.stop()
