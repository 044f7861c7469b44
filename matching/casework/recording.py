"""Matches on record: what a viewer was shown and all that its arithmetic needs, for replay and for the page that explains it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import metadata
from typing import Any

from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.rankings import RankingInBrief
from matching.matcher import Candidates, Choice, Matcher
from matching.ranking.ranker import Ranker
from matching.ranking.replay import (
    FORMULA,
    Replayed,
    examined_record,
    replay,
    requirement_record,
    weights_record,
)
from matching.records import MatchResult, Order, Supplier


@dataclass(frozen=True, slots=True)
class ReplayedRanking:
    """A recorded ranking and what its arithmetic gives today."""

    brief: RankingInBrief
    record: Mapping[str, Any]
    replayed: Replayed


class Recorded:
    """Matches of one viewer, each on record under an id."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    def match(
        self, matcher: Matcher, order: Order, k: int, choice: Choice, **more: Any
    ) -> tuple[MatchResult, str]:
        """The result of Matcher.match, and the id under which it can be replayed; it is stored within a second."""
        ranking_id = uuid.uuid4().hex

        def keep(result: MatchResult, found: Candidates) -> None:
            engine = matcher.engine
            content = ranking_record(result, found, k, choice, engine.ranker)
            content |= {"encoder": engine.encoder_name, "id": ranking_id, "who": self._viewer.key}
            self._db.rankings.record(self._viewer, ranking_id, content)

        return matcher.match(order, k, choice, record=keep, **more), ranking_id

    def replay(self, ranking_id: str) -> ReplayedRanking:
        """A recorded ranking, computed again. Raises NotFound, and InputError where its content was erased."""
        stored = self._db.rankings.content(self._viewer, ranking_id)
        return ReplayedRanking(stored.brief, stored.record, replay(stored.record))


def ranking_record(
    result: MatchResult, found: Candidates, k: int, choice: Choice, ranker: Ranker
) -> dict[str, Any]:
    """All that a ranking was made of, as plain JSON."""
    return {
        "formula": FORMULA,
        "product": _version(),
        "order": result.order.id,
        "text": result.order.text,
        "revision": result.revision,
        "k": k,
        "strict": choice.strict,
        "filters": dict(choice.filters),
        "today": (choice.today or date.today()).isoformat(),
        "weights": weights_record(ranker),
        "requirements": [requirement_record(r) for r in found.asked.requirements],
        "main": [r.id for r in found.asked.main],
        "candidates": [
            {**examined_record(e, found.signals[e.id]), **_firm(found.suppliers[e.id])}
            for e in found.examined
        ],
        "matches": [
            {
                "rank": m.rank,
                "id": m.supplier.id,
                "score": m.score,
                "note": m.note,
                "contributions": [[c.signal, c.points] for c in m.contributions],
            }
            for m in result.matches
        ],
        "excluded": [{**_firm(e.supplier), "reason": e.reason} for e in result.excluded],
        "excluded_total": dict(result.excluded_total),
        "ask": list(result.ask),
        "notices": list(result.notices),
    }


def _firm(supplier: Supplier) -> dict[str, Any]:
    """What tells a firm, as it was shown that day."""
    return {
        "id": supplier.id,
        "source_id": supplier.source_id,
        "name": supplier.name,
        "prefecture": supplier.place.prefecture,
        "city": supplier.place.city,
    }


@cache
def _version() -> str:
    return metadata.version("juhatchu")
