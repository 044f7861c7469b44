"""The columns of a questionnaire -> its questions: type, choices, and which columns belong together.

Choices come from the heading (「収益性（1.良くなった 2.変わらない 3.悪くなった）」), from a sheet that lists them, from the
columns themselves where each choice has one of its own, and from data/reference/questions.tsv.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.answertypes import MOSTLY, answer_type, codes, says_one, unlabelled
from ingest.legends import Option, legend, option_of
from ingest.numbers import folded
from ingest.parting import looks_several, numbered_choices, words_of
from ingest.sampling import ColumnValues
from ingest.synonyms import aliased, yes_and_no
from ingest.usual import (
    QuestionType,
    UsualQuestion,
    asked_of_some_time,
    named_question,
    of_another_time,
    plain_question,
    usual_question,
)
from ingest.values import is_blank, mark
from ingest.vocabulary import bare_heading, question_number, without_number

# What stands before a question's key in the field of a column that answers it.
QUESTION = "question:"
Codebook = Mapping[str, tuple[Option, ...]]

# What says who answered is no answer; what says what the firm is, is one as well (for tables by industry and size).
_NO_ANSWERS = frozenset(
    {
        "company_name", "source_id", "corporate_number", "invoice_number", "kana", "postal_code", "address", "building",
        "phone", "fax", "email", "url", "contact", "representative", "row_number", "response_number", "answered_on",
        "disclosure", "consent", "bank", "status", "status_reason", "status_start", "status_end", "competitor_of",
    }
)  # fmt: skip
_COUNTED = frozenset({"employees", "capital_yen"})
_SEPARATED = re.compile(r"^(?P<stem>.{2,}?)\s*(?:[_:|>→\n]|\s-\s|/)\s*(?P<option>[^_:|>→\n/]+)$")
_BRACKET_END = re.compile(r"^(?P<stem>.{2,}?)\s*[\[(【](?P<option>[^\[\]()【】]+)[\])】]$")
_SLOT = re.compile(r"^(?P<stem>.*?[^\d\s_-])\s*[-_]?\s*(?P<option>\d{1,2})$")
_SUBNUMBER = re.compile(r"^(?P<stem>\D+\d{1,2})\s*[-.・_(]\s*\d{1,2}\)?[\s.:、_]*(?P<option>.+)$")
_OTHER = re.compile(r"^その他|^other")
# Brackets that tell a number or a time of one question, not the items of a grid.
_REMARK = re.compile(
    r"[\d\s]*(?:千|万|百万|億)?(?:円|人|名|%|社|件|台)|.*(?:比|年|期|月|現在|今回|前回|見通し|見込|複数|単一|自由|任意|必須|理由|その他).*"
)
# Above other questions these only say of what they are parts: 景況 above 受注量, 受注単価, 採算.
_UMBRELLA = re.compile(
    r"(?:(?:貴社|御社|自社|当社|貴事業所|現在|最近|前年同期と比べた|前年と比べた)の?)*(?:経営|景気|事業|営業)?の?(?:状況|動向|概況|状態)(?:について)?"
)
_UMBRELLA_QUESTION = "business_conditions"
# What stands before the numbers of questions: Q1 and Q2 are two of them.
_ASKING = re.compile(r"(?:設問|質問|問い?|q|no)\s*\.?")
_YEAR = re.compile(r"(?:令和|平成|[rh])\s*(?:\d{1,2}|元)\s*年?度?|20\d\d\s*年?度?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a question; option: the choice that a mark in it chooses ("": the cell says the choice itself)."""

    column: int
    option: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question of one sheet (equal only to itself, so that answers can be remembered by it).

    key: stable across files of the same form; number: as the form numbers it; heading: as the form words it.

    certain: whether the choices are all that there are (listed in the file), or only usual ones. unlabelled: codes
    are answered that nothing explains. profile: the supplier's field that the column fills as well. update: what an
    answer changes in the profile ("line:terms", "add:equipment"), "" for nothing. words: what is an answer by itself in
    other cells, folded, where the choices are not all known. undivided: a cell that may hold several answers or one.
    money: yen of one unit where the amounts are stated in thousands or millions (they are kept in yen), else 0.
    """

    key: str
    label: str
    type: QuestionType
    options: tuple[Option, ...] = ()
    places: tuple[Place, ...] = ()
    number: str = ""
    certain: bool = False
    unlabelled: bool = False
    profile: str = ""
    update: str = ""
    heading: str = ""
    words: frozenset[str] = frozenset()
    undivided: str = ""
    money: int = 0


@dataclass(frozen=True)
class Source:
    """A column that may hold answers: its heading's parts from top to bottom, its field, its values, choices listed below it."""

    column: int
    parts: tuple[str, ...]
    field: str
    values: ColumnValues = dataclasses.field(default_factory=ColumnValues)
    listed: tuple[Option, ...] = ()

    @property
    def asked(self) -> str:
        """The usual question that a user said the column answers, by its id; "" for none."""
        return self.field.partition(QUESTION)[2]

    @property
    def heading(self) -> str:
        """The parts as one."""
        return " ".join(self.parts)


