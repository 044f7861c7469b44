"""Which answers each figure counts: every count leads back to rows of files. For staff alone, since it names firms' rows.

Counts again from the matrices of `SurveyData`, so that the number of rows listed is the figure's count.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from ingest.surveys.model import FACTORS, CrossTable, Flags, SurveyData, Tabulation
from matching.errors import InputError

HEADINGS = ("設問", "区分", "選択肢", "社数", "ファイル", "シート", "行", "企業番号")
# A cell of a workbook takes 32,767 characters.
_LONGEST = 32_000


@dataclass(frozen=True)
class Trace:
    """The rows of one sheet that one figure counts. count: of the figure, over all its sheets; rows: "3,5,8-12".

    group: of a cross table ("業種：金属製品"), "" in the question's own table. firms: ids of the firms, comma-separated.
    """

    question: str
    group: str
    choice: str
    count: int
    file: str
    sheet: str
    rows: str
    firms: str

    def cells(self) -> tuple[str | int, ...]:
        """In the order of HEADINGS."""
        return astuple(self)


def traces(tabulation: Tabulation, data: SurveyData) -> Iterator[Trace]:
    """Every count of a tabulation of `data` with the rows that it counts, question by question."""
    place = _Places(data)
    for figures in tabulation.questions:
        for label, chosen in _columns(data, figures.id):
            yield from place.of(figures.label, "", label, chosen)
    for table in tabulation.crosses:
        yield from _of_cross(table, data, place)


def _columns(data: SurveyData, question_id: str) -> list[tuple[str, Flags]]:
    """Each choice with the firms that chose it, then those that answered and those that didn't."""
    question = data.question(question_id)
    answered = data.answered[question_id]
    chosen = data.chosen.get(question_id)
    labels = [one.label for one in question.choices] if question and chosen is not None else []
    found = [(label, chosen[:, place]) for place, label in enumerate(labels)] if chosen is not None else []
    return [*found, ("（回答した企業）", answered), ("（無回答）", ~answered)]


def _of_cross(table: CrossTable, data: SurveyData, place: _Places) -> Iterator[Trace]:
    """Each cell of a cross table."""
    for row, flags in zip(table.rows, groups(table, data), strict=True):
        name = f"{table.factor_label}：{row}"
        for label, chosen in _columns(data, table.question):
            yield from place.of(table.question_label, name, label, flags & chosen)


def groups(table: CrossTable, data: SurveyData) -> list[Flags]:
    """The firms of each row of a cross table."""
    if table.factor in FACTORS:
        values = data.firms[table.factor].to_numpy(dtype=object)
        return [np.asarray(values == row, dtype=np.bool_) for row in table.rows]
    question = data.question(table.factor)
    labels = [one.label for one in question.choices] if question else []
    return [data.chosen[table.factor][:, labels.index(row)] for row in table.rows]


class _Places:
    """Where each firm's answer stands."""

    def __init__(self, data: SurveyData) -> None:
        firms = data.firms
        self._files = list(zip(firms["file"], firms["sheet"], strict=True))
        self._rows = [int(one) for one in firms["row"]]
        self._ids = [int(one) for one in firms["company_id"]]

    def of(self, question: str, group: str, choice: str, counted: Flags) -> Iterator[Trace]:
        """The rows of the firms that a figure counts: one trace a sheet (more where they would fill a cell)."""
        by_sheet: dict[tuple[str, str], list[int]] = {}
        for place in np.flatnonzero(counted):
            by_sheet.setdefault(self._files[place], []).append(int(place))
        total = int(counted.sum())
        for (file, sheet), places in by_sheet.items():
            places.sort(key=lambda one: self._rows[one])
            for part in _parts(places, self._ids):
                rows = ranges(self._rows[one] for one in part)
                ids = ",".join(str(self._ids[one]) for one in part)
                yield Trace(question, group, choice, total, str(file), str(sheet), rows, ids)


def _parts(places: Sequence[int], ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Places in parts whose ids fit into a cell."""
    size = max(1, _LONGEST // (max((len(str(ids[one])) for one in places), default=1) + 1))
    for start in range(0, len(places), size):
        yield places[start : start + size]


def ranges(numbers: Iterable[int]) -> str:
    """3, 5, 8, 9, 10 -> "3,5,8-10"."""
    runs: list[list[int]] = []
    for one in sorted(set(numbers)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def write_traces(path: Path, tabulation: Tabulation, data: SurveyData) -> int:
    """Write all traces as CSV (UTF-8 with a mark, for spreadsheets); how many lines. Raises InputError."""
    count = 0
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADINGS)
            for one in traces(tabulation, data):
                writer.writerow(one.cells())
                count += 1
    except OSError as error:
        raise InputError(f"{path} に書けません。場所と空き容量を確かめてください。") from error
    return count
