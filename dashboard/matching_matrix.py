"""Suppliers x requirements: verdicts in signs and words, with the quotations that show them; as HTML, without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dashboard import matching_map, tables
from dashboard.matching_marks import weight
from dashboard.wording import matching as wording
from matching.records import PROFILE_TEXT_FIELDS, Match, Place, Requirement, Verdict

# Fields of a record that are no text of the profile but are quoted: key -> label.
_PLACES = ("city", "prefecture")
_OTHER_FIELDS = dict.fromkeys(("place", *_PLACES), wording.PLACE) | {
    "employees": wording.EMPLOYEES,
    "name": wording.FIRM,
    "source_id": wording.NUMBER,
}
_BEST = ("fails", "unknown", "meets")


@dataclass(frozen=True, slots=True)
class Asked:
    """A column: one requirement or several alternatives; `ids` are theirs."""

    label: str
    weight: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A verdict as shown: its kind, sign and word, and what shows it."""

    verdict: str
    sign: str
    word: str
    reason: str


def columns(requirements: Sequence[Requirement]) -> list[Asked]:
    """What gets a verdict, alternatives together, in order of the text."""
    groups: dict[str, list[Requirement]] = {}
    for r in requirements:
        if not r.silent:
            groups.setdefault(r.any_of or r.id, []).append(r)
    return [
        Asked("か".join(dict.fromkeys(r.label for r in g)), weight(g[0]), tuple(r.id for r in g))
        for g in groups.values()
    ]


def nobody_does(requirements: Sequence[Requirement], matches: Sequence[Match]) -> list[str]:
    """The processes asked as a must that not one of the firms is known to do."""
    musts = {r.id for r in requirements if r.kind == "process" and r.must and not r.negated}
    met = {v.requirement for m in matches for v in m.verdicts if v.verdict == "meets"}
    return [
        a.label for a in columns(requirements) if musts.intersection(a.ids) and not met.intersection(a.ids)
    ]


def cells(asked: Sequence[Asked], verdicts: Sequence[Verdict]) -> list[Cell]:
    """A supplier's verdict on each column: the best of alternatives."""
    by_id = {v.requirement: v for v in verdicts}
    return [_cell([by_id[one] for one in a.ids if one in by_id]) for a in asked]


def fit(shown: Sequence[Cell]) -> tuple[int, int]:
    """(how many are met, how many are asked)."""
    return sum(c.verdict == "meets" for c in shown), len(shown)


def _cell(given: Sequence[Verdict]) -> Cell:
    best = max(given, key=lambda v: _BEST.index(v.verdict), default=Verdict("", "unknown"))
    sign, word = wording.VERDICTS[best.verdict]
    return Cell(best.verdict, sign, word, _reason(best))


def _reason(verdict: Verdict) -> str:
    if verdict.evidence is None or not (verdict.evidence.quote or verdict.evidence.field):
        return wording.NO_EVIDENCE[verdict.verdict]
    if not verdict.evidence.quote:
        return wording.HIDDEN_EVIDENCE
    field = verdict.evidence.field
    if field in _PLACES and verdict.verdict == "unknown":
        return wording.place_unsure(verdict.evidence.quote)
    return wording.quotation(
        verdict.evidence.quote, PROFILE_TEXT_FIELDS.get(field, _OTHER_FIELDS.get(field, ""))
    )


def verdict_list(asked: Sequence[Asked], shown: Sequence[Cell]) -> str:
    """A supplier's verdicts for its card; each opens, by mouse or key, to the words that show it."""
    items = (
        f"<li>{_details(cell, f'{a.label}（{a.weight}）')}</li>" for a, cell in zip(asked, shown, strict=True)
    )
    return f'<ul class="jx-list">{"".join(items)}</ul>'


def matrix(
    asked: Sequence[Asked], matches: Sequence[Match], more: Mapping[int, str], origin: Place | None = None
) -> str:
    """All suppliers as a table, in the order of their ranks. `more`: HTML under a firm's name, by its id (how to reach it)."""
    head = "".join(
        f'<th scope="col">{escape(a.label)}<br/><small>{escape(a.weight)}</small></th>' for a in asked
    )
    rows = "".join(_row(asked, match, more.get(match.supplier.id, ""), origin) for match in matches)
    return (
        '<div class="jh-scroll" tabindex="0" role="region" '
        f'aria-label="{wording.RESULTS}"><table class="jh-table jx"><caption>{wording.RESULTS}</caption><thead><tr>'
        f'<th scope="col">{wording.FIRM}</th><th scope="col">{wording.FIT}</th><th scope="col">{wording.SCORE}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(asked: Sequence[Asked], match: Match, more: str, origin: Place | None) -> str:
    shown = cells(asked, match.verdicts)
    met, all_asked = fit(shown)
    supplier = match.supplier
    km = matching_map.distance(supplier, origin)
    place = tables.place(supplier.place) + (f"・{wording.km(km)}" if km is not None else "")
    name = f"{wording.rank(match.rank)} {escape(supplier.name)}"
    verdicts = "".join(f'<td class="{cell.verdict}">{_details(cell)}</td>' for cell in shown)
    return (
        f'<tr><th scope="row">{name}<br/><small>{escape(place)}</small>{more}</th>'
        f'<td class="n">{met}／{all_asked}</td><td class="n">{escape(wording.points(match.score))}</td>{verdicts}</tr>'
    )


def _details(cell: Cell, label: str = "") -> str:
    said = f"{escape(label)} " if label else ""
    return (
        f'<details class="jx-v {cell.verdict}"><summary title="{escape(cell.reason)}">{cell.sign} {said}{cell.word}</summary>'
        f"<span>{escape(cell.reason)}</span></details>"
    )
