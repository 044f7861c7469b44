"""Cells -> values: marks, corporate and T numbers, postcodes, units, lists of machines and certificates.

Every function takes the words of a cell and gives None (or nothing) where they hold no such value. Numbers are
read by numbers.py and dates by dates.py; both are offered here as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.dates import Period, day, exact_day, period, year_of
from ingest.numbers import (
    count,
    folded,
    header_unit,
    header_unit_word,
    is_bare_count,
    parsed,
    read_count,
    stated_unit,
    unit_is_assumed,
    yen,
)
from ingest.remembering import remembered
from ingest.unanswered import said_bare, says_nothing
from matching.corporate import CertificationRow, EquipmentRow, is_corporate_number

__all__ = [
    "Period",
    "certificates",
    "check_digit",
    "corporate_number",
    "count",
    "day",
    "entries",
    "exact_day",
    "folded",
    "header_unit",
    "header_unit_word",
    "invoice_number",
    "is_bare_count",
    "is_blank",
    "machines",
    "mark",
    "parsed",
    "period",
    "postal_code",
    "read_count",
    "stated_unit",
    "states_unit",
    "unit_is_assumed",
    "with_unit",
    "year_of",
    "yen",
]

# Beside what says nothing at all: a number, a day or a list that there is none of.
_NONE = frozenset({"なし", "無し", "無", "特になし", "同上なし", "null", "none"})

_YES = frozenset("○◯〇●◎⚪⭕☑✓✔√■レ丸有可済1yv✅〆")
_YES |= {
    "レ点",
    "丸印",
    "✔\ufe0f",
    "☑\ufe0f",
    "⭕\ufe0f",
    "あり",
    "有り",
    "取得",
    "取得済",
    "取得済み",
    "はい",
    "yes",
    "true",
    "1.0",
    "check",
    "on",
    "対応",
    "対応可",
    "可能",
}
_NO = frozenset("×✕✖☐□無否未0nx✗")
_NO |= {"なし", "無し", "未取得", "いいえ", "no", "false", "0.0", "off", "不可", "非対応", "対応不可"}

_LIST_BREAK = re.compile(r"[\n\r;；]+|[、，](?![^(（]*[)）])|,(?!\d{3})(?![^(（]*[)）])|(?:^|\s)[・●○■◆]")
_COUNT_AT_END = re.compile(r"[\s×xX*:：(（]*(\d{1,4})\s*(?:台|基|機|式|set|セット)[)）]?$")
_EXPIRY_WORDS = re.compile(
    r"[\s(（/:：]*(?:有効期限|有効期間|期限|有効|満了|まで|～|~)?[\s:：]*"
    r"(?P<day>(?:(?:令和|平成|R|H)\s*\.?\s*(?:\d{1,2}|元)|20\d\d)\s*[年/.\-]?[\d年月日/.\-\s]*(?:末|まで|満了)*)"
    r"\s*(?:まで|満了|有効|迄)*\s*[)）]?\s*$"
)
_NUMBER_NAMED = re.compile(
    r"^['’`\"]+|^(?:法人番号|登録番号|インボイス(?:登録)?(?:番号)?|適格請求書発行事業者(?:登録番号)?|no\.?)\s*[:：]?\s*"
)
_UNIT_IN_HEADING = re.compile(
    r"[(\[〔]\s*(?:単位\s*[:は]?\s*)?((?:百万円|億円|千円|万円|円|mm|cm|m|μm|kg|g|t|トン|個|ヶ|ケ|本|枚|台|人|名|日|%|kn|pcs|セット|ロット)"
    r"(?:\s*/\s*(?:月|年|日|個|本|枚|kg|台|式|セット|ロット|回))?)\s*[)\]〕]"
)
_BARE_NUMBERS = re.compile(r"[φ▲△\-±+]?\s*[\d,.]+(?:\s*[~〜×x*\-]\s*[φ]?[\d,.]+)*")


@remembered
def is_blank(text: str) -> bool:
    """Whether a number's or a date's cell says that there is none ("", "-", "なし", "（無回答）")."""
    return not text or says_nothing(text) or said_bare(text) in _NONE


def mark(text: str) -> bool | None:
    """What a yes/no cell says ("○", "有", "×", "無"); None where it holds other words."""
    word = folded(text)
    return True if word in _YES else False if word in _NO else None


def states_unit(heading: str) -> bool:
    """Whether a heading names the unit of a number in brackets: "年商（百万円）"."""
    return _UNIT_IN_HEADING.search(unicodedata.normalize("NFKC", heading)) is not None


def with_unit(text: str, heading: str) -> str:
    """The words of a cell with the unit that only its heading states: "350" under 年商（百万円） -> "350百万円"."""
    unit = _UNIT_IN_HEADING.search(unicodedata.normalize("NFKC", heading))
    return f"{text}{unit[1]}" if unit and _BARE_NUMBERS.fullmatch(folded(text)) else text


def corporate_number(text: str) -> str:
    """The digits of a corporate number, without hyphens, spaces, brackets, a leading T and its own heading: not checked."""
    words = _NUMBER_NAMED.sub("", re.sub(r"\.0$", "", folded(text)))
    return re.sub(r"^t|[\s\-().・,'’]", "", words)


def check_digit(base: str) -> str:
    """The digit before a base of twelve: 9 - (sum(P_n * Q_n) mod 9), see matching.corporate.is_corporate_number."""
    weighted = sum(int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(base)))
    return str(9 - weighted % 9)


def invoice_number(text: str) -> str:
    """A T number in its plain form ("T1180301018771"), "" where digits or check digit are wrong."""
    digits = corporate_number(text)
    return f"T{digits}" if is_corporate_number(digits) else ""


def postal_code(text: str) -> str:
    """A postcode as 310-0852, "" where the words are none."""
    digits = re.sub(r"[\s\-ー〒]", "", re.sub(r"\.0$", "", folded(text)))
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch(r"[0-9]{7}", digits) else ""


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
