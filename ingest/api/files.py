"""`/v1/templates` and `/v1/export.xlsx`: forms to fill in, and the database as a workbook."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from ingest.api.common import CurrentSurveyDesk, file_answer, sent
from ingest.templates import KINDS
from matching.api.problems import described

router = APIRouter(tags=["files"])


@router.get(
    "/v1/templates/{kind}.xlsx",
    summary="記入用の書式を受け取る",
    response_class=StreamingResponse,
    responses={**file_answer("書式", ".xlsx"), **described(401, 403, 422, 500, 503)},
)
def template(
    desk: CurrentSurveyDesk,
    kind: Annotated[Literal[KINDS], Path(description="書式の種類")],  # type: ignore[valid-type]
) -> StreamingResponse:
    """A form."""
    return sent(desk.files.template(kind))


@router.get(
    "/v1/export.xlsx",
    summary="企業データベース(または1つの調査の回答)を、読み戻せる Excel で受け取る",
    description="セルに入らない長い文があるときは、.zip の中の Excel と JSON Lines。受け取ったことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={**file_answer("書き出し", ".xlsx", ".zip"), **described(401, 403, 404, 422, 500, 503)},
)
def export(
    desk: CurrentSurveyDesk,
    survey: Annotated[str, Query(max_length=200, description="この調査の回答だけ")] = "",
) -> StreamingResponse:
    """Everything, or the answers to a survey."""
    return sent(desk.files.export(survey))
