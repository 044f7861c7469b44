"""The OpenAPI document as integrators get it: schemas under plain names, which clients that are generated from it carry on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi.routing import APIRoute

from matching.api.problems import described

_SCHEMAS = "#/components/schemas/"


def operation_id(route: APIRoute) -> str:
    """What a generated client calls an endpoint."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def plainly_named(document: dict[str, Any]) -> dict[str, Any]:
    """The document with `OrderShape` as `Order`, a form's fields as `AddUploadsForm`, and 422 everywhere: a query parameter may be unknown."""
    schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
    names = {name: _plain(name) for name in schemas}
    if len(set(names.values())) < len(names):
        raise ValueError(f"two schemas under one name: {sorted(names.values())}")
    told: dict[str, Any] = _renamed(document, {_SCHEMAS + old: _SCHEMAS + new for old, new in names.items()})
    told["components"]["schemas"] = {
        names[old]: schema | {"title": names[old]} for old, schema in told["components"]["schemas"].items()
    }
    for methods in told["paths"].values():
        for about in methods.values():
            about["responses"] |= {str(key): value for key, value in described(422).items()}
    return told


def _plain(name: str) -> str:
    if form := re.fullmatch(r"Body_[a-z-]+_(\w+)", name):
        return "".join(word.capitalize() for word in form[1].split("_")) + "Form"
    return name.removesuffix("Shape")


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: names[value] if key == "$ref" else _renamed(value, names) for key, value in node.items()}
    return [_renamed(one, names) for one in node] if isinstance(node, list) else node
