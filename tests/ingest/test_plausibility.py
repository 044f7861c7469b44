"""What can hardly be meant as it is written is said, and kept: places, telephones, capitals, remarks, 同上."""

from collections.abc import Callable
from pathlib import Path

from ingest.pipeline import run
from matching.corporate import CorporateDatabase

Write = Callable[..., Path]


def test_a_slip_in_a_prefecture_is_said(write: Write, db: CorporateDatabase) -> None:
    text = "企業名,所在地,加工内容\n㈱甲,茨木県水戸市架空1,旋削\n㈱乙,水戸市架空2,旋削\n㈱丙,不明,旋削\n"
    report = run(write("a.csv", text), db)
    told = [(issue.code, issue.row, issue.value) for issue in report.issues]
    assert told == [("unknown-place", 2, "茨木県水戸市架空1")]
    assert {firm.name: firm.place.city for firm in db.suppliers()} == {
        "㈱甲": "",
        "㈱乙": "水戸市",
        "㈱丙": "",
    }


def test_a_telephone_without_its_first_digits_is_said_and_kept(write: Write, db: CorporateDatabase) -> None:
    numbers = [
        "296001100",
        "29-000-1111",
        "300",
        "0296-00-1100",
        "０２９(000)１１１１",
        "0299-00-1030(呼)",
        "なし",
    ]
    rows = "".join(
        f"㈱{name},{number},旋削\n" for name, number in zip("甲乙丙丁戊己庚", numbers, strict=True)
    )
    report = run(write("a.csv", f"企業名,TEL,加工内容\n{rows}"), db)
    assert [(one.code, one.row) for one in report.issues] == [("doubtful-phone", row) for row in (2, 3, 4)]
    assert next(db.supplier_rows()).phone == "296001100"


def test_a_capital_in_doubt_is_no_silent_guess(write: Write, db: CorporateDatabase) -> None:
    text = "企業名,資本金(円),加工内容\n㈱甲,300,旋削\n㈱乙,2000000?,旋削\n㈱丙,3000000,旋削\n"
    report = run(write("a.csv", text), db)
    assert [(one.code, one.row) for one in report.issues] == [
        ("doubtful-number", 2),
        ("unreadable-number", 3),
    ]
    first, second, third = db.supplier_rows()
    assert (first.capital_yen, second.capital_yen, third.capital_yen) == (300, None, 3_000_000)
    assert second.remarks == (("資本金(円)", "2000000?"),)


def test_a_utilization_of_200_percent_is_said(write: Write, db: CorporateDatabase) -> None:
    text = "企業名,操業度(%),採算\n㈱甲,200,黒字\n㈱乙,110,黒字\n㈱丙,80%,赤字\n"
    report = run(write("a.csv", text), db, "survey", survey="動向")
    assert [(one.code, one.row, one.value) for one in report.issues] == [("doubtful-number", 2, "200")]


def test_a_remark_that_a_firm_is_not_to_be_introduced_is_said(write: Write, db: CorporateDatabase) -> None:
    text = (
        "企業名,加工内容,備考,取引停止,状態\n㈱甲,旋削,紹介停止(本人希望),,\n㈱乙,旋削,日曜休業。休業日あり,なし,\n"
        "㈱丙,旋削,,停止中,\n㈱丁,旋削,3月に廃業,,登記閉鎖\n"
    )
    report = run(write("a.csv", text), db)
    told = [(one.row, one.column) for one in report.issues if one.code == "status-in-remarks"]
    assert told == [(2, "備考"), (4, "取引停止")]
    assert all("「状態」" in one.message for one in report.issues if one.code == "status-in-remarks")


def test_an_unknown_state_is_told_with_the_words_that_can_be_written(
    write: Write, db: CorporateDatabase
) -> None:
    (issue,) = run(write("a.csv", "企業名,加工内容,状態\n㈱甲,旋削,多忙\n"), db).issues
    assert issue.code == "unknown-status"
    assert "休業、登記閉鎖、紹介停止" in issue.message


def test_a_fax_that_is_the_same_is_the_firms_own_telephone(write: Write, db: CorporateDatabase) -> None:
    text = "企業名,TEL,FAX,加工内容\n㈱甲,029-000-1111,029-000-1112,旋削\n㈱乙,029-000-2222,同上,旋削\n㈱丙,同上,同上,旋削\n"
    report = run(write("a.csv", text), db)
    _, second, third = db.supplier_rows()
    assert (second.phone, second.fax) == ("029-000-2222", "029-000-2222")
    assert (third.phone, third.fax) == ("同上", "同上")
    assert [(one.code, one.row) for one in report.issues] == [
        ("ditto-filled", 3),
        ("ditto-unclear", 4),
        ("ditto-unclear", 4),
    ]


def test_the_number_of_a_firm_may_be_called_by_a_short_name(write: Write, db: CorporateDatabase) -> None:
    report = run(write("a.csv", "企業名,法人No,加工内容\n㈱甲,9.90102E+12,旋削\n"), db)
    assert [(one.code, one.column) for one in report.issues] == [("bad-corporate-number", "法人No")]


def test_an_unreadable_day_of_receipt_is_no_requirement(write: Write, db: CorporateDatabase) -> None:
    run(write("a.csv", "案件番号,受付日,発注企業名,品名,加工内容\nO-1,2026/2/30,㈱発,軸,旋削\n"), db)
    (order,) = db.orders()
    assert "2026/2/30" not in order.text
    assert "2026/2/30" in order.texts["buyer_contact"]
