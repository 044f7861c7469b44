"""Numbers as Japanese enquiries write them: 1,000, 3万6千, 1.5万, 二十, 〇, 壱千万, 100分の1, 1/100.

All functions take normalised text (see normalise.py). The patterns are atomic and bounded: a number is read once, whole, and a text of nothing but
digits is passed over in linear time.
"""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_LARGE = {"万": 10_000, "億": 100_000_000}

# 1,000; 1、000 as it is typed by hand, where no list can be meant (500、100kg are two numbers); longer than twelve digits is no number of anything.
_GROUPED = r"\d{1,3}(?:,\d{3}){1,4}(?!\d)|[1-9]、\d{3}(?!\d)|\d{2,3}、000(?!\d)"
# コンマ5ミリ is half a millimetre, コンマ05 a twentieth of one.
_POINT = r"(?<!\d)0?コンマ\s?(?:\d{1,3}|[一二三四五六七八九])"
_ARABIC = rf"(?>{_POINT}|(?:{_GROUPED}|\d{{1,12}}(?!\d))(?:\.\d{{1,9}}(?!\d))?|(?<![\d.])\.\d{{1,9}}(?!\d))"
_POWER = r"(?:百万|千万|[百千万億](?![葉代合貨能全]))"
_KANJI = r"[〇零一二三四五六七八九壱弐参十拾百千万億]{1,12}"

# One number. Written in kanji only where a unit follows, which the caller must ask for.
NUMBER = rf"(?>{_ARABIC}(?:\s?{_POWER}(?:{_ARABIC}[百千](?!万))?){{0,3}})"
KANJI_NUMBER = rf"(?>{_KANJI})"
# A fraction: 1/100, 100分の1, 百分の一.
FRACTION = r"(?:\d{1,4}/[1-9]\d{0,4}(?![\d/])|[1-9]\d{0,4}分の\d{1,4}|[十百千]分の[一二三四五六七八九\d])"

_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)|([〇零一二三四五六七八九壱弐参])|([十拾百千])|([万億])")


def read_number(text: str) -> float:
    """The value of a text that NUMBER, KANJI_NUMBER or FRACTION matched. Raises ValueError for anything else."""
    text = text.strip()
    if re.fullmatch(r"\d+/\d+", text):
        above, below = text.split("/")
        return _divide(above, below)
    if "分の" in text:
        below, above = text.split("分の", 1)
        return _divide(str(int(_read_scaled(above))), str(int(_read_scaled(below))))
    if "コンマ" in text:
        text = re.sub(r"^0?コンマ\s?(.)", lambda point: f".{_DIGITS.get(point[1], point[1])}", text)
    return _read_scaled(re.sub(r"(?<=\d)[,、](?=\d{3})|\s", "", text))


def _divide(above: str, below: str) -> float:
    if int(below) == 0:
        raise ValueError("division by zero")
    return int(above) / int(below)


def _read_scaled(text: str) -> float:
    """Sum of blocks (万, 億), each a sum of digits times 十, 百, 千."""
    if not text:
        raise ValueError("not a number: ''")
    total = block = 0.0
    digits: float | None = None
    position = 0
    while position < len(text):
        found = _PART.match(text, position)
        if not found or (found[1] and digits is not None):
            raise ValueError(f"not a number: {text!r}")
        arabic, kanji, small, large = found.groups()
        if arabic:
            digits = float(arabic.replace(",", ""))
        elif kanji:
            digits = (digits or 0.0) * 10 + _DIGITS[kanji]  # 二〇 is 20
        elif small:
            block += (1.0 if digits is None else digits) * _SMALL[small]
            digits = None
        else:
            total += ((block + (digits or 0.0)) or 1.0) * _LARGE[large]
            block, digits = 0.0, None
        position = found.end()
    return round(total + block + (digits or 0.0), 9)
