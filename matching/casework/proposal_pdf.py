"""提案書 as PDF on A4: one page with the matrix, then a block a firm; the font is embedded."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from matching import fonts
from matching.casework.proposals import LEGEND, SIGNS, WORDS, Proposal, ProposedFirm

_MARGIN = 1.8 * cm
_WIDTH = A4[0] - 2 * _MARGIN
_INK, _LINE, _HEAD = HexColor("#1A1A1A"), HexColor("#9AA5AE"), HexColor("#DDE8F0")
_SIDE_BY_SIDE = 5  # firms in one matrix
_LONGEST = 300  # signs of one field


def as_pdf(proposal: Proposal) -> bytes:
    """The proposal as PDF."""
    fonts.registered()
    flow: list[Flowable] = [_text(f"提案書　{proposal.title}", 17), Spacer(1, 6)]
    day = proposal.day
    told = f"案件番号：{proposal.order or '（未登録の相談）'}　作成日：{day.year}年{day.month}月{day.day}日"
    flow += [_text(told, 9.5), _text(LEGEND, 8.5), Spacer(1, 8)]
    for start in range(0, len(proposal.firms), _SIDE_BY_SIDE):
        flow += [_matrix(proposal, start), Spacer(1, 10)]
    flow.append(PageBreak())
    for place, firm in enumerate(proposal.firms, 1):
        flow += _block(proposal, place, firm)
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"提案書 {proposal.title}",
        author="受発注マッチング",
        lang="ja",
    )
    document.build(flow, onFirstPage=_footer, onLaterPages=_footer)
    return stream.getvalue()


def _matrix(proposal: Proposal, start: int) -> Flowable:
    firms = proposal.firms[start : start + _SIDE_BY_SIDE]
    rows = [[_text("条件", 9), *(_text(f"{firm.name}\n{firm.place}", 9, centred=True) for firm in firms)]]
    for number, condition in enumerate(proposal.conditions):
        signs = [firm.verdicts[number].verdict for firm in firms]
        cells = [_text(f"{SIGNS[one]} {WORDS[one]}", 9, centred=True) for one in signs]
        rows.append([_text(f"［{condition.weight}］{condition.label}", 9), *cells])
    totals = []
    for firm in firms:
        points = f"（{firm.points:.1f} 点）" if firm.points is not None else ""
        told = f"{proposal.met(firm)} / {len(proposal.conditions)}{points}"
        totals.append(_text(told, 9, centred=True))
    rows.append([_text("適合した条件", 9), *totals])
    first = 5 * cm
    return _table(rows, [first, *([(_WIDTH - first) / min(_SIDE_BY_SIDE, len(proposal.firms))] * len(firms))])


def _block(proposal: Proposal, place: int, firm: ProposedFirm) -> list[Flowable]:
    name = _text(f"{place}. {firm.name}（{firm.place}）", 13)
    told = [*firm.told, *([("ひとこと", firm.note)] if firm.note else [])]
    about = [[_text(label, 8.5), _text(_shortened(text), 8.5)] for label, text in told]
    evidence = [[_text(one, 8.5) for one in ("条件", "判定", "登録内容からの引用")]]
    for number, condition in enumerate(proposal.conditions):
        verdict = firm.verdicts[number].verdict
        sign = f"{SIGNS[verdict]} {WORDS[verdict]}"
        label = f"［{condition.weight}］{condition.label}"
        evidence.append([_text(one, 8.5) for one in (label, sign, proposal.quote(firm, number))])
    flow: list[Flowable] = [CondPageBreak(6 * cm), KeepTogether([name, Spacer(1, 4)])]
    if about:
        flow.append(_table(about, [3.2 * cm, _WIDTH - 3.2 * cm], heading=False))
    widths = [4.6 * cm, 2.4 * cm, _WIDTH - 7 * cm]
    return [*flow, Spacer(1, 5), _table(evidence, widths), Spacer(1, 16)]


def _table(rows: Sequence[Sequence[Flowable]], widths: Sequence[float], heading: bool = True) -> Table:
    made = Table([list(row) for row in rows], list(widths), repeatRows=1 if heading else 0, hAlign="LEFT")
    shaded = ("BACKGROUND", (0, 0), (-1, 0), _HEAD) if heading else ("BACKGROUND", (0, 0), (0, -1), _HEAD)
    lines: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        shaded,
    ]
    made.setStyle(lines)
    return made


def _text(text: str, size: float, *, centred: bool = False) -> Paragraph:
    lines = "<br/>".join(escape(fonts.printable(line)) for line in text.split("\n"))
    style = ParagraphStyle(
        f"{size}{centred}",
        fontName=fonts.NAME,
        fontSize=size,
        leading=size * 1.45,
        textColor=_INK,
        wordWrap="CJK",
        alignment=TA_CENTER if centred else 0,
    )
    return Paragraph(lines, style)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _footer(canvas: Any, _: Any) -> None:
    canvas.setFont(fonts.NAME, 8)
    canvas.setFillColor(_INK)
    words = f"この資料は、企業が公開している登録内容だけから作りました。　{canvas.getPageNumber()}"
    canvas.drawCentredString(A4[0] / 2, 1 * cm, words)
