"""Reads the forms of one sheet into records: a label, its group, and what stands beside it, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.formlabels import OWNING, adds_to, is_note, known_label, listed_kind, unit_only
from ingest.sheets import Doubt, Merge, Row, Sheet
from ingest.vocabulary import bare_heading

# A form of an order has no firm's name of its own, and may name the buyer or the part alone.
NEEDED = frozenset({"company_name", "buyer", "item"})
# What stands above the labels themselves.
DEFINED = re.compile(r"項目名?|フィールド名?|列名|見出し")
_LONGEST_SECTION = 20
_NO_END = 1 << 30
Rows = Sequence[Row]


@dataclass(slots=True)
class _Value:
    """What stands beside a label: its words line by line, and where they begin; label: where the label stands."""

    place: tuple[int, int]
    label: tuple[int, int] = (0, 0)
    lines: list[str] = field(default_factory=list)
    source: Row | None = None
    objects: list[Mapping[str, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class _Record:
    """One filled-in form. number: unlike those of all other records of the sheet; shown: the row that it names."""

    number: int
    shown: int
    values: dict[str, _Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """A label with its value, and the row in which it stands. whole: the label with all groups above it."""

    key: str
    value: _Value
    row: int
    whole: str = ""


def _leaf(key: str) -> str:
    return key.rpartition("\n")[2]


def _field(key: str) -> str:
    label = known_label(_leaf(key))
    return label.field if label else ""


def _is_needed(key: str) -> bool:
    return _field(key) in NEEDED


def _apart(entries: Sequence[_Entry]) -> list[Sequence[_Entry]]:
    """The entries of each form: where the name's label comes again, another form begins with what stood before it."""
    first = next((place for place, one in enumerate(entries) if _is_needed(one.key)), None)
    if first is None:
        return [entries] if entries else []
    key = bare_heading(entries[first].key)
    before = [bare_heading(one.key) for one in entries[:first]]
    starts = [0]
    for place in range(first + 1, len(entries)):
        if bare_heading(entries[place].key) != key:
            continue
        start = place
        for label in reversed(before):
            if bare_heading(entries[start - 1].key) != label:
                break
            start -= 1
        starts.append(start)
    return [entries[start:end] for start, end in pairwise([*starts, len(entries)])]


def said_in(row: Row) -> list[tuple[int, str]]:
    """The columns and texts of a row's cells that hold anything."""
    return [(column, text) for column, text in enumerate(row.cells) if text]


