"""What coordinators did (実績): visits, introductions and contracts, and the targets of a year from April to March."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select, update

from matching.corporate.access import key_of
from matching.corporate.account_tables import Person
from matching.corporate.identity import merged_firms
from matching.corporate.rows import StateChange
from matching.corporate.tables import LARGEST_ID, FactRow, OrderSlip, OrderState
from matching.corporate.transaction import Transaction
from matching.corporate.values import clean
from matching.corporate.work_tables import Activity, Target
from matching.errors import InputError, NotFound

VISIT, INTRODUCTION, CONTRACT = "訪問", "紹介", "成約"
KINDS = (VISIT, INTRODUCTION, CONTRACT)
_LARGEST_YEN = 10**15
_LARGEST_GOAL = 10**9
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One thing done. amount_yen: of contracts alone; industry: the supplier's 大分類 or 業種 at the time."""

    kind: str
    done_on: date
    coordinator: str
    company_id: int | None = None
    company: str = ""
    industry: str = ""
    buyer_id: int | None = None
    buyer: str = ""
    order_id: int | None = None
    amount_yen: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """One thing done, with its number and who put it on record when."""

    id: int
    row: ActivityRow
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What is to be reached: goal counts, goal_yen the amount of contracts. coordinator, industry: "" for all together."""

    fiscal_year: int
    kind: str
    coordinator: str = ""
    industry: str = ""
    goal: int | None = None
    goal_yen: int | None = None


@dataclass(frozen=True, slots=True)
class OrderStep:
    """A step of an order as its history has it.

    from_file: whether a file says that state, so that `step.at` is merely when it was read. received_on and remarks
    (heading, words) are the order's.
    """

    order_id: int
    number: str
    buyer: str
    step: StateChange
    from_file: bool = False
    received_on: date | None = None
    remarks: tuple[tuple[str, str], ...] = ()


def fiscal_year(day: date) -> int:
    """年度: the year in whose April it began."""
    return day.year if day.month >= 4 else day.year - 1


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a 年度. Raises InputError for a year out of range."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InputError(f"年度は西暦で {_FIRST_YEAR} から {_LAST_YEAR} までを指定してください: {year}")
    return date(year, 4, 1), date(year + 1, 3, 31)


_COLUMNS = tuple(getattr(Activity, one.name) for one in fields(ActivityRow))


def activities(
    connection: Connection, first: date | None = None, last: date | None = None
) -> list[StoredActivity]:
    """What was done from a day to a day (both included; None: without limit), by day; what was taken back is left out.

    A firm that was made one with another since is that other.
    """
    statement = select(Activity.id, Activity.person, Activity.recorded_at, *_COLUMNS)
    statement = statement.where(Activity.withdrawn_at.is_(None))
    if first is not None:
        statement = statement.where(Activity.done_on >= first)
    if last is not None:
        statement = statement.where(Activity.done_on <= last)
    found = connection.execute(statement.order_by(Activity.done_on, Activity.id))
    merged = merged_firms(connection)
    done = []
    for number, person, at, *told in found:
        row = ActivityRow(*told)
        firm, buyer = (one if one is None else merged.get(one, one) for one in (row.company_id, row.buyer_id))
        done.append(StoredActivity(number, replace(row, company_id=firm, buyer_id=buyer), person, at))
    return done


def add_activity(tx: Transaction, row: ActivityRow) -> int | None:
    """Put something done on record; its number, None where the very same stands there already.

    What a coordinator did with an account stands under its key; it is the same under the person's name, where lists need not name the order.
    Raises InputError for an unknown kind, for nobody who did it, and for an amount below 0 or beyond bounds.
    """
    told = _checked(row)
    who, order = Activity.coordinator == told["coordinator"], _equal("order_id", row.order_id)
    if keys := _keys_of(tx.connection, row.coordinator):
        by_account = Activity.coordinator.in_(keys)
        who, order = or_(who, by_account), or_(order, by_account) if row.order_id is None else order
    # A firm that is known is the same by whatever it is called.
    named = {
        key for key, known in (("company", row.company_id), ("buyer", row.buyer_id)) if known is not None
    }
    asked = set(told) - named - {"coordinator", "order_id"}
    same = [_equal(key, told[key]) for key in sorted(asked)]
    statement = select(Activity.id).where(Activity.withdrawn_at.is_(None), who, order, *same)
    if tx.connection.scalar(statement) is not None:
        return None
    more = {"person": tx.who, "recorded_at": datetime.now(UTC), "withdrawn_at": None, "withdrawn_by": ""}
    result = tx.connection.execute(insert(Activity).values(**told, **more))
    tx.log.anything = True
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def _equal(key: str, value: object) -> ColumnElement[bool]:
    column = getattr(Activity, key)
    return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]


def _keys_of(connection: Connection, name: str) -> list[str]:
    """The keys of the accounts of persons of a name, however widths and blanks stand in it."""
    wanted = _plain(name)
    persons = connection.execute(select(Person.user_id, Person.name))
    return [key_of(user_id) for user_id, called in persons if wanted and _plain(called) == wanted]


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _checked(row: ActivityRow) -> dict[str, object]:
    if row.kind not in KINDS:
        raise InputError(f"「{row.kind}」という実績はありません。次から選んでください: {'、'.join(KINDS)}")
    if not row.coordinator.strip():
        raise InputError("実績にはコーディネーターの名前が必要です。")
    if row.amount_yen is not None:
        if row.kind != CONTRACT:
            raise InputError(f"金額は「{CONTRACT}」にだけ付けられます(「{row.kind}」には付けられません)。")
        if not 0 <= row.amount_yen <= _LARGEST_YEN:
            raise InputError(f"金額 {row.amount_yen:,} 円は登録できません。")
    told = {one.name: getattr(row, one.name) for one in fields(ActivityRow)}
    return {key: clean(value).strip() if isinstance(value, str) else value for key, value in told.items()}


def withdraw_activity(tx: Transaction, activity_id: int) -> None:
    """Take something done off the record. Raises NotFound where it isn't there (any more)."""
    standing = (Activity.id == activity_id) & Activity.withdrawn_at.is_(None)
    values = {"withdrawn_at": datetime.now(UTC), "withdrawn_by": tx.who}
    statement = update(Activity).where(standing).values(**values)
    changed = tx.connection.execute(statement).rowcount if 0 < activity_id <= LARGEST_ID else 0
    if not changed:
        raise NotFound(f"実績 {activity_id} はありません(取り消し済みかもしれません)。")
    tx.log.anything = True


