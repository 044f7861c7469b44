"""The catalogue: all indexed suppliers as one large segment and a small one for what changed since.

An upsert strikes the old row out and puts the new one into the small segment, which is made anew (some milliseconds); when
that outgrows its share, the two are merged without reading a text again. Idf follows at once; the average length and the topics are
those of the last rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.ranking.index import DenseIndex, Floats, Ids
from matching.ranking.segment import (
    Document,
    Segment,
    SegmentBuilder,
    Vocabulary,
    accumulate,
    accumulate_at,
    bm25_idf,
    frequencies,
    side_by_side,
)
from matching.ranking.topics import TopicModel

TOPICS = 150
_DELTA_LEAST, _DELTA_SHARE = 2_000, 0.02
# Up to so many postings, struck rows are left out of idf at once; past that, at the next merge (they are few by then).
_COUNTED = 5_000_000
# Up to so many suppliers, every one is a candidate.
_ALL = 3_000
# Past that, what more than this share of the suppliers has finds no candidates (nothing tells them apart by it, and its
# posting list is the longest); they are scored with it all the same.
_COMMON = 0.3

_Weights = tuple[Sequence[int], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query to the catalogue: terms (repetition ignored), concept weights and a (d,) vector for each signal that has them."""

    terms: Sequence[str]
    concepts: Mapping[str, Mapping[str, float]]
    vectors: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pool:
    """m candidates: `ids` (m,) and one (m,) array a signal, each on its own scale (see Catalogue.pool)."""

    ids: Ids
    signals: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    """A segment, which of its rows still count, and how to find nearest vectors in it."""

    segment: Segment
    alive: NDArray[np.bool_]
    dense: DenseIndex | None


