"""A segment: the indexed suppliers' terms, concepts, topics and vectors as arrays, one row a supplier.

Sparse matrices stand term by term (concept by concept), so that a query touches only the posting lists of its own words. All arrays are
plain .npy files on disk and are mapped, not read, when a segment is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

# BM25's constants as contract.md gives them (Robertson & Zaragoza 2009, eq. 3.15).
K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Document:
    """What the index keeps of one supplier: term counts, weighted concepts (broader ones included), its vector."""

    id: int
    terms: Mapping[str, int]
    concepts: Mapping[str, float]
    vector: Floats | None = None


class Vocabulary:
    """Words by number, in order of appearance; grows, never shrinks."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers = {word: i for i, word in enumerate(dict.fromkeys(words))}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def number(self, word: str) -> int:
        """The word's number, a new one if it is new."""
        return self._numbers.setdefault(word, len(self._numbers))

    def known(self, words: Iterable[str]) -> list[int]:
        """Numbers of those words that have one."""
        return [n for n in map(self._numbers.get, words) if n is not None]

    def get(self, word: str) -> int | None:
        """The word's number, None if it has none."""
        return self._numbers.get(word)


@dataclass(frozen=True, slots=True)
class Segment:
    """n suppliers in ascending order of id.

    terms: (vocabulary, n) BM25 impacts; by_concept: (concepts, n) weights, and by_supplier its transpose, since candidates are found
    by concept and scored by supplier; columns ascend within a row. topics: (n, k) LSA rows; vectors: (n, d) dense rows or None.
    """

    ids: Ids
    terms: sp.csr_array
    by_concept: sp.csr_array
    by_supplier: sp.csr_array
    topics: NDArray[np.float16]
    vectors: NDArray[np.float16] | None

    def __len__(self) -> int:
        return len(self.ids)

    def document_frequencies(self, size: int) -> NDArray[np.int64]:
        """(size,) number of suppliers that have each term of the vocabulary."""
        counts = np.zeros(size, np.int64)
        counts[: self.terms.shape[0]] = np.diff(self.terms.indptr)
        return counts

    def rows_of(self, ids: Ids) -> NDArray[np.int64]:
        """Row numbers of `ids`, -1 where an id is not here. Rows stand in ascending order of id."""
        if len(self.ids) == 0:
            return np.full(len(ids), -1, np.int64)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, places, -1).astype(np.int64)


class SegmentBuilder:
    """Makes one segment out of documents that come in pieces, so that a million never stand in memory as records."""

    def __init__(self, words: Vocabulary, concepts: Vocabulary, dimension: int) -> None:
        self._words, self._concepts, self._dimension = words, concepts, dimension
        self._ids: list[Ids] = [np.empty(0, np.int64)]
        self._counts = _Rows()
        self._by_supplier = _Rows()
        self._vectors: list[NDArray[np.float16]] = [np.zeros((0, dimension), np.float16)]

    def add(self, documents: Sequence[Document]) -> None:
        """Take in a piece; both vocabularies grow by what is new."""
        self._ids.append(np.array([d.id for d in documents], np.int64))
        self._counts.add([d.terms for d in documents], self._words)
        self._by_supplier.add([d.concepts for d in documents], self._concepts)
        if self._dimension:
            self._vectors.append(_vectors(documents, self._dimension))

    def finish(self, average: float | None = None) -> tuple[Segment, sp.csr_array, float]:
        """The segment (without topics), its (vocabulary, n) term counts, and the mean number of terms.

        `average` is what BM25 compares lengths with; by default the mean of these documents.
        """
        ids = np.concatenate(self._ids)
        order = np.argsort(ids, kind="stable")
        counts = sp.csr_array(self._counts.matrix(len(self._words), order).T)
        by_supplier = self._by_supplier.matrix(len(self._concepts), order)
        lengths = np.asarray(counts.sum(axis=0), np.float32).ravel()
        if average is None:
            average = float(lengths.mean()) if len(lengths) else 1.0
        data = bm25_impacts(counts.data, lengths[counts.indices], average)
        segment = Segment(
            ids=ids[order],
            terms=sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape),
            by_concept=sp.csr_array(by_supplier.T),
            by_supplier=by_supplier,
            topics=np.zeros((len(ids), 0), np.float16),
            vectors=np.concatenate(self._vectors)[order] if self._dimension else None,
        )
        return segment, counts, average


class _Rows:
    """Sparse rows, one a document, gathered in pieces of plain arrays."""

    def __init__(self) -> None:
        self._lengths: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        self._columns: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._data: list[Floats] = [np.empty(0, np.float32)]

    def add(self, documents: Sequence[Mapping[str, float]], numbers: Vocabulary) -> None:
        """One row a document: its values at the numbers of its words."""
        number = numbers.number
        columns = [number(word) for document in documents for word in document]
        data = [value for document in documents for value in document.values()]
        self._lengths.append(np.array([len(document) for document in documents], np.int64))
        self._columns.append(np.array(columns, np.int32))
        self._data.append(np.array(data, np.float32))

    def matrix(self, width: int, order: NDArray[np.int64]) -> sp.csr_array:
        """(n, width), rows in the given order. Gives the pieces up as it joins them."""
        indptr = np.cumsum(np.concatenate(self._lengths))
        columns, self._columns = np.concatenate(self._columns), []
        data, self._data = np.concatenate(self._data), []
        # scipy copies index arrays that differ in type at each operation.
        indptr = indptr.astype(np.int32 if indptr[-1] < 2**31 else np.int64)
        rows = sp.csr_array((data, columns, indptr), shape=(len(indptr) - 1, width))
        return rows if np.array_equal(order, np.arange(len(order))) else sp.csr_array(rows[order])


