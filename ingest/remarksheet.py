"""The sheet of an export for remarks whose heading cannot be a column: it would read back as a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.answers import SurveyRow
from ingest.drafts import Checked
from ingest.report import Issue
from ingest.sheets import Sheet
from matching.corporate import BuyerRow, OrderRow, SupplierRow
from matching.corporate.fields import Entity

TITLE = "備考の内訳"
HEADINGS = ("種類", "番号", "見出しだったもの", "中身")
# What a row is called in the first column.
ENTITIES: Mapping[Entity, str] = {"supplier": "受注企業", "buyer": "発注企業", "order": "発注案件"}

_Key = tuple[str, str]  # entity and number


@dataclass
class KeptRemarks:
    """Remarks of such a sheet, waiting for the rows of their firms and orders."""

    sheet: str = ""
    waiting: dict[_Key, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def parted(cls, sheets: Sequence[Sheet]) -> tuple[KeptRemarks, tuple[Sheet, ...]]:
        """The remarks of the sheet that is one, and the other sheets."""
        found = cls()
        others = []
        for sheet in sheets:
            if sheet.name == TITLE and found._read(sheet):
                found.sheet = sheet.name
            else:
                others.append(sheet)
        return (found, tuple(others)) if others else (cls(), tuple(sheets))

    def _read(self, sheet: Sheet) -> bool:
        rows = (row for row in sheet.rows() if not row.blank)
        first = next(rows, None)
        if first is None or tuple(cell for cell in first.cells if cell) != HEADINGS:
            return False
        keys = {label: key for key, label in ENTITIES.items()}
        for row in rows:
            kind, number, label, text = (*row.cells, "", "", "", "")[:4]
            self.waiting[keys.get(kind, kind), number].append((row.number, label, text))
        return True

    def given(self, checked: Checked) -> Checked:
        """A row with the remarks that wait for it."""
        match checked.record:
            case SupplierRow(source_id=number):
                told = self.waiting.pop(("supplier", number), ())
            case BuyerRow(source_id=number):
                told = self.waiting.pop(("buyer", number), ())
            case OrderRow(number=number):
                told = self.waiting.pop(("order", number), ())
            case _:
                told = ()
        if not told or checked.record is None or isinstance(checked.record, SurveyRow):
            return checked
        remarks: Any = (*checked.record.remarks, *((label, text) for _, label, text in told))
        return replace(checked, record=replace(checked.record, remarks=remarks))

    def unmatched(self) -> Iterator[Issue]:
        """Warnings for the rows that no firm and no order has taken."""
        message = "この行の番号の企業や案件が同じファイルに見つからないため、取り込めません。番号を確かめてください。"
        for (_, number), rows in self.waiting.items():
            for row, _, _ in rows:
                yield Issue("warning", "unmatched-detail-row", message, self.sheet, row, value=number)
