"""Headings -> fields: what a sheet is, where its headings stand, what each column holds, what is in doubt.

The choice is made by points: known headings count, those that only one kind of sheet carries count more, and so do
words in the sheet's name and in the titles above. What a user corrected for a layout wins over everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from ingest import kinds as registers
from ingest.amounts import in_yen
from ingest.dates import period
from ingest.headers import HeadingRows, heading_candidates
from ingest.kinds import DETAIL_KINDS as DETAIL_KINDS
from ingest.kinds import KINDS as KINDS
from ingest.kinds import MAIN_KINDS as MAIN_KINDS
from ingest.kinds import REGISTER_KINDS as REGISTER_KINDS
from ingest.kinds import REQUIRED, asks_buyers, hints
from ingest.kinds import Kind as Kind
from ingest.layouts import CHOSEN
from ingest.layouts import RUNNING as RUNNING
from ingest.layouts import Column as Column
from ingest.layouts import Layout as Layout
from ingest.layouts import column_doubt as column_doubt
from ingest.layouts import column_labels as column_labels
from ingest.layouts import fingerprint as fingerprint
from ingest.layouts import is_field as is_field
from ingest.layouts import layout_doubts as layout_doubts
from ingest.legends import Option, is_legend_row, legend
from ingest.questions import QUESTION, Codebook, Source, questions_of
from ingest.sampling import ColumnValues, column_values, is_running_number
from ingest.sheets import Row, Sheet
from ingest.usual import usual_question
from ingest.values import stated_unit
from ingest.vocabulary import Meaning, Vocabulary, question_number, telling, without_number
from ingest.vocabulary import bare_heading as bare_heading
from ingest.vocabulary import vocabulary as vocabulary

# One known heading is too little to be sure of a heading row, unless it is one of these.
_ENOUGH_ALONE = frozenset({"company_name", "item"})
_LONGEST_HEADING = 60
_LONGEST_QUESTION = 300
_TITLE_ROWS = 30
_TOTAL = re.compile(r"[\s【(（]*(?:合\s*計|小\s*計|総\s*計|計|平均|総数|件数|※|注[)）:：\d])")
# Headings of a number that may be no more than the row's place in the list.
_MAYBE_RUNNING = frozenset(
    map(bare_heading, "No|番号|通番|通し番号|連番|項番|#|ナンバー|number|行番号|順番|項".split("|"))
)
_NUMBER_FIELDS = frozenset({"source_id", "number"})
# What a questionnaire asks of the firm itself, under whatever number or group.
_CONTACTS = frozenset(
    {"phone", "fax", "email", "contact", "representative", "address", "postal_code", "bank", "customers"}
)
_OF_THE_FIRM = _CONTACTS | {
    "company_name", "source_id", "corporate_number", "invoice_number", "kana", "prefecture", "city", "building", "url",
    "capital_yen", "employees", "industry", "founded", "annual_sales", "answered_on", "response_number",
}  # fmt: skip
_OF_A_STATE = frozenset({"status", "status_reason", "status_start", "status_end"})
_LONGEST_CONTACT = 16


def read_layout(
    sheet: Sheet,
    kinds: Sequence[Kind] = KINDS,
    corrections: Mapping[str, Mapping[str, str]] | None = None,
    codebook: Codebook | None = None,
) -> Layout | None:
    """The best reading of the headings as one of `kinds` (the earlier if two fit); None: no headings.

    corrections: a layout's fingerprint -> heading -> the field that a user chose for it ("": keep it in the notes).
    codebook: the choices of a survey's questions, where a sheet of their own lists them.
    """
    first = list(islice((row for row in sheet.rows() if not row.blank), _TITLE_ROWS))
    told = sheet.headings_from is not None
    if not told and (layout := _register(sheet, first, kinds)) is not None:
        return layout
    layouts = []
    for block in heading_candidates(sheet):
        titles = _titles(sheet, first, block)
        known = corrections or {}
        layouts += [one for kind in kinds if (one := _layout(kind, block, titles, known, kinds, told=told))]
    best = max(layouts, key=lambda layout: layout.score, default=None)
    if best:
        best = _first_alike(layouts, best)
    return _finished(best, sheet, first, codebook or {}) if best else None


def _first_alike(layouts: Sequence[Layout], best: Layout) -> Layout:
    """The best reading, or the one of headings above it that know as much: below a list another one may begin."""
    if not best.header_rows:
        return best
    fields = {column.field for column in best.columns if column.exact and column.field}
    above = [
        one
        for one in layouts
        if one.kind == best.kind and one.header_rows and one.header_row < best.header_rows[0]
        if {column.field for column in one.columns if column.exact and column.field} >= fields
    ]
    return min(above, key=lambda one: (one.header_rows[0], -one.score), default=best)


def _titles(sheet: Sheet, first: Sequence[Row], block: HeadingRows) -> str:
    """The sheet's name and what stands above its headings."""
    above = (cell for row in first if block.rows and row.number < block.rows[0] for cell in row.cells if cell)
    return "\n".join((sheet.name, *sheet.titles, *above))


