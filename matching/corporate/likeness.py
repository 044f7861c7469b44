"""Whether two firms may be one: what speaks for it, and what it is good for.

Only an equal valid corporate number (or the very same number of the agency, see identity.py) makes two firms one. An
equal name at an equal place is a provisional link: good for counting and panels, listed for review. Everything else
that looks alike is only listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from matching.corporate.names import NameParts, address_key, is_corporate_number, name_parts, phone_key

Verdict = Literal["same", "linked", "review", "different"]
_LIKE_ENOUGH = 4  # a name shorter than this is too short for one character to be a slip


@dataclass(frozen=True)
class Card:
    """What a firm is known by. place: (prefecture, municipality)."""

    name: str
    corporate_number: str = ""
    place: tuple[str, str] = ("", "")
    address: str = ""
    phone: str = ""

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> Card:
        """From columns of companies."""
        place = (columns["prefecture"], columns["municipality"])
        return cls(columns["name"], columns["corporate_number"], place, columns["address"], columns["phone"])

    @cached_property
    def parts(self) -> NameParts:
        """The name taken apart."""
        return name_parts(self.name)

    @cached_property
    def valid_number(self) -> str:
        """The corporate number if its check digit is right."""
        return self.corporate_number if is_corporate_number(self.corporate_number) else ""

    @cached_property
    def phone_key(self) -> str:
        """The telephone number's digits."""
        return phone_key(self.phone)

    @cached_property
    def address_key(self) -> str:
        """The address below the municipality, with the municipality."""
        key = address_key(self.address)
        return "".join((*self.place, key)) if key and self.place[1] else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two firms are. reason: a Japanese phrase for the person who decides."""

    verdict: Verdict
    reason: str = ""


_DIFFERENT = Likeness("different")


def compare(one: Card, other: Card) -> Likeness:
    """Whether two firms are the same, may be counted as one, should be looked at, or are different."""
    if one.valid_number and other.valid_number:
        if one.valid_number == other.valid_number:
            return Likeness("same", "法人番号が同じ")
        return _DIFFERENT
    phone = bool(one.phone_key) and one.phone_key == other.phone_key
    address = bool(one.address_key) and one.address_key == other.address_key
    shared = "・".join(word for word, holds in (("電話", phone), ("番地", address)) if holds)
    if one.parts.key == other.parts.key:
        return _of_one_name(one, other, shared)
    alike = _alike(one.parts, other.parts)
    if alike and (shared or (one.place == other.place and one.parts.loose == other.parts.loose)):
        return Likeness("review", f"名称が似ていて{shared or '市区町村'}が同じ")
    if phone and address:
        return Likeness("review", "名称は違うが電話・番地が同じ")
    return _DIFFERENT


def _of_one_name(one: Card, other: Card, shared: str) -> Likeness:
    same_place = one.place == other.place
    behind = f"({shared}も同じ)" if shared else ""
    if one.parts.form and other.parts.form and one.parts.form != other.parts.form:
        if same_place or shared:
            return Likeness("review", f"法人格だけが違う{behind}")
        return _DIFFERENT
    if same_place:
        return Likeness("linked", f"名称{'と市区町村' if any(one.place) else ''}が同じ{behind}")
    if shared:
        return Likeness("review", f"名称と{shared}が同じで市区町村が違う")
    if not all(any(card.place) for card in (one, other)) or _within(one.place, other.place):
        return Likeness("review", "名称が同じで、片方の所在地が分からない")
    return _DIFFERENT


def _within(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """One names the prefecture (or the city) only that the other is in."""
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=True))


def _alike(one: NameParts, other: NameParts) -> bool:
    return one.loose == other.loose or (
        min(len(one.key), len(other.key)) >= _LIKE_ENOUGH and one_edit_apart(one.key, other.key)
    )


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one character put in, left out or replaced makes the other text of the one."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
