"""Capabilities by content: a profile is read once in its life, like its vector (vectors.py).

Kept in memory for what was used lately and in JUHATCHU_HOME for all processes; the key is a hash of the profile's words,
of the versions of lexicon and reader, and of the office's words that stand in the profile: a new lexicon reads everything anew, a new word of the
office's only the profiles that hold it. Entries are JSON, never pickles: a file
that someone else wrote can at worst be unreadable.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import OrderedDict
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from threading import Lock
from typing import Any

import diskcache

from matching.language.lexicon import OwnWord
from matching.language.reading import READING, Reader
from matching.records import Capability, Supplier, Value

_IN_MEMORY = 20_000
# Seconds to wait for another writer: reading a profile again is quicker than waiting for it.
_PATIENCE = 0.05
_LARGEST = 4 * 2**30  # bytes on disk; what was used least goes first


class Statements:
    """The capabilities of suppliers, read when first asked for."""

    def __init__(self, reader: Reader, files: diskcache.Cache) -> None:
        self._reader = reader
        self._recent: OrderedDict[bytes, tuple[Capability, ...]] = OrderedDict()
        self._turn = Lock()
        self._version = f"{reader.lexicon.product}.{READING}".encode()
        self._disk = files

    @classmethod
    def open(cls, home: Path, reader: Reader) -> Statements:
        """The store below the folder `home` (settings.home)."""
        return cls(reader, _opened(home / "statements"))

    def read_by(self, reader: Reader) -> Statements:
        """The same files, read with other words of the office's."""
        return Statements(reader, self._disk)

    def of(self, supplier: Supplier) -> tuple[Capability, ...]:
        """Every statement of the supplier's profile."""
        key = self._key(supplier)
        with self._turn:
            known = self._recent.get(key)
            if known is not None:
                self._recent.move_to_end(key)
                return known
        stored_as = self._key(supplier, self._reader.own.found(supplier.texts.values())).hex()
        found = self._stored(stored_as)
        if found is None:
            found = self._reader.capabilities(supplier.texts)
            with suppress(
                Exception
            ):  # a full, busy or damaged disk fails in many ways, and only costs a second reading
                self._disk.set(stored_as, [_packed(c) for c in found])
        with self._turn:
            self._recent[key] = found
            while len(self._recent) > _IN_MEMORY:
                self._recent.popitem(last=False)
        return found

    def close(self) -> None:
        """Close the files."""
        self._disk.close()

    def _stored(self, key: str) -> tuple[Capability, ...] | None:
        try:
            rows = self._disk.get(key)
            return None if rows is None else tuple(_unpacked(row) for row in rows)
        except Exception:  # whatever is wrong with what is stored, the profile can be read anew
            return None

    def _key(self, supplier: Supplier, own: tuple[OwnWord, ...] = ()) -> bytes:
        words = json.dumps(dict(supplier.texts), ensure_ascii=False, sort_keys=True)
        content = words + (json.dumps(own, ensure_ascii=False) if own else "")
        return hashlib.blake2b(
            self._version + b"\0" + content.encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()


def _opened(folder: Path) -> diskcache.Cache:
    """The files in `folder`; what is damaged is thrown away, for it can be read anew."""
    try:
        return _cache(folder)
    except Exception as error:
        # Busy, full or not to be written is another matter than damaged.
        if isinstance(error, OSError) or type(error).__name__ in ("OperationalError", "Timeout"):
            raise
        shutil.rmtree(folder)
        return _cache(folder)


def _cache(folder: Path) -> diskcache.Cache:
    return diskcache.Cache(str(folder), timeout=_PATIENCE, disk=diskcache.JSONDisk, size_limit=_LARGEST)


def _packed(capability: Capability) -> list[Any]:
    return list(astuple(capability))


def _unpacked(row: list[Any]) -> Capability:
    value = row[3]
    if value is not None:
        dimension, low, high, unit, per, approx, sides, date = value
        value = Value(dimension, low, high, unit, per, approx, tuple(sides), date)
    field, kind, concept, _, modality, start, end, machine = row
    return Capability(field, kind, concept, value, modality, start, end, machine)
