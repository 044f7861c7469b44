"""One question's answers -> an array: what was chosen, which number, which day, which words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.choices import select
from ingest.legends import Option
from ingest.surveys.model import Choice, Flags, Numbers, QuestionType, SurveyQuestion
from ingest.surveys.questionnaires import DefinedQuestion, choice_key, scale_of
from ingest.surveys.saying import asks_for_several, is_silent, meanings, says_none

Answer = Mapping[str, Any]
Places = npt.NDArray[np.intp]
# Of a list that the form doesn't give, nobody can tell whether these halves were offered.
_HALF = "やや"


@dataclass(frozen=True)
class StoredQuestion:
    """A question as the files were read: key, label, type, options (labels), wording, certain (options are all)."""

    key: str
    label: str
    type: QuestionType
    options: tuple[str, ...] = ()
    wording: str = ""
    certain: bool = False


@dataclass(frozen=True)
class Column:
    """A question with its answers, one a firm. Exactly one of chosen, numbers, dates is there, none for text.

    doubts: reason (a key of `doubtful`) -> the firms (firms,) whose answer could not be counted.
    """

    question: SurveyQuestion
    answered: Flags
    texts: tuple[str, ...]
    chosen: Flags | None = None
    numbers: Numbers | None = None
    dates: npt.NDArray[np.datetime64] | None = None
    notes: tuple[str, ...] = ()
    doubts: Mapping[str, Flags] = field(default_factory=dict)


_DOUBTFUL = {
    "several": "1つだけ選ぶ設問に2つ以上を選んだ回答{}件は無効とし、無回答に数えました。",
    "unread": "選択肢のどれとも読めない回答{}件は無回答に数えました。",
    "number": "数として読めない回答{}件は無回答に数えました。",
    "date": "日付として読めない回答{}件は無回答に数えました。",
}


def doubtful(doubts: Mapping[str, Flags]) -> tuple[str, ...]:
    """How many answers couldn't be counted and why, as Japanese sentences."""
    counts = {key: int(np.count_nonzero(flags)) for key, flags in doubts.items()}
    return tuple(text.format(counts[key]) for key, text in _DOUBTFUL.items() if counts.get(key))


def column(
    stored: StoredQuestion,
    defined: DefinedQuestion | None,
    own: bool,
    codes: bool,
    answers: Sequence[Answer],
    places: Places,
    title: str,
) -> Column:
    """The answers to a question, one a firm. own: the user's definition, which holds whatever was read.

    codes: whether an answer by number means the definition's choice of that code. answers: the different ones that were
    given, each read once; places: (firms,) which of them a firm gave, -1 for none.
    """
    if not own:
        stored = replace(stored, options=tuple(one for one in stored.options if not says_none(one)))
    said: list[Answer | None] = [*(None if is_silent(one) else one for one in answers), None]  # -1: the last
    kind = defined.type if defined and (own or _alike(defined.type, stored.type)) else stored.type
    question = _question(stored, defined, kind, title)
    texts = tuple(np.array(_texts(kind, said), dtype=object)[places].tolist())
    told: Flags = np.array([one is not None for one in said], dtype=np.bool_)
    if kind in ("single", "multiple"):
        if not own:
            question = replace(question, type=_one_or_several(stored, defined))
        return _choices(question, stored, defined, own, codes, said, places, texts)
    if kind == "number":
        numbers = np.array([_number(one) for one in said], dtype=np.float64)
        unread = {"number": (told & np.isnan(numbers))[places]}
        return Column(question, ~np.isnan(numbers[places]), texts, numbers=numbers[places], doubts=unread)
    if kind == "date":
        dates = np.array([_date(one) for one in said], dtype="datetime64[D]")
        unread = {"date": (told & np.isnat(dates))[places]}
        return Column(question, ~np.isnat(dates[places]), texts, dates=dates[places], doubts=unread)
    return Column(question, np.array([bool(text) for text in texts], dtype=np.bool_), texts)


def _one_or_several(stored: StoredQuestion, defined: DefinedQuestion | None) -> QuestionType:
    """As the form has it. ○ in columns of their own don't tell: then one answer where the questionnaire or the scale says so."""
    open_to_both = stored.type == "multiple" and not asks_for_several(stored.wording or stored.label)
    one = defined.type == "single" if defined else bool(scale_of(stored.options))
    return "single" if open_to_both and one else stored.type


def _alike(one: str, other: str) -> bool:
    choosing = {"single", "multiple"}
    return one == other or {one, other} <= choosing


