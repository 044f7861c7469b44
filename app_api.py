"""Door: the REST service. It mounts the routers, maps errors, and does nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

from ingest import api as files_and_surveys
from matching.api import guide, health, metrics, parts
from matching.api.description import operation_id, plainly_named
from matching.api.limits import BodyLimit
from matching.api.problems import add_handlers
from matching.api.queries import known_only
from matching.api.security import SecurityHeaders
from matching.api.service import Service
from matching.api.watching import Figures, Watching

# In the order of the description.
PARTS = (*parts.PARTS, *files_and_surveys.PARTS)
# Asked by machines, which add to an address what they like.
OPEN_PARTS = (health, metrics, guide)


class Api(FastAPI):
    """FastAPI, with a description under plain names."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = plainly_named(super().openapi())
        return self.openapi_schema


def create_app(service: Service | None = None) -> FastAPI:
    """The app over `service`; without one, over what the settings name."""
    app = Api(
        title="受発注マッチング REST サービス",
        description="発注の相談文から、できる受注企業を順位と理由つきで探します。",
        version="1",
        docs_url=None,  # these load scripts from other hosts: matching/api/guide.py stands in
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat the Host header that the caller made up
        lifespan=_lifespan,
        generate_unique_id_function=operation_id,
    )
    service = app.state.service = service or Service()
    for part in PARTS:
        app.include_router(part.router, dependencies=[Depends(known_only)])
    for part in OPEN_PARTS:
        app.include_router(part.router)
    known = service.settings
    app.add_middleware(BodyLimit, largest_file_mb=max(known.upload_mb, known.attachment_mb))
    app.add_middleware(SecurityHeaders, secure=known.secure)
    figures = app.state.figures = Figures()
    app.add_middleware(Watching, figures=figures)
    add_handlers(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    await run_in_threadpool(service.start)
    yield
    await run_in_threadpool(service.close)


app = create_app()
