"""A report as a Word document on A4: facts, findings, a section a question, the method at the end."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any, BinaryIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ingest.surveys.chart_parts import LINE, NOW
from ingest.surveys.charts import png
from ingest.surveys.report_layout import column_shares, pieces, small
from ingest.surveys.report_parts import Picture, Report, Section, Table

# Office's Japanese font; where a machine lacks it, its own Japanese font stands in.
_FONT, _LATIN = "游ゴシック", "Yu Gothic"
_TEXT_WIDTH = 17.0  # cm
_HEAD = "DDE8F0"
# Tables of so many rows stay on one page.
_SHORT = 24


def write(report: Report, stream: BinaryIO) -> None:
    """Write the document."""
    document = Document()
    _page(document, report)
    _styles(document)
    document.add_paragraph(report.title, style="Title")
    if report.exact:
        warning = document.add_paragraph().add_run("職員用（公表しないこと）")
        warning.font.color.rgb, warning.bold = RGBColor(0xC0, 0, 0), True
    _facts(document, report)
    if report.highlights:
        document.add_heading("主な結果", 1)
        for sentence in report.highlights:
            document.add_paragraph(sentence, style="List Bullet")
    for section in report.sections:
        _section(document, section)
    document.add_heading("集計方法", 1)
    for sentence in report.method:
        document.add_paragraph(sentence, style="List Bullet")
    document.save(stream)


# --- page and styles --------------------------------------------------------------------------------------


def _page(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    words = f"{report.title}{'　職員用（公表しないこと）' if report.exact else ''}　出典：{report.source}　"
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(words)
    run.font.size = Pt(8)
    _page_number(line)
    properties = document.core_properties
    properties.title, properties.author, properties.language = report.title, report.source, "ja-JP"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime.combine(report.made_on, time())


def _page_number(line: Any) -> None:
    """The field PAGE."""
    run = line.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _styles(document: Any) -> None:
    sizes = {
        "Normal": 10.5,
        "Title": 20,
        "Heading 1": 15,
        "Heading 2": 12,
        "List Bullet": 10.5,
        "Caption": 9.5,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:  # a theme's font would win over the named one
                del fonts.attrib[attribute]
        for kind in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(kind), _FONT if kind == "w:eastAsia" else _LATIN)
        style.font.italic = False
        if name not in ("Normal", "List Bullet"):
            style.font.color.rgb, style.font.bold = RGBColor.from_string(NOW), name != "Title"
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Caption"].paragraph_format.keep_with_next = True


# --- content ----------------------------------------------------------------------------------------------


def _facts(document: Any, report: Report) -> None:
    table = document.add_table(rows=0, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, (3.5, 13.5), strict=True):
        column.width = Cm(width)
    for label, text in report.facts:
        cells = table.add_row().cells
        for cell, words, width in zip(cells, (label, text), (3.5, 13.5), strict=True):
            cell.width = Cm(width)
            _fill(cell, words, size=9.5)
        _shade(cells[0])
    _framed(table)
    document.add_paragraph()


def _section(document: Any, section: Section) -> None:
    document.add_heading(f"問{section.number}　{section.title}（{section.type}）", 1)
    for sentence in section.sentences:
        document.add_paragraph(sentence)
    for note in section.notes:
        document.add_paragraph().add_run(f"※{note}").font.size = Pt(9)
    for place, table in enumerate(section.tables):
        if not place and section.picture:
            _picture(document, section.picture)
        _table(document, table)
    for label, examples in section.examples:
        document.add_paragraph(f"{label}：回答の例", style="Caption")
        for example in examples:
            document.add_paragraph(example, style="List Bullet")
    for cross in section.crosses:
        document.add_heading(cross.title, 2)
        if cross.picture:
            _picture(document, cross.picture)
        _table(document, cross.percents)
        for sentence in cross.sentences:
            document.add_paragraph().add_run(sentence).font.size = Pt(9)


def _picture(document: Any, picture: Picture) -> None:
    document.add_paragraph(f"{picture.number}　{picture.chart.title}", style="Caption")
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_together = True
    shape = line.add_run().add_picture(io.BytesIO(png(picture.chart)), width=Cm(_TEXT_WIDTH - 0.5))
    if shape.height > Cm(23):
        shape.width, shape.height = int(shape.width * Cm(23) / shape.height), Cm(23)
    described = shape._inline.docPr
    described.set("descr", f"{picture.chart.title}のグラフ")


def _table(document: Any, whole: Table) -> None:
    for table in pieces(whole):
        document.add_paragraph(f"{table.number}　{table.title}", style="Caption")
        made = document.add_table(rows=1, cols=len(table.headings))
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        size = 8.5 if small(table) else 9.5
        rows = [table.headings, *([cell.text for cell in row] for row in table.rows)]
        shares = column_shares(table)
        for column, share in zip(made.columns, shares, strict=True):
            column.width = Cm(_TEXT_WIDTH * share)
        for number, texts in enumerate(rows):
            row = made.rows[0] if not number else made.add_row()
            _unsplit(row, heading=not number)
            for place, (cell, words) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = Cm(_TEXT_WIDTH * shares[place])
                side = WD_ALIGN_PARAGRAPH.CENTER if not number else WD_ALIGN_PARAGRAPH.RIGHT
                line = _fill(cell, words, size=size, side=side if place else WD_ALIGN_PARAGRAPH.LEFT)
                line.paragraph_format.keep_with_next = number < len(rows) - 1 <= _SHORT
                if not number:
                    _shade(cell)
        _framed(made)
        note = document.add_paragraph()
        if table.note:
            note.add_run(table.note).font.size = Pt(8.5)


def _fill(cell: Any, words: str, *, size: float, side: Any = None) -> Any:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    if side is not None:
        line.alignment = side
    line.add_run(words).font.size = Pt(size)
    return line


def _unsplit(row: Any, *, heading: bool) -> None:
    """A row stays on one page; headings are repeated on the next."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _HEAD)):
        shading.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _framed(table: Any) -> None:
    """Thin lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", LINE)):
            line.set(qn(key), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
