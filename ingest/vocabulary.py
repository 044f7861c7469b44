"""What a heading means, from data/reference/columns.tsv.

A heading is compared after NFKC and case folding, without spaces, brackets, units, numbering (「問3-2」) and notes
(「(必須)」, 「※…」). Whole headings come first; then a heading that contains the words of exactly one field. What
only resembles a known heading is a proposal, which is shown and never applied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from ingest.kinds import ENTITIES, KEY_FIELDS, KINDS, REGISTER_KINDS, Kind
from ingest.legends import uncircled
from matching.corporate.fields import fields
from matching.reference import table_rows
from matching.settings import DATA

_PARTS = {"company_name": ("kana",), "address": ("postal_code", "prefecture", "city")}
# Below these headings, the parts that others have as well are theirs: 担当者 > 電話 is no telephone of the firm.
_OWNING = frozenset({"contact", "representative", "plant_address", "competitor_of", "bank", "customers"})
# 発注企業 > 名称 is its name, 設備 > 名称 the machine's: what stands above says whose.
_NAMES = frozenset(("名称", "名前", "氏名", "名", "name"))
_NAMED = frozenset({"company_name", "buyer", "item"})
# 会社概要 above other headings is the name of a section.
_SECTIONS = frozenset({"strengths", "notes"})
# 従業員数 > 男 tells a part of the number.
_DETAILS_OF = {"employees": "employee_details"}
_WHOLE = frozenset(
    (
        "計",
        "合計",
        "総数",
        "全体",
        "総計",
        "人数",
        "金額",
        "数",
        "人",
        "名",
        "計人",
        "合計人",
        "数人",
        "total",
    )
)
_BRACKETED = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》|\{[^{}]*\}|【[^【】]*】|「[^「」]*」"
)
_NOT_WORDS = re.compile(r"[\s\W_]+")
_QUESTION_NUMBER = (
    r"(?:(?:設問|質問|問|q)\s*\.?\s*\d{1,2}(?:\s*[-‐–.・_の(]\s*\d{1,2}\)?)*|f\d{1,2}(?![a-z0-9]))"
)
_NUMBERING = re.compile(
    rf"^[\s【\[(「<]*(?:{_QUESTION_NUMBER}[】\])」>]?|[(\[]?\d{{1,2}}(?:-\d{{1,2}})*[.):、\]】](?!\d)|\d{{1,2}}-\d{{1,2}}(?=\D)|[①-⑳Ⅰ-Ⅻ]|"
    r"(?:[ivx]{1,4}|[a-z]|[ア-コ])[.)](?=\D))[\s.．:：、,-]*",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"^[\s【\[(「<]*({_QUESTION_NUMBER})", re.IGNORECASE)
_ENDING = re.compile(r"(?:(?:単位)?(?:百万円|千円|万円|億円|円|人|名|mm|kg|台)|\d{1,2})$")
_POLITE_END = re.compile(
    r"(?:を|について)?(?:ご記入|お書き|教えて|お選び|お答え|ご回答)(?:して)?ください$|は$|(?:入力)?必須$|任意$"
)
_POLITE_START = re.compile(r"^(?:御社|貴社|貴事業所|当社|自社|弊社|会社|ご)(?:の)?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ALIKE = 0.74  # one character in four may differ


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means: a field, or "" for none or too many (`rivals`).

    rank: place in the field's list; lower is the plainer heading. exact: the whole heading is a known one.
    """

    field: str = ""
    keep_heading: bool = False
    rank: int = 0
    exact: bool = False
    rivals: tuple[str, ...] = ()


@cache
def _private() -> frozenset[str]:
    return frozenset(key for key, one in fields("supplier").items() if not one.public)


