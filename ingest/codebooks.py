"""Sheets that list the choices of a survey's questions: question, code, choice; or a question, and its choices below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.legends import Option, plain_code
from ingest.numbers import folded
from ingest.questions import Question
from ingest.sheets import Sheet
from ingest.usual import plain_question
from ingest.vocabulary import bare_heading, question_number, without_number

_CODEBOOK_CODE = frozenset(
    (
        "コード",
        "番号",
        "値",
        "code",
        "選択肢番号",
        "選択肢no",
        "no",
        "回答コード",
        "value",
        "回答番号",
        "枝番",
    )
)
_CODEBOOK_LABEL = frozenset(
    (
        "選択肢", "内容", "ラベル", "意味", "名称", "label", "回答", "選択肢名", "項目名", "回答内容", "選択肢内容",
        "説明", "回答選択肢", "値の意味",
    )
)  # fmt: skip
_CODEBOOK_ASKED = frozenset(
    (
        "設問", "質問", "問", "設問番号", "質問番号", "項目", "列", "列名", "設問名", "question", "変数", "変数名", "分類",
        "調査項目", "質問項目", "設問no", "問番号", "設問内容", "質問内容",
    )
)  # fmt: skip
_CODE = re.compile(r"\d{1,2}|[a-z]|[ア-コ]")


def codebook(sheets: Iterable[Sheet]) -> dict[str, tuple[Option, ...]]:
    """Bare question or its number -> choices, from the sheets that list them (設問, コード, 選択肢)."""
    found: dict[str, list[Option]] = {}
    for sheet in sheets:
        for asked, option in _listed(sheet):
            for key in asked:
                options = found.setdefault(key, [])
                if option not in options:
                    options.append(option)
    return {key: tuple(options) for key, options in found.items() if len(options) > 1}


def lists_choices(sheet: Sheet) -> bool:
    """Whether a sheet has the columns of such a list and rows below them."""
    return next(_listed(sheet), None) is not None


def explains(sheet: Sheet, questions: Iterable[Question]) -> bool:
    """Whether the choices of one of the questions are those that a sheet lists."""
    listed = {(option.code, option.label) for _, option in _listed(sheet)}
    return any(
        question.certain and any((one.code, one.label) in listed for one in question.options if one.code)
        for question in questions
    )


def _listed(sheet: Sheet) -> Iterator[tuple[list[str], Option]]:
    headed = False
    for found in _below_headings(sheet):
        headed = True
        yield found
    if not headed:
        yield from _below_questions(sheet)


def _below_questions(sheet: Sheet) -> Iterator[tuple[list[str], Option]]:
    """A question in a row by itself, then a number and a choice a row; read as far as the sheet is such a list."""
    asked: list[str] = []
    for row in sheet.rows():
        said = [text for text in row.cells if text]
        if len(said) == 1:
            forms = (said[0], without_number(said[0]), plain_question(said[0]), question_number(said[0]))
            asked = list(dict.fromkeys(bare_heading(form) for form in forms if form))
        elif len(said) == 2 and asked and _CODE.fullmatch(folded(said[0])):
            yield asked, Option(said[1], plain_code(folded(said[0])))
        elif said and not (len(said) == 2 and _heads_a_list(said)):
            return


def _heads_a_list(cells: Sequence[str]) -> bool:
    code, label = map(bare_heading, cells)
    return code in _CODEBOOK_CODE and label in _CODEBOOK_LABEL


def _below_headings(sheet: Sheet) -> Iterator[tuple[list[str], Option]]:
    places: tuple[list[int], int, int] | None = None
    asked: list[str] = []
    for number, row in enumerate(row for row in sheet.rows() if not row.blank):
        if places is None:
            places = _codebook_columns(row.cells)
            if places is None and number >= 10:
                return
            continue
        cells = [*row.cells, *[""] * (max(*places[0], *places[1:]) + 1 - len(row.cells))]
        asked = [bare_heading(cells[index]) for index in places[0] if cells[index]] or asked
        code, label = folded(cells[places[1]]), cells[places[2]]
        if asked and code and label:
            plain = str(int(code)) if code.isdigit() else code
            yield asked, Option(label, plain)


def _codebook_columns(cells: Sequence[str]) -> tuple[list[int], int, int] | None:
    bare = [bare_heading(cell) for cell in cells]
    code = next((index for index, word in enumerate(bare) if word in _CODEBOOK_CODE), None)
    labels = [index for index, word in enumerate(bare) if word in _CODEBOOK_LABEL and index != code]
    # 設問, 内容, コード, 選択肢: what stands before the code words the question.
    label = next(
        (index for index in labels if bare[index].startswith("選択肢")), labels[0] if labels else None
    )
    if label is not None and code is not None and label < code:
        label = next((index for index in labels if index > code), label)
    asked = [
        index
        for index, word in enumerate(bare)
        if word in _CODEBOOK_ASKED | _CODEBOOK_LABEL and index not in (code, label)
    ]
    return (
        (asked, code, label) if code is not None and label is not None and asked and len(cells) <= 8 else None
    )
