"""Shortlists: the firms that a coordinator has in view for an order, or for an enquiry that is no order yet."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from matching.corporate import access, opening, orders, suppliers
from matching.corporate.access import Viewer
from matching.corporate.case_rows import ShortlistEntryView, ShortlistView, plain
from matching.corporate.case_tables import Introduction, Shortlist, ShortlistEntry
from matching.corporate.identity import merged_firms
from matching.corporate.parties import firms_now
from matching.corporate.requests import RequestKey
from matching.corporate.tables import LARGEST_ID, Company, OrderSlip
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import Conflict, InputError, NotFound, Stale

LARGEST = 200  # firms of one shortlist


class Shortlists:
    """Shortlists, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, viewer: Viewer, after: int = 0, limit: int = 50) -> list[ShortlistView]:
        """Shortlists without their firms, newest first; `after`: only those with a smaller id."""
        access.demand(viewer, "shortlist", "see")
        with opening.reading(self._engine) as connection:
            older = Shortlist.id < after if after else Shortlist.id > 0
            return _heads(connection, older, limit)

    def enquiries(self, viewer: Viewer, after: int = 0, limit: int = 50) -> list[ShortlistView]:
        """As `listed`, of those alone that belong to no order."""
        access.demand(viewer, "shortlist", "see")
        with opening.reading(self._engine) as connection:
            older = Shortlist.id < after if after else Shortlist.id > 0
            return _heads(connection, older & Shortlist.order_id.is_(None), limit)

    def of_order(self, viewer: Viewer, order: int | str) -> ShortlistView:
        """An order's shortlist with its firms; an empty one (id 0, version 0) where none was begun. Raises NotFound."""
        access.demand(viewer, "shortlist", "see")
        with opening.reading(self._engine) as connection:
            stored = orders.order(connection, order)
            found = _heads(connection, Shortlist.order_id == stored.id)
            if found:
                return _whole(connection, found[0].id)
            return ShortlistView(0, 0, stored.number, stored.title, "", "", datetime.now(UTC))

    def get(self, viewer: Viewer, shortlist_id: int) -> ShortlistView:
        """A shortlist with its firms. Raises NotFound."""
        access.demand(viewer, "shortlist", "see")
        with opening.reading(self._engine) as connection:
            return _whole(connection, shortlist_id)

    def begin(
        self, viewer: Viewer, title: str, text: str, request: RequestKey | None = None
    ) -> ShortlistView:
        """Begin a shortlist for an enquiry that is no order (yet)."""
        access.demand(viewer, "shortlist", "make")
        if not clean(title).strip() and not clean(text).strip():
            raise InputError("相談の件名か本文を入れてください。")
        with working(self._engine, viewer, request) as work:
            number = _begin(work, None, clean(title).strip()[:200], clean(text))
            view = _whole(work.connection, number)
            work.answer(plain(view))
            return view

    def add(
        self,
        viewer: Viewer,
        supplier_id: int,
        *,
        order: int | str | None = None,
        shortlist_id: int | None = None,
        rank: int | None = None,
        ranking: str = "",
        note: str = "",
        request: RequestKey | None = None,
    ) -> ShortlistView:
        """Take a firm into an order's shortlist (begun with its first firm) or into the shortlist of an id.

        A firm that is there already stays where it is. rank, ranking: where it stood in which recorded ranking.
        Raises NotFound for an order, a shortlist or a firm that isn't there, Conflict for a full shortlist.
        """
        access.demand(viewer, "shortlist", "make")
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            if shortlist_id is None:
                if order is None:
                    raise InputError("案件番号を指定してください。")
                shortlist_id = _of_order(work, orders.order(connection, order).id)
            whole = _whole(connection, shortlist_id)
            supplier_id = suppliers.supplier_id(connection, supplier_id)
            if all(one.supplier_id != supplier_id for one in whole.entries):
                if len(whole.entries) >= LARGEST:
                    raise Conflict(
                        f"候補リストに入れられる企業は {LARGEST} 社までです。先に何社か外してください。"
                    )
                row = {"rank": rank, "ranking": clean(ranking), "note": clean(note), "person": viewer.key}
                last = max((one.position for one in whole.entries), default=0)
                connection.execute(
                    insert(ShortlistEntry).values(
                        shortlist_id=shortlist_id,
                        supplier_id=supplier_id,
                        position=last + 1,
                        added_at=datetime.now(UTC),
                        **row,
                    )
                )
                _raise_version(connection, shortlist_id)
                work.note("change", "shortlist", shortlist_id, supplier=supplier_id, ranking=row["ranking"])
            view = _whole(connection, shortlist_id)
            work.answer(plain(view))
            return view

    def change(
        self, viewer: Viewer, shortlist_id: int, supplier_id: int, note: str, expected: int | None = None
    ) -> ShortlistView:
        """Set the note on a firm. Raises NotFound, Stale."""
        access.demand(viewer, "shortlist", "change")
        with working(self._engine, viewer) as work:
            entry = _entry(work, shortlist_id, supplier_id, expected)
            statement = update(ShortlistEntry).where(ShortlistEntry.id == entry)
            work.connection.execute(statement.values(note=clean(note)))
            _raise_version(work.connection, shortlist_id)
            work.note("change", "shortlist", shortlist_id, supplier=supplier_id)
            return _whole(work.connection, shortlist_id)

    def remove(
        self, viewer: Viewer, shortlist_id: int, supplier_id: int, expected: int | None = None
    ) -> ShortlistView:
        """Take a firm out; what was begun with it (an introduction) stays. Raises NotFound, Stale."""
        access.demand(viewer, "shortlist", "remove")
        with working(self._engine, viewer) as work:
            entry = _entry(work, shortlist_id, supplier_id, expected)
            work.connection.execute(delete(ShortlistEntry).where(ShortlistEntry.id == entry))
            _raise_version(work.connection, shortlist_id)
            work.note("remove", "shortlist", shortlist_id, supplier=supplier_id)
            return _whole(work.connection, shortlist_id)

    def arrange(
        self, viewer: Viewer, shortlist_id: int, supplier_ids: list[int], expected: int | None = None
    ) -> ShortlistView:
        """Put the firms into an order; those not named follow as they stand. Raises NotFound, Stale, InputError for a firm that isn't on it."""
        access.demand(viewer, "shortlist", "change")
        with working(self._engine, viewer) as work:
            whole = _whole(work.connection, shortlist_id)
            _check(whole.version, expected)
            present = [one.supplier_id for one in whole.entries]
            if not set(supplier_ids) <= set(present):
                raise InputError("候補リストにない企業が含まれています。画面を読み直してください。")
            wanted = list(dict.fromkeys(supplier_ids))
            places = _entry_ids(work.connection, shortlist_id)
            for position, one in enumerate(wanted + [s for s in present if s not in wanted], 1):
                statement = update(ShortlistEntry).where(ShortlistEntry.id == places[one])
                work.connection.execute(statement.values(position=position))
            _raise_version(work.connection, shortlist_id)
            work.note("change", "shortlist", shortlist_id)
            return _whole(work.connection, shortlist_id)


