"""Text as written -> one canonical spelling of characters, with the way back to the original.

NFKC folds widths, ligatures and units (㎜, ㈱, ｽﾃﾝﾚｽ), with these exceptions, because NFKC alone changes or misses
what matters on drawings: ½ and its kin stay fractions ("1/2"), circled numbers are list marks and become
spaces, prime marks stay, diameter signs become φ, wave dashes ~, minus signs -, and a dash inside katakana is the long
vowel it was meant to be (センタ- -> センター).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DIAMETER = dict.fromkeys("ΦøØ⌀∅ϕφ", "φ")
_SAME = {
    "〜": "~",
    "∼": "~",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "─": "-",
    "✕": "×",
    "✖": "×",
    "╳": "×",
    "⨯": "×",
    "″": '"',
    "′": "'",
    "⁄": "/",
    "ヶ": "ケ",
    "ヵ": "カ",
} | _DIAMETER
_DROP = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")
_LIST_MARK = re.compile(r"[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
_KATAKANA = re.compile(r"[ァ-ヺー]")
_VOICED = frozenset("ﾞﾟ\u3099\u309a")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; `starts[i]` and `ends[i]` bound, in the original, the code points that made character i."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's code points (start, end exclusive) behind text[start:end]; needs start < end."""
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> str:
    """The canonical spelling of `text` (lower case, NFKC with the exceptions above). Normalising twice equals once."""
    return trace(text).text


def trace(text: str) -> Normalised:
    """Normalise `text` and keep, for each character, where it came from. Any string is accepted."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in _fold(text[start:end]):
            characters.append(character)
            starts.append(start)
            ends.append(end)
    _mend_long_vowels(characters)
    return Normalised("".join(characters), starts, ends)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Runs that NFKC may compose: a character with the voicing, combining or invisible marks behind it."""
    runs: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i < len(text) and _joins(text[i]):
            continue
        runs.append((start, i))
        start = i
    return runs if text else []


def _joins(character: str) -> bool:
    if character < "\u02ff":
        return character == "\u00ad"
    return character in _VOICED or character in _DROP or unicodedata.combining(character) > 0


def _fold(cluster: str) -> str:
    if len(cluster) == 1 and " " <= cluster <= "~":
        return cluster.lower()
    if _LIST_MARK.match(cluster):
        return " "
    cluster = "".join(_SAME.get(c, c) for c in cluster if c not in _DROP)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).lower())
    folded = "".join(_SAME.get(c, c) for c in folded)
    return "".join(_visible(c) for c in folded)


def _visible(character: str) -> str:
    """Control characters, surrogates and NUL say nothing: a space (a line break stays one)."""
    if character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}:
        return (
            "\n"
            if character in "\u2028\u2029"
            else " "
            if character.isspace() and character != "\n"
            else character
        )
    return "\n" if character == "\r" else " "


def _mend_long_vowels(characters: list[str]) -> None:
    """In place: a dash, or the numeral 一, where only a long vowel can stand (katakana before it)."""
    for i in range(1, len(characters)):
        if characters[i] not in "-一" or not _KATAKANA.match(characters[i - 1]):
            continue
        following = characters[i + 1] if i + 1 < len(characters) else ""
        if _KATAKANA.match(following) or (characters[i] == "-" and _ends_a_word(following)):
            characters[i] = "ー"


def _ends_a_word(following: str) -> bool:
    """Whether a katakana word may end before `following`: センタ-で, but not モータ-3台 or フライス-旋盤."""
    return following != "-" and (not following.isalnum() or "ぁ" <= following <= "ゖ")
