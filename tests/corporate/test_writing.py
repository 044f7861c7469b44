"""Rows into the database: identity, provenance, updates, and what must never get in."""

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
    UpsertResult,
)
from matching.corporate.values import COMPANY_FIELDS, OTHER_FIELDS
from matching.errors import InputError, NotFound
from matching.records import PROFILE_TEXT_FIELDS

# 9 - (53 mod 9) = 1 and 9 - (59 mod 9) = 4: two numbers with right check digits.
NOWHERE = Provenance()
NUMBER = "1180301018771"
OTHER_NUMBER = "4011001098993"
WRONG_NUMBER = "2180301018771"

FULL = SupplierRow(
    "株式会社架空精機",
    source_id="A-0001",
    corporate_number=NUMBER,
    invoice_number=f"T{NUMBER}",
    kana="カクウセイキ",
    postal_code="310-0000",
    prefecture="茨城県",
    city="日立市",
    address="字架空1-2",
    phone="0299-00-0001",
    fax="0299-00-0002",
    email="info@example.jp",
    url="https://example.jp/",
    contact="営業 架空",
    representative="代表取締役 架空",
    capital_yen=3_000_000_000,
    employees=12,
    founded="昭和48年",
    texts={key: f"{label}のことば" for key, label in PROFILE_TEXT_FIELDS.items()},
    equipment=(EquipmentRow("NC旋盤", "架空機械", "KL-8", "8インチ", 3, 1998), EquipmentRow("ボール盤")),
    certifications=(CertificationRow("ISO9001", "JP-1", date(2027, 3, 31), "令和9年3月"),),
    other={key: f"{key}の値" for key in OTHER_FIELDS},
)


def put(db: CorporateDatabase, *rows: SupplierRow, provenance: Provenance = NOWHERE) -> list[UpsertResult]:
    with db.writing("試験") as writer:
        return [writer.upsert_supplier(row, provenance) for row in rows]


def test_a_supplier_comes_back_as_it_was_told(db: CorporateDatabase) -> None:
    put(db, FULL)
    supplier = db.supplier_by_key("A-0001")
    assert (supplier.source_id, supplier.name, supplier.employees) == ("A-0001", "株式会社架空精機", 12)
    place = supplier.place
    assert (place.prefecture, place.city, place.region) == ("茨城県", "日立市", "県北")
    assert (place.lat, place.lng) == pytest.approx((36.599167, 140.651667), abs=1e-5)
    told = {key: text for key, text in FULL.texts.items() if key not in ("equipment", "certifications")}
    assert {key: supplier.texts[key] for key in told} == told
    assert supplier.texts["equipment"].splitlines() == [
        "設備のことば",
        "NC旋盤 架空機械 KL-8 8インチ 3台 1998年",
        "ボール盤",
    ]
    assert supplier.texts["certifications"].splitlines()[1] == "ISO9001 JP-1 有効期限 令和9年3月"


def test_rows_that_the_cell_already_tells_are_not_told_twice(db: CorporateDatabase) -> None:
    words = "NC旋盤(8ｲﾝﾁ)×3、ボール盤"
    rows = (EquipmentRow("NC旋盤", capacity="8ｲﾝﾁ", count=3), EquipmentRow("ボール盤"))
    put(db, SupplierRow("架空鉄工", source_id="1", texts={"equipment": words}, equipment=rows))
    assert db.supplier_by_key("1").texts["equipment"] == words


def test_blank_texts_are_absent(db: CorporateDatabase) -> None:
    put(db, SupplierRow("架空鉄工", source_id="1", texts={"processes": "旋盤", "notes": " \n", "limits": ""}))
    assert db.supplier_by_key("1").texts == {"processes": "旋盤"}


def test_every_value_keeps_its_cell(db: CorporateDatabase) -> None:
    keys = [*COMPANY_FIELDS, *PROFILE_TEXT_FIELDS, *OTHER_FIELDS]
    cells = {key: f"{chr(65 + n // 26)}{chr(65 + n % 26)}5" for n, key in enumerate(keys)}
    cells |= {"equipment_rows": "設備!B3 設備!B4"}
    [result] = put(db, FULL, provenance=Provenance("名簿.xlsx", "受注企業", 5, cells))
    facts = {fact.field: fact for fact in db.facts(result.id)}
    assert {key: facts[key].cell for key in keys} == {key: cells[key] for key in keys}
    assert facts["equipment_rows"].cell == "設備!B3 設備!B4"
    assert facts["certification_rows"].cell == cells["certifications"]
    assert facts["source_id"].cell == "5行"
    assert {(fact.file, fact.sheet, fact.person) for fact in facts.values()} == {
        ("名簿.xlsx", "受注企業", "")
    }
    assert facts["phone"].value == "0299-00-0001"
    assert facts["phone"].recorded_at.utcoffset() is not None


