"""The routes beside the pages: signing in and out, passwords by link, the agency's own login, our icon and font."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import forms, navigation
from dashboard.door import same_origin
from dashboard.office import current_gate, current_office
from dashboard.wording import shell as wording
from matching.accounts import cookies
from matching.errors import InputError, JuhatchuError, NotFound, NotSignedIn, TooManyTries
from matching.fonts import font_file
from matching.settings import Settings

if TYPE_CHECKING:
    from matching.accounts.oidc import Oidc

_FORM = "juhatchu_form"  # the cookie whose value a form must repeat
_STATE = "juhatchu_oidc"
_STATIC = Path(__file__).resolve().parent / "static"
_YEAR = {"Cache-Control": "public, max-age=31536000"}


def routes() -> list[Route]:
    """All routes of this module."""
    return [
        Route("/signin", _ask, methods=["GET"]),
        Route("/signin", _sign_in, methods=["POST"]),
        Route("/signout", _sign_out, methods=["GET", "POST"]),
        Route("/invitation/{secret}", _ask_password, methods=["GET"]),
        Route("/invitation/{secret}", _set_password, methods=["POST"]),
        Route("/reset/{secret}", _ask_password, methods=["GET"]),
        Route("/reset/{secret}", _set_password, methods=["POST"]),
        Route("/oidc/start", _to_agency, methods=["GET"]),
        Route("/oidc/callback", _from_agency, methods=["GET"]),
        Route("/brand/icon.svg", _icon, methods=["GET"]),
        Route("/favicon.png", _icon, methods=["GET"]),
        Route("/brand/ipaexg.ttf", _font, methods=["GET"]),
    ]


async def _ask(request: Request) -> Response:
    wanted = navigation.local_path(request.query_params.get("next", "/"))
    said = {"out": wording.SIGNED_OUT, "set": wording.PASSWORD_SET}.get(
        request.query_params.get("said", ""), ""
    )
    return _sign_in_page(request, 200, wanted, said=said)


def _sign_in_page(
    request: Request, status: int, wanted: str, *, login: str = "", wrong: str = "", said: str = ""
) -> Response:
    token = _token(request)
    agency = _agency_ready()
    html = forms.sign_in(token, wanted, login=login, wrong=wrong, said=said, agency=agency)
    return _with_token(HTMLResponse(html, status), token)


async def _sign_in(request: Request) -> Response:
    form = await request.form(max_fields=10, max_files=0)
    login, password = _text(form.get("login")), _text(form.get("password"))
    wanted = navigation.local_path(_text(form.get("next")))
    if not _token_holds(request, form.get("token")):
        return _sign_in_page(request, 403, wanted, login=login, wrong=wording.FORM_OVER)
    address = request.client.host if request.client else ""
    try:
        signed = await run_in_threadpool(lambda: current_gate().sign_in(login, password, address))
    except TooManyTries as error:
        answer = _sign_in_page(request, 429, wanted, login=login, wrong=wording.too_many(error.seconds))
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except NotSignedIn as error:
        return _sign_in_page(request, 401, wanted, login=login, wrong=str(error))
    except JuhatchuError as error:
        status = 422 if isinstance(error, InputError) else 503
        return _sign_in_page(request, status, wanted, login=login, wrong=str(error))
    return _into(signed.secret, wanted)


def _into(secret: str, wanted: str) -> Response:
    answer = RedirectResponse(wanted, 303)
    answer.headers.append("Set-Cookie", cookies.session_cookie(secret, Settings.load()))
    return answer


async def _sign_out(request: Request) -> Response:
    if request.method == "GET" and not same_origin(request.headers):
        token = _token(request)
        return _with_token(HTMLResponse(forms.sign_out(token)), token)
    secret = request.cookies.get(cookies.NAME, "")
    answer: Response = RedirectResponse("/signin?said=out", 303)
    try:
        if secret:
            await run_in_threadpool(lambda: current_gate().sign_out(secret))
    except JuhatchuError:
        # The browser forgets the session all the same: somebody else may sit down at this PC.
        html = forms.message(wording.SIGN_OUT, wording.SIGNED_OUT_HERE, "/signin", wording.SIGN_IN_AGAIN)
        answer = HTMLResponse(html, 503)
    answer.headers.append("Set-Cookie", cookies.cleared_cookie(Settings.load()))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def _ask_password(request: Request) -> Response:
    return await _password_page(request, 200)


async def _password_page(request: Request, status: int, wrong: str = "") -> Response:
    secret = request.path_params["secret"]
    try:
        link = await run_in_threadpool(lambda: current_gate().link(secret))
    except NotFound:
        html = forms.message(wording.SIGN_IN_TITLE, wording.LINK_USED, "/signin", wording.SIGN_IN_AGAIN)
        return _unnamed(HTMLResponse(html, 404))
    except JuhatchuError as error:
        return _unnamed(HTMLResponse(forms.message(wording.SIGN_IN_TITLE, str(error)), 503))
    title = wording.INVITATION_TITLE if link.kind == "invitation" else wording.RESET_TITLE
    token = _token(request)
    html = forms.new_password(
        title, link.name, link.login, token, f"/{link.kind}/{quote(secret, safe='')}", wrong
    )
    return _unnamed(_with_token(HTMLResponse(html, status), token))


async def _set_password(request: Request) -> Response:
    secret = request.path_params["secret"]
    form = await request.form(max_fields=10, max_files=0)
    password = _text(form.get("password"))
    if not _token_holds(request, form.get("token")):
        return await _password_page(request, 403, wording.FORM_OVER)
    if password != _text(form.get("again")):
        return await _password_page(request, 422, wording.NOT_THE_SAME)
    try:
        await run_in_threadpool(lambda: current_gate().use_link(secret, password))
    except InputError as error:
        return await _password_page(request, 422, str(error))
    except JuhatchuError as error:
        return await _password_page(request, 503, str(error))
    return _unnamed(RedirectResponse("/signin?said=set", 303))


def _unnamed(answer: Response) -> Response:
    """An answer whose address holds a secret: no page that is reached from it is told the address."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _agency_ready() -> bool:
    return bool(Settings.load().oidc_issuer)


