"""`GET /v1/health`: whether the service lives, and on what data; `GET /v1/ready`: whether it may be sent requests."""

from __future__ import annotations

from fastapi import APIRouter

from matching.api.problems import described
from matching.api.service import CurrentOffice, CurrentService
from matching.api.shapes import HealthShape, ReadyShape

router = APIRouter()


@router.get(
    "/v1/health",
    summary="サービスが使えるかを確かめる",
    description="企業データベースを読めないときは 503。",
    response_description="使える",
    responses=described(500, 503),
    tags=["health"],
)
def health(office: CurrentOffice) -> HealthShape:
    """Reads the database each time, so that a lost one shows."""
    matcher = office.matcher
    return HealthShape(
        status="ok",
        revision=f"{matcher.db.identity}:{matcher.db.revision()}",
        suppliers=matcher.db.supplier_count(),
        encoder=matcher.engine.encoder_name,
    )


@router.get(
    "/v1/ready",
    summary="リクエストを受けられるかを確かめる",
    description="企業データベースを読めて、索引が使えるときだけ 200。それまでと、終了するときは 503（振り分け装置や起動の待ち合わせに使う）。",
    response_description="受けられる",
    responses=described(500, 503),
    tags=["health"],
)
def ready(service: CurrentService) -> ReadyShape:
    """Makes the index usable where it isn't yet."""
    office = service.ready()
    office.db.revision()
    return ReadyShape(status="ready")
