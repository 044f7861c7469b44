"""ETags: what a caller has seen of a thing, so that it needn't be sent twice and nobody overwrites what he hasn't seen."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from starlette.exceptions import HTTPException

from matching.errors import InputError

_TAG = re.compile(r'(?:W/)?"(\d{1,18})"')
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "前に受け取ったものから変わっていない（本文なし）"}
}


def tag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def etag(response: Response, version: int) -> None:
    """Tell the caller which version it gets."""
    response.headers["ETag"] = tag(version)


def fresh(request: Request, version: int) -> bool:
    """Whether the caller has this very version already (If-None-Match): it is answered with `not_modified`."""
    told = request.headers.get("if-none-match", "")
    return told.strip() == "*" or str(version) in _TAG.findall(told)


def not_modified(version: int) -> Response:
    """The answer without a body."""
    return Response(status_code=304, headers={"ETag": tag(version)})


def _given(
    if_match: Annotated[
        str | None,
        Header(description='変える前に受け取った ETag。例：`"3"`。ほかの人が先に変えていれば 412 になる'),
    ] = None,
) -> int | None:
    if if_match is None:
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise InputError('If-Match には、受け取った ETag（例："3"）をそのまま指定してください。')
    return int(found[1])


# The version that the caller means to change where it says so; None: whichever stands.
IfMatchGiven = Annotated[int | None, Depends(_given)]


def _expected(given: IfMatchGiven) -> int:
    if given is None:
        raise HTTPException(428)
    return given


# The version that the caller means to change: 428 without one.
IfMatch = Annotated[int, Depends(_expected)]
