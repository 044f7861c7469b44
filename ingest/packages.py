"""Zipped XML without its dangers: bounded inflating, no document types, damage as a named error."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from xml.parsers import expat

from matching.errors import UnreadableFile

# What a workbook may hold once inflated: 100,000 firms are about 150 MB, a zip bomb is gigabytes.
MAX_INFLATED_BYTES = 400_000_000
_MAX_PARTS = 20_000
_CHUNK = 1 << 18

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def damaged(path: Path) -> UnreadableFile:
    """The error of a workbook that cannot be read."""
    return UnreadableFile(
        f"{path.name} は壊れているか、Excel のブックではありません。.xlsx 形式で保存し直してください。"
    )


class Package:
    """The parts of a zipped workbook. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = zipfile.ZipFile(path)
        try:
            self._check()
        except BaseException:
            self._archive.close()
            raise

    def _check(self) -> None:
        entries = self._archive.infolist()
        self.names = {entry.filename.lstrip("/"): entry for entry in entries}
        inflated = sum(entry.file_size for entry in entries)
        if inflated > MAX_INFLATED_BYTES or len(entries) > _MAX_PARTS:
            raise UnreadableFile(
                f"{self.path.name} は展開すると大きすぎます({inflated // 1_000_000:,} MB)。"
                "シートを分けて保存してください。"
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableFile(
                f"{self.path.name} はパスワード付きです。パスワードを外して保存し直してください。"
            )

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def parse(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Run a part of the package through the handlers, which get names without their prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        short: dict[str, str] = {}

        def local(name: str) -> str:
            if (found := short.get(name)) is None:
                found = short[name] = name.rpartition(":")[2]
            return found

        parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
        if end:
            parser.EndElementHandler = lambda name: end(local(name))
        if text:
            parser.CharacterDataHandler = text
        with self._archive.open(self.names[name]) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    def _refuse(self, *_: object) -> None:
        raise UnreadableFile(
            f"{self.path.name} は XML の実体宣言(DOCTYPE)を含むため、安全のため読みません。"
            "Excel で開き、.xlsx 形式で保存し直してください。"
        )


def attribute(attributes: Attributes, name: str) -> str:
    """An attribute by its name without prefix; "" if there is none."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
