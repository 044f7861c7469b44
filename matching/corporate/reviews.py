"""What a person must decide: whether two firms are one, whether a public register is right about a firm of ours.

Provisional links (field "linked") count as one firm in counts and panels; nothing here changes a profile.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from matching.corporate.names import is_corporate_number
from matching.corporate.rows import FirmInBrief, StoredProposal
from matching.corporate.side_tables import Proposal
from matching.corporate.tables import LARGEST_ID, Batch, BatchRow, Company, insert_rows
from matching.errors import InputError, NotFound

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
SAME, VALUE = "same", "value"
_CHUNK = 500

_Key = tuple[str, int, int | None, str]
_OTHER: BindParameter[int | None] = bindparam("other")
_STATE = (
    select(Proposal.state)
    .outerjoin(Batch, Batch.id == Proposal.batch_id)
    .where(Proposal.company_id == bindparam("firm"), Proposal.kind == bindparam("kind"))
    .where(Proposal.other_id.is_not_distinct_from(_OTHER), Proposal.value == bindparam("value"))
    .where(Batch.undone_at.is_(None))
    .order_by(Proposal.id.desc())
    .limit(1)
)
LINKED, LIKE = "linked", "like"  # how strong a suggestion of kind "same" is


class Proposals:
    """The proposals of one transaction; a pair that was proposed before (and perhaps rejected) is not proposed again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pending: list[dict[str, Any]] = []
        self._new: set[_Key] = set()
        # Whatever is proposed about a firm that comes after these is known here.
        self._stored_firms = connection.scalar(select(func.max(Company.id))) or 0

    def same(self, company_id: int, other_id: int, linked: bool, reason: str, batch_id: int | None) -> None:
        """Propose that two firms are one."""
        first, second = sorted((company_id, other_id))
        self._add(SAME, first, second, LINKED if linked else LIKE, "", reason, batch_id)

    def values(
        self, company_id: int, values: Mapping[str, str], reason: str, batch_id: int | None
    ) -> tuple[bool, bool]:
        """Propose other values for a firm; whether that is new, and whether it waits (was not decided before)."""
        text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
        new = self._add(VALUE, company_id, None, "、".join(values), text, reason, batch_id)
        return new, new or self._state((VALUE, company_id, None, text)) == OPEN

    def flush(self) -> None:
        """Send what is pending to the database."""
        if self._pending:
            insert_rows(self._connection, Proposal, self._pending)
            self._pending = []

    def _add(
        self,
        kind: str,
        company_id: int,
        other: int | None,
        field: str,
        value: str,
        reason: str,
        batch: int | None,
    ) -> bool:
        key = (kind, company_id, other, value)
        if self._state(key) is not None:
            return False
        self._new.add(key)
        of = {"company_id": company_id, "other_id": other, "field": field, "value": value, "reason": reason}
        undecided = {"state": OPEN, "decided_by": "", "decided_at": None, "merge_batch": None}
        self._pending.append({"kind": kind, "batch_id": batch} | of | undecided)
        return True

    def _state(self, key: _Key) -> str | None:
        if key in self._new:
            return OPEN
        kind, company_id, other, value = key
        if max(company_id, other or 0) > self._stored_firms:
            return None
        named = {"kind": kind, "firm": company_id, "other": other, "value": value}
        return self._connection.scalar(_STATE, named)


def proposals(
    connection: Connection, state: str | None = OPEN, *, only: int | None = None
) -> list[StoredProposal]:
    """Proposals about firms that stand, oldest first; with None those of all states. only: the one of this id.

    What a batch proposed that was taken back is proposed no more.
    """
    other = aliased(Company)
    one_is_there = or_(Company.withdrawn.is_(False), Proposal.state == ACCEPTED)
    other_is_there = or_(Proposal.other_id.is_(None), other.withdrawn.is_(False), Proposal.state == ACCEPTED)
    statement = (
        select(
            Proposal.id, Proposal.kind, Proposal.company_id, Company.name, Proposal.other_id, func.coalesce(other.name, ""),
            Proposal.field, Proposal.value, Proposal.reason, Proposal.state, Proposal.batch_id, Proposal.decided_by,
        )
        .join(Company, Company.id == Proposal.company_id)
        .outerjoin(other, other.id == Proposal.other_id)
        .outerjoin(Batch, Batch.id == Proposal.batch_id)
        .where(one_is_there, other_is_there, or_(Batch.undone_at.is_(None), Proposal.state == ACCEPTED))
        .order_by(Proposal.id)
    )  # fmt: skip
    if state is not None:
        statement = statement.where(Proposal.state == state)
    if only is not None:
        statement = statement.where(Proposal.id == only)
    found: Iterable[Any] = connection.execute(statement)
    return [StoredProposal(*row) for row in found]


