"""Charts of a report as PNG pictures: calm bars in blue and grey, set in the font that matplotlib-fontja carries.

Single answers are bars of 100 % (this year above last year), multiple answers a bar a choice; nothing is a pie. Hidden
figures are left out and named as such. Nothing of matplotlib's global state is changed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ingest.surveys.chart_parts import BEFORE, LINE, NOW, SHADES, TEXT, Chart, Series, colours, width
from ingest.surveys.wording import percent

_WIDTH = 6.6  # inches: the text's width on A4
_DPI = 200
_LABEL, _LEGEND = 16, 40  # full-width characters a line may have, beside the bars and in the legend
_SMALLEST_WRITTEN = 5.0  # a narrower part of a bar has no room for its percentage


@lru_cache(maxsize=128)
def png(chart: Chart) -> bytes:
    """The chart as a PNG of 200 dots an inch, 6.6 inches wide; drawn once for a Word and a PDF report alike."""
    stream = io.BytesIO()
    with drawing(chart) as figure:
        figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    return stream.getvalue()


@contextmanager
def drawing(chart: Chart) -> Iterator[Figure]:
    """The chart as a figure, as long as its style lasts."""
    with _style():
        figure = _stacked(chart) if chart.kind == "stacked" else _bars(chart)
        FigureCanvasAgg(figure)
        yield figure


def font_file() -> Path:
    """The font's file (IPAex Gothic; the IPA Font License lets documents embed it)."""
    found = find_spec("matplotlib_fontja")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "fonts" / "ipaexg.ttf"


@cache
def _font_name() -> str:
    path = str(font_file())
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


@contextmanager
def _style() -> Iterator[None]:
    """matplotlib's settings for the time of one chart."""
    settings: Any = {
        "font.family": _font_name(), "font.size": 9, "text.color": f"#{TEXT}", "axes.edgecolor": f"#{LINE}",
        "axes.labelcolor": f"#{TEXT}", "xtick.color": f"#{TEXT}", "ytick.color": f"#{TEXT}", "axes.unicode_minus": False,
        "axes.linewidth": 0.8, "figure.facecolor": "white", "savefig.facecolor": "white", "text.parse_math": False,
    }  # fmt: skip
    with mpl.rc_context(settings):
        yield


def _stacked(chart: Chart) -> Figure:
    """One horizontal bar a series, from 0 to 100 %."""
    names = [wrapped(one, _LEGEND) for one in chart.labels]
    columns, lines = _legend_room(names)
    rows = sum(max(0.34, 0.17 * _lines(one.name)) for one in chart.series)
    height = 0.75 + rows + 0.2 * lines
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.subplots()
    hues = colours(chart.labels, chart.directions)
    for row, series in enumerate(chart.series):
        _stack(axes, row, series, hues)
    for name, hue in zip(names, hues, strict=True):
        axes.barh(0, 0, color=f"#{hue}", label=name)
    axes.set(xlim=(0, 100), ylim=(len(chart.series) - 0.4, -0.6), xticks=range(0, 101, 20))
    axes.set_yticks(range(len(chart.series)), [wrapped(one.name) for one in chart.series])
    _plain(axes)
    _legend(figure, columns)
    return figure


def _stack(axes: Axes, row: int, series: Series, hues: Sequence[str]) -> None:
    if any(one is None for one in series.percents):
        axes.text(1, row, "少数のため非表示（x）を含む", va="center", fontsize=8, backgroundcolor="white")
        return
    left = 0.0
    for value, hue in zip(series.percents, hues, strict=True):
        extent = value or 0.0
        axes.barh(row, extent, left=left, height=0.62, color=f"#{hue}", edgecolor="white", linewidth=0.8)
        if extent >= _SMALLEST_WRITTEN:
            ink = "white" if _dark(hue) else f"#{TEXT}"
            axes.text(
                left + extent / 2, row, percent(value), ha="center", va="center", color=ink, fontsize=8.5
            )
        left += extent


def _bars(chart: Chart) -> Figure:
    """One horizontal bar a label and series, with its percentage at its end."""
    several = len(chart.series)
    names = [wrapped(one.name, _LEGEND) for one in chart.series]
    columns, legend_lines = _legend_room(names)
    rows = sum(max(0.2 * several + 0.1, 0.17 * _lines(label)) for label in chart.labels)
    height = 0.65 + rows + (0.2 * legend_lines if several > 1 else 0)
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.subplots()
    thickness = 0.8 / several
    for place, series in enumerate(chart.series):
        hue = (NOW, BEFORE, *SHADES[2:])[place % 6]
        for row, value in enumerate(series.percents):
            at = row - 0.4 + thickness * (place + 0.5)
            axes.barh(
                at,
                value or 0.0,
                height=thickness * 0.9,
                color=f"#{hue}",
                label=names[place] if not row else None,
            )
            told = "x（非表示）" if value is None else percent(value)
            if chart.labels[row] in series.absent:
                told = "選択肢なし"
            axes.text((value or 0.0) + 0.6, at, told, va="center", fontsize=8)
    highest = max((one for series in chart.series for one in series.percents if one is not None), default=0.0)
    room = min(108.0, max(10.0, highest * 1.12))
    step = next(one for one in (2, 5, 10, 20) if room / one <= 6 or one == 20)
    axes.set(
        xlim=(0, room), ylim=(len(chart.labels) - 0.45, -0.55), xticks=range(0, min(int(room), 100) + 1, step)
    )
    axes.set_yticks(range(len(chart.labels)), [wrapped(label) for label in chart.labels])
    _plain(axes)
    if several > 1:
        _legend(figure, columns)
    return figure


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=2)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=f"#{LINE}", linewidth=0.6)
    axes.set_xlabel("（％）", loc="right", fontsize=8)


def _dark(hue: str) -> bool:
    """Whether white reads better on a colour (Rec. 601 luma below 150)."""
    red, green, blue = (int(hue[place : place + 2], 16) for place in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 150


def _legend(figure: Figure, columns: int) -> None:
    figure.legend(
        loc="outside lower center",
        ncols=columns,
        frameon=False,
        handlelength=1,
        handleheight=1,
        columnspacing=1.2,
    )


def _legend_room(names: Sequence[str]) -> tuple[int, int]:
    """Columns and lines of a legend: as many columns as stand side by side (a page takes 92 half-width characters)."""
    widest = max(width(line) for name in names for line in name.split("\n")) + 6
    columns = max(1, min(len(names), 92 // widest))
    rows = -(-len(names) // columns)
    return columns, rows * max(name.count("\n") + 1 for name in names)


def _lines(text: str) -> int:
    """Lines of a label."""
    return wrapped(text).count("\n") + 1


def wrapped(text: str, full_width: int = _LABEL) -> str:
    """A label in lines of so many full-width characters, at most four of them."""
    if width(text) <= 2 * full_width:
        return text
    return "\n".join(textwrap.wrap(text, full_width, max_lines=4, placeholder="…"))
