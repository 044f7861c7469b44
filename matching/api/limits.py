"""How much may be sent: a body is cut off where it passes the limit, so that no request fills the memory."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MB = 1024 * 1024
# Enough for the longest text with every character escaped.
LARGEST_BODY = 16 * _MB
# Of a form with a file, what isn't the file.
_AROUND_A_FILE = _MB


class BodyLimit:
    """ASGI middleware: reading a body past the limit raises a 413. Forms with files may be larger, by `largest_file_mb`."""

    def __init__(self, app: ASGIApp, largest_file_mb: int = 0) -> None:
        self._app = app
        self._largest_form = max(LARGEST_BODY, largest_file_mb * _MB + _AROUND_A_FILE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, counting what comes in."""
        kind = next((value for name, value in scope.get("headers", ()) if name == b"content-type"), b"")
        limit = self._largest_form if kind.startswith(b"multipart/form-data") else LARGEST_BODY
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