class Catalogue:
    """Suppliers by id, searchable by terms, concepts and vectors. Not for concurrent use: callers take turns."""

    def __init__(
        self,
        base: Segment,
        words: Vocabulary,
        concepts: Vocabulary,
        topics: TopicModel,
        dense: DenseIndex | None,
        *,
        average: float,
        dimension: int,
    ) -> None:
        self.words, self.concepts, self.topics = words, concepts, topics
        self.average, self.dimension = average, dimension
        self.base = _Part(base, np.ones(len(base), bool), dense)
        self.changed: dict[int, Document] = {}
        # Whether the base holds more than what it was built or loaded with; whoever saves it whole sets this back.
        self.merged = False
        self._refresh()

    @classmethod
    def build(cls, pieces: Iterable[Sequence[Document]], dimension: int = 0) -> Catalogue:
        """Index documents that come in pieces; `dimension` is that of their vectors, 0 for none."""
        words, concepts = Vocabulary(), Vocabulary()
        builder = SegmentBuilder(words, concepts, dimension)
        for piece in pieces:
            builder.add(piece)
        segment, counts, average = builder.finish()
        return cls.from_counts(segment, counts, words, concepts, average=average, dimension=dimension)

    @classmethod
    def from_counts(
        cls,
        segment: Segment,
        counts: sp.csr_array,
        words: Vocabulary,
        concepts: Vocabulary,
        *,
        average: float,
        dimension: int,
    ) -> Catalogue:
        """Fit the topics on (vocabulary, n) term `counts` and index the segment's vectors."""
        topics = TopicModel.fit(counts, TOPICS)
        segment = replace(segment, topics=_topic_rows(topics, counts))
        dense = DenseIndex.build(segment.vectors, segment.ids) if segment.vectors is not None else None
        return cls(segment, words, concepts, topics, dense, average=average, dimension=dimension)

    def __len__(self) -> int:
        return int(self.base.alive.sum()) + len(self.changed)

    def upsert(self, documents: Sequence[Document]) -> None:
        """Put `documents` in place of what stood under their ids."""
        self._strike([d.id for d in documents])
        self.changed |= {d.id: d for d in documents}
        self._refresh()

    def remove(self, ids: Sequence[int]) -> None:
        """Take suppliers out; unknown ids are ignored."""
        self._strike(ids)
        for one in ids:
            self.changed.pop(one, None)
        self._refresh()

    def pool(self, wanted: Wanted, depth: int, allowed: Ids | None = None) -> Pool:
        """Candidates (the best `depth` of each leg, united; all of a small catalogue) and their signals.

        Signals: `lexical` BM25 over the score that the query would have as a document of average length, at most about 2;
        `topics` and each of `wanted.vectors` inner products of unit vectors; each of `wanted.concepts` the sum of the weights that a supplier covers.
        None depends on the other candidates.
        """
        scored = [self._pool_part(part, wanted, depth, allowed) for part in (self.base, self._delta)]
        scored = [pool for pool in scored if len(pool.ids)] or scored[:1]
        names = scored[0].signals
        return Pool(
            np.concatenate([pool.ids for pool in scored]),
            {name: np.concatenate([pool.signals[name] for pool in scored]) for name in names},
        )

    def score(self, wanted: Wanted, documents: Sequence[Document]) -> Pool:
        """Signals of documents that aren't in the catalogue, as if they were: nothing of it changes."""
        words, concepts = Vocabulary(self.words), Vocabulary(self.concepts)
        builder = SegmentBuilder(words, concepts, self.dimension)
        builder.add(documents)
        segment, counts, _ = builder.finish(self.average)
        segment = replace(segment, topics=_topic_rows(self.topics, counts))
        part = _Part(segment, np.ones(len(segment), bool), None)
        return self._pool_part(part, wanted, len(documents), None)

    def _pool_part(self, part: _Part, wanted: Wanted, depth: int, allowed: Ids | None) -> Pool:
        segment = part.segment
        usable = part.alive if allowed is None else part.alive & _among(segment, allowed)
        terms = self._term_weights(wanted.terms)
        if len(segment) <= max(_ALL, depth):
            rows = np.flatnonzero(usable)
            lexical = accumulate(segment.terms, *terms)[rows]
        else:
            rare, common = _split(segment.terms, *terms)
            scores = accumulate(segment.terms, *rare)
            rows = self._candidates(part, usable, scores, wanted, depth, allowed)
            lexical = scores[rows] + accumulate_at(segment.terms, *common, rows)
        signals: dict[str, Floats] = {"lexical": lexical / max(float(sum(terms[1])), 1e-9)}
        signals |= self._concept_signals(segment, rows, wanted.concepts)
        signals["topics"] = self._topic_signal(segment, rows, wanted.terms)
        if segment.vectors is not None and wanted.vectors:
            exact = segment.vectors[rows].astype(np.float32)
            # vecdot, here and elsewhere: BLAS would wake a second thread, and wait for it where the machine is busy.
            signals |= {name: np.vecdot(exact, vector) for name, vector in wanted.vectors.items()}
        return Pool(segment.ids[rows], signals)

    def _term_weights(self, terms: Sequence[str]) -> _Weights:
        numbers = self.words.known(dict.fromkeys(terms))
        return numbers, [float(self._idf[n]) for n in numbers]

    def _candidates(
        self,
        part: _Part,
        usable: NDArray[np.bool_],
        lexical: Floats,
        wanted: Wanted,
        depth: int,
        allowed: Ids | None,
    ) -> NDArray[np.int64]:
        """Rows that are usable and among the best `depth` by terms, by concepts, or by vector."""
        together: dict[int, float] = {}
        for signal, weights in wanted.concepts.items():
            if signal.startswith("refuse"):  # what a firm doesn't do brings no one nearer
                continue
            for concept, weight in weights.items():
                number = self.concepts.get(concept)
                if number is not None:
                    together[number] = together.get(number, 0.0) + weight
        rare, _ = _split(part.segment.by_concept, list(together), list(together.values()))
        covered = accumulate(part.segment.by_concept, *rare)
        legs = [_best(leg, usable, depth) for leg in (lexical, covered)]
        if part.dense is not None:
            near = None if allowed is None else part.segment.ids[usable]
            legs += [
                part.segment.rows_of(part.dense.search(vector, depth, near)[1])
                for vector in wanted.vectors.values()
            ]
        return np.unique(np.concatenate(legs))

    def _concept_signals(
        self, segment: Segment, rows: NDArray[np.int64], wanted: Mapping[str, Mapping[str, float]]
    ) -> dict[str, Floats]:
        signals: dict[str, Floats] = {}
        chosen = segment.by_supplier[rows]
        for name, weights in wanted.items():
            column = np.zeros(chosen.shape[1], np.float32)
            for concept, weight in weights.items():
                number = self.concepts.get(concept)
                if number is not None and number < len(column):
                    column[number] = weight
            signals[name] = np.asarray(chosen @ column, np.float32)
        return signals

    def _topic_signal(self, segment: Segment, rows: NDArray[np.int64], terms: Sequence[str]) -> Floats:
        counts = _count_row(self.words, terms)
        query = self.topics.transform(counts)[0].astype(np.float32)
        return np.asarray(np.vecdot(segment.topics[rows].astype(np.float32), query), np.float32)

    def _strike(self, ids: Sequence[int]) -> None:
        rows = self.base.segment.rows_of(np.array(ids, np.int64))
        rows = rows[rows >= 0]
        rows = rows[self.base.alive[rows]]
        self.base.alive[rows] = False
        if self.base.dense is not None:
            # A search that must leave out a few rows among a million costs more than taking them out once.
            self.base.dense.remove(self.base.segment.ids[rows])

    def _refresh(self) -> None:
        """Make the small segment anew from what changed; merge when it has outgrown its share."""
        self._delta = _Part(self._small_segment(), np.ones(len(self.changed), bool), None)
        if len(self.changed) > max(_DELTA_LEAST, int(_DELTA_SHARE * len(self.base.segment))):
            self._merge()
        n = max(len(self), 1)
        frequencies = np.asarray(
            sum(_term_frequencies(p, len(self.words)) for p in (self.base, self._delta)), np.int64
        )
        # A word that nobody has any more counts as an unknown one.
        self._idf = np.where(frequencies > 0, bm25_idf(np.minimum(frequencies, n), n), np.float32(0))
        self._rarity: dict[str, float] | None = None

    @property
    def rarity(self) -> Mapping[str, float]:
        """Concept -> ln(1 + n / (1 + suppliers that have it)) / ln(1 + n): 1 for the rarest, near 0 for what all have."""
        if self._rarity is None:
            counts = np.zeros(len(self.concepts), np.int64)
            for part in (self.base, self._delta):
                rows = part.segment.by_concept
                counts[: rows.shape[0]] += np.diff(rows.indptr)
                struck = part.segment.by_supplier[np.flatnonzero(~part.alive)]
                counts -= np.bincount(struck.indices, minlength=len(counts))
            n = max(len(self), 1)
            values = np.log1p(n / (1 + counts)) / np.log1p(n)
            self._rarity = dict(zip(self.concepts, values.tolist(), strict=True))
        return self._rarity

    def _small_segment(self) -> Segment:
        builder = SegmentBuilder(self.words, self.concepts, self.dimension)
        builder.add(list(self.changed.values()))
        segment, counts, _ = builder.finish(self.average)
        return replace(segment, topics=_topic_rows(self.topics, counts))

    def _merge(self) -> None:
        """One large segment out of both, without the struck rows."""
        kept = _take(self.base.segment, np.flatnonzero(self.base.alive))
        merged = _concatenate(kept, self._delta.segment, len(self.words), len(self.concepts))
        dense = _grown(self.base.dense, self._delta.segment, merged)
        self.base = _Part(merged, np.ones(len(merged), bool), dense)
        self.changed = {}
        self.merged = True
        self._delta = _Part(self._small_segment(), np.ones(0, bool), None)


