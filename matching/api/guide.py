"""`GET /docs`: a page about the service made from its own OpenAPI description.

FastAPI's pages load their scripts from other hosts, which an office network may not reach: this one loads nothing.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from matching.api.security import CONTENT_POLICY

router = APIRouter(include_in_schema=False)

_STYLE = """
body { font: 18px/1.7 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
pre { background: #f3f3f3; padding: .8rem; overflow-x: auto; font-size: 16px; }
table { border-collapse: collapse; } td, th { border: 1px solid #aaa; padding: .3rem .7rem; text-align: left; }
h2 { border-top: 2px solid #888; padding-top: 1rem; }
"""
# The page's own style is named by its digest: no other is taken.
_POLICY = f"{CONTENT_POLICY}; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
_PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>{title}</title>
<style>{style}</style></head><body><h1>{title}</h1><p>{description}</p>
<p>プログラム向けの説明（OpenAPI）：<a href="{root}/openapi.json">openapi.json</a></p>
{endpoints}</body></html>"""


@router.get("/docs")
def guide(request: Request) -> HTMLResponse:
    """The page, in Japanese."""
    description: dict[str, Any] = request.app.openapi()
    parts = [
        _endpoint(method, path, about)
        for path, methods in description["paths"].items()
        for method, about in methods.items()
    ]
    info = description["info"]
    page = _PAGE.format(
        style=_STYLE,
        title=escape(info["title"]),
        description=escape(info["description"]),
        root=escape(request.scope.get("root_path", "")),
        endpoints="\n".join(parts),
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _endpoint(method: str, path: str, about: dict[str, Any]) -> str:
    body = about.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = "".join(
        f"<p>例：{escape(one['summary'])}</p><pre>{escape(json.dumps(one['value'], ensure_ascii=False, indent=2))}</pre>"
        for one in body.get("examples", {}).values()
    )
    answers = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(answer['description'])}</td></tr>"
        for status, answer in about["responses"].items()
    )
    return (
        f"<h2>{escape(about['summary'])}</h2><pre>{method.upper()} {escape(path)}</pre>"
        f"<p>{escape(about.get('description', ''))}</p>{examples}<table><tr><th>状態</th><th>意味</th></tr>{answers}</table>"
    )
