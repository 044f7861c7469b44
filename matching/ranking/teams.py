"""Teams of firms for a joint order (共同受注): the fewest firms that together meet every process of a chain, nearest together first.

An exact search in four steps.

1. Size. Which sets of processes add up to the whole chain is decided on the sets alone (a few hundred at most), and gives the
   size of a team. Only firms whose set can be part of so small a cover stay.
2. Dominance. A firm beside which `count` others sit in the same place, cover at least as much and come first by
   (score, id) is in no team that is returned: each of them in its stead makes a better team. So few firms a place stay.
3. Pairs. A team's spread is the distance of two of its places. Pairs of places are taken by distance, each with the
   firms of its lens (within that distance of both ends), until `count` teams are nearer than the next pair. A place's
   reach, the least distance to all it still needs, is a lower bound of the spread of every team with a firm there; pairs
   shorter than the reach of an end are passed over, and so are pairs whose lens lacks a process.
4. Branch and bound. In a lens every team with both ends has the same spread, so that score and ids decide. The bound is the best
   completion with the distances left out, which dynamic programming over the missing processes gives.

Distances are compared as distance_km gives them and scores are summed as integers (of their common power of two), so that ties
are ties. Points on the unit sphere and a little slack only find what is near enough to be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum, inf, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from matching.places import EARTH_RADIUS_KM, distance_km

_SLACK = 1e-7  # of the earth's radius: 60 cm, far more than rounding does
_STEP = (
    2 / EARTH_RADIUS_KM
)  # the first ring of pairs is 2 km wide, each further one twice as wide as the last
_DIAMETER = 2.0  # of the unit sphere; no chord is longer

_Spot = tuple[float, float]
_Key = tuple[float, int, tuple[int, ...]]  # (spread, -score, ids): the lower the better
_Completion = tuple[int, tuple[int, ...]]  # (-score, ids)
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm and the processes of the chain that it meets; `lat` and `lng` are None where its place is unknown."""

    id: int
    covers: frozenset[int]
    lat: float | None
    lng: float | None
    score: float


@dataclass(frozen=True, slots=True)
class Team:
    """Firms that together cover what can be covered.

    `spread_km` is the largest distance of two members, None where a place is unknown (a single firm has 0); `score` the sum of
    the members' scores; `tasks` gives each covered process its member; `open` are the processes that no candidate covers.
    """

    members: tuple[int, ...]
    spread_km: float | None
    score: float
    tasks: Mapping[int, int]
    open: tuple[int, ...]


class _Firm(NamedTuple):
    """A candidate in the search; it sorts by score, best first, then by id."""

    cost: int  # the score as an integer, negated
    id: int
    covers: int  # a bit a process
    spot: _Spot | None