def in_brief(connection: Connection, ids: Sequence[int]) -> dict[int, FirmInBrief]:
    """What tells these firms apart, for the person who decides."""
    found: dict[int, FirmInBrief] = {}
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        rows = (
            select(BatchRow.company_id, Batch.file, BatchRow.sheet, BatchRow.row)
            .join(Batch, Batch.id == BatchRow.batch_id)
            .where(BatchRow.company_id.in_(some), Batch.undone_at.is_(None), Batch.file != "")
            .order_by(BatchRow.id.desc())
        )
        # The first row stays.
        sources = {
            firm: f"{file} {f'{sheet} ' if sheet else ''}{row}行"
            for firm, file, sheet, row in connection.execute(rows)
        }
        columns = (
            Company.id, Company.name, Company.source_id, Company.buyer_number, Company.corporate_number,
            Company.prefecture, Company.city, Company.address, Company.phone,
        )  # fmt: skip
        for one in connection.execute(select(*columns).where(Company.id.in_(some))):
            number = one.source_id or one.buyer_number
            place = f"{one.prefecture}{one.city}{one.address}"
            source = sources.get(one.id, "")
            brief = FirmInBrief(one.id, one.name, number, one.corporate_number, place, one.phone, source)
            found[one.id] = brief
    return found


def proposal(connection: Connection, proposal_id: int) -> StoredProposal:
    """One proposal. Raises NotFound."""
    known = 0 < proposal_id <= LARGEST_ID
    found = proposals(connection, None, only=proposal_id) if known else []
    if not found:
        raise NotFound(f"確認待ち {proposal_id} はありません。確認待ちの一覧で番号を確かめてください。")
    return found[0]


def decide(
    connection: Connection, proposal_id: int, state: str, person: str, batch_id: int | None = None
) -> None:
    """Record a decision (or that it was taken back)."""
    at = datetime.now(UTC) if state != OPEN else None
    decided = {"state": state, "decided_by": person, "decided_at": at, "merge_batch": batch_id}
    connection.execute(update(Proposal).where(Proposal.id == proposal_id).values(**decided))


def must_be_open(one: StoredProposal) -> None:
    """Raises InputError for what was decided already."""
    if one.state != OPEN:
        raise InputError(
            f"確認待ち {one.id} はすでに決まっています。変えるには、先に確認待ちへ戻してください(コマンドでは juhatchu review --reopen {one.id})。"
        )


def merge_batch(connection: Connection, proposal_id: int) -> int | None:
    """The batch that the acceptance of a proposal made."""
    return connection.scalar(select(Proposal.merge_batch).where(Proposal.id == proposal_id))


def reopen_of_batch(connection: Connection, batch_id: int) -> None:
    """A decision's batch was taken back: what it decided is open again."""
    open_again = {"state": OPEN, "decided_by": "", "decided_at": None, "merge_batch": None}
    connection.execute(update(Proposal).where(Proposal.merge_batch == batch_id).values(**open_again))


def links(connection: Connection, among: Sequence[int] | None = None) -> list[tuple[int, int]]:
    """Pairs of firms that count as one for the time being: neither accepted nor rejected.

    among: only the pairs whose first firm is one of these.
    """
    one, other = aliased(Company), aliased(Company)
    statement = (
        select(Proposal.company_id, other.id)
        .join(one, one.id == Proposal.company_id)
        .join(other, other.id == Proposal.other_id)
        .outerjoin(Batch, Batch.id == Proposal.batch_id)
        .where(Proposal.kind == SAME, Proposal.field == LINKED, Proposal.state == OPEN)
        .where(Batch.undone_at.is_(None))
        .where(one.withdrawn.is_(False), other.withdrawn.is_(False))
        .order_by(Proposal.id)
    )
    if among is None:
        return [(first, second) for first, second in connection.execute(statement)]
    found: list[tuple[int, int]] = []
    for start in range(0, len(among), _CHUNK):
        some = statement.where(Proposal.company_id.in_(among[start : start + _CHUNK]))
        found += [(first, second) for first, second in connection.execute(some)]
    return found


def panel(connection: Connection) -> dict[int, int]:
    """Firms that count as one for the time being: id -> the lowest id of its group (groups of two or more alone).

    Firms with valid corporate numbers that differ never come into one group, whatever is between them.
    """
    pairs = links(connection)
    ids = {company_id for pair in pairs for company_id in pair}
    numbered = select(Company.id, Company.corporate_number).where(Company.corporate_number != "")
    numbers = {one: number for one, number in connection.execute(numbered) if one in ids}
    return group(pairs, {one: number for one, number in numbers.items() if is_corporate_number(number)})


def group(pairs: Iterable[tuple[int, int]], numbers: Mapping[int, str]) -> dict[int, int]:
    """id -> the lowest id of its group; a link that would put two corporate numbers into one group is left out."""
    head: dict[int, int] = {}
    known: defaultdict[int, set[str]] = defaultdict(set)

    def top(one: int) -> int:
        while head.setdefault(one, one) != one:
            one = head[one]
        return one

    for one, number in numbers.items():
        known[one].add(number)
    for one, other in sorted(pairs):
        low, high = sorted((top(one), top(other)))
        if low != high and len(known[low] | known[high]) < 2:
            head[high] = low
            known[low] |= known[high]
    return {one: top(one) for one in head}
