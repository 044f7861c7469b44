"""Comparing numbers: whether what a firm states holds, contradicts or leaves open what an order asks, by kind of quantity.

True, False, or None where the two say nothing of each other.
"""

from __future__ import annotations

from dataclasses import replace

from matching.records import Capability, Value

_DAYS_A = {"day": 1 / 30.4, "week": 7 / 30.4, "month": 1.0, "year": 12.0}
_TONNE = 9.80665
# A monthly amount that whoever takes single pieces can make.
_FEW_A_MONTH = 100
_FORCES = frozenset({"force", "clamp_force", "press_force"})
_MASSES = frozenset({"mass", "hoist"})


def scaled(value: Value, by: float) -> Value:
    """`value` times a factor."""
    low, high = (None if n is None else n * by for n in (value.min, value.max))
    return replace(value, min=low, max=high, sides=tuple(side * by for side in value.sides))


def per_month(value: Value) -> float:
    """How many a month; a bare number as it is."""
    number = value.max if value.max is not None else value.min or 0.0
    return number / _DAYS_A.get(value.per or "month", 1.0) if value.per else number


def _bounds(value: Value) -> tuple[float, float]:
    low = value.min if value.min is not None else value.max if value.max is not None else 0.0
    high = value.max if value.max is not None else value.min if value.min is not None else 0.0
    return low, high


def _holds(asked: Value, offered: Value) -> bool:
    """Whether the offered range holds all that is asked; an open end of what is asked asks for just its bound."""
    low, high = _bounds(asked)
    return (offered.min is None or offered.min <= low + 1e-9) and (
        offered.max is None or high <= offered.max + 1e-9
    )


# Below this many millimetres a length that is refused may be a thickness.
_NO_THICKNESS = 100.0
_ROUND = frozenset({"diameter", "outer_diameter"})
_LONG = frozenset({"length", "width", "height", "depth"})


def compare_size(asked: Value, offered: Value) -> bool | None:
    """Like with like: round with round, thickness with thickness; boxes side by side, largest first.

    From 0.3 mm on says nothing of how far: only what is smaller is excluded.
    """
    if offered.max is None and not offered.sides and asked.dimension == offered.dimension:
        return None if _holds(asked, offered) else False
    if asked.dimension in (
        "film",
        "case_depth",
        "inner_diameter",
        "radius",
        "stroke",
    ) or offered.dimension in ("film", "case_depth", "radius", "stroke"):
        return _holds(asked, offered) or None if asked.dimension == offered.dimension else None
    if asked.dimension == "thickness" or offered.dimension == "thickness":
        return _holds(asked, offered) if asked.dimension == offered.dimension else None
    if asked.dimension in _ROUND and offered.dimension in _ROUND:
        return _holds(asked, offered)
    if asked.sides and offered.sides:
        ours, theirs = sorted(asked.sides, reverse=True), sorted(offered.sides, reverse=True)
        if len(ours) > len(theirs):
            ours = ours[: len(theirs)]
        return all(a <= b + 1e-9 for a, b in zip(ours, theirs, strict=False))
    if asked.dimension == "square" and offered.dimension == "square":
        return _holds(asked, offered)
    largest = max(asked.sides) if asked.sides else asked.max if asked.max is not None else asked.min
    if largest is None:
        return None
    if offered.sides:
        # A round or long piece in a box: it fits where its one known measure does, and can't where that is beyond the longest side.
        sides = sorted(offered.sides, reverse=True)
        least = sides[1] if asked.dimension in _ROUND | {"square"} else sides[0]
        return True if largest <= least + 1e-9 else False if largest > sides[0] + 1e-9 else None
    if asked.dimension in _LONG and offered.dimension in _LONG:
        return (
            _holds(asked, offered)
            if asked.dimension == offered.dimension
            else True
            if offered.min is None and offered.max is not None and largest <= offered.max
            else None
        )
    if (
        offered.dimension == "square"
        and asked.dimension in _ROUND
        and offered.max is not None
        and (offered.min or 0) <= largest <= offered.max
    ):
        return True
    if offered.dimension == "square" and offered.max is not None and asked.sides:
        return largest <= offered.max + 1e-9 or None
    return None


def compare_finest(asked: Value, offered: Value) -> bool | None:
    """Tolerances and roughness: the finer the better; only of one kind."""
    if asked.dimension != offered.dimension:
        return None
    need = _half_width(asked)
    can = _half_width(offered)
    if need is None or can is None:
        return None
    return can <= need + 1e-12