async def _to_agency(request: Request) -> Response:
    if not _agency_ready():
        return HTMLResponse(forms.message(wording.NOT_FOUND_TITLE, wording.NOT_FOUND), 404)
    wanted = navigation.local_path(request.query_params.get("next", "/"))
    try:
        started = await run_in_threadpool(lambda: _oidc().start(wanted))
    except JuhatchuError as error:
        return _sign_in_page(request, 503, wanted, wrong=str(error))
    answer = RedirectResponse(started.url, 303)
    answer.set_cookie(
        _STATE,
        started.state,
        max_age=600,
        httponly=True,
        samesite="lax",
        secure=Settings.load().secure,
        path="/oidc",
    )
    return answer


async def _from_agency(request: Request) -> Response:
    state = request.cookies.get(_STATE, "")
    try:
        signed, wanted = await run_in_threadpool(lambda: _oidc().finish(state, dict(request.query_params)))
    except JuhatchuError as error:
        return _sign_in_page(request, 401 if isinstance(error, InputError) else 503, "/", wrong=str(error))
    answer = _into(signed.secret, navigation.local_path(wanted))
    answer.delete_cookie(_STATE, path="/oidc")
    return answer


def _oidc() -> Oidc:
    from matching.accounts.oidc import Oidc  # takes a while, and few offices have such a login

    return Oidc(current_gate(), current_office().settings)


async def _icon(_: Request) -> Response:
    return FileResponse(_STATIC / "icon.svg", headers=_YEAR)


async def _font(_: Request) -> Response:
    return FileResponse(font_file(), media_type="font/ttf", headers=_YEAR)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _token(request: Request) -> str:
    return request.cookies.get(_FORM) or secrets.token_urlsafe(32)


def _with_token(answer: Response, token: str) -> Response:
    secure = Settings.load().secure
    answer.set_cookie(_FORM, token, max_age=3600, httponly=True, samesite="strict", secure=secure)
    return answer


def _token_holds(request: Request, given: object) -> bool:
    kept = request.cookies.get(_FORM, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), _text(given).encode())
