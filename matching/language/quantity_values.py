"""What a rule's match says: the named groups of quantity_rules.py -> a Quantity in canonical units.

Beside the groups of quantity_words.py: few (数百), every and each (月, 年), head (最小ロット), tol (±5 of a hardness), half (1か月半).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from matching.language.numerals import read_number
from matching.language.quantity_words import (
    ABOUT,
    FEW,
    IS_MORE,
    around,
    as_written,
    at,
    bounds,
    group,
    length_scale,
    mass_scale,
    money_scale,
    phrase,
    round_off,
    unit_of,
    value_of,
    word_ahead,
)
from matching.records import Quantity, Value

Build = Callable[["re.Match[str]"], "Quantity | list[Quantity] | None"]


def nothing(match: re.Match[str]) -> Quantity:
    """What a rule takes out of the text without a quantity: a code, a year, a number of staff."""
    return Quantity("", None, *match.span())


def screw(match: re.Match[str]) -> Quantity | None:
    """ボルト M6x20: how long the screw is; what is shorter than its thread is the pitch or a depth."""
    length = read_number(match["one"])
    if length < int(match["thread"]):
        return None
    return Quantity("size", Value("length", length, length, "mm"), match.start("one"), match.end("one"))


# ---- sizes

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


# ---- tolerances, roughness, hardness

_SHAPES = {
    "真円": "roundness", "円筒": "cylindricity", "平面": "flatness", "直角": "squareness", "位置度": "position", "平行": "parallelism",
    "真直": "straightness",
}  # fmt: skip
_TRIANGLES = {1: 25.0, 2: 6.3, 3: 1.6, 4: 0.2}
_SCALES = {
    "ビッカース": "HV",
    "ロックウェル": "HRC",
    "ブリネル": "HB",
    "SHORE": "ShoreA",
    "ショア": "ShoreA",
    "アスカー": "AskerC",
    "HBW": "HB",
}
_RUBBER_SCALE = re.compile(r"(?:SHORE|ショア|硬|デュロ(?:メータ)?ー?|タイプ|JIS-?)?(?P<type>[AD])硬?")
_STEEL = re.compile(r"焼入|調質|浸炭|窒化|鋼|scm|s\d\dc|skd|ss400|鉄|金型|刃")
_RUBBER = re.compile(r"ゴム|ウレタン|シリコ|nbr|epdm|(?<![a-z])(?:cr|sbr|nr)(?![a-z])|フッ素|加硫|スポンジ")


def tolerance(match: re.Match[str]) -> Quantity:
    """±0.01, 公差0.01以内, 1/100台: its half-width. Of a range of accuracies the wider."""
    ends = (("lo", "u1"), ("hi", "u2"), ("one", "u3"))
    widths = [
        read_number(match[name]) * length_scale(group(match, unit))
        for name, unit in ends
        if group(match, name)
    ]
    return at(
        match,
        "tolerance",
        Value("tolerance", None, round_off(max(widths)), "mm", None, bool(group(match, "about"))),
    )


def measuring_error(match: re.Match[str]) -> Quantity:
    """U=1.9+3L/1000µm: what a measuring machine errs at length nought, in µm."""
    return at(match, "tolerance", Value("tolerance", None, round_off(read_number(match["one"]) / 1000), "mm"))


def percentage(match: re.Match[str]) -> Quantity:
    """±3%: no length_scale, so a dimension of its own."""
    return at(match, "tolerance", Value("tolerance_ratio", None, read_number(match["one"]), "%"))


def asymmetric(match: re.Match[str]) -> Quantity:
    """+0.02/0, +0.02/-0.01: both deviations as they stand."""
    upper = read_number(match["upper"])
    lower = read_number(match["lower"]) * (-1.0 if match["sign"] == "-" else 1.0)
    low, high = sorted((round_off(lower) + 0.0, round_off(upper)))
    return at(match, "tolerance", Value("tolerance", low, high, "mm"))


def below(match: re.Match[str]) -> Quantity | None:
    """φ8 0/-0.01, φ8 -0.005: deviations below the size; None where what stands before is no greater (0.5-0.8)."""
    lower = -read_number(match["lower"])
    if size := group(match, "of"):
        if read_number(size) <= -lower or -lower > _WIDEST:
            return None
        return Quantity("tolerance", Value("tolerance", lower, 0.0, "mm"), *match.span("deviation"))
    upper = -read_number(match["upper"]) if group(match, "upper") else 0.0
    low, high = sorted((round_off(lower), round_off(upper)))
    return at(match, "tolerance", Value("tolerance", low, high, "mm"))


# No deviation is wider, in millimetres.
_WIDEST = 0.3


def vague_tolerance(match: re.Match[str]) -> Quantity:
    """千分台, ミクロンオーダー: up to nine thousandths; 百分台: up to nine hundredths."""
    return at(
        match, "tolerance", Value("tolerance", None, 0.009 if match["fine"] else 0.09, "mm", None, True)
    )


def fit(match: re.Match[str]) -> Quantity:
    """h7, JS9: a fit depends on the diameter, so it has no value."""
    return at(match, "tolerance", None)


def shape(match: re.Match[str]) -> Quantity:
    """真円度0.003: a tolerance of its own dimension."""
    low, high, _ = bounds(match, length_scale)
    dimension = next((d for word, d in _SHAPES.items() if match["shape"].startswith(word)), "runout")
    return at(match, "tolerance", Value(dimension, None, high if high is not None else low, "mm"))


def roughness(match: re.Match[str]) -> Quantity:
    """Ra0.8, 粗さ6.3S: the surface may be as rough as that."""
    low, high, approx = bounds(match, as_written)
    scale = group(match, "scale").replace("max", "") or {"s": "r", "z": "rz"}.get(unit_of(match), "ra")
    return at(match, "roughness", Value(scale, None, high if high is not None else low, "um", None, approx))


def triangles(match: re.Match[str]) -> Quantity:
    """▽▽▽, the old marks of finish."""
    return at(match, "roughness", Value("ra", None, _TRIANGLES[len(match.group())], "um", None, True))


def hardness(match: re.Match[str]) -> Quantity:
    """HRC58~62, 硬度60±5, 60HRC, 硬さ60(HRC)以上, ショアA70."""
    if tolerated := group(match, "tol"):
        middle, width = read_number(match["one"]), read_number(tolerated)
        return at(
            match, "hardness", Value("hardness", middle - width, middle + width, _hardness_scale(match))
        )
    return at(match, "hardness", value_of(match, "hardness", _hardness_scale(match), as_written))


def rubber_hardness(match: re.Match[str]) -> Quantity:
    """ウレタン90°."""
    return at(match, "hardness", value_of(match, "hardness", "ShoreA", as_written))


def _hardness_scale(match: re.Match[str]) -> str:
    """The scale that is written; for plain degrees that of rubber where rubber is spoken of, else HRC."""
    for name in ("scale", "u3", "u2"):
        written = re.sub(r"[\s.:=度°()]|硬さ", "", group(match, name)).upper()
        if rubber := _RUBBER_SCALE.fullmatch(written):
            return f"Shore{rubber['type']}"
        for word, scale in _SCALES.items():
            if written.startswith(word):
                return scale
        if written and written != "硬":
            return written
    alone = not _STEEL.search(match.string)
    return "ShoreA" if _RUBBER.search(match.string if alone else around(match, 20)) else "HRC"


# ---- forces and masses

_CLAMPS = re.compile(r"型締|成形|射出|インジェクション|ダイカスト|ダイキャスト|ブロー")
_PRESSES = re.compile(r"プレス|加圧|荷重|鍛造|ベンダ|曲げ|絞り|ブレーキ|シャー|サーボ")
_HOISTS = re.compile(r"クレーン|ホイスト|吊|リフト|積載|トラック|車|フォーク|耐荷重|荷重|載荷|ユニック")
_LIFTS = re.compile(r"クレーン|ホイスト|吊")
_MACHINES = re.compile(r"機|炉|釜|槽|タンク|コンテナ|リフト|ホイスト|クレーン|車|プレス|成形|ハンマ|ロール")
_WEIGHT_WORDS = re.compile(r"重|質量|自重")
_VESSELS = re.compile(r"炉|釜|槽|タンク|釣り?合|バランス|ミキサ|秤|はかり|台秤|計量|コンテナ|サイロ|ホッパ")
_BEARS = re.compile(r"(?:に|を|の荷重に)?\s?(?:耐え|載せ|乗せ|積め)")
# SUS304 1.5t 絞り: right behind a sheet's name, whatever press comes next.
_IN_PLATE = re.compile(
    r"(?:sus\d{3}[a-z]?|sp[a-z]{1,3}(?:-[a-z]{2})?|sec[ch]|sg[a-z]{1,2}|ss400|a[1-7]\d{3}p?"
    r"|[鉄鋼銅]板|アルミ板?|ステンレス板?|ステン|ボンデ|真鍮板?)[\s(:、,]{0,2}$"
)
_THIN = 10.0
_THICKEST_GAUGE = 50.0  # plates are no thicker in mm, machines seldom weaker in tons


def tonnage(match: re.Match[str]) -> Quantity:
    """Tons: of a press or a mould clamp a force, of a crane, a lorry or a work piece a mass, of a plate (3.2t) its thickness."""
    unit = unit_of(match)
    if unit == "t" and _is_gauge(match):
        return at(match, "size", value_of(match, "thickness", "mm", length_scale))
    if unit.startswith("kn"):
        before, behind = phrase(match, 20, 14)
        return at(
            match,
            "force",
            value_of(match, _force_of(before + match.group() + behind) or "force", "kN", as_written),
        )
    before, behind = phrase(match, 20, 14)
    near = before + match.group() + behind
    if _HOISTS.search(near):
        return at(
            match, "mass", value_of(match, "hoist" if _LIFTS.search(near) else "mass", "kg", mass_scale)
        )
    dimension = _force_of(near)
    small = (bounds(match, as_written)[1] or 99.0) < _THICKEST_GAUGE
    if not dimension and small and "クラス" not in match.group() and unit != "tf":
        return at(match, "mass", value_of(match, "mass", "kg", mass_scale))
    return at(match, "force", value_of(match, dimension or "force", "t", as_written))


def machine_tonnage(match: re.Match[str]) -> Quantity:
    """Tons in a list of machines: what the machine exerts, unless it lifts or holds it."""
    before, behind = phrase(match, 20, 6)
    if _HOISTS.search(before + behind) or _VESSELS.search(before):
        return at(
            match,
            "mass",
            value_of(match, "hoist" if _LIFTS.search(before + behind) else "mass", "kg", mass_scale),
        )
    return at(match, "force", value_of(match, _force_of(before) or "force", "t", as_written))


def _force_of(near: str) -> str:
    return "clamp_force" if _CLAMPS.search(near) else "press_force" if _PRESSES.search(near) else ""


def _is_gauge(match: re.Match[str]) -> bool:
    """Whether 3.2t is a plate's thickness: a small number with no machine and no weight near."""
    if _IN_PLATE.search(match.string, max(0, match.start() - 24), match.start()):
        return read_number(group(match, "one") or match["hi"]) < _THIN
    near = around(match, 8)
    if (
        _CLAMPS.search(around(match))
        or _PRESSES.search(near)
        or _HOISTS.search(near)
        or _WEIGHT_WORDS.search(near)
    ):
        return False
    ahead = word_ahead(match)
    if (ahead and ahead["roughly"]) or group(match, "post") in ("まで", "迄"):
        return False
    if _MACHINES.search(phrase(match, 24, 0)[0]):
        return False
    return read_number(group(match, "one") or match["hi"]) <= _THICKEST_GAUGE


