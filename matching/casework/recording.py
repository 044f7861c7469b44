"""Matches on record: what a viewer was shown and all that its arithmetic needs, for replay and for the page that explains it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import metadata
from typing import Any

from matching.casework.explanation import explanation
from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.rankings import RankingInBrief, StoredRanking
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
from matching.records import MatchResult, Order
from matching.shapes import supplier_json


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

    def newest(
        self, limit: int = 50, after: tuple[datetime, str] | None = None, order: str | None = None
    ) -> list[RankingInBrief]:
        """Rankings that the viewer may see, newest first, those after a moment and id; `order`: of one 案件番号."""
        return self._db.rankings.newest(self._viewer, limit, after, order)

    def get(self, ranking_id: str) -> StoredRanking:
        """One ranking. Raises NotFound."""
        return self._db.rankings.get(self._viewer, ranking_id)

    def erase(self, ranking_id: str) -> None:
        """Empty a record for good; that it was made stays on the trail. Raises NotFound."""
        self._db.rankings.erase(self._viewer, ranking_id)

    def replay(self, ranking_id: str) -> ReplayedRanking:
        """A recorded ranking, computed again. Raises NotFound, and Conflict where its content was erased."""
        stored = self._db.rankings.content(self._viewer, ranking_id)
        return ReplayedRanking(stored.brief, stored.record, replay(stored.record))

    def explanation(self, ranking_id: str, name: Callable[[str], str] = str) -> bytes:
        """The 説明資料 of a ranking as PDF, on the trail as printed. `name`: a person's key -> how it is to be printed."""
        found = self.replay(ranking_id)
        self._db.trail.exported(self._viewer, "ranking", ranking_id, "print")
        return explanation(found.brief, found.record, found.replayed, name(found.brief.who))


def brief_json(brief: RankingInBrief) -> dict[str, Any]:
    """One ranking in a list, as the command line and the REST service give it."""
    return {
        "id": brief.id,
        "at": brief.at.astimezone(UTC).isoformat(),
        "who": brief.who,
        "order": brief.order,
        "revision": brief.revision,
        "shown": brief.shown,
        "digest": brief.digest,
        "erased": brief.erased,
    }


def replay_json(found: ReplayedRanking) -> dict[str, Any]:
    """A ranking as it is computed again."""
    firms = {one["id"]: one for one in found.record["candidates"]}
    return {
        "ranking": found.brief.id,
        "formula": found.record["formula"],
        "identical": found.replayed.identical,
        "differences": list(found.replayed.differences),
        "matches": [
            {
                "rank": line.rank,
                "score": line.score,
                "supplier": {key: firms[line.id][key] for key in _FIRM},
                "contributions": [
                    {"signal": c.signal, "label": c.label, "points": c.points} for c in line.contributions
                ],
            }
            for line in found.replayed.lines
        ],
    }


def ranking_record(
    result: MatchResult, found: Candidates, k: int, choice: Choice, ranker: Ranker
) -> dict[str, Any]:
    """All that a ranking was made of, as plain JSON."""
    return {
        "formula": FORMULA,
        "product": _version(),
        "order": result.order.id,
        "text": result.order.text,
        "edits": [asdict(edit) for edit in result.order.edits],
        "revision": result.revision,
        "k": k,
        "strict": choice.strict,
        "filters": dict(choice.filters),
        "today": (choice.today or date.today()).isoformat(),
        "weights": weights_record(ranker),
        "requirements": [requirement_record(r) for r in found.asked.requirements],
        "main": [r.id for r in found.asked.main],
        "candidates": [
            {**examined_record(e, found.signals[e.id]), **supplier_json(found.suppliers[e.id])}
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
        "excluded": [{**supplier_json(e.supplier), "reason": e.reason} for e in result.excluded],
        "excluded_total": dict(result.excluded_total),
        "ask": list(result.ask),
        "notices": list(result.notices),
    }


# Keys of a firm in a record, as shapes.supplier_json has them.
_FIRM = ("id", "source_id", "name", "prefecture", "city")


@cache
def _version() -> str:
    return metadata.version("juhatchu")
