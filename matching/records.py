"""What the words mean. Frozen records without third-party imports, shared by every layer.

Names follow the field: a *supplier* (受注企業) offers capabilities, a *buyer* (発注企業) places
*orders* (発注案件); an enquiry is an order as text. Text fields hold what the firm wrote, unnormalised,
so that a quotation can be shown word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
class Edit:
    """A person's change of what was read in an enquiry. Places count in the text as given, followed by one line for each "add".

    `deed`: "drop" (text[start:end] is not read), "replace" (`words` are read there), "must" and "wish" (what stands there is one), "add"
    (`words` are read as one more line).
    """

    deed: str
    start: int = 0
    end: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An enquiry to be matched. `id` is the stored order's number, or the caller's own mark; `edits` change how `text` is read."""

    text: str
    id: str = ""
    buyer_id: int | None = None
    state: str = "受付"
    deadline: date | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity in canonical units: a range with either end open.

    `dimension`: diameter, thickness, box (`sides` hold A×B×C), tolerance, ra, clamp_force, lot, rate, lead_time, distance ... `unit`: mm,
    um, kg, t, kN, 個, 円, 日, km or a hardness scale. `per`: month, year, week, day for rates. `approx`: said to be about so.
    `date`: a due date, YYYY-MM-DD, MM-DD or YYYY-MM, as far as it is written.
    """

    dimension: str
    min: float | None
    max: float | None
    unit: str
    per: str | None = None
    approx: bool = False
    sides: tuple[float, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity found in a text: the requirement kind that it belongs to, its value (None: not to be put into one), its place."""

    kind: str
    value: Value | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that an enquiry asks for.

    `start` and `end` count code points of the text as given, `text` stands there. `must` is False for a wish;
    `negated`: it must not be (with `must`), or needn't be (without). Requirements that share `any_of` are alternatives.
    `accepts`: concepts of which any meets it, with the probability that the words mean it (1 for trade words); for an area,
    features of places with their weights.
    """

    id: str
    kind: str
    label: str
    concept: str | None
    must: bool
    negated: bool
    any_of: str | None
    text: str
    start: int
    end: int
    value: Value | None = None
    accepts: Mapping[str, float] = field(default_factory=dict)

    @property
    def silent(self) -> bool:
        """A remark that something isn't needed (塗装は不要): it gives no verdict."""
        return self.negated and not self.must


@dataclass(frozen=True, slots=True)
class Capability:
    """One statement of a profile: field[start:end] says what the firm `does`, has done `outside`, or `refuses` (`modality`).

    `kind` is that of requirements; `concept` or `value` says what; `machine` the nearest machine of the statement, for capacities.
    """

    field: str
    kind: str
    concept: str | None
    value: Value | None
    modality: str
    start: int
    end: int
    machine: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a supplier's record: `quote` stands word for word in `field`, at most 60 characters."""

    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a supplier meets a requirement: "meets", "unknown" or "fails", with the words that show it. `credit`: 0-1, partial for unknown."""

    requirement: str
    verdict: str
    evidence: Evidence | None = None
    credit: float = 0.0


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
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A change of a profile that would meet a requirement: `text` added to `field`, `replaces` (word for word) struck out of it."""

    requirement: str
    field: str
    text: str
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Where one supplier stands for an enquiry and what would change it.

    `rank` is None where it isn't found at all; `blockers` are verdicts that aren't "meets"; `facts` the smallest change that
    brings it into the first ten, empty where it is there already or where none of the changes tried does; `barred` the reason
    why it may not be introduced.
    """

    order: Order
    supplier: Supplier
    rank: int | None
    score: float
    contributions: tuple[Contribution, ...]
    requirements: tuple[Requirement, ...]
    verdicts: tuple[Verdict, ...]
    blockers: tuple[Verdict, ...]
    facts: tuple[Fact, ...]
    rank_with_facts: int | None
    barred: str = ""
    revision: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that a supplier's profile doesn't state and that would decide orders: what to ask at the next visit, and for which orders."""

    kind: str
    label: str
    question: str
    orders: tuple[str, ...]
    open_orders: int


@dataclass(frozen=True, slots=True)
class GapsResult:
    """The gaps of one supplier's profile, those that decide most orders first."""

    supplier: Supplier
    revision: str
    seconds: float
    gaps: tuple[Gap, ...] = ()
    orders_read: int = 0


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One firm of a team, what it would do (requirement ids), and its verdicts."""

    supplier: Supplier
    tasks: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class TeamProposal:
    """A smallest set of firms that together do the chain; `open`: requirements that nobody meets, or that nobody is shown to meet."""

    rank: int
    members: tuple[TeamMember, ...]
    spread_km: float | None
    score: float
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamResult:
    """Teams for an enquiry's chain of processes."""

    order: Order
    revision: str
    seconds: float
    requirements: tuple[Requirement, ...]
    teams: tuple[TeamProposal, ...] = ()
    notices: tuple[str, ...] = ()


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
    requirements: tuple[Requirement, ...] = ()
    ask: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderMatch:
    """One open order ranked for a supplier (the reverse match). `main`: the verdict on the order's main process, "" where it names none."""

    rank: int
    score: float
    order: Order
    title: str
    contributions: tuple[Contribution, ...]
    requirements: tuple[Requirement, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    main: str = ""


@dataclass(frozen=True, slots=True)
class ReverseResult:
    """Open orders ranked for one supplier."""

    supplier: Supplier
    revision: str
    seconds: float
    matches: tuple[OrderMatch, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """A word of the office's own in the lexicon, for a concept. `everyday`: what lay people say, which hints at the concept and doesn't name it.

    person: the key of who added it.
    """

    id: int
    form: str
    concept: str
    everyday: bool
    person: str
    added_at: datetime
