"""Backups: one SQLite file that holds the whole database, of either kind; made while others write, put back in one transaction.

A database that was put back, or moved to another server, gets a new identity, so that no index takes it for the one it was made from.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, update

from matching.corporate import access, audit, opening
from matching.corporate.access import Viewer
from matching.corporate.copying import Progress, replace_all, unused
from matching.corporate.failures import translated
from matching.corporate.tables import DatabaseInfo
from matching.errors import DatabaseError, InputError, StorageFull, WrongDatabase

_LOCK_WAIT = 30.0
# Pages (4 KiB) copied between two reports of progress.
_PAGES = 2000
_BROKEN = "{} は壊れているか、juhatchu のバックアップではありません。別のバックアップを指定してください。何も変更していません。"
_USED = "移す先のデータベースにはすでにデータがあります。空のデータベースを指定してください。何も変更していません。"


def back_up(url: str, path: Path, viewer: Viewer, progress: Progress) -> int:
    """Write the whole database into a new file while others go on writing; its bytes. The file is one state, checked, or isn't there.

    Raises AccessDenied, InputError where the file is there already, StorageFull, DatabaseError.
    """
    access.demand(viewer, "backup", "make")
    if path.exists():
        raise InputError(f"{path} はすでにあります。別の名前を指定してください。")
    engine = opening.open_engine(url, _LOCK_WAIT)
    try:
        with _draft(path.parent) as draft:
            if engine.dialect.name == "sqlite":
                _copy_file(Path(str(engine.url.database)), draft, progress)
            else:
                _copy_rows(engine, draft, progress)
            _check(draft, path)
            _settle(draft, path)
        with opening.writing(engine) as connection:
            audit.append(connection, [audit.Event(viewer.key, "back-up", "database", path.name)])
    finally:
        engine.dispose()
    return path.stat().st_size


def restore(path: Path, url: str, folder: Path, viewer: Viewer, progress: Progress) -> Path | None:
    """Put a backup in place of a database; where the replaced one is kept (in `folder`), None if there was none.

    The backup is checked, and brought to the present schema, before anything is touched. Whoever has the database open goes on with the
    restored one. Raises AccessDenied, InputError, WrongDatabase, StorageFull, DatabaseError.
    """
    access.demand(viewer, "backup", "make")
    if not path.is_file():
        raise InputError(f"{path} がありません。バックアップのファイルを指定してください。")
    with _draft(folder) as draft:
        with _storage_errors(folder):
            shutil.copyfile(path, draft)
        _check(draft, path)
        prepared = opening.open_engine(f"sqlite:///{draft}", _LOCK_WAIT)
        try:
            with opening.writing(prepared) as connection:
                _renew(connection, viewer, "restore", path.name)
            kept = _keep(url, folder, viewer, progress)
            if make_url(url).get_backend_name() == "sqlite":
                prepared.dispose()
                _put_back(draft, Path(str(make_url(url).database)), progress)
            else:
                _put_rows(prepared, url, progress)
        finally:
            prepared.dispose()
    return kept


def migrate_database(url: str, target_url: str, viewer: Viewer, progress: Progress) -> dict[str, int]:
    """Copy a whole database into an empty one, of the same kind or the other; the rows of each table, compared after the copy.

    Nobody can write to the old one meanwhile. Raises AccessDenied, InputError where the target is in use, DatabaseError.
    """
    access.demand(viewer, "backup", "make")
    source, target = opening.open_engine(url, _LOCK_WAIT), opening.open_engine(target_url, _LOCK_WAIT)
    try:
        with opening.writing(source) as old, opening.writing(target) as new:
            if not unused(new):
                raise InputError(_USED)
            copied = replace_all(old, new, progress)
            _renew(new, viewer, "migrate", new.dialect.name)
            return copied
    finally:
        source.dispose()
        target.dispose()


def _renew(connection: Connection, viewer: Viewer, deed: str, key: str) -> None:
    connection.execute(update(DatabaseInfo).values(identity=uuid.uuid4().hex))
    audit.append(connection, [audit.Event(viewer.key, deed, "database", key)])


def _keep(url: str, folder: Path, viewer: Viewer, progress: Progress) -> Path | None:
    """A backup of what will be replaced; what is too damaged for one is moved aside as it is."""
    kept = folder / f"before-restore-{datetime.now().astimezone():%Y%m%d-%H%M%S}.db"
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return kept if _used(url) and back_up(url, kept, viewer, progress) else None
    path = Path(str(parsed.database))
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        back_up(url, kept, viewer, progress)
    except WrongDatabase:
        with path.open("rb") as file:
            if file.read(15) == b"SQLite format 3":
                raise  # another product's, or a newer version's: not ours to replace
        _move_aside(path, kept)
    except StorageFull:
        raise
    except DatabaseError:
        _move_aside(path, kept)
    return kept


def _used(url: str) -> bool:
    engine = opening.open_engine(url, _LOCK_WAIT)
    try:
        with opening.reading(engine) as connection:
            return not unused(connection)
    finally:
        engine.dispose()


def _move_aside(path: Path, kept: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            shutil.move(part, kept.with_name(kept.name + ending))


def _put_back(draft: Path, path: Path, progress: Progress) -> None:
    """Into the file that others have open, as one transaction of SQLite's; or as a new file where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opening.keep_private(path)
    _copy_file(draft, path, progress)


def _put_rows(prepared: Engine, url: str, progress: Progress) -> None:
    engine = opening.open_engine(url, _LOCK_WAIT)
    try:
        with opening.reading(prepared) as old, opening.writing(engine) as new:
            replace_all(old, new, progress)
    finally:
        engine.dispose()


def _copy_rows(engine: Engine, draft: Path, progress: Progress) -> None:
    copy = opening.open_engine(f"sqlite:///{draft}", _LOCK_WAIT)
    try:
        with opening.reading(engine) as old, opening.writing(copy) as new:
            replace_all(old, new, progress)
    finally:
        copy.dispose()


def _copy_file(source: Path, target: Path, progress: Progress) -> None:
    """SQLite's own backup of one state: within a read transaction, so that writers neither wait nor make it begin again."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=_LOCK_WAIT, isolation_level=None)) as old,
            closing(sqlite3.connect(target, timeout=_LOCK_WAIT, isolation_level=None)) as new,
        ):
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            old.backup(new, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
    except sqlite3.Error as error:
        raise (translated(error) or DatabaseError(str(error))) from error


def _check(draft: Path, told: Path) -> None:
    """That a file is whole, and a database of ours. Leaves it as a single file without a log beside it."""
    broken = WrongDatabase(_BROKEN.format(told))
    try:
        with closing(sqlite3.connect(draft, timeout=_LOCK_WAIT, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise broken
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise broken
            product = connection.execute("SELECT product FROM database_info").fetchall()
    except sqlite3.Error as error:
        raise (_full(error) or broken) from error
    if product != [(opening.PRODUCT,)]:
        raise broken


def _full(error: sqlite3.Error) -> DatabaseError | None:
    known = translated(error)
    return known if isinstance(known, StorageFull) else None


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A file that nobody else can read, removed at the end unless it was moved into place."""
    with _storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".juhatchu-", dir=folder))
    try:
        draft = place / "draft.db"
        draft.touch(0o600)
        yield draft
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _settle(draft: Path, path: Path) -> None:
    with _storage_errors(path.parent):
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename it never replaces a file that came meanwhile
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFull(
            f"フォルダー「{folder}」に書き込めませんでした（{error.strerror}）。空きと権限を確かめてください。"
        ) from error
