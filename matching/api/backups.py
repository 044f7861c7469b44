"""`/v1/backups`: which backups there are, and a new one. Fetching and restoring them is for who can reach the server's files."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import Field

from matching.api.case_shapes import Given
from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.api.shapes import JobShape
from matching.api.shown import job_json

router = APIRouter(tags=["backups"])


class BackupShape(Given):
    """バックアップのファイル。"""

    name: str = Field(description="ファイルの名前", examples=["juhatchu-20261122-030000.db"])
    made_at: datetime = Field(description="作った時刻（UTC）")
    size: int = Field(description="バイト")


class BackupsShape(Given):
    """バックアップの一覧。"""

    items: list[BackupShape] = Field(description="新しい順")


@router.get(
    "/v1/backups",
    summary="バックアップを一覧する",
    description="設定の backup_folder にあるもの。管理者だけ。",
    responses=described(401, 403, 500, 503),
)
def list_backups(desk: CurrentDesk) -> BackupsShape:
    """All backups of the folder."""
    found = [BackupShape(name=one.name, made_at=one.made_at, size=one.size) for one in desk.backups.listed()]
    return BackupsShape(items=found)


@router.post(
    "/v1/backups",
    status_code=202,
    summary="バックアップを作る",
    description="管理者だけ。使いながらでよい。作業として裏で進む。ファイルの受け取りと復元は、サーバーで行う。",
    responses=described(401, 403, 422, 500, 503),
)
def make_backup(desk: CurrentDesk, response: Response) -> JobShape:
    """Begin a backup, in the background."""
    job = desk.backups.begin()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobShape.model_validate(job_json(job))
