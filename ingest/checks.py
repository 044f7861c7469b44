"""Rows -> what the corporate database takes, and issues. Nothing that stands in a cell is lost.

A cell under an unknown heading, a second column of a field of one value, a number that cannot be read:
they end up in the notes as "見出し: 値", where a match finds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from ingest import values
from ingest.cells import Found, RowCells, SheetCells, joined
from ingest.details import Detail, DetailSheets, certificates_of, machines_of
from ingest.report import Issue
from ingest.workbook import Row
from matching.corporate import (
    BuyerRow,
    CertificationRow,
    EquipmentRow,
    OrderRow,
    Provenance,
    SupplierRow,
    is_corporate_number,
)
from matching.corporate.fields import fields
from matching.corporate.states import STATES
from matching.corporate.statuses import ACTIVE, RIVAL
from matching.places import find_place, split_address
from matching.records import PROFILE_TEXT_FIELDS

_DetailRow = TypeVar("_DetailRow", EquipmentRow, CertificationRow)

_TEXTS = tuple(key for key in PROFILE_TEXT_FIELDS if key not in ("equipment", "certifications", "notes"))
# A second telephone or contact stays behind the first one: the notes are public, these are not.
_TOGETHER = (
    "invoice_number", "kana", "phone", "fax", "email", "url", "contact", "representative", "founded",
)  # fmt: skip
_OTHER = (
    "plant_address",
    "annual_sales",
    "fiscal_month",
    "affiliation",
    "customers",
    "bank",
    "payment_terms",
)
_OTHER_DAYS = ("registered_on", "updated_on", "confirmed_on")
_BUYER_TEXTS = ("industry", "products", "wants", "policy")
_ORDER_TYPED = ("number", "buyer", "state", "owner", "received_on", "deadline", "deadline_text", "notes")

# How files word the states of firms: the database's kind -> words.
_STATUS_WORDS: Mapping[str, str] = {
    "休業": "休業|休業中|休止|休止中|操業停止|一時休業|休眠",
    "登記閉鎖": "登記閉鎖|閉鎖|廃業|解散|倒産|清算",
    "紹介停止": "紹介停止|紹介停止中|停止|停止中|紹介不可|紹介辞退|掲載停止",
    "現況確認期限切れ": "現況確認期限切れ|現況確認切れ|確認期限切れ|期限切れ|現況未確認|未確認",
    "受注余力なし": "受注余力なし|余力なし|受注停止|受注余力無し|新規受注停止|フル稼働",
    RIVAL: "競合・系列|競合|系列|競合先",
    ACTIVE: "通常|有効|稼働|稼働中|営業中|登録|登録中|登録済|登録済み|公開|active|ok|normal|正常|なし|無|-",
}
_STATUS_KINDS = {
    values.folded(word): kind for kind, words in _STATUS_WORDS.items() for word in words.split("|")
}
_STATE_WORDS: Mapping[str, str] = {
    "受付": "新規|受付中|受付済|受付済み|募集中|open|new",
    "照会": "照会中",
    "紹介": "紹介中|紹介済|紹介済み",
    "見積": "見積中|見積もり|見積り|見積依頼中",
    "商談": "商談中|交渉中",
    "成約": "成立|受注|成約済|成約済み|完了|won",
    "不成約": "不成立|失注|不調|lost",
    "取下げ": "取り下げ|取下|中止|キャンセル|cancelled",
}
_STATE_KINDS = {word: state for state, words in _STATE_WORDS.items() for word in words.split("|")}
_POSTCODE_AHEAD = re.compile(r"^〒?\s*(\d{3}-?\d{4})\s*")


@dataclass(frozen=True, slots=True)
class StatusWish:
    """A state that a row gives a firm. rivals: names or numbers of the buyers that it competes with."""

    kind: str
    reason: str = ""
    start: date | None = None
    end: date | None = None
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One row: what is to be stored (None: rejected), where it stood, and what is odd about it.

    public: what the row says of showing the firm at all; None: nothing. line: physical line in a text file.
    """

    record: SupplierRow | BuyerRow | OrderRow | None
    provenance: Provenance
    issues: tuple[Issue, ...]
    line: int | None = None
    statuses: tuple[StatusWish, ...] = ()
    public: bool | None = None
    consent_on: date | None = None


