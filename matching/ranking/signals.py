"""What each supplier is scored by: an enquiry as read -> a query to the catalogue, one small rule a signal.

A signal that doesn't know adds nothing. Each is scaled by what a perfect supplier would get, never by the other candidates, so that scores compare
across filters, batches and reverse matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matching.language.everyday import broadened
from matching.language.lexicon import Lexicon
from matching.language.reading import Capabilities, Enquiry
from matching.ranking.index import Floats
from matching.ranking.segment import Document, term_counts

LABELS: Mapping[str, str] = {
    "lexical": "語の一致",
    "topics": "話題の近さ",
    "dense": "文の意味の近さ",
    "stated": "工程・材質などの一致",
    "hinted": "ふだんの言葉からの推定",
    "learned": "似た相談で必要だった加工",
    "translated": "似た相談からの言い換え",
    "area": "希望地域",
    "refused": "対応不可・外注の記載",
}
# Those of the second look (examination.py), which are made of verdicts.
VERDICT_LABELS: Mapping[str, str] = {
    "met": "必須条件への適合",
    "wished": "希望条件への適合",
    "contradicted": "必須条件に反する",
    "placed": "条件に反しない企業を先に",
}

# How much a concept of each kind says about whether a supplier suits.
_KIND_WEIGHTS: Mapping[str, float] = {
    "process": 1.0,
    "equipment": 0.8,
    "material": 0.7,
    "field": 0.5,
    "cert": 0.5,
    "lot": 0.3,
    "cad": 0.15,
    "trade": 0.1,
}
# Credit of a supplier that has only a broader concept than the one asked, by steps between them.
_BROADER = (1.0, 0.35, 0.12, 0.05, 0.0)


@dataclass(frozen=True, slots=True)
class Importance:
    """How much weight a concept carries: by kind, and less the more suppliers have it."""

    lexicon: Lexicon
    shares: Mapping[str, float]

    def of(self, concept: str) -> float:
        """A weight of at most 1."""
        return _KIND_WEIGHTS[self.lexicon.concepts[concept].kind] * self.shares.get(concept, 1.0)


def covering(concepts: Mapping[str, float], importance: Importance) -> dict[str, float]:
    """Weights on closed concepts whose sum, over those that a supplier has, is the covered share of `concepts` (0-1).

    A supplier has every concept broader than one it has. So the weight of a concept is spread over itself and
    its broader ones such that having it earns all, and having only one `s` steps broader earns _BROADER[s].
    """
    total = sum(weight * importance.of(concept) for concept, weight in concepts.items())
    result: dict[str, float] = {}
    for concept, weight in concepts.items():
        share = weight * importance.of(concept) / total if total else 0.0
        for broader, part in _spread(importance.lexicon, concept):
            result[broader] = result.get(broader, 0.0) + share * part
    return result


def _spread(lexicon: Lexicon, concept: str) -> list[tuple[str, float]]:
    steps: dict[int, list[str]] = {}
    for broader, distance in lexicon.ancestors(concept).items():
        steps.setdefault(min(distance, len(_BROADER) - 1), []).append(broader)
    parts = []
    for step, members in steps.items():
        narrower_credit = _BROADER[step + 1] if step + 1 in steps else 0.0
        parts += [(m, (_BROADER[step] - narrower_credit) / len(members)) for m in members]
    return parts


def refusals(enquiry: Enquiry, lexicon: Lexicon) -> dict[str, float]:
    """Weights on refusal marks: 1 for each stated process or material that a supplier refuses or buys in."""
    wanted = [c for c in enquiry.stated if lexicon.concepts[c].kind in ("process", "material", "equipment")]
    marks: dict[str, float] = {}
    for concept in wanted:
        for broader, distance in lexicon.ancestors(concept).items():
            if distance <= 1:
                mark = refusal_mark(broader)
                marks[mark] = max(marks.get(mark, 0.0), (1.0 - 0.5 * distance) / len(wanted))
    return marks


def refusal_mark(concept: str) -> str:
    """The index feature of a supplier that doesn't do `concept` itself."""
    return f"!{concept}"


def document(
    supplier_id: int, capabilities: Capabilities, places: list[str], lexicon: Lexicon, vector: Floats | None
) -> Document:
    """What the index keeps of a supplier: terms, concepts with all broader ones, refusal marks, places, vector."""
    concepts = broadened(capabilities.offered, lexicon)
    concepts |= {refusal_mark(c): 1.0 for c in capabilities.refused}
    concepts |= dict.fromkeys(places, 1.0)
    return Document(supplier_id, term_counts(capabilities.terms), concepts, vector)
