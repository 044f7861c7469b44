"""Lists to take away: CSV or JSON Lines, streamed row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from fastapi.responses import StreamingResponse

Format = Literal["csv", "jsonl"]
# A cell that begins so is taken for a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MEDIA: Mapping[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "CSV（BOM つき UTF-8。数式になる値の前には ' を付ける）、または JSON Lines",
        "content": {media.partition(";")[0]: {"schema": {"type": "string"}} for media in _MEDIA.values()},
    }
}


def plain(value: object) -> str:
    """A value for a cell of a CSV file that a spreadsheet must not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def streamed(
    name: str, wanted: Format, labels: Mapping[str, str], rows: Iterable[Mapping[str, object]]
) -> StreamingResponse:
    """A file of rows with the columns of `labels` (key -> heading of the CSV)."""
    lines = _csv(list(labels), list(labels.values()), rows) if wanted == "csv" else _json_lines(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{wanted}"'}
    return StreamingResponse(lines, media_type=_MEDIA[wanted], headers=headers)


def _csv(keys: Sequence[str], labels: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    yield "\ufeff" + _line(labels)
    for row in rows:
        yield _line([plain(row.get(key)) for key in keys])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(row), ensure_ascii=False) + "\n"
