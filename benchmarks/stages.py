"""The stages of the benchmark, each run in a process of its own so that its memory is its own (see run.py)."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psutil

import matching.matcher
from benchmarks import peers
from benchmarks.corpus import Recombined, Sample, enquiries
from matching.corporate import CorporateDatabase, SupplierRow
from matching.language.terms import plain_terms
from matching.matcher import Matcher
from matching.ranking.catalogue import Catalogue
from matching.ranking.engine import Engine
from matching.ranking.follower import IndexFollower
from matching.ranking.index import FLAT_LIMIT
from matching.ranking.statements import Statements
from matching.records import Order, Supplier
from matching.settings import Settings

# Up to so many suppliers, the database is a real one (SQLite), and documents are made before the building is timed.
REAL = 100_000
_WARM_UP = 20
_K = 10
_CHANGED = "架空の窒化珪素製偏心カム研磨"


class Timed:
    """Adds up the time that some methods take, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def wrap(self, owner: Any, method: str, name: str) -> None:
        call: Callable[..., Any] = getattr(owner, method)

        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        setattr(owner, method, timed)


class StandIn:
    """In place of a database of a million: records made when asked for, no states, no changes."""

    identity = "stand-in"

    def __init__(self, corpus: Recombined) -> None:
        self._corpus = corpus

    def revision(self) -> int:
        return 1

    def suppliers(self, ids: Sequence[int] | None = None) -> Iterator[Supplier]:
        wanted = range(1, self._corpus.size + 1) if ids is None else ids
        return (self._corpus.supplier(one) for one in wanted)

    def changed_suppliers(self, after: int) -> tuple[list[int], list[int]]:
        del after
        return [], []

    def unavailable(self, today: date, buyer_id: int | None = None) -> dict[int, str]:
        del today, buyer_id
        return {}

    def notes(self, today: date) -> dict[int, str]:
        del today
        return {}

    def close(self) -> None: ...


def build(size: int, folder: Path, settings: Settings) -> dict[str, Any]:
    """Make the catalogue (and the database, where it is a real one) and save it."""
    engine = Engine.open(settings)
    corpus = Recombined(size, Sample(), engine)
    result: dict[str, Any] = {}
    if size <= REAL:
        started = time.perf_counter()
        _fill(_database_url(folder), corpus)
        result["database_seconds"] = time.perf_counter() - started
    db = _database(size, folder, corpus)
    pieces = list(corpus.documents()) if size <= REAL else corpus.documents()

    def index(suppliers: Any) -> None:
        del suppliers  # the same ones as documents
        started = time.perf_counter()
        engine.catalogue = Catalogue.build(pieces, engine.dimension)
        result["build_seconds"] = time.perf_counter() - started

    setattr(engine, "index", index)  # noqa: B010
    started = time.perf_counter()
    IndexFollower(db, engine, replace(settings, home=folder)).rebuild()
    catalogue = engine.catalogue
    return result | {
        "build_suppliers_per_second": size / result["build_seconds"],
        "build_includes_making_the_corpus": size > REAL,
        "save_seconds": time.perf_counter() - started - result["build_seconds"],
        "build_peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "index_bytes": sum(f.stat().st_size for f in (folder / "index").rglob("*") if f.is_file()),
        "words": len(catalogue.words),
        "concepts": len(catalogue.concepts),
    }


