"""Orders (発注案件) as viewers see and change them: only here, and by the rules of access.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    update,
)

from matching.corporate import access, facts, field_values, opening, orders, parties, suppliers
from matching.corporate.access import Relation, Viewer, shown_fields
from matching.corporate.anonymity import anonymous
from matching.corporate.case_tables import Introduction
from matching.corporate.introduction_states import PARTIES
from matching.corporate.names import name_key
from matching.corporate.projection import order_values_of
from matching.corporate.requests import RequestKey
from matching.corporate.rows import Fact, OrderRow, Provenance, StateChange
from matching.corporate.states import DRAFT, NOT_OPEN, WITHDRAWN, is_open
from matching.corporate.suppliers import CHUNK
from matching.corporate.tables import OrderSlip
from matching.corporate.values import ORDER_TEXTS
from matching.corporate.working import Work, working
from matching.errors import AccessDenied, InputError, NotFound, Stale

# What a list shows of an order.
BRIEF = (
    "number",
    "state",
    "buyer",
    "owner",
    "item",
    "processes",
    "received_on",
    "deadline",
    "quantity",
    "area",
)
_STALE = "ほかの人が先に変えたため、上書きしませんでした。読み直してから、もう一度変えてください。"
_SEARCHED = ("number", "buyer", "item", "processes", "materials", "usage", "notes")


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as one viewer sees it: `fields` that are shown to it; `own`: its own firm's; buyer_id only where the buyer is shown."""

    id: int
    number: str
    version: int
    fields: Mapping[str, str | int]
    own: bool = False
    buyer_id: int | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """What a list is narrowed to: a state, words, only what is open on a day."""

    words: str = ""
    state: str = ""
    open_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Some orders, newest first, and the id behind which the next page begins (None: it was the last)."""

    orders: tuple[OrderView, ...]
    next: int | None


class OrderViews:
    """The orders of a database, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, viewer: Viewer, search: OrderSearch, limit: int = 50, after: int | None = None
    ) -> OrderPage:
        """A page of the orders that the viewer may see. Raises AccessDenied where it may see none at all."""
        with opening.reading(self._engine) as connection:
            found: list[OrderView] = []
            last = after
            while len(found) <= limit:
                rows = _rows(connection, viewer, search, last, CHUNK)
                found += _views(connection, viewer, rows, search)
                if len(rows) < CHUNK:
                    break
                last = rows[-1]["id"]
        more = len(found) > limit
        return OrderPage(tuple(found[:limit]), found[limit - 1].id if more else None)

    def counts(self, viewer: Viewer) -> dict[str, int]:
        """How many orders stand in each state, for those who see all of every order."""
        if access.demand(viewer, "order", "see") != "all":
            raise AccessDenied("案件の数を見る権限がありません。")
        with opening.reading(self._engine) as connection:
            standing = select(OrderSlip.state, func.count()).where(OrderSlip.withdrawn.is_(False))
            return {row[0]: row[1] for row in connection.execute(standing.group_by(OrderSlip.state))}

    def every(self, viewer: Viewer) -> Iterator[OrderView]:
        """All orders that the viewer may take away, newest first, on the audit trail before the first. Raises AccessDenied at once."""
        access.demand(viewer, "order", "export")
        with working(self._engine, viewer) as work:
            work.note("export", "order", "all")
        return self._portions(viewer)

    def _portions(self, viewer: Viewer) -> Iterator[OrderView]:
        last: int | None = None
        while True:
            with opening.reading(self._engine) as connection:
                rows = _rows(connection, viewer, OrderSearch(), last, CHUNK)
                yield from _views(connection, viewer, rows, None)
            if len(rows) < CHUNK:
                return
            last = rows[-1]["id"]

    def order(self, viewer: Viewer, number: str) -> OrderView:
        """One order by its 案件番号. Raises NotFound where there is none that the viewer may see."""
        with opening.reading(self._engine) as connection:
            return _seen(connection, viewer, number)[1]

    def history(self, viewer: Viewer, number: str) -> tuple[list[StateChange], list[Fact]]:
        """The steps of an order and every value ever said of it, oldest first: for those who see all of it."""
        with opening.reading(self._engine) as connection:
            row, _ = _seen(connection, viewer, number)
            if access.extent(viewer, "order", "see", _relation(connection, viewer, row)) != "all":
                raise AccessDenied("この案件の履歴を見る権限がありません。")
            return orders.history(connection, row["id"]), facts.facts(connection, None, row["id"], None)

    def make(
        self,
        viewer: Viewer,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> OrderView:
        """A new order, which gets a number; a buyer's is its own firm's and a draft (下書き) until a coordinator takes it in.

        Raises AccessDenied, InputError.
        """
        with working(self._engine, viewer, request) as work:
            relation: Relation = "own" if viewer.buyer_id is not None else "foreign"
            access.demand(viewer, "order", "make", relation)
            said = field_values.changes("order", values, {})
            buyer_id, state = _numbered_buyer(work, said), ""
            if not _sees_foreign(viewer):
                _check_own(said)
                buyer_id = viewer.buyer_id
                said["buyer"] = suppliers.buyer(work.connection, buyer_id or 0).name
                state = DRAFT
            texts = {key: said[key] for key in ORDER_TEXTS if key in said}
            days = {key: date.fromisoformat(said[key]) for key in ("received_on", "deadline") if key in said}
            heads = {key: said[key] for key in ("buyer", "owner") if key in said}
            slip = OrderRow(state=state, texts=texts, **heads, **days)  # type: ignore[arg-type]
            result = work.writer.upsert_order(slip, Provenance(person=viewer.key))
            _keep_buyer(work, result.id, buyer_id)
            work.note("make", "order", result.id)
            view = _by_id(work.connection, viewer, result.id)
            work.answer(view_json(view))
            return view

    def change(
        self,
        viewer: Viewer,
        number: str,
        expected: int,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> OrderView:
        """Change some fields of an order (None: blank). Raises NotFound, AccessDenied, Stale, InputError.

        A buyer changes its order only while it is open or a draft, and not whose it is.
        """
        with working(self._engine, viewer, request) as work:
            row, before = self._to_change(work, viewer, number, expected)
            stored = order_values_of(row)
            said = field_values.changes("order", values, stored)
            if not _sees_foreign(viewer):
                if not (before.open or row["state"] == DRAFT):
                    raise InputError("終わった案件は変えられません。コーディネーターに連絡してください。")
                _check_own(said)
            buyer_id = _numbered_buyer(work, said)
            after = stored | said
            if not after.get("item") and not after.get("processes"):
                raise InputError("品名と加工内容の両方を空にはできません。")
            if said:
                work.writer.change_order(row["id"], said, Provenance(person=viewer.key))
                _keep_buyer(work, row["id"], buyer_id if "buyer" in said else row["buyer_id"])
                work.note("change", "order", row["id"], fields=sorted(said))
            view = _by_id(work.connection, viewer, row["id"])
            work.answer(view_json(view))
            return view

    def move(
        self,
        viewer: Viewer,
        number: str,
        expected: int,
        state: str,
        note: str = "",
        request: RequestKey | None = None,
    ) -> OrderView:
        """Take an order to its next state; a buyer may only withdraw it (取下げ). Raises NotFound, AccessDenied, Stale, InputError."""
        with working(self._engine, viewer, request) as work:
            row, _ = self._to_change(work, viewer, number, expected)
            field_values.first_state(state)
            if state != WITHDRAWN and not _sees_foreign(viewer):
                raise AccessDenied("発注企業ができるのは取下げだけです。コーディネーターに連絡してください。")
            work.writer.move_order(row["id"], state, viewer.key, note)
            work.note("move", "order", row["id"], before=row["state"], after=state)
            work.writer.flush()
            view = _by_id(work.connection, viewer, row["id"])
            work.answer(view_json(view))
            return view

    def _to_change(
        self, work: Work, viewer: Viewer, number: str, expected: int
    ) -> tuple[RowMapping, OrderView]:
        row, view = _seen(work.connection, viewer, number)
        access.demand(viewer, "order", "change", _relation(work.connection, viewer, row))
        if view.version != expected:
            raise Stale(_STALE)
        return row, view


def view_json(view: OrderView) -> dict[str, object]:
    """An order as JSON has it: what is answered, and kept under an idempotency key."""
    return {
        "id": view.id,
        "number": view.number,
        "version": view.version,
        "own": view.own,
        "open": view.open,
        "buyer_id": view.buyer_id,
        "fields": dict(view.fields),
    }


def _sees_foreign(viewer: Viewer) -> bool:
    """Whether the viewer deals with everybody's orders: a coordinator."""
    return access.extent(viewer, "order", "change", "foreign") is not None


def _check_own(said: Mapping[str, str]) -> None:
    """A buyer doesn't say whose an order is, nor who takes it in. Raises InputError."""
    if said.keys() & {"buyer", "owner"}:
        raise InputError("発注企業と受付者は、ここでは変えられません。")


def _numbered_buyer(work: Work, said: dict[str, str]) -> int | None:
    """The buyer where `said` gives its number in place of its name, which others may have too; `said` then gives the name."""
    words = said.get("buyer", "")
    found = work.writer.find_buyer(words) if words else None
    buyer = suppliers.buyer(work.connection, found) if found is not None else None
    if buyer is None or buyer.source_id != words:
        return None
    said["buyer"] = buyer.name
    return buyer.id


def _keep_buyer(work: Work, order_id: int, buyer_id: int | None) -> None:
    """Let an order stay a firm's own, whatever else has the firm's name."""
    work.writer.flush()
    if buyer_id is not None:
        work.connection.execute(update(OrderSlip).where(OrderSlip.id == order_id).values(buyer_id=buyer_id))


def _rows(
    connection: Connection, viewer: Viewer, search: OrderSearch, last: int | None, limit: int
) -> Sequence[RowMapping]:
    """Rows of orders that a list may be made of, newest first, of ids below `last`."""
    may = access.relations(viewer, "order")
    if not may:
        access.demand(viewer, "order", "see")
    statement = (
        select(OrderSlip.__table__).where(OrderSlip.withdrawn.is_(False)).order_by(OrderSlip.id.desc())
    )
    if "foreign" not in may:
        statement = statement.where(_of_own_firm(connection, viewer))
    if last is not None:
        statement = statement.where(OrderSlip.id < last)
    if search.open_on is not None:
        statement = statement.where(_open_on(search.open_on))
    # What isn't shown is neither read nor searched: how long a search takes must not tell what it says.
    everything = all(access.extent(viewer, "order", "see", one) == "all" for one in may)
    nearer = _nearer(connection, viewer)
    if search.state:
        stands = OrderSlip.state == field_values.first_state(search.state)
        # To whom an order's state isn't shown, it must not be told by a search either.
        statement = statement.where(stands if everything else and_(_of_own_firm(connection, viewer), stands))
    if not everything:
        statement = statement.where(or_(_open_on(date.today()), nearer))
    for word in search.words.replace("\0", "").split()[:10]:
        said = _says(word, _SEARCHED)
        if not everything:
            granted = access.extent(viewer, "order", "see", "foreign")
            shown = shown_fields("order", granted, {}) if granted is not None else frozenset()
            said = or_(_says(word, [key for key in _SEARCHED if key in shown]), and_(nearer, said))
        statement = statement.where(said)
    return connection.execute(statement.limit(limit)).mappings().all()


def _open_on(day: date) -> ColumnElement[bool]:
    in_time = or_(OrderSlip.deadline.is_(None), OrderSlip.deadline >= day)
    return and_(OrderSlip.state.not_in(NOT_OPEN), in_time)


def _says(word: str, columns: Sequence[str]) -> ColumnElement[bool]:
    said = [getattr(OrderSlip, key).contains(word, autoescape=True) for key in columns]
    if "buyer" in columns and (key := name_key(word)):
        said.append(OrderSlip.buyer_key.contains(key, autoescape=True))
    return or_(false(), *said)


def _nearer(connection: Connection, viewer: Viewer) -> ColumnElement[bool]:
    """The orders that stand nearer to the viewer than to anybody: its own firm's, and those for which it was introduced."""
    found = _of_own_firm(connection, viewer)
    if viewer.supplier_id is not None:
        found = or_(found, OrderSlip.id.in_(_for_which_introduced(connection, viewer.supplier_id)))
    return found


def _of_own_firm(connection: Connection, viewer: Viewer) -> ColumnElement[bool]:
    if viewer.buyer_id is None:
        return false()
    return OrderSlip.buyer_id.in_(parties.with_merged(connection, viewer.buyer_id))


def _relation(connection: Connection, viewer: Viewer, row: RowMapping) -> Relation:
    return parties.order_relation(connection, viewer, row["id"], row["buyer_id"])


def _views(
    connection: Connection, viewer: Viewer, rows: Sequence[RowMapping], search: OrderSearch | None
) -> list[OrderView]:
    """Orders with the fields that a viewer is shown; of a list (search) only what a list shows, found by what is shown."""
    mine = set(parties.with_merged(connection, viewer.buyer_id)) if viewer.buyer_id is not None else set()
    introduced = _introduced(connection, viewer)
    pairs = [(row["id"], row["buyer_id"]) for row in rows if row["id"] in introduced]
    named = parties.named_orders(connection, pairs) if pairs else set()
    readings = parties.readings(connection, [row["buyer_id"] for row in rows])
    found = []
    for row in rows:
        relation: Relation = (
            "own" if row["buyer_id"] in mine else "party" if row["id"] in named else "foreign"
        )
        view = _view(viewer, row, relation, row["id"] in introduced, readings)
        if view is None:
            continue
        if search is not None:
            if search.words and not _shows(view, search.words):
                continue
            view = _brief(view)
        found.append(view)
    return found


def _introduced(connection: Connection, viewer: Viewer) -> set[int]:
    """The orders for which the viewer's firm was introduced."""
    if viewer.supplier_id is None:
        return set()
    return set(connection.scalars(_for_which_introduced(connection, viewer.supplier_id)))


def _for_which_introduced(connection: Connection, supplier_id: int) -> Select[int]:
    mine = Introduction.supplier_id.in_(parties.with_merged(connection, supplier_id))
    return select(Introduction.order_id).where(mine, Introduction.state.in_(PARTIES))


def _view(
    viewer: Viewer, row: RowMapping, relation: Relation, introduced: bool, readings: Mapping[int, str]
) -> OrderView | None:
    """An order as the viewer sees it; None where it may not know of it. readings: of the buyers' names, by id.

    What stands open to all are open orders alone; who was introduced keeps seeing the order.
    """
    granted = access.extent(viewer, "order", "see", relation)
    is_on = is_open(row["state"], row["deadline"], date.today())
    if granted is None or (granted != "all" and not is_on and not introduced):
        return None
    may = shown_fields("order", granted, {})
    said = {
        key: value for key, value in field_values.shown("order", order_values_of(row)).items() if key in may
    }
    if "buyer" not in may and row["buyer"]:
        kana = readings.get(row["buyer_id"], "")
        said = {
            key: anonymous(row["buyer"], value, kana) if isinstance(value, str) and key != "number" else value
            for key, value in said.items()
        }
    buyer_id = row["buyer_id"] if "buyer" in may else None
    number = row["number"] or ""
    return OrderView(row["id"], number, row["changed_revision"], said, relation == "own", buyer_id, is_on)


def _shows(view: OrderView, words: str) -> bool:
    said = "\n".join(str(value) for value in view.fields.values())
    keyed = name_key(said)
    keys = ((word, name_key(word)) for word in words.split()[:10])
    return all(word in said or (key != "" and key in keyed) for word, key in keys)


def _brief(view: OrderView) -> OrderView:
    shown = {key: view.fields[key] for key in BRIEF if key in view.fields}
    return OrderView(view.id, view.number, view.version, shown, view.own, view.buyer_id, view.open)


def _seen(connection: Connection, viewer: Viewer, number: str) -> tuple[RowMapping, OrderView]:
    """The row and the view of an order. Raises NotFound where there is none that the viewer may see."""
    if not access.relations(viewer, "order"):
        access.demand(viewer, "order", "see")
    wanted = number.replace("\0", "").strip()
    statement = select(OrderSlip.__table__).where(OrderSlip.withdrawn.is_(False), OrderSlip.number == wanted)
    row = connection.execute(statement).mappings().one_or_none()
    if row is not None:
        relation = _relation(connection, viewer, row)
        readings = parties.readings(connection, [row["buyer_id"]])
        view = _view(viewer, row, relation, row["id"] in _introduced(connection, viewer), readings)
        if view is not None:
            return row, view
    raise NotFound("この案件はありません。案件番号を確かめてください。")


def _by_id(connection: Connection, viewer: Viewer, order_id: int) -> OrderView:
    row: Any = (
        connection.execute(select(OrderSlip.__table__).where(OrderSlip.id == order_id)).mappings().one()
    )
    readings = parties.readings(connection, [row["buyer_id"]])
    view = _view(viewer, row, _relation(connection, viewer, row), False, readings)
    if view is None:
        raise NotFound("この案件はありません。案件番号を確かめてください。")
    return view
