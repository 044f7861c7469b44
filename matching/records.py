"""What the words mean. Frozen records without third-party imports, shared by every layer.

Names follow the field: a *supplier* (受注企業) offers capabilities, a *buyer* (発注企業) places
*orders* (発注案件); an enquiry is an order as text. Text fields hold what the firm wrote, unnormalised,
so that a quotation can be shown word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

# The text fields of a capability profile that are searched, in the order in which they are shown.
# Key -> Japanese label (data/reference/fields.tsv gives all fields, with their default visibility).
PROFILE_TEXT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "industry": "業種",
        "processes": "加工内容",
        "strengths": "得意技術・PR",
        "products": "主要製品",
        "materials": "取扱材質",
        "sizes": "加工寸法",
        "accuracy": "加工精度",
        "lots": "対応ロット",
        "equipment": "設備",
        "certifications": "認証・資格",
        "data_formats": "対応データ",
        "terms": "取引条件",
        "limits": "外注・対応不可",
        "notes": "備考",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of business. `lat` and `lng` are degrees (the municipality's hall), None where unknown."""

    prefecture: str = ""
    city: str = ""
    region: str = ""
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True, slots=True)
class Supplier:
    """One firm's current public identity and capability profile.

    `texts` maps the keys of PROFILE_TEXT_FIELDS to the words as ingested; absent keys were left blank.
    """

    id: int
    source_id: str
    name: str
    place: Place = Place()
    employees: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """An enquiry to be matched. `id` is the stored order's number, or the caller's own mark."""

    text: str
    id: str = ""
    buyer_id: int | None = None
    state: str = "受付"
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one signal added to a score, in points."""

    signal: str
    label: str
    points: float


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked supplier; `contributions` add up to `score`. `note`: what to know before introducing it, "" for nothing."""

    rank: int
    score: float
    supplier: Supplier
    contributions: tuple[Contribution, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A supplier that is not shown among the matches, and why (a Japanese sentence)."""

    supplier: Supplier
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A stretch of an enquiry and the concept that it was taken for.

    `start` and `end` count code points of the text as given; `wanted` is False where the text refuses it; `everyday` where a lay
    expression was read.
    """

    concept: str
    label: str
    kind: str
    text: str
    start: int
    end: int
    wanted: bool
    everyday: bool


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What a match gives back: ranked suppliers, exclusions with reasons, and on what data."""

    order: Order
    revision: str
    seconds: float
    matches: tuple[Match, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    excluded_total: Mapping[str, int] = field(default_factory=dict)
    cut: bool = False
    understood: tuple[Understood, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderMatch:
    """One open order ranked for a supplier (the reverse match)."""

    rank: int
    score: float
    order: Order
    title: str
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class ReverseResult:
    """Open orders ranked for one supplier."""

    supplier: Supplier
    revision: str
    seconds: float
    matches: tuple[OrderMatch, ...] = ()
    notices: tuple[str, ...] = ()
