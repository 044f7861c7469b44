"""`/v1/audit`: the audit trail, whether its chain holds, and the trail as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.casework.trail import entry_json, verification_json
from matching.corporate.audit import Wanted
from matching.errors import InputError

router = APIRouter(tags=["audit"])

_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_Word = Annotated[str | None, Query(max_length=200)]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "ファイル（古い順）",
        "content": {one.split(";")[0]: {"schema": {"type": "string"}} for one in _TYPES.values()},
    }
}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AuditEntryShape(_Shape):
    """監査記録の1件。"""

    seq: int = Field(description="通し番号")
    at: datetime = Field(description="日時（UTC）")
    who: str = Field(description="だれが（利用者の印。氏名ではない）", examples=["u12"])
    deed: str = Field(description="何をした", examples=["see"])
    subject: str = Field(description="何の種類を", examples=["order"])
    key: str = Field(description="対象の番号")
    details: dict[str, Any] = Field(description="詳細")
    hash: str = Field(description="前の記録とつながるハッシュ（SHA-256）")


class AuditEntriesShape(_Shape):
    """監査記録の一覧。"""

    items: list[AuditEntryShape] = Field(description="新しい順")
    next: str | None = Field(description="続きがあれば、次の after")


class VerificationShape(_Shape):
    """監査記録の鎖を初めから確かめた結果。"""

    intact: bool = Field(description="書き換え・削除・挿入・入れ替えがないか")
    count: int = Field(description="記録の数")
    hash: str = Field(description="最後の記録のハッシュ。count とともに控えておくと、後で確かめられる")
    broken_at: int | None = Field(description="合わない最初の番号")
    reason: str = Field(description="合わない理由。問題がなければ空")


def _wanted(
    who: _Word = None,
    deed: _Word = None,
    subject: _Word = None,
    key: _Word = None,
    first: Annotated[
        AwareDatetime | None,
        Query(alias="from", description="この日時から（時差つき。例 2026-04-01T00:00:00+09:00）"),
    ] = None,
    last: Annotated[AwareDatetime | None, Query(alias="to", description="この日時の前まで")] = None,
) -> Wanted:
    return Wanted(who, deed, subject, key, _utc(first), _utc(last))


def _utc(moment: datetime | None) -> datetime | None:
    try:
        return moment.astimezone(UTC) if moment else None
    except OverflowError as error:  # the first and the last day that there are
        raise InputError("日時が範囲の外です。") from error


_Filters = Annotated[Wanted, Depends(_wanted)]


@router.get(
    "/v1/audit",
    summary="監査記録を見る",
    description="だれが、いつ、何を見た・変えた・出力した・紹介したか。管理者だけが見られる。",
    response_model=AuditEntriesShape,
    responses=described(401, 403, 422, 500, 503),
)
def entries(desk: CurrentDesk, wanted: _Filters, limit: Limit = 50, after: After = None) -> Any:
    """A page of the trail."""
    items = desk.trail.entries(wanted, limit, after)
    mark = cursor(items[-1].seq) if len(items) == limit else None
    return JSONResponse({"items": [entry_json(one) for one in items], "next": mark})


@router.get(
    "/v1/audit/verification",
    summary="監査記録が書き換えられていないか確かめる",
    response_model=VerificationShape,
    responses=described(401, 403, 422, 500, 503),
)
def verification(desk: CurrentDesk) -> Any:
    """Walk the whole chain."""
    return JSONResponse(verification_json(desk.trail.verify()))


@router.get(
    "/v1/audit/export",
    summary="監査記録をファイルにする",
    description="古い順。この出力も監査記録に残る。CSV は表計算ソフトで開いても数式にならない。",
    response_class=StreamingResponse,
    responses=described(401, 403, 422, 500, 503) | _FILE,
)
def export(
    desk: CurrentDesk,
    wanted: _Filters,
    form: Annotated[Literal["csv", "jsonl"], Query(alias="format", description="ファイルの形")] = "csv",
) -> StreamingResponse:
    """The trail as a file, streaming."""
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(desk.trail.export(form, wanted), media_type=_TYPES[form], headers=headers)
