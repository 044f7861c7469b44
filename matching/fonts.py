"""The Japanese font of printed papers: IPAex Gothic, carried by a package (the IPA Font License lets documents embed it)."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NAME = "IPAexGothic"
# What stands for a sign that the font doesn't have, as printers always did.
GETA = "〓"


def font_file() -> Path:
    """The font's file."""
    found = find_spec("matplotlib_fontja")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "fonts" / "ipaexg.ttf"


@cache
def _font() -> TTFont:
    font = TTFont(NAME, str(font_file()))
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(NAME, normal=NAME, bold=NAME, italic=NAME, boldItalic=NAME)
    return font


def registered() -> str:
    """The font's name for reportlab, which knows it from now on."""
    _font()
    return NAME


def printable(text: str) -> str:
    """Text in the font's own signs; control characters become spaces, what the font lacks 〓."""
    known = _font().face.charToGlyph
    return "".join(
        c if ord(c) in known and c.isprintable() else " " if c.isspace() or ord(c) < 32 else GETA
        for c in text
    )


def width(text: str, size: float) -> float:
    """How wide a line is, in points."""
    return float(pdfmetrics.stringWidth(text, registered(), size))


def lines(text: str, size: float, wide: float, most: int) -> list[str]:
    """Text in at most so many lines of a width (points); what doesn't fit is cut off with ….

    A line may break anywhere, but not before 、。」）.
    """
    found: list[str] = []
    rest = " ".join(printable(text).split())
    while rest and len(found) < most:
        count = _fitting(rest, size, wide)
        found.append(rest[:count])
        rest = rest[count:].lstrip()
    if rest and found:
        last = found[-1]
        while last and width(last + "…", size) > wide:
            last = last[:-1]
        found[-1] = last + "…"
    return found


def _fitting(text: str, size: float, wide: float) -> int:
    used, count = 0.0, 0
    for c in text:
        used += width(c, size)
        if used > wide:
            break
        count += 1
    while 1 < count < len(text) and text[count] in "、。」）〕，．,.)":
        count -= 1
    return max(count, 1)
