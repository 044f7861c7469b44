"""Lists that are longer than a page: where one stands in them, the next page, and the way back to the first one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import streamlit as st

from dashboard.wording import shell as wording

SIZE = 50
T = TypeVar("T")


def at(key: str, asked: object = None) -> Any:
    """Behind what the shown page of a list begins (None: with its first); anew where something else is asked for."""
    if st.session_state.get(f"{key}_asked", st) != (asked,):
        st.session_state[f"{key}_asked"] = (asked,)
        st.session_state[f"{key}_after"] = None
    return st.session_state[f"{key}_after"]


def turn(key: str, following: object) -> None:
    """The buttons below a page. following: behind what the next one begins (None: there is none)."""
    with st.container(horizontal=True):
        if following is not None:
            st.button(wording.NEXT_PAGE, key=f"{key}_next", on_click=_go, args=(key, following))
        if st.session_state[f"{key}_after"] is not None:
            st.button(wording.FIRST_PAGE, key=f"{key}_first", on_click=_go, args=(key, None))


def portion(
    key: str, fetch: Callable[[int, int], Sequence[T]], number: Callable[[T], int], asked: object = None
) -> tuple[Sequence[T], int | None]:
    """A page of a list that is read by the number of its last row: its rows, and what `turn` takes.

    fetch: (behind which number, at most how many) -> rows. Where all that followed is done meanwhile, it is the first page again.
    """
    after = at(key, asked)
    found = fetch(after or 0, SIZE + 1)
    if after is not None and not found:
        _go(key, None)
        found = fetch(0, SIZE + 1)
    return found[:SIZE], number(found[SIZE - 1]) if len(found) > SIZE else None


def begun(key: str, found: Sequence[T], size: int = SIZE, asked: object = None) -> Sequence[T]:
    """As much of a list that is read as a whole as is shown; its beginning alone where something else is asked for. Below it: `more`."""
    held = st.session_state.get(f"{key}_begun")
    if held is None or held[0] != asked:
        held = st.session_state[f"{key}_begun"] = (asked, size)
    return found[: held[1]]


def more(key: str, found: Sequence[T], size: int = SIZE) -> None:
    """The button that shows more of such a list, where there is more."""
    asked, shown = st.session_state[f"{key}_begun"]
    if shown < len(found):
        st.button(wording.MORE, key=f"{key}_more", on_click=_show_more, args=(key, asked, shown + size))


def _show_more(key: str, asked: object, shown: int) -> None:
    st.session_state[f"{key}_begun"] = (asked, shown)


def every(fetch: Callable[[int, int], Sequence[T]], number: Callable[[T], int]) -> Iterator[T]:
    """All rows of such a list."""
    after = 0
    while found := fetch(after, SIZE):
        yield from found
        after = number(found[-1])


def _go(key: str, after: object) -> None:
    st.session_state[f"{key}_after"] = after
