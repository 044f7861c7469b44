"""Several answers in one cell of words: where one ends and the next begins.

Lines, 、 and ; part answers wherever they stand outside brackets. / and ・ and spaces stand within answers as well (人材の確保・育成):
they part only what is known to be answers by itself, from the choices or from other cells of the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ingest.legends import Option, plain_code, uncircled
from ingest.numbers import answered_number, folded
from ingest.unanswered import says_nothing

_PARTS = re.compile(r"[\n\r;；、，|｜]+|,(?!\d{3}(?!\d))|(?:^|(?<=\s))[・●○■◆]")
_MAYBE = re.compile(r"[/／・･\s]+")
_CODED = re.compile(
    r"[(\[]?\s*(\d{1,2}(?=[^\d])|(?:[a-z]|[ア-コ])(?=\s*[)\].:、=]))\s*[)\].:、=\s]\s*(\D.*)",
    re.DOTALL | re.IGNORECASE,
)
_OPENING, _CLOSING = "(（[［【「『〔", ")）]］】」』〕"
_YES_OR_NO = frozenset("はい いいえ 有 無 有り 無し あり なし ある ない".split())
_LONGEST_LABEL = 40


def parted(text: str) -> list[str]:
    """The answers of a cell as far as its signs alone part them; 特になし is one, 無回答 is none."""
    hidden = _inside_brackets(text)
    parts, start = [], 0
    for found in _PARTS.finditer(text):
        if found.start() not in hidden:
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    entries = (part.strip(" \t\u3000・●■◆") for part in parts)
    return [entry for entry in entries if entry and not says_nothing(entry)]


def _inside_brackets(text: str) -> set[int]:
    places: set[int] = set()
    open_since: list[int] = []
    for place, sign in enumerate(text):
        if sign in _OPENING:
            open_since.append(place)
        elif sign in _CLOSING and open_since:
            places.update(range(open_since.pop(), place))
    return places


def known_parts(entry: str, known: Callable[[str], bool]) -> list[str]:
    """The parts of "受注量の確保／受注単価の低下" or "品質・価格", each known, the longest first; [] where one isn't known."""
    pieces = list(_MAYBE.finditer(entry))
    starts = [0, *(piece.end() for piece in pieces)]
    ends = [*(piece.start() for piece in pieces), len(entry)]
    parts, at = [], 0
    while at < len(starts):
        most = len(ends) if at else len(ends) - 1
        found = next((to for to in range(most, at, -1) if known(entry[starts[at] : ends[to - 1]])), None)
        if found is None:
            return []
        parts.append(entry[starts[at] : ends[found - 1]])
        at = found
    return parts


def slashed(entry: str) -> list[str]:
    """The parts between slashes, brackets and CAD/CAM apart; the entry alone where there are none."""
    hidden = _inside_brackets(entry)
    parts, start = [], 0
    for found in re.finditer(r"／|(?<![A-Za-z0-9])/|/(?![A-Za-z0-9])", entry):
        if found.start() not in hidden:
            parts.append(entry[start : found.start()].strip())
            start = found.end()
    return [part for part in (*parts, entry[start:].strip()) if part]


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """What the cells of a column give as an answer by itself, folded."""
    entries = {folded(entry) for text in texts for entry in parted(text)}
    plain = {entry for entry in entries if not _MAYBE.search(entry)}
    # 人材の確保・育成 is one answer as long as neither half is one.
    dotted = {entry for entry in entries - plain if "/" not in entry and not plain & {*_MAYBE.split(entry)}}
    return frozenset(plain | dotted)


def several_answers(texts: Iterable[str]) -> bool:
    """Whether cells hold several answers: each part of one of them is an answer of a different cell as well."""
    cells = {text: {folded(entry) for entry in parted(text)} for text in texts}
    for text, entries in cells.items():
        others: set[str] = set().union(*(found for other, found in cells.items() if other != text))
        if len(entries) > 1 and entries <= others and not entries & _YES_OR_NO:
            return True
    return False


def looks_several(texts: Iterable[str]) -> str:
    """A cell that may be several answers or one, "" for none."""
    for text in texts:
        entries = [folded(entry) for entry in parted(text)]
        if len(entries) > 1 and entries[0] not in _YES_OR_NO and all(len(entry) <= 20 for entry in entries):
            return text
    return ""


def numbered_choices(counts: Mapping[str, int]) -> tuple[Option, ...]:
    """The choices of a column whose answers carry their numbers: "3.減少した", "1：増加した"; () for any other column.

    No number may have two labels, and no label two numbers.
    """
    said = {text: rows for text, rows in counts.items() if not says_nothing(text)}
    read = {text: _all_coded(parted(text)) or _all_coded([text]) for text in said}
    pairs = {pair for found in read.values() for pair in found}
    codes, labels = ({pair[place] for pair in pairs} for place in (0, 1))
    if len(pairs) < 2 or not len(pairs) == len(codes) == len(labels):
        return ()
    fitting = sum(rows for text, rows in said.items() if read[text] or text in codes or text in labels)
    if fitting < 0.6 * sum(said.values()):
        return ()
    ordered = sorted(pairs, key=lambda pair: (len(pair[0]), pair[0]))
    return tuple(Option(label, code) for code, label in ordered)


def _all_coded(entries: Sequence[str]) -> list[tuple[str, str]]:
    found = [pair for entry in entries if (pair := _coded(entry))]
    return found if len(found) == len(entries) else []


def _coded(text: str) -> tuple[str, str] | None:
    words = uncircled(text).strip()
    found = _CODED.fullmatch(
        words.translate(str.maketrans("．：（）［］０１２３４５６７８９", ".:()[]0123456789"))
    )
    if not found or len(found[2]) > _LONGEST_LABEL or answered_number(text) is not None:
        return None
    label = found[2].strip()
    return (plain_code(found[1]), label) if label and not says_nothing(label) else None
