"""Dates as people write them: 和暦 and western, months and years alone, 年度, ranges, serial numbers.

A reading says from which day to which day the words reach, and what is doubtful about them; what is no date is None.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ingest.numbers import folded
from ingest.remembering import remembered

# The first and the last day of each era, for names and their usual signs.
_ERA_DAYS = {
    "明治": (1867, date(1868, 1, 25), date(1912, 7, 30)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 25)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (2018, date(2019, 5, 1), date.max),
}
_ERA_NAMES = {name: name for name in _ERA_DAYS}
_ERA_NAMES |= {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}
_ERA_NAMES |= {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_ERA = r"(?P<era>令和|平成|昭和|大正|明治|(?<![一-龠々a-z])[令平昭大明](?=\s*[\d元])|(?<![a-z])[rhstm](?=\s*\.?\s*[\d元]))"
_PART = r"(?:\s*[年/.\-]\s*(?P<month>\d{1,2})(?!\d)(?:\s*[月/.\-]\s*(?P<day>\d{1,2})(?!\d))?)?"
_DATE = re.compile(
    rf"(?:{_ERA}\s*\.?\s*(?P<era_year>\d{{1,2}}|元)(?![\da-z])|(?<!\d)(?P<year>(?:1[89]|20|21)\d\d)(?!\d))"
    rf"(?P<fiscal>\s*年度)?{_PART}"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_ENGLISH = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th)?[\s\-]+)?(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s\-,]+"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+)?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_TO = re.compile(r"\s*(?:~|〜|から|より|→|->|(?<=[日月年\d])\s-\s)\s*")
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=\s*[年月日])")
_KANJI_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_HALVES = {"上期": (4, 6), "上半期": (4, 6), "下期": (10, 6), "下半期": (10, 6)}
_QUARTER = re.compile(r"第?\s*([1-4])\s*(?:四半期|q)")
_BRACKETED_TWIN = re.compile(r"\((?:[^()]*[年\d][^()]*)\)")


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which day. doubt: "" or "serial", "era" (outside its era), "month-first", "twins" (two that differ)."""

    first: date
    last: date
    doubt: str = ""


def day(text: str, *, last: bool = False) -> date | None:
    """A date: 2027/03/31, 2027年3月, 20270331, 令和9年3月末, R9.3.31, 2026年度, 46112.

    Where only a month, a year or a 年度 stands there: its first day, or with `last` its last one; so with ranges.
    """
    found = period(text)
    if found is None:
        return None
    at_end = last or re.search(r"末(?!尾)", folded(text)) is not None
    return found.last if at_end else found.first


def year_of(text: str) -> int | None:
    """The year in "2015", "平成27年", "H27"."""
    found = period(text)
    return found.first.year if found else None


def exact_day(text: str, exact: date | datetime | None, *, epoch_1904: bool = False) -> Period | None:
    """The reading of a cell whose text is shown and whose exact day a workbook may know.

    A cell that shows a month alone means the month; one that hides its year means the exact day.
    """
    known = exact.date() if isinstance(exact, datetime) else exact
    shown = period(text, epoch_1904=epoch_1904)
    if known is None:
        return shown
    if shown and shown.first <= known <= shown.last and shown.first != shown.last:
        return replace(shown, doubt="")
    return Period(known, known)


@remembered
def period(text: str, *, epoch_1904: bool = False) -> Period | None:
    """What the words say of a time; None where they hold no date that can be read for sure."""
    words = _KANJI_NUMBER.sub(_arabic, folded(text))
    if _SERIAL.match(words):
        return _serial(words, _EPOCH_1904 if epoch_1904 else _EPOCH)
    parts = [part for part in _TO.split(words) if part]
    if len(parts) == 2:
        return _range(*parts)
    twin = _BRACKETED_TWIN.search(words)
    outside = words[: twin.start()] + " " + words[twin.end() :] if twin and twin.start() else words
    return _with_twin(_one(outside), _one(twin[0]) if twin and twin.start() else None)


def _with_twin(outside: Period | None, inside: Period | None) -> Period | None:
    """令和8年(2026年)3月31日 says its year twice; a remark in brackets may hold another date."""
    if outside is None:
        return inside
    if (
        inside is None
        or inside.first <= outside.first <= inside.last
        or outside.first <= inside.first <= outside.last
    ):
        return outside
    return replace(outside, doubt=outside.doubt or "twins")


