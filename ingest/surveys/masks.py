"""Hidden cells -> masks over the figures that were asked for, and what the method page says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ingest.surveys.grids import Grid
from ingest.surveys.model import FACTORS, CrossTable, Flags, QuestionFigures, Statistics, Tabulation
from ingest.surveys.publication import CrossMask, Publication, QuestionMask, open_cross, open_question
from ingest.surveys.publishing import PublishedTables

# Quartiles and medians of fewer numbers are, or nearly are, single firms' numbers.
QUARTILES_FROM = 10


def masked_figures(
    asked: Tabulation, every: Tabulation, tables: PublishedTables, threshold: int
) -> Publication:
    """The masks of what was asked for. every: what was protected, in the order of the tables."""
    hidden = tables.system.hidden
    found = {
        (table.question, table.factor): _cross_mask(table, grid, hidden) if grid else open_cross(table)
        for table, grid in zip(every.crosses, tables.grids, strict=True)
    }
    weights = [
        {q for (q, factor), mask in found.items() if factor == one and not mask.test}
        for one in ("industry", "size")
    ]
    questions = {
        q.id: _question_mask(q, tables, threshold, weighted=any(q.id not in one for one in weights))
        for q in every.questions
    }
    crosses = tuple(found[one.question, one.factor] for one in asked.crosses)
    count = sum(map(_hidden_figures, questions.values())) + sum(map(_hidden_cells, crosses))
    weighted = asked.weighting is not None and any(mask.weighted for mask in questions.values())
    reasons = _reasons(asked, questions, count, threshold, weighted)
    return Publication(asked, threshold, questions, crosses, count, reasons)


def _hidden_cells(mask: CrossMask) -> int:
    """How many figures of a cross table are hidden; a count with its percentage is one."""
    flags = (mask.cells, mask.bases, mask.no_answer, mask.statistics, mask.quartiles)
    return sum(int(one.sum()) for one in flags)


def _hidden_figures(mask: QuestionMask) -> int:
    """How many figures of a question's own table are hidden; a count with its percentage is one."""
    flags = (mask.base, mask.no_answer, mask.statistics, mask.previous_statistics, mask.previous_base, mask.di,
             mask.previous_di, mask.quartiles, mask.previous_quartiles)  # fmt: skip
    return int(mask.options.sum()) + int(mask.previous.sum()) + sum(flags)


def _question_mask(
    question: QuestionFigures, tables: PublishedTables, threshold: int, *, weighted: bool
) -> QuestionMask:
    few, few_before = _too_few(question.statistics), _too_few(question.previous_statistics)
    mask = replace(
        open_question(question),
        statistics=few(threshold),
        quartiles=few(QUARTILES_FROM),
        previous_statistics=few_before(threshold),
        previous_quartiles=few_before(QUARTILES_FROM),
        weighted=weighted,
    )
    total, previous = tables.totals.get(question.id), tables.previous.get(question.id)
    if total is None:
        return mask
    hidden, shown = tables.system.hidden, len(question.options)
    options, before = _gone(total.cells[:shown], hidden), mask.previous
    numbers = question.type == "number"
    if previous:
        before = _gone(previous.cells[:shown], hidden)
        gone = numbers and previous.cells[0] in hidden
        mask = replace(
            mask,
            previous_base=previous.base in hidden,
            previous_di=previous.di in hidden,
            previous_statistics=mask.previous_statistics or gone,
        )
    base = total.base in hidden
    return replace(
        mask,
        statistics=mask.statistics or base or (numbers and total.cells[0] in hidden),
        options=options,
        previous=before,
        difference=options | before,
        base=base,
        no_answer=total.no_answer in hidden,
        di=total.di in hidden,
        weighted=weighted or bool(options.any()),
    )


def _too_few(statistics: Statistics | None) -> Callable[[int], bool]:
    return lambda wanted: statistics is not None and statistics.n < wanted


def _gone(cells: Sequence[int], hidden: set[int]) -> Flags:
    return np.array([cell in hidden for cell in cells], dtype=np.bool_)


def _cross_mask(table: CrossTable, grid: Grid, hidden: set[int]) -> CrossMask:
    cells = np.zeros(table.counts.shape, dtype=np.bool_)
    for number, row in enumerate(grid.rows):
        cells[number] = _gone(row.cells[: len(table.columns)], hidden)
    bases = _gone([row.base for row in grid.rows], hidden)
    no_answer = _gone([row.no_answer for row in grid.rows], hidden)
    means, quartiles = np.zeros_like(bases), np.zeros_like(bases)
    if table.statistics:
        means = _gone([row.cells[0] for row in grid.rows], hidden)
        quartiles = np.array([_few_or_alike(one) for one in table.statistics], dtype=np.bool_)
    test = bool(cells.any() or bases.any() or no_answer.any() or means.any())
    return CrossMask(cells, bases, no_answer, means, quartiles, test)


def _few_or_alike(statistics: Statistics | None) -> bool:
    """Whether a group's median and quartiles are, or nearly are, single firms' numbers, or one number of most of them."""
    return statistics is not None and (statistics.n < QUARTILES_FROM or statistics.q1 == statistics.q3)


def _reasons(
    asked: Tabulation, questions: Mapping[str, QuestionMask], count: int, threshold: int, weighted: bool
) -> tuple[str, ...]:
    """What the method page says of what isn't shown; not how much of it is hidden for its own sake, as that would tell figures."""
    found = [
        f"回答企業が{threshold}社未満の数値は、個々の企業の回答が分からないよう「x」と表示しています（秘匿）。"
        f"{threshold}社未満だけが書いた選択肢と業種は「その他」にまとめています。"
        "企業の区分の全社が同じ選択肢や同じ数値を答えた場合、1社の数値が平均のほとんどを決める場合も同様です。",
    ]
    if count:
        found.append(
            f"秘匿した数値は、差引きや合計から計算できないよう秘匿したものを含めて{count:,}か所です。"
        )
    if any(mask.quartiles or mask.previous_quartiles for mask in questions.values()):
        found.append(f"回答が{QUARTILES_FROM}社未満の設問の中央値・四分位数は表示していません。")
    if weighted:
        found.append(
            "業種別・従業員規模別の数値に秘匿がある設問のウエイト後の割合は、秘匿した数値の手がかりになるため表示していません。"
        )
    if any(one.factor not in FACTORS for one in asked.crosses):
        found.append(
            "設問どうしのクロス集計は、ほかの設問によるクロス集計の報告とあわせて公表すると、秘匿した数値が計算できることがあります。"
        )
    return tuple(found)
