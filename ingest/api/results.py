"""`/v1/results`, `/v1/activities`, `/v1/targets`: 実績 of a 年度."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Path, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from ingest.api.common import CurrentSurveyDesk, Number, Year, content_of, file_answer, sent
from ingest.api.shapes import (
    ActivityBody,
    ListedShape,
    NumberShape,
    ObjectsShape,
    PageShape,
    ResultsShape,
    TargetsBody,
    TargetsShape,
)
from ingest.surveys.recording import Done
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit, page
from matching.api.problems import described
from matching.api.service import CurrentKey
from matching.corporate import TargetRow

router = APIRouter(tags=["results"])

_OfYear = Annotated[int, Path(ge=1990, le=2200, description="年度(始まる4月の西暦)", examples=[2026])]


@router.get(
    "/v1/results",
    summary="年度の実績を、目標と比べて見る",
    response_model=ResultsShape,
    responses=described(401, 403, 422, 500, 503),
)
def year_results(desk: CurrentSurveyDesk, year: Year = None) -> Any:
    """The figures."""
    return desk.results.year(year)


@router.get(
    "/v1/results.xlsx",
    summary="年度の実績を Excel で受け取る",
    response_class=StreamingResponse,
    responses={**file_answer("実績", ".xlsx"), **described(401, 403, 422, 500, 503)},
)
def results_workbook(desk: CurrentSurveyDesk, year: Year = None) -> StreamingResponse:
    """The figures as a workbook."""
    return sent(desk.results.workbook(year))


@router.get(
    "/v1/activities",
    summary="年度の訪問・紹介・成約を一覧する",
    responses=described(401, 403, 422, 500, 503),
)
def list_activities(desk: CurrentSurveyDesk, after: After, year: Year = None, limit: Limit = 50) -> PageShape:
    """A page of what was done, by day."""
    found, following = page(desk.results.activities(year), limit, after, lambda one: int(one["id"]))
    return PageShape(items=list(found), next=following)


@router.post(
    "/v1/activities",
    status_code=201,
    summary="実績を1件登録する",
    responses=described(400, 401, 403, 404, 409, 422, 500, 503),
)
def add_activity(
    desk: CurrentSurveyDesk, activity: Annotated[ActivityBody, Body()], key: CurrentKey
) -> NumberShape:
    """Put something done on record."""
    return NumberShape(id=desk.results.add(Done(**activity.model_dump()), key))


@router.post(
    "/v1/activities/list",
    summary="実績の一覧(種別、日付、コーディネーター …)を読み込む",
    responses=described(400, 401, 403, 413, 422, 500, 503),
)
def read_activities(
    desk: CurrentSurveyDesk, file: Annotated[UploadFile, File(description="表のファイル")]
) -> ListedShape:
    """Put the rows of a list on record."""
    return ListedShape.model_validate(desk.results.read_activities(*content_of(file, desk.uploads.largest)))


@router.delete(
    "/v1/activities/{id}",
    status_code=204,
    summary="実績の登録を取り消す",
    responses=described(401, 403, 404, 422, 500, 503),
)
def withdraw_activity(desk: CurrentSurveyDesk, id: Number) -> None:
    """Take it off the record."""
    desk.results.withdraw(id)


@router.get(
    "/v1/targets/{year}",
    summary="年度の目標を見る",
    response_model=TargetsShape,
    responses={**NOT_MODIFIED, **described(401, 403, 422, 500, 503)},
)
def year_targets(request: Request, response: Response, desk: CurrentSurveyDesk, year: _OfYear) -> Any:
    """The targets."""
    found, version = desk.results.targets(year)
    if fresh(request, version):
        return not_modified(version)
    return _answer(response, found, version)


@router.put(
    "/v1/targets/{year}",
    summary="年度の目標を入れ替える",
    response_model=TargetsShape,
    responses=described(400, 401, 403, 412, 422, 428, 500, 503),
)
def put_targets(
    response: Response,
    desk: CurrentSurveyDesk,
    year: _OfYear,
    targets: Annotated[TargetsBody, Body()],
    seen: IfMatch,
) -> Any:
    """Store these and no others."""
    desk.results.put_targets(year, [TargetRow(year, **one.model_dump()) for one in targets.items], seen)
    return _answer(response, *desk.results.targets(year))


@router.post(
    "/v1/targets/list",
    summary="目標の表を読み込む",
    description="表にある年度の目標が入れ替わる。",
    responses=described(400, 401, 403, 413, 422, 500, 503),
)
def read_targets(
    desk: CurrentSurveyDesk,
    file: Annotated[UploadFile, File(description="年度、種別、目標件数の見出しがある表")],
) -> ObjectsShape:
    """Store the targets of a file."""
    rows = desk.results.read_targets(*content_of(file, desk.uploads.largest))
    return ObjectsShape(items=[{"fiscal_year": one.fiscal_year} | _target(one) for one in rows])


def _answer(response: Response, rows: list[TargetRow], version: int) -> dict[str, Any]:
    etag(response, version)
    return {"items": [_target(one) for one in rows], "version": version}


def _target(one: TargetRow) -> dict[str, Any]:
    keys = ("kind", "coordinator", "industry", "goal", "goal_yen")
    return {key: getattr(one, key) for key in keys}
