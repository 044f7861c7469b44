"""What buyers answer of their plans (外注計画) -> draft orders, which a coordinator confirms before anyone is matched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.answers import Answer
from ingest.vocabulary import vocabulary
from matching.corporate import BuyerRow, OrderRow
from matching.corporate.rows import MATCHED_ORDER_FIELDS
from matching.corporate.states import DRAFT

_PLAN = "outsourcing_plan"
# 検討中 may become an order: the coordinator asks.
_PLANNED = frozenset({"有", "検討中"})
_TOLD = frozenset({*MATCHED_ORDER_FIELDS, "frequency"} - {"notes"})
_CONTENT = ("item", "processes")
_GOODS = re.compile("品目|品名|部品|製品")
_BOUGHT = re.compile("外注|発注|調達|依頼")
_WHEN = re.compile("時期|予定月|予定日")


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """A draft order, and the cells that its fields stand in."""

    order: OrderRow
    cells: Mapping[str, str]


def order_plan(answers: Iterable[Answer], firm: BuyerRow, number: str, survey: str) -> OrderPlan | None:
    """The draft that a buyer's answers make; None where it plans nothing or doesn't say what.

    number: the agency's number of the buyer. Only an answer 有 or 検討中 to 外注計画 makes one: what a buyer generally
    looks for is no order.
    """
    listed = list(answers)
    plan = next((one for one in listed if one.question == _PLAN), None)
    if plan is None or len(plan.values) != 1 or plan.values[0] not in _PLANNED:
        return None
    texts: dict[str, str] = {}
    cells: dict[str, str] = {}
    for answer in listed:
        key = _field(answer)
        said = (
            "、".join((*answer.values, *([answer.other] if answer.other else []))).strip()
            or answer.text.strip()
        )
        if not key or not said:
            continue
        texts[key] = f"{texts[key]}\n{said}" if key in texts else said
        if answer.cell:
            cells[key] = f"{cells[key]} {answer.cell}" if key in cells else answer.cell
    if not any(texts.get(key) for key in _CONTENT):
        return None
    # Private and not searched, unlike the notes.
    known = [f"発注企業番号: {number}"] if number else []
    when = [f"{one.label}: {one.text}" for one in listed if _WHEN.search(one.label) and not _field(one)]
    texts["buyer_contact"] = "\n".join([*known, f"{plan.label}: {plan.values[0]}({survey})", *when])
    return OrderPlan(OrderRow(buyer=firm.name, state=DRAFT, texts=texts), cells)


def _field(answer: Answer) -> str:
    """The order's field that an answer tells: by a heading that orders have, or by one that asks what is wanted."""
    if answer.question == _PLAN:
        return ""
    heading = unicodedata.normalize("NFKC", answer.label)
    meaning = vocabulary("orders").find_exact(heading)
    if meaning is not None and meaning.field in _TOLD:
        return meaning.field
    if _WHEN.search(heading):
        return ""
    if _GOODS.search(heading) and _BOUGHT.search(heading):
        return "item"
    if vocabulary("buyers").look_up(heading).field != "wants":
        return ""
    return "item" if _GOODS.search(heading) else "processes"
