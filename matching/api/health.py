"""`GET /v1/health`: whether the service can answer, and on what data."""

from __future__ import annotations

from fastapi import APIRouter

from matching.api.problems import described
from matching.api.service import CurrentOffice
from matching.api.shapes import HealthShape

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