@dataclass(frozen=True)
class Vocabulary:
    """The headings of one kind of sheet."""

    exact: Mapping[str, Meaning]
    contains: Mapping[str, Meaning]

    def look_up(self, heading: str | Sequence[str]) -> Meaning:
        """What a heading means; of one over several rows its parts are given from top to bottom."""
        parts = (heading,) if isinstance(heading, str) else tuple(part for part in heading if part)
        if len(parts) < 2:
            return self._single("".join(parts))
        whole = self.find_exact("".join(parts)) or self.by_parts(parts)
        return whole or self._by_words(" ".join(parts))

    def find_exact(self, heading: str) -> Meaning | None:
        """The meaning of a heading that is known as a whole."""
        for bare, plain in _spellings(heading):
            if found := self.exact.get(bare):
                found = self._bracketed(heading, found)
                return replace(found, keep_heading=found.keep_heading or not plain, exact=True)
        return None

    def _single(self, heading: str) -> Meaning:
        return self.find_exact(heading) or self._by_words(heading)

    def by_parts(self, parts: Sequence[str]) -> Meaning | None:
        """The last part decides, unless what stands above makes it a part of something else."""
        above, leaf = parts[:-1], parts[-1]
        known = (found for part in reversed(above) if (found := self.find_exact(part)))
        upper = next((found for found in known if found.field not in _SECTIONS), None)
        own = self.find_exact(leaf)
        if upper is None:
            return own
        if bare_heading(leaf) in _WHOLE or not bare_heading(_ENDING.sub("", bare_heading(leaf))):
            return upper
        if bare_heading(leaf) in _NAMES and upper.field in _NAMED:
            return upper
        if (
            own
            and own.field != upper.field
            and upper.field not in _OWNING
            and bare_heading(leaf) not in _NAMES
        ):
            return own
        if own and own.field == upper.field:
            return own
        field = upper.field if upper.field in _OWNING else _DETAILS_OF.get(upper.field, upper.field)
        return Meaning(field, True, 500, True)

    def _by_words(self, heading: str) -> Meaning:
        found = {meaning.field: meaning for meaning in self._contained(heading)}
        # Words of two fields that are both private must not end in the notes, which are public.
        if len(found) == 1 or (found and all(field in _private() for field in found)):
            first = "phone" if found.keys() == {"phone", "fax"} else min(found)
            return replace(found[first], keep_heading=True)
        return Meaning(rivals=tuple(sorted(found)))

    def _bracketed(self, heading: str, found: Meaning) -> Meaning:
        """企業名(カナ) is the reading and 所在地(市町村) the city, though the words before say otherwise."""
        inside = _BRACKETED.findall(unicodedata.normalize("NFKC", heading))
        parts = (self.exact.get(bare_heading(words)) for words in inside)
        part = next((part for part in parts if part and part.field in _PARTS.get(found.field, ())), None)
        return part or found

    def _contained(self, heading: str) -> Iterable[Meaning]:
        words = _words(heading)
        hits = [pattern for pattern in self.contains if _holds(words, pattern)]
        # 主要取引先 holds 取引先 as well: the longer words decide.
        longest = [p for p in hits if not any(p != other and p in other for other in hits)]
        return [self.contains[pattern] for pattern in longest]

    def alike(self, heading: str) -> str:
        """The field whose heading differs by a character or two, "" if there is none or more than one."""
        bare = bare_heading(heading)
        if len(bare) < 3 or len(bare) > 40:
            return ""
        close: dict[str, float] = {}
        for form, meaning in self.exact.items():
            if abs(len(form) - len(bare)) > 2:
                continue
            matcher = SequenceMatcher(None, bare, form, autojunk=False)
            if (
                matcher.real_quick_ratio() >= _ALIKE
                and matcher.quick_ratio() >= _ALIKE
                and (ratio := matcher.ratio()) >= _ALIKE
            ):
                close[meaning.field] = max(ratio, close.get(meaning.field, 0.0))
        best = [field for field, ratio in close.items() if ratio == max(close.values())]
        return best[0] if len(best) == 1 else ""


def bare_heading(text: str) -> str:
    """A heading without case, width, spaces and signs: " 企業名（商号）" -> "企業名商号"."""
    text = unicodedata.normalize("NFKC", text).casefold().partition("※")[0]
    return _NOT_WORDS.sub("", text) or text.strip()


def question_number(heading: str) -> str:
    """The number of a question as its heading states it, bare: "問3-2 受注単価" -> "問3-2"; "" for none."""
    found = _ASKED.match(unicodedata.normalize("NFKC", heading))
    return re.sub(r"\s", "", found[1]) if found else ""


def without_number(heading: str) -> str:
    """A heading without its numbering: "問3-2 受注単価" -> "受注単価"; one that is only a number stays."""
    # Circled numbers must go before NFKC turns them into digits, and stay apart from the words around them.
    plain = uncircled(_NUMBERING.sub("", heading.strip(), count=1)).strip()
    bare = _NUMBERING.sub("", unicodedata.normalize("NFKC", plain), count=1).strip()
    return bare or heading.strip()


def _spellings(heading: str) -> Iterable[tuple[str, bool]]:
    """Ever barer spellings of a heading; False where a number or unit went, which the text must keep."""
    text = unicodedata.normalize("NFKC", heading)
    yield bare_heading(text), True
    text = without_number(heading)
    yield bare_heading(text), True
    outside = _BRACKETED.sub("", unicodedata.normalize("NFKC", text))
    if not bare_heading(outside).strip():
        return
    bare = bare_heading(outside)
    yield bare, True
    if asked := _POLITE_END.sub("", bare):
        yield asked, True
        if asked := _POLITE_START.sub("", asked):
            yield asked, True
    if shorter := _ENDING.sub("", bare):
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
def vocabulary(kind: Kind) -> Vocabulary:
    """The headings of one kind of sheet. Read once."""
    exact: dict[str, Meaning] = {}
    contains: dict[str, Meaning] = {}
    for entity in ENTITIES[kind]:
        for record in _records():
            if entity == record["entity"] or (
                entity == "key" and record["entity"] == "firm" and record["field"] in KEY_FIELDS
            ):
                keep = record["keep_heading"] == "yes"
                for rank, form in enumerate(record["headers"].split("|")):
                    exact[bare_heading(form)] = Meaning(record["field"], keep, rank)
                for pattern in filter(None, record["contains"].split("|")):
                    contains[_pattern(pattern)] = Meaning(record["field"], keep, 1000)
    return Vocabulary(exact, contains)


def _pattern(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _records() -> tuple[Mapping[str, str], ...]:
    return tuple(table_rows(DATA / "reference" / "columns.tsv"))


@cache
def telling(kind: Kind) -> frozenset[str]:
    """Headings that only this kind of sheet carries."""
    kinds = (other for other in KINDS if other not in (kind, "survey") and other not in REGISTER_KINDS)
    others = set().union(*(vocabulary(other).exact for other in kinds))
    return frozenset(vocabulary(kind).exact.keys() - others)
