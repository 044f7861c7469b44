"""A row of a questionnaire -> its answers, and what they change in the firm's profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from ingest import values
from ingest.amounts import amount, with_its_unit
from ingest.choices import Selection, code_list, ending_apart, select
from ingest.dates import DOUBTS
from ingest.numbers import answered_number
from ingest.parting import known_parts, parted, slashed
from ingest.questions import Place, Question
from ingest.unanswered import no_choice, says_nothing
from ingest.usual import QuestionType
from matching.corporate import BuyerRow, CertificationRow, EquipmentRow, SupplierRow

__all__ = [
    "Answer",
    "ProfileUpdate",
    "SurveyRow",
    "profile_updates",
    "read_answer",
    "updated_texts",
]

_CROSSES = frozenset("×✕✖✗x")
_SIGN = re.compile(r"[^\w\s]{1,2}")

# More of its capacity than this, with all overtime, no firm uses.
_UTILIZATION, _MOST_PERCENT = "utilization", 150


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful about an answer. column: its place in the sheet."""

    code: str
    message: str
    column: int
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One firm's answer to one question.

    values: labels of choices, a number, an ISO date or the words; () where they cannot be read. text: as written,
    other: free words behind その他. cell: where it stands.
    """

    question: str
    label: str
    type: QuestionType
    values: tuple[str, ...]
    text: str
    other: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ProfileUpdate:
    """What an answer changes in a supplier's profile.

    mode "line": the line "label: text" of a text field is put in the place of the one with this label; "add": the words
    are added to the field as a line, and `machines` or `certificates` to its rows, where they are not there yet.
    """

    field: str
    label: str
    text: str
    mode: Literal["line", "add"]
    on: date | None = None
    cell: str = ""
    machines: tuple[EquipmentRow, ...] = ()
    certificates: tuple[CertificationRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One firm's answers. firm: what the row says of the firm itself. number: the response's, as the file gives it."""

    firm: SupplierRow | BuyerRow
    role: Literal["supplier", "buyer"]
    number: str = ""
    answered_on: date | None = None
    answers: tuple[Answer, ...] = ()
    updates: tuple[ProfileUpdate, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell of a question: its text, its exact day if it is a date cell, and its name."""

    place: Place
    text: str
    day: date | datetime | None = None
    name: str = ""


# --- one answer -------------------------------------------------------------------------------------------


def read_answer(question: Question, cells: Sequence[AnswerCell]) -> tuple[Answer | None, tuple[Doubt, ...]]:
    """The answer in the cells of a question (those that hold anything); None where nothing was answered."""
    if not cells:
        return None, ()
    key = tuple((cell.place, cell.text, cell.day) for cell in cells)
    read = _remembered if question.type in ("single", "multiple") else _read
    chosen, other, text, doubts = read(question, key)
    if not chosen and not other and not doubts:
        return None, ()
    place = " ".join(cell.name for cell in cells if cell.name)
    return Answer(question.key, question.label, question.type, chosen, text, other, place), doubts


_Key = tuple[tuple[Place, str, date | datetime | None], ...]


def _read(question: Question, key: _Key) -> tuple[tuple[str, ...], str, str, tuple[Doubt, ...]]:
    """What is chosen, what else is said, the words as written, and the doubts."""
    cells = [AnswerCell(*parts) for parts in key]
    marked = any(cell.place.option for cell in cells)
    found, other, doubts = (_read_marks if marked else _READERS[question.type])(question, cells)
    text = "\n".join(
        f"{cell.place.option}: {cell.text}" if cell.place.option else cell.text for cell in cells
    )
    if question.money and found:
        text = with_its_unit(text, question.money)
    chosen = tuple(dict.fromkeys(found))
    if question.options and all(map(no_choice, chosen)):
        chosen = ()  # 9.無回答
    if question.type == "single" and len(chosen) > 1:
        message = f"1つだけ選ぶ問いに{len(chosen)}つの回答({'、'.join(chosen)})があります。すべて残しました。"
        doubts.append(Doubt("several-choices", message, cells[0].place.column, text))
    return chosen, other, text, tuple(doubts)


# Firms give the same few answers.
_remembered = lru_cache(maxsize=8192)(_read)


_Read = tuple[list[str], str, list[Doubt]]


def _read_marks(question: Question, cells: Sequence[AnswerCell]) -> _Read:
    """Choices with a column each: what is marked is chosen; words below その他 are what else was said.

    × says that a choice is not chosen; where it is all that a firm wrote, it may have been meant to choose.
    """
    chosen, other, doubts = [], "", []
    crossed = [cell for cell in cells if values.folded(cell.text) in _CROSSES]
    for cell in cells:
        option = cell.place.option
        said = values.mark(cell.text)
        words = values.folded(cell.text)
        if said is None and says_nothing(cell.text) and words not in _own_words(question, option):
            continue
        if said or words in _own_words(question, option):
            chosen.append(option)
        elif said is None:
            if option.startswith("その他"):
                chosen.append(option)
                other = cell.text
            else:
                message = f"「{cell.text}」は○などの印として読めません。選ばれていないものとし、書かれたまま残しました。"
                doubts.append(Doubt("unknown-choice", message, cell.place.column, cell.text))
    if crossed and not chosen and len(crossed) == len(cells) < len(question.options):
        options = "」「".join(cell.place.option for cell in crossed)
        message = (
            f"「{options}」に×だけがあり、○がどこにもありません。選ばれていないものとし、書かれたまま残しました。"
            "選んだ印なら○に直してください。"
        )
        doubts.append(Doubt("ambiguous-answer", message, crossed[0].place.column, crossed[0].text))
    return chosen, other, doubts


def _as_marks(question: Question, cell: AnswerCell) -> list[AnswerCell]:
    """ "増加: ×" in one cell, as marks that could not be read are exported: what stands below each choice; [] for words."""
    labels = {option.label for option in question.options}
    found = [line.partition(": ") for line in cell.text.splitlines()]
    if not all(label in labels and (values.mark(said) is not None or _SIGN.fullmatch(said))
               for label, _, said in found):  # fmt: skip
        return []
    return [AnswerCell(Place(cell.place.column, label), said) for label, _, said in found]


def _own_words(question: Question, option: str) -> set[str]:
    """The words that choose an option."""
    of_it = (one for one in question.options if one.label == option)
    return {values.folded(word) for one in of_it for word in (one.label, one.code, *one.aliases) if word}


def _read_choices(question: Question, cells: Sequence[AnswerCell]) -> _Read:
    chosen: list[str] = []
    doubts: list[Doubt] = []
    others = []
    for cell in cells:
        if ": " in cell.text and (marks := _as_marks(question, cell)):
            labels, _, told = _read_marks(question, marks)
            chosen += labels
            doubts += told
            continue
        found = _select(question, cell)
        chosen += found.labels
        others += [found.other] if found.other else []
        doubts += [Doubt(code, message, cell.place.column, cell.text) for code, message in found.doubts]
    return chosen, "、".join(others), doubts


def _select(question: Question, cell: AnswerCell) -> Selection:
    day = cell.day.date() if isinstance(cell.day, datetime) else cell.day
    if says_nothing(cell.text) and not _is_choice(question, cell.text):
        return Selection()
    if question.unlabelled:
        return select(cell.text, (), day)
    if question.update.startswith("line") and re.fullmatch(r"[\d.]+%", values.folded(cell.text)):
        return Selection((cell.text,))
    if question.options:
        found = select(cell.text, question.options, day)
        if found.doubts and question.type == "multiple" and not question.certain:
            found = _entry_by_entry(question, cell.text, found)
        if found.labels and question.certain and question.type == "multiple":
            return replace(found, labels=tuple(dict.fromkeys((*found.labels, *found.unread))))
        if question.certain:
            return found
        if found.labels:
            # The form didn't list the usual choices: 減少した stays the form's own word for 減少.
            own = len(found.labels) == 1 and not found.doubts and ending_apart(cell.text) == found.labels[0]
            return replace(found, labels=(cell.text.strip(),)) if own else found
        if code_list(cell.text):
            message = (
                f"「{cell.text}」は番号の回答ですが、番号の意味がどこにもありません。書かれたまま残しました。"
            )
            return Selection(doubts=(("unknown-choice", message),))
    if question.type == "multiple":
        return _entry_by_entry(question, cell.text, Selection())
    return Selection((cell.text,))


def _is_choice(question: Question, text: str) -> bool:
    word = values.folded(text)
    return any(
        word == values.folded(said)
        for one in question.options
        for said in (one.label, one.code, *one.aliases)
        if said
    )


def _entry_by_entry(question: Question, text: str, found: Selection) -> Selection:
    """The usual choices are not all that there are: what else stands in a list is an answer of its own."""
    if any(code != "unknown-choice" for code, _ in found.doubts):
        return found
    labels: list[str] = []
    others: list[str] = []
    doubts: list[tuple[str, str]] = []
    for entry in parted(text):
        for one in _answers_in(question, entry):
            said = select(one, question.options, None) if question.options else Selection()
            if not said.labels:
                labels.append(one)
            elif not said.doubts:
                labels += said.labels
                others += [said.other] if said.other else []
            else:
                labels.append(one)
                several = "」「".join(said.labels)
                message = f"「{one}」は「{several}」とほかの回答とも、1つの回答とも読めるため、書かれたまま1つの回答としました。"
                doubts.append(("ambiguous-answer", message))
    return Selection(tuple(dict.fromkeys(labels)), "、".join(others), tuple(doubts))


def _answers_in(question: Question, entry: str) -> list[str]:
    """The answers of an entry that / or ・ or spaces may part: "受注量の確保／受注単価の低下"."""

    def known(part: str) -> bool:
        said = select(part, question.options, None) if question.options else Selection()
        return values.folded(part) in question.words or (len(said.labels) == 1 and not said.doubts)

    if _is_choice(question, entry):
        return [entry]
    parts = slashed(entry)
    if len(parts) > 1 and any(map(known, parts)):
        return [one for part in parts for one in known_parts(part, known) or [part]]
    return known_parts(entry, known) or [entry]


def _read_number(question: Question, cells: Sequence[AnswerCell]) -> _Read:
    numbers: list[str] = []
    doubts: list[Doubt] = []
    for cell in cells:
        if values.is_blank(cell.text):
            continue
        number = amount(cell.text, question.money) if question.money else answered_number(cell.text)
        if number is None:
            message = f"「{cell.text}」を数として読めません。書かれたまま残しました。"
            doubts.append(Doubt("unreadable-number", message, cell.place.column, cell.text))
        else:
            numbers.append(f"{number.normalize():f}")
            if question.key == _UTILIZATION and not 0 <= number <= _MOST_PERCENT:
                message = f"「{cell.text}」は操業度(%)として大きすぎるか小さすぎます。書かれたとおりに読みました。値を確かめてください。"
                doubts.append(Doubt("doubtful-number", message, cell.place.column, cell.text))
    return numbers, "", doubts


def _read_date(_: Question, cells: Sequence[AnswerCell]) -> _Read:
    days: list[str] = []
    doubts: list[Doubt] = []
    for cell in cells:
        if values.is_blank(cell.text):
            continue
        found = values.exact_day(cell.text, cell.day)
        if found is None:
            message = f"「{cell.text}」を日付として読めません。書かれたまま残しました。"
            doubts.append(Doubt("unreadable-date", message, cell.place.column, cell.text))
        else:
            days.append(found.first.isoformat())
            if found.doubt:
                doubts.append(
                    Doubt("doubtful-date", DOUBTS[found.doubt](found), cell.place.column, cell.text)
                )
    return days, "", doubts


def _read_text(_: Question, cells: Sequence[AnswerCell]) -> _Read:
    return [cell.text for cell in cells if not says_nothing(cell.text)], "", []


_READERS = {
    "single": _read_choices,
    "multiple": _read_choices,
    "number": _read_number,
    "date": _read_date,
    "text": _read_text,
}


# --- what answers change ----------------------------------------------------------------------------------


def profile_updates(
    questions: Iterable[Question], answers: Mapping[str, Answer], on: date | None
) -> Iterator[ProfileUpdate]:
    """What the answers of a firm change in its profile."""
    for question in questions:
        answer = answers.get(question.key)
        mode, _, field = question.update.partition(":")
        if not answer or not field or not answer.values:
            continue
        text = "、".join((*answer.values, answer.other) if answer.other else answer.values)
        if question.type == "number" and "%" in values.folded(answer.text):
            text += "%"
        if mode == "line":
            yield ProfileUpdate(field, question.label, text, "line", on, answer.cell)
        elif not values.is_blank(text):
            machines = values.machines(text) if field == "equipment" else ()
            certificates = values.certificates(text) if field == "certifications" else ()
            yield ProfileUpdate(field, question.label, text, "add", on, answer.cell, machines, certificates)


def updated_texts(stored: Mapping[str, str], updates: Iterable[ProfileUpdate]) -> dict[str, str]:
    """The texts of a profile after updates: the fields that change, and lines that say the same again."""
    texts, lines_told = dict(stored), set()
    for update in updates:
        lines = texts.get(update.field, "").splitlines()
        if update.mode == "line":
            lines_told.add(update.field)
            start = f"{update.label}:"
            line = f"{start} {update.text}"
            place = next((number for number, old in enumerate(lines) if _labelled(old, update.label)), None)
            lines = [*lines, line] if place is None else [*lines[:place], line, *lines[place + 1 :]]
        else:
            known = {values.folded(line) for line in lines}
            known |= {values.folded(entry) for line in lines for entry in values.entries(line)}
            lines += [entry for entry in values.entries(update.text) if values.folded(entry) not in known]
        texts[update.field] = "\n".join(lines)
    return {key: text for key, text in texts.items() if key in lines_told or text != stored.get(key, "")}


def _labelled(line: str, label: str) -> bool:
    return re.match(rf"\s*{re.escape(label)}(?:の有無)?\s*[:：]", line) is not None
