"""Files that a façade hands over: made in a folder of their own that is gone again before they are sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A file to hand over: what it is called, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes


def handed(name: str, content: bytes) -> Handed:
    """A file by its name's end, which is one of MEDIA_TYPES."""
    return Handed(name, MEDIA_TYPES[Path(name).suffix], content)


def written(stem: str, suffix: str, write: Callable[[Path], Sequence[Path]]) -> Handed:
    """What `write` writes to the path that it is given, and the files beside it that it names: several come as a .zip."""
    with TemporaryDirectory(prefix="juhatchu-") as folder:
        files = write(Path(folder) / f"out{suffix}")
        if len(files) == 1:
            return handed(f"{stem}{suffix}", files[0].read_bytes())
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
            for one in files:
                pack.write(one, f"{stem}{one.name.removeprefix('out')}")
    return handed(f"{stem}.zip", stream.getvalue())
