"""Ranked firms as cards, and up to four side by side; as HTML, without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard import markup, matching_map, matching_matrix, tables
from dashboard.contacts import NO_CONTACT, reach_html
from dashboard.matching_matrix import Asked
from dashboard.wording import matching as wording
from matching.corporate.firm_views import Contact
from matching.records import PROFILE_TEXT_FIELDS, Contribution, Match, MatchResult, Place, Supplier

# Points that would be shown as 0.0 are left out.
_LEAST = 0.05


def card(match: Match, asked: Sequence[Asked], reach: Contact, origin: Place | None, most: float) -> str:
    """A supplier of the list. `most`: the highest score of the list, the width of its bar."""
    supplier = match.supplier
    shown = matching_matrix.cells(asked, match.verdicts)
    note = f"<p><strong>{wording.NOTE}{escape(match.note)}</strong></p>" if match.note else ""
    return (
        f'<div class="jc"><div class="jc-rank">{wording.rank(match.rank)}</div><div>'
        f'<h3 class="jc-name">{escape(supplier.name)}</h3>'
        f"<p>{escape(_where(match, origin))}</p>{reach_html(reach)}"
        f"<p>{escape(tables.summary(supplier))}</p>{note}</div>"
        f'<div><p class="jc-fit">{wording.fit(*matching_matrix.fit(shown))}'
        f'<span class="jc-score">{wording.points(match.score)}</span></p>'
        f"{bar(match.contributions, most)}{matching_matrix.verdict_list(asked, shown)}</div>{_profile(supplier)}</div>"
    )


def _profile(supplier: Supplier) -> str:
    """All that the firm wrote, to be unfolded, and which fields it left blank."""
    missing = tables.not_stated(supplier)
    blank = f"<p>{escape(wording.not_stated(missing))}</p>" if missing else ""
    said = markup.pairs(tables.profile(supplier))
    return f'<details class="jc-profile"><summary>{wording.PROFILE}</summary>{said}{blank}</details>'


def _where(match: Match, origin: Place | None) -> str:
    supplier = match.supplier
    parts = [tables.place(supplier.place)]
    km = matching_map.distance(supplier, origin)
    if km is not None:
        parts.append(wording.km(km))
    if supplier.employees is not None:
        parts.append(f"{wording.EMPLOYEES}{wording.employees(supplier.employees)}")
    return "・".join(parts)


def bar(contributions: Sequence[Contribution], most: float) -> str:
    """What made up the score, as one bar; its parts in words stand in the title and for readers of screens."""
    gains = [c for c in contributions if c.points >= _LEAST]
    losses = [c for c in contributions if c.points <= -_LEAST]
    said = "、".join(f"{c.label} {wording.points(c.points)}" for c in [*gains, *losses]) or wording.NO_REASON
    width = max(most, sum(c.points for c in gains), 1.0)
    parts = "".join(
        f'<span class="p{i % 5}" style="width: {100 * c.points / width:.1f}%"></span>'
        for i, c in enumerate(gains)
    )
    taken = sum(-c.points for c in losses)
    if taken:
        parts += f'<span class="off" style="width: {min(30.0, 100 * taken / width):.1f}%"></span>'
    return (
        f'<div class="jc-bar" role="img" aria-label="{wording.REASONS}：{escape(said)}" title="{escape(said)}">{parts}</div>'
        f'<details class="jc-parts"><summary>{wording.REASONS}</summary><ul>'
        + "".join(f"<li>{escape(c.label)}　{wording.points(c.points)}</li>" for c in [*gains, *losses])
        + "</ul></details>"
    )


def highest(result: MatchResult) -> float:
    """The highest sum of what was gained, the scale that all bars of a list share."""
    return max((sum(max(c.points, 0.0) for c in m.contributions) for m in result.matches), default=1.0)


def compared(
    matches: Sequence[Match], asked: Sequence[Asked], reaches: Mapping[int, Contact], origin: Place | None
) -> str:
    """Firms side by side: one column a firm, one row a thing to compare; rows that no firm fills are left out."""
    head = "".join(
        f'<th scope="col">{wording.rank(m.rank)}<br/>{escape(m.supplier.name)}</th>' for m in matches
    )
    rows = [(wording.PLACE, [escape(_where(m, origin)) for m in matches])]
    rows.append((wording.CONTACT, [reach_html(reaches.get(m.supplier.id, NO_CONTACT)) for m in matches]))
    verdicts = [matching_matrix.cells(asked, m.verdicts) for m in matches]
    rows.append((wording.FIT, [wording.fit(*matching_matrix.fit(v)) for v in verdicts]))
    rows.append((wording.SCORE, [wording.points(m.score) for m in matches]))
    for i, column in enumerate(asked):
        shown = [f"{v[i].sign} {v[i].word}<br/><small>{escape(v[i].reason)}</small>" for v in verdicts]
        rows.append((f"{column.label}（{column.weight}）", shown))
    for key, label in PROFILE_TEXT_FIELDS.items():
        texts = [m.supplier.texts.get(key, "") for m in matches]
        if any(text.strip() for text in texts):
            rows.append((label, [escape(text) for text in texts]))
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(f"<td>{cell}</td>" for cell in row)}</tr>'
        for label, row in rows
    )
    return (
        f'<div class="jh-scroll" tabindex="0" role="region" aria-label="{wording.COMPARE}"><table class="jh-table jcmp">'
        f"<caption>{wording.COMPARE}</caption><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
