"""Where the supplier should be: place names in an enquiry -> weights on places.

Only wishes that name a place count; the nearer a supplier is to a named municipality, the more. A bare name (日立) is read as a place only
where the words behind it say so, since many firms and goods bear the names of towns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from matching.places import Municipality, distance_km, municipalities, prefectures, regions
from matching.records import Place

HOME = "茨城県"
# Beyond this, a supplier is not "near" a named municipality any more.
NEAR_KM = 60.0

_KANTO = ("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県")
_WIDE: Mapping[str, tuple[str, ...]] = {
    "北関東": ("茨城県", "栃木県", "群馬県"),
    "南関東": ("埼玉県", "千葉県", "東京都", "神奈川県"),
    "関東": _KANTO,
    "首都圏": _KANTO,
    "東北": ("青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
}
_HOME_WORDS = re.compile(r"(?<![0-9一-鿿])県内(?!外)|地元|(?:いばらき|茨城)(?!県?(?:外|以外|を除)|町|市|郡)")
_PLACE_CUE = re.compile(
    r"市|町|村|の?(?:近|周辺|付近|方面|あたり|辺り)|から(?:車|30|一時間|1時間|通)|在住|でも|(?:です|にある|の(?:会社|工場|業者|方|人)|まで(?:持|運|取|来)|[)）])"
)


def place_features(place: Place) -> list[str]:
    """The features that a supplier's place gives it in the index."""
    found = []
    if place.prefecture:
        found.append(_feature(place.prefecture))
    if place.region:
        found.append(_feature(place.region))
    if place.city:
        found.append(_city(place.prefecture, place.city))
    return found


def wanted_area(text: str) -> dict[str, float]:
    """Weights on place features for normalised `text`, scaled so that a supplier in the very place gets 1; {} if none is named."""
    levels = [_wanted_prefectures(text), _wanted_regions(text), _wanted_cities(text)]
    best = sum(max(level.values()) for level in levels if level)
    return {feature: weight / best for level in levels for feature, weight in level.items()}


def _wanted_prefectures(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    rest = text
    for word, members in _WIDE.items():
        if word in rest:
            if not re.search(f"{word}(?:以外|を除|外)", rest):
                found |= {_feature(p): 1.0 for p in members}
            rest = rest.replace(word, " ")
    if _HOME_WORDS.search(rest):
        found[_feature(HOME)] = 1.0
    for name in prefectures():
        if (
            name[:-1] not in rest or name == HOME
        ):  # a plain look is far cheaper than a pattern, and mostly enough
            continue
        if re.search(rf"(?<![一-鿿]){name[:-1]}(?:{name[-1]}|(?![一-鿿]))(?!以外|を除)", rest):
            found[_feature(name)] = 1.0
    return found


def _wanted_regions(text: str) -> dict[str, float]:
    """県北 is Ibaraki's where no other prefecture stands before it (福島県南部 is not 県南)."""
    return {
        _feature(name): 1.0
        for name in regions()
        if name in text and re.search(rf"(?:(?<![一-鿿])|茨城){name}(?!以外|を除)", text)
    }


def _wanted_cities(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for center in _named_cities(text):
        for feature, weight in _around(center.code):
            found[feature] = max(found.get(feature, 0.0), weight)
    return found


def _named_cities(text: str) -> list[Municipality]:
    named = []
    for name, one in _names():
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if name[-1] in "市町村区" or _PLACE_CUE.match(text, end):
                named.append(one)
                # A longer name wins over one inside it: what was read is not read again.
                text = text[:start] + " " * len(name) + text[end:]
                break
            start = text.find(name, end)
    return named


@cache
def _names() -> list[tuple[str, Municipality]]:
    """Names to look for, longest first: full names everywhere, bare ones of the agency's own prefecture."""
    pairs: list[tuple[str, Municipality]] = []
    for one in municipalities():
        own = one.place.prefecture == HOME
        full = [one.place.city, *(one.aliases if own else ())]
        bare = [n[:-1] for n in full if own and len(n) > 2 and n[-1] in "市町村" and n[:-1] != HOME[:-1]]
        if own or len(one.place.city) > 3 or one.place.prefecture in _KANTO:
            pairs += [(n.replace("ヶ", "ケ"), one) for n in [*full, *bare] if len(n) > 1 and "(" not in n]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


@cache
def _around(code: str) -> list[tuple[str, float]]:
    center = next(one for one in municipalities() if one.code == code).place
    pairs = []
    for one in municipalities():
        if None in (center.lat, center.lng, one.place.lat, one.place.lng):
            continue
        distance = distance_km(center.lat, center.lng, one.place.lat, one.place.lng)  # type: ignore[arg-type]
        if distance < NEAR_KM:
            pairs.append((_city(one.place.prefecture, one.place.city), 1 - distance / NEAR_KM))
    return pairs


def _feature(name: str) -> str:
    return f"@{name}"


def _city(prefecture: str, city: str) -> str:
    return f"@{prefecture}{city}"