def mass(match: re.Match[str]) -> Quantity:
    """Kilograms and tons; what a thing must bear is the least that it bears."""
    value = value_of(match, "mass", "kg", mass_scale)
    if value.max is not None and (_BEARS.match(match.string, match.end()) or "耐" in match.group()):
        value = replace(value, min=value.max, max=None)
    return at(match, "mass", value)


def weight_of_lots(match: re.Match[str]) -> Quantity:
    """月2t, ロット300kg, 500kg/日: an amount that is weighed, not counted."""
    per = _period(match)
    return at(match, "quantity", value_of(match, "rate" if per else "lot", "kg", mass_scale, per))


# ---- numbers of pieces

# These count something else than pieces unless a period or ロット says so.
_NO_PIECES = re.compile(r"種類|アイテム|品目|件|人前?|名様?|ショット|ロット")
_PERIODS = (("月", "month"), ("年", "year"), ("週", "week"), ("日", "day"))


def _period(match: re.Match[str]) -> str | None:
    """The period that a number is said of, None for a lot."""
    return next((p for word, p in _PERIODS if word in (group(match, "every") or group(match, "each"))), None)


def _pieces_in(unit: str) -> float:
    return 12.0 if unit == "ダース" else 1.0


# 穴が4つ: what one piece has.
_PARTS_OF_ONE = re.compile(
    r"(?:穴|孔|溝|切り?欠き|ねじ|タップ|ボス|リブ|曲げ)(?:が|は|を|も)\s?(?:各|全部で)?\s?$"
)


