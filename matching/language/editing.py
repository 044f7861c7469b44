"""An enquiry as a person has edited it: what was read wrongly left out, values changed, conditions added, must and wish.

Nothing is patched behind the reader's back: the edits make another text, which is then read like any other. So a dropped condition counts
nowhere (neither in the words nor in the meaning nor in the verdicts), as if its words weren't there, and an added one counts as if it had been
written on a line of its own. Only must and wish are set on what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matching.errors import InputError
from matching.records import Edit, Requirement

DEEDS = ("drop", "replace", "must", "wish", "add")
MOST_EDITS = 200
LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as read, and what it stands for: `base` is the stretch of the text as given with its added lines.

    `kind`: "given", "replaced", "dropped" (nothing of it is read) or "added".
    """

    kind: str
    start: int
    end: int
    base_start: int
    base_end: int


@dataclass(frozen=True, slots=True)
class Edited:
    """An enquiry with edits: `base` is the text as given with its added lines, `text` what is read."""

    given: str
    edits: tuple[Edit, ...]
    base: str
    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, given: str, edits: Sequence[Edit] = ()) -> Edited:
        """Raises InputError for an unknown deed, a place outside of the text, too many or too long edits."""
        if len(edits) > MOST_EDITS:
            raise InputError(f"条件の変更は {MOST_EDITS} 件までです。")
        base = given + "".join(f"\n{_line(e.words)}" for e in edits if e.deed == "add")
        for edit in edits:
            _check(edit, len(base))
        pieces, text = _pieces(given, base, _changes(edits))
        return cls(given, tuple(edits), base, text, pieces)

    def weighed(self, requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
        """`requirements` of the text as read, each a must or a wish as the latest edit says that touches it or one of its alternatives."""
        found = list(requirements)
        said: dict[str, bool] = {}
        for edit in self.edits:
            if edit.deed in ("must", "wish"):
                touched = (r for r in found if _meets(*self.origin(r.start, r.end), edit.start, edit.end))
                said |= {r.any_of or r.id: edit.deed == "must" for r in touched}
        return tuple(replace(r, must=said.get(r.any_of or r.id, r.must)) for r in found)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `base` that text[start:end] was made of."""
        behind = [self._base(p, start, end) for p in self.pieces if p.start < end and start < p.end]
        if not behind:
            return 0, 0
        return min(a for a, _ in behind), max(b for _, b in behind)

    def drop(self, start: int, end: int) -> tuple[Edit, ...]:
        """The edits that also leave out text[start:end]."""
        return (*self.edits, Edit("drop", *self.origin(start, end)))

    def replace(self, start: int, end: int, words: str) -> tuple[Edit, ...]:
        """The edits that also read `words` in place of text[start:end]."""
        return (*self.edits, Edit("replace", *self.origin(start, end), words=_line(words)))

    def weigh(self, start: int, end: int, *, must: bool) -> tuple[Edit, ...]:
        """The edits that also make what stands at text[start:end] a must, or a wish."""
        return (*self.edits, Edit("must" if must else "wish", *self.origin(start, end)))

    def add(self, words: str) -> tuple[Edit, ...]:
        """The edits that also read `words`, on a line of their own."""
        return (*self.edits, Edit("add", words=_line(words)))

    def unread(self, requirements: Iterable[Requirement]) -> tuple[str, ...]:
        """The added words, not left out since, in which none of `requirements` of the text as read stands; each once."""
        read = [self.origin(r.start, r.end) for r in requirements]
        # A line of which every stretch was dropped or reworded is no longer what the person added.
        kept = [(p.base_start, p.base_end) for p in self.pieces if p.kind == "added"]
        found: dict[str, None] = {}
        start = len(self.given) + 1  # behind the end of the line before
        for words in (_line(e.words) for e in self.edits if e.deed == "add"):
            end = start + len(words)
            if _touched(kept, start, end) and not _touched(read, start, end):
                found[words] = None
            start = end + 1
        return tuple(found)

    @staticmethod
    def _base(piece: Piece, start: int, end: int) -> tuple[int, int]:
        if piece.kind == "replaced":
            return piece.base_start, piece.base_end
        return (
            piece.base_start + max(0, start - piece.start),
            piece.base_end - max(0, piece.end - end),
        )


def _line(words: str) -> str:
    return " ".join(words.split())


def _check(edit: Edit, length: int) -> None:
    if edit.deed not in DEEDS:
        raise InputError(f"条件の変更「{edit.deed}」はありません。使えるのは {'、'.join(DEEDS)} です。")
    if len(edit.words) > LONGEST_WORDS:
        raise InputError(f"書き足す条件は {LONGEST_WORDS} 文字までにしてください。")
    if edit.deed == "add":
        if not edit.words.strip():
            raise InputError("書き足す条件が空です。")
    elif not 0 <= edit.start < edit.end <= length:
        raise InputError("条件の変更の位置が、相談文に合っていません。相談文を読み直してください。")


def _changes(edits: Iterable[Edit]) -> list[Edit]:
    """Drops and replacements without overlap, in order of the text; a later one takes the place of those that it touches."""
    kept: list[Edit] = []
    for edit in edits:
        if edit.deed not in ("drop", "replace"):
            continue
        touched = [e for e in kept if _meets(e.start, e.end, edit.start, edit.end)]
        start, end = (
            min([edit.start, *(e.start for e in touched)]),
            max([edit.end, *(e.end for e in touched)]),
        )
        kept = [e for e in kept if e not in touched] + [replace(edit, start=start, end=end)]
    return sorted(kept, key=lambda e: e.start)


def _pieces(given: str, base: str, changes: Sequence[Edit]) -> tuple[tuple[Piece, ...], str]:
    pieces: list[Piece] = []
    text = ""
    position = 0
    for change in [*changes, None]:
        until = change.start if change else len(base)
        for a, b, kind in (
            (position, min(until, len(given)), "given"),
            (max(position, len(given)), until, "added"),
        ):
            if a < b:
                pieces.append(Piece(kind, len(text), len(text) + b - a, a, b))
                text += base[a:b]
        if change is None:
            break
        words = _line(change.words) if change.deed == "replace" else ""
        # What stood apart must not become one word: 切削[研磨]加工 is no 切削加工.
        gap = "" if words else _gap(text[-1:], base[change.end : change.end + 1])
        kind = "replaced" if words else "dropped"
        pieces.append(Piece(kind, len(text), len(text) + len(words), change.start, change.end))
        text += words + gap
        position = change.end
    return tuple(pieces), text


def _gap(before: str, after: str) -> str:
    return " " if before.isalnum() and after.isalnum() and not (_hiragana(before) or _hiragana(after)) else ""


def _hiragana(character: str) -> bool:
    return "ぁ" <= character <= "ゖ"


def _touched(stretches: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(_meets(*one, start, end) for one in stretches)


def _meets(a: int, b: int, c: int, d: int) -> bool:
    return a < d and c < b
