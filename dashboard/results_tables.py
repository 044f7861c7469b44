"""What 実績, 活動 and 品質 show, worked out without Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from dashboard.contacts import NO_CONTACT, reach_html
from dashboard.survey_markup import Html, bar, facts, notes, table
from dashboard.wording import shell
from dashboard.wording import work as wording
from dashboard.wording.matching import UNSUITED
from ingest.handed import Handed, handed
from ingest.sheetwriting import one_table
from matching.corporate import TargetRow
from matching.corporate.activities import CONTRACT, KINDS
from matching.corporate.case_rows import DueItem, FeedbackView
from matching.corporate.feedback import REASONS, Quality
from matching.corporate.firm_views import Contact
from matching.errors import InputError

_ENOUGH = 30


def percent(value: float | None) -> str:
    """A share that is given in percent."""
    return wording.NONE if value is None else f"{value:.1f}%"


def _number(value: int | None) -> str:
    return wording.NONE if value is None else shell.number(value)


def _yen(value: int | None) -> str:
    return wording.NONE if value is None else shell.yen(value)


# --- 実績 -----------------------------------------------------------------------------------------------


def total(kinds: Sequence[Mapping[str, Any]]) -> str:
    """The year's figures against its targets, one row a kind."""
    rows = [
        (
            one["kind"],
            _number(one["count"]),
            _number(one["goal"]),
            percent(one["rate"]),
            bar(one["rate"]),
            _yen(one["amount_yen"]) + wording.few_amounts(one["without_amount"]),
            _yen(one["goal_yen"]),
            percent(one["amount_rate"]),
        )
        for one in kinds
    ]
    return table(wording.TOTAL, wording.KIND_COLUMNS, rows, (1, 2, 3, 5, 6, 7))


