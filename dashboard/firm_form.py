"""The form of a supplier on the screen: fields with examples, words to choose, what is wrong, and what a match reads in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard import firm_forms, firm_tables, markup
from dashboard.wording import firms as wording
from matching.corporate.fields import Field
from matching.corporate.profile_checks import Fault
from matching.desk import Desk

_HEIGHT = 110
# The next step begins at its top, not where the last one's button was.
_SHOW_FROM = (
    "<script>setTimeout(() => {{ const e = document.querySelector('.st-key-{}');"
    "if (e) {{ e.style.scrollMarginTop = '5rem'; e.scrollIntoView(); }} }}, 200) /* {} */</script>"
)


def values(name: str) -> dict[str, str]:
    """What is being typed into the form of this name."""
    held: dict[str, str] = st.session_state.setdefault(f"form_{name}", {})
    return held


def start(name: str, begun: Mapping[str, str], stood: Mapping[str, str] | None = None) -> None:
    """Fill the form with what was begun; `stood`: the profile that it changes, where that differs."""
    st.session_state[f"form_{name}"] = dict(begun)
    st.session_state[f"stood_{name}"] = dict(begun if stood is None else stood)
    st.session_state[f"turn_{name}"] = st.session_state.get(f"turn_{name}", 0) + 1


def stood(name: str) -> dict[str, str]:
    """The profile that stood when the form was filled: what is compared with it is what was typed, whatever others change meanwhile."""
    held: dict[str, str] = st.session_state[f"stood_{name}"]
    return held


def steps(name: str, key: str) -> None:
    """The form as the office types it: its steps to choose from, the fields of one, and the way to the next.

    key: of the widget that chooses the step.
    """
    titles = wording.STEP_TITLES[:-1]
    st.session_state.setdefault(key, titles[0])
    chosen = st.segmented_control(wording.STEP_LABEL, titles, key=key, required=True)
    number = titles.index(str(chosen))
    if turned := st.session_state.pop(f"turned_{key}", 0):
        st.html(_SHOW_FROM.format(key, turned), unsafe_allow_javascript=True)
    step(name, number)
    if number + 1 < len(titles):
        title = titles[number + 1]
        st.button(wording.next_step(title), key=f"next_{key}", on_click=_turn, args=(key, title))


def _turn(key: str, title: str) -> None:
    st.session_state[key] = title
    # Another script each time: the same one isn't run again.
    st.session_state[f"turned_{key}"] = st.session_state[f"turns_{key}"] = (
        st.session_state.get(f"turns_{key}", 0) + 1
    )


def step(name: str, number: int) -> None:
    """The fields of one step."""
    first, more = firm_forms.asked(number)
    typed = values(name)
    _take(name, first + more)
    faults = firm_forms.faults_of(typed, {one.key for one in first + more if typed.get(one.key)})
    across = 2 if number == 0 else 1
    st.caption(wording.WHO_SEES)
    for row in range(0, len(first), across):
        for column, field in zip(st.columns(across), first[row : row + across], strict=False):
            with column:
                _field(name, field, faults)
    if more:
        with st.expander(wording.MORE_FIELDS, expanded=bool(faults.keys() & {one.key for one in more})):
            for field in more:
                _field(name, field, faults)


def read(desk: Desk, name: str) -> None:
    """What a match reads in what was typed so far."""
    found = desk.registrations.understood(values(name))
    with st.container(border=True):
        st.markdown(f"**{wording.READ}**")
        if found:
            st.caption(wording.READ_HELP)
            st.html(firm_tables.chips(found))
        else:
            st.caption(wording.NOTHING_READ)


def _widget(name: str, key: str) -> str:
    """The key of a field's widget; another one each time that the form is filled."""
    return f"{name}_{key}_{st.session_state.get(f'turn_{name}', 0)}"


def _take(name: str, asked: Iterable[Field]) -> None:
    """What was just typed, before anything is drawn: what is wrong with it is said in the same run."""
    typed = values(name)
    for field in asked:
        if (widget := _widget(name, field.key)) in st.session_state:
            typed[field.key] = st.session_state[widget] or ""


def _field(name: str, field: Field, faults: Mapping[str, list[Fault]]) -> None:
    typed, key = values(name), field.key
    widget = _widget(name, key)
    text = typed.get(key, "")
    hint = wording.EXAMPLES.get(key, "")
    label = firm_forms.label(field)
    chosen = firm_forms.options(key, typed)
    said: str | None
    if chosen is not None:
        known = chosen if not text or text in chosen else [text, *chosen]
        said = st.selectbox(
            label,
            known,
            index=known.index(text) if text else None,
            key=widget,
            placeholder=hint,
            accept_new_options=True,
        )
        st.caption(wording.CHOOSE_OR_ENTER)  # the widget forgets what is typed and left
    elif firm_forms.is_long(key):
        said = st.text_area(label, text, key=widget, placeholder=hint, height=_HEIGHT)
    else:
        said = st.text_input(label, text, key=widget, placeholder=hint)
    typed[key] = said or ""
    if key in firm_forms.CHOICES:
        st.selectbox(
            wording.add_to(field.label),
            firm_forms.words(firm_forms.CHOICES[key]),
            index=None,
            key=f"{widget}_word",
            placeholder=wording.ADD_WORD_HINT,
            on_change=_add,
            args=(name, key, f"{widget}_word", f"{widget}"),
        )
    for fault in faults.get(key, ()):
        tell(fault)


def tell(fault: Fault) -> None:
    """Say what is wrong."""
    (st.error if fault.severity == "error" else st.warning)(markup.plain(fault.message))


def _add(name: str, key: str, chooser: str, widget: str) -> None:
    """Write a chosen word behind the field's text."""
    word = st.session_state.get(chooser)
    if word:
        typed = values(name)
        text = firm_forms.added(
            st.session_state.get(widget, ""), word, line=key in ("equipment", "certifications")
        )
        typed[key] = text
        st.session_state[widget] = text
        st.session_state[chooser] = None
