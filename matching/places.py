"""Municipalities: from a prefecture and a city as people write them to a place with a point and a region."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from matching.records import Place
from matching.reference import table_rows
from matching.settings import DATA

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG

_SUFFIXES = "市町村区"
# Counties of Ibaraki, among them those that mergers ended: 新治郡千代田町 is no place in Gunma.
_HOME_COUNTIES = frozenset(
    "久慈郡 多賀郡 那珂郡 東茨城郡 西茨城郡 真壁郡 結城郡 猿島郡 北相馬郡 稲敷郡 新治郡 筑波郡 行方郡 鹿島郡".split()
)
_HOME = "茨城県"  # names that more than one prefecture has are read as the agency's own


@dataclass(frozen=True, slots=True)
class Municipality:
    """One row of data/reference/municipalities.tsv; a ward is "横浜市 鶴見区"."""

    code: str
    place: Place
    county: str
    region_before_2022: str
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities and wards, in the order of their codes."""
    return tuple(map(_municipality, table_rows(DATA / "reference" / "municipalities.tsv")))


@cache
def prefectures() -> tuple[str, ...]:
    """The 47 prefectures, from north to south."""
    return tuple(dict.fromkeys(one.place.prefecture for one in municipalities()))


@cache
def regions() -> tuple[str, ...]:
    """The regions of Ibaraki (県北, 県央, ...)."""
    return tuple(dict.fromkeys(one.place.region for one in municipalities() if one.place.region))


def find_prefecture(text: str) -> str:
    """The full name of a prefecture ("茨城" -> "茨城県"), "" if there is none."""
    wanted = _key(text)
    return next((name for name in prefectures() if wanted and wanted in (name, name[:-1])), "")


@cache
def find_place(prefecture: str, city: str) -> Place:
    """The municipality that a prefecture and a city name.

    Takes wards with or without a space, counties before towns (東茨城郡茨城町), names without their suffix (水戸), ヶ and ケ,
    spellings and former municipalities of Ibaraki, and an address behind the name. Either argument may be "" where
    the other one is enough. What is not found comes back as it was given, without region and point.
    """
    full = find_prefecture(prefecture)
    found = _find(full, _key(city)) if full or not prefecture.strip() else None
    return found.place if found else Place(full or prefecture.strip(), city.strip())


def split_address(address: str) -> tuple[str, str, str]:
    """Split "茨城県日立市助川町1-1" into prefecture, municipality and the rest, "" where unknown.

    The parts are in normalised form (NFKC); the municipality has its full present name.
    """
    text = unicodedata.normalize("NFKC", address).strip()
    prefecture = next((name for name in prefectures() if text.startswith(name)), "")
    behind = text[len(prefecture) :].lstrip()
    for length in range(min(len(behind), 16), 1, -1):
        found = _exact(prefecture, _key(behind[:length])) if behind[length - 1] in _SUFFIXES else None
        if found:
            return found.place.prefecture, found.place.city, behind[length:].strip()
    return prefecture, "", behind


def distance_km(lat_a: float, lng_a: float, lat_b: float, lng_b: float) -> float:
    """Great-circle distance of two points (degrees) in km, by the haversine formula."""
    half_lat, half_lng = radians(lat_b - lat_a) / 2, radians(lng_b - lng_a) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lng) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def _municipality(row: dict[str, str]) -> Municipality:
    place = Place(row["prefecture"], row["name"], row["region"], float(row["lat"]), float(row["lng"]))
    return Municipality(
        row["code6"],
        place,
        row["county"],
        row["region_before_2022"],
        tuple(filter(None, row["aliases"].split("|"))),
        tuple(filter(None, row["former_names"].split("|"))),
    )


def _key(text: str) -> str:
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return bare.replace("ヶ", "ケ").replace("ｹ", "ケ")


def _bare(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in _SUFFIXES else name


def _spellings(one: Municipality) -> Iterator[tuple[int, str]]:
    """Names of a municipality with their rank: the present name wins over an alias, an alias over a former name."""
    yield 0, one.place.city
    yield 1, one.county + one.place.city
    yield from ((2, name) for name in one.aliases)
    yield 3, _bare(one.place.city)
    yield from ((4, name) for name in one.former_names)
    yield from ((5, _bare(name)) for name in one.former_names)


@cache
def _by_name() -> dict[tuple[str, str], Municipality]:
    """(prefecture or "", name) -> municipality; without a prefecture only what is unmistakable, or is in Ibaraki."""
    ranked: dict[tuple[str, str], list[tuple[int, Municipality]]] = defaultdict(list)
    for one in municipalities():
        for rank, name in _spellings(one):
            ranked[one.place.prefecture, _key(name)].append((rank, one))
            ranked["", _key(name)].append((rank, one))
    return {key: best for key, found in ranked.items() if (best := _best(found))}


def _best(found: list[tuple[int, Municipality]]) -> Municipality | None:
    lowest = min(rank for rank, _ in found)
    best = list({one.code: one for rank, one in found if rank == lowest}.values())
    if len(best) == 1:
        return best[0]
    at_home = [one for one in best if one.place.prefecture == _HOME]
    return at_home[0] if len(at_home) == 1 else None


def _exact(prefecture: str, key: str) -> Municipality | None:
    found = _by_name().get((prefecture, key))
    if found is None and "郡" in key[1:]:
        county, town = key[: key.index("郡", 1) + 1], key[key.index("郡", 1) + 1 :]
        at_home = _by_name().get((_HOME, town)) if not prefecture and county in _HOME_COUNTIES else None
        found = at_home or _by_name().get((prefecture, town))
    return found


def _find(prefecture: str, key: str) -> Municipality | None:
    if not prefecture and (named := next((name for name in prefectures() if key.startswith(name)), "")):
        prefecture, key = named, key.removeprefix(named)
    if found := _exact(prefecture, key):
        return found
    # An address behind the name: the longest name that the text begins with, and only a full one.
    beginnings = (key[:length] for length in range(min(len(key) - 1, 16), 2, -1))
    return next(
        (found for text in beginnings if text[-1] in _SUFFIXES and (found := _exact(prefecture, text))), None
    )
