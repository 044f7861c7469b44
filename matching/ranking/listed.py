"""What a profile says in short: a range of grades (FC200～FC350), and a list that shares its head (白・黒・カラーアルマイト).

Each is found in the firm's own words, so that a verdict can quote them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from matching.language.capabilities import DOES, LONGEST_QUOTE
from matching.records import Capability, Supplier

_GRADE = re.compile(r"(?P<head>[A-Z]{1,4})-?(?P<number>\d{1,4})(?P<tail>[A-Z]{0,2})")
_GRADES = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ0-9０-９])(?P<head>[A-Za-zＡ-Ｚａ-ｚ]{1,4})[-－]?(?P<low>\d{1,4})(?P<tail>[A-Za-zＡ-Ｚａ-ｚ]{0,2})"
    r"\s?(?:[~～〜]|から)\s?(?P<again>[A-Za-zＡ-Ｚａ-ｚ]{0,4})[-－]?(?P<high>\d{1,4})(?P<last>[A-Za-zＡ-Ｚａ-ｚ]{0,2})"
    r"(?![A-Za-zＡ-Ｚａ-ｚ0-9０-９])"
)
# 白・黒・|カラーアルマイト and アルマイト|（白・黒・カラー）
_AHEAD = re.compile(r"(?:[^\s、。，,・／/()（）\n]{1,8}[・／/])+$")
_BRACKETS = re.compile(r"\s?[（(](?P<words>[^()（）\n]{1,40})[)）]")
_MARKS = re.compile(r"[・／/、，,]")
_NOT_ALL = re.compile(r"不可|以外|除|外注|協力|できません|お断り|×|NG|ng|対応外|なし|無し")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).upper()


def in_a_range(words: str, supplier: Supplier, capabilities: Sequence[Capability]) -> list[Capability]:
    """The ranges of grades that hold the grade `words` (FC250 in FC200～FC350), where both ends are offered."""
    asked = _GRADE.fullmatch(_plain(words).strip())
    if asked is None:
        return []
    number = int(asked["number"])
    found = []
    for field, text in supplier.texts.items():
        for grades in _GRADES.finditer(text):
            head, tail = _plain(grades["head"]), _plain(grades["tail"])
            if (
                (head, tail) != (asked["head"], asked["tail"])
                or _plain(grades["again"]) not in ("", head)
                or _plain(grades["last"]) != tail
                or not int(grades["low"]) <= number <= int(grades["high"])
            ):
                continue
            inside = [
                c
                for c in capabilities
                if c.field == field and c.start < grades.end() and grades.start() < c.end
            ]
            if inside and all(c.modality == DOES for c in inside):
                found.append(replace(inside[0], start=grades.start(), end=grades.end()))
    return found


def in_a_list(
    shows: Callable[[str], Collection[str]], supplier: Supplier, capabilities: Sequence[Capability]
) -> list[Capability]:
    """Lists of which one entry, with the head that it shares, is what is wanted.

    `shows`: words (黒アルマイト) -> the concepts that naming them shows, () for words that aren't wanted.
    """
    found = []
    for c in capabilities:
        if c.modality != DOES or not c.concept or c.field == "limits":
            continue
        text = supplier.texts.get(c.field, "")
        words = text[c.start : c.end]
        ahead = _AHEAD.search(text, max(0, c.start - 40), c.start)
        if ahead and any(
            shows(entry + words[cut:])
            for entry in _MARKS.split(ahead.group())
            if entry
            for cut in range(1, len(words) - 1)
        ):
            start = ahead.start()
            if c.end - start <= LONGEST_QUOTE:
                found.append(replace(c, start=start))
        behind = _BRACKETS.match(text, c.end)
        if (
            behind
            and not _NOT_ALL.search(behind["words"])
            and behind.end() - c.start <= LONGEST_QUOTE
            and any(shows(entry.strip() + words) for entry in _MARKS.split(behind["words"]) if entry.strip())
        ):
            found.append(replace(c, end=behind.end()))
    return found
