"""Attached files and the audit trail, by routes of ours: the access rules are asked and it is on the trail before the first byte."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard import admin_tables, forms
from dashboard.office import current_office, viewer_of_cookie
from dashboard.wording import admin
from dashboard.wording import shell as wording
from matching.errors import InputError, JuhatchuError, NotFound, NotSignedIn

AUDIT = "/files/audit.csv"


def routes() -> list[Route]:
    """All routes of this module."""
    return [
        Route("/files/attachments/{number}", _attachment, methods=["GET"]),
        Route(AUDIT, _audit, methods=["GET"]),
    ]


async def _attachment(request: Request) -> Response:
    cookie, digits = request.headers.get("cookie", ""), request.path_params["number"]
    if not re.fullmatch("[0-9]{1,18}", digits):
        return HTMLResponse(forms.message(wording.NOT_FOUND_TITLE, wording.NOT_FOUND), 404)
    number = int(digits)
    try:
        viewer = await run_in_threadpool(viewer_of_cookie, cookie)
        view, content = await run_in_threadpool(lambda: current_office().desk(viewer).files.fetch(number))
    except JuhatchuError as error:
        return HTMLResponse(forms.message(wording.FILE_TITLE, str(error)), _status(error))
    return StreamingResponse(content, media_type="application/octet-stream", headers=_named(view.name))


async def _audit(request: Request) -> Response:
    """The trail as CSV, line by line: there may be more of it than a page could hold."""
    cookie, asked = request.headers.get("cookie", ""), request.query_params
    try:
        wanted = admin_tables.asked_by(asked)
        viewer = await run_in_threadpool(viewer_of_cookie, cookie)
        lines = await run_in_threadpool(lambda: current_office().desk(viewer).trail.export("csv", wanted))
    except JuhatchuError as error:
        return HTMLResponse(forms.message(wording.FILE_TITLE, str(error)), _status(error))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_named(admin.EXPORT_FILE))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _status(error: JuhatchuError) -> int:
    for kind, status in ((NotFound, 404), (NotSignedIn, 401), (InputError, 403)):
        if isinstance(error, kind):
            return status
    return 503
