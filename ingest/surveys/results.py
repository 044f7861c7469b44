"""実績 of a 年度 (April to March): visits, introductions, contracts and their amounts, by coordinator and industry, against targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ingest import values
from ingest.surveys.exact import percent
from matching.corporate import ActivityRow, CorporateDatabase, StoredActivity, TargetRow
from matching.corporate.access import OPERATOR
from matching.corporate.activities import CONTRACT, INTRODUCTION, KINDS, OrderStep, days_of, fiscal_year

UNKNOWN_INDUSTRY = "業種不明"
ALL = "合計"
_REIWA = 2018  # 令和1年度 is 2019
# Headings of a list of orders that say when a state was reached; such columns stand among an order's remarks.
_DAYS = {
    CONTRACT: frozenset({"成約日", "成約年月日", "成立日", "取引成立日", "契約日", "契約年月日", "受注日"}),
    INTRODUCTION: frozenset({"紹介日", "紹介年月日", "あっせん日", "斡旋日"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of 実績 in one group. amount_yen: of contracts (those without an amount: unpriced), else None.

    rate and amount_rate: percent of the target to 0.1, None without one. goal is None where none was set.
    """

    kind: str
    count: int
    amount_yen: int | None = None
    unpriced: int = 0
    goal: int | None = None
    goal_yen: int | None = None

    @property
    def rate(self) -> float | None:
        """Count ÷ goal in percent."""
        return percent(self.count, self.goal) if self.goal else None

    @property
    def amount_rate(self) -> float | None:
        """Amount ÷ goal in percent."""
        return percent(self.amount_yen or 0, self.goal_yen) if self.goal_yen else None


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one coordinator, industry or month (or of all), one a kind."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """An order that went to 紹介 or 成約 in the year and for which no such 実績 stands."""

    order: str
    buyer: str
    state: str
    on: date


@dataclass(frozen=True, slots=True)
class Results:
    """All figures of a year. first and last: its days; elsewhere what was done in other years is not counted."""

    year: int
    first: date
    last: date
    total: Group
    coordinators: tuple[Group, ...]
    industries: tuple[Group, ...]
    months: tuple[Group, ...]
    unrecorded: tuple[Unrecorded, ...] = ()

    @property
    def label(self) -> str:
        """The year as offices write it: 令和8年度（2026年度）."""
        return year_label(self.year)


def year_label(year: int) -> str:
    """2026 -> 令和8年度（2026年度）; years before 令和 by the western year alone."""
    reiwa = year - _REIWA
    return f"令和{'元' if reiwa == 1 else reiwa}年度（{year}年度）" if reiwa >= 1 else f"{year}年度"


def results(db: CorporateDatabase, year: int) -> Results:
    """The 実績 of a year as they stand in the database. Raises InputError for a year out of range."""
    first, last = days_of(year)
    done = activities(db, first, last)
    steps = db.order_steps((INTRODUCTION, CONTRACT))
    recorded = {(one.row.order_id, one.row.kind) for one in db.activities()}
    return tabulated(year, done, db.targets(year), _unrecorded(steps, recorded, year))


def activities(
    db: CorporateDatabase, first: date | None = None, last: date | None = None
) -> list[StoredActivity]:
    """What was done from a day to a day, by day; coordinators with accounts by their names, as lists and targets have them.

    For those who may see who did what: whoever calls has asked the access rules.
    """
    done = db.activities(first, last)
    names = db.accounts.names(OPERATOR, {one.row.coordinator for one in done})
    return [
        replace(one, row=replace(one.row, coordinator=names.get(one.row.coordinator, one.row.coordinator)))
        for one in done
    ]


def tabulated(
    year: int,
    done: Sequence[StoredActivity],
    goals: Iterable[TargetRow],
    unrecorded: tuple[Unrecorded, ...] = (),
) -> Results:
    """Count what was done in a year against its targets. Groups: those that did something or have a target, by name.

    A target for one coordinator in one industry counts for neither table; it is shown with neither rather than in part.
    """
    first, last = days_of(year)
    rows = [one.row for one in done if first <= one.row.done_on <= last]
    targets = [one for one in goals if one.fiscal_year == year]
    total = _group(ALL, rows, [one for one in targets if not one.coordinator and not one.industry])
    coordinators = _groups(
        rows, [one for one in targets if one.coordinator and not one.industry],
        lambda row: row.coordinator, lambda goal: goal.coordinator,
    )  # fmt: skip
    industries = _groups(
        rows, [one for one in targets if one.industry and not one.coordinator],
        lambda row: row.industry or UNKNOWN_INDUSTRY, lambda goal: goal.industry,
    )  # fmt: skip
    months = tuple(
        _group(month, [one for one in rows if f"{one.done_on:%Y-%m}" == month], ()) for month in _months(year)
    )
    return Results(year, first, last, total, coordinators, industries, months, unrecorded)


def _months(year: int) -> list[str]:
    return [f"{year + (month < 4)}-{month:02}" for month in (*range(4, 13), *range(1, 4))]


def _groups(
    rows: Sequence[ActivityRow],
    goals: Sequence[TargetRow],
    of_row: Callable[[ActivityRow], str],
    of_goal: Callable[[TargetRow], str],
) -> tuple[Group, ...]:
    names = sorted(
        {*map(of_row, rows), *map(of_goal, goals)}, key=lambda name: (name == UNKNOWN_INDUSTRY, name)
    )
    return tuple(
        _group(
            name, [one for one in rows if of_row(one) == name], [one for one in goals if of_goal(one) == name]
        )
        for name in names
    )


def _group(name: str, rows: Sequence[ActivityRow], goals: Sequence[TargetRow]) -> Group:
    by_kind = {one.kind: one for one in goals}
    lines = []
    for kind in KINDS:
        told = [one for one in rows if one.kind == kind]
        amounts = [one.amount_yen for one in told if one.amount_yen is not None]
        amount = sum(amounts) if kind == CONTRACT else None
        unpriced = len(told) - len(amounts) if kind == CONTRACT else 0
        goal = by_kind.get(kind)
        lines.append(
            Line(
                kind,
                len(told),
                amount,
                unpriced,
                goal.goal if goal else None,
                goal.goal_yen if goal else None,
            )
        )
    return Group(name, tuple(lines))


def _unrecorded(
    steps: Iterable[OrderStep], recorded: set[tuple[int | None, str]], year: int
) -> tuple[Unrecorded, ...]:
    """Orders that went to an introduction or a contract in the year, and nobody has put it on record."""
    found: dict[tuple[int, str], Unrecorded] = {}
    for one in steps:
        day = _day_of(one)
        key = (one.order_id, one.step.state)
        if fiscal_year(day) == year and key not in recorded:
            found.setdefault(key, Unrecorded(one.number, one.buyer, one.step.state, day))
    return tuple(found.values())


def _day_of(one: OrderStep) -> date:
    """The day of a step: of one that a file brought its own 成約日, else the 受付日 where it came so, else when it was recorded."""
    if one.from_file:
        for label, words in one.remarks:
            if label.strip() in _DAYS.get(one.step.state, ()) and (said := values.exact_day(words, None)):
                return said.last
        if one.received_on and not one.step.before:
            return one.received_on
    return one.step.at.astimezone().date()


# --- as JSON ----------------------------------------------------------------------------------------------


def as_json(told: Results) -> dict[str, Any]:
    """The object of `results --json`."""
    return {
        "fiscal_year": told.year,
        "label": told.label,
        "from": told.first.isoformat(),
        "to": told.last.isoformat(),
        "total": _lines_json(told.total),
        "coordinators": [{"coordinator": one.name, "kinds": _lines_json(one)} for one in told.coordinators],
        "industries": [{"industry": one.name, "kinds": _lines_json(one)} for one in told.industries],
        "months": [{"month": one.name, "kinds": _lines_json(one)} for one in told.months],
        "unrecorded": [
            {"order": one.order, "buyer": one.buyer, "state": one.state, "on": one.on.isoformat()}
            for one in told.unrecorded
        ],
    }


def _lines_json(group: Group) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind, "count": one.count, "goal": one.goal, "rate": one.rate,
            "amount_yen": one.amount_yen, "without_amount": one.unpriced, "goal_yen": one.goal_yen,
            "amount_rate": one.amount_rate,
        }
        for one in group.lines
    ]  # fmt: skip
