"""The part of 案件→企業 that goes on with a firm: shortlist, first call, feedback, proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from dashboard import case_onward, components
from dashboard.matching_asked import Found
from dashboard.wording import matching as wording
from matching.corporate.case_rows import FeedbackView, ShortlistView
from matching.corporate.rankings import StoredRanking
from matching.desk import Desk
from matching.errors import DatabaseError, JuhatchuError, NotFound
from matching.records import Edit, Match

# The number of a free enquiry's shortlist, in the page's address: a link to it finds enquiry and list again.
LINK = "shortlist"
_LONGEST_TITLE = 40
_BEGUN = "shortlist_begun"
_EDITS = "shortlist_edits"
# As many as a number in the database may have.
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class State:
    """What was already done about the firms of a list: the shortlist, and the viewer's own words on them by firm."""

    shortlist: ShortlistView | None
    judged: Mapping[int, FeedbackView]

    @property
    def listed(self) -> frozenset[int]:
        """The firms on the shortlist."""
        return frozenset(e.supplier_id for e in self.shortlist.entries) if self.shortlist else frozenset()


def state(desk: Desk, found: Found) -> State:
    """What was already done about the firms of a list."""
    judged = desk.cases.feedback(found.ranking, limit=200)
    return State(_shortlist(desk, found), {f.supplier_id: f for f in judged if f.person == desk.viewer.key})


def _shortlist(desk: Desk, found: Found) -> ShortlistView | None:
    if found.search.number:
        return desk.cases.shortlist(found.search.number)
    return linked_shortlist(desk, found.search.text)


def linked_shortlist(desk: Desk, text: str | None = None) -> ShortlistView | None:
    """The free enquiry's shortlist that the address names (?shortlist=3), if it is one (for `text`). Raises AccessDenied."""
    number = st.query_params.get(LINK, "")
    if not (number.isascii() and number.isdigit()):
        return None
    try:
        held: ShortlistView = desk.cases.shortlist_by_id(int(number[:_DIGITS]))
    except NotFound:
        return None
    return held if not held.order and text in (None, held.text) else None


def edits_of(desk: Desk, held: ShortlistView) -> tuple[Edit, ...]:
    """How a free enquiry's conditions were corrected: as they stand on 案件→企業 now, else as in the newest ranking that gave it a firm."""
    if st.session_state.get("searched") == held.text:
        standing: tuple[Edit, ...] = st.session_state.get("edits", ())
        return standing
    # Each look at a ranking is on the audit trail: one for each state of the list is enough.
    state, kept = (held.id, held.version), st.session_state.get(_EDITS)
    if kept is None or kept[0] != state:
        try:
            kept = state, _recorded_edits(desk, held)
        except DatabaseError:  # the enquiry can be worked with all the same
            return ()
        st.session_state[_EDITS] = kept
    edits: tuple[Edit, ...] = kept[1]
    return edits


def _recorded_edits(desk: Desk, held: ShortlistView) -> tuple[Edit, ...]:
    """The edits of the newest ranking: a firm's place in the list tells nothing, for lists are arranged. Raises DatabaseError."""
    rankings: list[StoredRanking] = []
    for ranking in dict.fromkeys(one.ranking for one in held.entries if one.ranking):
        try:
            rankings.append(desk.rankings.get(ranking))
        except DatabaseError:
            raise
        except JuhatchuError:  # not on record, or not for this viewer
            continue
    newest = max(rankings, key=lambda one: one.brief.at, default=None)
    if newest is None or newest.record.get("text") != held.text:
        return ()
    return tuple(Edit(**one) for one in newest.record.get("edits", ()))