@dataclass
class _Draft:
    """A row being read: its cells, the issues so far, and lines for the notes."""

    cells: RowCells
    sheet: str
    file: str
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def warn(self, code: str, message: str, column: str, value: str) -> None:
        self._add("warning", code, message, column, value)

    def reject(self, code: str, message: str, column: str = "") -> Checked:
        self._add("error", code, message, column, "")
        return Checked(None, self.provenance(), tuple(self.issues), self.cells.row.line)

    def _add(self, severity: Any, code: str, message: str, column: str, value: str) -> None:
        row = self.cells.row
        self.issues.append(Issue(severity, code, message, self.sheet, row.number, row.line, column, value))

    def keep(self, label: str, text: str) -> None:
        """Keep a cell's words in the notes."""
        self.notes.append(f"{label}: {text}")

    def day(self, key: str, *, last: bool = False) -> tuple[date | None, str]:
        """A date and its words; warns where the words are no date."""
        label, text = self.cells.heading(key), self.cells.one(key)
        found = None if values.is_blank(text) else values.day(text, last=last)
        if text and found is None and not values.is_blank(text):
            self.warn(
                "unreadable-date", f"「{text}」を日付として読めません。書かれたまま残しました。", label, text
            )
        return found, text

    def provenance(self) -> Provenance:
        cells = {"name" if key == "company_name" else key: cell for key, cell in self.cells.cells.items()}
        return Provenance(self.file, self.sheet, self.cells.row.number, cells)

    def done(self, record: SupplierRow | BuyerRow | OrderRow, **more: Any) -> Checked:
        return Checked(record, self.provenance(), tuple(self.issues), self.cells.row.line, **more)


def check_row(sheet: SheetCells, row: Row, file: str, details: DetailSheets) -> Checked:
    """Read one data row of a main sheet."""
    draft = _Draft(sheet.of(row), sheet.sheet.name, file)
    if row.fault:
        return draft.reject("broken-row", row.fault)
    match sheet.layout.kind:
        case "orders":
            return _order(draft)
        case "buyers":
            return _buyer(draft)
        case _:
            return _supplier(draft, details)


# --- suppliers and buyers ---------------------------------------------------------------------------------


def _supplier(draft: _Draft, details: DetailSheets) -> Checked:
    cells = draft.cells
    name = cells.one("company_name")
    if not name:
        return _nameless(draft)
    firm = _firm(draft)
    statuses, status_words = _statuses(draft)
    texts = {key: cells.words(key) for key in _TEXTS}
    other = {key: cells.words(key) for key in _OTHER} | {key: _day_words(draft, key) for key in _OTHER_DAYS}
    firm["employees"], detail = _employees(draft)
    other["employee_details"] = _lines(cells.words("employee_details"), detail)
    public, consent_on = _disclosure(draft, other)
    other["disclosure"] = _lines(other["disclosure"], status_words)
    machines, certificates = details.of(firm["source_id"], name)
    words = cells.all("equipment")
    equipment = _with_lists(draft, texts, "equipment", words, machines_of(words) + machines)
    words = cells.all("certifications")
    certifications = _with_lists(draft, texts, "certifications", words, certificates_of(words) + certificates)
    texts["notes"] = _notes(draft)
    record = SupplierRow(
        name=name,
        **firm,
        texts=_said(texts),
        equipment=equipment,
        certifications=certifications,
        other=_said(other),
    )
    return draft.done(record, statuses=statuses, public=public, consent_on=consent_on)


def _buyer(draft: _Draft) -> Checked:
    cells = draft.cells
    name = cells.one("company_name")
    if not name:
        return _nameless(draft)
    firm = _firm(draft)
    heading = cells.heading("employees")
    firm["employees"], detail = _employees(draft)
    if detail:
        draft.keep(heading, detail)
    texts = {key: cells.words(key) for key in _BUYER_TEXTS}
    texts["notes"] = _notes(draft)
    return draft.done(BuyerRow(name=name, **firm, other=_said(texts)))


