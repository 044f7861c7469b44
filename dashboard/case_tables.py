"""Orders and introductions as HTML for st.html, and what an order's form says; worked out without Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from urllib.parse import quote

from dashboard.case_standing import Standing
from dashboard.firm_tables import link, place, source
from dashboard.markup import table
from dashboard.wording import cases as wording
from dashboard.wording import matching, shell
from matching.corporate import Fact, StateChange, StoredOrder
from matching.corporate.case_rows import DueItem, IntroductionView, ShortlistView
from matching.corporate.fields import Field, fields
from matching.corporate.introduction_states import REASONS
from matching.corporate.order_views import OrderView

_LONG = frozenset({"processes", "notes"})
# What an order's form asks first; all else is folded up.
_FIRST = ("item", "processes", "materials", "sizes", "quantity", "accuracy", "due", "usage", "area", "notes")
_APART = frozenset({"number", "owner", "state", "buyer", "received_on", "deadline"})
_BUYERS_NOT = frozenset({"naming"})


def order_address(number: str, page: str = "cases") -> str:
    """Where an order's page is."""
    return f"/{page}?order={quote(number, safe='')}"


def title(order: OrderView) -> str:
    """品名, else 加工内容, else the number."""
    text = str(order.fields.get("item") or order.fields.get("processes") or order.number)
    return " ".join(text.split())


def day(text: object) -> str:
    """A stored day in Japanese; "" for none."""
    return shell.date_ja(date.fromisoformat(str(text))) if text else ""


def orders_table(orders: Sequence[OrderView], page: str = "cases") -> str:
    """Orders, each with a link to its page; what is to be kept stands before what is past, which a narrow screen may cut off."""
    rows = [
        (
            escape(order.number),
            link(order_address(order.number, page), title(order)),
            escape(str(order.fields.get("buyer", ""))),
            escape(str(order.fields.get("state", ""))),
            escape(day(order.fields.get("deadline"))),
            escape(str(order.fields.get("quantity", ""))),
            escape(day(order.fields.get("received_on"))),
        )
        for order in orders
    ]
    return table(wording.LIST, wording.ORDER_COLUMNS, rows, raw=True)


def enquiries_table(held: Sequence[ShortlistView], names: Mapping[str, str]) -> str:
    """Shortlists of enquiries that are no orders (yet), each with a link that opens enquiry and list again."""
    rows = [
        (
            link(f"/suppliers?shortlist={one.id}", one.title or wording.ENQUIRIES),
            escape(shell.moment_ja(one.made_at)),
            escape(names.get(one.person, "")),
        )
        for one in held
    ]
    return table(wording.ENQUIRIES, wording.ENQUIRY_COLUMNS, rows, raw=True)


def board(states: Mapping[str, tuple[Sequence[OrderView], int]]) -> str:
    """Orders in a column a state. states: those of a state that are shown, and how many it has in all."""
    columns = []
    for state, (shown, total) in states.items():
        cards = "".join(map(_board_card, shown))
        left = total - len(shown)
        more = f"<p>{wording.more(shell.number(left))}</p>" if left > 0 else ""
        columns.append(
            f"<section><h2>{escape(wording.state_count(state, shell.number(total)))}</h2>{cards}{more}</section>"
        )
    return f'<div class="jf-board" tabindex="0" role="region" aria-label="{wording.BOARD}">{"".join(columns)}</div>'


def _board_card(order: OrderView) -> str:
    until = day(order.fields.get("deadline"))
    lines = [str(order.fields.get("buyer", "")), f"{wording.DEADLINE}：{until}" if until else ""]
    told = "".join(f'<p class="jf-sub">{escape(line)}</p>' for line in lines if line)
    return f'<article class="jf-card">{link(order_address(order.number), title(order))}{told}</article>'


def due_list(items: Sequence[DueItem]) -> str:
    """What is to be done; what is overdue is said so in words."""
    rows = []
    for item in items:
        late = " jf-late" if item.overdue else ""
        firm = f"　{escape(item.supplier)}" if item.supplier else ""
        rows.append(
            f'<li class="{late.strip()}"><p><strong>{escape(wording.due_line(item.kind, shell.date_ja(item.day), late=item.overdue))}'
            f"</strong>{firm}</p><p>{link(order_address(item.order), f'{item.order} {item.title}')}"
            f'　<span class="jf-sub">{escape(item.state)}</span></p></li>'
        )
    return f'<ul class="jf-list jf-two">{"".join(rows)}</ul>'


