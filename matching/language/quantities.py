"""Normalised text -> quantities: sizes, tolerances, roughness, hardness, forces, masses, lots, prices, lead times.

One grammar for enquiries and profiles: a number or a range of numbers with what stands before it (φ, 板厚, 月産, 型締力 ...) and behind it
(mm, 個, t, 以上 ...). Values come in canonical units: mm, µm for roughness, kg, t or kN, 個, 円, 日, km. What only looks like a quantity (M8, SUS304,
telephone numbers, dates of founding, numbers of staff and machines) gives none. Comparators: 以上 ≥, 以下·まで ≤, 未満 <, 超 >, から·〜 ≥, 約·程度 ≈.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from matching.language.quantity_rules import FIELD_FIRST, FIELD_LAST, NUMBER_START, PROFILE_FIRST, RULES, Rule
from matching.records import PROFILE_TEXT_FIELDS, Quantity

# A text without any of these has no quantity: numbers, and the words for times and sizes that do without.
_ANY = re.compile(
    r"ひとつ|ふたつ|みっつ|[0-9〇一二三四五六七八九十百千数何半▽∇急即翌来今週盆春夏秋冬]|当日|明日|明後日|曜|[月火水木金土]\s?(?:まで|迄|必着)|すぐ|前[にま。、]|月末|月初|[ひふ][とた]月|入り|彼岸|クリスマス|正月|コンマ|年[内末度明]|gw|連休|早く|早め|なるはや"
    r"|くらい|ぐらい|程度|サイズ|大|判|ほど|卓上|机|オーダー|ミクロン|サブロク|シハチ|ゴトウ|ゴットー"
)


class _Table:
    """Rules in order, and which of them a text's characters leave to be tried: a bit for each set that a rule needs one character of."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        bits: dict[frozenset[str], int] = {}
        for rule in rules:
            for need in rule.needs:
                bits.setdefault(need, 1 << len(bits))
        self._rules = [(sum(bits[need] for need in set(rule.needs)), rule) for rule in rules]
        self._met_by: dict[str, int] = {}
        for need, bit in bits.items():
            for character in need:
                self._met_by[character] = self._met_by.get(character, 0) | bit

    def candidates(self, text: str) -> list[Rule]:
        """The rules all of whose needs `text` meets."""
        met = 0
        for character in set(text):
            met |= self._met_by.get(character, 0)
        return [rule for needed, rule in self._rules if needed & met == needed]


_ENQUIRY = _Table(RULES)
_PROFILE = {
    field: _Table((*PROFILE_FIRST, *FIELD_FIRST.get(field, ()), *RULES, *FIELD_LAST.get(field, ())))
    for field in PROFILE_TEXT_FIELDS
}


def find_quantities(text: str, field: str = "") -> list[Quantity]:
    """Quantities in normalised `text`, in order and without overlap. `field`: that of a profile, whose bare numbers have its meaning."""
    if not _ANY.search(text):
        return []
    starts = [m.start() for m in NUMBER_START.finditer(text)]
    taken = bytearray(len(text))
    found: list[Quantity] = []
    for rule in _PROFILE.get(field, _ENQUIRY).candidates(text):
        for match in _matches(rule, text, starts, taken):
            for quantity in _built(rule, match):
                start = quantity.start
                while start < quantity.end and taken[start]:
                    start += 1
                if start < quantity.end and not any(taken[start : quantity.end]):
                    taken[start : quantity.end] = b"\1" * (quantity.end - start)
                    found.append(Quantity(quantity.kind, quantity.value, start, quantity.end))
    return sorted((q for q in found if q.kind and not (field and _no_ability(q))), key=lambda q: q.start)


def _matches(rule: Rule, text: str, starts: Iterable[int], taken: bytearray) -> Iterator[re.Match[str]]:
    """Matches on ground that no earlier rule has read."""
    if rule.at_number:
        candidates: Iterable[re.Match[str] | None] = (
            rule.pattern.match(text, s) for s in starts if not taken[s]
        )
    else:
        candidates = rule.pattern.finditer(text)
    for match in candidates:
        if match and not any(taken[match.start() : match.start() + len(match.group().rstrip())]):
            yield match


def _built(rule: Rule, match: re.Match[str]) -> list[Quantity]:
    quantity = rule.build(match)
    if quantity is None:
        return []
    return quantity if isinstance(quantity, list) else [quantity]


def _no_ability(quantity: Quantity) -> bool:
    """Whether it says nothing of a firm: a date or an urgent word without days isn't a lead time."""
    return quantity.kind == "due" and (quantity.value is None or bool(quantity.value.date))
