"""The dense index: inner product over L2-normalised vectors, by id. The one file that names faiss.

Up to FLAT_LIMIT suppliers a flat index is exact and fast. Past that, an inverted file over 8-bit codes (IVF, SQ8) finds candidates;
their scores are computed again from the exact vectors by the caller. What faiss does not do, and this module does:
re-adding an id silently duplicates it (so an upsert removes first); few allowed ids with few probes return too little
(so small allowed sets are searched in every list).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

FLAT_LIMIT = 50_000
_PROBES = 48
_TRAINING_POINTS_A_LIST = 40
_BITMAP_LIMIT = 100_000_000


class DenseIndex:
    """Vectors by id; grows and shrinks without a rebuild."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats | NDArray[np.float16], ids: Ids) -> DenseIndex:
        """An index over (n, d) `vectors` known by (n,) int64 `ids`: flat, or inverted lists for large n."""
        n, dimension = vectors.shape
        if n <= FLAT_LIMIT:
            index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        else:
            index = _inverted(vectors, dimension)
        for start in range(0, n, FLAT_LIMIT):
            part = slice(start, start + FLAT_LIMIT)
            index.add_with_ids(np.ascontiguousarray(vectors[part], dtype=np.float32), ids[part])
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Read what `save` wrote; RuntimeError from faiss if it is damaged."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write to `path`; the caller moves a finished folder into place."""
        with path.open("wb") as file:  # a full disk is then Python's OSError, not faiss's RuntimeError
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def exact(self) -> bool:
        """Whether a search misses nothing."""
        return not isinstance(self._index, faiss.IndexIVF)

    def outgrown_by(self, n: int) -> bool:
        """Whether n vectors want another index: inverted lists instead of a flat one, or twice as many lists."""
        return n > FLAT_LIMIT if self.exact else 2 * self._index.nlist < _lists(n)

    def upsert(self, vectors: Floats, ids: Ids) -> None:
        """Put (m, d) `vectors` under `ids`, in place of what was there."""
        self.remove(ids)
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: Ids) -> int:
        """Take `ids` out; returns how many were there."""
        return int(self._index.remove_ids(faiss.IDSelectorBatch(ids))) if len(ids) else 0

    def search(self, vector: Floats, k: int, allowed: Ids | None = None) -> tuple[Floats, Ids]:
        """The k nearest among `allowed` ids (None: all) to a (d,) vector: scores descending and ids, shorter if fewer exist."""
        if len(self) == 0 or (allowed is not None and len(allowed) == 0):
            return np.empty(0, np.float32), np.empty(0, np.int64)
        parameters = self._parameters(allowed)
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        with _one_thread():
            scores, ids = self._index.search(query, min(k, len(self)), params=parameters)
        found = ids[0] >= 0
        return scores[0][found], ids[0][found]

    def _parameters(self, allowed: Ids | None) -> faiss.SearchParameters | None:
        selector = None if allowed is None else _selector(allowed)
        if self.exact:
            return None if selector is None else faiss.SearchParameters(sel=selector)
        few = allowed is not None and len(allowed) < FLAT_LIMIT
        probes = self._index.nlist if few else min(_PROBES, self._index.nlist)
        return faiss.SearchParametersIVF(sel=selector, nprobe=probes)


def _inverted(vectors: Floats | NDArray[np.float16], dimension: int) -> faiss.IndexIVFScalarQuantizer:
    """Trained on a sample drawn by a fixed seed."""
    n = len(vectors)
    lists = _lists(n)
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    rows = np.random.default_rng(0).choice(n, min(n, lists * _TRAINING_POINTS_A_LIST), replace=False)
    index.cp.niter = 8
    index.train(np.ascontiguousarray(vectors[np.sort(rows)], dtype=np.float32))
    index.nprobe = _PROBES
    return index


def _lists(n: int) -> int:
    """4·sqrt(n), the usual rule for inverted files (faiss wiki)."""
    return int(4 * n**0.5)


def _selector(allowed: Ids) -> faiss.IDSelector:
    """A bitmap where ids are small enough (a database counts them up from 1), else a hashed set, slow to make of many."""
    largest = int(allowed.max())
    if int(allowed.min()) < 0 or largest > _BITMAP_LIMIT:
        return faiss.IDSelectorBatch(allowed)
    mask = np.zeros(largest + 1, bool)
    mask[allowed] = True
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


@contextmanager
def _one_thread() -> Iterator[None]:
    """faiss shares out queries, not lists: for one query the other threads only cost time, much of it on a busy machine."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def limit_threads(threads: int) -> None:
    """How many threads the building of an index may use in this process."""
    faiss.omp_set_num_threads(threads)
