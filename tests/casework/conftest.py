"""An office with one buyer, three suppliers and two orders; who works in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matching.corporate import BuyerRow, CorporateDatabase, EquipmentRow, OrderRow, SupplierRow
from matching.corporate.access import Viewer

COORDINATOR = Viewer("u1", frozenset({"coordinator"}), 1)
COLLEAGUE = Viewer("u2", frozenset({"coordinator"}), 2)
READER = Viewer("u9", frozenset({"reader"}), 9)


@dataclass
class Casework:
    """The database, its firms' ids, and viewers by role."""

    db: CorporateDatabase
    buyer: int
    turner: int
    plater: int
    rival: int
    coordinator: Viewer = COORDINATOR
    colleague: Viewer = COLLEAGUE
    reader: Viewer = READER
    of: dict[str, Viewer] = field(default_factory=dict)


@pytest.fixture
def office(tmp_path: Path, database_at: Callable[[Path], str]) -> Iterator[Casework]:
    with CorporateDatabase.open(database_at(tmp_path / "cases.db"), lock_wait=5) as db:
        with db.writing("試験") as writer:
            buyer = writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市")).id
            turner = writer.upsert_supplier(
                SupplierRow(
                    "架空旋盤工業",
                    "A-1",
                    prefecture="茨城県",
                    city="日立市",
                    phone="029-000-0000",
                    texts={"industry": "金属製品", "processes": "旋削加工", "limits": "溶接は不可"},
                    equipment=(EquipmentRow("NC旋盤", count=3), EquipmentRow("フライス盤")),
                )
            ).id
            plater = writer.upsert_supplier(
                SupplierRow("架空めっき", "A-2", texts={"processes": "めっき"})
            ).id
            rival = writer.upsert_supplier(SupplierRow("架空競合", "A-3", texts={"processes": "旋削加工"})).id
            writer.set_status(rival, "競合・系列", "親会社が同業", buyer_id=buyer)
            for number in ("K-1", "K-2"):
                writer.upsert_order(
                    OrderRow(number, "架空発注", texts={"item": "シャフト", "processes": "旋削加工"})
                )
        made = Casework(db, buyer, turner, plater, rival)
        made.of = {
            "turner": Viewer("u3", frozenset({"supplier"}), 3, supplier_id=turner),
            "plater": Viewer("u4", frozenset({"supplier"}), 4, supplier_id=plater),
            "buyer": Viewer("u5", frozenset({"buyer"}), 5, buyer_id=buyer),
        }
        yield made
