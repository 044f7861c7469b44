"""Headings -> fields, from data/reference/columns.tsv: what a sheet is, what is unmapped, what is ambiguous.

A heading is compared after NFKC and case folding, without spaces, brackets, units, numbering and notes
(「(必須)」, 「※…」). Whole headings come first; then a heading that contains the words of exactly one field.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from ingest.workbook import Row, Sheet
from matching.corporate.fields import fields
from matching.settings import DATA

Kind = Literal["suppliers", "buyers", "orders", "equipment", "certifications"]
MAIN_KINDS: tuple[Kind, ...] = ("suppliers", "buyers", "orders")
KINDS: tuple[Kind, ...] = (*MAIN_KINDS, "equipment", "certifications")
# Whose headings a kind of sheet may carry; the later name wins where both know a heading.
_ENTITIES: Mapping[Kind, tuple[str, ...]] = {
    "suppliers": ("firm", "supplier"),
    "buyers": ("firm", "buyer"),
    "orders": ("order",),
    "equipment": ("key", "equipment"),
    "certifications": ("key", "certification"),
}
_KEY_FIELDS = ("source_id", "company_name")
# Without one of each group a sheet cannot be of that kind.
_REQUIRED: Mapping[Kind, tuple[frozenset[str], ...]] = {
    "suppliers": (frozenset({"company_name", "source_id"}),),
    "buyers": (frozenset({"company_name"}),),
    "orders": (frozenset({"item", "processes"}),),
    "equipment": (frozenset({"item"}), frozenset(_KEY_FIELDS)),
    "certifications": (frozenset({"item"}), frozenset(_KEY_FIELDS)),
}
# One known heading is too little to be sure of a heading row, unless it is one of these.
_ENOUGH_ALONE = frozenset({"company_name", "item"})
_NAME_HINTS: Mapping[Kind, re.Pattern[str]] = {
    "suppliers": re.compile("受注企業|登録企業|supplier|vendor"),
    "buyers": re.compile("発注企業|発注者|buyer|customer"),
    "orders": re.compile("案件|引合|order|enquir|inquir|rfq"),
    "equipment": re.compile("設備|機械|equipment|machine"),
    "certifications": re.compile("認証|資格|certif"),
}
# A heading row is looked for in the first rows that hold anything: titles and dates stand above it.
_ROWS_SEARCHED = 30
_LONGEST_HEADING = 60

_PARTS = {"company_name": ("kana",), "address": ("postal_code", "prefecture", "city")}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》|\{[^{}]*\}")
_NOT_WORDS = re.compile(r"[\s\W_]+")
_NUMBERING = re.compile(r"^(?:\(?\d{1,2}[.):、]|[①-⑳])\s*(?=\D)")
_ENDING = re.compile(r"(?:(?:単位)?(?:百万円|千円|万円|円|人|名|mm|kg|台)|\d{1,2})$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Form:
    """A field that a heading may mean. rank: place in the field's list; lower is the plainer heading."""

    field: str
    keep_heading: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. field is "" where the heading says nothing we know, or too much (`rivals`)."""

    index: int
    heading: str
    field: str = ""
    keep_heading: bool = False
    rank: int = 0
    exact: bool = False
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a sheet: its kind, the row of its headings (0: none, as in JSON Lines), its columns."""

    kind: Kind
    header_row: int
    columns: tuple[Column, ...]
    score: float = 0.0

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns of one field, plainest heading first."""
        found = (column for column in self.columns if column.field == field)
        return tuple(sorted(found, key=lambda column: (column.rank, column.index)))

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns with a heading that is no field's, or not clearly one's."""
        return tuple(column for column in self.columns if not column.field)


@cache
def _private() -> frozenset[str]:
    return frozenset(key for key, one in fields("supplier").items() if not one.public)


@dataclass(frozen=True)
class _Vocabulary:
    exact: Mapping[str, Form]
    contains: Mapping[str, Form]

    def look_up(self, heading: str) -> Column:
        """The heading as a Column with index 0."""
        for bare, plain in _spellings(heading):
            if form := self.exact.get(bare):
                form = self._bracketed(heading, form)
                return Column(0, heading, form.field, form.keep_heading or not plain, form.rank, exact=True)
        forms = {form.field: form for form in self._contained(heading)}
        # Words of two fields that are both private must not end in the notes, which are public.
        if len(forms) == 1 or (forms and all(field in _private() for field in forms)):
            form = forms[min(forms)]
            return Column(0, heading, form.field, True, form.rank)
        return Column(0, heading, rivals=tuple(sorted(forms)))

    def _bracketed(self, heading: str, form: Form) -> Form:
        """企業名(カナ) is the reading and 所在地(市町村) the city, though the words before say otherwise."""
        inside = _BRACKETED.findall(unicodedata.normalize("NFKC", heading))
        parts = (self.exact.get(bare_heading(words)) for words in inside)
        part = next((part for part in parts if part and part.field in _PARTS.get(form.field, ())), None)
        return part or form

    def _contained(self, heading: str) -> Iterable[Form]:
        words = _words(heading)
        found = [pattern for pattern in self.contains if _holds(words, pattern)]
        # 主要取引先 holds 取引先 as well: the longer words decide.
        longest = [p for p in found if not any(p != other and p in other for other in found)]
        return [self.contains[pattern] for pattern in longest]


