"""What a firm's form is checked for before a coordinator sees it: what is missing, what can't be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matching.corporate.fields import fields
from matching.corporate.names import is_corporate_number, phone_key
from matching.places import find_place, prefectures

# Kept by the agency, not by the firm.
_AGENCYS = frozenset({"source_id", "registered_on", "updated_on", "confirmed_on"})
FORM_FIELDS: tuple[str, ...] = tuple(key for key in fields("supplier") if key not in _AGENCYS)
REQUIRED = ("name", "prefecture", "processes")
# Fields of several lines; all others are one.
LONG_FIELDS = frozenset(
    {
        "processes",
        "strengths",
        "products",
        "materials",
        "sizes",
        "accuracy",
        "lots",
        "equipment",
        "certifications",
    }
    | {"data_formats", "terms", "limits", "notes", "customers", "employee_details", "payment_terms"}
)
LONGEST, LONGEST_LINE = 10_000, 200
_NUMBERS = {"capital_yen": 10**15, "employees": 10**7}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about one field. severity "error": it can't be submitted so; "warning": a person should look."""

    field: str
    label: str
    severity: Literal["error", "warning"]
    message: str


def check_profile(values: Mapping[str, str]) -> list[Fault]:
    """The faults of a whole profile, in the order of the form."""
    found = []
    for key, field in fields("supplier").items():
        text = values.get(key, "").strip()
        if not text:
            if key in REQUIRED:
                found.append(Fault(key, field.label, "error", f"{field.label}を入れてください。"))
            continue
        longest = LONGEST if key in LONG_FIELDS else LONGEST_LINE
        if len(text) > longest:
            message = f"{field.label}は {longest:,} 文字までです(いま {len(text):,} 文字)。"
            found.append(Fault(key, field.label, "error", message))
        if (told := _fault(key, text, values)) is not None:
            found.append(Fault(key, field.label, *told))
    return found


def canonical(key: str, text: str) -> str:
    """A value as it is stored: numbers and codes in ASCII digits, lines without blanks around them."""
    text = (
        text.strip()
        if key not in LONG_FIELDS
        else "\n".join(line.rstrip() for line in text.strip().splitlines())
    )
    if key in _NUMBERS or key in ("corporate_number", "invoice_number"):
        bare = re.sub(r"[,\s\-‐−―ー]", "", unicodedata.normalize("NFKC", text))
        return unicodedata.normalize("NFKC", bare).rstrip("円人名")
    return text


def whole_number(text: str) -> int | None:
    """The number that ASCII digits, at most a line of them, stand for; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_LINE else None


def _fault(key: str, text: str, values: Mapping[str, str]) -> tuple[Literal["error", "warning"], str] | None:
    if key == "corporate_number" and not is_corporate_number(text):
        return "error", "法人番号は13桁の数字です。1桁でも違うと登録できないので、番号を確かめてください。"
    if key == "invoice_number" and not re.fullmatch(r"T\d{13}", text):
        return "error", "インボイス登録番号は T と13桁の数字です。"
    if key in _NUMBERS and ((number := whole_number(text)) is None or number > _NUMBERS[key]):
        return "error", f"{fields('supplier')[key].label}は数字だけで入れてください(例: 10000000)。"
    if key in ("phone", "fax") and not phone_key(text):
        return "error", "電話番号は市外局番から入れてください(例: 029-000-0000)。"
    if key == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        return "error", "E-mail の形ではありません(例: info@example.co.jp)。"
    if key == "url" and not re.fullmatch(r"https?://[^\s<>\"']+", text):
        return "error", "URL は http:// か https:// から入れてください。"
    if key == "postal_code" and not re.fullmatch(r"〒?\d{3}-?\d{4}", unicodedata.normalize("NFKC", text)):
        return "warning", "郵便番号は7桁の数字です(例: 310-0011)。"
    if key == "prefecture" and text not in prefectures():
        return "warning", "都道府県の名前を確かめてください(例: 茨城県)。"
    if key == "city" and find_place(values.get("prefecture", ""), text).lat is None:
        return "warning", "市区町村が見つかりません。地図と距離に使うので、名前を確かめてください。"
    return None
