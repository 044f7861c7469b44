"""What users say a heading means: remembered for every sheet with the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ingest.columns import (
    DETAIL_KINDS,
    KINDS,
    MAIN_KINDS,
    REGISTER_KINDS,
    Kind,
    Layout,
    bare_heading,
    fingerprint,
    is_field,
    vocabulary,
)
from ingest.questions import QUESTION
from ingest.usual import named_question
from matching.corporate.fields import Entity, fields
from matching.errors import InputError

Known = Mapping[str, Mapping[str, str]]
_Reader = Callable[[Known], Layout | None]
_ADVICE = "表の見出しに使う項目名(例: 企業名、加工内容、状態)か、調査の設問名(例: 採算)で指定してください。"
_KIND_NAMES: Mapping[str, str] = {
    "suppliers": "受注企業", "buyers": "発注企業", "orders": "案件", "survey": "調査回答",
    "equipment": "設備", "certifications": "認証", "states": "状態",
}  # fmt: skip
_ENTITIES: tuple[Entity, ...] = ("supplier", "buyer", "order")


class Corrections:
    """Stored corrections and those of this reading (heading -> a field's key or Japanese name, or a usual question; "": the notes)."""

    def __init__(self, stored: Known, now: Mapping[str, str]) -> None:
        self._stored = stored
        self._now = {bare_heading(heading): (heading, name.strip()) for heading, name in now.items()}
        for name in {name for _, name in self._now.values()}:
            if not any(_key(name, kind) is not None for kind in (*MAIN_KINDS, *DETAIL_KINDS)):
                raise InputError(f"「{name}」という項目はありません。{_ADVICE}")
        self._kinds: set[Kind] = set()
        self._seen: set[str] = set()
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
        meant = {headings[bare]: name for bare, (_, name) in self._now.items() if bare in headings}
        if not meant:
            return found
        again = self._corrected(read, found.fingerprint, meant, found.kind) or found
        if again.kind != found.kind:  # 状態 of an order is another field than that of a firm
            again = self._corrected(read, found.fingerprint, meant, again.kind) or again
        self._take(again, found.fingerprint, meant)
        return again

    def _corrected(self, read: _Reader, mark: str, meant: Mapping[str, str], kind: Kind) -> Layout | None:
        mine = {heading: key for heading, name in meant.items() if (key := _key(name, kind)) is not None}
        return read({**self._stored, mark: {**self._stored.get(mark, {}), **mine}})

    def _take(self, layout: Layout, mark: str, meant: Mapping[str, str]) -> None:
        """Remember what the corrections came to on a sheet."""
        self._kinds.add(layout.kind)
        self._seen |= set(map(bare_heading, meant))
        for heading, name in meant.items():
            if (key := _key(name, layout.kind)) is not None:
                self._used[mark, heading] = key

    def _of_unknown(self, read: _Reader, candidates: Iterable[Sequence[str]]) -> Layout | None:
        for cells in candidates:
            headings = {bare_heading(cell): " ".join(cell.split("\n")) for cell in cells if cell}
            meant = {headings[bare]: name for bare, (_, name) in self._now.items() if bare in headings}
            mark = fingerprint(cells)
            for kind in MAIN_KINDS if meant else ():
                found = self._corrected(read, mark, meant, kind)
                if found and found.kind == kind:
                    self._take(found, mark, meant)
                    return found
        return None

    def must_all_be_used(self) -> None:
        """Raises InputError for a correction of a heading that the file doesn't have, or to what its kind doesn't have."""
        used = {bare_heading(heading) for _, heading in self._used}
        left = {heading: name for bare, (heading, name) in self._now.items() if bare not in used}
        if unfit := [heading for heading in left if bare_heading(heading) in self._seen]:
            kinds = "・".join(_KIND_NAMES.get(kind, kind) for kind in KINDS if kind in self._kinds)
            raise InputError(f"{kinds}の表に「{left[unfit[0]]}」という項目はありません。{_ADVICE}")
        if missing := list(left):
            raise InputError(
                f"「{'」「'.join(missing)}」という見出しはファイルにありません。見出しを確かめてください。"
            )

    def new(self) -> Iterator[tuple[str, str, str]]:
        """Fingerprint, heading and field of what this reading corrected."""
        for (mark, heading), key in self._used.items():
            yield mark, heading, key


def _key(name: str, kind: Kind) -> str | None:
    """The field of a kind of sheet that users name by its key, its Japanese name or a known heading."""
    if kind in REGISTER_KINDS:
        return None  # their columns are fixed
    return next((key for key in _keys(name, kind) if is_field(kind, key)), None)


def _keys(name: str, kind: Kind) -> Iterator[str]:
    yield "company_name" if name == "name" else name
    for entity in _ENTITIES:
        for key, one in fields(entity).items():
            if one.label == name:
                yield "company_name" if key == "name" else key
    if known := vocabulary(kind).find_exact(name):
        yield known.field
    if question := named_question(name.removeprefix(QUESTION)):
        yield f"{QUESTION}{question.id}"
