"""What is due: introductions to follow up, orders whose deadline is near."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, select

from matching.corporate import access
from matching.corporate.access import Viewer
from matching.corporate.account_tables import Person
from matching.corporate.accounts import user_of
from matching.corporate.case_rows import DueItem
from matching.corporate.case_tables import Introduction
from matching.corporate.introduction_states import LIVE
from matching.corporate.introduction_views import rows_of, views
from matching.corporate.states import CLOSED, DRAFT
from matching.corporate.tables import OrderSlip

LIMIT = 200


def due(
    connection: Connection,
    viewer: Viewer,
    today: date | None = None,
    coordinator: str = "",
    within_days: int = 14,
    limit: int = LIMIT,
    planned_days: int = 0,
) -> list[DueItem]:
    """What is to be done: introductions whose follow-up day has come (or comes within `planned_days`), open orders whose deadline is near; by day.

    coordinator: a person's key ("" for all); an order is a person's whose key or name stands as its 受付者. within_days: how near a
    deadline is. limit: of follow-ups and of deadlines, and of all together.
    """
    access.demand(viewer, "introduction", "see")
    day = today or date.today()
    which = Introduction.state.in_(LIVE) & (Introduction.follow_up <= day + timedelta(days=planned_days))
    which &= OrderSlip.withdrawn.is_(False)
    if coordinator:
        which &= Introduction.coordinator == coordinator
    rows = rows_of(connection, which, limit, by=Introduction.follow_up)
    found = [
        DueItem(
            "連絡", one.follow_up or day, (one.follow_up or day) < day, one.coordinator, one.order, one.title,
            one.state, one.supplier_id, one.supplier, one.id,
        )
        for one in views(connection, viewer, rows)
    ]  # fmt: skip
    columns = (OrderSlip.deadline, OrderSlip.owner, OrderSlip.number, OrderSlip.item, OrderSlip.processes)
    near = OrderSlip.deadline.between(day - timedelta(days=30), day + timedelta(days=within_days))
    running = OrderSlip.state.not_in((*CLOSED, DRAFT)) & OrderSlip.withdrawn.is_(False)
    statement = select(*columns, OrderSlip.state).where(near, running)
    if coordinator:
        statement = statement.where(OrderSlip.owner.in_(_called(connection, coordinator)))
    found += [
        DueItem("締切", deadline, deadline < day, owner, number or "", item or processes, state)
        for deadline, owner, number, item, processes, state in connection.execute(
            statement.order_by(OrderSlip.deadline, OrderSlip.id).limit(limit)
        )
        if deadline is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.kind, one.order, one.supplier_id or 0))[:limit]


def _called(connection: Connection, key: str) -> set[str]:
    """What stands for a person as an order's 受付者: its key, and its name as files write it."""
    name = connection.scalar(select(Person.name).where(Person.user_id == user_of(key)))
    return {key, name} if name else {key}
