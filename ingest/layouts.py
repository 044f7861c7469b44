"""How a sheet is to be read: its kind, its columns, and what there is to say about them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.kinds import Kind
from ingest.questions import QUESTION, Question
from ingest.usual import named_question
from ingest.vocabulary import bare_heading, vocabulary
from matching.corporate.fields import fields

# The field of a number that is no more than the row's place in the list.
RUNNING = "row_number"
# The rank of a column that a user assigned: before all others, and not to be doubted.
CHOSEN = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. field is "" where the heading says nothing we know, or too much (`rivals`).

    proposal: a field that the heading may mean, for the user to accept. question: the key of the survey question
    that the column answers (a column that fills no field has the field "question:KEY"); option: the choice for which a
    mark in it stands. parts: the heading's parts from top to bottom.
    """

    index: int
    heading: str
    field: str = ""
    keep_heading: bool = False
    rank: int = 0
    exact: bool = False
    rivals: tuple[str, ...] = ()
    proposal: str = ""
    question: str = ""
    option: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a sheet: its kind, the rows of its headings ((): none, as in JSON Lines), its columns.

    money_unit: yen of one unit, where a note above the table states it (単位：千円). questions: of a survey.
    of_buyers: whether a survey was answered by buyers; stated_on: the day of which its title says 現在. fingerprint: the
    same for every sheet with these headings.
    """

    kind: Kind
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    score: float = 0.0
    money_unit: int | None = None
    questions: tuple[Question, ...] = ()
    of_buyers: bool = False
    stated_on: date | None = None
    fingerprint: str = ""

    @property
    def header_row(self) -> int:
        """The last row of the headings, 0 where there are none."""
        return self.header_rows[-1] if self.header_rows else 0

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns of one field, plainest heading first."""
        found = (column for column in self.columns if column.field == field)
        return tuple(sorted(found, key=lambda column: (column.rank, column.index)))

    def column_index(self, field: str) -> int | None:
        """The place of the plainest column of a field."""
        return next((column.index for column in self.of(field)), None)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns with a heading that is no field's, or not clearly one's, and that answer no question."""
        return tuple(column for column in self.columns if not column.field and not column.question)


def fingerprint(headings: Iterable[str]) -> str:
    """What layouts with the same headings in the same order share: 16 hexadecimal digits."""
    joined = "\x1f".join(bare_heading(heading) for heading in headings)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:16]


def is_field(kind: Kind, field: str) -> bool:
    """Whether a user may say that a column of a kind of sheet holds a field; "": the notes."""
    if field.startswith(QUESTION):
        return kind == "survey" and named_question(field.removeprefix(QUESTION)) is not None
    return field == "" or field == RUNNING or field in {one.field for one in vocabulary(kind).exact.values()}


# --- what to say about columns ----------------------------------------------------------------------------


def column_labels(columns: Sequence[Column], names: Sequence[str]) -> dict[int, str]:
    """Column -> its heading, with the name of the column where several share a heading."""
    counts = Counter(column.heading for column in columns)
    return {
        column.index: column.heading
        if column.heading and counts[column.heading] == 1
        else f"{column.heading}[{names[column.index]}列]"
        for column in columns
    }


def layout_doubts(layout: Layout, labels: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    """Code, sentence and heading of every doubt about a sheet's columns. labels: column -> heading, all different."""
    unlabelled = {question.key for question in layout.questions if question.unlabelled}
    undivided = {question.key: question.undivided for question in layout.questions if question.undivided}
    for column in layout.columns:
        label = labels[column.index]
        if doubt := column_doubt(column, label, layout.kind):
            yield *doubt, label
        elif column.question in unlabelled:
            unlabelled.discard(column.question)
            message = (
                f"「{label}」は番号で答えられていますが、番号の意味がどこにもありません。番号のまま残します。"
            )
            yield "unlabelled-codes", message, label
        elif text := undivided.get(column.question, ""):
            message = f"「{label}」の「{text}」などは1つの回答として読みました。複数回答の設問なら、見出しに(複数回答)と書いて読み直してください。"
            yield "undivided-answers", message, label


def column_doubt(column: Column, label: str, kind: Kind) -> tuple[str, str] | None:
    """The code and the sentence of the doubt about a column; None where there is none."""
    if column.field == RUNNING:
        return "running-number", f"「{label}」は行の通し番号とみて、登録番号や案件番号としては使いません。"
    if column.field or column.question or not column.heading:
        return None
    if column.rivals:
        names = "、".join(field_label(field, kind) for field in column.rivals)
        return (
            "ambiguous-column",
            f"「{label}」は複数の項目({names})に当たるため、備考に「{label}: 値」として残します。",
        )
    if column.proposal:
        name = field_label(column.proposal, kind)
        return (
            "proposed-column",
            f"「{label}」は知らない見出しですが、「{name}」({column.proposal})のことかもしれません。"
            f'そうであれば --column "{label}={name}" を付けて読み直してください。今は備考に残します。',
        )
    return "unmapped-column", f"「{label}」は知らない見出しのため、備考に「{label}: 値」として残します。"


def field_label(field: str, kind: Kind) -> str:
    """What a field is called in a form; its key where no form has it."""
    entity = {"buyers": "buyer", "orders": "order"}.get(kind, "supplier")
    known = fields(entity)
    name = "name" if field == "company_name" else field
    return known[name].label if name in known else field
