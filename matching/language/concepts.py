"""Normalised text -> mentions of lexicon concepts, by longest match with boundaries, each with its polarity.

Boundaries (see data/lexicon/ambiguous.tsv): a form that begins or ends in ASCII never touches a further letter or digit
(sus316l is not sus316); short and ambiguous forms must begin and end where a word does (革新 is not 革);
katakana ends where a word ends (ブラスト is not ブラス).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.language.lexicon import Lexicon
from matching.language.polarity import polarities, wishes
from matching.language.terms import Token, Words

# A grade that the lexicon doesn't list still names its family: SUS316Ti is a stainless steel, never SUS316.
_FAMILIES: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"(?<![a-z0-9]){pattern}[a-z0-9]*(?![a-z0-9])"), concept)
    for pattern, concept in (
        (r"sus\d{3}", "M.SUS"),
        (r"scm\d{3}", "M.SCM"),
        (r"s\d\dc", "M.FE.C"),
        (r"skd\d+", "M.FE.T"),
        (r"skh\d+", "M.SKH"),
        (r"a[1-7]\d{3}", "M.AL"),
        (r"al[1-7]\d{3}", "M.AL"),
        (r"ac\d[a-d]", "M.ALC"),
        (r"adc\d+", "M.ALD"),
        (r"fcd\d+", "M.FCD"),
        (r"fc\d+", "M.FC"),
        (r"c[1-7]\d{3}", "M.CUA"),
        (r"spc[cde]", "M.SPCC"),
    )
]
_ASCII = re.compile(r"[a-z0-9]")
# SPCC|1.6t and SS400|t9 are sheets with their thickness, SPCC1 of SPCC1.6t no grade.
_THICKNESS = re.compile(
    r"(?<=[a-z])\d{1,2}(?:\.\d{1,2})?\s?(?:t(?![a-z\d])|mm)|(?<=\d{3})t\s?\d{1,2}(?:\.\d{1,2})?(?![\d.a-z])"
)
_DECIMALS = re.compile(r"\.\d")
_KATAKANA = re.compile(r"[ァ-ヺー]")
_ADDRESS = re.compile(r"https?:|www\.|@")
_SKIPPED = re.compile(r"[ \u3000\-]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in text[start:end]. `polarity`: "offered", "refused" or "outsourced" (see polarity.py)."""

    concept: str
    start: int
    end: int
    polarity: str = "offered"


