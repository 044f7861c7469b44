"""What all pages are built of: the frame with name and sign-out, headings, empty states, undo, fields that stay, long work, printing, the tour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import navigation
from dashboard.look import STYLE
from dashboard.markup import plain
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import shell as wording
from dashboard.wording import tours
from dashboard.wording.tours import Step
from matching.corporate.access import ROLES
from matching.desk import Desk
from matching.errors import JuhatchuError

ICON = str(Path(__file__).resolve().parent / "static" / "icon.svg")
_UNDO = "_undo"
_SAID = "_said"
_SAID_AT = "_said_at"
# What an address names on a page that shows one thing at a time.
_ONE = ("order", "firm", "buyer", "draft", "shortlist")
# What only the page where it was made shows, once: kept under this key, forgotten as another page opens.
SECRET = "_secret_shown"
_OPEN = "_open_page"
# The walk was asked for once more.
_AGAIN = "_tour_shown_again"
# Days that may be chosen: else a box takes none further than ten years from the one that stands in it, and orders are older.
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)
_STEP = "_tour_step"


def style() -> None:
    """The look of our own HTML; once a run."""
    st.html(STYLE)


def navigate(rows: Sequence[navigation.PageRow]) -> Page:
    """The page to run: a viewer's pages in the sidebar, a sentence at the addresses of all others."""
    if not rows:
        st.warning(wording.NO_PAGES)
        st.html(_link("/signout", wording.SIGN_OUT))
        st.stop()
    sections: dict[str, list[Page]] = {}
    for row in rows:
        page = st.Page(
            row.file, title=row.title, icon=row.icon, url_path=row.name, default=row.name == navigation.FRONT
        )
        sections.setdefault(row.section, []).append(page)
    barred = [row for row in navigation.PAGES if row not in rows]
    sections[next(iter(sections))] += [
        st.Page(_barred, title=row.title, url_path=row.name, visibility="hidden") for row in barred
    ]
    return st.navigation(sections, expanded=True)


def _barred() -> None:
    st.warning(wording.NO_PERMISSION)
    st.html(_link("/", wording.TO_FRONT))


def bar(desk: Desk, page: str) -> None:
    """The product's name, who has signed in as what, the way out; and what was just done, with its undo.

    `page`: which one is shown. What was done is said there until another one is opened.
    """
    if st.session_state.get(_OPEN) != page:
        st.session_state.pop(SECRET, None)
    st.session_state[_OPEN] = page
    viewer = desk.viewer
    name = desk.accounts.me().name
    roles = "・".join(label for role, label in ROLES.items() if viewer.holds(role))
    st.html(
        '<header class="jh-bar"><a class="jh-brand" href="/" target="_self"><img src="/brand/icon.svg" alt="">'
        f'{wording.PRODUCT}</a><span class="jh-who"><span class="jh-name">{escape(wording.person(name))}</span>'
        f'<span class="jh-roles">{escape(roles)}</span>'
        f"{_link('/signout', wording.SIGN_OUT, 'jh-out')}</span></header>"
    )
    _said_and_undo(desk, (page, *(st.query_params.get(key, "") for key in _ONE)))


def _link(way: str, label: str, kind: str = "jh-link") -> str:
    return f'<a class="{kind}" href="{escape(way)}" target="_self">{escape(label)}</a>'


