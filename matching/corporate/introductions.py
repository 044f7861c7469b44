"""Introductions (紹介): from the first call to the deal, with every step on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, false, insert, or_, select, update

from matching.corporate import access, activities, due, opening, orders, statuses, suppliers
from matching.corporate.access import Relation, Verb, Viewer
from matching.corporate.activities import ActivityRow
from matching.corporate.case_rows import DueItem, IntroductionView, plain
from matching.corporate.case_tables import Introduction, IntroductionStep
from matching.corporate.introduction_states import (
    ACCEPTS,
    ASKED,
    DECLINES,
    FIRST,
    INTRODUCED,
    LIVE,
    PARTIES,
    STATES,
    WON,
    check_step,
    check_yen,
    order_state_after,
)
from matching.corporate.introduction_views import Row, relation_of, rows_of, views
from matching.corporate.parties import is_firm, with_merged
from matching.corporate.requests import RequestKey
from matching.corporate.rows import StoredOrder
from matching.corporate.states import CLOSED, DRAFT, NOT_OPEN
from matching.corporate.tables import LARGEST_ID, OrderSlip
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import Conflict, InputError, NotFound, Stale


class Introductions:
    """Introductions, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, viewer: Viewer, introduction_id: int) -> IntroductionView:
        """One introduction with its steps, as far as the viewer may see it. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            row = _found(connection, viewer, introduction_id, "see")
            access.demand(viewer, "introduction", "see", _relation(connection, viewer, row))
            return views(connection, viewer, [row], steps=True)[0]

    def listed(
        self,
        viewer: Viewer,
        *,
        order: int | str | None = None,
        supplier_id: int | None = None,
        states: Sequence[str] = (),
        coordinator: str = "",
        after: int = 0,
        limit: int = 50,
    ) -> list[IntroductionView]:
        """Introductions that the viewer may see, newest first; `after`: only those with a smaller id.

        order: of one order; coordinator: of one person (its key). Raises InputError for an unknown state.
        """
        if unknown := [one for one in states if one not in STATES]:
            raise InputError(
                f"「{unknown[0]}」という状態はありません。次から選んでください: {'、'.join(STATES)}"
            )
        with opening.reading(self._engine) as connection:
            which = [_visible(connection, viewer)]
            if order is not None:
                which.append(_of_order(connection, viewer, order))
            if supplier_id is not None:
                which.append(Introduction.supplier_id.in_(with_merged(connection, supplier_id)))
            if states:
                which.append(Introduction.state.in_(list(states)))
            if coordinator:
                which.append(Introduction.coordinator == clean(coordinator))
            if after:
                which.append(Introduction.id < min(after, LARGEST_ID))
            return views(connection, viewer, rows_of(connection, and_(*which), limit))

    def due(
        self,
        viewer: Viewer,
        today: date | None = None,
        coordinator: str = "",
        within_days: int = 14,
        planned_days: int = 0,
    ) -> list[DueItem]:
        """What is to be done; see due.due."""
        with opening.reading(self._engine) as connection:
            return due.due(connection, viewer, today, coordinator, within_days, planned_days=planned_days)

    def barred(self, viewer: Viewer, order: int | str, suppliers: Sequence[int]) -> dict[int, str]:
        """Which of some suppliers may be introduced for an order only against a state of theirs -> that state in words."""
        access.demand(viewer, "introduction", "make")
        with opening.reading(self._engine) as connection:
            return _barred(connection, orders.order(connection, order), suppliers, date.today())

    # Writing

    def begin(
        self,
        viewer: Viewer,
        order: int | str,
        supplier_id: int,
        *,
        state: str = ASKED,
        follow_up: date | None = None,
        note: str = "",
        rank: int | None = None,
        ranking: str = "",
        forced: bool = False,
        today: date | None = None,
        request: RequestKey | None = None,
    ) -> IntroductionView:
        """Ask a firm for an order (打診), or introduce it at once (紹介).

        rank, ranking: where it stood in which recorded ranking. Raises NotFound; Conflict where one was begun already, where the order
        is closed, and for a firm that may not be introduced to this buyer today, unless `forced` with a note.
        """
        access.demand(viewer, "introduction", "make")
        if state not in FIRST:
            raise InputError(f"はじめの状態は {'か'.join(FIRST)} です。")
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            stored = orders.order(connection, order)
            supplier_id = suppliers.supplier_id(connection, supplier_id)
            if stored.state in (DRAFT, *CLOSED):
                raise Conflict(f"案件 {stored.number} は「{stored.state}」のため、紹介を始められません。")
            firms = Introduction.supplier_id.in_(with_merged(connection, supplier_id))
            known = select(Introduction.id).where(Introduction.order_id == stored.id, firms)
            if (there := connection.scalar(known)) is not None:
                raise Conflict(f"この企業への打診・紹介は、すでに始まっています(紹介 {there})。")
            _may_be_introduced(connection, stored, supplier_id, forced, note, today)
            values = {
                "order_id": stored.id,
                "supplier_id": supplier_id,
                "state": state,
                "coordinator": viewer.key,
                "follow_up": follow_up,
                "note": clean(note),
                "rank": rank,
                "ranking": clean(ranking),
                "made_at": datetime.now(UTC),
                "version": 1,
                **dict.fromkeys(("reason", "answer", "answer_note"), ""),
                **dict.fromkeys(("quote_yen", "amount_yen")),
            }
            result = connection.execute(insert(Introduction).values(**values))
            number = int(result.inserted_primary_key[0])  # type: ignore[index]
            moved = self._on_record(work, _row(connection, number), "", state, note, "", today)
            work.note("introduce", "introduction", number, state=state, forced=forced)
            view = views(connection, viewer, [_row(connection, number)], steps=True, moved=moved)[0]
            work.answer(plain(view))
            return view

    def step(
        self,
        viewer: Viewer,
        introduction_id: int,
        state: str,
        *,
        expected: int | None = None,
        reason: str = "",
        note: str = "",
        quote_yen: int | None = None,
        amount_yen: int | None = None,
        follow_up: date | None = None,
        forced: bool = False,
        today: date | None = None,
        request: RequestKey | None = None,
    ) -> IntroductionView:
        """Take an introduction to its next state (see introduction_states.STEPS).

        reason: a code of REASONS, required for 不成約. amount_yen: of 成約 alone; quote_yen: of 見積. follow_up: the next day to follow
        up (None: none any more). Raises InputError for a step that there isn't, Conflict as `begin` and where the order is closed or gone
        (then 不成約 and 取下げ alone are left), Stale, NotFound.
        """
        access.demand(viewer, "introduction", "change")
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            row = self._changeable(work, introduction_id, expected)
            access.demand(viewer, "introduction", "make")  # a firm answers; it doesn't take steps
            check_step(row.state, state, reason, quote_yen, amount_yen)
            stored = _order_of(connection, row)
            _must_run(row, stored, state)
            if stored is not None and state in FIRST:
                _may_be_introduced(connection, stored, row.supplier_id, forced, note, today)
            values: dict[str, Any] = {"state": state, "reason": reason, "follow_up": follow_up}
            if quote_yen is not None:
                values["quote_yen"] = quote_yen
            values["amount_yen"] = amount_yen if state == WON else None
            _change(connection, row, values)
            moved = self._on_record(work, row, row.state, state, note, reason, today, amount_yen)
            work.note("introduce", "introduction", row.id, before=row.state, state=state, forced=forced)
            view = views(connection, viewer, [_row(connection, row.id)], steps=True, moved=moved)[0]
            work.answer(plain(view))
            return view

    def change(
        self,
        viewer: Viewer,
        introduction_id: int,
        *,
        expected: int | None = None,
        follow_up: date | None = None,
        note: str | None = None,
        coordinator: str | None = None,
    ) -> IntroductionView:
        """Set the day to follow up (None: none), the note and who is in charge (None: as they are). Raises Stale, NotFound."""
        access.demand(viewer, "introduction", "make")
        with working(self._engine, viewer) as work:
            row = self._changeable(work, introduction_id, expected)
            values: dict[str, Any] = {"follow_up": follow_up}
            values |= {"note": clean(note)} if note is not None else {}
            values |= {"coordinator": clean(coordinator)} if coordinator else {}
            _change(work.connection, row, values)
            work.note("change", "introduction", row.id)
            return views(work.connection, viewer, [_row(work.connection, row.id)], steps=True)[0]

    def answer(
        self,
        viewer: Viewer,
        introduction_id: int,
        answer: str,
        *,
        note: str = "",
        quote_yen: int | None = None,
        expected: int | None = None,
        request: RequestKey | None = None,
    ) -> IntroductionView:
        """What the firm itself says: it takes the enquiry (受ける, with its price or without) or declines (辞退).

        The state stays the coordinator's to set; the answer makes the introduction due today. Raises InputError, Conflict where the
        introduction is over, Stale, NotFound.
        """
        if answer not in (ACCEPTS, DECLINES):
            raise InputError(f"回答は {ACCEPTS} か {DECLINES} から選んでください。")
        check_yen(quote_yen)
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            row = self._changeable(work, introduction_id, expected)
            if row.state not in LIVE:
                raise Conflict(f"この紹介は「{row.state}」で終わっているため、回答できません。")
            values: dict[str, Any] = {"answer": answer, "answer_note": clean(note), "follow_up": date.today()}
            values |= {"quote_yen": quote_yen} if quote_yen is not None else {}
            _change(connection, row, values)
            _add_step(work, row, row.state, row.state, clean(note), "", None, answer=answer)
            work.note("answer", "introduction", row.id, answer=answer)
            view = views(connection, viewer, [_row(connection, row.id)], steps=True)[0]
            work.answer(plain(view))
            return view

    def take_back(
        self, viewer: Viewer, introduction_id: int, *, expected: int | None = None
    ) -> IntroductionView:
        """Undo the last step: what was before it stands again, and what it put among the things done is taken off.

        The order's own state stays. Raises Conflict where there is no step to undo, Stale, NotFound.
        """
        access.demand(viewer, "introduction", "remove")
        with working(self._engine, viewer) as work:
            connection = work.connection
            row = self._changeable(work, introduction_id, expected)
            steps = _standing_steps(connection, row.id)
            last = next((one for one in steps if one.before != one.state), None)
            if last is None or not last.before:
                raise Conflict(
                    "取り消せる手続きがありません。始めたこと自体をやめるには「取下げ」にしてください。"
                )
            connection.execute(
                update(IntroductionStep).where(IntroductionStep.id == last.id).values(undone=True)
            )
            if last.activity_id is not None:
                work.writer.withdraw_activity(last.activity_id)
            _change(connection, row, _before(last, steps))
            work.note("take-back", "introduction", row.id, before=row.state, state=last.before)
            return views(connection, viewer, [_row(connection, row.id)], steps=True)[0]

    def _changeable(self, work: Work, introduction_id: int, expected: int | None) -> Row:
        row = _found(work.connection, work.viewer, introduction_id, "change")
        relation = _relation(work.connection, work.viewer, row)
        access.demand(work.viewer, "introduction", "change", relation)
        if expected is not None and expected != row.version:
            raise Stale("この紹介は、ほかの人が先に変更しました。読み直してから、もう一度行ってください。")
        return row

    def _on_record(
        self,
        work: Work,
        row: Row,
        before: str,
        state: str,
        note: str,
        reason: str,
        today: date | None,
        amount_yen: int | None = None,
    ) -> str:
        """The step into the history, the thing done among the 実績, the order to its state; says what became of the order."""
        stored = _order_of(work.connection, row)
        activity = None
        kind = {INTRODUCED: activities.INTRODUCTION, WON: activities.CONTRACT}.get(state)
        if stored is not None and kind is not None and not _counted(work.connection, row.id, state):
            done = ActivityRow(
                kind=kind,
                done_on=today or date.today(),
                coordinator=row.coordinator or work.viewer.key,
                company_id=row.supplier_id,
                company=row.supplier,
                industry=work.writer.profile_texts(row.supplier_id).get("industry", ""),
                buyer_id=stored.buyer_id,
                buyer=stored.buyer_name,
                order_id=stored.id,
                amount_yen=amount_yen if kind == activities.CONTRACT else None,
            )
            activity = work.writer.add_activity(done)
        _add_step(work, row, before, state, clean(note), reason, activity)
        if stored is None or (after := order_state_after(stored.state, state)) == stored.state:
            return ""
        work.writer.move_order(stored.id, after, work.viewer.key)
        return f"案件 {stored.number} を「{stored.state}」から「{after}」に進めました。"


def _visible(connection: Connection, viewer: Viewer) -> ColumnElement[bool]:
    """What narrows a list to what the viewer may see."""
    granted = access.relations(viewer, "introduction")
    if not granted:
        access.demand(viewer, "introduction", "see")
    if "foreign" in granted:
        return Introduction.id > 0
    mine: ColumnElement[bool] = false()
    if viewer.supplier_id is not None:
        mine = or_(mine, Introduction.supplier_id.in_(with_merged(connection, viewer.supplier_id)))
    if viewer.buyer_id is not None:
        of_buyer = OrderSlip.buyer_id.in_(with_merged(connection, viewer.buyer_id))
        mine = or_(mine, of_buyer & Introduction.state.in_(PARTIES))
    return mine


def _relation(connection: Connection, viewer: Viewer, row: Row) -> Relation:
    return relation_of(
        row,
        supplier=is_firm(connection, viewer.supplier_id, row.supplier_id),
        buyer=is_firm(connection, viewer.buyer_id, row.buyer_id),
    )


def _of_order(connection: Connection, viewer: Viewer, order: int | str) -> ColumnElement[bool]:
    """Introductions of an order. Of one that isn't there who sees only its own hears no more than of one without any."""
    try:
        return Introduction.order_id == orders.order(connection, order).id
    except NotFound:
        if access.extent(viewer, "introduction", "see", "foreign") is not None:
            raise
        return false()


