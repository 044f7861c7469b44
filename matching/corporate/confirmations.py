"""Yearly confirmation (現況確認): when each firm last said that its data hold, who is to be reminded, whose mark has run out."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import Connection, Engine, select

from matching.corporate import access, opening, suppliers
from matching.corporate.access import Viewer
from matching.corporate.case_rows import Confirmation, plain
from matching.corporate.parties import is_firm
from matching.corporate.requests import RequestKey
from matching.corporate.rows import Provenance
from matching.corporate.tables import Company, Profile
from matching.corporate.working import Work, working

CONFIRMED, TO_CONFIRM, EXPIRED = "確認済み", "要確認", "期限切れ"
STATES = (CONFIRMED, TO_CONFIRM, EXPIRED)
REMINDED_AFTER, EXPIRED_AFTER = 12, 24  # months
_MARK = "現況確認期限切れ"
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
            return _of(connection, suppliers.supplier_id(connection, str(supplier_id)), today)

    def listed(
        self, viewer: Viewer, state: str = "", today: date | None = None, after: int = 0, limit: int = 50
    ) -> list[Confirmation]:
        """Firms by id, of one state or all; `after`: only those with a larger id."""
        access.demand(viewer, "registration", "decide")
        with opening.reading(self._engine) as connection:
            found = _all(connection, today or date.today())
        return [one for one in found if one.supplier_id > after and state in ("", one.state)][:limit]

    def counts(self, viewer: Viewer, today: date | None = None) -> dict[str, int]:
        """How many firms stand in each state."""
        access.demand(viewer, "registration", "decide")
        with opening.reading(self._engine) as connection:
            states = [one.state for one in _all(connection, today or date.today())]
        return {state: states.count(state) for state in STATES}

    def confirm(
        self, viewer: Viewer, supplier_id: int, today: date | None = None, request: RequestKey | None = None
    ) -> Confirmation:
        """The firm (or a coordinator who asked it) says that all data still hold. Raises NotFound."""
        day = today or date.today()
        with working(self._engine, viewer, request) as work:
            own = is_firm(work.connection, viewer.supplier_id, supplier_id)
            access.demand(viewer, "registration", "make", "own" if own else "foreign")
            supplier_id = suppliers.supplier_id(work.connection, str(supplier_id))
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
            for one in _all(work.connection, day):
                if one.state == EXPIRED and one.confirmed_on is not None:
                    last = f"最後の確認 {one.confirmed_on.isoformat()}"
                    marked += work.writer.set_status(one.supplier_id, _MARK, last, provenance=said)
                elif one.state == CONFIRMED:
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
    return _all(connection, today or date.today(), supplier_id)[0]


def _all(connection: Connection, today: date, supplier_id: int | None = None) -> list[Confirmation]:
    days = (Profile.confirmed_on, Profile.updated_on, Profile.registered_on)
    statement = (
        select(Company.id, Company.name, *days)
        .join(Profile, Profile.company_id == Company.id)
        .where(Company.is_supplier, Company.withdrawn.is_(False))
        .order_by(Company.id)
    )
    if supplier_id is not None:
        statement = statement.where(Company.id == supplier_id)
    found = []
    for number, name, *texts in connection.execute(statement):
        known = [day for text in texts if (day := _day(str(text))) is not None]
        last = max(known, default=None)
        found.append(Confirmation(int(str(number)), str(name), last, _state(last, today)))
    return found


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
