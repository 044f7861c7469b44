"""What lies around a match: why a firm isn't among the first, what its profile lacks, which firms together could do a chain.

Each answer stands on the same reading, scoring and verdicts as Matcher.match.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from matching.corporate.rows import StoredOrder
from matching.language.requirements import value_label
from matching.matcher import ANYONE, Choice, Matcher
from matching.ranking.advice import FIRST
from matching.ranking.catalogue import Wanted
from matching.ranking.engine import LOOKED_AT, Query
from matching.ranking.evidence import MET
from matching.ranking.examination import Asked, Examined
from matching.ranking.ranker import contributions
from matching.ranking.signals import refusal_mark
from matching.ranking.teams import Candidate, Team, smallest_teams
from matching.ranking.whynot import Rivals, blockers, facts_for, smallest_change, with_facts
from matching.records import (
    Fact,
    Gap,
    GapsResult,
    Order,
    Requirement,
    Supplier,
    TeamMember,
    TeamProposal,
    TeamResult,
    Verdict,
    WhyNot,
)

# Orders that a supplier's gaps are looked for in: the latest so many, open ones first.
_ORDERS_READ = 500
# An order concerns a supplier where it would get so many points, or is shown to do the main process.
_CONCERNS = 20.0
# Firms that a team is chosen from, the best for the enquiry.
_TEAM_POOL = 5_000
_TEAMS = 3
_TRIES = 30
_NO_CHAIN = "複数の工程を読み取れなかったため、共同受注の組み合わせは作れません。"
_NO_TEAM = "条件に合う組み合わせは見つかりませんでした。"


class Advisor:
    """Answers around a match. Safe to share between threads, like its matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.engine = matcher.engine

    # ---- why not

    def why(self, order: Order, supplier_key: str, choice: Choice = ANYONE) -> WhyNot:
        """Where the supplier stands for the order, what holds it back, and the smallest facts that would bring it into the first ten.

        Raises NotFound for an unknown supplier.
        """
        started = time.perf_counter()
        matcher, engine = self.matcher, self.engine
        today = choice.today or date.today()
        supplier = matcher.db.supplier_by_key(supplier_key)
        query = engine.read(order.text)
        with matcher.turn:
            revision = matcher.index.follow()
            barred = dict(matcher.db.unavailable(today, order.buyer_id))
            reason = barred.pop(supplier.id, "")
            found = matcher.candidates(query, choice, order, today, FIRST, barred)
            own = self._score(query, [supplier])[0]
            allowed = matcher.allowed(order, choice, today)
            may_appear = allowed is None or supplier.id in allowed
            shown = [e for e in found.examined if not (choice.strict and e.contradicted)]
            rank = _rank(shown, found.rest, own)
            asked = self.engine.asked(query)
            facts: tuple[Fact, ...] = ()
            rank_after = rank
            if not query.empty and may_appear and (rank is None or rank > FIRST):
                rivals = Rivals.of(found.examined, supplier.id, LOOKED_AT, strict=choice.strict)
                tried = facts_for(asked, supplier, own)
                facts = smallest_change(
                    supplier, tried, lambda changed: [rivals.spare(e) for e in self._score(query, changed)]
                )
                if facts:
                    rank_after = rivals.rank(self._score(query, [with_facts(supplier, facts)])[0])
        return WhyNot(
            order=order,
            supplier=supplier,
            rank=rank,
            score=own.score,
            contributions=contributions(own.points),
            requirements=query.enquiry.requirements,
            verdicts=own.verdicts,
            blockers=tuple(verdict for _, verdict in blockers(asked, own)),
            facts=facts,
            rank_with_facts=rank_after,
            barred=reason,
            revision=f"{matcher.db.identity}:{revision}",
            seconds=time.perf_counter() - started,
        )

    def _score(self, query: Query, suppliers: Sequence[Supplier]) -> list[Examined]:
        """What profiles would get that needn't be those of the catalogue; in their order."""
        engine = self.engine
        # Numbered from 1, since the same supplier may come with different facts.
        documents = engine.documents([replace(s, id=i) for i, s in enumerate(suppliers, 1)])
        pool = engine.catalogue.score(engine.wanted(query), documents)
        _, points = engine.ranker.rank(pool)
        asked = self.engine.asked(query)
        rows = {int(i): engine.ranker.named(p) for i, p in zip(pool.ids, points, strict=True)}
        return [engine.examiner.examine(asked, s, rows[i]) for i, s in enumerate(suppliers, 1)]

    # ---- gaps

    def gaps(self, supplier_key: str, most: int = 10, today: date | None = None) -> GapsResult:
        """The facts that the supplier's profile doesn't state and that would decide most orders, open and past. Raises NotFound."""
        started = time.perf_counter()
        matcher = self.matcher
        day = today or date.today()
        supplier = matcher.db.supplier_by_key(supplier_key)
        with matcher.turn:
            revision = matcher.index.follow()
            open_ids = {o.id for o in matcher.db.orders(open_on=day)}
            stored = sorted(matcher.db.orders(), key=lambda o: (o.id not in open_ids, -o.id))[:_ORDERS_READ]
            rows = [
                (o, *matcher.order_score(o, supplier))
                for o in stored
                if not matcher.barred_by_buyer(o, supplier.id, day)
            ]
        undecided: dict[tuple[str, str], list[tuple[StoredOrder, Requirement]]] = defaultdict(list)
        for order, requirements, examined in rows:
            if examined.contradicted or not (examined.main == MET or examined.score >= _CONCERNS):
                continue
            for key, requirement in _unstated(requirements, examined.verdicts):
                undecided[key].append((order, requirement))
        gaps = [_gap(kind, found, open_ids) for (kind, _), found in undecided.items()]
        gaps.sort(key=lambda g: (-len(g.orders), -g.open_orders, g.label))
        return GapsResult(
            supplier,
            f"{matcher.db.identity}:{revision}",
            time.perf_counter() - started,
            tuple(gaps[:most]),
            len(rows),
        )

    # ---- teams

    def team(self, order: Order, choice: Choice = ANYONE) -> TeamResult:
        """The smallest sets of firms that together do all processes of the enquiry, nearest to each other first."""
        started = time.perf_counter()
        matcher = self.matcher
        today = choice.today or date.today()
        query = self.engine.read(order.text)
        chain = [
            group
            for group in self.engine.asked(query).groups
            if group[0].kind == "process" and group[0].must and not group[0].negated
        ]
        teams: tuple[TeamProposal, ...] = ()
        notices: list[str] = []
        with matcher.turn:
            revision = matcher.index.follow()
            if len(chain) < 2:
                notices.append(_NO_CHAIN)
            else:
                barred = matcher.db.unavailable(today, order.buyer_id)
                candidates = self._candidates(query, chain, matcher.allowed(order, choice, today), barred)
                teams = self._proposals(query, chain, candidates)
                if not teams:
                    notices.append(_NO_TEAM)
        return TeamResult(
            order,
            f"{matcher.db.identity}:{revision}",
            time.perf_counter() - started,
            query.enquiry.requirements,
            teams,
            tuple(notices),
        )

    def _candidates(
        self,
        query: Query,
        chain: Sequence[Sequence[Requirement]],
        allowed: np.ndarray | None,
        barred: Mapping[int, str],
    ) -> dict[int, Candidate]:
        """The best firms for the enquiry that the index has for at least one process of the chain, and that don't refuse it."""
        wanted = self.engine.wanted(query)
        concepts = dict(wanted.concepts)
        for i, group in enumerate(chain):
            accepts = [c for r in group for c, p in r.accepts.items() if p >= 0.5]
            concepts[f"chain{i}"] = dict.fromkeys(accepts, 1.0)
            concepts[f"refuses{i}"] = {refusal_mark(c): 1.0 for c in accepts}
        pool = self.engine.catalogue.pool(Wanted(wanted.terms, concepts, wanted.vectors), _TEAM_POOL, allowed)
        order, points = self.engine.ranker.rank(pool)
        has = np.column_stack(
            [(pool.signals[f"chain{i}"] > 0) & (pool.signals[f"refuses{i}"] <= 0) for i in range(len(chain))]
        )
        rows = [int(r) for r in order if has[r].any() and int(pool.ids[r]) not in barred][:_TEAM_POOL]
        suppliers = (
            {s.id: s for s in self.matcher.db.suppliers([int(pool.ids[r]) for r in rows])} if rows else {}
        )
        found = {}
        for r in rows:
            one = suppliers.get(int(pool.ids[r]))
            if one is not None:
                covers = frozenset(np.flatnonzero(has[r]).tolist())
                found[one.id] = Candidate(
                    one.id, covers, one.place.lat, one.place.lng, float(points[r].sum())
                )
        return found

    def _proposals(
        self, query: Query, chain: Sequence[Sequence[Requirement]], candidates: dict[int, Candidate]
    ) -> tuple[TeamProposal, ...]:
        """Teams whose members' profiles show what they would do: what the words don't bear out is taken back, and the search repeated."""
        asked = self.engine.asked(query)
        examined: dict[int, tuple[Supplier, Examined]] = {}
        teams: list[Team] = []
        for _ in range(_TRIES):
            teams = smallest_teams(list(candidates.values()), len(chain), _TEAMS)
            unseen = {m for t in teams for m in t.members} - examined.keys()
            if not unseen:
                break
            for supplier in self.matcher.db.suppliers(sorted(unseen)):
                examined[supplier.id] = (supplier, self.engine.examiner.examine(asked, supplier, {}))
                shown = _shown(chain, examined[supplier.id][1].verdicts) & candidates[supplier.id].covers
                if shown:
                    one = candidates[supplier.id]
                    candidates[supplier.id] = Candidate(one.id, shown, one.lat, one.lng, one.score)
                else:
                    del candidates[supplier.id]
        return tuple(
            self._proposal(rank, team, chain, examined, asked)
            for rank, team in enumerate(teams, 1)
            if set(team.members) <= examined.keys()
        )

    def _proposal(
        self,
        rank: int,
        team: Team,
        chain: Sequence[Sequence[Requirement]],
        examined: Mapping[int, tuple[Supplier, Examined]],
        asked: Asked,
    ) -> TeamProposal:
        members = []
        for one in team.members:
            supplier, look = examined[one]
            tasks = tuple(r.id for i, member in sorted(team.tasks.items()) if member == one for r in chain[i])
            members.append(TeamMember(supplier, tasks, look.verdicts))
        met = {v.requirement for m in members for v in m.verdicts if v.verdict == MET}
        still_open = [r.id for g in asked.groups if not any(r.id in met for r in g) for r in g]
        return TeamProposal(rank, tuple(members), team.spread_km, team.score, tuple(still_open))


