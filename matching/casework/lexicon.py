"""The office's own words in the lexicon at a desk: what there is, adding, taking out, and what a word would change before it is added."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from matching.corporate import access
from matching.corporate.access import Viewer
from matching.corporate.requests import RequestKey
from matching.errors import Conflict, InputError
from matching.language.lexicon import Concept, office_lexicon
from matching.matcher import Matcher
from matching.records import Addition, Order

SHORTEST, LONGEST = 2, 40
# The newest orders that a preview ranks, and how many firms of each it compares.
TRIED, FIRST = 20, 10
# The shares of a preview at which profiles are looked through, and orders compared.
_LOOKING, _COMPARING = 0.2, 0.5


@dataclass(frozen=True, slots=True)
class Moved:
    """What a word would change among the first firms of an order: ids that would come in and go out; `moved`: whether the order changes."""

    order: str
    title: str
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Whether this process reads with the words as they are now; if not, whether it is at it, and how far (0-1)."""

    ready: bool
    busy: bool
    share: float


class OfficeLexicon:
    """One viewer's view of the office's own words. Every process takes in what is changed in the background."""

    def __init__(self, matcher: Matcher, viewer: Viewer) -> None:
        self._matcher = matcher
        self._words = matcher.db.lexicon
        self._viewer = viewer

    def additions(self) -> tuple[Addition, ...]:
        """The office's own words, oldest first."""
        return self._words.listed(self._viewer)

    def taken_in(self) -> TakenIn:
        """How far this process is with the words; it begins to take them in if need be."""
        access.demand(self._viewer, "lexicon", "see")
        ready, words = self._matcher.follow_words(), self._matcher.words
        if ready or words is None:
            return TakenIn(True, False, 1.0)
        return TakenIn(False, words.busy, words.share)

    def label(self, concept: str) -> str:
        """A concept's label."""
        known = self._matcher.engine.reader.lexicon.concepts.get(concept)
        return known.label if known else concept

    def concepts(self, words: str) -> list[Concept]:
        """The concepts that have all these words among their forms, labels first; at most 50."""
        access.demand(self._viewer, "lexicon", "see")
        lexicon = self._matcher.engine.reader.lexicon
        sought = lexicon.key(words)
        found = [c for c in lexicon.concepts.values() if any(sought in lexicon.key(form) for form in c.forms)]
        return sorted(found, key=lambda c: (sought not in lexicon.key(c.label), len(c.label)))[:50]

    def add(self, form: str, concept: str, *, everyday: bool, request: RequestKey | None = None) -> Addition:
        """Add a word for a concept. Raises InputError for one that can't be used, Conflict for one that stands for something else."""
        access.demand(self._viewer, "lexicon", "make")
        words = self._checked(form, concept)
        made = self._words.add(self._viewer, words, concept, everyday=everyday, request=request)
        self._matcher.follow_words()
        return made

    def remove(self, word_id: int) -> Addition:
        """Take a word out again. Raises NotFound."""
        gone = self._words.remove(self._viewer, word_id)
        self._matcher.follow_words()
        return gone

    def preview(
        self, form: str, concept: str, *, everyday: bool, told: Callable[[float], None] = lambda _: None
    ) -> list[Moved]:
        """What the first firms of the newest orders would be with this word; what it stands in is read anew, nothing is stored.

        `told` is given the share that is done; what it raises ends the preview. Raises as `add`.
        """
        access.demand(self._viewer, "lexicon", "make")
        words = self._checked(form, concept)
        made = Addition(0, words, concept, everyday, self._viewer.key, datetime.now(UTC))
        return self._compared(self._trial((*self._words.words(), made), told), told)

    def _compared(self, trial: Matcher, told: Callable[[float], None]) -> list[Moved]:
        newest = sorted(self._matcher.db.orders(), key=lambda order: -order.id)
        moved = []
        for number, order in enumerate(islice(newest, TRIED), 1):
            one = Order(order.text, order.number, order.buyer_id)
            before, after = (
                [m.supplier.id for m in matcher.match(one, FIRST).matches]
                for matcher in (self._matcher, trial)
            )
            entering, leaving = (
                tuple(i for i in after if i not in before),
                tuple(i for i in before if i not in after),
            )
            moved.append(Moved(order.number, order.title, entering, leaving, before != after))
            told(_COMPARING + (1 - _COMPARING) * number / TRIED)
        return moved

    def _checked(self, form: str, concept: str) -> str:
        """The word as it is stored."""
        words = " ".join(unicodedata.normalize("NFKC", form).split())
        lexicon = office_lexicon(self._words.words())
        if concept not in lexicon.concepts:
            raise InputError("辞書にない項目です。一覧から選び直してください。")
        if not SHORTEST <= len(words) <= LONGEST or not any(c.isalnum() for c in words):
            raise InputError(f"言葉は {SHORTEST} 文字から {LONGEST} 文字までで入れてください。")
        stands = lexicon.forms.get(lexicon.key(words))
        if stands is not None:
            label = lexicon.concepts[stands].label
            raise Conflict(f"「{words}」は、すでに「{label}」の言葉として辞書にあります。")
        return words

    def _trial(self, words: Sequence[Addition], told: Callable[[float], None]) -> Matcher:
        """A matcher on the same firms that reads with other words; its index is in memory."""
        told(0.0)
        db = self._matcher.db
        engine = self._matcher.engine.reading_with(words)
        count = max(1, db.supplier_count())

        def looked_through(suppliers: int) -> None:
            told(_LOOKING + (_COMPARING - _LOOKING) * min(1.0, suppliers / count))

        index = self._matcher.index.trying(engine, looked_through)
        index.follow()
        return Matcher(db, engine, index)