def pieces(match: re.Match[str]) -> Quantity | None:
    """100個, 月300本, 最小ロット50, 数百個."""
    unit = unit_of(match)
    per = _period(match)
    if not per and _PARTS_OF_ONE.search(phrase(match, 8, 0)[0]):
        return nothing(match)
    dimension = "rate" if per else "lot"
    head = group(match, "head")
    if few := group(match, "few"):
        return at(match, "quantity", Value(dimension, *FEW[few], "個", per, True))
    if group(match, "one") == "一" and unit in ("部", "点", "体", "本", "株", "丁", "反", "通", "基", "面"):
        return None  # 一部, 一点もの, 一体, 一本化
    if _NO_PIECES.fullmatch(unit) and not per and not head:
        return nothing(match)
    value = value_of(match, dimension, "個", _pieces_in, per)
    if value.min == value.max and re.search("最小|最低", head):
        value = replace(value, max=None)
    elif value.min == value.max and re.search("最大|能力|キャパ", head):
        value = replace(value, min=None)
    elif value.min == value.max and match.string.startswith("でも", match.end()):
        value = replace(value, max=None)  # 1個でも
    return at(match, "quantity", value)


_COUNTED_IN_WORDS = {
    "ひと": 1.0,
    "一": 1.0,
    "1": 1.0,
    "ふた": 2.0,
    "二": 2.0,
    "2": 2.0,
    "三": 3.0,
    "3": 3.0,
    "みっ": 3.0,
    "四": 4.0,
    "4": 4.0,
    "五": 5.0,
    "5": 5.0,
}


