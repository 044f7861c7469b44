"""A report as PDF on A4, laid out directly (no office program is needed), with the font embedded."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)
from reportlab.platypus import Table as PdfTable

from ingest.surveys.chart_parts import LINE, NOW, TEXT
from ingest.surveys.charts import font_file, png
from ingest.surveys.report_layout import column_shares, pieces, small
from ingest.surveys.report_parts import Picture, Report, Section, Table

_FONT = "IPAexGothic"
_MARGIN = 2 * cm
_WIDTH = A4[0] - 2 * _MARGIN
_HEIGHT = A4[1] - 2 * _MARGIN - 1 * cm
# Tables of so many rows stay on one page.
_SHORT = 24
_HEAD = HexColor("#DDE8F0")


def write(report: Report, stream: BinaryIO) -> None:
    """Write the document."""
    _font()
    flow: list[Flowable] = [Paragraph(escape(report.title), _style("title"))]
    if report.exact:
        flow.append(Paragraph("職員用（公表しないこと）", _style("warning")))
    flow += [_facts(report), Spacer(1, 10)]
    if report.highlights:
        flow.append(Paragraph("主な結果", _style("heading")))
        flow += [Paragraph(f"・{escape(one)}", _style("item")) for one in report.highlights]
    for section in report.sections:
        flow += _section(section)
    flow += [CondPageBreak(4 * cm), Paragraph("集計方法", _style("heading"))]
    flow += [Paragraph(f"・{escape(one)}", _style("item")) for one in report.method]
    document = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
        title=report.title, author=report.source, subject="、".join(f"{a}：{b}" for a, b in report.facts[:3]), lang="ja",
    )  # fmt: skip

    def footer(canvas: Any, _: Any) -> None:
        canvas.setFont(_FONT, 8)
        canvas.setFillColor(HexColor(f"#{TEXT}"))
        warning = "　職員用（公表しないこと）" if report.exact else ""
        words = f"{report.title}{warning}　出典：{report.source}　{canvas.getPageNumber()}"
        while pdfmetrics.stringWidth(words, _FONT, 8) > _WIDTH:
            words = words[1:]
        canvas.drawCentredString(A4[0] / 2, 1.1 * cm, words)

    document.build(flow, onFirstPage=footer, onLaterPages=footer)


@cache
def _font() -> None:
    pdfmetrics.registerFont(TTFont(_FONT, str(font_file())))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_FONT, italic=_FONT, boldItalic=_FONT)


@cache
def _style(name: str) -> ParagraphStyle:
    """A style by name; Japanese lines may break between any two signs but before 、 and 。."""
    size, colour, before, after = {
        "title": (19, NOW, 0, 8), "heading": (14, NOW, 14, 5), "sub": (11.5, NOW, 9, 3), "caption": (9.5, NOW, 6, 3),
        "text": (10, TEXT, 0, 3), "item": (10, TEXT, 0, 2), "small": (8.5, TEXT, 0, 2), "cell": (9, TEXT, 0, 0),
        "tiny": (8, TEXT, 0, 0), "warning": (12, "C00000", 0, 6),
    }[name]  # fmt: skip
    indent = size if name == "item" else 0
    keep = 1 if name in ("heading", "sub", "caption") else 0
    return ParagraphStyle(
        name, fontName=_FONT, fontSize=size, leading=size * 1.5, textColor=HexColor(f"#{colour}"), spaceBefore=before,
        spaceAfter=after, wordWrap="CJK", keepWithNext=keep, leftIndent=indent, firstLineIndent=-indent,
    )  # fmt: skip


def _facts(report: Report) -> Flowable:
    rows = [[Paragraph(escape(one), _style("cell")) for one in fact] for fact in report.facts]
    table = PdfTable(rows, colWidths=[3.5 * cm, _WIDTH - 3.5 * cm])
    table.setStyle([*_lines(), ("BACKGROUND", (0, 0), (0, -1), _HEAD)])
    return table


def _section(section: Section) -> list[Flowable]:
    heading = f"問{section.number}　{section.title}（{section.type}）"
    flow: list[Flowable] = [CondPageBreak(7 * cm), Paragraph(escape(heading), _style("heading"))]
    flow += [Paragraph(escape(one), _style("text")) for one in section.sentences]
    flow += [Paragraph(f"※{escape(one)}", _style("small")) for one in section.notes]
    if section.picture:
        flow.append(_picture(section.picture))
    for table in section.tables:
        flow += _table(table)
    for label, examples in section.examples:
        flow.append(Paragraph(f"{escape(label)}：回答の例", _style("caption")))
        flow += [Paragraph(f"・{escape(one)}", _style("item")) for one in examples]
    for cross in section.crosses:
        name = Paragraph(escape(cross.title), _style("sub"))
        first, *rest = _table(cross.percents)
        if cross.picture:
            flow += [_picture(cross.picture, name), first, *rest]
        else:
            flow += [KeepTogether([name, first]), *rest]
        flow += [Paragraph(escape(one), _style("small")) for one in cross.sentences]
    return flow


def _picture(picture: Picture, *above: Flowable) -> Flowable:
    """The chart with its caption and what stands above it, never apart."""
    data = png(picture.chart)
    wide, high = ImageReader(io.BytesIO(data)).getSize()
    scale = min(_WIDTH / wide, (_HEIGHT - 2 * cm) / high)
    image = Image(io.BytesIO(data), width=wide * scale, height=high * scale)
    caption = Paragraph(escape(f"{picture.number}　{picture.chart.title}"), _style("caption"))
    return KeepTogether([*above, caption, image])


def _table(whole: Table) -> list[Flowable]:
    flow: list[Flowable] = []
    for table in pieces(whole):
        style = "tiny" if small(table) else "cell"
        texts = [table.headings, *([cell.text for cell in row] for row in table.rows)]
        rows = [
            [_cell(text, style, place, not number) for place, text in enumerate(row)]
            for number, row in enumerate(texts)
        ]
        made = PdfTable(rows, colWidths=[_WIDTH * share for share in column_shares(table)], repeatRows=1)
        made.setStyle([*_lines(), ("BACKGROUND", (0, 0), (-1, 0), _HEAD)])
        caption = Paragraph(escape(f"{table.number}　{table.title}"), _style("caption"))
        flow += [KeepTogether([caption, made])] if len(rows) <= _SHORT else [caption, made]
        flow.append(Paragraph(escape(table.note), _style("small")) if table.note else Spacer(1, 6))
    return flow


def _cell(text: str, style: str, place: int, heading: bool) -> Paragraph:
    base = _style(style)
    side = TA_CENTER if heading and place else TA_RIGHT if place else base.alignment
    return Paragraph(escape(text), ParagraphStyle(f"{style}{side}", parent=base, alignment=side))


def _lines() -> Sequence[tuple[Any, ...]]:
    thin = HexColor(f"#{LINE}")
    return [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, thin), ("LINEBELOW", (0, 0), (-1, -1), 0.5, thin),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5), ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]  # fmt: skip
