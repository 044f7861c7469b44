"""What a chart shows, as plain data, and the colours and widths that drawings and workbooks share.

Apart from charts.py, which draws: matplotlib takes half a second to import, and most commands draw nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Hex colours, also for the workbook's own charts: this year, last year, text, lines.
NOW, BEFORE, TEXT, LINE = "1F5C99", "B4C4D4", "333333", "D0D5DA"
# From one end of a scale to the other; neutral shades for choices without an order.
_SCALE = ("1F5C99", "6F9CC9", "C9D3DC", "E3B08F", "C4683B")
SHADES = ("1F5C99", "5D8DBD", "94B5D5", "C3D5E6", "DDE4EA", "B9C2CA", "8F9AA4")


@dataclass(frozen=True)
class Series:
    """One bar of 100 % or one group of bars: a name (with its n) and a percentage a label, None where hidden.

    absent: labels that could not be chosen (their percentage is 0.0).
    """

    name: str
    percents: tuple[float | None, ...]
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chart:
    """What a chart shows. kind "stacked": one bar of 100 % a series; "bars": a bar a label and series.

    directions: of the labels, for the colours of a scale.
    """

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    directions: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether no figure is hidden."""
        return all(one is not None for series in self.series for one in series.percents)


def colours(labels: Sequence[str], directions: Sequence[int]) -> list[str]:
    """A colour (hex, no #) a label: a scale from blue to orange where the choices have directions, else shades of blue."""
    if any(one > 0 for one in directions) and any(one < 0 for one in directions):
        good = _ends(_SCALE[:2], sum(one > 0 for one in directions))
        bad = _ends(_SCALE[:2:-1], sum(one < 0 for one in directions))[::-1]
        ups, downs = iter(good), iter(bad)
        return [next(ups) if one > 0 else next(downs) if one < 0 else _SCALE[2] for one in directions]
    return [SHADES[place % len(SHADES)] for place in range(len(labels))]


def _ends(hues: Sequence[str], wanted: int) -> list[str]:
    """So many colours from the scale's end inwards; the last serves for all further ones."""
    return [hues[min(place, len(hues) - 1)] for place in range(wanted)]


def width(text: str) -> int:
    """How wide words are, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
