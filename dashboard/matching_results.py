"""The part of 案件→企業 that shows what was found: questions to ask back, filters, the ranked firms in four ways, firms left out, why not, teams."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import (
    markup,
    matching_answers,
    matching_cards,
    matching_casework,
    matching_map,
    matching_matrix,
    tables,
)
from dashboard.contacts import NO_CONTACT, reach_html
from dashboard.matching_asked import Found, Search, home_towns, place_of
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import matching as wording
from matching.desk import Desk
from matching.errors import JuhatchuError, SeveralFirms
from matching.places import regions
from matching.records import MatchResult, Order, Place

# Cards that have their buttons from the start; those below the fold get them when they are asked for.
_HANDLED = 5
_ALL_HANDLED = "all_handled"
# Set by a new search, until its result is shown: whoever pressed the button is led there.
NEW = "new_search"
# The firms that fit what somebody has in mind, of which one is to be chosen.
WHICH = "which_firm"
_VIEWS = (wording.CARDS, wording.TABLE, wording.MAP, wording.COMPARE)


def _ask_back(result: MatchResult) -> None:
    """The questions whose answers would change most, to be copied."""
    if result.ask:
        with st.popover(wording.ask_back(len(result.ask)), icon=":material/help:", key="ask-back"):
            st.caption(wording.ASK_HELP)
            st.code("\n".join(f"・{question}" for question in result.ask), language=None, wrap_lines=True)


def filters(desk: Desk, search: Search, order: Order) -> None:
    """What narrows the list, each with how many firms it leaves out by itself."""
    label = f"{wording.FILTERS}（{len(search.filters)}）" if search.filters else wording.FILTERS
    with st.popover(label, icon=":material/filter_alt:", key="filters"):
        try:
            narrowed = desk.enquiries.narrowed(order, search.choice())
        except JuhatchuError as error:
            st.warning(str(error))
            narrowed = None
        buyers = desk.enquiries.origin(order)
        st.selectbox(
            wording.ORIGIN,
            ["", *home_towns()],
            key="origin",
            format_func=lambda town: town or (wording.BUYERS_PLACE if buyers else wording.NO_ORIGIN),
        )
        st.caption(wording.ORIGIN_HELP)
        columns = st.columns(2)
        for i, (key, label) in enumerate(wording.FILTER_LABELS.items()):
            with columns[i % 2]:
                _filter(key, label, enabled=key != "max_km" or bool(buyers or search.origin))
                if narrowed and key in narrowed.removed:
                    st.caption(wording.removed(narrowed.removed[key]))
        st.checkbox(wording.STRICT, key="strict")
        if narrowed and search.filters:
            st.caption(wording.left(narrowed.left, narrowed.total))


def _filter(key: str, label: str, *, enabled: bool) -> None:
    name = f"filter_{key}"
    if key == "region":
        st.selectbox(label, ["", *regions()], key=name, format_func=lambda one: one or wording.ANY)
    elif key == "city":
        st.selectbox(label, ["", *home_towns()], key=name, format_func=lambda one: one or wording.ANY)
    elif key in ("industry", "certification"):
        st.text_input(label, key=name)
    else:
        st.number_input(
            label, min_value=1, max_value=100_000, value=None, step=1, key=name, disabled=not enabled
        )


@st.fragment
def results() -> None:
    """The ranked firms as cards, table, map or side by side; only this part runs anew when the view changes."""
    with errors_in_words():
        desk = current_desk(part=True)
        found: Found | None = st.session_state.get("found")
        if found is None or found.search.viewer != desk.viewer.key:
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(wording.RESULTS, anchor=False)
            view = st.segmented_control(
                wording.VIEW,
                _VIEWS,
                default=wording.CARDS,
                key="view",
                required=True,
                label_visibility="collapsed",
            )
            _ask_back(found.result)
        st.html(
            matching_answers.found(found.result, focused=st.session_state.pop(NEW, False)),
            unsafe_allow_javascript=True,
        )
        if not found.result.matches:
            st.info(wording.NARROWED_OUT if found.search.filters else wording.NOTHING_FOUND)
            return
        if unknown := matching_matrix.nobody_does(found.result.requirements, found.result.matches):
            st.warning(wording.nobody_does(unknown))
        origin = place_of(found.search.origin) or desk.enquiries.origin(found.order)
        if view == wording.TABLE:
            _table(desk, found, origin)
        elif view == wording.MAP:
            st.html(matching_map.beside(found.result.matches, origin))
        elif view == wording.COMPARE:
            _compare(desk, found, origin)
        else:
            _cards(desk, found, origin)


def _cards(desk: Desk, found: Found, origin: Place | None) -> None:
    asked = matching_matrix.columns(found.result.requirements)
    contacts = desk.firms.contacts([m.supplier.id for m in found.result.matches])
    most = matching_cards.highest(found.result)
    state = matching_casework.state(desk, found)
    handled = len(found.result.matches) if st.session_state.get(_ALL_HANDLED) == found.search else _HANDLED
    drawn = [
        matching_cards.card(m, asked, contacts.get(m.supplier.id, NO_CONTACT), origin, most)
        for m in found.result.matches
    ]
    for match, card in zip(found.result.matches[:handled], drawn, strict=False):
        # Everything that needs no button of Streamlit's is one piece of HTML: each piece costs time in browser and server.
        with st.container(border=True, horizontal=True, gap="small", key=f"card-{match.supplier.id}"):
            st.html(card)
            matching_casework.actions(desk, found, match, state)
    if drawn[handled:]:
        st.button(
            wording.handle_all(handled + 1), key="handle-all", on_click=_handle_all, args=(found.search,)
        )
        st.html("".join(f'<div class="jc-box">{card}</div>' for card in drawn[handled:]))


def _handle_all(search: Search) -> None:
    st.session_state[_ALL_HANDLED] = search


def _table(desk: Desk, found: Found, origin: Place | None) -> None:
    matches, asked = found.result.matches, matching_matrix.columns(found.result.requirements)
    contacts = desk.firms.contacts([m.supplier.id for m in matches])
    more = {one: reach_html(contact) for one, contact in contacts.items()}
    st.html(matching_matrix.matrix(asked, matches, more, origin))


def _compare(desk: Desk, found: Found, origin: Place | None) -> None:
    by_id = {m.supplier.id: m for m in found.result.matches}
    chosen = st.multiselect(
        wording.COMPARE_PICK,
        list(by_id),
        default=list(by_id)[:2],
        format_func=lambda one: f"{wording.rank(by_id[one].rank)} {by_id[one].supplier.name}",
        max_selections=wording.MOST_COMPARED,
        key=f"compared-{found.ranking}",
    )
    if not chosen:
        st.info(wording.COMPARE_NONE)
        return
    asked = matching_matrix.columns(found.result.requirements)
    contacts = desk.firms.contacts(chosen)
    st.html(matching_cards.compared([by_id[one] for one in chosen], asked, contacts, origin))


def others(desk: Desk, found: Found) -> None:
    """A firm that somebody has in mind, teams, and who was left out for which reason."""
    with st.expander(wording.WHY, key="why-not"):
        _why(desk, found)
    with st.expander(wording.TEAM, key="team"):
        _team(desk, found)
    if found.result.excluded:
        with st.expander(f"{wording.EXCLUDED}（{len(found.result.excluded)}）", key="excluded"):
            st.html(markup.pairs(tables.exclusions(found.result)))
            for line in tables.excluded_counts(found.result):
                st.caption(line)


def _why(desk: Desk, found: Found) -> None:
    st.caption(wording.WHY_HELP)
    with st.form("why-form", border=False):
        words = st.text_input(wording.WHY_LABEL, key="why-words")
        pressed = st.form_submit_button(wording.WHY_BUTTON)
    if pressed and words.strip():
        _ask_why(desk, found, words.strip())
    search, firms, left = st.session_state.get(WHICH, (None, {}, 0))
    if firms and search == found.search:
        _which(desk, found, firms, left)
    search, answer = st.session_state.get("why", (None, None))
    if answer is not None and search == found.search:
        st.html(matching_answers.why(answer))


def _ask_why(desk: Desk, found: Found, words: str) -> None:
    """Look where the firm of these words stands; where several fit them, they are offered in its place."""
    for key in ("why", WHICH):
        st.session_state.pop(key, None)
    try:
        answer = desk.matching.why(found.order, words, found.search.choice())
    except SeveralFirms as error:
        st.session_state[WHICH] = (found.search, error.firms, error.left)
    except JuhatchuError as error:
        st.warning(str(error))
    else:
        st.session_state["why"] = (found.search, answer)


def _which(desk: Desk, found: Found, firms: Mapping[int, str], left: int) -> None:
    st.text(wording.which_firm(left))
    for number, label in firms.items():
        if st.button(markup.plain(label), key=f"meant-{number}", icon=":material/search:"):
            _ask_why(desk, found, str(number))
            st.rerun()


def _team(desk: Desk, found: Found) -> None:
    st.caption(wording.TEAM_HELP)
    if st.button(wording.TEAM_BUTTON, key="make-teams"):
        st.session_state["teams"] = (found.search, desk.matching.team(found.order, found.search.choice()))
    search, teams = st.session_state.get("teams", (None, None))
    if teams is not None and search == found.search:
        for notice in teams.notices:
            st.info(notice)
        if teams.teams:
            st.html(matching_answers.teams(teams))
