"""`juhatchu backup`, `restore` and `migrate-database`: the whole database into a file, back, and to another server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from matching.cli.common import add_common, say, write_json
from matching.corporate import backup
from matching.corporate.access import OPERATOR
from matching.corporate.copying import Progress
from matching.errors import InputError
from matching.settings import Settings


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount backup, restore and migrate-database."""
    parser = commands.add_parser(
        "backup", help="企業データベース全体を一つのファイルに写す（使いながらでよい）"
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="書き出すファイル（省くと backup_folder に日時の名前で）",
    )
    parser.add_argument("--keep", type=int, metavar="数", help="backup_folder に残す数。古いものから消す")
    add_common(parser)
    parser.set_defaults(run=_backup)

    parser = commands.add_parser("restore", help="バックアップを企業データベースに戻す（今の内容は別に残す）")
    parser.add_argument("file", type=Path, metavar="FILE", help="バックアップのファイル")
    add_common(parser)
    parser.set_defaults(run=_restore)

    parser = commands.add_parser(
        "migrate-database",
        help="企業データベースを空の別のデータベースへ移す（SQLite と PostgreSQL の間でも）",
    )
    parser.add_argument(
        "target", metavar="URL", help="移す先。例: postgresql+psycopg://利用者@ホスト/データベース"
    )
    add_common(parser)
    parser.set_defaults(run=_migrate)


def _backup(args: argparse.Namespace, settings: Settings) -> int:
    if args.keep is not None and (args.keep < 1 or args.file is not None):
        raise InputError("--keep には 1 以上の数を、FILE なしで指定してください。")
    name = f"juhatchu-{datetime.now().astimezone():%Y%m%d-%H%M%S}.db"
    path: Path = args.file or settings.backup_folder / name
    with _bar() as progress:
        size = backup.back_up(settings.database_url, path, OPERATOR, progress)
    removed = _thin_out(settings.backup_folder, args.keep) if args.keep else 0
    if args.json:
        write_json({"file": str(path), "bytes": size, "removed": removed})
    else:
        say(f"バックアップを書き出しました：{path}（{size / 1024 / 1024:,.1f} MB）")
        if removed:
            say(f"古いバックアップを {removed} 個消しました。")
    return 0


def _restore(args: argparse.Namespace, settings: Settings) -> int:
    with _bar() as progress:
        kept = backup.restore(args.file, settings.database_url, settings.backup_folder, OPERATOR, progress)
    if args.json:
        write_json({"file": str(args.file), "kept": str(kept) if kept else None})
    else:
        say(f"{args.file} を企業データベースに戻しました。索引は次の検索のときに作り直します。")
        if kept:
            say(f"戻す前の内容は {kept} に残しました。")
    return 0


def _migrate(args: argparse.Namespace, settings: Settings) -> int:
    with _bar() as progress:
        copied = backup.migrate_database(settings.database_url, args.target, OPERATOR, progress)
    if args.json:
        write_json({"rows": copied})
    else:
        say(f"{sum(copied.values()):,} 行を移し、元と同じであることを確かめました。")
        say(
            "設定の database_url（JUHATCHU_DATABASE_URL）を新しい URL に変えてから、サービスを起動してください。"
        )
    return 0


def _thin_out(folder: Path, keep: int) -> int:
    """Remove all but the newest backups that this command named itself; how many."""
    old = sorted(folder.glob("juhatchu-????????-??????.db"))[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on standard error where a person looks on."""
    with tqdm(total=0, unit="", leave=False, disable=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
