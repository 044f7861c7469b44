"""Amounts asked of firms, in yen: sheets and years state different units (千円, 百万円), and figures over them need one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ingest.numbers import answered_number, folded, header_unit, yen
from ingest.questions import Question, Source
from ingest.usual import plain_question
from ingest.values import states_unit

# Of what numbers a note 「単位：千円」 above the table speaks: not of people or rates.
_AMOUNT = re.compile(r"売上|年商|資本金|受注高|生産高|出荷高|外注高|仕入高|利益$|[額費]$|残高$")

_IN_YEN = re.compile(r"[(（]\s*(?:単位\s*[:：]?\s*)?円\s*[)）]")
_WORDS = {10**3: "千円", 10**4: "万円", 10**6: "百万円", 10**8: "億円"}


def in_yen(
    questions: Iterable[Question], sources: Iterable[Source], stated: int | None
) -> tuple[Question, ...]:
    """Questions, those for amounts with their unit. sources: their columns; stated: yen of one unit as a note above the table tells."""
    headings = {source.column: source.heading for source in sources}
    return tuple(_in_yen(question, headings[question.places[0].column], stated) for question in questions)


def _in_yen(question: Question, heading: str, stated: int | None) -> Question:
    unit = header_unit(heading)
    if unit is None and _AMOUNT.search(plain_question(heading)) and not states_unit(heading):
        unit = stated
    if question.type != "number" or unit is None or (unit == 1 and not _IN_YEN.search(heading)):
        return question
    return replace(question, money=unit, label=f"{question.label}（円）")


def amount(text: str, unit: int) -> Decimal | None:
    """What a cell says in yen, a bare number counting `unit` yen; None for what is no amount: a rate, a range, words."""
    number = answered_number(text)
    if unit == 1:
        return number
    found = None if number is None or "%" in folded(text) else yen(text, unit)
    return None if found is None else Decimal(found)


def with_its_unit(text: str, unit: int) -> str:
    """The words of a cell with the unit that stands elsewhere, so that they mean the same anywhere: 約350 -> 約350百万円."""
    return text if yen(text, unit) == yen(text, 1) else f"{text}{_WORDS[unit]}"
