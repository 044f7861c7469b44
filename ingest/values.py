"""Cells -> values: dates with eras, numbers, money, corporate numbers, lists of machines and certificates.

Every function takes the words of a cell and gives None (or nothing) where they hold no such value.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from matching.corporate import CertificationRow, EquipmentRow

_LARGEST_YEN = 10**15  # far above any capital; keeps a mistyped number out of a 64-bit column
_LARGEST_COUNT = 10**7

_BLANKS = frozenset(
    {"-", "--", "ー", "―", "—", "なし", "無し", "無", "未記入", "不明", "n/a", "na", "null", "none", "空欄"}
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONEY_PART = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(億|千万|百万|十万|万|千)?")
_MONEY_UNITS = {"億": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3}
_HEADER_UNITS = {"億円": 10**8, "百万円": 10**6, "千円": 10**3, "万円": 10**4, "円": 1}
_HEADER_UNITS |= {"million": 10**6, "thousand": 10**3, "man": 10**4, "yen": 1, "jpy": 1}
_HEADER_UNIT = re.compile(
    r"億円|百万円|千円|万円|円|(?<![a-z])(?:million|thousand|man|yen|jpy)(?![a-z])", re.IGNORECASE
)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERAS |= {"r": 2018, "h": 1988, "s": 1925, "t": 1911, "m": 1867}
_ERA_YEAR = re.compile(
    r"(令和|平成|昭和|大正|明治|(?<![a-z])[rhstm])\s*\.?\s*(\d{1,2}|元)(?!\d)", re.IGNORECASE
)
_DAY = re.compile(
    r"(?<!\d)((?:1[89]|20|21)\d\d)(?:\s*[年/.\-]\s*(\d{1,2})(?:\s*[月/.\-]\s*(\d{1,2})(?!\d))?)?"
)
_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")

_YES = frozenset(
    {
        "○",
        "◯",
        "〇",
        "●",
        "◎",
        "有",
        "あり",
        "有り",
        "取得",
        "取得済",
        "取得済み",
        "はい",
        "可",
        "yes",
        "y",
        "true",
        "1",
    }
)
_NO = frozenset(
    {"×", "✕", "x", "無", "なし", "無し", "未取得", "未", "いいえ", "否", "no", "n", "false", "0"}
)

_LIST_BREAK = re.compile(r"[\n\r;；]+|[、，](?![^(（]*[)）])|,(?!\d{3})(?![^(（]*[)）])|(?:^|\s)[・●○■◆]")
_COUNT_AT_END = re.compile(r"[\s×xX*:：(（]*(\d{1,4})\s*(?:台|基|機|式|set|セット)[)）]?$")
_EXPIRY_WORDS = re.compile(
    r"[\s(（/:：]*(?:有効期限|有効期間|期限|有効|満了|まで|～|~)?[\s:：]*"
    r"(?P<day>(?:(?:令和|平成|R|H)\s*\.?\s*(?:\d{1,2}|元)|20\d\d)\s*[年/.\-]?[\d年月日/.\-\s]*(?:末|まで|満了)*)"
    r"\s*(?:まで|満了|有効|迄)*\s*[)）]?\s*$"
)


def folded(text: str) -> str:
    """NFKC, case folded, outer spaces off; the many dashes are one."""
    return re.sub(r"[‐‑–—―−]", "-", unicodedata.normalize("NFKC", text).casefold().strip())


def is_blank(text: str) -> bool:
    """Whether a number's or a date's cell says that there is none ("", "-", "なし")."""
    return not text or folded(text) in _BLANKS


def mark(text: str) -> bool | None:
    """What a yes/no cell says ("○", "有", "×", "無"); None where it holds other words."""
    word = folded(text)
    return True if word in _YES else False if word in _NO else None


def count(text: str) -> int | None:
    """The first number: "３０名" -> 30, "12人(パート2)" -> 12, "約1,200" -> 1200."""
    found = _NUMBER.search(folded(text))
    if not found:
        return None
    number = int(Decimal(found.group().replace(",", "")))
    return number if number <= _LARGEST_COUNT else None


def is_bare_count(text: str) -> bool:
    """Whether nothing but a number and its unit stands there, so that the number alone says it all."""
    return re.fullmatch(r"[\d,]+(?:\.0+)?\s*(?:人|名|台)?", folded(text)) is not None


def header_unit(heading: str) -> int | None:
    """Yen of one unit as a heading states it: "資本金(万円)" -> 10000, "capital_yen" -> 1."""
    found = _HEADER_UNIT.search(unicodedata.normalize("NFKC", heading))
    return _HEADER_UNITS[found.group().lower()] if found else None


def yen(text: str, unit: int | None = None) -> int | None:
    """An amount in yen: "1,000万円", "3億5000万", "5千万円"; a bare number counts `unit` yen.

    Where neither cell nor heading says a unit, forms ask for 万円: a bare number below 1,000,000 is read so,
    a larger one as yen.
    """
    words = folded(text)
    parts = [(Decimal(number.replace(",", "")), scale) for number, scale in _MONEY_PART.findall(words)]
    if not parts:
        return None
    if any(scale for _, scale in parts):
        amount = sum((number * _MONEY_UNITS.get(scale, 1) for number, scale in parts), Decimal(0))
    elif "円" in words:
        amount = parts[0][0]
    else:
        number = parts[0][0]
        amount = number * (unit if unit is not None else 10_000 if number < 1_000_000 else 1)
    return int(amount) if amount <= _LARGEST_YEN else None


def day(text: str, *, last: bool = False) -> date | None:
    """A date: 2027/03/31, 2027年3月, 20270331, 令和9年3月末, R9.3.31.

    Where only a month or a year stands there: its first day, or with `last` its last one.
    """
    words = _ERA_YEAR.sub(_western_year, folded(text))
    if compact := _COMPACT_DAY.search(words):
        return _date(*map(int, compact.groups()))
    found = _DAY.search(words)
    if not found:
        return None
    year, month, number = (int(part) if part else 0 for part in found.groups())
    at_end = last or "末" in words[found.end() :]
    month = month or (12 if last else 1)
    if not number and 1 <= month <= 12:
        number = calendar.monthrange(year, month)[1] if at_end else 1
    return _date(year, month, number)


def _western_year(found: re.Match[str]) -> str:
    year = 1 if found.group(2) == "元" else int(found.group(2))
    return str(_ERAS[found.group(1).lower()] + year)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def year_of(text: str) -> int | None:
    """The year in "2015", "平成27年", "H27"."""
    found = day(text)
    return found.year if found else None


def corporate_number(text: str) -> str:
    """The digits of a corporate number, without hyphens, spaces and a leading T: not checked."""
    return re.sub(r"^t|[\s\-]", "", folded(text))


def entries(text: str) -> Iterator[str]:
    """The entries of a list in one cell: lines, 、 and commas outside brackets, bullets."""
    for part in _LIST_BREAK.split(text):
        entry = part.strip(" \t\u3000・●■◆")
        if entry and not is_blank(entry):
            yield entry


def machines(text: str) -> tuple[EquipmentRow, ...]:
    """The machines of a cell: "NC旋盤 3台、MC(2台)" -> two rows; what is no count stays in the name."""
    return tuple(_machine(entry) for entry in entries(text))


def _machine(entry: str) -> EquipmentRow:
    found = _COUNT_AT_END.search(unicodedata.normalize("NFKC", entry))
    if not found or not found.start():
        return EquipmentRow(entry)
    # NFKC may change lengths, so the name is cut from the normalised words only if they are the same length.
    name = entry[: found.start()] if len(found.string) == len(entry) else found.string[: found.start()]
    return EquipmentRow(name.strip(), count=int(found.group(1)))


def certificates(text: str, heading: str = "") -> tuple[CertificationRow, ...]:
    """The certificates of a cell: "ISO9001(2027年3月まで)、ISO14001"; of ○ below "ISO9001" the heading."""
    if heading and (said := mark(text)) is not None:
        return (CertificationRow(heading),) if said else ()
    return tuple(_certificate(entry) for entry in entries(text))


def _certificate(entry: str) -> CertificationRow:
    found = _EXPIRY_WORDS.search(entry)
    until = day(found["day"], last=True) if found and found.start() else None
    if not found or until is None:
        return CertificationRow(entry)
    return CertificationRow(entry[: found.start()].strip(" \u3000(（"), "", until, found["day"].strip())
