"""Rows of suppliers and buyers -> what the corporate database takes. Nothing that stands in a cell is lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from ingest import values
from ingest.cells import Found, RowCells, joined
from ingest.details import Detail, DetailSheets, States, certificates_of, listed_states, machines_of
from ingest.drafts import Checked, Draft, StatusWish, lines, said
from ingest.firmstates import doubt_remarks, states_of
from ingest.plausibility import doubt_capital, doubt_phone
from matching.corporate import BuyerRow, CertificationRow, EquipmentRow, SupplierRow, is_corporate_number
from matching.corporate.profile_checks import canonical
from matching.places import find_place, municipalities, regions, split_address
from matching.records import PROFILE_TEXT_FIELDS

if TYPE_CHECKING:
    from ingest.answers import SurveyRow

_DetailRow = TypeVar("_DetailRow", EquipmentRow, CertificationRow)

_TEXTS = tuple(key for key in PROFILE_TEXT_FIELDS if key not in ("equipment", "certifications", "notes"))
# A second telephone or contact stays behind the first one: the notes are public, these are not.
_TOGETHER = ("kana", "phone", "fax", "email", "url", "contact", "representative", "founded")
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

_POSTCODE_AHEAD = re.compile(r"^[〒\s]*([0-9０-９]{3}\s*[-ー－‐−–―]?\s*[0-9０-９]{4})(?![0-9０-９])\s*")
_NOT_COUNTED = {
    "range": "「{}」は幅のある人数のため、数としては登録せず、書かれたまま残しました。",
    "several": "「{}」には数が二つ以上あり、全体の人数が決まりません。書かれたまま残しました。",
    "unreadable": "「{}」を人数として読めません。書かれたまま残しました。",
}
# 「（株）」 alone is printed on forms, and names no firm.
_LEGAL_FORMS = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\([株有同資名]\)")
_NOBODY = re.compile(r"(?:匿名|無記名)(?:希望|企業|会社)?")
_REGION = re.compile(r"(?:地域|地区|ブロック|管内|エリア|圏域|圏)$")


def supplier(draft: Draft, details: DetailSheets) -> Checked:
    """A row of a list of suppliers."""
    name = firm_name(draft)
    record, more = supplier_row(draft, name, details)
    return draft.done(record, **more) if name else nameless(draft, record, record, more)


def supplier_row(draft: Draft, name: str, details: DetailSheets) -> tuple[SupplierRow, dict[str, Any]]:
    """What a row says about a supplier, and its states and visibility (the further fields of Checked)."""
    firm = _firm(draft)
    statuses, words = _states(draft, details.states_of(firm["source_id"], name))
    notes_label = draft.cells.heading("notes")
    texts = {key: draft.words(key) for key in _TEXTS}
    other = {key: draft.words(key) for key in _OTHER} | {key: _day_words(draft, key) for key in _OTHER_DAYS}
    firm["employees"], detail = _employees(draft)
    other["employee_details"] = lines(draft.words("employee_details"), detail)
    public, consent_on = _disclosure(draft, other)
    other["disclosure"] = lines(other["disclosure"], words)
    machines, certificates = details.of(firm["source_id"], name)
    found = draft.cells.all("equipment")
    equipment = _with_lists(draft, texts, "equipment", found, machines_of(found), machines)
    found = draft.cells.all("certifications")
    certifications = _with_lists(draft, texts, "certifications", found, certificates_of(found), certificates)
    texts["notes"] = draft.words("notes")
    remarks = draft.remarks()
    doubt_remarks(draft, statuses, notes_label, [("", texts["notes"]), *remarks])
    record = SupplierRow(
        name=name,
        **firm,
        texts=said(texts),
        equipment=equipment,
        certifications=certifications,
        other=said(other),
        remarks=remarks,
    )
    return record, {"statuses": statuses, "public": public, "consent_on": consent_on}


def buyer(draft: Draft) -> Checked:
    """A row of a list of buyers."""
    name = firm_name(draft)
    record = buyer_row(draft, name)
    return draft.done(record) if name else nameless(draft, record, record, {})


def buyer_row(draft: Draft, name: str) -> BuyerRow:
    """What a row says about a buyer."""
    firm = _firm(draft)
    heading = draft.cells.heading("employees")
    firm["employees"], detail = _employees(draft)
    if detail:
        draft.keep(heading, detail)
    texts = {key: draft.words(key) for key in (*_BUYER_TEXTS, "notes")}
    return BuyerRow(name=name, **firm, other=said(texts), remarks=draft.remarks())


def firm_name(draft: Draft) -> str:
    """The firm's name; "" where its cell holds none, or only a dash, 〃, 不明 or 匿名."""
    name = draft.cells.one("company_name")
    said = _LEGAL_FORMS.sub("", values.folded(name))
    if values.is_blank(name) or _NOBODY.fullmatch(said):
        return ""
    return name if re.search(r"[^\W_]", said) else ""


