"""Which rows may be the headings of a sheet: single rows, and two or three that belong together.

Rows belong together where merged cells say so, or, in files without merged cells, where gaps do: a group's
heading stands above the first of its columns, and a heading without a group has nothing below it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from ingest.legends import legend
from ingest.sheets import Merge, Row, Sheet, Workbook
from matching.errors import InputError

# A heading is looked for in the first rows that hold anything: titles and dates stand above it.
ROWS_SEARCHED = 30
_MOST_ROWS = 3
_LONGEST_HEADING = 60
_BY_MERGES = 2
_BREAK = re.compile(r"\s*\n\s*")
_CHOICE = re.compile(r"\d{1,2}[ 　]")  # a line of its own: 1 黒字 2 収支均衡
# What stands below a heading without being one of its own: units, ways to fill in, question numbers.
_ADDITION = re.compile(
    r"[(\[<〔].*[)\]>〕]|【(?:単位.*|(?:百万|千|万|億)?円|人|名|台|必須.*|任意.*|複数.*|選択.*|自由.*|半角.*|全角.*|例.*)】|(?:単位|例)[::].*|(?:百万|千|万|億)?円|人|名|mm|台|社|件|%|必須|任意|半角|全角|\d{1,2}文字以内"
    r"|(?:問|設問|q)\s*\d+([-‐の]\d+)*",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"(?:明治|大正|昭和|平成|令和|[mtshr]\d|\d{4}[年/.-]).*|.+(?:現在|作成|一覧表?|名簿)|[\d,.+-]{3,}",
    re.IGNORECASE,
)


# 令和6年度, R7, 2026年 below a merged heading tell its columns apart; elsewhere they may be data.
_YEAR = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[mtshr])\.?\s*(?:\d{1,2}|元)|\d{4})\s*(?:年度?)?\s*(?:実績|見込み?|計画|予想|決算|分)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[(\[]?(\d{1,2})[)\].]?")


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """Rows that may be the headings. cells: one heading a column, its parts from top to bottom on lines."""

    rows: tuple[int, ...]
    cells: tuple[str, ...]


def heading_candidates(sheet: Sheet) -> Iterator[HeadingRows]:
    """What may be the headings of a sheet, several rows before single ones; only from where a person said that they begin."""
    if sheet.keys is not None:
        yield HeadingRows((), sheet.keys)
        return
    if sheet.headings_from is not None:
        yield from _headings_from(sheet, sheet.headings_from)
        return
    rows = list(islice((row for row in sheet.rows() if not row.blank and not row.fault), ROWS_SEARCHED))
    merges = _by_row(sheet.merges, {row.number for row in rows})
    parts: set[int] = set()  # rows that merged cells make a part of a heading: they are none alone
    for size in range(_MOST_ROWS, 0, -1):
        for start in range(len(rows) - size + 1):
            block = rows[start : start + size]
            numbers = {row.number for row in block}
            tie = _tie(block, merges) if size > 1 else 1
            if tie and not numbers <= parts:
                if tie == _BY_MERGES:
                    parts |= numbers
                below = _used(rows[start + size :])
                yield HeadingRows(tuple(row.number for row in block), _joined(block, merges, below))


def _headings_from(sheet: Sheet, first: int) -> Iterator[HeadingRows]:
    """The headings that begin in a row, of so many rows as belong together, else of it alone."""
    rows = (row for row in sheet.rows() if row.number >= first and not row.blank and not row.fault)
    found = list(islice(rows, ROWS_SEARCHED))
    merges = _by_row(sheet.merges, {row.number for row in found})
    for size in range(min(_MOST_ROWS, len(found)), 0, -1):
        block = found[:size]
        if size == 1 or _tie(block, merges):
            numbers = tuple(row.number for row in block)
            yield HeadingRows(numbers, _joined(block, merges, _used(found[size:])))


def with_headings(book: Workbook, rows: Mapping[str, int]) -> Workbook:
    """A workbook whose sheets' headings begin where a person says: sheet -> row ("": the only sheet).

    Raises InputError for a sheet or a row that there is not.
    """
    if not rows:
        return book
    names = [sheet.name for sheet in book.sheets]
    told = {names[0] if not name and len(names) == 1 else name: row for name, row in rows.items()}
    if strange := [name for name in told if name not in names]:
        known = "、".join(f"「{name}」" for name in names)
        raise InputError(
            f"シート「{strange[0]}」はこのファイルにありません。次から選んでください: {known}"
            if strange[0]
            else f"シートが {len(names)} 枚あります。見出しの行がどのシートのものかも指定してください: {known}"
        )
    return replace(book, sheets=tuple(_with_headings(sheet, told.get(sheet.name)) for sheet in book.sheets))


def _with_headings(sheet: Sheet, row: int | None) -> Sheet:
    if row is None:
        return sheet
    if sheet.keys is not None or not any(one.number == row and not one.blank for one in sheet.rows()):
        raise InputError(
            f"シート「{sheet.name}」の {row} 行目に見出しはありません。文字のある行を選んでください。"
        )
    return replace(sheet, headings_from=row)


def one_line(text: str) -> str:
    """A heading without its line breaks: "資本金\n(千円)" -> "資本金(千円)"; English words and numbered choices stay apart."""
    if "\n" not in text:
        return text
    parts = _BREAK.split(text)
    return "".join(
        part + (" " if (part[-1:].isascii() and following[:1].isascii()) or _CHOICE.match(following) else "")
        for part, following in pairwise([*parts, "あ"])
    ).strip()


def _by_row(merges: Iterable[Merge], rows: set[int]) -> Mapping[int, tuple[Merge, ...]]:
    """The merged cells that begin in one of some rows."""
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.top in rows:
            found.setdefault(merge.top, []).append(merge)
    return {row: tuple(some) for row, some in found.items()}


def _filled(row: Row, merges: Mapping[int, Sequence[Merge]], width: int) -> list[str]:
    """The row's headings, a merged one in each of its columns."""
    cells = [one_line(text) for text in row.cells] + [""] * (width - len(row.cells))
    for merge in merges.get(row.number, ()):
        for column in range(merge.left + 1, min(merge.right + 1, width)):
            cells[column] = cells[column] or cells[merge.left]
    return cells


