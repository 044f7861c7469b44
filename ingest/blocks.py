"""What changes below the headings of a sheet: headings in another order, rows that name an industry, ditto marks.

Each step takes rows and gives rows; what it did is told as doubts of the rows or as issues.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.headers import one_line
from ingest.kinds import Kind
from ingest.layouts import Layout
from ingest.sheets import Doubt, Row
from ingest.vocabulary import bare_heading, vocabulary

_FEWEST = 3
_LONGEST = 24
# 資本金(千円) and 資本金(万円) are not the same column.
_WITH_UNITS = frozenset({"capital_yen", "annual_sales"})
_TITLE = re.compile(
    r"^\s*(?:[\d０-９]{1,2}[.．)）、]|[①-⑳■●◆◇□【]|[(（][\d０-９]{1,2}[)）])|一覧|名簿|リスト|年度|(?:企業|事業者|業者|会社|の部|[表編])$"
)
_NOTE = "「{words}」は注記か区切りの行とみて取り込みませんでした。"
_SECOND = "ここから見出しの並びが変わるため、その見出しに合わせて読みました。値を確かめてください。"
_SIGN = frozenset({"〃", "〃〃", "”", "″", "“", "〟", '"', "''", "々", "仝", "゛"})
_WORDS = frozenset({"同上", "同", "上に同じ", "上と同じ", "上記に同じ", "上記と同じ"})
# 同上 below these is no other firm's: a FAX that is 同上 has the number of the telephone.
_OWN = frozenset({"phone", "fax", "email", "url", "contact"})
_BESIDE = {"plant_address": "address", "fax": "phone"}
_LEFT = frozenset({"同左", "←", "左に同じ"})
_LOOSE = re.compile(r"[\s\u3000()（）]+")
_MARKED = re.compile(r"[【〔《<＜\[［](.+?)[】〕》>＞\]］]|[■●◆◇□▼▽★☆]\s*(.+)")
_NUMBERED = re.compile(r"^\s*(?:[\d０-９]{1,2}[.．)）、\s]|[①-⑳]|[(（][\d０-９]{1,2}[)）])\s*")


@dataclass(slots=True)
class Told:
    """What a step has to say about a row that is no data: code, row, words, sentence."""

    code: str
    row: Row
    words: str
    message: str


# --- headings in another order ------------------------------------------------------------------------------


def rearranged(rows: Iterable[Row], layout: Layout, told: list[Told]) -> Iterator[Row]:
    """The rows, those below headings in another order with their cells in the order of the first headings."""
    order: Mapping[int, int] | None = None
    headings: Sequence[str] = ()
    own = tuple(_bare(column.heading) for column in layout.columns)
    held: Row | None = None  # a row of one cell: a title, if headings follow it
    for row in rows:
        heading = not row.fault and _is_heading(row, layout, own)
        if held is not None and not row.blank:
            if heading and _TITLE.search(_one(held)):
                words = _one(held)[:200]
                told.append(Told("note-row", held, words, _NOTE.format(words=words[:40])))
            else:
                yield held if order is None else _reordered(held, order, headings)
            held = None
        if heading:
            found = _order(row, layout, own)
            same = all(column == target for column, target in found.items())
            order, headings = (None, ()) if same else (found, row.cells)
            if not same:
                words = " ".join(text for text in row.cells if text)[:200]
                told.append(Told("second-heading", row, words, _SECOND))
                continue
        if not row.fault and sum(map(bool, row.cells)) == 1:
            held = row
            continue
        yield row if order is None else _reordered(row, order, headings)
    if held is not None:
        yield held if order is None else _reordered(held, order, headings)


def _one(row: Row) -> str:
    return "".join(row.cells)


def _bare(text: str) -> str:
    return bare_heading(one_line(text))


def _is_heading(row: Row, layout: Layout, own: Sequence[str]) -> bool:
    said = [text for text in row.cells if text]
    # Numbers and long texts say quickly that a row is none.
    if len(said) < _FEWEST or any(len(text) > _LONGEST or text[0].isdecimal() for text in said):
        return False
    first = _field(layout.kind, said[0]) or _bare(said[0]) in own
    second = _field(layout.kind, said[1]) or _bare(said[1]) in own
    if not (first or second):
        return False
    fields = {field for text in said if (field := _field(layout.kind, text))}
    known = sum(bool(_field(layout.kind, text)) or _bare(text) in own for text in said)
    name = {"company_name", "item", "buyer"}
    return known >= _FEWEST and known * 5 >= len(said) * 4 and len(fields) >= 2 and bool(fields & name)


def _field(kind: Kind, text: str) -> str:
    found = vocabulary(kind).find_exact(text)
    return found.field if found else ""


def _order(row: Row, layout: Layout, own: Sequence[str]) -> dict[int, int]:
    """Column -> the column under the first headings; unknown ones go behind the last."""
    found: dict[int, int] = {}
    for column, text in enumerate(row.cells):
        if not text:
            continue
        bare, field = _bare(text), _field(layout.kind, text)
        same = own.index(bare) if own.count(bare) == 1 else None
        if same is None and field and field not in _WITH_UNITS:
            same = layout.column_index(field)
        taken = same is None or same in found.values()
        found[column] = len(own) + column if taken or same is None else same
    return found


def _reordered(row: Row, order: Mapping[int, int], headings: Sequence[str]) -> Row:
    targets = {column: order.get(column, column + 1000) for column, text in enumerate(row.cells) if text}
    cells = [""] * (max(targets.values(), default=-1) + 1)
    for column, target in targets.items():
        words = row.cells[column]
        known = column in order and column < len(headings)
        cells[target] = f"{headings[column]}: {words}" if known and target >= 1000 else words
    return replace(
        row,
        cells=tuple(cells),
        days={targets[column]: day for column, day in row.days.items() if column in targets},
        doubts=tuple(
            replace(one, column=None if one.column is None else order.get(one.column)) for one in row.doubts
        ),
        places={target: (row.number, column) for column, target in targets.items()},
    )


# --- rows that name an industry -----------------------------------------------------------------------------


def separator(row: Row, name: int | None, widest: int) -> str:
    """The words of a row that holds one marked or wide cell and no firm (【金属製品】); "" for any other row."""
    said = [(column, text) for column, text in enumerate(row.cells) if text]
    if len(said) != 1 or name is None:
        return ""
    column, text = said[0]
    plain = unicodedata.normalize("NFKC", text).strip()
    marked = _MARKED.fullmatch(plain) or _MARKED.fullmatch(text.strip())
    if not marked and ((column == name and widest < 2) or column > name):
        return ""
    return _NUMBERED.sub("", (marked[1] or marked[2]) if marked else text).strip()


# --- ditto marks --------------------------------------------------------------------------------------------


def dittos_filled(rows: Iterable[Row], layout: Layout, *, form: bool = False) -> Iterator[Row]:
    """The rows with 〃 and 同上 replaced by the value above, and a doubt that says so.

    An answer 同上 is not taken from another firm's row, nor a telephone; a plant that is 同上 is where the firm is, a FAX
    has the firm's telephone number. In a form only records side by side follow one another.
    """
    above: Row | None = None
    for row in rows:
        marks = [column for column, text in enumerate(row.cells) if len(text) <= 10 and is_ditto(text)]
        if marks and not row.fault:
            row = _filled(row, above, marks, layout, form)
        if not row.fault:
            above = row
        yield row


def is_ditto(text: str) -> bool:
    """Whether a text is nothing but a ditto mark."""
    plain = _LOOSE.sub("", text)
    return plain in _SIGN or plain in _WORDS or plain in _LEFT


def _filled(row: Row, above: Row | None, marks: Sequence[int], layout: Layout, form: bool) -> Row:
    cells, days, doubts = list(row.cells), dict(row.days), list(row.doubts)
    for column in marks:
        sign = cells[column]
        value, source = _meant(row, cells, above, column, layout, form)
        if value:
            cells[column] = value
            if source is not None and column in source.days:
                days[column] = source.days[column]
            message = f"「{sign}」は「{value[:40]}」と同じとして読みました。違うときは値を入力してください。"
            doubts.append(Doubt("ditto-filled", message, column, sign))
        else:
            message = (
                f"「{sign}」が何と同じか決められないため、書かれたまま残しました。値を入力してください。"
            )
            doubts.append(Doubt("ditto-unclear", message, column, sign))
    return replace(row, cells=tuple(cells), days=days, doubts=tuple(doubts))


def _meant(
    row: Row, cells: Sequence[str], above: Row | None, column: int, layout: Layout, form: bool
) -> tuple[str, Row | None]:
    plain = _LOOSE.sub("", cells[column])
    meant = layout.columns[column] if column < len(layout.columns) else None
    if plain in _WORDS and meant and meant.field in _BESIDE:
        own = layout.column_index(_BESIDE[meant.field])
        if own is not None and own < len(cells) and cells[own] and not is_ditto(cells[own]):
            return cells[own], None
    if plain in _LEFT and not form:
        left = cells[column - 1] if column else ""
        return ("" if is_ditto(left) else left), None
    if above is None or (plain in _WORDS and meant and (meant.question or meant.field in _OWN)):
        return "", None
    beside = column in row.places and column in above.places
    if form and not (beside and row.places[column][0] == above.places[column][0]):
        return "", None
    value = above.cells[column] if column < len(above.cells) else ""
    return ("" if is_ditto(value) else value), above
