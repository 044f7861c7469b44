"""Signs of life of long work, in files beside the index: a job may hold the database's only writing transaction for minutes.

By them the other processes of the machine know that it lives and how far it is, and have it stop.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from matching.corporate.jobs import SILENT


@dataclass(frozen=True, slots=True)
class Sign:
    """How far a job of another process is: a share from 0 to 1, what comes now, whether it is to stop."""

    share: float
    message: str
    stopping: bool


class Signs:
    """The signs of one database's jobs. Where the folder can't be used there are none, and the database alone tells."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self._identity = identity

    def give(self, job_id: int, share: float, message: str) -> None:
        """A job of this process lives."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self._path(job_id, "new")
            beside.write_text(json.dumps([share, message]), encoding="utf-8", errors="replace")
            beside.replace(self._path(job_id))

    def seen(self, job_id: int) -> Sign | None:
        """What a job that gave a sign of late said; None where there was none."""
        try:
            if self._silent(self._path(job_id)):
                return None
            share, message = json.loads(self._path(job_id).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Sign(share, message, self.stop_wished(job_id))

    def living(self) -> set[int]:
        """The jobs that gave a sign of late; what is left of others is cleared away."""
        found = set()
        with suppress(OSError):
            for path in self._folder.glob(f"{self._identity}-*.job"):
                if self._silent(path):
                    self.clear(_number(path))
                else:
                    found.add(_number(path))
        return found

    def wish_stop(self, job_id: int) -> None:
        """Let a living job of another process know that it is to stop."""
        with suppress(OSError):
            self._path(job_id, "stop").touch(mode=0o600)

    def stop_wished(self, job_id: int) -> bool:
        """Whether somebody wants a job to stop."""
        return self._path(job_id, "stop").exists()

    def clear(self, job_id: int) -> None:
        """A job gives no more signs."""
        for kind in ("job", "new", "stop"):
            with suppress(OSError):
                self._path(job_id, kind).unlink(missing_ok=True)

    def _path(self, job_id: int, kind: str = "job") -> Path:
        return self._folder / f"{self._identity}-{job_id}.{kind}"

    def _silent(self, path: Path) -> bool:
        return time.time() - path.stat().st_mtime > SILENT.total_seconds()


def _number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])
