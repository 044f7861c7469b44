"""提案書: a shortlist for the buyer, with what shows that each firm can do what is asked. Excel here, PDF in proposal_pdf.py.

Only what a firm publishes stands in it, and the verdicts are taken from that alone: nothing of a hidden field can be read off a sign.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from matching.advisor import Advisor
from matching.casework.firms import Firms
from matching.corporate import access
from matching.corporate.access import Viewer, shown_fields
from matching.corporate.field_values import without_answers
from matching.corporate.fields import fields
from matching.errors import InputError
from matching.ranking.examination import Asked
from matching.records import PROFILE_TEXT_FIELDS, Order, Requirement, Supplier, Verdict

SIGNS: Mapping[str, str] = {"meets": "◯", "unknown": "？", "fails": "×"}
WORDS: Mapping[str, str] = {"meets": "合う", "unknown": "要確認", "fails": "合わない"}
LEGEND = (
    "◯ 合う（登録内容に根拠がある）　？ 要確認（登録内容からは分からない）　× 合わない（反する記載がある）"
)
MOST = 20
# What is told of a firm besides its verdicts, where it publishes it.
_TOLD = ("address", "phone", "email", "contact", "url", "employees", "capital_yen", "founded", "industry")
_WORK = ("processes", "strengths", "materials", "sizes", "accuracy", "lots", "equipment", "certifications")


_BEST = ("fails", "unknown", "meets")
_ITEM = re.compile(r"^品名[:：]\s*(\S.*)$", re.MULTILINE)
_BARE_YEAR = re.compile(r"(?:明治|大正|昭和|平成|令和)(?:\d{1,2}|元)|\d{4}")
_MAN, _OKU = 10_000, 100_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What the buyer is told that was looked for: one requirement, or alternatives together. `weight`: 必須, 希望 or 除く."""

    label: str
    weight: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedFirm:
    """One firm: what it publishes as (label, text), and a verdict a condition, in their order. points: None where they are not to be shown."""

    name: str
    place: str
    told: tuple[tuple[str, str], ...]
    verdicts: tuple[Verdict, ...]
    note: str
    points: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is printed: firms in the order in which they are proposed, and the conditions that they were looked at for."""

    title: str
    order: str
    day: date
    conditions: tuple[Condition, ...]
    firms: tuple[ProposedFirm, ...]

    def quote(self, firm: ProposedFirm, number: int) -> str:
        """The words that show a verdict: "加工内容：「旋削加工」", "" where there are none."""
        evidence = firm.verdicts[number].evidence
        if evidence is None:
            return ""
        label = PROFILE_TEXT_FIELDS.get(evidence.field) or fields("supplier")[evidence.field].label
        return f"{label}：「{evidence.quote}」"

    def met(self, firm: ProposedFirm) -> int:
        """How many conditions a firm is shown to meet."""
        return sum(one.verdict == "meets" for one in firm.verdicts)


class Proposals:
    """提案書 made by one viewer; each is on the audit trail as exported."""

    def __init__(self, advisor: Advisor, viewer: Viewer) -> None:
        self._advisor = advisor
        self._viewer = viewer
        self._db = advisor.matcher.db
        self._firms = Firms(self._db, viewer)

    def of(
        self,
        order: Order | str,
        supplier_ids: Sequence[int] | None = None,
        *,
        title: str = "",
        notes: Mapping[int, str] | None = None,
        points: bool = False,
        today: date | None = None,
    ) -> Proposal:
        """A proposal for an order (an enquiry, or a stored order's 案件番号) of some firms; None: of those on the order's shortlist
        that neither declined nor came to nothing.

        notes: what to say of a firm, by its id. Shortlists' own notes are the office's and don't appear. points: with the score.
        Raises InputError where there is no firm or too many, NotFound, AccessDenied.
        """
        access.demand(self._viewer, "shortlist", "export")
        enquiry = order if isinstance(order, Order) else self._advisor.matcher.order(order)
        if supplier_ids is None:
            listed = self._db.shortlists.of_order(self._viewer, enquiry.id)
            supplier_ids = [one.supplier_id for one in listed.entries if not one.gone]
        if not 1 <= len(supplier_ids) <= MOST:
            raise InputError(f"提案書に載せる企業を 1 社から {MOST} 社まで選んでください。")
        if not title and not isinstance(order, Order):
            title = self._db.order(order).title
        published = {one: self._published(one) for one in supplier_ids}
        query = self._advisor.engine.read(enquiry.text, enquiry.edits)
        with self._advisor.matcher.turn:
            self._advisor.matcher.index.follow()
        suppliers = [_as_published(one, published[one.id]) for one in self._db.suppliers(supplier_ids)]
        asked = self._advisor.engine.asked(query)
        examined = self._advisor.score(query, asked, suppliers)
        conditions = tuple(_condition(group) for group in asked.groups)
        firms = [
            ProposedFirm(
                supplier.name,
                f"{supplier.place.prefecture}{supplier.place.city}",
                _told(published[supplier.id]),
                _in_order(conditions, look.verdicts),
                (notes or {}).get(supplier.id, ""),
                look.score if points else None,
            )
            for supplier, look in zip(suppliers, examined, strict=True)
        ]
        self._db.trail.exported(self._viewer, "shortlist", enquiry.id, firms=list(supplier_ids))
        day = today or date.today()
        title = _given(title, enquiry.text) or _item(enquiry.text) or _work(asked) or "ご相談の件"
        return Proposal(title, enquiry.id, day, conditions, tuple(firms))

    def _published(self, supplier_id: int) -> dict[str, str]:
        """What a firm publishes of itself, by field."""
        view = self._firms.firm("supplier", supplier_id)
        public = shown_fields("supplier", "open", self._db.visibility(supplier_id))
        return {key: without_answers(key, str(text)) for key, text in view.fields.items() if key in public}


def _as_published(supplier: Supplier, published: Mapping[str, str]) -> Supplier:
    texts = {key: without_answers(key, text) for key, text in supplier.texts.items() if key in published}
    return replace(supplier, texts={key: text for key, text in texts.items() if text})


def _told(published: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = fields("supplier")
    return tuple(
        (known[key].label, _written(key, published[key])) for key in (*_TOLD, *_WORK) if published.get(key)
    )


def _written(key: str, text: str) -> str:
    """A field as it is written on paper: a bare number has its unit."""
    if key == "capital_yen":
        return yen(text)
    if key == "employees" and text.isdecimal():
        return f"{int(text):,}人"
    return f"{text}年" if key == "founded" and _BARE_YEAR.fullmatch(text) else text


def yen(amount: str) -> str:
    """An amount in digits as people write it: 1,500万円, 1億2,000万円, 300円; other words stay as they are."""
    if not (amount.isascii() and amount.isdigit()):
        return amount
    number = int(amount)
    if not number or number % _MAN:
        return f"{number:,}円"
    oku, man = number // _OKU, number % _OKU // _MAN
    return (f"{oku:,}億" if oku else "") + (f"{man:,}万" if man else "") + "円"


def _given(title: str, text: str) -> str:
    """`title`, unless it is but the first words of the call (あ、もしもし…)."""
    opening = " ".join(title.split()).rstrip("…")
    return "" if " ".join(text.split()).startswith(opening) else title


def _item(text: str) -> str:
    named = _ITEM.search(text)
    return named[1].strip() if named else ""


def _work(asked: Asked) -> str:
    """The first material and the main process that are asked for: SUS304の板金加工."""
    materials = [g for g in asked.groups if g[0].kind == "material" and g[0].must and not g[0].negated]
    return "の".join(_either(group) for group in (*materials[:1], asked.main) if group)


def _either(group: Sequence[Requirement]) -> str:
    return "か".join(dict.fromkeys(one.label for one in group))


def _condition(group: Sequence[Requirement]) -> Condition:
    first = group[0]
    weight = "除く" if first.negated else "必須" if first.must else "希望"
    return Condition(_either(group), weight, tuple(one.id for one in group))


def _in_order(conditions: Sequence[Condition], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """A firm's verdict on each condition: the best of alternatives."""
    found = {one.requirement: one for one in verdicts}
    given = ([found[one] for one in condition.ids if one in found] for condition in conditions)
    return tuple(
        max(some, key=lambda v: _BEST.index(v.verdict), default=Verdict("", "unknown")) for some in given
    )


_BOLD, _HEAD = Font(bold=True), PatternFill("solid", fgColor="DDE8F0")
_THIN = Side(style="thin", color="9AA5AE")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def as_xlsx(proposal: Proposal) -> bytes:
    """The proposal as a workbook: one sheet with the matrix, one with a block a firm. What firms wrote stays text, never a formula."""
    book = openpyxl.Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = "一覧"
    _summary(summary, proposal)
    _blocks(book.create_sheet("企業ごと"), proposal)
    for sheet in book.worksheets:
        sheet.page_setup.paperSize = "9"  # A4
        sheet.page_setup.orientation = "landscape" if sheet is summary else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _summary(sheet: Worksheet, proposal: Proposal) -> None:
    _write(sheet, 1, 1, f"提案書　{proposal.title}", bold=True)
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    _write(
        sheet, 2, 1, f"案件番号：{proposal.order or '（未登録の相談）'}　作成日：{proposal.day.isoformat()}"
    )
    _write(sheet, 3, 1, LEGEND)
    first = 5
    _write(sheet, first, 1, "条件", bold=True, ruled=True)
    for column, firm in enumerate(proposal.firms, 2):
        _write(sheet, first, column, firm.name, bold=True, ruled=True)
        _write(sheet, first + 1, column, firm.place, ruled=True)
    _write(sheet, first + 1, 1, "所在地", ruled=True)
    for number, condition in enumerate(proposal.conditions):
        row = first + 2 + number
        _write(sheet, row, 1, f"［{condition.weight}］{condition.label}", ruled=True)
        for column, firm in enumerate(proposal.firms, 2):
            verdict = firm.verdicts[number].verdict
            _write(sheet, row, column, f"{SIGNS[verdict]} {WORDS[verdict]}", ruled=True)
    last = first + 2 + len(proposal.conditions)
    _write(sheet, last, 1, "適合した条件", bold=True, ruled=True)
    for column, firm in enumerate(proposal.firms, 2):
        told = f"{proposal.met(firm)} / {len(proposal.conditions)}"
        points = f"（{firm.points:.1f} 点）" if firm.points is not None else ""
        _write(sheet, last, column, told + points, bold=True, ruled=True)
    sheet.column_dimensions["A"].width = 34
    for column in range(2, len(proposal.firms) + 2):
        sheet.column_dimensions[get_column_letter(column)].width = 20
    sheet.freeze_panes = f"B{first + 1}"


def _blocks(sheet: Worksheet, proposal: Proposal) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 12
    sheet.column_dimensions["C"].width = 70
    row = 1
    for place, firm in enumerate(proposal.firms, 1):
        _write(sheet, row, 1, f"{place}. {firm.name}（{firm.place}）", bold=True)
        for label, text in (*firm.told, *([("ひとこと", firm.note)] if firm.note else [])):
            row += 1
            _write(sheet, row, 1, label, ruled=True)
            _write(sheet, row, 3, text, ruled=True)
        row += 1
        for column, heading in enumerate(("条件", "判定", "登録内容からの引用"), 1):
            _write(sheet, row, column, heading, bold=True, ruled=True)
        for number, condition in enumerate(proposal.conditions):
            row += 1
            verdict = firm.verdicts[number].verdict
            _write(sheet, row, 1, f"［{condition.weight}］{condition.label}", ruled=True)
            _write(sheet, row, 2, f"{SIGNS[verdict]} {WORDS[verdict]}", ruled=True)
            _write(sheet, row, 3, proposal.quote(firm, number), ruled=True)
        row += 2


def _write(
    sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, ruled: bool = False
) -> None:
    cell: Any = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000]
    cell.data_type = "s"  # whatever it begins with
    cell.alignment = Alignment(wrap_text=ruled, vertical="top")
    if bold:
        cell.font = _BOLD
    if bold and ruled:
        cell.fill = _HEAD
    if ruled:
        cell.border = _LINES
