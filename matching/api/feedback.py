"""`/v1/feedback`, `/v1/quality`: what people think of ranked firms, and how good the rankings are by that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field, StrictBool, StrictStr

from matching.api.case_shapes import (
    Day,
    FeedbackShape,
    FeedbacksShape,
    FirmId,
    Note,
    QualityShape,
    Taken,
    ThingId,
)
from matching.api.headers import etag
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.corporate.case_rows import plain
from matching.corporate.feedback import REASONS
from matching.errors import InputError

router = APIRouter(tags=["feedback"])

_REASONS = "、".join(f"{key} {words}" for key, words in REASONS.items())


class NewFeedback(Taken):
    """順位の中の企業への評価。"""

    ranking: Annotated[StrictStr, Field(min_length=1, max_length=64, description="順位の記録の番号")]
    supplier_id: FirmId
    suitable: StrictBool = Field(description="true なら合う、false なら合わない")
    reason: Literal[("", *REASONS)] = Field("", description=_REASONS)  # type: ignore[valid-type]
    note: Note = ""


@router.get(
    "/v1/feedback",
    summary="評価を一覧する",
    description="新しい順。",
    responses=described(401, 403, 422, 500, 503),
    response_model=FeedbacksShape,
)
def list_feedback(
    desk: CurrentDesk,
    after: After,
    ranking: Annotated[str | None, Query(max_length=64, description="順位の記録の番号")] = None,
    limit: Limit = 50,
) -> Any:
    """A page of feedback."""
    found = desk.cases.feedback(ranking, after or 0, limit + 1)
    more = cursor(found[limit - 1].id) if len(found) > limit else None
    return {"items": plain(found[:limit]), "next": more}


@router.post(
    "/v1/feedback",
    summary="順位の中の企業が合うか合わないかを記録する",
    description="同じ順位の同じ企業にもう一度送ると、前の評価が置き換わる。",
    responses=described(400, 401, 403, 404, 409, 413, 422, 500, 503),
    response_model=FeedbackShape,
)
def give_feedback(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[NewFeedback, Body()]
) -> Any:
    """Record a word."""
    told = (body.ranking, body.supplier_id, body.suitable)
    view = desk.cases.give_feedback(*told, reason=body.reason, note=body.note, request=key)
    etag(response, view.version)
    return plain(view)


@router.delete(
    "/v1/feedback/{id}",
    status_code=204,
    summary="自分の評価を取り消す",
    responses=described(401, 403, 404, 422, 500, 503),
)
def remove_feedback(desk: CurrentDesk, id: ThingId) -> None:
    """Take a word back."""
    desk.cases.remove_feedback(id)


@router.get(
    "/v1/quality",
    summary="順位の良さを、評価と紹介の結果から見る",
    description="省くと、今日までの 90 日間。",
    responses=described(401, 403, 422, 500, 503),
    response_model=QualityShape,
)
def quality(
    desk: CurrentDesk,
    first: Annotated[Day | None, Query(alias="from", description="この日から")] = None,
    last: Annotated[Day | None, Query(alias="to", description="この日まで")] = None,
) -> Any:
    """Figures of quality."""
    until = last or date.today()
    since = first or max(until, date(1, 4, 1)) - timedelta(days=90)
    if since > until:
        raise InputError("from が to より後の日になっています。")
    return plain(desk.cases.quality(since, until))
