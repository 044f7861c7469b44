"""Files to take away: made when somebody asks, then offered, and forgotten as soon as they would be of something else."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

from dashboard.wording import surveys as wording
from ingest.handed import Handed
from matching.errors import JuhatchuError


def offer(
    label: str, make: Callable[[], Handed], key: str, of: Hashable = "", *, help_text: str = ""
) -> None:
    """A button that makes a file and, once it is made, one that saves it. `of`: what it is made of; another one is made anew."""
    held = st.session_state.get(f"file_{key}")
    if held is None or held[0] != of:
        st.session_state.pop(f"file_{key}", None)
        if not st.button(label, key=key, icon=":material/description:", help=help_text or None):
            return
        try:
            with st.spinner(wording.MAKING):
                held = (of, make())
        except JuhatchuError as error:
            st.error(str(error))
            return
        st.session_state[f"file_{key}"] = held
        st.rerun()
    file: Handed = held[1]
    st.download_button(
        wording.save(file.name),
        file.content,
        file.name,
        file.media_type,
        key=f"{key}_save",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )
