"""The words around a number, its units, and how a match of one is read: range or bound, about or exact, and its place.

Groups of a match: lo, hi with their units u1, u2 (a range) or one with u3; most, least, roughly before the number, about, post behind it; others
belong to the builders of quantity_sizes.py and quantity_values.py. A group that a rule lacks counts as empty.
"""

# ruff: noqa: E501 - a pattern is one line

from __future__ import annotations

import re
from collections.abc import Callable

from matching.language.numerals import read_number
from matching.records import Quantity, Value

# ---- words around a number

MORE = r"(?:以上|超(?:え(?:る|て)?)?|を?超え(?:る|て|た)?|を上回る|オーバー|より大き|から(?!\d)|~(?!\s*[\dφt約])|より(?:上|(?![一-鿿ァ-ヺあ-ん\d]))|↑|→可)"
LESS = r"(?:以下|以内|まで|未満|max|いない|迄|より小さ|が?限(?:度|界)|↓|弱(?!電|い))"
ABOUT = r"(?:程度|前後|くらい|ぐらい|ほど|位(?!置|相)|頃|ごろ|見当|内外|目安|クラス|級|余り?|強(?!度|い)|近く|見込み?)"
MOST = r"(?:(?:(?:一番|いちばん|最も)?(?:大き|長|太|厚|重)い?(?:もの|物|の|やつ)で(?:も)?|(?:大きく|長く|太く|厚く|重く|多く|高く)ても|せいぜい)、?|最長(?:で)?|最大(?:で|加工|寸法|径|長)?(?:は|の)?|max\.?|上限)"
LEAST = r"(?:(?:(?:一番|いちばん|最も)?(?:小さ|短|細|薄|軽)い?(?:もの|物|の|やつ)で(?:も)?|(?:小さく|短く|細く|薄く|軽く|少なく)ても)、?|最小(?:で)?|最低(?:でも)?|min\.?|下限|少なくとも)"
ROUGHLY = r"(?:約|およそ|おおよそ|だいたい|大体|ざっと|概ね|凡そ)"

IS_MORE = re.compile(MORE)
IS_LESS = re.compile(LESS)
# 最大φ300: a word before the whole expression counts like one before the number.
_AHEAD = re.compile(rf"(?:(?P<most>{MOST})|(?P<least>{LEAST})|(?P<roughly>{ROUGHLY}))\s?$")
_AHEAD_REACH = 12

FEW = {"数千万": (2e7, 9e7), "数百万": (2e6, 9e6), "数十万": (2e5, 9e5), "数万": (2e4, 9e4), "数千": (2e3, 9e3), "数百": (200.0, 900.0), "数十": (20.0, 90.0), "十数": (11.0, 19.0),
       "何百": (200.0, 900.0), "何千": (2e3, 9e3), "何十": (20.0, 90.0), "何万": (2e4, 9e4), "数": (2.0, 9.0)}  # fmt: skip

# ---- units

_LENGTHS = {
    "mm": 1.0, "ミリメートル": 1.0, "ミリ": 1.0, "cm": 10.0, "センチメートル": 10.0, "センチ": 10.0, "m": 1000.0, "メートル": 1000.0, "メーター": 1000.0, "メータ": 1000.0,
    "μm": 0.001, "um": 0.001, "ミクロン": 0.001, "マイクロメートル": 0.001, "マイクロ": 0.001, "μ": 0.001, "インチ": 25.4, "inch": 25.4, "尺": 303.0, "寸": 30.3,
}  # fmt: skip
_MASSES = {
    "kg": 1.0,
    "キログラム": 1.0,
    "キロ": 1.0,
    "g": 0.001,
    "グラム": 0.001,
    "mg": 1e-6,
    "トン": 1000.0,
    "t": 1000.0,
    "ton": 1000.0,
    "tf": 1000.0,
}
_MONEY = {"円": 1.0, "千円": 1e3, "万円": 1e4, "百万円": 1e6, "万": 1e4}
_DAYS = {"営業日": 1.0, "日": 1.0, "日間": 1.0, "週": 7.0, "週間": 7.0, "w": 7.0, "年": 365.0, "時間": 1 / 24}
_A_MONTH = 30.0  # every spelling of か月

Scale = Callable[[str], float]
# What a rule does with its match.
Build = Callable[["re.Match[str]"], "Quantity | list[Quantity] | None"]


def length_scale(unit: str) -> float:
    """Millimetres in one of `unit`; drawings leave millimetres out."""
    return _LENGTHS.get(unit, 1.0)