_FILL_IN = "企業名を入れてください。"


def nameless(
    draft: Draft,
    firm: SupplierRow | BuyerRow,
    record: SupplierRow | BuyerRow | SurveyRow,
    more: Mapping[str, Any],
) -> Checked:
    """A row without a firm's name is rejected, unless its cell is blank and its number may be a stored firm's."""
    columns = draft.sheet.layout.of("company_name")
    label = draft.sheet.labels[columns[0].index] if columns else "企業名"
    cells = draft.cells.row.cells
    value = cells[columns[0].index] if columns and columns[0].index < len(cells) else ""
    message = "企業名がないため取り込めません。"
    numbers = (("番号", firm.source_id), ("法人番号", firm.corporate_number))
    if values.is_blank(value) and (given := [f"{what}「{number}」" for what, number in numbers if number]):
        message += f"{'や'.join(given)}の企業は登録されていません。{_FILL_IN}"
        return draft.nameless(record, message, label, **more)
    draft.issues.clear()  # of a row that isn't taken in nothing else matters
    return draft.reject("missing-company-name", message + _FILL_IN, label, value)


# --- numbers of the firm ----------------------------------------------------------------------------------


def _firm(draft: Draft) -> dict[str, Any]:
    """The fields of SupplierRow and BuyerRow that both have, but for name and employees."""
    cells = draft.cells
    founded = cells.heading("founded")
    numbers = [(key, cells.heading(key)) for key in ("phone", "fax")]
    together = {key: cells.together(key) for key in _TOGETHER}
    if together["founded"] and not values.is_blank(together["founded"]):
        together["founded"] = draft.checked_time(founded, together["founded"])
    for key, label in numbers:
        if together[key]:
            doubt_phone(draft, key, label, together[key])
            # As forms keep it: another width or dash is no other number. "なし" stays as it is written.
            together[key] = canonical(key, together[key]) or together[key]
    return {
        "source_id": re.sub(r"^(\d+)\.0$", r"\1", cells.one("source_id")),
        **_public_numbers(draft),
        **together,
        **_address(draft),
        "capital_yen": _capital(draft),
    }


def _public_numbers(draft: Draft) -> dict[str, str]:
    """Corporate number and T number; a body's T number is T and its corporate number."""
    label = draft.cells.heading("invoice_number") or draft.cells.heading("corporate_number")
    corporate, invoice = _corporate_number(draft), _invoice_number(draft)
    if corporate and invoice and invoice[1:] != corporate:
        message = "法人番号とインボイス登録番号が合いません(法人では T＋法人番号)。どちらかを直してください。"
        draft.warn("number-mismatch", message, label, invoice)
    return {"corporate_number": corporate, "invoice_number": invoice}


def _corporate_number(draft: Draft) -> str:
    label, text = draft.cells.heading("corporate_number"), draft.cells.one("corporate_number")
    if values.is_blank(text):
        return ""
    number = values.corporate_number(text)
    if is_corporate_number(number):
        return number
    message = "法人番号の桁数か検査数字が合いません。備考に残し、同じ企業かどうかの判断には使いません。"
    if not re.search(r"\d", number):
        message = f"「{text}」は法人番号(13桁の数字)ではありません。備考に残しました。"
    if re.fullmatch(r"[0-9]{12}", number):
        full = values.check_digit(number) + number
        message += f"12桁の会社法人等番号なら、法人番号は {full} です。"
    elif "e+" in values.folded(text):
        message += "Excel が桁を落としています。列を文字列にして入れ直してください。"
    draft.warn("bad-corporate-number", message, label, text)
    draft.keep(label, text)
    return ""


