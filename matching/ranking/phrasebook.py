"""The phrasebook: how enquiries in everyday words were put in the trade's words before, and what that says of a new one.

data/training/pairs.jsonl holds written pairs (a lay enquiry, the trade's words for it). A new enquiry is compared with the lay side by
its words and its vector and with the trade side by its vector; the nearest pairs vote for concepts and for a vector in the trade's words
(k nearest neighbours with softmax weights). It never sees a supplier, so it serves any database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.language.reading import READING, Enquiry, Reader
from matching.language.terms import keep_recent
from matching.ranking.files import locked, write_atomically
from matching.ranking.index import Floats
from matching.ranking.segment import Vocabulary, term_counts
from matching.ranking.vectors import VectorStore
from matching.settings import DATA

PAIRS = DATA / "training" / "pairs.jsonl"

_NEAREST = 24
_TEMPERATURE = 0.1
# A lay word that stands in more than this share of the pairs says nothing.
_COMMON = 0.2
_LEAST_VOTE = 0.04
# Raised whenever something else is kept of the pairs.
_LAYOUT = 2
# Closeness of the nearest pair at which advice counts for nothing, and from which it counts in full: sums of three
# cosines, and of one where there are no vectors. Sentences from outside the trade reach about the first.
_FAR_NEAR = (0.7, 1.2)
_FAR_NEAR_WORDS = (0.1, 0.3)


@dataclass(frozen=True, slots=True)
class Advice:
    """What the nearest pairs say: concept -> share of the votes, a vector in the trade's words, and the nearest pairs.

    `confidence` (0-1): how near they are; an enquiry unlike all pairs gets advice that counts for little.
    """

    concepts: Mapping[str, float]
    vector: Floats | None
    confidence: float
    examples: tuple[tuple[str, str], ...]


class Phrasebook:
    """n pairs. lay_terms: (n, v) TF-IDF rows; votes: (n, c) 0/1; lay, trade: (n, d) vectors or None."""

    def __init__(
        self,
        pairs: Sequence[tuple[str, str]],
        words: Vocabulary,
        idf: Floats,
        lay_terms: sp.csr_array,
        concepts: Sequence[str],
        votes: sp.csr_array,
        lay: Floats | None,
        trade: Floats | None,
    ) -> None:
        self._pairs = pairs
        self._words, self._idf, self._lay_terms = words, idf, lay_terms
        self._concepts, self._votes = concepts, votes
        self._lay, self._trade = lay, trade

    @classmethod
    def open(cls, home: Path, reader: Reader, vectors: VectorStore | None) -> Phrasebook:
        """The product's phrasebook; read once for each version of pairs and lexicon, then kept in `home`.

        Pairs that hold words of the office's are read again, and not kept.
        """
        content = PAIRS.read_bytes()
        pairs = [(p["text"], p["trade"]) for p in map(json.loads, content.decode("utf-8").splitlines())]
        digest = hashlib.sha256(
            content + f"{reader.lexicon.product} {READING} {_COMMON} {_LAYOUT}".encode()
        ).hexdigest()[:16]
        path = home / f"phrasebook-{digest}.json"
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            read = _read_pairs(pairs, reader.product(home))
            with locked(home / "phrasebook.lock"):
                write_atomically(path, json.dumps(read, ensure_ascii=False).encode())
        keep_recent(path)
        _read_again(read, pairs, reader)
        lay = trade = None
        if vectors is not None:
            lay = vectors.get(read["lay_texts"], role="query").vectors
            trade = vectors.get(read["trade_texts"]).vectors
        return cls.of(pairs, read["lay_terms"], read["concepts"], lay, trade)

    @classmethod
    def of(
        cls,
        pairs: Sequence[tuple[str, str]],
        lay_terms: Sequence[Sequence[str]],
        concepts: Sequence[Sequence[str]],
        lay: Floats | None,
        trade: Floats | None,
    ) -> Phrasebook:
        """A phrasebook of pairs that were read: the lay side's terms and the trade side's concepts."""
        documents = [term_counts(terms) for terms in lay_terms]
        frequency = term_counts(term for document in documents for term in document)
        kept = [t for t, count in frequency.items() if count <= max(3, _COMMON * len(pairs))]
        words = Vocabulary(kept)
        idf = np.array([np.log((1 + len(pairs)) / (1 + frequency[t])) + 1 for t in kept], np.float32)
        names = Vocabulary(c for one in concepts for c in one)
        votes = _rows([{names.number(c): 1.0 for c in one} for one in concepts], len(names))
        return cls(pairs, words, idf, _tfidf(documents, words, idf), list(names), votes, lay, trade)

    def consult(self, enquiry: Enquiry, vector: Floats | None) -> Advice:
        """What the pairs nearest to `enquiry` say of it; an empty advice where none is near."""
        closeness = self._closeness(enquiry, vector)
        if len(closeness) == 0 or closeness.max() <= 0.05:
            return Advice({}, None, 0.0, ())
        nearest = np.argsort(-closeness, kind="stable")[:_NEAREST]
        weights = np.exp((closeness[nearest] - closeness[nearest[0]]) / _TEMPERATURE)
        weights /= weights.sum()
        shares = np.asarray(self._votes[nearest].T @ weights).ravel()
        concepts = {
            self._concepts[i]: float(shares[i]) for i in np.flatnonzero(shares >= _LEAST_VOTE).tolist()
        }
        translated = None if self._trade is None else _unit(weights @ self._trade[nearest])
        confidence = self._confidence(float(closeness[nearest[0]]))
        return Advice(concepts, translated, confidence, tuple(self._pairs[i] for i in nearest[:3]))

    def _confidence(self, closest: float) -> float:
        low, high = _FAR_NEAR if self._trade is not None else _FAR_NEAR_WORDS
        return min(1.0, max(0.0, (closest - low) / (high - low)))

    def _closeness(self, enquiry: Enquiry, vector: Floats | None) -> Floats:
        """(n,) sum of cosines: lay words, lay vector, trade vector."""
        # A lone letter or digit (b, 5) says nothing, but alone it would be all that is compared.
        telling = [t for t in _plain(enquiry.terms) if len(t) > 1 or not t.isascii()]
        row = _tfidf([term_counts(telling)], self._words, self._idf)
        closeness = self._lay_terms @ row.toarray().ravel()
        if vector is not None and self._lay is not None and self._trade is not None:
            closeness = closeness + np.vecdot(self._lay, vector) + np.vecdot(self._trade, vector)
        return np.asarray(closeness, np.float32)


def _read_pairs(pairs: Sequence[tuple[str, str]], reader: Reader) -> dict[str, list[Any]]:
    """What is kept of the pairs: texts for the encoder, the lay side's terms, the trade side's concepts, and where to seek the office's words."""
    lay = [reader.enquiry(text, requirements=False) for text, _ in pairs]
    trade = [reader.enquiry(text, requirements=False) for _, text in pairs]
    return {
        "lay_texts": [e.canonical for e in lay],
        "trade_texts": [e.canonical for e in trade],
        "lay_terms": [_plain(e.terms) for e in lay],
        "concepts": [sorted(e.stated) for e in trade],
        "views": [reader.own.view(pair) for pair in pairs],
    }