class _Best:
    """The `count` best teams so far."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.keys: list[_Key] = []

    @property
    def full(self) -> bool:
        return len(self.keys) == self._count

    @property
    def spread(self) -> float:
        """What a further team must not exceed."""
        return self.keys[-1][0] if self.full else inf

    def admits(self, key: _Key) -> bool:
        return not self.full or key < self.keys[-1]

    def add(self, key: _Key) -> None:
        if self.admits(key) and key not in self.keys:
            self.keys = sorted([*self.keys, key])[: self._count]


class _Covers:
    """Which processes can be covered by how few of the given sets."""

    def __init__(self, sets: Iterable[int]) -> None:
        distinct = set(sets)
        self._largest = [
            one for one in distinct if not any(one != other and one & other == one for other in distinct)
        ]
        self._known: dict[tuple[int, int], bool] = {}

    def possible(self, missing: int, seats: int) -> bool:
        """Whether `seats` of the sets, or fewer, cover what is missing."""
        if not missing or not seats:
            return not missing
        key = missing, seats
        if key not in self._known:
            first = missing & -missing
            self._known[key] = any(
                self.possible(missing & ~one, seats - 1) for one in self._largest if one & first
            )
        return self._known[key]

    def size(self, whole: int, most: int) -> int | None:
        """The size of the smallest cover, None above `most`."""
        return next((seats for seats in range(1, most + 1) if self.possible(whole, seats)), None)


def smallest_teams(
    candidates: Sequence[Candidate], processes: int, count: int = 3, most: int = 5
) -> list[Team]:
    """The `count` best of the smallest teams that cover all processes (0 to `processes` - 1) that anyone covers.

    Smallest first means smallest only: a team of three is not offered where two firms do. The order is by spread, then by
    higher score, then by ids; a team with a firm of unknown place comes after all with a spread. Empty where nobody covers
    anything or more than `most` firms would be needed. Ids are unique; scores are finite.
    """
    bits = _bits(candidates, processes)
    firms = _firms(candidates, bits)
    whole = (1 << len(bits)) - 1
    size = _Covers(firm.covers for firm in firms).size(whole, most)
    if not whole or size is None or count < 1:
        return []
    best = _Best(count)
    if size == 1:
        _single(firms, whole, best)
    else:
        _near(_useful([firm for firm in firms if firm.spot], whole, size, count), whole, size, best)
        if not best.full:
            _anywhere(_useful(firms, whole, size, count), whole, size, best)
    known = {one.id: one for one in candidates}
    open_ = tuple(process for process in range(processes) if process not in bits)
    return [_team(key, known, bits, open_) for key in best.keys]


def _bits(candidates: Sequence[Candidate], processes: int) -> dict[int, int]:
    """Coverable process -> its bit; the lowest bit is the process that the fewest meet, for the search branches on it first."""
    met: dict[int, int] = defaultdict(int)
    for one in candidates:
        for process in one.covers:
            met[process] += 1
    order = sorted((number, process) for process, number in met.items() if 0 <= process < processes)
    return {process: 1 << i for i, (_, process) in enumerate(order)}


def _firms(candidates: Sequence[Candidate], bits: Mapping[int, int]) -> list[_Firm]:
    """The candidates that cover anything, best score first."""
    ratios = [float(one.score).as_integer_ratio() for one in candidates]
    common = max((below for _, below in ratios), default=1)
    firms = []
    for one, (above, below) in zip(candidates, ratios, strict=True):
        covers = sum(bits.get(process, 0) for process in one.covers)
        spot = (one.lat, one.lng) if one.lat is not None and one.lng is not None else None
        if covers:
            firms.append(_Firm(-above * (common // below), one.id, covers, spot))
    return sorted(firms, key=_rank)


def _rank(firm: _Firm) -> tuple[int, int]:
    return firm.cost, firm.id


def _useful(firms: Sequence[_Firm], whole: int, size: int, count: int) -> list[_Firm]:
    """Those of the firms (best first) that can be in one of the `count` best teams made of them."""
    covers = _Covers(firm.covers for firm in firms)
    kept: dict[_Spot | None, list[_Firm]] = defaultdict(list)
    for firm in firms:
        if covers.possible(whole & ~firm.covers, size - 1):
            beside = kept[firm.spot]
            if sum(firm.covers & other.covers == firm.covers for other in beside) < count:
                beside.append(firm)
    return [firm for beside in kept.values() for firm in beside]


def _single(firms: Iterable[_Firm], whole: int, best: _Best) -> None:
    """Teams of one: whoever covers everything; one firm is nowhere apart, known place or not."""
    for firm in firms:
        if firm.covers == whole:
            best.add((0.0, firm.cost, (firm.id,)))


def _anywhere(firms: Sequence[_Firm], whole: int, size: int, best: _Best) -> None:
    """Teams with a firm of unknown place: score and ids alone decide."""
    lens = _Lens(firms, inf, None, best)
    for firm in sorted((firm for firm in firms if firm.spot is None), key=_rank):
        lens.complete([firm], whole & ~firm.covers, size - 1)


def _near(firms: Sequence[_Firm], whole: int, size: int, best: _Best) -> None:
    """Teams of firms with known places, pair of places by pair until no further one can matter."""
    if not firms:
        return
    field = _Field(firms, whole, size)
    for chord, one, other in field.pairs(best):
        spread = field.apart(field.spots[one], field.spots[other])
        inside = field.inside(one, other, chord)
        if spread <= best.spread and field.complete(inside):
            lens = _Lens(field.firms_at(inside), spread, field, best)
            for ends in field.ends(one, other):
                covered = ends[0].covers | ends[-1].covers
                lens.complete(ends, whole & ~covered, size - len(ends))


class _Lens:
    """The firms from which the teams of one spread are completed; sets of them are integers, a bit a firm."""

    def __init__(self, firms: Iterable[_Firm], spread: float, field: _Field | None, best: _Best) -> None:
        """`field` knows where the firms are; None where that does not matter."""
        self._spread, self._field, self._best = spread, field, best
        self._firms = sorted(firms, key=_rank)
        self._by_covers: dict[int, list[_Firm]] = defaultdict(list)
        self._with_covers: dict[int, int] = defaultdict(int)
        for i, firm in enumerate(self._firms):
            self._by_covers[firm.covers].append(firm)
            self._with_covers[firm.covers] |= 1 << i
        self._all = (1 << len(self._firms)) - 1
        self._points = _points([firm.spot for firm in self._firms if firm.spot]) if field else None
        self._around: dict[_Spot | None, int] = {}
        self._bounds: dict[tuple[int, int], _Completion | None] = {}

    def complete(self, team: list[_Firm], missing: int, seats: int) -> None:
        """Add all ways to fill the seats that are among the best; the team itself fits together."""
        self._complete(team, missing, seats, self._all)

    def _complete(self, team: list[_Firm], missing: int, seats: int, around: int) -> None:
        if not seats:
            if not missing:
                self._best.add(self._key(team, (0, ())))
            return
        if not self._hopeful(missing, around):
            return
        for bound, covers in self._branches(missing, seats):
            for i in _ones(self._with_covers[covers] & around):
                longer = [*team, self._firms[i]]
                if not self._best.admits(self._key(longer, bound)):
                    break  # those behind it are worse still
                if self._close(team, self._firms[i]):
                    left = around & self._near(self._firms[i]) if seats > 1 else around
                    self._complete(longer, missing & ~covers, seats - 1, left)

    def _hopeful(self, missing: int, around: int) -> bool:
        """Whether each missing process is met by a firm around."""
        met = 0
        for covers, those in self._with_covers.items():
            if those & around:
                met |= covers
        return not missing & ~met

    def _near(self, firm: _Firm) -> int:
        """The firms that are near enough to this one, and perhaps some a hair too far."""
        if self._points is None or firm.spot is None:
            return self._all
        if firm.spot not in self._around:
            near = self._points @ _points([firm.spot])[0] >= _least_product(_chord(self._spread))
            self._around[firm.spot] = int.from_bytes(np.packbits(near, bitorder="little").tobytes(), "little")
        return self._around[firm.spot]

    def _branches(self, missing: int, seats: int) -> list[tuple[_Completion, int]]:
        """Sets with the first missing process and the best that may follow them, the most promising first."""
        found = []
        for covers, firms in self._by_covers.items():
            bound = self._bound(missing & ~covers, seats - 1) if covers & missing & -missing else None
            if bound is not None:
                found.append((bound[0] + firms[0].cost, firms[0].id, bound, covers))
        return [(bound, covers) for _, _, bound, covers in sorted(found)]

    def _bound(self, missing: int, seats: int) -> _Completion | None:
        """The best that fills the seats wherever it sits, None if nothing does.

        Adding the same firms to two completions never turns their order, so that the best of the parts is the best. A seat
        that is left when nothing is missing would make a team smaller than the smallest.
        """
        if not missing or not seats:
            return (0, ()) if not missing and not seats else None
        key = missing, seats
        if key not in self._bounds:
            self._bounds[key] = min(self._completions(missing, seats), default=None)
        return self._bounds[key]

    def _completions(self, missing: int, seats: int) -> Iterator[_Completion]:
        for covers, firms in self._by_covers.items():
            rest = self._bound(missing & ~covers, seats - 1) if covers & missing & -missing else None
            if rest is not None:
                yield firms[0].cost + rest[0], tuple(sorted((firms[0].id, *rest[1])))

    def _key(self, team: Sequence[_Firm], rest: _Completion) -> _Key:
        ids = sorted([firm.id for firm in team] + list(rest[1]))
        return self._spread, sum(firm.cost for firm in team) + rest[0], tuple(ids)

    def _close(self, team: Iterable[_Firm], firm: _Firm) -> bool:
        field = self._field
        return field is None or all(field.apart(other.spot, firm.spot) <= self._spread for other in team)


class _Field:
    """The places of the firms, their points on the unit sphere and their reach."""

    def __init__(self, firms: Sequence[_Firm], whole: int, size: int) -> None:
        at: dict[_Spot, list[_Firm]] = defaultdict(list)
        for firm in firms:
            if firm.spot is not None:
                at[firm.spot].append(firm)
        self._whole, self._size = whole, size
        self.spots = list(at)
        self._firms = list(at.values())
        self.apart = cache(_apart)
        self._points = _points(self.spots)
        self._has = np.array([_offers(beside, whole) for beside in self._firms])
        self._reach = self._reaches()

    def firms_at(self, places: Iterable[int]) -> Iterator[_Firm]:
        for place in places:
            yield from self._firms[place]

    def inside(self, one: int, other: int, chord: float) -> NDArray[np.intp]:
        """The places of the lens of two places: within their distance of both, and with all they need in reach."""
        near = self._points @ self._points[[one, other]].T >= _least_product(chord)
        found: NDArray[np.intp] = np.flatnonzero(near[:, 0] & near[:, 1] & (self._reach <= chord + _SLACK))
        return found

    def complete(self, places: NDArray[np.intp]) -> bool:
        """Whether the places together have every process."""
        return bool(self._has[places].any(axis=0).all())

    def ends(self, one: int, other: int) -> Iterator[list[_Firm]]:
        """What teams between two places start from: a firm at each, or one firm where both are the same place."""
        if one == other:
            yield from ([firm] for firm in self._firms[one])
        else:
            yield from ([firm, partner] for firm in self._firms[one] for partner in self._firms[other])

    def pairs(self, best: _Best) -> Iterator[tuple[float, int, int]]:
        """(chord, place, place) of all pairs that can be the spread of one of the best, the nearest first.

        A place pairs with itself.
        """
        done, radius, step = -1.0, self._least() + _SLACK, _STEP
        while done < min(_DIAMETER, _chord(best.spread) + _SLACK) and radius < inf:
            for pair in self._ring(done, radius):
                if pair[0] > _chord(best.spread) + _SLACK:
                    return
                yield pair
            done, radius, step = radius, radius + step, step * 2

    def _ring(self, done: float, radius: float) -> Iterator[tuple[float, int, int]]:
        alive = np.flatnonzero(self._reach <= radius + _SLACK)
        tree = cKDTree(self._points[alive])
        apart = alive[tree.query_pairs(radius + _SLACK, output_type="ndarray")].reshape(-1, 2)
        pairs = np.concatenate([np.stack([alive, alive], axis=1), apart])
        chords = np.linalg.norm(self._points[pairs[:, 0]] - self._points[pairs[:, 1]], axis=1)
        reach = self._reach[pairs].max(axis=1)
        kept = np.flatnonzero((chords > done) & (chords <= radius) & (chords >= reach - _SLACK))
        for i in kept[np.argsort(chords[kept], kind="stable")]:
            yield float(chords[i]), int(pairs[i, 0]), int(pairs[i, 1])

    def _least(self) -> float:
        """What no team's spread falls below: each process has to be met somewhere."""
        return float(np.where(self._has, self._reach[:, None], inf).min(axis=0).max())

    def _reaches(self) -> _Floats:
        """A place's reach: the least over its firms of the chord to the farthest of what the firm needs."""
        reach = np.full(len(self.spots), inf)
        by_covers: dict[int, list[int]] = defaultdict(list)
        for place, beside in enumerate(self._firms):
            for covers in {firm.covers for firm in beside}:
                by_covers[covers].append(place)
        trees: dict[int, cKDTree | None] = {}
        for covers, places in by_covers.items():
            farthest = np.zeros(len(places))
            for need in self._needs(self._whole & ~covers):
                if need not in trees:
                    trees[need] = self._tree(need, by_covers)
                farthest = np.maximum(farthest, _nearest(trees[need], self._points[places]))
            reach[places] = np.minimum(reach[places], farthest)
        return reach

    def _needs(self, missing: int) -> list[int]:
        """Sets that one partner each has to cover: all that is missing in a team of two, each process in larger ones."""
        if self._size == 2:
            return [missing]
        return [1 << i for i in range(missing.bit_length()) if missing >> i & 1]

    def _tree(self, need: int, by_covers: Mapping[int, Sequence[int]]) -> cKDTree | None:
        places = {place for covers, at in by_covers.items() if covers & need == need for place in at}
        return cKDTree(self._points[sorted(places)]) if places else None