def mass_scale(unit: str) -> float:
    """Kilograms in one of `unit`."""
    return _MASSES.get(unit, 1.0)


def money_scale(unit: str) -> float:
    """Yen in one of `unit`; 30万円台 is read by its lower end."""
    return _MONEY.get(unit.removesuffix("台"), 1.0)


def days_scale(unit: str) -> float:
    """Days in one of `unit`."""
    return _DAYS.get(unit, _A_MONTH)


def as_written(_: str) -> float:
    """Of numbers whose unit changes nothing."""
    return 1.0


# ---- reading a match

_POWER_BEHIND = re.compile(r"(?<=\d)\s?[百千万億]{1,2}$")


def group(match: re.Match[str], name: str) -> str:
    """The text of a named group, empty where it is missing or matched nothing."""
    return match.groupdict().get(name) or ""


def unit_of(match: re.Match[str]) -> str:
    """The unit that is written behind the number."""
    return group(match, "u3") or group(match, "u2")


def round_off(number: float) -> float:
    """Nine digits are enough, and 0.1 + 0.2 is 0.3."""
    return float(f"{number:.9g}")


def word_ahead(match: re.Match[str]) -> re.Match[str] | None:
    """The word before the whole expression that bounds it: 最大, 約."""
    return _AHEAD.search(match.string, max(0, match.start() - _AHEAD_REACH), match.start())


def bounds(match: re.Match[str], scale: Scale) -> tuple[float | None, float | None, bool]:
    """(min, max, approx): a range as it stands, one number as exact, or as a bound where a word says so."""
    ahead = word_ahead(match)
    said = {
        name: bool(group(match, name) or (ahead and ahead[name])) for name in ("most", "least", "roughly")
    }
    approx = bool(group(match, "about") or said["roughly"])
    if high_text := group(match, "hi"):
        low_text, high_unit = match["lo"], group(match, "u2")
        high = FEW[high_text][1] if high_text in FEW else read_number(high_text)
        low = FEW[low_text][0] if low_text in FEW else read_number(low_text)
        if not group(match, "u1"):
            low = _shared_power(low, low_text, high_text)
        low *= scale(group(match, "u1") or high_unit)
        low, high = sorted((round_off(low), round_off(high * scale(high_unit))))
        return low, high, approx or high_text in FEW or low_text in FEW
    number = round_off(read_number(match["one"]) * scale(group(match, "u3")))
    post = group(match, "post")
    if said["most"] or IS_LESS.fullmatch(post):
        return None, number, approx
    if said["least"] or IS_MORE.fullmatch(post):
        return number, None, approx
    return number, number, approx


def _shared_power(low: float, low_text: str, high_text: str) -> float:
    """10~15千円 is 10,000 to 15,000: a bare lower end shares the upper one's power where that keeps their order."""
    power = _POWER_BEHIND.search(high_text)
    if (
        not power
        or high_text in FEW
        or not low_text[-1].isdigit()
        or low >= read_number(high_text[: power.start()])
    ):
        return low
    return low * read_number(power.group())


def value_of(match: re.Match[str], dimension: str, unit: str, scale: Scale, per: str | None = None) -> Value:
    """The value of a match of one dimension."""
    low, high, approx = bounds(match, scale)
    return Value(dimension, low, high, unit, per, approx)


def at(match: re.Match[str], kind: str, value: Value | None) -> Quantity:
    """A quantity at the match's place, with the word ahead, without blanks and brackets that it only touched."""
    ahead = word_ahead(match)
    start, end = match.span()
    text = match.group()
    start = ahead.start() if ahead and value else start + len(text) - len(text.lstrip(" \n(、,"))
    end -= len(text) - len(text.rstrip(" \n("))
    if match.string[end - 1] == ")" and "(" not in match.string[start:end]:
        end -= 1
    return Quantity(kind, value, start, end)


def around(match: re.Match[str], reach: int = 14) -> str:
    """The match and `reach` characters on either side."""
    return match.string[max(0, match.start() - reach) : match.end() + reach]


def phrase(match: re.Match[str], back: int, on: int) -> tuple[str, str]:
    """What stands in the same phrase before and behind the match, at most `back` and `on` characters."""
    before = re.split(r"[。\n、,/;]", match.string[max(0, match.start() - back) : match.start()])[-1]
    behind = re.split(r"[。\n、,/;]", match.string[match.end() : match.end() + on])[0]
    return before, behind