def bare_heading(text: str) -> str:
    """A heading without case, width, spaces and signs: " 企業名（商号）" -> "企業名商号"."""
    text = unicodedata.normalize("NFKC", text).casefold().partition("※")[0]
    return _NOT_WORDS.sub("", text) or text.strip()


def _spellings(heading: str) -> Iterable[tuple[str, bool]]:
    """Ever barer spellings of a heading; False where a number or unit went, which the text must keep."""
    text = unicodedata.normalize("NFKC", heading)
    yield bare_heading(text), True
    text = _NUMBERING.sub("", text.strip())
    yield bare_heading(text), True
    outside = _BRACKETED.sub("", text)
    if outside.strip():
        yield bare_heading(outside), True
        shorter = _ENDING.sub("", bare_heading(outside))
        if shorter:
            yield shorter, False


def _words(heading: str) -> str:
    """English words apart, so that "tel" is not found in "hotel": "maxSize_mm" -> " max size mm "."""
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", heading)).casefold().partition("※")[0]
    return f" {' '.join(_NOT_WORDS.split(text))} "


def _holds(words: str, pattern: str) -> bool:
    if pattern.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(pattern.replace('_', ' '))}", words) is not None
    return pattern in words.replace(" ", "")


@cache
def vocabulary(kind: Kind) -> _Vocabulary:
    """The headings of one kind of sheet. Read once."""
    exact: dict[str, Form] = {}
    contains: dict[str, Form] = {}
    for entity in _ENTITIES[kind]:
        for record in _records():
            if entity == record["entity"] or (
                entity == "key" and record["entity"] == "firm" and record["field"] in _KEY_FIELDS
            ):
                keep = record["keep_heading"] == "yes"
                for rank, form in enumerate(record["headers"].split("|")):
                    exact[bare_heading(form)] = Form(record["field"], keep, rank)
                for pattern in filter(None, record["contains"].split("|")):
                    contains[_pattern(pattern)] = Form(record["field"], keep, 1000)
    return _Vocabulary(exact, contains)


def _pattern(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _records() -> tuple[Mapping[str, str], ...]:
    with (DATA / "reference" / "columns.tsv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _telling(kind: Kind) -> frozenset[str]:
    """Headings that only this kind of sheet carries."""
    others = set().union(*(vocabulary(other).exact for other in KINDS if other != kind))
    return frozenset(vocabulary(kind).exact.keys() - others)


def read_layout(sheet: Sheet, kinds: Sequence[Kind] = KINDS) -> Layout | None:
    """The best reading of the headings as one of `kinds` (the earlier if two fit); None: no headings."""
    if sheet.keys is not None:
        rows: list[Row] = [Row(0, 0, sheet.keys)]
    else:
        rows = list(islice((row for row in sheet.rows() if not row.blank), _ROWS_SEARCHED))
    layouts = [layout for kind in kinds for row in rows if (layout := _layout(kind, row, sheet.name))]
    return max(layouts, key=lambda layout: layout.score, default=None)


def _layout(kind: Kind, row: Row, sheet_name: str) -> Layout | None:
    words = vocabulary(kind)
    columns = tuple(
        _placed(words.look_up(heading), index)
        if 0 < len(heading) <= _LONGEST_HEADING
        else Column(index, heading)
        for index, heading in enumerate(row.cells)
    )
    fields = {column.field for column in columns if column.exact}
    if not all(fields & group for group in _REQUIRED[kind]):
        return None
    if len(fields) < 2 and not fields & _ENOUGH_ALONE:
        return None
    score = len(fields) + 0.3 * sum(bool(column.field) and not column.exact for column in columns)
    score += 0.5 * sum(bare_heading(column.heading) in _telling(kind) for column in columns if column.exact)
    score += 1.0 * bool(_NAME_HINTS[kind].search(sheet_name.casefold()))
    return Layout(kind, row.number, columns, score)


def _placed(column: Column, index: int) -> Column:
    return Column(
        index, column.heading, column.field, column.keep_heading, column.rank, column.exact, column.rivals
    )


def column_labels(columns: Sequence[Column], names: Sequence[str]) -> dict[int, str]:
    """Column -> its heading, with the name of the column where several share a heading."""
    counts = Counter(column.heading for column in columns)
    return {
        column.index: column.heading
        if column.heading and counts[column.heading] == 1
        else f"{column.heading}[{names[column.index]}列]"
        for column in columns
    }
