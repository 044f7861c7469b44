"""Rows -> what the corporate database takes, and issues. Nothing that stands in a cell is lost.

A cell under an unknown heading, a second column of a field of one value, a number that cannot be read:
they end up in the remarks as "見出し: 値", where a match finds them.
"""

from __future__ import annotations

from ingest import firms, responses, slips
from ingest.cells import SheetCells
from ingest.details import DetailSheets
from ingest.drafts import Checked, Draft, StatusWish
from ingest.sheets import Row

__all__ = ["Checked", "StatusWish", "check_row"]


def check_row(sheet: SheetCells, row: Row, file: str, details: DetailSheets) -> Checked:
    """Read one data row of a main sheet."""
    draft = Draft.of(sheet, row, file)
    draft.cells.all("row_number")
    if row.fault:
        return draft.reject("broken-row", row.fault)
    match sheet.layout.kind:
        case "orders":
            return slips.order(draft)
        case "buyers":
            return firms.buyer(draft)
        case "survey":
            return responses.response(draft, details)
        case _:
            return firms.supplier(draft, details)
