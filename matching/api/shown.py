"""Records of the façade -> the JSON of matching/api/shapes.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from matching.api.paging import cursor
from matching.corporate import Fact, StateChange
from matching.corporate.firm_views import FirmPage
from matching.corporate.firm_views import view_json as firm_json
from matching.corporate.jobs import Job
from matching.corporate.order_views import OrderPage
from matching.corporate.order_views import view_json as order_json


def firms_json(page: FirmPage) -> dict[str, Any]:
    """A page of firms."""
    items = [firm_json(one) for one in page.firms]
    return {"items": items, "total": page.total, "next": following(page.next)}


def orders_json(page: OrderPage) -> dict[str, Any]:
    """A page of orders."""
    return {"items": [order_json(one) for one in page.orders], "next": following(page.next)}


def following(last: int | None) -> str | None:
    """The `next` of a page."""
    return cursor(last) if last is not None else None


def fact_json(fact: Fact) -> dict[str, Any]:
    """One value as it was said."""
    keys = ("field", "value", "file", "sheet", "cell", "person", "stands")
    return {key: getattr(fact, key) for key in keys} | {"recorded_at": _moment(fact.recorded_at)}


def steps_json(steps: Iterable[StateChange]) -> list[dict[str, Any]]:
    """The steps of an order."""
    return [
        {"before": s.before, "state": s.state, "person": s.person, "note": s.note, "at": _moment(s.at)}
        for s in steps
    ]


def job_json(job: Job) -> dict[str, Any]:
    """One piece of long work."""
    return {
        "id": job.id,
        "kind": job.kind,
        "owner": job.owner,
        "state": job.state,
        "progress": job.progress,
        "message": job.message,
        "result": dict(job.result) if job.result is not None else None,
        "stopping": job.stopping,
        "version": job.version,
        "made_at": _moment(job.made_at),
        "ended_at": _moment(job.ended_at) if job.ended_at else None,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
