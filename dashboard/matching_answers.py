"""What a search found in a sentence, why a firm isn't among the first, and teams, as HTML; without Streamlit."""

from __future__ import annotations

from html import escape

from dashboard import markup, matching_matrix, tables
from dashboard.wording import matching as wording
from matching.records import PROFILE_TEXT_FIELDS, MatchResult, TeamResult, WhyNot

# The pressed button is gone with the folded field: whoever moves by keys or listens goes on at the answer. Nothing is scrolled.
_FOCUS = "<script>document.getElementById('jm-found')?.focus({preventScroll: true})</script>"


def found(result: MatchResult, *, focused: bool) -> str:
    """How many firms were found and who is first, said to readers of screens at each change; `focused`: the keyboard goes on here."""
    said = wording.found(len(result.matches), result.matches[0].supplier.name) if result.matches else ""
    line = f'<p id="jm-found" tabindex="-1" role="status">{escape(said or wording.FOUND_NONE)}</p>'
    return line + (_FOCUS if focused else "")


def why(answer: WhyNot) -> str:
    """Where a firm stands, what holds it back, and what would bring it forward."""
    firm = answer.supplier
    lines = [wording.why_rank(answer.rank, answer.score) if answer.rank else wording.NOT_RANKED]
    if answer.barred:
        lines.append(wording.barred(answer.barred))
    parts = [
        f'<h3 class="jc-name">{escape(firm.name)}（{escape(tables.place(firm.place))}）</h3>',
        markup.listed(lines),
    ]
    columns = matching_matrix.columns(answer.requirements)
    cells = matching_matrix.cells(columns, answer.verdicts)
    parts.append(matching_matrix.verdict_list(columns, cells))
    if answer.facts:
        facts = [
            wording.fact(PROFILE_TEXT_FIELDS.get(f.field, f.field), f.text, f.replaces) for f in answer.facts
        ]
        if answer.rank_with_facts:
            facts.append(wording.rank_after(answer.rank_with_facts))
        parts += [f"<p><strong>{wording.FACTS}</strong></p>", markup.listed(facts)]
    return "".join(parts)


def teams(result: TeamResult) -> str:
    """Each team with what each of its firms would do, and what is still to be asked."""
    labels = {r.id: r.label for r in result.requirements}
    parts = []
    for team in result.teams:
        rows = [
            (
                f"{m.supplier.name}（{tables.place(m.supplier.place)}）",
                "、".join(dict.fromkeys(labels[t] for t in m.tasks)),
            )
            for m in team.members
        ]
        parts.append(
            f'<h3 class="jc-name">{wording.team(team.rank, team.spread_km)}</h3>{markup.pairs(rows)}'
        )
        if still := list(dict.fromkeys(labels[one] for one in team.open if one in labels)):
            parts.append(f"<p>{escape(wording.team_open(still))}</p>")
    return "".join(parts)
