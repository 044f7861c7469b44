"""What pages share: the matcher, and how errors are shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.wording import matching as wording
from matching.errors import JuhatchuError
from matching.matcher import Matcher
from matching.settings import Settings

_log = logging.getLogger(__name__)


def current_matcher() -> Matcher:
    """The matcher of the settings in force; one a process, shared by all sessions."""
    return _open(Settings.load())


@st.cache_resource(show_spinner=wording.OPENING, on_release=Matcher.close)
def _open(settings: Settings) -> Matcher:
    return Matcher.open(settings)


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
