"""What a rule's match says of lengths and outlines: a Quantity of the kind "size", in millimetres (the rest: quantity_values.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from matching.language.numerals import read_number
from matching.language.quantity_words import (
    ABOUT,
    IS_MORE,
    Build,
    around,
    at,
    group,
    length_scale,
    round_off,
    unit_of,
    value_of,
    word_ahead,
)
from matching.records import Quantity, Value


def screw(match: re.Match[str]) -> Quantity | None:
    """ボルト M6x20: how long the screw is; what is shorter than its thread is the pitch or a depth."""
    length = read_number(match["one"])
    if length < int(match["thread"]):
        return None
    return Quantity("size", Value("length", length, length, "mm"), match.start("one"), match.end("one"))


_AXES = {
    "φ": "diameter", "径": "diameter", "t": "thickness", "厚": "thickness", "板": "thickness", "l": "length", "長": "length", "全": "length",
    "w": "width", "幅": "width", "巾": "width", "h": "height", "高": "height", "縦": "height", "横": "width", "d": "depth", "奥": "depth",
    "太": "diameter",
    "□": "square", "r": "radius", "外": "outer_diameter", "内": "inner_diameter", "直": "diameter",
}  # fmt: skip
# Sides of these are measures of their own; the others make up a box.
_OWN_MEASURES = frozenset({"diameter", "outer_diameter", "inner_diameter", "thickness", "square"})


def measure(dimension: str) -> Build:
    """A builder for lengths of one dimension."""
    return lambda match: at(match, "size", _cut_from(match, value_of(match, dimension, "mm", length_scale)))


# 3ミリの鉄板, 板厚（3ミリ）, ステンレス3ミリの板; a board's length is seldom told in so few millimetres.
_BOARD_BEHIND = re.compile(
    r"\s?(?:くらい|ぐらい|程度|ほど)?(?:の)?(?:[ァ-ヺー一-龠a-z0-9]{0,8}?)板(?![金物])"
    r"|\s?(?:くらい|ぐらい|程度|ほど)?の(?:sus\d{0,3}[a-z]?|ステン(?:レス)?|鉄|アルミ|銅|真鍮|ボンデ|sp[ch]c|ss400|a[1-7]\d{3}|鋼鈑)(?!(?:の)?(?:丸|棒|パイプ|線|シャフト|軸|角|球|ピン))"
)
_BOARD_BEFORE = re.compile(
    r"(?:板厚|厚さ|厚み)[、(\s]{1,2}$|(?:鉄|鋼|銅|アルミ|ステン(?:レス)?|真鍮|ボンデ|(?<![一-龠])平?)板(?:の|で|は|、)?\s?$"
    r"|(?:ステン(?:レス)?|アルミ|アクリル|ポリカ|ベニヤ|合板|spcc?|sus\d{3})(?:の)?\s?$"
)
# SUS304で、2ミリ、レーザーで切って: what is cut or bent is a sheet.
_SHEET_BEFORE = re.compile(
    r"(?:ステン(?:レス)?|鉄|アルミ|sus\d{3}[a-z]?|ss400|s[pge][a-z]c|a[1-7]\d{3}p?)(?:の|で|は)?、?\s?$"
)
_SHEET_WORK = re.compile(
    r"\s?(?:くらい|ぐらい|程度|ほど)?(?:を|の|で)?、?\s?(?:レーザー|タレパン|板金|ベンダー|シャーリング|曲げ|折り曲げ)"
)
_THICKEST = 50.0
_THICKEST_SHEET = 16.0
# 25ミリの鉄のパイプ, パイプの25ミリ: how thick what is round is told in millimetres, how long in larger units.
_ROUND = (
    r"(?:丸?パイプ|鋼管|丸棒|丸鋼|丸材|(?<!角)棒(?!ねじ)|シャフト|チューブ|ワイヤー?(?!カット|放電)|針金|穴)"
)
_ROUND_BEHIND = re.compile(
    rf"\s?(?:くらい|ぐらい|程度|ほど)?の(?:(?:鉄|ステン(?:レス)?|アルミ|銅|真鍮|チタン|樹脂|ゴム|塩ビ|sus\d{{0,3}}[a-z]?|ss400|s45c|細い|太い)(?:製)?の?)?{_ROUND}"
)
_ROUND_BEFORE = re.compile(r"(?<!角)(?:パイプ|鋼管|丸鋼|丸材)(?:の|で|は|、)?\s?$")
_SQUARE_BEHIND = re.compile(
    r"\s?(?:くらい|ぐらい|程度|ほど)?の(?:(?:鉄|ステン(?:レス)?|アルミ|sus\d{0,3}[a-z]?|ss400)(?:製)?の?)?角(?:パイプ|材|棒|鋼)"
)
_SQUARE_BEFORE = re.compile(r"角(?:パイプ|材|棒|鋼管?)(?:の|で|は|、)?\s?$")
_WIDEST_ROUND = 100.0
_MILLIMETRES = re.compile(r"ミリ|mm")


def unnamed_length(match: re.Match[str]) -> Quantity:
    """A length that no word names: a board's thickness, a pipe's diameter, or how long it is."""
    found = at(match, "size", _cut_from(match, value_of(match, "length", "mm", length_scale)))
    value = found.value
    if value is None or value.max is None:
        return found
    dimension = _meant(match, value.max)
    if dimension == "square":
        return replace(found, value=replace(value, dimension=dimension, min=None, sides=(value.max,) * 2))
    return replace(found, value=replace(value, dimension=dimension))


def _meant(match: re.Match[str], longest: float) -> str:
    """The dimension that the words around an unnamed length of at most `longest` millimetres tell."""
    text, end = match.string, match.end()
    before = text[max(0, match.start() - 10) : match.start()]
    if longest <= _THICKEST and (_BOARD_BEHIND.match(text, end) or _BOARD_BEFORE.search(before)):
        return "thickness"
    if longest <= _THICKEST_SHEET and _SHEET_BEFORE.search(before) and _SHEET_WORK.match(text, end):
        return "thickness"
    millimetres = longest <= _WIDEST_ROUND and _MILLIMETRES.match(unit_of(match))
    if millimetres and (_SQUARE_BEHIND.match(text, end) or _SQUARE_BEFORE.search(before)):
        return "square"
    round_one = _ROUND_BEHIND.match(text, end) or _ROUND_BEFORE.search(before)
    if millimetres and round_one:
        return "diameter"
    return "length"


_CUT_FROM = re.compile(r"[^\s。、\d]{0,8}(?:を|削り?出|切り?出|加工|旋削|製作)")


def _cut_from(match: re.Match[str], value: Value) -> Value:
    """丸棒φ30から歯車を切削: what it is cut from is a size, no lower bound."""
    if group(match, "post") == "から" and value.max is None and _CUT_FROM.match(match.string, match.end()):
        return replace(value, max=value.min)
    return value


# 浸炭、深さ0.8: how deep it is hardened.
_HARDENED = re.compile(
    r"(?:浸炭|窒化|高周波|焼入れ?|焼き入れ)(?:焼入れ|処理|品)?(?:の|は|で|して|、|,|\s|\(){0,2}(?:h(?:rc|v)\s?\d{2,4}(?:以上)?[、,\s]{0,2})?$"
)
_CASE_DEEPEST = 10.0


def depth(match: re.Match[str]) -> Quantity:
    """A depth; behind a hardening word that of the hardened case."""
    found = at(match, "size", _cut_from(match, value_of(match, "depth", "mm", length_scale)))
    value = found.value
    before = match.string[max(0, match.start() - 28) : match.start()]
    if value is not None and (value.max or value.min or 0.0) <= _CASE_DEEPEST and _HARDENED.search(before):
        return replace(found, value=replace(value, dimension="case_depth"))
    return found


_ROUNDED = re.compile(r"曲[げがり]|ベンド|面取|コーナ|[角隅丸溝球]|先端|円弧|アール|半径|φ|mm")


def radius(match: re.Match[str]) -> Quantity | list[Quantity] | None:
    """R50 where something is bent or rounded; else it may be a resistor, a road, a year."""
    return measure("radius")(match) if _ROUNDED.search(around(match, 24)) else None


def square(match: re.Match[str]) -> Quantity:
    """□500, 500角: both sides; a range or a lower bound stays one."""
    value = value_of(match, "square", "mm", length_scale)
    if value.max is not None and value.min in (None, value.max):
        value = replace(value, min=None, sides=(value.max, value.max))
    return at(match, "size", value)


def centimetres(match: re.Match[str]) -> Quantity:
    """4センチ8ミリ, 2センチ半, 3寸5分."""
    scale = length_scale(match["u"])
    small = (
        read_number(match["rest"]) * (1.0 if scale == 10.0 else scale / 10) if match["rest"] else scale / 2
    )
    number = round_off(read_number(match["one"]) * scale + small)
    dimension = _AXES.get(group(match, "axis")[:1], "length")
    return at(match, "size", Value(dimension, number, number, "mm", None, bool(match["about"])))


def compound(match: re.Match[str]) -> Quantity:
    """1m20cm, 1メートル半."""
    number = read_number(match["metres"]) * 1000.0 + (
        500.0 if match["half"] else read_number(match["rest"]) * 10.0
    )
    axis = _AXES.get(group(match, "axis")[:1], "length")
    return at(
        match, "size", Value(axis, round_off(number), round_off(number), "mm", None, bool(match["about"]))
    )


def boxes(side_pattern: re.Pattern[str]) -> Build:
    """A builder for A×B×C: one quantity of sides; φ, t and a length beside them as quantities of their own."""
    return lambda match: list(_box_parts(match, list(side_pattern.finditer(match.string, *match.span()))))


def _box_parts(match: re.Match[str], sides: list[re.Match[str]]) -> Iterator[Quantity]:
    tail = match.string[sides[-1].end() : match.end()]
    common = next((s["unit"] for s in reversed(sides) if s["unit"]), "")
    ahead = word_ahead(match)
    approx = bool(re.search(ABOUT, tail) or (ahead and ahead["roughly"]))
    at_least = bool(IS_MORE.search(tail))
    # □100×100×3.2 is a square pipe: three sides like any others.
    # So is □50×80, a plate that isn't square.
    pipe = any(not (side["axis"] or side["tail"]) for side in sides)
    plain: list[tuple[float, re.Match[str]]] = []
    for side in sides:
        scale = length_scale(side["unit"] or common)
        low, high = sorted((read_number(side["lo"]) * scale, read_number(side["hi"] or side["lo"]) * scale))
        name = _AXES.get((side["axis"] or side["tail"] or "")[:1], "")
        if name in _OWN_MEASURES and not (pipe and name == "square"):
            value = Value(name, round_off(low), round_off(high), "mm", None, approx)
            if name == "square" and low == high:
                value = replace(value, min=None, sides=(value.max or 0.0,) * 2)
            yield Quantity("size", value, *_place(side))
        else:
            plain.append((round_off(high), side))
    if len(plain) == 1 and len(sides) > 1:
        number, side = plain[0]
        yield Quantity(
            "size", Value("length", number, None if at_least else number, "mm", None, approx), *_place(side)
        )
    elif plain:
        numbers = tuple(number for number, _ in plain)
        longest = max(numbers)
        value = Value(
            "box", longest if at_least else None, None if at_least else longest, "mm", None, approx, numbers
        )
        start, end = _place(plain[0][1])[0], _place(plain[-1][1])[1]
        if plain[-1][1] is sides[-1]:
            end = match.start() + len(match.group().rstrip(" \n("))
        yield Quantity("size", value, ahead.start() if ahead and plain[0][1] is sides[0] else start, end)


def _place(side: re.Match[str]) -> tuple[int, int]:
    """Where a side stands, without the blanks around it."""
    text = side.group()
    return side.start() + len(text) - len(text.lstrip()), side.start() + len(text.rstrip())


# Things of everyday life whose size everybody knows, in millimetres.
THINGS: dict[str, tuple[float, ...]] = {
    "a0": (841, 1189), "a1": (594, 841), "a2": (420, 594), "a3": (297, 420), "a4": (210, 297), "a5": (148, 210), "a6": (105, 148), "b4": (257, 364),
    "b5": (182, 257), "b6": (128, 182), "名刺": (55, 91), "はがき": (100, 148), "ハガキ": (100, 148), "葉書": (100, 148),
    "クレジットカード": (54, 86), "文庫本": (105, 148), "切手": (22, 26), "手のひら": (80, 180), "掌": (80, 180), "スマホ": (75, 150),
    "弁当箱": (120, 200), "ティッシュ箱": (115, 240), "ティッシュの箱": (115, 240), "みかん箱": (300, 400), "ランドセル": (230, 350),
    "畳": (910, 1820), "たたみ": (910, 1820), "タタミ": (910, 1820), "一斗缶": (238, 238, 350), "一升瓶": (105, 400), "ゴルフボール": (43,),
    "cd": (120,),
    "新聞紙": (406, 546), "新聞": (406, 546), "単行本": (128, 188), "コピー用紙": (210, 297), "ビー玉": (17,), "パチンコ玉": (11,), "鶏卵": (44, 60),
    "茶筒": (80, 120), "マッチ箱": (36, 56), "豆腐": (80, 120), "茶碗": (60, 120), "牛乳パック": (70, 235),
    "ペットボトル": (65, 205), "ドラム缶": (600, 900), "冷蔵庫": (650, 1800), "軽トラ": (1410, 1940), "ドア": (800, 2000),
    "電話ボックス": (900, 2100), "自動車": (1700, 4500), "親指": (20, 60), "小指": (12, 60), "鉛筆": (8, 180), "爪楊枝": (2, 65),
    "ピンポン玉": (40,), "卓球の球": (40,), "テニスボール": (67,), "野球ボール": (73,), "野球のボール": (73,), "サッカーボール": (220,),
    "米粒": (5,), "豆粒": (10,), "小指の先": (15,), "人の背丈": (1700,), "一円玉": (20,), "1円玉": (20,), "十円玉": (23.5,), "10円玉": (23.5,),
    "百円玉": (22.6,), "100円玉": (22.6,), "五百円玉": (26.5,), "500円玉": (26.5,), "卓上": (600, 900), "机": (600, 900),
}  # fmt: skip
# Sheets of the trade: 4×8 feet, 3×6, 5×10, one metre by two.
_SHEETS = {
    "4×8": (1219, 2438), "シハチ": (1219, 2438), "3×6": (914, 1829), "サブロク": (914, 1829), "5×10": (1524, 3048), "ゴトウ": (1524, 3048),
    "ゴットー": (1524, 3048),
}  # fmt: skip


def thing(match: re.Match[str]) -> Quantity:
    """名刺くらい, A4サイズ, 畳半分: about as large as a thing that everybody knows."""
    sides = sorted(float(n) for n in THINGS[group(match, "thing") or group(match, "paper")])
    if group(match, "half"):
        sides = sorted([*sides[:-1], sides[-1] / 2])
    if len(sides) == 1:
        return at(match, "size", Value("diameter", None, sides[0], "mm", None, True))
    return at(match, "size", Value("box", None, sides[-1], "mm", None, True, tuple(sides)))


def vague_thing(match: re.Match[str]) -> Quantity:
    """指先くらい: a size, but nobody could say how many millimetres."""
    return at(match, "size", None)


def sheet(match: re.Match[str]) -> Quantity:
    """4×8, サブロク."""
    sides = tuple(float(n) for n in _SHEETS[match["sheet"].replace("x", "×").replace(" ", "")])
    return at(match, "size", Value("box", None, max(sides), "mm", None, False, sides))
