"""The `juhatchu` command: groups of commands, one map from errors to exit codes."""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from matching.cli import backup, cases, evaluate, matches, serve, trail, users
from matching.cli.common import warn
from matching.errors import JuhatchuError
from matching.settings import Settings, in_japan

Group = Callable[["argparse._SubParsersAction[Any]"], None]


# What argparse says, in the user's language.
_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"\1 を指定してください"),
    (r"unrecognized arguments: (.*)", r"知らない指定です：\1"),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        r"\1 に \2 は選べません。\3 から選んでください",
    ),
    (r"argument (.*): invalid int value: (.*)", r"\1 には整数を指定してください：\2"),
    (r"argument (.*): expected (?:one|at least one) argument", r"\1 の値を指定してください"),
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one Japanese line, and exits with 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        for pattern, words in _ARGPARSE:
            message = re.sub(pattern, words, message)
        warn(f"使い方が違います：{message}（{self.prog} --help で使い方を表示します）")
        raise SystemExit(2)


def parser(groups: Sequence[Group]) -> argparse.ArgumentParser:
    """All commands: those of this package, and `groups`, which stand above it."""
    top = _Parser(
        prog="juhatchu",
        description="受発注マッチング：発注の相談から、できる企業を順位と理由つきで探します。",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="コマンド", parser_class=_Parser)
    for add in (
        matches.add_commands,
        evaluate.add_commands,
        serve.add_commands,
        users.add_commands,
        trail.add_commands,
        cases.add_commands,
        backup.add_commands,
        *groups,
    ):
        add(commands)
    return top


def run(argv: Sequence[str], groups: Sequence[Group]) -> int:
    """Run one command; 0 done, 1 done but something was rejected, 2 nothing was done. Never a traceback."""
    in_japan()
    args = parser(groups).parse_args(argv)
    _utf8_streams()
    warnings.filterwarnings("ignore", module="faiss|sklearn|numpy")
    try:
        code: int = args.run(args, Settings.load(database_url=args.db))
        return code
    except JuhatchuError as error:
        warn(str(error))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        warn("中断しました。")
    except FileNotFoundError as error:
        warn(f"ファイルがありません：{error.filename or '場所不明'}")
    except OSError as error:
        warn(f"ファイルを扱えませんでした：{error.strerror or error}（{error.filename or '場所不明'}）")
    except MemoryError:
        warn("メモリが足りません。ほかのプログラムを閉じてから、もう一度実行してください。")
    except Exception as error:  # a fault of ours: the log has the details, the user one sentence
        logging.getLogger(__name__).debug("unexpected", exc_info=error)
        warn(
            f"思わぬ問題が起きました（{type(error).__name__}）。入力を確かめ、直らなければ管理者に伝えてください。"
        )
    return 2


def _utf8_streams() -> None:
    """Japanese comes out as UTF-8 whatever the terminal's locale; what can't be written is replaced, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
