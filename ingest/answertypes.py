"""What kind of answer a column of a questionnaire holds, by its heading and by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.choices import code_list, turned_into_date
from ingest.legends import Option
from ingest.numbers import answered_number, folded, parsed
from ingest.parting import several_answers
from ingest.sampling import ColumnValues
from ingest.synonyms import on_a_scale
from ingest.unanswered import says_nothing
from ingest.usual import QuestionType, UsualQuestion
from ingest.values import is_blank, mark, states_unit

# So many of the filled cells must be what the column is taken for: one firm may write △ or a remark.
MOSTLY = 0.6
_SEVERAL = re.compile(
    r"複数回答|複数選択|複数可|複数回答可|いくつでも|すべて|全て|○はいくつ|当てはまるもの|あてはまるもの|\bma\b|つまで|以内"
)
_ONE = re.compile(r"1つ(?:だけ|のみ|選)|一つ(?:だけ|のみ|選)|ひとつ(?:だけ|のみ|選)|単一回答|択一|\bsa\b")
_NUMERIC = re.compile(r"(?:数|率|額|高|年数|割合|人員|台数|件数|%|％)(?:\(.*\))?$")


def says_several(heading: str) -> bool:
    """Whether a heading asks for several answers."""
    return _SEVERAL.search(folded(heading)) is not None


def says_one(heading: str, known: UsualQuestion | None) -> bool:
    """Whether a heading asks for one answer, in words or by what it asks."""
    one = _ONE.search(folded(heading)) is not None or (known is not None and known.type == "single")
    return one and not says_several(heading)


def answer_type(
    heading: str,
    values: ColumnValues,
    options: Sequence[Option],
    known: UsualQuestion | None,
    listed: bool,
) -> QuestionType:
    """The type of a question of one column. listed: whether the file lists its choices."""
    words = folded(heading)
    if _SEVERAL.search(words):
        return "multiple"
    if known and known.type == "number" and not listed and not _worded(values):
        return "number"
    if known and known.type != "number" and (known.type != "single" or not options):
        return "number" if known.type == "single" and _measured(values) else known.type
    if _ONE.search(words):
        return "single"
    if options:
        several = any(len(code_list(text)) > 1 for text in values.counts)
        return "multiple" if several and not known else "single"
    return _inferred(words, values)


def unlabelled(group: Sequence[ColumnValues], options: Sequence[Option]) -> bool:
    """Whether codes are answered, a few of them turned into dates by Excel, though the choices have none."""
    if any(option.code for option in options):
        return False
    texts = [text for values in group for text in values.counts if not is_blank(text)]
    return any(map(code_list, texts)) and all(code_list(text) or turned_into_date(text) for text in texts)


def codes(values: ColumnValues) -> bool:
    """Whether a column holds nothing but numbers of choices."""
    return not values.many and all(code_list(text) for text in values.counts if not says_nothing(text))


def _inferred(words: str, values: ColumnValues) -> QuestionType:
    said = {text: rows for text, rows in values.counts.items() if not says_nothing(text)}
    if not values.filled or not (said or values.many):
        return "text"
    if values.days == values.filled:
        return "date"
    if values.many or values.longest > 40:
        return "text"
    texts, filled = list(said), sum(said.values())
    numeric = _NUMERIC.search(words) is not None or states_unit(words)
    if numeric and _share_of_numbers(values) == 1:
        return "number"  # 1.1 below 売上高（百万円） is no list of choices
    several = any(len(code_list(text)) > 1 for text in texts)
    if several and all(
        len(code_list(text)) > 1 or (parsed(text) or 99) <= 20 or turned_into_date(text) for text in texts
    ):
        return "multiple"
    if _share_of_numbers(values) == 1:
        coded = all(code_list(text) and (parsed(text) or 0) <= 20 for text in texts) and not numeric
        return "single" if coded and len(texts) < max(3, filled) else "number"
    if numeric and _share_of_numbers(values) >= MOSTLY:
        return "number"
    if several_answers(texts):
        return "multiple"
    if all(on_a_scale(text) or mark(text) is not None for text in texts):
        return "single"
    return "single" if len(texts) <= 12 and filled >= 2 * len(texts) and values.longest <= 20 else "text"


def _share_of_numbers(values: ColumnValues) -> float:
    """How many of the answers are numbers, with or without a unit."""
    said = {text: rows for text, rows in values.counts.items() if not is_blank(text)}
    numbers = sum(rows for text, rows in said.items() if answered_number(text) is not None)
    return numbers / sum(said.values()) if said else 0.0


def _worded(values: ColumnValues) -> bool:
    """Whether the answers are words and hardly a number: 60日以内, 60日超 below 手形サイト."""
    said = sum(rows for text, rows in values.counts.items() if not is_blank(text))
    return said >= 4 and _share_of_numbers(values) < 0.05


def _measured(values: ColumnValues) -> bool:
    """Whether the answers are numbers that no code can be: with units, or too large."""
    texts = [text for text in values.counts if not is_blank(text)]
    return (
        not values.many
        and _share_of_numbers(values) == 1
        and (values.largest > 20 or any(parsed(text) is None for text in texts))
    )