# --- grouping ---------------------------------------------------------------------------------------------


def questions_of(sources: Sequence[Source], codebook: Codebook) -> tuple[Question, ...]:
    """The questions of a sheet, in the order of their first columns; keys are unique."""
    asked = _grids([source for source in sources if source.field not in _NO_ANSWERS and source.heading])
    leaves = Counter(bare_heading(parts[-1]) for parts in _asked_parts(asked))
    questions: list[Question] = []
    rest = asked
    while rest:
        size, question = _next(rest, codebook, leaves)
        questions.append(question)
        rest = rest[size:]
    return tuple(_unique(questions))


def _grids(sources: Sequence[Source]) -> list[Source]:
    """「景況 [受注量]」「景況 [採算]」, as web forms write the rows of a grid, like headings of two rows."""
    found = list(sources)
    start = 0
    while start < len(found):
        group, stem, items = _grid(found[start:])
        for place, item in enumerate(items, start):
            found[place] = replace(found[place], parts=(stem, item))
        start += max(1, len(group))
    return found


def _grid(rest: Sequence[Source]) -> tuple[Sequence[Source], str, list[str]]:
    group, stem, items = next(_runs(rest, _by_pattern(_BRACKET_END)), ((), "", []))
    if any(len(one.parts) > 1 or _REMARK.fullmatch(item) for one, item in zip(group, items, strict=True)):
        return (), "", []
    return (group, stem, items) if len(set(items)) == len(items) else ((), "", [])


def _next(rest: Sequence[Source], codebook: Codebook, leaves: Mapping[str, int]) -> tuple[int, Question]:
    for group, stem, options in _groups(rest):
        if group[0].parts[:-1] and stem == " ".join(group[0].parts[:-1]):
            stem = _heading(group[0].parts[:-1], leaves)
        if (question := _of_marks(group, stem, options, codebook)) or (
            question := _of_slots(group, stem, options, codebook)
        ):
            return len(group), question
    return 1, _alone(rest[0], codebook, leaves)


def _groups(rest: Sequence[Source]) -> Iterable[tuple[Sequence[Source], str, list[str]]]:
    """Runs of columns from the first on that share what stands before their last part."""
    for split in (
        _by_rows,
        _by_pattern(_SEPARATED),
        _by_pattern(_BRACKET_END),
        _by_pattern(_SUBNUMBER),
        _by_pattern(_SLOT),
    ):
        yield from _runs(rest, split)