def _nameless(draft: _Draft) -> Checked:
    return draft.reject(
        "missing-company-name", "企業名がないため取り込めません。企業名を入れてください。", "企業名"
    )


def _firm(draft: _Draft) -> dict[str, Any]:
    """The fields of SupplierRow and BuyerRow that both have, but for name and employees."""
    cells = draft.cells
    return {
        "source_id": cells.one("source_id"),
        "corporate_number": _corporate_number(draft),
        **{key: cells.together(key) for key in _TOGETHER},
        **_address(draft),
        "capital_yen": _capital(draft),
    }


def _corporate_number(draft: _Draft) -> str:
    label, text = draft.cells.heading("corporate_number"), draft.cells.one("corporate_number")
    number = values.corporate_number(text)
    if values.is_blank(text) or is_corporate_number(number):
        return "" if values.is_blank(text) else number
    message = "法人番号の桁数か検査数字が合いません。備考に残し、同じ企業かどうかの判断には使いません。"
    draft.warn("bad-corporate-number", message, label, text)
    draft.keep(label, text)
    return ""


def _address(draft: _Draft) -> dict[str, str]:
    cells = draft.cells
    label = cells.heading("city") or cells.heading("address")
    given = [cells.one("prefecture"), cells.one("city"), cells.together("address")]
    postal_code, building = cells.together("postal_code"), cells.together("building")
    if ahead := _POSTCODE_AHEAD.match(given[2]):
        postal_code, given[2] = postal_code or ahead[1], given[2][ahead.end() :]
    prefecture, city, address = _split(*given)
    if (prefecture or city) and find_place(prefecture, city).lat is None:
        message = "市区町村が見つかりません。都道府県と市区町村を確かめてください。"
        draft.warn("unknown-place", message, label, f"{prefecture}{city}")
    _note_places(cells, prefecture, city, address)
    address = " ".join(part for part in (address, building) if part)
    return {"postal_code": postal_code, "prefecture": prefecture, "city": city, "address": address}


def _split(prefecture: str, city: str, address: str) -> tuple[str, str, str]:
    """Prefecture and city out of an address that holds them, where they have no columns of their own."""
    if prefecture and city:
        return prefecture, city, address
    if city and not prefecture:
        return find_place("", city).prefecture, city, address
    whole = address if prefecture and address.startswith(prefecture) else prefecture + address
    parts = split_address(whole)
    return parts if parts[1] else (prefecture or parts[0], city, address)


def _note_places(cells: RowCells, prefecture: str, city: str, address: str) -> None:
    """A part that was split off stands in the cell that it was split from."""
    whole = cells.cells.get("address") or cells.cells.get("city")
    for key, value in (("prefecture", prefecture), ("city", city), ("address", address)):
        if value and whole:
            cells.cells.setdefault(key, whole)


def _capital(draft: _Draft) -> int | None:
    label, text = draft.cells.heading("capital_yen"), draft.cells.one("capital_yen")
    amount = None if values.is_blank(text) else values.yen(text, values.header_unit(label))
    if amount is None and not values.is_blank(text):
        draft.warn("unreadable-number", f"「{text}」を金額として読めません。備考に残しました。", label, text)
        draft.keep(label, text)
    return amount


def _employees(draft: _Draft) -> tuple[int | None, str]:
    """The number, and the words where they say more than the number."""
    label, text = draft.cells.heading("employees"), draft.cells.one("employees")
    if values.is_blank(text):
        return None, ""
    number = values.count(text)
    if number is None:
        draft.warn(
            "unreadable-number", f"「{text}」を人数として読めません。書かれたまま残しました。", label, text
        )
    return number, "" if number is not None and values.is_bare_count(text) else text


def _day_words(draft: _Draft, key: str) -> str:
    found, text = draft.day(key)
    return found.isoformat() if found else text


