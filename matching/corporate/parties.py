"""Who is a party to what: relations of a viewer to orders, firms and introductions, and buyers' consents to be named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, insert, or_, select, update

from matching.corporate import access, opening, orders, suppliers
from matching.corporate.access import Relation, Viewer
from matching.corporate.case_rows import NamingConsentView, plain
from matching.corporate.case_tables import Introduction, NamingConsent
from matching.corporate.identity import merged_firms
from matching.corporate.introduction_states import PARTIES
from matching.corporate.requests import RequestKey
from matching.corporate.suppliers import portions
from matching.corporate.tables import LARGEST_ID, Company, OrderSlip
from matching.corporate.values import clean
from matching.corporate.working import working
from matching.errors import InputError, NotFound


def is_firm(connection: Connection, mine: int | None, firm_id: int | None) -> bool:
    """Whether a firm is the viewer's own; firms that were made one count as one."""
    if mine is None or firm_id is None:
        return False
    if mine == firm_id:
        return True
    merged = merged_firms(connection)
    return merged.get(mine, mine) == merged.get(firm_id, firm_id)


def with_merged(connection: Connection, firm_id: int) -> list[int]:
    """A firm, the one that it was made one with, and all others that were."""
    merged = merged_firms(connection)
    head = merged.get(firm_id, firm_id)
    return [head, *(one for one, other in merged.items() if other == head)]


