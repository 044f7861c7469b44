"""JSON Lines -> rows: the keys of all records are the headings, lists become lines, objects stay objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ingest import numberformats
from ingest.encodings import TextEncoding, decode_cell
from ingest.sheets import Doubt, Row, Sheet, storable
from ingest.textfiles import open_text
from matching.errors import UnreadableFile

MAX_LINE_CHARACTERS = 4_000_000


def json_sheet(path: Path, encoding: TextEncoding) -> Sheet:
    """The one sheet of a JSON Lines file. Raises UnreadableFile where no line is an object."""
    keys: dict[str, None] = {}
    readable = False
    for _, record, _ in _records(path, encoding):
        if isinstance(record, dict):
            readable = True
            keys |= dict.fromkeys(record)
    if not readable:
        raise UnreadableFile(f"{path.name} は JSON Lines(1行に1件の JSON)として読めません。")
    names = tuple(keys)
    return Sheet(path.stem, lambda: _rows(path, encoding, names), tuple(map(storable, names)))


def _records(
    path: Path, encoding: TextEncoding
) -> Iterator[tuple[int, dict[str, Any] | str | None, tuple[Doubt, ...]]]:
    """(line, object), (line, a Japanese fault), or (line, None) for a blank line; and what was odd."""
    with open_text(path, encoding) as stream:
        number = 0
        while text := stream.readline(MAX_LINE_CHARACTERS):
            number += 1
            if len(text) == MAX_LINE_CHARACTERS:
                raise UnreadableFile(
                    f"{path.name} の {number} 行目が長すぎます。1行に1件か確かめてください。"
                )
            doubts: list[Doubt] = []
            if encoding.mixed and not encoding.codec.startswith("utf-16"):
                text = decode_cell(text, encoding.codec, None, doubts)
            yield number, _record(text.lstrip("\ufeff")), tuple(doubts)


def _record(text: str) -> dict[str, Any] | str | None:
    if not text.strip():
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return "JSON として読めない行です。"
    return record if isinstance(record, dict) else "1件の企業や案件を表す JSON オブジェクトではありません。"


def _rows(path: Path, encoding: TextEncoding, keys: Sequence[str]) -> Iterator[Row]:
    for number, record, doubts in _records(path, encoding):
        if isinstance(record, dict):
            cells = tuple(_text(record.get(key)) for key in keys)
            nested = {i: found for i, key in enumerate(keys) if (found := _objects(record.get(key)))}
            yield Row(number, number, cells, nested, doubts=doubts)
        else:
            yield Row(number, number, (), fault=record or "", doubts=doubts)


def _objects(value: Any) -> tuple[Mapping[str, str], ...]:
    """The objects of a list that holds at least one; its plain entries become {"": text}."""
    if not isinstance(value, list) or not any(isinstance(entry, dict) for entry in value):
        return ()
    return tuple(
        {storable(key): _text(part) for key, part in entry.items()}
        if isinstance(entry, dict)
        else {"": _text(entry)}
        for entry in value
    )


def _text(value: Any) -> str:
    """A JSON value as the words that a person would have typed into one cell."""
    match value:
        case None:
            return ""
        case str():
            return storable(value)
        case bool():
            return "はい" if value else "いいえ"
        case list():
            return "\n".join(filter(None, map(_text, value)))
        case dict():
            return "、".join(
                f"{storable(key)}: {text}" for key, part in value.items() if (text := _text(part))
            )
        case float():
            return numberformats.plain(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return storable(str(value))
