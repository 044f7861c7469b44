"""The fields of suppliers, buyers and orders, from data/reference/fields.tsv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from matching.reference import table_rows
from matching.settings import DATA

Entity = Literal["supplier", "buyer", "order"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `public` is its default visibility, `searched` whether a match reads it."""

    key: str
    label: str
    entity: Entity
    group: str
    type: str
    public: bool
    searched: bool


@cache
def fields(entity: Entity) -> dict[str, Field]:
    """The fields of an entity by key, in the order of the form."""
    read = map(_field, table_rows(DATA / "reference" / "fields.tsv"))
    return {one.key: one for one in read if one.entity == entity}


def _field(row: dict[str, str]) -> Field:
    return Field(
        row["key"],
        row["label_ja"],
        cast(Entity, row["entity"]),
        row["group"],
        row["type"],
        row["default_visibility"] == "public",
        row["searched"] == "yes",
    )
