import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import run
from ingest.report import ISSUE_CODES, IngestReport
from matching.corporate import CorporateDatabase
from matching.errors import InputError, JuhatchuError, UnreadableFile
from matching.records import Supplier

Write = Callable[..., Path]
TODAY = date(2026, 11, 21)

# One firm said in four ways; SAME is what the database must hold.
SAME = {
    "industry": "金属製品",
    "processes": "NC旋盤加工、①研磨",
    "strengths": "小径が得意です",
    "materials": "SUS303",
    "sizes": "φ3～φ60",
    "accuracy": "±0.01",
    "lots": "1個～",
    "equipment": "NC旋盤 3台",
    "certifications": "ISO9001",
    "data_formats": "STEP",
    "terms": "関東",
    "limits": "めっきは外注",
}
JAPANESE = (
    "登録番号,企業名,都道府県,市区町村,従業員数,業種,加工内容,得意技術・PR,取扱材質,加工寸法,加工精度,対応ロット,設備,認証,"
    "対応データ,取引条件,外注・対応不可"
)
OTHER_JAPANESE = (
    "整理番号,商号,県,市町村,社員数,業種区分,主な加工,自社PR,材質,加工範囲,精度,ロット,保有設備,資格・認証,"
    "対応CAD,受注条件,外注・対応不可"
)
ENGLISH = (
    "supplier_id,company_name,prefecture,city,employees,industry,capabilities,description,materials,dimensions,tolerance,"
    "lot_size,equipment,certifications,cad_formats,trade_terms,limitations"
)
VALUES = ["A-0001", "株式会社架空精機", "茨城県", "日立市", "３０名", *SAME.values()]


def csv_text(headings: str, *records: list[str]) -> str:
    return "\r\n".join([headings, *(",".join(record) for record in records)]) + "\r\n"


def codes(report: IngestReport) -> list[str]:
    return [issue.code for issue in report.issues]


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    rows = report.rows
    assert rows.read == rows.accepted + rows.updated + rows.unchanged + rows.rejected
    return rows.read, rows.accepted, rows.updated, rows.unchanged, rows.rejected


def only(db: CorporateDatabase) -> Supplier:
    (supplier,) = db.suppliers()
    return supplier


