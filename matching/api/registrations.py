"""`/v1/registrations`, confirmations: what firms want published, and that it still holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from matching.api.case_shapes import (
    ConfirmationShape,
    ConfirmationsShape,
    DifferencesShape,
    DraftShape,
    DraftsShape,
    FirmId,
    Note,
    PreviewShape,
    Taken,
    ThingId,
)
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.corporate import confirmations
from matching.corporate.case_rows import DraftView, plain
from matching.corporate.draft_states import STATES
from matching.corporate.profile_checks import FORM_FIELDS, LONGEST
from matching.corporate.registrations import SOURCES

router = APIRouter(tags=["registrations"])

_CHANGES = described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503)
_MAKES = described(400, 401, 403, 404, 409, 413, 422, 500, 503)
Words = Annotated[StrictStr, Field(max_length=2 * LONGEST)]
Values = Annotated[
    dict[Literal[FORM_FIELDS], Words],  # type: ignore[valid-type]
    Field(
        description="項目と言葉。空の文字は、その項目を消す",
        examples=[{"name": "架空旋盤工業", "prefecture": "茨城県", "processes": "NC旋盤による旋削加工"}],
    ),
]


class NewDraft(Taken):
    """登録・変更の内容。"""

    company_id: FirmId | None = Field(None, description="企業の番号。省くと新しい企業")
    source: Literal[SOURCES] = Field("Web", description="受け取り方")  # type: ignore[valid-type]
    values: Values


class DraftChange(Taken):
    """変える項目。"""

    values: Values


class Returned(Taken):
    """差し戻し。"""

    note: Annotated[
        StrictStr, Field(min_length=1, max_length=4_000, description="企業に見える、直してほしいこと")
    ]


class Accepted(Taken):
    """承認。"""

    corrections: dict[Literal[FORM_FIELDS], Words] = Field(  # type: ignore[valid-type]
        default_factory=dict, description="直して承認する項目。企業に見える"
    )
    note: Note = ""
    onto: FirmId | None = Field(
        None,
        description="新しい企業の申請が登録済みの企業とみなされた（409）とき、書き込んでよいその企業の番号",
    )


class Proxy(NewDraft):
    """代行登録の内容。"""

    source: Literal[SOURCES] = Field("FAX", description="受け取り方")  # type: ignore[valid-type]
    note: Note = ""


class FormShape(BaseModel):
    """今の登録内容。"""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, str]


def _answer(response: Response, view: DraftView) -> Any:
    etag(response, view.version)
    return plain(view)


@router.get(
    "/v1/registrations",
    summary="登録・変更の申請を一覧する",
    description="新しい順。受注企業には自社のものだけが出る。",
    responses=described(401, 403, 422, 500, 503),
    response_model=DraftsShape,
)
def list_drafts(
    desk: CurrentDesk,
    after: After,
    state: Annotated[list[Literal[STATES]] | None, Query(max_length=6)] = None,  # type: ignore[valid-type]
    limit: Limit = 50,
) -> Any:
    """A page of drafts."""
    found = desk.registrations.drafts(state or (), after or 0, limit + 1)
    more = cursor(found[limit - 1].id) if len(found) > limit else None
    return {"items": plain(found[:limit]), "next": more}


@router.post(
    "/v1/registrations",
    status_code=201,
    summary="登録・変更の下書きを作る",
    responses=_MAKES,
    response_model=DraftShape,
)
def begin_draft(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[NewDraft, Body()]
) -> Any:
    """Begin a draft."""
    view = desk.registrations.begin(body.values, body.company_id, body.source, request=key)
    response.headers["Location"] = f"/v1/registrations/{view.id}"
    return _answer(response, view)


@router.post(
    "/v1/registrations/preview",
    summary="この内容が公開されたら、どの案件の候補になるかを見る",
    description="何も保存しない。発注企業は出さない。",
    responses=_MAKES,
    response_model=PreviewShape,
)
def preview(desk: CurrentDesk, body: Annotated[NewDraft, Body()]) -> Any:
    """Orders that what is being typed would bring."""
    return plain(desk.registrations.preview_of(body.values, body.company_id))


@router.post(
    "/v1/registrations/proxy",
    status_code=201,
    summary="代行登録：企業から届いた内容をコーディネーターが登録する",
    description="すぐに公開される。登録済みの企業とみなされると 409 になり、何も書き込まない。detail にある番号を company_id に入れて送る。",
    responses=_MAKES,
    response_model=DraftShape,
)
def proxy(desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[Proxy, Body()]) -> Any:
    """Type what a firm sent."""
    told = (body.values, body.company_id, body.source, body.note)
    return _answer(response, desk.registrations.proxy(*told, request=key))


@router.get(
    "/v1/registrations/{id}",
    summary="申請を見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=DraftShape,
)
def one_draft(desk: CurrentDesk, id: ThingId, request: Request, response: Response) -> Any:
    """A draft."""
    view = desk.registrations.draft(id)
    return not_modified(view.version) if fresh(request, view.version) else _answer(response, view)


@router.patch(
    "/v1/registrations/{id}",
    summary="下書きの項目を変える",
    description="If-Match が要る。下書きと差戻しのあいだだけ。",
    responses=_CHANGES,
    response_model=DraftShape,
)
def change_draft(
    desk: CurrentDesk,
    id: ThingId,
    expected: IfMatch,
    response: Response,
    body: Annotated[DraftChange, Body()],
) -> Any:
    """Set fields of a draft."""
    return _answer(response, desk.registrations.change(id, body.values, expected))


@router.delete(
    "/v1/registrations/{id}",
    summary="申請を取り下げる",
    description="If-Match が要る。記録には残る。企業は自社の申請を、コーディネーターは自分が作った下書きや申請を取り下げられる。",
    responses=described(401, 403, 404, 409, 412, 422, 428, 500, 503),
    response_model=DraftShape,
)
def withdraw_draft(desk: CurrentDesk, id: ThingId, expected: IfMatch, response: Response) -> Any:
    """Give a draft up."""
    return _answer(response, desk.registrations.withdraw(id, expected))


@router.get(
    "/v1/registrations/{id}/differences",
    summary="今の登録内容との違いと、自動の点検の結果を見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=DifferencesShape,
)
def differences(desk: CurrentDesk, id: ThingId) -> Any:
    """What a draft would change."""
    found = desk.registrations.differences(id)
    return {"differences": plain(found), "faults": plain(desk.registrations.faults(id))}


@router.get(
    "/v1/registrations/{id}/preview",
    summary="公開されたら、どの案件の候補になるかを見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=PreviewShape,
)
def preview_draft(desk: CurrentDesk, id: ThingId) -> Any:
    """Orders that a draft would bring."""
    return plain(desk.registrations.preview(id))


@router.post(
    "/v1/registrations/{id}/submission",
    summary="申請する",
    description="If-Match が要る。点検で error があると 422。",
    responses=_CHANGES,
    response_model=DraftShape,
)
def submit(desk: CurrentDesk, key: CurrentKey, id: ThingId, expected: IfMatch, response: Response) -> Any:
    """Hand a draft in."""
    return _answer(response, desk.registrations.submit(id, expected, request=key))


@router.delete(
    "/v1/registrations/{id}/submission",
    summary="申請を取り消して、書き直す",
    description="If-Match が要る。",
    responses=described(401, 403, 404, 409, 412, 422, 428, 500, 503),
    response_model=DraftShape,
)
def take_back(desk: CurrentDesk, id: ThingId, expected: IfMatch, response: Response) -> Any:
    """Go on writing."""
    return _answer(response, desk.registrations.take_back(id, expected))


@router.post(
    "/v1/registrations/{id}/return",
    summary="メモを付けて差し戻す",
    description="If-Match が要る。",
    responses=_CHANGES,
    response_model=DraftShape,
)
def give_back(
    desk: CurrentDesk,
    key: CurrentKey,
    id: ThingId,
    expected: IfMatch,
    response: Response,
    body: Annotated[Returned, Body()],
) -> Any:
    """Return a draft."""
    return _answer(response, desk.registrations.give_back(id, body.note, expected, request=key))


@router.post(
    "/v1/registrations/{id}/acceptance",
    summary="承認して公開する",
    description="If-Match が要る。直した項目は corrected に残り、企業に見える。"
    "新しい企業の申請が登録済みの企業とみなされると 409 になり、何も書き込まない。detail にある番号を onto に入れて送ると、その企業に書き込む。",
    responses=_CHANGES,
    response_model=DraftShape,
)
def accept(
    desk: CurrentDesk,
    key: CurrentKey,
    id: ThingId,
    expected: IfMatch,
    response: Response,
    body: Annotated[Accepted, Body()],
) -> Any:
    """Publish a draft."""
    told: dict[str, Any] = {"corrections": body.corrections, "note": body.note, "onto": body.onto}
    told["expected"] = expected
    return _answer(response, desk.registrations.accept(id, **told, request=key))


@router.get(
    "/v1/suppliers/{id}/form",
    summary="企業の今の登録内容を、書き換える形で見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=FormShape,
)
def form(desk: CurrentDesk, id: ThingId) -> Any:
    """A firm's present profile."""
    return {"values": desk.registrations.form(id)}