def pieces_in_words(match: re.Match[str]) -> Quantity:
    """ひとつだけ, 二つお願いします."""
    if _PARTS_OF_ONE.search(phrase(match, 8, 0)[0]):
        return nothing(match)
    number = _COUNTED_IN_WORDS[match["number"]]
    return at(match, "quantity", Value("lot", number, number, "個"))


def per_period(match: re.Match[str]) -> Quantity | None:
    """月300本; a bare small number after a bare period (月2, 年4) may count anything."""
    bare = not unit_of(match) and not group(match, "few")
    number = group(match, "one") or group(match, "lo")
    if (
        bare
        and match["every"] in ("月", "年", "日", "日に", "週", "週に")
        and not re.match(r"[\d,]{3}|\d*[千万百]", number)
    ):
        return None
    if re.fullmatch("人|名様?|種類|アイテム|品目", unit_of(match)):
        return None
    return pieces(match)


# ---- prices and distances


# 予算は|全部で30万円
_IN_ALL = re.compile(
    r"(?:全部|合計|総額|トータル|コミコミ|まとめて|一式|ぜんぶ|合わせて|あわせて)(?:で|は)?\s?(?:だいたい|大体|約)?\s?$"
)


def price(match: re.Match[str]) -> Quantity:
    """What a piece, or all of it, may cost: an exact price is the most."""
    whole = group(match, "budget") or _IN_ALL.search(phrase(match, 10, 0)[0])
    value = value_of(match, "amount" if whole else "unit_price", "円", money_scale)
    if value.min == value.max:
        value = replace(value, min=None)
    return at(match, "price", value)


def yen_and_sen(match: re.Match[str]) -> Quantity:
    """6円50銭以下, 80銭: a hundredth of a yen each."""
    yen = read_number(match["yen"]) if match["yen"] else 0.0
    return at(
        match, "price", Value("unit_price", None, round_off(yen + read_number(match["sen"]) / 100), "円")
    )


def distance(match: re.Match[str]) -> Quantity:
    """30km以内."""
    value = value_of(match, "distance", "km", as_written)
    return at(match, "area", replace(value, min=None, max=value.max if value.max is not None else value.min))