def header(title: str, about: str = "", help_text: str = "") -> None:
    """A page's heading (words, not Markdown), what it is for in a sentence, and its help behind a button with keys and printing."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(plain(title), anchor=False, width="stretch")
        with st.popover(wording.HELP, icon=":material/help:"):
            if help_text:
                st.markdown(help_text)
            st.html(_keys())
        print_button()
    if about:
        st.html(f'<p class="jh-about">{escape(about)}</p>')


def _keys() -> str:
    rows = "".join(f"<dt>{escape(keys)}</dt><dd>{escape(what)}</dd>" for keys, what in wording.KEYS)
    return f'<div class="jh-keys"><strong>{wording.KEYBOARD}</strong><dl>{rows}</dl></div>'


def print_button(key: str = "_print") -> None:
    """A button that prints the page; what only works on the screen is left out by the style for printing."""
    if st.button(wording.PRINT, icon=":material/print:", help=wording.PRINT_HELP, key=key):
        st.html("<script>setTimeout(() => window.print(), 300)</script>", unsafe_allow_javascript=True)


def empty_state(text: str, what_to_do: str = "") -> None:
    """What stands where there is nothing yet: that it is so, and what to do."""
    todo = f"<p>{escape(what_to_do)}</p>" if what_to_do else ""
    st.html(f'<div class="jh-empty"><p><strong>{escape(text)}</strong></p>{todo}</div>')


def done(message: str, undo: Callable[[Desk], object] | None = None) -> None:
    """Say at the top of the next run what was done, until another page is opened; with `undo`, a button there takes it back.

    `undo` is given the desk of whoever presses the button, so that the access rules are asked again.
    """

    def keep() -> None:
        _forget_said()
        st.session_state[_SAID] = message
        st.session_state[_UNDO] = undo

    unbroken(keep)


def unbroken(keep: Callable[[], None]) -> None:
    """Do to its end what follows a write: what is told of it, where the page goes on. `keep` may be done twice.

    Whoever presses once more meanwhile (many double-click) makes Streamlit break the run off where the session's memory is touched: what
    was written would stand without a word of it and without its undo.
    """
    try:
        keep()
    except BaseException:
        # Streamlit's sign to break off is no Exception; it was given, and isn't given again.
        keep()
        raise


def _said_and_undo(desk: Desk, place: tuple[str, ...]) -> None:
    message: str = st.session_state.get(_SAID, "")
    # Its place is there even where nothing is said: what stands below would move otherwise, be drawn anew, close its tabs and lose the focus.
    said = st.container(horizontal=True, vertical_alignment="center", key="jh-said")
    # What was done may lead to another page; there it is said first.
    if message and st.session_state.setdefault(_SAID_AT, place) != place:
        _forget_said()
        return
    if not message:
        return
    undo: Callable[[Desk], object] | None = st.session_state.get(_UNDO)
    with said:
        st.html(f'<p class="jh-said" role="status">{escape(message)}</p>')
        if undo is not None and st.button(wording.UNDO, icon=":material/undo:", key="_undo_it"):
            _forget_said()  # first, so that a second press doesn't take back what was taken back
            try:
                undo(desk)
            except JuhatchuError as error:
                # What somebody else did since stays; the page is shown as it is now.
                st.error(str(error))
                return
            done(wording.UNDONE)
            st.rerun()
        st.button(wording.CLOSE, key="_close_said", on_click=_forget_said)


def _forget_said() -> None:
    for key in (_SAID, _UNDO, _SAID_AT):
        st.session_state.pop(key, None)


def filled(key: str, version: int, stands: Mapping[str, object]) -> int:
    """Fill boxes, by their widgets' keys, with what stands: before they are drawn, and again when it changes, unless somebody has typed.

    Gives the version that stood when they were filled: who stores what was typed names it, and forgets `key`, so that a colleague's
    change in between is told first and overwritten knowingly by the press after that.
    """
    typed = {box: st.session_state[box] for box in stands if box in st.session_state}
    seen, before = st.session_state.get(key, (version, None))
    if len(typed) < len(stands) or typed in (before, stands):
        for box, value in stands.items():
            st.session_state[box] = value
        seen, before = version, dict(stands)
    st.session_state[key] = (seen, before)
    return int(seen)


def kept(name: str, always: str, *others: str) -> None:
    """Let fields stand as they were left when they are shown again: Streamlit forgets them while others are. Before they are drawn.

    always, others: the fields' keys; `always` is one that is drawn whenever any of them is.
    """
    keys, key = (always, *others), f"kept_{name}"
    if always in st.session_state:
        st.session_state[key] = {one: st.session_state[one] for one in keys if one in st.session_state}
        return
    for one, value in st.session_state.get(key, {}).items():
        if one in keys:
            st.session_state[one] = value


def day(label: str, key: str) -> date | None:
    """A box for any day of an order's life; what stands in it is put there before, under its key."""
    chosen = st.date_input(label, None, _FIRST_DAY, _LAST_DAY, key=key, format="YYYY/MM/DD")
    return chosen if isinstance(chosen, date) else None


def job_progress(desk: Desk, job_id: int) -> None:
    """How far a job is, renewed each second, with a button that stops it; the whole page runs anew when it has ended."""
    every = None if desk.jobs.job(job_id).ended else 1.0

    @st.fragment(run_every=every)
    def shown() -> None:
        with errors_in_words():
            _job(current_desk(), job_id, watched=every is not None)

    shown()


def _job(desk: Desk, job_id: int, *, watched: bool) -> None:
    job = desk.jobs.job(job_id)
    if job.ended:
        if watched:
            st.rerun()
        st.html(f'<p class="jh-said" role="status">{escape(f"{job.state}：{job.message}")}</p>')
        return
    st.progress(min(1.0, max(0.0, job.progress)), text=job.message or job.state)
    if st.button(wording.CANCEL, key=f"_stop_{job_id}", icon=":material/cancel:", disabled=job.stopping):
        with words_of_errors():
            desk.jobs.stop(job_id)


def tour(desk: Desk, steps: Sequence[Step]) -> None:
    """A walk through the first steps, one at a time, each with a button that leads there with an example.

    It is there until this person has said that it is known, and whenever it is asked for.
    """
    if desk.accounts.me().toured and not st.session_state.get(_AGAIN):
        st.button(wording.TOUR_AGAIN, key="_tour_again", on_click=_set, args=(_AGAIN, True), type="tertiary")
        return
    with st.container(border=True, key="jh-tour"):
        number = min(st.session_state.get(_STEP, 0), len(steps) - 1)
        step, last = steps[number], number == len(steps) - 1
        st.header(wording.TOUR_TITLE, anchor=False)
        if len(steps) > 1:
            st.caption(tours.place(number + 1, len(steps)))
        st.html(f"<p><strong>{escape(step.what)}</strong><br>{escape(step.how)}</p>")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                str(navigation.FOLDER / f"{step.page}.py"),
                label=step.button,
                icon=":material/arrow_forward:",
                query_params=dict(step.example),
            )
            if number:
                st.button(tours.BACK, key="_tour_back", on_click=_set, args=(_STEP, number - 1))
            if not last:
                st.button(tours.NEXT, key="_tour_next", on_click=_set, args=(_STEP, number + 1))
            if st.button(wording.TOUR_DONE, key="_tour_done", type="primary" if last else "tertiary"):
                desk.accounts.toured()
                st.session_state.pop(_AGAIN, None)
                st.rerun()


def _set(key: str, value: bool | int) -> None:
    st.session_state[key] = value
