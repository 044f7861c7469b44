"""`/v1/introductions`, `/v1/due`, buyers' consents to be named: from the first call to the deal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field, StrictBool, StrictInt, StrictStr

from matching.api.case_shapes import (
    Day,
    DuesShape,
    FirmId,
    IntroductionShape,
    IntroductionsShape,
    NamingShape,
    NamingsShape,
    Note,
    Ranking,
    Taken,
    ThingId,
    Yen,
)
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.corporate.case_rows import IntroductionView, plain
from matching.corporate.introduction_states import ACCEPTS, DECLINES, FIRST, REASONS, STATES
from matching.corporate.tables import LARGEST_ID

router = APIRouter(tags=["introductions"])

_CHANGES = described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503)
_MAKES = described(400, 401, 403, 404, 409, 413, 422, 500, 503)
_REASONS = "、".join(f"{key} {words}" for key, words in REASONS.items())


class Beginning(Taken):
    """打診・紹介のはじまり。"""

    order: Annotated[StrictStr, Field(min_length=1, max_length=200, description="案件番号")]
    supplier_id: FirmId
    state: Literal[FIRST] = Field("打診", description="打診から始めるか、すぐ紹介するか")  # type: ignore[valid-type]
    follow_up: Day | None = Field(None, description="次に連絡する日")
    note: Note = ""
    rank: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = Field(None, description="そのときの順位")
    ranking: Ranking = ""
    forced: StrictBool = Field(False, description="紹介を止めている企業を、note に理由を書いて進める")


class NextStep(Taken):
    """次の手続き。"""

    state: Literal[STATES]  # type: ignore[valid-type]
    reason: Literal[("", *REASONS)] = Field("", description=f"不成約では必ず。{_REASONS}")  # type: ignore[valid-type]
    note: Note = ""
    quote_yen: Yen | None = Field(None, description="見積金額（円）。見積か成約で")
    amount_yen: Yen | None = Field(None, description="成約金額（円）。成約だけ")
    follow_up: Day | None = Field(None, description="次に連絡する日。なければ空ける")
    forced: StrictBool = False


class CaseChange(Taken):
    """連絡する日、メモ、担当者。"""

    follow_up: Day | None = Field(None, description="次に連絡する日。null ならなくす")
    note: Note | None = None
    coordinator: Annotated[StrictStr, Field(max_length=40)] | None = Field(None, description="担当者の番号")


class FirmsAnswer(Taken):
    """受注企業の回答。"""

    answer: Literal[(ACCEPTS, DECLINES)]  # type: ignore[valid-type]
    note: Note = ""
    quote_yen: Yen | None = Field(None, description="見積金額（円）")


class NewNaming(Taken):
    """名前を出してよいという同意。"""

    order: Annotated[StrictStr, Field(min_length=1, max_length=200)] | None = Field(
        None, description="案件番号。省くとすべての案件"
    )
    given_on: Day | None = Field(None, description="同意の日。省くと今日")
    until: Day | None = Field(None, description="いつまで。省くと取り消すまで")
    note: Note = ""


def _answer(response: Response, view: IntroductionView) -> Any:
    etag(response, view.version)
    return plain(view)


@router.get(
    "/v1/introductions",
    summary="紹介を一覧する",
    description="新しい順。受注企業には自社の、発注企業には自社の案件で紹介された企業のものだけが出る。",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=IntroductionsShape,
)
def list_introductions(
    desk: CurrentDesk,
    after: After,
    order: Annotated[str | None, Query(min_length=1, max_length=200, description="案件番号")] = None,
    supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    state: Annotated[list[Literal[STATES]] | None, Query(max_length=6)] = None,  # type: ignore[valid-type]
    coordinator: Annotated[str, Query(max_length=40, description="担当者の番号")] = "",
    limit: Limit = 50,
) -> Any:
    """A page of introductions."""
    found = desk.cases.introductions(
        order=order,
        supplier_id=supplier_id,
        states=state or (),
        coordinator=coordinator,
        after=after or 0,
        limit=limit + 1,
    )
    more = cursor(found[limit - 1].id) if len(found) > limit else None
    return {"items": plain(found[:limit]), "next": more}


@router.post(
    "/v1/introductions",
    status_code=201,
    summary="企業に打診する、または紹介する",
    description="紹介を止めている企業は 409。理由を note に書いて forced を付けると進められる。案件の状態も進む（moved）。",
    responses=_MAKES,
    response_model=IntroductionShape,
)
def introduce(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[Beginning, Body()]
) -> Any:
    """Begin an introduction."""
    view = desk.cases.introduce(
        body.order,
        body.supplier_id,
        state=body.state,
        follow_up=body.follow_up,
        note=body.note,
        rank=body.rank,
        ranking=body.ranking,
        forced=body.forced,
        request=key,
    )
    response.headers["Location"] = f"/v1/introductions/{view.id}"
    return _answer(response, view)


@router.get(
    "/v1/introductions/{id}",
    summary="紹介を、手続きの記録と見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=IntroductionShape,
)
def one_introduction(desk: CurrentDesk, id: ThingId, request: Request, response: Response) -> Any:
    """An introduction."""
    view = desk.cases.introduction(id)
    return not_modified(view.version) if fresh(request, view.version) else _answer(response, view)


@router.patch(
    "/v1/introductions/{id}",
    summary="連絡する日、メモ、担当者を変える",
    description="If-Match が要る。",
    responses=_CHANGES,
    response_model=IntroductionShape,
)
def change_introduction(
    desk: CurrentDesk, id: ThingId, expected: IfMatch, response: Response, body: Annotated[CaseChange, Body()]
) -> Any:
    """Change an introduction."""
    told: dict[str, Any] = {"note": body.note, "coordinator": body.coordinator}
    if "follow_up" in body.model_fields_set:
        told["follow_up"] = body.follow_up
    else:
        shown = desk.cases.introduction(id)
        told["follow_up"] = shown.follow_up
    return _answer(response, desk.cases.change_introduction(id, expected=expected, **told))


@router.post(
    "/v1/introductions/{id}/steps",
    summary="紹介を次の状態に進める",
    description="If-Match が要る。進める先は next にある。",
    responses=_CHANGES,
    response_model=IntroductionShape,
)
def step(
    desk: CurrentDesk,
    key: CurrentKey,
    id: ThingId,
    expected: IfMatch,
    response: Response,
    body: Annotated[NextStep, Body()],
) -> Any:
    """Take the next step."""
    view = desk.cases.step(
        id,
        body.state,
        expected=expected,
        reason=body.reason,
        note=body.note,
        quote_yen=body.quote_yen,
        amount_yen=body.amount_yen,
        follow_up=body.follow_up,
        forced=body.forced,
        request=key,
    )
    return _answer(response, view)


@router.delete(
    "/v1/introductions/{id}/steps/last",
    summary="最後の手続きを取り消す",
    description="If-Match が要る。実績に入ったものも取り消される。案件の状態は戻らない。",
    responses=described(401, 403, 404, 409, 412, 422, 428, 500, 503),
    response_model=IntroductionShape,
)
def take_back(desk: CurrentDesk, id: ThingId, expected: IfMatch, response: Response) -> Any:
    """Undo the last step."""
    return _answer(response, desk.cases.take_back_step(id, expected=expected))


@router.post(
    "/v1/introductions/{id}/answer",
    summary="受注企業が、受けるか辞退するかを答える",
    responses=_MAKES,
    response_model=IntroductionShape,
)
def answer(
    desk: CurrentDesk, key: CurrentKey, id: ThingId, response: Response, body: Annotated[FirmsAnswer, Body()]
) -> Any:
    """The firm's own answer."""
    view = desk.cases.answer(id, body.answer, note=body.note, quote_yen=body.quote_yen, request=key)
    return _answer(response, view)