def _width(block: Sequence[Row]) -> int:
    return max(len(row.cells) for row in block)


def _used(rows: Sequence[Row]) -> set[int]:
    """Columns in which some of the rows hold anything."""
    return {column for row in rows for column, text in enumerate(row.cells) if text}


def _joined(
    block: Sequence[Row], merges: Mapping[int, Sequence[Merge]], used: Collection[int]
) -> tuple[str, ...]:
    """The headings of a block. A merged one is not repeated over columns that hold nothing below."""
    own = _used(block)
    width = _width(block)
    levels = [_filled(row, merges, width) for row in block]
    for upper, lower in pairwise(levels):
        _fill_right(upper, lower)
    headings: list[str] = []
    for column, parts in enumerate(zip(*levels, strict=True)):
        kept = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
        headings.append("\n".join(_coded(kept)) if column in own or column in used else "")
    return tuple(headings)


def _coded(parts: Sequence[str]) -> Sequence[str]:
    """The number of a choice and its words, one above the other, are one part: "1", "増加" -> "1.増加"."""
    if len(parts) > 2:
        for code, label in ((parts[-2], parts[-1]), (parts[-1], parts[-2])):
            found = _CODE.fullmatch(unicodedata.normalize("NFKC", code))
            if found and not _CODE.fullmatch(unicodedata.normalize("NFKC", label)):
                return [*parts[:-2], f"{found[1]}.{label}"]
    return parts


