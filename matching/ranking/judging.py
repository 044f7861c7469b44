"""Runs an engine and its parts over judged queries: the systems that `juhatchu evaluate` compares."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.ranking.baseline import PlainBM25
from matching.ranking.engine import LOOKED_AT, Engine
from matching.ranking.evaluation import Comparison, Qrels, compare, interval, judged, measure
from matching.records import PROFILE_TEXT_FIELDS, Supplier

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class SystemFigures:
    """One system's means, 95 % intervals, and each query's nDCG in the order of `Judgement.query_ids`."""

    means: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    ndcg: Sequence[float]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Figures of all systems on the same queries; `comparisons`: the hybrid against each other system, by nDCG."""

    query_ids: Sequence[str]
    documents: int
    left_out: int
    systems: Mapping[str, SystemFigures]
    comparisons: Mapping[str, Comparison]
    index_seconds: float
    query_seconds: Sequence[float] = field(default_factory=tuple)


def judge(
    engine: Engine,
    documents: Mapping[str, Supplier],
    queries: Mapping[str, str],
    qrels: Qrels,
    *,
    k: int = 10,
    relevant: int = 1,
    step: Step | None = None,
) -> Judgement:
    """Rank `documents` (external id -> supplier with a distinct id) for each judged query by every system.

    The engine's catalogue must hold exactly those suppliers. Systems: `hybrid` (the product), `first_look` (without verdicts),
    `lexical` (plain BM25), and each signal of the product that ranks on its own.
    """
    started = time.perf_counter()
    names = {s.id: key for key, s in documents.items()}
    plain = PlainBM25(engine.reader.words, (whole_text(s) for s in documents.values()))
    keys = np.array(list(documents))
    index_seconds = time.perf_counter() - started
    runs: dict[str, dict[str, list[str]]] = {}
    seconds: list[float] = []
    wanted = [q for q in judged(qrels, relevant) if q in queries]
    for query in wanted:
        begun = time.perf_counter()
        read = engine.read(queries[query])
        pool = engine.pool(read, 1_000)
        order, points = engine.ranker.rank(pool)
        ranked = [names[int(pool.ids[i])] for i in order[: max(k, 100)]]
        looked_at = [
            (documents[names[int(pool.ids[i])]], engine.ranker.named(points[i]))
            for i in order[: max(LOOKED_AT, 2 * k)]
        ]
        examined = [names[e.id] for e in engine.second_look(read, looked_at)]
        seconds.append(time.perf_counter() - begun)
        runs.setdefault("hybrid", {})[query] = [*examined, *ranked[len(examined) :]]
        runs.setdefault("first_look", {})[query] = ranked
        for signal, label in (("dense", "dense"), ("topics", "topics")):
            if signal in pool.signals:
                best = np.lexsort((pool.ids, -pool.signals[signal]))[: max(k, 100)]
                runs.setdefault(label, {})[query] = [names[int(pool.ids[i])] for i in best]
        best = np.argsort(-plain.scores(queries[query]), kind="stable")[: max(k, 100)]
        runs.setdefault("lexical", {})[query] = keys[best].tolist()
        if step:
            step()
    measured = {q: qrels[q] for q in wanted}
    systems = {name: _figures(run, measured, k, relevant) for name, run in runs.items()}
    comparisons = {
        name: compare(np.array(systems["hybrid"].ndcg), np.array(figures.ndcg))
        for name, figures in systems.items()
        if name != "hybrid"
    }
    left_out = len(queries) - len(wanted)
    return Judgement(wanted, len(documents), left_out, systems, comparisons, index_seconds, seconds)


def whole_text(supplier: Supplier) -> str:
    """All of a supplier's words in one text, as a plain search engine would index them."""
    return "\n".join([supplier.name, *(supplier.texts.get(key, "") for key in PROFILE_TEXT_FIELDS)])


def _figures(run: Mapping[str, list[str]], qrels: Qrels, k: int, relevant: int) -> SystemFigures:
    values = measure(run, qrels, k, relevant)
    return SystemFigures(
        {name: float(v.mean()) if len(v) else 0.0 for name, v in values.items()},
        {name: interval(v) for name, v in values.items()},
        values[f"ndcg@{k}"].tolist(),
    )
