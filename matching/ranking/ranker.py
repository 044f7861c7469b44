"""Signals -> scores: a convex combination whose weights were fitted on judged enquiries, and its parts as contributions.

score = sum over signals of weight · value, weights adding up to 100 (points); what is not known adds nothing, and weights are never
shared out again over what is known, which would lift empty profiles (Bruch et al. 2023, "An Analysis of Fusion Functions").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.ranking.catalogue import Pool
from matching.ranking.examination import VerdictWeights
from matching.ranking.index import Floats, Ids
from matching.ranking.signals import LABELS, VERDICT_LABELS
from matching.records import Contribution
from matching.settings import DATA


@dataclass(frozen=True, slots=True)
class Scaling:
    """value = clip((raw - zero) / (one - zero), 0, top): puts a raw signal on the scale where 1 is a very good supplier."""

    zero: float = 0.0
    one: float = 1.0
    top: float = 1.5


# With the adapter, unrelated texts have a cosine around 0.1 and fitting ones above 0.4.
SCALINGS: Mapping[str, Scaling] = {
    "dense": Scaling(0.0, 0.6),
    "translated": Scaling(0.0, 0.6),
    "topics": Scaling(0.0, 0.8),
    "lexical": Scaling(0.0, 0.6, 2.0),
}


_NO_VERDICTS = VerdictWeights()


class Ranker:
    """Weights by signal, in points: those of the first look, and those that verdicts add (examination.py)."""

    def __init__(
        self,
        weights: Mapping[str, float],
        verdicts: VerdictWeights = _NO_VERDICTS,
        scalings: Mapping[str, Scaling] = SCALINGS,
    ) -> None:
        self.weights = dict(weights)
        self.verdicts = verdicts
        self.scalings = {name: scalings.get(name, Scaling()) for name in self.weights}

    @classmethod
    def load(cls, path: Path = DATA / "ranking" / "weights.json") -> Ranker:
        """The product's own weights."""
        return _load(path)

    def values(self, pool: Pool) -> Floats:
        """(m, s) scaled values, a column a weighted signal; 0 where a signal is missing or no number."""
        columns = []
        for name in self.weights:
            raw = pool.signals.get(name)
            if raw is None:
                columns.append(np.zeros(len(pool.ids), np.float32))
                continue
            scaling = self.scalings[name]
            with np.errstate(over="ignore"):  # beyond float32 is beyond the top all the same
                value = (raw - scaling.zero) / (scaling.one - scaling.zero)
            columns.append(np.clip(np.nan_to_num(value), 0.0, scaling.top).astype(np.float32))
        return np.column_stack(columns) if columns else np.zeros((len(pool.ids), 0), np.float32)

    def rank(self, pool: Pool) -> tuple[Ids, Floats]:
        """Row numbers of the pool, best first (ties by id), and the (m, s) points of each row's signals."""
        points = self.values(pool).astype(np.float64) * np.array(list(self.weights.values()))
        order = np.lexsort((pool.ids, -points.sum(axis=1)))
        return order.astype(np.int64), points

    def named(self, points: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
        """One row's points by signal, zeros left out."""
        return {name: float(p) for name, p in zip(self.weights, points, strict=True) if p}


def contributions(points: Mapping[str, float]) -> tuple[Contribution, ...]:
    """Points by signal with their Japanese labels, largest first."""
    labels = {**LABELS, **VERDICT_LABELS}
    parts = [Contribution(name, labels[name], p) for name, p in points.items() if p]
    return tuple(sorted(parts, key=lambda c: -abs(c.points)))


@lru_cache(maxsize=4)
def _load(path: Path) -> Ranker:
    content = json.loads(path.read_text(encoding="utf-8"))
    verdicts = content.get("verdicts", {"met": {}, "contradicted": {}, "wished": 0.0})
    return Ranker(
        content["weights"], VerdictWeights(verdicts["met"], verdicts["contradicted"], verdicts["wished"])
    )