def _question(
    stored: StoredQuestion, defined: DefinedQuestion | None, kind: QuestionType, title: str
) -> SurveyQuestion:
    wording = stored.wording or stored.label
    if defined is None:
        return SurveyQuestion(stored.key, stored.label, kind, (), wording, {title: wording})
    wordings = {**defined.wordings, title: wording}
    return SurveyQuestion(defined.id, defined.label, kind, (), wording, wordings, defined.base, defined.unit)


def _texts(kind: QuestionType, answers: Sequence[Answer | None]) -> tuple[str, ...]:
    """The words of free answers as written ("" where it says 無回答); of other questions those behind その他."""
    if kind == "text":
        return tuple(str(one.get("text", "")).strip() if one and one.get("values") else "" for one in answers)
    return tuple(str(one.get("other", "")) if one else "" for one in answers)


# --- choices ----------------------------------------------------------------------------------------------


def _choices(
    question: SurveyQuestion,
    stored: StoredQuestion,
    defined: DefinedQuestion | None,
    own: bool,
    codes: bool,
    answers: Sequence[Answer | None],
    places: Places,
    texts: tuple[str, ...],
) -> Column:
    known = defined.choices if defined and defined.choices else scale_of(stored.options)
    reread = tuple(Option(one.label, one.code if codes else "", one.former) for one in known) if own else ()
    said = _meant([_said(one, reread) for one in answers], stored, known, own, question.type == "multiple")
    used: Counter[str] = Counter()
    firms = np.bincount(places % len(said), minlength=len(said)).tolist()
    if question.type == "single":
        said = _on_the_list(said, firms, stored, known, own)
    for labels, count in zip(said, firms, strict=True):
        if count:
            used.update(dict.fromkeys(labels, count))
    choices, columns = _choices_of(stored, known, own, used, question.type)
    made = np.zeros((len(said), len(choices)), dtype=np.bool_)
    for row, labels in enumerate(said):
        made[row, [columns[label] for label in labels]] = True
    told = np.array([one is not None for one in answers], dtype=np.bool_)
    unread = told & ~made.any(axis=1)
    several = made.sum(axis=1) > 1 if question.type == "single" else np.zeros(len(said), dtype=np.bool_)
    made[several] = False
    chosen = made[places]
    doubts = {"several": several[places], "unread": unread[places]}
    notes = []
    if not (defined and defined.choices) and known:
        plus = "、".join(one.label for one in choices if one.direction > 0)
        minus = "、".join(one.label for one in choices if one.direction < 0)
        notes.append(f"DI は「{plus}」を＋、「{minus}」を－として計算しました。")
    asked = replace(question, choices=choices, closed=stored.certain or bool(own and known))
    answered: Flags = np.array(chosen.sum(axis=1) > 0, dtype=np.bool_)
    return Column(asked, answered, texts, chosen=chosen, notes=tuple(notes), doubts=doubts)


def _said(answer: Answer | None, reread: tuple[Option, ...]) -> tuple[str, ...]:
    """The labels of an answer; with the user's own choices, what these make of the words or numbers as written."""
    if answer is None:
        return ()
    values = tuple(map(str, answer.get("values", ())))
    if not reread:
        return values
    words = {choice_key(word) for one in reread for word in (one.label, *one.aliases)}
    if values and all(choice_key(one) in words for one in values):
        return values
    found = select("、".join(values) or str(answer.get("text", "")), reread)
    return found.labels or values


def _meant(
    said: Sequence[tuple[str, ...]], stored: StoredQuestion, known: Sequence[Choice], own: bool, several: bool
) -> list[tuple[str, ...]]:
    """The labels of the answers without numbers in front and no-answers, and parted where one holds several."""
    words = [*stored.options, *(word for one in known for word in (one.label, *one.former))]
    kinds = dict.fromkeys(said, ())
    meant = meanings((label for labels in kinds for label in labels), words, several)
    if own:
        meant |= {one.label: (one.label,) for one in known}
    heard = {
        labels: tuple(dict.fromkeys(one for label in labels for one in meant[label])) for labels in kinds
    }
    return [heard[labels] for labels in said]


def _on_the_list(
    said: Sequence[tuple[str, ...]],
    firms: Sequence[int],
    stored: StoredQuestion,
    known: Sequence[Choice],
    own: bool,
) -> list[tuple[str, ...]]:
    """Single answers without those that no list of choices has. firms: how many gave each.

    A usual list that explains less than half of the answers isn't the form's: then all of them stand.
    """
    listed = () if own and known else stored.options if stored.certain or known else ()
    words = {choice_key(word) for one in known for word in (one.label, *one.former)}
    words |= {choice_key(label) for label in listed}
    if not words:
        return list(said)
    kept = [labels if all(choice_key(one) in words for one in labels) else () for labels in said]
    told = sum(count for labels, count in zip(said, firms, strict=True) if labels)
    explained = sum(count for labels, count in zip(kept, firms, strict=True) if labels)
    return kept if stored.certain or own or 2 * explained >= told else list(said)


