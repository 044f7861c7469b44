"""The second look: verdicts for the candidates that matter, the signals made of them, and the order that follows.

The first look (catalogue and ranker) goes over all suppliers; this one reads the requirements of the enquiry against the
profiles of the best few. What it adds to a score depends on the supplier and the enquiry alone, but for one rule of order: who
contradicts a must stands below everyone who is shown to do the main process and contradicts nothing; the points which that
takes are stated like all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matching.language.lexicon import Lexicon
from matching.ranking.evidence import FAILED, MET, Judge
from matching.ranking.statements import Statements
from matching.records import Requirement, Supplier, Verdict

# Kinds of requirement that count together: each class has a weight for being met and one for being contradicted (data/ranking/weights.json).
CLASSES: Mapping[str, str] = {
    "process": "process",
    "material": "material",
    "equipment": "equipment",
    "certification": "equipment",
    "force": "number",
    "size": "number",
    "mass": "number",
    "quantity": "number",
    "tolerance": "number",
    "roughness": "number",
    "hardness": "number",
    "area": "area",
}
# A broader statement counts by half of its nearness: it is ranking credit, no verdict.
_PARTIAL = 0.5
# What the second look adds to the signals of the first.
_ADDED = frozenset({"met", "wished", "contradicted", "placed"})
# What keeps two suppliers apart that the rule of order would put on one place, in points.
_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Examined:
    """One supplier after the second look: points by signal, verdicts, whether it contradicts a must, and which requirements.

    `main`: the verdict on the enquiry's main process ("" where it names none).
    """

    id: int
    points: Mapping[str, float]
    verdicts: tuple[Verdict, ...] = ()
    contradicted: tuple[str, ...] = ()
    main: str = ""

    @property
    def score(self) -> float:
        """The sum of its points."""
        return float(sum(self.points.values()))

    @property
    def first_look(self) -> float:
        """What the first look gave it, by which it was chosen for the second."""
        return float(sum(value for name, value in self.points.items() if name not in _ADDED))

    def unplaced(self) -> Examined:
        """Without what the rule of order took, which depends on the others."""
        points = {name: value for name, value in self.points.items() if name != "placed"}
        return Examined(self.id, points, self.verdicts, self.contradicted, self.main)


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry's requirements with what is needed again and again: groups of alternatives, the main process."""

    requirements: tuple[Requirement, ...]
    groups: tuple[tuple[Requirement, ...], ...] = ()
    main: tuple[Requirement, ...] = ()

    @classmethod
    def of(cls, requirements: Sequence[Requirement], rarity: Mapping[str, float] | None = None) -> Asked:
        """Requirements that give verdicts, alternatives together. `rarity` of concepts (Catalogue.rarity) tells which process is the main one."""
        groups: dict[str, list[Requirement]] = {}
        for r in requirements:
            if not r.silent:
                groups.setdefault(r.any_of or r.id, []).append(r)
        together = tuple(tuple(g) for g in groups.values())
        return cls(tuple(requirements), together, _main_process(together, rarity or {}))


def _main_process(
    groups: Sequence[tuple[Requirement, ...]], rarity: Mapping[str, float]
) -> tuple[Requirement, ...]:
    """Of the processes that must be done, the one that fewest suppliers do, with its alternatives; the first of equals; () where none is named.

    Words that the lexicon or the catalogue doesn't know are rare only because nobody could be found by them: they come last.
    """
    processes = [g for g in groups if g[0].kind == "process" and g[0].must and not g[0].negated]

    def rareness(group: Sequence[Requirement]) -> float:
        unknown = 0.0 if rarity else 1.0  # without a catalogue, all that the lexicon knows is alike
        return max(rarity.get(r.concept, unknown) if r.concept else 0.0 for r in group)

    return max(processes, key=rareness, default=())