def _disclosure(draft: _Draft, other: dict[str, str]) -> tuple[bool | None, date | None]:
    """What the row says of showing the firm; its words go to `other`."""
    disclosure, consent = draft.cells.one("disclosure"), draft.cells.one("consent")
    other |= {"disclosure": disclosure, "consent": consent}
    word = values.folded(disclosure)
    public = {"公開": True, "非公開": False, "掲載": True, "非掲載": False, "掲載不可": False}.get(
        word, values.mark(word)
    )
    return public, values.day(consent)


def _statuses(draft: _Draft) -> tuple[tuple[StatusWish, ...], str]:
    """The states that the row gives the firm, and words that are none (not for the public notes)."""
    cells = draft.cells
    label, word = cells.heading("status"), cells.one("status")
    reason, rivals = cells.one("status_reason"), tuple(values.entries(cells.one("competitor_of")))
    start, _ = draft.day("status_start")
    end, _ = draft.day("status_end", last=True)
    kind = _STATUS_KINDS.get(values.folded(word)) if word else ""
    if kind is None or (kind == RIVAL and not rivals):
        draft.warn(
            "unknown-status", f"「{word}」という状態は使えません。公開範囲の欄に残しました。", label, word
        )
        return (), _lines(f"{label}: {word}", reason and f"理由: {reason}")
    wishes = [StatusWish(kind, reason, start, end)] if kind and kind != RIVAL else []
    if rivals:
        wishes.append(StatusWish(RIVAL, reason, start, end, rivals))
    return tuple(wishes), "" if wishes or not reason else f"理由: {reason}"


def _with_lists(
    draft: _Draft, texts: dict[str, str], key: str, found: list[Found], details: list[Detail[_DetailRow]]
) -> tuple[_DetailRow, ...]:
    """The rows of a firm's machines or certificates; the cells' own words go to `texts`."""
    plain = [one for one in found if not one.objects]
    if plain:
        # The words stay as they are; behind them, what other columns and sheets say in rows.
        own_cells = {one.cell for one in plain}
        further: list[str] = [detail.row.line for detail in details if detail.cell not in own_cells]
        texts[key] = "\n".join([joined(plain), *further])
    for detail in details:
        draft.notes += [f"{detail.row.name} {remark}" for remark in detail.remarks]
    if cells := dict.fromkeys(detail.cell for detail in details):
        draft.cells.cells[key] = " ".join(cells)
    return tuple(detail.row for detail in details)


def _notes(draft: _Draft) -> str:
    own = draft.cells.words("notes")
    return _lines(own, *draft.notes, *(one.with_heading for one in draft.cells.rest()))


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}


# --- orders -----------------------------------------------------------------------------------------------


def _order(draft: _Draft) -> Checked:
    cells = draft.cells
    texts = {key: cells.words(key) for key in fields("order") if key not in _ORDER_TYPED}
    if not texts["item"] and not texts["processes"]:
        return draft.reject("missing-order-content", "品名も加工内容もないため取り込めません。", "品名")
    deadline, words = draft.day("deadline", last=True)
    received_on, received_words = draft.day("received_on")
    if received_words and received_on is None:
        draft.keep("受付日", received_words)
    texts["deadline_text"] = "" if deadline and words == deadline.isoformat() else words
    buyer, number = cells.one("buyer"), cells.one("buyer_source_id")
    if buyer and number:
        # Private, and not searched, unlike the notes.
        texts["buyer_contact"] = _lines(texts["buyer_contact"], f"発注企業番号: {number}")
    record = OrderRow(
        number=cells.one("number"),
        buyer=buyer or number,
        state=_state(draft),
        owner=cells.one("owner"),
        received_on=received_on,
        deadline=deadline,
        texts=_said(texts | {"notes": _notes(draft)}),
    )
    return draft.done(record)


def _state(draft: _Draft) -> str:
    label, word = draft.cells.heading("state"), draft.cells.one("state")
    state = word if word in STATES else _STATE_KINDS.get(values.folded(word), "")
    if word and not state:
        draft.warn(
            "unknown-state", f"「{word}」という案件の状態はありません。備考に残しました。", label, word
        )
        draft.keep(label, word)
    return state
