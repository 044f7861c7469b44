"""Reading the same few words once: the cells of a table repeat themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")
# Longer words are seldom said twice, and would fill the memory.
_SHORT = 64
_KEPT = 8192


def remembered(read: Callable[Concatenate[str, _P], _R]) -> Callable[Concatenate[str, _P], _R]:
    """A pure reading of a cell's words that remembers what short ones gave (hashable arguments, frozen results)."""
    short = cast("Callable[Concatenate[str, _P], _R]", lru_cache(maxsize=_KEPT)(read))

    def reading(text: str, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        return (short if len(text) <= _SHORT else read)(text, *args, **kwargs)

    update_wrapper(reading, read)
    return reading
