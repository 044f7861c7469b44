"""Tiny writers of workbooks that say exactly what is to be in the file, byte for byte the same each time.

A cell is None, a text, a number, or one of the classes below. Needs xlwt for the old .xls.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_LONG_AGO = (2026, 10, 1, 0, 0, 0)


@dataclass(frozen=True)
class Formula:
    """A formula, with the result that was saved (None: none was)."""

    text: str
    result: str | float | None = None


@dataclass(frozen=True)
class Fault:
    """An error value."""

    text: str


@dataclass(frozen=True)
class Ruby:
    """A text with furigana."""

    text: str
    kana: str


@dataclass(frozen=True)
class Shown:
    """A number under a number format; `text` is what an .ods says of it, `day` its ISO date."""

    value: float
    format: str
    text: str = ""
    day: str = ""


Cell = None | str | int | float | Formula | Fault | Ruby | Shown


@dataclass
class Page:
    """A sheet. merges: "A1:B2" ...; hidden: row numbers; state: "", "hidden" or "veryHidden"."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[str] = ()
    hidden: Sequence[int] = ()
    state: str = ""
    more_rows: str = ""


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def package(path: Path, parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    """A zip of parts, without the time of day."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = compression
            archive.writestr(info, content)


# --- .xlsx ----------------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass
class _Texts:
    shared: bool
    items: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)


def xlsx(
    path: Path, pages: Sequence[Page], *, shared: bool = True, date1904: bool = False, prefix: str = ""
) -> None:
    """A workbook. shared: texts in a table of their own; prefix: of all elements, as some programs write."""
    path.write_bytes(xlsx_bytes(pages, shared=shared, date1904=date1904, prefix=prefix))


def xlsx_bytes(
    pages: Sequence[Page],
    *,
    shared: bool = True,
    date1904: bool = False,
    prefix: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook's bytes. more: parts that replace the written ones."""
    texts = _Texts(shared)
    sheets = [_sheet_xml(page, texts) for page in pages]
    listed = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{i}" state="{page.state or "visible"}" r:id="rId{i}"/>'
        for i, page in enumerate(pages, 1)
    )
    epoch = ' date1904="1"' if date1904 else ""
    targets = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(pages) + 1)]
    targets += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    formats = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(texts.formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + i}" applyNumberFormat="1"/>' for i in range(len(texts.formats)))
    parts = {
        "[Content_Types].xml": _content_types(len(pages), path_macro=False),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/workbook.xml": _element("workbook", f"<workbookPr{epoch}/><sheets>{listed}</sheets>"),
        "xl/styles.xml": _element(
            "styleSheet",
            f"<numFmts>{formats}</numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
            f'<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs>',
        ),
        "xl/sharedStrings.xml": _element("sst", "".join(f"<si>{text}</si>" for text in texts.items)),
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(sheets, 1)}
    if prefix:
        parts = {
            name: _prefixed(xml, prefix) if name.startswith("xl/w") and "_rels" not in name else xml
            for name, xml in parts.items()
        }
    parts |= dict(more or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def _element(name: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{inside}</{name}>'


def _prefixed(xml: str, prefix: str) -> str:
    head, _, body = xml.partition("?>")
    body = body.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    return f"{head}?>{body.replace('xmlns=', f'xmlns:{prefix}=')}"


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _content_types(sheets: int, *, path_macro: bool) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if path_macro else f"{kind}.sheet.main+xml"
    overrides = [
        ("/xl/workbook.xml", main),
        ("/xl/styles.xml", f"{kind}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{kind}.sharedStrings+xml"),
    ]
    overrides += [(f"/xl/worksheets/sheet{i}.xml", f"{kind}.worksheet+xml") for i in range(1, sheets + 1)]
    inside = "".join(f'<Override PartName="{part}" ContentType="{one}"/>' for part, one in overrides)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inside}</Types>'
    )


def _sheet_xml(page: Page, texts: _Texts) -> str:
    rows = []
    for number, cells in enumerate(page.rows, 1):
        inside = "".join(
            _cell_xml(f"{letters(i)}{number}", cell, texts)
            for i, cell in enumerate(cells)
            if cell is not None
        )
        hidden = ' hidden="1"' if number in page.hidden else ""
        if inside:
            rows.append(f'<row r="{number}"{hidden}>{inside}</row>')
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in page.merges)
    merges = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return _element("worksheet", f"<sheetData>{''.join(rows)}{page.more_rows}</sheetData>{merges}")


def _cell_xml(name: str, cell: Cell, texts: _Texts) -> str:
    match cell:
        case str() | Ruby():
            return _text_xml(name, cell, texts)
        case Formula(text, None):
            return f'<c r="{name}"><f>{escape(text)}</f></c>'
        case Formula(text, str() as result):
            return f'<c r="{name}" t="str"><f>{escape(text)}</f><v>{escape(result)}</v></c>'
        case Formula(text, result):
            return f'<c r="{name}"><f>{escape(text)}</f><v>{result}</v></c>'
        case Fault(text):
            return f'<c r="{name}" t="e"><v>{text}</v></c>'
        case Shown(value, code):
            if code not in texts.formats:
                texts.formats.append(code)
            return f'<c r="{name}" s="{texts.formats.index(code) + 1}"><v>{value}</v></c>'
        case _:
            return f'<c r="{name}"><v>{cell}</v></c>'


