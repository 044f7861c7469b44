"""Rows of a survey -> the firm, its answers question by question, and what they change in its profile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from ingest import values
from ingest.answers import Answer, AnswerCell, ProfileUpdate, SurveyRow, profile_updates, read_answer
from ingest.cells import Found
from ingest.choices import code_list
from ingest.details import DetailSheets
from ingest.drafts import Checked, Draft, StatusWish
from ingest.firms import buyer_row, firm_name, nameless, supplier_row
from ingest.layouts import CHOSEN, Layout
from ingest.questions import Question
from ingest.sheets import Row, Sheet

_FULL = "受注余力なし"
_LOOKED_AT = 200
_SPARE = "spare_capacity"
# Fields whose columns are lines of one text: an answer changes its line and leaves the others.
_LINED = ("terms", "sizes", "lots", "limits")
# Numbers whose doubts are told where they are read for the profile.
_DOUBTED_BY_THE_PROFILE = frozenset({"employees", "capital_yen"})


def with_registered_numbers(
    layout: Layout, sheet: Sheet, registered: Callable[[], Collection[str]]
) -> Layout:
    """A survey's layout; a column of its own numbers (受付番号) is of 登録番号 where most of them are firms' numbers.

    registered: gives the 登録番号 in the database; asked only where a survey has such a column and none of 登録番号.
    """
    column = next(iter(layout.of("response_number")), None)
    if layout.kind != "survey" or column is None or column.rank == CHOSEN or layout.of("source_id"):
        return layout
    cells = (
        row.cells[column.index : column.index + 1] for row in sheet.rows() if row.number > layout.header_row
    )
    said = [cell[0].strip() for cell in islice((one for one in cells if any(one)), _LOOKED_AT)]
    # Bare figures count the sheets as well: that firms have such numbers proves nothing.
    telling = [number for number in said if not number.isdigit()]
    if 2 * len(telling) <= len(said):
        return layout
    known = registered()
    if 2 * sum(number in known for number in telling) <= len(said):
        return layout
    columns = (replace(one, field="source_id") if one is column else one for one in layout.columns)
    return replace(layout, columns=tuple(columns))


def response(draft: Draft, details: DetailSheets) -> Checked:
    """A row of answers."""
    layout = draft.sheet.layout
    answers = {one.question: one for question in layout.questions if (one := _answer(draft, question))}
    if coded := [one for one in layout.questions if one.profile and one.certain]:
        draft.cells = draft.sheet.of(_with_labels(draft.cells.row, coded, answers))
    for question in layout.questions:
        draft.cells.all(f"question:{question.key}")
    name = firm_name(draft)
    answered_on, _ = draft.period("answered_on")
    answered_on = answered_on or layout.stated_on
    number = draft.cells.one("response_number")
    updates = [*_lines_said(draft, answered_on), *profile_updates(layout.questions, answers, answered_on)]
    more: dict[str, Any] = {}
    if layout.of_buyers:
        firm: Any = buyer_row(draft, name)
    else:
        firm, more = supplier_row(draft, name, details)
        more |= _capacity(answers, answered_on, more["statuses"])
    answers |= _numbers_of(layout.questions, answers, firm)
    role = "buyer" if layout.of_buyers else "supplier"
    record = SurveyRow(firm, role, number, answered_on, tuple(answers.values()), tuple(updates))  # type: ignore[arg-type]
    return draft.done(record, **more) if name else nameless(draft, firm, record, more)


def _with_labels(row: Row, coded: Iterable[Question], answers: dict[str, Answer]) -> Row:
    """The row with the labels of choices where a column of the profile is answered by number (業種: 2 -> 機械).

    A number that is no choice says nothing of the firm.
    """
    cells = list(row.cells)
    for question in coded:
        answer = answers.get(question.key)
        if answer and (answer.values or code_list(answer.text)):
            cells[question.places[0].column] = "、".join(one for one in answer.values if not code_list(one))
    return replace(row, cells=tuple(cells))


def _answer(draft: Draft, question: Question) -> Answer | None:
    """The answer to a question; its doubts become issues."""
    sheet, row = draft.sheet, draft.cells.row
    cells = [
        AnswerCell(
            place,
            row.cells[place.column],
            row.days.get(place.column),
            sheet.sheet.cell_of(row, place.column),
        )
        for place in question.places
        if place.column < len(row.cells) and row.cells[place.column]
    ]
    answer, doubts = read_answer(question, cells)
    counted = question.type == "number" and question.profile not in _DOUBTED_BY_THE_PROFILE
    if not question.profile or question.certain or counted:
        for doubt in doubts:
            draft.warn(doubt.code, doubt.message, sheet.labels[doubt.column], doubt.value)
    return answer


def _numbers_of(questions: Iterable[Question], answers: dict[str, Answer], firm: Any) -> dict[str, Answer]:
    """What the firm's own numbers (employees, capital in yen) were read as is the answer as well."""
    found = {}
    for question in questions:
        if question.type == "number" and question.profile and (answer := answers.get(question.key)):
            if not hasattr(firm, question.profile):
                continue  # a text of the profile, however many of its answers are numbers
            number = getattr(firm, question.profile)
            found[question.key] = replace(answer, values=(str(number),) if number is not None else ())
    return found


def _lines_said(draft: Draft, on: date | None) -> list[ProfileUpdate]:
    """What stands under headings that are lines of a text (希望地域, 短納期 ...)."""
    lined = [field for field in _LINED if all(one.keep_heading for one in draft.sheet.layout.of(field))]
    cells: list[tuple[str, Found]] = [(field, one) for field in lined for one in draft.cells.all(field)]
    return [ProfileUpdate(field, one.label, one.text, "line", on, one.cell) for field, one in cells]


def _capacity(
    answers: dict[str, Answer], on: date | None, statuses: tuple[StatusWish, ...]
) -> dict[str, Any]:
    """受注余力: 無 is a state of the firm, 有 ends it."""
    answer = answers.get(_SPARE)
    said = answer.values[0] if answer and len(answer.values) == 1 else ""
    if said == "無" or values.folded(said) in ("0%", "0"):
        return {"statuses": (*statuses, StatusWish(_FULL, "調査の回答", on))}
    return {"ends": (_FULL,)} if said == "有" else {}
