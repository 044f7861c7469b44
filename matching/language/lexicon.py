"""The manufacturing lexicon: concepts with their forms, the hierarchy, and what machines and everyday words call for.

Read from data/lexicon: `concepts.tsv` (id, kind, labels, parent, synonyms), `relations.tsv` (machine performs process, further broader
concepts), `ambiguous.tsv` (forms that need a token boundary, and where they mean something else), `senses.tsv` (short words whose
meaning the rest of the text decides), `everyday.tsv` (what lay people say ->
concepts with probabilities).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from matching.language.normalise import Normalised, trace
from matching.records import Addition
from matching.reference import table_rows
from matching.settings import DATA

_KATAKANA_END = re.compile(r"(?<=[ァ-ヺ]{3})ー(?![ァ-ヺー])")
_JOINERS = re.compile(r"[ \u3000\-]")

# One of the office's trade words: (form, concept).
OwnWord = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a firm can do, use or make. `kind`: process, material, equipment, cert, field, cad, trade, lot."""

    id: str
    kind: str
    label: str
    parents: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EverydayForm:
    """A lay expression and the concepts it calls for, each with a probability (0-1)."""

    form: str
    concepts: tuple[tuple[str, float], ...]
    kind: str


class Lexicon:
    """Concepts by id, and the form table that finds them in normalised text. `additions`: the office's own words, after the product's."""

    def __init__(self, folder: Path, additions: Sequence[Addition] = ()) -> None:
        self.folder = folder
        self.additions = tuple(additions)
        self._spelling = [
            (re.compile(row["pattern"]), row["canonical"]) for row in table_rows(folder / "spelling.tsv")
        ]
        relations = table_rows(folder / "relations.tsv")
        self.concepts = _read_concepts(folder / "concepts.tsv", relations)
        self.materials_of = _pairs(relations, "typical_material")
        self.forms = self._form_table()
        self.performs = self._performed(_pairs(relations, "performs"))
        # Everything above is the product's alone: an own word changes how texts are read that hold it, and nothing else.
        self.own = tuple(
            (one.form, one.concept)
            for one in self.additions
            if not one.everyday and one.concept in self.concepts
        )
        self.product_forms = tuple(form for one in self.concepts.values() for form in one.forms)
        self._take_in_own()
        self._labels: dict[str, str] = {}
        ambiguous = table_rows(folder / "ambiguous.tsv")
        self.senses = self._sense_table(table_rows(folder / "senses.tsv"))
        self.ambiguous = frozenset(self.key(row["surface"]) for row in ambiguous) | self.senses.keys()
        self.other_senses = {
            self.key(row["surface"]): re.compile(row["other_sense"])
            for row in ambiguous
            if row["other_sense"]
        }

    def _sense_table(self, rows: Iterable[dict[str, str]]) -> dict[str, list[tuple[re.Pattern[str], str]]]:
        """Key of a short word -> (pattern, concept): what it means where the pattern is found in the text, the first that fits."""
        table: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for row in rows:
            for surface in row["surface"].split("|"):
                table.setdefault(self.key(surface), []).append((re.compile(row["where"]), row["concept"]))
        return table

    def _take_in_own(self) -> None:
        for form, concept in self.own:
            known = self.concepts[concept]
            self.concepts[concept] = replace(known, forms=(*known.forms, form))
            if key := self.key(form):
                self.forms.setdefault(key, concept)

    @cached_property
    def product(self) -> str:
        """A digest of all the lexicon's files, without the office's words: goes into manifests and cache keys, beside the words that matter there."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("*.tsv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def everyday(self) -> tuple[EverydayForm, ...]:
        """Lay expressions, longest first where one holds another; of one that stands twice the office's own counts."""
        own = [one for one in self.additions if one.everyday and one.concept in self.concepts]
        replaced = {one.form for one in own}
        rows = [row for row in table_rows(self.folder / "everyday.tsv") if row["form"] not in replaced]
        return (
            *(
                EverydayForm(row["form"], _weights(row["concepts"], self.concepts), row["kind"])
                for row in rows
            ),
            *(EverydayForm(one.form, ((one.concept, 1.0),), "own") for one in own),
        )

    def spell(self, traced: Normalised) -> Normalised:
        """Fold the spelling variants of a normalised text (メッキ, 鍍金 -> めっき); lengths may change, places are kept."""
        for pattern, canonical in self._spelling:
            if pattern.search(traced.text):
                traced = _respell(traced, pattern, canonical)
        return traced

    def key(self, form: str) -> str:
        """The form as it is looked up: normalised, spelling folded, without joiners and final long vowels."""
        return _KATAKANA_END.sub("", _JOINERS.sub("", self.spell(trace(form)).text))

    def label(self, concept: str) -> str:
        """The concept's label in the spelling that texts are compared in."""
        known = self._labels.get(concept)
        if known is None:
            known = self._labels[concept] = self.key(self.concepts[concept].label)
        return known

    def ancestors(self, concept: str) -> Mapping[str, int]:
        """Each broader concept of `concept` (itself included) with its distance in steps."""
        return self._ancestors(concept)

    @cached_property
    def _ancestor_table(self) -> dict[str, dict[str, int]]:
        return {}

    def _ancestors(self, concept: str) -> dict[str, int]:
        known = self._ancestor_table.get(concept)
        if known is None:
            known = {concept: 0}
            frontier = [concept]
            for step in range(1, 12):
                frontier = [p for c in frontier for p in self.concepts[c].parents if p not in known]
                known |= dict.fromkeys(frontier, step)
            self._ancestor_table[concept] = known
        return known

    def _performed(self, stated: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Machine -> processes: as stated, else the process that its name begins with (ショットブラスト装置 blasts)."""
        table = dict(stated)
        for concept in self.concepts.values():
            if concept.kind == "equipment" and not any(c in stated for c in self.ancestors(concept.id)):
                named = self._process_in(self.key(concept.label))
                if named:
                    table[concept.id] = (named,)
        return table

    def _process_in(self, name: str) -> str | None:
        """The longest process form inside a name."""
        for length in range(len(name) - 1, 1, -1):
            for start in range(len(name) - length + 1):
                found = self.forms.get(name[start : start + length])
                if found and self.concepts[found].kind == "process":
                    return found
        return None

    def _form_table(self) -> dict[str, str]:
        """Key -> concept id. Where two concepts claim a form, the first in the file keeps it."""
        table: dict[str, str] = {}
        for concept in self.concepts.values():
            for form in concept.forms:
                if key := self.key(form):
                    table.setdefault(key, concept.id)
        return table


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The product's own lexicon, read once a process."""
    return Lexicon(DATA / "lexicon")


def office_lexicon(additions: Sequence[Addition]) -> Lexicon:
    """The product's lexicon with what the office added to it."""
    return Lexicon(DATA / "lexicon", additions) if additions else load_lexicon()


def _respell(traced: Normalised, pattern: re.Pattern[str], canonical: str) -> Normalised:
    """Replace each match; every character of the replacement comes from the whole of what it replaces."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for found in pattern.finditer(traced.text):
        a, b = found.span()
        if a == b or found.group() == canonical:
            continue
        text += [traced.text[position:a], canonical]
        starts += [*traced.starts[position:a], *[traced.starts[a]] * len(canonical)]
        ends += [*traced.ends[position:a], *[traced.ends[b - 1]] * len(canonical)]
        position = b
    return Normalised(
        "".join([*text, traced.text[position:]]),
        [*starts, *traced.starts[position:]],
        [*ends, *traced.ends[position:]],
    )


def _pairs(relations: list[dict[str, str]], name: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in relations:
        if row["rel"] == name:
            table[row["src"]] = (*table.get(row["src"], ()), row["dst"])
    return table


def _read_concepts(path: Path, relations: list[dict[str, str]]) -> dict[str, Concept]:
    broader = _pairs(relations, "also_broader")
    return {
        row["id"]: Concept(
            id=row["id"],
            kind=row["kind"],
            label=row["label_ja"],
            parents=tuple(p for p in (row["parent"], *broader.get(row["id"], ())) if p),
            forms=tuple(f for f in (row["label_ja"], *row["synonyms"].split("|")) if f),
        )
        for row in table_rows(path)
    }


def _weights(cell: str, known: Mapping[str, Concept]) -> tuple[tuple[str, float], ...]:
    pairs = (item.rsplit(":", 1) for item in cell.split("|"))
    return tuple((concept, float(weight)) for concept, weight in pairs if concept in known)
