"""Numbers as people write them: full-width digits, 漢数字, ▲ and △, brackets, thousands, money with its unit.

Every function takes the words of a cell; what holds no such number, or more than one, is None and never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ingest.remembering import remembered

_LARGEST_YEN = 10**15  # far above any capital; keeps a mistyped number out of a 64-bit column
_LARGEST_COUNT = 10**7
_ANSWERED = re.compile(
    r"(?:約|およそ|ほぼ)?\s*[¥\\]?(?P<number>.*?[\d〇一二三四五六七八九十百千万億)])\s*"
    r"(?P<unit>(?:%|パーセント|ポイント|pt|人|名|円|台|件|社|年|日間?|時間|分|か月|ヶ月|ヵ月|カ月|ケ月|月|割|回|歳|mm|cm|m|kg|g|トン|t|"
    r"[個ヶケコ](?!月)|本|枚|式|点|箱|セット|ロット|pcs)(?:\s*/\s*(?:個|本|枚|台|式|kg|m|年|月|週|日|回|時間?|人|セット|ロット|pcs))?)?"
    r"\s*(?:程度|くらい|ぐらい|位|ほど)?\s*(?P<change>増加?|減少?|上昇|低下|アップ|ダウン)?"
)

_KANJI_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_KANJI_DIGITS |= {"零": 0, "○": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3, "伍": 5}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000, "阡": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
_KANJI = "〇零一二三四五六七八九壱壹弐貳参參伍"
_SCALES = "".join((*_SMALL, *_LARGE))
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MIXED = re.compile(rf"(?:{_PLAIN}|[{_KANJI}]+|[{_SCALES}])+")
_TOKEN = re.compile(rf"(?P<plain>{_PLAIN})|(?P<kanji>[{_KANJI}]+)|(?P<scale>[{_SCALES}])")
_NEGATIVE = re.compile(r"^[▲△\-]\s*|^マイナス\s*")
_IN_BRACKETS = re.compile(r"^\(\s*([^()]+?)\s*\)$")

_HEADER_UNITS = {"億円": 10**8, "百万円": 10**6, "千円": 10**3, "万円": 10**4, "円": 1}
_HEADER_UNITS |= {"million": 10**6, "thousand": 10**3, "man": 10**4, "yen": 1, "jpy": 1}
_HEADER_UNIT = re.compile(
    r"億円|百万円|千円|万円|円|(?<![a-z])(?:million|thousand|man|yen|jpy)(?![a-z])", re.IGNORECASE
)
_STATED_UNIT = re.compile(r"単位\s*[:は]?\s*(億円|百万円|千円|万円|円)")
_BELOW_IS_MAN = 1_000_000

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")
_DATE_WORDS = re.compile(
    r"(?:(?:令和|平成|昭和|大正)\s*(?:\d+|元)|(?:19|20)\d\d)\s*年(?:度)?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?"
    r"|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?"
)
_RANGE = re.compile(
    rf"(?:{_PLAIN})\s*(?:人|名|台|個|社|万|円|万円|%)?\s*[~〜\-]\s*(?:{_PLAIN})|(?<=[\d人名台個社万円%])\s*(?:以上|以下|未満|超|以内)"
)
_FUZZY = re.compile(r"(?<![一-龠])(?:数|何)[十百千万億名人台]|[十百千]数|多数|大勢")
_TOTAL = re.compile(rf"(?:合計|総数|総勢|全体|計)\s*:?\s*({_MIXED.pattern})")
_PEOPLE = re.compile(rf"({_MIXED.pattern})\s*(?:人|名)")
_STAFF = re.compile(rf"(?:職員|従業員|従業者)数?\s*:?\s*({_MIXED.pattern})")
_OF_WHICH = re.compile(r"うち|内訳|内、")


@remembered
def folded(text: str) -> str:
    """NFKC, case folded, outer spaces off; the many dashes and minus signs are one."""
    return re.sub(r"[‐‑‒–—―−]", "-", unicodedata.normalize("NFKC", text).casefold().strip())


@remembered
def parsed(text: str) -> Decimal | None:
    """A number alone: "１，２３４", "三十", "3万6千", "1.5億", "▲12", "△12", "(12)", "-0.5"; anything else is None."""
    words = re.sub(r"\s", "", folded(text)).replace("、", ",").replace("，", ",")
    if bracketed := _IN_BRACKETS.match(words):
        inside = parsed(bracketed[1])
        return -inside if inside is not None and inside > 0 else None
    bare = _NEGATIVE.sub("", words).removeprefix("+")
    negative = bare != words and not words.startswith("+")
    if not _MIXED.fullmatch(bare):
        return _scientific(words)
    value = _value(bare)
    return -value if negative and value is not None else value


def _scientific(words: str) -> Decimal | None:
    if not re.fullmatch(r"-?\d(?:\.\d+)?e\+?\d{1,2}", words):
        return None
    return Decimal(words)


def _value(words: str) -> Decimal | None:
    """The value of digits, 漢数字 and scales: 2千5百万 = (2 x 1000 + 5 x 100) x 10^4."""
    total = section = Decimal(0)
    number: Decimal | None = None
    try:
        for token in _TOKEN.finditer(words):
            if scale := token["scale"]:
                if scale in _SMALL:
                    section += (Decimal(1) if number is None else number) * _SMALL[scale]
                else:
                    alone = number is None and not section
                    total += (Decimal(1) if alone else section + (number or 0)) * _LARGE[scale]
                    section = Decimal(0)
                number = None
            elif number is not None:
                return None
            else:
                number = _digits(token)
    except InvalidOperation:  # pragma: no cover - the pattern admits digits alone
        return None
    return total + section + (number or 0)


def _digits(token: re.Match[str]) -> Decimal:
    if token["plain"]:
        return Decimal(token["plain"].replace(",", ""))
    return Decimal("".join(str(_KANJI_DIGITS[sign]) for sign in token["kanji"]))


@remembered
def answered_number(text: str) -> Decimal | None:
    """A number with its unit: "30%", "約3割" -> 30, "10%減" -> -10, "120日", "1,200個", "350円/個"; else None.

    "3 減少" without a unit may as well be the third choice: None.
    """
    match = _ANSWERED.fullmatch(folded(text))
    number = parsed(match["number"]) if match else None
    if number is None or match is None:
        return None
    if match["change"] and not match["unit"] and match.string[match.start("change") - 1].isspace():
        return None
    if match["unit"] == "割":
        number *= 10
    return -number if match["change"] and match["change"].startswith(("減", "低", "ダ")) else number


def found(text: str) -> Iterator[Decimal]:
    """All numbers of a text, from left to right; a 漢数字 counts only before a counter or a scale."""
    for match in _MIXED.finditer(folded(text)):
        if re.search(r"\d", match[0]) or re.match(
            r"\s*(?:人|名|台|個|社|円|件|年|%)", match.string[match.end() :]
        ):
            value = _value(match[0])
            if value is not None:
                yield value


def count(text: str) -> int | None:
    """How many: "３０名" -> 30, "12人(パート2)" -> 12, "約1,200" -> 1200, "三十名" -> 30; None where it isn't one number."""
    return read_count(text).value_as_int


