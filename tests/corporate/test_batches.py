"""Readings of files: read twice, taken back, and the data revision that an index follows."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.corporate import (
    BuyerRow,
    CertificationRow,
    CorporateDatabase,
    EquipmentRow,
    OrderRow,
    Provenance,
    SupplierRow,
    opening,
)
from matching.errors import InputError, NotFound

NUMBER = "1180301018771"
TODAY = date(2026, 11, 21)


def read(
    db: CorporateDatabase, sha: str, rows: Sequence[SupplierRow | BuyerRow | OrderRow]
) -> tuple[int, list[str]]:
    """Read rows as a file of that hash; its batch and the outcomes."""
    with db.writing("取込") as writer:
        batch = writer.begin_batch(f"{sha}.csv", sha, "suppliers")
        outcomes = []
        for line, row in enumerate(rows, 2):
            provenance = Provenance(f"{sha}.csv", "", line)
            if isinstance(row, SupplierRow):
                outcomes.append(writer.upsert_supplier(row, provenance).outcome)
            elif isinstance(row, BuyerRow):
                outcomes.append(writer.upsert_buyer(row, provenance).outcome)
            else:
                outcomes.append(writer.upsert_order(row, provenance).outcome)
        writer.finish_batch({"read": len(rows)})
    return batch, list(outcomes)


def undo(db: CorporateDatabase, batch: int) -> None:
    with db.writing("試験") as writer:
        writer.undo_batch(batch)


def firm(number: str, **values: object) -> SupplierRow:
    return SupplierRow(f"架空{number}", source_id=number, **values)  # type: ignore[arg-type]


def snapshot(db: CorporateDatabase) -> object:
    """All that a user can see of the present state."""
    suppliers = list(db.suppliers())
    return (
        suppliers,
        [db.statuses(one.id) for one in suppliers],
        [db.visibility(one.id) for one in suppliers],
        db.buyers(),
        list(db.orders()),
        [db.select_ids({"certification": "ISO9001"}, today=TODAY)],
        [db.select_ids({"region": region}) for region in ("県北", "県央")],
    )


def test_the_revision_rises_once_a_change_and_not_without_one(db: CorporateDatabase) -> None:
    rows = [
        firm("1"),
        firm("2", phone="1"),
        OrderRow("N-1", "架空商会", texts={"item": "軸"}),
        BuyerRow("架空商会"),
    ]
    assert db.revision() == 0
    read(db, "a", rows)
    assert db.revision() == 1
    read(db, "a", rows)
    read(db, "b", rows)
    with db.writing("試験"):
        pass
    assert db.revision() == 1
    read(db, "c", [firm("1", phone="2")])
    assert db.revision() == 2
    db.move_order("N-1", "照会", "鈴木(架空)")
    assert db.revision() == 3


def test_an_index_learns_which_suppliers_changed_and_which_are_gone(db: CorporateDatabase) -> None:
    read(db, "a", [firm("1"), firm("2"), BuyerRow("架空商会")])
    last, _ = read(db, "b", [firm("3"), firm("2", phone="1")])
    one, two, three = (db.supplier_by_key(key).id for key in "123")
    assert db.changed_suppliers(0) == ([one, two, three], [])
    assert db.changed_suppliers(1) == ([two, three], [])
    assert db.changed_suppliers(2) == ([], [])
    undo(db, last)
    assert db.revision() == 3
    assert db.changed_suppliers(2) == ([two], [three])
    assert db.changed_suppliers(0) == ([one, two], [three])


def test_a_firm_that_is_no_supplier_any_more_is_gone(db: CorporateDatabase) -> None:
    read(db, "a", [BuyerRow("架空", corporate_number=NUMBER)])
    batch, _ = read(db, "b", [SupplierRow("架空", corporate_number=NUMBER, texts={"processes": "旋盤"})])
    supplier = next(db.suppliers()).id
    undo(db, batch)
    assert db.changed_suppliers(0) == ([], [supplier])
    assert [one.name for one in db.buyers()] == ["架空"]


def test_the_changed_suppliers_are_found_by_an_index_of_the_database(db: CorporateDatabase) -> None:
    with opening.reading(db._engine) as connection:
        if connection.dialect.name == "postgresql":  # which reads the whole of a small table by choice
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = connection.exec_driver_sql(
            f"{explain} SELECT id FROM companies WHERE changed_revision > 5"
        ).fetchall()
    assert "ix_companies_changed_revision" in str(plan)


def test_the_same_file_again_is_unchanged_whatever_was_edited_since(db: CorporateDatabase) -> None:
    rows = [
        firm("1", phone="1"),
        OrderRow("N-1", texts={"item": "軸"}),
        SupplierRow("番号なし", city="水戸市"),
    ]
    assert read(db, "a", rows)[1] == ["accepted"] * 3
    with db.writing("鈴木(架空)") as writer:
        writer.upsert_supplier(firm("1", phone="2"))
    db.move_order("N-1", "照会", "鈴木(架空)")
    assert read(db, "a", rows)[1] == ["unchanged"] * 3
    assert [fact.value for fact in db.facts(db.supplier_by_key("1").id, field="phone")] == ["1", "2"]
    assert db.order("N-1").state == "照会"


def test_batches_are_listed_with_their_counts(db: CorporateDatabase) -> None:
    first, _ = read(db, "a", [firm("1")])
    second, _ = read(db, "b", [firm("2")])
    undo(db, second)
    newest, oldest = db.batches()
    assert (oldest.id, oldest.file, oldest.sha256, oldest.kind, oldest.counts) == (
        first, "a.csv", "a", "suppliers", {"read": 1},
    )  # fmt: skip
    assert (newest.id, newest.undone_at is None, oldest.undone_at is None) == (second, False, True)


def test_taking_a_batch_back_restores_all_that_was_there_before(db: CorporateDatabase) -> None:
    certificate = (CertificationRow("ISO9001", "1", date(2027, 3, 31), "2027年3月"),)
    read(
        db,
        "a",
        [
            firm(
                "1",
                phone="1",
                city="水戸市",
                employees=5,
                equipment=(EquipmentRow("旋盤"),),
                texts={"notes": "あ"},
            ),
            BuyerRow("架空商会", source_id="B-1", other={"wants": "軸"}),
            OrderRow("N-1", "架空商会", texts={"item": "軸"}),
        ],
    )
    company = db.supplier_by_key("1").id
    with db.writing("試験") as writer:
        writer.set_status(company, "休業", "改装")
    before = snapshot(db)
    with db.writing("取込") as writer:
        batch = writer.begin_batch("b.csv", "b", "suppliers")
        writer.upsert_supplier(
            firm(
                "1",
                phone="2",
                city="日立市",
                employees=9,
                equipment=(EquipmentRow("旋盤", count=2), EquipmentRow("フライス盤")),
                certifications=certificate,
                texts={"notes": "い", "processes": "旋盤"},
                other={"bank": "架空銀行"},
            )
        )
        writer.upsert_supplier(firm("2", certifications=certificate))
        writer.upsert_buyer(BuyerRow("架空商会", source_id="B-1", other={"wants": "板", "policy": "品質"}))
        writer.upsert_buyer(BuyerRow("別の商会"))
        writer.upsert_order(OrderRow("N-1", "別の商会", "照会", deadline=TODAY, texts={"item": "板"}))
        writer.upsert_order(OrderRow("N-2", texts={"item": "箱"}))
        writer.set_status(company, "休業", "移転", end=TODAY)
        writer.set_status(company, "受注余力なし")
        writer.set_visibility(company, "phone", True)
        writer.finish_batch({})
    changed = snapshot(db)
    assert changed != before
    undo(db, batch)
    assert snapshot(db) == before
    assert db.order_history(1)[-1].state == "受付"
    assert not any(fact.stands for fact in db.facts(company) if fact.batch == batch)


def test_a_batch_taken_back_can_be_read_again_under_new_ids(db: CorporateDatabase) -> None:
    rows = [firm("1"), OrderRow("N-1", texts={"item": "軸"})]
    batch, _ = read(db, "a", rows)
    old = db.supplier_by_key("1").id
    undo(db, batch)
    assert (db.supplier_count(), list(db.orders())) == (0, [])
    with pytest.raises(NotFound):
        db.supplier_by_key("1")
    assert read(db, "a", rows)[1] == ["accepted", "accepted"]
    assert db.supplier_by_key("1").id > old
    assert db.changed_suppliers(0) == ([old + 1], [old])


def test_a_value_edited_after_the_batch_stays(db: CorporateDatabase) -> None:
    read(db, "a", [firm("1", phone="1", fax="1")])
    batch, _ = read(db, "b", [firm("1", phone="2", fax="2")])
    company = db.supplier_by_key("1").id
    with db.writing("鈴木(架空)") as writer:
        writer.upsert_supplier(firm("1", phone="3"))
    undo(db, batch)
    with db.writing("鈴木(架空)") as writer:
        assert writer.upsert_supplier(firm("1", phone="3", fax="1")).outcome == "unchanged"
    assert [fact.stands for fact in db.facts(company, field="phone")] == [True, False, True]


def test_what_a_later_file_also_read_is_not_taken_away_from_under_it(db: CorporateDatabase) -> None:
    first, _ = read(db, "a", [firm("1"), firm("2")])
    second, outcomes = read(db, "b", [firm("1")])
    assert outcomes == ["unchanged"]
    with pytest.raises(InputError, match=f"先に取込 {second} を取り消して"):
        undo(db, first)
    assert db.supplier_count() == 2
    revision = db.revision()
    undo(db, second)
    assert (db.supplier_count(), db.revision()) == (2, revision)  # it had changed nothing
    undo(db, first)
    assert db.supplier_count() == 0


def test_the_same_file_read_twice_can_be_taken_back_at_once(db: CorporateDatabase) -> None:
    first, _ = read(db, "a", [firm("1")])
    read(db, "a", [firm("1")])
    undo(db, first)
    assert db.supplier_count() == 0


def test_an_unknown_or_undone_batch_is_refused(db: CorporateDatabase) -> None:
    batch, _ = read(db, "a", [firm("1")])
    undo(db, batch)
    with pytest.raises(InputError, match="すでに"):
        undo(db, batch)
    for unknown in (99, 0, -1, 2**80):
        with pytest.raises(NotFound, match="取込"):
            undo(db, unknown)


def test_orders_of_a_buyer_that_was_taken_back_wait_for_it(db: CorporateDatabase) -> None:
    batch, _ = read(db, "a", [BuyerRow("架空商会")])
    with db.writing("試験") as writer:
        writer.upsert_order(OrderRow("N-1", "架空商会", texts={"item": "軸"}))
    undo(db, batch)
    assert db.order("N-1").buyer_id is None
    read(db, "a", [BuyerRow("架空商会")])
    assert db.order("N-1").buyer_id == db.buyer("架空商会").id


def test_a_batch_can_be_taken_back_in_the_transaction_that_read_it(db: CorporateDatabase) -> None:
    with db.writing("取込") as writer:
        batch = writer.begin_batch("a.csv", "a", "suppliers")
        writer.upsert_supplier(firm("1"))
        writer.finish_batch({})
        writer.undo_batch(batch)
        assert writer.upsert_supplier(firm("1")).outcome == "accepted"
    assert db.supplier_count() == 1


def test_no_batch_can_be_finished_that_was_not_begun(db: CorporateDatabase) -> None:
    with pytest.raises(InputError), db.writing("取込") as writer:
        writer.finish_batch({})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_taking_back_any_batch_restores_the_state_before(
    db: CorporateDatabase, any_supplier: st.SearchStrategy[SupplierRow], data: st.DataObject
) -> None:
    read(db, data.draw(st.uuids()).hex, data.draw(st.lists(any_supplier, max_size=3)))
    before = snapshot(db)
    batch, _ = read(db, data.draw(st.uuids()).hex, data.draw(st.lists(any_supplier, max_size=4)))
    undo(db, batch)
    assert snapshot(db) == before
