"""Results -> the JSON of docs/contract.md, for the command line, the REST service and the dashboard alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ingest.surveys.following import Missing
from ingest.surveys.visits import Visit
from matching.corporate import AskedFirm, FirmInBrief, StoredActivity, StoredProposal, TradeTerm
from matching.corporate.drafts import DraftOrder


def proposal_json(one: StoredProposal, firms: Mapping[int, FirmInBrief]) -> dict[str, Any]:
    """Something that waits for a decision, with what tells its firms apart."""
    other = asdict(firms[one.other_id]) if one.other_id is not None else None
    company = asdict(firms[one.company_id])
    told = {"id": one.id, "kind": one.kind, "company": company, "other": other, "reason": one.reason}
    return told | {"linked": one.field == "linked", "values": one.value or None, "batch": one.batch}


def visit_json(one: Visit) -> dict[str, Any]:
    """One firm to visit."""
    firm = one.firm
    source = None
    if one.answered is not None:
        source = dict(zip(("file", "sheet", "row"), one.answered, strict=True))
    return {
        "rank": one.rank,
        "points": one.points,
        "company": {
            "id": firm.company_id, "source_id": firm.source_id, "name": firm.name,
            "prefecture": firm.prefecture, "city": firm.city,
        },
        "last_visit": one.last_visit.isoformat() if one.last_visit else None,
        "reasons": [{"key": r.key, "text": r.text, "points": r.points} for r in one.reasons],
        "source": source,
    }  # fmt: skip


def missing_json(found: Missing) -> dict[str, Any]:
    """Who has not answered."""
    return {
        "survey": found.survey, "asked": found.rate.asked, "answered": found.rate.answered, "percent": found.rate.percent,
        "others": found.rate.others, "missing": [asked_json(one) for one in found.firms],
    }  # fmt: skip


def asked_json(one: AskedFirm) -> dict[str, Any]:
    """One firm asked."""
    place = {"prefecture": one.prefecture, "city": one.city}
    source = {"file": one.file, "sheet": one.sheet, "row": one.row}
    return {"id": one.company_id, "source_id": one.source_id, "name": one.name} | place | source


def draft_json(one: DraftOrder) -> dict[str, Any]:
    """One draft order."""
    order = one.order
    source = None
    if one.response_id is not None:
        source = {
            "survey": one.survey, "response": one.response_id, "file": one.file, "sheet": one.sheet, "row": one.row,
            "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        }  # fmt: skip
    buyer = {"id": order.buyer_id, "name": order.buyer_name}
    return {
        "order": order.number,
        "title": order.title,
        "buyer": buyer,
        "texts": dict(order.texts),
        "source": source,
    }


def term_json(one: TradeTerm, label: str, name: str) -> dict[str, Any]:
    """One trade term."""
    source = {"file": one.file, "sheet": one.sheet, "cell": one.cell, "batch": one.batch}
    company = {"id": one.company_id, "name": name}
    day = one.on.isoformat() if one.on else None
    return {
        "company": company,
        "term": one.key,
        "label": label,
        "value": one.value,
        "on": day,
        "source": source,
    }


def activity_json(one: StoredActivity) -> dict[str, Any]:
    """One thing done."""
    row = one.row
    return {
        "id": one.id, "kind": row.kind, "on": row.done_on.isoformat(), "coordinator": row.coordinator,
        "company": {"id": row.company_id, "name": row.company}, "industry": row.industry,
        "buyer": {"id": row.buyer_id, "name": row.buyer}, "amount_yen": row.amount_yen, "note": row.note,
        "recorded_by": one.person,
    }  # fmt: skip