def _term_frequencies(part: _Part, size: int) -> NDArray[np.int64]:
    """(size,) number of rows that have each term; struck rows are left out where counting them is quick."""
    counts = part.segment.document_frequencies(size)
    terms = part.segment.terms
    if part.alive.all() or len(terms.indices) > _COUNTED:
        return counts
    struck = np.concatenate([[0], np.cumsum(~part.alive[terms.indices])])
    counts[: terms.shape[0]] -= np.diff(struck[terms.indptr])
    return counts


def _grown(dense: DenseIndex | None, added: Segment, merged: Segment) -> DenseIndex | None:
    """The dense index with what is added (struck rows left it before); made anew only when it has outgrown its lists."""
    if dense is None or merged.vectors is None or added.vectors is None:
        return None
    if dense.outgrown_by(len(merged)):
        return DenseIndex.build(merged.vectors, merged.ids)
    dense.upsert(added.vectors.astype(np.float32), added.ids)
    return dense


def _topic_rows(topics: TopicModel, counts: sp.csr_array) -> NDArray[np.float16]:
    """(n, k) topics of (vocabulary, n) counts, in pieces: the dense rows of a million would not fit."""
    columns = sp.csr_array(counts.T)
    pieces = [
        topics.transform(columns[start : start + 50_000]).astype(np.float16)
        for start in range(0, columns.shape[0], 50_000)
    ]
    return np.concatenate(pieces) if pieces else np.zeros((0, topics.size), np.float16)


