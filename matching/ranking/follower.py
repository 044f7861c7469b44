"""Keeps an engine's catalogue at the database's revision: loads what is saved, takes in what changed, saves."""

from __future__ import annotations

from matching.corporate import CorporateDatabase
from matching.errors import IndexUnusable
from matching.language.reading import READING
from matching.ranking.encoders import PREPARATION
from matching.ranking.engine import Engine
from matching.ranking.storage import CatalogueStorage, Manifest
from matching.settings import Settings


class IndexFollower:
    """One database's index, in memory and in settings.home."""

    def __init__(self, db: CorporateDatabase, engine: Engine, settings: Settings) -> None:
        self._db = db
        self._engine = engine
        manifest = Manifest(engine.reader.lexicon.version, engine.encoder_name, f"{PREPARATION}.{READING}")
        self._storage = CatalogueStorage(settings.home / "index" / db.identity, manifest)
        self._revision = -1

    def follow(self) -> int:
        """Bring the catalogue up to the database's revision and return that. Costs one small query when nothing changed."""
        if self._revision < 0:
            self._load()
        revision = self._db.revision()
        if revision < self._revision:  # an older copy of the database was put back
            self.rebuild()
        elif revision > self._revision:
            self._take_changes(revision)
        return self._revision

    def rebuild(self) -> int:
        """Make the index anew from the database and save it; returns the revision."""
        revision = self._db.revision()
        self._engine.index(self._db.suppliers())
        self._revision = revision
        self._storage.save(self._engine.catalogue, revision)
        return revision

    def _load(self) -> None:
        try:
            self._engine.catalogue, self._revision = self._storage.load()
        except IndexUnusable:
            self.rebuild()
            return
        if self._revision > self._db.revision():  # an older copy of the database was put back
            self.rebuild()

    def _take_changes(self, revision: int) -> None:
        present, gone = self._db.changed_suppliers(self._revision)
        catalogue = self._engine.catalogue
        # Topics and average length are those of the last rebuild: an index that has outgrown them is made anew.
        if len(present) + len(catalogue.changed) > max(5, len(catalogue.base.segment) // 4):
            self.rebuild()
            return
        catalogue.remove(gone)
        if present:
            catalogue.upsert(self._engine.documents(list(self._db.suppliers(present))))
        self._revision = revision
        self._storage.save_changes(catalogue, revision)
