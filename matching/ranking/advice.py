"""Advice on a match: what to ask back, why a firm is excluded. (What would bring a firm forward is in whynot.py.)

A question's worth is how much the first ten would change by its answer: each likely answer is tried on the
suppliers that were looked at, with the same verdicts and weights as a requirement that stands in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.ranking.evidence import FAILED, MET
from matching.ranking.examination import CLASSES, Asked, Examined, Examiner
from matching.records import Requirement, Supplier, Value

FIRST = 10
_MOST_QUESTIONS = 4
_MATERIALS_TRIED = 5
CONTRADICTS = "必須条件に反する"


@dataclass(frozen=True, slots=True)
class _Question:
    """A fact that an enquiry may lack: the kinds that would answer it, the question, likely answers."""

    kinds: frozenset[str]
    text: str
    answers: tuple[Requirement, ...]


def contradiction(requirements: Sequence[Requirement], examined: Examined) -> str:
    """Why a supplier is excluded under --strict: the requirement and the words that contradict it."""
    by_id = {r.id: r for r in requirements}
    parts = []
    for verdict in examined.verdicts:
        if verdict.requirement in examined.contradicted:
            said = f"：「{verdict.evidence.quote}」" if verdict.evidence else ""
            parts.append(f"「{by_id[verdict.requirement].text}」に合いません{said}")
    return f"{CONTRADICTS}（{'、'.join(parts)}）"


def questions(
    asked: Asked, examined: Sequence[Examined], suppliers: Mapping[int, Supplier], examiner: Examiner
) -> tuple[str, ...]:
    """The enquiry's missing facts that would most change the first ten, most deciding first, as questions to the buyer."""
    if len(examined) < 2:
        return ()
    known = {r.kind for r in asked.requirements}
    if not known & {"process", "equipment"}:
        known_work: list[tuple[float, str]] = [(float("inf"), "どんな加工・作業をご希望ですか")]
    else:
        known_work = []
    worth = [
        (_change(question.answers, examined, suppliers, examiner), question.text)
        for question in _missing(known, examined, suppliers, examiner)
    ]
    ranked = sorted([*known_work, *worth], key=lambda pair: -pair[0])
    return tuple(text for change, text in ranked if change > 0)[:_MOST_QUESTIONS]


def _missing(
    known: set[str],
    examined: Sequence[Examined],
    suppliers: Mapping[int, Supplier],
    examiner: Examiner,
) -> Iterator[_Question]:
    for question in (_materials(examined, suppliers, examiner), *_FIXED):
        if not question.kinds & known and question.answers:
            yield question


def _materials(
    examined: Sequence[Examined], suppliers: Mapping[int, Supplier], examiner: Examiner
) -> _Question:
    """What is the material? Likely answers are the materials that these suppliers name most."""
    named: Counter[str] = Counter()
    for e in examined:
        named.update(
            {c.concept for c in examiner.statements.of(suppliers[e.id]) if c.kind == "material" and c.concept}
        )
    answers = tuple(_concept("material", concept) for concept, _ in named.most_common(_MATERIALS_TRIED))
    return _Question(frozenset({"material"}), "材質は何ですか", answers)


def _change(
    answers: Sequence[Requirement],
    examined: Sequence[Examined],
    suppliers: Mapping[int, Supplier],
    examiner: Examiner,
) -> float:
    """Mean number of the first ten that an answer would replace, and a little for those it would move."""
    before = [e.id for e in examined][:FIRST]
    total = 0.0
    for answer in answers:
        name = CLASSES.get(answer.kind, "other")
        scores = {}
        for e in examined:
            supplier = suppliers[e.id]
            verdict = examiner.judge.verdicts([answer], supplier, examiner.statements.of(supplier))[0].verdict
            bonus = examiner.weights.met(name) if verdict == MET else 0.0
            cost = examiner.weights.contradicted(name) if verdict == FAILED else 0.0
            scores[e.id] = e.score + bonus + cost
        after = sorted(scores, key=lambda one: -scores[one])[:FIRST]
        moved = sum(a != b for a, b in zip(before, after, strict=True))
        total += len(set(before) - set(after)) + 0.05 * moved
    return total / len(answers)


def _concept(kind: str, concept: str) -> Requirement:
    return Requirement("a", kind, concept, concept, True, False, None, "", 0, 0, accepts={concept: 1.0})


def _number(
    kind: str, dimension: str, low: float | None, high: float | None, unit: str, per: str | None = None
) -> Requirement:
    value = Value(dimension, low, high, unit, per)
    return Requirement("a", kind, "", None, True, False, None, "", 0, 0, value=value)


_FIXED: tuple[_Question, ...] = (
    _Question(
        frozenset({"quantity"}),
        "数量（ロット、月産など）はどのくらいですか",
        (
            _number("quantity", "lot", 1, 1, "個"),
            _number("quantity", "lot", 100, 100, "個"),
            _number("quantity", "rate", 1_000, 1_000, "個", "month"),
            _number("quantity", "rate", 20_000, 20_000, "個", "month"),
        ),
    ),
    _Question(
        frozenset({"size"}),
        "大きさ（寸法）はどのくらいですか",
        (
            _number("size", "diameter", 10, 10, "mm"),
            _number("size", "diameter", 200, 200, "mm"),
            _number("size", "length", 500, 500, "mm"),
            _number("size", "length", 2_000, 2_000, "mm"),
        ),
    ),
    _Question(
        frozenset({"tolerance", "roughness"}),
        "精度（公差）はどのくらい必要ですか",
        tuple(_number("tolerance", "tolerance", None, most, "mm") for most in (0.1, 0.01, 0.003)),
    ),
    _Question(frozenset({"certification"}), "必要な認証（ISO9001 など）はありますか", (_concept("certification", "C.ISO9001"),)),
    _Question(frozenset({"due"}), "納期はいつですか", (_number("due", "lead_time", None, 3, "日"), _number("due", "lead_time", None, 14, "日"))),
    _Question(frozenset({"document"}), "図面はありますか（現物・見本だけですか）", (_concept("document", "X.DOC.SAMPLE"),)),
    _Question(frozenset({"supply"}), "材料は支給ですか、手配込みですか", (_concept("supply", "X.SUP.MAT"), _concept("supply", "X.SUP.OWN"))),
)  # fmt: skip