def _rank(examined: Sequence[Examined], rest: Sequence[int], own: Examined) -> int | None:
    """The supplier's place: among those looked at by what it would get, behind them by the first look; None if nothing found it."""
    for place, one in enumerate(examined, 1):
        if one.id == own.id:
            return place
    return len(examined) + list(rest).index(own.id) + 1 if own.id in rest else None


def _shown(chain: Sequence[Sequence[Requirement]], verdicts: Sequence[Verdict]) -> frozenset[int]:
    met = {v.requirement for v in verdicts if v.verdict == MET}
    return frozenset(i for i, group in enumerate(chain) if any(r.id in met for r in group))


# What a visit can't settle, or what every order settles anew.
_NO_GAPS = frozenset({"area", "price", "due"})
_QUESTIONS: Mapping[str, str] = {
    "process": "{}に対応できますか",
    "material": "{}を扱えますか",
    "equipment": "{}を持っていますか",
    "certification": "{}を取得していますか",
    "size": "{}の品物を加工できますか",
    "mass": "{}の品物を扱えますか",
    "tolerance": "{}の精度で加工できますか",
    "roughness": "{}の面粗さで仕上げられますか",
    "hardness": "{}の硬さにできますか",
    "quantity": "{}の数量を受けられますか",
    "force": "{}の設備がありますか",
    "document": "「{}」に対応できますか",
    "supply": "「{}」で受けられますか",
    "other": "「{}」に対応できますか",
}