# --- registers --------------------------------------------------------------------------------------------


def _register(sheet: Sheet, first: Sequence[Row], kinds: Sequence[Kind]) -> Layout | None:
    if "corporate-numbers" in kinds and sheet.keys is None:
        start = registers.nta_start([(row.number, row.cells) for row in first[:10]])
        if start is not None:
            named = zip(registers.NTA_LABELS, registers.NTA_FIELDS, strict=True)
            columns = tuple(
                Column(index, label, field, exact=True) for index, (label, field) in enumerate(named)
            )
            return Layout("corporate-numbers", (start,) if start else (), columns, 100.0)
    if "gbizinfo" in kinds:
        rows = [Row(0, 0, sheet.keys)] if sheet.keys is not None else list(first[:3])
        for row in rows:
            if found := registers.gbiz_columns(row.cells):
                columns = tuple(
                    Column(index, heading, found.get(index, ""), exact=index in found)
                    for index, heading in enumerate(row.cells)
                )
                return Layout("gbizinfo", (row.number,) if row.number else (), columns, 100.0)
    return None


# --- tables of the agency ---------------------------------------------------------------------------------


def _layout(
    kind: Kind,
    block: HeadingRows,
    titles: str,
    corrections: Mapping[str, Mapping[str, str]],
    kinds: Sequence[Kind],
    *,
    told: bool = False,
) -> Layout | None:
    """A heading row as one of a kind; None where it can hardly be. told: a person said that it is a heading row."""
    if kind in REGISTER_KINDS:
        return None
    mark = fingerprint(block.cells)
    chosen = {bare_heading(heading): field for heading, field in corrections.get(mark, {}).items()}
    headings = [tuple(part for part in cell.split("\n") if part) for cell in block.cells]
    if not chosen and not told and not _may_be(kind, headings):
        return None
    columns = tuple(
        _column(kind, index, parts, " ".join(parts), chosen) for index, parts in enumerate(headings)
    )
    columns = _with_name(kind, columns)
    known = {column.field for column in columns if column.exact and column.field}
    if not told and not all(known & group for group in REQUIRED[kind]):
        return None
    if not told and len(known) < 2 and not known & _ENOUGH_ALONE:
        return None
    score = _score(kind, columns, known, titles)
    # Where the user said that it is a survey, it may ask anything; where it may be one beside orders, one question will do.
    free = len({"survey", *kinds} & set(MAIN_KINDS)) < 2
    if kind == "survey" and not free and not _asks(columns, titles, 2 if "suppliers" in kinds else 1):
        return None
    return Layout(kind, block.rows, columns, score, fingerprint=mark)


