"""What the service writes to its log: one line an event, without personal data, texts of enquiries, or secrets.

JSON (log_format = "json") or a line for a person. Control characters are escaped, so that nothing a caller sends looks like a line of its
own. Of an exception its kind and where it happened are told, not its message: that may hold what a caller sent.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from matching.errors import JuhatchuError
from matching.settings import Settings

# The request that is being answered; "" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_HIDDEN = "***"
# What looks like a secret wherever it stands: after its name, in a URL before the host, or by its length.
_SECRETS = (
    re.compile(
        r"(?i)(?P<kept>(?:password|passwd|secret|token|juhatchu_session|api[_-]?key|cookie|authorization)['\"]?\s*[=:]\s*(?:bearer\s+)?['\"]?)[^\s,;&'\"]+"
    ),
    re.compile(r"(?i)(?P<kept>bearer\s+)[^\s,;'\"]+"),
    re.compile(r"(?P<kept>://[^/\s:@]*:)[^/\s]+(?=@)"),
    re.compile(r"(?P<kept>)(?<![\w-])(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{40,}(?![\w-])"),
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Of a stack, the innermost calls.
_FRAMES = 12


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to standard error (or `stream`), in the format and from the level that are set."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(settings))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.getLogger("uvicorn.access").disabled = True  # it writes addresses with their queries
    for name in ("sqlalchemy", "alembic", "httpx", "httpcore", "authlib", "multipart"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """A record -> one line; `extra={"fields": {...}}` adds fields."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._json = settings.log_format == "json"
        secrets = (settings.smtp_url, settings.oidc_client_secret, settings.metrics_token)
        self._secrets = [one for one in secrets if len(one) >= 6]

    def format(self, record: logging.LogRecord) -> str:
        """The line, redacted."""
        _name_errors(record)
        content: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": self._redacted(record.getMessage()),
            "logger": record.name,
        }
        if number := request_id.get():
            content["request"] = number
        content |= {
            key: self._redacted(value) if isinstance(value, str) else value
            for key, value in getattr(record, "fields", {}).items()
        }
        if record.exc_info and record.exc_info[1] is not None:
            content |= _told(record.exc_info[1])
        if self._json:
            return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
        time, level, event = (content.pop(key) for key in ("time", "level", "event"))
        more = " ".join(f"{key}={value}" for key, value in content.items())
        return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", f"{time} {level:7} {event} {more}")

    def _redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        for pattern in _SECRETS:
            text = pattern.sub(lambda found: found["kept"] + _HIDDEN, text)
        return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _name_errors(record: logging.LogRecord) -> None:
    """Of an exception among a message's values only the kind stands in the line, unless it is one of our own sentences."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            type(one).__name__
            if isinstance(one, BaseException) and not isinstance(one, JuhatchuError)
            else one
            for one in record.args
        )


def _told(error: BaseException) -> dict[str, Any]:
    """The kinds of an exception and of what caused it, and the innermost calls."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"error": " < ".join(kinds), "at": _calls(error.__traceback__)}


def _calls(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{'/'.join(one.filename.split('/')[-2:])}:{one.lineno} {one.name}" for one in frames]