def _invoice_number(draft: Draft) -> str:
    label, text = draft.cells.heading("invoice_number"), draft.cells.one("invoice_number")
    if values.is_blank(text):
        return ""
    if number := values.invoice_number(text):
        return number
    message = "インボイス登録番号(T＋13桁)の桁数か検査数字が合いません。備考に残しました。"
    draft.warn("bad-invoice-number", message, label, text)
    draft.keep(label, text)
    return ""


def _capital(draft: Draft) -> int | None:
    label, text = draft.cells.heading("capital_yen"), draft.cells.one("capital_yen")
    if values.is_blank(text):
        return None
    unit = values.header_unit(label) or draft.sheet.layout.money_unit
    amount = values.yen(text, unit)
    if amount is None or amount < 0:
        draft.warn("unreadable-number", f"「{text}」を金額として読めません。備考に残しました。", label, text)
        draft.keep(label, text)
        return None
    if unit is None and values.unit_is_assumed(text):
        message = f"「{text}」に単位がないため、万円とみて {amount:,} 円としました。見出しを「資本金(万円)」などとしてください。"
        draft.warn("assumed-unit", message, label, text)
    doubt_capital(draft, label, text, amount)
    return amount


def _employees(draft: Draft) -> tuple[int | None, str]:
    """The number, and the words where they say more than the number."""
    label, text = draft.cells.heading("employees"), draft.cells.one("employees")
    if values.is_blank(text):
        return None, ""
    found = values.read_count(text)
    if found.doubt:
        draft.warn("unreadable-number", _NOT_COUNTED[found.doubt].format(text), label, text)
    number = found.value_as_int
    return number, "" if number is not None and values.is_bare_count(text) else text


# --- places -----------------------------------------------------------------------------------------------


def _address(draft: Draft) -> dict[str, str]:
    cells = draft.cells
    label = cells.heading("city") or cells.heading("address") or cells.heading("prefecture")
    region_label, region = cells.heading("region"), cells.one("region")
    given = [cells.one("prefecture"), cells.one("city"), cells.together("address")]
    postal_code, building = _postal_code(draft), cells.together("building")
    if ahead := _POSTCODE_AHEAD.match(given[2]):
        postal_code, given[2] = postal_code or values.postal_code(ahead[1]), given[2][ahead.end() :]
    prefecture, city, address = _split(*given)
    named = prefecture + (city or ("" if values.is_blank(address) else address))
    if named and find_place(prefecture, city).lat is None:
        message = f"「{named}」の市区町村が見つかりません。都道府県と市区町村の字を確かめてください。"
        written = given[1] or given[2] or given[0]
        draft.warn("unknown-place", message, label, written)
    if region:
        _check_region(draft, region_label, region, prefecture, city)
    _note_places(cells, prefecture, city, address)
    address = " ".join(part for part in (address, building) if part)
    return {"postal_code": postal_code, "prefecture": prefecture, "city": city, "address": address}


def _postal_code(draft: Draft) -> str:
    """A postcode with its hyphen; what is none stays as it is written."""
    label, text = draft.cells.heading("postal_code"), draft.cells.together("postal_code")
    if not text or values.is_blank(text):
        return ""
    if code := values.postal_code(text):
        return code
    draft.warn(
        "bad-postal-code", f"「{text}」は郵便番号(7桁)ではありません。書かれたまま残しました。", label, text
    )
    return text


def _check_region(draft: Draft, label: str, text: str, prefecture: str, city: str) -> None:
    """A region follows from the place; what does not agree with it, or is no region, is kept and said."""
    region = _REGION.sub("", values.folded(text))
    place = find_place(prefecture, city)
    one = next((m for m in municipalities() if m.place == place), None) if place.region else None
    if one and region == place.region:
        return
    draft.keep(label, text)
    if one and region == one.region_before_2022:
        message = f"{place.city}は「{place.region}」です(「{text}」は2022年より前の区分)。備考に残しました。"
        draft.warn("old-region", message, label, text)
    elif one and region in regions():
        message = f"{place.city}は「{place.region}」で、「{text}」と合いません。備考に残しました。"
        draft.warn("region-mismatch", message, label, text)


