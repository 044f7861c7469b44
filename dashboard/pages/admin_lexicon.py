"""辞書: the office's own words, and what one would change before it is added."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from dashboard import components, lexicon_trial, markup
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import lexicon as wording
from dashboard.wording import shell
from matching.desk import Desk

_TRIAL = "lexicon_trial"


class _Typed(NamedTuple):
    """A word as it stands in the fields."""

    form: str
    concept: str
    everyday: bool


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.TITLE, wording.ABOUT, wording.HELP)
        typed = _add(desk)
        _taken_in(desk)
        _trial(desk, typed)
        _own(desk)


def _add(desk: Desk) -> _Typed | None:
    with st.container(border=True):
        st.header(wording.ADD, anchor=False)
        # Side by side, so that what the preview says is still on a small screen.
        left, right = st.columns(2)
        form = left.text_input(wording.FORM, key="lexicon_form", max_chars=40)
        sought = right.text_input(wording.FIND, key="lexicon_sought", placeholder=wording.FIND_HINT)
        found = desk.lexicon.concepts(sought) if sought.strip() else []
        if sought.strip() and not found:
            st.info(wording.NO_CONCEPT)
        if not found:
            return None
        left, right = st.columns(2)
        concept = right.selectbox(
            wording.CONCEPT, found, key=f"lexicon_concept_{sought}", format_func=lambda one: one.label
        )
        kind = left.radio(
            wording.KIND, (False, True), key="lexicon_kind", format_func=wording.kind, horizontal=True
        )
        if concept is None or not form.strip():
            return None
        typed = _Typed(form, concept.id, bool(kind))
        with st.container(horizontal=True), words_of_errors():
            if st.button(wording.PREVIEW, key="lexicon_preview", icon=":material/compare_arrows:"):
                _leave_trial(desk)
                trial = lexicon_trial.begin(desk, typed.form, typed.concept, everyday=typed.everyday)
                st.session_state[_TRIAL] = (typed, trial.id)
            if st.button(wording.SAVE, key="lexicon_save", type="primary"):
                made = desk.lexicon.add(typed.form, typed.concept, everyday=typed.everyday)
                unfinished = _leave_trial(desk)
                components.done(
                    wording.added(made.form, unfinished=unfinished), lambda desk: desk.lexicon.remove(made.id)
                )
                st.rerun()
    return typed


def _leave_trial(desk: Desk) -> bool:
    """Forget the preview of a word, and stop it if it is still under way: whether it was."""
    _, job_id = st.session_state.pop(_TRIAL, (None, None))
    if job_id is None or desk.jobs.job(job_id).ended:
        return False
    desk.jobs.stop(job_id)
    return True


def _taken_in(desk: Desk) -> None:
    """How far the matcher is with the words, renewed while it is at it."""
    every = None if desk.lexicon.taken_in().ready else 1.0

    @st.fragment(run_every=every)
    def shown() -> None:
        with errors_in_words():
            _how_far(current_desk(), watched=every is not None)

    shown()


def _how_far(desk: Desk, *, watched: bool) -> None:
    now = desk.lexicon.taken_in()
    if now.ready:
        if watched:
            st.rerun()
    elif now.busy:
        st.progress(now.share, text=wording.TAKING_IN)
    else:
        st.warning(wording.NOT_TAKEN_IN)


def _trial(desk: Desk, typed: _Typed | None) -> None:
    """What the word would move; nothing of another word than the one in the fields."""
    tried, job_id = st.session_state.get(_TRIAL, (None, None))
    if job_id is None:
        return
    if tried != typed:
        _leave_trial(desk)
        return
    components.job_progress(desk, job_id)
    result = desk.jobs.job(job_id).result
    if result is None:
        return
    moved = result["moved"]
    if not moved:
        st.info(wording.NOTHING_MOVES)
        return
    st.info(wording.moves(len(moved), result["tried"]))
    names = lexicon_trial.names(desk, moved)
    st.html(markup.table(wording.MOVED, wording.COLUMNS_MOVED, lexicon_trial.rows(moved, names)))


def _own(desk: Desk) -> None:
    st.header(wording.OWN, anchor=False)
    additions = desk.lexicon.additions()
    if not additions:
        components.empty_state(wording.NONE, wording.NONE_TODO)
        return
    names = desk.accounts.names({one.person for one in additions})
    rows = [
        (
            one.form,
            desk.lexicon.label(one.concept),
            wording.kind(one.everyday),
            shell.moment_ja(one.added_at),
            names.get(one.person, ""),
        )
        for one in additions
    ]
    st.html(markup.table(wording.OWN, wording.COLUMNS, rows))
    chosen = st.selectbox(
        wording.REMOVE,
        additions,
        index=None,
        placeholder=shell.CHOOSE,
        format_func=lambda one: one.form,
        key="lexicon_gone",
    )
    if chosen is not None and st.button(wording.REMOVE, key=f"lexicon_remove_{chosen.id}"):
        desk.lexicon.remove(chosen.id)
        components.done(
            wording.removed(chosen.form),
            lambda desk: desk.lexicon.add(chosen.form, chosen.concept, everyday=chosen.everyday),
        )
        st.rerun()


show()
