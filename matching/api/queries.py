"""Query parameters that an endpoint doesn't know are refused: `?limt=5` would otherwise be answered as if nothing had been asked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

# What is repeated to the caller; anything else isn't.
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def known_only(request: Request) -> None:
    """For routers as a dependency. Raises RequestValidationError, which names the parameter and the nearest known one."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema:
        return  # the way back from the agency's login brings what its provider likes
    known = list(dict.fromkeys(_names(route.dependant)))
    if unknown := [name for name in dict.fromkeys(request.query_params) if name not in known]:
        raise RequestValidationError([_fault(name, known) for name in unknown])


def _names(dependant: Dependant) -> list[str]:
    own = [str(one.alias) for one in dependant.query_params]
    return own + [name for inner in dependant.dependencies for name in _names(inner)]


def _fault(name: str, known: Sequence[str]) -> dict[str, object]:
    near = difflib.get_close_matches(name, known, 1)
    if near:
        words, english = f"「{near[0]}」ではありませんか", f"did you mean {near[0]}?"
    elif known:
        words, english = f"使えるのは {'、'.join(known)}", f"known are {', '.join(known)}"
    else:
        words, english = "このアドレスでは何も指定できません", "this address takes none"
    place = ("query", name) if _NAME.fullmatch(name) else ("query",)
    told = {"words": f"知らない指定（クエリー）です。{words}"}
    return {"type": "unknown_query", "loc": place, "msg": f"Unknown query parameter; {english}", "ctx": told}
