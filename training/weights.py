"""Fits the ranker's weights on data/evaluation's tune part, and nothing else; writes data/ranking/weights.json.

Coordinate ascent on mean nDCG@10 over bootstrap samples of the queries; the weights are the mean of what the samples gave (bagging), which overfits
56 queries less than one fit on all of them. Usage: python training/weights.py [--samples 40]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass

import numpy as np

from ingest import pipeline
from matching.corporate import CorporateDatabase
from matching.ranking.engine import Engine
from matching.ranking.ranker import Ranker
from matching.ranking.signals import LABELS
from matching.settings import DATA, Settings

STEPS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.22, 0.3, 0.4, 0.55, 0.75, 1.0)
POINTS = 100.0


@dataclass(frozen=True)
class Judged:
    """One query: (m, s) values, (m,) grades, its ideal DCG."""

    id: str
    style: str
    values: np.ndarray
    grades: np.ndarray
    best: float


def sample_engine(settings: Settings) -> tuple[Engine, dict[int, str]]:
    """The product's engine over data/sample; supplier id -> 登録番号."""
    engine = Engine.open(settings)
    with tempfile.TemporaryDirectory() as folder:
        db = CorporateDatabase.open(f"sqlite:///{folder}/sample.db")
        for name in ("suppliers_1.csv", "suppliers_2.xlsx"):
            pipeline.run(DATA / "sample" / name, db, person="training")
        suppliers = list(db.suppliers())
        db.close()
    engine.index(suppliers)
    return engine, {s.id: s.source_id for s in suppliers}


def judged_part(part: str, engine: Engine, names: dict[int, str], signals: list[str]) -> list[Judged]:
    folder = DATA / "evaluation" / part
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        grades.setdefault(query, {})[document] = int(grade)
    ranker = Ranker(dict.fromkeys(signals, 1.0))
    result = []
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        known = grades.get(query["id"], {})
        if not any(known.values()):
            continue
        pool = engine.pool(engine.read(query["text"]), 1_000)
        graded = np.array([known.get(names[int(i)], 0) for i in pool.ids], float)
        ideal = ndcg_scale(sorted(graded, reverse=True))
        result.append(Judged(query["id"], query["style"], ranker.values(pool), graded, ideal))
    return result


def ndcg_scale(gains: list[float]) -> float:
    return float(sum(g / np.log2(r + 1) for r, g in enumerate(gains[:10], 1)))


DISCOUNTS = 1 / np.log2(np.arange(2, 12))


def quality(queries: list[Judged], weights: np.ndarray) -> np.ndarray:
    """(q,) nDCG@10 of each query."""
    result = np.empty(len(queries))
    for i, query in enumerate(queries):
        order = np.argsort(-(query.values @ weights), kind="stable")[:10]
        result[i] = (query.grades[order] * DISCOUNTS[: len(order)]).sum() / query.best
    return result


def fit(queries: list[Judged], signals: list[str], rounds: int = 3) -> np.ndarray:
    weights = np.array([-0.1 if s == "refused" else 0.2 for s in signals])
    best = quality(queries, weights).mean()
    for _ in range(rounds):
        before = best
        for i, signal in enumerate(signals):
            for step in STEPS:
                trial = weights.copy()
                trial[i] = -step if signal == "refused" else step
                value = quality(queries, trial).mean()
                if value > best + 1e-5:
                    best, weights = value, trial
        if best - before < 1e-4:
            break
    return weights / np.abs(weights).sum()


def report(name: str, queries: list[Judged], weights: np.ndarray) -> None:
    values = quality(queries, weights)
    everyday = np.array([q.style == "everyday" for q in queries])
    print(
        f"{name:28s} all {values.mean():.3f}  everyday {values[everyday].mean():.3f}  technical {values[~everyday].mean():.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--home", default="var/home")
    parser.add_argument("--test", action="store_true", help="also print the test part's figures")
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()
    signals = list(LABELS)
    engine, names = sample_engine(Settings.load(home=arguments.home))
    tune = judged_part("tune", engine, names, signals)
    generator = np.random.default_rng(0)
    fits = []
    for _ in range(arguments.samples):
        drawn = generator.integers(0, len(tune), len(tune))
        fits.append(fit([tune[i] for i in drawn], signals))
    weights = np.mean(fits, axis=0)
    weights /= np.abs(weights).sum()
    for i, signal in enumerate(signals):
        report(signal, tune, np.eye(len(signals))[i])
    report("fused", tune, weights)
    if arguments.test:
        report("fused, test", judged_part("test", engine, names, signals), weights)
    points = {s: round(float(w) * POINTS, 2) for s, w in zip(signals, weights, strict=True)}
    print(points)
    if not arguments.dry_run:
        path = DATA / "ranking" / "weights.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"fitted_on": "data/evaluation/tune", "by": "training/weights.py", "weights": points}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
