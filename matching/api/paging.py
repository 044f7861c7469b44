"""Lists in pages: `limit` says how many, `after` goes on where the page before ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from matching.corporate.tables import LARGEST_ID
from matching.errors import InputError

T = TypeVar("T")
M = TypeVar("M", int, str)
Page = tuple[Sequence[T], str | None]
MOST_OF_A_PAGE = 200
Limit = Annotated[int, Query(ge=1, le=MOST_OF_A_PAGE, description=f"1 ページの件数（{MOST_OF_A_PAGE} まで）")]
_WRONG = "after には、前のページの next をそのまま指定してください。"


def cursor(last: int | str) -> str:
    """A mark behind the last one of a page, for its `next`; what it holds is nobody's business."""
    return base64.urlsafe_b64encode(json.dumps([last]).encode()).decode().rstrip("=")


def _read(after: str | None) -> int | str | None:
    if after is None:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if not (isinstance(found, list) and len(found) == 1 and type(found[0]) in (int, str)):
        raise InputError(_WRONG)
    one: int | str = found[0]
    return one


_Told = Annotated[str | None, Query(max_length=400, description="続き。前のページの next をそのまま指定する")]


def _number(after: _Told = None) -> int | None:
    found = _read(after)
    if found is None:
        return None
    if not isinstance(found, int) or not 0 <= found <= LARGEST_ID:
        raise InputError(_WRONG)
    return found


def _words(after: _Told = None) -> str | None:
    found = _read(after)
    if found is not None and not isinstance(found, str):
        raise InputError(_WRONG)
    return found


def page(items: Sequence[T], limit: int, after: int | str | None, mark: Callable[[T], M]) -> Page[T]:
    """The part of a whole list behind the one whose mark is `after`. Raises InputError where that one is gone meanwhile."""
    start = 0
    if after is not None:
        marks = [mark(one) for one in items]
        if after not in marks:
            raise InputError("続きを読む所がなくなりました。after なしで、初めから読み直してください。")
        start = marks.index(after) + 1
    found = items[start : start + limit]
    return found, cursor(mark(found[-1])) if start + limit < len(items) else None


# Behind which id, or which word, the page begins.
After = Annotated[int | None, Depends(_number)]
AfterWord = Annotated[str | None, Depends(_words)]
