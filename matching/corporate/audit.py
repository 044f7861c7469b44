"""The audit trail: who saw, changed, exported or introduced what and when; append-only, chained by hashes.

hash = SHA-256 over the JSON list [seq, at, who, deed, subject, key, details, previous hash]. An entry that was edited, removed,
inserted or moved no longer fits its neighbours; one row (`audit_head`) keeps the length and the last hash, so that entries cut off
at the end are missed too.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from matching.corporate.tables import insert_rows
from matching.corporate.trail_tables import AuditEntry, AuditHead
from matching.corporate.values import clean

# Entries held in memory at a time, while the chain is walked or exported.
_PORTION = 5_000
_COLUMNS = (
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.who,
    AuditEntry.deed,
    AuditEntry.subject,
    AuditEntry.key,
    AuditEntry.details,
    AuditEntry.previous,
    AuditEntry.hash,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One deed: `who` is a viewer's key, `details` hold neither personal data nor the content of secrets. `at` None: when it is appended."""

    who: str
    deed: str
    subject: str
    key: str
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed on the trail."""

    seq: int
    at: datetime
    who: str
    deed: str
    subject: str
    key: str
    details: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: None is no condition. `first` and `last` are moments, the last one not included."""

    who: str | None = None
    deed: str | None = None
    subject: str | None = None
    key: str | None = None
    first: datetime | None = None
    last: datetime | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found: `broken_at` is the first place that doesn't fit (None: the chain holds), `reason` says why in Japanese.

    `count` and `hash` are those of the head: written down elsewhere, they prove later that nothing was replaced up to there.
    """

    count: int
    hash: str
    broken_at: int | None = None
    reason: str = ""


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Append events to the chain, within the caller's transaction (one that writes); other writers wait until it ends."""
    if not events:
        return
    head = select(AuditHead.count, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
    count, previous = connection.execute(head).one()
    now = datetime.now(UTC)
    rows: list[dict[str, Any]] = []
    for seq, event in enumerate(events, count + 1):
        row = {
            "seq": seq,
            "at": (event.at or now).astimezone(UTC),
            "who": clean(event.who),
            "deed": clean(event.deed),
            "subject": clean(event.subject),
            "key": clean(event.key),
            "details": canonical(event.details),
            "previous": previous,
        }
        previous = _hash(*row.values())
        rows.append({**row, "hash": previous})
    insert_rows(connection, AuditEntry, rows)
    connection.execute(
        update(AuditHead).where(AuditHead.id == 1).values(count=count + len(rows), hash=previous)
    )


def canonical(content: Mapping[str, Any]) -> str:
    """The one JSON text of some content: sorted, without spaces, of text that any database can keep; what JSON doesn't know as its text."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entries(
    connection: Connection, wanted: Wanted = EVERYTHING, limit: int = 100, before: int | None = None
) -> list[Entry]:
    """The newest entries (with a number below `before`), newest first."""
    query = select(*_COLUMNS).where(*_conditions(wanted)).order_by(AuditEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return [_entry(row) for row in connection.execute(query)]


def all_entries(connection: Connection, wanted: Wanted = EVERYTHING) -> Iterator[Entry]:
    """The entries, oldest first, a portion at a time."""
    after: int | None = None
    while True:
        query = select(*_COLUMNS).where(*_conditions(wanted)).order_by(AuditEntry.seq).limit(_PORTION)
        if after is not None:
            query = query.where(AuditEntry.seq > after)
        rows = connection.execute(query).all()
        yield from map(_entry, rows)
        if len(rows) < _PORTION:
            return
        after = rows[-1].seq


def verify(connection: Connection, known: tuple[int, str] | None = None) -> Verification:
    """Walk the whole chain. `known`: a length and a hash that were written down earlier; the entry of that number must still have it."""
    last = select(func.max(AuditEntry.seq)).scalar_subquery()
    head = connection.execute(select(AuditHead.count, AuditHead.hash, last.label("last"))).first()
    if head is None:
        return Verification(0, "", 1, "監査記録の末尾の控えがありません。")
    count, ending, newest = head
    broken_at, reason = _first_fault(connection, count, ending, known)
    if broken_at is None and newest is not None and newest > count:
        broken_at, reason = count + 1, "末尾に記録が書き足されています。"
    return Verification(count, ending, broken_at, reason)


def _first_fault(
    connection: Connection, count: int, ending: str, known: tuple[int, str] | None
) -> tuple[int | None, str]:
    """The first number up to `count` that doesn't fit, and why; (None, "") where all does."""
    seq, previous = 0, ""
    for row in _all_rows(connection, count):
        if fault := _fault(row, seq, previous):
            return min(row[0], seq + 1), fault
        seq, previous = row[0], row[-1]
        if known is not None and known[0] == seq and known[1] != previous:
            return seq, "控えておいたハッシュと違います。"
    if seq < count or (known is not None and seq < known[0]):
        return seq + 1, "この番号から後の記録が消されています。"
    return (None, "") if previous == ending else (seq, "末尾の控えのハッシュと合いません。")


def _all_rows(connection: Connection, last: int) -> Iterator[Sequence[Any]]:
    """All rows up to a number, a portion at a time; one that can't be read (a moment that is none) comes with its number and nulls."""
    after: int | None = None
    while True:
        rows = _rows(connection, after, last, _PORTION)
        yield from rows
        if not rows:
            return
        after = rows[-1][0]


def _rows(connection: Connection, after: int | None, last: int, limit: int) -> Sequence[Sequence[Any]]:
    query = select(*_COLUMNS).where(AuditEntry.seq <= last).order_by(AuditEntry.seq).limit(limit)
    if after is not None:
        query = query.where(AuditEntry.seq > after)
    try:
        return connection.execute(query).all()
    except (TypeError, ValueError):
        if limit > 1:
            return _rows(connection, after, last, 1)
        unreadable = [func.nullif(1, 1).label(column.key) for column in _COLUMNS[1:]]
        return connection.execute(query.with_only_columns(AuditEntry.seq, *unreadable)).all()


def _fault(row: Sequence[Any], seq: int, previous: str) -> str:
    """Why a row doesn't follow the entry `seq` with the hash `previous`; "" where it does."""
    if row[0] <= seq:
        return "番号の順が違います。"
    if row[0] != seq + 1:
        return "この番号の記録が消されています。"
    try:
        if row[-1] != _hash(*tuple(row)[:-1]):
            return "記録が書き換えられています。"
    except (AttributeError, TypeError, ValueError):
        return "記録が書き換えられています。"
    return "" if row[-2] == previous else "前の記録とのつながりが切れています。"


def _hash(*fields: Any) -> str:
    seq, at, *texts = fields
    content = [seq, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), *texts]
    line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(row: Sequence[Any]) -> Entry:
    seq, at, who, deed, subject, key, details, _previous, digest = row
    try:
        content = json.loads(details)
    except (TypeError, ValueError):  # edited from outside: shown as it stands, found by verify
        content = {"details": str(details)}
    return Entry(seq, at, who, deed, subject, key, content, digest)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (AuditEntry.who, wanted.who),
        (AuditEntry.deed, wanted.deed),
        (AuditEntry.subject, wanted.subject),
        (AuditEntry.key, wanted.key),
    ):
        if value is not None:
            yield column == clean(value)
    if wanted.first is not None:
        yield AuditEntry.at >= wanted.first
    if wanted.last is not None:
        yield AuditEntry.at < wanted.last


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(one) for one in value]
    if isinstance(value, Set):
        return sorted(clean(str(one)) for one in value)
    return clean(str(value))
