"""Why not, and what would change it: where a supplier stands, what holds it back, and the smallest facts that would bring it into the first ten.

A fact is a sentence in a field of the profile, as a person would add it. Each is tried for real: the profile with the fact is
read, encoded and scored like any other, and only a set of facts that carries it over the tenth place, with something to spare, is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf

from matching.language.requirements import value_label
from matching.ranking.advice import FIRST
from matching.ranking.evidence import FAILED, MET
from matching.ranking.examination import Asked, Examined, in_order
from matching.records import Evidence, Fact, Requirement, Supplier, Value, Verdict

# What must be to spare over the tenth, in points for each fact: the rarity of words and concepts moves when a profile changes.
MARGIN = 1.0
# Facts tried together; more than this is no small change.
_MOST_FACTS = 3
_TRIED_TOGETHER = 6

_FIELDS: Mapping[str, str] = {
    "process": "processes",
    "material": "materials",
    "equipment": "equipment",
    "certification": "certifications",
    "size": "sizes",
    "mass": "sizes",
    "tolerance": "accuracy",
    "roughness": "accuracy",
    "hardness": "accuracy",
    "quantity": "lots",
    "force": "equipment",
    "due": "terms",
    "document": "data_formats",
    "supply": "terms",
    "other": "terms",
}
_MACHINES: Mapping[str, str] = {"clamp_force": "射出成形機", "press_force": "プレス"}
# What a firm writes to state a condition; the label of the condition where nothing else is said here.
_SAYINGS: Mapping[str, str] = {
    "X.INHOUSE": "すべて自社内で加工",
    "X.ONESTOP": "一貫対応",
    "X.SUP.MAT": "材料支給可",
    "X.SUP.OWN": "材料手配込み",
    "X.SUP.TOOL": "金型支給可",
    "X.DOC.SAMPLE": "現物からの製作可",
    "X.DOC.INSPECTION": "検査成績書",
    "X.DOC.MILL": "ミルシート",
    "X.NDA": "秘密保持契約可",
    "X.REPEAT": "リピート品",
    "X.PROTO": "試作可",
    "X.SMALL": "小ロット対応",
}

# What each of some profiles would have to spare over the tenth place, in points; negative where it would miss it.
Spare = Callable[[Sequence[Supplier]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Trial:
    facts: tuple[Fact, ...]
    spare: float


@dataclass(frozen=True, slots=True)
class Rivals:
    """Whom a supplier is measured against: the others that would get a second look with it, and the least that gets it one."""

    others: tuple[Examined, ...]
    least: float
    strict: bool

    @classmethod
    def of(cls, examined: Sequence[Examined], supplier_id: int, looked_at: int, *, strict: bool) -> Rivals:
        """`examined`: those that got a second look, `looked_at` where there are enough; `strict` leaves out who contradicts a must."""
        others = sorted((e.unplaced() for e in examined if e.id != supplier_id), key=lambda e: -e.first_look)
        least = 0.0
        if len(examined) >= looked_at:
            spare = MARGIN if len(others) == len(examined) else 0.0
            least = min(e.first_look for e in examined) + spare
        return cls(tuple(others[: looked_at - 1]), least, strict)

    def spare(self, own: Examined) -> float:
        """What the supplier has to spare over the tenth place; -inf where it wouldn't be looked at or shown at all."""
        ranked = self._ranked(own)
        score = next((e.score for e in ranked if e.id == own.id), None)
        if score is None or own.first_look <= 0 or own.first_look < self.least:
            return -inf
        others = [e.score for e in ranked if e.id != own.id]
        return score - others[FIRST - 1] if len(others) >= FIRST else score

    def rank(self, own: Examined) -> int:
        """The supplier's place among them; it has something to spare."""
        return [e.id for e in self._ranked(own)].index(own.id) + 1

    def _ranked(self, own: Examined) -> list[Examined]:
        return [e for e in in_order([*self.others, own]) if not (self.strict and e.contradicted)]


def facts_for(asked: Asked, supplier: Supplier, examined: Examined) -> list[Fact]:
    """One candidate fact for each requirement that isn't met and that a profile can state."""
    by_id = {v.requirement: v for v in examined.verdicts}
    facts = []
    for group in asked.groups:
        if any(by_id[r.id].verdict == MET for r in group) or group[0].negated:
            continue
        r = group[0]
        verdict = by_id[r.id]
        if verdict.verdict == FAILED and verdict.evidence and verdict.evidence.field in supplier.texts:
            said = _saying(r) if r.kind in _FIELDS else ""
            facts.append(
                Fact(r.id, verdict.evidence.field, said, replaces=_sentence(supplier, verdict.evidence))
            )
        elif r.kind in _FIELDS and (said := _saying(r)):
            facts.append(Fact(r.id, _FIELDS[r.kind], said))
    return facts


