"""Whom to visit first: points for what a firm answered (falling volume, spare capacity ...), each with its reason.

The rules stand in data/reference/visit_points.tsv. A firm's points are the sum of its reasons' points, no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from ingest.surveys.model import SurveyData, SurveyQuestion
from ingest.values import is_blank
from matching.errors import InputError
from matching.reference import table_rows
from matching.settings import DATA

_LONGEST = 60
# Rules about a firm's record rather than its answers: alone they are no reason to go.
_OF_RECORD = ("visited-before", "visited-within", "never-visited")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `when` it holds for an answer to `question` it gives `points`, with `reason` as the sentence.

    when: "direction:-1" (a choice of that direction), "choice:有|あり", "worse" (than in the previous survey), "below:70",
    "answered"; without a question "no-answer" (asked, no answer), "lapsed" (answered last time), "visited-before:365",
    "visited-within:90" (days), "never-visited".
    """

    key: str
    question: str
    when: str
    points: int
    reason: str

    @property
    def kind(self) -> str:
        """`when` without its argument."""
        return self.when.partition(":")[0]

    @property
    def argument(self) -> str:
        """What stands behind the colon."""
        return self.when.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a firm should be visited, and how much that counts."""

    key: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class FirmToVisit:
    """A firm that a visit may be about. asked: it stands in the list of firms asked."""

    company_id: int
    name: str
    source_id: str = ""
    prefecture: str = ""
    city: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One firm to visit: `points` are those of its reasons added up. answered: its row of answers (file, sheet, row)."""

    rank: int
    firm: FirmToVisit
    points: int
    reasons: tuple[Reason, ...]
    last_visit: date | None = None
    answered: tuple[str, str, int] | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order in which their reasons are given."""
    records = table_rows(DATA / "reference" / "visit_points.tsv")
    return tuple(
        Rule(one["key"], one["question"], one["when"], int(one["points"]), one["reason"]) for one in records
    )


def visits(
    data: SurveyData,
    previous: SurveyData | None = None,
    others: Sequence[FirmToVisit] = (),
    last_visits: Mapping[int, date] | None = None,
    *,
    today: date,
    left_out: frozenset[int] = frozenset(),
    most: int | None = 20,
) -> tuple[Visit, ...]:
    """Firms by points, those visited longest ago first among equals; only firms with a reason of their own.

    others: firms that stand in the list of firms asked (or answered last time) and may not have answered. last_visits:
    the day of each firm's last visit. left_out: firms that need no visit (休業, 登記閉鎖). Raises InputError for most < 1.
    """
    if most is not None and most < 1:
        raise InputError("件数(-k)は1以上にしてください。")
    seen = last_visits or {}
    rows = {int(one): place for place, one in enumerate(data.firms["company_id"])}
    before = {int(one): place for place, one in enumerate(previous.firms["company_id"])} if previous else {}
    found = []
    for firm in _firms(data, previous, others):
        if firm.company_id in left_out:
            continue
        place = rows.get(firm.company_id)
        told = [*_of_answers(data, place, previous, before.get(firm.company_id))]
        if place is None:
            told += _of_absence(firm, firm.company_id in before)
        if not told:
            continue
        last = seen.get(firm.company_id)
        reasons = (*told, *_of_record(last, today))
        points = sum(one.points for one in reasons)
        if points > 0:
            found.append(Visit(0, firm, points, reasons, last, _source(data, place)))
    found.sort(key=lambda one: (-one.points, one.last_visit or date.min, one.firm.company_id))
    shown = found[:most]
    return tuple(
        Visit(rank, one.firm, one.points, one.reasons, one.last_visit, one.answered)
        for rank, one in enumerate(shown, 1)
    )


def _firms(
    data: SurveyData, previous: SurveyData | None, others: Sequence[FirmToVisit]
) -> Iterator[FirmToVisit]:
    """Every firm once: those that answered, those in the list, those that answered last time."""
    asked = {one.company_id for one in others if one.asked}
    told: set[int] = set()
    for survey in (data, *([previous] if previous else [])):
        for row in survey.firms.itertuples(index=False):
            if (company_id := int(row.company_id)) not in told:  # type: ignore[arg-type]
                told.add(company_id)
                place = (str(row.prefecture), str(row.city))
                yield FirmToVisit(company_id, str(row.name), str(row.source_id), *place, company_id in asked)
    for one in others:
        if one.company_id not in told:
            told.add(one.company_id)
            yield one


def _source(data: SurveyData, place: int | None) -> tuple[str, str, int] | None:
    if place is None:
        return None
    row = data.firms.iloc[place]
    return str(row["file"]), str(row["sheet"]), int(row["row"])


# --- rules ------------------------------------------------------------------------------------------------


def _of_answers(
    data: SurveyData, place: int | None, previous: SurveyData | None, before: int | None
) -> Iterator[Reason]:
    if place is None:
        return
    for rule in rules():
        question = data.question(rule.question) if rule.question else None
        if question is None:
            continue
        words = _holds(rule, data, question, place)
        if rule.kind == "worse" and previous is not None and before is not None:
            words = _worse(data, previous, question, place, before)
        if words is not None:
            yield Reason(rule.key, rule.reason.format(**words), rule.points)


def _holds(rule: Rule, data: SurveyData, question: SurveyQuestion, place: int) -> dict[str, str] | None:
    """The words for the reason where a rule holds for one answer, else None."""
    if rule.kind == "below":
        number = float(data.numbers[question.id][place]) if question.id in data.numbers else float("nan")
        unit = question.unit
        return {"answer": f"{number:g}{unit}"} if number < float(rule.argument) else None
    if rule.kind == "answered":
        text = data.texts[question.id][place] if question.id in data.texts else ""
        return None if not text.strip() or is_blank(text) else {"answer": _short(text)}
    choices = _chosen(data, question, place)
    if rule.kind == "direction":
        wanted = int(rule.argument)
        hit = next((one for one in choices if question.choices[one].direction == wanted), None)
    elif rule.kind == "choice":
        labels = set(rule.argument.split("|"))
        hit = next((one for one in choices if labels & _names(question, one)), None)
    else:
        return None
    return None if hit is None else {"answer": question.choices[hit].label}


def _worse(
    data: SurveyData, previous: SurveyData, question: SurveyQuestion, place: int, before: int
) -> dict[str, str] | None:
    """The answers then and now where the direction of the one answer fell."""
    asked = previous.question(question.id)
    if asked is None:
        return None
    now, then = _chosen(data, question, place), _chosen(previous, asked, before)
    if len(now) != 1 or len(then) != 1:
        return None
    new, old = question.choices[now[0]], asked.choices[then[0]]
    return {"answer": new.label, "previous": old.label} if new.direction < old.direction else None


def _chosen(data: SurveyData, question: SurveyQuestion, place: int) -> list[int]:
    flags = data.chosen.get(question.id)
    return [] if flags is None else [int(one) for one in np.flatnonzero(flags[place])]


def _names(question: SurveyQuestion, choice: int) -> set[str]:
    one = question.choices[choice]
    return {one.label, *one.former}


def _of_absence(firm: FirmToVisit, lapsed: bool) -> Iterator[Reason]:
    for rule in rules():
        if (rule.kind == "no-answer" and firm.asked) or (rule.kind == "lapsed" and lapsed):
            yield Reason(rule.key, rule.reason, rule.points)


def _of_record(last: date | None, today: date) -> Iterator[Reason]:
    for rule in rules():
        if rule.kind not in _OF_RECORD:
            continue
        if rule.kind == "never-visited":
            holds = last is None
        else:
            days = (today - last).days if last is not None else None
            far = int(rule.argument or 0)
            holds = days is not None and (days > far if rule.kind == "visited-before" else days <= far)
        if holds:
            answer = last.isoformat() if last else ""
            yield Reason(rule.key, rule.reason.format(answer=answer), rule.points)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