def _choices_of(
    stored: StoredQuestion,
    known: Sequence[Choice],
    own: bool,
    used: Counter[str],
    kind: QuestionType,
) -> tuple[tuple[Choice, ...], dict[str, int]]:
    """The choices as this form puts them, and label as read -> its place among them.

    Words that the definition takes for one choice are one, unless the form itself lists them as two. Order: the form's,
    then the definition's, then other answers by their words. used: label as read -> firms.
    """
    canonical = _canonical(known, stored.options if stored.certain else ())
    listed = _offered(stored, known, own, {_key(label, canonical) for label in used}, canonical, kind)
    groups: dict[str, list[str]] = {}
    place = {choice_key(one.label): number for number, one in enumerate(known)}
    extras = sorted(
        (label for label in used if label not in listed),
        key=lambda label: (place.get(_key(label, canonical), len(place)), label),
    )
    for label in (*listed, *extras):
        groups.setdefault(_key(label, canonical), []).append(label)
    defined = {choice_key(one.label): one for one in known}
    known_to_all = {*listed, *stored.options}
    if not stored.certain:
        # Usual words that the form doesn't use give way to those that it does.
        groups = {key: sorted(labels, key=lambda one: -used[one]) for key, labels in groups.items()}
    choices = tuple(
        replace(
            _choice(labels, defined.get(key), own),
            listed=key in defined or not known_to_all.isdisjoint(labels),
        )
        for key, labels in groups.items()
    )
    places = {label: number for number, labels in enumerate(groups.values()) for label in labels}
    return choices, places


def _offered(
    stored: StoredQuestion,
    known: Sequence[Choice],
    own: bool,
    used: Set[str],
    canonical: Mapping[str, str],
    kind: QuestionType,
) -> list[str]:
    """The labels that are shown though nobody may have chosen them, in their order. used: keys of what was answered.

    Usual choices that the form doesn't list are shown where one of them was answered: else the form has others.
    """
    if own and known:
        return [one.label for one in known]
    if stored.certain:
        return list(stored.options)
    usual = not used or any(_key(label, canonical) in used for label in stored.options)

    def stays(label: str) -> bool:
        return _key(label, canonical) in used or (usual and kind == "single" and not label.startswith(_HALF))

    return [label for label in stored.options if stays(label)]


def _canonical(known: Sequence[Choice], listed: Sequence[str]) -> dict[str, str]:
    """Key of a word -> key of the choice that it means; of words that the form lists side by side only the label itself."""
    found = {choice_key(word): choice_key(one.label) for one in known for word in (one.label, *one.former)}
    meant = Counter(found[key] for key in {choice_key(label) for label in listed} if key in found)
    clashing = {key for key, count in meant.items() if count > 1}
    return {word: key for word, key in found.items() if key not in clashing or word == key}


def _key(label: str, canonical: Mapping[str, str]) -> str:
    key = choice_key(label) or label
    return canonical.get(key, key)


def _choice(labels: Sequence[str], defined: Choice | None, own: bool) -> Choice:
    """The choice of a group of labels: the first is shown, the others and the definition's words are former ones."""
    if defined is None:
        return Choice(labels[0], "", tuple(labels[1:]))
    shown = defined.label if own else labels[0]
    words = (defined.label, *defined.former, *labels)
    former = tuple(word for word in dict.fromkeys(words) if word != shown)
    return Choice(shown, defined.code, former, defined.direction)


# --- numbers and days -------------------------------------------------------------------------------------


def _number(answer: Answer | None) -> float:
    """NaN where none can be read."""
    found = set(_floats(answer.get("values", ()))) if answer else set()
    return found.pop() if len(found) == 1 else math.nan


def _floats(values: Iterable[Any]) -> Iterable[float]:
    for one in values:
        try:
            number = float(one)
        except ValueError:
            continue
        if math.isfinite(number):
            yield number


def _date(answer: Answer | None) -> np.datetime64:
    """NaT where none can be read."""
    try:
        found = {np.datetime64(str(one), "D") for one in answer.get("values", ())} if answer else set()
    except ValueError:
        found = set()
    return found.pop() if len(found) == 1 else np.datetime64("NaT", "D")
