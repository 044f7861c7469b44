"""What stands below a heading, whatever the order of the rows: the distinct values of each column, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.numbers import parsed
from ingest.sheets import Row, Sheet

# More different values than this, and a column holds no choices.
MOST_DISTINCT = 400


@dataclass
class ColumnValues:
    """The values of one column. counts: value -> rows, for as long as there are few; numbers: whole ones."""

    filled: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    many: bool = False
    whole_numbers: int = 0
    largest: int = 0
    longest: int = 0
    days: int = 0

    def add(self, text: str, is_day: bool) -> None:
        """Take in one cell that holds something."""
        self.filled += 1
        self.days += is_day
        self.longest = max(self.longest, len(text))
        if len(text) <= 12 and (number := parsed(text)) is not None and number == number.to_integral_value():
            self.whole_numbers += 1
            self.largest = max(self.largest, int(number))
        if not self.many:
            self.counts[text] += 1
            if len(self.counts) > MOST_DISTINCT:
                self.many, self.counts = True, Counter()


def column_values(
    sheet: Sheet, header_row: int, width: int, wanted: Callable[[Row], bool] = lambda _: True
) -> tuple[ColumnValues, ...]:
    """The values below a heading in the rows that are wanted, column by column; one pass over the sheet."""
    found = tuple(ColumnValues() for _ in range(width))
    for row in sheet.rows():
        if row.number > header_row and not row.blank and wanted(row):
            for index, text in enumerate(row.cells[:width]):
                if text:
                    found[index].add(text, index in row.days)
    return found


def is_running_number(values: ColumnValues) -> bool:
    """Whether the values are the rows' places in the list: 1, 2, 3 ... with few gaps or repeats, in any order."""
    numbers = values.whole_numbers
    if not numbers or numbers < 0.8 * values.filled or values.largest > 1.5 * numbers + 2:
        return False
    return values.many or len(values.counts) >= 0.8 * numbers
