"""A requirement in the making, and the stretches of text that it is judged in: its sentence and its clause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from matching.records import Value

_BREAK = re.compile(
    r"[。\n!?！？;；]|(?:です|ます|ました|した)(?:が|けど|けれど|ので|から)、?|(?<=[いるたん])(?:が|けど|けれども?|ので)、"
)
# Notes are written with blanks for commas; a blank before what is said of a thing (5軸 必須) parts nothing.
_SAID_OF_IT = r"(?!必須|希望|要|尚|なお|可|あれば|歓迎|優先|不|[(:])"
_CLAUSE = re.compile(
    rf"[、,，]|(?<=[^\x00-\x7f])\s{_SAID_OF_IT}(?=\S)|(?<=\S)\s{_SAID_OF_IT}(?=[^\x00-\x7f])"
)
# No sentence is looked at further than this on either side: work stays linear in the text's length.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """What may become a requirement: text[start:end] of the normalised text."""

    kind: str
    label: str
    concept: str | None
    start: int
    end: int
    value: Value | None = None
    accepts: tuple[tuple[str, float], ...] = ()
    negated: bool = False
    must: bool = True


def covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Every position inside one of `spans`."""
    return {i for a, b in spans for i in range(a, b)}


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around text[start:end]: a full stop, a line or a closed statement (...ですが) bounds it."""
    begin = max(0, start - _REACH)
    for found in _BREAK.finditer(text, begin, start):
        begin = found.end()
    last = min(len(text), end + _REACH)
    behind = _BREAK.search(text, end, last)
    return begin, behind.start() if behind else last


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The part between commas of its sentence."""
    a, b = sentence(text, start, end)
    for found in _CLAUSE.finditer(text, a, start):
        a = found.end()
    behind = _CLAUSE.search(text, end, b)
    return a, behind.start() if behind else b


def with_ending(text: str, end: int) -> int:
    """`end` moved behind the words that closed the sentence there (助かります + が), not behind a full stop."""
    found = _BREAK.match(text, end)
    return found.end() if found and found.group()[0] not in "。\n!?！？;；" else end
