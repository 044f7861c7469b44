"""Cells of published tables, what ties them together, and what a reader can work out about those left out.

The attack: a reader knows every published cell, every sum that ties cells together and that all of them are whole numbers from 0 up. A hidden cell
is safe where another set of hidden values fits all of that. The defence (Kelly, Golden & Assad 1992, "Cell suppression: disclosure
protection for sensitive tabular data", Networks 22): the cheapest *shift* of the whole system that moves the cell by some amount; hiding
every cell that the shift touches makes the shifted table as possible as the true one. Solved as an integer programme with HiGHS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack

_SECONDS = 20.0


@dataclass
class _Cell:
    value: int
    cost: float | None
    signed: bool


class CellSystem:
    """Cells by number, the sums that tie them, and which are hidden.

    largest: no cell can be larger than this (the number of firms).
    """

    def __init__(self, largest: int) -> None:
        self._largest = max(largest, 1)
        self._cells: list[_Cell] = []
        self._sums: list[dict[int, int]] = []
        self._sums_of: list[list[int]] = []
        self.hidden: set[int] = set()
        self._up: dict[int, int] = {}
        self._down: dict[int, int] = {}

    def add(self, value: int, cost: float | None, *, signed: bool = False) -> int:
        """A new cell's number. cost: what hiding it costs; None: never published. signed: may be below 0 (a difference)."""
        self._cells.append(_Cell(int(value), cost, signed))
        self._sums_of.append([])
        return len(self._cells) - 1

    def tie(self, terms: Mapping[int, int]) -> None:
        """A reader knows the sum of coefficient x value over `terms` (cell -> coefficient), whatever it is."""
        for cell in terms:
            self._sums_of[cell].append(len(self._sums))
        self._sums.append(dict(terms))

    def value(self, cell: int) -> int:
        """The true value."""
        return self._cells[cell].value

    def is_published(self, cell: int) -> bool:
        """Whether a reader is shown the cell."""
        return self._cells[cell].cost is not None and cell not in self.hidden

    def is_figure(self, cell: int) -> bool:
        """Whether the cell stands in a table, shown or hidden (others are only what figures lack to one another)."""
        return self._cells[cell].cost is not None

    def room(self, cell: int) -> tuple[int, int]:
        """How far below and above the truth the cell is known to be movable by what is hidden now."""
        return self._down.get(cell, 0), self._up.get(cell, 0)

    def connected(self, cell: int, without: Collection[int] = ()) -> set[int]:
        """All cells that sums tie to `cell`, directly or over others; not over those of `without`."""
        found, todo = {cell}, [cell]
        while todo:
            for number in self._sums_of[todo.pop()]:
                new = [one for one in self._sums[number] if one not in found and one not in without]
                found.update(new)
                todo += new
        return found

    def protect(self, cell: int, amount: int, scope: Iterable[int]) -> set[int] | None:
        """Hide what must be hidden in `scope` so that `cell` could as well be `amount` more; the cells newly hidden.

        None where no hiding within the scope can do it.
        """
        members = sorted(scope)
        costs = np.array([self._cost(one) for one in members])
        shift = self._shift(members, costs, {cell: amount})
        if shift is None:
            return None
        new = {one for one in shift if self.is_published(one)}
        self.hidden |= new | {cell}
        self._remember(shift)
        return new

    def test(self, cell: int, amount: int) -> bool:
        """Whether what is hidden now lets `cell` be `amount` more."""
        unknown = sorted(self._unknown_around(cell))
        shift = self._shift(unknown, np.zeros(len(unknown)), {cell: amount})
        if shift:
            self._remember(shift)
        return shift is not None

    def reach(self, cell: int, amount: int, scope: Iterable[int]) -> int:
        """How far towards `amount` the cell could be moved if everything in `scope` were hidden."""
        members = sorted(scope)
        sign = 1 if amount > 0 else -1
        weights = np.array([-float(sign) if one == cell else 0.0 for one in members])
        shift = self._shift(members, weights, {}, free=True, limits={cell: amount})
        return shift.get(cell, 0) if shift else 0

    def computable(self, cells: Iterable[int]) -> set[int]:
        """Those of the hidden `cells` that a reader can work out exactly."""
        found: set[int] = set()
        pending = {one for one in cells if not any(self.room(one))}
        while pending:
            unknown = self._unknown_around(next(iter(pending)))
            mine = pending & unknown
            found |= self._fixed(sorted(unknown), mine)
            pending -= mine
        return found

    def _fixed(self, members: list[int], pending: set[int]) -> set[int]:
        """The cells of `pending` that can move neither up nor down while only `members` are unknown."""
        left = set(pending)
        for sign in (-1.0, 1.0):
            while left:
                weights = np.array([sign if one in left else 0.0 for one in members])
                shift = self._shift(members, weights, {}, free=True)
                moved = {one for one in left if shift and one in shift}
                if shift:
                    self._remember(shift)
                if not moved:
                    break
                left -= moved
        return {one for one in left if not self._moves(members, one)}

    def _moves(self, members: list[int], cell: int) -> bool:
        for sign in (-1.0, 1.0):
            weights = np.array([sign if one == cell else 0.0 for one in members])
            shift = self._shift(members, weights, {}, free=True)
            if shift and cell in shift:
                self._remember(shift)
                return True
        return False

    def _unknown_around(self, cell: int) -> set[int]:
        """The hidden and never published cells that are tied to `cell` by sums with nothing published in between."""
        found, todo = {cell}, [cell]
        while todo:
            for number in self._sums_of[todo.pop()]:
                new = [one for one in self._sums[number] if one not in found and not self.is_published(one)]
                found.update(new)
                todo += new
        return found

    def _cost(self, cell: int) -> float:
        cost = self._cells[cell].cost
        return 0.0 if cost is None or cell in self.hidden else cost

    def _shift(
        self,
        members: list[int],
        weights: np.ndarray,
        wanted: Mapping[int, int],
        free: bool = False,
        limits: Mapping[int, int] | None = None,
    ) -> dict[int, int] | None:
        """The shift of `members` (cell -> whole number, zeros left out) that keeps all sums and costs least.

        Steps up and steps down are variables of their own; both cost the weight, or, where `free`, up costs it and down earns it.
        wanted: steps that must be made; limits: how far a cell may go, to that side alone.
        """
        columns = {cell: column for column, cell in enumerate(members)}
        n = len(members)
        sums = self._matrix(columns)
        down = np.array([self._lowest(cell) for cell in members], dtype=float)
        lower, upper = np.zeros(2 * n), np.concatenate([np.full(n, float(self._largest)), down])
        for cell, amount in wanted.items():
            column = columns[cell]
            lower[[column, n + column]] = upper[[column, n + column]] = 0.0
            place = column if amount > 0 else n + column
            if abs(amount) > (self._largest if amount > 0 else down[column]):
                return None
            lower[place] = upper[place] = abs(amount)
        for cell, amount in (limits or {}).items():
            column = columns[cell]
            upper[column] = min(upper[column], max(amount, 0))
            upper[n + column] = min(upper[n + column], max(-amount, 0))
        objective = np.concatenate([weights, -weights if free else weights])
        tied = LinearConstraint(_both_ways(sums), 0.0, 0.0)
        done = milp(
            objective, integrality=np.ones(2 * n), bounds=Bounds(lower, upper), constraints=tied,
            options={"time_limit": _SECONDS},
        )  # fmt: skip
        if done.x is None:
            return None
        steps = np.rint(done.x[:n] - done.x[n:]).astype(int)
        return {members[column]: int(steps[column]) for column in np.flatnonzero(steps)}

    def _matrix(self, columns: Mapping[int, int]) -> csr_array:
        numbers = sorted({number for cell in columns for number in self._sums_of[cell]})
        entries = [
            (row, columns[cell], coefficient)
            for row, number in enumerate(numbers)
            for cell, coefficient in self._sums[number].items()
            if cell in columns
        ]
        rows, places, coefficients = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(numbers), len(columns))
        return csr_array(coo_array((np.array(coefficients, dtype=float), (rows, places)), shape=shape))

    def _lowest(self, cell: int) -> int:
        return self._largest if self._cells[cell].signed else self._cells[cell].value

    def _remember(self, shift: Mapping[int, int]) -> None:
        for cell, step in shift.items():
            side = self._up if step > 0 else self._down
            side[cell] = max(side.get(cell, 0), abs(step))


def _both_ways(sums: csr_array) -> csr_array:
    return csr_array(hstack([sums, -sums]))
