"""When a mark of the reader agrees with one made by hand (data/evaluation/README.md): kind, place, and concept or value.

Marks by hand name what they mean in the trade's words; those are looked up in the lexicon, so that two names of one thing agree.
Where the lexicon lacks the name, kind and place decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matching.language.lexicon import Lexicon
from matching.records import Capability, Requirement, Value

# Kinds that a concept says; the others are said by a value, or by their words alone.
NAMED = frozenset({"process", "material", "equipment", "certification"})
# How far apart two concepts may be, in steps up or down the lexicon.
_STEPS = 2
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Mark:
    """One requirement or statement at text[start:end], whoever made it. Statements of a profile have `field` and `modality`, requirements neither."""

    kind: str
    start: int
    end: int
    concept: str | None = None
    value: Value | None = None
    must: bool = True
    negated: bool = False
    group: str | None = None
    field: str = ""
    modality: str = ""
    text: str = ""


@dataclass(slots=True)
class Tally:
    """What was found, by kind: `hits` on both sides, `misses` marked by hand alone, `extras` by the reader alone."""

    hits: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    extras: Counter[str] = field(default_factory=Counter)

    def add(self, gold: Sequence[Mark], read: Sequence[Mark], pairs: Mapping[int, int]) -> None:
        found = set(pairs.values())
        for i, mark in enumerate(gold):
            (self.hits if i in pairs else self.misses)[mark.kind] += 1
        self.extras.update(mark.kind for j, mark in enumerate(read) if j not in found)

    def figures(self) -> dict[str, Any]:
        kinds = sorted({*self.hits, *self.misses, *self.extras})
        by_kind = {kind: _scores(self.hits[kind], self.misses[kind], self.extras[kind]) for kind in kinds}
        whole = _scores(self.hits.total(), self.misses.total(), self.extras.total())
        return {**whole, "by_kind": by_kind}


def by_hand(rows: Iterable[Mapping[str, Any]], lexicon: Lexicon) -> list[Mark]:
    """Marks as data/evaluation has them."""
    return [
        Mark(
            row["kind"],
            row["start"],
            row["end"],
            _named((row["name"], row["text"]), lexicon),
            _value(row["value"]),
            row.get("must", True),
            row.get("negated", False),
            row.get("group"),
            row.get("field", ""),
            row.get("modality", ""),
            row["text"],
        )
        for row in rows
    ]


def of_requirements(requirements: Iterable[Requirement]) -> list[Mark]:
    return [
        Mark(r.kind, r.start, r.end, r.concept, r.value, r.must, r.negated, r.any_of, text=r.text)
        for r in requirements
    ]


def of_capabilities(capabilities: Iterable[Capability], texts: Mapping[str, str]) -> list[Mark]:
    return [
        Mark(
            c.kind, c.start, c.end, c.concept, c.value,
            field=c.field, modality=c.modality, text=texts[c.field][c.start : c.end],
        )
        for c in capabilities
    ]  # fmt: skip


def matched(gold: Sequence[Mark], read: Sequence[Mark], lexicon: Lexicon) -> dict[int, int]:
    """Place in `gold` -> place in `read`, each at most once: the agreeing mark that overlaps most, the first of equals."""
    pairs: dict[int, int] = {}
    free = dict(enumerate(read))
    for i, mark in enumerate(gold):
        shared = {j: overlap(mark, other) for j, other in free.items() if agree(mark, other, lexicon)}
        if shared:
            pairs[i] = max(shared, key=lambda j: (shared[j], -j))
            del free[pairs[i]]
    return pairs


def agree(gold: Mark, read: Mark, lexicon: Lexicon) -> bool:
    """Kind and place, and what is meant."""
    if gold.kind != read.kind or gold.field != read.field or overlap(gold, read) <= 0:
        return False
    if gold.kind in NAMED:
        return gold.concept is None or read.concept is None or related(gold.concept, read.concept, lexicon)
    return same_value(gold.value, read.value, stated=bool(gold.modality))


def overlap(one: Mark, other: Mark) -> int:
    """Characters that both cover; not positive where they don't touch."""
    return min(one.end, other.end) - max(one.start, other.start)


def related(one: str, other: str, lexicon: Lexicon) -> bool:
    """The same, the one above the other by two steps at most, or a machine and its process."""
    if one == other or one in lexicon.performs.get(other, ()) or other in lexicon.performs.get(one, ()):
        return True
    steps = (lexicon.ancestors(one).get(other), lexicon.ancestors(other).get(one))
    return any(n is not None and n <= _STEPS for n in steps)


def same_value(gold: Value | None, read: Value | None, *, stated: bool = False) -> bool:
    """Equal ends, period, sides or date; where no value was marked, any. `stated`: of a profile, where a bare number may be read as up to it."""
    if gold is None:
        return True
    if read is None:
        return False
    if gold.date:
        return read.date.endswith(gold.date)
    if gold.sides or read.sides:
        sides = zip(sorted(gold.sides), sorted(read.sides), strict=False)
        return len(gold.sides) == len(read.sides) and all(_close(a, b) for a, b in sides)
    if gold.per != read.per or not _close(gold.max, read.max):
        return False
    up_to = stated and gold.min is not None and gold.min == gold.max and read.min is None
    return up_to or _close(gold.min, read.min)


def share(part: float, whole: float) -> float | None:
    """A share, rounded; None of nothing."""
    return round(part / whole, 4) if whole else None


def _named(names: Iterable[str | None], lexicon: Lexicon) -> str | None:
    found = (lexicon.forms.get(lexicon.key(name)) for name in names if name)
    return next((concept for concept in found if concept), None)


def _value(row: Mapping[str, Any] | None) -> Value | None:
    if not row:
        return None
    low, high, sides = row.get("min"), row.get("max"), tuple(row.get("sides") or ())
    return Value(
        "", low, high, row.get("unit") or "", row.get("per"), sides=sides, date=row.get("date") or ""
    )


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE * max(1.0, abs(one), abs(other))


def _scores(hits: int, misses: int, extras: int) -> dict[str, Any]:
    return {
        "marked": hits + misses,
        "read": hits + extras,
        "precision": share(hits, hits + extras),
        "recall": share(hits, hits + misses),
        "f1": share(2 * hits, 2 * hits + misses + extras),
    }