def _unstated(
    requirements: Sequence[Requirement], verdicts: Sequence[Verdict]
) -> Iterator[tuple[tuple[str, str], Requirement]]:
    """What is asked and not said, by what it is about: a concept, or a dimension of numbers."""
    asked = Asked.of(requirements)
    given = {v.requirement: v.verdict for v in verdicts}
    for group in asked.groups:
        if any(given.get(r.id) == MET for r in group):
            continue
        for r in group:
            if r.must and not r.negated and r.kind not in _NO_GAPS and given.get(r.id) == "unknown":
                about = r.concept or (f"{r.value.dimension}/{r.value.per}" if r.value else r.text)
                yield (r.kind, about), r


def _gap(kind: str, found: Sequence[tuple[StoredOrder, Requirement]], open_ids: set[int]) -> Gap:
    orders = dict.fromkeys(order.number for order, _ in found)
    still_open = {order.number for order, _ in found if order.id in open_ids}
    label = _gap_label([r for _, r in found])
    return Gap(
        kind,
        label,
        _QUESTIONS.get(kind, "「{}」に対応できますか").format(label),
        tuple(orders),
        len(still_open),
    )


def _gap_label(requirements: Sequence[Requirement]) -> str:
    """One label for what several orders ask: numbers as the range from the least to the most."""
    first = requirements[0]
    values = [r.value for r in requirements if r.value is not None]
    if not values or any(v.sides for v in values):
        return first.label
    numbers = [n for v in values for n in (v.min, v.max) if n is not None]
    if not numbers or min(numbers) == max(numbers):
        return first.label
    low, high = min(numbers), max(numbers)
    return value_label(type(values[0])(values[0].dimension, low, high, values[0].unit, values[0].per))