class FormReader:
    """Reads the forms of one sheet. labels: the columns that hold labels, main the first of them; aside: those of hints.

    split: each cell was split in two, label and value.
    """

    def __init__(
        self,
        sheet: Sheet,
        rows: Rows,
        labels: set[int],
        main: int,
        aside: frozenset[int],
        *,
        split: bool = False,
    ) -> None:
        self._sheet = sheet
        self._rows = rows
        self._labels = labels
        self._main = main
        self._aside = aside
        self._split = split
        self._right = {(merge.top, merge.left): merge for merge in sheet.merges}
        self._keys: dict[str, str] = {}
        self._titles: list[str] = []
        self._whole: dict[tuple[int, int], str] = {}  # place of a label -> it and all groups above it
        self._untold: list[Doubt] = []
        self._groups: list[tuple[int, str, int]] = []

    def forms(self) -> list[_Record]:
        """Records whose labels stand beside their values; each begins where the labels begin again."""
        entries: list[_Entry] = []
        listing: tuple[_Value, list[tuple[int, str]]] | None = None
        before = 0
        for row, following in pairwise([*self._rows, Row(0, None, ())]):
            said = [one for one in said_in(row) if one[0] not in self._aside]
            if not said or row.number != before + 1:
                self._groups = [one for one in self._groups if one[2] >= row.number and one[2] < _NO_END]
                listing = listing if said else None
            if not said:
                continue
            if not entries and DEFINED.fullmatch(dict(said).get(self._main, "").strip()):
                self._titles += [text for _, text in said]
                continue
            before = row.number
            if entries and self._is_below(entries[-1], row, said):
                _add(entries[-1].value, row, *said[0])
                continue
            pairs = self._pairs(row, said)
            if listing and not (pairs and known_label(_leaf(pairs[0][0]))):
                listing[0].objects.append({heading: dict(said).get(at, "") for at, heading in listing[1]})
                listing[0].lines.append(" ".join(text for _, text in said))
                continue
            listing = None
            if entries and (headings := self._list_headings(said, following)):
                group, kind, columns = headings
                listing = (_Value((row.number, columns[0][0])), columns)
                entries.append(_Entry(group or kind, listing[0], row.number))
                continue
            for key, value in pairs:
                entries.append(_Entry(key, value, row.number, self._whole.get(value.label, "")))
            if not pairs:
                self._loose(row, said, entries[-1].value if entries else None)
        return [self._record(some) for some in _apart(entries)]

    def _is_below(self, last: _Entry, row: Row, said: Sequence[tuple[int, str]]) -> bool:
        """Whether a row is the text of the label above it, which has none beside it: 自社PR, and below it 当社は…"""
        if len(said) > 1 or last.value.lines or last.row != row.number - 1:
            return False
        text = said[0][1]
        return (
            (len(text) > _LONGEST_SECTION or "。" in text) and known_label(text) is None and not is_note(text)
        )

    def _record(self, entries: Sequence[_Entry]) -> _Record:
        row = next((one.row for one in entries if _is_needed(one.key)), entries[0].row)
        record = _Record(row, row)
        for place, one in enumerate(entries):
            key = one.key
            if bare_heading(key) in record.values:
                key = one.whole or key
                following = entries[place + 1].key if place + 1 < len(entries) else ""
                beside = entries[place - 1]
                if _field(key) == "kana" and _field(following) in OWNING:
                    key = f"{following}\n{key}"
                elif beside.row == one.row and _field(beside.key) == "contact":
                    key = f"{beside.key}\n{one.key}"
            self._put(record, key, one.value)
        return record

    def _put(self, record: _Record, key: str, value: _Value) -> _Value:
        """Add a value; a label that the form has twice gets a number."""
        name, count = key, 1
        while (name_key := bare_heading(name)) in record.values:
            count += 1
            name = f"{key}{count}"
        self._keys.setdefault(name_key, name)
        record.values[name_key] = value
        return value

    def _pairs(self, row: Row, said: Sequence[tuple[int, str]]) -> list[tuple[str, _Value]]:
        """The labels of a row, under their groups, with what stands to the right of each."""
        pairs: list[tuple[str, _Value]] = []
        grouped = -1  # the column behind the name of a group in this row
        self._groups = [one for one in self._groups if one[0] < said[0][0]]
        if (
            said
            and said[0][0] not in self._labels
            and not self._groups
            and not self._next_is_label(row, said, 0)
        ):
            return []
        for place, (column, text) in enumerate(said):
            after_label = bool(pairs) and not pairs[-1][1].lines
            adjacent = place > 0 and self._end(row, said[place - 1][0]) + 1 == column
            if column == grouped or (column in self._labels and not (after_label and adjacent)):
                alone = place + 1 == len(said) and not pairs
                if alone and known_label(text) is None:
                    self._section(row, text, bool(self._whole))
                    return pairs
                if self._next_is_label(row, said, place):
                    self._group(row, column, text)
                    grouped = said[place + 1][0]
                    continue
                pairs.append(
                    (self._key(row, column, text), _Value((row.number, column), (row.number, column)))
                )
            elif pairs:
                _add(pairs[-1][1], row, column, text)
            elif self._next_is_label(row, said, place):
                self._group(row, column, text)
                grouped = said[place + 1][0]
        return pairs

    def _next_is_label(self, row: Row, said: Sequence[tuple[int, str]], place: int) -> bool:
        """Whether the next cell is a label of its own, so that this one is the name of its group."""
        if place + 1 >= len(said):
            return False
        (first, name), (column, text) = said[place : place + 2]
        if self._end(row, first) + 1 != column or known_label(text) is None:
            return False
        if column in self._labels:
            return True
        # 本社 | 所在地 | 日立市…: a value stands behind the label.
        own, behind = known_label(name), said[place + 2 : place + 3]
        value = bool(behind) and behind[0][0] not in self._labels and known_label(behind[0][1]) is None
        return value and (own is None or own.field in OWNING)

    def _end(self, row: Row, column: int) -> int:
        merge = self._right.get((row.number, column))
        return merge.right if merge else column

    def _group(self, row: Row, column: int, text: str) -> None:
        merge: Merge | None = self._right.get((row.number, column))
        self._groups = [one for one in self._groups if one[0] < column and one[2] >= row.number]
        last = merge.bottom if merge and merge.bottom > row.number else row.number if merge else _NO_END
        self._groups.append((column, text, last))

    def _key(self, row: Row, column: int, text: str) -> str:
        self._groups = [one for one in self._groups if one[2] >= row.number and one[0] < column]
        groups = [group for _, group, _ in self._groups]
        key = "\n".join([*(group for group in groups if adds_to(group, text)), text])
        self._whole[row.number, column] = "\n".join([*groups, text])
        return key

    def _section(self, row: Row, text: str, began: bool) -> None:
        """A title, or words without a value."""
        self._groups = []
        if not began:
            self._titles.append(text)
        elif len(text) > _LONGEST_SECTION or is_note(text):
            self._tell(row.number, text)

    def _tell(self, number: int, words: str) -> None:
        if words in self._titles:
            return
        message = f"「{words[:40]}」は注記か区切りの行とみて取り込みませんでした。"
        self._untold.append(Doubt("note-row", message, None, words[:200], number))

    def _loose(self, row: Row, said: Sequence[tuple[int, str]], value: _Value | None) -> None:
        """Words without a label: a further line of the value above, a title, or a note."""
        words = " ".join(text for _, text in said)
        if value is None:
            self._titles.append(words)
        elif not is_note(words) and (said[0][0] > self._main or (not value.lines and len(said) == 1)):
            for column, text in said:
                _add(value, row, column, text, further=column == said[0][0])
        else:
            self._tell(row.number, words)

    def _list_headings(
        self, said: Sequence[tuple[int, str]], following: Row
    ) -> tuple[str, str, list[tuple[int, str]]] | None:
        """The headings of a list inside the form (設備名 | メーカー | 台数): its group, its label, its columns."""
        if len(said) < 2 or not said_in(following):
            return None
        for skipped in (0, 1):
            rest = list(said[skipped:])
            kind = listed_kind(tuple(text for _, text in rest)) if len(rest) > 1 else ""
            below = said_in(following)[0]
            if kind and (known_label(below[1]) is None or below[0] not in self._labels):
                return (said[0][1] if skipped else "", kind, rest)
        return None

    # --- a table on its side ---

    def on_its_side(self, firms: Sequence[int]) -> list[_Record]:
        """One record a column."""
        records = {column: _Record(column + 1, 0) for column in firms}
        began = False
        for row in self._rows:
            said = dict(said_in(row))
            text = said.pop(self._main, "")
            groups = [cell for column, cell in said.items() if column < self._main]
            began = began or known_label(text) is not None
            if not began or not text:
                self._titles += [] if began else [one for _, one in said_in(row)]
                if began and said:
                    self._tell(row.number, " ".join(said.values()))
                continue
            if not any(column in said for column in firms) and known_label(text) is None:
                self._section(row, text, began)
                continue
            unit = next(
                (cell for column, cell in said.items() if column not in firms and unit_only(cell)), ""
            )
            left = [
                cell
                for column, cell in said.items()
                if column not in firms and column > self._main and cell != unit
            ]
            if left:
                self._tell(row.number, f"{text}: {' '.join(left)}")
            key = "\n".join([*groups, f"{text}({unit})" if unit else text])
            label = known_label(text)
            for column, record in records.items():
                if label and label.field in NEEDED and not record.shown:
                    record.shown = row.number
                value = self._put(record, key, _Value((row.number, column)))
                if column in said:
                    _add(value, row, column, said[column])
        for record in records.values():
            record.shown = record.shown or self._rows[0].number
        return [record for record in records.values() if any(one.lines for one in record.values.values())]

    def sheet_of(self, records: Sequence[_Record]) -> Sheet:
        """The records as rows under the labels."""
        order = list(self._keys)
        rows = tuple(
            _row(record, order, split=self._split)
            for record in records
            if any(one.lines for one in record.values.values())
        )
        if rows and self._untold:
            rows = (replace(rows[0], doubts=(*rows[0].doubts, *self._untold)), *rows[1:])
        return replace(
            self._sheet,
            rows=lambda: iter(rows),
            keys=tuple(self._keys[key] for key in order),
            merges=(),
            titled=False,
            titles=tuple(self._titles),
            form=True,
        )


def _add(value: _Value, row: Row, column: int, text: str, *, further: bool = False) -> None:
    """Put a cell's words behind what the value has, or on a line of their own."""
    if not value.lines:
        value.place, value.source = (row.number, column), row
        value.lines.append(text)
    elif further:
        value.lines.append(text)
        value.source = None
    else:
        value.lines[-1] += text if unit_only(text) else f" {text}"
        value.source = None
    value.doubts += [one for one in row.doubts if one.column == column]


def _row(record: _Record, order: Sequence[str], *, split: bool) -> Row:
    cells, places, days, nested, doubts = [], {}, {}, {}, []
    for index, key in enumerate(order):
        value = record.values.get(key)
        cells.append("\n".join(value.lines) if value else "")
        if value is None:
            continue
        number, column = value.place
        places[index] = (number, column // 2 if split else column)
        if value.source and (day := value.source.days.get(value.place[1])):
            days[index] = day
        if value.objects:
            nested[index] = tuple(value.objects)
        doubts += [replace(one, column=index) for one in value.doubts]
    return Row(
        record.number,
        None,
        tuple(cells),
        nested,
        days=days,
        doubts=tuple(doubts),
        places=places,
        shown=record.shown,
    )
