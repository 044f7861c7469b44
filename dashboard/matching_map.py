"""Where the ranked firms are: a picture of the municipalities' points, drawn from bundled data, and the same as a list in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import cos, radians

from dashboard import tables
from dashboard.wording import matching as wording
from matching.places import EARTH_RADIUS_KM, distance_km, municipalities
from matching.records import Match, Place, Supplier
from matching.reference import table_rows
from matching.settings import DATA

_HOME = "茨城県"
_WIDTH = 640.0
_EDGE = 24.0
# Firms further from the home prefecture than this, in degrees, are in the list alone: the rest would shrink to a dot.
_REACH = 0.3
_SCALE_KM = 20
_KM_OF_DEGREE = radians(1) * EARTH_RADIUS_KM
# Places of orientation, named on the map.
_NAMED = frozenset(
    "水戸市 日立市 つくば市 土浦市 鹿嶋市 神栖市 古河市 筑西市 笠間市 石岡市 常陸太田市 大子町 北茨城市 取手市".split()
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A point of the map and the ranks of the firms there."""

    lat: float
    lng: float
    ranks: tuple[int, ...]
    place: str


def markers(matches: Sequence[Match]) -> list[Marker]:
    """One marker a municipality; firms of unknown place are left out."""
    found: dict[tuple[float, float, str], list[int]] = defaultdict(list)
    for match in matches:
        place = match.supplier.place
        if place.lat is not None and place.lng is not None:
            found[place.lat, place.lng, tables.place(place)].append(match.rank)
    return [Marker(lat, lng, tuple(ranks), name) for (lat, lng, name), ranks in found.items()]


def distance(supplier: Supplier, origin: Place | None) -> float | None:
    """km from the origin to the firm's municipality; None where either is unknown."""
    here = supplier.place
    if origin is None or None in (origin.lat, origin.lng, here.lat, here.lng):
        return None
    return distance_km(origin.lat, origin.lng, here.lat, here.lng)  # type: ignore[arg-type]


def picture(matches: Sequence[Match], origin: Place | None = None) -> str:
    """The map, as boxes at places in per cent. Its text alternative says that the list below tells the same."""
    home = [m.place for m in municipalities() if m.place.prefecture == _HOME]
    frame = _Frame.around(outline()[_HOME])
    shown = [m for m in markers(matches) if frame.holds(m.lat, m.lng)]
    frame = frame.widened([(m.lat, m.lng) for m in shown])
    parts = [_ground(frame), _scale(frame), *(_town(frame, p) for p in home)]
    if origin and origin.lat is not None and origin.lng is not None and frame.holds(origin.lat, origin.lng):
        parts.append(_box("origin", frame.at(origin.lat, origin.lng), wording.ORIGIN_MARK))
    # The best rank is written last and lies on top.
    parts += [_pin(frame, m) for m in sorted(shown, key=lambda m: -m.ranks[0])]
    return (
        f'<div class="jmap" role="img" aria-label="{wording.MAP_TITLE}。{wording.MAP_ALT}" '
        f'style="aspect-ratio: {_WIDTH:.0f} / {frame.height:.0f}">{"".join(parts)}</div>'
    )


@cache
def outline() -> dict[str, tuple[tuple[float, float], ...]]:
    """The home prefecture and its large lakes, each as the corners of its shape (latitude, longitude): true to some three kilometres."""
    shapes: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in table_rows(DATA / "reference" / "outline.tsv"):
        shapes[row["shape"]].append((float(row["lat"]), float(row["lng"])))
    return {name: tuple(corners) for name, corners in shapes.items()}


def _ground(frame: _Frame) -> str:
    """Land and lakes. Streamlit lets no SVG through; a box cut to a shape does the same."""
    parts = []
    for name, corners in outline().items():
        places = (frame.at(*corner) for corner in corners)
        shape = ", ".join(f"{x:.1f}% {y:.1f}%" for x, y in places)
        kind = "land" if name == _HOME else "lake"
        parts.append(f'<b class="{kind}"><i style="clip-path: polygon({shape})"></i></b>')
    return "".join(parts)


def _scale(frame: _Frame) -> str:
    width = 100 * _SCALE_KM * frame.units_of_km / _WIDTH
    return f'<b class="scale" style="width: {width:.1f}%">{wording.scale(_SCALE_KM)}</b>'


def beside(matches: Sequence[Match], origin: Place | None = None) -> str:
    """The map and its content in words, beside each other where the screen is wide."""
    row = f'<div class="jmap-row">{picture(matches, origin)}{listed(matches, origin)}</div>'
    return f'<p class="jmap-help">{wording.MAP_HELP}</p>{row}'


def listed(matches: Sequence[Match], origin: Place | None = None) -> str:
    """The map's content in words: rank, firm, place, distance."""
    rows = []
    for match in matches:
        km = distance(match.supplier, origin)
        place = tables.place(match.supplier.place) + (f"（{wording.km(km)}）" if km is not None else "")
        rows.append(
            f"<li>{escape(wording.rank(match.rank))} {escape(match.supplier.name)}：{escape(place)}</li>"
        )
    return f'<ul class="jmap-list">{"".join(rows)}</ul>'


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the world that is drawn, in degrees."""

    south: float
    north: float
    west: float
    east: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> _Frame:
        lats, lngs = [p[0] for p in points], [p[1] for p in points]
        return cls(min(lats), max(lats), min(lngs), max(lngs))

    def widened(self, points: Sequence[tuple[float, float]]) -> _Frame:
        corners = [(self.south, self.west), (self.north, self.east)]
        return _Frame.around([*corners, *points])

    def holds(self, lat: float, lng: float) -> bool:
        """Whether a point is in the frame or near it."""
        return (
            self.south - _REACH <= lat <= self.north + _REACH
            and self.west - _REACH <= lng <= self.east + _REACH
        )

    @property
    def _scale(self) -> float:
        return (_WIDTH - 2 * _EDGE) / ((self.east - self.west) * cos(radians(self.south)))

    @property
    def units_of_km(self) -> float:
        """How long a kilometre is in the picture."""
        return self._scale / _KM_OF_DEGREE

    @property
    def height(self) -> float:
        """Of the picture, in its units."""
        return (self.north - self.south) * self._scale + 2 * _EDGE

    def at(self, lat: float, lng: float) -> tuple[float, float]:
        """Where a point stands in the picture: per cent from the left and from the top."""
        x = _EDGE + (lng - self.west) * cos(radians(self.south)) * self._scale
        y = _EDGE + (self.north - lat) * self._scale
        return 100 * x / _WIDTH, 100 * y / self.height


def _box(kind: str, at: tuple[float, float], text: str = "", title: str = "") -> str:
    said = f' title="{escape(title)}"' if title else ""
    return f'<span class="{kind}" style="left: {at[0]:.1f}%; top: {at[1]:.1f}%"{said}>{escape(text)}</span>'


def _town(frame: _Frame, place: Place) -> str:
    if place.lat is None or place.lng is None:
        return ""
    at = frame.at(place.lat, place.lng)
    return _box("town", at, place.city if place.city in _NAMED else "", place.city)


def _pin(frame: _Frame, marker: Marker) -> str:
    ranks = "・".join(map(str, marker.ranks[:4])) + ("…" if len(marker.ranks) > 4 else "")
    title = f"{marker.place}：{'、'.join(wording.rank(r) for r in marker.ranks)}"
    return _box("pin", frame.at(marker.lat, marker.lng), ranks, title)
