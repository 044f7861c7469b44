"""What goes into the corporate database and what comes out of it, beyond the shared records.

Rows hold what one line of a file (or one form) said, as it was written. A blank means "not said":
it never erases what is stored. Keys of `texts` and `other` are those of data/reference/fields.tsv.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from matching.corporate.anonymity import anonymous
from matching.records import Place

Outcome = Literal["accepted", "updated", "unchanged"]

# Labels of the order fields that a supplier may be matched on, in the order of the slip. The buyer's name,
# contact, price, payment and delivery place never leave the slip.
MATCHED_ORDER_FIELDS: Mapping[str, str] = {
    "item": "品名",
    "usage": "用途",
    "processes": "加工内容",
    "materials": "材質",
    "supplied": "支給材",
    "sizes": "寸法",
    "mass": "重量",
    "accuracy": "精度",
    "roughness": "面粗さ",
    "hardness": "硬さ",
    "quantity": "数量",
    "due": "納期",
    "equipment": "必要設備",
    "certifications": "必要認証",
    "inspection": "検査",
    "area": "希望地域",
    "notes": "備考",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row came from: a place in a file, or a person.

    row: 1-based, as a spreadsheet shows it (0: none). cells: field key -> cell ("C5"; "設備!B3 設備!B4"
    where the value stands on another sheet). A field without a cell is recorded with "5行" of the row.
    said_on: the day on which the firm said so, where the file tells: an earlier answer never replaces a later one.
    raw: a digest of the row's cells as they stood.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    said_on: date | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """One machine of a supplier. `capacity` is text ("型締350t"); count in 台; year of installation."""

    name: str
    maker: str = ""
    model: str = ""
    capacity: str = ""
    count: int | None = None
    year: int | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the row, blanks left out."""
        return tuple(word for word in (self.name, self.maker, self.model, self.capacity) if word)

    @property
    def line(self) -> str:
        """The row as a line that a person reads: "NC旋盤 8インチ 3台"."""
        count = (f"{self.count}台",) if self.count is not None else ()
        year = (f"{self.year}年",) if self.year is not None else ()
        return " ".join(self.words + count + year)


