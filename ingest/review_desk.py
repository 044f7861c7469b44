"""What waits for a person's decision, for one viewer: firms that may be one, registers that differ, draft orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.shapes import draft_json, proposal_json
from ingest.surveys.confirming import Confirmed, confirm, confirmable
from matching.corporate import CorporateDatabase, StoredProposal
from matching.corporate.access import Viewer, demand
from matching.corporate.requests import RequestKey
from matching.errors import InputError, Stale


class ReviewDesk:
    """Reviews (確認待ち) and draft orders (下書き), as far as the viewer may see and decide them."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    def reviews(
        self, state: str | None = "open", after: int = 0, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """What is "open", "accepted" or "rejected" (None: all), oldest first, with what tells the firms apart.

        after, limit: only those of higher ids, so many at most.
        """
        demand(self._viewer, "review", "see")
        found = [one for one in self._db.proposals(state) if one.id > after][:limit]
        self._db.trail.seen(self._viewer, "review", state or "all", count=len(found))
        return self._told(found)

    def review(self, proposal_id: int) -> dict[str, Any]:
        """One of them. Raises NotFound."""
        demand(self._viewer, "review", "see")
        return self._told([self._db.proposal(proposal_id)])[0]

    def decide(self, proposal_id: int, accept: bool, request: RequestKey | None = None) -> dict[str, Any]:
        """Accept (two firms are one; the register is right) or reject; can be reopened. Raises NotFound, InputError."""
        demand(self._viewer, "review", "decide")
        with self._db.working(self._viewer, request) as work:
            told = {"id": proposal_id, "batch": work.writer.decide(proposal_id, accept)}
            work.note("accept" if accept else "reject", "review", proposal_id)
            work.answer(told)
        return told

    def reopen(self, proposal_id: int) -> None:
        """Take a decision back. Raises NotFound, InputError."""
        demand(self._viewer, "review", "decide")
        with self._db.working(self._viewer) as work:
            work.writer.reopen(proposal_id)
            work.note("reopen", "review", proposal_id)

    def take_back(self, ids: Sequence[int], accepted: bool) -> None:
        """Take back what the viewer has just decided (accepted or rejected): all or none, the last first.

        Raises NotFound, and Stale where another decision stands since.
        """
        demand(self._viewer, "review", "decide")
        state = "accepted" if accepted else "rejected"
        with self._db.working(self._viewer) as work:
            own = {one.id for one in self._db.proposals(state) if one.decided_by == self._viewer.key}
            if not own.issuperset(ids):
                raise Stale("ほかの人がそのあとに決め直しています。いまの決定を確かめてください。")
            for one in reversed(ids):  # an earlier one may not be taken back before those that build on it
                work.writer.reopen(one)
                work.note("reopen", "review", one)

    def accept_batch(self, batch: int, request: RequestKey | None = None) -> dict[str, list[int]]:
        """Accept the provisional links of a reading, all at once; those that cannot be one are left."""
        demand(self._viewer, "review", "decide")
        accepted, left = [], []
        with self._db.working(self._viewer, request) as work:
            linked = [one.id for one in self._db.proposals() if one.batch == batch and one.field == "linked"]
            for one in linked:
                try:
                    work.writer.decide(one, True)
                    accepted.append(one)
                except InputError:  # a third firm of that name, with another corporate number, came between
                    left.append(one)
            work.note("accept", "review", f"batch {batch}", accepted=len(accepted))
            told = {"accepted": accepted, "left": left}
            work.answer(told)
        return told

    def drafts(self) -> list[dict[str, Any]]:
        """Draft orders that buyers' answers made and that wait for a coordinator."""
        demand(self._viewer, "order", "change")
        return [draft_json(one) for one in self._db.drafts()]

    def confirm(self, wanted: Confirmed, request: RequestKey | None = None) -> dict[str, Any]:
        """Take drafts in, or withdraw them: all or none. Raises NotFound, InputError for an order that is no draft."""
        demand(self._viewer, "order", "change")
        with self._db.working(self._viewer, request) as work:
            orders, state = confirmable(self._db, wanted)
            confirm(work.writer, orders, wanted)
            for order in orders:
                work.note("confirm" if state == "受付" else "withdraw", "order", order.id)
            told = {"orders": [one.number for one in orders], "state": state}
            work.answer(told)
        return told

    def _told(self, found: list[StoredProposal]) -> list[dict[str, Any]]:
        ids = (one for each in found for one in (each.company_id, each.other_id) if one is not None)
        firms = self._db.firms_in_brief(ids)
        return [proposal_json(one, firms) | {"state": one.state} for one in found]