@router.get(
    "/v1/due",
    summary="やることを一覧する",
    description="連絡する日が来た紹介と、締切が近い案件。",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=DuesShape,
)
def due(
    desk: CurrentDesk,
    coordinator: Annotated[str, Query(max_length=40, description="担当者の番号。省くと全員")] = "",
    within_days: Annotated[int, Query(ge=0, le=365, description="締切まで何日以内を出すか")] = 14,
) -> Any:
    """What is due."""
    found = desk.cases.due(coordinator=coordinator, within_days=within_days)
    return {"items": plain(found)}


@router.get(
    "/v1/buyers/{id}/naming-consents",
    summary="発注企業の名前を出してよいという同意を見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=NamingsShape,
    tags=["consents"],
)
def namings(desk: CurrentDesk, id: ThingId) -> Any:
    """A buyer's consents."""
    return {"items": plain(desk.cases.naming_consents(id))}


@router.post(
    "/v1/buyers/{id}/naming-consents",
    status_code=201,
    summary="発注企業の名前を出してよいという同意を記録する",
    description="紹介された受注企業には、このあと発注企業の名前が見える。",
    responses=_MAKES,
    response_model=NamingShape,
    tags=["consents"],
)
def give_naming(desk: CurrentDesk, key: CurrentKey, id: ThingId, body: Annotated[NewNaming, Body()]) -> Any:
    """Record a consent."""
    told = (body.order, body.given_on, body.until, body.note)
    return plain(desk.cases.give_naming_consent(id, *told, request=key))


@router.delete(
    "/v1/naming-consents/{id}",
    status_code=204,
    summary="名前を出してよいという同意を取り消す",
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["consents"],
)
def withdraw_naming(desk: CurrentDesk, id: ThingId) -> None:
    """Take a consent back."""
    desk.cases.withdraw_naming_consent(id)