def _nearest(tree: cKDTree | None, points: _Floats) -> _Floats:
    if tree is None:
        return np.full(len(points), inf)
    return np.asarray(tree.query(points)[0], np.float64)


def _offers(firms: Iterable[_Firm], whole: int) -> list[bool]:
    """For each process whether one of the firms meets it."""
    covered = 0
    for firm in firms:
        covered |= firm.covers
    return [bool(covered >> i & 1) for i in range(whole.bit_length())]


def _points(spots: Sequence[_Spot]) -> _Floats:
    lat, lng = np.radians(np.array(spots, np.float64)).T
    return np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], axis=1)


def _least_product(chord: float) -> float:
    """The scalar product of points a little more than the chord apart: chord² = 2 - 2 xy."""
    return 1 - (chord + _SLACK) ** 2 / 2


def _ones(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _apart(one: _Spot | None, other: _Spot | None) -> float:
    return distance_km(*one, *other) if one and other else inf


def _chord(km: float) -> float:
    """The straight line through the unit sphere between points so far apart."""
    return inf if km == inf else 2 * sin(km / EARTH_RADIUS_KM / 2)


def _team(key: _Key, known: Mapping[int, Candidate], bits: Mapping[int, int], open_: tuple[int, ...]) -> Team:
    spread, _, ids = key
    members = [known[id_] for id_ in ids]
    score = fsum(one.score for one in members)
    return Team(ids, None if spread == inf else spread, score, _tasks(members, sorted(bits)), open_)


def _tasks(members: Sequence[Candidate], processes: Iterable[int]) -> dict[int, int]:
    """Each process goes to the best member that meets it.

    Nobody is left without a task: in a smallest team each member meets a process that no other one does.
    """
    best_first = sorted(members, key=lambda one: (-one.score, one.id))
    return {process: next(one.id for one in best_first if process in one.covers) for process in processes}
