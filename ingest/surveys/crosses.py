"""Cross tables: a question by industry, size, region, prefecture, city or any other question with choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from ingest.surveys.association import association
from ingest.surveys.describing import statistics
from ingest.surveys.model import (
    FACTORS,
    UNKNOWN,
    AssociationTest,
    Counts,
    CrossTable,
    Flags,
    SurveyData,
    SurveyQuestion,
)
from ingest.surveys.sizes import SIZES
from ingest.vocabulary import vocabulary
from matching.errors import InputError
from matching.places import municipalities, prefectures, regions

_CHOOSING = ("single", "multiple")
# Questions that ask what a factor says already.
_ASKING = {"industry": "industry", "employees": "size", "prefecture": "prefecture", "city": "city"}
_SPELLINGS = {"規模": "size", "従業員数": "size", "所在地": "city", "市町村": "city", "県": "prefecture"}


@dataclass(frozen=True)
class Factor:
    """What a table is cut by: its groups and who is in which; members (firms, groups), 0 or 1.

    overlapping: whether a firm may be in several groups (a multiple-answer question). known: groups that take part in
    tests (all but 不明).
    """

    key: str
    label: str
    groups: tuple[str, ...]
    members: npt.NDArray[np.float64]
    overlapping: bool
    known: Flags

    @cached_property
    def sizes(self) -> Counts:
        """Firms in each group."""
        return whole(self.members.sum(axis=0))

    @cached_property
    def outside(self) -> Flags:
        """The firms that are in no group."""
        return np.asarray(self.members.sum(axis=1) == 0, dtype=np.bool_)


class Crosser:
    """Cross tables of one survey; factors and questions are prepared once."""

    def __init__(self, data: SurveyData, tests: bool = True) -> None:
        self._data = data
        self._tests = tests
        self._factors: dict[str, Factor] = {}
        self._chosen: dict[str, npt.NDArray[np.float64]] = {}

    def table(self, question_id: str, factor: str) -> CrossTable:
        """The table of a question by a factor (a key of FACTORS, or a question's id). Raises InputError."""
        question = self._data.question(question_id)
        if question is None or question.type not in (*_CHOOSING, "number"):
            raise InputError(
                f"「{question_id}」は、選択肢か数で答える設問ではないため、クロス集計できません。"
            )
        return self._table(question, self.factor(factor))

    def factor(self, key: str) -> Factor:
        """The factor of a key (see factor_key). Raises InputError."""
        key = factor_key(self._data, key)
        if key not in self._factors:
            self._factors[key] = (
                _of_firms(self._data, key) if key in FACTORS else _of_question(self._data, key)
            )
        return self._factors[key]

    def _table(self, question: SurveyQuestion, factor: Factor) -> CrossTable:
        data, name = self._data, question.id
        answered = data.answered[name].astype(np.float64)
        inside = whole(factor.members.T @ answered)
        firms = factor.sizes
        columns = tuple(one.label for one in question.choices) if question.type in _CHOOSING else ()
        counts = (
            whole(factor.members.T @ self._flags(name))
            if columns
            else np.zeros((len(firms), 0), dtype=np.int64)
        )
        outside = int(np.count_nonzero(data.answered[name] & factor.outside))
        shown = firms > 0
        bases = firms if question.base == "all" else inside
        test, tests = self._tested(question, factor, counts, inside)
        numbers = data.numbers.get(name)
        told = () if numbers is None else tuple(
            statistics(numbers[factor.members[:, row] > 0]) for row in np.flatnonzero(shown)
        )  # fmt: skip
        return CrossTable(
            name, factor.key, question.label, factor.label,
            tuple(group for group, is_shown in zip(factor.groups, shown, strict=True) if is_shown),
            columns, counts[shown], bases[shown], (firms - inside)[shown],
            test, tests, question.type == "multiple", outside, told,
        )  # fmt: skip

    def _flags(self, name: str) -> npt.NDArray[np.float64]:
        if name not in self._chosen:
            self._chosen[name] = self._data.chosen[name].astype(np.float64)
        return self._chosen[name]

    def _tested(
        self, question: SurveyQuestion, factor: Factor, counts: Counts, inside: Counts
    ) -> tuple[AssociationTest | None, tuple[AssociationTest | None, ...]]:
        if not self._tests or factor.overlapping or question.id == factor.key:
            return None, ()
        if question.type == "single":
            return association(counts[factor.known]), ()
        if question.type == "multiple":
            pairs = (
                np.stack([counts[:, one], inside - counts[:, one]], axis=1) for one in range(counts.shape[1])
            )
            return None, tuple(association(pair[factor.known]) for pair in pairs)
        return None, ()


def all_crosses(data: SurveyData, factors: Sequence[str], tests: bool = True) -> tuple[CrossTable, ...]:
    """Every question with choices or numbers by every factor, the factor's own question left out."""
    crosser = Crosser(data, tests)
    keys = list(dict.fromkeys(factor_key(data, one) for one in factors))
    asked = [one.id for one in data.questions if one.type in (*_CHOOSING, "number")]
    own = {one: _ASKING.get(_field_asked(data, one)) for one in asked}
    return tuple(crosser.table(one, key) for key in keys for one in asked if key not in (one, own[one]))


def _field_asked(data: SurveyData, question_id: str) -> str:
    """Which of the firm's fields a question asks for ("" for none)."""
    question = data.question(question_id)
    return vocabulary("survey").look_up(question.label).field if question else ""


def factor_key(data: SurveyData, name: str) -> str:
    """The factor that the user names: a key or label of FACTORS, or a question's id or label. Raises InputError."""
    wanted = name.strip()
    by_label = {label: key for key, label in FACTORS.items()} | _SPELLINGS
    if (key := by_label.get(wanted, wanted)) in FACTORS:
        return key
    found = [one for one in data.questions if wanted in (one.id, one.label)]
    if len(found) == 1 and found[0].type in _CHOOSING:
        return found[0].id
    if found:
        raise InputError(f"「{wanted}」では分けられません。選択肢のある設問の名前（ID）を指定してください。")
    questions = (one.label for one in data.questions if one.type in _CHOOSING)
    known = "、".join(dict.fromkeys((*FACTORS.values(), *questions)))
    raise InputError(f"「{wanted}」で分けることはできません。次のどれかを指定してください：{known}")


def whole(values: npt.NDArray[np.float64]) -> Counts:
    """Sums of zeros and ones as whole numbers (exact: there are far fewer than 2^53)."""
    return np.rint(values).astype(np.int64)


def _of_question(data: SurveyData, key: str) -> Factor:
    question = data.question(key)
    assert question is not None  # factor_key has found it
    groups = tuple(one.label for one in question.choices)
    known = np.ones(len(groups), dtype=np.bool_)
    members = data.chosen[key].astype(np.float64)
    return Factor(key, question.label, groups, members, question.type == "multiple", known)


def _of_firms(data: SurveyData, key: str) -> Factor:
    values = [str(one) for one in data.firms[key]]
    order = _ORDERS.get(key, dict)()
    groups = tuple(sorted(set(values), key=lambda one: (one == UNKNOWN, order.get(one, len(order)), one)))
    place = {group: number for number, group in enumerate(groups)}
    members = np.zeros((len(values), len(groups)))
    if groups:
        members[np.arange(len(values)), [place[one] for one in values]] = 1.0
    known = np.array([group != UNKNOWN for group in groups], dtype=np.bool_)
    return Factor(key, FACTORS[key], groups, members, False, known)


def _ordered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


@cache
def _cities() -> dict[str, int]:
    return _ordered([one.place.city for one in municipalities()])


# In which order groups stand; what isn't listed follows by its name.
_ORDERS: dict[str, Callable[[], dict[str, int]]] = {
    "size": lambda: _ordered(SIZES),
    "region": lambda: _ordered(regions()),
    "prefecture": lambda: _ordered(prefectures()),
    "city": _cities,
}