def side_by_side(matrices: Sequence[sp.csr_array], rows: int, order: NDArray[np.int64]) -> sp.csr_array:
    """The columns of all `matrices` in one of `rows` rows (missing ones are empty), in the given order."""
    if not matrices:
        return sp.csr_array((rows, 0), dtype=np.float32)
    grown = []
    for matrix in matrices:
        tall = sp.csr_array(matrix, copy=True)
        tall.resize((rows, matrix.shape[1]))
        grown.append(tall)
    joined = sp.csr_array(sp.hstack(grown, format="csr"))
    if not np.array_equal(order, np.arange(len(order))):
        joined = sp.csr_array(joined[:, order])
    joined.sort_indices()  # `accumulate_at` looks for columns by bisection
    return joined


def _vectors(documents: Sequence[Document], dimension: int) -> NDArray[np.float16]:
    rows = np.zeros((len(documents), dimension), np.float16)
    for row, document in zip(rows, documents, strict=True):
        if document.vector is not None:
            row[:] = document.vector
    return rows


def bm25_impacts(counts: Floats, lengths: Floats, average: float) -> Floats:
    """tf·(k1+1) / (tf + k1·(1 - b + b·len/avg)): the part of BM25 that a posting holds; (m,) each."""
    saturated = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / max(average, 1.0)))
    return np.asarray(saturated, np.float32)


def bm25_idf(frequencies: NDArray[np.int64], n: int) -> Floats:
    """ln(1 + (n - df + .5) / (df + .5)): never negative (Lucene's variant)."""
    return np.asarray(np.log(1 + (n - frequencies + 0.5) / (frequencies + 0.5)), np.float32)


def accumulate(matrix: sp.csr_array, rows: Sequence[int], weights: Sequence[float]) -> Floats:
    """Weighted sum of the named rows of a (m, n) matrix: (n,) float32. Rows past the end count as empty."""
    pairs = [(r, w) for r, w in zip(rows, weights, strict=True) if r < matrix.shape[0] and w]
    if not pairs:
        return np.zeros(matrix.shape[1], np.float32)
    stretches = [slice(matrix.indptr[r], matrix.indptr[r + 1]) for r, _ in pairs]
    indptr = np.cumsum([0, *(s.stop - s.start for s in stretches)])
    chosen = sp.csc_array(
        (
            np.concatenate([matrix.data[s] for s in stretches]),
            np.concatenate([matrix.indices[s] for s in stretches]),
            indptr.astype(matrix.indices.dtype),
        ),
        shape=(matrix.shape[1], len(pairs)),
    )
    return np.asarray(chosen @ np.array([w for _, w in pairs], np.float32), dtype=np.float32)


def accumulate_at(
    matrix: sp.csr_array, rows: Sequence[int], weights: Sequence[float], columns: NDArray[np.int64]
) -> Floats:
    """`accumulate(...)[columns]` without touching other columns: for long rows and few `columns`, by bisection."""
    total = np.zeros(len(columns), np.float32)
    for row, weight in zip(rows, weights, strict=True):
        if row >= matrix.shape[0] or not weight:
            continue
        stretch = slice(matrix.indptr[row], matrix.indptr[row + 1])
        indices = matrix.indices[stretch]
        if len(indices) == 0:
            continue
        # A search key of another type would make numpy copy the whole row.
        places = np.minimum(np.searchsorted(indices, columns.astype(indices.dtype)), len(indices) - 1)
        found = indices[places] == columns
        total[found] += weight * matrix.data[stretch][places[found]]
    return total


def frequencies(matrix: sp.csr_array, rows: Sequence[int]) -> NDArray[np.int64]:
    """How many entries each of the named rows has; rows past the end have none."""
    return np.array(
        [matrix.indptr[r + 1] - matrix.indptr[r] if r < matrix.shape[0] else 0 for r in rows], np.int64
    )


def term_counts(terms: Iterable[str]) -> dict[str, int]:
    """How often each term stands in `terms`."""
    return dict(Counter(terms))


_ARRAYS = ("ids", "topics")
_MATRICES = ("terms", "by_concept", "by_supplier")


def save_segment(segment: Segment, folder: Path) -> None:
    """Write the segment's arrays into `folder` (made if need be)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(segment, name))
    for name in _MATRICES:
        matrix: sp.csr_array = getattr(segment, name)
        for part in ("data", "indices", "indptr"):
            np.save(folder / f"{name}_{part}.npy", getattr(matrix, part))
        np.save(folder / f"{name}_width.npy", np.int64(matrix.shape[1]))
    if segment.vectors is not None:
        np.save(folder / "vectors.npy", segment.vectors)


def load_segment(folder: Path) -> Segment:
    """Map the arrays that `save_segment` wrote. OSError or ValueError if one is missing or damaged."""
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    matrices = {name: _load_matrix(folder, name) for name in _MATRICES}
    path = folder / "vectors.npy"
    vectors = np.load(path, mmap_mode="r") if path.exists() else None
    return Segment(**arrays, **matrices, vectors=vectors)


def _load_matrix(folder: Path, name: str) -> sp.csr_array:
    parts = [np.load(folder / f"{name}_{part}.npy", mmap_mode="r") for part in ("data", "indices", "indptr")]
    shape = (len(parts[2]) - 1, int(np.load(folder / f"{name}_width.npy")))
    return sp.csr_array(tuple(parts), shape=shape, copy=False)
