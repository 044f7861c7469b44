"""What people think of ranked firms (合う・合わない), and how good the rankings are by that and by what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, insert, select, update

from matching.corporate import access, opening, suppliers
from matching.corporate.access import Viewer
from matching.corporate.case_rows import FeedbackView, plain
from matching.corporate.case_tables import FeedbackRow, Introduction, ShortlistEntry
from matching.corporate.introduction_states import PARTIES, WON
from matching.corporate.journal import Journal
from matching.corporate.parties import firms_now
from matching.corporate.rankings import shown
from matching.corporate.requests import RequestKey
from matching.corporate.tables import LARGEST_ID, Company
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import InputError, NotFound, Stale

# Why a firm suits or doesn't: code -> words.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "process": "加工ができる・できない",
        "material": "材質が合う・合わない",
        "size": "大きさが合う・合わない",
        "accuracy": "精度が合う・合わない",
        "lot": "数量が合う・合わない",
        "equipment": "設備がある・ない",
        "certification": "認証がある・ない",
        "area": "場所が合う・合わない",
        "capacity": "余力がある・ない",
        "known": "実績・評判から",
        "outdated": "登録内容が古い",
        "other": "その他",
    }
)
FIRST = 10  # the list's first so many are what a coordinator looks at
# Grades of exported judgements: suitable, and suitable with a deal.
_SUITS, _DEAL = 2, 3


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the rankings were from a day to a day.

    precision: k -> share of the firms judged among the first k that suit (None: none was judged). introduced_by_rank and won_by_rank:
    rank -> introductions begun, deals, of firms taken from a ranking ("11+" for all ranks below the first ten). from_first_ten: share of
    the introductions (and deals) with a known rank that stood among the first ten. shortlisted: firms taken into shortlists
    by rank, once for each ranking.
    """

    first: date
    last: date
    judged: int
    suitable: int
    rankings: int
    precision: Mapping[str, float | None]
    reasons_against: Mapping[str, int]
    shortlisted: Mapping[str, int]
    introduced_by_rank: Mapping[str, int]
    won_by_rank: Mapping[str, int]
    introduced: int
    introduced_from_first_ten: float | None
    won: int
    won_from_first_ten: float | None


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people's feedback says, as `juhatchu evaluate` takes it: queries (id, text) and lines (query, firm's number, grade)."""

    queries: tuple[tuple[str, str], ...]
    qrels: tuple[tuple[str, str, int], ...]
    left_out: int


class Feedback:
    """Feedback on rankings, for viewers."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine = engine
        self._journal = journal

    def give(
        self,
        viewer: Viewer,
        ranking: str,
        supplier_id: int,
        suitable: bool,
        *,
        reason: str = "",
        note: str = "",
        expected: int | None = None,
        request: RequestKey | None = None,
    ) -> FeedbackView:
        """Say whether a firm of a recorded ranking suits; said again, the newer word stands.

        Raises NotFound for a ranking that isn't recorded or a firm that isn't in it, InputError for an unknown reason, Stale.
        """
        access.demand(viewer, "feedback", "make", "own")
        if reason and reason not in REASONS:
            raise InputError(f"理由「{reason}」はありません。次から選んでください: {'、'.join(REASONS)}")
        self._journal.flush()
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            supplier_id = suppliers.supplier_id(connection, supplier_id)
            record = shown(connection, clean(ranking))
            if record is None:
                raise NotFound("この順位の記録はありません。もう一度探してから、評価してください。")
            if supplier_id not in record.ranks:
                raise NotFound("この企業は、その順位の中にありません。")
            values = {"suitable": suitable, "reason": reason, "note": clean(note), "at": datetime.now(UTC)}
            mine = (FeedbackRow.ranking == clean(ranking)) & (FeedbackRow.person == viewer.key)
            mine &= FeedbackRow.supplier_id == supplier_id
            stored = connection.execute(select(FeedbackRow.id, FeedbackRow.version).where(mine)).first()
            if stored is None:
                head = {"ranking": clean(ranking), "supplier_id": supplier_id, "person": viewer.key}
                row = head | {"rank": record.ranks[supplier_id], "version": 1} | values
                result = connection.execute(insert(FeedbackRow).values(**row))
                number = int(result.inserted_primary_key[0])  # type: ignore[index]
            else:
                number = stored.id
                _change(work, number, stored.version, expected, values)
            work.note("judge", "ranking", clean(ranking), supplier=supplier_id, suitable=suitable)
            view = _views(connection, FeedbackRow.id == number)[0]
            work.answer(plain(view))
            return view

    def remove(self, viewer: Viewer, feedback_id: int) -> None:
        """Take a word back. Raises NotFound."""
        with working(self._engine, viewer) as work:
            connection = work.connection
            found = _views(connection, FeedbackRow.id == feedback_id) if 0 < feedback_id <= LARGEST_ID else []
            own = bool(found) and found[0].person == viewer.key
            access.demand(viewer, "feedback", "remove", "own" if own else "foreign")
            if not found:
                raise NotFound(f"評価 {feedback_id} はありません。")
            connection.execute(FeedbackRow.__table__.delete().where(FeedbackRow.id == feedback_id))  # type: ignore[attr-defined]
            work.note("withdraw-judgement", "ranking", found[0].ranking, supplier=found[0].supplier_id)

    def listed(
        self, viewer: Viewer, ranking: str | None = None, after: int = 0, limit: int = 50
    ) -> list[FeedbackView]:
        """Feedback, newest first, of one ranking or of all; `after`: only those with a smaller id."""
        access.demand(viewer, "feedback", "see")
        which: list[ColumnElement[bool]] = [FeedbackRow.id > 0]
        if ranking is not None:
            which.append(FeedbackRow.ranking == clean(ranking))
        if after:
            which.append(FeedbackRow.id < min(after, LARGEST_ID))
        with opening.reading(self._engine) as connection:
            return _views(connection, and_(*which), limit)

    def quality(self, viewer: Viewer, first: date, last: date, ks: Sequence[int] = (1, 3, 5, 10)) -> Quality:
        """How good the rankings were from a day to a day, both included (Japanese days)."""
        access.demand(viewer, "feedback", "see")
        with opening.reading(self._engine) as connection:
            said = _latest(connection, _between(FeedbackRow.at, first, last))
            ranked = [(one.rank, one.suitable) for one in said if one.rank is not None]
            against: dict[str, int] = {}
            for one in said:
                if not one.suitable and one.reason:
                    against[one.reason] = against.get(one.reason, 0) + 1
            listed = _listed_by_rank(connection, _between(ShortlistEntry.added_at, first, last))
            begun = _between(Introduction.made_at, first, last)
            introduced = _by_rank(connection, Introduction, begun & Introduction.state.in_(PARTIES))
            won = _by_rank(connection, Introduction, begun & (Introduction.state == WON))
        return Quality(
            first=first,
            last=last,
            judged=len(said),
            suitable=sum(one.suitable for one in said),
            rankings=len({one.ranking for one in said}),
            precision={str(k): _share([suits for rank, suits in ranked if rank <= k]) for k in ks},
            reasons_against=against,
            shortlisted=_told(listed),
            introduced_by_rank=_told(introduced),
            won_by_rank=_told(won),
            introduced=sum(introduced.values()),
            introduced_from_first_ten=_first_ten(introduced),
            won=sum(won.values()),
            won_from_first_ten=_first_ten(won),
        )

    def judgements(self, viewer: Viewer, first: date | None = None, last: date | None = None) -> Judgements:
        """Feedback as judged queries: 2 for a firm that suits, 3 where a deal came of it, 0 for one that doesn't.

        Where people disagree on a firm, the latest word counts. Rankings whose record was erased are left out and counted.
        """
        access.demand(viewer, "feedback", "export")
        self._journal.flush()
        # To unpack all rankings takes a while, for which nobody else should have to wait with a write.
        with opening.reading(self._engine) as connection:
            said = _latest(connection, _between(FeedbackRow.at, first or date.min, last or date.max))
            deals = select(Introduction.ranking, Introduction.supplier_id).where(Introduction.state == WON)
            made = connection.execute(deals).all()
            now = firms_now(connection, {firm for _, firm in made})
            won = {(ranking, now[firm][0] if firm in now else firm) for ranking, firm in made}
            numbers = _numbers(connection, [one.supplier_id for one in said])
            texts: dict[str, str] = {}
            lines, left_out = [], set()
            for one in said:
                record = shown(connection, one.ranking) if one.ranking not in texts else None
                if record is not None:
                    texts[one.ranking] = record.text
                if one.ranking not in texts:
                    left_out.add(one.ranking)
                    continue
                grade = (_DEAL if (one.ranking, one.supplier_id) in won else _SUITS) if one.suitable else 0
                lines.append((one.ranking, numbers.get(one.supplier_id, str(one.supplier_id)), grade))
        with working(self._engine, viewer) as work:
            work.note("export", "feedback", "judgements", count=len(lines))
        return Judgements(tuple(texts.items()), tuple(lines), len(left_out))