def _half_width(value: Value) -> float | None:
    if value.max is None:
        return value.min
    if value.dimension == "tolerance" and value.min is not None:
        return (value.max - value.min) / 2 or value.max
    return value.max


def compare_capacity(asked: Value, offered: Value) -> bool | None:
    """Force and mass: what the firm goes up to must reach what is asked."""
    both = {asked.dimension, offered.dimension}
    if len(both) > 1 and not both <= _FORCES and not both <= _MASSES:
        return None
    if both == {"clamp_force", "press_force"}:
        return None
    need = _in_unit(asked.min if asked.min is not None else asked.max, asked.unit)
    can = _in_unit(offered.max if offered.max is not None else offered.min, offered.unit)
    if need is None or can is None:
        return None
    least = _in_unit(offered.min, offered.unit) if offered.max is not None else None
    most = _in_unit(asked.max, asked.unit)
    if least is not None and most is not None and asked.min is not None and most < least - 1e-9:
        return False  # the smallest machine is too large
    if offered.max is None:
        return None if need < can else True
    if asked.dimension in ("mass",) and least is not None and need < least - 1e-9:
        return False
    return need <= can + 1e-9


def _in_unit(number: float | None, unit: str) -> float | None:
    if number is None:
        return None
    return number / _TONNE if unit == "kN" else number


def compare_inside(asked: Value, offered: Value) -> bool | None:
    """Hardness and the like: inside the range of the same scale."""
    return _holds(asked, offered) if asked.unit == offered.unit else None


def compare_lot(asked: Value, offered: Value) -> bool | None:
    """Lots and amounts of one unit. A bare number is the least that the firm takes, or an example: it contradicts nothing."""
    if asked.unit != offered.unit:
        return None
    least = _from(offered)
    holds = _compare_lots(asked, least)
    return None if holds is False and least is not offered else holds


def is_a_lot(capability: Capability) -> bool:
    """A bare number of pieces outside the field for lots may be an example or part of a set."""
    value = capability.value
    assert value is not None
    return capability.field in ("lots", "terms", "limits") or value.per is not None or value.min != value.max


def _from(offered: Value) -> Value:
    """A bare number of pieces is the least that a firm takes: 対応ロット 1個."""
    bare = offered.per is None and offered.min is not None and offered.min == offered.max
    return replace(offered, max=None) if bare else offered


def _compare_lots(asked: Value, offered: Value) -> bool | None:
    """Lots with lots, monthly amounts with monthly capacity; a lot's lower end also bounds a monthly amount."""
    if asked.per and offered.per:
        factor = _DAYS_A[offered.per] / _DAYS_A[asked.per]
        low, high = (n * factor for n in _bounds(asked))
        can_high = offered.max if offered.max is not None else float("inf")
        return high <= can_high + 1e-9 and (offered.min is None or low >= offered.min - 1e-9)
    low, high = _bounds(asked)
    if not asked.per and not offered.per:
        return _holds(asked, offered)
    if asked.per and not offered.per:
        month = high / _DAYS_A[asked.per]
        if _holds(asked, offered):
            # From one piece on says nothing of thousands a month.
            return True if offered.max is not None or month <= _FEW_A_MONTH else None
        # A lot may be a part of the month's amount: what contradicts is too few for the smallest lot, or far more than many of the largest.
        too_few = offered.min is not None and asked.per == "year" and high < offered.min
        return False if too_few or (offered.max is not None and month > 10 * offered.max) else None
    return None


def in_refused(asked: Value, refused: Value) -> bool:
    """Whether the asked value lies in a range that the firm refuses (φ300を超えるものは不可)."""
    lengths = {asked.dimension, refused.dimension} <= _LONG | {"box"} and (
        refused.min or 0.0
    ) >= _NO_THICKNESS
    if (
        asked.per != refused.per
        or asked.unit != refused.unit
        or (asked.dimension != refused.dimension and not lengths)
    ):
        return False
    low, high = _bounds(asked)
    if refused.min is not None and refused.max is None:
        return high > refused.min + 1e-9
    if refused.max is not None and refused.min is None:
        return low < refused.max - 1e-9
    if refused.min is not None and refused.min == refused.max:
        return low <= refused.min <= high
    return False
