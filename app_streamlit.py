"""Door: the dashboard. A router of pages, and nothing else."""

from __future__ import annotations

import streamlit as st

from dashboard.wording import matching as wording

st.set_page_config(page_title=wording.PRODUCT, layout="wide")
st.navigation([st.Page("dashboard/pages/suppliers.py", title=wording.PAGE, default=True)]).run()
