"""Seconds for the smallest teams (matching/ranking/teams.py) among 5,000 firms, as JSON: `python -m benchmarks.teams`.

Firms sit in the halls of municipalities, a few of which have most of them. The cases run from what firms are like (one process
mostly, some two or three) to what is hard for the search: one process each and teams of four and five, rare processes,
processes that are at home in one region alone, equal scores.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from matching.places import municipalities
from matching.ranking.teams import Candidate, smallest_teams

FIRMS, SEEDS = 5_000, 5
_Point = tuple[float, float]
_Covers = Callable[[random.Random, int, _Point], set[int]]


@dataclass(frozen=True, slots=True)
class Case:
    """How firms are made: `covers` from chance, the number of processes and the place; `skew` 0 spreads firms evenly over the halls."""

    processes: int
    covers: _Covers
    halls: int = 1_700
    skew: float = 1.0
    scores: int = 0  # distinct scores, 0 for any
    placeless: float = 0.0


def mixed(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    return set(chance.sample(range(processes), chance.choice([1, 1, 1, 1, 2, 2, 3])))


def pairs(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    return set(chance.sample(range(processes), chance.choice([1, 2])))


def halves(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    return {process for process in range(processes - 1) if chance.random() < 0.5} or {processes - 1}


def any_set(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    return set(chance.sample(range(processes), chance.randint(1, processes - 2)))


def single(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    return {chance.randrange(processes)}


def rare(chance: random.Random, processes: int, _place: _Point) -> set[int]:
    """The first three processes are met by about ten firms each."""
    return {chance.randrange(3) if chance.random() < 0.006 else chance.randrange(3, processes)}


def regional(_chance: random.Random, processes: int, place: _Point) -> set[int]:
    """Each process has its own strip of the country."""
    return {min(int((place[1] - 129) / 17 * processes), processes - 1)}


def ends(chance: random.Random, processes: int, place: _Point) -> set[int]:
    """The first two processes at the country's ends alone, the others anywhere."""
    if place[0] > 44:
        return {0}
    return {1} if place[0] < 32 else {chance.randrange(2, processes)}


CASES = {
    "mixed, 3 processes": Case(3, mixed),
    "mixed, 5 processes": Case(5, mixed),
    "mixed, 8 processes": Case(8, mixed),
    "mixed, 8 processes, 100 halls": Case(8, mixed, halls=100),
    "mixed, 8 processes, evenly": Case(8, mixed, skew=0.0),
    "mixed, 5 processes, half without place": Case(5, mixed, placeless=0.5),
    "mixed, 5 processes, nobody has a place": Case(5, mixed, placeless=1.0),
    "one or two of 8": Case(8, pairs),
    "one or two of 8, evenly": Case(8, pairs, skew=0.0),
    "about half of 8": Case(8, halves),
    "any number of 8": Case(8, any_set),
    "any number of 8, evenly": Case(8, any_set, skew=0.0),
    "one each, 4 processes": Case(4, single),
    "one each, 5 processes": Case(5, single),
    "one each, 5 processes, evenly": Case(5, single, skew=0.0),
    "one each, 5 processes, 100 halls": Case(5, single, halls=100),
    "one each, 5 processes, one score": Case(5, single, scores=1),
    "rare processes, 5": Case(5, rare),
    "rare processes, 5, evenly": Case(5, rare, skew=0.0),
    "regional processes, 4": Case(4, regional, skew=0.0),
    "regional processes, 5": Case(5, regional, skew=0.0),
    "regional processes, 5, one score": Case(5, regional, skew=0.0, scores=1),
    "two processes at the country's ends": Case(5, ends, skew=0.0),
    "two processes at the country's ends, one score": Case(5, ends, skew=0.0, scores=1),
}


def made(case: Case, firms: int, seed: int) -> list[Candidate]:
    chance = random.Random(seed)
    points = sorted({(one.place.lat, one.place.lng) for one in municipalities() if one.place.lat is not None})
    chosen = chance.sample(points, min(case.halls, len(points)))
    weights = [1 / (1 + i) ** case.skew for i in range(len(chosen))]
    candidates = []
    for id_, place in enumerate(chance.choices(chosen, weights, k=firms)):
        score = chance.randrange(case.scores) / case.scores if case.scores else chance.random()
        lat, lng = (None, None) if chance.random() < case.placeless else place
        covers = frozenset(case.covers(chance, case.processes, place))
        candidates.append(Candidate(id_, covers, lat, lng, score))
    return candidates


def measured(case: Case, firms: int, seeds: int) -> dict[str, object]:
    seconds, sizes = [], []
    for seed in range(seeds):
        candidates = made(case, firms, seed)
        start = time.perf_counter()
        teams = smallest_teams(candidates, case.processes)
        seconds.append(round(time.perf_counter() - start, 3))
        sizes.append(len(teams[0].members) if teams else 0)
    return {"seconds": seconds, "most": max(seconds), "firms_a_team": sizes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=FIRMS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    given = parser.parse_args()
    results = {name: measured(case, given.firms, given.seeds) for name, case in CASES.items()}
    print(json.dumps({"firms": given.firms, "cases": results}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
