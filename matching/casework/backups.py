"""Backups at a desk: which there are, and a new one as long work. Restoring is the command line's, with the services stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matching.corporate import access, backup
from matching.corporate.access import Viewer
from matching.corporate.jobs import Job
from matching.settings import Settings

_KIND = "バックアップ"
# Told how far the work is, 0 to 1, and in words; the work gives what came of it.
_Work = Callable[[Callable[[float, str], None]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Backup:
    """A file of the backup folder; `size` in bytes."""

    name: str
    made_at: datetime
    size: int


class Backups:
    """A viewer's part of the desk for backups. `begin_job` begins long work of a kind."""

    def __init__(self, settings: Settings, viewer: Viewer, begin_job: Callable[[str, _Work], Job]) -> None:
        self._settings = settings
        self._viewer = viewer
        self._begin_job = begin_job

    def folder(self) -> Path:
        """Where backups are written on the machine that serves the dashboard. Raises AccessDenied."""
        access.demand(self._viewer, "backup", "see")
        return self._settings.backup_folder.resolve()

    def listed(self) -> list[Backup]:
        """The backups in the settings' folder, newest first. Raises AccessDenied."""
        access.demand(self._viewer, "backup", "see")
        folder = self._settings.backup_folder
        found = [(path.name, path.stat()) for path in folder.glob("*.db")] if folder.is_dir() else []
        backups = [Backup(name, datetime.fromtimestamp(s.st_mtime, UTC), s.st_size) for name, s in found]
        return sorted(backups, key=lambda one: one.made_at, reverse=True)

    def begin(self) -> Job:
        """Begin a backup into the settings' folder. Raises AccessDenied."""
        access.demand(self._viewer, "backup", "make")
        return self._begin_job(_KIND, self._work)

    def _work(self, told: Callable[[float, str], None]) -> Mapping[str, Any]:
        path = self._settings.backup_folder / f"juhatchu-{datetime.now().astimezone():%Y%m%d-%H%M%S}.db"

        def copied(done: int, total: int) -> None:
            told(done / max(1, total), f"写しています {done:,}/{total:,}")

        octets = backup.back_up(self._settings.database_url, path, self._viewer, copied)
        return {"file": path.name, "bytes": octets}
