"""`/v1/uploads` and `/v1/batches`: files handed in, what taking them in would do, taking in and back."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, File, Form, Path, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from ingest.api.common import CurrentSurveyDesk, Number, content_of, file_answer, sent
from ingest.api.shapes import (
    BatchesShape,
    ChoiceBody,
    IssuesShape,
    KindsShape,
    LinesShape,
    UploadShape,
    UploadsShape,
)
from ingest.desk import SurveyDesk
from ingest.report import KIND_LABELS
from ingest.uploads import Choice, Upload
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, AfterWord, Limit, cursor, page
from matching.api.problems import described
from matching.corporate import StoredBatch

router = APIRouter(tags=["uploads"])

UploadId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="アップロードの番号")]
# Changes of stored values that an answer lists.
_CHANGES = 100


@router.post(
    "/v1/uploads",
    status_code=201,
    summary="ファイルを預けて、取り込むとどうなるかを見る",
    description="いくつでも一度に送れる。まだ何も取り込まない。約2,000行を超えるファイルは作業(job)として読む。24時間で消える。",
    responses=described(400, 401, 403, 413, 422, 500, 503),
)
def add_uploads(
    desk: CurrentSurveyDesk,
    files: Annotated[
        list[UploadFile], File(description="Excel、.ods、CSV、TSV、JSON Lines", min_length=1, max_length=50)
    ],
    kind: Annotated[str, Form(max_length=40, description="種類。auto は内容から見分ける")] = "auto",
    survey: Annotated[str, Form(max_length=200, description="調査の題名")] = "",
) -> UploadsShape:
    """Keep the files and read each without writing anything."""
    choice = Choice(kind, survey)
    added = [desk.uploads.add(*content_of(one, desk.uploads.largest), choice) for one in files]
    return UploadsShape.model_validate({"items": [_upload_json(one, desk) for one in added], "next": None})


@router.get(
    "/v1/uploads",
    summary="預かっているファイルを一覧する",
    responses=described(401, 403, 422, 500, 503),
)
def list_uploads(desk: CurrentSurveyDesk, after: AfterWord, limit: Limit = 50) -> UploadsShape:
    """A page of those that the viewer may see."""
    found, following = page(desk.uploads.all(), limit, after, lambda one: one.id)
    told = {"items": [_upload_json(one, desk) for one in found], "next": following}
    return UploadsShape.model_validate(told)


@router.get(
    "/v1/upload-kinds",
    summary="読み方の選択肢(種類と、見出しの意味)",
    responses=described(401, 403, 500, 503),
)
def upload_kinds(desk: CurrentSurveyDesk) -> KindsShape:
    """What kind and columns of a choice take."""
    fields = {kind: desk.uploads.fields(kind) for kind in KIND_LABELS}
    return KindsShape(kinds=desk.uploads.kinds(), fields=fields)


@router.get(
    "/v1/uploads/{id}",
    summary="預かっているファイルと、読み取りの結果を見る",
    response_model=UploadShape,
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
)
def one_upload(request: Request, response: Response, desk: CurrentSurveyDesk, id: UploadId) -> Any:
    """One upload."""
    upload = desk.uploads.get(id)
    if fresh(request, upload.version):
        return not_modified(upload.version)
    return _answer(response, upload, desk)


@router.patch(
    "/v1/uploads/{id}",
    summary="読み方(種類、調査の題名、見出しの行、見出しの意味)を直して、読み直す",
    description="まだ何も取り込まない。大きいファイルは作業(job)として読む。",
    response_model=UploadShape,
    responses=described(400, 401, 403, 404, 409, 412, 422, 428, 500, 503),
)
def check_upload(
    response: Response,
    desk: CurrentSurveyDesk,
    id: UploadId,
    choice: Annotated[ChoiceBody, Body()],
    seen: IfMatch,
) -> Any:
    """Read it again as the user says."""
    wanted = Choice(choice.kind, choice.survey, choice.columns, choice.headings)
    return _answer(response, desk.uploads.check(id, wanted, seen), desk)


@router.delete(
    "/v1/uploads/{id}",
    status_code=204,
    summary="預けたファイルを消す",
    description="取り込んだものは消えない。",
    responses=described(401, 403, 404, 409, 422, 500, 503),
)
def remove_upload(desk: CurrentSurveyDesk, id: UploadId) -> None:
    """Forget it."""
    desk.uploads.remove(id)


@router.post(
    "/v1/uploads/{id}/commit",
    summary="確かめたファイルを取り込む",
    description="もう一度送っても何も変わらない。大きいファイルは作業(job)として取り込み、終わると batch が入る。",
    response_model=UploadShape,
    responses=described(401, 403, 404, 409, 422, 500, 503),
)
def commit_upload(response: Response, desk: CurrentSurveyDesk, id: UploadId) -> Any:
    """Take it in."""
    return _answer(response, desk.uploads.commit(id), desk)


@router.get(
    "/v1/uploads/{id}/issues",
    summary="読み取りの指摘を一覧する",
    responses=described(401, 403, 404, 422, 500, 503),
)
def upload_issues(
    desk: CurrentSurveyDesk,
    id: UploadId,
    after: After,
    severity: Annotated[Literal["", "error", "warning"], Query(description="これだけ")] = "",
    code: Annotated[str, Query(max_length=60, description="この種類だけ", examples=["unknown-place"])] = "",
    limit: Limit = 100,
) -> IssuesShape:
    """A page of issues."""
    found, following = desk.uploads.issues(id, severity, code, limit, after or 0)
    told = {"items": found, "next": cursor(following) if following is not None else None}
    return IssuesShape.model_validate(told)


@router.get(
    "/v1/uploads/{id}/rows",
    summary="指摘のあった行のまわりを見る",
    responses=described(401, 403, 404, 422, 500, 503),
)
def upload_rows(
    desk: CurrentSurveyDesk,
    id: UploadId,
    row: Annotated[int, Query(ge=1, le=2_000_000, description="行の番号")],
    sheet: Annotated[str, Query(max_length=200, description="シートの名前")] = "",
    span: Annotated[int, Query(ge=0, le=50, description="前後に何行")] = 4,
) -> LinesShape:
    """Rows as they stand in the file."""
    return LinesShape.model_validate({"items": desk.uploads.around(id, sheet, row, span)})


@router.get(
    "/v1/uploads/{id}/marked",
    summary="指摘のあるセルに印を付けた写しを受け取る",
    response_class=StreamingResponse,
    responses={**file_answer("印を付けた写し", ".xlsx"), **described(401, 403, 404, 409, 422, 500, 503)},
)
def marked_copy(desk: CurrentSurveyDesk, id: UploadId) -> StreamingResponse:
    """The marked copy."""
    return sent(desk.uploads.marked(id))


@router.get(
    "/v1/batches",
    summary="取込を一覧する(新しい順)",
    responses=described(401, 403, 422, 500, 503),
)
def list_batches(desk: CurrentSurveyDesk, after: After, limit: Limit = 50) -> BatchesShape:
    """A page of readings."""
    found = [one for one in desk.uploads.batches() if after is None or one.id < after]
    page = found[:limit]
    following = cursor(page[-1].id) if len(found) > limit else None
    return BatchesShape.model_validate({"items": [_batch_json(one) for one in page], "next": following})


@router.delete(
    "/v1/batches/{id}",
    status_code=204,
    summary="取込を取り消す",
    description="ほかの取込や決定がその上にあるときは 422 で、どれを先に取り消すかが detail にある。",
    responses=described(401, 403, 404, 422, 500, 503),
)
def undo_batch(desk: CurrentSurveyDesk, id: Number) -> None:
    """Take a reading back."""
    desk.uploads.undo(id)


def _answer(response: Response, upload: Upload, desk: SurveyDesk) -> dict[str, Any]:
    etag(response, upload.version)
    return _upload_json(upload, desk)


def _upload_json(upload: Upload, desk: SurveyDesk) -> dict[str, Any]:
    keys = ("id", "name", "size", "sha256", "owner", "at", "state", "batch", "version")
    choice = upload.choice
    told = {key: getattr(upload, key) for key in keys}
    told |= {
        "kind": choice.kind,
        "survey": choice.survey,
        "columns": dict(choice.columns),
        "headings": dict(choice.headings),
        "job": upload.job_id,
    }
    return told | {"read": _read_json(desk.uploads.report(upload.id))}


def _read_json(report: dict[str, Any] | None) -> dict[str, Any] | None:
    if report is None:
        return None
    keys = (
        "kind", "encoding", "error", "sheets", "rows", "companies", "kinds", "corrects", "survey", "drafts", "changes_total",
    )  # fmt: skip
    counted = Counter(one["severity"] for one in report["issues"])
    told = {key: report[key] for key in keys} | {"changes": report["changes"][:_CHANGES]}
    return told | {"errors": counted["error"], "warnings": counted["warning"]}


def _batch_json(one: StoredBatch) -> dict[str, Any]:
    keys = ("id", "file", "sha256", "kind", "survey", "person", "started_at", "undone_at", "corrects")
    return {key: getattr(one, key) for key in keys} | {"counts": dict(one.counts)}