def test_a_value_told_by_a_person_names_the_person(db: CorporateDatabase) -> None:
    [result] = put(db, SupplierRow("架空鉄工"))
    assert {fact.person for fact in db.facts(result.id)} == {"試験"}


def test_a_correction_leaves_the_old_value_on_record(db: CorporateDatabase) -> None:
    [first] = put(db, SupplierRow("架空鉄工", source_id="1", phone="0299-00-0001"))
    [second] = put(db, SupplierRow("架空鉄工", source_id="1", phone="0299-00-0009"))
    assert (second.outcome, second.id, second.matched_by) == ("updated", first.id, "source_id")
    assert [fact.value for fact in db.facts(first.id, field="phone")] == ["0299-00-0001", "0299-00-0009"]
    assert len(db.facts(first.id, field="name")) == 1


def test_a_blank_never_erases(db: CorporateDatabase) -> None:
    put(db, FULL)
    [again] = put(db, SupplierRow(FULL.name, source_id="A-0001"))
    assert again.outcome == "unchanged"
    assert len(db.supplier_by_key("A-0001").texts) == len(PROFILE_TEXT_FIELDS)


def test_rows_of_machines_are_replaced_as_a_whole(db: CorporateDatabase) -> None:
    put(
        db,
        SupplierRow("架空鉄工", source_id="1", equipment=(EquipmentRow("旋盤"), EquipmentRow("フライス盤"))),
    )
    [again] = put(db, SupplierRow("架空鉄工", source_id="1", equipment=(EquipmentRow("旋盤", count=2),)))
    assert again.outcome == "updated"
    assert db.supplier_by_key("1").texts["equipment"] == "旋盤 2台"


def test_an_equal_valid_corporate_number_is_the_same_firm(db: CorporateDatabase) -> None:
    [first] = put(db, SupplierRow("架空鉄工", source_id="A-1", corporate_number=NUMBER))
    [second] = put(db, SupplierRow("架空鉄工株式会社", source_id="X-77", corporate_number=NUMBER, phone="1"))
    assert (second.outcome, second.id, second.matched_by) == ("updated", first.id, "corporate_number")
    assert db.supplier_by_key("X-77").id == db.supplier_by_key("A-1").id == first.id
    assert db.supplier_by_key("X-77").source_id == "A-1"


def test_an_equal_wrong_corporate_number_proves_nothing(db: CorporateDatabase) -> None:
    rows = [SupplierRow(f"架空{n}", source_id=f"A-{n}", corporate_number=WRONG_NUMBER) for n in range(2)]
    assert [result.outcome for result in put(db, *rows)] == ["accepted", "accepted"]


def test_one_registration_number_for_two_legal_persons_is_left_to_a_person(db: CorporateDatabase) -> None:
    [first, second] = put(
        db,
        SupplierRow("架空鉄工", source_id="1", corporate_number=NUMBER),
        SupplierRow("別の工業", source_id="1", corporate_number=OTHER_NUMBER),
    )
    assert (second.outcome, second.to_review) == ("accepted", (first.id,))
    [again] = put(db, SupplierRow("別の工業", source_id="1", corporate_number=OTHER_NUMBER))
    assert (again.outcome, again.id, again.to_review) == ("unchanged", second.id, (first.id,))
    assert db.supplier_by_key("1").name == "架空鉄工"


def test_two_registrations_that_turn_out_to_be_one_legal_person_are_left_to_a_person(
    db: CorporateDatabase,
) -> None:
    [first, second] = put(
        db,
        SupplierRow("架空鉄工", source_id="1", corporate_number=NUMBER),
        SupplierRow("架空工業", source_id="2"),
    )
    [again] = put(db, SupplierRow("架空工業", source_id="2", corporate_number=NUMBER))
    assert (again.outcome, again.id, again.to_review) == ("unchanged", second.id, (first.id,))
    # A number has one firm; accepting the proposal makes the two one.
    [proposal] = db.proposals()
    assert (proposal.company_id, proposal.other_id) == (first.id, second.id)
    assert [row.corporate_number for row in db.supplier_rows()] == [NUMBER, ""]
    assert db.supplier_count() == 2


