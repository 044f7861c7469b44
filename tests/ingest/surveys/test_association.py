"""Tests of independence against worked examples and scipy's own functions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from ingest.surveys.association import association


def test_a_table_by_hand() -> None:
    # Expected counts all 25: χ² = 4 · 5²/25 = 4, one degree of freedom: p = erfc(√2) = 0.0455; V = √(4/100) = 0.2.
    found = association(np.array([[30, 20], [20, 30]]))
    assert found is not None
    assert (found.method, found.degrees) == ("chi-square", 1)
    assert found.statistic == pytest.approx(4.0)
    assert found.p_value == pytest.approx(math.erfc(math.sqrt(2)))
    assert found.cramers_v == pytest.approx(0.2)


def test_small_counts_get_the_exact_test() -> None:
    # Fisher's tea: margins 4 and 4, 3 right of 4: p = (1 + 16 + 16 + 1) / 70 = 34/70.
    found = association(np.array([[3, 1], [1, 3]]))
    assert found is not None
    assert (found.method, found.statistic, found.label) == ("fisher", None, "フィッシャーの正確確率検定")
    assert found.p_value == pytest.approx(34 / 70)


def test_small_counts_of_larger_tables_are_permuted_and_give_the_same_p_again() -> None:
    table = np.array([[4, 0, 0], [0, 4, 0], [0, 0, 4]])
    first, second = association(table), association(table)
    assert first is not None
    assert first == second
    assert first.method == "permutation"
    # Of 12!/(4!·4!·4!) = 34650 ways to deal the choices only 3! give so large a χ²: nearly none of 1999.
    assert first.p_value <= 3 / 2000
    even = association(np.array([[1, 1, 1], [1, 1, 1]]))
    assert even is not None
    assert even.p_value == 1.0


@pytest.mark.parametrize(
    "table", [[[3, 4]], [[3], [4]], [[0, 0], [3, 4]], [[0, 3], [0, 4]], [[0, 0], [0, 0]]]
)
def test_one_group_or_one_choice_cannot_be_tested(table: list[list[int]]) -> None:
    assert association(np.array(table)) is None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(15, 90), min_size=columns, max_size=columns), min_size=2, max_size=6
        )
    )
)
def test_large_tables_agree_with_scipy(table: list[list[int]]) -> None:
    found = association(np.array(table))
    statistic, p_value, degrees, _ = chi2_contingency(table, correction=False)
    assert found is not None
    assert (found.method, found.degrees) == ("chi-square", degrees)
    assert found.statistic == pytest.approx(statistic)
    assert found.p_value == pytest.approx(p_value)
    assert 0 <= found.cramers_v <= 1
