"""Two firms made one and two again, with files, orders, competitors and further merges in between."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import run
from matching.corporate import CorporateDatabase, Provenance
from matching.corporate.values import joined
from matching.errors import InputError

Write = Callable[..., Path]
DAY = date(2026, 11, 1)
TWO = "登録番号,企業名,市区町村,電話番号\nA-1,架空工業,水戸市,\nA-2,架空工業,水戸市,029-000-0001\n"
BUYERS = "発注企業番号,発注企業名,市区町村\nB-1,架空電機,水戸市\nB-2,架空電機,水戸市\n"


def accept(db: CorporateDatabase, one: int, other: int) -> int:
    found = next(p for p in db.proposals() if {p.company_id, p.other_id} == {one, other})
    with db.writing("試験") as writer:
        writer.decide(found.id, True)
    return found.id


def reopen(db: CorporateDatabase, proposal: int) -> None:
    with db.writing("試験") as writer:
        writer.reopen(proposal)


def test_a_chain_of_merges_is_taken_back_from_its_end(db: CorporateDatabase, write: Write) -> None:
    # 架空 alone is linked with each of two legal forms, which are only listed.
    text = "登録番号,企業名,市区町村\nA-1,㈱架空,水戸市\nA-2,架空,水戸市\nA-3,㈲架空,水戸市\n"
    run(write("a.csv", text), db)
    before = list(db.supplier_rows())
    first, second = accept(db, 2, 3), accept(db, 1, 2)
    assert [one.source_id for one in db.supplier_rows()] == ["A-1"]
    with pytest.raises(InputError, match=r"先に取込 3\(確認の決定\) を取り消して"):
        reopen(db, first)
    reopen(db, second)
    reopen(db, first)
    assert list(db.supplier_rows()) == before


@pytest.mark.parametrize("number", ["A-1", "A-2"])
def test_a_merge_below_a_later_file_is_taken_back_after_it(
    db: CorporateDatabase, write: Write, number: str
) -> None:
    run(write("a.csv", TWO), db)
    before = list(db.supplier_rows())
    merge = accept(db, 1, 2)
    text = f"登録番号,企業名,市区町村,電話番号\n{number},架空工業,水戸市,029-000-0001\n"
    batch = run(write("b.csv", text), db).batch
    with pytest.raises(InputError, match=f"先に取込 {batch} を取り消して"):
        reopen(db, merge)
    with db.writing("試験") as writer:
        writer.undo_batch(batch or 0)
    reopen(db, merge)
    assert list(db.supplier_rows()) == before
    run(write("b.csv", text), db)
    assert [one.phone for one in db.supplier_rows()][number == "A-2"] == "029-000-0001"


def test_a_buyers_competitor_stays_barred_when_the_buyer_is_merged_and_when_it_is_not(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("b.csv", BUYERS), db)
    run(write("a.csv", "登録番号,企業名,市区町村,競合先\nA-1,架空工業,水戸市,B-2\n"), db)
    rival = db.supplier_by_key("A-1").id
    merge = accept(db, 1, 2)
    assert rival in db.unavailable(DAY, 1)
    assert [one.buyer_id for one in db.statuses(rival)] == [1]
    # The same of the buyer that stands is nothing new.
    again = run(write("c.csv", "登録番号,企業名,市区町村,競合先\nA-1,架空工業,水戸市,B-1\n"), db)
    assert again.rows.unchanged == 1
    reopen(db, merge)
    assert (rival in db.unavailable(DAY, 1), rival in db.unavailable(DAY, 2)) == (False, True)


def test_an_order_that_came_after_a_merge_goes_with_the_buyer_that_it_names(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("b.csv", BUYERS), db)
    merge = accept(db, 1, 2)
    run(write("o.csv", "案件番号,発注企業名,品名\nJ1,B-2,軸\nJ2,B-1,軸\n"), db)
    assert [one.buyer_id for one in db.orders()] == [1, 1]
    reopen(db, merge)
    assert [one.buyer_id for one in db.orders()] == [2, 1]


def test_many_rows_of_one_name_are_each_linked_with_the_first(db: CorporateDatabase, write: Write) -> None:
    rows = "".join(f"架空工業,水戸市,加工{n}\n" for n in range(40))
    report = run(write("a.csv", "企業名,市区町村,加工内容\n" + rows), db)
    assert report.companies.distinct == 1
    assert [(one.company_id, one.other_id) for one in db.proposals()] == [(1, n) for n in range(2, 41)]
    again = run(write("copy.csv", "加工内容,企業名,市区町村\n" + "加工39,架空工業,水戸市\n"), db)
    assert again.rows.unchanged == 1


def test_a_row_that_only_looks_like_many_firms_is_listed_with_a_few(
    db: CorporateDatabase, write: Write
) -> None:
    towns = ["水戸市", "日立市", "土浦市", "古河市", "石岡市", "結城市", "龍ケ崎市", "下妻市", "常総市", "笠間市", "取手市", "牛久市"]  # fmt: skip
    text = "企業名,市区町村\n" + "".join(f"架空工業,{town}\n" for town in towns)
    run(write("a.csv", text), db)
    run(write("b.csv", "企業名,電話番号\n架空工業,029-000-0009\n"), db)
    assert len(db.proposals()) == 10


def test_a_firm_without_a_name_is_none(db: CorporateDatabase, write: Write) -> None:
    report = run(write("a.csv", "企業名,市区町村,加工内容\n匿名,水戸市,旋削\n無記名,水戸市,研削\n匿名精工,水戸市,溶接\n"), db)  # fmt: skip
    assert [one.code for one in report.issues] == ["missing-company-name"] * 2
    assert [one.name for one in db.suppliers()] == ["匿名精工"]


def test_an_order_names_the_buyer_of_exactly_that_name(db: CorporateDatabase, write: Write) -> None:
    text = "発注企業番号,発注企業名,市区町村\nB-1,株式会社架空電機,日立市\nB-2,有限会社架空電機,水戸市\n"
    run(write("b.csv", text), db)
    report = run(write("o.csv", "案件番号,発注企業名,品名\nJ1,株式会社架空電機,軸\n"), db)
    assert [one.buyer_id for one in db.orders()] == [1]
    assert report.issues == ()
    assert (report.companies.distinct, report.companies.merged) == (1, 1)
    run(write("a.csv", "登録番号,企業名,市区町村,競合先\nA-1,架空工業,水戸市,有限会社架空電機\n"), db)
    assert [one.buyer_id for one in db.statuses(3)] == [2]


def test_orders_of_another_file_of_the_same_name_are_new_ones(db: CorporateDatabase, tmp_path: Path) -> None:
    head = "発注企業名,品名,数量,納期\n"
    reports = []
    for month, rows in (("10", "架空電機,軸,10個,10月末\n"), ("12", "架空電機,軸,500個,12月末\n")):
        path = tmp_path / month / "案件.csv"
        path.parent.mkdir()
        path.write_text(head + rows, encoding="utf-8")
        reports.append(run(path, db))
    assert [one.texts["quantity"] for one in db.orders()] == ["10個", "500個"]
    assert [one.code for one in reports[1].issues] == ["unknown-buyer", "possible-same-order"]


def test_few_look_ups_find_what_reading_all_firms_finds(
    db: CorporateDatabase, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row into a large database reads the firms that it may be about, not all of them."""
    rows = "".join(f"K-{n},架空{n}工業,水戸市,029-{n:07d}\n" for n in range(400))
    run(write("a.csv", "登録番号,企業名,市区町村,電話番号\n" + rows), db)
    monkeypatch.setattr("matching.corporate.identity.KnownFirms._read_all", lambda _: pytest.fail("all read"))
    text = "登録番号,企業名,市区町村,電話番号,加工内容\nK-7,架空7工業,水戸市,,旋削\n,架空8工業,水戸市,,研削\n"
    report = run(write("b.csv", text), db)
    assert (report.rows.updated, report.rows.accepted) == (1, 1)
    (waiting,) = db.proposals()
    assert (waiting.company_id, waiting.field) == (9, "linked")
    accept(db, 9, 401)
    assert db.supplier_by_key("K-8").texts["processes"] == "研削"


