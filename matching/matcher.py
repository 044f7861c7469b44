"""The façade: an enquiry in, ranked suppliers with their reasons out. Every door stands on this.

`Matcher.match` reads from top to bottom: read the enquiry, choose who may appear, gather candidates and their signals, rank, fetch what is shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matching.corporate import CorporateDatabase
from matching.corporate.rows import StoredOrder
from matching.errors import InputError
from matching.ranking.engine import Engine, Query
from matching.ranking.follower import IndexFollower
from matching.ranking.index import Ids
from matching.records import Exclusion, Match, MatchResult, Order, OrderMatch, ReverseResult, Supplier
from matching.settings import Settings

# Never fewer candidates than this: deep enough that those who are excluded don't leave the list short.
_DEPTH = 500
_NOTHING_READ = (
    "相談文から手がかりになる言葉を読み取れませんでした。加工・品物・材質などを書き足してください。"
)
_CUT = "相談文が長いため、意味の近さは前の部分だけで計算しました。"
_NOBODY = "企業データベースに受注企業が登録されていません。先に juhatchu ingest で読み込んでください。"
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may appear: `filters` as of the --where option, the buyer's place for max_km, the day it is."""

    filters: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None


class Matcher:
    """Ranks suppliers for orders and orders for suppliers. Safe to share between threads."""

    def __init__(self, db: CorporateDatabase, engine: Engine, index: IndexFollower) -> None:
        self.db = db
        self.engine = engine
        self.index = index
        self._turn = threading.RLock()

    @classmethod
    def open(cls, settings: Settings) -> Matcher:
        """Open the database and the encoder that the settings name; the index is brought up to date at the first use."""
        db = CorporateDatabase.open(settings.database_url)
        engine = Engine.open(settings)
        return cls(db, engine, IndexFollower(db, engine, settings))

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def match(self, order: Order, k: int = 10, choice: Choice = Choice()) -> MatchResult:
        """The k best suppliers for `order`, with contributions; firms that may not be introduced under `excluded`.

        Raises InputError for a k out of range, UnknownFilter for filters, DatabaseError.
        """
        started = time.perf_counter()
        _check_k(k)
        today = choice.today or date.today()
        query = self.engine.read(order.text)
        with self._turn:
            revision = self.index.follow()
            allowed = self._allowed(order, choice, today)
            barred = self.db.unavailable(today, order.buyer_id)
            ids, points = self._ranked(query, k + len(barred), allowed)
        free, held = _first(ids.tolist(), barred, k)
        suppliers = self._suppliers([int(ids[i]) for i in [*free, *held]])
        notes = self.db.notes(today)
        matches = [
            Match(
                rank,
                float(points[i].sum()),
                suppliers[int(ids[i])],
                self.engine.ranker.contributions(points[i]),
                notes.get(int(ids[i]), ""),
            )
            for rank, i in enumerate((i for i in free if int(ids[i]) in suppliers), 1)
        ]
        excluded = [
            Exclusion(suppliers[int(ids[i])], barred[int(ids[i])]) for i in held if int(ids[i]) in suppliers
        ]
        return MatchResult(
            order=order,
            revision=f"{self.db.identity}:{revision}",
            seconds=time.perf_counter() - started,
            matches=tuple(matches),
            excluded=tuple(excluded),
            excluded_total=_count_reasons(barred[int(one)] for one in ids if int(one) in barred),
            cut=query.cut,
            understood=query.enquiry.understood,
            notices=tuple(self._notices(query)),
        )

    def match_many(
        self, orders: Iterable[Order], k: int = 10, choice: Choice = Choice()
    ) -> Iterator[MatchResult]:
        """One result an order, in their order; equal to single calls."""
        for order in orders:
            yield self.match(order, k, choice)

    def reverse(self, supplier_key: str, k: int = 10, today: date | None = None) -> ReverseResult:
        """Open orders within their deadline, ranked for a supplier by the score that it would get for each."""
        started = time.perf_counter()
        _check_k(k)
        day = today or date.today()
        supplier = self.db.supplier_by_key(supplier_key)
        with self._turn:
            revision = self.index.follow()
            orders = [
                o for o in self.db.orders(open_on=day) if not self._barred_by_buyer(o, supplier.id, day)
            ]
            scored = [self._order_score(stored, supplier.id) for stored in orders]
        scored.sort(key=lambda pair: (-pair[1].sum(), pair[0].id))
        matches = [
            OrderMatch(
                rank,
                float(points.sum()),
                Order(
                    stored.text,
                    id=stored.number,
                    buyer_id=stored.buyer_id,
                    state=stored.state,
                    deadline=stored.deadline,
                ),
                stored.title,
                self.engine.ranker.contributions(points),
            )
            for rank, (stored, points) in enumerate(((s, p) for s, p in scored[:k] if p.sum() > 0), 1)
        ]
        reason = self.db.unavailable(day).get(supplier.id)
        return ReverseResult(
            supplier,
            f"{self.db.identity}:{revision}",
            time.perf_counter() - started,
            tuple(matches),
            (f"この企業は現在、紹介の対象外です：{reason}",) if reason else (),
        )

    def order(self, key: str) -> Order:
        """The stored order of a number, as an enquiry. Raises NotFound."""
        stored = self.db.order(key)
        return Order(
            stored.text,
            id=stored.number,
            buyer_id=stored.buyer_id,
            state=stored.state,
            deadline=stored.deadline,
        )

    def _barred_by_buyer(self, stored: StoredOrder, supplier_id: int, day: date) -> bool:
        """Whether the firm may not see this buyer's orders: a competitor, an affiliate, or the buyer itself."""
        if stored.buyer_id is None:
            return False
        always = supplier_id in self.db.unavailable(day)
        return not always and supplier_id in self.db.unavailable(day, stored.buyer_id)

    def _order_score(self, stored: StoredOrder, supplier_id: int) -> tuple[StoredOrder, np.ndarray]:
        query = self.engine.read(stored.text, stored=True)
        pool = self.engine.pool(query, 1, np.array([supplier_id], np.int64))
        _, points = self.engine.ranker.rank(pool)
        return stored, points.sum(axis=0) if len(points) else np.zeros(len(self.engine.ranker.weights))

    def _allowed(self, order: Order, choice: Choice, today: date) -> Ids | None:
        if not choice.filters:
            return None
        near = self.db.buyer(order.buyer_id).place if order.buyer_id is not None else None
        return np.array(sorted(self.db.select_ids(choice.filters, near, today=today)), np.int64)

    def _ranked(self, query: Query, wanted: int, allowed: Ids | None) -> tuple[Ids, np.ndarray]:
        """Ids best first and the (m, s) points of their signals; empty where nothing could be read."""
        if query.empty:
            return np.empty(0, np.int64), np.empty((0, 0))
        pool = self.engine.pool(query, max(_DEPTH, 2 * wanted), allowed)
        order, points = self.engine.ranker.rank(pool)
        order = order[points[order].sum(axis=1) > 0]  # nothing speaks for the others
        return pool.ids[order], points[order]

    def _suppliers(self, ids: Sequence[int]) -> dict[int, Supplier]:
        return {one.id: one for one in self.db.suppliers(ids)} if ids else {}

    def _notices(self, query: Query) -> Iterator[str]:
        if query.empty:
            yield _NOTHING_READ
        if query.cut:
            yield _CUT
        if len(self.engine.catalogue) == 0:
            yield _NOBODY
        if self.engine.notice:
            yield self.engine.notice


def _check_k(k: int) -> None:
    if not 1 <= k <= MOST:
        raise InputError(f"件数 k は 1 から {MOST} までで指定してください。")


def _first(ids: Sequence[int], barred: Mapping[int, str], k: int) -> tuple[list[int], list[int]]:
    """Places of the first k that are not barred, and of those that would have stood among the first k but are."""
    free = [i for i, one in enumerate(ids) if one not in barred][:k]
    held = [i for i, one in enumerate(ids[:k]) if one in barred]
    return free, held


def _count_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """How many firms each reason holds back, by the sentence before its details."""
    counts: dict[str, int] = {}
    for reason in reasons:
        short = reason.split("（")[0]
        counts[short] = counts.get(short, 0) + 1
    return counts
