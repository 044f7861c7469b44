"""Whether a question and a factor are independent: chi-square, or an exact test where counts are small."""

from __future__ import annotations

import math

import numpy as np

from ingest.surveys.model import AssociationTest, Counts, Numbers

# Cochran's rule: chi-square holds where no expected count is below 1 and at most a fifth are below 5.
_SMALL, _SMALLEST, _FEW = 5.0, 1.0, 0.2
_RESAMPLES = 1999
_SEED = 20260401  # the same table gives the same p-value every time


def association(counts: Counts) -> AssociationTest | None:
    """Test a table of counts, (groups, choices), each firm in one cell. Empty rows and columns are left out.

    None for fewer than two rows or columns. Pearson's chi-square without correction; where expected counts are small
    (Cochran), Fisher's exact test for 2 x 2, else a permutation test: tables of the same margins drawn at random, p =
    (1 + number with a chi-square at least as large) / (1 + drawn). Cramér's V = sqrt(χ² / (n · (min(rows, columns) − 1))).
    """
    from scipy.stats import chi2, fisher_exact  # here, for its import would delay every start

    table = np.asarray(counts, dtype=np.int64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return None
    total = int(table.sum())
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    statistic = _chi_square(table[None], expected)[0]
    rows, columns = table.shape
    degrees = (rows - 1) * (columns - 1)
    strength = min(1.0, math.sqrt(statistic / (total * (min(rows, columns) - 1))))
    if expected.min() >= _SMALLEST and np.mean(expected < _SMALL) <= _FEW:
        p_value = float(chi2.sf(statistic, degrees))
        return AssociationTest("chi-square", "カイ二乗検定", statistic, degrees, p_value, strength)
    if table.shape == (2, 2):
        exact = min(1.0, float(fisher_exact(table).pvalue))
        return AssociationTest("fisher", "フィッシャーの正確確率検定", None, None, exact, strength)
    p_value = _permuted(table, expected, statistic)
    label = f"並べ替え検定（{_RESAMPLES:,}回）"
    return AssociationTest("permutation", label, statistic, None, p_value, strength)


def _chi_square(tables: Counts, expected: Numbers) -> list[float]:
    """Pearson's χ² of tables, (tables, rows, columns)."""
    found: list[float] = (((tables - expected) ** 2) / expected).sum(axis=(1, 2)).tolist()
    return found


def _permuted(table: Counts, expected: Numbers, statistic: float) -> float:
    from scipy.stats import random_table

    drawn = random_table.rvs(
        table.sum(axis=1),
        table.sum(axis=0),
        method="patefield",
        size=_RESAMPLES,
        random_state=np.random.default_rng(_SEED),
    )
    found = np.asarray(_chi_square(drawn, expected))
    # Equal tables differ in the last bits of their sums.
    return float((1 + np.count_nonzero(found >= statistic * (1 - 1e-9))) / (1 + _RESAMPLES))
