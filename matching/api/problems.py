"""Errors -> problem details (RFC 9457, application/problem+json) in Japanese, without traces and without paths."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from matching.errors import DatabaseError, InputError, JuhatchuError, NotFound

_log = logging.getLogger(__name__)

_TITLES: Mapping[int, str] = {
    400: "リクエストを読み取れません",
    404: "見つかりません",
    405: "この使い方はできません",
    413: "リクエストが大きすぎます",
    422: "入力を確かめてください",
    500: "サービスの中で問題が起きました",
    503: "いまは使えません",
}
_DETAILS: Mapping[int, str] = {
    400: "本文を JSON として読み取れません。",
    404: "このアドレスには何もありません。/openapi.json に一覧があります。",
    405: "このアドレスはその方法（GET、POST など）では使えません。/openapi.json に一覧があります。",
    413: "本文を小さくして、もう一度送ってください。",
    500: "もう一度試しても直らないときは、管理者に時刻を伝えてください。",
    503: "企業データベースを使えません。しばらくしてからもう一度試し、直らないときは管理者に伝えてください。",
}
# pydantic's kinds of error -> what the caller should do.
_FAULTS: Mapping[str, str] = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "知らない項目です",
    "string_type": "文字列で指定してください",
    "string_too_long": "{max_length:,} 文字以内で指定してください",
    "string_too_short": "空にはできません",
    "string_unicode": "文字として読み取れない部分があります",
    "string_pattern_mismatch": "形が違います",
    "bool_type": "true か false で指定してください",
    "int_type": "整数で指定してください",
    "int_from_float": "整数で指定してください",
    "int_parsing_size": "整数で指定してください",
    "greater_than_equal": "{ge:,} 以上で指定してください",
    "less_than_equal": "{le:,} 以下で指定してください",
    "dict_type": "{{ }} で囲んだ項目と値で指定してください",
    "model_attributes_type": "{{ }} で囲んだ JSON で指定してください（Content-Type は application/json）",
    "json_invalid": "JSON として読み取れません",
    "too_long": "{max_length} 個以内で指定してください",
}
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """問題の中身（RFC 9457）。"""  # shown on the OpenAPI page

    type: str = Field(description="問題の種類。いまは常に about:blank")
    title: str = Field(description="問題の見出し")
    status: int = Field(description="HTTP の状態番号")
    detail: str = Field(description="何をすればよいか（日本語の文）")


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an endpoint may answer with, as OpenAPI wants them."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": _TITLES[status], "content": content} for status in statuses}


def add_handlers(app: FastAPI) -> None:
    """Answer every error with a problem."""
    app.add_exception_handler(JuhatchuError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


def _on_ours(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, NotFound):
        return _answer(404, str(error))
    if isinstance(error, InputError):
        return _answer(422, str(error))
    _log.error("%s", error)  # the message may name files: it stays here
    return _answer(503 if isinstance(error, DatabaseError) else 500)


def _on_invalid(_request: Request, error: Exception) -> JSONResponse:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    first: dict[str, Mapping[str, Any]] = {}
    for one in faults:  # a value that may be of two kinds fails twice
        first.setdefault(_place(one["loc"]), one)
    return _answer(422, "".join(f"{_fault(one)}。" for one in first.values()))


def _on_http(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return _answer(status, headers=headers)


def _on_unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return _answer(500)  # the server raises the error again, for its log


def _answer(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    title = _TITLES.get(status, _TITLES[400])
    problem = Problem(
        type="about:blank", title=title, status=status, detail=detail or _DETAILS.get(status, "")
    )
    return JSONResponse(problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


def _fault(error: Mapping[str, Any]) -> str:
    """One sentence a fault; what was sent is not repeated."""
    words = _FAULTS.get(error["type"], "値が正しくありません").format(**error.get("ctx", {}))
    place = _place(error["loc"])
    return f"{place}：{words}" if place else f"本文：{words}"


def _place(location: Sequence[str | int]) -> str:
    """`where` of ("body", "where", "city"); "" where the body as a whole is at fault or the name is no name."""
    name = location[1] if len(location) > 1 else ""
    return name if isinstance(name, str) and name.isidentifier() and len(name) <= 40 else ""