def _row(connection: Connection, introduction_id: int) -> Row:
    return rows_of(connection, Introduction.id == introduction_id, 1)[0]


def _found(connection: Connection, viewer: Viewer, introduction_id: int, verb: Verb) -> Row:
    """An introduction that somebody asks for by its number; of none it is told what is told of another's."""
    there = 0 < introduction_id <= LARGEST_ID
    found = rows_of(connection, Introduction.id == introduction_id, 1) if there else []
    if not found:
        access.demand_absent(viewer, "introduction", verb)
        raise NotFound(f"紹介 {introduction_id} はありません。")
    return found[0]


def _order_of(connection: Connection, row: Row) -> StoredOrder | None:
    """The order of an introduction; None where its file was taken back since."""
    return next(orders.orders(connection, [row.order_id], None), None)


def _must_run(row: Row, order: StoredOrder | None, state: str) -> None:
    """Whether an introduction's order lets a step be. Raises Conflict."""
    if state not in LIVE and state != WON:
        return  # what runs is ended whatever became of the order
    if order is None:
        raise Conflict(
            f"案件「{row.title}」の登録が取り消されているため、「{state}」には進められません。「取下げ」か「不成約」にしてください。"
        )
    # A second firm's deal, or one put right, comes after the order's own 成約.
    over = state in FIRST and order.state in (DRAFT, *CLOSED)
    if over or (state == WON and order.state in NOT_OPEN and order.state != WON):
        raise Conflict(f"案件 {order.number} は「{order.state}」のため、「{state}」には進められません。")


