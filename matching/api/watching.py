"""Each request gets a number, one line in the log, and its place in the figures: by route, never by path, query or body."""

from __future__ import annotations

import logging
import re
import time
import uuid

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching import logs

_log = logging.getLogger("juhatchu.requests")
_NUMBER = re.compile(rb"[A-Za-z0-9-]{8,64}")
_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Whatever has no route of ours: one name, so that callers can't make up names without end.
_NO_ROUTE = "-"


class Figures:
    """What /metrics tells about one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "juhatchu_requests", "Requests", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "juhatchu_request_seconds",
            "Seconds until the answer was sent",
            ("method", "route"),
            buckets=_BOUNDS,
            registry=self.registry,
        )


class Watching:
    """ASGI middleware, the outermost one: measures, counts and logs."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under a number of its own, which the answer carries too."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = _number(scope)
        token = logs.request_id.set(number)
        started, status = time.perf_counter(), 500

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        finally:
            self._note(scope, status, time.perf_counter() - started)
            logs.request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        method = scope["method"] if scope["method"] in _METHODS else _NO_ROUTE
        self._figures.requests.labels(method, route, status).inc()
        self._figures.seconds.labels(method, route).observe(seconds)
        viewer = getattr(scope.get("state", {}).get("viewer"), "key", "")
        fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        level = logging.ERROR if status >= 500 else logging.INFO
        _log.log(level, "request", extra={"fields": fields | ({"viewer": viewer} if viewer else {})})


def _number(scope: Scope) -> str:
    """The number that a proxy gave, if it is one; else a new one."""
    given: bytes = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _NUMBER.fullmatch(given) else uuid.uuid4().hex
