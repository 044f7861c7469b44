"""A report's content, whatever file it becomes: facts, findings, a section a question with tables and charts, method.

`build` takes a publication (figures and what may be shown of them) and gives plain data (`report_parts`); the writers
(`report_xlsx`, `report_docx`, `report_pdf`, `report_data`) only lay it out, so that every file says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.surveys import wording
from ingest.surveys.chart_parts import Chart, Series
from ingest.surveys.freetext import Theme
from ingest.surveys.model import QuestionFigures, SurveyData
from ingest.surveys.publication import Publication, QuestionMask
from ingest.surveys.report_crosses import cross_parts
from ingest.surveys.report_method import facts, method
from ingest.surveys.report_parts import (
    COUNT,
    PERCENT,
    POINTS,
    Cell,
    Options,
    Picture,
    Report,
    Section,
    Table,
    figure,
)
from ingest.surveys.wording import HIDDEN, NONE

# Who answered is no finding.
_ATTRIBUTES = frozenset({"業種", "従業員数", "従業員規模", "資本金", "所在地", "地域"})


def build(
    publication: Publication,
    data: SurveyData,
    options: Options | None = None,
    themes: Mapping[str, Sequence[Theme]] | None = None,
) -> Report:
    """Put a report together. themes: of the free answers, by question id; already fit to be published."""
    options = options or Options()
    tabulation = publication.tabulation
    sections = tuple(
        _section(number, one, publication, (themes or {}).get(one.id, ()), _unit(data, one.id))
        for number, one in enumerate(tabulation.questions, 1)
    )
    title = options.title or f"{tabulation.survey} 結果報告"
    return Report(
        title,
        facts(publication, data, options.made_on, options.source),
        tuple(one.sentences[0] for one in sections if one.sentences and one.title not in _ATTRIBUTES),
        sections,
        method(publication, data),
        options.made_on,
        options.source or tabulation.survey,
        publication.exact,
        publication,
    )


# --- a question -------------------------------------------------------------------------------------------


def _section(
    number: int, figures: QuestionFigures, publication: Publication, themes: Sequence[Theme], unit: str
) -> Section:
    mask = publication.questions[figures.id]
    tables = [_table(number, figures, mask)]
    if themes:
        rows = tuple((Cell(one.label), figure(one.count, COUNT)) for one in themes)
        tables.append(Table(f"表{number}-2", "自由回答の主な内容", ("内容", "社数"), rows))
    chart = _chart(figures, mask)
    crosses = cross_parts(number, len(tables), figures, publication)
    return Section(
        number,
        figures.id,
        figures.label,
        wording.TYPES[figures.type],
        wording.sentences(figures, mask, unit),
        tuple(tables),
        Picture(f"図{number}-1", chart) if chart else None,
        crosses,
        figures.notes,
        tuple((one.label, one.examples) for one in themes if one.examples),
    )


def _unit(data: SurveyData, question_id: str) -> str:
    question = data.question(question_id)
    return question.unit if question else ""


def _table(number: int, figures: QuestionFigures, mask: QuestionMask) -> Table:
    """The question's own table: a row a choice, then the base and the firms without an answer."""
    compared = figures.previous_base is not None
    title = f"{figures.label}（{wording.TYPES[figures.type]}）"
    if not figures.options:
        told = wording.statistics_rows(figures.statistics, mask.statistics, mask.quartiles)
        before = dict(
            wording.statistics_rows(
                figures.previous_statistics, mask.previous_statistics, mask.previous_quartiles
            )
        )
        rows = [
            (Cell(label), Cell(text), *([Cell(before.get(label, NONE))] if compared else []))
            for label, text in told
        ]
        headings: tuple[str, ...] = ("", "今回", "前年") if compared else ("", "今回")
        if not figures.statistics:
            rows.append(
                _last(
                    "回答した企業（社）",
                    figures.base,
                    figures.previous_base,
                    mask.base,
                    mask.previous_base,
                    compared,
                )
            )
        rows.append(
            _last(
                "無回答（社）",
                figures.no_answer,
                figures.previous_no_answer,
                mask.no_answer,
                mask.previous_base,
                compared,
            )
        )
        return Table(f"表{number}-1", title, headings, tuple(rows))
    headings = (
        "選択肢",
        "社数",
        "今回（％）" if compared else "割合（％）",
        *(("前年（％）", "増減（ポイント）") if compared else ()),
    )
    weighted = any(one.weighted is not None for one in figures.options)
    if weighted:
        headings = (*headings, "ウエイト後（％）")
    rows = [_option_row(figures, place, mask, compared, weighted) for place in range(len(figures.options))]
    blanks = [Cell("")] * (len(headings) - 2)
    rows.append(
        (
            Cell("基数（社）"),
            figure(figures.base, COUNT, mask.base),
            *_before(figures, mask, compared, len(blanks)),
        )
    )
    rows.append((Cell("無回答（社）"), figure(figures.no_answer, COUNT, mask.no_answer), *blanks))
    if figures.di is not None:
        rows.append(_di_row(figures, mask, compared, len(headings)))
    return Table(f"表{number}-1", title, headings, tuple(rows), _note(mask))


