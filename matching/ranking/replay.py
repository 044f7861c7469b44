"""Rankings as records: what one was made of, and the same arithmetic over it again.

A record holds each looked-at supplier's raw signals and verdicts, and the weights and scalings of its day. `replay` runs the ranker's
and the examination's own functions over these, whatever data, index and weights are today. Floats stand in JSON by their shortest exact
text, so that they come back bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.errors import InputError
from matching.ranking.catalogue import Pool
from matching.ranking.examination import Asked, Examined, VerdictWeights, in_order, weighed
from matching.ranking.ranker import Ranker, Scaling, contributions
from matching.records import Contribution, Evidence, Requirement, Verdict

# Rises when the arithmetic from raw signals and verdicts to an order changes; that of older records then stays here beside the new one.
FORMULA = 1
_UNKNOWN = "この順位の記録は別の版（計算式 {}）のものです。その版の juhatchu で再計算してください。"


@dataclass(frozen=True, slots=True)
class Line:
    """One supplier of a ranking: `points` by signal add up to `score`, the contributions are these as they are shown."""

    rank: int
    id: int
    score: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the arithmetic gives today; `differences`: Japanese sentences, none where all is as recorded, bit for bit."""

    lines: tuple[Line, ...]
    differences: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether order, scores and contributions are those of the record."""
        return not self.differences


def weights_record(ranker: Ranker) -> dict[str, Any]:
    """The weights, in the order in which they are added up."""
    return {
        "signals": [
            [name, weight, scaling.zero, scaling.one, scaling.top]
            for (name, weight), scaling in zip(ranker.weights.items(), ranker.scalings.values(), strict=True)
        ],
        "met": dict(ranker.verdicts.met_by_class),
        "contradicted": dict(ranker.verdicts.contradicted_by_class),
        "wished": ranker.verdicts.wished,
    }


def requirement_record(requirement: Requirement) -> dict[str, Any]:
    """What verdicts and a reader need of a requirement."""
    return {
        "id": requirement.id,
        "kind": requirement.kind,
        "label": requirement.label,
        "must": requirement.must,
        "negated": requirement.negated,
        "any_of": requirement.any_of,
        "text": requirement.text,
        "start": requirement.start,
        "end": requirement.end,
    }


def examined_record(examined: Examined, signals: Mapping[str, float]) -> dict[str, Any]:
    """One supplier as it was looked at: raw signals, verdicts with their words, and the points that came of them."""
    return {
        "id": examined.id,
        "signals": {name: _number(value) for name, value in signals.items()},
        "verdicts": [
            [
                v.requirement,
                v.verdict,
                v.credit,
                *([v.evidence.field, v.evidence.quote] if v.evidence else []),
            ]
            for v in examined.verdicts
        ],
        "points": list(map(list, examined.points.items())),
        "score": examined.score,
    }


def replay(record: Mapping[str, Any]) -> Replayed:
    """The ranking of a record, computed again from the record alone. Raises InputError for a formula that this version doesn't know."""
    if record.get("formula") != FORMULA:
        raise InputError(_UNKNOWN.format(record.get("formula")))
    examined = in_order(_examined(record))
    shown = [e for e in examined if not (record["strict"] and e.contradicted)][: record["k"]]
    lines = tuple(Line(rank, e.id, e.score, contributions(e.points)) for rank, e in enumerate(shown, 1))
    return Replayed(lines, tuple(_differences(record, examined, lines)))


def verdict_of(recorded: Sequence[Any]) -> Verdict:
    """A verdict as `examined_record` wrote it."""
    requirement, verdict, credit, *words = recorded
    return Verdict(requirement, verdict, Evidence(*words) if words else None, credit)


def _examined(record: Mapping[str, Any]) -> list[Examined]:
    """Every candidate of the record, weighed anew; the rule of order not yet applied."""
    candidates, weights = record["candidates"], record["weights"]
    verdict_weights = VerdictWeights(weights["met"], weights["contradicted"], weights["wished"])
    scalings = {name: Scaling(zero, one, top) for name, _, zero, one, top in weights["signals"]}
    ranker = Ranker({name: weight for name, weight, *_ in weights["signals"]}, verdict_weights, scalings)
    names = list(candidates[0]["signals"]) if candidates else []
    _, points = ranker.rank(
        Pool(
            np.array([c["id"] for c in candidates], np.int64),
            {name: np.array([float(c["signals"][name]) for c in candidates], np.float32) for name in names},
        )
    )
    asked = _asked(record)
    found = []
    for row, candidate in zip(points, candidates, strict=True):
        first, verdicts = ranker.named(row), tuple(map(verdict_of, candidate["verdicts"]))
        if asked.groups:
            found.append(weighed(asked, candidate["id"], first, verdicts, verdict_weights))
        else:
            found.append(Examined(candidate["id"], first))
    return found


def _asked(record: Mapping[str, Any]) -> Asked:
    requirements = [Requirement(concept=None, **one) for one in record["requirements"]]
    main = tuple(r for r in requirements if r.id in record["main"])
    return replace(Asked.of(requirements), main=main)


def _differences(record: Mapping[str, Any], examined: Sequence[Examined], lines: Sequence[Line]) -> list[str]:
    """All that isn't as it was recorded; numbers are compared by all their digits."""
    found = []
    order = [c["id"] for c in record["candidates"]]
    if order != [e.id for e in examined]:
        found.append("候補の並びが記録と違います。")
    points = {c["id"]: c["points"] for c in record["candidates"]}
    found += [
        f"企業 {e.id} の点の内訳が記録と違います。"
        for e in examined
        if points.get(e.id) != list(map(list, e.points.items()))
    ]
    stored = [(m["rank"], m["id"], m["score"], m["contributions"]) for m in record["matches"]]
    again = [(x.rank, x.id, x.score, [[c.signal, c.points] for c in x.contributions]) for x in lines]
    if len(stored) != len(again):
        found.append(f"企業の数が記録（{len(stored)}社）と違います（{len(again)}社）。")
    found += [
        f"{one[0]}位が記録と違います（記録：企業 {one[1]}、{one[2]!r}点。再計算：企業 {two[1]}、{two[2]!r}点）。"
        for one, two in zip(stored, again, strict=False)
        if one != two
    ]
    return found


def _number(value: float) -> float | str:
    """JSON knows neither NaN nor infinity."""
    return value if np.isfinite(value) else repr(value)