class ConceptFinder:
    """Finds the lexicon's concepts in normalised, spelling-folded text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._lengths: dict[str, list[int]] = {}
        for form in (*lexicon.forms, *lexicon.senses):
            self._lengths.setdefault(form[0], [])
            if len(form) not in self._lengths[form[0]]:
                self._lengths[form[0]].append(len(form))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def find(self, text: str, tokens: Sequence[Token]) -> list[Mention]:
        """Longest mentions in order, without overlap. `tokens` are the short units of the same `text`."""
        starts = {t.start for t in tokens}
        ends = {t.end for t in tokens}
        compact, places = _compact(text)
        mentions: list[Mention] = []
        senses: dict[str, str | None] = {}
        i = 0
        while i < len(compact):
            for length in self._lengths.get(compact[i], ()):
                form = compact[i : i + length]
                if len(form) < length:
                    continue
                if form not in senses:
                    senses[form] = self._sense(form, text)
                concept = senses[form]
                if concept is None:
                    continue
                start, end = places[i], places[i + length - 1] + 1
                # A final long vowel is not part of the key: センター is found as センタ.
                if end < len(text) and text[end] == "ー" and _KATAKANA.match(form[-1]):
                    end += 1
                if self._bounded(form, text, start, end, starts, ends) and self._meant(
                    form, text, start, end
                ):
                    mentions.append(Mention(concept, start, end))
                    i += length - 1
                    break
            i += 1
        return self._with_families(text, mentions)

    def _sense(self, form: str, text: str) -> str | None:
        """The concept of `form`; of a short word (バレル, 実装) the one that the rest of the text tells, if any."""
        for where, concept in self.lexicon.senses.get(form, ()):
            if where.search(text):
                return concept
        return self.lexicon.forms.get(form)

    def _bounded(self, form: str, text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        if _ASCII.match(form[0]) and before and _ASCII.match(before):
            return False
        if _ASCII.match(form[-1]) and after and _ASCII.match(after) and not _THICKNESS.match(text, end):
            return False
        if form[-1].isdigit() and _DECIMALS.match(text, end):
            return False
        if form in self.lexicon.ambiguous or len(form) <= 2:
            return (start in starts or not _same_script(before, form[0])) and (
                end in ends or not _same_script(after, form[-1])
            )
        if _KATAKANA.match(form[0]) and before and _KATAKANA.match(before) and start not in starts:
            return False
        return not (_KATAKANA.match(form[-1]) and after and _KATAKANA.match(after) and end not in ends)

    def _meant(self, form: str, text: str, start: int, end: int) -> bool:
        """Whether the words around don't show another sense: 事業の継続 is no repeat order, www.ps.com no polystyrene."""
        other = self.lexicon.other_senses.get(form)
        if other and any(m.end() >= end for m in other.finditer(text, max(0, start - 8), end)):
            return False
        return not (_ASCII.match(form[0]) and _in_address(text, start))

    def _with_families(self, text: str, mentions: list[Mention]) -> list[Mention]:
        taken = [False] * (len(text) + 1)
        for m in mentions:
            taken[m.start : m.end] = [True] * (m.end - m.start)
        for pattern, concept in _FAMILIES:
            mentions += [
                Mention(concept, found.start(), found.end())
                for found in pattern.finditer(text)
                if not any(taken[found.start() : found.end()])
            ]
        return sorted(mentions, key=lambda m: m.start)


def read_mentions(
    text: str, words: Words, finder: ConceptFinder, *, wished: bool = False
) -> tuple[list[Token], list[Mention]]:
    """Tokens and mentions (with polarity) of normalised, spelling-folded `text`; `wished`: it is an enquiry."""
    tokens = words.short_units(text)
    mentions = finder.find(text, tokens)
    kinds = ["P" if m.concept[0] in "PE" else m.concept[0] for m in mentions]
    found = (wishes if wished else polarities)(text, mentions, kinds)
    return tokens, [replace(m, polarity=p) for m, p in zip(mentions, found, strict=True)]


def _compact(text: str) -> tuple[str, list[int]]:
    """`text` without the joiners that forms are written with or without, and the position of each kept character.

    A long vowel that ends a katakana word of three or more letters goes too, as in Lexicon.key.
    """
    kept: list[str] = []
    places: list[int] = []
    run = 0
    for i, character in enumerate(text):
        if character == "ー" and run >= 3 and not (i + 1 < len(text) and _KATAKANA.match(text[i + 1])):
            continue
        run = run + 1 if "ァ" <= character <= "ヺ" else 0
        if not _SKIPPED.match(character):
            kept.append(character)
            places.append(i)
    return "".join(kept), places


def _in_address(text: str, place: int) -> bool:
    """Whether text[place] belongs to a web or mail address."""
    start = place
    while start > 0 and place - start < 200 and "!" <= text[start - 1] <= "~":
        start -= 1
    return bool(_ADDRESS.search(text, start, place))


def _same_script(a: str, b: str) -> bool:
    return bool(a) and _script(a) == _script(b)


def _script(character: str) -> str:
    if "ァ" <= character <= "ヺ" or character == "ー":
        return "katakana"
    if "ぁ" <= character <= "ゖ":
        return "hiragana"
    if "一" <= character <= "鿿" or character == "々":
        return "kanji"
    return "ascii" if _ASCII.match(character) else "mark"
