"""Bytes -> sheets of text cells: tells by content what a file is and hands it to its reader.

Knows nothing of fields. A sheet is read row by row, as often as it is asked for, so that a file of 100,000
firms needs no more memory than one of 100.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from ingest.encodings import TextEncoding, detect
from ingest.htmltables import html_sheet
from ingest.jsonlines import json_sheet
from ingest.ods import read_ods
from ingest.packages import Package, damaged
from ingest.sheets import Doubt, Merge, Row, Sheet, Workbook
from ingest.spool import Spool
from ingest.textfiles import csv_sheet, open_text
from ingest.xls import read_xls
from ingest.xlsx import read_xlsx
from matching.errors import UnreadableFile

__all__ = ["Doubt", "Merge", "Row", "Sheet", "Workbook", "file_hash", "open_workbook"]

_START = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A naked worksheet or workbook stream, as Excel 2 to 5 wrote.
_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"MZ", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_MARKUP = re.compile(
    r"<(?:html|!doctype|\?xml|table|head|body|meta|title|style|script|center|div|font|form|h[1-6]|p|!--|workbook)\b|<!--",
    re.IGNORECASE,
)
_XML = re.compile(r"<(?:\?xml|workbook)\b", re.IGNORECASE)
_HTML = re.compile(r"<html\b|<table\b(?![^>]*ss:)[^>]*>\s*<(?:tr|thead|tbody|caption|col)", re.IGNORECASE)


def open_workbook(path: Path, called: str = "") -> Workbook:
    """Open a CSV/TSV, .xlsx/.xlsm, .xls, .ods or JSON Lines file. Raises UnreadableFile (Japanese).

    called: what the file is called where it lies under a name that nobody gave it (an upload).
    """
    if called:
        return _open_called(path, called)
    try:
        if not path.is_file():
            raise UnreadableFile(f"{path} というファイルが見つかりません。")
        sha256 = file_hash(path)
        with path.open("rb") as stream:
            start = stream.read(_START)
        return _open(path, sha256, start)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path} を開けません。場所と読み取りの権限を確かめてください。") from error


def _open_called(path: Path, called: str) -> Workbook:
    try:
        book = open_workbook(path)
    except UnreadableFile as error:
        raise UnreadableFile(str(error).replace(str(path), called).replace(path.name, called)) from error
    name = Path(called).stem
    sheets = tuple(replace(one, name=name) if one.name == path.stem else one for one in book.sheets)
    return replace(book, path=Path(called), sheets=sheets)


def file_hash(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open(path: Path, sha256: str, start: bytes) -> Workbook:
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe") and path.stat().st_size <= _START:
        raise UnreadableFile(f"{path.name} は空です。")
    if start.startswith((b"PK", _OLE)) or start.startswith(_BIFF):
        return _open_book(path, sha256, start)
    if start.startswith(_PICTURES):
        raise UnreadableFile(
            f"{path.name} は表のファイルではありません。CSV か Excel のファイルを指定してください。"
        )
    if start.startswith(b"MIME-Version:"):
        raise UnreadableFile(
            f"{path.name} は Web アーカイブ(MHTML)です。Excel で開き、.xlsx 形式で保存し直してください。"
        )
    encoding = detect(path)
    with open_text(path, encoding) as text:
        first = text.read(_START).lstrip("\ufeff \t\r\n")
    if _MARKUP.match(first):
        return _open_html(path, sha256, first, encoding)
    sheet = json_sheet(path, encoding) if first.startswith("{") else csv_sheet(path, encoding)
    return Workbook(path, sha256, encoding.name, (sheet,), doubts=encoding.doubts)


def _open_html(path: Path, sha256: str, first: str, encoding: TextEncoding) -> Workbook:
    """A page with tables; other XML, Excel's own of 2003 too, is not read."""
    if _XML.match(first) and not _HTML.search(first):
        raise UnreadableFile(f"{path.name} は XML の表です。Excel で開き、.xlsx 形式で保存し直してください。")
    spool = Spool()
    try:
        sheet = html_sheet(path, encoding, spool)
    except BaseException:
        spool.close()
        raise
    return Workbook(path, sha256, encoding.name, (sheet,), spool.close, encoding.doubts)


def _open_book(path: Path, sha256: str, start: bytes) -> Workbook:
    spool = Spool()
    try:
        sheets = _sheets(path, spool) if start.startswith(b"PK") else read_xls(path, spool)
    except BaseException:
        spool.close()
        raise
    return Workbook(path, sha256, None, tuple(replace(sheet, titled=True) for sheet in sheets), spool.close)


def _sheets(path: Path, spool: Spool) -> tuple[Sheet, ...]:
    try:
        with Package(path) as package:
            if "content.xml" in package:
                return read_ods(package, spool)
            return read_xlsx(package, spool)
    except UnreadableFile:
        raise
    except (OSError, zipfile.BadZipFile) as error:
        raise damaged(path) from error
    except Exception as error:  # damage comes as whatever zlib, expat and broken references raise
        raise damaged(path) from error
