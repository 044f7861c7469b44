"""What an attached file is, by its content; names that are safe to store and to send."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matching.errors import InputError


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that may be attached: its media type, and the endings that its names may have."""

    label: str
    media_type: str
    endings: tuple[str, ...]


TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        "pdf": FileType("PDF", "application/pdf", ("pdf",)),
        "png": FileType("PNG", "image/png", ("png",)),
        "jpeg": FileType("JPEG", "image/jpeg", ("jpg", "jpeg")),
        "tiff": FileType("TIFF", "image/tiff", ("tif", "tiff")),
        "dxf": FileType("DXF", "image/vnd.dxf", ("dxf",)),
        "dwg": FileType("DWG", "image/vnd.dwg", ("dwg",)),
        "step": FileType("STEP", "model/step", ("stp", "step")),
        "iges": FileType("IGES", "model/iges", ("igs", "iges")),
        "xlsx": FileType(
            "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)
        ),
        "docx": FileType(
            "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)
        ),
    }
)
_ALLOWED = "、".join(one.label for one in TYPES.values())
_LONGEST_NAME = 120
# Where a text file begins: after comments, in DXF's pairs of a group code and its value.
_DXF = re.compile(rb"\s*(?:999\r?\n[^\r\n]*\r?\n\s*)*0\r?\n\s*SECTION\s")
_IGES = re.compile(rb"[^\r\n]{72}S\s*\d+\s*[\r\n]")
_HIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def file_type(name: str, content: bytes) -> FileType:
    """The kind of a file. Raises InputError for a kind that may not be attached, and where name and content disagree."""
    if not content:
        raise InputError("中身のないファイルです。ファイルを確かめてください。")
    key = _by_content(content)
    if key is None:
        raise InputError(f"この種類のファイルは添付できません。添付できるのは {_ALLOWED} です。")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = TYPES[key]
    if ending not in found.endings:
        raise InputError(
            f"ファイル名の終わりと中身が合いません(中身は {found.label})。名前の終わりを .{found.endings[0]} にしてください。"
        )
    return found


def cleaned_name(name: str) -> str:
    """A file's own name without its folders, control signs and signs that hide its ending."""
    own = _HIDDEN.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rpartition("/")[2]
    own = re.sub(r'[<>:"|?*]', "_", own.encode("utf-8", "replace").decode()).strip(" .")
    stem, dot, ending = own.rpartition(".")
    if not dot:
        return own[:_LONGEST_NAME] or "file"
    return f"{stem[: _LONGEST_NAME - len(ending[:10]) - 1].strip() or 'file'}.{ending[:10]}"


def _by_content(content: bytes) -> str | None:
    head = content[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for key, signs in _SIGNS.items():
        if head.startswith(signs):
            return key
    if re.match(rb"AC1\d{3}", head):
        return "dwg"
    if _DXF.match(head) or head.startswith(b"AutoCAD Binary DXF\r\n\x1a\x00"):
        return "dxf"
    if head.lstrip().startswith(b"ISO-10303-21;"):
        return "step"
    if _IGES.match(head):
        return "iges"
    return _office(content) if head.startswith(b"PK\x03\x04") else None


_SIGNS: Mapping[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "tiff": (b"II*\x00", b"MM\x00*"),
}


def _office(content: bytes) -> str | None:
    """An office file by the names of its parts (nothing is unpacked); those with macros are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(one.lower().endswith("vbaproject.bin") for one in names):
        return None
    return "xlsx" if "xl/workbook.xml" in names else "docx" if "word/document.xml" in names else None
