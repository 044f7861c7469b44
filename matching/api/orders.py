"""`/v1/orders`: 発注案件, as far as they are shown to who asks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from matching.api.exporting import EXPORT, Format, streamed
from matching.api.firms import Fields
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.api.shapes import OrderHistoryShape, OrderShape, OrdersShape
from matching.api.shown import fact_json, orders_json, steps_json
from matching.corporate.fields import fields
from matching.corporate.order_views import OrderSearch, OrderView, view_json
from matching.corporate.states import STATES

router = APIRouter()

OrderNumber = Annotated[str, Path(min_length=1, max_length=200, description="案件番号", examples=["H26-001"])]


class Move(BaseModel):
    """案件の次の状態。"""  # shown on the OpenAPI page

    model_config = ConfigDict(extra="forbid")

    state: Literal[STATES] = Field(description="次の状態")  # type: ignore[valid-type]
    note: StrictStr = Field("", max_length=2_000, description="メモ")


def _answer(request: Request, response: Response, view: OrderView) -> Any:
    if request.method == "GET" and fresh(request, view.version):
        return not_modified(view.version)
    etag(response, view.version)
    return view_json(view)


@router.get(
    "/v1/orders",
    summary="発注案件を一覧する、探す",
    description="新しい順。受注企業と閲覧の人には募集中の案件だけが、発注企業を伏せて出る。発注企業には自社の案件。",
    responses=described(401, 403, 422, 500, 503),
    tags=["orders"],
)
def list_orders(
    desk: CurrentDesk,
    after: After,
    words: Annotated[str, Query(max_length=200, description="案件番号、品名、加工内容などの言葉")] = "",
    state: Annotated[Literal[STATES] | None, Query(description="この状態の案件だけ")] = None,  # type: ignore[valid-type]
    open: Annotated[bool, Query(description="true なら募集中の案件だけ")] = False,
    limit: Limit = 50,
) -> OrdersShape:
    """A page of orders."""
    search = OrderSearch(words, state or "", date.today() if open else None)
    return OrdersShape.model_validate(orders_json(desk.orders.page(search, limit, after)))


@router.get(
    "/v1/orders/export",
    summary="発注案件をまとめて書き出す",
    description="書き出したことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={**EXPORT, **described(401, 403, 422, 500, 503)},
    tags=["orders"],
)
def export_orders(
    desk: CurrentDesk, format: Annotated[Format, Query(description="csv か jsonl")] = "csv"
) -> StreamingResponse:
    """All orders, streaming."""
    labels = {key: one.label for key, one in fields("order").items()}
    return streamed("orders", format, labels, (dict(one.fields) for one in desk.orders.every()))


@router.post(
    "/v1/orders",
    status_code=201,
    summary="発注案件を登録する",
    description="案件番号は付けられる。発注企業が登録した案件は自社の下書きになり、コーディネーターが確かめてから募集する。",
    responses=described(400, 401, 403, 409, 413, 422, 500, 503),
    tags=["orders"],
)
def make_order(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[Fields, Body()]
) -> OrderShape:
    """A new order."""
    view = desk.orders.make(body.fields, key)
    etag(response, view.version)
    response.headers["Location"] = f"/v1/orders/{view.number}"
    return OrderShape.model_validate(view_json(view))


@router.get(
    "/v1/orders/{number}",
    summary="発注案件を見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=OrderShape,
    tags=["orders"],
)
def one_order(desk: CurrentDesk, number: OrderNumber, request: Request, response: Response) -> Any:
    """One order."""
    return _answer(request, response, desk.orders.order(number))


@router.patch(
    "/v1/orders/{number}",
    summary="発注案件の項目を変える",
    description="If-Match が要る。状態は /v1/orders/{number}/state で変える。",
    responses=described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503),
    response_model=OrderShape,
    tags=["orders"],
)
def change_order(
    desk: CurrentDesk,
    key: CurrentKey,
    number: OrderNumber,
    expected: IfMatch,
    request: Request,
    response: Response,
    body: Annotated[Fields, Body()],
) -> Any:
    """Change an order."""
    return _answer(request, response, desk.orders.change(number, expected, body.fields, key))


@router.put(
    "/v1/orders/{number}/state",
    summary="発注案件の状態を進める",
    description="If-Match が要る。発注企業ができるのは取下げだけ。",
    responses=described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503),
    response_model=OrderShape,
    tags=["orders"],
)
def move_order(
    desk: CurrentDesk,
    key: CurrentKey,
    number: OrderNumber,
    expected: IfMatch,
    request: Request,
    response: Response,
    body: Annotated[Move, Body()],
) -> Any:
    """Take an order to its next state."""
    return _answer(request, response, desk.orders.move(number, expected, body.state, body.note, key))


@router.get(
    "/v1/orders/{number}/history",
    summary="発注案件の移り変わりを、出どころつきで見る",
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["orders"],
)
def order_history(desk: CurrentDesk, number: OrderNumber) -> OrderHistoryShape:
    """Steps and facts of an order."""
    steps, facts = desk.orders.history(number)
    shown = {"steps": steps_json(steps), "facts": [fact_json(one) for one in facts]}
    return OrderHistoryShape.model_validate(shown)