def groups(caption: str, first: str, found: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """Groups as rows and kinds as columns, with bars against the target (else against the largest of the column)."""
    most = {kind: max((_count(kinds, kind) for _, kinds in found), default=0) for kind in KINDS}
    rows = [
        (name, *(_cell(kinds, kind, most[kind]) for kind in KINDS), _amount(kinds)) for name, kinds in found
    ]
    return table(caption, (first, *KINDS, f"{CONTRACT}の金額"), rows, (4,))


def _line(kinds: Sequence[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    return next(one for one in kinds if one["kind"] == kind)


def _count(kinds: Sequence[Mapping[str, Any]], kind: str) -> int:
    return int(_line(kinds, kind)["count"])


def _cell(kinds: Sequence[Mapping[str, Any]], kind: str, most: int) -> Html:
    one = _line(kinds, kind)
    words = shell.number(one["count"])
    if one["goal"] is not None:
        words += f" / {shell.number(one['goal'])}（{percent(one['rate'])}）"
    share = one["rate"] if one["goal"] else 100 * one["count"] / most if one["count"] else None
    return Html(words + bar(share))


def _amount(kinds: Sequence[Mapping[str, Any]]) -> str:
    return _yen(_line(kinds, CONTRACT)["amount_yen"])


def months(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The months of a year as groups."""
    return [(wording.month(one["month"]), one["kinds"]) for one in found]


def named(found: Sequence[Mapping[str, Any]], key: str) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Coordinators or industries as groups."""
    return [(one[key], one["kinds"]) for one in found]


def unrecorded(found: Sequence[Mapping[str, Any]]) -> str:
    """Orders that went on and for which nothing stands on record."""
    rows = [(one["order"], one["buyer"], one["state"], _day(one["on"])) for one in found]
    return table(wording.UNRECORDED, wording.UNRECORDED_COLUMNS, rows)


def _day(text: str) -> str:
    return shell.date_ja(date.fromisoformat(text))


def done(found: Sequence[Mapping[str, Any]]) -> str:
    """What was done, as it comes."""
    rows = [
        (
            str(one["id"]),
            _day(one["on"]),
            one["kind"],
            one["coordinator"],
            one["company"]["name"] or wording.NONE,
            one["buyer"]["name"] or wording.NONE,
            _yen(one["amount_yen"]),
            one["note"],
        )
        for one in found
    ]
    return table(wording.DONE_LIST, wording.DONE_COLUMNS, rows, (6,))


def done_name(one: Mapping[str, Any]) -> str:
    """Something done in a select box."""
    return f"{one['id']}：{_day(one['on'])} {one['kind']} {one['company']['name'] or one['buyer']['name']}"


def targets(found: Sequence[TargetRow]) -> str:
    """The targets of a year."""
    rows = [
        (
            one.kind,
            "・".join(part for part in (one.coordinator, one.industry) if part) or wording.TOTAL,
            _number(one.goal),
            _yen(one.goal_yen),
        )
        for one in found
    ]
    return table(wording.TARGETS, wording.TARGET_COLUMNS, rows, (2, 3))


def with_target(found: Iterable[TargetRow], new: TargetRow) -> list[TargetRow]:
    """The targets with one set, replaced or (without any figure) taken out."""
    mark = (new.kind, new.coordinator, new.industry)
    kept = [one for one in found if (one.kind, one.coordinator, one.industry) != mark]
    return kept if new.goal is None and new.goal_yen is None else [*kept, new]


def target(year: int, kind: str, scope: str, name: str, goal: int | None, goal_yen: int | None) -> TargetRow:
    """A target as it was typed. Raises InputError where the name of whom it is for is missing."""
    if scope and not name.strip():
        raise InputError(wording.NAME_MISSING)
    who = {scope: name.strip()} if scope else {}
    return TargetRow(year, kind, goal=goal, goal_yen=goal_yen, **who)


def refused(found: Sequence[Mapping[str, str]]) -> str:
    """Rows of a list that were not taken."""
    return table(
        wording.REFUSED, wording.REFUSED_COLUMNS, [(str(one["place"]), one["reason"]) for one in found]
    )


# --- 活動 -----------------------------------------------------------------------------------------------


def due(found: Sequence[DueItem], names: Mapping[str, str]) -> str:
    """What is to be done, soonest first; `names` of coordinators by key."""
    rows = [
        (
            shell.date_ja(one.day),
            wording.due_kind(one.kind, one.overdue),
            f"{one.order} {one.title}".strip(),
            one.supplier or wording.NONE,
            one.state,
            names.get(one.coordinator) or one.coordinator or wording.NONE,
        )
        for one in found
    ]
    return table(wording.DUE, wording.DUE_COLUMNS, rows)


class VisitRow(NamedTuple):
    """A firm to visit, in words but for whom to call there."""

    rank: str
    firm: str
    place: str
    call: Contact
    reasons: str
    last: str

    def cells(self, call: str) -> tuple[str, ...]:
        """The row as a table's cells. call: whom to call, as it is written there."""
        return (self.rank, self.firm, self.place, call, self.reasons, self.last)


def visit_rows(found: Sequence[Mapping[str, Any]], contacts: Mapping[int, Contact]) -> list[VisitRow]:
    """Whom to visit and why. contacts: by firm."""
    rows = []
    for one in found:
        firm = one["company"]
        reasons = "、".join(wording.reason(reason["text"], reason["points"]) for reason in one["reasons"])
        call = contacts.get(firm["id"], NO_CONTACT)
        last = _day(one["last_visit"]) if one["last_visit"] else wording.NEVER
        place = f"{firm['prefecture']}{firm['city']}"
        rows.append(VisitRow(str(one["rank"]), firm["name"], place, call, reasons, last))
    return rows


def visits(rows: Iterable[VisitRow]) -> str:
    """The visits to make as a table; telephone numbers can be dialled."""
    shown = [row.cells(Html(reach_html(row.call))) for row in rows]
    return table(wording.VISITS, wording.VISIT_COLUMNS, shown)


def visits_workbook(survey: str, rows: Iterable[VisitRow]) -> Handed:
    """The visits to make as a workbook."""
    plain = (row.cells(" ".join(part for part in (row.call.person, row.call.phone) if part)) for row in rows)
    content = one_table("訪問", wording.VISIT_COLUMNS, plain, (1, 4))
    return handed(f"{survey}_訪問.xlsx", content)


def draft(one: Mapping[str, Any], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """A draft order as labels and words, with where it comes from. `labels`: of an order's fields."""
    pairs = [(labels.get(key, key), text) for key, text in one["texts"].items() if text]
    if source := one["source"]:
        day = f"、{_day(source['answered_on'])}" if source["answered_on"] else ""
        pairs.append((wording.DRAFT_SOURCE, f"{source['survey']}（{source['file']} {source['row']}行{day}）"))
    return pairs


# --- 品質 -----------------------------------------------------------------------------------------------


def quality(found: Quality) -> str:
    """The figures at the head of 品質."""
    pairs = [
        (wording.RANKINGS, found.rankings),
        (wording.JUDGED, found.judged),
        (wording.SUITABLE, found.suitable),
        (wording.INTRODUCED, found.introduced),
        (wording.WON, found.won),
    ]
    return facts([(label, shell.number(count)) for label, count in pairs])


def precision(found: Quality) -> str:
    """The share of suitable firms among the first k that were judged."""
    rows = [(wording.rank(k), _share(share), bar(_percent(share))) for k, share in found.precision.items()]
    return table(wording.PRECISION, wording.PRECISION_COLUMNS, rows, (1,)) + notes(
        [wording.FEW] if found.judged < _ENOUGH else []
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _share(share: float | None) -> str:
    return percent(_percent(share))


def by_rank(found: Quality) -> str:
    """From which ranks firms were taken; last the share that stood among the first ten."""
    counted = (found.shortlisted, found.introduced_by_rank, found.won_by_rank)
    ranks = sorted({rank for one in counted for rank in one}, key=lambda word: int(word.rstrip("+")))
    rows = [(wording.at_rank(rank), *(shell.number(one.get(rank, 0)) for one in counted)) for rank in ranks]
    shares = (found.introduced_from_first_ten, found.won_from_first_ten)
    rows.append((wording.FROM_TEN, wording.NONE, *map(_share, shares)))
    return table(wording.BY_RANK, wording.BY_RANK_COLUMNS, rows, (1, 2, 3))


def against(found: Quality) -> str:
    """Why firms did not suit, most frequent reasons first."""
    counts = sorted(found.reasons_against.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(UNSUITED.get(code, code), shell.number(times)) for code, times in counts]
    return table(wording.AGAINST, wording.AGAINST_COLUMNS, rows, (1,))


def feedback(found: Sequence[FeedbackView]) -> str:
    """The latest words on firms."""
    rows = [
        (
            shell.moment_ja(one.at),
            one.supplier,
            wording.NONE if one.rank is None else wording.at_rank(str(one.rank)),
            wording.SUITS if one.suitable else wording.SUITS_NOT,
            (REASONS if one.suitable else UNSUITED).get(one.reason, one.reason) or wording.NONE,
            one.note,
        )
        for one in found
    ]
    return table(wording.RECENT_FEEDBACK, wording.FEEDBACK_COLUMNS, rows)
