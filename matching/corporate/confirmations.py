"""Yearly confirmation (現況確認): when each firm last said that its data hold, who is to be reminded, whose mark has run out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from matching.corporate import access, opening, suppliers
from matching.corporate.access import Viewer
from matching.corporate.case_rows import Confirmation, plain
from matching.corporate.parties import is_firm
from matching.corporate.requests import RequestKey
from matching.corporate.rows import Provenance
from matching.corporate.tables import Company, Profile, Status
from matching.corporate.working import Work, working

CONFIRMED, TO_CONFIRM, EXPIRED = "確認済み", "要確認", "期限切れ"
STATES = (CONFIRMED, TO_CONFIRM, EXPIRED)
REMINDED_AFTER, EXPIRED_AFTER = 12, 24  # months
_MARK = "現況確認期限切れ"
_PORTION = 500
_DAYS = (Profile.confirmed_on, Profile.updated_on, Profile.registered_on)
_STANDS = Company.is_supplier & Company.withdrawn.is_(False)
_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})(?:\D{1,3}(\d{1,2}))?")


class Confirmations:
    """Confirmations of firms' data, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, viewer: Viewer, supplier_id: int, today: date | None = None) -> Confirmation:
        """When a firm last confirmed its data. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            own = is_firm(connection, viewer.supplier_id, supplier_id)
            access.demand(viewer, "registration", "see", "own" if own else "foreign")
            return _of(connection, suppliers.supplier_id(connection, supplier_id), today)

    def listed(
        self, viewer: Viewer, state: str = "", today: date | None = None, after: int = 0, limit: int = 50
    ) -> list[Confirmation]:
        """Firms by id, of one state or all; `after`: only those with a larger id."""
        access.demand(viewer, "registration", "decide")
        with opening.reading(self._engine) as connection:
            found = _all(connection, today or date.today(), Company.id > after)
            return list(islice((one for one in found if state in ("", one.state)), limit))

    def counts(self, viewer: Viewer, today: date | None = None) -> dict[str, int]:
        """How many firms stand in each state."""
        access.demand(viewer, "registration", "decide")
        with opening.reading(self._engine) as connection:
            # Most firms share their days with many others, so that few rows come back.
            alike = (
                select(*_DAYS, func.count())
                .select_from(Company)
                .join(Profile, Profile.company_id == Company.id)
            )
            alike = alike.where(_STANDS).group_by(*_DAYS)
            counts = dict.fromkeys(STATES, 0)
            for *texts, count in connection.execute(alike):
                counts[_state(_last(texts), today or date.today())] += count
        return counts

    def confirm(
        self, viewer: Viewer, supplier_id: int, today: date | None = None, request: RequestKey | None = None
    ) -> Confirmation:
        """The firm (or a coordinator who asked it) says that all data still hold. Raises NotFound."""
        day = today or date.today()
        with working(self._engine, viewer, request) as work:
            own = is_firm(work.connection, viewer.supplier_id, supplier_id)
            access.demand(viewer, "registration", "make", "own" if own else "foreign")
            supplier_id = suppliers.supplier_id(work.connection, supplier_id)
            confirmed(work, supplier_id, day)
            work.writer.flush()
            work.note("confirm", "supplier", supplier_id)
            found = _of(work.connection, supplier_id, day)
            work.answer(plain(found))
            return found

    def mark(self, viewer: Viewer, today: date | None = None) -> tuple[int, int]:
        """Set the mark 現況確認期限切れ, which matches show as a note, on firms whose confirmation is older than 24 months.

        It is taken off those that have confirmed since. How many were marked, and how many unmarked.
        """
        access.demand(viewer, "registration", "decide")
        day = today or date.today()
        marked = unmarked = 0
        with working(self._engine, viewer) as work:
            said = Provenance(person=viewer.key)
            bearing = set(work.connection.scalars(select(Status.company_id).where(Status.kind == _MARK)))
            found = _all(work.connection, day)
            # Read to its end before anything is written.
            for one in [one for one in found if one.state == EXPIRED or one.supplier_id in bearing]:
                if one.state == EXPIRED and one.confirmed_on is not None:
                    last = f"最後の確認 {one.confirmed_on.isoformat()}"
                    marked += work.writer.set_status(one.supplier_id, _MARK, last, provenance=said)
                elif one.confirmed_on is not None:
                    unmarked += work.writer.clear_status(one.supplier_id, _MARK, provenance=said)
            if marked or unmarked:
                work.note("mark-expired", "supplier", "all", marked=marked, unmarked=unmarked)
        return marked, unmarked


def confirmed(work: Work, supplier_id: int, day: date) -> None:
    """Record, within a piece of work, that a firm's data hold that day."""
    said = Provenance(person=work.viewer.key)
    work.writer.replace_profile(supplier_id, {"confirmed_on": day.isoformat()}, said)
    work.writer.clear_status(supplier_id, _MARK, provenance=said)


def _of(connection: Connection, supplier_id: int, today: date | None) -> Confirmation:
    return next(_all(connection, today or date.today(), Company.id == supplier_id))


def _all(
    connection: Connection, today: date, which: ColumnElement[bool] | None = None
) -> Iterator[Confirmation]:
    """The firms that stand, by id; streaming."""
    statement = (
        select(Company.id, Company.name, *_DAYS)
        .select_from(Company)
        .join(Profile, Profile.company_id == Company.id)
        .where(_STANDS, *(() if which is None else (which,)))
        .order_by(Company.id)
        .execution_options(yield_per=_PORTION)
    )
    # Who stops at a page leaves the rest unread: the cursor, which is the server's on PostgreSQL, ends with the reading.
    with connection.execute(statement) as rows:
        for number, name, *texts in rows:
            last = _last(texts)
            yield Confirmation(number, name, last, _state(last, today))


def _last(texts: Iterable[str]) -> date | None:
    """The latest of some days as files write them."""
    return max((day for text in texts if (day := _day(text)) is not None), default=None)


def _state(last: date | None, today: date) -> str:
    if last is None or last <= _months_before(today, EXPIRED_AFTER):
        return TO_CONFIRM if last is None else EXPIRED
    return TO_CONFIRM if last <= _months_before(today, REMINDED_AFTER) else CONFIRMED


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _day(text: str) -> date | None:
    """The day of a text as files write it (2026-11-01, 2026/11/1, 2026年11月); the first of the month where no day is written."""
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None