def _read_again(read: dict[str, Any], pairs: Sequence[tuple[str, str]], reader: Reader) -> None:
    """In place: the pairs as they are read with the office's words."""
    touched = [n for n, view in enumerate(read["views"]) if reader.own.in_view(view)]
    again = _read_pairs([pairs[n] for n in touched], reader)
    for name, values in again.items():
        for n, value in zip(touched, values, strict=True):
            read[name][n] = value


def _plain(terms: Sequence[str]) -> list[str]:
    """Terms without the whole trade words."""
    return [t for t in terms if not t.startswith("=")]


def _tfidf(documents: Sequence[Mapping[str, int]], words: Vocabulary, idf: Floats) -> sp.csr_array:
    """(1 + ln tf)·idf rows of length 1; unknown words are left out."""
    rows = []
    for document in documents:
        row = {n: (1 + np.log(c)) * idf[n] for t, c in document.items() if (n := words.get(t)) is not None}
        length = float(np.sqrt(sum(v * v for v in row.values())))
        rows.append({n: v / length for n, v in row.items()})
    return _rows(rows, len(words))


def _rows(rows: Sequence[Mapping[int, float]], width: int) -> sp.csr_array:
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    indices = np.array([n for row in rows for n in row], np.int32)
    data = np.array([v for row in rows for v in row.values()], np.float32)
    return sp.csr_array((data, indices, indptr), shape=(len(rows), width))


def _unit(vector: NDArray[np.float32]) -> Floats:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length else vector, np.float32)
