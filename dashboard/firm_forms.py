"""The form of a supplier: its steps, what is asked in each, and the words to choose from. Without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dashboard.wording import firms as wording
from matching.corporate.case_rows import Difference
from matching.corporate.fields import Field, fields
from matching.corporate.profile_checks import (
    FORM_FIELDS,
    LONG_FIELDS,
    REQUIRED,
    Fault,
    canonical,
    check_profile,
)
from matching.language.lexicon import load_lexicon
from matching.places import find_place, find_prefecture, municipalities, prefectures

_GROUPS = (("企業",), ("業種", "加工"), ("設備", "品質", "データ"), ("取引", "掲載"))
# Asked at once; all others of the group stand behind them, folded up.
_FIRST = frozenset(
    {"name", "kana", "prefecture", "city", "address", "phone", "email", "contact", "employees", "url"}
)
# Fields that words of the lexicon can be added to -> kinds of its concepts.
CHOICES: Mapping[str, str] = {
    "processes": "process",
    "materials": "material",
    "equipment": "equipment",
    "certifications": "cert",
}
STEPS = len(_GROUPS) + 1  # the last one is to look at it all and send it


def asked(step: int) -> tuple[list[Field], list[Field]]:
    """The fields of a step (from 0): those asked at once, and those folded up."""
    group = [one for key in FORM_FIELDS if (one := fields("supplier")[key]).group in _GROUPS[step]]
    if step:
        return group, []
    return [one for one in group if one.key in _FIRST], [one for one in group if one.key not in _FIRST]


def step_of(key: str) -> int:
    """The step (from 0) in which a field is asked."""
    group = fields("supplier")[key].group
    return next(number for number, groups in enumerate(_GROUPS) if group in groups)


def is_long(key: str) -> bool:
    """Whether a field has several lines."""
    return key in LONG_FIELDS


def label(field: Field) -> str:
    """A field's label, with whether it must be filled in and whether it stays with the office."""
    if field.key in REQUIRED:
        return wording.required(field.label)
    return field.label if field.public else wording.private(field.label)


@cache
def words(kind: str) -> tuple[str, ...]:
    """The lexicon's words of a kind, to be chosen from."""
    return tuple(sorted({one.label for one in load_lexicon().concepts.values() if one.kind == kind}))


def options(key: str, values: Mapping[str, str]) -> list[str] | None:
    """What may be chosen for a field, besides what is typed; None where there is no such list (yet)."""
    if key == "prefecture":
        return list(prefectures())
    if key == "city":
        where = find_prefecture(values.get("prefecture", ""))
        return sorted({one.place.city for one in municipalities() if one.place.prefecture == where}) or None
    return None


def added(text: str, word: str, *, line: bool) -> str:
    """A field's text with a word of the lexicon behind it, unless it stands there already."""
    if word in text:
        return text
    between = "\n" if line else "、"
    return f"{text.rstrip()}{between}{word}" if text.strip() else word


def completed(values: Mapping[str, str]) -> dict[str, str]:
    """The form's texts as they will be stored: 茨城 and 日立 become 茨城県 and 日立市, ０２９ becomes 029."""
    whole = {key: canonical(key, text) for key, text in values.items()}
    if city := whole.get("city", ""):
        place = find_place(whole.get("prefecture", ""), city)
        whole["city"] = city if place.lat is None else place.city
    return whole


def faults_of(values: Mapping[str, str], keys: set[str]) -> dict[str, list[Fault]]:
    """What is wrong with some fields, by field."""
    found: dict[str, list[Fault]] = {}
    for fault in check_profile(completed(values)):
        if fault.field in keys:
            found.setdefault(fault.field, []).append(fault)
    return found


def changed(values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What differs from what stands."""
    typed = [key for key in FORM_FIELDS if values.get(key, "") != before.get(key, "")]
    whole = completed(values)
    return {key: whole.get(key, "") for key in typed if whole.get(key, "") != before.get(key, "")}


def changes(values: Mapping[str, str], before: Mapping[str, str]) -> list[Difference]:
    """What differs from what stands, as it is shown before a form is sent."""
    return [
        Difference(key, fields("supplier")[key].label, before.get(key, ""), text)
        for key, text in changed(values, before).items()
    ]
