"""Cross tables of a report: a question by a factor, in percentages and counts, or a number's mean and quartiles by group."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.surveys import wording
from ingest.surveys.chart_parts import Chart, Series
from ingest.surveys.exact import percent
from ingest.surveys.model import CrossTable, QuestionFigures, Statistics
from ingest.surveys.publication import CrossMask, Publication
from ingest.surveys.report_method import test_sentences
from ingest.surveys.report_parts import COUNT, PERCENT, Cell, Cross, Picture, Table, figure
from ingest.surveys.wording import HIDDEN, NONE

# More bars than this are no chart.
_BARS = 30


def cross_parts(
    number: int, tables: int, figures: QuestionFigures, publication: Publication
) -> tuple[Cross, ...]:
    """A question's cross tables, numbered after its other tables. Texts and dates have none."""
    pairs = zip(publication.tabulation.crosses, publication.crosses, strict=True)
    found = [
        (table, mask)
        for table, mask in pairs
        if table.question == figures.id and (table.columns or table.statistics)
    ]
    return tuple(
        (_cross if table.columns else _numbers)(f"{number}-{place}", figures, table, publication, mask)
        for place, (table, mask) in enumerate(found, tables + 1)
    )


def _numbers(
    number: str, figures: QuestionFigures, table: CrossTable, publication: Publication, mask: CrossMask
) -> Cross:
    """Mean and quartiles by group; of small groups neither, or the mean alone."""
    title = f"{table.question_label} × {table.factor_label}"
    whole = publication.questions[figures.id]
    rows = [_statistics_row("全体", figures.statistics, whole.statistics, whole.quartiles)]
    for row, (label, told) in enumerate(zip(table.rows, table.statistics, strict=True)):
        rows.append(_statistics_row(label, told, bool(mask.statistics[row]), bool(mask.quartiles[row])))
    hidden = any(cell.text == HIDDEN for one in rows for cell in one)
    headings = (table.factor_label, "n（社）", "平均", "第1四分位", "中央値", "第3四分位")
    note = f"{HIDDEN}：社数が少ないなどのため表示しない。" if hidden else ""
    return Cross(title, Table(f"表{number}", title, headings, tuple(rows), note), None, None, ())


def _statistics_row(
    label: str, told: Statistics | None, hidden: bool, quartiles_hidden: bool
) -> tuple[Cell, ...]:
    texts = [text for _, text in wording.statistics_rows(told, hidden, quartiles_hidden)] or [NONE] * 5
    return (Cell(label), *map(Cell, texts))


def _cross(
    number: str, figures: QuestionFigures, table: CrossTable, publication: Publication, mask: CrossMask
) -> Cross:
    """A cross table with all firms in its first row."""
    whole = publication.questions[figures.id]
    title = f"{table.question_label} × {table.factor_label}"
    headings = (table.factor_label, "n（社）", *table.columns)
    percents = [(Cell("全体"), figure(figures.base, COUNT, whole.base), *(
        figure(one.percent, PERCENT, bool(hidden)) for one, hidden in zip(figures.options, whole.options, strict=True)
    ))]  # fmt: skip
    counts = [(*percents[0][:2], *(
        figure(one.count, COUNT, bool(hidden)) for one, hidden in zip(figures.options, whole.options, strict=True)
    ))]  # fmt: skip
    for row, label in enumerate(table.rows):
        first = (Cell(label), figure(int(table.bases[row]), COUNT, bool(mask.bases[row])))
        values = [
            (int(one), bool(hidden)) for one, hidden in zip(table.counts[row], mask.cells[row], strict=True)
        ]
        base = int(table.bases[row])
        percents.append((*first, *(figure(percent(one, base), PERCENT, hidden) for one, hidden in values)))
        counts.append((*first, *(figure(one, COUNT, hidden) for one, hidden in values)))
    note = f"{HIDDEN}：社数が少ないなどのため表示しない。" if mask.cells.any() or mask.bases.any() else ""
    chart = _cross_chart(figures, table, mask, percents)
    return Cross(
        title,
        Table(f"表{number}", f"{title}（％）", headings, tuple(percents), note),
        Table(f"表{number}", f"{title}（社数）", headings, tuple(counts), note),
        Picture(f"図{number}", chart) if chart else None,
        () if mask.test else test_sentences(table),
    )


def _cross_chart(
    figures: QuestionFigures, table: CrossTable, mask: CrossMask, rows: Sequence[tuple[Cell, ...]]
) -> Chart | None:
    """Bars of 100 % of all groups, where the question has one answer and something can be shown."""
    if table.multiple or len(table.rows) > _BARS:
        return None
    series = [
        Series(f"{row[0].text}（n={row[1].text}）", tuple(cell.value for cell in row[2:]))
        for row in rows
        if row[1].text not in ("0", NONE)
    ]
    if mask.cells.all() or len(series) < 2:
        return None
    directions = tuple(one.direction for one in figures.options)
    return Chart(
        "stacked", f"{table.question_label} × {table.factor_label}", table.columns, tuple(series), directions
    )
