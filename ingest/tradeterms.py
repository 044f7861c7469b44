"""Answers on trade terms (取引条件) -> terms as they are kept: the words, and the numbers that can be told from them for sure."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from ingest.answers import Answer
from ingest.vocabulary import bare_heading
from matching.reference import table_rows
from matching.settings import DATA

_CLOSING = re.compile(
    r"(?:(?P<end>月末|末日|末)|(?P<day>\d{1,2})日)\s*(?:締|〆|しめ|メ切)\S{0,2}?[\s、,・/]*"
)
_PAYING = re.compile(
    r"(?:(?P<same>当月|同月)|(?P<second>翌々月)|(?P<next>翌月)|(?P<months>\d)\s*(?:か|ヶ|カ|ケ|ヵ|箇)月後)"
    r"\s*の?\s*(?:(?P<end>月末|末日|末)|(?P<day>\d{1,2})日)"
)
_AFTER_RECEIPT = re.compile(r"(?:受領|受取|納品|納入|給付)(?:日|後|から|より|の)*\s*(\d{1,3})日")
_DAYS = re.compile(r"(?<![\d.])(\d{1,3})\s*日(?!\s*(?:締|〆|払|支払|起算))")
_ONLY_DAYS = re.compile(r"(?:サイト|約)*\s*(\d{1,3})\s*(?:日|日間|日サイト)?")
_SITE = re.compile(r"サイト\s*[:：]?\s*(\d{1,3})\s*日|(\d{1,3})\s*日\s*サイト")
_NUMBERS = (("payment", "payment_days"), ("payment", "payment_site"), ("bills", "bill_days"))
_LAST = 99  # a day of the month that no month reaches: its last


@dataclass(frozen=True, slots=True)
class TradeReading:
    """Terms by key of data/reference/trade_terms.tsv, and the cells that they stand in."""

    values: Mapping[str, str]
    cells: Mapping[str, str]


@cache
def trade_labels() -> Mapping[str, str]:
    """Key -> what a term is called, in the order of the table."""
    return {record["key"]: record["label"] for record in _records()}


@cache
def _asked() -> Mapping[str, str]:
    return {
        bare_heading(form): record["key"]
        for record in _records()
        for form in filter(None, record["questions"].split("|"))
    }


@cache
def _records() -> tuple[Mapping[str, str], ...]:
    return tuple(table_rows(DATA / "reference" / "trade_terms.tsv"))


def trade_reading(answers: Iterable[Answer]) -> TradeReading:
    """What the answers of a firm say of its trade terms; several answers on one term stand as lines.

    payment_days: the most days that may lie between receipt and payment, where the words tell the closing rule;
    payment_site and bill_days: days as they were stated. Words that tell no number for sure give none.
    """
    words: dict[str, list[str]] = {}
    cells: dict[str, list[str]] = {}
    for answer in answers:
        key = _term_of(answer.question, answer.label)
        # A number stands with its unit, as it was written.
        said = answer.text if answer.type == "number" else "、".join(answer.values) or answer.text
        said = f"{said}({answer.other})" if answer.other and answer.other not in said else said
        if key and said.strip():
            words.setdefault(key, []).append(said.strip())
            cells.setdefault(key, []).extend([answer.cell] if answer.cell else [])
    values = {key: "\n".join(dict.fromkeys(said)) for key, said in words.items()}
    places = {key: " ".join(dict.fromkeys(found)) for key, found in cells.items() if found}
    # New words take back the numbers of older ones.
    values |= {key: "" for term, key in _NUMBERS if term in words}
    for key, number in (*_payment(words.get("payment", ())), *_bills(words.get("bills", ()))):
        values[key] = str(number)
        if source := places.get("bills" if key == "bill_days" else "payment"):
            places[key] = source
    return TradeReading(values, places)


@lru_cache(maxsize=4096)
def _term_of(question: str, label: str) -> str:
    plain = re.sub(r"-\S*$", "", question)
    return _asked().get(bare_heading(plain)) or _asked().get(bare_heading(label)) or ""


def _payment(said: Iterable[str]) -> Iterable[tuple[str, int]]:
    days = {found for text in said if (found := longest_payment(text)) is not None}
    if len(days) == 1:
        yield "payment_days", days.pop()
    sites = {found for text in said if (found := _site(text)) is not None}
    if len(sites) == 1:
        yield "payment_site", sites.pop()


def _bills(said: Iterable[str]) -> Iterable[tuple[str, int]]:
    days = {int(found) for text in said for found in _DAYS.findall(unicodedata.normalize("NFKC", text))}
    if len(days) == 1:
        yield "bill_days", days.pop()


def _site(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _ONLY_DAYS.fullmatch(plain)
    if found:
        return int(found[1])
    stated = {int(one or other) for one, other in _SITE.findall(plain)}
    return stated.pop() if len(stated) == 1 else None


def longest_payment(text: str) -> int | None:
    """The most days from receipt to payment by the words of a closing rule: 月末締翌月末払 -> 61.

    Goods received on the day after a closing wait longest; the days are counted over four years, leap day included.
    受領後60日 tells them itself. None where the words tell no rule, or more than one, or one that pays before it closes.
    """
    plain = unicodedata.normalize("NFKC", text)
    if (after := _AFTER_RECEIPT.findall(plain)) and len(set(after)) == 1 and not _CLOSING.search(plain):
        return int(after[0])
    closings, payings = list(_CLOSING.finditer(plain)), list(_PAYING.finditer(plain))
    if len(closings) != 1 or len(payings) != 1 or payings[0].start() < closings[0].end():
        return None
    closing, paying = closings[0], payings[0]
    months = (
        0 if paying["same"] else 2 if paying["second"] else 1 if paying["next"] else int(paying["months"])
    )
    days = [_LAST if one["end"] else int(one["day"]) for one in (closing, paying)]
    if not all(1 <= one <= 31 or one == _LAST for one in days):
        return None
    return _longest(days[0], months, days[1])


@lru_cache(maxsize=1024)
def _longest(closing: int, months: int, paying: int) -> int | None:
    """The largest difference in days between receipt and payment over the receipts of four years."""
    longest = 0
    day = date(2027, 1, 1)
    while day < date(2031, 1, 1):
        closed = _on(day.year, day.month, closing)
        if closed < day:
            closed = _on(day.year, day.month + 1, closing)
        paid = _on(closed.year, closed.month + months, paying)
        if paid < closed:
            return None
        longest = max(longest, (paid - day).days)
        day += timedelta(days=1)
    return longest


def _on(year: int, month: int, day: int) -> date:
    """A day of a month, its last where it is shorter; months beyond 12 are next year's."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
