"""Rows -> HTML for st.html. Every word is escaped here, so that HTML or Markdown in a profile stays text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Labels and what belongs to them, word for word, line breaks kept."""
    parts = [f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows]
    return '<dl class="jp">' + "".join(parts) + "</dl>"


def listed(lines: Sequence[str]) -> str:
    """Lines as a list."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
