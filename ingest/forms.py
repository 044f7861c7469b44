"""Sheets that are no lists: a form with labels beside its values, several forms one below the other, and
tables that lie on their side (labels in the first column, a firm in each further one) -> a list of records.

A sheet is such a form where a column holds more known labels than any row. What is read keeps its place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import islice

from ingest.formlabels import Label, known_label, split_label, unit_only
from ingest.formreading import DEFINED, NEEDED, FormReader, Rows, said_in
from ingest.sheets import Row, Sheet

_LOOKED_AT = 60
_MOST_ROWS = 20_000
_FEWEST_LABELS = 3
_DEFINITION = re.compile(r"説明|定義|型|桁数|書式|必須.*|記入(?:方法|要領|内容の説明)|入力規則|備考|例")

_HINTS = re.compile(
    r"(?:ご?記[入載]|入力)?(?:例|見本|方法|要領|上の(?:ご?注意|留意点)|内容の説明)|説明|注意(?:事項)?"
)
_REMARK = re.compile(r"[(（][^()（）]*[)）]|※.*|(?:記入)?例[:：)）].*", re.DOTALL)


def form_table(sheet: Sheet) -> Sheet | None:
    """A form or a table on its side as a sheet of one row a firm; None: the sheet is a list, or nothing known."""
    if sheet.keys is not None:
        return None
    start = list(islice((row for row in sheet.rows() if not row.blank and not row.fault), _LOOKED_AT))
    colons = _by_colons(start)
    main = None if colons else _label_column(start)
    if not colons and main is None:
        return None
    rows = list(islice((row for row in sheet.rows() if not row.fault), _MOST_ROWS + 1))
    if len(rows) > _MOST_ROWS:
        return None
    if main is None:
        rows = [_split(row) for row in rows]
        labels = set(range(0, max(len(row.cells) for row in rows), 2))
        main = 0
        aside: frozenset[int] = frozenset()
    else:
        aside = _hints(rows, main)
        labels = _label_columns(rows, main) - aside
    reader = FormReader(sheet, rows, labels, main, aside, split=colons)
    firms = () if colons or max(labels) > main else _firm_columns(rows, main, aside)
    records = reader.on_its_side(firms) if len(firms) > 1 else reader.forms()
    return reader.sheet_of(records)


# --- whether it is a form -----------------------------------------------------------------------------------


def _label_column(rows: Rows) -> int | None:
    """The column that holds the labels; None where a row holds as many as any column, as in a list."""
    fields: dict[int, set[str]] = {}
    longest = 0
    for row in rows:
        run, before = 0, -2
        for column, text in said_in(row):
            label = known_label(text)
            if label is None:
                continue
            fields.setdefault(column, set()).add(label.field)
            run = run + 1 if column == before + 1 else 1
            before = column
            longest = max(longest, run)
    best = max(fields, key=lambda column: (len(fields[column]), -column), default=None)
    if best is None or len(fields[best]) < max(_FEWEST_LABELS, longest + 1):
        return None
    if not set().union(*fields.values()) & NEEDED or _defines(rows, best):
        return None
    return best


def _defines(rows: Rows, main: int) -> bool:
    """Whether the labels are the subject of a description: 項目 | 説明 | 型."""
    for row in rows:
        cells = dict(said_in(row))
        if DEFINED.fullmatch(unicodedata.normalize("NFKC", cells.get(main, "")).strip()):
            others = [text.strip() for column, text in cells.items() if column != main]
            return bool(others) and all(map(_DEFINITION.fullmatch, others))
        if known_label(cells.get(main, "")):
            return False
    return False


def _label_columns(rows: Rows, main: int) -> set[int]:
    """The columns of labels: the main one, and others of whose texts most are labels."""
    held: dict[int, list[Label | None]] = {}
    began = False
    for row in rows:
        said = said_in(row)
        began = began or known_label(dict(said).get(main, "")) is not None
        if not began:
            continue
        if len(said) > 1 or (said and said[0][0] != main):
            for column, text in said:
                held.setdefault(column, []).append(known_label(text))
    found = {main}
    for column, labels in held.items():
        known = sum(label is not None for label in labels)
        if column != main and (known > 1 or (column > main + 1 and known == len(labels) == 1)):
            if known * 2 < len(labels):
                continue
            found.add(column)
    return found


def _by_colons(rows: Rows) -> bool:
    """Whether the labels stand with their values in one cell: 企業名：株式会社X."""
    found = {
        label.field
        for row in rows
        for _, text in said_in(row)
        if (split := split_label(text)) and (label := split[0])
    }
    return len(found) >= _FEWEST_LABELS and bool(found & NEEDED)


def _split(row: Row) -> Row:
    """A row with each label and its value in cells of their own."""
    cells: list[str] = []
    for text in row.cells:
        split = split_label(text)
        cells += [split[1], split[2]] if split else [text, ""]
    return replace(
        row, cells=tuple(cells), days={}, doubts=tuple(replace(one, column=None) for one in row.doubts)
    )


def _hints(rows: Rows, main: int) -> frozenset[int]:
    """The columns that the row above the labels calls examples or explanations."""
    for row in rows:
        said = dict(said_in(row))
        if known_label(said.get(main, "")):
            break
        if found := {
            column for column, text in said.items() if column > main and _HINTS.fullmatch(text.strip())
        }:
            return frozenset(found)
    return frozenset()


def _firm_columns(rows: Rows, main: int, aside: frozenset[int]) -> tuple[int, ...]:
    """The columns of a table on its side that are a firm each: those beside the name, or mostly filled in."""
    beside: dict[int, int] = {}
    named: set[int] = set()
    labelled = 0
    for row in rows:
        said = dict(said_in(row))
        label = known_label(said.get(main, ""))
        if label is None:
            continue
        values = {column for column in said if column > main and _is_value(said[column])} - aside
        labelled += bool(values)
        for column in values:
            beside[column] = beside.get(column, 0) + 1
        if label.field in NEEDED:
            named |= values
    return tuple(
        sorted(
            column
            for column, count in beside.items()
            if count * 5 >= labelled * (2 if column in named else 3)
        )
    )


def _is_value(text: str) -> bool:
    """Neither a unit nor a remark in brackets on how to fill in."""
    return not (unit_only(text) or _REMARK.fullmatch(text.strip()))