def _arabic(match: re.Match[str]) -> str:
    signs = match[0]
    if "十" not in signs:
        return "".join(str(_KANJI_DIGITS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    if any(len(part) > 1 or "十" in part for part in (tens, ones)):
        return signs
    return str((_KANJI_DIGITS[tens] if tens else 1) * 10 + (_KANJI_DIGITS[ones] if ones else 0))


def _serial(words: str, epoch: date) -> Period | None:
    number = int(float(words))
    if number not in _SERIALS:
        return None
    found = epoch + timedelta(days=number)
    return Period(found, found, "serial")


def _range(start: str, end: str) -> Period | None:
    """ "2025/4/1~2026/3/31", "2025年4月~6月", "令和7年4月から"; an end without its year has the start's."""
    first, final = _one(start), _one(end)
    if first is None:
        return None
    if final is None and (match := re.match(r"(\d{1,2})\s*(?:月|/)\s*(?:(\d{1,2})\s*日?)?", end)):
        year = first.first.year + (int(match[1]) < first.first.month)
        final = _months(year, int(match[1]), int(match[2] or 0))
    elif final is None and (match := re.match(r"(\d{1,2})\s*日", end)):
        final = _months(first.first.year, first.first.month, int(match[1]))
    if final is None:
        return None if re.search(r"\d", end) else first
    return Period(first.first, final.last, first.doubt or final.doubt) if first.first <= final.last else None


def _one(words: str) -> Period | None:
    for reading in (_compact, _american, _english):
        if (found := reading(words)) is not None:
            return found
    match = _DATE.search(words)
    return _written(match, words) if match else None


def _compact(words: str) -> Period | None:
    match = _COMPACT.search(words)
    return _months(*map(int, match.groups())) if match else None


def _american(words: str) -> Period | None:
    """12/31/2026 is sure, 3/4/2026 (March or April?) is taken as month first, and said to be in doubt."""
    if not (match := _AMERICAN.search(words)):
        return None
    first, second, year = map(int, match.groups())
    if first > 12:
        return _months(year, second, first)
    found = _months(year, first, second)
    return found if found is None or second > 12 or first == second else replace(found, doubt="month-first")


def _english(words: str) -> Period | None:
    if not (match := _ENGLISH.search(words)):
        return None
    number = match["before"] or match["after"]
    return _months(int(match["year"]), _MONTHS[match["name"].title()], int(number) if number else 0)


def _written(match: re.Match[str], words: str) -> Period | None:
    behind = words[match.end() :]
    name = _ERA_NAMES[match["era"]] if match["era"] else ""
    year = int(match["year"]) if not name else _era_year(name, match["era_year"])
    month, number = int(match["month"] or 0), int(match["day"] or 0)
    if match["month"] and not number and not match["fiscal"] and re.match(r"\s*[:\d]", behind):
        return None  # 2026/3.5, 2015:2016 and the like: no date
    found = _fiscal(year, behind) if match["fiscal"] and not month else _months(year, month, number)
    if found is None:
        return None
    found = _part_of(found, behind) if month and not number else found
    return _within_era(found, name) if name and not match["fiscal"] else found


def _era_year(name: str, year: str) -> int:
    return _ERA_DAYS[name][0] + (1 if year == "元" else int(year))


def _within_era(found: Period, name: str) -> Period:
    _, first, last = _ERA_DAYS[name]
    overlaps = found.first <= last and found.last >= first
    return found if overlaps else replace(found, doubt="era")


def _fiscal(year: int, behind: str) -> Period | None:
    """年度: from the 1st of April to the 31st of March, or its half or quarter."""
    month, length = next(
        (part for word, part in _HALVES.items() if behind.lstrip().startswith(word)), (4, 12)
    )
    if quarter := _QUARTER.match(behind.lstrip()):
        month, length = (4, 7, 10, 1)[int(quarter[1]) - 1], 3
    first = date(year + (month < 4), month, 1)
    final = month + length - 1
    last_year, last_month = first.year + (final - 1) // 12, (final - 1) % 12 + 1
    return Period(first, date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]))


def _months(year: int, month: int = 0, number: int = 0) -> Period | None:
    try:
        if not month:
            return Period(date(year, 1, 1), date(year, 12, 31))
        if not number:
            return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Period(date(year, month, number), date(year, month, number))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _part_of(month: Period, behind: str) -> Period:
    for word, (first, last) in _THIRDS.items():
        if re.match(rf"\s*月?\s*{word}", behind):
            return replace(
                month,
                first=month.first.replace(day=first),
                last=month.first.replace(day=min(last, month.last.day)),
            )
    return month


DOUBTS: dict[str, Callable[[Period], str]] = {
    "serial": lambda found: f"日付の通し番号(シリアル値)とみて {found.first.isoformat()} と読みました。",
    "era": lambda found: f"元号の期間に合わない年です。{found.first.isoformat()} と読みました。",
    "month-first": lambda found: f"月と日の順が分かりません。{found.first.isoformat()} と読みました。",
    "twins": lambda found: f"日付が二つあり、合いません。{found.first.isoformat()} と読みました。",
}