@dataclass(frozen=True, slots=True)
class CertificationRow:
    """One certificate of a supplier: until when it holds (None: not said), and that as it was written."""

    name: str
    number: str = ""
    expires: date | None = None
    expiry_text: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the row, blanks left out."""
        return tuple(word for word in (self.name, self.number, self.expiry_text) if word)

    @property
    def line(self) -> str:
        """The row as a line that a person reads: "ISO9001 有効期限 2027年3月"."""
        until = self.expiry_text or (self.expires.isoformat() if self.expires else "")
        return " ".join(word for word in (self.name, self.number, "有効期限" if until else "", until) if word)


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One supplier (受注企業) as a file or a form gave it.

    source_id: the agency's 登録番号 ("" : none; the database makes one up). corporate_number: 13 digits;
    used as identity only if its check digit is right. texts: keys of records.PROFILE_TEXT_FIELDS.
    texts["equipment"] and texts["certifications"] are a cell's own words; `equipment` and `certifications`
    the rows, read out of those words or out of sheets and columns of their own. other: the remaining
    supplier fields of fields.tsv. remarks: (heading, text) of what has no field; they stand behind the notes as lines
    "見出し: 値", and each keeps standing until the same heading says something else.
    """

    name: str
    source_id: str = ""
    corporate_number: str = ""
    invoice_number: str = ""
    kana: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    url: str = ""
    contact: str = ""
    representative: str = ""
    capital_yen: int | None = None
    employees: int | None = None
    founded: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    equipment: tuple[EquipmentRow, ...] = ()
    certifications: tuple[CertificationRow, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """One buyer (発注企業). other: the buyer fields of fields.tsv (industry, products, wants, policy, notes).

    source_id is the buyers' own series of numbers: buyer "1" and supplier "1" are two firms.
    """

    name: str
    source_id: str = ""
    corporate_number: str = ""
    invoice_number: str = ""
    kana: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    url: str = ""
    contact: str = ""
    representative: str = ""
    capital_yen: int | None = None
    employees: int | None = None
    founded: str = ""
    other: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order slip (発注案件票).

    number: 案件番号 ("": none; one is made up). buyer: the buyer's name or number as written. state: as
    written, one of states.STATES ("" for a new order: 受付). deadline: 応募締切 as a date. texts: the order
    fields of fields.tsv. remarks: see SupplierRow.
    """

    number: str = ""
    buyer: str = ""
    state: str = ""
    owner: str = ""
    received_on: date | None = None
    deadline: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a row changed; before and after as canonical text ("" : nothing)."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """What became of a row.

    to_review: ids of firms that may be the same one (a name alike, or a number in dispute), with the reason in
    `reasons`; nothing was changed in them. linked: those of them that count as the same firm (equal name at an
    equal place). matched_by "file": the firm that an earlier state of this very row was about. older: fields of
    which a later answer stands, so that this one only went on record.
    """

    outcome: Outcome
    id: int
    to_review: tuple[int, ...] = ()
    matched_by: Literal["", "source_id", "corporate_number", "row", "name", "file"] = ""
    linked: tuple[int, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    corporate_number: str = ""
    changes: tuple[Change, ...] = ()
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer's current identity. texts: the buyer fields of fields.tsv, blanks left out."""

    id: int
    source_id: str
    name: str
    place: Place = field(default_factory=Place)
    employees: int | None = None
    capital_yen: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """One order of the database. texts: the order fields of fields.tsv, blanks left out."""

    id: int
    number: str
    state: str
    buyer_id: int | None = None
    buyer_name: str = ""
    owner: str = ""
    received_on: date | None = None
    deadline: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What is wanted, in one line: 品名, else 加工内容."""
        return self.texts.get("item") or self.texts.get("processes", "")

    @property
    def text(self) -> str:
        """The words to be matched, one labelled line a field; who the buyer is is taken out."""
        lines = (
            f"{label}: {self.texts[key]}"
            for key, label in MATCHED_ORDER_FIELDS.items()
            if self.texts.get(key)
        )
        return anonymous(self.buyer_name, "\n".join(lines))


@dataclass(frozen=True, slots=True)
class StateChange:
    """One step in the life of an order. before is "" for the first."""

    before: str
    state: str
    person: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One value as it was said once, and by whom. batch is None where no file was read.

    stands: False once its batch was taken back.
    """

    field: str
    value: str
    file: str
    sheet: str
    cell: str
    person: str
    recorded_at: datetime
    batch: int | None
    stands: bool


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """One reading of one file; counts (read, accepted, rejected ...) are the reader's. person: who read it in."""

    id: int
    file: str
    sha256: str
    kind: str
    counts: Mapping[str, int]
    started_at: datetime
    undone_at: datetime | None
    corrects: int | None = None
    survey: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """Something for a person to decide. kind "same": company and other may be one firm; "value": a register differs.

    decided_by: the person, "" while it is open.
    """

    id: int
    kind: str
    company_id: int
    company: str
    other_id: int | None
    other: str
    field: str
    value: str
    reason: str
    state: str
    batch: int | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class FirmInBrief:
    """What a person tells a firm by. number: the agency's; place: where it is; source: the file, sheet and row that named it first."""

    id: int
    name: str
    number: str
    corporate_number: str
    place: str
    phone: str
    source: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One firm as a public register has it; see tables.RegisterEntry."""

    number: str
    name: str
    kana: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    address: str = ""
    updated_on: str = ""
    closed_on: str = ""
    closed_for: str = ""
    successor: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """One row of answers to a survey; answers: one mapping a question, as the reader of the file made them, but the cell.

    Answers of one survey that say the same are the same object.
    """

    id: int
    company_id: int
    company: str
    sheet: str
    row: int
    number: str
    answered_on: date | None
    answers: tuple[Mapping[str, Any], ...]
    batch: int
    file: str
