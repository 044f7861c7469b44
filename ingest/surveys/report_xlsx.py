"""A report as an Excel workbook: contents, a sheet a question with its tables and native charts, a method sheet.

The staff's copy has one more sheet, 根拠: for each figure the rows of the files that it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ingest.marking import set_text
from ingest.surveys.chart_parts import BEFORE, LINE, NOW, Chart, colours, width
from ingest.surveys.report_parts import Cell, Cross, Report, Section, Table
from ingest.surveys.trace import HEADINGS, Trace

_FONT = "游ゴシック"
_HEAD = PatternFill("solid", start_color="FFDDE8F0")
_SIDE = Side("thin", color=f"FF{LINE}")
_LINE = Border(top=_SIDE, bottom=_SIDE)
_WRAP = Alignment(wrap_text=True, vertical="center")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
# Column widths, in characters: the first holds names, the others figures. All sheets are as wide as A4 lying.
_FIRST, _OTHER, _COLUMNS = 34, 12, 8
_ROW, _ROW_CM = 18, 0.635  # a row's height in points, in centimetres
# What a printed page holds at the scale that fits its width: points a half-width character of the sheet's width.
_PAGE = 9.3


def write(report: Report, stream: BinaryIO, traces: Iterable[Trace] = ()) -> None:
    """Write the workbook. traces: for the staff's copy alone."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    names = {section.id: f"問{section.number}" for section in report.sections}
    _contents(page, report, names)
    for section in report.sections:
        _question(book.create_sheet(names[section.id]), section, report)
    _method(book.create_sheet("集計方法"), report)
    if report.exact:
        _traces(book.create_sheet("根拠"), traces)
    book.properties.title = report.title
    book.properties.creator = report.source
    book.save(stream)


class _Page:
    """A sheet that is written from top to bottom."""

    def __init__(self, page: Worksheet, columns: int = _COLUMNS, first: int = _FIRST) -> None:
        self.page = page
        self.row = 1
        self.columns = max(columns, 2)
        self._used = 0.0
        self._full = _PAGE * (first + _OTHER * (self.columns - 1))
        page.sheet_view.showGridLines = False
        page.page_setup.orientation = "portrait"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))
        page.column_dimensions["A"].width = first
        for place in range(2, self.columns + 1):
            page.column_dimensions[get_column_letter(place)].width = _OTHER

    def text(self, text: str, *, size: int = 10, bold: bool = False, color: str = "333333") -> Any:
        """A line of words over the whole width, as high as it needs."""
        cell = self.page.cell(self.row, 1)
        set_text(cell, text)
        cell.font = Font(_FONT, size=size, bold=bold, color=f"FF{color}")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self.columns)
        room = (self.page.column_dimensions["A"].width + _OTHER * (self.columns - 1)) * 10 / size
        self.down(_lines(text, room * 0.95) * size * 1.6 + 2)
        return cell

    def down(self, points: float, rows: int = 1) -> None:
        """The next row; one row gets the height."""
        if rows == 1:
            self.page.row_dimensions[self.row].height = points
        self.row += rows
        self._used += points

    def gap(self) -> None:
        """An empty row."""
        self.down(_ROW * 0.7)

    def room(self, points: float) -> None:
        """A new page where so much doesn't fit onto the present one."""
        if self._used and self._used + points > self._full and self.row > 1:
            self.page.row_breaks.append(Break(id=self.row - 1))
            self._used = 0.0

    def table(self, table: Table) -> tuple[int, int]:
        """A table with its title; the first and the last of its rows of figures."""
        self.room(20 + _ROW * (len(table.rows) + 3))
        self.text(f"{table.number}　{table.title}", bold=True, color=NOW)
        for place, heading in enumerate(table.headings, 1):
            cell = self.page.cell(self.row, place)
            set_text(cell, heading) if heading else None
            cell.font, cell.fill, cell.alignment, cell.border = (
                Font(_FONT, size=10, bold=True),
                _HEAD,
                _MIDDLE,
                _LINE,
            )
        lines = max(
            _lines(one, _FIRST if not place else _OTHER - 1) for place, one in enumerate(table.headings)
        )
        self.down(max(_ROW, 15 * lines + 3))
        start = self.row
        for row in table.rows:
            self._cells(row)
        if table.note:
            self.text(table.note, size=9)
        return start, start + len(table.rows) - 1

    def _cells(self, row: Sequence[Cell]) -> None:
        for place, one in enumerate(row, 1):
            cell = self.page.cell(self.row, place)
            if one.value is not None:
                cell.value = int(one.value) if one.format == "#,##0" else one.value
                cell.number_format = one.format
            elif one.text:
                set_text(cell, one.text)
            cell.font, cell.border = Font(_FONT, size=10), _LINE
            cell.alignment = _WRAP if place == 1 else _RIGHT
        self.down(max(_ROW, 15 * _lines(row[0].text, _FIRST - 1) + 3))

    def chart(self, chart: BarChart, height: float) -> None:
        """A chart below what has been written. height: in centimetres."""
        chart.height, chart.width = height, 22
        self.page.add_chart(chart, f"A{self.row}")
        rows = int(height / _ROW_CM) + 2
        for place in range(rows):
            self.page.row_dimensions[self.row + place].height = _ROW
        self.down(_ROW * rows, rows)


