"""Rows -> HTML for st.html. Every word is escaped here, so that HTML or Markdown in a profile stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboard.wording import matching as wording
from dashboard.tables import Bar, Card, Understanding

STYLE = """<style>
.card { display: grid; grid-template-columns: 4rem minmax(0, 1fr) minmax(0, 1.1fr); gap: 0 1.2rem; line-height: 1.45; }
.card * { overflow-wrap: anywhere; }
.rank { font-size: 1.4rem; font-weight: 700; }
.name { font-size: 1.25rem; font-weight: 700; }
.score { font-weight: 700; font-size: 1.1rem; }
.bars { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr) 4.6rem; gap: 0 .6rem; font-size: .9rem; align-items: center; }
.bars .points { text-align: right; }
.track { background: #e8ebef; height: .8rem; }
.fill { background: #0b5cad; height: 100%; }
.fill.off { background: repeating-linear-gradient(45deg, #b3360a 0 6px, #e9b39f 6px 9px); }
dl.read, dl.profile, dl.excluded { margin: 0; padding: 0; }
.read { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem; align-items: baseline; }
.read dt, .profile dt, .excluded dt { font-weight: 700; }
.read dd, .profile dd, .excluded dd { margin: 0; }
.chip { display: inline-block; border: 1px solid #0b5cad; border-radius: .3rem; padding: 0 .5rem; margin: 0 .4rem .2rem 0; background: #eef5fc; }
.chip.off { border-color: #b3360a; background: #fdf1ec; }
.chip.guess { border-style: dashed; }
.profile { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .35rem 1rem; }
.excluded { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); gap: .35rem 1rem; }
.profile dd, .excluded * { white-space: pre-wrap; overflow-wrap: anywhere; }
.stTextArea textarea, .stButton p, .stExpander summary p, .stSelectbox div { font-size: 1rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: #444; opacity: 1; }
[data-testid="InputInstructions"] { display: none; }
</style>"""


def card(one: Card) -> str:
    """A supplier of the list: rank, firm and place, score and its bars with words."""
    return (
        f'<div class="card"><div class="rank">{escape(one.rank)}</div>'
        f'<div><div class="name">{escape(one.name)}</div><div>{escape(one.place)}</div>'
        f"<div>{escape(one.summary)}</div>{_note(one.note)}</div>"
        f'<div><div class="score">{escape(one.score)}</div>{_bars(one.bars)}</div></div>'
    )


def _note(note: str) -> str:
    return f"<div><strong>{escape(wording.NOTE)}{escape(note)}</strong></div>" if note else ""


def _bars(rows: Sequence[Bar]) -> str:
    if not rows:
        return f"<div>{escape(wording.NO_REASON)}</div>"
    return '<div class="bars">' + "".join(map(_bar, rows)) + "</div>"


def _bar(bar: Bar) -> str:
    kind = "fill off" if bar.takes_off else "fill"
    return (
        f'<span>{escape(bar.label)}</span><div class="track" aria-hidden="true">'
        f'<div class="{kind}" style="width: {100 * bar.share:.1f}%"></div></div>'
        f'<span class="points">{escape(bar.points)}</span>'
    )


def understanding(read: Understanding) -> str:
    """What was read, in three labelled lines; each line is told apart by its words, not by colour alone."""
    rows = (
        (wording.WANTED, read.wanted, "chip"),
        (wording.UNWANTED, read.unwanted, "chip off"),
        (wording.EVERYDAY, read.everyday, "chip guess"),
    )
    parts = [
        f"<dt>{escape(label)}</dt><dd>{_chips(labels, kind)}</dd>" for label, labels, kind in rows if labels
    ]
    return '<dl class="read">' + "".join(parts) + "</dl>"


def _chips(labels: Iterable[str], kind: str) -> str:
    return "".join(f'<span class="{kind}">{escape(label)}</span>' for label in labels)


def profile(rows: Sequence[tuple[str, str]]) -> str:
    """A firm's fields, word for word, line breaks kept."""
    return _pairs("profile", rows)


def excluded(rows: Sequence[tuple[str, str]]) -> str:
    """Firms that were left out, and why."""
    return _pairs("excluded", rows)


def _pairs(kind: str, rows: Sequence[tuple[str, str]]) -> str:
    parts = [f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows]
    return f'<dl class="{kind}">' + "".join(parts) + "</dl>"
