"""Results -> the JSON shapes of docs/contract.md: what the command line and the REST service both give.

Numbers are left unrounded, so that contributions add up to the score; only `seconds` is rounded.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from matching.records import (
    Contribution,
    Fact,
    GapsResult,
    MatchResult,
    Requirement,
    ReverseResult,
    Supplier,
    TeamResult,
    Value,
    Verdict,
    WhyNot,
)


def match_json(result: MatchResult) -> dict[str, Any]:
    """What `match --json` and (with the record's id besides) `POST /v1/matches` give: the shape of docs/contract.md."""
    return {
        "id": result.order.id,
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "cut": result.cut,
        "requirements": [requirement_json(r) for r in result.requirements],
        "understood": [asdict(u) for u in result.understood],
        "matches": [
            {
                "rank": m.rank,
                "score": m.score,
                "supplier": supplier_json(m.supplier),
                "note": m.note,
                "contributions": _contributions_json(m.contributions),
                "verdicts": [verdict_json(v) for v in m.verdicts],
            }
            for m in result.matches
        ],
        "excluded": [{"supplier": supplier_json(e.supplier), "reason": e.reason} for e in result.excluded],
        "excluded_total": dict(result.excluded_total),
        "ask": list(result.ask),
        "notices": list(result.notices),
    }


def reverse_json(result: ReverseResult) -> dict[str, Any]:
    """What `reverse --json` gives: the shape of docs/contract.md."""
    return {
        "supplier": supplier_json(result.supplier),
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "matches": [
            {
                "rank": m.rank,
                "score": m.score,
                "order": {
                    "id": m.order.id,
                    "title": m.title,
                    "state": m.order.state,
                    "deadline": m.order.deadline.isoformat() if m.order.deadline else None,
                },
                "contributions": _contributions_json(m.contributions),
                "requirements": [requirement_json(r) for r in m.requirements],
                "verdicts": [verdict_json(v) for v in m.verdicts],
            }
            for m in result.matches
        ],
        "notices": list(result.notices),
    }


def why_json(result: WhyNot) -> dict[str, Any]:
    """What `match --why --json` gives: the shape of docs/contract.md."""
    return {
        "id": result.order.id,
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "supplier": supplier_json(result.supplier),
        "rank": result.rank,
        "score": result.score,
        "barred": result.barred,
        "requirements": [requirement_json(r) for r in result.requirements],
        "contributions": _contributions_json(result.contributions),
        "verdicts": [verdict_json(v) for v in result.verdicts],
        "blockers": [v.requirement for v in result.blockers],
        "facts": [fact_json(f) for f in result.facts],
        "rank_with_facts": result.rank_with_facts,
    }


def gaps_json(result: GapsResult) -> dict[str, Any]:
    """What `gaps --json` gives: the shape of docs/contract.md."""
    return {
        "supplier": supplier_json(result.supplier),
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "orders_read": result.orders_read,
        "gaps": [
            {
                "kind": g.kind,
                "label": g.label,
                "question": g.question,
                "orders": list(g.orders),
                "open_orders": g.open_orders,
            }
            for g in result.gaps
        ],
    }


def team_json(result: TeamResult) -> dict[str, Any]:
    """What `match --team --json` gives: the shape of docs/contract.md."""
    return {
        "id": result.order.id,
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "requirements": [requirement_json(r) for r in result.requirements],
        "teams": [
            {
                "rank": t.rank,
                "spread_km": t.spread_km,
                "score": t.score,
                "open": list(t.open),
                "members": [
                    {
                        "supplier": supplier_json(m.supplier),
                        "tasks": list(m.tasks),
                        "verdicts": [verdict_json(v) for v in m.verdicts],
                    }
                    for m in t.members
                ],
            }
            for t in result.teams
        ],
        "notices": list(result.notices),
    }


def requirement_json(requirement: Requirement) -> dict[str, Any]:
    """One requirement of an enquiry."""
    return {
        "id": requirement.id,
        "kind": requirement.kind,
        "label": requirement.label,
        "concept": requirement.concept,
        "must": requirement.must,
        "negated": requirement.negated,
        "any_of": requirement.any_of,
        "text": requirement.text,
        "start": requirement.start,
        "end": requirement.end,
        "value": _value_json(requirement.value) if requirement.value else None,
    }


def _value_json(value: Value) -> dict[str, Any]:
    found: dict[str, Any] = {
        "dimension": value.dimension,
        "min": value.min,
        "max": value.max,
        "unit": value.unit,
        "per": value.per,
        "approx": value.approx,
    }
    if value.sides:
        found["sides"] = list(value.sides)
    if value.date:
        found["date"] = value.date
    return found


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """One verdict with the words that show it."""
    evidence = verdict.evidence
    return {
        "requirement": verdict.requirement,
        "verdict": verdict.verdict,
        "evidence": {"field": evidence.field, "quote": evidence.quote} if evidence else None,
    }


def fact_json(fact: Fact) -> dict[str, Any]:
    """A change of a profile: `text` is added to `field`, `replaces` struck out of it."""
    return {
        "requirement": fact.requirement,
        "field": fact.field,
        "text": fact.text,
        "replaces": fact.replaces or None,
    }


def supplier_json(supplier: Supplier) -> dict[str, Any]:
    """Who a supplier is, as shown in lists."""
    return {
        "id": supplier.id,
        "source_id": supplier.source_id,
        "name": supplier.name,
        "prefecture": supplier.place.prefecture,
        "city": supplier.place.city,
    }


def _contributions_json(contributions: tuple[Contribution, ...]) -> list[dict[str, Any]]:
    return [{"signal": c.signal, "label": c.label, "points": c.points} for c in contributions]
