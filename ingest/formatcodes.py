"""Number formats as Excel writes them -> sections of tokens, and which of them a number falls under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

# Formats that follow the system's settings: a Japanese Excel's.
_SYSTEM = {"[$-f800]": 'yyyy"年"m"月"d"日"', "[$-f400]": "h:mm:ss"}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<pad>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/標準|標準)|(?P<ampm>AM/PM|A/P|午前/午後)|(?P<fraction>(?<=s)\.0+|(?<=\])\.0+)"
    r"|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|e+|g+|aaaa?|r+)|(?P<digit>[0#?])|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts between semicolons. tokens: (kind, text)."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None
    kanji: int = 0
    gannen: bool = False
    japanese: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its tokens."""
        return frozenset(kind for kind, _ in self.tokens)

    @property
    def is_date(self) -> bool:
        """Whether it shows a day or a time."""
        return bool(self.kinds & {"date", "elapsed", "ampm"})


@cache
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format, one to four."""
    for prefix, system in _SYSTEM.items():
        if code.lower().startswith(prefix):
            code = system
    parts: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code[:1000]):
        kind = match.lastgroup or "other"
        if kind == "other" and match["other"] == ";":
            parts.append([])
        else:
            parts[-1].append((kind, match[kind]))
    return tuple(_section(part) for part in parts)


def _section(part: Sequence[tuple[str, str]]) -> Section:
    tokens: list[tuple[str, str]] = []
    condition, kanji, gannen, japanese = None, 0, False, False
    for kind, text in part:
        if kind != "bracket":
            tokens.append(("literal", " ") if kind == "pad" else (_LITERAL.get(kind, kind), text))
        elif found := _CONDITION.fullmatch(text):
            condition = (found[1], float(found[2]))
        elif text.lower().startswith("dbnum"):
            kanji = int(text[5:6]) if text[5:6].isdigit() else 0
        elif text.startswith("$"):
            gannen = gannen or "gannen" in text.lower()
            japanese = japanese or text.lower().endswith("411") or "-ja-jp" in text.lower()
            tokens.append(("literal", text[1:].partition("-")[0]))
        elif _ELAPSED.fullmatch(text):
            tokens.append(("elapsed", text))
    # A lone "g" or "e" beside digits is no date part.
    if any(kind == "digit" for kind, _ in tokens) and not any(kind == "elapsed" for kind, _ in tokens):
        tokens = [("other" if kind == "date" else kind, text) for kind, text in tokens]
    kept = [(kind, text) for kind, text in tokens if kind != "fill"]
    return Section(tuple(_minutes(kept)), condition, kanji, gannen, japanese)


_LITERAL = {"quoted": "literal", "escaped": "literal"}


def _minutes(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """m beside hours or seconds is minutes."""
    parts = [i for i, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    for place, i in enumerate(parts):
        if tokens[i][0] == "date" and tokens[i][1].lower() in ("m", "mm"):
            before = tokens[parts[place - 1]][1][0].lower() if place else ""
            after = tokens[parts[place + 1]][1][0].lower() if place + 1 < len(parts) else ""
            if before == "h" or after == "s":
                tokens[i] = ("minute", tokens[i][1])
    return tokens


def choose(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """The section for a value, and whether a minus sign must be set before it."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _holds(value, *section.condition):
                return section, value < 0 and section.condition is None
        return sections[0], value < 0
    if value < 0:
        return (sections[1], False) if len(sections) > 1 and sections[1].tokens else (sections[0], True)
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _holds(value: float, sign: str, bound: float) -> bool:
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[sign]