def introductions_table(found: Sequence[IntroductionView]) -> str:
    """A firm's introductions."""
    rows = [
        (
            link(order_address(one.order), f"{one.order} {one.title}"),
            escape(one.supplier),
            escape(one.state),
            escape(shell.date_ja(one.follow_up) if one.follow_up else ""),
            escape(shell.yen(one.amount_yen) if one.amount_yen is not None else ""),
        )
        for one in found
    ]
    return table(wording.INTRODUCTIONS, wording.INTRODUCTION_COLUMNS, rows, raw=True)


def told(order: OrderView) -> list[tuple[str, str]]:
    """Labels and texts of all that is shown of an order."""
    shown = []
    for key, one in fields("order").items():
        if key in order.fields:
            text = str(order.fields[key])
            shown.append((one.label, day(text) if one.type == "date" else text))
    return shown


def introduction_lines(one: IntroductionView) -> list[tuple[str, str]]:
    """What stands of an introduction."""
    answer = "　".join(part for part in (one.answer, one.answer_note) if part)
    rows = [
        (wording.STATE, one.state),
        (wording.REASON, REASONS.get(one.reason, one.reason)),
        (wording.ANSWER, answer),
        (wording.QUOTED, shell.yen(one.quote_yen) if one.quote_yen is not None else ""),
        (wording.WON, shell.yen(one.amount_yen) if one.amount_yen is not None else ""),
        (wording.FOLLOW_UP, shell.date_ja(one.follow_up) if one.follow_up else ""),
        (wording.NOTE, one.note),
    ]
    return [(label, text) for label, text in rows if text]


def shortlist_table(held: ShortlistView, standings: Mapping[int, Standing]) -> str:
    """The firms in view, with where each stood when it was chosen and which conditions it met. `standings` by supplier."""
    rows = [
        (
            link(f"/firms?firm={one.supplier_id}", one.supplier),
            escape(wording.rank(one.rank)),
            _fit(standings.get(one.supplier_id)),
            escape(one.note),
            escape(one.introduction_state),
        )
        for one in held.entries
    ]
    return table(wording.SHORTLIST, wording.SHORTLIST_COLUMNS, rows, raw=True)


def _fit(standing: Standing | None) -> str:
    if standing is None:
        return ""
    lines = [escape(matching.met(standing.met, standing.asked))]
    lines += [
        escape(matching.verdict_line(verdict, labels))
        for verdict, labels in standing.labels.items()
        if labels
    ]
    return "<br>".join(lines)


def state_history(steps: Sequence[StateChange], names: Mapping[str, str]) -> str:
    """The steps of an order."""
    rows = [
        (shell.moment_ja(one.at), one.state, names.get(one.person, one.person), one.note) for one in steps
    ]
    return table(wording.STEPS, wording.STATE_COLUMNS, rows)


def facts_table(facts: Sequence[Fact], names: Mapping[str, str]) -> str:
    """Every value ever said of an order, newest first."""
    labels = {key: one.label for key, one in fields("order").items()}
    rows = [
        (
            shell.moment_ja(one.recorded_at),
            labels.get(one.field, one.field),
            one.value,
            source(one, {}) if one.file else "",
            names.get(one.person, one.person),
        )
        for one in reversed(facts)
    ]
    return table(wording.CHANGES, wording.FACT_COLUMNS, rows)


def asked(*, office: bool) -> tuple[list[Field], list[Field]]:
    """The fields of an order's form: those asked at once, and those folded up. office: for a coordinator."""
    known = fields("order")
    hidden = _APART if office else _APART | _BUYERS_NOT
    return [known[key] for key in _FIRST], [
        one
        for key, one in known.items()
        if key not in _FIRST and key not in hidden and key != "deadline_text"
    ]


def buyers_offered(firms: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Buyers to choose from: what an order takes as its buyer (its number where several have its name, else the name) -> how it is shown."""
    names = Counter(str(firm.get("name", "")) for firm in firms)
    offered: dict[str, str] = {}
    for firm in firms:
        name, number = str(firm.get("name", "")), str(firm.get("source_id", "") or "")
        told = [place(firm), number] if names[name] > 1 else [place(firm)]
        key = number if number and names[name] > 1 else name
        offered[key] = f"{name}（{'、'.join(filter(None, told))}）"
    return offered


def is_long(key: str) -> bool:
    """Whether a field has several lines."""
    return key in _LONG


def words_of(values: Mapping[str, str]) -> str:
    """An order's words as a match would read them."""
    return StoredOrder(0, "", "", buyer_name=values.get("buyer", ""), texts=values).text


def changed(values: Mapping[str, str], before: Mapping[str, object]) -> dict[str, str | int | None]:
    """What differs from what stands."""
    return {key: text or None for key, text in values.items() if text != str(before.get(key, ""))}
