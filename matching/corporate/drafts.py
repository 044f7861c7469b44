"""Draft orders (下書き): what buyers answered of their plans, each with the response that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from matching.corporate.orders import orders
from matching.corporate.rows import StoredOrder
from matching.corporate.side_tables import Survey, SurveyResponse
from matching.corporate.states import DRAFT, WITHDRAWN
from matching.corporate.tables import LARGEST_ID, Batch, BatchRow, OrderSlip, OrderState
from matching.errors import InputError


def must_not_be_confirmed(connection: Connection, batch_id: int) -> None:
    """Raises InputError where orders that a batch made as drafts have been confirmed and were not withdrawn since."""
    if batch_id > LARGEST_ID:
        return
    made = select(BatchRow.order_id).where(BatchRow.batch_id == batch_id, BatchRow.outcome == "accepted")
    confirmed = select(OrderState.order_id).where(OrderState.before == DRAFT)
    statement = select(OrderSlip.number, OrderSlip.state).where(
        OrderSlip.id.in_(made), OrderSlip.id.in_(confirmed), OrderSlip.withdrawn.is_(False)
    )
    found = connection.execute(statement.where(OrderSlip.state != WITHDRAWN).order_by(OrderSlip.id)).all()
    if found:
        listed = "、".join(f"{number}({state})" for number, state in found)
        raise InputError(
            f"取込 {batch_id} の回答から作った案件 {listed} は、すでに確認されています。"
            "先にその案件を取り下げてください。何も取り消していません。"
        )


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """A draft and where it comes from; response_id is None (and the rest blank) for one that no survey made."""

    order: StoredOrder
    response_id: int | None = None
    survey: str = ""
    answered_on: date | None = None
    file: str = ""
    sheet: str = ""
    row: int = 0


def drafts(connection: Connection) -> list[DraftOrder]:
    """The drafts that wait for a person, oldest first."""
    ids = list(connection.scalars(select(OrderSlip.id).where(OrderSlip.state == DRAFT)))
    columns = (
        BatchRow.order_id, SurveyResponse.id, Survey.title, SurveyResponse.answered_on, Batch.file, BatchRow.sheet,
        BatchRow.row,
    )  # fmt: skip
    same_row = and_(
        SurveyResponse.batch_id == BatchRow.batch_id,
        SurveyResponse.sheet == BatchRow.sheet,
        SurveyResponse.row == BatchRow.row,
    )
    statement = (
        select(*columns)
        .join(SurveyResponse, same_row)
        .join(Survey, Survey.id == SurveyResponse.survey_id)
        .join(Batch, Batch.id == BatchRow.batch_id)
        .where(BatchRow.order_id.is_not(None), Batch.undone_at.is_(None))
        .order_by(BatchRow.id)
    )
    found = {one.id: DraftOrder(one) for one in orders(connection, ids, None)}
    for order_id, response, survey, answered_on, file, sheet, row in connection.execute(statement):
        if order_id in found:
            found[order_id] = DraftOrder(
                found[order_id].order, response, survey, answered_on, file, sheet, row
            )
    return list(found.values())
