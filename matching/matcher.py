"""The façade: an enquiry in, ranked suppliers with their reasons out. Every door stands on this.

`Matcher.match` reads from top to bottom: read the enquiry, choose who may appear, gather candidates and their signals, rank, fetch what is shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from heapq import nsmallest
from itertools import chain

import numpy as np

from matching.corporate import CorporateDatabase
from matching.corporate.names import name_key
from matching.corporate.rows import StoredOrder
from matching.corporate.states import DRAFT
from matching.errors import InputError, NotFound, SeveralFirms
from matching.ranking.advice import CONTRADICTS, contradiction, questions
from matching.ranking.engine import LOOKED_AT, Engine, Query
from matching.ranking.examination import Asked, Examined, in_order
from matching.ranking.follower import IndexFollower
from matching.ranking.index import Floats, Ids
from matching.ranking.ranker import contributions
from matching.ranking.words_follower import WordsFollower
from matching.records import (
    Exclusion,
    Match,
    MatchResult,
    Order,
    OrderMatch,
    Place,
    Requirement,
    ReverseResult,
    Supplier,
)
from matching.settings import Settings

# Never fewer candidates than this: deep enough that those who are excluded don't leave the list short.
_DEPTH = 500
# Orders in which it is looked for what firms lack.
_LATEST = 500
_NOTHING_READ = (
    "相談文から手がかりになる言葉を読み取れませんでした。加工・品物・材質などを書き足してください。"
)
_VAGUE = "何をどう作るのかを、相談文から読み取れませんでした。下の順位は当てになりません。品物・加工・材質を書き足してください。"
# What may be asked of any firm, whatever is to be made.
_OF_ANYTHING = frozenset({"area", "due", "price", "quantity", "document"})
_CUT = "相談文が長いため、意味の近さは前の部分だけで計算しました。"
_NOBODY = "企業データベースに受注企業が登録されていません。先に受注企業のファイルを取り込んでください。"
_FEW_LEFT = "必須条件に反しない企業は {} 社でした。"
# Under --strict, portions of candidates that get a second look before the list is left short.
_PORTIONS = 5
# Firms of one name that a message lists.
_NAMED = 5
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may appear: `filters` as of the --where option, the day it is; `strict` excludes who contradicts a must.

    `near`: where the filter max_km counts from; without it, the buyer's place.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    strict: bool = False
    near: Place | None = None


ANYONE = Choice()


@dataclass(frozen=True, slots=True)
class Candidates:
    """`examined`, best first; records of these and of those `held` back though they would have stood among the first; all ids that are
    `barred`; the `rest` in the order of the first look; what was `asked`; the `revision` of the index; and the raw values of the weighted
    `signals` of those examined."""

    examined: list[Examined]
    suppliers: Mapping[int, Supplier]
    held: list[int]
    barred: list[int]
    rest: list[int]
    asked: Asked
    revision: int
    signals: Mapping[int, Mapping[str, float]]


Recorder = Callable[[MatchResult, Candidates], None]


class Matcher:
    """Ranks suppliers for orders and orders for suppliers. Safe to share between threads."""

    def __init__(
        self,
        db: CorporateDatabase,
        engine: Engine,
        index: IndexFollower,
        words: WordsFollower | None = None,
    ) -> None:
        """`words`: what keeps the engine at the office's words; without it they stay as they are."""
        self.db = db
        self.engine = engine
        self.index = index
        self.words = words
        self.turn = threading.RLock()
        # Who lets people match at the same time takes one of these around each match: more at once are no faster, and reads suffer.
        self.room = threading.Semaphore(1)

    @classmethod
    def open(cls, settings: Settings) -> Matcher:
        """Open the database and the encoder that the settings name; the index is brought up to date at the first use."""
        db = CorporateDatabase.open(settings.database_url)
        try:
            engine = Engine.open(settings, db.lexicon.words())
            return cls(db, engine, IndexFollower(db, engine, settings), WordsFollower(db, settings))
        except BaseException:
            db.close()
            raise

    def close(self) -> None:
        """Close the database."""
        if self.words is not None:
            self.words.close()
        self.db.close()

    def follow_words(self) -> bool:
        """Whether it reads with the office's words as they are now; if not, they are taken in in the background."""
        return self.words is None or self.words.follow(self.engine, self._put)

    def _put(self, engine: Engine, index: IndexFollower) -> None:
        with self.turn:
            self.engine, self.index = engine, index

    def match(
        self, order: Order, k: int = 10, choice: Choice = ANYONE, record: Recorder | None = None
    ) -> MatchResult:
        """The k best suppliers for `order`, with contributions; firms that may not be introduced under `excluded`.

        `record` is given the result with the candidates that it was made of (matching/casework/recording.py).
        Raises InputError for a k out of range, UnknownFilter for filters, DatabaseError.
        """
        started = time.perf_counter()
        check_k(k)
        today = choice.today or date.today()
        query = self.engine.read(order.text, order.edits)
        barred = self.db.unavailable(today, order.buyer_id)
        allowed = self.allowed(order, choice, today)
        found = self.candidates(query, choice, k, barred, allowed)
        examined, suppliers = found.examined, found.suppliers
        notes = self.db.notes(today)
        shown = [e for e in examined if not (choice.strict and e.contradicted)][:k]
        matches = [
            Match(rank, e.score, suppliers[e.id], contributions(e.points), notes.get(e.id, ""), e.verdicts)
            for rank, e in enumerate(shown, 1)
        ]
        excluded = [Exclusion(suppliers[one], barred[one]) for one in found.held]
        requirements = query.enquiry.requirements
        contradicting = [e for e in examined if choice.strict and e.contradicted]
        excluded += [Exclusion(suppliers[e.id], contradiction(requirements, e)) for e in contradicting]
        reasons = [*(barred[one] for one in found.barred), *([CONTRADICTS] * len(contradicting))]
        result = MatchResult(
            order=order,
            revision=f"{self.db.identity}:{found.revision}",
            seconds=time.perf_counter() - started,
            matches=tuple(matches),
            excluded=tuple(excluded[:k]),
            excluded_total=_count_reasons(reasons),
            cut=query.cut,
            understood=query.enquiry.understood,
            requirements=requirements,
            ask=questions(found.asked, examined[:LOOKED_AT], suppliers, self.engine.examiner)
            if examined
            else (),
            notices=(
                *self._notices(query),
                *([_FEW_LEFT.format(len(shown))] if contradicting and len(shown) < k else []),
            ),
        )
        if record is not None:
            record(result, found)
        return result

    def candidates(
        self, query: Query, choice: Choice, k: int, barred: Mapping[int, str], allowed: Ids | None
    ) -> Candidates:
        """The first look over all suppliers and the second over the best: under `strict` over further ones too, until k contradict nothing."""
        self.follow_words()
        depth = max(LOOKED_AT, 2 * k)
        with self.turn:
            revision = self.index.follow()
            ids, points, signals = self._ranked(query, depth + LOOKED_AT * _PORTIONS + len(barred), allowed)
            asked = self.engine.asked(query)
        free, held = _first(ids.tolist(), barred, k)
        suppliers = self._suppliers([int(ids[i]) for i in held])
        held = [i for i in held if int(ids[i]) in suppliers]
        examined: list[Examined] = []
        for start, end in _portions(depth, choice.strict):
            portion = free[start:end]
            fetched = self._suppliers([int(ids[i]) for i in portion])
            suppliers |= fetched
            looked_at = [
                (fetched[int(ids[i])], self.engine.ranker.named(points[i]))
                for i in portion
                if int(ids[i]) in fetched
            ]
            examined += self.engine.second_look(query, looked_at, asked)
            if end >= len(free) or sum(not e.contradicted for e in examined) >= k:
                break
        examined = in_order([e.unplaced() for e in examined])
        seen = {e.id for e in examined}
        return Candidates(
            examined,
            suppliers,
            [int(ids[i]) for i in held],
            [int(one) for one in ids if int(one) in barred],
            [int(ids[i]) for i in free if int(ids[i]) not in seen],
            asked,
            revision,
            {
                one: {name: float(values[i]) for name, values in signals.items()}
                for i, one in enumerate(ids.tolist())
                if one in seen
            },
        )

    def match_many(
        self, orders: Iterable[Order], k: int = 10, choice: Choice = ANYONE
    ) -> Iterator[MatchResult]:
        """One result an order, in their order; equal to single calls."""
        for order in orders:
            yield self.match(order, k, choice)

    def reverse(self, supplier_key: str, k: int = 10, today: date | None = None) -> ReverseResult:
        """Open orders within their deadline, ranked for a supplier by the score that it would get for each."""
        started = time.perf_counter()
        check_k(k)
        day = today or date.today()
        supplier = self.db.supplier_by_key(supplier_key)
        self.follow_words()
        with self.turn:
            revision = self.index.follow()
        always = self.db.unavailable(day)
        barred = self.barred_by_buyers(supplier.id, day, always)
        scored = [
            (stored, *self.order_score(stored, supplier))
            for stored in self.db.orders(open_on=day)
            if not barred(stored)
        ]
        scored.sort(key=lambda one: (-one[2].score, one[0].id))
        matches = [
            OrderMatch(
                rank,
                examined.score,
                Order(
                    stored.text,
                    id=stored.number,
                    buyer_id=stored.buyer_id,
                    state=stored.state,
                    deadline=stored.deadline,
                ),
                stored.title,
                contributions(examined.points),
                requirements,
                examined.verdicts,
                examined.main,
            )
            for rank, (stored, requirements, examined) in enumerate(
                (s for s in scored[:k] if s[2].score > 0), 1
            )
        ]
        reason = always.get(supplier.id)
        return ReverseResult(
            supplier,
            f"{self.db.identity}:{revision}",
            time.perf_counter() - started,
            tuple(matches),
            (f"この企業は現在、紹介の対象外です：{reason}",) if reason else (),
        )

    def supplier(self, words: str) -> Supplier:
        """The supplier of an id, a 登録番号, or a name that it alone has (compared without 株式会社, spaces and widths).

        Raises SeveralFirms, naming them, where several firms have the name or only contain it; NotFound.
        """
        try:
            return self.db.supplier_by_key(words)
        except NotFound:
            key = name_key(words)
            alike = [one for one in self.db.suppliers() if key in name_key(one.name)] if key else []
            same = [one for one in alike if name_key(one.name) == key]
            if len(same) == 1:
                return same[0]
            if not alike:
                raise
        raise _several(words, same or alike) from None

    def order(self, key: str) -> Order:
        """The stored order of a number, as an enquiry. Raises NotFound, and InputError for a draft."""
        stored = self.db.order(key)
        if stored.state == DRAFT:
            raise InputError(f"案件 {stored.number} は下書きです。確認して受け付けてから探してください。")
        return Order(
            stored.text,
            id=stored.number,
            buyer_id=stored.buyer_id,
            state=stored.state,
            deadline=stored.deadline,
        )

    def latest_orders(self, day: date) -> tuple[list[StoredOrder], frozenset[int]]:
        """The orders that tell what firms are asked for: the latest 500 that are no drafts, open ones first; and which are open."""
        still_open = frozenset(one.id for one in self.db.orders(open_on=day))
        told = (one for one in self.db.orders() if one.state != DRAFT)
        return nsmallest(_LATEST, told, key=lambda one: (one.id not in still_open, -one.id)), still_open

    def read_orders(self, today: date | None = None) -> None:
        """Read all open orders and the latest others before anybody asks, so that the first who looks at them doesn't wait for it."""
        day = today or date.today()
        for stored in chain(self.db.orders(open_on=day), self.latest_orders(day)[0]):
            self.engine.read(stored.text, stored=True)

    def barred_by_buyers(
        self, supplier_id: int, day: date, always: Mapping[int, str]
    ) -> Callable[[StoredOrder], bool]:
        """Whether the firm may not see an order because of its buyer: a competitor, an affiliate, or the buyer itself.

        `always`: who may be introduced to nobody that day. Each buyer is looked up once.
        """

        @cache
        def barred(buyer_id: int) -> bool:
            return supplier_id in self.db.unavailable(day, buyer_id, [supplier_id])

        return lambda stored: (
            stored.buyer_id is not None and supplier_id not in always and barred(stored.buyer_id)
        )

    def order_score(
        self, stored: StoredOrder, supplier: Supplier
    ) -> tuple[tuple[Requirement, ...], Examined]:
        """The order's requirements and what the supplier would get for it."""
        query = self.engine.read(stored.text, stored=True)
        with self.turn:
            pool = self.engine.pool(query, 1, np.array([supplier.id], np.int64))
            _, points = self.engine.ranker.rank(pool)
            asked = self.engine.asked(query)
        named = self.engine.ranker.named(points[0]) if len(points) else {}
        return query.enquiry.requirements, self.engine.second_look(query, [(supplier, named)], asked)[0]

    def allowed(self, order: Order, choice: Choice, today: date) -> Ids | None:
        """Ids that pass the filters, None for all."""
        if not choice.filters:
            return None
        near = choice.near
        if near is None and order.buyer_id is not None:
            near = self.db.buyer(order.buyer_id).place
        return np.array(sorted(self.db.select_ids(choice.filters, near, today=today)), np.int64)

    def _ranked(
        self, query: Query, wanted: int, allowed: Ids | None
    ) -> tuple[Ids, np.ndarray, Mapping[str, Floats]]:
        """Ids best first, the (m, s) points of their signals and the signals' raw values; empty where nothing could be read (callers hold `turn`)."""
        if query.empty:
            return np.empty(0, np.int64), np.empty((0, 0)), {}
        pool = self.engine.pool(query, max(_DEPTH, 2 * wanted), allowed)
        order, points = self.engine.ranker.rank(pool)
        order = order[points[order].sum(axis=1) > 0]  # nothing speaks for the others
        weighted = {
            name: values[order] for name, values in pool.signals.items() if name in self.engine.ranker.weights
        }
        return pool.ids[order], points[order], weighted

    def _suppliers(self, ids: Sequence[int]) -> dict[int, Supplier]:
        return {one.id: one for one in self.db.suppliers(ids)} if ids else {}

    def _notices(self, query: Query) -> Iterator[str]:
        if query.empty:
            yield _NOTHING_READ
        elif not query.enquiry.understood and all(r.kind in _OF_ANYTHING for r in query.enquiry.requirements):
            yield _VAGUE
        if query.cut:
            yield _CUT
        if len(self.engine.catalogue) == 0:
            yield _NOBODY
        if self.engine.notice:
            yield self.engine.notice


