"""Vectors by content: a text is encoded once in its life, whoever asks and whenever.

Two files an encoder in `home/vectors`. NAME.f16 holds the vectors, d float16 each. NAME.keys holds a
16-byte header and then 16 bytes a vector: 15 of the text's hash and one that says whether the text was
cut. The i-th key belongs to the i-th vector. Vectors reach the disk before their keys, and only what has
both counts: a crash or a full disk leaves at worst a torn tail, which the next writer overwrites. Writers
take turns by a lock; readers need none, since what has been counted never changes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from matching.ranking.encoders import PREPARATION, Encoded, Encoder, Progress
from matching.ranking.files import locked, storage_errors

_log = logging.getLogger(__name__)
Role = Literal["passage", "query"]

_MAGIC = b"JUHAVEC1"
_RECORD = np.dtype([("key", "S15"), ("cut", "u1")])
_CHUNK = 256  # texts a write: what a kill can cost
_BAR_FROM = 50


class VectorStore:
    """The stored vectors of one encoder. Several processes may have the same store open."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open the store in `folder`, or begin one."""
        self._encoder = encoder
        self._vectors = folder / f"{encoder.name}.f16"
        self._keys = folder / f"{encoder.name}.keys"
        self._lock = folder / f"{encoder.name}.lock"
        self._header = _MAGIC + struct.pack("<II", encoder.dimension, 0)
        # Sorted by key; of equal keys the last one stored is the last one here.
        self._index = np.empty(0, dtype=_RECORD)
        self._rows = np.empty(0, dtype=np.int64)
        self._refresh()

    @classmethod
    def open(cls, home: Path, encoder: Encoder) -> VectorStore:
        """The store of `encoder` below the folder `home` (settings.home)."""
        return cls(home / "vectors", encoder)

    def __len__(self) -> int:
        self._refresh()
        return len(self._index)

    def get(self, texts: Sequence[str], progress: Progress | None = None, role: Role = "passage") -> Encoded:
        """The vectors of `texts`, (n, d) float32 of length 1; those not yet stored are encoded and stored.

        `progress` is told (done, total) of what has to be encoded; without it a bar is drawn on standard
        error when that is more than a few. Raises StorageFull on a full disk: what was stored stays.
        """
        self._refresh()
        keys = np.array([_key(text, role) for text in texts], dtype="S15")
        result = self._look_up(keys)
        lengths = np.linalg.norm(result.vectors, axis=1)
        # Absent rows are zero, and so is what a power cut took from a file: both are encoded (again).
        missing = np.flatnonzero(~(np.abs(lengths - 1) < 0.01))
        if len(missing):
            self._encode_missing(texts, keys, missing, result, progress, role)
            lengths = np.linalg.norm(result.vectors, axis=1)
        np.divide(result.vectors, lengths[:, None], out=result.vectors)
        return result

    def _look_up(self, keys: NDArray[np.bytes_]) -> Encoded:
        vectors = np.zeros((len(keys), self._encoder.dimension), dtype=np.float32)
        cut = np.zeros(len(keys), dtype=bool)
        if not len(self._index):
            return Encoded(vectors, cut)
        places = np.searchsorted(self._index["key"], keys, side="right") - 1
        found = np.flatnonzero(self._index["key"][places] == keys)
        shape = (len(self._index), self._encoder.dimension)
        stored = np.memmap(self._vectors, np.float16, "r", shape=shape)
        vectors[found] = stored[self._rows[places[found]]]
        cut[found] = self._index["cut"][places[found]].astype(bool)
        return Encoded(vectors, cut)

    def _encode_missing(
        self,
        texts: Sequence[str],
        keys: NDArray[np.bytes_],
        missing: NDArray[np.intp],
        result: Encoded,
        progress: Progress | None,
        role: Role,
    ) -> None:
        """Fill the rows `missing` of `result`, chunk by chunk, each chunk stored as soon as it is there."""
        distinct, first, inverse = np.unique(keys[missing], return_index=True, return_inverse=True)
        encode = self._encoder.encode_passages if role == "passage" else self._encoder.encode_queries
        if len(distinct) > _BAR_FROM:
            _log.info("encoding %d texts", len(distinct))
        # None: on a terminal only; in the log of a service a bar would be no line.
        quiet = True if progress is not None or len(distinct) <= _BAR_FROM else None
        with tqdm(total=len(distinct), desc="文章の数値化", unit="件", file=sys.stderr, disable=quiet) as bar:
            for start in range(0, len(distinct), _CHUNK):
                chosen = np.arange(start, min(start + _CHUNK, len(distinct)))
                chunk = encode([texts[i] for i in missing[first[chosen]]])
                self._append(distinct[chosen], chunk)
                rows = np.flatnonzero((inverse >= start) & (inverse < start + _CHUNK))
                result.vectors[missing[rows]] = chunk.vectors[inverse[rows] - start]
                result.cut[missing[rows]] = chunk.cut[inverse[rows] - start]
                bar.update(len(chosen))
                if progress:
                    progress(int(chosen[-1]) + 1, len(distinct))

    def _append(self, keys: NDArray[np.bytes_], chunk: Encoded) -> None:
        records = np.empty(len(keys), dtype=_RECORD)
        records["key"], records["cut"] = keys, chunk.cut
        with locked(self._lock), storage_errors(self._vectors):
            count = self._count()
            if count is None:  # a new store, or a file that is none of ours
                _write_at(self._keys, 0, self._header)
                count = 0
            # Keys of a torn tail must not come to stand beside the new vectors.
            os.truncate(self._keys, len(self._header) + count * _RECORD.itemsize)
            _write_at(self._vectors, count * self._width, chunk.vectors.astype(np.float16).tobytes())
            _write_at(self._keys, len(self._header) + count * _RECORD.itemsize, records.tobytes())

    @property
    def _width(self) -> int:
        return 2 * self._encoder.dimension

    def _count(self) -> int | None:
        """How many vectors are stored with their keys; None when there is no store of this encoder yet."""
        try:
            with self._keys.open("rb") as file:
                if file.read(len(self._header)) != self._header:
                    return None
            keys = (self._keys.stat().st_size - len(self._header)) // _RECORD.itemsize
            return min(keys, self._vectors.stat().st_size // self._width)
        except FileNotFoundError:
            return None

    def _refresh(self) -> None:
        """Take in what this and other processes have stored since the last look."""
        count, known = self._count() or 0, len(self._index)
        if count < known:  # the files were removed
            self._index, self._rows, known = self._index[:0], self._rows[:0], 0
        if count == known:
            return
        offset = len(self._header) + known * _RECORD.itemsize
        fresh = np.fromfile(self._keys, _RECORD, count - known, offset=offset)
        records = np.concatenate([self._index, fresh])
        rows = np.concatenate([self._rows, np.arange(known, count)])
        order = np.argsort(records["key"], kind="stable")
        self._index, self._rows = records[order], rows[order]


def _key(text: str, role: Role) -> bytes:
    content = f"{PREPARATION}\0{role}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=15).digest()


def _write_at(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