def actions(desk: Desk, found: Found, match: Match, now: State) -> None:
    """A card's buttons."""
    supplier = match.supplier
    given = now.judged.get(supplier.id)
    if supplier.id in now.listed:
        st.button(wording.ON_SHORTLIST, key=f"short-{supplier.id}", disabled=True, icon=":material/check:")
    elif st.button(wording.TO_SHORTLIST, key=f"short-{supplier.id}", icon=":material/playlist_add:"):
        _put(desk, found, match)
    if st.button(
        wording.SUITS,
        key=f"suits-{supplier.id}",
        icon=":material/thumb_up:",
        type="primary" if given and given.suitable else "secondary",
    ):
        _judge(desk, found, match, suits=True, reason="")
    reason = st.menu_button(
        wording.SUITS_NOT,
        ["", *wording.UNSUITED],
        key=f"not-{supplier.id}",
        icon=":material/thumb_down:",
        type="primary" if given and not given.suitable else "secondary",
        format_func=lambda code: wording.UNSUITED.get(code, wording.NO_FEEDBACK_REASON),
    )
    if reason is not None:
        _judge(desk, found, match, suits=False, reason=reason)


def _judge(desk: Desk, found: Found, match: Match, *, suits: bool, reason: str) -> None:
    view = desk.cases.give_feedback(found.ranking, match.supplier.id, suits, reason=reason)
    components.done(
        wording.judged(match.supplier.name, suits), lambda own: own.cases.remove_feedback(view.id)
    )
    st.rerun()


def _put(desk: Desk, found: Found, match: Match) -> None:
    supplier, number = match.supplier, found.search.number
    where: dict[str, str | int] = {"order": number}
    if not number:
        where = {"shortlist_id": _begun(desk, found)}
    view = desk.cases.add_to_shortlist(supplier.id, rank=match.rank, ranking=found.ranking, **where)  # type: ignore[arg-type]
    components.done(
        wording.put_on_shortlist(supplier.name),
        lambda own: _discard(own, view.id, supplier.id),
    )
    st.rerun()


def _begun(desk: Desk, found: Found) -> int:
    """The free enquiry's shortlist, begun with the first firm that is put on it; its number is in the address from then on."""
    if (held := linked_shortlist(desk, found.search.text)) is not None:
        return held.id
    # A second press comes with the address of before the first one: it is told by the ranking that the list was begun.
    ranking, begun = st.session_state.get(_BEGUN, ("", 0))
    if ranking != found.ranking:
        title = " ".join(found.search.text.split())[:_LONGEST_TITLE]
        begun = desk.cases.begin_shortlist(title, found.search.text).id
        components.unbroken(lambda: st.session_state.update({_BEGUN: (found.ranking, begun)}))
    st.query_params[LINK] = str(begun)
    return int(begun)


def _discard(desk: Desk, shortlist_id: int, supplier_id: int) -> None:
    desk.cases.remove_from_shortlist(shortlist_id, supplier_id)


def shortlist(desk: Desk, found: Found) -> None:
    """The firms taken into view, with the first call for each, and the proposal for the buyer."""
    held = _shortlist(desk, found)
    st.header(wording.SHORTLIST, anchor=False)
    if held is None or not held.entries:
        components.empty_state(wording.SHORTLIST_EMPTY)
        return
    st.caption(wording.SHORTLIST_HELP if found.search.number else wording.NEEDS_ORDER)
    if not found.search.number:
        st.page_link(
            "dashboard/pages/cases.py",
            label=wording.MAKE_ORDER,
            icon=":material/assignment_add:",
            query_params={LINK: str(held.id)},
        )
    for entry in held.entries:
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key=f"entry-{entry.supplier_id}"
        ):
            rank = f"{wording.rank(entry.rank)} " if entry.rank else ""
            st.text(f"{rank}{entry.supplier}", width="stretch")
            if entry.introduction_state:
                st.text(entry.introduction_state)
            elif found.search.number:
                case_onward.first_call(desk, found.search.number, entry)
            if st.button(wording.FROM_SHORTLIST, key=f"off-{entry.supplier_id}", icon=":material/close:"):
                desk.cases.remove_from_shortlist(held.id, entry.supplier_id)
                components.done(
                    wording.taken_off(entry.supplier),
                    partial(case_onward.put_back, shortlist_id=held.id, entry=entry),
                )
                st.rerun()
    case_onward.proposal(
        (found.search, held.version),
        found.order.id or date.today().isoformat(),
        held.entries,
        lambda firms: desk.proposals.of(found.order, firms, title=held.title),
    )
