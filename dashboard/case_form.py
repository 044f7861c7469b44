"""The form of an order on the screen, with what a match reads in it while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from dashboard import case_tables, components, matching_marks
from dashboard.matching_look import STYLE
from dashboard.wording import cases as wording
from matching.corporate.fields import Field
from matching.corporate.firm_views import Search
from matching.desk import Desk
from matching.language.editing import Edited

_MOST_FOUND = 20
_HEIGHT = 150


def show(desk: Desk, name: str, before: Mapping[str, object], *, office: bool) -> dict[str, str]:
    """The form filled with what stands; what it says now. name: of this form's widgets. office: for a coordinator."""
    st.html(STYLE)
    first, more = case_tables.asked(office=office)
    said: dict[str, str] = {}
    boxes = ("buyer", "deadline", "received_on", *(field.key for field in first[1:] + more))
    components.kept("case_form", f"{name}_{first[0].key}", *(f"{name}_{key}" for key in boxes))
    form, reading = st.columns([3, 2])
    with form:
        if office:
            said["buyer"] = _buyer(desk, name, str(before.get("buyer", "")))
        for field in first:
            said[field.key] = _field(name, field, before)
        days = st.columns(2)
        with days[0]:
            said["deadline"] = _day(name, "deadline", wording.DEADLINE, before)
        if office:
            with days[1]:
                said["received_on"] = _day(name, "received_on", wording.RECEIVED_ON, before)
        with st.expander(wording.MORE):
            for field in more:
                said[field.key] = _field(name, field, before)
    with reading.container(border=True):
        _read(desk, case_tables.words_of({key: text for key, text in said.items() if text}))
    return said


def _field(name: str, field: Field, before: Mapping[str, object]) -> str:
    widget, hint = f"{name}_{field.key}", wording.EXAMPLES.get(field.key, "")
    st.session_state.setdefault(widget, str(before.get(field.key, "")))
    if case_tables.is_long(field.key):
        return st.text_area(field.label, key=widget, placeholder=hint, height=_HEIGHT)
    return st.text_input(field.label, key=widget, placeholder=hint)


def _buyer(desk: Desk, name: str, stands: str) -> str:
    """The buyer's name as typed, or the one chosen of those that the typed words fit: of several of one name its number."""
    st.session_state.setdefault(f"{name}_buyer", stands)
    typed = st.text_input(wording.BUYER, key=f"{name}_buyer", placeholder=wording.BUYER_HINT).strip()
    if not typed or typed == stands:
        return typed
    found = desk.firms.page("buyer", Search(typed, by_kana=True), _MOST_FOUND)
    names = [str(firm.fields.get("name", "")) for firm in found.firms]
    if found.total > len(found.firms):
        st.caption(wording.more_buyers(len(found.firms), found.total))
    elif not names:
        st.caption(wording.UNKNOWN_BUYER)
    if not names or names == [typed]:
        return typed
    offered = case_tables.buyers_offered([firm.fields for firm in found.firms])
    # Known by the words: what was chosen for others is no choice for these.
    picked = st.selectbox(
        wording.BUYERS_FOUND,
        [None, *offered],
        format_func=lambda one: wording.as_typed(typed) if one is None else offered[one],
        key=f"{name}_buyer_{typed}",
    )
    chosen = picked or typed
    if names.count(chosen) > 1:
        st.caption(wording.same_buyers(names.count(chosen)))
    return chosen


def _day(name: str, key: str, label: str, before: Mapping[str, object]) -> str:
    stands = date.fromisoformat(str(before[key])) if before.get(key) else None
    if key == "received_on" and not before:
        stands = date.today()  # a new order came in today, unless somebody says otherwise
    widget = f"{name}_{key}"
    st.session_state.setdefault(widget, stands)
    chosen = components.day(label, widget)
    return chosen.isoformat() if chosen else ""


def _read(desk: Desk, text: str) -> None:
    st.markdown(f"**{wording.READ}**")
    read = desk.enquiries.read(text)
    found = matching_marks.marks(read.requirements, read.understood)
    if not found:
        st.caption(wording.NOTHING_READ)
        return
    st.caption(wording.READ_HELP)
    st.html(matching_marks.marked_text(Edited.of(text, ()), found))
