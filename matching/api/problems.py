"""Errors -> problem details (RFC 9457, application/problem+json) in Japanese, without traces and without paths."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from matching.api.headers import etag
from matching.api.security import HEADERS
from matching.corporate.requests import Answered
from matching.errors import (
    AccessDenied,
    Conflict,
    DatabaseError,
    InputError,
    JuhatchuError,
    NotFound,
    NotSignedIn,
    Stale,
    TooManyTries,
)

_log = logging.getLogger(__name__)

# A status -> title and detail, in Japanese and in English.
_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("リクエストを読み取れません", "The request cannot be read"),
    401: ("サインインが必要です", "Sign-in required"),
    403: ("この操作はできません", "Not permitted"),
    404: ("見つかりません", "Not found"),
    405: ("この使い方はできません", "Method not allowed"),
    409: ("いまの状態と合いません", "Conflict with the present state"),
    412: ("ほかの人が先に変えました", "Changed by somebody else meanwhile"),
    413: ("リクエストが大きすぎます", "The request is too large"),
    422: ("入力を確かめてください", "The input cannot be used"),
    428: ("どの版を変えるのかが必要です", "A condition is required"),
    429: ("しばらく待ってください", "Too many tries"),
    500: ("サービスの中で問題が起きました", "Something went wrong inside the service"),
    503: ("いまは使えません", "Not available at present"),
}
_DETAILS: Mapping[int, tuple[str, str]] = {
    400: ("本文を JSON として読み取れません。", "The body cannot be read as JSON."),
    401: (
        "サインインするか、API トークンを付けて送ってください。",
        "Sign in with a right login and password, or send an API token that is still good.",
    ),
    403: (
        "この操作をする権限がありません。",
        "Your roles do not permit this, or a session's request lacks X-Requested-With: juhatchu.",
    ),
    404: (
        "このアドレスには何もありません。/openapi.json に一覧があります。",
        "There is nothing here that you may see. /openapi.json lists all addresses.",
    ),
    405: (
        "このアドレスはその方法（GET、POST など）では使えません。/openapi.json に一覧があります。",
        "This address does not take this method. /openapi.json lists what it takes.",
    ),
    409: (
        "いまの状態を読み直してから、もう一度操作してください。",
        "Read the present state, then try again.",
    ),
    412: (
        "ほかの人が先に変えたため、上書きしませんでした。読み直してから、もう一度変えてください。",
        "Somebody else changed it, so nothing was overwritten. Read it again, then change it.",
    ),
    413: ("本文を小さくして、もう一度送ってください。", "Send a smaller body."),
    422: ("入力を確かめてください。", "A value is missing, unknown or out of range; `detail` says which."),
    428: (
        "If-Match に、受け取った ETag を付けて送ってください。",
        "Send the ETag that you received in If-Match.",
    ),
    429: ("しばらく待ってから、もう一度試してください。", "Wait a while, then try again."),
    500: (
        "もう一度試しても直らないときは、管理者に時刻を伝えてください。",
        "If it happens again, tell the administrator when.",
    ),
    503: (
        "企業データベースを使えません。しばらくしてからもう一度試し、直らないときは管理者に伝えてください。",
        "The corporate database cannot be used. Try again later, else tell the administrator.",
    ),
}
# Our errors that have a status of their own; the rest of InputError is 422.
_STATUSES: tuple[tuple[type[InputError], int], ...] = (
    (NotFound, 404),
    (NotSignedIn, 401),
    (AccessDenied, 403),
    (Stale, 412),
    (Conflict, 409),
    (TooManyTries, 429),
)
# pydantic's kinds of error -> what the caller should do.
_FAULTS: Mapping[str, str] = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "知らない項目です",
    "string_type": "文字列で指定してください",
    "string_too_long": "{max_length:,} 文字以内で指定してください",
    "string_too_short": "空にはできません",
    "string_unicode": "文字として読み取れない部分があります",
    "string_pattern_mismatch": "形が違います",
    **dict.fromkeys(("bool_type", "bool_parsing"), "true か false で指定してください"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "整数で指定してください"
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "日付は 2026-11-22 の形で指定してください",
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"),
        "日時は 2026-11-22T09:00:00+09:00 の形で指定してください",
    ),
    "greater_than_equal": "{ge:,} 以上で指定してください",
    "less_than_equal": "{le:,} 以下で指定してください",
    "dict_type": "{{ }} で囲んだ項目と値で指定してください",
    "model_attributes_type": "{{ }} で囲んだ JSON で指定してください（Content-Type は application/json）",
    "json_invalid": "JSON として読み取れません",
    "list_type": "[ ] で囲んだ一覧で指定してください",
    "too_long": "{max_length} 個以内で指定してください",
    "too_short": "{min_length} 個以上を指定してください",
    "literal_error": "次から選んでください（{choices}）",
    "unknown_query": "{words}",
}
# A name of ours, or one like it; anything else that was sent is not repeated.
_NAME = re.compile(r"(?!\d)[\w.-]{1,40}")
# Where a value may be of several kinds, the kind that was tried stands last.
_KINDS = frozenset({"str", "int", "constrained-str", "constrained-int"})
_CHOICE = re.compile(r"'([^']+)'")
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """問題の中身（RFC 9457）。"""  # shown on the OpenAPI page

    type: str = Field(description="問題の種類。いまは常に about:blank")
    title: str = Field(description="問題の見出し")
    status: int = Field(description="HTTP の状態番号")
    detail: str = Field(description="何をすればよいか（日本語の文）")
    title_en: str = Field(description="見出し（英語）")
    detail_en: str = Field(
        description="何をすればよいか（英語。項目の誤りのほかは、状態番号ごとの決まった文）"
    )


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an endpoint may answer with, as OpenAPI wants them."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": _TITLES[status][0], "content": content} for status in statuses}


def add_handlers(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(JuhatchuError, _on_ours)
    app.add_exception_handler(Answered, _on_answered)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


def _on_ours(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, InputError):
        status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 422)
        return _answer(status, str(error), _headers(status, error))
    _log.error("%s", error)  # the message may name files: it stays here
    return _answer(503 if isinstance(error, DatabaseError) else 500)


def _headers(status: int, error: InputError) -> dict[str, str] | None:
    if isinstance(error, TooManyTries):
        return {"Retry-After": str(error.seconds)}
    return {"WWW-Authenticate": 'Bearer realm="juhatchu"'} if status == 401 else None


def _on_answered(request: Request, error: Exception) -> JSONResponse:
    """The same work was done before: its answer again, with the route's own status."""
    content = dict(error.content) if isinstance(error, Answered) else {}
    route = request.scope.get("route")
    response = JSONResponse(content, getattr(route, "status_code", None) or 200)
    response.headers["Idempotency-Replayed"] = "true"
    if isinstance(content.get("version"), int):
        etag(response, content["version"])
    return response


