"""Keeps an engine's catalogue at the database's revision: loads what is saved, takes in what changed, saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matching.corporate import CorporateDatabase
from matching.errors import IndexUnusable
from matching.language.reading import READING
from matching.ranking.encoders import PREPARATION
from matching.ranking.engine import Engine
from matching.ranking.storage import CatalogueStorage, Manifest
from matching.records import Supplier
from matching.settings import Settings

_TOLD_EVERY = 100  # suppliers


class IndexFollower:
    """One database's index, in memory and in settings.home."""

    def __init__(
        self,
        db: CorporateDatabase,
        engine: Engine,
        settings: Settings,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`told` is given the number of suppliers read so far while the index is made anew."""
        self._db = db
        self._engine = engine
        self._told = told
        self._manifest = Manifest(
            engine.reader.lexicon.version, engine.encoder_name, f"{PREPARATION}.{READING}"
        )
        self._folder = settings.home / "index"
        self._identity = ""  # of the database whose catalogue is in memory
        self._revision = -1

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
        self._storage().save(self._engine.catalogue, revision)
        return revision

    def _counted(self) -> Iterator[Supplier]:
        for count, supplier in enumerate(self._db.suppliers()):
            if count % _TOLD_EVERY == 0:
                self._told(count)
            self._engine.read_ahead(supplier)
            yield supplier

    @property
    def revision(self) -> int:
        """The revision of the catalogue in memory, -1 before the first use."""
        return self._revision

    def _storage(self) -> CatalogueStorage:
        return CatalogueStorage(self._folder / self._identity, self._manifest)

    def _load(self, identity: str) -> None:
        storage = CatalogueStorage(self._folder / identity, self._manifest)
        try:
            self._engine.catalogue, self._revision = storage.load()
            self._identity = identity
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
            changed = list(self._db.suppliers(present))
            catalogue.upsert(self._engine.documents(changed))
            for supplier in changed:
                self._engine.read_ahead(supplier)
        self._revision = revision
        self._storage().save_changes(catalogue, revision)
