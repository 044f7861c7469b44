"""Orders and introductions as a firm sees its own ones, as HTML; worked out without Streamlit."""

from __future__ import annotations

from html import escape

from dashboard import matching_matrix
from dashboard.wording import own as wording
from dashboard.wording import shell
from matching.corporate.case_rows import IntroductionView
from matching.records import OrderMatch


def suiting(match: OrderMatch) -> str:
    """An order that suits the firm, with the verdict on each of its conditions. Neither points nor place in the list are shown."""
    asked = matching_matrix.columns(match.requirements)
    shown = matching_matrix.cells(asked, match.verdicts)
    until = wording.until(shell.date_ja(match.order.deadline)) if match.order.deadline else ""
    line = "・".join(
        part for part in (match.order.id, wording.fit(*matching_matrix.fit(shown)), until) if part
    )
    return (
        f'<div class="jf-own"><h2>{escape(match.title)}</h2><p class="jf-sub">{escape(line)}</p>'
        f"{matching_matrix.verdict_list(asked, shown)}</div>"
    )


def text(words: str) -> str:
    """An order's words, line by line."""
    return f'<div class="jf-text">{escape(words)}</div>'


def introduction_lines(one: IntroductionView) -> list[tuple[str, str]]:
    """What a supplier sees of an introduction."""
    said = "　".join(part for part in (one.answer, one.answer_note) if part)
    rows = [
        (wording.STATE, one.state),
        (wording.BUYER, one.buyer or wording.BUYER_HIDDEN),
        (wording.YOUR_ANSWER, said),
        (wording.PRICE, shell.yen(one.quote_yen) if one.quote_yen is not None else ""),
    ]
    return [(label, text) for label, text in rows if text]
