"""Everyday words -> the concepts that they call for.

A lay expression (椅子の脚, 電気を通さない) is a short run of content lemmas. It is found where those lemmas stand in order with little
between them, so that inflection, particles and small insertions don't matter: 電気をまったく通さないもの holds 電気を通さない.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.language.lexicon import EverydayForm, Lexicon
from matching.language.normalise import trace
from matching.language.terms import Token, Words

# At most so many other content words may stand between two lemmas of an expression.
_GAP = 2


@dataclass(frozen=True, slots=True)
class Hint:
    """A lay expression found in a text: the form, its place, the concepts that it calls for, what it is (verb, product, problem ...), and where its
    last word, mostly the verb, begins."""

    form: str
    start: int
    end: int
    concepts: tuple[tuple[str, float], ...]
    kind: str = ""
    head: int = -1


class EverydayReader:
    """Finds the lexicon's lay expressions in token sequences."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self._patterns: dict[str, list[tuple[tuple[str, ...], EverydayForm]]] = {}
        for entry in lexicon.everyday:
            tokens = words.short_units(lexicon.spell(trace(entry.form)).text)
            lemmas = tuple(lemmas_of(tokens))
            if lemmas and _telling(tokens):
                self._patterns.setdefault(lemmas[0], []).append((lemmas, entry))
        for patterns in self._patterns.values():
            patterns.sort(key=lambda p: -len(p[0]))

    def find(self, tokens: Sequence[Token]) -> list[Hint]:
        """Expressions in `tokens`, longer ones first at each place; one inside another is left out."""
        content = [t for t in tokens if t.content and not _counter(t, tokens)]
        lemmas = lemmas_of(content)
        hints: list[Hint] = []
        covered: set[int] = set()
        for length_first in sorted(self._candidates(lemmas), key=lambda c: (-len(c[0]), c[0][0])):
            places, entry = length_first
            if covered.issuperset(places):
                continue
            covered.update(places)
            start, end = content[places[0]].start, content[places[-1]].end
            hints.append(Hint(entry.form, start, end, entry.concepts, entry.kind, content[places[-1]].start))
        return sorted(hints, key=lambda h: h.start)

    def _candidates(self, lemmas: Sequence[str]) -> Iterable[tuple[list[int], EverydayForm]]:
        for i, lemma in enumerate(lemmas):
            for pattern, entry in self._patterns.get(lemma, ()):
                places = _places(pattern, lemmas, i)
                if places:
                    yield places, entry


def lemmas_of(tokens: Iterable[Token]) -> list[str]:
    """The content lemmas; a negated one is marked, since さびる and さびない ask for opposite things."""
    return [t.lemma + "¬" * t.negative for t in tokens if t.content]


def expected(hints: Iterable[Hint]) -> dict[str, float]:
    """Concept -> probability that a suitable firm has it, over independent hints: 1 - prod(1 - p)."""
    missing: dict[str, float] = {}
    for hint in hints:
        for concept, probability in hint.concepts:
            missing[concept] = missing.get(concept, 1.0) * (1.0 - min(probability, 0.99))
    return {concept: 1.0 - m for concept, m in missing.items()}


def broadened(concepts: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """`concepts` with every broader concept, each at the highest weight of what it covers."""
    result: dict[str, float] = {}
    for concept, weight in concepts.items():
        for ancestor in lexicon.ancestors(concept):
            result[ancestor] = max(result.get(ancestor, 0.0), weight)
    return result


def _telling(tokens: Sequence[Token]) -> bool:
    """Whether the content words carry the expression: 同じものを作る must not be read from any 作る."""
    content = sum(t.end - t.start for t in tokens if t.content)
    return content >= 0.5 * (tokens[-1].end - tokens[0].start)


def _counter(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether the token counts what a number before it says: 5本 are no books."""
    index = bisect_left(tokens, token.start, key=lambda t: t.start)
    before = tokens[index - 1] if index else None
    return (
        before is not None and before.end == token.start and before.lemma.isdigit() and len(token.lemma) == 1
    )


def _places(pattern: Sequence[str], lemmas: Sequence[str], start: int) -> list[int]:
    """Positions of `pattern` in `lemmas` from `start` on, in order with small gaps; [] if it isn't there."""
    places = [start]
    for lemma in pattern[1:]:
        window = range(places[-1] + 1, min(len(lemmas), places[-1] + 2 + _GAP))
        found = next((j for j in window if lemmas[j] == lemma), None)
        if found is None:
            return []
        places.append(found)
    return places