def match(size: int, folder: Path, settings: Settings, count: int) -> dict[str, Any]:
    """Open what `build` saved, as any process of the product does, and match."""
    engine = Engine.open(settings)
    # A store of its own: no profile's statements were read before.
    engine.examiner.statements = Statements.open(folder, engine.reader)
    sample = Sample()
    # The real database's records come out of it, so that the corpus need not be in memory.
    corpus = Recombined(size if size > REAL else 1, sample, engine)
    db = _database(size, folder, corpus)
    matcher = Matcher(db, engine, IndexFollower(db, engine, replace(settings, home=folder)))
    build = engine.index
    setattr(engine, "index", _refuse)  # noqa: B010
    started = time.perf_counter()
    matcher.index.follow()
    opened = time.perf_counter() - started
    setattr(engine, "index", build)  # noqa: B010
    texts = enquiries(sample, count + _WARM_UP, seed=1)
    for text in texts[count:]:
        matcher.match(Order(text), _K)
    memory = psutil.Process().memory_info()
    result: dict[str, Any] = {
        "database": "SQLite" if size <= REAL else "stand-in that makes the shown records",
        "open_seconds": opened,
        "resident_bytes": memory.rss,
        "resident_of_mapped_files_bytes": memory.shared,
        "enquiry_characters": float(np.mean([len(text) for text in texts[:count]])),
        "match": _latencies(matcher, texts[:count]),
        "match_again": _latencies(matcher, texts[:count]),
    }
    if size > FLAT_LIMIT and engine.encoder:
        result["dense_index"] = _recall(engine, texts[:count])
    if size <= REAL:  # among a million made-up firms, thousands suit as well as the changed one
        result["changed_supplier_found_seconds"] = _change(matcher, db, size)
    return result


def compare(size: int, settings: Settings, count: int) -> dict[str, Any]:
    """The peers on the same corpus and the same enquiries."""
    engine = Engine.open(replace(settings, encoder="lsa"))
    sample = Sample()
    documents = list(Recombined(size, sample, engine).tokens())
    texts = enquiries(sample, count + _WARM_UP, seed=1)
    words = engine.reader.words
    measured = peers.measure(documents, lambda text: plain_terms(words, text), texts[:count], texts[count:])
    for one in measured.values():
        one["query"] = percentiles(one.pop("query_seconds"))
    return measured


def reading(settings: Settings) -> dict[str, Any]:
    """Rates of reading and encoding the sample's own profiles; none of them is looked up."""
    engine = Engine.open(settings)
    suppliers = Sample().suppliers
    engine.reader.profile(suppliers[0].texts)
    started = time.perf_counter()
    read = [engine.reader.profile(one.texts, one.name) for one in suppliers]
    result = {
        "profiles": len(suppliers),
        "read_suppliers_per_second": len(read) / (time.perf_counter() - started),
        "profile_characters": float(np.mean([len(one.canonical) for one in read])),
    }
    if engine.encoder:
        texts = [one.canonical for one in read[:100]]
        started = time.perf_counter()
        engine.encoder.encode_passages(texts)
        result["encode_suppliers_per_second"] = len(texts) / (time.perf_counter() - started)
    return result


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}


def _latencies(matcher: Matcher, texts: Sequence[str]) -> dict[str, Any]:
    """Whole matches, and the parts of the same calls with their shares of all the time.

    `rest` is filters, states, fetching records and putting the result together.
    """
    engine, timed = matcher.engine, Timed()
    timed.wrap(engine.reader, "enquiry", "reading")
    timed.wrap(engine.phrasebook, "consult", "phrasebook")
    timed.wrap(engine.catalogue, "pool", "candidates and signals")
    timed.wrap(engine.ranker, "rank", "ranking")
    timed.wrap(engine, "second_look", "verdicts")
    timed.wrap(matching.matcher, "questions", "questions")
    if engine.encoder:
        timed.wrap(engine.encoder, "encode_queries", "encoder")
    whole: list[float] = []
    parts: list[Mapping[str, float]] = []
    for text in texts:
        timed.seconds = {}
        started = time.perf_counter()
        matcher.match(Order(text), _K)
        whole.append(time.perf_counter() - started)
        parts.append({**timed.seconds, "rest": whole[-1] - sum(timed.seconds.values())})
    encoder = [part.get("encoder", 0.0) for part in parts]
    return {
        **percentiles(whole),
        "without_encoder": percentiles([w - e for w, e in zip(whole, encoder, strict=True)]),
        "parts": {
            name: percentiles(seconds) | {"share": round(sum(seconds) / sum(whole), 3)}
            for name in dict.fromkeys(name for part in parts for name in part)
            for seconds in ([part.get(name, 0.0) for part in parts],)
        },
    }


