"""What a firm's form is checked for before a coordinator sees it: what is missing, what can't be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matching.corporate.fields import fields
from matching.corporate.names import is_corporate_number, phone_key
from matching.places import find_place, find_prefecture, prefectures

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
_ABOUT = re.compile(r"^約+|(?:円|人|名|程度|前後|くらい|ぐらい)+$")
_REACHED_BY = frozenset({"phone", "fax", "email", "url", "postal_code"})
# What people write into a field of a form that they have nothing for.
_NONE = frozenset(
    {"なし", "無し", "無", "ナシ", "ありません", "ない", "-", "ー", "―", "−", "特になし", "準備中"}
)
# Phones write any of these between the digits of a number.
_DASH = re.compile(r"(?<=[\d)])\s*[‐‑‒–—―−ー]\s*(?=[\d(])")
_BARE_HOST = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,}(?:/[^\s<>\"']*)?")


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
            message = f"{field.label}は {longest:,} 文字までです（いま {len(text):,} 文字）。"
            found.append(Fault(key, field.label, "error", message))
        if (told := _fault(key, text, values)) is not None:
            found.append(Fault(key, field.label, *told))
    return found


def canonical(key: str, text: str) -> str:
    """A value as it is stored: what machines read (numbers, codes, telephone, addresses of mail and web) in ASCII, a prefecture in
    full, lines without blanks around them."""
    if key in LONG_FIELDS:
        return "\n".join(line.rstrip() for line in text.strip().splitlines())
    text = text.strip()
    if key in _REACHED_BY:
        return _reached_by(key, unicodedata.normalize("NFKC", text).strip())
    if key == "prefecture":
        return find_prefecture(text) or text
    if key in _NUMBERS or key in ("corporate_number", "invoice_number"):
        bare = re.sub(r"[,\s\-‐−―ー]", "", unicodedata.normalize("NFKC", text))
        bare = unicodedata.normalize("NFKC", bare)
        return _count(bare) if key in _NUMBERS else bare.rstrip("円人名")
    return text


def _count(text: str) -> str:
    """約12名 -> 12, 1000万円 -> 10000000; what is no number stays."""
    bare = _ABOUT.sub("", text)
    if found := re.fullmatch(r"([0-9]{1,9})万", bare):
        return f"{found[1]}0000"
    return bare


def _reached_by(key: str, text: str) -> str:
    """A telephone number, an address of mail or of the web; "" where the firm says that it has none."""
    if key == "email":
        text = re.sub(r"\s", "", text)
    if text.rstrip("。.") in _NONE:
        return ""
    if key == "url":
        return f"http://{text}" if _BARE_HOST.fullmatch(text) else text
    return _DASH.sub("-", text)


def whole_number(text: str) -> int | None:
    """The number that ASCII digits, at most a line of them, stand for; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_LINE else None


def _fault(key: str, text: str, values: Mapping[str, str]) -> tuple[Literal["error", "warning"], str] | None:
    if key == "corporate_number" and not is_corporate_number(text):
        return "error", "法人番号は13桁の数字です。1桁でも違うと登録できないので、番号を確かめてください。"
    if key == "invoice_number" and not re.fullmatch(r"T\d{13}", text):
        return "error", "インボイス登録番号は T と13桁の数字です。"
    if key in _NUMBERS and ((number := whole_number(text)) is None or number > _NUMBERS[key]):
        example = "12" if key == "employees" else "10000000"
        return "error", f"{fields('supplier')[key].label}は数字だけで入れてください（例：{example}）。"
    if key in ("phone", "fax") and not phone_key(text):
        return "error", f"{fields('supplier')[key].label}は市外局番から入れてください（例：029-000-0000）。"
    if key == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        return "error", "E-mail の形ではありません。@ の入った、名刺などにあるアドレスを入れてください。"
    if key == "url" and not re.fullmatch(r"https?://[^\s<>\"']+", text):
        return (
            "error",
            "URL は http:// か https:// から入れてください。ホームページがなければ、空のままにします。",
        )
    if key == "postal_code" and not re.fullmatch(r"〒?\d{3}-?\d{4}", unicodedata.normalize("NFKC", text)):
        return "warning", "郵便番号は7桁の数字です（例：310-0011）。"
    if key == "prefecture" and text not in prefectures():
        return "warning", "都道府県の名前を確かめてください（例：茨城県）。"
    if key == "city" and find_place(values.get("prefecture", ""), text).lat is None:
        return "warning", "市区町村が見つかりません。地図と距離に使うので、名前を確かめてください。"
    return None