def _change(work: Work, number: int, version: int, expected: int | None, values: dict[str, Any]) -> None:
    access.demand(work.viewer, "feedback", "change", "own")
    if expected is not None and expected != version:
        raise Stale("この評価は、先に変更されています。読み直してから、もう一度行ってください。")
    statement = update(FeedbackRow).where(FeedbackRow.id == number)
    work.connection.execute(statement.values(version=version + 1, **values))


def _views(connection: Connection, which: ColumnElement[bool], limit: int = 1) -> list[FeedbackView]:
    columns = (
        FeedbackRow.person,
        FeedbackRow.rank,
        FeedbackRow.suitable,
        FeedbackRow.reason,
        FeedbackRow.note,
    )
    statement = (
        select(
            FeedbackRow.id,
            FeedbackRow.version,
            FeedbackRow.ranking,
            FeedbackRow.supplier_id,
            Company.name,
            *columns,
        )
        .add_columns(FeedbackRow.at)
        .join(Company, Company.id == FeedbackRow.supplier_id)
        .where(which)
        .order_by(FeedbackRow.id.desc())
        .limit(limit)
    )
    rows = connection.execute(statement).all()
    now = firms_now(connection, {row.supplier_id for row in rows})
    found = []
    for number, version, ranking, firm, name, *said in rows:
        firm, name = now.get(firm, (firm, name))
        found.append(FeedbackView(number, version, ranking, firm, name, *said))
    return found


