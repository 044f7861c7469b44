"""Keeps an engine's catalogue at the database's revision: loads what is saved, takes in what changed, saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matching.corporate import CorporateDatabase
from matching.errors import IndexUnusable
from matching.language.lexicon import OwnWord
from matching.language.own_words import Traces
from matching.language.reading import READING
from matching.ranking.catalogue import TOPICS
from matching.ranking.encoders import PREPARATION
from matching.ranking.engine import Engine
from matching.ranking.storage import CatalogueStorage, Manifest
from matching.records import Supplier
from matching.settings import Settings

_TOLD_EVERY = 100  # suppliers
_PIECE = 500  # suppliers fetched, read anew and put into the catalogue at once


class IndexFollower:
    """One database's index, in memory and in settings.home."""

    def __init__(
        self,
        db: CorporateDatabase,
        engine: Engine,
        settings: Settings,
        told: Callable[[int], None] = lambda _: None,
        *,
        kept: bool = True,
    ) -> None:
        """`told` is given the number of suppliers looked through so far while the index is made anew or brought to other words.

        kept: whether what it makes is saved for other processes and the next start.
        """
        self._db = db
        self._engine = engine
        self._settings = settings
        self._told = told
        self._kept = kept
        lexicon = engine.reader.lexicon
        self._manifest = Manifest(
            lexicon.product, engine.encoder_name, f"{PREPARATION}.{READING}", words=lexicon.own
        )
        self._identity = ""  # of the database whose catalogue is in memory
        self._revision = -1

    def trying(self, engine: Engine, told: Callable[[int], None]) -> IndexFollower:
        """The same index for an engine that reads with other words of the office's; nothing of it is saved."""
        return IndexFollower(self._db, engine, self._settings, told, kept=False)

    def follow(self) -> int:
        """Bring the catalogue up to the database's revision and return that. Costs one small query when nothing changed."""
        revision = self._db.revision()
        if self._db.identity != self._identity:  # the first use, or a backup was put back meanwhile
            self._load(self._db.identity)
            revision = self._db.revision()
        if revision < self._revision:  # an older copy of the database was put back
            self.rebuild()
        elif revision > self._revision:
            self._take_changes(revision)
        return self._revision

    def rebuild(self) -> int:
        """Make the index anew from the database and save it; returns the revision."""
        revision, identity = self._db.revision(), self._db.identity
        self._engine.index(self._counted())
        self._revision, self._identity = revision, identity
        self._save(revision)
        return revision

    def _counted(self) -> Iterator[Supplier]:
        for supplier in self._suppliers():
            self._engine.read_ahead(supplier)
            yield supplier

    def _suppliers(self) -> Iterator[Supplier]:
        for count, supplier in enumerate(self._db.suppliers()):
            if count % _TOLD_EVERY == 0:
                self._told(count)
            yield supplier

    @property
    def revision(self) -> int:
        """The revision of the catalogue in memory, -1 before the first use."""
        return self._revision

    def _storage(self, identity: str) -> CatalogueStorage:
        return CatalogueStorage(self._settings.home / "index" / identity, self._manifest)

    def _save(self, revision: int) -> None:
        if self._kept:
            self._storage(self._identity).save(self._engine.catalogue, revision)

    def _load(self, identity: str) -> None:
        try:
            saved = self._storage(identity).load()
        except IndexUnusable:
            self.rebuild()
            return
        if saved.revision > self._db.revision():  # an older copy of the database was put back
            self.rebuild()
            return
        self._engine.catalogue = saved.catalogue
        # First the words, then what changed since: changes are saved beside a catalogue read with the same words.
        touched = self._touched(saved.words)
        if self._outgrown_by(len(touched)) or (touched and len(saved.catalogue) <= TOPICS):
            self.rebuild()  # topics of so few firms hang on each word
            return
        for start in range(0, len(touched), _PIECE):
            self._upsert(list(self._db.suppliers(touched[start : start + _PIECE])))
        self._identity, self._revision = identity, saved.revision
        if saved.words != self._manifest.words:
            self._save(saved.revision)

    def _touched(self, before: Sequence[OwnWord]) -> list[int]:
        """The suppliers in whose texts stands a word of the office's that came or went: all others read as they did with `before`."""
        now = self._manifest.words
        others = [
            *(word for word in before if word not in now),
            *(word for word in now if word not in before),
        ]
        if not others:
            return []
        changed = Traces(self._engine.reader.lexicon, others)
        return [s.id for s in self._suppliers() if changed.found((s.name, *s.texts.values()))]

    def _outgrown_by(self, number: int) -> bool:
        """Topics and average length are those of the last rebuild: an index that has outgrown them is made anew."""
        catalogue = self._engine.catalogue
        return number + len(catalogue.changed) > max(5, len(catalogue.base.segment) // 4)

    def _upsert(self, suppliers: Sequence[Supplier]) -> None:
        if suppliers:
            self._engine.catalogue.upsert(self._engine.documents(suppliers))
        for supplier in suppliers:
            self._engine.read_ahead(supplier)

    def _take_changes(self, revision: int) -> None:
        present, gone = self._db.changed_suppliers(self._revision)
        catalogue = self._engine.catalogue
        if self._outgrown_by(len(present)):
            self.rebuild()
            return
        catalogue.remove(gone)
        self._upsert(list(self._db.suppliers(present)) if present else [])
        self._revision = revision
        if self._kept:
            self._storage(self._identity).save_changes(catalogue, revision)
