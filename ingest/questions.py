"""The columns of a questionnaire -> its questions: type, choices, and which columns belong together.

Choices come from the heading (「収益性（1.良くなった 2.変わらない 3.悪くなった）」), from a sheet that lists them, from the
columns themselves where each choice has one of its own, and from data/reference/questions.tsv.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.choices import code_list
from ingest.legends import Option, legend, option_of
from ingest.numbers import answered_number, folded, parsed
from ingest.sampling import ColumnValues
from ingest.synonyms import aliased, yes_and_no
from ingest.usual import QuestionType, UsualQuestion, plain_question, usual_question
from ingest.values import is_blank, mark
from ingest.vocabulary import bare_heading, question_number, without_number

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
_SEVERAL = re.compile(
    r"複数回答|複数選択|複数可|複数回答可|いくつでも|すべて|全て|○はいくつ|当てはまるもの|あてはまるもの|\bma\b|つまで|以内"
)
_ONE = re.compile(r"1つ(?:だけ|のみ|選)|一つ(?:だけ|のみ|選)|ひとつ(?:だけ|のみ|選)|単一回答|択一|\bsa\b")
_NUMERIC = re.compile(r"(?:数|率|額|高|年数|割合|人員|台数|件数|%|％)(?:\(.*\))?$")
_SCALE = frozenset(
    (
        "増加 減少 不変 横ばい 変化なし 変わらない やや増加 やや減少 上昇 低下 やや上昇 やや低下 良い 悪い 普通 やや良い やや悪い "
        "好転 悪化 やや好転 やや悪化 良くなった 悪くなった 黒字 赤字 収支均衡 トントン はい いいえ 有 無 あり なし ある ない "
        "有り 無し 可 不可 過剰 適正 不足 検討中 未定 予定あり 予定なし"
    ).split()
)
_SEPARATED = re.compile(r"^(?P<stem>.{2,}?)\s*(?:[_:|>→\n]|\s-\s|/)\s*(?P<option>[^_:|>→\n/]+)$")
_BRACKET_END = re.compile(r"^(?P<stem>.{2,}?)\s*[\[(【](?P<option>[^\[\]()【】]+)[\])】]$")
_SLOT = re.compile(r"^(?P<stem>.*?[^\d\s_-])\s*[-_]?\s*(?P<option>\d{1,2})$")
_SUBNUMBER = re.compile(r"^(?P<stem>\D+\d{1,2})\s*[-.・_(]\s*\d{1,2}\)?[\s.:、_]*(?P<option>.+)$")
# So many of the filled cells must be marks: one firm may write △ or a remark.
_MOSTLY = 0.6
_OTHER = re.compile(r"^その他|^other")
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

    key: stable across files of the same form; number: as the form numbers it.

    certain: whether the choices are all that there are (listed in the file), or only usual ones. unlabelled: codes
    are answered that nothing explains. profile: the supplier's field that the column fills as well. update: what an
    answer changes in the profile ("line:terms", "add:equipment"), "" for nothing.
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


@dataclass(frozen=True)
class Source:
    """A column that may hold answers: its heading's parts from top to bottom, its field, its values, choices listed below it."""

    column: int
    parts: tuple[str, ...]
    field: str
    values: ColumnValues = dataclasses.field(default_factory=ColumnValues)
    listed: tuple[Option, ...] = ()

    @property
    def heading(self) -> str:
        """The parts as one."""
        return " ".join(self.parts)


# --- grouping ---------------------------------------------------------------------------------------------


def questions_of(sources: Sequence[Source], codebook: Codebook) -> tuple[Question, ...]:
    """The questions of a sheet, in the order of their first columns; keys are unique."""
    asked = [source for source in sources if source.field not in _NO_ANSWERS and source.heading]
    leaves = Counter(bare_heading(source.parts[-1]) for source in asked)
    questions: list[Question] = []
    rest = asked
    while rest:
        size, question = _next(rest, codebook, leaves)
        questions.append(question)
        rest = rest[size:]
    return tuple(_unique(questions))


def _next(rest: Sequence[Source], codebook: Codebook, leaves: Mapping[str, int]) -> tuple[int, Question]:
    for group, stem, options in _groups(rest):
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
        first = split(rest[0])
        if first is None or rest[0].field or _ASKING.fullmatch(folded(first[0])):
            continue
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
    if _share_of_marks(group, options) < _MOSTLY:
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
        "single" if _says_one(stem, known or usual_question(_YEAR.sub(" ", stem))) else "multiple"
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


def _says_one(stem: str, known: UsualQuestion | None) -> bool:
    words = folded(stem)
    return not _SEVERAL.search(words) and (
        _ONE.search(words) is not None or (known is not None and known.type == "single")
    )


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
        question_number(stem) == re.sub(r"\s", "", stem) or not all(_codes(one.values) for one in group)
    ):
        return None
    places = tuple(Place(source.column) for source in group)
    question = _named(stem, "multiple", options, places, known)
    return replace(question, certain=bool(listed), unlabelled=_unlabelled(group, options))


