"""What users say a heading means: remembered for every sheet with the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ingest.columns import RUNNING, Layout, bare_heading, fingerprint
from matching.corporate.fields import Entity, fields
from matching.errors import InputError

Known = Mapping[str, Mapping[str, str]]
_Reader = Callable[[Known], Layout | None]
_ENTITIES: tuple[Entity, ...] = ("supplier", "buyer", "order")


class Corrections:
    """Stored corrections and those of this reading (heading -> field key or its Japanese name; "": the notes)."""

    def __init__(self, stored: Known, now: Mapping[str, str]) -> None:
        self._stored = stored
        self._now = {bare_heading(heading): (heading, _field_key(name)) for heading, name in now.items()}
        self._used: dict[tuple[str, str], str] = {}

    def layout(self, read: _Reader, candidates: Iterable[Sequence[str]] = ()) -> Layout | None:
        """Read a layout, and again where this reading's corrections are about one of its headings.

        candidates: the rows that may be headings, for a sheet of which nothing is known without the corrections.
        """
        found = read(self._stored)
        if not self._now:
            return found
        if found is None:
            return self._of_unknown(read, candidates)
        headings = {
            bare_heading(column.heading): column.heading for column in found.columns if column.heading
        }
        mine = {headings[bare]: key for bare, (_, key) in self._now.items() if bare in headings}
        if not mine:
            return found
        corrected = {**self._stored, found.fingerprint: {**self._stored.get(found.fingerprint, {}), **mine}}
        self._used |= {(found.fingerprint, heading): key for heading, key in mine.items()}
        return read(corrected) or found

    def _of_unknown(self, read: _Reader, candidates: Iterable[Sequence[str]]) -> Layout | None:
        for cells in candidates:
            headings = {bare_heading(cell): " ".join(cell.split("\n")) for cell in cells if cell}
            mine = {headings[bare]: key for bare, (_, key) in self._now.items() if bare in headings}
            mark = fingerprint(cells)
            if mine and (found := read({**self._stored, mark: {**self._stored.get(mark, {}), **mine}})):
                self._used |= {(mark, heading): key for heading, key in mine.items()}
                return found
        return None

    def must_all_be_used(self) -> None:
        """Raises InputError for a correction of a heading that the file doesn't have."""
        used = {bare_heading(heading) for _, heading in self._used}
        if missing := [heading for bare, (heading, _) in self._now.items() if bare not in used]:
            raise InputError(
                f"「{'」「'.join(missing)}」という見出しはファイルにありません。見出しを確かめてください。"
            )

    def new(self) -> Iterator[tuple[str, str, str]]:
        """Fingerprint, heading and field of what this reading corrected."""
        for (mark, heading), key in self._used.items():
            yield mark, heading, key


def _field_key(name: str) -> str:
    """A field's key from its key or its Japanese name."""
    name = name.strip()
    if not name or name in (RUNNING, "company_name"):
        return name
    for entity in _ENTITIES:
        if name in fields(entity):
            return "company_name" if name == "name" else name
    for entity in _ENTITIES:
        for key, one in fields(entity).items():
            if one.label == name:
                return "company_name" if key == "name" else key
    raise InputError(
        f"「{name}」という項目はありません。data/reference/fields.tsv の項目名で指定してください。"
    )
