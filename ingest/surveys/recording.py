"""One thing done (実績), as people say it -> the row that goes on record: the firms and the order that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matching.corporate import ActivityRow, CorporateDatabase, Writer
from matching.errors import NotFound


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done, in words. kind: of activities.KINDS; company, buyer: number, id or name; order: 案件番号; amount in yen."""

    kind: str
    on: date
    coordinator: str
    company: str = ""
    buyer: str = ""
    order: str = ""
    amount_yen: int | None = None
    note: str = ""


def activity_row(done: Done, db: CorporateDatabase, writer: Writer) -> ActivityRow:
    """The row. An unknown buyer is kept by name. Raises NotFound for a firm or an order that isn't there, or isn't one."""
    company_id, company, industry = _supplier(db, writer, done.company) if done.company else (None, "", "")
    buyer_id, buyer, order_id = None, done.buyer, None
    if done.order:
        order = db.order(done.order)
        order_id, buyer_id, buyer = order.id, order.buyer_id, buyer or order.buyer_name
    if done.buyer:
        try:
            found = db.buyer(done.buyer)
            buyer_id, buyer = found.id, found.name
        except NotFound:
            buyer_id = None  # kept by the name that was given
    return ActivityRow(
        done.kind, done.on, done.coordinator, company_id, company, industry, buyer_id, buyer, order_id,
        done.amount_yen, done.note,
    )  # fmt: skip


def _supplier(db: CorporateDatabase, writer: Writer, words: str) -> tuple[int, str, str]:
    """Id, name and industry of the firm that was named. Raises NotFound where it isn't one firm of the database."""
    try:
        firm = db.supplier_by_key(words)
    except NotFound:
        company_id = writer.company_of("", "", words)
        if company_id is None:
            raise NotFound(f"企業「{words}」は1社に決まりません。登録番号を指定してください。") from None
        found = next(iter(db.suppliers([company_id])), None)
        if found is None:
            raise NotFound(f"「{words}」は受注企業ではありません。--buyer で指定してください。") from None
        firm = found
    return firm.id, firm.name, firm.texts.get("industry", "")
