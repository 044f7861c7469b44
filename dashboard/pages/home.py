"""はじめに: the pages that this person has, and the first steps."""

from __future__ import annotations

import streamlit as st

from dashboard import components, navigation
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import home as wording
from dashboard.wording import tours
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.TITLE, wording.ABOUT)
        steps = [step for role, told in tours.STEPS.items() if role in desk.viewer.roles for step in told]
        components.tour(desk.viewer, steps)
        _pages(desk)


def _pages(desk: Desk) -> None:
    rows = [row for row in navigation.pages_of(desk.viewer.roles) if row.name != navigation.FRONT]
    for section in dict.fromkeys(row.section for row in rows):
        st.subheader(section, anchor=False)
        columns = st.columns(3)
        for number, row in enumerate(one for one in rows if one.section == section):
            with columns[number % 3].container(border=True):
                st.page_link(str(row.file), label=f"**{row.title}**", icon=row.icon)
                st.caption(row.about)


show()