def _standing_steps(connection: Connection, introduction_id: int) -> Sequence[Any]:
    """The steps and answers that weren't taken back, newest first."""
    stands = (IntroductionStep.introduction_id == introduction_id) & IntroductionStep.undone.is_(False)
    steps = select(IntroductionStep.__table__).where(stands).order_by(IntroductionStep.id.desc())
    return connection.execute(steps).all()


def _before(last: Any, steps: Sequence[Any]) -> dict[str, Any]:
    """What stood before the last step; steps: newest first. What the firm itself has answered since stays."""
    to_it = (one.reason for one in steps if one.id < last.id and one.state == last.before != one.before)
    values = {"state": last.before, "reason": next(to_it, ""), "amount_yen": None}
    if all(one.id <= last.id for one in steps):
        values |= {"follow_up": last.follow_up_before, "quote_yen": last.quote_yen_before}
    return values


def _may_be_introduced(
    connection: Connection, order: StoredOrder, supplier_id: int, forced: bool, note: str, today: date | None
) -> None:
    reason = _barred(connection, order, [supplier_id], today or date.today()).get(supplier_id, "")
    if reason and not (forced and clean(note).strip()):
        raise Conflict(
            f"この企業は紹介できません：{reason}。それでも進めるときは、「紹介を止めている企業だが、メモに理由を書いて進める」を選び、理由をメモに書いてください。"
        )


