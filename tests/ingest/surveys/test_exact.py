"""Percentages against decimal arithmetic, which shares no code with the product."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.surveys.exact import balance, difference, in_percent, percent, rounded, share

COUNTS = st.integers(0, 20_000)
BASES = st.integers(1, 20_000)


def by_decimal(numerator: int, denominator: int) -> float:
    """numerator / denominator to one decimal, half away from zero (decimal's HALF_UP)."""
    with localcontext() as context:
        context.prec = 60
        return (
            float((Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)) + 0.0
        )


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [
        (717, 1000, 71.7),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 800, 0.1),  # 0.125
        (9, 160, 5.6),  # 5.625
        (13, 160, 8.1),  # 8.125
        (1, 16, 6.3),  # 6.25: half goes up, though Python's round() goes to even
        (3, 2000, 0.2),  # 0.15, which no float holds
        (29, 2000, 1.5),  # 1.45
        (0, 7, 0.0),
        (7, 7, 100.0),
    ],
)
def test_percentages_are_rounded_half_up_to_a_tenth(count: int, base: int, expected: float) -> None:
    assert percent(count, base) == expected


def test_nothing_is_divided_by_an_empty_base() -> None:
    assert percent(0, 0) is None
    assert difference(None, Fraction(1, 2)) is None


@given(COUNTS, BASES)
def test_a_percentage_equals_decimal_arithmetic(count: int, base: int) -> None:
    assert percent(count, base) == by_decimal(100 * count, base)


@given(COUNTS, BASES, COUNTS, BASES)
def test_a_difference_is_taken_before_rounding(now: int, base: int, before: int, other: int) -> None:
    expected = by_decimal(100 * (now * other - before * base), base * other)
    assert difference(share(now, base), share(before, other)) == expected


def test_a_difference_of_rounded_percentages_would_be_wrong() -> None:
    # 1/3 - 1/6 = 16.67: 33.3 - 16.7 would give 16.6.
    assert difference(share(1, 3), share(1, 6)) == 16.7


def test_halves_are_rounded_away_from_zero_on_both_sides() -> None:
    assert [rounded(Fraction(n, 100)) for n in (25, -25, 5, -5, 4, -4)] == [0.3, -0.3, 0.1, -0.1, 0.0, 0.0]
    assert str(rounded(Fraction(-4, 100))) == "0.0"


def test_the_di_is_what_rises_less_what_falls() -> None:
    # 60 firms: 12 up, 9 rather up, 20 even, 4 rather down, 15 down: (21 - 19) / 60 = 3.33
    shares = [share(count, 60) for count in (12, 9, 20, 4, 15)]
    assert in_percent(balance(zip(shares, (1, 1, 0, -1, -1), strict=True))) == 3.3
    assert balance([(share(1, 2), 0)]) is None
    assert balance([(None, 1), (None, -1)]) is None
