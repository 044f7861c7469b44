"""Files that several processes share: a lock between them, whole-or-nothing writes, full disks."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from matching.errors import StorageFull

if sys.platform == "win32":
    import msvcrt
    import time
else:
    import fcntl

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` (made if absent): one holder at a time among processes and threads.

    The operating system lets go of it when the holder dies, so a lock never outlives its process.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _lock(file)
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        while True:
            with contextlib.suppress(OSError):
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return
            time.sleep(0.05)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the errors of a full disk into StorageFull; other errors pass."""
    try:
        yield
    except OSError as error:
        short = error.errno is None and "requested and" in str(error)  # how numpy tells of a short write
        if error.errno not in FULL and not short:
            raise
        raise StorageFull(
            f"ディスクの空きが足りず {path} に書けません。空きを作ってから、もう一度実行してください。"
        ) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds either all of it or what it held before.

    One writer at a time (hold a lock): the draft has a fixed name, so that what a killed writer left is
    overwritten by the next. Raises StorageFull on a full disk; no half-written file stays behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.tmp")
    try:
        with storage_errors(path), draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
