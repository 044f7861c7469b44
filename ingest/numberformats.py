"""Numbers as Excel shows them: number formats, dates with Japanese eras, 漢数字, conditions, signs.

`display` gives what a person sees in the cell; `cell_text` what is read from it: the same, but for plain
numbers, of which every digit counts and not those that the column was wide enough for.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ingest.formatcodes import Section, choose, sections
from ingest.kanjinumbers import digits_to_kanji, kanji_number

GENERAL = "General"
# What the numbers below 164 stand for in a Japanese Excel.
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"\\-#,##0', 6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00', 8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00', 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"', 29: '[$-411]ggge"年"m"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"',
    36: "[$-411]ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: '[$-411]ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip
_ERAS = (
    (date(2019, 5, 1), "R", "令", "令和"), (date(1989, 1, 8), "H", "平", "平成"), (date(1926, 12, 25), "S", "昭", "昭和"),
    (date(1912, 7, 30), "T", "大", "大正"), (date(1868, 1, 25), "M", "明", "明治"),
)  # fmt: skip
_WEEKDAYS = "月火水木金土日"
_LAST_SERIAL = 2_958_466

# Programs write days with an empty time behind them.
_EMPTY_TIME = re.compile(r"(?<=\d\d\d\d[-/]\d\d[-/]\d\d)[ T]0?0:00(:00)?$")


def is_date_format(code: str) -> bool:
    """Whether numbers of this format are days or times."""
    return bool(code) and code != GENERAL and sections(code)[0].is_date


def display(value: float, code: str, *, date1904: bool = False) -> str:
    """A number as Excel shows it under a format. Never raises; what no format fits is shown plain."""
    if not code or code == GENERAL or not math.isfinite(value):
        return plain(value)
    section, signed = choose(sections(code), value)
    if section.is_date:
        moment = moment_of(value, date1904=date1904)
        return _date_text(section, moment, value) if moment else plain(value)
    return ("-" if signed else "") + _number_text(section, abs(value) if value < 0 else value)


def cell_text(value: float, code: str, *, date1904: bool = False) -> str:
    """What is read from a number's cell: as shown, but every digit of a plain number, and no empty time."""
    if not code or code == GENERAL or not math.isfinite(value):
        return plain(value)
    section, _ = choose(sections(code), value)
    if section.is_date:
        text = display(value, code, date1904=date1904)
        return _EMPTY_TIME.sub("", text) if float(value).is_integer() else text
    if _is_plain(section, value):
        return plain(value)
    if any(text == "%" for _, text in section.tokens):
        return _percent(section, value)
    return display(value, code).strip()


def plain(value: float) -> str:
    """All digits that count, without exponent: 12.0 -> "12"."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    if not math.isfinite(value):
        return str(value)
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text and abs(value) < 1e21 else text


def moment_of(serial: float, *, date1904: bool = False) -> datetime | None:
    """The day and time of a serial number; None outside of Excel's calendar."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    if date1904:
        start = datetime(1904, 1, 1)
    else:  # Excel believes in a 29 February 1900
        start = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)
    try:
        return start + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return None


def day_of(serial: float, *, date1904: bool = False) -> date | datetime | None:
    """The exact date of a date cell, with the time where there is one; None for a time alone."""
    moment = moment_of(serial, date1904=date1904)
    if moment is None or (serial < 1 and not date1904):
        return None
    return moment.date() if moment.time() == time() else moment


# --- days -----------------------------------------------------------------------------------------------


def _date_text(section: Section, moment: datetime, serial: float) -> str:
    twelve = "ampm" in section.kinds
    fraction = next((text for kind, text in section.tokens if kind == "fraction"), "")
    if not fraction and moment.microsecond >= 500_000:
        moment += timedelta(seconds=1)
    moment = moment if fraction else moment.replace(microsecond=0)
    parts: list[str] = []
    for kind, text in section.tokens:
        match kind:
            case "date":
                parts.append(_date_part(text.lower(), moment, twelve, section))
            case "minute":
                parts.append(_in_kanji(str(moment.minute).zfill(len(text)), section))
            case "elapsed":
                unit = {"h": 1 / 24, "m": 1 / 1440, "s": 1 / 86400}[text[0].lower()]
                parts.append(str(int(serial / unit + 1e-6)).zfill(len(text)))
            case "ampm":
                words = ("午前", "午後") if section.japanese else text.split("/")
                parts.append(words[moment.hour >= 12])
            case "fraction":
                parts.append(f".{moment.microsecond:06}"[: len(text)])
            case "text" | "general":
                pass
            case _:
                parts.append(text)
    return "".join(parts)