@dataclass(frozen=True, slots=True)
class VerdictWeights:
    """Points for what a supplier meets and contradicts, by class of requirement: a class's points are shared by its requirements."""

    met_by_class: Mapping[str, float] = field(default_factory=dict)
    contradicted_by_class: Mapping[str, float] = field(default_factory=dict)
    wished: float = 0.0

    def met(self, name: str) -> float:
        """Points of a class that is wholly met."""
        return self.met_by_class.get(name, 0.0)

    def contradicted(self, name: str) -> float:
        """Points (negative) of a class in which a must is contradicted."""
        return self.contradicted_by_class.get(name, 0.0)


class Examiner:
    """Gives verdicts and their signals to suppliers. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, statements: Statements, weights: VerdictWeights) -> None:
        self.judge = Judge(lexicon)
        self.statements = statements
        self.weights = weights

    def examine(self, asked: Asked, supplier: Supplier, points: Mapping[str, float]) -> Examined:
        """`points`: what the first look gave the supplier, by signal."""
        if not asked.groups:
            return Examined(supplier.id, points)
        verdicts = self.judge.verdicts(asked.requirements, supplier, self.statements.of(supplier))
        return weighed(asked, supplier.id, points, verdicts, self.weights)


def weighed(
    asked: Asked,
    supplier_id: int,
    points: Mapping[str, float],
    verdicts: tuple[Verdict, ...],
    weights: VerdictWeights,
) -> Examined:
    """What verdicts (one a requirement) add to the points of the first look."""
    by_id = {v.requirement: v for v in verdicts}
    contradicted = [g for g in asked.groups if g[0].must and all(by_id[r.id].verdict == FAILED for r in g)]
    wishes = [_best(g, by_id) for g in asked.groups if not g[0].must]
    added = {
        "met": sum(weights.met(name) * share for name, share in _shares(asked.groups, by_id).items()),
        "wished": weights.wished * (sum(wishes) / len(wishes)) if wishes else 0.0,
        # In the order of the groups, so that the sum is the same in every process.
        "contradicted": sum(weights.contradicted(name) for name in dict.fromkeys(map(_class, contradicted))),
    }
    main = _group_verdict(asked.main, by_id) if asked.main else ""
    points = {**points, **{name: value for name, value in added.items() if value}}
    return Examined(supplier_id, points, verdicts, tuple(r.id for g in contradicted for r in g), main)


def in_order(examined: Sequence[Examined]) -> list[Examined]:
    """Best first, ties by id; who contradicts a must is put below the last that does the main process and contradicts nothing."""
    clean = [e.score for e in examined if e.main == MET and not e.contradicted]
    floor = min(clean) if clean else None
    if floor is not None:
        held = sorted(
            (e for e in examined if e.contradicted and e.score >= floor),
            key=lambda e: (e.main == FAILED, -e.score, e.id),
        )
        placed = {e.id: _placed(e, floor - _STEP * i) for i, e in enumerate(held, 1)}
        examined = [placed.get(e.id, e) for e in examined]
    return sorted(examined, key=lambda e: (-e.score, e.id))


def _placed(examined: Examined, score: float) -> Examined:
    points = dict(examined.points)
    points["placed"] = score - examined.score
    return Examined(examined.id, points, examined.verdicts, examined.contradicted, examined.main)


def _shares(groups: Sequence[Sequence[Requirement]], verdicts: Mapping[str, Verdict]) -> dict[str, float]:
    """Class -> the met share (0-1) of its musts; a group of alternatives counts once, by its best, and what must not be isn't met by anyone."""
    found: dict[str, list[float]] = {}
    for group in groups:
        if group[0].must and not group[0].negated:
            found.setdefault(_class(group), []).append(_best(group, verdicts))
    return {name: sum(values) / len(values) for name, values in found.items()}


def _best(group: Sequence[Requirement], verdicts: Mapping[str, Verdict]) -> float:
    return max(1.0 if verdicts[r.id].verdict == MET else _PARTIAL * verdicts[r.id].credit for r in group)


def _class(group: Sequence[Requirement]) -> str:
    return CLASSES.get(group[0].kind, "other")


def _group_verdict(group: Sequence[Requirement], verdicts: Mapping[str, Verdict]) -> str:
    given = [verdicts[r.id].verdict for r in group]
    return MET if MET in given else FAILED if all(v == FAILED for v in given) else "unknown"
