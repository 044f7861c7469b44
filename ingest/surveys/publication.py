"""What a report may show: figures with masks over them. A mask says which figures are hidden (True), and nothing else.

`suppression.publishable` makes the masks of what is published; `open_publication` hides nothing (the staff's view).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ingest.surveys.model import CrossTable, Flags, QuestionFigures, Tabulation


@dataclass(frozen=True)
class QuestionMask:
    """What is hidden of a question. options, previous, difference: (choices,); options covers count and percentage.

    previous covers last year's count and percentage, difference the points between the years (di_difference is hidden
    with either DI). quartiles: median and quartiles alone; statistics: all of them and the mean. weighted: the weighted
    percentages.
    """

    options: Flags
    previous: Flags
    difference: Flags
    base: bool = False
    no_answer: bool = False
    statistics: bool = False
    previous_statistics: bool = False
    previous_base: bool = False
    di: bool = False
    previous_di: bool = False
    quartiles: bool = False
    previous_quartiles: bool = False
    weighted: bool = False


@dataclass(frozen=True)
class CrossMask:
    """What is hidden of a cross table. cells: (rows, columns), count and percentage; bases, no_answer: (rows,).

    statistics, quartiles: (rows,), of numbers, as in QuestionMask.
    """

    cells: Flags
    bases: Flags
    no_answer: Flags
    statistics: Flags
    quartiles: Flags
    test: bool = False


@dataclass(frozen=True)
class Publication:
    """A tabulation and what may be shown of it. threshold: fewer firms than this are not shown; 0: all is shown.

    questions: mask by question id; crosses: masks in the order of tabulation.crosses. hidden: how many figures are
    hidden in all; reasons: Japanese sentences for the method page.
    """

    tabulation: Tabulation
    threshold: int
    questions: Mapping[str, QuestionMask]
    crosses: tuple[CrossMask, ...]
    hidden: int = 0
    reasons: tuple[str, ...] = field(default=())

    @property
    def exact(self) -> bool:
        """Whether nothing is hidden by rule: for staff alone."""
        return self.threshold == 0


def open_publication(tabulation: Tabulation) -> Publication:
    """All figures as they are, for staff alone."""
    questions = {one.id: open_question(one) for one in tabulation.questions}
    return Publication(tabulation, 0, questions, tuple(open_cross(one) for one in tabulation.crosses))


def open_question(figures: QuestionFigures) -> QuestionMask:
    """A mask that hides nothing of a question."""
    none = np.zeros(len(figures.options), dtype=np.bool_)
    return QuestionMask(none, none.copy(), none.copy())


def open_cross(table: CrossTable) -> CrossMask:
    """A mask that hides nothing of a cross table."""
    rows = np.zeros(len(table.rows), dtype=np.bool_)
    cells = np.zeros(table.counts.shape, dtype=np.bool_)
    return CrossMask(cells, rows, rows.copy(), rows.copy(), rows.copy())