def _recall(engine: Engine, texts: Sequence[str]) -> dict[str, Any]:
    """Share of the exact 100 nearest that the approximate index's 100 nearest, and its 500 nearest, hold."""
    segment, dense = engine.catalogue.base.segment, engine.catalogue.base.dense
    if segment.vectors is None or dense is None or engine.encoder is None:
        return {}
    queries = engine.encoder.encode_queries(texts).vectors
    exact = np.full((len(texts), 100), -1, np.int64)
    best = np.full((len(texts), 100), -np.inf, np.float32)
    for start in range(0, len(segment), 20_000):
        part = segment.vectors[start : start + 20_000].astype(np.float32)
        ids = np.broadcast_to(segment.ids[start : start + 20_000], (len(texts), len(part)))
        scores, ids = np.hstack([best, queries @ part.T]), np.hstack([exact, ids])
        chosen = np.argpartition(-scores, 100, axis=1)[:, :100]
        best, exact = np.take_along_axis(scores, chosen, 1), np.take_along_axis(ids, chosen, 1)
    recalls: dict[int, list[float]] = {100: [], 500: []}
    seconds = []
    for query, nearest in zip(queries, exact, strict=True):
        for depth, found in recalls.items():
            started = time.perf_counter()
            ids = dense.search(query, depth)[1]
            if depth == 100:
                seconds.append(time.perf_counter() - started)
            found.append(len(np.intersect1d(ids, nearest)) / 100)
    return {
        "recall@100": round(float(np.mean(recalls[100])), 4),
        "of_the_exact_100_in_500": round(float(np.mean(recalls[500])), 4),
        "search": percentiles(seconds),
    }


def _change(matcher: Matcher, db: CorporateDatabase, size: int) -> float:
    """Seconds from the end of the writing transaction until a match has found what was written."""
    one = next(iter(db.suppliers([size // 2])))
    texts = {**one.texts, "processes": _CHANGED}
    with db.writing("bench") as writer:
        writer.upsert_supplier(SupplierRow(one.name, one.source_id, texts=texts))
    started = time.perf_counter()
    found = matcher.match(Order(_CHANGED), _K)
    seconds = time.perf_counter() - started
    if one.id not in [m.supplier.id for m in found.matches]:
        raise AssertionError("the changed supplier was not found")
    return seconds


def _fill(url: str, corpus: Recombined) -> None:
    with CorporateDatabase.open(url) as db, db.writing("bench") as writer:
        for supplier_id in range(1, corpus.size + 1):
            one = corpus.supplier(supplier_id)
            place = one.place
            row = SupplierRow(
                one.name, one.source_id, prefecture=place.prefecture, city=place.city, texts=one.texts
            )
            if writer.upsert_supplier(row).id != supplier_id:
                raise AssertionError("the database numbers its suppliers otherwise")


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder}/bench.db"


def _database(size: int, folder: Path, corpus: Recombined) -> Any:
    return CorporateDatabase.open(_database_url(folder)) if size <= REAL else StandIn(corpus)


def _refuse(_suppliers: object) -> None:
    raise AssertionError("the saved index was not used")


def main(arguments: Sequence[str]) -> None:
    stage, size, folder, queries, settings = (
        arguments[0],
        int(arguments[1]),
        Path(arguments[2]),
        int(arguments[3]),
        Settings.load(),
    )
    stages: dict[str, Callable[[], dict[str, Any]]] = {
        "reading": lambda: reading(settings),
        "build": lambda: build(size, folder, settings),
        "match": lambda: match(size, folder, settings, queries),
        "compare": lambda: compare(size, settings, queries),
    }
    print(json.dumps(stages[stage]()))


if __name__ == "__main__":
    main(sys.argv[1:])
