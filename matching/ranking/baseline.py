"""`lexical` of contract.md: plain BM25 over Sudachi's short units and normalised forms, without lexicon. What the product is measured against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from matching.language.terms import Words, plain_terms
from matching.ranking.index import Floats
from matching.ranking.segment import Vocabulary, accumulate, bm25_idf, bm25_impacts, term_counts


class PlainBM25:
    """BM25 (k1 1.2, b .75; Robertson & Zaragoza 2009) over n texts."""

    def __init__(self, words: Words, texts: Iterable[str]) -> None:
        self._words = words
        self._vocabulary = Vocabulary()
        rows: list[int] = []
        columns: list[int] = []
        data: list[float] = []
        n = 0
        for column, text in enumerate(texts):
            n = column + 1
            for term, count in term_counts(plain_terms(words, text)).items():
                rows.append(self._vocabulary.number(term))
                columns.append(column)
                data.append(count)
        counts = sp.csr_array((np.array(data, np.float32), (rows, columns)), shape=(len(self._vocabulary), n))
        lengths = np.asarray(counts.sum(axis=0), np.float32).ravel()
        average = float(lengths.mean()) if n else 1.0
        self._idf = bm25_idf(np.diff(counts.indptr), max(n, 1))
        counts.data = bm25_impacts(counts.data, lengths[counts.indices], average)
        self._impacts = counts

    def scores(self, query: str) -> Floats:
        """(n,) scores of all texts."""
        numbers: Sequence[int] = self._vocabulary.known(dict.fromkeys(plain_terms(self._words, query)))
        return accumulate(self._impacts, numbers, [float(self._idf[i]) for i in numbers])
