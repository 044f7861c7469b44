"""One reader for enquiries and profiles: text -> terms, concepts and canonical text.

`Reader.enquiry` reads what is wanted, `Reader.profile` what a firm offers. Both fold spellings first, so that variants rank alike;
what is refused, bought in or not wanted leaves the text before anything is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.language.capabilities import CapabilityReader, offers
from matching.language.concepts import ConceptFinder, Mention, read_mentions
from matching.language.everyday import EverydayReader, Hint, broadened, expected
from matching.language.lexicon import Lexicon, office_lexicon
from matching.language.normalise import Normalised, trace
from matching.language.own_words import Traces
from matching.language.polarity import OFFERED
from matching.language.requirements import RequirementReader
from matching.language.terms import Token, Words, build_user_dictionaries
from matching.records import Addition, Capability, Requirement, Understood

# How much a field's mention counts as a statement of ability.
FIELD_WEIGHTS: Mapping[str, float] = {
    "industry": 0.9,
    "processes": 1.0,
    "strengths": 0.9,
    "products": 0.8,
    "materials": 1.0,
    "equipment": 0.9,
    "certifications": 1.0,
    "name": 0.6,
}
_OTHER_FIELD = 0.6
# A machine implies the processes that it performs; this much of its own weight.
_PERFORMS = 0.8
# Raised whenever the reader gives other words or concepts for the same text: what was read before is then read again.
READING = 8
# Longer enquiries are shortened: beyond this no person wrote an enquiry.
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What an enquiry asks for.

    `terms`: content lemmas in order, whole trade words included. `stated`: concepts named in trade words; `hinted`: those that everyday
    words call for, with probabilities; `unwanted`: named and refused. `canonical`: the text for encoders.
    """

    terms: tuple[str, ...]
    stated: Mapping[str, float]
    hinted: Mapping[str, float]
    unwanted: frozenset[str]
    canonical: str
    understood: tuple[Understood, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a profile offers: `terms` with repetition, `offered` concept -> weight (0-1), `refused` concepts, `canonical` text."""

    terms: tuple[str, ...]
    offered: Mapping[str, float]
    refused: frozenset[str]
    canonical: str


class Reader:
    """Reads enquiries and profiles with one lexicon. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self.lexicon = lexicon
        self.words = words
        self._finder = ConceptFinder(lexicon)
        self._everyday = EverydayReader(lexicon, words)
        self._requirements = RequirementReader(lexicon)
        self._capabilities = CapabilityReader(lexicon)
        self.own = Traces(lexicon, lexicon.own)

    @classmethod
    def open(cls, home: Path, additions: Sequence[Addition] = ()) -> Reader:
        """The product's reader with the office's own words; the user dictionary is built in `home` on first use."""
        lexicon = office_lexicon(additions)
        return cls(lexicon, Words(build_user_dictionaries(lexicon, home)))

    def product(self, home: Path) -> Reader:
        """The reader without the office's own words."""
        return Reader.open(home) if self.lexicon.additions else self

    def enquiry(self, text: str, *, requirements: bool = True) -> Enquiry:
        """Read an enquiry of any length; beyond LONGEST code points it is shortened and `cut` set. Without `requirements` only what ranks is read."""
        traced = self.lexicon.spell(trace(text[:LONGEST]))
        spelled = traced.text
        tokens, mentions = read_mentions(spelled, self.words, self._finder, wished=True)
        kept = [m for m in mentions if m.polarity == OFFERED]
        dropped = [m for m in mentions if m.polarity != OFFERED]
        hints = self._everyday.find(_outside(tokens, dropped))
        return Enquiry(
            terms=tuple(self._terms(spelled, tokens, kept, dropped)),
            stated={m.concept: 1.0 for m in kept},
            hinted=expected(hints),
            unwanted=frozenset(m.concept for m in dropped) - {m.concept for m in kept},
            canonical=self._canonical(spelled, kept, dropped),
            understood=tuple(self._understood(traced, text, mentions, hints)),
            requirements=self._requirements.read(traced, text, mentions, hints, tokens)
            if requirements
            else (),
            cut=len(text) > LONGEST,
        )

    def profile(self, texts: Mapping[str, str], name: str = "") -> Capabilities:
        """Read a profile's fields (keys of PROFILE_TEXT_FIELDS). The field `limits` states no ability, nor does a name alone."""
        if not any(text.strip() for text in texts.values()):
            name = ""
        terms: list[str] = []
        offered: dict[str, float] = {}
        refused: set[str] = set()
        canonical: list[str] = []
        for key, text in [("name", name), *texts.items()]:
            if not text:
                continue
            spelled = self.lexicon.spell(trace(text[:LONGEST])).text
            tokens, mentions = read_mentions(spelled, self.words, self._finder)
            if key == "limits":
                refused |= {
                    m.concept for m in mentions if m.polarity != OFFERED or not offers(spelled, m.end)
                }
                continue
            kept = [m for m in mentions if m.polarity == OFFERED]
            dropped = [m for m in mentions if m.polarity != OFFERED]
            refused |= {m.concept for m in dropped}
            weight = FIELD_WEIGHTS.get(key, _OTHER_FIELD)
            for m in kept:
                self._offer(offered, m.concept, weight)
            terms += self._terms(spelled, tokens, kept, dropped)
            canonical.append(self._canonical(spelled, kept, dropped))
        return Capabilities(
            terms=tuple(terms),
            offered=offered,
            refused=frozenset(refused) - broadened(offered, self.lexicon).keys(),
            canonical="。".join(part for part in canonical if part.strip()),
        )

    def capabilities(self, texts: Mapping[str, str]) -> tuple[Capability, ...]:
        """Every statement of ability in a profile's fields, with its place (what verdicts are given on)."""
        found: list[Capability] = []
        for key, text in texts.items():
            if text:
                traced = self.lexicon.spell(trace(text[:LONGEST]))
                _, mentions = read_mentions(traced.text, self.words, self._finder)
                found += self._capabilities.read(key, traced, mentions)
        return tuple(found)

    def _offer(self, offered: dict[str, float], concept: str, weight: float) -> None:
        offered[concept] = max(offered.get(concept, 0.0), weight)
        for process in self.lexicon.performs.get(concept, ()):
            offered[process] = max(offered.get(process, 0.0), weight * _PERFORMS)

    def _terms(
        self, text: str, tokens: Sequence[Token], kept: Sequence[Mention], dropped: Sequence[Mention]
    ) -> list[str]:
        """Content lemmas outside dropped mentions, and the label of each kept mention or whole trade word as one more term."""
        gone = _covered(dropped)
        terms = [t.lemma for t in tokens if t.content and t.start not in gone]
        inside = _covered(kept)
        terms += ["=" + self.lexicon.label(m.concept) for m in kept]
        terms += [
            "=" + self.lexicon.key(text[a:b])
            for a, b in self.words.whole_words(text)
            if a not in gone and not (a in inside and b - 1 in inside)  # SUS 304 is found as one, not as SUS
        ]
        return terms

    def _canonical(self, text: str, kept: Sequence[Mention], dropped: Sequence[Mention]) -> str:
        """`text` with kept mentions by their labels and dropped ones left out."""
        parts: list[str] = []
        position = 0
        for m in sorted([*kept, *dropped], key=lambda m: m.start):
            parts.append(text[position : m.start])
            if m.polarity == OFFERED:
                parts.append(self.lexicon.label(m.concept))
            position = m.end
        return "".join([*parts, text[position:]]).strip()

    def _understood(
        self, traced: Normalised, original: str, mentions: Sequence[Mention], hints: Sequence[Hint]
    ) -> list[Understood]:
        rows = [(m.concept, m.start, m.end, m.polarity == OFFERED, False) for m in mentions]
        rows += [
            (max(h.concepts, key=lambda c: c[1])[0], h.start, h.end, True, True) for h in hints if h.concepts
        ]
        result = []
        for concept, start, end, wanted, everyday in rows:
            a, b = traced.span(start, end)
            known = self.lexicon.concepts[concept]
            result.append(Understood(concept, known.label, known.kind, original[a:b], a, b, wanted, everyday))
        return result


def _covered(mentions: Sequence[Mention]) -> set[int]:
    return {i for m in mentions for i in range(m.start, m.end)}


def _outside(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Token]:
    gone = _covered(mentions)
    return [t for t in tokens if t.start not in gone]
