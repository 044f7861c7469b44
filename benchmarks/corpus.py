"""Corpora of any size out of data/sample, and enquiries: nothing is read or encoded twice, and nothing depends on chance but the seed.

A made-up supplier takes each profile field from one of three suppliers of the sample, and a name and a machine number that few share.
Reading is additive over fields, so that its terms and concepts are what the reader would give; its vector is the weighted mean
of the three suppliers' vectors plus noise (encoding a million profiles would take hours).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest import pipeline
from matching.corporate import CorporateDatabase
from matching.language.area import place_features
from matching.language.everyday import broadened
from matching.language.terms import plain_terms
from matching.ranking.engine import Engine
from matching.ranking.segment import Document, term_counts
from matching.ranking.signals import refusal_mark
from matching.records import PROFILE_TEXT_FIELDS, Supplier
from matching.settings import DATA

PIECE = 2_000
_SOURCES = 3
_SHARES = np.array([0.6, 0.25, 0.15])
_NOISE = 0.3  # length of the noise; the vectors have length 1
_KANA = "アカサタナハマヤラワキシチニヒミリクスツヌフムユルケセテネヘメレコソトノホモヨロ"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one supplier as read."""

    text: str
    terms: dict[str, int]
    concepts: dict[str, float]
    refused: frozenset[str]
    tokens: list[str]


class Sample:
    """The suppliers and orders of data/sample, and the sample's fields, each read once."""

    def __init__(self) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            CorporateDatabase.open(f"sqlite:///{folder}/s.db") as db,
        ):
            for name in ("suppliers_1.csv", "suppliers_2.xlsx", "buyers.csv", "orders.xlsx"):
                pipeline.run(DATA / "sample" / name, db, person="bench")
            self.suppliers: list[Supplier] = list(db.suppliers())
            self.orders = [order.text for order in db.orders()]

    def fields(self, engine: Engine) -> list[dict[str, Field]]:
        """A supplier's fields by key, and its name's under "name"."""
        return [
            {
                key: read_field(engine, key, text)
                for key, text in {"name": one.name, **one.texts}.items()
                if text
            }
            for one in self.suppliers
        ]


def read_field(engine: Engine, key: str, text: str) -> Field:
    reader = engine.reader
    read = reader.profile({}, text) if key == "name" else reader.profile({key: text})
    tokens = plain_terms(reader.words, text) if key != "limits" else []
    return Field(text, term_counts(read.terms), broadened(read.offered, reader.lexicon), read.refused, tokens)


class Recombined:
    """`size` made-up suppliers with the ids 1 to `size`."""

    def __init__(self, size: int, sample: Sample, engine: Engine, seed: int = 0) -> None:
        self.size = size
        self._sample = sample.suppliers
        self._fields = sample.fields(engine)
        self._places = [place_features(one.place) for one in sample.suppliers]
        canonical = [engine.reader.profile(one.texts, one.name).canonical for one in sample.suppliers]
        self._vectors = engine.vectors.get(canonical).vectors if engine.vectors else None
        generator = np.random.default_rng(seed)
        self._seed = seed
        self._sources = generator.integers(0, len(self._sample), (size, _SOURCES)).astype(np.int32)
        shape = (size, len(PROFILE_TEXT_FIELDS))
        self._chosen = generator.choice(_SOURCES, shape, p=_SHARES).astype(np.int8)
        self._kana = generator.integers(0, len(_KANA), (size, 3)).astype(np.int16)
        self._machine = generator.integers(0, 100_000, size).astype(np.int32)

    def supplier(self, supplier_id: int) -> Supplier:
        """The record as a database would give it."""
        i = supplier_id - 1
        texts = {key: field.text for key, field in self._parts(i)}
        texts["equipment"] = f"{texts.get('equipment', '')}\n型式 {self._number(i)}".strip()
        first = self._sample[self._sources[i, 0]]
        return Supplier(supplier_id, f"B-{supplier_id}", self._name(i), first.place, first.employees, texts)

    def documents(self) -> Iterator[list[Document]]:
        """What the index keeps of them, in pieces."""
        for start in range(0, self.size, PIECE):
            rows = range(start, min(start + PIECE, self.size))
            vectors = self._piece_vectors(start, len(rows))
            yield [self._document(i, None if vectors is None else vectors[i - start]) for i in rows]

    def tokens(self) -> Iterator[list[str]]:
        """Short units without any lexicon, for the peers."""
        for i in range(self.size):
            tokens = [token for _, field in self._parts(i) for token in field.tokens]
            yield [*self._fields[self._sources[i, 0]]["name"].tokens, self._word(i), *tokens, self._number(i)]

    def _document(self, i: int, vector: NDArray[np.float32] | None) -> Document:
        name = self._fields[self._sources[i, 0]]["name"]
        terms = {self._word(i): 1, self._number(i): 1}
        concepts: dict[str, float] = {}
        refused: set[str] = set()
        for field in (name, *(field for _, field in self._parts(i))):
            for term, count in field.terms.items():
                terms[term] = terms.get(term, 0) + count
            for concept, weight in field.concepts.items():
                if weight > concepts.get(concept, 0.0):
                    concepts[concept] = weight
            refused |= field.refused
        concepts |= {refusal_mark(c): 1.0 for c in refused if c not in concepts}
        concepts |= dict.fromkeys(self._places[self._sources[i, 0]], 1.0)
        return Document(i + 1, terms, concepts, vector)

    def _parts(self, i: int) -> Iterator[tuple[str, Field]]:
        sources, chosen = self._sources[i].tolist(), self._chosen[i].tolist()
        for key, choice in zip(PROFILE_TEXT_FIELDS, chosen, strict=True):
            field = self._fields[sources[choice]].get(key)
            if field is not None:
                yield key, field

    def _piece_vectors(self, start: int, count: int) -> NDArray[np.float32] | None:
        if self._vectors is None:
            return None
        generator = np.random.default_rng([self._seed, start])
        sources = self._sources[start : start + count]
        mixed: NDArray[np.float32] = np.einsum("s,nsd->nd", _SHARES, self._vectors[sources]).astype(
            np.float32
        )
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        noise = generator.standard_normal(mixed.shape, np.float32) * (_NOISE / mixed.shape[1] ** 0.5)
        mixed += noise
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        return mixed

    def _name(self, i: int) -> str:
        return f"{self._sample[self._sources[i, 0]].name} {self._word(i)}"

    def _word(self, i: int) -> str:
        return "".join(_KANA[k] for k in self._kana[i].tolist())

    def _number(self, i: int) -> str:
        return f"qx{self._machine[i]:05d}"


def enquiries(sample: Sample, count: int, seed: int, length: int = 300) -> list[str]:
    """Distinct enquiries of about `length` characters: orders of data/sample and the judged enquiries' tune part, a few put together."""
    texts = [*sample.orders, *_judged(DATA / "evaluation" / "tune" / "queries.jsonl")]
    generator = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_enquiry(texts, generator, length)] = None
    return list(found)


def _enquiry(texts: Sequence[str], generator: np.random.Generator, length: int) -> str:
    parts: list[str] = []
    for i in generator.permutation(len(texts)):
        parts.append(texts[i])
        if sum(map(len, parts)) >= length:
            break
    return "\n".join(parts)[: length + 20]


def _judged(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
