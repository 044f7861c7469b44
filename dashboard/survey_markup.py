"""Tables with bars as HTML: what a survey's figures, a file's report and the year's results are shown in. Every word is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

STYLE = """<style>
.jh-table th { word-break: keep-all; } .jh-table th, .jh-table td { overflow-wrap: break-word; }
.jh-table td.n, .jh-table .s { white-space: nowrap; }
.js-plain caption { position: absolute; width: 1px; height: 1px; padding: 0; clip-path: inset(50%); white-space: nowrap; }
.js-bar { display: block; min-width: 7rem; height: .95rem; background: var(--jh-soft); border-radius: .2rem; overflow: hidden; }
.js-bar > i { display: block; height: 100%; background: var(--jh-accent); }
.js-bar.before { height: .5rem; margin-top: .2rem; }
.js-bar.before > i { background: repeating-linear-gradient(135deg, var(--jh-muted) 0 2px, transparent 2px 5px);
  border-right: 2px solid var(--jh-muted); }
.js-small { color: var(--jh-muted); font-size: .85em; }
.js-key { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .2rem 0; color: var(--jh-text); align-items: center; }
.js-key .js-bar { display: inline-block; min-width: 2.4rem; width: 2.4rem; vertical-align: middle; margin: 0 .4rem 0 0; }
.js-question { margin: 1.4rem 0 .3rem; padding: .5rem 0 1rem; font-size: 1.15rem; font-weight: 700; color: var(--jh-text); }
.js-notes { margin: .2rem 0 .4rem; padding-left: 1.3rem; color: var(--jh-muted); }
.js-sheet td { white-space: nowrap; max-width: 18rem; overflow: auto; text-overflow: clip; }
.js-sheet tr.here td, .js-sheet tr.here th { background: var(--jh-soft); }
.js-sheet td.faulty { outline: 3px solid var(--jh-off); outline-offset: -3px; background: var(--jh-off-soft) !important; font-weight: 700; }
.js-bad { color: var(--jh-off); font-weight: 700; }
.js-facts { display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin: .3rem 0 !important; padding: 0 !important; }
.js-facts > div { border: 1px solid var(--jh-line); border-radius: .5rem; padding: .35rem .9rem; background: var(--jh-card); color: var(--jh-text); }
.js-firm dl { margin-left: 0 !important; padding-left: 0 !important; }
.js-facts dt { color: var(--jh-muted); font-size: .9rem; } .js-facts dd { margin: 0; font-size: 1.25rem; font-weight: 700; }
.js-firm dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .2rem 0; color: var(--jh-text); }
.js-firm dt { color: var(--jh-muted); } .js-firm dd { margin: 0; overflow-wrap: anywhere; }
.js-firm dd.other { font-weight: 700; color: var(--jh-off); }
@media (forced-colors: active) {
  .js-bar { border: 1px solid CanvasText; } .js-bar > i { forced-color-adjust: none; } .js-sheet tr.here { outline: 2px dashed CanvasText; }
}
@media print { .js-bar > i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .js-question { break-after: avoid; } }
</style>"""


# Words so short that they stay on one line, and days.
_SHORT = 8
_DAY = re.compile(r"\d{4}年")
_MOMENT = re.compile(r"(\d{4}年\S+) (\d{2}:\d{2})")


class Html(str):
    """A piece that is HTML already; all other words are escaped."""

    __slots__ = ()


def told(word: str) -> str:
    """A word as HTML; where room is short, a moment's time goes below its day."""
    if isinstance(word, Html):
        return word
    if moment := _MOMENT.fullmatch(word):
        return f"<span class=s>{moment[1]}</span> <span class=s>{moment[2]}</span>"
    return escape(word)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int] = (),
    *,
    kind: str = "",
) -> str:
    """A table that can be scrolled with keys; `numbers`: places of columns that stand to the right. A row's first cell is its heading."""
    right = frozenset(numbers)
    head = "".join(f'<th scope="col">{told(column)}</th>' for column in columns)
    body = "".join(f"<tr>{_cells(row, right)}</tr>" for row in rows)
    return (
        f'<div class="jh-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="jh-table {kind}">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str], right: frozenset[int]) -> str:
    first = f'<th scope="row"{_short(row[0])}>{told(row[0])}</th>' if row else ""
    rest = (f"<td{_kind(place, cell, right)}>{told(cell)}</td>" for place, cell in enumerate(row[1:], 1))
    return first + "".join(rest)


def _kind(place: int, cell: str, right: frozenset[int]) -> str:
    if place in right and not isinstance(cell, Html):
        return " class=n"
    return _short(cell)


def _short(cell: str) -> str:
    return " class=s" if len(cell) <= _SHORT or (_DAY.match(cell) and not _MOMENT.fullmatch(cell)) else ""


def bar(percent: float | None, before: float | None = None) -> Html:
    """A bar of this time, and under it a hatched one of the time before; the figures stand beside as text."""
    now = "" if percent is None else _bar(percent, "js-bar")
    return Html(now + ("" if before is None else _bar(before, "js-bar before")))


def _bar(percent: float, kind: str) -> str:
    width = min(100.0, max(0.0, percent))
    return f'<span class="{kind}" aria-hidden="true"><i style="width:{width:.1f}%"></i></span>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Figures that stand at the head of a page."""
    return (
        '<dl class="js-facts">'
        + "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in pairs)
        + "</dl>"
    )


def notes(lines: Sequence[str]) -> str:
    """Remarks as a list; nothing where there are none."""
    return (
        '<ul class="js-notes">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
        if lines
        else ""
    )
