"""案件→企業: paste an enquiry, see which suppliers suit it and why."""

from __future__ import annotations

import streamlit as st

from dashboard import markup, tables
from dashboard.wording import matching as wording
from dashboard.resources import current_matcher, errors_in_words
from matching.matcher import Matcher
from matching.records import MatchResult, Order

_COUNTS = (10, 20, 50)


def show() -> None:
    """The page, top to bottom."""
    st.html(markup.STYLE)
    st.title(wording.TITLE)
    pressed = _ask()
    with errors_in_words():
        matcher = current_matcher()
        if pressed:
            _search(matcher)
        if (found := _found()) is not None:
            _show(found)
        else:
            st.info(_what_to_do(pressed))
            st.caption(wording.registered(matcher.db.supplier_count()))


def _ask() -> bool:
    """The form; whether 探す was pressed."""
    st.text_area(wording.ENQUIRY_LABEL, key="enquiry", height=125, placeholder=wording.ENQUIRY_HINT)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        pressed = st.button(wording.SEARCH, key="search", type="primary", width=200)
        st.button(wording.INSERT_EXAMPLE, key="example", on_click=_fill, args=(wording.EXAMPLE,))
        st.button(wording.CLEAR, key="clear", on_click=_fill, args=("",))
        st.selectbox(wording.COUNT_LABEL, _COUNTS, key="count", format_func=wording.count, width=200)
    return pressed


def _fill(text: str) -> None:
    st.session_state["enquiry"] = text


def _asked() -> tuple[str, int]:
    return st.session_state["enquiry"], st.session_state["count"]


def _search(matcher: Matcher) -> None:
    st.session_state.pop("found", None)  # should this search fail, nothing older stays
    text, count = _asked()
    if text.strip():
        with st.spinner(wording.SEARCHING):
            st.session_state["found"] = _asked(), matcher.match(Order(text), count)


def _found() -> MatchResult | None:
    """The last result, if it answers what stands in the form now."""
    asked, result = st.session_state.get("found", (None, None))
    return result if asked == _asked() else None


def _what_to_do(pressed: bool) -> str:
    if not st.session_state["enquiry"].strip():
        return wording.EMPTY if pressed else wording.START
    return wording.CHANGED if "found" in st.session_state else wording.READY


def _show(result: MatchResult) -> None:
    if read := tables.understanding(result):
        st.html(markup.understanding(read))
    for notice in result.notices:
        st.warning(notice)
    if result.matches:
        _show_matches(result)
    else:
        st.info(wording.NOTHING_FOUND)
    if result.excluded:
        _show_excluded(result)


def _show_matches(result: MatchResult) -> None:
    st.subheader(wording.RESULTS)
    st.caption(wording.HOW_TO_READ)
    for match, card in zip(result.matches, tables.cards(result), strict=True):
        with st.container(border=True):
            st.html(markup.card(card))
            with st.expander(wording.PROFILE, key=f"profile-{match.supplier.id}"):
                st.html(markup.profile(tables.profile(match.supplier)))
                if missing := tables.not_stated(match.supplier):
                    st.caption(wording.not_stated(missing))


def _show_excluded(result: MatchResult) -> None:
    st.subheader(wording.EXCLUDED)
    st.html(markup.excluded(tables.exclusions(result)))
    for line in tables.excluded_counts(result):
        st.caption(line)


show()
