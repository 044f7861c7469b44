"""In which encoding a text file is, and how to read a cell of it that is in another one.

The declaration (a byte order mark) is a hint that is checked. A file that one encoding reads whole is read
in it; where cells of other encodings stand in between, each cell is decoded on its own.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.sheets import Doubt
from matching.errors import UnreadableFile

_CHUNK = 1 << 20
# Stray control characters that even a very short text may hold.
_FEW = 16
# What Japanese offices write, in the order in which they are believed.
_LEGACY = ("cp932", "euc_jp", "euc_jis_2004")
_JIS = ("iso2022_jp_ext", "iso2022_jp_2004")
_NAMES = {"euc_jp": "euc-jp", "euc_jis_2004": "euc-jp", **dict.fromkeys(_JIS, "iso-2022-jp")}
# Two and more kanji or kana in UTF-8: in CP932 or EUC-JP hardly ever words.
_UTF8_WORDS = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}")
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uff01-\uffe5]")
_CELL = re.compile(rb'[^,;\t\r\n"]*[\x80-\xff][^,;\t\r\n"]*')
_CONTROLS = bytes({*range(0x01, 0x09), 0x0E, *range(0x0F, 0x1A), *range(0x1C, 0x20), 0x7F})
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How to read a text file. codec: Python's name; skip: bytes of the mark; mixed: decode cell by cell."""

    codec: str
    skip: int = 0
    mixed: bool = False
    doubts: tuple[Doubt, ...] = ()
    marked: bool = False

    @property
    def name(self) -> str:
        """The name that a report shows."""
        return "utf-8-sig" if self.codec == "utf-8" and self.marked else _NAMES.get(self.codec, self.codec)


def detect(path: Path) -> TextEncoding:
    """The encoding of a text file. Raises UnreadableFile (Japanese) for what is no text."""
    with path.open("rb") as stream:
        start = stream.read(_CHUNK)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and _decodes(path, "utf-32", 0):
        return TextEncoding("utf-32")
    if (wide := _wide(path, start)) is not None:
        return wide
    skip = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        skip = 2
    body = start[skip:]
    _refuse_binary(path, body)
    found = _narrow(path, body, skip)
    if skip and (found.codec != "utf-8" or skip == 2):
        message = "ファイルの先頭の印(BOM)と中身の文字コードが違うため、中身に合わせて読みました。"
        mark = Doubt("wrong-encoding-mark", message, value=found.name)
        return TextEncoding(found.codec, skip, found.mixed, (*found.doubts, mark))
    return found


def _wide(path: Path, start: bytes) -> TextEncoding | None:
    """UTF-16, with a mark that is true, or without one; None for other text."""
    odd, even = start[1::2].count(0), start[::2].count(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # The text that the mark promises has a zero byte beside each line end and each ASCII letter.
        if not odd + even and not _wide_words(start):
            return None
        return TextEncoding("utf-16", mixed=not _decodes(path, "utf-16", 0))
    unmarked = "utf-16-le" if odd >= even else "utf-16-be"
    if odd + even > len(start) / 4:
        lopsided = min(odd, even) * 20 < max(odd, even)
        if not lopsided:
            _refuse_binary(path, start)
        return TextEncoding(unmarked, mixed=not _decodes(path, unmarked, 0))
    # Japanese text has zero bytes only in its commas and line ends; stray ones in other text are few.
    if odd + even > len(start) / 50 and not _decodes(path, "utf-8", 0) and _decodes(path, unmarked, 0):
        return TextEncoding(unmarked)
    return None


def _wide_words(start: bytes) -> bool:
    """Whether a start without any zero byte (one heading, no line end) is Japanese in UTF-16 and not in UTF-8 or CP932."""
    try:
        text = start.decode("utf-16")
    except UnicodeDecodeError:
        return False
    narrow = start[2:].decode("utf-8", "ignore") + start[2:].decode("cp932", "ignore")
    return len(_JAPANESE.findall(text)) * 2 > len(text) - 1 and not _JAPANESE.search(narrow)


def _narrow(path: Path, body: bytes, skip: int) -> TextEncoding:
    marked = skip == 3
    if b"\x1b$" in body and (found := [codec for codec in _JIS if _decodes(path, codec, skip)]):
        return TextEncoding(found[0], skip)
    if _decodes(path, "utf-8", skip):
        return TextEncoding("utf-8", skip, marked=marked)
    whole = [codec for codec in _LEGACY if _decodes(path, codec, skip)]
    if whole:
        codec = min(whole, key=lambda one: _oddity(body, one))
        return TextEncoding(codec, skip, mixed=_holds_utf8(path))
    return TextEncoding(_most_common(path, body), skip, mixed=True, marked=marked)


def _refuse_binary(path: Path, body: bytes) -> None:
    """Pictures and programs are full of control characters; a text has a stray one now and then."""
    controls = len(body) - len(body.translate(None, _CONTROLS))
    readable = _UTF8_WORDS.search(body) is not None
    if (controls > max(_FEW, len(body) / 20) and not readable) or body.count(0) > max(_FEW, len(body) / 5):
        raise _no_text(path)


def _no_text(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name} の文字コードが分かりません。"
        "CSV(UTF-8 か Shift_JIS)、.xlsx、JSON Lines のどれかで保存してください。"
    )