def _split(prefecture: str, city: str, address: str) -> tuple[str, str, str]:
    """Prefecture and city out of an address that holds them, where they have no columns of their own."""
    prefecture, city = _parted(prefecture, city)
    if prefecture and city:
        return prefecture, city, address
    if city and not prefecture:
        return find_place("", city).prefecture, city, address
    whole = address if prefecture and address.startswith(prefecture) else prefecture + address
    parts = split_address(whole)
    return parts if parts[1] else (prefecture or parts[0], city, address)


def _parted(prefecture: str, city: str) -> tuple[str, str]:
    """The prefecture that stands before a city in the city's own column, and the city: 茨城県水戸市 -> 茨城県, 水戸市."""
    named, town, behind = split_address(city)
    written = unicodedata.normalize("NFKC", city).strip()
    if not named or not written.startswith(named) or (prefecture and not named.startswith(prefecture)):
        return prefecture, city
    return prefecture or named, town if town and not behind else written.removeprefix(named).strip()


def _note_places(cells: RowCells, prefecture: str, city: str, address: str) -> None:
    """A part that was split off stands in the cell that it was split from."""
    whole = cells.cells.get("address") or cells.cells.get("city")
    for key, value in (("prefecture", prefecture), ("city", city), ("address", address)):
        if value and whole:
            cells.cells.setdefault(key, whole)


# --- dates, states, lists ---------------------------------------------------------------------------------


def _day_words(draft: Draft, key: str) -> str:
    found, text = draft.period(key)
    return found.isoformat() if found else text


def _disclosure(draft: Draft, other: dict[str, str]) -> tuple[bool | None, date | None]:
    """What the row says of showing the firm; its words go to `other`."""
    disclosure, consent = draft.cells.one("disclosure"), draft.cells.one("consent")
    other |= {"disclosure": disclosure, "consent": consent}
    word = values.folded(disclosure)
    public = {"公開": True, "非公開": False, "掲載": True, "非掲載": False, "掲載不可": False}.get(
        word, values.mark(word)
    )
    return public, values.day(consent)


def _states(draft: Draft, others: list[States]) -> tuple[tuple[StatusWish, ...], str]:
    """The states of the row and those that other sheets and lists give its firm; words that are none."""
    others = [*listed_states(draft), *others]
    wishes, words = states_of(draft)
    if cells := dict.fromkeys(one.cell for one in others if one.cell):
        draft.cells.cells["status"] = " ".join(filter(None, [draft.cells.cells.get("status", ""), *cells]))
    wishes += tuple(wish for one in others for wish in one.wishes)
    return wishes, lines(words, *(one.words for one in others))


def _with_lists(
    draft: Draft,
    texts: dict[str, str],
    key: str,
    found: list[Found],
    own: list[Detail[_DetailRow]],
    others: list[Detail[_DetailRow]],
) -> tuple[_DetailRow, ...]:
    """The rows of a firm's machines or certificates; the cells' own words go to `texts`.

    own: rows read out of the cells; others: from sheets of their own. What both say counts once.
    """
    plain = [one for one in found if not one.objects]
    told = {values.folded(detail.row.line) for detail in others}
    own = [detail for detail in own if told.isdisjoint(_lines_said(detail.row.line, key))] if told else own
    details = own + others
    if plain:
        # The words stay as they are; behind them, what other columns and sheets say in rows.
        words = joined(plain)
        written = {values.folded(line) for line in words.splitlines()}
        if told:
            written |= {said for entry in values.entries(words) for said in _lines_said(entry, key)}
        own_cells = {one.cell for one in plain}
        rows: list[str] = [detail.row.line for detail in details if detail.cell not in own_cells]
        texts[key] = lines(words, *(row for row in rows if values.folded(row) not in written))
    for detail in details:
        for remark in detail.remarks:
            label, _, text = remark.partition(": ")
            draft.keep(f"{detail.row.name} {label}", text)
    if cells := dict.fromkeys(detail.cell for detail in details):
        draft.cells.cells[key] = " ".join(cells)
    return tuple(detail.row for detail in details)


def _lines_said(entry: str, key: str) -> set[str]:
    """The lines of the rows that an entry of a list says, with and without the heading before it: "工作機械: 旋盤2台"."""
    read = values.machines if key == "equipment" else values.certificates
    behind = re.split("[:：]", entry, maxsplit=1)[1:]
    return {values.folded(row.line) for words in (entry, *behind) for row in read(words)}
