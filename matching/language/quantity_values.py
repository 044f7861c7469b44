"""What a rule's match says: the named groups of quantity_rules.py -> a Quantity in canonical units.

Beside the groups of quantity_words.py: few (数百), every and each (月, 年), head (最小ロット), tol (±5 of a hardness), half (1か月半).
"""

from __future__ import annotations

import re
from dataclasses import replace

from matching.language.numerals import read_number
from matching.language.quantity_words import (
    FEW,
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


def nothing(match: re.Match[str]) -> Quantity:
    """What a rule takes out of the text without a quantity: a code, a year, a number of staff."""
    return Quantity("", None, *match.span())


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