def _several(words: str, firms: Sequence[Supplier]) -> SeveralFirms:
    shown = {
        f.id: f"{f.source_id or f.id} {f.name}（{f.place.prefecture}{f.place.city}）" for f in firms[:_NAMED]
    }
    listed, left = "、".join(shown.values()), len(firms) - len(shown)
    if len(firms) == 1:
        message = f"「{words}」という名前の企業はありません。次の企業のことでしたら、登録番号で指定してください：{listed}"
    else:
        more = f" ほか{left}社" if left else ""
        message = f"「{words}」は一社に決まりません。登録番号で指定してください：{listed}{more}"
    return SeveralFirms(message, shown, left)


def check_k(k: int) -> None:
    """Raises InputError for a count out of range."""
    if not 1 <= k <= MOST:
        raise InputError(f"件数 k は 1 から {MOST} までで指定してください。")


def _portions(depth: int, strict: bool) -> Iterator[tuple[int, int]]:
    """From where to where the second look goes: the first `depth`, and under `strict` some portions more."""
    yield 0, depth
    for i in range(_PORTIONS - 1 if strict else 0):
        yield depth + LOOKED_AT * i, depth + LOOKED_AT * (i + 1)


def _first(ids: Sequence[int], barred: Mapping[int, str], k: int) -> tuple[list[int], list[int]]:
    """Places of those that are not barred, and of those that would have stood among the first k but are."""
    free = [i for i, one in enumerate(ids) if one not in barred]
    held = [i for i, one in enumerate(ids[:k]) if one in barred]
    return free, held


def _count_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """How many firms each reason holds back, by the sentence before its details."""
    counts: dict[str, int] = {}
    for reason in reasons:
        short = reason.split("（")[0]
        counts[short] = counts.get(short, 0) + 1
    return counts
