"""The part of 案件→企業 that shows what was understood, and where it is corrected: each change ranks anew at once."""

from __future__ import annotations

import streamlit as st

from dashboard import matching_marks
from dashboard.markup import plain
from dashboard.matching_asked import Found
from dashboard.matching_marks import Chip
from dashboard.wording import matching as wording
from matching.desk import Desk
from matching.language.editing import Edited
from matching.records import Edit, Order

_EDITS = "edits"
_ADD = "add-condition"


def show(found: Found) -> None:
    """The text with its marks, and a chip for each condition."""
    result = found.result
    edited = Edited.of(found.order.text, found.order.edits)
    marks = matching_marks.marks(result.requirements, result.understood)
    st.html(matching_marks.unfolding(matching_marks.marked_text(edited, marks)))
    if not result.requirements:
        st.caption(wording.NOTHING_UNDERSTOOD)
    with st.container(horizontal=True, gap="xsmall", key="jm-chips"):
        for chip in matching_marks.chips(edited, result.requirements):
            _chip(edited, chip)
        if edited.edits:
            st.button(wording.UNDO_EDIT, key="undo_edit", icon=":material/undo:", on_click=take_back)
            st.button(wording.RESET_EDITS, key="reset_edits", on_click=_set, args=((),))
    for words in edited.unread(result.requirements):
        st.text(wording.unread(words))  # as typed: no markup of theirs counts


def unfinished(order: Order) -> None:
    """Where a search failed: what it was for stays, to be tried again or undone step by step."""
    with st.container(horizontal=True, gap="small"):
        st.button(wording.TRY_AGAIN, key="try_again", icon=":material/refresh:", type="primary")
        if order.edits:
            st.button(wording.UNDO_EDIT, key="undo_edit", icon=":material/undo:", on_click=take_back)
            st.button(wording.RESET_EDITS, key="reset_edits", on_click=_set, args=((),))


def take_back() -> None:
    """Undo the latest edit."""
    _set(st.session_state.get(_EDITS, ())[:-1])


def _chip(edited: Edited, chip: Chip) -> None:
    with st.popover(plain(chip.label), key=f"chip-{chip.key}"):
        if chip.weighable:
            key = f"weight-{chip.key}"
            st.session_state[key] = chip.weight
            st.radio(
                wording.WEIGHT,
                (wording.MUST, wording.WISH),
                key=key,
                horizontal=True,
                on_change=_weigh,
                args=(edited, chip, key),
            )
        # By the words too: at the same place of another enquiry stands another condition, and a box keeps what it held.
        key = f"words-{chip.key}-{chip.words}-{len(edited.edits)}"
        st.text_input(wording.REWORD, chip.words, key=key, on_change=_reword, args=(edited, chip, key))
        st.button(
            wording.DROP,
            key=f"drop-{chip.key}",
            icon=":material/close:",
            on_click=_set,
            args=(edited.drop(chip.start, chip.end),),
        )


def adding(desk: Desk) -> None:
    """A field to add a condition to an enquiry. It offers thousands of words: it stands where a changed condition doesn't send them anew."""
    with st.popover(wording.ADD, icon=":material/add:", key="adding"):
        words = desk.enquiries.vocabulary()
        st.selectbox(
            wording.ADD,
            list(words),
            index=None,
            key=_ADD,
            format_func=lambda label: f"{label}（{words[label]}）" if words.get(label) else label,
            placeholder=wording.ADD_HINT,
            accept_new_options=True,
            on_change=_added,
        )
        st.caption(wording.ADD_HELP)


def _weigh(edited: Edited, chip: Chip, key: str) -> None:
    _set(edited.weigh(chip.start, chip.end, must=st.session_state[key] == wording.MUST))


def _reword(edited: Edited, chip: Chip, key: str) -> None:
    words = str(st.session_state[key]).strip()
    if words != chip.words.strip():
        _set(edited.replace(chip.start, chip.end, words) if words else edited.drop(chip.start, chip.end))


def _added() -> None:
    words = " ".join(str(st.session_state[_ADD] or "").split())
    st.session_state[_ADD] = None
    if words:  # too many or too long ones are told by the search that follows
        _set((*st.session_state.get(_EDITS, ()), Edit("add", words=words)))


def _set(edits: tuple[Edit, ...]) -> None:
    st.session_state[_EDITS] = edits
