"""Numbers in 漢数字, as the formats [DBNum1] to [DBNum4] show them."""

from __future__ import annotations

_KANJI = {1: "〇一二三四五六七八九", 2: "〇壱弐参四伍六七八九", 3: "０１２３４５６７８９"}
_TENS = {1: ("", "十", "百", "千"), 2: ("", "拾", "百", "阡"), 3: ("", "十", "百", "千")}
_MYRIADS = {1: ("", "万", "億", "兆"), 2: ("", "萬", "億", "兆"), 3: ("", "万", "億", "兆")}


def digits_to_kanji(text: str, style: int) -> str:
    """Digit by digit: 2026 -> 二〇二六."""
    return text.translate(str.maketrans("0123456789", _KANJI.get(style, _KANJI[1])))


def kanji_number(number: str, style: int) -> str:
    """12345 -> 一万二千三百四十五 (1), 壱萬弐阡参百四拾伍 (2), １万２千３百４十５ (3)."""
    style = style if style in _KANJI else 1
    sign, number = ("-", number[1:]) if number.startswith("-") else ("", number)
    whole, point, decimals = number.partition(".")
    if not whole.isdigit() or len(whole) > 16:
        return sign + number
    groups: list[str] = []
    for myriad in range((len(whole) + 3) // 4):
        group = whole[max(0, len(whole) - 4 * myriad - 4) : len(whole) - 4 * myriad]
        words = "".join(
            ("" if digit == "1" and place and style == 1 else _KANJI[style][int(digit)]) + _TENS[style][place]
            for place, digit in zip(range(len(group) - 1, -1, -1), group, strict=True)
            if digit != "0"
        )
        if words:
            groups.append(words + _MYRIADS[style][myriad])
    text = "".join(reversed(groups)) or _KANJI[style][0]
    return sign + text + point + digits_to_kanji(decimals, style)