def _date_part(part: str, moment: datetime, twelve: bool, section: Section) -> str:
    text = _plain_date_part(part, moment, twelve, section)
    return _in_kanji(text, section) if section.kanji else text


def _in_kanji(text: str, section: Section) -> str:
    """The digits of a part of a date in 漢数字 or full width, as the format says."""
    if not section.kanji:
        return text
    digits = text.lstrip("0") or text
    if section.kanji > 2 or not digits.isdecimal() or len(digits) > 3:
        return digits_to_kanji(text, min(section.kanji, 3))
    number = kanji_number(digits, section.kanji)
    # 大字 leaves no one out: 壱拾弐.
    return re.sub("^(?=[拾百])", "壱", number) if section.kanji == 2 else number


def _plain_date_part(part: str, moment: datetime, twelve: bool, section: Section) -> str:
    size = len(part)
    match part[0]:
        case "y":
            return f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"
        case "m":
            names = (moment.strftime("%b"), moment.strftime("%B"), moment.strftime("%B")[0])
            return str(moment.month).zfill(size) if size < 3 else names[min(size, 5) - 3]
        case "d":
            if size > 2 and section.japanese:
                return _weekday(moment, size)
            return str(moment.day).zfill(size) if size < 3 else moment.strftime("%a" if size == 3 else "%A")
        case "a":
            return _weekday(moment, size)
        case "h":
            return str((moment.hour % 12 or 12) if twelve else moment.hour).zfill(size)
        case "s":
            return str(moment.second).zfill(size)
        case "g":
            return _era(moment.date())[min(size, 3)]
        case _:  # e, r: the year of the era; rr with its name
            name, year = _era(moment.date())[3], moment.year - int(_era(moment.date())[0]) + 1
            number = "元" if section.gannen and year == 1 else str(year).zfill(2 if size > 1 else 1)
            return name + number if part == "rr" else number


def _weekday(moment: datetime, size: int) -> str:
    return _WEEKDAYS[moment.weekday()] + ("曜日" if size >= 4 else "")


def _era(day: date) -> tuple[str, str, str, str]:
    """First year, initial, short name and name of the era."""
    for start, initial, short, name in _ERAS:
        if day >= start:
            return str(start.year), initial, short, name
    return str(day.year), "", "", ""


# --- numbers --------------------------------------------------------------------------------------------


def _is_plain(section: Section, value: float) -> bool:
    """Whether the format only sets commas, decimals, blanks, brackets and a minus."""
    if section.kanji or section.kinds & {"exponent", "text"}:
        return "exponent" in section.kinds
    literal = "".join(text for kind, text in section.tokens if kind in ("literal", "other"))
    if re.search(r"[^\s()\-+.,/]", literal):
        return False
    if "/" in literal:
        return True
    digits = [i for i, (kind, _) in enumerate(section.tokens) if kind == "digit"]
    if not digits:
        return "general" in section.kinds
    if any(
        kind == "literal" and text.strip() and digits[0] < i < digits[-1]
        for i, (kind, text) in enumerate(section.tokens)
    ):
        return False  # 000-0000
    whole, _, _, scale = _number_shape(section)
    zeros = sum(text == "0" for kind, text in whole if kind == "digit")
    return not scale and (zeros < 2 or abs(value) >= 10 ** (zeros - 1))


def _percent(section: Section, value: float) -> str:
    around = "".join(text for kind, text in section.tokens if kind == "literal").strip()
    if around:
        return ("-" if value < 0 else "") + _number_text(section, abs(value)).strip()
    return plain(float(f"{value * 100:.12g}")) + "%"


