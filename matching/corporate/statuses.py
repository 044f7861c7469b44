"""States of firms: which keep them from being introduced, and which are only shown beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import Connection, bindparam, or_, select

from matching.corporate.suppliers import portions
from matching.corporate.tables import Company, Status
from matching.errors import InputError

_Part = TypeVar("_Part")

ACTIVE = "通常"
RIVAL = "競合・系列"

# What keeps a firm out of the matches, and the sentence that says so.
EXCLUDING: Mapping[str, str] = MappingProxyType(
    {
        "休業": "休業中です",
        "登記閉鎖": "登記が閉鎖されています",
        "紹介停止": "本人の申し出で紹介を止めています",
        RIVAL: "この発注企業の競合・系列に当たります",
    }
)

# What is shown with the firm, which stays among the matches.
NOTED: Mapping[str, str] = MappingProxyType(
    {
        "現況確認期限切れ": "現況確認の期限が切れています",
        "受注余力なし": "受注余力がないとの申し出があります",
    }
)

KINDS: tuple[str, ...] = (ACTIVE, *EXCLUDING, *NOTED)
OWN_ORDER = "発注企業本人です"

_ALL = select(
    Status.company_id, Status.kind, Status.reason, Status.start, Status.end, Status.buyer_id
).order_by(Status.id)
_OF_FIRM = _ALL.where(Status.company_id == bindparam("firm"))


@dataclass(frozen=True, slots=True)
class StoredStatus:
    """One state of a firm. buyer_id: whose competitor it is; start and end are the first and the last day."""

    kind: str
    reason: str = ""
    start: date | None = None
    end: date | None = None
    buyer_id: int | None = None


def checked(kind: str, buyer_id: int | None, start: date | None, end: date | None) -> str:
    """`kind` as stored; raises InputError for what cannot be a status."""
    wanted = {"active": ACTIVE}.get(kind, kind)
    if wanted not in KINDS:
        raise InputError(f"「{kind}」という状態はありません。次から選んでください: {'、'.join(KINDS)}")
    if (wanted == RIVAL) != (buyer_id is not None):
        raise InputError(f"「{RIVAL}」には相手の発注企業が必要です(ほかの状態には指定できません)。")
    if start and end and start > end:
        raise InputError("状態の終了日が開始日より前です。")
    return wanted


def fact_field(kind: str, buyer_id: int | None) -> str:
    """The fact's field of a status: one a kind, and for competitors one a buyer."""
    return f"status.{kind}" if buyer_id is None else f"status.{kind}.{buyer_id}"


def as_fact(status: StoredStatus) -> str:
    """A status as the canonical text of a fact."""
    dates = [day.isoformat() if day else None for day in (status.start, status.end)]
    return json.dumps([status.reason, *dates], ensure_ascii=False)


def from_fact(field: str, value: str) -> StoredStatus:
    """The inverse of fact_field and as_fact."""
    kind, _, buyer = field.removeprefix("status.").partition(".")
    reason, start, end = json.loads(value)
    days = [date.fromisoformat(day) if day else None for day in (start, end)]
    return StoredStatus(kind, reason, days[0], days[1], int(buyer) if buyer else None)


def statuses_of(connection: Connection, company_id: int) -> list[StoredStatus]:
    """All states of a firm, past ones too; of a buyer that was merged into another, as of that one."""
    return all_statuses(connection, company_id).get(company_id, [])


def all_statuses(connection: Connection, company_id: int | None = None) -> dict[int, list[StoredStatus]]:
    """`statuses_of` by firm, of all or of one."""
    merged = select(Company.id, Company.merged_into).where(Company.merged_into.is_not(None))
    into = {one: other for one, other in connection.execute(merged) if other}

    def current(buyer_id: int) -> int:
        while buyer_id in into:
            buyer_id = into[buyer_id]
        return buyer_id

    found = recorded(connection, company_id)
    return {one: _unique(of_buyer(state, current) for state in states) for one, states in found.items()}


def recorded(connection: Connection, company_id: int | None = None) -> dict[int, list[StoredStatus]]:
    """All states by firm (of one alone if given) as they were recorded, whatever became of the buyers."""
    found: dict[int, list[StoredStatus]] = {}
    one_firm = {"firm": company_id}
    for row in connection.execute(_ALL) if company_id is None else connection.execute(_OF_FIRM, one_firm):
        found.setdefault(row[0], []).append(StoredStatus(*row[1:]))
    return found


def of_buyer(status: StoredStatus, current: Callable[[int], int]) -> StoredStatus:
    """A state with the buyer that stands for the one that it was recorded of."""
    return status if status.buyer_id is None else replace(status, buyer_id=current(status.buyer_id))


def unavailable(
    connection: Connection, today: date, buyer_id: int | None, firms: Sequence[int] | None = None
) -> dict[int, str]:
    """Suppliers (all, or of `firms`) that must not be introduced today to this buyer -> why.

    What stands before "（" is one of a few sentences; the recorded reason and end follow in brackets. What was said
    of a buyer that was merged into this one holds as well.
    """
    found = _sentences(connection, EXCLUDING, today, _merged_buyers(connection, buyer_id), firms)
    if buyer_id is not None and (firms is None or buyer_id in firms):
        found.setdefault(buyer_id, OWN_ORDER)
    return found


def notes(connection: Connection, today: date, firms: Sequence[int] | None = None) -> dict[int, str]:
    """Suppliers (all, or of `firms`) that may be introduced, with something to be said about them -> what."""
    return _sentences(connection, NOTED, today, (), firms)


def _merged_buyers(connection: Connection, buyer_id: int | None) -> list[int]:
    """A buyer, and those that were merged into it."""
    found = [] if buyer_id is None else [buyer_id]
    new = found
    while new:
        new = list(connection.scalars(select(Company.id).where(Company.merged_into.in_(new))))
        found = found + new
    return found


def _sentences(
    connection: Connection,
    kinds: Mapping[str, str],
    today: date,
    buyers: Collection[int],
    firms: Sequence[int] | None,
) -> dict[int, str]:
    statement = (
        select(Status.company_id, Status.kind, Status.reason, Status.end)
        .join(Company, Company.id == Status.company_id)
        .where(Company.withdrawn.is_(False), Status.kind.in_(kinds))
        .where(or_(Status.end.is_(None), Status.end >= today))
        .where(or_(Status.start.is_(None), Status.start <= today))
        .where(or_(Status.buyer_id.is_(None), Status.buyer_id.in_(buyers)))
        .order_by(Status.company_id, Status.id)
    )
    some = (
        [statement]
        if firms is None
        else [statement.where(Status.company_id.in_(one)) for one in portions(firms)]
    )
    found: dict[int, list[str]] = {}
    for company_id, kind, reason, end in (row for one in some for row in connection.execute(one)):
        found.setdefault(company_id, []).append(_sentence(kinds[kind], reason, end))
    return {company_id: "。".join(_unique(parts)) for company_id, parts in found.items()}


def _sentence(words: str, reason: str, end: date | None) -> str:
    details = [part for part in (reason, f"{end.isoformat()} まで" if end else "") if part]
    return f"{words}（{'、'.join(details)}）" if details else words


def _unique(parts: Iterable[_Part]) -> list[_Part]:
    return list(dict.fromkeys(parts))