@pytest.mark.parametrize("headings", [JAPANESE, OTHER_JAPANESE, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_headings_and_encodings_of_many_kinds_give_the_same_supplier(
    db: CorporateDatabase, write: Write, headings: str, encoding: str
) -> None:
    report = run(write("suppliers.csv", csv_text(headings, VALUES), encoding), db)
    assert (report.kind, report.error, codes(report)) == ("suppliers", None, [])
    supplier = only(db)
    assert (supplier.source_id, supplier.name, supplier.employees) == ("A-0001", "株式会社架空精機", 30)
    assert (supplier.place.prefecture, supplier.place.city, supplier.place.region) == (
        "茨城県",
        "日立市",
        "県北",
    )
    assert dict(supplier.texts) == SAME


def test_json_lines_and_workbooks_give_the_same_supplier_too(
    db: CorporateDatabase, write: Write, write_xlsx: Callable[..., Path]
) -> None:
    record = dict(zip(JAPANESE.split(","), VALUES, strict=True))
    run(write("a.jsonl", json.dumps(record, ensure_ascii=False) + "\n"), db)
    assert dict(only(db).texts) == SAME
    again = run(write_xlsx("a.xlsx", {"一覧": [["受注企業一覧"], [], JAPANESE.split(","), VALUES]}), db)
    assert counts(again) == (1, 0, 0, 1, 0)
    assert again.sheets[0].header_rows == (3,)
    assert again.encoding is None


def test_the_report_has_the_shape_of_the_contract(db: CorporateDatabase, write: Write) -> None:
    text = "登録番号,企業名,血液型\nA-1,架空工業,A\nA-2,,B\n"
    report = run(write("a.csv", text), db).to_json()
    assert set(report) == {
        "file", "sha256", "batch", "kind", "encoding", "error", "sheets", "rows", "companies", "issues",
        "corrects", "survey", "changes", "changes_total", "drafts", "kinds",
    }  # fmt: skip
    assert report["sheets"][0]["columns"] == {"登録番号": "source_id", "企業名": "company_name"}
    assert report["sheets"][0]["unmapped"] == ["血液型"]
    assert report["sheets"][0]["header_rows"] == [1]
    assert report["rows"] == {"read": 2, "accepted": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert report["companies"] == {
        "distinct": 1,
        "new": 1,
        "merged": 0,
        "to_review": 0,
        "linked": 0,
        "named": 0,
    }
    assert report["kinds"] == {"suppliers": 2}
    (error,) = [issue for issue in report["issues"] if issue["severity"] == "error"]
    assert (error["code"], error["row"], error["line"]) == ("missing-company-name", 3, 3)
    assert set(error) == {"severity", "code", "sheet", "row", "line", "column", "value", "message"}
    json.dumps(report)


def test_every_value_keeps_its_cell(db: CorporateDatabase, write_xlsx: Callable[..., Path]) -> None:
    sheets = {
        "受注企業": [
            ["一覧"],
            ["登録番号", "企業名", "所在地", "最大加工寸法", "板厚"],
            ["A-1", "架空工業", "茨城県水戸市架空1", "φ60", "t6"],
        ],
        "設備": [
            ["登録番号", "設備名", "能力", "台数"],
            ["A-1", "NC旋盤", "8インチ", 3],
            ["A-1", "レーザー", "4kW", 1],
        ],
    }
    run(write_xlsx("登録票.xlsx", sheets), db)
    facts = {fact.field: fact for fact in db.facts(company_id=only(db).id)}
    assert (facts["name"].file, facts["name"].sheet, facts["name"].cell) == ("登録票.xlsx", "受注企業", "B3")
    assert (facts["city"].value, facts["city"].cell) == ("水戸市", "C3")
    assert (facts["sizes"].value, facts["sizes"].cell) == ("最大加工寸法: φ60\n板厚: t6", "D3 E3")
    assert facts["equipment_rows"].cell == "設備!B2 設備!B3"


def test_sheets_of_machines_and_certificates_are_joined_by_number_or_name(
    db: CorporateDatabase, write_xlsx: Callable[..., Path]
) -> None:
    sheets = {
        "設備": [
            ["企業名", "設備名", "メーカー", "能力", "台数", "備考"],
            ["(株)架空工業", "NC旋盤", "架空鉄工", "8インチ", "3", "2台は更新予定"],
            ["どこか", "旋盤", "", "", "", ""],
        ],
        "受注企業": [["登録番号", "企業名"], ["A-1", "株式会社架空工業"], ["A-2", "架空製作所"]],
        "認証": [
            ["登録番号", "認証名", "有効期限"],
            ["A-2", "ISO9001", "2027年3月"],
            ["A-2", "ISO14001", date(2026, 3, 31)],
        ],
    }
    report = run(write_xlsx("a.xlsx", sheets), db)
    assert counts(report) == (2, 2, 0, 0, 0)
    first, second = db.suppliers()
    assert first.texts["equipment"] == "NC旋盤 架空鉄工 8インチ 3台"
    assert first.texts["notes"] == "NC旋盤 備考: 2台は更新予定"
    assert second.texts["certifications"] == "ISO9001 有効期限 2027年3月\nISO14001 有効期限 2026-03-31"
    (issue,) = report.issues
    assert (issue.code, issue.sheet, issue.row, issue.value) == ("unmatched-detail-row", "設備", 3, "どこか")
    assert set(db.select_ids({"certification": "ISO9001"})) == {second.id}


def test_a_name_of_two_firms_joins_nothing(db: CorporateDatabase, write_xlsx: Callable[..., Path]) -> None:
    sheets = {
        "受注企業": [
            ["登録番号", "企業名", "市区町村"],
            ["A-1", "架空工業", "水戸市"],
            ["A-2", "架空工業", "日立市"],
        ],
        "設備": [["企業名", "設備名", "台数"], ["架空工業", "NC旋盤", 1]],
    }
    report = run(write_xlsx("a.xlsx", sheets), db)
    assert codes(report) == ["unmatched-detail-row"]
    assert all("equipment" not in supplier.texts for supplier in db.suppliers())


def test_lists_of_json_may_hold_words_or_objects(db: CorporateDatabase, write: Write) -> None:
    records = [
        {"id": "1", "name": "架空一", "equipment": ["NC旋盤 3台", "MC"], "certifications": ["ISO9001"]},
        {
            "id": "2",
            "name": "架空二",
            "設備": [{"設備名": "射出成形機", "能力": "350t", "台数": 2, "色": "青"}],
        },
        {"id": "3", "name": "架空三", "認証": [{"名称": "ISO9001", "有効期限": "令和9年3月末"}]},
    ]
    report = run(write("a.jsonl", "\n".join(json.dumps(record) for record in records)), db)
    assert counts(report) == (3, 3, 0, 0, 0)
    one, two, three = db.suppliers()
    assert one.texts == {"equipment": "NC旋盤 3台\nMC", "certifications": "ISO9001"}
    assert two.texts == {"equipment": "射出成形機 350t 2台", "notes": "射出成形機 色: 青"}
    assert three.texts["certifications"] == "ISO9001 有効期限 令和9年3月末"
    assert set(db.select_ids({"certification": "ISO9001"})) == {one.id, three.id}


def test_reading_a_file_twice_changes_nothing(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", csv_text(JAPANESE, VALUES, ["A-0002", "架空工業", *[""] * 15]))
    assert counts(run(path, db)) == (2, 2, 0, 0, 0)
    revision = db.revision()
    again = run(path, db)
    assert counts(again) == (2, 0, 0, 2, 0)
    assert (again.companies.distinct, again.companies.new, again.companies.merged) == (2, 0, 2)
    assert db.revision() == revision


def test_reading_firms_without_a_number_twice_changes_nothing(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", "企業名,市区町村,加工内容\n架空工業,水戸市,旋削\n架空工業,日立市,旋削\n")
    assert counts(run(path, db)) == (2, 2, 0, 0, 0)
    assert counts(run(path, db)) == (2, 0, 0, 2, 0)
    assert db.supplier_count() == 2


def test_a_changed_row_updates_its_firm(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,加工内容\nA-1,架空工業,旋削\nA-2,架空二,溶接\n"), db)
    report = run(write("b.csv", "登録番号,企業名,加工内容\nA-1,架空工業,旋削と研削\nA-2,架空二,溶接\n"), db)
    assert counts(report) == (2, 0, 1, 1, 0)
    assert db.supplier_by_key("A-1").texts["processes"] == "旋削と研削"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(db: CorporateDatabase, write: Write) -> None:
    report = run(write("a.csv", csv_text(JAPANESE, VALUES)), db, dry_run=True)
    assert (counts(report), report.batch) == ((1, 1, 0, 0, 0), None)
    assert (db.supplier_count(), db.batches()) == (0, [])


def test_a_batch_can_be_taken_back(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,加工内容\nA-1,架空工業,旋削\n"), db)
    report = run(write("b.csv", "登録番号,企業名,加工内容\nA-1,架空工業,研削\nA-2,架空二,溶接\n"), db)
    assert report.batch is not None
    with db.writing("試験") as writer:
        writer.undo_batch(report.batch)
    assert only(db).texts["processes"] == "旋削"


def test_unknown_columns_are_kept_in_the_notes_and_searched(db: CorporateDatabase, write: Write) -> None:
    text = "企業名,備考,血液型,設備と材質,No,ID,\n架空工業,元の備考,A型,何でも,7,8,余り,もっと\n"
    report = run(write("a.csv", text), db)
    assert only(db).texts["notes"].split("\n") == [
        "元の備考", "血液型: A型", "設備と材質: 何でも", "[G列]: 余り", "H列: もっと", "No: 7",
    ]  # fmt: skip
    assert only(db).source_id == "8"
    assert codes(report) == ["unmapped-column", "ambiguous-column", "surplus-cells"]
    assert report.sheets[0].unmapped == ("血液型", "設備と材質")


def test_a_second_telephone_does_not_end_in_the_public_notes(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "企業名,電話番号,連絡先\n架空工業,0299-00-0001,0299-00-0002\n"), db)
    assert "notes" not in only(db).texts
    (phone,) = db.facts(company_id=only(db).id, field="phone")
    assert phone.value == "0299-00-0001、連絡先: 0299-00-0002"


def test_a_wrong_corporate_number_is_kept_but_joins_nothing(db: CorporateDatabase, write: Write) -> None:
    # 1180301018771 has the right check digit: sum 53, 53 mod 9 = 8, 9 - 8 = 1.
    text = "企業名,法人番号\n架空一,1180301018771\n架空二,1180301018772\n架空三,T1-1803-0101-8771\n"
    report = run(write("a.csv", text), db)
    assert counts(report) == (3, 2, 1, 0, 0)
    issue, repeated = report.issues
    assert (issue.code, issue.column, issue.value) == ("bad-corporate-number", "法人番号", "1180301018772")
    assert (repeated.code, repeated.row, repeated.value) == ("repeated-company", 4, "架空三")
    assert [supplier.texts.get("notes") for supplier in db.suppliers()] == [None, "法人番号: 1180301018772"]


def test_odd_values_are_warnings_and_stay(db: CorporateDatabase, write: Write) -> None:
    text = "企業名,市区町村,従業員数,資本金,更新日,状態\n架空工業,どこか市,大勢,少し,先日,考え中\n架空二,水戸市,12人(パート2),-,2026/4,通常\n"
    report = run(write("a.csv", text), db)
    assert counts(report) == (2, 2, 0, 0, 0)
    assert sorted(codes(report)) == [
        "unknown-place", "unknown-status", "unreadable-date", "unreadable-number", "unreadable-number",
    ]  # fmt: skip
    first, second = db.suppliers()
    said = {fact.field: fact.value for fact in db.facts(company_id=first.id)}
    assert (said["employee_details"], said["updated_on"]) == ("大勢", "先日")
    assert first.texts["notes"] == "資本金: 少し"
    assert said["disclosure"] == "状態: 考え中"
    assert second.employees == 12
    said = {fact.field: fact.value for fact in db.facts(company_id=second.id)}
    assert (said["employee_details"], said["updated_on"]) == ("12人(パート2)", "2026-04-01")


def test_an_address_is_split_where_it_holds_the_place(db: CorporateDatabase, write: Write) -> None:
    text = "登録番号,企業名,所在地\n1,架空一,〒310-0000 茨城県水戸市架空1-2\n2,架空二,東茨城郡茨城町架空3\n3,架空三,どこか\n"
    run(write("a.csv", text), db)
    assert [(one.place.prefecture, one.place.city) for one in db.suppliers()] == [
        ("茨城県", "水戸市"), ("茨城県", "茨城町"), ("", ""),
    ]  # fmt: skip
    said = {fact.field: fact.value for fact in db.facts(company_id=db.supplier_by_key("1").id)}
    assert (said["address"], said["postal_code"]) == ("架空1-2", "310-0000")


def test_a_prefecture_in_the_citys_column_is_the_prefecture(db: CorporateDatabase, write: Write) -> None:
    cities = "1,架空一,茨城県水戸市\n2,架空二,茨城県東茨城郡茨城町\n3,架空三,茨城県架空市\n4,架空四,水戸市\n"
    report = run(write("a.csv", f"登録番号,企業名,市町村\n{cities}"), db)
    assert [(one.place.prefecture, one.place.city) for one in db.suppliers()] == [
        ("茨城県", "水戸市"), ("茨城県", "茨城町"), ("茨城県", "架空市"), ("茨城県", "水戸市"),
    ]  # fmt: skip
    assert [(one.row, one.value) for one in report.issues if one.code == "unknown-place"] == [
        (4, "茨城県架空市")
    ]
    both = "登録番号,企業名,都道府県,市区町村\n5,架空五,茨城県,茨城県日立市\n"
    assert "unknown-place" not in codes(run(write("b.csv", both), db))
    assert db.supplier_by_key("5").place.city == "日立市"


def test_states_of_firms_are_read(db: CorporateDatabase, write: Write) -> None:
    run(write("buyers.csv", "発注企業番号,発注企業名,発注方針\nB-1,架空電機,品質\n"), db)
    text = (
        "登録番号,企業名,状態,状態理由,状態終了日,競合先\n"
        "1,架空一,休業中,工事,2027年1月,\n2,架空二,競合,,,架空電機\n3,架空三,受注余力なし,,,\n4,架空四,休業,,2026/8/31,\n"
        "5,架空五,,,,知らない会社\n6,架空六,通常,,,\n"
    )
    path = write("a.csv", text)
    report = run(path, db)
    ids = {supplier.source_id: supplier.id for supplier in db.suppliers()}
    (buyer,) = db.buyers()
    assert set(db.unavailable(TODAY)) == {ids["1"]}
    assert "工事" in db.unavailable(TODAY)[ids["1"]]
    assert ids["2"] in db.unavailable(TODAY, buyer.id)
    assert set(db.notes(TODAY)) == {ids["3"]}
    assert codes(report) == ["unknown-buyer"]
    (kept,) = db.facts(company_id=ids["5"], field="affiliation")
    assert kept.value == "競合先: 知らない会社"
    assert counts(run(path, db)) == (6, 0, 0, 6, 0)
    ended = run(write("b.csv", "登録番号,企業名,状態\n1,架空一,通常\n"), db)
    assert counts(ended) == (1, 0, 1, 0, 0)
    assert db.unavailable(TODAY) == {}


def test_a_firm_that_is_not_public_has_no_public_field(db: CorporateDatabase, write: Write) -> None:
    run(write("a.csv", "登録番号,企業名,公開\n1,架空一,非公開\n2,架空二,公開\n"), db)
    assert not any(db.visibility(db.supplier_by_key("1").id).values())
    assert db.visibility(db.supplier_by_key("2").id)["name"]


def test_orders_and_buyers_are_read(db: CorporateDatabase, write: Write) -> None:
    run(
        write(
            "buyers.csv",
            "発注企業番号,企業名,発注したいもの,取引銀行\nB-1,架空電機株式会社,板金部品,架空銀行\n",
        ),
        db,
    )
    text = (
        "案件番号,発注企業,品名,加工内容,数量,希望単価,状態,受付日,応募締切,見積担当\n"
        "H26-001,架空電機株式会社,ブラケット,曲げ,100個,@120円,照会,2026/11/1,令和9年1月末,田中\n"
        "H26-002,知らない会社,,旋削,,,考え中,,,\nH26-003,架空電機株式会社,,,,,,,,\n"
    )
    path = write("orders.csv", text)
    report = run(path, db)
    assert (report.kind, counts(report)) == ("orders", (3, 2, 0, 0, 1))
    assert sorted(codes(report)) == [
        "missing-order-content",
        "unknown-buyer",
        "unknown-state",
        "unmapped-column",
    ]
    (buyer,) = db.buyers()
    assert buyer.texts == {"wants": "板金部品", "notes": "取引銀行: 架空銀行"}
    first = db.order("H26-001")
    assert (first.buyer_id, first.state, first.deadline) == (buyer.id, "照会", date(2027, 1, 31))
    assert (first.received_on, first.texts["deadline_text"]) == (date(2026, 11, 1), "令和9年1月末")
    assert first.texts["notes"] == "見積担当: 田中"
    assert "架空電機" not in first.text
    assert "曲げ" in first.text
    assert db.order("H26-002").texts["notes"] == "状態: 考え中"
    assert counts(run(path, db)) == (3, 0, 0, 2, 1)


def test_firms_of_the_same_name_and_place_are_two_and_wait_for_review(
    db: CorporateDatabase, write: Write
) -> None:
    text = "登録番号,企業名,都道府県,市区町村\n1,㈱架空工業,茨城県,水戸市\n2,架空工業株式会社,茨城県,水戸市\n3,架空工業,茨城県,日立市\n"
    report = run(write("a.csv", text), db)
    assert counts(report) == (3, 3, 0, 0, 0)
    found = report.companies
    assert (found.distinct, found.new, found.merged, found.to_review) == (2, 2, 0, 1)
    assert codes(report) == ["possible-duplicate"]
    assert "登録は分けたまま、仮に同じ1社と数えます。" in report.issues[0].message


def test_a_workbook_may_hold_buyers_suppliers_and_orders(
    db: CorporateDatabase, write_xlsx: Callable[..., Path]
) -> None:
    sheets = {
        "発注案件": [["案件番号", "発注企業", "品名"], ["H-1", "架空電機", "軸"]],
        "メモ": [["りんご"], ["みかん"]],
        "発注企業": [["企業名", "発注したいもの"], ["架空電機", "軸"]],
        "受注企業": [["企業名", "加工内容"], ["架空工業", "旋削"]],
    }
    report = run(write_xlsx("a.xlsx", sheets), db)
    assert counts(report) == (3, 3, 0, 0, 0)
    assert codes(report) == ["no-heading-row"]
    assert db.order("H-1").buyer_id == db.buyers()[0].id


def test_the_kind_can_be_forced(db: CorporateDatabase, write: Write) -> None:
    path = write("a.csv", "企業名,業種\n架空電機,電機\n")
    assert run(path, db, "buyers").kind == "buyers"
    with pytest.raises(InputError, match="--kind"):
        run(path, db, "nonsense")


@pytest.mark.parametrize("content", [b"", b"apple,orange\n1,2\n", b"\x00\x01\x02" * 100, b"PK\x03\x04"])
def test_unreadable_files_write_nothing(db: CorporateDatabase, write: Write, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="。"):
        run(write("a.csv", content), db)
    assert (db.supplier_count(), db.batches()) == (0, [])


def test_a_broken_line_is_rejected_and_the_others_are_read(db: CorporateDatabase, write: Write) -> None:
    report = run(
        write("a.jsonl", '{"id": "1", "name": "架空"}\n{"id": \n["x"]\n{"id": "2", "name": "架空二"}\n'), db
    )
    assert counts(report) == (4, 2, 0, 0, 2)
    assert [(issue.code, issue.row) for issue in report.issues] == [("broken-row", 2), ("broken-row", 3)]


def test_a_row_that_the_database_refuses_is_rejected_alone(
    db: CorporateDatabase, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.numbers._LARGEST_COUNT", 10**20)
    report = run(write("a.csv", "企業名,従業員数\n架空,99999999999\n架空二,5\n"), db)
    assert (counts(report), codes(report)) == ((2, 1, 0, 0, 1), ["unusable-row"])


def test_codes_of_issues_are_documented_and_severities_follow_the_contract() -> None:
    rejecting = {
        "unreadable-file",
        "broken-row",
        "missing-company-name",
        "missing-order-content",
        "unusable-row",
    }
    assert rejecting < set(ISSUE_CODES)


_anything = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Other delimiters and zero bytes in so short a file would make it another table.
_cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\t;"), max_size=12)
_headings = st.sampled_from(
    [
        "企業名",
        "登録番号",
        "所在地",
        "資本金",
        "従業員数",
        "設備",
        "認証",
        "法人番号",
        "状態",
        "公開",
        "血液型",
        "品名",
        "納期",
        "",
    ]
)


@_anything
@given(content=st.binary(max_size=200))
def test_any_bytes_give_a_report_or_a_named_error(
    db: CorporateDatabase, write: Write, content: bytes
) -> None:
    with suppress(JuhatchuError):
        counts(run(write("a.csv", content), db, dry_run=True))


@_anything
@given(
    headings=st.lists(_headings, max_size=6),
    rows=st.lists(st.lists(_cell, max_size=8), max_size=4),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_table_gives_a_report(
    db: CorporateDatabase, write: Write, headings: list[str], rows: list[list[str]], encoding: str
) -> None:
    text = "\n".join(",".join(row) for row in [["企業名", *headings], *rows])
    report = run(write("a.csv", text, encoding), db, dry_run=True)
    counts(report)
    assert {issue.code for issue in report.issues} <= set(ISSUE_CODES)
    errors = [issue for issue in report.issues if issue.severity == "error"]
    assert len(errors) == report.rows.rejected


@_anything
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60))
def test_a_stored_text_reads_back_word_for_word(db: CorporateDatabase, write: Write, text: str) -> None:
    record = json.dumps({"id": "1", "name": "架空", "processes": "x" + text + "x"})
    run(write("a.jsonl", record), db)
    assert db.supplier_by_key("1").texts["processes"] == "x" + text + "x"
