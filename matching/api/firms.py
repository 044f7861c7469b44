"""`/v1/suppliers` and `/v1/buyers`: firms, as far as they are shown to who asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from matching.api.exporting import EXPORT, Format, streamed
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.api.shapes import (
    FirmHistoryShape,
    FirmShape,
    FirmsShape,
    GapsShape,
    ReverseShape,
)
from matching.api.shown import fact_json, firms_json
from matching.corporate.field_values import LONGEST
from matching.corporate.fields import fields
from matching.corporate.firm_views import FirmRole, FirmView, Search, view_json
from matching.corporate.tables import LARGEST_ID
from matching.desk import Desk
from matching.matcher import MOST
from matching.shapes import gaps_json, reverse_json

router = APIRouter()

FirmId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="企業の番号")]
Words = Annotated[
    str,
    Query(
        max_length=200,
        description="名前、フリガナ、電話番号の数字、所在地、加工内容などの言葉。空白で区切ると、すべてに合うもの",
    ),
]
_Filter = Annotated[str | None, Query(max_length=200)]
_Value = Annotated[StrictStr, Field(max_length=LONGEST)] | StrictInt | None


class Fields(BaseModel):
    """変える項目と値。"""  # shown on the OpenAPI page

    model_config = ConfigDict(extra="forbid")

    fields: dict[str, _Value] = Field(
        min_length=1,
        max_length=100,
        description="項目と新しい値。null か空の文字列で空にする",
        examples=[{"processes": "NC旋盤による旋削加工、研削", "employees": 25}],
    )


def _listed(desk: Desk, role: FirmRole, search: Search, limit: int, after: int | None) -> dict[str, Any]:
    return firms_json(desk.firms.page(role, search, limit, after))


def _answer(request: Request, response: Response, view: FirmView) -> Any:
    if request.method == "GET" and fresh(request, view.version):
        return not_modified(view.version)
    etag(response, view.version)
    return view_json(view)


@router.get(
    "/v1/suppliers",
    summary="受注企業を一覧する、探す",
    description="見てよい企業だけが出る。受注企業には自社、発注企業には紹介を受けた企業。",
    responses=described(401, 403, 422, 500, 503),
    tags=["suppliers"],
)
def list_suppliers(
    desk: CurrentDesk,
    after: After,
    words: Words = "",
    prefecture: _Filter = None,
    region: _Filter = None,
    city: _Filter = None,
    industry: _Filter = None,
    certification: _Filter = None,
    sort: Annotated[Literal["id", "kana"], Query(description="並び順。登録の順か、五十音順")] = "id",
    limit: Limit = 50,
) -> FirmsShape:
    """A page of suppliers."""
    given = {
        "prefecture": prefecture,
        "region": region,
        "city": city,
        "industry": industry,
        "certification": certification,
    }
    filters = {key: value for key, value in given.items() if value}
    page = _listed(desk, "supplier", Search(words, filters, sort == "kana"), limit, after)
    return FirmsShape.model_validate(page)


@router.get(
    "/v1/suppliers/export",
    summary="受注企業をまとめて書き出す",
    description="見てよい項目だけを、1 行に 1 社ずつ書き出す。書き出したことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={**EXPORT, **described(401, 403, 422, 500, 503)},
    tags=["suppliers"],
)
def export_suppliers(
    desk: CurrentDesk, format: Annotated[Format, Query(description="csv か jsonl")] = "csv"
) -> StreamingResponse:
    """All suppliers, streaming."""
    return _exported(desk, "supplier", format)


@router.post(
    "/v1/suppliers",
    status_code=201,
    summary="受注企業を登録する",
    description="法人番号が同じ企業があれば、その企業を更新する。",
    responses=described(400, 401, 403, 409, 413, 422, 500, 503),
    tags=["suppliers"],
)
def make_supplier(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[Fields, Body()]
) -> FirmShape:
    """A new supplier."""
    return _made(desk.firms.make("supplier", body.fields, key), response)


@router.get(
    "/v1/suppliers/{id}",
    summary="受注企業を見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=FirmShape,
    tags=["suppliers"],
)
def one_supplier(desk: CurrentDesk, id: FirmId, request: Request, response: Response) -> Any:
    """One supplier."""
    return _answer(request, response, desk.firms.firm("supplier", id))


@router.patch(
    "/v1/suppliers/{id}",
    summary="受注企業の項目を変える",
    description="If-Match が要る。受注企業の人は、登録の申請（/v1/registrations）から変える。",
    responses=described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503),
    response_model=FirmShape,
    tags=["suppliers"],
)
def change_supplier(
    desk: CurrentDesk,
    key: CurrentKey,
    id: FirmId,
    expected: IfMatch,
    request: Request,
    response: Response,
    body: Annotated[Fields, Body()],
) -> Any:
    """Change a supplier."""
    return _answer(request, response, desk.firms.change("supplier", id, expected, body.fields, key))


@router.get(
    "/v1/suppliers/{id}/history",
    summary="受注企業について言われたことを、出どころつきで見る",
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["suppliers"],
)
def supplier_history(
    desk: CurrentDesk,
    id: FirmId,
    field: Annotated[str | None, Query(max_length=100, description="この項目だけ")] = None,
) -> FirmHistoryShape:
    """All facts of a supplier."""
    facts = desk.firms.history("supplier", id, field)
    return FirmHistoryShape.model_validate({"facts": [fact_json(one) for one in facts]})


@router.get(
    "/v1/suppliers/{id}/orders",
    summary="受注企業に合う募集中の案件",
    description="受注企業は自社についてだけ。発注企業の名前と、ほかの企業の順位は示さない。",
    response_model=ReverseShape,
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["suppliers"],
)
def orders_for(
    desk: CurrentDesk,
    id: FirmId,
    k: Annotated[int, Query(ge=1, le=MOST, description="件数")] = 10,
) -> Any:
    """Open orders ranked for a supplier."""
    return reverse_json(desk.matching.reverse(id, k))


@router.get(
    "/v1/suppliers/{id}/gaps",
    summary="登録内容に足りず、案件を左右していること",
    description="受注企業は自社についてだけ。",
    response_model=GapsShape,
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["suppliers"],
)
def gaps_of(
    desk: CurrentDesk,
    id: FirmId,
    k: Annotated[int, Query(ge=1, le=MOST, description="件数")] = 10,
) -> Any:
    """What a profile lacks."""
    return gaps_json(desk.matching.gaps(id, k))


@router.get(
    "/v1/buyers",
    summary="発注企業を一覧する、探す",
    description="見てよい企業だけが出る。発注企業には自社。",
    responses=described(401, 403, 422, 500, 503),
    tags=["buyers"],
)
def list_buyers(
    desk: CurrentDesk,
    after: After,
    words: Words = "",
    sort: Annotated[Literal["id", "kana"], Query(description="並び順。登録の順か、五十音順")] = "id",
    limit: Limit = 50,
) -> FirmsShape:
    """A page of buyers."""
    page = _listed(desk, "buyer", Search(words, by_kana=sort == "kana"), limit, after)
    return FirmsShape.model_validate(page)


@router.get(
    "/v1/buyers/export",
    summary="発注企業をまとめて書き出す",
    description="書き出したことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={**EXPORT, **described(401, 403, 422, 500, 503)},
    tags=["buyers"],
)
def export_buyers(
    desk: CurrentDesk, format: Annotated[Format, Query(description="csv か jsonl")] = "csv"
) -> StreamingResponse:
    """All buyers, streaming."""
    return _exported(desk, "buyer", format)


@router.post(
    "/v1/buyers",
    status_code=201,
    summary="発注企業を登録する",
    description="法人番号が同じ企業があれば、その企業を更新する。",
    responses=described(400, 401, 403, 409, 413, 422, 500, 503),
    tags=["buyers"],
)
def make_buyer(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[Fields, Body()]
) -> FirmShape:
    """A new buyer."""
    return _made(desk.firms.make("buyer", body.fields, key), response)


@router.get(
    "/v1/buyers/{id}",
    summary="発注企業を見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=FirmShape,
    tags=["buyers"],
)
def one_buyer(desk: CurrentDesk, id: FirmId, request: Request, response: Response) -> Any:
    """One buyer."""
    return _answer(request, response, desk.firms.firm("buyer", id))


@router.patch(
    "/v1/buyers/{id}",
    summary="発注企業の項目を変える",
    description="If-Match が要る。発注企業は自社だけ。",
    responses=described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503),
    response_model=FirmShape,
    tags=["buyers"],
)
def change_buyer(
    desk: CurrentDesk,
    key: CurrentKey,
    id: FirmId,
    expected: IfMatch,
    request: Request,
    response: Response,
    body: Annotated[Fields, Body()],
) -> Any:
    """Change a buyer."""
    return _answer(request, response, desk.firms.change("buyer", id, expected, body.fields, key))


def _made(view: FirmView, response: Response) -> FirmShape:
    etag(response, view.version)
    response.headers["Location"] = f"/v1/{view.role}s/{view.id}"
    return FirmShape.model_validate(view_json(view))


def _exported(desk: Desk, role: FirmRole, wanted: Format) -> StreamingResponse:
    labels = {"id": "番号"} | {key: one.label for key, one in fields(role).items()}
    return streamed(f"{role}s", wanted, labels, _rows(desk.firms.every(role)))


def _rows(views: Iterator[FirmView]) -> Iterator[dict[str, object]]:
    return ({"id": one.id} | dict(one.fields) for one in views)
