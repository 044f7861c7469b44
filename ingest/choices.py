"""Choices of a question, and which of them a cell names: by label, by number, several in one cell.

People part their answers in forty ways (1,3 / 1・3 / ①③ / 1 3 / 1、3 / (1)(3) / 1番と3番 / 1.受注量 3.人材 ...). What can be read in
two ways (1-3) or was turned into a date by Excel (1月3日) is said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingest.dates import period
from ingest.legends import Option, plain_code, uncircled
from ingest.numbers import folded

_KANJI_CODES = {sign: str(number) for number, sign in enumerate("〇一二三四五六七八九十")}

_SEPARATORS = " \t\r\n,、，､.．。・･·•‧∙●○◯〇◎/／\\;；:：|｜+＋&＆>＞→⇒'\"‘’“”「」『』[]［］(){}（）【】<>《》#*✓✔☑レ_=…"
_FILLERS = re.compile(
    r"(?:と|及び|および|並びに|または|又は|や|and|or|に(?:丸|まる)?|番目?|つ目|号|no\.?|第|項目?|選択肢|が該当|該当|を選択|です)"
)
_CODE = re.compile(r"(\d{1,3})(?:\.0(?!\d))?")
_LETTER = re.compile(r"([a-z]|[ア-オカ-コイロハニホヘト])(?![a-zァ-ヶ一-龠ぁ-ん])")
_LETTERS_TOGETHER = re.compile(r"[a-z]{2,}|[ア-コイロハニホヘト]{2,}")
_HIRAGANA_CODES = {chr(ord(sign) - 0x60): sign for sign in "アイウエオカキクケコ"}
_CHAIN = re.compile(r"(?<![\d.])\d{1,2}(?:\s*[-~〜ーｰ]\s*\d{1,2})+(?![\d.])")
# 増加した says 増加.
_TAIL = re.compile(
    r"(?:しました|しています|している|した|する|です|傾向(?:にある)?)(?=$|[\s,、，。.・/／;；(（])"
)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


@dataclass(frozen=True, slots=True)
class Selection:
    """The labels that a cell chose, in the order of the form, free words behind them, and doubts (code, sentence).

    unread: the parts that name no choice, or none for certain, as they are written.
    """

    labels: tuple[str, ...] = ()
    other: str = ""
    doubts: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()


# --- answers ----------------------------------------------------------------------------------------------


def code_list(text: str) -> list[str]:
    """The numbers of a cell that holds nothing but numbers of choices; [] for anything else."""
    words = _without_fillers(folded(uncircled(text)))
    codes = _CODE.findall(words)
    rest = _CODE.sub("", words).strip(_SEPARATORS + "-~〜ー")
    return (
        [str(int(code)) for code in codes]
        if codes and not rest and all(len(code) <= 2 for code in codes)
        else []
    )


def _without_fillers(words: str) -> str:
    """Codes without the words that stand between them; labels would suffer, so only where no letters remain."""
    bare = _FILLERS.sub(" ", words)
    return bare if re.fullmatch(r"[\d\s\W_]*", bare) else words


def turned_into_date(text: str) -> bool:
    """Whether a cell reads as a day or a time that Excel may have made of numbers: 2026-01-03, 1月3日, 1:3."""
    return _date_readings(folded(text), None) is not None


def ending_apart(text: str) -> str:
    """A word without its ending, "" where it has none: 減少した -> 減少."""
    words = folded(text)
    bare = _TAIL.sub("", words)
    return bare if bare != words else ""


def select(text: str, options: Sequence[Option], day: date | None = None) -> Selection:
    """The choices that a cell names. day: the date that Excel made of it, where it is a date cell.

    Without options, numbers stand for themselves.
    """
    return _selected(text, tuple(options), day)


@lru_cache(maxsize=8192)
def _selected(text: str, options: tuple[Option, ...], day: date | None) -> Selection:
    codes = {option.code: option.label for option in options if option.code}
    if (turned := _from_date(text, day, codes, bool(options))) is not None:
        return turned
    return _Reader(options, codes).read(text)


class _Reader:
    """Reads one cell from left to right: labels first (the longest that fits), then numbers, then what is neither."""

    def __init__(self, options: Sequence[Option], codes: Mapping[str, str]) -> None:
        self._order = [option.label for option in options]
        self._codes = codes
        words = {_bare(word): option.label for option in options for word in (option.label, *option.aliases)}
        self._labels = sorted(words.items(), key=lambda pair: -len(pair[0]))
        self._free = not options
        self.chosen: list[str] = []
        self.other = ""
        self.doubts: list[tuple[str, str]] = []
        self.unread: list[str] = []

    def read(self, text: str) -> Selection:
        """The whole cell may be one label; else it is parted."""
        whole = _bare(folded(uncircled(text)))
        if label := next((label for word, label in self._labels if word == whole), None):
            return Selection((label,))
        words = folded(uncircled(text))
        if re.fullmatch(r"[一二三四五六七八九十\s,、・と]+", words):
            words = "".join(_KANJI_CODES.get(sign, sign) for sign in words)
        words = self._hyphens(words)
        if self._fillers_only(words):
            words = _FILLERS.sub(" ", words)
        self._walk(words)
        chosen = list(dict.fromkeys(self.chosen))
        place = {label: number for number, label in enumerate(self._order)}
        chosen.sort(key=lambda label: place.get(label, len(place)))
        doubts, unread = dict.fromkeys(self.doubts), dict.fromkeys(self.unread)
        return Selection(tuple(chosen), self.other, tuple(doubts), tuple(unread))

    def _fillers_only(self, words: str) -> bool:
        return (
            re.search(r"\d", words) is not None
            and re.fullmatch(r"[\d\s\W_]*", _FILLERS.sub(" ", words)) is not None
        )

    def _hyphens(self, words: str) -> str:
        """1-2 is 1 and 2 in any reading, 1-3-5 a list; 1-3 may be a list or a range."""

        def plain(match: re.Match[str]) -> str:
            codes = [int(code) for code in re.findall(r"\d+", match[0])]
            if len(codes) > 2 or codes[1] == codes[0] + 1:
                return " ".join(map(str, codes))
            self._doubt(
                "ambiguous-answer",
                f"「{match[0]}」は「{codes[0]}と{codes[1]}」とも「{codes[0]}から{codes[1]}まで」とも"
                "読めるため、選びませんでした。",
            )
            self.unread.append(match[0])
            return " "

        return _CHAIN.sub(plain, words)

    def _walk(self, words: str) -> None:
        at = 0
        while at < len(words):
            if words[at] in _SEPARATORS:
                at += 1
            elif end := self._label(words, at) or self._code(words, at):
                at = end
            elif words[at] in "とや" and self.chosen and at + 1 < len(words):
                at += 1
            else:
                at = self._unknown(words, at)

    def _label(self, words: str, at: int) -> int:
        for bare, label in self._labels:
            end = _match(words, at, bare)
            if end and (tail := _TAIL.match(words, end)):
                end = tail.end()
            if end and (
                end == len(words) or words[end] in _SEPARATORS or words[end].isdigit() or words[end] in "とや"
            ):
                self.chosen.append(label)
                return self._behind_other(words, end, label)
        return 0

    def _behind_other(self, words: str, end: int, label: str) -> int:
        """Free words behind その他."""
        if label.startswith("その他"):
            free = re.match(r"\s*(?:[(「\[]([^)」\]]*)[)」\]]?|[:：]\s*([^,、\n]+))", words[end:])
            if free:
                self.other = (free[1] or free[2] or "").strip()
                return end + free.end()
        return end

    def _code(self, words: str, at: int) -> int:
        found = _CODE.match(words, at) or (_LETTER.match(words, at) if not self._free else None)
        if not found:
            return 0 if self._free else self._letters(words, at)
        code, end = plain_code(found[1]), found.end()
        if words[end : end + 1] == "%":
            return 0
        label = code if self._free else self._codes.get(code)
        if label is None:
            return self._parted(code, words, at, end)
        behind = re.match(r"(?:番目?)?[\s.:)、\]=]*", words[end:])
        after = end + (behind.end() if behind else 0)
        named = next((name for bare, name in self._labels if _match(words, after, bare)), None)
        if named and named != label:
            self._doubt(
                "conflicting-answer",
                f"番号 {code}(「{label}」)と言葉「{named}」が合わないため、言葉のほうを採りました。",
            )
            return after
        self.chosen.append(label)
        if named:
            bare = next(bare for bare, name in self._labels if name == named and _match(words, after, bare))
            return self._behind_other(words, _match(words, after, bare), named)
        return self._behind_other(words, end, label) if label.startswith("その他") else end

    def _letters(self, words: str, at: int) -> int:
        """アウ is ア and ウ, あ stands for ア."""
        kana = _HIRAGANA_CODES.get(words[at], "")
        if kana in self._codes and (at + 1 == len(words) or words[at + 1] in _SEPARATORS):
            self.chosen.append(self._codes[kana])
            return at + 1
        found = _LETTERS_TOGETHER.match(words, at)
        letters = list(found[0]) if found else []
        if not found or len(set(letters)) < len(letters) or any(one not in self._codes for one in letters):
            return 0
        self._doubt("run-together-answer", f"「{found[0]}」を {'と'.join(letters)} と読みました。")
        self.chosen += [self._codes[letter] for letter in letters]
        return found.end()

    def _parted(self, code: str, words: str, at: int, end: int) -> int:
        """135 where no choice has that number, and all have numbers of one digit: 1, 3 and 5."""
        digits = list(code)
        if (
            len(digits) > 1
            and len(set(digits)) == len(digits)
            and all(d in self._codes for d in digits)
            and all(len(c) == 1 for c in self._codes)
        ):
            self._doubt("run-together-answer", f"「{code}」を {'と'.join(digits)} と読みました。")
            self.chosen += [self._codes[digit] for digit in digits]
            return end
        return self._unknown(words, at)

    def _unknown(self, words: str, at: int) -> int:
        end = at + 1
        while end < len(words) and words[end] not in " \t\r\n,、，;；/／|":
            end += 1
        part = words[at:end].strip(_SEPARATORS)
        if self._free:
            self.chosen.append(part)
        elif part:
            self._doubt(
                "unknown-choice",
                f"「{part}」という選択肢はありません。書かれたまま残しました。選択肢にある番号か言葉に直してください。",
            )
            self.unread.append(part)
        return end

    def _doubt(self, code: str, message: str) -> None:
        self.doubts.append((code, message))


def _bare(text: str) -> str:
    return re.sub(r"[\s・･,、/／()（）「」]+", "", folded(text))


def _match(words: str, at: int, bare: str) -> int:
    """Where a label ends that stands at `at`, spaces and signs apart; 0 where it doesn't stand there."""
    place = at
    for sign in bare:
        while place < len(words) and words[place] in " \t\r\n・･,、/／()（）「」" and place > at:
            place += 1
        if place >= len(words) or words[place] != sign:
            return 0
        place += 1
    return place if bare else 0


