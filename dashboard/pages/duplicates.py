"""重複の確認: firms that may be one, and what public registers say otherwise, side by side; decide, and decide anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import components, paging, review_tables
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.review_desk import ReviewDesk
from matching.desk import Desk

_PORTION = 10


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        work = SurveyDesk(current_desk()).work
        st.html(STYLE)
        components.header(wording.DUPLICATES, wording.DUPLICATES_ABOUT, wording.DUPLICATES_HELP)
        state = st.radio(
            wording.STATE,
            list(wording.STATES),
            format_func=lambda key: wording.STATES[key],
            horizontal=True,
            key="review_state",
        )
        found = work.reviews(state)
        if not found:
            if state == "open":
                components.empty_state(wording.NO_REVIEWS, wording.NO_REVIEWS_TODO)
            else:
                components.empty_state(wording.NO_REVIEWS)
            return
        st.caption(f"{wording.STATES[state]}：{len(found)}")
        if state == "open":
            _links(work, found)
        for one in paging.begun("reviews", found, _PORTION, state):
            _pair(work, one)
        paging.more("reviews", found, _PORTION)


def _links(work: ReviewDesk, found: list[dict[str, Any]]) -> None:
    for batch, count in review_tables.links(found).items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(wording.batch_of_links(batch, count))
            if st.button(wording.ACCEPT_LINKS, key=f"links_{batch}"):
                with words_of_errors():
                    done = work.accept_batch(batch)
                    components.done(
                        wording.links_accepted(len(done["accepted"]), len(done["left"])),
                        _taking_back(done["accepted"], accepted=True),
                    )
                    st.rerun()


def _taking_back(ids: list[int], *, accepted: bool) -> Callable[[Desk], None] | None:
    def back(desk: Desk) -> None:
        SurveyDesk(desk).work.take_back(ids, accepted)

    return back if ids else None


def _pair(work: ReviewDesk, one: dict[str, Any]) -> None:
    same = one["other"] is not None
    with st.container(border=True):
        st.markdown(f"**{wording.WHY_SAME}**")
        st.text(one["reason"])
        left, right = st.columns(2)
        with left:
            st.markdown(f"**{wording.LEFT_FIRM if same else wording.NOW_STORED}**")
            st.html(review_tables.firm(one["company"], one["other"]))
        with right:
            st.markdown(f"**{wording.RIGHT_FIRM if same else wording.REGISTER}**")
            if same:
                st.html(review_tables.firm(one["other"], one["company"]))
            else:
                st.html(review_tables.register(one["values"] or ""))
        _decision(work, one, same=same)


def _decision(work: ReviewDesk, one: dict[str, Any], *, same: bool) -> None:
    key = one["id"]
    name = review_tables.title(one)
    with st.container(horizontal=True), words_of_errors():
        if one["state"] != "open":
            if st.button(wording.REOPEN, key=f"reopen_{key}", icon=":material/undo:", help=name):
                work.reopen(key)
                components.done(wording.REOPENED)
                st.rerun()
            return
        accept = wording.SAME if same else wording.TAKE_OVER
        reject = wording.DIFFERENT if same else wording.LEAVE
        if st.button(accept, key=f"same_{key}", type="primary", icon=":material/join_inner:", help=name):
            work.decide(key, True)
            said = wording.DECIDED_SAME if same else wording.TAKEN_OVER
            components.done(said, _taking_back([key], accepted=True))
            st.rerun()
        if st.button(reject, key=f"other_{key}", icon=":material/call_split:", help=name):
            work.decide(key, False)
            said = wording.DECIDED_DIFFERENT if same else wording.LEFT
            components.done(said, _taking_back([key], accepted=False))
            st.rerun()


show()
