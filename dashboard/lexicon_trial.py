"""What a word would change, worked out as long work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.wording import lexicon as wording
from matching.corporate import access
from matching.corporate.jobs import Job
from matching.desk import Desk
from matching.jobs import Progress


def begin(desk: Desk, form: str, concept: str, *, everyday: bool) -> Job:
    """Begin to work out which orders' first firms a word would move."""

    def work(told: Progress) -> Mapping[str, Any]:
        moved = desk.lexicon.preview(
            form, concept, everyday=everyday, told=lambda done: told(done, wording.share(done))
        )
        rows = [(one.order, one.title, one.entering, one.leaving) for one in moved if one.moved]
        return {"tried": len(moved), "moved": rows}

    return desk.jobs.begin(wording.PREVIEW_KIND, work)


def rows(moved: Sequence[Sequence[Any]], names: Mapping[int, str]) -> list[tuple[str, str, str, str]]:
    """The orders that would move, as rows; firms by name."""
    return [
        (order, title, _firms(entering, names) or wording.ORDER_ONLY, _firms(leaving, names))
        for order, title, entering, leaving in moved
    ]


def names(desk: Desk, moved: Sequence[Sequence[Any]]) -> dict[int, str]:
    """The names of all firms that come in or go out; nothing for who may not see firms."""
    if access.extent(desk.viewer, "supplier", "see") is None:
        return {}
    ids = {one for _, _, entering, leaving in moved for one in (*entering, *leaving)}
    return {supplier.id: supplier.name for supplier in desk.db.suppliers(sorted(ids))}


def _firms(ids: Sequence[int], names: Mapping[int, str]) -> str:
    return "、".join(names.get(one, "") or f"No.{one}" for one in ids)
