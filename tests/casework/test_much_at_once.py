"""What holds however much there is: nothing is cut silently, and nobody waits for another's long reading."""

from datetime import date

import pytest

from matching.casework import orders
from matching.corporate import OrderRow, SupplierRow, feedback

from .conftest import Casework


def test_all_open_orders_are_there_however_many(office: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.db.writing("試験") as writer:
        for number in ("K-3", "K-4", "K-5"):
            writer.upsert_order(OrderRow(number, "架空発注", texts={"item": "軸"}))
    monkeypatch.setattr(orders, "_PORTION", 2)
    found = orders.Orders(office.db, office.coordinator).open(date(2026, 11, 22))
    assert [one.number for one in found] == ["K-5", "K-4", "K-3", "K-2", "K-1"]


def test_others_write_while_judgements_are_read(office: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    db = office.db
    matches = [{"id": office.turner, "rank": 1}]
    record = {"order": "", "revision": "db:1", "text": "旋削", "matches": matches}
    db.rankings.record(office.coordinator, "f" * 32, record)
    db.feedback.give(office.coordinator, "f" * 32, office.turner, True)
    shown = feedback.shown

    def meanwhile(*of: object) -> object:
        with db.writing("ほかの人") as writer:
            writer.upsert_supplier(SupplierRow("架空新規", "A-9"))
        return shown(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(feedback, "shown", meanwhile)
    assert db.feedback.judgements(office.coordinator).qrels == (("f" * 32, "A-1", 2),)
    assert db.supplier_by_key("A-9").name == "架空新規"
