"""The one office of a running service, and the desk of whoever sends a request.

The office is opened when the service starts, or by the first request that can.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.datastructures import FormData

from matching.accounts.cookies import NAME as COOKIE
from matching.api.following import Following
from matching.corporate.access import NOBODY, Viewer
from matching.corporate.requests import RequestKey
from matching.desk import Desk, Office
from matching.errors import AccessDenied, DatabaseError, JuhatchuError, NotSignedIn
from matching.matcher import Matcher
from matching.settings import Settings, in_japan

_log = logging.getLogger(__name__)
# Who a session's viewer is, is looked up anew after so many seconds: what an administrator changes holds from then on.
_REMEMBERED = 5.0
_MOST_REMEMBERED = 10_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ENDING = "サービスを終了しています。"
_NOT_SIGNED_IN = "サインインしてください。"


class Service:
    """Holds the office. What keeps it from opening goes to the log; callers are told only that it isn't ready."""

    def __init__(self, matcher: Matcher | None = None, settings: Settings | None = None) -> None:
        self._given = matcher is not None
        self._settings = settings
        self._office = Office(matcher, self.settings) if matcher is not None else None
        self._following: Following | None = None
        self._opening = threading.Lock()
        self._viewers: dict[str, tuple[float, Viewer]] = {}
        self.ending = False  # the process is about to end and wants no more requests

    @property
    def settings(self) -> Settings:
        """The settings; what stands for them by default while they can't be read, which `office` then tells."""
        try:
            return self._settings or Settings.load()
        except JuhatchuError as error:
            _log.error("%s", error)
            return Settings()

    def start(self) -> None:
        """Count days as Japan does, and open now, index included, so that the first request doesn't wait for it.

        A failure is tried again later.
        """
        in_japan()
        try:
            self.ready()
        except DatabaseError as error:
            _log.error("%s", error)

    def ready(self) -> Office:
        """The office with an index that can be used. Raises DatabaseError, also while the service ends."""
        if self.ending:
            raise DatabaseError(_ENDING)
        matcher = self.office().matcher
        if matcher.index.revision < 0:
            with matcher.turn:
                matcher.index.follow()
        return self.office()

    def office(self) -> Office:
        """The office, opened if it isn't yet. Raises DatabaseError while it can't be."""
        with self._opening:
            if self._office is None:
                self._office = _open(self._settings)
                self._following = Following(self._office.matcher)
            return self._office

    def close(self) -> None:
        """Close what `office` opened; a matcher that was given stays open."""
        with self._opening:
            if self._following is not None:
                self._following.close()
                self._following = None
            if self._office is not None:
                self._office.close(matcher_too=not self._given)
            if not self._given:
                self._office = None

    def viewer(self, kind: str, secret: str) -> Viewer:
        """Whose session or token this is; NOBODY for none that holds. Remembered for some seconds, by the secret's digest."""
        digest = hashlib.sha256(f"{kind}:{secret}".encode("utf-8", "replace")).hexdigest()
        until, viewer = self._viewers.get(digest, (0.0, NOBODY))
        if until > time.monotonic():
            return viewer
        gate = self.office().gate
        try:
            found = gate.viewer_of_session(secret) if kind == "session" else gate.viewer_of_token(secret)
        except NotSignedIn:
            return NOBODY
        if len(self._viewers) >= _MOST_REMEMBERED:
            self.forget()
        self._viewers[digest] = (time.monotonic() + _REMEMBERED, found)
        return found

    def forget(self) -> None:
        """Look all viewers up anew: somebody signed out, or an account was changed."""
        self._viewers.clear()


def _open(settings: Settings | None) -> Office:
    try:
        return Office.open(settings or Settings.load())
    except JuhatchuError as error:  # wrong settings too are the office's affair, not the caller's
        raise DatabaseError(str(error)) from error


def current_service(request: Request) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


def _office(request: Request) -> Office:
    return current_service(request).office()


_COOKIE = APIKeyCookie(name=COOKIE, auto_error=False, description="サインインで渡される Cookie")
_BEARER = HTTPBearer(auto_error=False, description="API トークン")


def current_viewer(
    request: Request,
    _cookie: Annotated[str | None, Depends(_COOKIE)] = None,
    _bearer: Annotated[object, Depends(_BEARER)] = None,
) -> Viewer:
    """Who sends the request: by its token, else by its session; NOBODY without. Raises AccessDenied for another site's form."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    service = current_service(request)
    if scheme.lower() == "bearer" and token.strip():
        return service.viewer("token", token.strip())
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return NOBODY
    if request.method not in _SAFE and not _from_here(request):
        raise AccessDenied(
            "別のサイトからの操作は受け付けません。ヘッダー X-Requested-With: juhatchu を付けてください。"
        )
    return service.viewer("session", secret)


def _from_here(request: Request) -> bool:
    """Whether a page of ours, or a program that knows us, sent it: a form on another site can do neither."""
    if request.headers.get("x-requested-with") == "juhatchu":
        return True
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host", "")


def _desk(request: Request, viewer: Annotated[Viewer, Depends(current_viewer)]) -> Desk:
    request.state.viewer = viewer  # for the log: its key
    if viewer == NOBODY:
        raise NotSignedIn(_NOT_SIGNED_IN)
    return current_service(request).office().desk(viewer)


def _open_desk(request: Request, viewer: Annotated[Viewer, Depends(current_viewer)]) -> Desk:
    return current_service(request).office().desk(viewer)


async def _key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="同じ書き込みを二度しないための印。同じ値で送り直すと、最初の答えがそのまま返る（48 時間）",
        ),
    ] = None,
) -> RequestKey | None:
    if idempotency_key is None:
        return None
    told = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if request.headers.get("content-type", "").startswith("multipart/"):
        told.update(
            await _told_in(await request.form())
        )  # not the body as sent: its boundary differs each time
    else:
        told.update(await request.body())
    return RequestKey(idempotency_key, told.hexdigest())


async def _told_in(form: FormData) -> bytes:
    """All that a form says: its fields, its files' names and what is in them."""
    parts: list[tuple[str, ...]] = []
    for name, value in form.multi_items():
        if isinstance(value, str):
            parts.append((name, value))
            continue
        digest = await run_in_threadpool(hashlib.file_digest, value.file, "sha256")  # type: ignore[arg-type]
        await value.seek(0)
        parts.append((name, value.filename or "", digest.hexdigest()))
    return repr(parts).encode()


CurrentService = Annotated[Service, Depends(current_service)]
CurrentOffice = Annotated[Office, Depends(_office)]
# The desk of somebody who has signed in; of anybody at all.
CurrentDesk = Annotated[Desk, Depends(_desk)]
OpenDesk = Annotated[Desk, Depends(_open_desk)]
CurrentKey = Annotated[RequestKey | None, Depends(_key)]
