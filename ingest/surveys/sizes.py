"""Classes of firms by their number of employees (従業員規模)."""

from __future__ import annotations

from bisect import bisect_right

from ingest.surveys.model import UNKNOWN

# The classes of the Census of Manufacture (工業統計), those above 50 united: (from, label).
_CLASSES = (
    (0, "4人以下"),
    (5, "5～9人"),
    (10, "10～19人"),
    (20, "20～29人"),
    (30, "30～49人"),
    (50, "50～99人"),
    (100, "100～299人"),
    (300, "300人以上"),
)
SIZES = tuple(label for _, label in _CLASSES)
_FROM = [first for first, _ in _CLASSES]


def size_of(employees: int | None) -> str:
    """The class of a number of employees; UNKNOWN for none."""
    if employees is None or employees < 0:
        return UNKNOWN
    return SIZES[bisect_right(_FROM, employees) - 1]
