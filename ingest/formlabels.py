"""The labels of filled-in forms: which texts are known ones, and what is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.kinds import MAIN_KINDS
from ingest.usual import usual_question
from ingest.vocabulary import question_number, vocabulary

_LONGEST = 60
_LONGEST_QUESTION = 300
_COLON = re.compile(r"\s*([^:：\n]{2,24}?)\s*[:：]\s*(?!//)(.*)", re.DOTALL)
_UNIT = re.compile(r"[(（\[]?(?:百万円|千円|万円|億円|円|人|名|台|社|mm|㎜|kg|㎡)[)）\]]?")
_NOTE = re.compile(r"(?:※|\*|注[\d:：)）.、\s]|（注|\(注|＊).*", re.DOTALL)
_SENTENCE = re.compile(r".{8,}(?:ください|下さい|お願い(?:いた)?します|ございました)[。.]?[)）]?", re.DOTALL)


# 企業概要 is the name of a section; 担当者 > 電話 is no telephone of the firm.
_SECTIONS = frozenset({"strengths", "notes", "company_name"})
OWNING = frozenset({"contact", "representative", "plant_address", "competitor_of", "bank", "customers"})
_OF_A_PERSON = re.compile(r"担当|連絡先|窓口|代表者")
_THEIRS = frozenset({"phone", "fax", "email", "kana"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a label means: a field, or a question ("question:...")."""

    field: str


@lru_cache(maxsize=20_000)
def known_label(text: str) -> Label | None:
    """What a text means as a label; None where it is none that is known as a whole."""
    text = text.strip()
    if not text or len(text) > _LONGEST_QUESTION:
        return None
    if number := question_number(text):
        return Label(f"question:{number}")
    if len(text) > _LONGEST:
        return None
    for kind in MAIN_KINDS:
        if found := vocabulary(kind).find_exact(text):
            return Label(found.field)
    usual = usual_question(text)
    return Label(f"question:{usual.id}") if usual else None


def split_label(text: str) -> tuple[Label, str, str] | None:
    """A known label and what stands behind its colon: 企業名：株式会社X."""
    found = _COLON.fullmatch(text)
    label = known_label(found[1]) if found else None
    return (label, found[1], found[2].strip()) if found and label else None


@lru_cache(maxsize=2_000)
def listed_kind(texts: tuple[str, ...]) -> str:
    """The label of the list of which some texts are the headings: 設備, 認証・資格; "" for none."""
    for kind, label in (("equipment", "主要設備"), ("certifications", "認証・資格")):
        found = [vocabulary(kind).find_exact(text) for text in texts]
        if all(found) and any(one and one.field == "item" for one in found):
            return label
    return ""


def unit_only(text: str) -> bool:
    """Whether a cell holds nothing but a unit."""
    return _UNIT.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def is_note(text: str) -> bool:
    """Whether words are a remark for whoever fills the form in."""
    plain = text.strip()
    return bool(_NOTE.fullmatch(plain) or _SENTENCE.fullmatch(plain))


def adds_to(group: str, text: str) -> bool:
    """Whether a group's name changes what a label means (工場 > 所在地), or is all that is known of it."""
    own, above = known_label(text), known_label(group)
    if own is None:
        return above is None or above.field not in _SECTIONS
    if (above and above.field in OWNING) or (_OF_A_PERSON.search(group) and own.field in _THEIRS):
        return True
    whole = known_label(group + text)
    return whole is not None and whole.field != own.field
