"""The firms of a survey as a table: who answered, and by what its figures are cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from ingest.surveys.model import FIRM_COLUMNS, UNKNOWN
from ingest.surveys.sizes import size_of
from ingest.vocabulary import vocabulary
from matching.corporate import CorporateDatabase
from matching.corporate.rows import Buyer, StoredResponse
from matching.places import municipalities
from matching.records import Place, Supplier

OUTSIDE = "県外"
_LEADING_CODE = re.compile(r"^\(?[A-Z0-9]{1,4}\)?[\s.:：．、]+(?=\S)")


def firms_table(
    db: CorporateDatabase,
    responses: Sequence[StoredResponse],
    panel: Mapping[int, int],
    asked: Mapping[str, str],
) -> pd.DataFrame:
    """One row a response, columns FIRM_COLUMNS. asked: stored question key -> label, to find 業種 and 従業員数 among them.

    Industry and employees are what this survey's answers say, else what the firm's profile says now; the place is the
    profile's. company_id: of the firm that it counts as.
    """
    ids = {one.company_id for one in responses}
    suppliers = {one.id: one for one in db.suppliers(sorted(ids))}
    buyers = {one.id: one for one in db.buyers() if one.id in ids}
    industry, employees = _asked(asked, "industry"), _asked(asked, "employees")
    keys = {*industry, *employees}
    rows = []
    for one in responses:
        known = [firm for firm in (suppliers.get(one.company_id), buyers.get(one.company_id)) if firm]
        place = next((firm.place for firm in known if firm.place.prefecture or firm.place.city), Place())
        said = {answer["question"]: answer for answer in one.answers if answer["question"] in keys}
        rows.append(
            {
                "company_id": panel.get(one.company_id, one.company_id),
                "name": one.company,
                "source_id": next((firm.source_id for firm in known if firm.source_id), ""),
                "industry": _industry(_words(said, industry), known),
                "size": size_of(_number(_words(said, employees), known)),
                "region": region_of(place),
                "prefecture": place.prefecture or UNKNOWN,
                "city": place.city or UNKNOWN,
                "answered_on": one.answered_on,
                "response_id": one.id,
                "file": one.file,
                "sheet": one.sheet,
                "row": one.row,
            }
        )
    # Dates and None stay as they are, whatever pandas would make of them.
    return pd.DataFrame(rows, columns=list(FIRM_COLUMNS), dtype=object).astype(
        {"company_id": "int64", "response_id": "int64", "row": "int64"}
    )


def region_of(place: Place) -> str:
    """The region of a place: 県北 ... within the agency's prefecture, OUTSIDE elsewhere, UNKNOWN where it isn't known."""
    if place.region:
        return place.region
    return OUTSIDE if place.prefecture and place.prefecture not in _home() else UNKNOWN


@cache
def _home() -> frozenset[str]:
    """The prefectures that are parted into regions."""
    return frozenset(one.place.prefecture for one in municipalities() if one.place.region)


def _asked(asked: Mapping[str, str], field: str) -> tuple[str, ...]:
    """The keys of questions that ask for a field of the firm."""
    known = vocabulary("survey")
    return tuple(key for key, label in asked.items() if known.look_up(label).field == field)


def _words(said: Mapping[str, Mapping[str, Any]], keys: Sequence[str]) -> str:
    for key in keys:
        if (answer := said.get(key)) and answer.get("values"):
            return "、".join(map(str, answer["values"]))
    return ""


def _industry(told: str, known: Sequence[Supplier | Buyer]) -> str:
    words = told or next((firm.texts["industry"] for firm in known if firm.texts.get("industry")), "")
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    return _LEADING_CODE.sub("", plain) or UNKNOWN


def _number(told: str, known: Sequence[Supplier | Buyer]) -> int | None:
    if re.fullmatch(r"\d{1,7}", told):
        return int(told)
    return next((firm.employees for firm in known if firm.employees is not None), None)