def _decodes(path: Path, codec: str, skip: int) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as stream:
            stream.seek(skip)
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _oddity(body: bytes, codec: str) -> float:
    """How unlike Japanese writing the text looks: half-width kana and characters of no script."""
    text = codecs.getincrementaldecoder(codec)().decode(body)
    beyond = [letter for letter in text if letter > "\x7f"]
    plain = sum(bool(_JAPANESE.match(letter)) for letter in beyond)
    half = len(_HALF_WIDTH.findall(text))
    return (len(beyond) - plain + half) / max(1, len(beyond)) + 0.01 * _LEGACY.index(codec)


def _holds_utf8(path: Path) -> bool:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if any(_utf8_words(match[0]) for match in _UTF8_WORDS.finditer(chunk)):
                return True
    return False


def _utf8_words(content: bytes) -> str:
    """The text of bytes that are UTF-8 of Japanese words, else ""."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    beyond = [letter for letter in text if letter > "\x7f"]
    return text if len(_JAPANESE.findall(text)) * 2 > len(beyond) else ""


def _most_common(path: Path, body: bytes) -> str:
    """The encoding that reads most cells of the file's start. Raises UnreadableFile where none reads many."""
    votes: Counter[str] = Counter()
    cells = 0
    for match in _CELL.finditer(body):
        cells += 1
        codec = next(_readings(match[0], ""), ("", ""))[0]
        votes[codec] += 1
        if cells >= 20_000:
            break
    if not cells or votes[""] * 3 > cells:
        raise _no_text(path)
    return max(("utf-8", *_LEGACY), key=lambda codec: votes[codec])


def _readings(content: bytes, main: str) -> Iterator[tuple[str, str]]:
    """(codec, text) for each encoding that reads the bytes, the likeliest first."""
    if main != "utf-8" and (text := _utf8_words(content)):
        yield "utf-8", text
    for codec in dict.fromkeys((main, "utf-8", *_LEGACY)) if main else ("utf-8", *_LEGACY):
        try:
            yield codec, content.decode(codec)
        except UnicodeDecodeError:
            continue


def decode_cell(text: str, main: str, column: int | None, doubts: list[Doubt]) -> str:
    """A cell of a mixed file: `text` holds its bytes as Latin-1. What was odd goes to `doubts`."""
    if text.isascii():
        return text
    content = text.encode("latin-1")
    codec, words = next(_readings(content, main), ("", ""))
    if not codec:
        words = content.decode(main, "replace")
        message = "文字コードが分からない文字を「�」としました。元の資料で確かめて入力し直してください。"
        doubts.append(Doubt("undecodable-text", message, column, content[:100].hex(" ")))
    elif codec != main:
        message = f"このセルだけ文字コードが違うため({_NAMES.get(codec, codec)})、読み直しました。値を確かめてください。"
        doubts.append(Doubt("other-encoding", message, column, words))
    return words