def _barred(connection: Connection, order: StoredOrder, firms: Sequence[int], today: date) -> dict[int, str]:
    each = {firm: with_merged(connection, firm) for firm in firms}
    asked = [one for merged in each.values() for one in merged]
    states = statuses.unavailable(connection, today, order.buyer_id, asked)
    found = {firm: [states[one] for one in merged if one in states] for firm, merged in each.items()}
    return {firm: reasons[0] for firm, reasons in found.items() if reasons}


def _change(connection: Connection, row: Row, values: dict[str, Any]) -> None:
    statement = update(Introduction).where(Introduction.id == row.id)
    connection.execute(statement.values(version=Introduction.version + 1, **values))


def _counted(connection: Connection, introduction_id: int, state: str) -> bool:
    stands = (IntroductionStep.state == state) & IntroductionStep.undone.is_(False)
    of_row = (IntroductionStep.introduction_id == introduction_id) & IntroductionStep.activity_id.is_not(None)
    return connection.scalar(select(IntroductionStep.id).where(of_row, stands).limit(1)) is not None


def _add_step(
    work: Work,
    row: Row,
    before: str,
    state: str,
    note: str,
    reason: str,
    activity: int | None,
    answer: str = "",
) -> None:
    work.connection.execute(
        insert(IntroductionStep).values(
            introduction_id=row.id,
            before=before,
            state=state,
            reason=answer or reason,
            note=note,
            person=work.viewer.key,
            at=datetime.now(UTC),
            activity_id=activity,
            undone=False,
            follow_up_before=row.follow_up if before else None,
            quote_yen_before=row.quote_yen if before else None,
        )
    )
