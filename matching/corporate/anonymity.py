"""Taking who the buyer is out of free words, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from matching.corporate.names import name_key, spelt_alike

_BUYER, _CONTACT = "（発注企業）", "（連絡先）"
_MARKS = "ﾞﾟ\u3099\u309a"  # belong to the kana before them
_FORM_READ = re.compile("カブシキガイシヤ|ユウゲンガイシヤ|ゴウドウガイシヤ")
_SHORTEST, _SHORTEST_READING = 2, 4
_PHONE = re.compile(r"(?<![\d.])[0０](?:[-‐‑–—―−－ー()（）\s]{0,2}\d){8,10}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+|(?:https?://|www\.)[\x21-\x7e]+")
_FORM = r"(?:株式会社|有限会社|合同会社|合名会社|合資会社|[㈱㈲]|[(（][株有同][)）])"
_FORM_BESIDE = re.compile(rf"{_FORM}\s*(?={_BUYER})|(?<={_BUYER})\s*{_FORM}")


def without_name(name: str, text: str, kana: str = "") -> str:
    """Take a buyer's name out of free words: in any width, spelling of kana and kanji and with spaces within, and so its reading.

    Part of a name stays: whether 日立 is a firm or a town is not to be told.
    """
    wanted = [key for key in (_plain(name_key(name)),) if len(key) >= _SHORTEST]
    reading = _FORM_READ.sub("", _plain(name_key(kana))) if kana else ""
    wanted += [reading] if len(reading) >= _SHORTEST_READING else []
    for key in wanted:
        text = _without(key, text)
    return _FORM_BESIDE.sub("", text) if _BUYER in text else text


def anonymous(name: str, text: str, kana: str = "") -> str:
    """`without_name`, and without telephone numbers, mail and web addresses."""
    text = without_name(name, text, kana)
    text = _ADDRESS.sub(_CONTACT, text) if "." in text or "．" in text else text
    return _PHONE.sub(_CONTACT, text)


def _without(key: str, text: str) -> str:
    folded, starts, ends = [], [], []
    for start, end in _letters(text):
        for one in _plain(text[start:end]):
            folded.append(one)
            starts.append(start)
            ends.append(end)
    line, found, last = "".join(folded), [], 0
    place = line.find(key)
    while place >= 0:
        found.append(text[last : starts[place]])
        last = ends[place + len(key) - 1]
        place = line.find(key, place + len(key))
    return _BUYER.join([*found, text[last:]]) if found else text


def _letters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and text[end] in _MARKS:
            end += 1
        yield start, end
        start = end


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Letters as they are compared here: those of names' keys, hiragana as katakana, without long marks."""
    kana = "".join(
        chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in unicodedata.normalize("NFKC", text).casefold()
    )
    return spelt_alike(kana)