def _text_xml(name: str, cell: str | Ruby, texts: _Texts) -> str:
    words = cell if isinstance(cell, str) else cell.text
    xml = f'<t xml:space="preserve">{escape(words)}</t>'
    if isinstance(cell, Ruby):
        half = len(words) // 2
        xml = f"<r><t>{escape(words[:half])}</t></r><r><t>{escape(words[half:])}</t></r>"
        xml += f'<rPh sb="0" eb="{len(words)}"><t>{escape(cell.kana)}</t></rPh><phoneticPr fontId="1"/>'
    if not texts.shared:
        return f'<c r="{name}" t="inlineStr"><is>{xml}</is></c>'
    texts.items.append(xml)
    return f'<c r="{name}" t="s"><v>{len(texts.items) - 1}</v></c>'


# --- .ods -----------------------------------------------------------------------------------------------

_ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def ods(path: Path, pages: Sequence[Page], before: str = "") -> None:
    """A spreadsheet document. before: what stands ahead of its root (a document type, say)."""
    styles = '<style:style style:name="ta1" style:family="table"/><style:style style:name="ta2" style:family="table">'
    styles += '<style:table-properties table:display="false"/></style:style>'
    body = "".join(_ods_table(page) for page in pages)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_ODS}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    package(path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_table(page: Page) -> str:
    spans = {ref.partition(":")[0]: ref.partition(":")[2] for ref in page.merges}
    rows: list[str] = []
    for number, cells in enumerate(page.rows, 1):
        inside = "".join(_ods_cell(f"{letters(i)}{number}", cell, spans) for i, cell in enumerate(cells))
        hidden = ' table:visibility="collapse"' if number in page.hidden else ""
        rows.append(
            f'<table:table-row{hidden}>{inside}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        )
    rows.append('<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>')
    style = "ta2" if page.state else "ta1"
    return f'<table:table table:name={quoteattr(page.name)} table:style-name="{style}">{"".join(rows)}</table:table>'


def _ods_cell(name: str, cell: Cell, spans: Mapping[str, str]) -> str:
    span = ""
    if last := spans.get(name):
        column, row = _place(name)
        far, low = _place(last)
        span = (
            f' table:number-columns-spanned="{far - column + 1}" table:number-rows-spanned="{low - row + 1}"'
        )
    match cell:
        case None:
            return f"<table:table-cell{span}/>"
        case Ruby(text, kana):
            words = f"<text:ruby><text:ruby-base>{escape(text)}</text:ruby-base><text:ruby-text>{kana}</text:ruby-text></text:ruby>"
            return f'<table:table-cell{span} office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
        case str():
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
            note = "<office:annotation><text:p>メモは値ではない</text:p></office:annotation>"
            return f'<table:table-cell{span} office:value-type="string">{note}{lines}</table:table-cell>'
        case Shown(_, _, text, str() as day) if day:
            return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{text}</text:p></table:table-cell>'
        case Shown(value, _, text):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{text}</text:p></table:table-cell>'
        case Formula(text, None):
            return f'<table:table-cell table:formula="of:={escape(text)}"/>'
        case Formula(text, result):
            return (
                f'<table:table-cell table:formula="of:={escape(text)}" office:value-type="float" office:value="{result}">'
                f"<text:p>{result}</text:p></table:table-cell>"
            )
        case Fault(text):
            return f'<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        case _:
            return f'<table:table-cell{span} office:value-type="float" office:value="{cell}"><text:p>{cell:,}</text:p></table:table-cell>'


def _place(name: str) -> tuple[int, int]:
    column = 0
    for letter in name.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1, int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


# --- .xls -----------------------------------------------------------------------------------------------


def xls(path: Path, pages: Sequence[Page], *, date1904: bool = False) -> None:
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = date1904
    for page in pages:
        sheet = book.add_sheet(page.name)
        sheet.visibility = 1 if page.state else 0
        merged: dict[str, Any] = {ref.partition(":")[0]: ref for ref in page.merges}
        for number, cells in enumerate(page.rows):
            for column, cell in enumerate(cells):
                value, style = cell, xlwt.XFStyle()
                if isinstance(cell, Shown):
                    value, style.num_format_str = cell.value, cell.format
                if value is None:
                    continue
                if ref := merged.get(f"{letters(column)}{number + 1}"):
                    far, low = _place(ref.partition(":")[2])
                    sheet.write_merge(number, low - 1, column, far, value, style)
                else:
                    sheet.write(number, column, value, style)
            if number + 1 in page.hidden:
                sheet.row(number).hidden = True
    book.save(str(path))
