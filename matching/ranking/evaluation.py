"""How good a ranking is, on judged queries: nDCG, recall, MRR, precision, intervals and paired tests.

nDCG uses the linear gain grade / log2(rank + 1) (Järvelin & Kekäläinen 2002). For the others a document is relevant from a grade
on. Two rankers are compared query by query: a paired randomization test (Smucker et al. 2007) and wins/ties/losses, never means alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rankers on the same queries: mean difference (first - second), two-sided p, wins, ties, losses of the first."""

    difference: float
    p_value: float
    wins: int
    ties: int
    losses: int


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Sum of grade / log2(rank + 1) over the first k, over that of the ideal order; 0 where nothing is relevant."""
    gains = [max(grades.get(d, 0), 0) for d in ranking[:k]]
    ideal = sorted((g for g in grades.values() if g > 0), reverse=True)[:k]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int, relevant: int = 1) -> float:
    """Share of the relevant documents among the first k."""
    wanted = {d for d, g in grades.items() if g >= relevant}
    return len(wanted.intersection(ranking[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], k: int, relevant: int = 1) -> float:
    """1 / rank of the first relevant document among the first k, 0 if there is none."""
    ranks = (i for i, d in enumerate(ranking[:k], 1) if grades.get(d, 0) >= relevant)
    return 1 / next(ranks, np.inf)


def measure(run: Run, qrels: Qrels, k: int, relevant: int = 1) -> dict[str, NDArray[np.float64]]:
    """Each measure for each query of `qrels` that has a relevant document, in the order of `judged`."""
    queries = judged(qrels, relevant)
    rows = [(run.get(q, ()), qrels[q]) for q in queries]
    return {
        f"ndcg@{k}": np.array([ndcg(r, g, k) for r, g in rows]),
        f"recall@{k}": np.array([recall(r, g, k, relevant) for r, g in rows]),
        f"mrr@{k}": np.array([reciprocal_rank(r, g, k, relevant) for r, g in rows]),
        "p@1": np.array([float(bool(r) and g.get(r[0], 0) >= relevant) for r, g in rows]),
    }


def judged(qrels: Qrels, relevant: int = 1) -> list[str]:
    """Queries with at least one relevant document; the others can't be measured and are left out."""
    return [q for q, grades in qrels.items() if any(g >= relevant for g in grades.values())]


def interval(values: NDArray[np.float64], draws: int = 10_000, seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean over queries (Sakai 2006)."""
    if len(values) == 0:
        return (0.0, 0.0)
    generator = np.random.default_rng(seed)
    means = values[generator.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def compare(
    first: NDArray[np.float64], second: NDArray[np.float64], draws: int = 20_000, seed: int = 0
) -> Comparison:
    """Paired randomization test: how often random signs give a mean difference at least as large; p = (hits + 1) / (draws + 1)."""
    differences = first - second
    observed = abs(differences.mean()) if len(differences) else 0.0
    generator = np.random.default_rng(seed)
    signs = generator.choice([-1.0, 1.0], (draws, len(differences)))
    means = np.abs((signs * differences).mean(axis=1)) if len(differences) else np.zeros(draws)
    hits = int((means >= observed - 1e-12).sum())
    return Comparison(
        difference=float(differences.mean()) if len(differences) else 0.0,
        p_value=(hits + 1) / (draws + 1),
        wins=int((differences > 1e-9).sum()),
        ties=int((np.abs(differences) <= 1e-9).sum()),
        losses=int((differences < -1e-9).sum()),
    )


def weighted_kappa(first: Sequence[int], second: Sequence[int], grades: int = 4) -> float:
    """Agreement of two readers beyond chance, quadratic weights (Cohen 1968)."""
    observed = np.zeros((grades, grades))
    for a, b in zip(first, second, strict=True):
        observed[a, b] += 1
    expected = np.outer(observed.sum(1), observed.sum(0)) / max(observed.sum(), 1)
    distance = np.subtract.outer(np.arange(grades), np.arange(grades)) ** 2
    chance = float((distance * expected).sum())
    return 1.0 - float((distance * observed).sum()) / chance if chance else 1.0


def _discounted(gains: Sequence[int]) -> float:
    return float(sum(g / np.log2(rank + 1) for rank, g in enumerate(gains, 1)))
