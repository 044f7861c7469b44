"""はじめに: the pages that this person has, and the first steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboard import components, firm_tables, navigation
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import home as wording
from dashboard.wording import own, shell, tours
from matching.corporate.draft_states import PUBLISHED, RETURNED
from matching.desk import Desk

_NEWS = timedelta(days=30)


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.TITLE, wording.ABOUT)
        if desk.viewer.supplier_id is not None:
            _registration(desk)
        steps = [step for role, told in tours.STEPS.items() if role in desk.viewer.roles for step in told]
        components.tour(desk, steps)
        _pages(desk)


def _registration(desk: Desk) -> None:
    """What the office said last about the firm's registration, where that still matters."""
    for found in desk.registrations.drafts(states=(RETURNED, PUBLISHED), limit=1):
        draft = desk.registrations.draft(found.id)
        moved = draft.steps[-1].at.replace(tzinfo=None)  # in UTC, whether it says so or not
        if draft.state == RETURNED:
            st.warning(f"{own.RETURNED}\n\n{firm_tables.return_note(draft)}")
            st.page_link("dashboard/pages/own_profile.py", label=own.TO_PROFILE, icon=":material/edit:")
        elif datetime.now(UTC).replace(tzinfo=None) - moved <= _NEWS:
            st.success(own.published(shell.moment_ja(moved)))


def _pages(desk: Desk) -> None:
    rows = [row for row in navigation.pages_of(desk.viewer.roles) if row.name != navigation.FRONT]
    for section in dict.fromkeys(row.section for row in rows):
        st.header(section, anchor=False)
        columns = st.columns(3)
        for number, row in enumerate(one for one in rows if one.section == section):
            with columns[number % 3].container(border=True):
                st.page_link(str(row.file), label=f"**{row.title}**", icon=row.icon)
                st.caption(row.about)


show()
