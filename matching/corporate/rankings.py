"""Recorded rankings: every match as it was shown, with all that its arithmetic needs, so that it can be replayed and printed later.

The record itself stands outside the audit trail, which holds its digest: it can be emptied on request (an enquiry may name
a person), and the chain holds.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, or_, select, update

from matching.corporate import access, audit, opening
from matching.corporate.access import Relation, Verb, Viewer
from matching.corporate.audit import Event
from matching.corporate.journal import Journal, Ready
from matching.corporate.trail_tables import RecordedRanking
from matching.corporate.values import clean
from matching.errors import Conflict, DatabaseError, NotFound

_UNKNOWN = "この番号の順位の記録はありません。"
_ERASED = "この順位の記録の中身は、個人情報の保護のため消去されています。"
_DAMAGED = "順位の記録が書き換えられているか、壊れています。監査記録のハッシュと合いません。"


@dataclass(frozen=True, slots=True)
class RankingInBrief:
    """One recorded ranking in a list: `shown` is how many suppliers it had; `order` "" for an enquiry that isn't stored."""

    id: str
    at: datetime
    who: str
    order: str
    revision: str
    shown: int
    digest: str
    erased: bool


@dataclass(frozen=True, slots=True)
class ShownRanking:
    """What other records need of a ranking: the enquiry, and the rank of each supplier that was shown."""

    text: str
    order_number: str
    ranks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class StoredRanking:
    """One recorded ranking; `record` is the content as it was recorded ({} once erased)."""

    brief: RankingInBrief
    record: Mapping[str, Any]


class Rankings:
    """Recorded rankings of a database, for viewers."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine = engine
        self._journal = journal

    def record(self, viewer: Viewer, ranking_id: str, record: Mapping[str, Any]) -> None:
        """Record a ranking within a second. `record`: plain JSON with "order", "revision" and "matches" (matching/casework/recording.py)."""
        access.demand(viewer, "match", "make")
        now = datetime.now(UTC)
        text = _text(record)
        order, shown = clean(record["order"]), len(record["matches"])

        def ready() -> Ready:
            digest = _digest(text)
            row = {
                "id": ranking_id,
                "at": now,
                "who": viewer.key,
                "order_number": order,
                "revision": record["revision"],
                "shown": shown,
                "digest": digest,
                "record": zlib.compress(text.encode(), 6),
                "erased_at": None,
                "erased_by": "",
            }
            details = {"order": order, "shown": shown, "digest": digest}
            return Ready(Event(viewer.key, "match", "ranking", ranking_id, details, now), row)

        self._journal.put(ready)

    def newest(
        self,
        viewer: Viewer,
        limit: int = 50,
        after: tuple[datetime, str] | None = None,
        order: str | None = None,
    ) -> list[RankingInBrief]:
        """Rankings that the viewer may see, newest first, those after a moment and id; `order`: of one 案件番号."""
        if not access.relations(viewer, "ranking"):
            access.demand(viewer, "ranking", "see")
        self._journal.flush()
        query = select(*_BRIEF).order_by(RecordedRanking.at.desc(), RecordedRanking.id.desc()).limit(limit)
        if "foreign" not in access.relations(viewer, "ranking"):
            query = query.where(RecordedRanking.who == viewer.key)
        if order is not None:
            query = query.where(RecordedRanking.order_number == clean(order))
        if after is not None:
            at, last = after
            same = and_(RecordedRanking.at == at, RecordedRanking.id < clean(last))
            query = query.where(or_(RecordedRanking.at < at, same))
        with opening.reading(self._engine) as connection:
            return [_brief(row) for row in connection.execute(query)]

    def get(self, viewer: Viewer, ranking_id: str) -> StoredRanking:
        """One ranking, on the audit trail as seen. Raises NotFound, and DatabaseError where the record isn't what was recorded."""
        row = self._found(viewer, ranking_id, "see")
        self._journal.note(Event(viewer.key, "see", "ranking", row.id))
        if row.erased_at is not None:
            return StoredRanking(_brief(row), {})
        try:
            text = zlib.decompress(row.record).decode()
        except (TypeError, UnicodeDecodeError, zlib.error) as error:
            raise DatabaseError(_DAMAGED) from error
        if _digest(text) != self._digest_on_trail(row.id):
            raise DatabaseError(_DAMAGED)
        return StoredRanking(_brief(row), json.loads(text))

    def content(self, viewer: Viewer, ranking_id: str) -> StoredRanking:
        """As `get`, for what needs the record. Raises Conflict where it was erased."""
        stored = self.get(viewer, ranking_id)
        if stored.brief.erased:
            raise Conflict(_ERASED)
        return stored

    def erase(self, viewer: Viewer, ranking_id: str) -> None:
        """Empty a record for good (personal data in an enquiry); that it was made stays on the trail."""
        row = self._found(viewer, ranking_id, "remove")
        with opening.writing(self._engine) as connection:
            emptied = {"record": b"", "erased_at": datetime.now(UTC), "erased_by": viewer.key}
            connection.execute(update(RecordedRanking).where(RecordedRanking.id == row.id).values(emptied))
            audit.append(connection, [Event(viewer.key, "erase", "ranking", row.id)])
        opening.overwrite_erased(self._engine)

    def _found(self, viewer: Viewer, ranking_id: str, verb: Verb) -> Any:
        """The row that the viewer may `verb`; of none it is told what is told of another's. Raises NotFound, AccessDenied."""
        row = self._row(ranking_id)
        if row is None:
            access.demand_absent(viewer, "ranking", verb)
            raise NotFound(_UNKNOWN)
        access.demand(viewer, "ranking", verb, _relation(viewer, row))
        return row

    def _row(self, ranking_id: str) -> Any:
        query = select(*_BRIEF, RecordedRanking.record).where(RecordedRanking.id == clean(ranking_id))
        for attempt in range(2):
            with opening.reading(self._engine) as connection:
                row = connection.execute(query).first()
            if row is not None:
                return row
            if attempt == 0:
                self._journal.flush()
        return None

    def _digest_on_trail(self, ranking_id: str) -> str:
        wanted = audit.Wanted(deed="match", subject="ranking", key=ranking_id)
        with opening.reading(self._engine) as connection:
            found = audit.entries(connection, wanted, 1)
        return str(found[0].details.get("digest")) if found else ""


_BRIEF = (
    RecordedRanking.id,
    RecordedRanking.at,
    RecordedRanking.who,
    RecordedRanking.order_number,
    RecordedRanking.revision,
    RecordedRanking.shown,
    RecordedRanking.digest,
    RecordedRanking.erased_at,
)


def _brief(row: Any) -> RankingInBrief:
    return RankingInBrief(
        row.id,
        row.at,
        row.who,
        row.order_number,
        row.revision,
        row.shown,
        row.digest,
        row.erased_at is not None,
    )


def shown(connection: Connection, ranking_id: str) -> ShownRanking | None:
    """What a ranking showed, for callers within this package that have asked for access; None where not (yet) recorded, or erased."""
    query = select(RecordedRanking.record).where(RecordedRanking.id == clean(ranking_id))
    content = connection.scalar(query.where(RecordedRanking.erased_at.is_(None)))
    if content is None:
        return None
    record = json.loads(zlib.decompress(content))
    return ShownRanking(record["text"], record["order"], {m["id"]: m["rank"] for m in record["matches"]})


def _relation(viewer: Viewer, row: Any) -> Relation:
    return "own" if row.who == viewer.key else "foreign"


def _text(record: Mapping[str, Any]) -> str:
    """The one JSON text of a record; floats by their shortest exact digits."""
    return clean(
        json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
