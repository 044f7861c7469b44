from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from matching.corporate import CorporateDatabase


@pytest.fixture
def db(tmp_path: Path, database_at: Callable[[Path], str]) -> Iterator[CorporateDatabase]:
    with CorporateDatabase.open(database_at(tmp_path / "test.db")) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of text or bytes and returns its path."""

    def write(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of sheets of rows and returns its path."""

    def write(name: str, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return write