def _runs(
    rest: Sequence[Source], split: Callable[[Source], tuple[str, str] | None]
) -> Iterator[tuple[Sequence[Source], str, list[str]]]:
    """The columns from the first on that share what `split` finds before their last part; nothing where it is one alone."""
    first = split(rest[0])
    if first is None or rest[0].field or _ASKING.fullmatch(folded(first[0])):
        return
    options = [first[1]]
    for source in rest[1:]:
        found = split(source)
        if found is None or source.field or bare_heading(found[0]) != bare_heading(first[0]):
            break
        options.append(found[1])
    if len(options) > 1:
        yield rest[: len(options)], first[0], options


def _by_rows(source: Source) -> tuple[str, str] | None:
    return (" ".join(source.parts[:-1]), source.parts[-1]) if len(source.parts) > 1 else None


def _by_pattern(pattern: re.Pattern[str]) -> Callable[[Source], tuple[str, str] | None]:
    def split(source: Source) -> tuple[str, str] | None:
        found = pattern.match(unicodedata.normalize("NFKC", source.heading).strip())
        return (found["stem"], found["option"].strip()) if found else None

    return split


def _of_marks(
    group: Sequence[Source], stem: str, labels: Sequence[str], codebook: Codebook
) -> Question | None:
    """One question whose choices have a column each, marked with ○ or 1, or with their own number or words."""
    options = [option_of(label, place) for place, label in enumerate(labels, 1)]
    if _share_of_marks(group, options) < MOSTLY:
        return None
    known = usual_question(stem)
    if _ticked_with_x(group):
        options = [replace(option, aliases=("x",)) for option in options]
    numbered = all(option.label.isdigit() for option in options)
    if numbered and (listed := {option.code: option for option in _options(stem, codebook)}):
        options = [listed.get(option.label, option) for option in options]
        numbered = False
    places = tuple(Place(source.column, option.label) for source, option in zip(group, options, strict=True))
    kind: QuestionType = (
        "single" if says_one(stem, known or asked_of_some_time(_YEAR.sub(" ", stem))) else "multiple"
    )
    question = _named(stem, kind, tuple(options), places, known)
    return replace(question, certain=True, unlabelled=numbered)


def _share_of_marks(group: Sequence[Source], options: Sequence[Option]) -> float:
    """How many of the filled cells hold marks; その他 may hold words."""
    filled = marked = 0
    for source, option in zip(group, options, strict=True):
        if not _OTHER.match(folded(option.label)):
            blank = sum(rows for text, rows in source.values.counts.items() if is_blank(text))
            filled += source.values.filled - blank
            marked += sum(
                count
                for text, count in source.values.counts.items()
                if not is_blank(text) and _marks(text, option)
            )
    return marked / filled if filled else 0.0


def _ticked_with_x(group: Sequence[Source]) -> bool:
    """Whether x is the only mark below the choices: then it ticks them; beside ○ it stands for ×."""
    said = {folded(text) for source in group for text in source.values.counts if not is_blank(text)}
    return "x" in said and not any(mark(word) or word == "×" for word in said)


def _marks(text: str, option: Option) -> bool:
    word = folded(text)
    return mark(word) is not None or word in (folded(option.label), option.code) or word == "◎"


def _of_slots(
    group: Sequence[Source], stem: str, labels: Sequence[str], codebook: Codebook
) -> Question | None:
    """One question with room for several answers: 経営課題1, 経営課題2, 経営課題3."""
    if not all(re.fullmatch(r"\(?\d{1,2}\)?|第?\d位|その\d", folded(label)) for label in labels):
        return None
    listed = group[0].listed or _options(stem, codebook)
    known = usual_question(stem)
    options = aliased(listed, known) or (known.options if known else ())
    if not options and (
        question_number(stem) == re.sub(r"\s", "", stem) or not all(codes(one.values) for one in group)
    ):
        return None
    places = tuple(Place(source.column) for source in group)
    question = _named(stem, "multiple", options, places, known)
    found = [source.values for source in group]
    words = frozenset().union(*(words_of(values.counts) for values in found))
    return replace(question, certain=bool(listed), unlabelled=unlabelled(found, options), words=words)