def test_a_wrong_corporate_number_never_replaces_a_right_one(db: CorporateDatabase) -> None:
    [first] = put(db, SupplierRow("架空鉄工", source_id="1", corporate_number=NUMBER))
    [second] = put(db, SupplierRow("架空鉄工", source_id="1", corporate_number=WRONG_NUMBER))
    assert second.outcome == "unchanged"
    assert [fact.value for fact in db.facts(first.id, field="corporate_number")] == [NUMBER]


def test_an_equal_name_at_an_equal_place_is_only_suggested(db: CorporateDatabase) -> None:
    here = {"prefecture": "茨城県", "city": "水戸市"}
    [first] = put(db, SupplierRow("㈱架空鉄工", source_id="1", phone="1", **here))
    [second, elsewhere] = put(
        db,
        SupplierRow("架空鉄工株式会社", source_id="2", phone="2", **here),
        SupplierRow("架空鉄工", source_id="3", prefecture="茨城県", city="日立市"),
    )
    assert (second.outcome, second.to_review) == ("accepted", (first.id,))
    assert (elsewhere.outcome, elsewhere.to_review) == ("accepted", ())
    assert [fact.value for fact in db.facts(first.id, field="phone")] == ["1"]


def test_firms_without_a_number_get_one_that_stays(db: CorporateDatabase) -> None:
    row = SupplierRow("架空鉄工", prefecture="茨城県", city="水戸市", phone="1")
    [taken, first] = put(db, SupplierRow("先の製作所", source_id="S-000001"), row)
    assert db.supplier_by_key("S-000002").id == first.id
    [again] = put(db, row)
    assert (again.outcome, again.id, again.matched_by) == ("unchanged", first.id, "name")
    assert taken.id != first.id


def test_the_agencys_number_takes_the_place_of_a_made_up_one(db: CorporateDatabase) -> None:
    put(db, SupplierRow("架空鉄工", corporate_number=NUMBER))
    put(db, SupplierRow("架空鉄工", source_id="A-5", corporate_number=NUMBER))
    assert db.supplier_by_key("A-5").source_id == "A-5"
    assert db.supplier_by_key("S-000001").source_id == "A-5"


def test_an_id_wins_over_an_equal_registration_number(db: CorporateDatabase) -> None:
    [first, second] = put(db, SupplierRow("一番", source_id="2"), SupplierRow("二番", source_id="99"))
    assert (first.id, second.id) == (1, 2)
    assert db.supplier_by_key("2").name == "二番"
    assert db.supplier_by_key("99").name == "二番"


@pytest.mark.parametrize("key", ["", "0", "-1", "A-9999", "99999999999999999999", "１", "\0", "9" * 5000])
def test_an_unknown_key_is_not_found(db: CorporateDatabase, key: str) -> None:
    put(db, SupplierRow("架空鉄工", source_id="A-1"))
    with pytest.raises(NotFound, match="受注企業"):
        db.supplier_by_key(key)


def test_suppliers_come_in_the_order_asked_for(db: CorporateDatabase) -> None:
    results = put(db, *(SupplierRow(f"架空{n}") for n in range(5)))
    asked = [results[3].id, 10**12, results[0].id, 77, results[3].id]
    assert [one.id for one in db.suppliers(asked)] == [results[3].id, results[0].id]
    assert list(db.suppliers([])) == []


def test_more_suppliers_than_one_portion_come_all_once(db: CorporateDatabase) -> None:
    put(db, *(SupplierRow(f"架空{n}") for n in range(1201)))
    ids = [one.id for one in db.suppliers()]
    assert ids == sorted(set(ids))
    assert len(ids) == db.supplier_count() == 1201
    assert [one.id for one in db.suppliers(ids[::-1])] == ids[::-1]


