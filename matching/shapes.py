"""Results -> the JSON shapes of docs/contract.md: what the command line and the REST service both give.

Numbers are left unrounded, so that contributions add up to the score; only `seconds` is rounded.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from matching.records import Contribution, MatchResult, ReverseResult, Supplier


def match_json(result: MatchResult) -> dict[str, Any]:
    """What `match --json` and `POST /v1/matches` give: the shape of docs/contract.md."""
    return {
        "id": result.order.id,
        "revision": result.revision,
        "seconds": round(result.seconds, 6),
        "cut": result.cut,
        "requirements": [],
        "understood": [asdict(u) for u in result.understood],
        "matches": [
            {
                "rank": m.rank,
                "score": m.score,
                "supplier": supplier_json(m.supplier),
                "note": m.note,
                "contributions": _contributions_json(m.contributions),
                "verdicts": [],
            }
            for m in result.matches
        ],
        "excluded": [{"supplier": supplier_json(e.supplier), "reason": e.reason} for e in result.excluded],
        "excluded_total": dict(result.excluded_total),
        "ask": [],
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
            }
            for m in result.matches
        ],
        "notices": list(result.notices),
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