def _last(
    label: str, now: int, before: int | None, hidden: bool, hidden_before: bool, compared: bool
) -> tuple[Cell, ...]:
    cells = (Cell(label), figure(now, COUNT, hidden))
    return (*cells, figure(before, COUNT, hidden_before)) if compared else cells


def _option_row(
    figures: QuestionFigures, place: int, mask: QuestionMask, compared: bool, weighted: bool
) -> tuple[Cell, ...]:
    option, hidden = figures.options[place], bool(mask.options[place])
    cells = [
        Cell(option.label),
        figure(option.count, COUNT, hidden),
        figure(option.percent, PERCENT, hidden),
    ]
    if compared:
        cells.append(figure(option.previous_percent, PERCENT, bool(mask.previous[place])))
        cells.append(figure(option.difference, POINTS, bool(mask.difference[place])))
    if weighted:
        cells.append(figure(option.weighted, PERCENT, hidden or mask.weighted))
    return tuple(cells)


def _before(figures: QuestionFigures, mask: QuestionMask, compared: bool, width: int) -> list[Cell]:
    """Last year's base, under its percentages."""
    cells = [Cell("")] * width
    if compared and width > 1:
        hidden = Cell(HIDDEN) if mask.previous_base else Cell(f"n={wording.count(figures.previous_base)}")
        cells[1] = hidden
    return cells


def _di_row(figures: QuestionFigures, mask: QuestionMask, compared: bool, width: int) -> tuple[Cell, ...]:
    cells = [Cell("DI（ポイント）"), Cell(""), figure(figures.di, POINTS, mask.di)]
    if compared:
        cells.append(figure(figures.previous_di, POINTS, mask.previous_di))
        cells.append(figure(figures.di_difference, POINTS, mask.di or mask.previous_di))
    return (*cells, *[Cell("")] * (width - len(cells)))


def _note(mask: QuestionMask) -> str:
    hidden = mask.options.any() or mask.previous.any() or mask.difference.any() or mask.base or mask.weighted
    return f"{HIDDEN}：社数が少ないなどのため表示しない。" if hidden else ""


def _chart(figures: QuestionFigures, mask: QuestionMask) -> Chart | None:
    if not figures.options or not figures.base:
        return None
    base = HIDDEN if mask.base else wording.count(figures.base)
    now = [None if hidden else one.percent for one, hidden in zip(figures.options, mask.options, strict=True)]
    series = [Series(f"今回（n={base}）", tuple(now))]
    if figures.previous_base and any(one.previous_percent is not None for one in figures.options):
        then = HIDDEN if mask.previous_base else wording.count(figures.previous_base)
        percents = [
            None if hidden else one.previous_percent or 0.0
            for one, hidden in zip(figures.options, mask.previous, strict=True)
        ]
        absent = frozenset(one.label for one in figures.options if one.previous_percent is None)
        series.append(Series(f"前年（n={then}）", tuple(percents), absent))
    if figures.type == "single":
        return Chart("stacked", figures.label, tuple(one.label for one in figures.options), tuple(series),
                     tuple(one.direction for one in figures.options))  # fmt: skip
    order = sorted(range(len(figures.options)), key=lambda place: -figures.options[place].count)
    if mask.options.any():  # the order would tell how large the hidden ones are
        order = list(range(len(figures.options)))
    sorted_series = tuple(
        replace(one, percents=tuple(one.percents[place] for place in order)) for one in series
    )
    return Chart("bars", figures.label, tuple(figures.options[place].label for place in order), sorted_series)