def with_facts(supplier: Supplier, facts: Sequence[Fact]) -> Supplier:
    """The supplier as its profile would read with `facts`."""
    texts = dict(supplier.texts)
    for fact in facts:
        before = texts.get(fact.field, "")
        if fact.replaces:
            before = before.replace(fact.replaces, "", 1).strip("、。\n ")
        joiner = "\n" if fact.field == "equipment" else "、"
        texts[fact.field] = joiner.join(part for part in (before, fact.text) if part)
    return replace(supplier, texts={key: text for key, text in texts.items() if text})


def smallest_change(
    asked: Asked, supplier: Supplier, facts: Sequence[Fact], spare: Spare
) -> tuple[Fact, ...]:
    """The fewest facts, and of those the most helpful, that bring the supplier into the first ten; () if none of those tried do.

    At most one of them is a process: a firm that would have to learn two trades does other work.
    """
    processes = {r.id for r in asked.requirements if r.kind == "process"}
    if not facts:
        return ()
    trials = _tried(supplier, [(fact,) for fact in facts], spare)
    best = _first_over(trials)
    if best:
        return best
    helpful = [t.facts[0] for t in sorted(trials, key=lambda t: -t.spare)[:_TRIED_TOGETHER]]
    for number in range(2, min(_MOST_FACTS, len(helpful)) + 1):
        sets = [
            s for s in combinations(helpful, number) if sum(fact.requirement in processes for fact in s) <= 1
        ]
        best = _first_over(_tried(supplier, sets, spare)) if sets else ()
        if best:
            return best
    return ()


def _tried(supplier: Supplier, sets: Sequence[tuple[Fact, ...]], spare: Spare) -> list[_Trial]:
    changed = [with_facts(supplier, facts) for facts in sets]
    return [_Trial(facts, left) for facts, left in zip(sets, spare(changed), strict=True)]


def _first_over(trials: Sequence[_Trial]) -> tuple[Fact, ...]:
    over = [t for t in trials if t.spare >= MARGIN * len(t.facts)]
    return max(over, key=lambda t: t.spare).facts if over else ()


def _sentence(supplier: Supplier, evidence: Evidence) -> str:
    """The whole entry around the words that contradict: what a person would strike out."""
    text = supplier.texts[evidence.field]
    start = text.find(evidence.quote)
    if start < 0:
        return ""
    end = start + len(evidence.quote)
    breaks = "。\n、" if evidence.field not in ("limits", "notes", "strengths") else "。\n"
    a = max(text.rfind(mark, 0, start) for mark in breaks) + 1
    ends = [p for p in (text.find(mark, end) for mark in breaks) if p >= 0]
    return text[a : min(ends, default=len(text))]


def _saying(r: Requirement) -> str:
    """The words by which a profile states what the requirement asks."""
    if r.value is not None:
        return _value_saying(r.value)
    if r.concept in _SAYINGS:
        return _SAYINGS[r.concept or ""]
    if r.kind in ("process", "material", "equipment", "certification"):
        return r.label if r.concept else r.text
    return r.text


def _value_saying(value: Value) -> str:
    high = value.max if value.max is not None else value.min
    if value.sides:
        return "×".join(f"{side:g}" for side in value.sides) + "まで"
    if high is None:
        return ""
    if value.dimension in ("tolerance", "ra", "rz", "hardness"):
        return value_label(replace(value, min=None)).replace("精度", "").removesuffix(" mm")
    if value.dimension in _MACHINES or value.dimension == "force":
        return f"{_MACHINES.get(value.dimension, 'プレス')} {high:g}{value.unit}"
    if value.dimension == "lot":
        low = value.min if value.min is not None else high
        return f"{low:g}～{high:g}個" if low != high else f"{low:g}個から"
    if value.dimension == "rate":
        return f"{_PERIODS.get(value.per or 'month', '月産')}{high:g}個まで"
    if value.dimension == "lead_time":
        return f"納期{high:g}日"
    if value.dimension == "hoist":
        return f"天井クレーン {high / 1000:g}t"
    if value.dimension == "mass":
        return f"重量{high:g}kgまで"
    return value_label(Value(value.dimension, None, high, value.unit)).replace(" mm 以下", "mmまで")


_PERIODS = {"month": "月産", "year": "年産", "day": "日産", "week": "週"}


def blockers(asked: Asked, examined: Examined) -> Iterator[tuple[Requirement, Verdict]]:
    """The requirements that hold a supplier back: contradicted ones first, then what it doesn't state; a met alternative holds nothing back."""
    by_id = {v.requirement: v for v in examined.verdicts}
    open_groups = [g for g in asked.groups if not any(by_id[r.id].verdict == MET for r in g)]
    for wanted in (FAILED, "unknown"):
        for group in open_groups:
            for r in group:
                if by_id[r.id].verdict == wanted:
                    yield r, by_id[r.id]
