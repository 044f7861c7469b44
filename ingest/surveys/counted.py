"""One answer a firm: which of its responses counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ingest.surveys.model import Superseded
from matching.corporate.rows import StoredBatch, StoredResponse


def one_a_firm(
    responses: Sequence[StoredResponse], firms: Mapping[int, int], batches: Sequence[StoredBatch]
) -> tuple[list[StoredResponse], list[Superseded]]:
    """The responses that count, in the order in which they were read, and the others with the reason.

    firms: id -> id of the firm that it counts as (absent: itself). The latest answer date wins (none is before any), then
    the row furthest down; files of one survey stand below each other in the order in which they were first read, so that
    a corrected file stays in its place.
    """
    first_read = _first_read(batches)
    sheets: dict[tuple[int, str], int] = {}

    def place(one: StoredResponse) -> tuple[date, int, int, int, int]:
        file = first_read.get(one.batch, one.batch)
        sheet = sheets.setdefault((file, one.sheet), len(sheets))
        return one.answered_on or date.min, file, sheet, one.row, one.id

    best: dict[int, tuple[tuple[date, int, int, int, int], StoredResponse]] = {}
    for one in responses:
        firm, key = firms.get(one.company_id, one.company_id), place(one)
        if firm not in best or key > best[firm][0]:
            best[firm] = key, one
    counted = {one.id for _, one in best.values()}
    kept = [one for one in responses if one.id in counted]
    return kept, [
        _superseded(one, best[firms.get(one.company_id, one.company_id)][1])
        for one in responses
        if one.id not in counted
    ]


def _first_read(batches: Sequence[StoredBatch]) -> dict[int, int]:
    """Batch -> the batch that read the first state of its file."""
    corrected = {one.id: one.corrects for one in batches if one.corrects is not None}
    found = {}
    for one in batches:
        first = one.id
        while first in corrected and corrected[first] < first:
            first = corrected[first]
        found[one.id] = first
    return found


def _superseded(one: StoredResponse, by: StoredResponse) -> Superseded:
    later = by.answered_on and by.answered_on != one.answered_on
    where = f"{by.file} {by.sheet} {by.row}行"
    reason = (
        f"同じ企業の、あとの日付（{by.answered_on}）の回答（{where}）を数えるため"
        if later
        else f"同じ企業の、下の行の回答（{where}）を数えるため"
    )
    return Superseded(
        one.id, one.company_id, one.company, one.answered_on, one.file, one.sheet, one.row, by.id, reason
    )