def _of_codes(codes: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether one row numbers the choices that the other one words: 1 2 3 1 2 above or below 増加 不変 減少 有 無."""
    numbers = [_CODE.fullmatch(unicodedata.normalize("NFKC", code)) for code in codes if code]
    found = [int(number[1]) for number in numbers if number]
    if len(found) < 2 or len(found) < len(numbers) or found[0] != 1:
        return False
    if any(later not in (1, former + 1) for former, later in pairwise(found)):
        return False
    worded = [unicodedata.normalize("NFKC", label) for code, label in zip(codes, labels, strict=True) if code]
    return all(worded) and not any(
        _CODE.fullmatch(word) or len(word) < 2 for word in worded if word not in "有無可否"
    )


def _fill_right(upper: list[str], lower: Sequence[str]) -> None:
    """A group's heading above the first of its columns stands for those to the right of it."""
    for column in range(1, len(upper)):
        if not upper[column] and lower[column] and lower[column - 1]:
            upper[column] = upper[column - 1]


def _tie(block: Sequence[Row], merges: Mapping[int, Sequence[Merge]]) -> int:
    """2 (_BY_MERGES) if cells merged downwards make the rows one heading, 1 if they may be, 0 if nothing does."""
    if any(later.number != earlier.number + 1 for earlier, later in pairwise(block)):
        return 0
    width = _width(block)
    if len(block) == _MOST_ROWS:
        first, second = ([*row.cells, *[""] * (width - len(row.cells))] for row in block[:2])
        if _numbers(first, second):
            return 0  # the numbers of the columns are the last line of the headings
    return min(_pair(upper, lower, block, merges, width) for upper, lower in pairwise(block))


def _pair(
    upper: Row, lower: Row, block: Sequence[Row], merges: Mapping[int, Sequence[Merge]], width: int
) -> int:
    above, below = _filled(upper, merges, width), _filled(lower, merges, width)
    own = [one_line(text) for text in upper.cells] + [""] * (width - len(upper.cells))
    covered = _covered(block, merges, lower.number)
    if not _like_headings(above, covered) or not any(below) or len(set(filter(None, above))) < 2:
        return 0
    if _numbers(own, below):
        return _BY_MERGES
    # A merged heading with one cell below it is no group: that may be the first row of data.
    across = {
        column
        for merge in merges.get(upper.number, ())
        if merge.right > merge.left and merge.bottom == upper.number
        if covered or sum(map(bool, below[merge.left : merge.right + 1])) > 1
        for column in range(merge.left, merge.right + 1)
    }
    inside = {
        column
        for above_row in block
        for merge in merges.get(above_row.number, ())
        if above_row.number < upper.number and merge.right > merge.left
        for column in range(merge.left, merge.right + 1)
    }
    groups = {column for column in across if column < width and below[column]}
    alone = additions = 0
    for column in range(width):
        if below[column] and column not in groups:
            starts_group = column + 1 < width and not above[column + 1] and bool(below[column + 1])
            if own[column] and _ADDITION.fullmatch(unicodedata.normalize("NFKC", below[column])):
                additions += 1
            elif covered or not own[column] or starts_group or (column in inside and across & groups):
                groups.add(column)
            else:
                return 0  # a heading of its own above, and something else below: data
        elif above[column] and not below[column]:
            alone += 1
    if not _like_headings([below[column] for column in groups], covered):
        return 0
    # Without merged cells only a heading that stands alone shows that the upper row is no title.
    plain = not any(merges.get(row.number) for row in block)
    if not groups and not additions:
        return 0
    if covered:
        return _BY_MERGES
    return int(bool(across & groups) or (plain and alone > 0))


def _covered(block: Sequence[Row], merges: Mapping[int, Sequence[Merge]], row: int) -> set[int]:
    """Columns in which a cell of the block is merged downwards over a row."""
    return {
        merge.left
        for above in block
        for merge in merges.get(above.number, ())
        if above.number < row <= merge.bottom and merge.bottom <= block[-1].number
    }


def _numbers(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row of choices and a row of their numbers stand one below the other, and nothing beside them."""
    above, below = ({column for column, text in enumerate(row) if text} for row in (upper, lower))
    return (below <= above and _of_codes(lower, upper)) or (below == above and _of_codes(upper, lower))


def _like_headings(texts: Sequence[str], covered: Collection[int] = ()) -> bool:
    """Short words, no numbers and days, hardly any text twice the length of a heading.

    covered: columns with a heading merged over this row, which shows that years and lists of choices are headings as well.
    """
    said = [unicodedata.normalize("NFKC", text).strip() for text in texts if text]
    return all(
        (len(text) <= _LONGEST_HEADING or (bool(covered) and len(legend(text)) > 1))
        and (not _NO_HEADING.fullmatch(text) or (bool(covered) and _YEAR.fullmatch(text) is not None))
        for text in said
    )