@router.get(
    "/v1/suppliers/{id}/confirmation",
    summary="現況確認の状態を見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=ConfirmationShape,
    tags=["confirmations"],
)
def confirmation(desk: CurrentDesk, id: ThingId) -> Any:
    """When a firm last confirmed its data."""
    return plain(desk.registrations.confirmation(id))


@router.post(
    "/v1/suppliers/{id}/confirmation",
    summary="現況確認：登録内容に変わりがないことを記録する",
    responses=described(401, 403, 404, 409, 422, 500, 503),
    response_model=ConfirmationShape,
    tags=["confirmations"],
)
def confirm(desk: CurrentDesk, key: CurrentKey, id: ThingId) -> Any:
    """Confirm a firm's data."""
    return plain(desk.registrations.confirm(id, request=key))


@router.get(
    "/v1/confirmations",
    summary="現況確認の状態を一覧する",
    description="番号順。要確認は 12 か月、期限切れは 24 か月を過ぎたもの。",
    responses=described(401, 403, 422, 500, 503),
    response_model=ConfirmationsShape,
    tags=["confirmations"],
)
def list_confirmations(
    desk: CurrentDesk,
    after: After,
    state: Annotated[Literal[confirmations.STATES] | None, Query()] = None,  # type: ignore[valid-type]
    limit: Limit = 50,
) -> Any:
    """A page of confirmations."""
    found = desk.registrations.confirmations(state or "", after=after or 0, limit=limit + 1)
    more = cursor(found[limit - 1].supplier_id) if len(found) > limit else None
    return {"items": plain(found[:limit]), "next": more}