def test_buyers_and_suppliers_have_numbers_of_their_own(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        supplier = writer.upsert_supplier(SupplierRow("受注の会社", source_id="1"))
        buyer = writer.upsert_buyer(BuyerRow("発注の会社", source_id="1", other={"wants": "切削品"}))
    assert supplier.id != buyer.id
    assert db.supplier_count() == 1
    assert [(one.id, one.source_id, one.name, one.texts) for one in db.buyers()] == [
        (buyer.id, "1", "発注の会社", {"wants": "切削品"})
    ]


def test_one_firm_may_buy_and_supply(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        supplier = writer.upsert_supplier(
            SupplierRow("架空", source_id="A", corporate_number=NUMBER, texts={"industry": "金属"})
        )
        buyer = writer.upsert_buyer(BuyerRow("架空", corporate_number=NUMBER, other={"industry": "食品"}))
    assert (buyer.id, buyer.outcome) == (supplier.id, "updated")
    assert db.supplier_by_key("A").texts["industry"] == "金属"
    assert db.buyer(buyer.id).texts["industry"] == "食品"


def test_buyers_are_found_by_number_and_by_unmistakable_name(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        one = writer.upsert_buyer(BuyerRow("㈱架空食品", source_id="B-1", city="水戸市"))
        writer.upsert_buyer(BuyerRow("架空商店", source_id="B-2", city="水戸市"))
        writer.upsert_buyer(BuyerRow("架空商店", source_id="B-3", city="日立市"))
    assert db.buyer("B-1") == db.buyer("株式会社 架空食品") == db.buyer(one.id)
    with pytest.raises(InputError, match="複数"):
        db.buyer("架空商店")
    with pytest.raises(NotFound):
        db.buyer("ない会社")


@pytest.mark.parametrize(
    "row",
    [
        SupplierRow(" "),
        SupplierRow("架空", texts={"nosuch": "x"}),
        SupplierRow("架空", other={"processes": "x"}),
        SupplierRow("架空", capital_yen=2**63),
        SupplierRow("架空", employees=2**31),
        SupplierRow("架空", equipment=(EquipmentRow("旋盤", count=2**31),)),
    ],
)
def test_a_row_that_cannot_be_stored_is_refused_and_the_others_stay(
    db: CorporateDatabase, row: SupplierRow
) -> None:
    with db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("よい会社"))
        with pytest.raises(InputError, match=r"[ぁ-ん]"):
            writer.upsert_supplier(row)
    assert [one.name for one in db.suppliers()] == ["よい会社"]


def test_an_error_takes_the_whole_transaction_back(db: CorporateDatabase) -> None:
    with pytest.raises(InputError, match="企業名"):
        put(db, SupplierRow("架空"), SupplierRow(""))
    assert (db.supplier_count(), db.revision()) == (0, 0)


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(db: CorporateDatabase) -> None:
    with db.writing("試験", dry_run=True) as writer:
        assert writer.upsert_supplier(SupplierRow("架空")).outcome == "accepted"
    assert (db.supplier_count(), db.revision()) == (0, 0)


def test_nul_and_half_characters_are_taken_out_everywhere(db: CorporateDatabase) -> None:
    bad = "架\0空\ud83d"
    with db.writing(bad) as writer:
        writer.begin_batch(bad, "0" * 64, "suppliers")
        supplier = writer.upsert_supplier(
            SupplierRow(
                bad,
                source_id="A\0-1",
                address=bad,
                texts={"notes": bad},
                equipment=(EquipmentRow(bad),),
                certifications=(CertificationRow(bad),),
                other={"bank": bad},
            ),
            Provenance(bad, bad, 3, {"notes": bad}),
        )
        writer.set_status(supplier.id, "休業", bad)
        order = writer.upsert_order(OrderRow("N\0-1", bad, owner=bad, texts={"item": bad}))
        writer.move_order(order.id, "照会", bad, bad)
        writer.finish_batch({"read": 1})
    stored = repr(
        (list(db.suppliers()), db.facts(supplier.id), list(db.orders()), db.order_history(order.id))
    )
    stored += repr((db.batches(), db.statuses(supplier.id)))
    assert "\\x00" not in stored
    assert "\\ud83d" not in stored
    assert db.supplier_by_key("A-1").name == "架空\ufffd"


def test_visibility_is_the_default_until_the_firm_chooses(db: CorporateDatabase) -> None:
    [result] = put(db, FULL)
    shown = db.visibility(result.id)
    assert (shown["processes"], shown["phone"]) == (True, False)
    with db.writing("試験") as writer:
        assert writer.set_visibility(result.id, "phone", True, date(2026, 4, 1)) is True
        assert writer.set_visibility(result.id, "phone", True, date(2026, 4, 1)) is False
    assert db.visibility(result.id)["phone"] is True
    assert [fact.value for fact in db.facts(result.id, field="visibility.phone")] == ['[true, "2026-04-01"]']
    with pytest.raises(InputError), db.writing("試験") as writer:
        writer.set_visibility(result.id, "nosuch", True)
    with pytest.raises(NotFound), db.writing("試験") as writer:
        writer.set_visibility(999, "phone", True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_telling_the_same_twice_changes_nothing(
    db: CorporateDatabase, any_supplier: st.SearchStrategy[SupplierRow], data: st.DataObject
) -> None:
    row = data.draw(any_supplier)
    put(db, row)
    revision, count = db.revision(), db.supplier_count()
    [again] = put(db, row)
    assert again.outcome == "unchanged"
    assert (db.revision(), db.supplier_count()) == (revision, count)