def test_notes_that_an_older_version_made_of_remarks_are_not_said_twice(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("a.csv", "登録番号,企業名,備考\nA-1,架空,急ぎ\n"), db)
    with db.writing("前の版") as writer:
        writer.change_profile(1, {"notes": "急ぎ\n社風: 明るい"}, Provenance(file="a.csv"))
    path = write("b.csv", "登録番号,企業名,社風\nA-1,架空,明るい\n")
    run(path, db)
    assert db.supplier_by_key("A-1").texts["notes"] == "急ぎ\n社風: 明るい"
    assert run(write("c.csv", "企業名,登録番号,社風\n架空,A-1,明るい\n"), db).rows.unchanged == 1


def test_machines_that_a_survey_added_to_another_firm_add_up_when_the_two_are_made_one(
    db: CorporateDatabase, write: Write
) -> None:
    run(
        write("a.csv", "登録番号,企業名,市区町村,設備,取引条件\nA-1,架空工業,水戸市,NC旋盤 3台,月末締め\n"),
        db,
    )
    text = "企業名,市区町村,問1 受注余力（1.有 2.無）,問2 導入した設備\n架空工業,水戸市,1,研削盤 1台\n"
    run(write("s.csv", text), db, "survey", survey="R8")
    merge = accept(db, 1, 2)
    (firm,) = db.supplier_rows()
    assert firm.texts["equipment"] == "NC旋盤 3台\n研削盤 1台"
    assert [(one.name, one.count) for one in firm.equipment] == [("NC旋盤", 3), ("研削盤", 1)]
    assert firm.texts["terms"] == "月末締め\n受注余力: 有"
    reopen(db, merge)
    assert [one.texts["equipment"] for one in db.supplier_rows()] == ["NC旋盤 3台", "研削盤 1台"]


def test_a_list_of_both_firms_says_the_same_only_once() -> None:
    assert (
        joined("equipment", "NC旋盤 3台、ボール盤", "ＮＣ旋盤 3台\n研削盤") == "NC旋盤 3台、ボール盤\n研削盤"
    )
    assert joined("terms", "受注余力: 有\n月末締め", "受注余力: 無") == "月末締め\n受注余力: 無"


def test_a_survey_written_out_names_a_firm_as_it_is_called_now(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,市区町村\nA-1,株式会社架空工業,水戸市\n"), db)
    run(write("s.csv", "企業名,市区町村,問1 受注量\n㈱架空工業,水戸市,増加\n"), db, "survey", survey="R8")
    accept(db, 1, 2)
    assert [one.company for one in db.survey_responses("R8")] == ["株式会社架空工業"]