# --- answers that Excel turned into dates -----------------------------------------------------------------


def _from_date(text: str, day: date | None, codes: Mapping[str, str], listed: bool) -> Selection | None:
    """1/3 and 1-3 become the 3rd of January, 1-13 January 2013, 1/3/5 the 3rd of May 2001, 1:3 three past one."""
    words = folded(text)
    readings = _date_readings(words, day)
    if readings is None:
        return None
    fitting = [
        r for r in readings if len(set(r)) == len(r) and (not listed or all(code in codes for code in r))
    ]
    if len(fitting) != 1:
        return Selection(
            doubts=(
                (
                    "ambiguous-answer",
                    f"「{text}」は Excel が日付に変えた回答とみられますが、元の番号が決まらないため、"
                    "選びませんでした。",
                ),
            )
        )
    chosen = fitting[0]
    message = f"Excel が日付や時刻に変えた回答とみて、{'と'.join(chosen)} と読みました。確かめてください。"
    return Selection(tuple(codes.get(code, code) for code in chosen), doubts=(("answer-from-date", message),))


def _date_readings(words: str, day: date | None) -> list[tuple[str, ...]] | None:
    """The numbers that may have been typed for a date; None: it is none."""
    if found := re.fullmatch(r"(\d{1,2})月(\d{1,2})日(?:\(.\))?", words):
        return [(found[1].lstrip("0"), found[2].lstrip("0"))]
    if found := re.fullmatch(r"(\d{1,2})-([a-z]{3})", words):
        return [(str(_MONTHS.get(found[2], 0)), str(int(found[1])))]
    if found := re.fullmatch(r"([a-z]{3})-(\d{2})", words):
        return [(str(_MONTHS.get(found[1], 0)), str(int(found[2])))]
    if found := re.fullmatch(r"0?(\d{1,2}):(\d{2})(?::(\d{2}))?", words):
        parts = (
            found[1],
            str(int(found[2])),
            *((str(int(found[3])),) if found[3] and found[3] != "00" else ()),
        )
        return [parts]
    if found := re.fullmatch(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?: 0?0:00(?::00)?)?", words):
        return _of_day(*map(int, found.groups()))
    if re.fullmatch(r"[34]\d{4}", words) and day is None:
        serial = period(words)
        return _of_day(serial.first.year, serial.first.month, serial.first.day) if serial else None
    return _of_day(day.year, day.month, day.day) if day else None


def _of_day(year: int, month: int, number: int) -> list[tuple[str, ...]]:
    """A day of these years was typed without a year; of years like 2001 with three numbers, or as month and year."""
    if year >= 2020:
        return [(str(month), str(number))]
    last = str(year % 100)
    typed: list[tuple[str, ...]] = [(last, str(month), str(number))]
    return [*typed, (str(month), last)] if number == 1 else typed
