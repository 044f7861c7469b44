"""Lists of choices as forms print them: "1.増加 2.不変 3.減少", "①有②無", "ア 原材料費　イ 労務費", "(有・無)"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}  # ①-⑳
_CIRCLED |= {chr(0x3251 + n): n + 21 for n in range(15)}  # ㉑-㉟
_CIRCLED |= {chr(0x2474 + n): n + 1 for n in range(20)}  # ⑴-⒇
_CIRCLED |= {chr(0x2488 + n): n + 1 for n in range(20)}  # ⒈-⒛
_CIRCLED |= {chr(0x24F5 + n): n + 1 for n in range(10)}  # ⓵-⓾
_CIRCLED |= {chr(0x2776 + n): n + 1 for n in range(10)}  # ❶-❿
_CIRCLED |= {chr(0x2780 + n): n + 1 for n in range(10)}  # ➀-➉
_CIRCLED |= {chr(0x278A + n): n + 1 for n in range(10)}  # ➊-➓
_CIRCLED |= {chr(0x3280 + n): n + 1 for n in range(10)}  # ㊀-㊉
_CIRCLED |= {chr(0x3220 + n): n + 1 for n in range(10)}  # ㈠-㈩
_CIRCLED |= {chr(0x2160 + n): n + 1 for n in range(12)}  # Ⅰ-Ⅻ
_CIRCLED |= {"⓪": 0, "⓿": 0}
_CIRCLES = str.maketrans({sign: f" {number} " for sign, number in _CIRCLED.items()})
_LEGEND_CODE = re.compile(
    r"(?<![\d.])(\d{1,2})\s*(?:[.:=)、\]]\s*|\s+|(?=[^\d\s.,:%年月日つ番位回人台社千万億円~\-]|人[材手員件]|回[答収]|社[会内外員]|日本))"
)
_LEGEND_LETTER = re.compile(
    r"(?<![a-zァ-ヶー一-龠ぁ-ん])([a-z]|[ア-コ])(?:\s*[.:=)、\]]\s*|\s+)(?=\S)", re.IGNORECASE
)
_LETTERS = ("abcdefghijklmnopqrst", "アイウエオカキクケコ")
_LEGEND_END = re.compile(r"[\s,、，/／;；・|()\[\]「」【】]+$|^[\s,、，/／;；・|.:：=)\]]+")
_OPTION_NUMBER = re.compile(r"^[(\[]?(\d{1,2}|[a-z]|[ア-コ])\s*[.:)\]、=\s]\s*(?=\S)")
# What forms number 9 or 99, whatever the number before it.
_OUTSIDE = re.compile(
    r"[無未]回答|[無未]記入|回答(?:なし|無し|しない|できない|不可)|記入なし|不明|非該当|該当(?:なし|無し|せず|しない)|対象外|その他|"
    r"[わ分]からない|いずれ|どれも|どちらとも|特に(?:なし|無し|ない)|答えたくない|na(?![a-z])|n/a",
    re.IGNORECASE,
)
_NOT_CHOICES = re.compile(r"複数|単一|回答|選択|単位|円|%|mm|必須|任意|記入|以内|まで|前年|比|例")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. code: its number on the form, "" for none. aliases: other words for it."""

    label: str
    code: str = ""
    aliases: tuple[str, ...] = ()


def uncircled(text: str) -> str:
    """Circled, bracketed and Roman numbers as plain ones with spaces around: "①③" -> " 1  3 "."""
    return text.translate(_CIRCLES)


def option_of(label: str, place: int) -> Option:
    """A choice from the heading of its own column: "1.受注量の確保" -> 受注量の確保, code 1; else its place is no code."""
    words = unicodedata.normalize("NFKC", uncircled(label)).strip()
    if found := _OPTION_NUMBER.match(words):
        return Option(words[found.end() :].strip(), plain_code(found[1]))
    return Option(label.strip(), str(place) if re.fullmatch(r"\d{1,2}", words) else "")


def plain_code(code: str) -> str:
    """The number of a choice without zeros before it, its letter in lower case."""
    return str(int(code)) if code.isdigit() else code.lower()


def legend(text: str) -> tuple[Option, ...]:
    """The choices that a text lists: "1.増加 2.不変 3.減少", "①有②無", "(有・無)"; () for none."""
    words = unicodedata.normalize("NFKC", uncircled(text))
    marks = list(_LEGEND_CODE.finditer(words))
    best: list[re.Match[str]] = []
    for start, match in enumerate(marks):
        if match[1] in ("0", "1", "01"):
            chain = _chain(words, marks[start:])
            if len(chain) >= max(2, len(best)):
                best = chain
    if best:
        ends = [match.start() for match in best[1:]] + [len(words)]
        labels = [_legend_label(words[match.end() : end]) for match, end in zip(best, ends, strict=True)]
        if all(labels) and max(map(len, labels)) <= 60:
            return tuple(Option(label, str(int(match[1]))) for label, match in zip(labels, best, strict=True))
    return _lettered(words) or _uncoded(words)


def _lettered(words: str) -> tuple[Option, ...]:
    """Choices with letters or kana before them: "a.必ず b.一部", "(ア 原材料費 イ 労務費)"."""
    for letters in _LETTERS:
        found: list[re.Match[str]] = []
        for match in _LEGEND_LETTER.finditer(words):
            if len(found) < len(letters) and match[1].casefold() == letters[len(found)]:
                found.append(match)
        if len(found) < 2:
            continue
        ends = [match.start() for match in found[1:]] + [len(words)]
        labels = [_legend_label(words[match.end() : end]) for match, end in zip(found, ends, strict=True)]
        if all(labels) and max(map(len, labels)) <= 60:
            return tuple(Option(label, code) for label, code in zip(labels, letters, strict=False))
    return ()


def _chain(words: str, marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Consecutive numbers from the first on; 9, 99 or 0 behind a gap for what stands outside the scale: 無回答."""
    chain = [marks[0]]
    for match in marks[1:]:
        after, last = int(match[1]), int(chain[-1][1])
        if after == last + 1 or (
            len(chain) > 1 and (after > last or after == 0) and _OUTSIDE.match(words, match.end())
        ):
            chain.append(match)
    return chain


def _legend_label(text: str) -> str:
    label = _LEGEND_END.sub("", text.strip())
    # The last label may be followed by the bracket that held the list.
    return (
        label.strip()
        if label.count("(") == label.count(")")
        else _LEGEND_END.sub("", label.split(")")[0]).strip()
    )


def _uncoded(words: str) -> tuple[Option, ...]:
    """ "受注余力(有・無)": choices without numbers, in the last brackets."""
    found = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", words)
    if not found or _NOT_CHOICES.search(found[1]):
        return ()
    labels = [label.strip() for label in re.split(r"[・/|,、]|\s{1,}", found[1]) if label.strip()]
    short = all(len(label) <= 12 and not label.isdigit() for label in labels)
    return tuple(Option(label) for label in labels) if len(labels) > 1 and short else ()


def is_legend_row(cells: Sequence[str]) -> bool:
    """Whether a row below the headings lists choices, as answers never do."""
    return any(cells) and all(_is_legend(cell) for cell in cells if cell)


def _is_legend(cell: str) -> bool:
    found = legend(cell) if len(cell) > 2 else ()
    return len(found) > 1 and any(option.code for option in found)
