"""Percentages without floating-point doubt: fractions of whole numbers, rounded half away from zero to 0.1."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

# Shares are kept as fractions of 1 until the last step.
Share = Fraction


def share(count: int, base: int) -> Share | None:
    """count ÷ base, exactly; None for an empty base."""
    return Fraction(int(count), int(base)) if base else None


def rounded(value: Fraction, digits: int = 1) -> float:
    """A number rounded half away from zero: 0.25 -> 0.3, -0.25 -> -0.3 (never -0.0)."""
    scale: int = 10**digits
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (-whole if value < 0 and whole else whole) / scale


def in_percent(value: Share | None) -> float | None:
    """A share as a percentage to 0.1: 1/3 -> 33.3."""
    return None if value is None else rounded(value * 100)


def percent(count: int, base: int) -> float | None:
    """count ÷ base as a percentage to 0.1; None for an empty base."""
    return in_percent(share(count, base))


def difference(now: Share | None, before: Share | None) -> float | None:
    """now − before in points, taken before rounding and then rounded to 0.1; None where either is unknown."""
    return None if now is None or before is None else rounded((now - before) * 100)


def balance(shares: Iterable[tuple[Share | None, int]]) -> Share | None:
    """Σ share × direction (+1, 0, −1), the DI as a share; None where nothing has a direction or a share is unknown."""
    told = [(one, direction) for one, direction in shares if direction]
    if not told or any(one is None for one, _ in told):
        return None
    return sum((one * direction for one, direction in told if one is not None), Fraction(0))