def _with_name(kind: Kind, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """企業名（フリガナ） is the name where no other column is."""
    if kind == "orders" or any(column.field == "company_name" for column in columns):
        return columns
    for column in columns:
        if column.field == "kana" and _bare_of_brackets(kind, column.heading) == "company_name":
            return tuple(replace(one, field="company_name") if one is column else one for one in columns)
    return columns


def _bare_of_brackets(kind: Kind, heading: str) -> str:
    found = vocabulary(kind).find_exact(re.sub(r"[(（［\[【].*$", "", heading))
    return found.field if found else ""


def _may_be(kind: Kind, headings: Sequence[tuple[str, ...]]) -> bool:
    """Whether the kind's required fields are there: a quick look that spares the full one for rows of data."""
    found = {
        _exact_field(kind, parts) for parts in headings if parts and len("".join(parts)) <= _LONGEST_HEADING
    }
    return all(found & group for group in REQUIRED[kind])


@lru_cache(maxsize=20_000)
def _exact_field(kind: Kind, parts: tuple[str, ...]) -> str:
    words = vocabulary(kind)
    whole = words.find_exact("".join(parts)) or (words.by_parts(parts) if len(parts) > 1 else None)
    if whole and whole.field == "kana" and _bare_of_brackets(kind, "".join(parts)) == "company_name":
        return "company_name"
    return whole.field if whole and whole.exact else ""


def _column(kind: Kind, index: int, parts: Sequence[str], heading: str, chosen: Mapping[str, str]) -> Column:
    if (field := chosen.get(bare_heading(heading))) is not None and is_field(kind, field):
        exact = bool(field) and not field.startswith(QUESTION)
        return Column(index, heading, field, rank=CHOSEN, exact=exact, parts=tuple(parts))
    if not 0 < len(heading) <= (_LONGEST_QUESTION if kind == "survey" else _LONGEST_HEADING):
        return Column(index, heading, parts=tuple(parts))
    found = _meaning(kind, parts)
    return Column(
        index,
        heading,
        found.field,
        found.keep_heading,
        found.rank,
        found.exact,
        found.rivals,
        parts=tuple(parts),
    )


def _meaning(kind: Kind, parts: Sequence[str]) -> Meaning:
    words = vocabulary(kind)
    if kind != "survey":
        return words.look_up(parts)
    return _survey_meaning(words, parts)


def _survey_meaning(words: Vocabulary, parts: Sequence[str]) -> Meaning:
    """In a questionnaire, words of a field are no sign of it: 「取引先の減少」 is an answer. Only contacts stay private."""
    if any(map(usual_question, ("".join(parts), parts[-1]))):
        return Meaning()
    exact = words.find_exact("".join(parts)) or (words.find_exact(parts[-1]) if len(parts) > 1 else None)
    if exact and exact.field == "notes":
        return Meaning()  # what is remarked on a questionnaire is no remark on the firm
    if any(question_number(part) or usual_question(part) for part in parts[:-1]):
        return exact if exact and exact.field in _OF_THE_FIRM else Meaning()
    if exact is None and not question_number(parts[0]):
        guess = words.look_up(parts)
        return guess if guess.field in _CONTACTS and len("".join(parts)) <= _LONGEST_CONTACT else Meaning()
    if exact and question_number(parts[0]) and exact.field in _OF_A_STATE:
        return Meaning()  # 「Q2-1 理由」 asks why it was answered so, not why the firm rests
    return exact or Meaning()


def _score(kind: Kind, columns: Sequence[Column], known: set[str], titles: str) -> float:
    score = len(known) + 0.3 * sum(bool(column.field) and not column.exact for column in columns)
    score += float(kind in hints(titles))
    if kind == "survey":
        asked = _questions_asked(columns)
        return score + 1.0 * len(asked) + 0.5 * ("survey" in hints(titles)) - 0.2
    score += 0.5 * sum(bare_heading(column.heading) in telling(kind) for column in columns if column.exact)
    return score


def _questions_asked(columns: Sequence[Column]) -> set[str]:
    """What only a questionnaire asks: numbered questions, and the usual ones."""
    asked = set()
    for column in columns:
        if not _is_identity(column):
            known = next((one.id for part in column.parts if (one := usual_question(part))), "")
            asked.add(column.field.partition(QUESTION)[2] or known or question_number(column.heading))
    return asked - {""}


def _is_identity(column: Column) -> bool:
    return column.field in {"company_name", "source_id", "address", "phone", "contact", "representative"}


def _asks(columns: Sequence[Column], titles: str, fewest: int) -> bool:
    asked = len(_questions_asked(columns))
    return (
        asked >= fewest
        or (asked >= 1 and "survey" in hints(titles))
        or ("survey" in hints(titles) and not hints(titles) & {"orders", "equipment", "certifications"})
    )


# --- what the rows below tell -----------------------------------------------------------------------------


def _finished(layout: Layout, sheet: Sheet, first: Sequence[Row], codebook: Codebook) -> Layout:
    """The layout with what needs a look at the rows: running numbers, a stated unit, a survey's questions."""
    titles = "\n".join(
        cell
        for row in first
        if layout.header_rows and row.number < layout.header_rows[0]
        for cell in row.cells
    ) + "\n".join(sheet.titles)
    layout = replace(
        layout, money_unit=stated_unit(titles), columns=tuple(map(_proposing(layout.kind), layout.columns))
    )
    maybe = [column for column in layout.columns if _may_be_running(column)]
    if not maybe and layout.kind != "survey":
        return layout
    found = column_values(sheet, layout.header_row, len(layout.columns), _counted(layout))
    running = {column.index for column in maybe if is_running_number(found[column.index])}
    columns = tuple(
        replace(column, field=RUNNING, keep_heading=False) if column.index in running else column
        for column in layout.columns
    )
    layout = replace(layout, columns=columns)
    if layout.kind != "survey":
        return layout
    legends = _legends(sheet, layout)
    return _with_questions(layout, found, legends, f"{sheet.name}\n{titles}", codebook)


def _proposing(kind: Kind) -> Callable[[Column], Column]:
    """Adds to a column that nothing is known of what its heading resembles."""

    def with_proposal(column: Column) -> Column:
        unknown = (
            not (column.field or column.rivals or column.rank == CHOSEN)
            and 0 < len(column.heading) <= _LONGEST_HEADING
        )
        return replace(column, proposal=vocabulary(kind).alike(column.heading)) if unknown else column

    return with_proposal


def _may_be_running(column: Column) -> bool:
    heading = bare_heading(without_number(column.heading))
    return column.rank != CHOSEN and column.field in _NUMBER_FIELDS and heading in _MAYBE_RUNNING


def _counted(layout: Layout) -> Callable[[Row], bool]:
    """Which rows tell what a column holds: no repeated headings, no totals, no lists of choices, no nameless rows."""
    place = layout.column_index("company_name")
    headings = {bare_heading(column.heading) for column in layout.columns if column.heading}

    def counted(row: Row) -> bool:
        if place is None:
            return True
        name = row.cells[place] if place < len(row.cells) else ""
        return (
            bool(name)
            and bare_heading(name) not in headings
            and not _TOTAL.match(name)
            and not is_legend_row(row.cells)
        )

    return counted


def _legends(sheet: Sheet, layout: Layout) -> Mapping[int, tuple[Option, ...]]:
    """Column -> the choices that a row right below the headings lists."""
    below = (row for row in sheet.rows() if row.number > layout.header_row and not row.blank)
    row = next(islice(below, 1), None)
    if row is None or not is_legend_row(row.cells):
        return {}
    return {index: found for index, cell in enumerate(row.cells) if (found := legend(cell))}


def _with_questions(
    layout: Layout,
    found: Sequence[ColumnValues],
    legends: Mapping[int, tuple[Option, ...]],
    titles: str,
    codebook: Codebook,
) -> Layout:
    sources = [
        Source(
            column.index,
            column.parts or (column.heading,),
            column.field,
            found[column.index],
            legends.get(column.index, ()),
        )
        for column in layout.columns
        if column.heading
    ]
    questions = in_yen(questions_of(sources, codebook), sources, layout.money_unit)
    places = {
        place.column: (question.key, place.option) for question in questions for place in question.places
    }
    columns = tuple(
        _answering(column, *places[column.index]) if column.index in places else column
        for column in layout.columns
    )
    return replace(
        layout,
        columns=columns,
        questions=questions,
        of_buyers=asks_buyers(titles),
        stated_on=_stated_day(titles),
    )


def _stated_day(titles: str) -> date | None:
    """The day as of which a survey speaks: 「令和7年10月1日現在」 in its title."""
    for line in titles.splitlines():
        found = period(line) if re.search("現在|時点|調査日|基準日|回答日", line) else None
        if found and not found.doubt and found.first == found.last:
            return found.first
    return None


def _answering(column: Column, question: str, option: str) -> Column:
    field = "" if column.field.startswith(QUESTION) else column.field
    return replace(column, question=question, option=option, field=field or f"{QUESTION}{question}")
