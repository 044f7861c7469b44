"""Two firms made one by a person, and made two again.

The older firm stays; the other stands aside with all that it has. Whatever is taken over from it goes on record with
its own source, within a batch of kind "decision", so that taking that batch back restores both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from matching.corporate.facts import StandingFact, is_older, sources
from matching.corporate.likeness import Card
from matching.corporate.rows import Provenance
from matching.corporate.tables import FactRow, OrderSlip
from matching.corporate.transaction import Transaction
from matching.corporate.values import LISTS, company_columns, joined, merged_remarks
from matching.errors import InputError

MERGED_INTO = "merged_into"
_SHOWN_NUMBERS = ("source_id", "buyer_number")


def card_of(columns: Mapping[str, Any]) -> Card:
    """What a firm of these columns is known by."""
    return Card.of(columns)


def pair(tx: Transaction, one: int, other: int) -> tuple[int, int]:
    """The firm that stays and the one that stands aside. Raises InputError if they stand no more or cannot be one."""
    kept, gone = sorted((tx.firms.current(one), tx.firms.current(other)))
    if kept == gone or not (tx.firms.stands(kept) and tx.firms.stands(gone)):
        raise InputError("この2社はすでに1社になっているか、取り消されています。")
    if tx.firms.conflict(kept, tx.firms.card(gone).valid_number):
        raise InputError(
            "法人番号が違う2社は1社にできません。どちらかの法人番号を直してからやり直してください。"
        )
    return kept, gone


def merge(tx: Transaction, one: int, other: int) -> int:
    """Make two firms one; returns the one that stays. Raises InputError as `pair` does."""
    kept, gone = pair(tx, one, other)
    tx.flush()
    taken = _taken(tx, kept, gone)
    orders = list(tx.connection.scalars(select(OrderSlip.id).where(OrderSlip.buyer_id == gone)))
    before = tx.projection.company_values(kept)
    tx.projection.merge_company(gone, kept)
    values = {field: fact.value for field, fact in taken.items()}
    after = tx.projection.change_company(kept, before, values)
    for field, fact in taken.items():
        tx.append({field: fact.value}, fact.provenance, company_id=kept)
    decided = Provenance(person=tx.who)
    tx.append({MERGED_INTO: json.dumps([kept, orders])}, decided, company_id=gone)
    for company_id in (kept, gone):
        tx.note_row(decided, "", "updated", company_id=company_id)
    tx.firms.add(kept, company_columns(after), bool(after.get("is_buyer")))
    tx.forget()
    return kept


def separate(tx: Transaction, gone: int) -> None:
    """Let a firm that was merged stand alone again, with its own numbers and orders."""
    facts = sources(tx.connection, gone)
    numbers = [field for field, fact in facts.items() if field.startswith("number.") and fact.value]
    said = select(FactRow.value).where(FactRow.company_id == gone, FactRow.field == MERGED_INTO)
    last = tx.connection.scalars(said.order_by(FactRow.id.desc())).first()
    orders = json.loads(last)[1] if last else []
    kept = json.loads(last)[0] if last else gone
    tx.projection.revive_company(gone, numbers, orders)
    tx.forget()
    # Orders that came since, too, may name the firm that is back.
    said_since = select(OrderSlip.id, OrderSlip.buyer).where(OrderSlip.buyer_id == kept)
    own = [order_id for order_id, words in tx.connection.execute(said_since) if tx.firms.buyer(words) == gone]
    tx.projection.revive_company(gone, (), own)


def _taken(tx: Transaction, kept: int, gone: int) -> dict[str, StandingFact]:
    """What the firm that stays takes over: all that it lacks, of lists what it lacks, and what was said later."""
    own, others = sources(tx.connection, kept), sources(tx.connection, gone)
    found: dict[str, StandingFact] = {}
    for field, fact in others.items():
        mine = own.get(field)
        if not fact.value or field == MERGED_INTO or (mine and mine.value == fact.value):
            continue
        if mine is None or not mine.value:
            found[field] = fact
        elif field.startswith("visibility."):
            # What one of them hides stays hidden.
            if json.loads(fact.value)[0] is False:
                found[field] = fact
        elif field.endswith("remarks"):
            found[field] = fact._replace(value=merged_remarks(mine.value, fact.value))
        elif field in LISTS:
            older, newer = (mine, fact) if _later(fact, mine) else (fact, mine)
            if (both := joined(field, older.value, newer.value)) != mine.value:
                found[field] = newer._replace(value=both)
        elif field not in _SHOWN_NUMBERS and field != "name" and _later(fact, mine):
            found[field] = fact
    return found


def _later(fact: StandingFact, mine: StandingFact) -> bool:
    days = fact.provenance.said_on, mine.provenance.said_on
    if all(days):
        return not is_older(*days)
    return fact.recorded_at > mine.recorded_at