def targets(connection: Connection, year: int) -> list[TargetRow]:
    """The targets of a year."""
    columns = [getattr(Target, one.name) for one in fields(TargetRow)]
    statement = select(*columns).where(Target.fiscal_year == year)
    found = connection.execute(statement.order_by(Target.kind, Target.coordinator, Target.industry))
    return [TargetRow(*row) for row in found]


def put_targets(tx: Transaction, rows: Iterable[TargetRow]) -> None:
    """Store targets; the years that they name have these and no others from then on.

    Raises InputError for an unknown kind, a year or a number out of range, and for two targets of the same thing.
    """
    listed = [_checked_target(one) for one in rows]
    keys = [(one.fiscal_year, one.kind, one.coordinator, one.industry) for one in listed]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        words = "、".join(str(part) for part in twice if part)
        raise InputError(f"同じ目標が2つあります: {words}")
    for year in {one.fiscal_year for one in listed}:
        tx.connection.execute(delete(Target).where(Target.fiscal_year == year))
    more = {"person": tx.who, "recorded_at": datetime.now(UTC)}
    for one in listed:
        values = {field.name: getattr(one, field.name) for field in fields(TargetRow)}
        tx.connection.execute(insert(Target).values(**values, **more))
    tx.log.anything = tx.log.anything or bool(listed)


def clear_targets(tx: Transaction, year: int) -> None:
    """Forget the targets of a year."""
    gone = tx.connection.execute(delete(Target).where(Target.fiscal_year == year)).rowcount
    tx.log.anything = tx.log.anything or gone > 0


def _checked_target(row: TargetRow) -> TargetRow:
    days_of(row.fiscal_year)
    if row.kind not in KINDS:
        raise InputError(f"「{row.kind}」という目標はありません。次から選んでください: {'、'.join(KINDS)}")
    if row.goal is None and row.goal_yen is None:
        raise InputError(f"{row.fiscal_year}年度の「{row.kind}」に目標の件数も金額もありません。")
    if row.goal is not None and not 0 <= row.goal <= _LARGEST_GOAL:
        raise InputError(f"目標の件数 {row.goal:,} は登録できません。")
    if row.goal_yen is not None and (row.kind != CONTRACT or not 0 <= row.goal_yen <= _LARGEST_YEN):
        raise InputError(f"目標の金額は「{CONTRACT}」にだけ、0円以上で付けられます。")
    coordinator, industry = clean(row.coordinator).strip(), clean(row.industry).strip()
    return TargetRow(row.fiscal_year, row.kind, coordinator, industry, row.goal, row.goal_yen)


def order_steps(connection: Connection, states: Iterable[str]) -> list[OrderStep]:
    """The steps of all orders that stand into some states, oldest first."""
    said_by_file = exists().where(
        FactRow.order_id == OrderSlip.id,
        FactRow.field == "state",
        FactRow.value == OrderState.state,
        FactRow.file != "",
    )
    steps = (OrderState.before, OrderState.state, OrderState.person, OrderState.note, OrderState.at)
    slip = (OrderSlip.id, OrderSlip.number, OrderSlip.buyer, OrderSlip.received_on, OrderSlip.remarks)
    statement = (
        select(*slip, said_by_file.label("from_file"), *steps)
        .join(OrderSlip, OrderSlip.id == OrderState.order_id)
        .where(OrderSlip.withdrawn.is_(False), OrderState.state.in_(list(states)))
        .order_by(OrderState.id)
    )
    return [
        OrderStep(
            number, name or "", buyer, StateChange(*step), bool(from_file), received_on,
            tuple((label, words) for label, words in json.loads(remarks or "[]")),
        )
        for number, name, buyer, received_on, remarks, from_file, *step in connection.execute(statement)
    ]  # fmt: skip
