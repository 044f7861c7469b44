"""The catalogue on disk: written whole or not at all, refused when it doesn't fit, shared by several processes.

`home/index/<database>/` holds generation folders and `current.json`. A generation is written under a temporary name, moved into place, and
only then named by `current.json`, which also tells the revision and the file of what changed since. A kill at any moment leaves the
last complete state; leftovers are swept by the next writer.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matching.errors import IndexUnusable
from matching.language.lexicon import OwnWord
from matching.ranking.catalogue import Catalogue
from matching.ranking.files import locked, storage_errors, write_atomically
from matching.ranking.index import DenseIndex
from matching.ranking.segment import Document, Vocabulary, load_segment, save_segment
from matching.ranking.topics import TopicModel

# Raised whenever the files' layout or what is counted in them changes.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from; it is used only where all of this fits.

    words: the office's own. An index that differs in these alone can be brought to others.
    """

    lexicon: str
    encoder: str
    preparation: str
    format: int = FORMAT
    words: tuple[OwnWord, ...] = ()


class Saved(NamedTuple):
    """A saved catalogue, the data revision that it stands at, and the office's words that it was read with."""

    catalogue: Catalogue
    revision: int
    words: tuple[OwnWord, ...]


class CatalogueStorage:
    """Saves and loads one database's catalogue."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    def state(self) -> tuple[str, int] | None:
        """(generation, revision) of what is saved and fits in all, None if there is nothing to use as it is."""
        current = self._current()
        return (current["generation"], current["revision"]) if current else None

    def load(self) -> Saved:
        """The saved catalogue; the office's words may be others. Raises IndexUnusable."""
        current = self._current(any_words=True)
        if current is None:
            raise IndexUnusable("保存された索引がないか、設定や辞書と合いません。作り直します。")
        try:
            catalogue = _load_generation(self.folder / current["generation"])
            removed, changed = _load_changes(self.folder / current["changes"])
            catalogue.remove(removed)
            catalogue.upsert(changed)
        except Exception as error:  # damaged files fail in numpy, scipy, faiss or json, each in its own way
            raise IndexUnusable("保存された索引が壊れています。作り直します。") from error
        words = tuple((form, concept) for form, concept in current["manifest"]["words"])
        return Saved(catalogue, int(current["revision"]), words)

    def save(self, catalogue: Catalogue, revision: int) -> None:
        """Write a new generation. Raises StorageFull; what was saved before then stays."""
        with locked(self.folder / "writer.lock"), storage_errors(self.folder):
            self._sweep()
            name = f"generation-{revision}-{os.getpid()}-{os.urandom(3).hex()}"
            draft = self.folder / f"{name}.tmp"
            try:
                _save_generation(catalogue, draft)
                os.replace(draft, self.folder / name)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
            self._write_current(catalogue, name, revision)
            catalogue.merged = False
            self._sweep()

    def save_changes(self, catalogue: Catalogue, revision: int) -> None:
        """Write what changed since the saved generation, if another process has not come further meanwhile."""
        if catalogue.merged:  # the saved generation lacks what was merged, and nothing else tells it
            self.save(catalogue, revision)
            return
        with locked(self.folder / "writer.lock"), storage_errors(self.folder):
            current = self._current()
            if current and current["revision"] < revision:
                self._write_current(catalogue, current["generation"], revision)
                self._sweep()

    def _write_current(self, catalogue: Catalogue, generation: str, revision: int) -> None:
        changes = f"changes-{revision}-{os.urandom(3).hex()}.json"
        write_atomically(self.folder / changes, _dump_changes(catalogue))
        content = {
            "generation": generation,
            "changes": changes,
            "revision": revision,
            "manifest": _plain(self.manifest),
        }
        write_atomically(self.folder / "current.json", json.dumps(content).encode())

    def _current(self, *, any_words: bool = False) -> dict[str, Any] | None:
        try:
            content = json.loads((self.folder / "current.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(content, dict) or not {"generation", "changes", "revision"} <= content.keys():
            return None
        made_from, wanted = content.get("manifest"), _plain(self.manifest)
        if any_words and isinstance(made_from, dict) and "words" in made_from:
            wanted["words"] = made_from["words"]
        return content if made_from == wanted else None

    def _sweep(self) -> None:
        """Remove what no `current.json` names: generations of other settings, and leftovers of a kill."""
        current = self._current() or {}
        kept = {current.get("generation"), current.get("changes"), "current.json", "writer.lock"}
        for path in self.folder.iterdir():
            if path.name not in kept:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _plain(manifest: Manifest) -> dict[str, Any]:
    plain = {name: getattr(manifest, name) for name in ("lexicon", "encoder", "preparation", "format")}
    return plain | {"words": [list(word) for word in manifest.words]}


def _save_generation(catalogue: Catalogue, folder: Path) -> None:
    save_segment(catalogue.base.segment, folder)
    catalogue.topics.save(folder)
    (folder / "words.json").write_text(
        json.dumps(list(catalogue.words), ensure_ascii=False), encoding="utf-8"
    )
    (folder / "concepts.json").write_text(json.dumps(list(catalogue.concepts)), encoding="utf-8")
    numbers = {"average": catalogue.average, "dimension": catalogue.dimension}
    (folder / "numbers.json").write_text(json.dumps(numbers), encoding="utf-8")
    if catalogue.base.dense is not None:
        catalogue.base.dense.save(folder / "dense.faiss")


def _load_generation(folder: Path) -> Catalogue:
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    segment = load_segment(folder)
    if (segment.vectors is not None) != (numbers["dimension"] > 0):
        raise ValueError("the vectors are missing")
    return Catalogue(
        segment,
        Vocabulary(json.loads((folder / "words.json").read_text(encoding="utf-8"))),
        Vocabulary(json.loads((folder / "concepts.json").read_text(encoding="utf-8"))),
        TopicModel.load(folder),
        DenseIndex.load(folder / "dense.faiss") if numbers["dimension"] else None,
        average=numbers["average"],
        dimension=numbers["dimension"],
    )


def _dump_changes(catalogue: Catalogue) -> bytes:
    struck = catalogue.base.segment.ids[~catalogue.base.alive]
    documents = [
        {
            "id": d.id,
            "terms": d.terms,
            "concepts": d.concepts,
            "vector": None
            if d.vector is None
            else base64.b64encode(d.vector.astype(np.float16).tobytes()).decode(),
        }
        for d in catalogue.changed.values()
    ]
    return json.dumps({"struck": struck.tolist(), "documents": documents}, ensure_ascii=False).encode()


def _load_changes(path: Path) -> tuple[list[int], list[Document]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    documents = [
        Document(
            d["id"],
            d["terms"],
            d["concepts"],
            None
            if d["vector"] is None
            else np.frombuffer(base64.b64decode(d["vector"]), np.float16).astype(np.float32),
        )
        for d in content["documents"]
    ]
    return content["struck"], documents
