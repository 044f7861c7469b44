"""A report as figures for other programs: CSV (a figure a line) and JSON (the shape of docs/contract.md, hidden ones null)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.surveys.exact import percent
from ingest.surveys.model import CrossTable, QuestionFigures, Statistics
from ingest.surveys.publication import CrossMask, Publication, QuestionMask
from ingest.surveys.report_parts import Report
from ingest.surveys.shapes import tabulation_json
from ingest.surveys.wording import HIDDEN

CSV_HEADINGS = (
    "設問ID", "設問", "種類", "集計軸", "区分", "項目", "社数", "割合（％）", "基数（社）", "前年（％）", "増減（ポイント）",
)  # fmt: skip
_Row = tuple[str | int | float | None, ...]


# --- CSV --------------------------------------------------------------------------------------------------


def write_csv(report: Report, stream: BinaryIO) -> None:
    """UTF-8 with a mark, so that Excel reads it; first the facts as lines of their own, behind a #."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for label, words in (("題名", report.title), *report.facts):
        writer.writerow([f"# {label}：{words}"])
    writer.writerow(CSV_HEADINGS)
    writer.writerows(tuple(map(_harmless, row)) for row in _rows(report.publication))
    stream.write(text.getvalue().encode("utf-8-sig"))


def _harmless(cell: Any) -> Any:
    """A label that a spreadsheet would take for a formula as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def _rows(publication: Publication) -> Iterator[_Row]:
    for figures in publication.tabulation.questions:
        mask = publication.questions[figures.id]
        yield from _question_rows(figures, mask)
    for table, mask_of in zip(publication.tabulation.crosses, publication.crosses, strict=True):
        yield from _cross_rows(table, mask_of)


def _question_rows(figures: QuestionFigures, mask: QuestionMask) -> Iterator[_Row]:
    named = (figures.id, figures.label, figures.type, "", "全体")
    base = _shown(figures.base, mask.base)
    for place, one in enumerate(figures.options):
        hidden = bool(mask.options[place])
        yield (
            *named, one.label, _shown(one.count, hidden), _shown(one.percent, hidden), base,
            _shown(one.previous_percent, bool(mask.previous[place])), _shown(one.difference, bool(mask.difference[place])),
        )  # fmt: skip
    yield (*named, "無回答", _shown(figures.no_answer, mask.no_answer), None, base, None, None)
    if figures.di is not None:
        hidden = mask.di or mask.previous_di
        yield (
            *named, "DI", None, _shown(figures.di, mask.di), base,
            _shown(figures.previous_di, mask.previous_di), _shown(figures.di_difference, hidden),
        )  # fmt: skip
    before = dict(_statistics(figures.previous_statistics, mask.previous_statistics, mask.previous_quartiles))
    for label, value in _statistics(figures.statistics, mask.statistics, mask.quartiles):
        yield (*named, label, value, None, base, before.get(label), _change(value, before.get(label)))


def _cross_rows(table: CrossTable, mask: CrossMask) -> Iterator[_Row]:
    kind = "number" if table.statistics else "multiple" if table.multiple else "single"
    for row, group in enumerate(table.rows):
        named = (table.question, table.question_label, kind, table.factor_label, group)
        base = int(table.bases[row])
        shown_base = _shown(base, bool(mask.bases[row]))
        for column, choice in enumerate(table.columns):
            count, hidden = int(table.counts[row, column]), bool(mask.cells[row, column])
            figures = _shown(count, hidden), _shown(percent(count, base), hidden)
            yield (*named, choice, *figures, shown_base, None, None)
        if table.statistics:
            hidden, few = bool(mask.statistics[row]), bool(mask.quartiles[row])
            for label, value in _statistics(table.statistics[row], hidden, few):
                yield (*named, label, value, None, shown_base, None, None)


def _change(now: Any, before: Any) -> Any:
    """The difference of two shown numbers, hidden where either is."""
    if before is None:
        return None
    return HIDDEN if HIDDEN in (now, before) else round(now - before, 2)


def _shown(value: Any, hidden: bool) -> Any:
    """What isn't there at all isn't hidden either."""
    return HIDDEN if hidden and value is not None else value


def _statistics(one: Statistics | None, hidden: bool, quartiles_hidden: bool) -> Iterator[tuple[str, Any]]:
    if one is not None:
        yield "平均", _shown(round(one.mean, 2), hidden)
        for label, value in (("第1四分位", one.q1), ("中央値", one.median), ("第3四分位", one.q3)):
            yield label, _shown(round(value, 2), hidden or quartiles_hidden)


# --- JSON -------------------------------------------------------------------------------------------------


def write_json(report: Report, stream: BinaryIO) -> None:
    """One object: the shape of `survey tabulate --json`, with title, facts, findings and method besides."""
    publication = report.publication
    told = {
        "title": report.title,
        "facts": [{"label": label, "text": text} for label, text in report.facts],
        "source": report.source,
        "made_on": report.made_on.isoformat(),
        "suppressed_below": publication.threshold or None,
        **tabulation_json(publication.tabulation, publication),
        "findings": [sentence for section in report.sections for sentence in section.sentences],
        "method": list(report.method),
    }
    stream.write(json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
