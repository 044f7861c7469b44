"""What lies around a match: why a firm isn't among the first, what its profile lacks, which firms together could do a chain.

Each answer stands on the same reading, scoring and verdicts as Matcher.match.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from matching.corporate.rows import StoredOrder
from matching.language.lexicon import Lexicon
from matching.language.requirements import value_label
from matching.matcher import ANYONE, Choice, Matcher, check_k
from matching.ranking.advice import FIRST
from matching.ranking.catalogue import Pool, Wanted
from matching.ranking.engine import LOOKED_AT, Engine, Query
from matching.ranking.evidence import FAILED, MET
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

# An order concerns a supplier where it would get so many points, or is shown to do the main process.
_CONCERNS = 25.0
# Firms that a team is chosen from, the best for the enquiry.
_TEAM_POOL = 5_000
_TEAMS = 3
# Who doesn't do the main process and needs so many facts, a process among them, does other work: nothing to be advised.
_OTHER_WORK = 3
_TRIES = 30
# Firms examined with each try besides the members of its teams.
_BESIDE = 10
_NO_CHAIN = "複数の工程を読み取れなかったため、共同受注の組み合わせは作れません。"
_NOBODY_DOES = "『{}』を行う企業が見つからないため、組み合わせを作れません。"
_NOBODY_UNDER = "『{}』を行う企業が、条件「{}」に合わないため、組み合わせを作れません。"
# Fields that show what a firm does itself; its trade says only what such firms do.
_ABILITY = frozenset({"processes", "equipment", "strengths", "products"})
_ARROW = re.compile(r"^[^、。\n]{0,12}(?:→|⇒|⇨|➡|➔|➜|⟶|->|=>|＞|>|▶|↓)[^、。\n]{0,12}$")
_NO_TEAM = "条件に合う組み合わせは見つかりませんでした。"


def concerns(examined: Examined) -> bool:
    """Whether an order is one for a supplier: nothing contradicts a must, and enough speaks for it."""
    return not examined.contradicted and (examined.main == MET or examined.score >= _CONCERNS)


class Advisor:
    """Answers around a match. Safe to share between threads, like its matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    @property
    def engine(self) -> Engine:
        """The matcher's engine, which another one takes the place of when the office's words change."""
        return self.matcher.engine

    # ---- why not

    def why(self, order: Order, supplier_key: str, choice: Choice = ANYONE) -> WhyNot:
        """Where the supplier stands for the order, what holds it back, and the smallest facts that would bring it into the first ten.

        Score and contributions are those that match shows where the firm is among those that got a second look. Its rank is
        None where nothing speaks for it, where the filters leave it out, and under `strict` where it contradicts a must.
        Raises NotFound for an unknown supplier.
        """
        started = time.perf_counter()
        matcher = self.matcher
        today = choice.today or date.today()
        supplier = matcher.db.supplier_by_key(supplier_key)
        query = self.engine.read(order.text, order.edits)
        barred = dict(matcher.db.unavailable(today, order.buyer_id))
        reason = barred.pop(supplier.id, "")
        allowed = matcher.allowed(order, choice, today)
        found = matcher.candidates(query, choice, FIRST, barred, allowed)
        asked = found.asked
        may_appear = allowed is None or supplier.id in allowed
        # As match would show it where it got a second look: with what the rule of order took.
        looked_at = next((e for e in found.examined if e.id == supplier.id), None)
        own = looked_at or self.score(query, asked, [supplier])[0]
        shown = [e for e in found.examined if not (choice.strict and e.contradicted)]
        rank = _rank(shown, found.rest, supplier.id)
        facts: tuple[Fact, ...] = ()
        rank_after = rank
        if not query.empty and may_appear and (rank is None or rank > FIRST):
            number = max(LOOKED_AT, len(found.examined))
            rivals = Rivals.of(found.examined, supplier.id, number, strict=choice.strict)
            tasks = {r.id for r in asked.requirements if _is_task(r)}
            tried = facts_for(asked, supplier, own)
            facts = smallest_change(
                asked,
                supplier,
                tried,
                lambda changed: [rivals.spare(e) for e in self.score(query, asked, changed)],
            )
            if own.main != MET and len(facts) >= _OTHER_WORK and any(f.requirement in tasks for f in facts):
                facts = ()
            if facts:
                rank_after = rivals.rank(self.score(query, asked, [with_facts(supplier, facts)])[0])
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
            revision=f"{matcher.db.identity}:{found.revision}",
            seconds=time.perf_counter() - started,
        )

    def score(self, query: Query, asked: Asked, suppliers: Sequence[Supplier]) -> list[Examined]:
        """What profiles would get that needn't be those of the catalogue; in their order."""
        engine = self.engine
        # Numbered from 1, since the same supplier may come with different facts.
        documents = engine.documents([replace(s, id=i) for i, s in enumerate(suppliers, 1)])
        with self.matcher.turn:
            pool = engine.catalogue.score(engine.wanted(query), documents)
        _, points = engine.ranker.rank(pool)
        rows = {int(i): engine.ranker.named(p) for i, p in zip(pool.ids, points, strict=True)}
        return [engine.examiner.examine(asked, s, rows[i]) for i, s in enumerate(suppliers, 1)]

    # ---- gaps

    def gaps(
        self, supplier_key: str, most: int = 10, today: date | None = None, *, only_open: bool = False
    ) -> GapsResult:
        """The facts that the supplier's profile doesn't state and that would decide most orders, open and past (or `only_open`).

        Raises InputError for a count out of range, NotFound.
        """
        started = time.perf_counter()
        check_k(most)
        matcher = self.matcher
        day = today or date.today()
        supplier = matcher.db.supplier_by_key(supplier_key)
        with matcher.turn:
            revision = matcher.index.follow()
        latest, open_ids = matcher.latest_orders(day)
        stored = [order for order in latest if order.id in open_ids or not only_open]
        barred = matcher.barred_by_buyers(supplier.id, day, matcher.db.unavailable(day))
        undecided: dict[tuple[str, str], list[tuple[StoredOrder, Requirement]]] = defaultdict(list)
        looked_at = [order for order in stored if not barred(order)]
        for order in looked_at:
            for key, requirement in self._undecided(order, supplier):
                undecided[key].append((order, requirement))
        gaps = [_gap(kind, found, open_ids) for (kind, _), found in undecided.items()]
        gaps.sort(key=lambda g: (-len(g.orders), -g.open_orders, g.label))
        return GapsResult(
            supplier,
            f"{matcher.db.identity}:{revision}",
            time.perf_counter() - started,
            tuple(gaps[:most]),
            len(looked_at),
        )

    def _undecided(self, order: StoredOrder, supplier: Supplier) -> list[tuple[tuple[str, str], Requirement]]:
        """What an order that concerns the supplier asks and the profile doesn't say.

        Verdicts come first: they are cheap, and with most orders they tell that there is nothing to be scored.
        """
        query = self.engine.read(order.text, stored=True)
        with self.matcher.turn:
            asked = self.engine.asked(query)
        looked = self.engine.examiner.examine(asked, supplier, {})
        found = [] if looked.contradicted else list(_unstated(query.enquiry.requirements, looked.verdicts))
        if not found or looked.main == MET:
            return found
        return found if concerns(self.matcher.order_score(order, supplier)[1]) else []

    # ---- teams

    def team(self, order: Order, choice: Choice = ANYONE) -> TeamResult:
        """The smallest sets of firms that together do all processes of the enquiry, nearest to each other first.

        Nobody is in a team who contradicts another must. Where a process is left to nobody, there are no teams, and a notice says which.
        """
        started = time.perf_counter()
        matcher = self.matcher
        today = choice.today or date.today()
        query = self.engine.read(order.text, order.edits)
        requirements = in_chain(query.text, query.enquiry.requirements, self.engine.reader.lexicon)
        chain = [g for g in Asked.of(requirements).groups if _is_task(g[0])]
        barred = matcher.db.unavailable(today, order.buyer_id)
        allowed = matcher.allowed(order, choice, today)
        with matcher.turn:
            revision = matcher.index.follow()
            asked = Asked.of(requirements, self.engine.catalogue.rarity)
            pool = self._pool(query, chain, allowed) if len(chain) > 1 else None
        teams: tuple[TeamProposal, ...] = ()
        notices = [_NO_CHAIN]
        if pool is not None:
            teams, notices = self._proposals(asked, chain, self._candidates(pool, chain, barred))
        return TeamResult(
            order,
            f"{matcher.db.identity}:{revision}",
            time.perf_counter() - started,
            query.enquiry.requirements,
            teams,
            tuple(notices),
        )

    def _pool(
        self, query: Query, chain: Sequence[Sequence[Requirement]], allowed: np.ndarray | None
    ) -> tuple[Pool, np.ndarray, np.ndarray]:
        """The best firms for the enquiry, by their places in the pool, and their points (callers hold the matcher's turn)."""
        wanted = self.engine.wanted(query)
        concepts = dict(wanted.concepts)
        for i, group in enumerate(chain):
            accepts = [c for r in group for c, p in r.accepts.items() if p >= 0.5]
            concepts[f"chain{i}"] = dict.fromkeys(accepts, 1.0)
            concepts[f"refuses{i}"] = {refusal_mark(c): 1.0 for c in accepts}
        pool = self.engine.catalogue.pool(Wanted(wanted.terms, concepts, wanted.vectors), _TEAM_POOL, allowed)
        order, points = self.engine.ranker.rank(pool)
        return pool, order, points

    def _candidates(
        self,
        ranked: tuple[Pool, np.ndarray, np.ndarray],
        chain: Sequence[Sequence[Requirement]],
        barred: Mapping[int, str],
    ) -> dict[int, tuple[Candidate, Supplier]]:
        """The firms that the index has for at least one process of the chain and that don't refuse it; what the lexicon doesn't know
        is looked for in the words of the profiles."""
        pool, order, points = ranked
        has = np.column_stack(
            [(pool.signals[f"chain{i}"] > 0) & (pool.signals[f"refuses{i}"] <= 0) for i in range(len(chain))]
        )
        by_words = {
            i: [r.text for r in group] for i, group in enumerate(chain) if not any(r.accepts for r in group)
        }
        rows = [r for r in order.tolist() if has[r].any() or by_words]
        rows = [r for r in rows if int(pool.ids[r]) not in barred][:_TEAM_POOL]
        wanted = [int(pool.ids[r]) for r in rows]
        suppliers = {s.id: s for s in self.matcher.db.suppliers(wanted)} if rows else {}
        found = {}
        for r in rows:
            one = suppliers.get(int(pool.ids[r]))
            if one is None:
                continue
            said = "\n".join(one.texts.values()) if by_words else ""
            literal = {i for i, texts in by_words.items() if any(text in said for text in texts)}
            covers = frozenset(np.flatnonzero(has[r]).tolist()) | literal
            if covers:
                place = one.place
                found[one.id] = (Candidate(one.id, covers, place.lat, place.lng, float(points[r].sum())), one)
        return found

    def _proposals(
        self,
        asked: Asked,
        chain: Sequence[Sequence[Requirement]],
        found: Mapping[int, tuple[Candidate, Supplier]],
    ) -> tuple[tuple[TeamProposal, ...], list[str]]:
        """Teams whose members' profiles show what they would do, or why there are none.

        What the words don't bear out is taken back, who contradicts a condition is left out, and the search repeated.
        """
        candidates = {one: candidate for one, (candidate, _) in found.items()}
        examined: dict[int, tuple[Supplier, Examined]] = {}
        against: dict[int, list[str]] = defaultdict(list)  # process -> conditions that left out who does it
        self._leave_out_far(asked, candidates, found, against)
        teams: list[Team] = []
        for _ in range(_TRIES):
            missing = set(range(len(chain))) - {p for c in candidates.values() for p in c.covers}
            if missing:
                return (), [_nobody(chain[i], against[i]) for i in sorted(missing)]
            teams = smallest_teams(list(candidates.values()), len(chain), _TEAMS)
            unseen = {m for t in teams for m in t.members} - examined.keys()
            if not unseen:
                break
            # Some of the best besides: where many drop out, the search needn't begin anew for each.
            best = sorted(candidates.keys() - examined.keys(), key=lambda one: -candidates[one].score)
            for one in sorted({*unseen, *best[:_BESIDE]}):
                supplier, candidate = found[one][1], candidates.pop(one)
                look = self.engine.examiner.examine(asked, supplier, {})
                examined[one] = (supplier, look)
                shown = _shown(chain, look.verdicts) & candidate.covers
                conditions = _contradicted_conditions(asked, look)
                if conditions:
                    for i in shown:
                        against[i] += conditions
                elif shown:
                    candidates[one] = replace(candidate, covers=shown)
        proposals = tuple(
            self._proposal(rank, team, chain, examined, asked)
            for rank, team in enumerate(teams, 1)
            if set(team.members) <= examined.keys()
        )
        return proposals, [] if proposals else [_NO_TEAM]

    def _leave_out_far(
        self,
        asked: Asked,
        candidates: dict[int, Candidate],
        found: Mapping[int, tuple[Candidate, Supplier]],
        against: dict[int, list[str]],
    ) -> None:
        """Leave out whose place contradicts, before any profile is read."""
        areas = [g for g in asked.groups if g[0].kind == "area" and g[0].must]
        for one, candidate in list(candidates.items()):
            for group in areas:
                verdicts = self.engine.examiner.judge.verdicts(group, found[one][1], ())
                if all(v.verdict == FAILED for v in verdicts):
                    candidates.pop(one, None)
                    for i in candidate.covers:
                        against[i].append(_either(group))

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


