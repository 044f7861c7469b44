"""What 重複の確認 shows, worked out without Streamlit: two firms side by side, and the links of a reading."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from dashboard.wording import surveys as wording
from matching.corporate.fields import fields


def firm(one: Mapping[str, Any], other: Mapping[str, Any] | None) -> str:
    """A firm's card; what differs from the other one is bold."""
    told = ""
    for key, label in wording.FIRM_FIELDS.items():
        value = str(one.get(key) or "")
        differs = other is not None and key != "source" and value != str(other.get(key) or "")
        told += f"<dt>{escape(label)}</dt><dd{' class=other' if differs else ''}>{escape(value or wording.NONE)}</dd>"
    return f'<div class="js-firm"><dl>{told}</dl></div>'


def register(values: str) -> str:
    """What a public register says of a firm; `values`: a JSON object of fields."""
    known = fields("supplier")
    said = json.loads(values or "{}")
    told = "".join(
        f"<dt>{escape(known[key].label if key in known else key)}</dt><dd class=other>{escape(str(value))}</dd>"
        for key, value in said.items()
        if value
    )
    return f'<div class="js-firm"><dl>{told}</dl></div>'


def title(one: Mapping[str, Any]) -> str:
    """A pair's heading."""
    names = [one["company"]["name"], (one["other"] or {}).get("name", wording.REGISTER)]
    return f"{one['id']}．{'　／　'.join(names)}"


def links(found: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """The readings with provisional links: number -> how many."""
    counted = Counter(one["batch"] for one in found if one["linked"] and one["batch"] is not None)
    return dict(sorted(counted.items()))
