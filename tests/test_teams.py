"""Teams of firms: equal to brute force over all subsets, and quick where there are many firms."""

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.places import distance_km, municipalities
from matching.ranking.teams import Candidate, Team, smallest_teams

MITO, HITACHI, TSUKUBA = (36.3659, 140.4712), (36.5993, 140.6514), (36.0835, 140.0764)
# Few points, two of them equally far from a third, so that spreads tie; the last ones are as far apart as can be.
POINTS = [
    (36.0, 140.0),
    (36.0, 141.0),
    (36.0, 139.0),
    (37.0, 140.0),
    (43.06, 141.35),
    (0.0, 0.0),
    (0.0, 180.0),
]


def firm(id, covers, place=MITO, score=0.5):
    lat, lng = place or (None, None)
    return Candidate(id, frozenset(covers), lat, lng, score)


def spread_of(team):
    if len(team) == 1:
        return 0.0
    if any(one.lat is None or one.lng is None for one in team):
        return None
    return max(distance_km(a.lat, a.lng, b.lat, b.lng) for a, b in combinations(team, 2))


def order_of(team):
    spread = spread_of(team)
    score = sum((Fraction(one.score) for one in team), Fraction(0))
    return spread is None, spread or 0.0, -score, sorted(one.id for one in team)


def tasks_of(team, processes):
    able = {p: [one for one in team if p in one.covers] for p in processes}
    return {p: min(those, key=lambda one: (-one.score, one.id)).id for p, those in able.items()}


def brute_force(candidates, processes, count=3, most=5):
    coverable = {p for p in range(processes) if any(p in one.covers for one in candidates)}
    for size in range(1, most + 1):
        teams = [
            t
            for t in combinations(candidates, size)
            if coverable <= frozenset().union(*(one.covers for one in t))
        ]
        if teams and coverable:
            return [
                Team(
                    tuple(sorted(one.id for one in team)),
                    spread_of(team),
                    pytest.approx(sum(one.score for one in team)),
                    tasks_of(team, coverable),
                    tuple(p for p in range(processes) if p not in coverable),
                )
                for team in sorted(teams, key=order_of)[:count]
            ]
    return []


def scores():
    return st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, -1.0]) | st.floats(-1, 1)


def places():
    free = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    return st.sampled_from([*POINTS, *POINTS[:3], None]) | free


@st.composite
def firms(draw, largest=9, processes=4, covered=4):
    ids = draw(st.lists(st.integers(1, 30), min_size=0, max_size=largest, unique=True))
    covers = st.frozensets(st.integers(0, processes - 1), max_size=covered)
    return [firm(id, draw(covers), draw(places()), draw(scores())) for id in ids]


@given(firms(), st.integers(0, 5), st.integers(0, 4), st.integers(1, 5))
@settings(max_examples=300, deadline=None)
def test_equals_brute_force(candidates, processes, count, most):
    assert smallest_teams(candidates, processes, count, most) == brute_force(
        candidates, processes, count, most
    )


@given(firms(covered=2), st.integers(1, 3))
@settings(max_examples=300, deadline=None)
def test_equals_brute_force_for_narrow_firms(candidates, count):
    assert smallest_teams(candidates, 4, count) == brute_force(candidates, 4, count)


@given(firms(largest=9, processes=6, covered=2), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_equals_brute_force_for_longer_chains(candidates, count):
    assert smallest_teams(candidates, 6, count) == brute_force(candidates, 6, count)


@pytest.mark.parametrize("seed", range(12))
def test_equals_brute_force_in_real_places(seed):
    chance = random.Random(seed)
    halls = chance.sample([one.place for one in municipalities() if one.place.lat is not None], 15)
    candidates = []
    for id in range(45):
        hall, covers = chance.choice(halls), chance.sample(range(4), chance.choice([1, 1, 1, 2]))
        place = None if chance.random() < 0.05 else (hall.lat, hall.lng)
        candidates.append(firm(id, covers, place, chance.choice([0.25, 0.5, 0.75])))
    assert smallest_teams(candidates, 4) == brute_force(candidates, 4)


def test_nearest_two_before_a_better_score():
    candidates = [firm(1, {0}, MITO), firm(2, {1}, TSUKUBA, 0.9), firm(3, {1}, HITACHI, 0.1)]
    first, second = smallest_teams(candidates, 2)
    assert (first.members, second.members) == ((1, 3), (1, 2))
    assert first.spread_km == distance_km(*MITO, *HITACHI)


def test_one_firm_for_everything_is_a_team_of_one():
    candidates = [firm(1, {0, 1}, None), firm(2, {0}), firm(3, {1}, score=0.9)]
    assert smallest_teams(candidates, 2) == [Team((1,), 0.0, 0.5, {0: 1, 1: 1}, ())]


def test_what_nobody_covers_stays_open():
    candidates = [firm(1, {0}), firm(2, {2, 7})]
    assert smallest_teams(candidates, 5) == [Team((1, 2), 0.0, 1.0, {0: 1, 2: 2}, (1, 3, 4))]


def test_unknown_places_come_last():
    candidates = [firm(1, {0}), firm(2, {1}, None, 0.9), firm(3, {1}, TSUKUBA, 0.1)]
    assert [(team.members, team.spread_km is None) for team in smallest_teams(candidates, 2)] == [
        ((1, 3), False),
        ((1, 2), True),
    ]


def test_half_a_place_is_no_place():
    candidates = [firm(1, {0}), Candidate(2, frozenset({1}), 36.0, None, 0.5)]
    assert smallest_teams(candidates, 2)[0].spread_km is None


def test_task_goes_to_the_better_member_then_to_the_lower_id():
    better = [firm(1, {0, 1}, score=0.2), firm(2, {1, 2}, score=0.8)]
    assert smallest_teams(better, 3)[0].tasks == {0: 1, 1: 2, 2: 2}
    equal = [firm(2, {0, 1}), firm(1, {1, 2})]
    assert smallest_teams(equal, 3)[0].tasks == {0: 2, 1: 1, 2: 1}


def test_too_many_firms_needed():
    candidates = [firm(i, {i}) for i in range(6)]
    assert smallest_teams(candidates, 6) == []
    assert len(smallest_teams(candidates, 6, most=6)) == 1


@pytest.mark.parametrize(("candidates", "processes"), [([], 3), ([firm(1, {0})], 0), ([firm(1, ())], 2)])
def test_nothing_to_cover(candidates, processes):
    assert smallest_teams(candidates, processes) == []


def test_order_of_the_candidates_does_not_matter():
    chance = random.Random(1)
    candidates = [firm(i, {i % 4}, chance.choice(POINTS[:4])) for i in range(60)]
    expected = smallest_teams(candidates, 4)
    chance.shuffle(candidates)
    assert smallest_teams(candidates, 4) == expected


def test_between_two_distant_firms_the_best_scores_win_among_equal_spreads():
    chance = random.Random(2)
    ends = [firm(1, {0}, (43.06, 141.35)), firm(2, {1}, (31.6, 130.56))]
    between = [
        firm(i, {2 + i % 3}, (chance.uniform(36, 37), chance.uniform(136, 137)), chance.random())
        for i in range(3, 3000)
    ]
    best = [max((one for one in between if p in one.covers), key=lambda one: one.score).id for p in (2, 3, 4)]
    first = smallest_teams([*ends, *between], 5)[0]
    assert first.members == tuple(sorted([1, 2, *best]))
    assert first.spread_km == distance_km(43.06, 141.35, 31.6, 130.56)
