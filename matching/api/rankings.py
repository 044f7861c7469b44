"""`/v1/rankings`: recorded rankings, their replay, and the page that explains one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from matching.api.paging import AfterWord, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.api.shapes import ContributionShape, SupplierShape
from matching.casework.recording import brief_json, replay_json
from matching.errors import InputError

router = APIRouter(tags=["rankings"])

_Id = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{32}$",
        description="順位の記録の番号（POST /v1/matches の ranking）",
        examples=["0" * 32],
    ),
]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "PDF",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
# A moment in a cursor: microseconds since 1970.
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_MARK = re.compile(r"(\d{1,16}) ([0-9a-f]{32})")
_WRONG = "after には、前のページの next をそのまま指定してください。"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BriefShape(_Shape):
    """順位の記録の要点。"""

    id: str = Field(description="記録の番号")
    at: datetime = Field(description="順位を出した日時（UTC）")
    who: str = Field(description="だれが（利用者の印。氏名ではない）", examples=["u12"])
    order: str = Field(description="案件番号。未登録の相談なら空")
    revision: str = Field(description="企業データの版")
    shown: int = Field(description="表示した企業の数")
    digest: str = Field(description="記録の SHA-256。監査記録にも残る")
    erased: bool = Field(description="中身が消去されているか")


class BriefsShape(_Shape):
    """順位の記録の一覧。"""

    items: list[BriefShape] = Field(description="新しい順")
    next: str | None = Field(description="続きがあれば、次の after")


class RankingShape(_Shape):
    """順位の記録。"""

    ranking: BriefShape
    record: dict[str, Any] = Field(
        description="相談文、条件、重み、候補ごとの手がかりの値・判定・引用・点。消去されていれば空"
    )


class ReplayedLineShape(_Shape):
    """再計算した順位の1社。"""

    rank: int
    score: float
    supplier: SupplierShape
    contributions: list[ContributionShape]


class ReplayShape(_Shape):
    """記録だけから計算し直した順位。"""

    ranking: str = Field(description="記録の番号")
    formula: int = Field(description="計算式の版")
    identical: bool = Field(description="記録された順位・点と、すべての桁まで同じか")
    differences: list[str] = Field(description="違いがあれば、その説明")
    matches: list[ReplayedLineShape]


@router.get(
    "/v1/rankings",
    summary="順位の記録の一覧",
    description="見てよい記録を新しい順に返す。コーディネーターはすべての記録を見られる。",
    response_model=BriefsShape,
    responses=described(401, 403, 422, 500, 503),
)
def rankings(
    desk: CurrentDesk,
    limit: Limit = 50,
    after: AfterWord = None,
    order: Annotated[str | None, Query(max_length=200, description="この案件番号のものだけ")] = None,
) -> Any:
    """A page of rankings."""
    items = desk.rankings.newest(limit, _place(after) if after is not None else None, order)
    more = len(items) == limit
    mark = cursor(f"{(items[-1].at - _EPOCH) // _TICK} {items[-1].id}") if more else None
    return JSONResponse({"items": [brief_json(one) for one in items], "next": mark})


@router.get(
    "/v1/rankings/{ranking_id}",
    summary="順位の記録を見る",
    response_model=RankingShape,
    responses=described(401, 403, 404, 422, 500, 503),
)
def ranking(desk: CurrentDesk, ranking_id: _Id) -> Any:
    """One record."""
    found = desk.rankings.get(ranking_id)
    return JSONResponse({"ranking": brief_json(found.brief), "record": dict(found.record)})


@router.get(
    "/v1/rankings/{ranking_id}/replay",
    summary="順位を記録から計算し直す",
    description="企業データや重みがその後に変わっていても、記録だけから同じ順位になることを確かめる。",
    response_model=ReplayShape,
    responses=described(401, 403, 404, 409, 422, 500, 503),
)
def replay(desk: CurrentDesk, ranking_id: _Id) -> Any:
    """The ranking, computed again."""
    return JSONResponse(replay_json(desk.rankings.replay(ranking_id)))


@router.get(
    "/v1/rankings/{ranking_id}/explanation.pdf",
    summary="順位の説明資料（A4 1ページの PDF）",
    response_class=Response,
    responses=described(401, 403, 404, 409, 422, 500, 503) | _PDF,
)
def explanation(desk: CurrentDesk, ranking_id: _Id) -> Response:
    """The page as PDF."""
    page = desk.rankings.explanation(ranking_id, lambda key: desk.accounts.names([key]).get(key, key))
    headers = {"Content-Disposition": f'attachment; filename="ranking-{ranking_id}.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)


@router.delete(
    "/v1/rankings/{ranking_id}",
    summary="順位の記録の中身を消去する",
    description="相談文に個人情報が含まれていたときのための、管理者の操作。元に戻せない。記録があったことは監査記録に残る。",
    status_code=204,
    response_class=Response,
    responses=described(401, 403, 404, 422, 500, 503),
)
def erase(desk: CurrentDesk, ranking_id: _Id) -> Response:
    """Empty the record."""
    desk.rankings.erase(ranking_id)
    return Response(status_code=204)


def _place(after: str) -> tuple[datetime, str]:
    found = _MARK.fullmatch(after)
    if found is None:
        raise InputError(_WRONG)
    try:
        return _EPOCH + int(found[1]) * _TICK, found[2]
    except OverflowError as error:
        raise InputError(_WRONG) from error
