"""The life of an order: one table of states and of the steps that lead from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

# 下書き a draft made of a buyer's plans, for which nobody is looked for until a coordinator has confirmed it; 受付
# taken in, 照会 suppliers are being asked, 紹介 introduced, 見積 quoting, 商談 negotiating; then 成約 a deal, 不成約
# none, 取下げ withdrawn by the buyer. Steps may be skipped forwards (a quotation may follow an enquiry at once) and
# gone back where the next supplier has to be found; a closed order is taken up again only from 不成約 or 取下げ, as
# 受付.
TRANSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "下書き": ("受付", "取下げ"),
        "受付": ("照会", "紹介", "取下げ"),
        "照会": ("受付", "紹介", "見積", "不成約", "取下げ"),
        "紹介": ("照会", "見積", "商談", "成約", "不成約", "取下げ"),
        "見積": ("照会", "紹介", "商談", "成約", "不成約", "取下げ"),
        "商談": ("照会", "紹介", "見積", "成約", "不成約", "取下げ"),
        "成約": (),
        "不成約": ("受付",),
        "取下げ": ("受付",),
    }
)

STATES: tuple[str, ...] = tuple(TRANSITIONS)
DRAFT = "下書き"
TAKEN_IN = "受付"
WITHDRAWN = "取下げ"
CLOSED: tuple[str, ...] = ("成約", "不成約", "取下げ")
# States in which no supplier is looked for.
NOT_OPEN: tuple[str, ...] = (DRAFT, *CLOSED)


def is_open(state: str, deadline: date | None, today: date) -> bool:
    """Whether suppliers can still be looked for: neither a draft nor closed, and the deadline (if any) not past."""
    return state not in NOT_OPEN and (deadline is None or deadline >= today)
