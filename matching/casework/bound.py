"""A repository's method, done as one viewer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from matching.corporate.access import Viewer

_Rest = ParamSpec("_Rest")
_Answer = TypeVar("_Answer")


def bound(method: Callable[Concatenate[Viewer, _Rest], _Answer], viewer: Viewer) -> Callable[_Rest, _Answer]:
    """`method` with its first parameter, the viewer, filled in."""
    return partial(method, viewer)
