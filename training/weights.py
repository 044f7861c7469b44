"""Fits the ranker's weights on data/evaluation's tune part, and nothing else; writes data/ranking/weights.json.

Coordinate ascent on mean nDCG@10 over bootstrap samples of the queries; the weights are the mean of what the samples gave (bagging), which
overfits 56 queries less than one fit on all of them. The first look's weights come first, then those of the verdicts, over the suppliers
that the first look puts in front. A class of verdicts of which the queries tell nothing keeps its prior.
Usage: python training/weights.py [--samples 40]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ingest import pipeline
from matching.corporate import CorporateDatabase
from matching.ranking.catalogue import Pool
from matching.ranking.engine import LOOKED_AT, Engine, Query
from matching.ranking.evidence import FAILED, MET
from matching.ranking.examination import CLASSES, Examiner, VerdictWeights
from matching.ranking.ranker import Ranker
from matching.ranking.signals import LABELS
from matching.records import Supplier
from matching.settings import DATA, Settings

STEPS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.22, 0.3, 0.4, 0.55, 0.75, 1.0)
POINTS = 100.0

# Verdict weights, in points: met by class, contradicted by class, wished. Signs are kept: what is met never takes points away.
VERDICT_CLASSES = (*dict.fromkeys(CLASSES.values()), "other")
VERDICT_STEPS = (0.0, 1.5, 3.0, 4.5, 6.0, 8.0, 11.0, 15.0)
MET_PRIOR, CONTRADICTED_PRIOR, WISHED_PRIOR = 3.0, -6.0, 1.5
# Below this much mean nDCG, a verdict weight stays where it is.
_GAIN = 5e-4
_ROUNDS = 2


@dataclass(frozen=True)
class Judged:
    """One query: (m, s) values, (m,) grades, its ideal DCG; the pool, and the query as read."""

    id: str
    style: str
    values: np.ndarray
    grades: np.ndarray
    best: float
    pool: Pool
    query: Query


@dataclass(frozen=True)
class Examined:
    """One query's front: (n,) points of the first look, (n, w) what a point of each verdict weight gives, and what the rule of order asks."""

    style: str
    first: np.ndarray
    values: np.ndarray
    grades: np.ndarray
    ids: np.ndarray
    clean: np.ndarray  # does the main process and contradicts nothing
    contradicted: np.ndarray
    failed: np.ndarray  # contradicts the main process itself
    best: float


def sample_suppliers() -> list[Supplier]:
    """The suppliers of data/sample, as the product's own door takes them in."""
    with tempfile.TemporaryDirectory() as folder:
        db = CorporateDatabase.open(f"sqlite:///{folder}/sample.db")
        for name in ("suppliers_1.csv", "suppliers_2.xlsx"):
            pipeline.run(DATA / "sample" / name, db, person="training")
        suppliers = list(db.suppliers())
        db.close()
    return suppliers


def sample_engine(settings: Settings) -> tuple[Engine, dict[int, str]]:
    """The product's engine over data/sample; supplier id -> 登録番号."""
    suppliers = sample_suppliers()
    engine = Engine.open(settings)
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
        read = engine.read(query["text"])
        pool = engine.pool(read, 1_000)
        graded = np.array([known.get(names[int(i)], 0) for i in pool.ids], float)
        ideal = ndcg_scale(sorted(graded, reverse=True))
        result.append(Judged(query["id"], query["style"], ranker.values(pool), graded, ideal, pool, read))
    return result


def ndcg_scale(gains: list[float]) -> float:
    return float(sum(g / np.log2(r + 1) for r, g in enumerate(gains[:10], 1)))


DISCOUNTS = 1 / np.log2(np.arange(2, 12))


def quality(queries: Sequence[Judged], weights: np.ndarray) -> np.ndarray:
    """(q,) nDCG@10 of each query."""
    result = np.empty(len(queries))
    for i, query in enumerate(queries):
        order = np.argsort(-(query.values @ weights), kind="stable")[:10]
        result[i] = (query.grades[order] * DISCOUNTS[: len(order)]).sum() / query.best
    return result


def fit(queries: Sequence[Judged], signals: list[str], rounds: int = 3) -> np.ndarray:
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


# ---- verdicts


def prior() -> np.ndarray:
    """The verdict weights to start with, and to keep where the queries tell nothing."""
    n = len(VERDICT_CLASSES)
    return np.array([*[MET_PRIOR] * n, *[CONTRADICTED_PRIOR] * n, WISHED_PRIOR])


def verdict_weights(weights: np.ndarray) -> VerdictWeights:
    n = len(VERDICT_CLASSES)
    met = dict(zip(VERDICT_CLASSES, weights[:n].tolist(), strict=True))
    contradicted = dict(zip(VERDICT_CLASSES, weights[n : 2 * n].tolist(), strict=True))
    return VerdictWeights(met, contradicted, float(weights[-1]))