def _rank(examined: Sequence[Examined], rest: Sequence[int], supplier_id: int) -> int | None:
    """The supplier's place: among those looked at by what it would get, behind them by the first look; None if nothing found it."""
    for place, one in enumerate(examined, 1):
        if one.id == supplier_id:
            return place
    return len(examined) + list(rest).index(supplier_id) + 1 if supplier_id in rest else None


def in_chain(text: str, requirements: Sequence[Requirement], lexicon: Lexicon) -> list[Requirement]:
    """Requirements with machines that stand between arrows (旋盤→焼入れ→研磨) turned into the first process that they perform."""
    by_place = sorted(requirements, key=lambda r: (r.start, r.end))
    linked = set()
    for one, other in pairwise(by_place):
        if _ARROW.search(text[one.end : other.start]):
            linked |= {one.id, other.id}
    return [_as_task(r, lexicon) if r.id in linked else r for r in requirements]


def _as_task(r: Requirement, lexicon: Lexicon) -> Requirement:
    performed: Sequence[str] = ()
    if r.kind == "equipment" and r.concept in lexicon.concepts and not r.negated:
        broader = sorted(lexicon.ancestors(r.concept).items(), key=lambda pair: pair[1])
        performed = [p for c, _ in broader for p in lexicon.performs.get(c, ())]
    if not performed:
        return r
    # The plainest of them (旋削加工 for NC旋盤): who turns by another lathe is asked as well.
    first = lexicon.performs.get(next(c for c, _ in reversed(broader) if lexicon.performs.get(c)), ())[0]
    return replace(r, kind="process", concept=first, accepts={first: 1.0, r.concept or first: 1.0})