def _begin(work: Work, order_id: int | None, title: str, text: str) -> int:
    values = {"title": title, "text": text, "person": work.viewer.key, "version": 1}
    statement = insert(Shortlist).values(order_id=order_id, made_at=datetime.now(UTC), **values)
    number = int(work.connection.execute(statement).inserted_primary_key[0])  # type: ignore[index]
    work.note("make", "shortlist", number, order=order_id)
    return number


def _of_order(work: Work, order_id: int) -> int:
    found = work.connection.scalar(select(Shortlist.id).where(Shortlist.order_id == order_id))
    return found if found is not None else _begin(work, order_id, "", "")


def _raise_version(connection: Connection, shortlist_id: int) -> None:
    statement = update(Shortlist).where(Shortlist.id == shortlist_id)
    connection.execute(statement.values(version=Shortlist.version + 1))


def _check(version: int, expected: int | None) -> None:
    if expected is not None and expected != version:
        raise Stale("候補リストは、ほかの人が先に変更しました。読み直してから、もう一度行ってください。")


def _entry_ids(connection: Connection, shortlist_id: int) -> dict[int, int]:
    """Firms as they are called now -> ids of their entries."""
    merged = merged_firms(connection)
    statement = select(ShortlistEntry.supplier_id, ShortlistEntry.id)
    found = connection.execute(statement.where(ShortlistEntry.shortlist_id == shortlist_id))
    return {merged.get(supplier, supplier): entry for supplier, entry in found}


def _entry(work: Work, shortlist_id: int, supplier_id: int, expected: int | None) -> int:
    whole = _whole(work.connection, shortlist_id)
    _check(whole.version, expected)
    entry = _entry_ids(work.connection, shortlist_id).get(supplier_id)
    if entry is None:
        raise NotFound("この企業は候補リストにありません。")
    return entry


def _heads(connection: Connection, which: ColumnElement[bool], limit: int = 1) -> list[ShortlistView]:
    title = func.coalesce(OrderSlip.item, "")
    columns = (Shortlist.id, Shortlist.version, OrderSlip.number, Shortlist.title, title, OrderSlip.processes)
    statement = (
        select(*columns, Shortlist.text, Shortlist.person, Shortlist.made_at)
        .outerjoin(OrderSlip, OrderSlip.id == Shortlist.order_id)
        .where(which)
        .order_by(Shortlist.id.desc())
        .limit(limit)
    )
    return [
        ShortlistView(row[0], row[1], row[2] or "", row[3] or row[4] or row[5] or "", *row[6:])
        for row in connection.execute(statement)
    ]


def _whole(connection: Connection, shortlist_id: int) -> ShortlistView:
    found = _heads(connection, Shortlist.id == shortlist_id) if 0 < shortlist_id <= LARGEST_ID else []
    if not found:
        raise NotFound(f"候補リスト {shortlist_id} はありません。")
    merged = merged_firms(connection)
    begun = {
        merged.get(supplier, supplier): (number, state, answer)
        for supplier, number, state, answer in connection.execute(
            select(Introduction.supplier_id, Introduction.id, Introduction.state, Introduction.answer)
            .join(Shortlist, Shortlist.order_id == Introduction.order_id)
            .where(Shortlist.id == shortlist_id)
        )
    }
    head = found[0]
    columns = (ShortlistEntry.position, ShortlistEntry.rank, ShortlistEntry.ranking, ShortlistEntry.note)
    statement = (
        select(
            ShortlistEntry.supplier_id, Company.name, *columns, ShortlistEntry.person, ShortlistEntry.added_at
        )
        .join(Company, Company.id == ShortlistEntry.supplier_id)
        .where(ShortlistEntry.shortlist_id == shortlist_id)
        .order_by(ShortlistEntry.position, ShortlistEntry.id)
    )
    entries: dict[int, ShortlistEntryView] = {}
    rows = connection.execute(statement).all()
    now = firms_now(connection, [row[0] for row in rows])
    for row in rows:
        one, name = now.get(row[0], (row[0], row[1]))
        entries.setdefault(one, ShortlistEntryView(one, name, *row[2:], *begun.get(one, (None, "", ""))))
    return ShortlistView(
        head.id,
        head.version,
        head.order,
        head.title,
        head.text,
        head.person,
        head.made_at,
        tuple(entries.values()),
    )
