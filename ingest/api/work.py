"""`/v1/reviews` and `/v1/drafts`: what waits for a person's decision."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query

from ingest.api.common import CurrentSurveyDesk, Number
from ingest.api.shapes import (
    ConfirmBody,
    ConfirmedShape,
    DecidedShape,
    DecisionBody,
    LinksShape,
    ObjectsShape,
    PageShape,
)
from ingest.surveys.confirming import Confirmed
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentKey

router = APIRouter(tags=["reviews"])


@router.get(
    "/v1/reviews",
    summary="確認待ち(同じ企業かもしれないもの、公的な名簿と違うもの)を一覧する",
    responses=described(401, 403, 422, 500, 503),
)
def list_reviews(
    desk: CurrentSurveyDesk,
    after: After,
    state: Annotated[
        Literal["open", "accepted", "rejected"], Query(description="open: 待っているもの。ほかは決まったもの")
    ] = "open",
    limit: Limit = 50,
) -> PageShape:
    """A page of what waits, or was decided."""
    found = desk.work.reviews(state, after or 0, limit + 1)
    following = cursor(found[limit - 1]["id"]) if len(found) > limit else None
    return PageShape(items=found[:limit], next=following)


@router.put(
    "/v1/reviews/{id}/decision",
    summary="確認待ちを決める",
    description="取り消すには DELETE。決まっているものには 422。",
    responses=described(400, 401, 403, 404, 422, 500, 503),
)
def decide(desk: CurrentSurveyDesk, id: Number, decision: Annotated[DecisionBody, Body()]) -> DecidedShape:
    """Accept or reject."""
    return DecidedShape.model_validate(desk.work.decide(id, decision.accept))


@router.delete(
    "/v1/reviews/{id}/decision",
    status_code=204,
    summary="決めたことを取り消して、確認待ちに戻す",
    responses=described(401, 403, 404, 422, 500, 503),
)
def reopen(desk: CurrentSurveyDesk, id: Number) -> None:
    """Take a decision back."""
    desk.work.reopen(id)


@router.post(
    "/v1/batches/{id}/links",
    summary="この取込の、名称と所在地が同じ企業をすべて1社と認める",
    responses=described(401, 403, 404, 409, 422, 500, 503),
)
def accept_links(desk: CurrentSurveyDesk, id: Number, key: CurrentKey) -> LinksShape:
    """Accept all provisional links of a reading."""
    return LinksShape.model_validate(desk.work.accept_batch(id, key))


@router.get(
    "/v1/drafts",
    summary="発注企業の回答からできた、下書きの案件を一覧する",
    responses=described(401, 403, 404, 500, 503),
)
def list_drafts(desk: CurrentSurveyDesk) -> ObjectsShape:
    """Draft orders."""
    return ObjectsShape(items=desk.work.drafts())


@router.post(
    "/v1/drafts/decisions",
    summary="下書きの案件を受付にする、または取り下げる",
    description="1件でも下書きでないものがあれば、何も変えずに 422。",
    responses=described(400, 401, 403, 404, 409, 422, 500, 503),
)
def confirm(
    desk: CurrentSurveyDesk, decision: Annotated[ConfirmBody, Body()], key: CurrentKey
) -> ConfirmedShape:
    """Take in or withdraw."""
    wanted = Confirmed(tuple(decision.orders), decision.reject, decision.owner, decision.note)
    return ConfirmedShape.model_validate(desk.work.confirm(wanted, key))
