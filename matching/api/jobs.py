"""`/v1/jobs`: long work, how far it is, and stopping it; the index made anew."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from matching.api.paging import After, Limit
from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.api.shapes import JobShape, JobsShape
from matching.api.shown import following, job_json
from matching.corporate.tables import LARGEST_ID

router = APIRouter()

JobId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="作業の番号")]


@router.get(
    "/v1/jobs",
    summary="時間のかかる作業を一覧する",
    description="自分の始めた作業。管理者にはすべて。",
    responses=described(401, 403, 422, 500, 503),
    tags=["jobs"],
)
def list_jobs(desk: CurrentDesk, after: After, limit: Limit = 50) -> JobsShape:
    """A page of jobs."""
    found = desk.jobs.list(limit + 1, after)
    items = [job_json(one) for one in found[:limit]]
    return JobsShape.model_validate(
        {"items": items, "next": following(found[limit - 1].id if len(found) > limit else None)}
    )


@router.get(
    "/v1/jobs/{id}",
    summary="作業の進み具合を見る",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=JobShape,
    tags=["jobs"],
)
def one_job(desk: CurrentDesk, id: JobId) -> Any:
    """One job."""
    return job_json(desk.jobs.job(id))


@router.delete(
    "/v1/jobs/{id}",
    status_code=202,
    summary="作業を中止する",
    description="区切りのよいところで止まり、途中までの書き込みは取り消される。終わった作業には 409。",
    responses=described(401, 403, 404, 409, 422, 500, 503),
    tags=["jobs"],
)
def stop_job(desk: CurrentDesk, id: JobId) -> JobShape:
    """Ask a job to stop."""
    return JobShape.model_validate(job_json(desk.jobs.stop(id)))


@router.post(
    "/v1/index",
    status_code=202,
    summary="索引を一から作り直す",
    description="管理者だけ。作業として裏で進む。進み具合は /v1/jobs/{id} で分かる。",
    responses=described(401, 403, 409, 422, 500, 503),
    tags=["jobs"],
)
def rebuild_index(desk: CurrentDesk, response: Response) -> JobShape:
    """Make the index anew, in the background."""
    job = desk.rebuild_index()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobShape.model_validate(job_json(job))
