"""What a search was for: the key under which its result is kept, so that no result outlives its enquiry, its edits or its viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.wording import matching as wording
from matching.matcher import Choice
from matching.places import find_place, municipalities
from matching.records import Edit, MatchResult, Order, Place

_HOME = "茨城県"


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that a ranking depends on, but for the data. `number`: the stored order's, "" for a pasted enquiry."""

    viewer: str
    text: str
    number: str = ""
    edits: tuple[Edit, ...] = ()
    k: int = 10
    filters: tuple[tuple[str, str], ...] = ()
    origin: str = ""
    strict: bool = False

    def choice(self) -> Choice:
        """Who may appear."""
        return Choice(dict(self.filters), strict=self.strict, near=place_of(self.origin))

    def edited(self, order: Order) -> Order:
        """`order` with this search's edits."""
        return replace(order, edits=self.edits)


@dataclass(frozen=True, slots=True)
class Found:
    """A search with its order as searched, its result, and the id under which that is on record."""

    search: Search
    order: Order
    result: MatchResult
    ranking: str


def still_valid(found: object, search: Search) -> Found | None:
    """The kept result if it answers exactly this search."""
    return found if isinstance(found, Found) and found.search == search else None


def filters_of(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Filters as the matcher takes them; blank ones are none."""
    said = ((key, str(values.get(key) or "").strip()) for key in wording.FILTER_LABELS)
    return tuple((key, value) for key, value in said if value)


def home_towns() -> list[str]:
    """The municipalities of the home prefecture, from which distances may count."""
    return [m.place.city for m in municipalities() if m.place.prefecture == _HOME]


def place_of(town: str) -> Place | None:
    """The point of a town of the home prefecture; None for ""."""
    return find_place(_HOME, town) if town else None