def examined_part(
    judged: Sequence[Judged], engine: Engine, suppliers: dict[int, Supplier], points: np.ndarray
) -> list[Examined]:
    """The product's own verdicts on the first of each query; what a weight multiplies is what it gives when it is 1 and the others 0."""
    units = [verdict_weights(row) for row in np.eye(len(prior()))]
    examiners = [Examiner(engine.reader.lexicon, engine.examiner.statements, unit) for unit in units]
    result = []
    for one in judged:
        scores = one.values @ points
        front = np.lexsort((one.pool.ids, -scores))[:LOOKED_AT]
        asked = engine.asked(one.query)
        looks = [
            [examiner.examine(asked, suppliers[int(one.pool.ids[i])], {}) for examiner in examiners]
            for i in front
        ]
        result.append(
            Examined(
                one.style,
                scores[front],
                np.array([[look.score for look in row] for row in looks]),
                one.grades[front],
                one.pool.ids[front],
                np.array([row[0].main == MET and not row[0].contradicted for row in looks]),
                np.array([bool(row[0].contradicted) for row in looks]),
                np.array([row[0].main == FAILED for row in looks]),
                one.best,
            )
        )
    return result


def order(one: Examined, weights: np.ndarray, *, ruled: bool = True) -> np.ndarray:
    """Rows, best first, as examination.in_order has them: who contradicts a must stands below who does the main process and contradicts nothing."""
    scores = one.first + one.values @ weights
    if ruled and one.clean.any():
        floor = scores[one.clean].min()
        held = np.flatnonzero(one.contradicted & (scores >= floor))
        held = held[np.lexsort((one.ids[held], -scores[held], one.failed[held]))]
        scores[held] = floor - 0.01 * np.arange(1, len(held) + 1)
    return np.lexsort((one.ids, -scores))


def examined_quality(queries: Sequence[Examined], weights: np.ndarray, *, ruled: bool = True) -> np.ndarray:
    """(q,) nDCG@10 of each query after the second look; `ruled`: with the rule of order."""
    result = np.empty(len(queries))
    for i, one in enumerate(queries):
        first = order(one, weights, ruled=ruled)[:10]
        result[i] = (one.grades[first] * DISCOUNTS[: len(first)]).sum() / one.best
    return result


def fit_verdicts(queries: Sequence[Examined]) -> np.ndarray:
    """Coordinate ascent from the prior; the steps nearest to it are tried first.

    Without the rule of order, which holds whatever the weights are: with it, the fit would only dodge it on these queries.
    """
    weights = start = prior()
    best = examined_quality(queries, weights, ruled=False).mean()
    for _ in range(_ROUNDS):
        before = best
        for i, usual in enumerate(start):
            # What no supplier of any query has moves nothing.
            if not any(one.values[:, i].any() for one in queries):
                continue
            signed = np.array(VERDICT_STEPS) * (-1.0 if usual < 0 else 1.0)
            for step in signed[np.argsort(np.abs(signed - usual), kind="stable")]:
                trial = weights.copy()
                trial[i] = step
                value = examined_quality(queries, trial, ruled=False).mean()
                if value > best + _GAIN:
                    best, weights = value, trial
        if best - before < _GAIN:
            break
    return weights


def bagged(draws: int, size: int, fitted: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Mean of what `fitted` makes of bootstrap samples (row numbers)."""
    generator = np.random.default_rng(0)
    return np.mean([fitted(generator.integers(0, size, size)) for _ in range(draws)], axis=0)


def report(name: str, values: np.ndarray, queries: Sequence[Judged] | Sequence[Examined]) -> None:
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
    parser.add_argument(
        "--verdicts-only", action="store_true", help="keep the first look's weights as they are"
    )
    arguments = parser.parse_args()
    signals = list(LABELS)
    suppliers = sample_suppliers()
    engine = Engine.open(Settings.load(home=arguments.home))
    engine.index(suppliers)
    names, by_id = {s.id: s.source_id for s in suppliers}, {s.id: s for s in suppliers}
    tune = judged_part("tune", engine, names, signals)
    if arguments.verdicts_only:
        weights = np.array([Ranker.load().weights[s] for s in signals]) / POINTS
    else:
        weights = bagged(arguments.samples, len(tune), lambda drawn: fit([tune[i] for i in drawn], signals))
        weights /= np.abs(weights).sum()
    for i, signal in enumerate(signals):
        report(signal, quality(tune, np.eye(len(signals))[i]), tune)
    report("first look", quality(tune, weights), tune)
    # What is written is rounded, and the verdicts' weights are fitted to what is written.
    points = np.round(weights * POINTS, 2)
    examined = examined_part(tune, engine, by_id, points)
    verdicts = bagged(
        arguments.samples, len(examined), lambda drawn: fit_verdicts([examined[i] for i in drawn])
    )
    verdicts = np.round(verdicts, 2)
    report("with verdicts, prior", examined_quality(examined, prior()), examined)
    report("with verdicts", examined_quality(examined, verdicts), examined)
    if arguments.test:
        test = judged_part("test", engine, names, signals)
        report("first look, test", quality(test, weights), test)
        examined = examined_part(test, engine, by_id, points)
        report("with verdicts, test", examined_quality(examined, verdicts), examined)
    fitted = verdict_weights(verdicts)
    content = {
        "fitted_on": "data/evaluation/tune",
        "by": "training/weights.py",
        "verdicts": {
            "met": fitted.met_by_class,
            "wished": fitted.wished,
            "contradicted": fitted.contradicted_by_class,
        },
        "weights": dict(zip(signals, points.tolist(), strict=True)),
    }
    print(json.dumps(content, indent=1))
    if not arguments.dry_run:
        path = DATA / "ranking" / "weights.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
