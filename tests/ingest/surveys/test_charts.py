"""Charts: nothing is clipped, hidden figures are not drawn, colours follow the scale."""

import struct

import matplotlib as mpl
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ingest.surveys.chart_parts import Chart, Series, colours, width
from ingest.surveys.charts import drawing, font_file, png, wrapped

PROFIT = ("良くなった", "変わらない", "悪くなった")
SINGLE = Chart(
    "stacked", "収益性", PROFIT,
    (Series("今回（n=60）", (10.0, 18.3, 71.7)), Series("前年（n=63）", (20.6, 41.3, 38.1))), (1, 0, -1),
)  # fmt: skip


def texts_of(chart: Chart) -> list[str]:
    with drawing(chart) as figure:
        figure.draw_without_rendering()
        return [one.get_text() for one in figure.findobj(Text) if one.get_visible() and one.get_text()]


def clipped(chart: Chart) -> list[str]:
    """Words of the chart that stand outside the picture, half a dot allowed."""
    with drawing(chart) as figure:
        figure.draw_without_rendering()
        right, top = figure.bbox.width, figure.bbox.height
        found = []
        for one in figure.findobj(Text):
            box = one.get_window_extent()
            inside = box.x0 >= -0.5 and box.y0 >= -0.5 and box.x1 <= right + 0.5 and box.y1 <= top + 0.5
            if one.get_visible() and one.get_text() and not inside:
                found.append(one.get_text())
        return found


def test_a_chart_shows_every_percentage_and_every_name() -> None:
    told = texts_of(SINGLE)
    for words in (
        "今回（n=60）",
        "前年（n=63）",
        *PROFIT,
        "10.0",
        "18.3",
        "71.7",
        "20.6",
        "41.3",
        "38.1",
        "（％）",
    ):
        assert words in told, words
    assert clipped(SINGLE) == []


def test_the_picture_is_a_png_as_wide_as_the_text_of_a_page() -> None:
    picture = png(SINGLE)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", picture[16:20])[0] == 1320  # 6.6 inches at 200 dots
    assert png(SINGLE) == picture


def test_a_bar_with_a_hidden_part_is_not_drawn() -> None:
    chart = Chart("stacked", "収益性", PROFIT, (Series("食料品（n=5）", (None, 20.0, None)),), (1, 0, -1))
    told = texts_of(chart)
    assert "20.0" not in told
    assert any("非表示" in one for one in told)
    assert not chart.complete
    assert SINGLE.complete


def test_a_hidden_choice_has_no_bar_of_its_own() -> None:
    chart = Chart("bars", "課題", ("人材", "資金"), (Series("今回（n=9）", (44.4, None)),))
    assert [one for one in texts_of(chart) if "非表示" in one] == ["x（非表示）"]
    with drawing(chart) as figure:
        bars = [one for one in figure.axes[0].patches if isinstance(one, Rectangle)]
        widths = sorted(float(bar.get_width()) for bar in bars)
    assert widths == [0.0, 44.4]


def test_drawing_leaves_the_settings_of_matplotlib_alone() -> None:
    before = dict(mpl.rcParams)
    png(SINGLE)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("directions", "first", "last"),
    [
        ((1, 0, -1), "1F5C99", "C4683B"),
        ((1, 1, 0, -1, -1), "1F5C99", "C4683B"),
        ((-1, 0, 1), "C4683B", "1F5C99"),
    ],
)
def test_the_best_choice_is_blue_and_the_worst_orange(
    directions: tuple[int, ...], first: str, last: str
) -> None:
    found = colours(["a"] * len(directions), directions)
    assert (found[0], found[-1]) == (first, last)
    assert len(set(found)) == len(found)


def test_the_font_comes_with_its_licence() -> None:
    assert font_file().is_file()
    assert "IPA" in (font_file().parent / "IPA_Font_License_Agreement_v1.0.txt").read_text(encoding="utf-8")


def test_width_counts_full_width_signs_twice() -> None:
    assert (width("受注量A1"), width("ｱ")) == (8, 1)
    assert wrapped("受注量") == "受注量"
    assert wrapped("取引先からの原価低減の要請と価格転嫁ができないこと").split("\n") == [
        "取引先からの原価低減の要請と価格", "転嫁ができないこと",
    ]  # fmt: skip


LONG = "取引先からの原価低減の要請があり、原材料費と電気代の上昇分を価格に転嫁することができないこと（複数回答）ABC"


@pytest.mark.parametrize("kind", ["stacked", "bars"])
@pytest.mark.parametrize(("labels", "names"), [(1, 1), (5, 3), (9, 2)])
def test_no_words_are_clipped(kind: str, labels: int, names: int) -> None:
    for percent in (0.0, 100 / labels):
        series = tuple(Series(LONG[place:], (percent,) * labels) for place in range(names))
        assert clipped(Chart(kind, "設問", tuple(LONG[place:] for place in range(labels)), series)) == []
