"""Figures in Japanese: numbers as reports print them, and sentences about a question.

Negative points are written with ▲, as in the agency's reports; a hidden figure is 「x」, one that doesn't exist 「－」.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.surveys.model import OptionFigure, QuestionFigures, Statistics
from ingest.surveys.publication import QuestionMask

HIDDEN = "x"
NONE = "－"
TYPES = {
    "single": "単一回答",
    "multiple": "複数回答",
    "number": "数値",
    "date": "日付",
    "text": "自由記述",
}
# So many of the most frequent choices of a multiple answer are named in its sentence.
_NAMED = 3


def count(value: int | None) -> str:
    """1,234."""
    return NONE if value is None else f"{value:,}"


def percent(value: float | None) -> str:
    """71.7 (without a sign: the table's heading has it). The value is one that was rounded to 0.1."""
    return NONE if value is None else f"{value:.1f}"


def points(value: float | None) -> str:
    """+33.6, ▲12.0, 0.0."""
    if value is None:
        return NONE
    return f"▲{-value:.1f}" if value < 0 else f"+{value:.1f}" if value > 0 else "0.0"


def number(value: float | None) -> str:
    """A mean or a quantile: at most two places, none where it is whole."""
    if value is None:
        return NONE
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def change(difference: float | None) -> str:
    """（前年より33.6ポイント増）, "" where there is no year before."""
    if difference is None:
        return ""
    if difference == 0:
        return "（前年と同じ）"
    return f"（前年より{abs(difference):.1f}ポイント{'増' if difference > 0 else '減'}）"


# --- sentences --------------------------------------------------------------------------------------------


def sentences(figures: QuestionFigures, mask: QuestionMask, unit: str = "") -> tuple[str, ...]:
    """What a question's figures say, without what is hidden; () where there is nothing to say. unit: of numbers."""
    if figures.type == "number":
        return _of_numbers(figures, mask, unit)
    shown = _shown(figures, mask)
    if not figures.base or not shown or figures.type not in ("single", "multiple"):
        return ()
    several = figures.type == "multiple"
    if mask.options.any():  # one of the hidden choices may be the most frequent: nothing is said of the order
        told = "、".join(_one(option, difference) for option, difference in shown[:_NAMED])
        first = f"{figures.label}{'（複数回答）' if several else ''}は{told}。"
    else:
        first = _of_multiple(figures.label, shown) if several else _of_single(figures.label, shown)
    return (first, *_of_di(figures, mask))


Shown = tuple[OptionFigure, float | None]


def _shown(figures: QuestionFigures, mask: QuestionMask) -> list[Shown]:
    """Choices whose percentage may be shown, most frequent first, each with the points that may be shown."""
    found = [
        (option, None if mask.difference[place] else option.difference)
        for place, option in enumerate(figures.options)
        if not mask.options[place] and option.percent is not None and option.count
    ]
    return sorted(found, key=lambda one: -one[0].count)


def _of_single(label: str, shown: Sequence[Shown]) -> str:
    """収益性は「悪くなった」が71.7 %（前年より33.6ポイント増）で最も多い。"""
    first = _first(shown)
    told = "、".join(_one(option, difference) for option, difference in first)
    return f"{label}は{told}で{'並んで' if len(first) > 1 else ''}最も多い。"


def _of_multiple(label: str, shown: Sequence[Shown]) -> str:
    """経営上の課題（複数回答）は「受注量の確保」が83.4 %で最も多く、「人材」が46.0 %、「資金」が16.0 %で続く。"""
    first = _first(shown)
    told = "、".join(_one(option, difference) for option, difference in first)
    rest = shown[len(first) : max(_NAMED, len(first))]
    if not rest:
        return f"{label}（複数回答）は{told}で最も多い。"
    others = "、".join(_one(option, difference) for option, difference in rest)
    return f"{label}（複数回答）は{told}で最も多く、{others}で続く。"


def _one(option: OptionFigure, difference: float | None) -> str:
    return f"「{option.label}」が{percent(option.percent)} %{change(difference)}"


def _first(shown: Sequence[Shown]) -> list[Shown]:
    """The most frequent choice, with those that are as frequent."""
    return [one for one in shown if one[0].count == shown[0][0].count]


def _of_di(figures: QuestionFigures, mask: QuestionMask) -> tuple[str, ...]:
    """DI（「良くなった」等の割合から …）は▲46.7で、前年（▲6.5）より40.2ポイント低下した。"""
    if figures.di is None or mask.di:
        return ()
    now = f"{figures.label}のDIは{points(figures.di)}"
    if figures.previous_di is None or mask.previous_di or figures.di_difference is None:
        return (f"{now}。",)
    by = figures.di_difference
    moved = f"{abs(by):.1f}ポイント{'上昇' if by > 0 else '低下'}した" if by else "変わらない"
    then = f"前年（{points(figures.previous_di)}）"
    return (f"{now}で、{then}{'より' if by else 'と'}{moved}。",)


def _of_numbers(figures: QuestionFigures, mask: QuestionMask, unit: str) -> tuple[str, ...]:
    statistics = figures.statistics
    if statistics is None or not statistics.n or mask.statistics:
        return ()
    told = f"{figures.label}は{_middle(statistics, mask.quartiles, unit)}"
    before = figures.previous_statistics
    if before is None or not before.n or mask.previous_statistics:
        return (f"{told}（回答{count(statistics.n)}社）。",)
    return (
        f"{told}（回答{count(statistics.n)}社。前年は{_middle(before, mask.previous_quartiles, unit)}）。",
    )


def _middle(statistics: Statistics, without_quartiles: bool, unit: str) -> str:
    mean = f"平均{number(statistics.mean)}{unit}"
    return mean if without_quartiles else f"{mean}、中央値{number(statistics.median)}{unit}"


def statistics_rows(
    statistics: Statistics | None, hidden: bool, quartiles_hidden: bool
) -> list[tuple[str, str]]:
    """What is said of numbers. The smallest and the largest are one firm's answers: never in a report."""
    if statistics is None:
        return []
    told = (
        ("回答数（社）", count(statistics.n), hidden),
        ("平均", number(statistics.mean), hidden),
        ("第1四分位", number(statistics.q1), hidden or quartiles_hidden),
        ("中央値", number(statistics.median), hidden or quartiles_hidden),
        ("第3四分位", number(statistics.q3), hidden or quartiles_hidden),
    )
    return [(label, HIDDEN if masked else text) for label, text, masked in told]
