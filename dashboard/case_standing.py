"""How the firms of a shortlist met the enquiry when they were chosen, read from the rankings on record; without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import matching_matrix
from dashboard.wording import matching as wording
from matching.casework.recording import Recorded
from matching.corporate.case_rows import ShortlistEntryView
from matching.errors import DatabaseError, NotFound
from matching.ranking.replay import verdict_of
from matching.records import Requirement


@dataclass(frozen=True, slots=True)
class Standing:
    """A firm's fit: how many conditions it met of how many, and the labels under each verdict (meets, unknown, fails)."""

    met: int
    asked: int
    labels: Mapping[str, tuple[str, ...]]


def standings(rankings: Recorded, entries: Sequence[ShortlistEntryView]) -> dict[int, Standing]:
    """Standing by supplier; without those who were added by hand or whose ranking was erased."""
    found: dict[int, Standing] = {}
    for ranking in dict.fromkeys(one.ranking for one in entries if one.ranking):
        try:
            record = rankings.get(ranking).record
        except (NotFound, DatabaseError):  # the list itself can be worked with all the same
            continue
        firms = {one.supplier_id for one in entries if one.ranking == ranking}
        found |= of_record(record, firms)
    return found


def of_record(record: Mapping[str, Any], firms: set[int]) -> dict[int, Standing]:
    """What a recorded ranking says of some firms; nothing where it is empty."""
    if not record:
        return {}
    columns = matching_matrix.columns([_requirement(one) for one in record["requirements"]])
    return {
        one["id"]: _standing(columns, one["verdicts"]) for one in record["candidates"] if one["id"] in firms
    }


def _standing(columns: Sequence[matching_matrix.Asked], verdicts: Sequence[Sequence[Any]]) -> Standing:
    cells = matching_matrix.cells(columns, [verdict_of(one) for one in verdicts])
    labels = {
        verdict: tuple(
            asked.label for asked, cell in zip(columns, cells, strict=True) if cell.verdict == verdict
        )
        for verdict in wording.VERDICTS
    }
    return Standing(*matching_matrix.fit(cells), labels)


def _requirement(recorded: Mapping[str, Any]) -> Requirement:
    return Requirement(
        recorded["id"],
        recorded["kind"],
        recorded["label"],
        None,
        recorded["must"],
        recorded["negated"],
        recorded["any_of"],
        recorded["text"],
        recorded["start"],
        recorded["end"],
    )