def _count_row(words: Vocabulary, terms: Sequence[str]) -> sp.csr_array:
    numbers, counts = np.unique(np.array(words.known(terms), np.int64), return_counts=True)
    row = (counts.astype(np.float32), (np.zeros(len(numbers), np.int64), numbers))
    return sp.csr_array(sp.coo_array(row, shape=(1, max(len(words), 1))))


def _among(segment: Segment, ids: Ids) -> NDArray[np.bool_]:
    """(n,) whether each row's id is one of `ids`."""
    rows = segment.rows_of(ids)
    mask = np.zeros(len(segment), bool)
    mask[rows[rows >= 0]] = True
    return mask


def _split(
    matrix: sp.csr_array, numbers: Sequence[int], weights: Sequence[float]
) -> tuple[_Weights, _Weights]:
    """Those rows that tell columns apart, and those that most columns have; all are of the first kind if none is."""
    common = frequencies(matrix, numbers) > _COMMON * matrix.shape[1]
    if common.all():
        common[:] = False
    parts = [
        (
            [n for n, is_common in zip(numbers, common, strict=True) if is_common == kind],
            [w for w, is_common in zip(weights, common, strict=True) if is_common == kind],
        )
        for kind in (False, True)
    ]
    return parts[0], parts[1]


def _best(scores: Floats, usable: NDArray[np.bool_], k: int) -> NDArray[np.int64]:
    """Usable rows of the k highest positive scores."""
    rows = np.flatnonzero((scores > 0) & usable)
    if k < len(rows):
        rows = rows[np.argpartition(scores[rows], len(rows) - k)[len(rows) - k :]]
    return rows


def _take(segment: Segment, rows: NDArray[np.int64]) -> Segment:
    return Segment(
        ids=segment.ids[rows],
        terms=segment.terms[:, rows],
        by_concept=segment.by_concept[:, rows],
        by_supplier=segment.by_supplier[rows],
        topics=segment.topics[rows],
        vectors=None if segment.vectors is None else segment.vectors[rows],
    )


def _concatenate(first: Segment, second: Segment, words: int, concepts: int) -> Segment:
    """Both segments' suppliers in one, in ascending order of id."""
    ids = np.concatenate([first.ids, second.ids])
    order = np.argsort(ids, kind="stable")
    by_concept = side_by_side([first.by_concept, second.by_concept], concepts, order)
    vectors = None
    if first.vectors is not None and second.vectors is not None:
        vectors = np.concatenate([first.vectors, second.vectors])[order]
    return Segment(
        ids=ids[order],
        terms=side_by_side([first.terms, second.terms], words, order),
        by_concept=by_concept,
        by_supplier=sp.csr_array(by_concept.T),
        topics=np.concatenate([first.topics, second.topics])[order],
        vectors=vectors,
    )
