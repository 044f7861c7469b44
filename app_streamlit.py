"""Door: the dashboard. A router of pages by role, and nothing else. dashboard/app.py serves it with its sign-in; `juhatchu serve dashboard`."""

from __future__ import annotations

import streamlit as st

from dashboard import components, navigation
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import shell as wording

# An icon of our own: the browser would fetch that of the page from a font service.
st.set_page_config(page_icon=components.ICON, layout="wide", initial_sidebar_state=280)
components.style()
with errors_in_words():
    desk = current_desk()
    rows = navigation.pages_of(desk.viewer.roles)
    page = components.navigate(rows)
    components.bar(desk, page.url_path)
st.set_page_config(page_title=wording.title(page.title))
page.run()