def _alone(source: Source, codebook: Codebook, leaves: Mapping[str, int]) -> Question:
    """The question of one column."""
    heading = _heading(source.parts, leaves)
    # Above a question that goes by its own words stands what its numbers mean.
    listed = source.listed or _options(heading, codebook) or _options(" ".join(source.parts), codebook)
    known = named_question(source.asked) if source.asked else usual_question(heading)
    numbered = () if listed or source.values.many else numbered_choices(source.values.counts)
    options = aliased(listed or numbered, known) or (known.options if known else ())
    kind: QuestionType = (
        "number"
        if source.field in _COUNTED
        else answer_type(heading, source.values, options, known, bool(listed or numbered))
    )
    if kind == "single" and not options:
        options = yes_and_no(source.values)
    question = _named(heading, kind, options, (Place(source.column),), known)
    asked = kind in ("single", "multiple") and (not source.field or bool(source.asked))
    return replace(
        question,
        certain=bool(listed),
        unlabelled=asked and unlabelled([source.values], options),
        profile=source.field if not known else "",
        words=words_of(source.values.counts) if kind == "multiple" else frozenset(),
        undivided=looks_several(source.values.counts) if asked and kind == "single" and not options else "",
    )


def _asked_parts(sources: Sequence[Source]) -> set[tuple[str, ...]]:
    """What may word a question by its last part: the parts of each heading, and those above a row of choices."""
    whole = {source.parts for source in sources}
    above = {source.parts[:-1] for source in sources if len(source.parts) > 1}
    return {parts for parts in whole | above if not _says_more(parts)}


def _heading(parts: Sequence[str], leaves: Mapping[str, int]) -> str:
    """The last part where it is a question by itself, else all parts."""
    leaf, whole = parts[-1], " ".join(parts)
    if len(parts) == 1 or leaves[bare_heading(leaf)] > 1:
        return whole
    if _says_more(parts):
        return whole
    return leaf if question_number(leaf) or usual_question(leaf) else whole


def _says_more(parts: Sequence[str]) -> bool:
    """Whether what stands above the last part asks more than the last part does alone."""
    own = usual_question(parts[-1])
    if any(map(of_another_time, parts[:-1])):
        return True
    if own and own.id != _UMBRELLA_QUESTION and all(map(_is_umbrella, parts[:-1])):
        return False
    above = [(question_number(part), usual_question(part)) for part in parts[:-1]]
    return any(number or (known and known != own) for number, known in above)


def _is_umbrella(part: str) -> bool:
    known = usual_question(part)
    return (known is not None and known.id == _UMBRELLA_QUESTION) or bool(
        _UMBRELLA.fullmatch(plain_question(part))
    )


def _named(
    heading: str,
    kind: QuestionType,
    options: tuple[Option, ...],
    places: tuple[Place, ...],
    known: UsualQuestion | None,
) -> Question:
    number = question_number(heading)
    plain = plain_question(heading)
    label = known.label if known else plain or heading
    key = known.id if known else bare_heading(plain or heading)
    update = known.update if known else ""
    return Question(
        key, label, kind, options, places, number, update=update, heading=" ".join(heading.split())
    )


def _options(heading: str, codebook: Codebook) -> tuple[Option, ...]:
    """The choices that the heading itself or the sheet of choices lists."""
    if found := legend(without_number(heading)):
        return found
    for key in (heading, without_number(heading), plain_question(heading), question_number(heading)):
        if key and (listed := codebook.get(bare_heading(key))):
            return listed
    return ()


def _unique(questions: Sequence[Question]) -> Iterable[Question]:
    """Questions with keys of their own: a second one of the same key gets its number, else its place."""
    seen: Counter[str] = Counter()
    for question in questions:
        key = question.key
        if seen[key]:
            key = f"{question.key}-{question.number or seen[key] + 1}"
        seen[question.key] += 1
        yield replace(question, key=key)