def _number_shape(
    section: Section,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], bool, int]:
    """Tokens before and after the point, whether thousands are set off, and by how many thousands to divide."""
    tokens = list(section.tokens)
    point = next((i for i, token in enumerate(tokens) if token == ("other", ".")), len(tokens))
    whole, rest = tokens[:point], tokens[point:]
    digits = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    commas = [i for i, token in enumerate(tokens) if token == ("other", ",")]
    scaling = [
        i
        for i in commas
        if digits and (i > digits[-1] or (i < point and not [d for d in digits if i < d < point]))
    ]
    grouping = [i for i in commas if i not in scaling and digits and i > digits[0]]
    keep = [token for i, token in enumerate(whole) if i not in commas]
    tail = [token for i, token in enumerate(rest, point) if i not in scaling]
    return keep, tail, bool(grouping), len(scaling)


def _number_text(section: Section, value: float) -> str:
    kinds = section.kinds
    if "general" in kinds or not kinds & {"digit"}:
        number = plain(value)
        shown = kanji_number(number, section.kanji) if section.kanji else number
        return "".join(
            shown if kind == "general" else "" if kind == "text" else text for kind, text in section.tokens
        )
    if "exponent" in kinds:
        return _exponent_text(section, value)
    if any(token == ("other", "/") for token in section.tokens):
        return _fraction_text(section, value)
    whole, rest, grouped, scale = _number_shape(section)
    percents = sum(text == "%" for _, text in section.tokens)
    exact = Decimal(f"{value:.15g}").scaleb(2 * percents - 3 * scale)
    places = sum(kind == "digit" for kind, _ in rest)
    number = (
        format(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
        if exact < Decimal(10) ** 20
        else str(exact)
    )
    before, _, after = number.partition(".")
    text = _whole_text(whole, before, grouped) + _decimals_text(rest, after)
    return digits_to_kanji(text, section.kanji) if section.kanji else text


def _whole_text(tokens: list[tuple[str, str]], digits: str, grouped: bool) -> str:
    """The digits in their places, from the right; what the places don't hold goes before the first."""
    left = list("" if digits == "0" else digits)
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    parts: list[str] = []
    written = 0
    for i in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[i]
        if kind != "digit":
            parts.append(text)
            continue
        for digit in [left.pop()] if left else [{"0": "0", "?": " "}.get(text, "")]:
            written = _put(parts, digit, written, grouped)
        while places and i == places[0] and left:
            written = _put(parts, left.pop(), written, grouped)
    return "".join(reversed(parts))


def _put(parts: list[str], digit: str, written: int, grouped: bool) -> int:
    if grouped and written and written % 3 == 0 and digit.strip():
        parts.append(",")
    parts.append(digit)
    return written + bool(digit)


def _decimals_text(tokens: list[tuple[str, str]], digits: str) -> str:
    significant = len(digits.rstrip("0"))
    parts: list[str] = []
    place = 0
    for kind, text in tokens:
        if kind != "digit":
            parts.append(text)
            continue
        needed = text == "0" or place < significant
        parts.append(digits[place] if needed and place < len(digits) else " " if text == "?" else "")
        place += 1
    return "".join(parts)


def _exponent_text(section: Section, value: float) -> str:
    mantissa = [kind for kind, _ in section.tokens]
    at = mantissa.index("exponent")
    sign = section.tokens[at][1]
    point = next((i for i, token in enumerate(section.tokens) if token == ("other", ".")), at)
    places = mantissa[point:at].count("digit")
    number, _, power = f"{value:.{places}E}".partition("E")
    width = mantissa[at:].count("digit")
    point_text = "." if point < at and not places else ""
    prefix = "-" if int(power) < 0 else "+" if sign == "E+" else ""
    return f"{number}{point_text}E{prefix}{abs(int(power)):0{width}}"


def _fraction_text(section: Section, value: float) -> str:
    code = "".join(text for _, text in section.tokens)
    before, _, after = code.partition("/")
    after = after.strip()
    mixed = bool(re.search(r"[#0?]\s+[#0?]", before))
    whole = int(value) if mixed else 0
    part = Fraction(value - whole)
    if fixed := re.match(r"[1-9]\d*", after):
        bottom = int(fixed[0])
        top = int(part * bottom + Fraction(1, 2))
    else:
        nearest = part.limit_denominator(10 ** max(1, len(re.findall("[#0?]", after))) - 1)
        top, bottom = nearest.numerator, nearest.denominator
    return f"{whole or ''} {top}/{bottom}" if mixed else f"{top}/{bottom}"
