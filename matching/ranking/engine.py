"""The engine: what reads texts, what searches, and what weighs, put together for one corpus.

The same engine, with the same weights, serves matching, reverse matching and evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from matching.language.area import place_features, wanted_area
from matching.language.editing import Edited
from matching.language.normalise import normalise
from matching.language.reading import Enquiry, Reader
from matching.ranking.catalogue import Catalogue, Pool, Wanted
from matching.ranking.encoders import Encoder, open_encoder
from matching.ranking.examination import Asked, Examined, Examiner, in_order
from matching.ranking.index import Floats, Ids, limit_threads
from matching.ranking.phrasebook import Advice, Phrasebook
from matching.ranking.ranker import Ranker
from matching.ranking.segment import Document
from matching.ranking.signals import Importance, covering, document, refusals
from matching.ranking.statements import Statements
from matching.ranking.vectors import VectorStore
from matching.records import Addition, Edit, Supplier
from matching.settings import Settings

# Suppliers read and encoded at a time while an index is built.
_PIECE = 2_000
# Stored orders whose reading is kept in memory, and the longest of them in code points.
_ORDERS_KEPT, _LONGEST_KEPT = 2_000, 5_000
# How many of the best get a second look, at least; more only where more are to be shown.
LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Query:
    """An enquiry as read: the `text` with its edits, its dense vector, the phrasebook's advice.

    `cut`: too long for the encoder or the reader, and shortened.
    """

    text: str
    enquiry: Enquiry
    area: Mapping[str, float]
    vector: Floats | None
    advice: Advice
    cut: bool

    @property
    def empty(self) -> bool:
        """Nothing in it says what is wanted."""
        return not (self.enquiry.terms or self.enquiry.stated or self.enquiry.hinted)


class Engine:
    """Reader, encoder, ranker and catalogue."""

    def __init__(
        self,
        reader: Reader,
        encoder: Encoder | None,
        vectors: VectorStore | None,
        phrasebook: Phrasebook,
        statements: Statements,
        notice: str,
        home: Path,
    ) -> None:
        self.reader = reader
        self.home = home
        self.encoder = encoder
        self.vectors = vectors
        self.phrasebook = phrasebook
        self.notice = notice
        self.ranker = Ranker.load()
        self.examiner = Examiner(reader.lexicon, statements, self.ranker.verdicts)
        self.catalogue = Catalogue.build([], self.dimension)
        self._stored_query = lru_cache(_ORDERS_KEPT)(self._read)

    @classmethod
    def open(cls, settings: Settings, additions: Sequence[Addition] = ()) -> Engine:
        """Open what the settings name, with the office's own words.

        The first call on a machine builds dictionary and encoder files in settings.home.
        """
        limit_threads(settings.threads)
        reader = Reader.open(settings.home, additions)
        encoder, notice = open_encoder(settings)
        vectors = VectorStore.open(settings.home, encoder) if encoder else None
        phrasebook = Phrasebook.open(settings.home, reader, vectors)
        statements = Statements.open(settings.home, reader)
        return cls(reader, encoder, vectors, phrasebook, statements, notice, settings.home)

    def reading_with(self, additions: Sequence[Addition]) -> Engine:
        """An engine with the same encoder that reads with other words of the office's; its catalogue is empty."""
        reader = Reader.open(self.home, additions)
        phrasebook = Phrasebook.open(self.home, reader, self.vectors)
        statements = self.examiner.statements.read_by(reader)
        return Engine(reader, self.encoder, self.vectors, phrasebook, statements, self.notice, self.home)

    @property
    def dimension(self) -> int:
        """Length of the dense vectors, 0 without an encoder."""
        return self.encoder.dimension if self.encoder else 0

    @property
    def encoder_name(self) -> str:
        """What the dense vectors were made by."""
        return self.encoder.name if self.encoder else "lsa"

    def read(self, text: str, edits: Sequence[Edit] = (), *, stored: bool = False) -> Query:
        """Read an enquiry as edited. `stored`: an order of the database, which is read for each supplier: what was read is kept."""
        if stored and not edits and len(text) <= _LONGEST_KEPT:
            return self._stored_query(text)
        return self._read(text, edits, stored)

    def _read(self, text: str, edits: Sequence[Edit] = (), stored: bool = True) -> Query:
        edited = Edited.of(text, edits)
        text = edited.text
        enquiry = self.reader.enquiry(text)
        if edits:
            enquiry = replace(enquiry, requirements=edited.weighed(enquiry.requirements))
        vector, cut = self._query_vector(enquiry.canonical, stored)
        advice = self.phrasebook.consult(enquiry, vector)
        return Query(text, enquiry, wanted_area(normalise(text[:10_000])), vector, advice, enquiry.cut or cut)

    def pool(self, query: Query, depth: int, allowed: Ids | None = None) -> Pool:
        """Candidates for a query and their raw signals."""
        return self.catalogue.pool(self.wanted(query), depth, allowed)

    def wanted(self, query: Query) -> Wanted:
        """The query as the catalogue takes it."""
        enquiry, lexicon = query.enquiry, self.reader.lexicon
        importance = Importance(lexicon, self.catalogue.rarity)
        concepts = {
            "stated": covering(enquiry.stated, importance),
            "hinted": covering(enquiry.hinted, importance),
            "learned": _scaled(covering(query.advice.concepts, importance), query.advice.confidence),
            "area": query.area,
            "refused": refusals(enquiry, lexicon),
        }
        vectors = {} if query.vector is None else {"dense": query.vector}
        if query.advice.vector is not None:
            vectors["translated"] = query.advice.vector * np.float32(query.advice.confidence)
        return Wanted(enquiry.terms, concepts, vectors)

    def second_look(
        self,
        query: Query,
        candidates: Sequence[tuple[Supplier, Mapping[str, float]]],
        asked: Asked | None = None,
    ) -> list[Examined]:
        """Verdicts for suppliers with their points of the first look; best first (see examination.py).

        `asked`: what self.asked(query) gave, for callers that share the catalogue and took their turn before.
        """
        asked = asked or self.asked(query)
        return in_order([self.examiner.examine(asked, supplier, points) for supplier, points in candidates])

    def asked(self, query: Query) -> Asked:
        """The enquiry's requirements as verdicts and ranking need them."""
        return Asked.of(query.enquiry.requirements, self.catalogue.rarity)

    def index(self, suppliers: Iterable[Supplier]) -> None:
        """Make the catalogue anew out of `suppliers`."""
        self.catalogue = Catalogue.build(self._pieces(suppliers), self.dimension)

    def documents(self, suppliers: Sequence[Supplier]) -> list[Document]:
        """What the index keeps of each supplier; texts that were encoded before are not encoded again."""
        read = [self.reader.profile(s.texts, s.name) for s in suppliers]
        vectors: Sequence[Floats | None] = [None] * len(suppliers)
        if self.vectors is not None:
            vectors = list(self.vectors.get([c.canonical for c in read]).vectors)
            # Who says nothing means nothing.
            vectors = [v if c.canonical.strip() else None for c, v in zip(read, vectors, strict=True)]
        return [
            document(s.id, capabilities, place_features(s.place), self.reader.lexicon, vector)
            for s, capabilities, vector in zip(suppliers, read, vectors, strict=True)
        ]

    def read_ahead(self, supplier: Supplier) -> None:
        """Read a profile's statements before anybody asks, so that the first enquiry that finds the firm doesn't wait for it."""
        self.examiner.statements.of(supplier)

    def _pieces(self, suppliers: Iterable[Supplier]) -> Iterator[list[Document]]:
        piece: list[Supplier] = []
        for supplier in suppliers:
            piece.append(supplier)
            if len(piece) == _PIECE:
                yield self.documents(piece)
                piece = []
        if piece:
            yield self.documents(piece)

    def _query_vector(self, text: str, stored: bool) -> tuple[Floats | None, bool]:
        if self.encoder is None or self.vectors is None or not text.strip():
            return None, False
        encoded = self.vectors.get([text], role="query") if stored else self.encoder.encode_queries([text])
        return np.asarray(encoded.vectors[0], np.float32), bool(encoded.cut[0])


def _scaled(weights: Mapping[str, float], factor: float) -> dict[str, float]:
    return {concept: weight * factor for concept, weight in weights.items()}