def _lines(text: str, room: float) -> int:
    """How many lines words take in a column so many half-width characters wide."""
    return sum(max(1, -(-width(line) // max(1, int(room)))) for line in text.split("\n"))


# --- sheets -----------------------------------------------------------------------------------------------


def _contents(page: Worksheet, report: Report, names: dict[str, str]) -> None:
    page.title = "目次"
    out = _Page(page, 6, 20)
    out.text(report.title, size=18, bold=True, color=NOW)
    if report.exact:
        out.text("職員用（公表しないこと）", size=12, bold=True, color="C00000")
    out.gap()
    for label, text in report.facts:
        _fact(out, label, text)
    out.gap()
    if report.highlights:
        out.text("主な結果", size=13, bold=True, color=NOW)
        for sentence in report.highlights:
            out.text(f"・{sentence}")
        out.gap()
    out.text("目次", size=13, bold=True, color=NOW)
    sheets = [(names[one.id], f"問{one.number}　{one.title}（{one.type}）") for one in report.sections]
    for name, words in [*sheets, ("集計方法", "集計方法"), *([("根拠", "根拠")] if report.exact else [])]:
        cell = out.text(words)
        cell.hyperlink = f"#'{name}'!A1"
        cell.font = Font(_FONT, size=10, color="FF0563C1", underline="single")


def _fact(out: _Page, label: str, text: str) -> None:
    for place, words in ((1, label), (2, text)):
        cell = out.page.cell(out.row, place)
        set_text(cell, words)
        cell.font = Font(_FONT, size=10, bold=place == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    out.page.merge_cells(start_row=out.row, end_row=out.row, start_column=2, end_column=out.columns)
    out.down(_lines(text, _OTHER * (out.columns - 1) - 2) * 16 + 2)


def _question(page: Worksheet, section: Section, report: Report) -> None:
    widths = [len(table.headings) for table in section.tables]
    widths += [len(cross.percents.headings) for cross in section.crosses]
    out = _Page(page, max([_COLUMNS, *widths]))
    out.text(f"問{section.number}　{section.title}", size=14, bold=True, color=NOW)
    for sentence in section.sentences:
        out.text(sentence)
    for note in section.notes:
        out.text(f"※{note}", size=9)
    out.gap()
    for place, table in enumerate(section.tables):
        rows = out.table(table)
        out.gap()
        if not place and section.picture:
            picture = section.picture
            out.room(_chart_points(_choices_height(picture.chart)) + 20)
            out.text(f"{picture.number}　{section.title}", bold=True, color=NOW)
            _native(out, picture.chart, table, rows)
    for label, examples in section.examples:
        out.text(f"{label}：回答の例", bold=True)
        for example in examples:
            out.text(f"・{example}", size=9)
    for cross in section.crosses:
        _cross(out, cross)
    out.text(_source(report), size=9)


def _source(report: Report) -> str:
    n = next((text for label, text in report.facts if label == "集計した企業"), "")
    return f"出典：{report.source}　{n}　集計方法は「集計方法」のシートを参照。"


def _cross(out: _Page, cross: Cross) -> None:
    rows = out.table(cross.percents)
    if cross.picture:
        out.gap()
        out.room(_chart_points(_group_height(rows)) + 20)
        out.text(f"{cross.picture.number}　{cross.picture.chart.title}", bold=True, color=NOW)
        _native_groups(out, cross.picture.chart, rows)
        if not cross.picture.chart.complete:
            out.text("xのある区分は、表示しない割合の分だけ棒が短い。", size=9)
    out.gap()
    if cross.counts:
        out.table(cross.counts)
    for sentence in cross.sentences:
        out.text(sentence, size=9)
    out.gap()


def _method(page: Worksheet, report: Report) -> None:
    out = _Page(page)
    out.text("集計方法", size=14, bold=True, color=NOW)
    for sentence in report.method:
        out.text(f"・{sentence}")
    out.gap()
    for label, text in report.facts:
        _fact(out, label, text)


def _traces(page: Worksheet, traces: Iterable[Trace]) -> None:
    page.append(HEADINGS)
    for cell in page[1]:
        cell.font, cell.fill = Font(_FONT, bold=True), _HEAD
    page.freeze_panes = "A2"
    for letter, room in zip("ABCDEFGH", (24, 24, 24, 8, 34, 16, 50, 30), strict=True):
        page.column_dimensions[letter].width = room
    for row, one in enumerate(traces, 2):
        for place, value in enumerate(one.cells(), 1):
            cell = page.cell(row, place)
            if isinstance(value, int):
                cell.value = value
            elif value:
                set_text(cell, value)


# --- native charts ----------------------------------------------------------------------------------------


def _native(out: _Page, chart: Chart, table: Table, rows: tuple[int, int]) -> None:
    """The question's chart over the cells of its table: a bar a choice, this year beside last year."""
    page, first, last = out.page, rows[0], rows[0] + len(chart.labels) - 1
    made = _bar_chart("clustered", len(chart.labels) * len(chart.series))
    columns = [3] + ([4] if len(chart.series) > 1 and len(table.headings) > 3 else [])
    for column, hue in zip(columns, (NOW, BEFORE), strict=False):
        made.add_data(Reference(page, min_col=column, min_row=first - 1, max_row=last), titles_from_data=True)
        _painted(made, hue)
    made.set_categories(Reference(page, min_col=1, min_row=first, max_row=last))
    out.chart(made, _choices_height(chart))


def _native_groups(out: _Page, chart: Chart, rows: tuple[int, int]) -> None:
    """Bars of the groups over the cells of the cross table's percentages; one with hidden cells is shorter than 100 %."""
    made = _bar_chart("stacked", 4)
    made.overlap = 100
    for place, hue in enumerate(colours(chart.labels, chart.directions)):
        column = 3 + place
        made.add_data(
            Reference(out.page, min_col=column, min_row=rows[0] - 1, max_row=rows[1]), titles_from_data=True
        )
        _painted(made, hue)
    made.set_categories(Reference(out.page, min_col=1, min_row=rows[0], max_row=rows[1]))
    out.chart(made, _group_height(rows))


def _choices_height(chart: Chart) -> float:
    """How high a chart of choices is, in centimetres."""
    return 2.6 + 0.55 * len(chart.labels) * len(chart.series)


def _group_height(rows: tuple[int, int]) -> float:
    """How high a chart of groups is, in centimetres."""
    return 3 + 0.75 * (rows[1] - rows[0] + 1)


def _chart_points(height: float) -> float:
    """Centimetres as the points of the rows that a chart covers."""
    return (int(height / _ROW_CM) + 2) * _ROW


def _bar_chart(grouping: Literal["clustered", "stacked"], bars: int) -> BarChart:
    made = BarChart()
    made.type, made.grouping = "bar", grouping
    made.gapWidth = 40 if bars > 3 else 80
    made.legend.position = "b"
    made.x_axis.scaling.orientation = "maxMin"  # the first choice stands at the top
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.scaling.min = 0
    made.y_axis.number_format = '0"%"'
    made.y_axis.crosses = "max"  # with the first choice at the top, the axis would be there as well
    if grouping == "stacked":
        made.y_axis.scaling.max = 100
    made.y_axis.majorGridlines = ChartLines(
        spPr=GraphicalProperties(ln=LineProperties(solidFill=LINE, w=6350))
    )
    return made


def _painted(made: BarChart, hue: str) -> None:
    series = made.series[-1]
    series.graphicalProperties.solidFill = hue
    series.graphicalProperties.line.solidFill = hue
    series.dLbls = DataLabelList()
    series.dLbls.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, other, False)
    series.dLbls.numFmt = "0.0"