def _alone(source: Source, codebook: Codebook, leaves: Mapping[str, int]) -> Question:
    """The question of one column."""
    heading = _heading(source, leaves)
    listed = source.listed or _options(heading, codebook)
    known = usual_question(heading)
    options = aliased(listed, known) or (known.options if known else ())
    kind: QuestionType = (
        "number" if source.field in _COUNTED else _type(heading, source.values, options, known)
    )
    if kind == "single" and not options:
        options = yes_and_no(source.values)
    question = _named(heading, kind, options, (Place(source.column),), known)
    unlabelled = kind in ("single", "multiple") and not source.field and _unlabelled([source], options)
    profile = source.field if not known else ""
    return replace(question, certain=bool(listed), unlabelled=unlabelled, profile=profile)


def _heading(source: Source, leaves: Mapping[str, int]) -> str:
    """The last part where it is a question by itself, else all parts."""
    leaf = source.parts[-1]
    if len(source.parts) == 1 or leaves[bare_heading(leaf)] > 1:
        return source.heading
    above_asks = any(usual_question(part) or question_number(part) for part in source.parts[:-1])
    return leaf if (question_number(leaf) or usual_question(leaf)) and not above_asks else source.heading


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
    return Question(key, label, kind, options, places, number, update=known.update if known else "")


def _options(heading: str, codebook: Codebook) -> tuple[Option, ...]:
    """The choices that the heading itself or the sheet of choices lists."""
    if found := legend(without_number(heading)):
        return found
    for key in (heading, without_number(heading), plain_question(heading), question_number(heading)):
        if key and (listed := codebook.get(bare_heading(key))):
            return listed
    return ()


def _type(
    heading: str, values: ColumnValues, options: tuple[Option, ...], known: UsualQuestion | None
) -> QuestionType:
    words = folded(heading)
    if _SEVERAL.search(words):
        return "multiple"
    if known and (known.type != "single" or not options):
        return "number" if known.type == "single" and _measured(values) else known.type
    if _ONE.search(words):
        return "single"
    if options:
        several = any(len(code_list(text)) > 1 for text in values.counts)
        return "multiple" if several and not known else "single"
    return _inferred(words, values)


def _inferred(words: str, values: ColumnValues) -> QuestionType:
    if not values.filled:
        return "text"
    if values.days == values.filled:
        return "date"
    if values.many or values.longest > 40:
        return "text"
    texts = list(values.counts)
    if all(len(code_list(text)) > 1 or (parsed(text) or 99) <= 20 for text in texts) and any(
        len(code_list(text)) > 1 for text in texts
    ):
        return "multiple"
    if _share_of_numbers(values) == 1:
        coded = values.whole_numbers == values.filled and values.largest <= 20 and not _NUMERIC.search(words)
        return "single" if coded and len(texts) < max(3, values.filled) else "number"
    if _NUMERIC.search(words) and _share_of_numbers(values) >= _MOSTLY:
        return "number"
    if all(folded(text) in _SCALE or mark(text) is not None for text in texts):
        return "single"
    return (
        "single" if len(texts) <= 12 and values.filled >= 2 * len(texts) and values.longest <= 20 else "text"
    )


def _share_of_numbers(values: ColumnValues) -> float:
    """How many of the answers are numbers, with or without a unit."""
    said = {text: rows for text, rows in values.counts.items() if not is_blank(text)}
    numbers = sum(rows for text, rows in said.items() if answered_number(text) is not None)
    return numbers / sum(said.values()) if said else 0.0


def _measured(values: ColumnValues) -> bool:
    """Whether the answers are numbers that no code can be: with units, or too large."""
    return (
        not values.many
        and _share_of_numbers(values) == 1
        and (values.largest > 20 or any(parsed(text) is None for text in values.counts))
    )


def _codes(values: ColumnValues) -> bool:
    return not values.many and all(code_list(text) for text in values.counts)


def _unlabelled(group: Sequence[Source], options: tuple[Option, ...]) -> bool:
    """Whether codes are answered though the choices have none."""
    if any(option.code for option in options):
        return False
    texts = [text for source in group for text in source.values.counts]
    return bool(texts) and all(code_list(text) for text in texts)


def _unique(questions: Sequence[Question]) -> Iterable[Question]:
    """Questions with keys of their own: a second one of the same key gets its number, else its place."""
    seen: Counter[str] = Counter()
    for question in questions:
        key = question.key
        if seen[key]:
            key = f"{question.key}-{question.number or seen[key] + 1}"
        seen[question.key] += 1
        yield replace(question, key=key)
