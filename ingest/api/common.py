"""What the routers of this package share: the desk, files that come in and go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Path, Query, UploadFile
from fastapi.responses import StreamingResponse

from ingest.desk import SurveyDesk
from ingest.handed import MEDIA_TYPES, Handed
from ingest.uploads import shown_name
from matching.api.attachments import disposition
from matching.api.service import CurrentDesk
from matching.corporate.tables import LARGEST_ID
from matching.errors import InputError

_CHUNK = 64 * 1024


def _survey_desk(desk: CurrentDesk) -> SurveyDesk:
    return SurveyDesk(desk)


# The desk for files and surveys of whoever has signed in.
CurrentSurveyDesk = Annotated[SurveyDesk, Depends(_survey_desk)]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID, description="番号")]
Year = Annotated[
    int | None, Query(ge=1990, le=2200, description="年度(始まる4月の西暦)。なければ今年度", examples=[2026])
]


def content_of(file: UploadFile, largest: int) -> tuple[str, bytes]:
    """The name and the bytes of a file that came in. Raises InputError for one without a name, or larger than that."""
    content = file.file.read(largest + 1)
    if len(content) > largest:
        raise InputError(f"ファイルが大きすぎます({largest // 1_000_000:,} MB まで)。分けて送ってください。")
    return shown_name(file.filename or ""), content


def sent(file: Handed) -> StreamingResponse:
    """A file to keep, piece by piece."""
    headers = {"Content-Disposition": disposition(file.name), "Content-Length": str(len(file.content))}
    return StreamingResponse(_pieces(file.content), media_type=file.media_type, headers=headers)


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


def file_answer(description: str, *suffixes: str) -> dict[int | str, dict[str, Any]]:
    """A file as an answer, as OpenAPI wants it."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    media = {MEDIA_TYPES[one].partition(";")[0]: binary for one in suffixes}
    return {200: {"description": description, "content": media}}
