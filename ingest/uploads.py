"""Files that people handed in and that wait to be taken in: kept for a day under random names, each with what is known of it.

A file's own name is never part of a path; it is kept beside the file and shown again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.sheets import clean_text
from matching.errors import DatabaseError, InputError, NotFound
from matching.ranking.files import locked

KEPT = timedelta(hours=24)
STORED, CHECKED, UNREADABLE, TAKEN_IN = "未確認", "確認済み", "読めません", "取込済み"
# By these ends of a name readers tell workbooks from text; anything else is told by the content alone.
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".jsonl"})
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 150
_NOTE, _REPORT, _FILE = "upload.json", "report.json", "file"


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is to be read: kind ("auto": by its content), title of its survey, and as the user says heading -> field, and
    sheet -> the row in which its headings begin."""

    kind: str = "auto"
    survey: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in. size in bytes; owner: the viewer's key; job_id: the long work on it that was begun last.

    state: 未確認, 確認済み (a report says what taking it in would do), 読めません (no table), 取込済み (as `batch`).
    """

    id: str
    name: str
    size: int
    sha256: str
    owner: str
    at: datetime
    state: str = STORED
    choice: Choice = field(default_factory=Choice)
    batch: int | None = None
    job_id: int | None = None
    version: int = 1


class Shelf:
    """The folder in which uploads lie."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes, owner: str) -> Upload:
        """Keep a file. Raises DatabaseError where it cannot be written."""
        self.sweep()
        named = shown_name(name)
        digest = hashlib.sha256(content).hexdigest()
        upload = Upload(uuid.uuid4().hex, named, len(content), digest, owner, datetime.now(UTC))
        place = self._folder / upload.id
        try:
            place.mkdir(parents=True, mode=0o700)
            self.file(upload).write_bytes(content)
            self._write(upload.id, _NOTE, _as_json(upload))
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise DatabaseError(f"アップロードを保存できません: {error}") from error
        return upload

    def get(self, upload_id: str) -> Upload:
        """An upload that is still kept. Raises NotFound."""
        found = self._read(upload_id, _NOTE) if _ID.fullmatch(upload_id) else None
        upload = _from_json(found) if found else None
        if upload is None or upload.at < datetime.now(UTC) - KEPT:
            raise NotFound(
                "このアップロードはありません(24時間で消えます)。もう一度ファイルを選んでください。"
            )
        return upload

    def all(self) -> list[Upload]:
        """All uploads that are still kept, newest first."""
        found = []
        for place in self._places():
            with suppress(NotFound):
                found.append(self.get(place.name))
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def change(self, upload_id: str, report: Mapping[str, Any] | None = None, **changed: Any) -> Upload:
        """Note what is known now, with the report of a reading. Raises NotFound."""
        # Whoever began long work and the work itself change the same note.
        with locked(self._folder / "changing.lock"):
            upload = self.get(upload_id)
            upload = replace(upload, version=upload.version + 1, **changed)
            try:
                if report is not None:
                    self._write(upload_id, _REPORT, dict(report))
                self._write(upload_id, _NOTE, _as_json(upload))
            except OSError as error:
                raise DatabaseError(f"アップロードの記録を書けません: {error}") from error
            return upload

    def report(self, upload: Upload) -> dict[str, Any] | None:
        """The report of the last reading, None where none was made."""
        return self._read(upload.id, _REPORT)

    def file(self, upload: Upload) -> Path:
        """Where the file lies."""
        suffix = Path(upload.name).suffix.lower()
        return self._folder / upload.id / f"{_FILE}-{upload.id}{suffix if suffix in _SUFFIXES else ''}"

    @contextmanager
    def taking_in(self) -> Iterator[None]:
        """One file at a time is taken in, by whichever process."""
        with locked(self._folder / "taking-in.lock"):
            yield

    def remove(self, upload: Upload) -> None:
        """Forget an upload and its file."""
        shutil.rmtree(self._folder / upload.id, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what was kept for its time."""
        oldest = (datetime.now(UTC) - KEPT).timestamp()
        for place in self._places():
            note = self._read(place.name, _NOTE)
            known = _from_json(note) if note else None
            with suppress(OSError):
                if (known.at.timestamp() if known else place.stat().st_mtime) < oldest:
                    shutil.rmtree(place, ignore_errors=True)

    def _places(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from (one for one in self._folder.iterdir() if _ID.fullmatch(one.name))

    def _read(self, upload_id: str, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads((self._folder / upload_id / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _write(self, upload_id: str, name: str, content: Mapping[str, Any]) -> None:
        """Whole or not at all: other processes read it meanwhile."""
        target = self._folder / upload_id / name
        beside = target.with_name(f"{name}.{uuid.uuid4().hex}")
        beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", errors="replace")
        os.replace(beside, target)


def shown_name(name: str) -> str:
    """A file's name without folders, control characters and excess length. Raises InputError for none."""
    last = clean_text(name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split()).strip(". ")
    if not plain:
        raise InputError("ファイルの名前がありません。")
    stem, suffix = os.path.splitext(plain)
    return stem[:_LONGEST_NAME] + suffix[:10]


def _as_json(upload: Upload) -> dict[str, Any]:
    return asdict(upload) | {"at": upload.at.isoformat()}


def _from_json(told: dict[str, Any]) -> Upload | None:
    try:
        choice = Choice(**told.pop("choice"))
        return Upload(**told | {"at": datetime.fromisoformat(told["at"]), "choice": choice})
    except (KeyError, TypeError, ValueError):  # written by another version
        return None
