"""What was understood of an enquiry: marks in the text itself, and chips to change it by. Worked out and written as HTML without Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.wording import matching as wording
from matching.language.editing import Edited
from matching.records import Requirement, Understood

# Less than this before the first condition is no greeting: a stored order begins with its 品名.
_GREETING = 20
# Weight in words -> the style of its mark: each has an underline of its own, so that no colour is needed to tell them apart.
_STYLES = {
    wording.MUST: "must",
    wording.WISH: "wish",
    wording.UNWANTED: "off",
    wording.NEEDLESS: "needless",
    wording.GUESS: "guess",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text as read and what it was taken for: its weight in words, and a label."""

    start: int
    end: int
    weight: str
    label: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A requirement as a person may change it: `key` stays the same while the words stand, `start` and `end` are places in the text as read."""

    key: str
    label: str
    weight: str
    words: str
    start: int
    end: int

    @property
    def weighable(self) -> bool:
        """Whether it can be made a must or a wish: what must not be is neither."""
        return self.weight in (wording.MUST, wording.WISH)


def weight(requirement: Requirement) -> str:
    """必須, 希望, 除く or 不要."""
    if requirement.negated:
        return wording.UNWANTED if requirement.must else wording.NEEDLESS
    return wording.MUST if requirement.must else wording.WISH


def _said(requirement: Requirement) -> tuple[str, str]:
    """Of what kind it is and what it asks, without saying the kind twice (数量：100 個, not 数量：数量100 個)."""
    kind = wording.KINDS.get(requirement.kind, wording.KINDS["other"])
    return kind, requirement.label.removeprefix(kind).strip() or requirement.label


def chips(edited: Edited, requirements: Sequence[Requirement]) -> list[Chip]:
    """One chip a requirement, in order of the text."""
    found: list[Chip] = []
    times: Counter[str] = Counter()
    for r in requirements:
        base = edited.origin(r.start, r.end)
        label = wording.chip(weight(r), *_said(r))
        key = f"{r.kind}-{base[0]}-{base[1]}"
        times[key] += 1
        # Where one word was reworded to two conditions, both come from the same place.
        own_key = key if times[key] == 1 else f"{key}-{times[key]}"
        found.append(Chip(own_key, label, weight(r), r.text, r.start, r.end))
    return found


def marks(requirements: Sequence[Requirement], understood: Sequence[Understood]) -> list[Mark]:
    """Requirements, and everyday expressions that were read besides."""
    found = [Mark(r.start, r.end, weight(r), "：".join(_said(r))) for r in requirements]
    stated = [(r.start, r.end) for r in requirements]
    found += [
        Mark(u.start, u.end, wording.GUESS, u.label)
        for u in understood
        if u.everyday and u.wanted and not any(a < u.end and u.start < b for a, b in stated)
    ]
    return found


def marked_text(edited: Edited, found: Sequence[Mark]) -> str:
    """The enquiry as HTML: marks with words behind them, what was left out struck through, what was added or reworded said so.

    Where marks overlap, each stretch wears the style of the first and the words of each stand behind its end.
    """
    found = sorted(found, key=lambda m: (m.start, -m.end))
    cuts = {0, len(edited.text)}
    cuts |= {place for m in found for place in (m.start, m.end)}
    cuts |= {place for p in edited.pieces for place in (p.start, p.end)}
    cuts.add(lead := _lead(edited, found))
    parts: list[str] = []
    places = sorted(cuts)
    for start, end in zip(places, [*places[1:], places[-1]], strict=True):
        if start == lead > 0:
            parts = [f'<span class="jm-lead">{"".join(parts)}</span>']
        parts += [_note(m) for m in found if m.end == start]
        parts += _gone(edited, start)
        covering = [m for m in found if m.start <= start and end <= m.end]
        if start < end:
            parts.append(_stretch(edited, start, end, covering))
    return f'<span class="jm-text">{"".join(parts)}</span>'


def _lead(edited: Edited, found: Sequence[Mark]) -> int:
    """Where the line of the first mark or change begins; what stands before it (a letter's greetings) says nothing of the order."""
    places = [m.start for m in found] + [p.start for p in edited.pieces if p.kind != "given"]
    start = edited.text.rfind("\n", 0, min(places)) + 1 if places else 0
    return start if start >= _GREETING else 0


def _stretch(edited: Edited, start: int, end: int, covering: Sequence[Mark]) -> str:
    text = escape(edited.text[start:end])
    if covering:
        said = "／".join(f"{m.weight} {m.label}" for m in covering)
        text = f'<mark class="jm {_STYLES[covering[0].weight]}" title="{escape(said)}">{text}</mark>'
    piece = next((p for p in edited.pieces if p.start <= start and end <= p.end), None)
    if piece is None or piece.kind not in ("added", "replaced"):
        return text
    return f"<ins>{text}</ins>"


def _note(mark: Mark) -> str:
    return (
        f'<small class="jm-note {_STYLES[mark.weight]}">{escape(mark.weight)}・{escape(mark.label)}</small>'
    )


def _gone(edited: Edited, place: int) -> Iterator[str]:
    """What was left out or reworded at a place of the text, struck through."""
    for piece in edited.pieces:
        if piece.start == place and piece.kind in ("dropped", "replaced"):
            words = escape(edited.base[piece.base_start : piece.base_end])
            what = wording.DROPPED if piece.kind == "dropped" else wording.REPLACED
            yield f'<s class="jm-gone" title="{what}">{words}</s>'


def unfolding(text: str) -> str:
    """A marked text that shows its first two lines with marks, and all of it with what the marks mean when it is pressed."""
    said = f'<span class="jm-more">{wording.UNFOLD}</span><span class="jm-less">{wording.FOLD}</span>'
    return f'<details class="jm-fold"><summary title="{wording.UNDERSTOOD_HELP}">{text}{said}</summary>{letters()}</details>'


def letters() -> str:
    """What the marks mean, each shown in its own style."""
    shown = "".join(f'<li><mark class="jm {style}">{word}</mark></li>' for word, style in _STYLES.items())
    gone = f'<li><s class="jm-gone">{wording.DROPPED}</s></li><li><ins>{wording.ADDED}・{wording.REPLACED}</ins></li>'
    return f'<ul class="jm-letters" aria-label="{wording.LETTERS}">{shown}{gone}</ul>'