@dataclass(frozen=True, slots=True)
class Count:
    """A count, or why there is none: "range" (10〜19), "several" (男10 女5), "unreadable"."""

    value_as_int: int | None
    doubt: str = ""


@remembered
def read_count(text: str) -> Count:
    """The count that a cell holds. A number of people wins over others; brackets and うち tell parts of it."""
    whole = folded(text)
    value = parsed(whole)
    if value is None:
        words = _DATE_WORDS.sub(" ", _OF_WHICH.split(_BRACKETS.sub(" ", whole))[0])
        if _FUZZY.search(words):
            return Count(None, "unreadable")
        if _RANGE.search(words):
            return Count(None, "range")
        numbers = _numbers_said(words)
        if len(numbers) > 1:
            return Count(None, "several")
        value = next(iter(numbers), None)
    if value is None or value != value.to_integral_value() or not 0 <= value <= _LARGEST_COUNT:
        return Count(None, "unreadable")
    return Count(int(value))


def _numbers_said(words: str) -> set[Decimal]:
    for pattern in (_TOTAL, _STAFF, _PEOPLE):
        hits = {value for match in pattern.finditer(words) if (value := _value(match[1])) is not None}
        if hits:
            return hits
    return {-value if _minus_before(words, value) else value for value in found(words)}