def _is_task(r: Requirement) -> bool:
    return r.kind == "process" and r.must and not r.negated


def _shown(chain: Sequence[Sequence[Requirement]], verdicts: Sequence[Verdict]) -> frozenset[int]:
    """The processes of the chain that the words of a field of ability show; a trade alone isn't enough."""
    met = {
        v.requirement
        for v in verdicts
        if v.verdict == MET and v.evidence is not None and v.evidence.field in _ABILITY
    }
    return frozenset(i for i, group in enumerate(chain) if any(r.id in met for r in group))


def _contradicted_conditions(asked: Asked, look: Examined) -> list[str]:
    """The musts that a firm contradicts and that are no task for another one: area, 外注不可, material, quantity ..."""
    return [
        _either(g) for g in asked.groups if not _is_task(g[0]) and any(r.id in look.contradicted for r in g)
    ]


def _nobody(group: Sequence[Requirement], conditions: Sequence[str]) -> str:
    if not conditions:
        return _NOBODY_DOES.format(_either(group))
    return _NOBODY_UNDER.format(_either(group), "、".join(dict.fromkeys(conditions)))


def _either(group: Sequence[Requirement]) -> str:
    return "か".join(dict.fromkeys(r.label for r in group))


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
    "quantity": "{}を受けられますか",
    "force": "{}の設備がありますか",
    "document": "「{}」に対応できますか",
    "supply": "「{}」で受けられますか",
    "other": "「{}」に対応できますか",
}
# Kinds whose labels are an order's own words where the lexicon doesn't know them: these are quoted, whatever they are.
_NAMED = frozenset({"process", "material", "equipment", "certification"})
_IN_ITS_WORDS = "案件に「{}」とあります。対応できますか"
# Part of a sentence, not a thing that a firm can be asked for: へ出す, 型から.
_FRAGMENT = re.compile(r"^[へにをでがは][一-龠]+[うくぐすつぬぶむる]$|(?:から|まで|より|[へにをでがは])$")


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
            if (
                r.must
                and not r.negated
                and r.kind not in _NO_GAPS
                and given.get(r.id) == "unknown"
                and not (_in_its_words(r) and _FRAGMENT.search(r.label))
            ):
                about = r.concept or (f"{r.value.dimension}/{r.value.per}" if r.value else r.text)
                yield (r.kind, about), r


def _in_its_words(r: Requirement) -> bool:
    """Whether its label is what stands in the order, which the lexicon doesn't know."""
    return r.kind in _NAMED and r.concept is None and r.value is None


def _gap(kind: str, found: Sequence[tuple[StoredOrder, Requirement]], open_ids: Collection[int]) -> Gap:
    orders = dict.fromkeys(order.number for order, _ in found)
    still_open = {order.number for order, _ in found if order.id in open_ids}
    label = _gap_label([r for _, r in found])
    known = _QUESTIONS.get(kind, _QUESTIONS["other"])
    question = _IN_ITS_WORDS if _in_its_words(found[0][1]) else known
    return Gap(
        kind,
        label,
        question.format(label),
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
