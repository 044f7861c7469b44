"""Numbers in figures: mean, median, quartiles."""

from __future__ import annotations

import math

import numpy as np

from ingest.surveys.model import Numbers, Statistics


def statistics(values: Numbers) -> Statistics | None:
    """Statistics of the values that are numbers (NaN: no answer); None where there are none.

    Quartiles by linear interpolation between order statistics (type 7 of Hyndman and Fan, as in Excel's QUARTILE.INC).
    """
    found = np.sort(values[~np.isnan(values)])
    if not len(found):
        return None
    q1, median, q3 = (_quantile(found, quarter) for quarter in (1, 2, 3))
    mean = math.fsum(found.tolist()) / len(found)
    second = float(found[-2]) if len(found) > 1 else 0.0
    return Statistics(len(found), mean, median, q1, q3, float(found[0]), float(found[-1]), second)


def _quantile(ordered: Numbers, quarter: int) -> float:
    """The quantile of order quarter/4 of ordered values, its place counted in whole numbers."""
    place, rest = divmod((len(ordered) - 1) * quarter, 4)
    below = float(ordered[place])
    return below if not rest else below + (float(ordered[place + 1]) - below) * (rest / 4)
