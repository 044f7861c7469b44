"""An edited enquiry as one plain text that reads the same: what an order is called into being with.

What was dropped, reworded and added is another text already (editing.py). Must and wish are set on what was read, so here they are put
into words: what stands otherwise goes to a line of its own (できればめっき。), which is kept only where it is read as meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from matching.language.editing import Edited
from matching.records import Requirement

# Reads the requirements of a text.
Read = Callable[[str], Sequence[Requirement]]
# What tells a requirement from others, wherever it stands; the last two say its weight and whether it is one of several alternatives.
Sense = tuple[str, str, str | None, bool, bool, bool]

_WISH = ("できれば{}。", "{}希望。")
_MUST = ("{}は必須。", "必須: {}")


def restated(edited: Edited, read: Read) -> str:
    """The edited text with its musts and wishes in words, as far as they are read back as they were set."""
    text = edited.text
    found = read(text)
    for one in edited.weighed(found):
        group = _group(found, one)
        if group and group[0].must != one.must and (said := next(_reworded(text, found, group, read), "")):
            text, found = said, read(said)
    return text


def sense(requirement: Requirement) -> Sense:
    """What a requirement asks for, but for its place."""
    r = requirement
    return r.kind, r.label, r.concept, r.negated, r.must, bool(r.any_of)


def _group(found: Sequence[Requirement], one: Requirement) -> list[Requirement]:
    """The requirement of `found` that asks for the same as `one` but for its weight, with its alternatives."""
    same = [r for r in found if (*sense(r)[:4], sense(r)[5]) == (*sense(one)[:4], sense(one)[5])]
    return [r for r in found if r is same[0] or (r.any_of and r.any_of == same[0].any_of)] if same else []


def _reworded(
    text: str, found: Sequence[Requirement], group: Sequence[Requirement], read: Read
) -> Iterator[str]:
    """Texts that give `group` the other weight and leave all else as it was read."""
    must = not group[0].must
    goal = Counter((*sense(r)[:4], must if r in group else r.must, bool(r.any_of)) for r in found)
    start, end = min(r.start for r in group), max(r.end for r in group)
    without = Edited.of(text, Edited.of(text).drop(start, end)).text
    own, labels = text[start:end], "または".join(r.label for r in group)
    # A verb's stem is no word to end with: 削っ.
    for words in (labels, own) if "ぁ" <= own[-1] <= "ゖ" else (own, labels):
        for line in _MUST if must else _WISH:
            tried = f"{without.rstrip()}\n{line.format(words)}"
            if Counter(map(sense, read(tried))) == goal:
                yield tried
