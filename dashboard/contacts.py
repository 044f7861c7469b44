"""Whom to call at a firm -> HTML, wherever a firm is shown: the person, and telephone numbers that can be dialled."""

from __future__ import annotations

import re
from html import escape

from dashboard.wording import matching as wording
from matching.corporate.firm_views import Contact

NO_CONTACT = Contact("", "")
# 029-123-4567, (029)123-4567, 0291234567, +81-29-123-4567, +81(0)29-123-4567: what stands around it (内線12) isn't dialled.
_NUMBER = re.compile(
    r"(?<![0-9+])(?=\+?(?:[-() ]*[0-9]){10})"
    r"(?:\+[0-9]{1,3}[- ]?(?:\(0\))?[0-9]{1,4}|\(?0[0-9]{1,4})[-() ]{0,2}[0-9]{1,4}[-() ]{0,2}[0-9]{3,4}(?![0-9])"
)
_NOT_DIALLED = re.compile(r"\(0\)|[^0-9+]")
_WIDE = str.maketrans("０１２３４５６７８９＋（）　‐‑‒–—―−－ーｰ", "0123456789+() " + "-" * 10)


def reach_html(reach: Contact) -> str:
    """Contact person and telephone; a number that can be dialled is a link."""
    parts = []
    if reach.person:
        parts.append(f"{wording.CONTACT}：{escape(reach.person)}")
    if reach.phone:
        parts.append(f"{wording.PHONE}：{phone_html(reach.phone)}")
    return f'<p class="jc-reach">{"　".join(parts) or wording.NO_CONTACT}</p>'


def phone_html(number: str) -> str:
    """What stands in a field for a telephone number: each number in it that can be dialled is a link."""
    parts, behind = [], 0
    for found in _NUMBER.finditer(number.translate(_WIDE)):
        shown = escape(number[found.start() : found.end()])
        parts.append(escape(number[behind : found.start()]))
        parts.append(f'<a href="tel:{_NOT_DIALLED.sub("", found[0])}">{shown}</a>')
        behind = found.end()
    return "".join(parts) + escape(number[behind:])
