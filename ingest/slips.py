"""Rows of order slips and of surveys of orders (発注案件調査) -> orders, and what they say about their buyers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest import values
from ingest.cells import RowCells
from ingest.drafts import Checked, Draft, lines, said
from ingest.firms import buyer_row
from matching.corporate import BuyerRow, OrderRow
from matching.corporate.fields import fields
from matching.corporate.states import STATES

_TYPED = ("number", "buyer", "state", "owner", "received_on", "deadline", "deadline_text", "notes")
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
# Columns of an order's sheet that tell of the buyer -> the firm's field.
_OF_BUYER = {
    f"buyer_{key}": key
    for key in (
        "corporate_number", "invoice_number", "kana", "postal_code", "prefecture", "city", "address", "phone", "fax",
        "email", "url", "industry", "employees", "capital_yen", "representative",
    )
}  # fmt: skip
_BLANK_CONTENT = frozenset({"-", "ー", "未定", "なし", "無し", "特になし", "該当なし"})


def order(draft: Draft) -> Checked:
    """A row of a list of orders."""
    cells = draft.cells
    name, number = cells.one("buyer"), cells.one("buyer_source_id")
    firm = _buyer(draft, name, number)
    due_label = cells.heading("due")
    texts = {key: draft.words(key) for key in fields("order") if key not in _TYPED}
    if re.fullmatch(r"\d{5}", values.folded(texts["due"])):
        texts["due"] = draft.checked_time(due_label, texts["due"])
    if not _says(texts["item"]) and not _says(texts["processes"]):
        return draft.reject(
            "missing-order-content",
            "品名も加工内容もないため取り込めません。どちらかの欄に、頼みたい物か加工を書いてください。",
            "品名",
        )
    deadline, words = draft.period("deadline", last=True)
    received_on, received_words = draft.period("received_on")
    if received_words and received_on is None and not values.is_blank(received_words):
        # Not to the notes: a match would read the day as one that the order asks for.
        texts["buyer_contact"] = lines(texts["buyer_contact"], f"受付日: {received_words}")
    written = draft.words("deadline_text")
    texts["deadline_text"] = written or ("" if deadline and words == deadline.isoformat() else words)
    if name and number:
        # Private, and not searched, unlike the notes.
        texts["buyer_contact"] = lines(texts["buyer_contact"], f"発注企業番号: {number}")
    state = _state(draft)
    texts["notes"] = draft.words("notes")
    record = OrderRow(
        number=cells.one("number"),
        buyer=name or number,
        state=state,
        owner=cells.one("owner"),
        received_on=received_on,
        deadline=deadline,
        texts=said(texts),
        remarks=draft.remarks(),
    )
    return draft.done(record, buyer=firm)


def _says(text: str) -> bool:
    return bool(text) and values.folded(text) not in _BLANK_CONTENT


def _buyer(draft: Draft, name: str, number: str) -> BuyerRow | None:
    """What the row says of its buyer beyond the name; None for nothing. Without a name it stays with the order's contact."""
    found = {field: draft.cells.all(key) for key, field in _OF_BUYER.items()}
    found = {field: cells for field, cells in found.items() if cells}
    if not found:
        return None
    if not name:
        for cells in found.values():
            for one in cells:
                draft.keep(one.label, one.text)
        return None
    part = draft.for_cells(RowCells(draft.cells.row, dict(found)))
    part.kept = []
    firm = buyer_row(part, name)
    return BuyerRow(**{key: getattr(firm, key) for key in firm.__slots__} | {"source_id": number})


def _state(draft: Draft) -> str:
    label, word = draft.cells.heading("state"), draft.cells.one("state")
    state = word if word in STATES else _STATE_KINDS.get(values.folded(word), "")
    if word and not state:
        draft.warn(
            "unknown-state",
            f"「{word}」は案件の状態として読めません(備考に残しました)。{'、'.join(STATES)} のどれかを書いてください。",
            label,
            word,
        )
        draft.keep(label, word)
    return state