def _minus_before(words: str, value: Decimal) -> bool:
    return bool(re.search(rf"[▲△]\s*{re.escape(str(value))}|^-\s*{re.escape(str(value))}", words))


def is_bare_count(text: str) -> bool:
    """Whether nothing but a number and its unit stands there, so that the number alone says it all."""
    return re.fullmatch(rf"(?:{_MIXED.pattern})\s*(?:人|名|台)?", folded(text)) is not None


def header_unit(heading: str) -> int | None:
    """Yen of one unit as a heading states it: "資本金(万円)" -> 10000, "capital_yen" -> 1."""
    hit = _HEADER_UNIT.search(unicodedata.normalize("NFKC", heading))
    return _HEADER_UNITS[hit.group().lower()] if hit else None


def header_unit_word(heading: str) -> str:
    """The money unit's word in a heading: "年商（百万円）" -> "百万円"."""
    hit = _HEADER_UNIT.search(unicodedata.normalize("NFKC", heading))
    return hit.group() if hit else ""


def stated_unit(text: str) -> int | None:
    """Yen of one unit as a note above a table states it: "（単位：千円）" -> 1000."""
    hit = _STATED_UNIT.search(unicodedata.normalize("NFKC", text))
    return _HEADER_UNITS[hit[1]] if hit else None


@remembered
def yen(text: str, unit: int | None = None) -> int | None:
    """An amount in yen: "1,000万円", "3億5000万", "壱千万円", "▲500"; a bare number counts `unit` yen.

    Where neither cell nor heading says a unit, forms ask for 万円: a bare number below 1,000,000 is read so,
    a larger one as yen; `unit_is_assumed` tells it.
    """
    words = _amount_words(text)
    sign = -1 if _NEGATIVE.match(words) else 1
    words = _NEGATIVE.sub("", words)
    if bracketed := _IN_BRACKETS.match(words):
        words, sign = bracketed[1], -1
    if "?" in words or _RANGE.search(words):
        return None
    amounts = [match for match in _MIXED.finditer(words) if re.search(rf"[\d{_SCALES}]", match[0])]
    if len(amounts) != 1:
        return None
    number = _value(amounts[0][0])
    if number is None or _cut_short(amounts[0][0]):
        return None
    if not _has_unit(words):
        number *= unit if unit is not None else 10_000 if number < _BELOW_IS_MAN else 1
    return sign * int(number) if number <= _LARGEST_YEN else None


def _cut_short(words: str) -> bool:
    """1億5千 and 3億5000 leave 万 out, or don't."""
    return re.search(r"億[^万萬]+$", words) is not None


def unit_is_assumed(text: str) -> bool:
    """Whether `yen` without a unit would take a bare number as 万円."""
    value = parsed(text)
    return (
        value is not None and not _has_unit(_amount_words(text)) and abs(value) < _BELOW_IS_MAN and value != 0
    )


def _amount_words(text: str) -> str:
    words = re.sub(r"[¥\\]", "", folded(text)).replace("、", ",")
    outside = _BRACKETS.sub("", words).strip()
    return re.sub(r"(?<=\d)\s+(?=\d{3})", "", outside or words)


def _has_unit(words: str) -> bool:
    return "円" in words or "yen" in words or bool(re.search(rf"[{_SCALES}]", words))