def firms_now(connection: Connection, firm_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Of some firms those that were made one with another -> the firm that stays, and its name."""
    merged = merged_firms(connection)
    stays = {one: merged[one] for one in firm_ids if one in merged}
    names: dict[int, str] = {}
    for portion in portions(sorted(set(stays.values()))):
        called = select(Company.id, Company.name).where(Company.id.in_(portion))
        names |= dict(connection.execute(called).all())
    return {one: (head, names[head]) for one, head in stays.items()}


def order_relation(
    connection: Connection, viewer: Viewer, order_id: int, buyer_id: int | None, today: date | None = None
) -> Relation:
    """own: the viewer's firm placed the order; party: it was introduced for it and the buyer consents to be named."""
    if is_firm(connection, viewer.buyer_id, buyer_id):
        return "own"
    if viewer.supplier_id is None:
        return "foreign"
    introduced = introduced_for(connection, order_id, viewer.supplier_id)
    return "party" if introduced and is_named(connection, order_id, buyer_id, today) else "foreign"


def introduced_for(connection: Connection, order_id: int, supplier_id: int) -> bool:
    """Whether a firm has been introduced for an order (and that stands)."""
    mine = Introduction.supplier_id.in_(with_merged(connection, supplier_id))
    statement = select(Introduction.id).where(Introduction.order_id == order_id, mine)
    return connection.scalar(statement.where(Introduction.state.in_(PARTIES)).limit(1)) is not None


def introduced_suppliers(connection: Connection, buyer_id: int) -> list[int]:
    """The firms that were introduced for a buyer's orders, by id."""
    mine = OrderSlip.buyer_id.in_(with_merged(connection, buyer_id))
    statement = (
        select(Introduction.supplier_id)
        .join(OrderSlip, OrderSlip.id == Introduction.order_id)
        .where(mine, Introduction.state.in_(PARTIES))
        .distinct()
        .order_by(Introduction.supplier_id)
    )
    return list(connection.scalars(statement))


def named_orders(
    connection: Connection, order_buyers: Iterable[tuple[int, int | None]], today: date | None = None
) -> set[int]:
    """Of orders (id, buyer) those whose buyer consents that day to be named."""
    wanted = [(order, buyer) for order, buyer in order_buyers if buyer is not None]
    if not wanted:
        return set()
    day = today or date.today()
    holds = NamingConsent.withdrawn_at.is_(None) & (NamingConsent.given_on <= day)
    holds &= or_(NamingConsent.until.is_(None), NamingConsent.until >= day)
    buyers = {one for _, buyer in wanted for one in with_merged(connection, buyer)}
    columns = select(NamingConsent.buyer_id, NamingConsent.order_id)
    found = connection.execute(columns.where(holds, NamingConsent.buyer_id.in_(sorted(buyers)))).all()
    merged = merged_firms(connection)
    given = {(merged.get(buyer, buyer), order) for buyer, order in found}
    return {
        order
        for order, buyer in wanted
        if not given.isdisjoint({(merged.get(buyer, buyer), None), (merged.get(buyer, buyer), order)})
    }


def readings(connection: Connection, buyers: Iterable[int | None]) -> dict[int, str]:
    """How buyers' names are read, by id."""
    wanted = sorted({one for one in buyers if one is not None})
    return {
        number: kana
        for portion in portions(wanted)
        for number, kana in connection.execute(
            select(Company.id, Company.kana).where(Company.id.in_(portion), Company.kana != "")
        ).all()
    }


def is_named(connection: Connection, order_id: int, buyer_id: int | None, today: date | None = None) -> bool:
    """Whether an order's buyer consents that day to be named."""
    return bool(named_orders(connection, [(order_id, buyer_id)], today))


class NamingConsents:
    """Buyers' consents to be named, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(self, viewer: Viewer, buyer_id: int) -> list[NamingConsentView]:
        """The consents of a buyer that stand, oldest first."""
        with opening.reading(self._engine) as connection:
            access.demand(viewer, "consent", "see", _relation(connection, viewer, buyer_id))
            firms = with_merged(connection, buyer_id)
            return _views(connection, NamingConsent.buyer_id.in_(firms))

    def named(self, viewer: Viewer, order: int | str, today: date | None = None) -> bool:
        """Whether firms that were introduced for an order are shown its buyer's name. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            stored = orders.order(connection, order)
            access.demand(viewer, "consent", "see", _relation(connection, viewer, stored.buyer_id or 0))
            return bool(named_orders(connection, [(stored.id, stored.buyer_id)], today))

    def give(
        self,
        viewer: Viewer,
        buyer_id: int,
        order: int | str | None = None,
        given_on: date | None = None,
        until: date | None = None,
        note: str = "",
        request: RequestKey | None = None,
    ) -> NamingConsentView:
        """Put on record that a buyer may be named (from a day, today by default, until a day): for one order or for all of its orders.

        Raises NotFound for a buyer or an order of it that isn't there, InputError for days the wrong way round.
        """
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            access.demand(viewer, "consent", "make", _relation(connection, viewer, buyer_id))
            suppliers.buyer(connection, buyer_id)
            order_id = None
            if order is not None:
                stored = orders.order(connection, order)
                if not is_firm(connection, buyer_id, stored.buyer_id):
                    raise NotFound(f"案件「{order}」は、この発注企業の案件ではありません。")
                order_id = stored.id
            first = given_on or date.today()
            if until is not None and until < first:
                raise InputError("期限が、同意の日より前になっています。")
            values = {"given_on": first, "until": until, "note": clean(note), "person": viewer.key}
            result = connection.execute(
                insert(NamingConsent).values(
                    buyer_id=buyer_id,
                    order_id=order_id,
                    recorded_at=datetime.now(UTC),
                    withdrawn_at=None,
                    withdrawn_by="",
                    **values,
                )
            )
            number = int(result.inserted_primary_key[0])  # type: ignore[index]
            work.note("consent", "buyer", buyer_id, order=order_id, until=until.isoformat() if until else "")
            view = _views(connection, NamingConsent.id == number)[0]
            work.answer(plain(view))
            return view

    def withdraw(self, viewer: Viewer, consent_id: int, request: RequestKey | None = None) -> None:
        """Take a consent back from now on. Raises NotFound."""
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            found = _views(connection, NamingConsent.id == consent_id) if 0 < consent_id <= LARGEST_ID else []
            relation = _relation(connection, viewer, found[0].buyer_id) if found else "foreign"
            access.demand(viewer, "consent", "remove", relation)
            if not found:
                raise NotFound(f"同意 {consent_id} はありません(取り消し済みかもしれません)。")
            values = {"withdrawn_at": datetime.now(UTC), "withdrawn_by": viewer.key}
            connection.execute(update(NamingConsent).where(NamingConsent.id == consent_id).values(**values))
            work.note("withdraw-consent", "buyer", found[0].buyer_id, consent=consent_id)
            work.answer({})


def _relation(connection: Connection, viewer: Viewer, buyer_id: int) -> Relation:
    return "own" if is_firm(connection, viewer.buyer_id, buyer_id) else "foreign"


def _views(connection: Connection, which: ColumnElement[bool]) -> list[NamingConsentView]:
    merged = merged_firms(connection)
    statement = (
        select(
            NamingConsent.id,
            NamingConsent.buyer_id,
            OrderSlip.number,
            NamingConsent.given_on,
            NamingConsent.until,
            NamingConsent.note,
            NamingConsent.person,
        )
        .outerjoin(OrderSlip, OrderSlip.id == NamingConsent.order_id)
        .where(which, NamingConsent.withdrawn_at.is_(None))
        .order_by(NamingConsent.id)
    )
    return [
        NamingConsentView(row[0], merged.get(row[1], row[1]), row[2] or "", *row[3:])
        for row in connection.execute(statement)
    ]
