"""LSA: topics of the suppliers' own words (TruncatedSVD over TF-IDF, Deerwester et al. 1990), by scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SAMPLE = 40_000


class TopicModel:
    """Projects term counts on k topics. `idf`: (v,); `components`: (v, k)."""

    def __init__(self, idf: Floats, components: Floats) -> None:
        self.idf = idf
        self.components = components

    @property
    def size(self) -> int:
        """Number of topics, k."""
        return int(self.components.shape[1])

    @classmethod
    def fit(cls, counts: sp.csr_array, topics: int) -> TopicModel:
        """Learn from a (v, n) matrix of term counts; from a fixed sample of the columns where n is large."""
        vocabulary, n = counts.shape
        idf = (np.log((1 + n) / (1 + np.diff(counts.indptr))) + 1).astype(np.float32)
        k = min(topics, vocabulary - 1, n - 1)
        if k < 2:
            return cls(idf, np.zeros((vocabulary, 0), np.float32))
        if n > _SAMPLE:
            columns = np.sort(np.random.default_rng(0).choice(n, _SAMPLE, replace=False))
            counts = sp.csr_array(sp.csc_array(counts)[:, columns])
        from sklearn.decomposition import TruncatedSVD  # its import takes longer than most starts may

        svd = TruncatedSVD(k, algorithm="randomized", n_iter=5, random_state=0)
        with np.errstate(
            invalid="ignore", divide="ignore"
        ):  # suppliers who all say the same have no variance to explain
            svd.fit(_weigh(sp.csr_array(counts.T), idf))
        return cls(idf, np.ascontiguousarray(svd.components_.T, dtype=np.float32))

    def transform(self, counts: sp.csr_array) -> Floats:
        """(n, v) term counts, more columns than the model knows allowed -> (n, k) rows of length 1 (or 0)."""
        known = min(counts.shape[1], len(self.idf))
        rows = np.asarray(
            _weigh(sp.csr_array(counts[:, :known]), self.idf[:known]) @ self.components[:known], np.float32
        )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0), np.float32)

    def save(self, folder: Path) -> None:
        """Write two arrays into `folder`."""
        np.save(folder / "topic_idf.npy", self.idf)
        np.save(folder / "topic_components.npy", self.components)

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read what `save` wrote."""
        return cls(np.load(folder / "topic_idf.npy"), np.load(folder / "topic_components.npy", mmap_mode="r"))


def _weigh(counts: sp.csr_array, idf: Floats) -> sp.csr_array:
    """(1 + ln tf)·idf, rows scaled to length 1."""
    weighted = sp.csr_array(counts, dtype=np.float32, copy=True)
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray((weighted.multiply(weighted)).sum(axis=1)).ravel())
    weighted.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(weighted.indptr))
    return weighted
