"""The office's own words in the lexicon, for viewers and for what reads with them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Select, delete, insert, select

from matching.corporate import access, opening
from matching.corporate.access import Viewer
from matching.corporate.case_rows import plain
from matching.corporate.lexicon_tables import LexiconAddition
from matching.corporate.requests import RequestKey
from matching.corporate.values import clean
from matching.corporate.working import working
from matching.errors import Conflict, NotFound
from matching.records import Addition

MOST = 1_000
_COLUMNS = (
    LexiconAddition.id,
    LexiconAddition.form,
    LexiconAddition.concept,
    LexiconAddition.everyday,
    LexiconAddition.person,
    LexiconAddition.added_at,
)


class LexiconWords:
    """The words of one database. What a word may be is for who knows the lexicon to say (matching/casework/lexicon.py)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def words(self) -> tuple[Addition, ...]:
        """All words, oldest first: what this process reads with (the lexicon is public)."""
        with opening.reading(self._engine) as connection:
            return tuple(Addition(*row) for row in connection.execute(_query()))

    def listed(self, viewer: Viewer) -> tuple[Addition, ...]:
        """All words, oldest first, for a viewer."""
        access.demand(viewer, "lexicon", "see")
        return self.words()

    def add(
        self, viewer: Viewer, form: str, concept: str, *, everyday: bool, request: RequestKey | None = None
    ) -> Addition:
        """Add a word. Raises Conflict where it was added before, or where there are too many."""
        access.demand(viewer, "lexicon", "make")
        form = clean(form)
        with working(self._engine, viewer, request) as work:
            there = [row.form for row in work.connection.execute(_query())]
            if form in there:
                raise Conflict(f"「{form}」は、すでに辞書に足されています。")
            if len(there) >= MOST:
                raise Conflict(f"足せる言葉は {MOST} 語までです。使わない言葉を取り除いてください。")
            row = {"form": form, "concept": clean(concept), "everyday": everyday, "person": viewer.key}
            statement = insert(LexiconAddition).values(**row, added_at=datetime.now(UTC))
            number = work.connection.execute(statement.returning(LexiconAddition.id)).scalar_one()
            work.note("make", "lexicon", number, form=form, concept=concept, everyday=everyday)
            made = _word(work.connection, number)
            work.answer(plain(made))
            return made

    def remove(self, viewer: Viewer, word_id: int) -> Addition:
        """Take a word out. Raises NotFound."""
        access.demand(viewer, "lexicon", "remove")
        with working(self._engine, viewer) as work:
            gone = _word(work.connection, word_id)
            work.connection.execute(delete(LexiconAddition).where(LexiconAddition.id == word_id))
            work.note(
                "remove", "lexicon", word_id, form=gone.form, concept=gone.concept, everyday=gone.everyday
            )
            return gone


def _query() -> Select[int, str, str, bool, str, datetime]:
    return select(*_COLUMNS).order_by(LexiconAddition.id)


def _word(connection: Connection, word_id: int) -> Addition:
    row = connection.execute(_query().where(LexiconAddition.id == word_id)).one_or_none()
    if row is None:
        raise NotFound("この言葉は辞書に足されていません。")
    return Addition(*row)
