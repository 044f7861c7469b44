"""The life of an introduction (紹介): its states, the steps between them, and where they take the order itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matching.corporate.states import TRANSITIONS
from matching.errors import InputError

ASKED, INTRODUCED, QUOTED, WON, LOST, WITHDRAWN = "打診", "紹介", "見積", "成約", "不成約", "取下げ"

# 打診 the coordinator asks the firm; 紹介 buyer and firm know of each other; 見積 the firm has quoted; then 成約 a deal, 不成約 none (with
# a reason), 取下げ withdrawn by whoever. What came to nothing may be taken up again; a deal recorded by mistake is taken back as a step.
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ASKED: (INTRODUCED, LOST, WITHDRAWN),
        INTRODUCED: (QUOTED, WON, LOST, WITHDRAWN),
        QUOTED: (WON, LOST, WITHDRAWN),
        WON: (),
        LOST: (ASKED, INTRODUCED),
        WITHDRAWN: (ASKED, INTRODUCED),
    }
)
STATES: tuple[str, ...] = tuple(STEPS)
FIRST: tuple[str, ...] = (ASKED, INTRODUCED)
# The firm and the buyer know of each other.
PARTIES: tuple[str, ...] = (INTRODUCED, QUOTED, WON)
LIVE: tuple[str, ...] = (ASKED, INTRODUCED, QUOTED)

# Why it came to nothing: code -> words.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "price": "価格が合わない",
        "delivery": "納期が合わない",
        "capability": "技術・設備が合わない",
        "quality": "品質・認証の条件が合わない",
        "capacity": "受注企業に余力がない",
        "lot": "数量・ロットが合わない",
        "terms": "取引条件が合わない",
        "distance": "場所・運搬が合わない",
        "other_firm": "ほかの企業に決まった",
        "order_gone": "発注そのものがなくなった",
        "buyer": "発注企業の都合",
        "supplier": "受注企業の都合",
        "other": "その他",
    }
)
_LARGEST_YEN = 10**15
ACCEPTS, DECLINES = "受ける", "辞退"

_ORDER_STATE: Mapping[str, str] = {ASKED: "照会", INTRODUCED: "紹介", QUOTED: "見積", WON: "成約"}
_WAY = ("受付", "照会", "紹介", "見積", "商談", "成約")


def order_state_after(order_state: str, step: str) -> str:
    """The state that an order takes with a step of one of its introductions, its own where it stays.

    An order only goes forwards: a second firm that is asked doesn't take it back from the first one's quotation.
    """
    wanted = _ORDER_STATE.get(step, "")
    if wanted not in TRANSITIONS.get(order_state, ()) or order_state not in _WAY:
        return order_state
    return wanted if _WAY.index(wanted) > _WAY.index(order_state) else order_state


def check_step(before: str, state: str, reason: str, quote_yen: int | None, amount_yen: int | None) -> None:
    """Raises InputError for a step that STEPS doesn't have, or one that lacks what it needs or has what it can't."""
    if state not in STATES:
        raise InputError(f"「{state}」という状態はありません。次から選んでください: {'、'.join(STATES)}")
    if state not in STEPS[before]:
        allowed = "、".join(STEPS[before])
        then = (
            f"進める先は {allowed} です。"
            if allowed
            else "これ以上は動かせません(まちがいは「取り消す」で戻せます)。"
        )
        raise InputError(f"「{before}」から「{state}」には動かせません。{then}")
    if reason and reason not in REASONS:
        raise InputError(f"理由「{reason}」はありません。次から選んでください: {'、'.join(REASONS)}")
    if state == LOST and not reason:
        raise InputError("不成約の理由を選んでください。")
    if reason and state not in (LOST, WITHDRAWN):
        raise InputError("理由は「不成約」か「取下げ」にだけ付けられます。")
    if amount_yen is not None and state != WON:
        raise InputError("成約金額は「成約」にだけ付けられます。")
    if quote_yen is not None and state not in (QUOTED, WON):
        raise InputError("見積金額は「見積」か「成約」にだけ付けられます。")
    check_yen(amount_yen)
    check_yen(quote_yen)


def check_yen(amount: int | None) -> None:
    """Raises InputError for an amount below 0 or beyond bounds."""
    if amount is not None and not 0 <= amount <= _LARGEST_YEN:
        raise InputError(f"金額 {amount:,} 円は登録できません。")
