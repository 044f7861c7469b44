"""What a firm's particulars can hardly be as they are written: telephone numbers cut short, a capital of 300 yen.

Such values are kept as they are written; the warning says what to look at.
"""

from __future__ import annotations

import re

from ingest.drafts import Draft
from ingest.numbers import folded

# A first capital of a few yen is lawful, and next to never meant.
_LEAST_CAPITAL = 10_000
_PHONE = re.compile(r"(?<!\d)(?:\+\s?81|0)[\d()\-ー./・ ]{8,}")
_PHONE_LABELS = {"phone": "電話", "fax": "FAX"}


def doubt_phone(draft: Draft, key: str, label: str, text: str) -> None:
    """Warn of a telephone or FAX number without its area code, or without the 0 that Excel takes off."""
    words = folded(text)
    if not any(map(str.isdecimal, words)) or _PHONE.search(words):
        return
    message = (
        f"「{text}」は{_PHONE_LABELS[key]}番号の桁が足りません(Excel では先頭の 0 が落ちることがあります)。"
        "書かれたまま残しました。市外局番から、文字列として書いてください。"
    )
    draft.warn("doubtful-phone", message, label, text)


def doubt_capital(draft: Draft, label: str, text: str, amount: int) -> None:
    """Warn of a capital that is too small to be meant in the unit that is written."""
    if 0 < amount < _LEAST_CAPITAL:
        message = f"「{text}」は資本金 {amount:,} 円になります。万円や千円の数なら、見出しの単位か値を直してください。"
        draft.warn("doubtful-number", message, label, text)
