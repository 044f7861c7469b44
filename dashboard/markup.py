"""Rows -> HTML for st.html, and words for Streamlit's labels. Every word is escaped here, so that HTML or Markdown in a profile stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

# A cell that is a day or a moment alone, as shell writes them: its line isn't broken.
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:\([月火水木金土日]\))?(?: \d\d:\d\d)?")
# A number with hyphens that stands alone, as J-000001: its line isn't broken either.
_NUMBER = re.compile(r"(?=.{1,16}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
# What Markdown would take for something else than itself.
_SIGNS = re.compile(r"[\\`*_~$\[\]<>#|&!]")


def plain(words: str) -> str:
    """Somebody's words for a heading or a label, which Streamlit reads as Markdown: no image, no style, no link but a bare address to itself."""
    return _SIGNS.sub(r"\\\g<0>", words)


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Labels and what belongs to them, word for word, line breaks kept."""
    parts = [f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows]
    return '<dl class="jp">' + "".join(parts) + "</dl>"


def listed(lines: Sequence[str]) -> str:
    """Lines as a list."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def table(
    caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "", *, raw: bool = False
) -> str:
    """A table with a caption, which is scrolled where it is too wide. Every cell is escaped; `raw`: the cells are HTML already."""
    written = str if raw else escape
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(_cell(written(cell)) for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="jh-scroll {kind}" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="jh-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: str) -> str:
    kind = " class=jh-day" if _DAY.fullmatch(cell) else " class=jh-number" if _NUMBER.fullmatch(cell) else ""
    return f"<td{kind}>{cell}</td>"
