"""Backups from the dashboard: which there are, and a new one as long work. Restoring is the command line's, with the services stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dashboard.wording import admin as wording
from matching.corporate import access, backup
from matching.corporate.jobs import Job
from matching.desk import Desk
from matching.jobs import Progress as Told


@dataclass(frozen=True, slots=True)
class Backup:
    """A file of the backup folder; `size` in bytes."""

    name: str
    made_at: datetime
    size: int


def listed(desk: Desk) -> list[Backup]:
    """The backups in the settings' folder, newest first. Raises AccessDenied."""
    access.demand(desk.viewer, "backup", "see")
    folder = desk.office.settings.backup_folder
    found = [(path.name, path.stat()) for path in folder.glob("*.db")] if folder.is_dir() else []
    backups = [Backup(name, datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size) for name, stat in found]
    return sorted(backups, key=lambda one: one.made_at, reverse=True)


def begin(desk: Desk) -> Job:
    """Begin a backup into the settings' folder. Raises AccessDenied."""
    access.demand(desk.viewer, "backup", "make")
    settings, viewer = desk.office.settings, desk.viewer

    def work(told: Told) -> Mapping[str, Any]:
        path = settings.backup_folder / f"juhatchu-{datetime.now().astimezone():%Y%m%d-%H%M%S}.db"
        octets = backup.back_up(
            settings.database_url,
            path,
            viewer,
            lambda done, total: told(done / max(1, total), wording.copied(done, total)),
        )
        return {"file": path.name, "bytes": octets}

    return desk.jobs.begin(wording.BACKUP_KIND, work)
