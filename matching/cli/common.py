"""What all commands share: options, printing JSON, and the table that a person reads."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from matching.errors import InputError
from matching.settings import Settings


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options that every command takes."""
    parser.add_argument(
        "--db", metavar="URL", help="企業データベースの URL（既定: sqlite:///var/juhatchu.db）"
    )
    parser.add_argument("--json", action="store_true", help="結果を JSON Lines で標準出力に書く")


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of this call: environment, then options."""
    return Settings.load(database_url=args.db)


def within(option: str, number: int, least: int = 1, most: int = 10_000) -> int:
    """A number that an option gives. Raises InputError for one that is too small or too large."""
    if not least <= number <= most:
        raise InputError(f"{option} には {least} から {most} までの数を指定してください。")
    return number


def write_json(value: Any) -> None:
    """One compact object a line, Japanese as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
    sys.stdout.flush()


def decoded(raw: bytes) -> str:
    """Bytes as a user's file or pipe brings them: UTF-8, else CP932 as Windows writes it, else what can be read of UTF-8."""
    damaged = raw.decode("utf-8-sig", "replace")
    # CP932 takes nearly any bytes: where UTF-8 gives more Japanese than errors, it is UTF-8 cut or damaged somewhere.
    if sum("ぁ" <= c <= "鿿" for c in damaged) >= damaged.count("\ufffd"):
        return damaged
    try:
        return raw.decode("cp932")
    except UnicodeDecodeError:
        return damaged


def say(text: str = "") -> None:
    """A line for a person on standard output."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """A line for a person on standard error."""
    sys.stderr.write(text + "\n")


def id_and_text(line: str) -> tuple[str, str]:
    """The id and the text of a JSON line {"id", "text"}. ValueError if it is none."""
    try:
        value = json.loads(line)
        number, text = value["id"], value["text"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no id and text") from error
    if not isinstance(text, str) or not isinstance(number, str | int):
        raise ValueError("an id or text of another type")
    return str(number), text


def table(header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Lines of a table with columns of at most the given widths, full-width characters counting two."""
    lines = ["  ".join(_fit(cell, width) for cell, width in zip(header, widths, strict=True)).rstrip()]
    lines.append("  ".join("─" * (width // 2) for width in widths))
    lines += [
        "  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return lines


def _fit(text: str, width: int) -> str:
    text = " ".join(text.split())
    if display_width(text) > width:
        while text and display_width(text) > width - 2:
            text = text[:-1]
        text += "…"
    return text + " " * (width - display_width(text))


def display_width(text: str) -> int:
    """Columns that a terminal needs for `text`."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)