def _latest(connection: Connection, which: ColumnElement[bool]) -> list[FeedbackView]:
    """The latest word on each firm of each ranking, oldest first."""
    found = _views(connection, which, LARGEST_ID)
    latest: dict[tuple[str, int], FeedbackView] = {}
    for one in sorted(found, key=lambda one: (one.at, one.id)):
        latest[one.ranking, one.supplier_id] = one
    return list(latest.values())


def _between(column: Any, first: date, last: date) -> ColumnElement[bool]:
    """Moments of the days first to last as Japan has them (UTC+9, without summer time)."""
    jst = timedelta(hours=9)
    begin = datetime.combine(max(first, date(1970, 1, 2)), time(), UTC) - jst
    end = datetime.combine(min(last, date(9000, 1, 1)) + timedelta(days=1), time(), UTC) - jst
    return and_(column >= begin, column < end)


def _by_rank(connection: Connection, table: Any, which: ColumnElement[bool]) -> dict[int, int]:
    statement = select(table.rank, func.count()).where(which, table.rank.is_not(None)).group_by(table.rank)
    return dict(connection.execute(statement).all())


def _listed_by_rank(connection: Connection, which: ColumnElement[bool]) -> dict[int, int]:
    """A firm counts once for a ranking: an order that was made of an enquiry has the enquiry's shortlist once more."""
    entry = ShortlistEntry
    # Where no ranking is known, only the list tells one choice from another.
    apart = case((entry.ranking == "", entry.shortlist_id), else_=0)
    chosen = (
        select(entry.rank, entry.ranking, entry.supplier_id, apart)
        .where(which, entry.rank.is_not(None))
        .distinct()
        .subquery()
    )
    return dict(connection.execute(select(chosen.c.rank, func.count()).group_by(chosen.c.rank)).all())


def _told(counts: Mapping[int, int]) -> dict[str, int]:
    found = {str(rank): counts[rank] for rank in sorted(counts) if rank <= FIRST}
    below = sum(count for rank, count in counts.items() if rank > FIRST)
    return found | ({f"{FIRST + 1}+": below} if below else {})


def _first_ten(counts: Mapping[int, int]) -> float | None:
    total = sum(counts.values())
    return sum(count for rank, count in counts.items() if rank <= FIRST) / total if total else None


def _share(said: Sequence[bool]) -> float | None:
    return sum(said) / len(said) if said else None


def _numbers(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The agency's numbers of firms, by which `juhatchu evaluate` knows them."""
    found: dict[int, str] = {}
    for portion in suppliers.portions(sorted(set(ids))):
        statement = select(Company.id, Company.source_id).where(Company.id.in_(portion))
        found |= dict(connection.execute(statement).all())
    return found
