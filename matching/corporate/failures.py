"""What goes wrong in a driver, told as one of our own errors. The one place that knows drivers' codes."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from matching.errors import DatabaseError, StorageFull, WrongDatabase

_FULL = StorageFull(
    "ディスクの空きがないか、ファイルの大きさの上限に達したため、書き込めませんでした。"
    "空きを作ってからやり直してください。何も変更していません。"
)
_NOT_OURS = WrongDatabase("SQLite のデータベースではないファイルです。--db の指定を確かめてください。")
_BROKEN = DatabaseError("データベースのファイルが壊れています。バックアップから復元してください。")
_LOCKED = DatabaseError("ほかの処理がデータベースに書き込んでいます。しばらく待ってからやり直してください。")
_READ_ONLY = DatabaseError(
    "データベースに書き込む権限がありません。ファイルとフォルダーの権限を確かめてください。"
)
_UNREACHABLE = DatabaseError("データベースを開けません。場所(フォルダー、サーバー)と権限を確かめてください。")
_SLOW = DatabaseError(
    "データベースの処理が時間内に終わりませんでした。しばらく待ってからやり直してください。"
)

# SQLite's extended codes by name, longest name first where one begins with another.
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR_WRITE": _FULL,
    "SQLITE_IOERR_SHMSIZE": _FULL,
    "SQLITE_IOERR_FSYNC": _FULL,
    "SQLITE_IOERR_TRUNCATE": _FULL,
    "SQLITE_NOTADB": _NOT_OURS,
    "SQLITE_CORRUPT": _BROKEN,
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": _UNREACHABLE,
    "SQLITE_IOERR": _UNREACHABLE,
}

# PostgreSQL's SQLSTATE, by class or in full, longest first.
_SQLSTATE = {
    "53100": _FULL,
    "53": _UNREACHABLE,
    "57P": _UNREACHABLE,
    "57014": _SLOW,
    "42501": _READ_ONLY,
    "25006": _READ_ONLY,
    "XX001": _BROKEN,
    "XX002": _BROKEN,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "55P03": _LOCKED,
    "40": _LOCKED,
}


def translate_errors(engine: Engine) -> None:
    """Let `engine` raise our errors in place of the driver's; what has no translation stays as it is."""

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> DatabaseError | None:
        # A connection that turns out to be dead when it is fetched is replaced by the pool, which must see the driver's error.
        return None if context.is_pre_ping else translated(context.original_exception)


def translated(error: BaseException) -> DatabaseError | None:
    """Our error for a driver's, None if there is none (a mistake in a statement, say)."""
    name = getattr(error, "sqlite_errorname", None) or ""
    state = getattr(error, "sqlstate", None) or ""
    for table, code in ((_SQLITE, name), (_SQLSTATE, state)):
        for beginning, known in table.items():
            if code.startswith(beginning):
                return type(known)(*known.args)
    # A server that cannot be reached has no SQLSTATE yet.
    return (
        DatabaseError(*_UNREACHABLE.args) if type(error).__name__ == "OperationalError" and not name else None
    )
