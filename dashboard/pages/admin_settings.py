"""設定の表示: the settings in force, without secrets."""

from __future__ import annotations

import streamlit as st

from dashboard import admin_tables, components, markup
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import admin as wording


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.SETTINGS, wording.SETTINGS_ABOUT)
        rows = admin_tables.settings_rows(desk.office.settings)
        st.html(markup.table(wording.SETTINGS, wording.COLUMNS_SETTINGS, rows, raw=True))


show()
