"""A supplier's stored values <-> the texts of its form: machines and certificates are lines of one text there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from matching.corporate.profile_checks import FORM_FIELDS
from matching.corporate.rows import CertificationRow, EquipmentRow, SupplierRow
from matching.corporate.suppliers import with_rows
from matching.corporate.values import (
    CERTIFICATION_ROWS,
    COMPANY_FIELDS,
    EQUIPMENT_ROWS,
    OTHER_FIELDS,
    certification_rows,
    equipment_rows,
)
from matching.records import PROFILE_TEXT_FIELDS

_ROWS = {"equipment": EQUIPMENT_ROWS, "certifications": CERTIFICATION_ROWS}
_INTEGERS = ("capital_yen", "employees")


def as_form(stored: Mapping[str, str]) -> dict[str, str]:
    """The form's texts of a supplier's stored values, blanks left out."""
    form = {key: stored[key] for key in FORM_FIELDS if stored.get(key)}
    form["equipment"] = with_rows(stored.get("equipment", ""), equipment_rows(stored))
    form["certifications"] = with_rows(stored.get("certifications", ""), certification_rows(stored))
    return {key: text for key, text in form.items() if text}


def as_stored(changed: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """What changed texts of a form are stored as.

    A machine or certificate that is a row of its own stays one where its line (or all of its words) still stands in the text, and goes
    where it doesn't; all other lines are the text's own words.
    """
    values = dict(changed)
    for key, rows_key in _ROWS.items():
        if key not in changed:
            continue
        rows: Sequence[EquipmentRow | CertificationRow] = (
            equipment_rows(stored) if key == "equipment" else certification_rows(stored)
        )
        lines = changed[key].splitlines()
        by_line = {row.line for row in rows} & set(lines)
        own = "\n".join(line for line in lines if line not in by_line)
        kept = [
            raw
            for raw, row in zip(json.loads(stored.get(rows_key) or "[]"), rows, strict=True)
            if row.line in by_line or all(word in own for word in row.words)
        ]
        values[key] = own
        values[rows_key] = json.dumps(kept, ensure_ascii=False) if kept else ""
    return values


def as_row(form: Mapping[str, str]) -> SupplierRow:
    """The row of a new firm."""
    known = {key: form.get(key, "") for key in COMPANY_FIELDS if key not in _INTEGERS}
    numbers = {key: int(form[key]) if form.get(key) else None for key in _INTEGERS}
    texts = {key: form[key] for key in PROFILE_TEXT_FIELDS if form.get(key)}
    other = {key: form[key] for key in OTHER_FIELDS if form.get(key)}
    return SupplierRow(**known, **numbers, texts=texts, other=other)  # type: ignore[arg-type]
