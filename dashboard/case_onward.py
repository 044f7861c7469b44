"""What follows a shortlist, on an order's page and on 案件→企業 alike: the first call to a firm, and 提案書 for the buyer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta

import streamlit as st

from dashboard import case_introductions, components
from dashboard.markup import plain
from dashboard.resources import words_of_errors
from dashboard.wording import matching as wording
from matching.casework.proposal_pdf import as_pdf
from matching.casework.proposals import Proposal, as_xlsx
from matching.corporate.case_rows import ShortlistEntryView, ShortlistView
from matching.desk import Desk
from matching.errors import DatabaseError, JuhatchuError

# Until somebody should ask again.
_FOLLOW_UP = timedelta(days=7)
_SATURDAY = 5  # as date.weekday() counts
_PROPOSAL = "proposal"
_PROPOSALS = (
    ("xlsx", wording.EXCEL, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    ("pdf", wording.PDF, "application/pdf", as_pdf),
)


def working_day(day: date) -> date:
    """That day, or the Monday after it where it is a Saturday or a Sunday."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def first_call(desk: Desk, number: str, entry: ShortlistEntryView) -> None:
    """A form that notes that a firm of the shortlist was asked for the order of this number."""
    firm = entry.supplier_id
    # By the order too: what was typed and ticked for one is no answer for the next one that is opened.
    own = f"{firm}-{number}"
    with st.popover(wording.INTRODUCE, icon=":material/call:", key=f"introduce-{own}"):
        note = st.text_input(wording.INTRODUCTION_NOTE, key=f"note-{own}")
        soon = working_day(date.today() + _FOLLOW_UP)
        due = st.date_input(wording.FOLLOW_UP, soon, format="YYYY/MM/DD", key=f"due-{own}")
        forced = case_introductions.against(desk, number, firm, f"force-{own}")
        if st.button(wording.INTRODUCE, key=f"ask-{own}", type="primary"):
            with words_of_errors():
                desk.cases.introduce(
                    number,
                    firm,
                    follow_up=due if isinstance(due, date) else None,
                    note=note,
                    rank=entry.rank,
                    ranking=entry.ranking,
                    forced=forced,
                )
                components.done(wording.asked_firm(entry.supplier))
                st.rerun()


def proposal(
    made_of: Hashable,
    name: str,
    entries: Sequence[ShortlistEntryView],
    make: Callable[[Sequence[int]], Proposal],
) -> None:
    """提案書 made on demand, then to be downloaded as 提案書_`name`; not offered any more once `made_of` is something else.

    entries: the shortlist; `make` is given those of its firms that may still be offered, and which ones aren't is said.
    """
    firms = tuple(one.supplier_id for one in entries if not one.gone)
    if gone := [one.supplier for one in entries if one.gone]:
        st.caption(plain(wording.not_proposed(gone)))
    if not firms:
        return
    made_of = (made_of, firms)
    with st.container(horizontal=True, gap="small"):
        for ending, label, media_type, written in _PROPOSALS:
            if st.button(label, key=f"make-{ending}", icon=":material/description:"):
                with st.spinner(wording.MAKING):
                    content = written(make(firms))
                st.session_state[_PROPOSAL] = (
                    made_of,
                    f"{wording.PROPOSAL}_{name}.{ending}",
                    media_type,
                    content,
                )
        kept = st.session_state.get(_PROPOSAL)
        if kept and kept[0] == made_of:
            st.download_button(
                wording.download(kept[1]), kept[3], kept[1], kept[2], key="download-proposal", type="primary"
            )


def put_back(desk: Desk, shortlist_id: int, entry: ShortlistEntryView) -> None:
    """Take a firm that was taken off a shortlist onto it again, as its last one."""
    desk.cases.add_to_shortlist(
        entry.supplier_id,
        shortlist_id=shortlist_id,
        rank=entry.rank,
        ranking=entry.ranking,
        note=entry.note,
    )


def take_along(desk: Desk, enquiry: ShortlistView, number: str) -> tuple[str, ...]:
    """Put the firms of an enquiry's shortlist on that of the order of this number that the enquiry has become.

    Gives the names of those that couldn't be put there: the order stands all the same.
    """
    left: list[str] = []
    for place, entry in enumerate(enquiry.entries):
        try:
            desk.cases.add_to_shortlist(
                entry.supplier_id, order=number, rank=entry.rank, ranking=entry.ranking, note=entry.note
            )
        except DatabaseError:  # each further one would have to wait as long
            return (*left, *(one.supplier for one in enquiry.entries[place:]))
        except JuhatchuError:
            left.append(entry.supplier)
    return tuple(left)