def _on_invalid(_request: Request, error: Exception) -> JSONResponse:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    first: dict[str, Mapping[str, Any]] = {}
    for one in faults:  # a value that may be of two kinds fails twice
        first.setdefault(_place(one["loc"]), one)
    japanese = "".join(f"{_fault(one)}。" for one in first.values())
    english = " ".join(f"{place or one['loc'][0]}: {one['msg']}." for place, one in first.items())
    return _answer(422, japanese, detail_en=english.replace("?.", "?"))


def _on_http(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return _answer(status, headers=headers)


def _on_unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return _answer(
        500, headers=HEADERS
    )  # past the middleware; the server raises the error again, for its log


def _answer(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, detail_en: str = ""
) -> JSONResponse:
    title, title_en = _TITLES.get(status, _TITLES[400])
    known, known_en = _DETAILS.get(status, _DETAILS[400])
    problem = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail or known,
        title_en=title_en,
        detail_en=detail_en or known_en,
    )
    return JSONResponse(problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


def _fault(error: Mapping[str, Any]) -> str:
    """One sentence a fault; what was sent is not repeated."""
    told = dict(error.get("ctx", {}))
    told["choices"] = "、".join(_CHOICE.findall(str(told.get("expected", ""))))
    words = _FAULTS.get(error["type"], "値が正しくありません").format(**told)
    whole = "アドレスの ? の後ろ" if error["loc"][0] == "query" else "本文"
    return f"{_place(error['loc']) or whole}：{words}"


def _place(location: Sequence[str | int]) -> str:
    """`edits[0].deed` of ("body", "edits", 0, "deed"), up to what is no name; "" where the body as a whole is at fault."""
    place = ""
    for step in location[1:]:
        if isinstance(step, int) and place:
            place += f"[{step}]"
        elif isinstance(step, str) and _NAME.fullmatch(step) and step not in _KINDS:
            place += f".{step}" if place else step
        else:
            break
    return place
