"""Who comes in by HTTP: pages, files and the live connection are for people who have signed in; what other sites send is refused.

Streamlit's own check of origins asks a host on the internet for this machine's address, and allows any port of it; ours takes the
browser's word of where a request comes from, which is stricter and asks nobody.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import forms, navigation
from dashboard.office import viewer_of_cookie
from dashboard.wording import shell as wording
from dashboard.wording import widgets
from matching.corporate.access import NOBODY
from matching.errors import JuhatchuError

# Open to everybody: signing in, the look of it, and the machine's question whether we live.
_OPEN = re.compile(
    r"/(signin|signout|invitation/.*|reset/.*|oidc/.*|brand/.*|static/.*|favicon\.png|_stcore/health|_stcore/host-config)"
)
# Streamlit's own addresses; anything else is a page, a file of ours, or nothing.
_STREAMLIT = re.compile(r"/(_stcore|media|component|bidi_component)/.*")
_FILES = re.compile(r"/files/.*")
_SCRIPTS = Path(__file__).parent / "static"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Streamlit's front end writes styles and compiles chart expressions while it runs; nothing may be loaded from or sent to another host.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Door:
    """ASGI middleware around the whole dashboard."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, send to the sign-in, or refuse."""
        if scope["type"] == "websocket":
            await self._live(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _guarded(scope, send))
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        if same_origin(Headers(scope=scope)) and await _signed_in(scope, in_doubt=True):
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await _refusal(scope)
        await (answer or self._app)(scope, receive, send)


async def _refusal(scope: Scope) -> Response | None:
    """What stands in the way of a request, or the frame of a page; None: the app answers."""
    path, method, headers = scope["path"], scope["method"], Headers(scope=scope)
    if method not in _SAFE and not same_origin(headers):
        return PlainTextResponse(wording.FROM_ELSEWHERE, 403)
    if _OPEN.fullmatch(path):
        return None
    own_file = _STREAMLIT.fullmatch(path) or _FILES.fullmatch(path)
    if not await _signed_in(scope, in_doubt=not own_file):
        if method == "GET" and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"/signin?next={quote(_wanted(scope))}", 303)
        return PlainTextResponse(wording.SESSION_OVER, 401)
    if own_file:
        return None
    if navigation.page_at(path) is None:
        return HTMLResponse(forms.message(wording.NOT_FOUND_TITLE, wording.NOT_FOUND), 404)
    return HTMLResponse(_frame(), headers={"Cache-Control": "no-cache"})


def same_origin(headers: Headers) -> bool:
    """Whether a browser sends this from a page of ours: its Origin (or, in its place, Sec-Fetch-Site) says so."""
    if origin := headers.get("origin", ""):
        try:
            return urlsplit(origin).netloc == headers.get("host", "")
        except ValueError:  # no address at all
            return False
    return headers.get("sec-fetch-site") in {"same-origin", "none"}


async def _signed_in(scope: Scope, *, in_doubt: bool) -> bool:
    """Whether the cookie's session holds; `in_doubt` where the database can't be asked: the frame of a page may be shown, and says why."""
    try:
        viewer = await run_in_threadpool(viewer_of_cookie, HTTPConnection(scope).headers.get("cookie", ""))
    except JuhatchuError:
        return in_doubt
    return viewer != NOBODY


def _wanted(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def _guarded(scope: Scope, send: Send) -> Send:
    """`send` with the security headers; what shows data is kept by no cache."""
    kept = scope["path"].startswith(("/static/", "/brand/"))

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            del headers["Access-Control-Allow-Origin"]
            if not kept:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return guarded


def _words() -> str:
    """The script that puts the widgets' own words into Japanese, with its tables."""
    script = (_SCRIPTS / "words.js").read_text(encoding="utf-8")
    for name, table in (("__WORDS__", widgets.WORDS), ("__SENTENCES__", widgets.SENTENCES)):
        script = script.replace(f"({name})", f"({json.dumps(dict(table), ensure_ascii=False)})")
    return script


@cache
def _frame() -> str:
    """Streamlit's page with our name, language, icon and words in place of its own, and what it unfolds within reach of the keyboard."""
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', '<html lang="ja">')
    html = re.sub("<title>.*?</title>", f"<title>{wording.PRODUCT}</title>", html)
    html = re.sub(r'<link\s+rel="preload"[^>]*>|<link rel="service-desc"[^>]*>', "", html)
    html = html.replace("./favicon.png", "/brand/icon.svg")
    reach = (_SCRIPTS / "reach.js").read_text(encoding="utf-8")
    html = html.replace("</head>", f"<script>{_words()}</script><script>{reach}</script></head>")
    return re.sub(r"(<noscript>).*?(</noscript>)", rf"\1{wording.NEEDS_SCRIPT}\2", html, flags=re.DOTALL)
