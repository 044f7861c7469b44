"""The office's own words in the lexicon at a desk: what there is, adding, taking out, and what a word would change before it is added."""

from __future__ import annotations

import tempfile
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from matching.corporate import access
from matching.corporate.access import Viewer
from matching.errors import Conflict, InputError, NotFound
from matching.language.additions import Addition, read_additions, write_additions
from matching.language.lexicon import Concept, Lexicon, office_lexicon
from matching.language.reading import Reader
from matching.language.terms import Words, build_user_dictionary
from matching.matcher import Matcher
from matching.ranking.engine import Engine
from matching.ranking.follower import IndexFollower
from matching.ranking.statements import Statements
from matching.records import Order

SHORTEST, LONGEST = 2, 40
# The newest orders that a preview ranks, and how many firms of each it compares.
TRIED, FIRST = 20, 10
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Moved:
    """What a word would change among the first firms of an order: ids that would come in and go out; `moved`: whether the order changes."""

    order: str
    title: str
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    moved: bool


class OfficeLexicon:
    """One viewer's view of the office's own words. What is changed holds from the next start of each program."""

    def __init__(self, matcher: Matcher, home: Path, viewer: Viewer) -> None:
        self._matcher = matcher
        self._home = home
        self._viewer = viewer

    def additions(self) -> tuple[Addition, ...]:
        """The office's own words, oldest first."""
        access.demand(self._viewer, "lexicon", "see")
        return read_additions(self._home)

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

    def add(self, form: str, concept: str, *, everyday: bool) -> Addition:
        """Add a word for a concept. Raises InputError for one that can't be used, Conflict for one that stands for something else."""
        access.demand(self._viewer, "lexicon", "make")
        with _writing:
            made = self._checked(form, concept, everyday=everyday)
            write_additions(self._home, [*read_additions(self._home), made])
        with self._matcher.db.working(self._viewer) as work:
            work.note("make", "lexicon", concept, form=made.form, everyday=everyday)
        return made

    def remove(self, form: str, concept: str) -> Addition:
        """Take a word out again. Raises NotFound."""
        access.demand(self._viewer, "lexicon", "remove")
        with _writing:
            there = read_additions(self._home)
            gone = next((one for one in there if (one.form, one.concept) == (form, concept)), None)
            if gone is None:
                raise NotFound("この言葉は辞書に足されていません。")
            write_additions(self._home, [one for one in there if one != gone])
        with self._matcher.db.working(self._viewer) as work:
            work.note("remove", "lexicon", concept, form=form)
        return gone

    def preview(
        self, form: str, concept: str, *, everyday: bool, told: Callable[[float], None] = lambda _: None
    ) -> list[Moved]:
        """What the first firms of the newest orders would be with this word; profiles are read anew with it, nothing is stored.

        `told` is given the share that is done. Raises as `add`.
        """
        access.demand(self._viewer, "lexicon", "make")
        made = self._checked(form, concept, everyday=everyday)
        base = office_lexicon(self._home)
        with tempfile.TemporaryDirectory() as folder:
            trial = self._trial(Lexicon(base.folder, (*base.additions, made)), Path(folder))
            told(0.5)
            return self._compared(trial, told)

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
            told(0.5 + 0.5 * number / TRIED)
        return moved

    def _checked(self, form: str, concept: str, *, everyday: bool) -> Addition:
        words = " ".join(unicodedata.normalize("NFKC", form).split())
        lexicon = office_lexicon(self._home)
        if concept not in lexicon.concepts:
            raise InputError("辞書にない項目です。一覧から選び直してください。")
        if not SHORTEST <= len(words) <= LONGEST or not any(c.isalnum() for c in words):
            raise InputError(f"言葉は {SHORTEST} 文字から {LONGEST} 文字までで入れてください。")
        stands = lexicon.forms.get(lexicon.key(words))
        if stands is not None:
            label = lexicon.concepts[stands].label
            raise Conflict(f"「{words}」は、すでに「{label}」の言葉として辞書にあります。")
        if any(one.form == words for one in lexicon.additions):
            raise Conflict(f"「{words}」は、すでに辞書に足されています。")
        return Addition(words, concept, everyday, self._viewer.key, date.today().isoformat())

    def _trial(self, lexicon: Lexicon, folder: Path) -> Matcher:
        """A matcher on the same firms that reads with another lexicon; its index is in memory, its files in `folder`."""
        here = self._matcher.engine
        reader = Reader(lexicon, Words(build_user_dictionary(lexicon, folder)))
        statements = Statements.open(folder, reader)
        engine = Engine(reader, here.encoder, here.vectors, here.phrasebook, statements, here.notice)
        db = self._matcher.db
        engine.index(db.suppliers())
        return Matcher(db, engine, _Still(db.revision()))


class _Still(IndexFollower):
    """An index that follows nothing."""

    def __init__(self, revision: int) -> None:
        self._revision = revision

    def follow(self) -> int:
        return self._revision
