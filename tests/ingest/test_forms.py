"""Forms with labels beside their values, tables on their side, and what changes below the headings of a list."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from ingest.pipeline import run
from ingest.report import IngestReport
from matching.corporate import CorporateDatabase

WriteXlsx = Callable[..., Path]
Write = Callable[..., Path]


def _form(name: str, city: str, employees: object) -> list[list[object]]:
    return [
        ["受注企業登録票"],
        ["企業名", name],
        ["所在地", f"茨城県{city}1-1"],
        ["資本金（万円）", 1000],
        ["従業員数", employees],
        ["加工内容", "NC旋盤加工"],
        ["※太枠内をご記入ください。"],
    ]


def _told(report: IngestReport) -> set[tuple[str, int | None, str]]:
    return {(issue.code, issue.row, issue.value) for issue in report.issues}


def _firms(db: CorporateDatabase) -> dict[str, tuple[str, int | None, int | None]]:
    return {one.name: (one.city, one.capital_yen, one.employees) for one in db.supplier_rows()}


def test_a_form_a_sheet_is_a_firm_a_sheet(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    sheets = {"水戸板金": _form("水戸板金㈱", "水戸市", "12名"), "2": _form("有限会社土浦樹脂", "土浦市", 5)}
    report = run(write_xlsx("票.xlsx", sheets), db)
    assert (report.kind, report.rows.read, report.rows.accepted, report.companies.distinct) == (
        "suppliers",
        2,
        2,
        2,
    )
    assert _firms(db) == {
        "水戸板金㈱": ("水戸市", 10_000_000, 12),
        "有限会社土浦樹脂": ("土浦市", 10_000_000, 5),
    }
    assert ("note-row", 7, "※太枠内をご記入ください。") in _told(report)
    # The sheet's name is the firm's, not an industry.
    assert not any(issue.code == "industry-from-sheet" for issue in report.issues)


def test_a_form_without_a_name_is_rejected_in_the_row_of_its_label(
    db: CorporateDatabase, write_xlsx: WriteXlsx
) -> None:
    report = run(write_xlsx("票.xlsx", {"票": _form("", "水戸市", 3)}), db)
    assert (report.rows.read, report.rows.rejected) == (1, 1)
    assert [(one.code, one.row) for one in report.issues if one.severity == "error"] == [
        ("missing-company-name", 2)
    ]


def test_an_unfilled_form_is_no_row(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    blank: list[list[object]] = [["企業名"], ["所在地"], ["従業員数"], ["加工内容"]]
    report = run(write_xlsx("票.xlsx", {"1": _form("㈱甲", "水戸市", 3), "2": blank}), db)
    assert (report.rows.read, report.rows.accepted) == (1, 1)


def test_forms_below_one_another_are_kept_apart(db: CorporateDatabase, write: Write) -> None:
    one = "フリガナ,{1}\n企業名,{0}\nフリガナ,{3}\n代表者名,{2}\n従業員数,{4}\n\n"
    text = one.format("㈱甲", "コウ", "甲野一", "コウノ", 5) + one.format(
        "㈲乙", "オツ", "乙山二", "オツヤマ", 7
    )
    report = run(write("票.csv", text, "cp932"), db)
    assert (report.rows.accepted, report.encoding) == (2, "cp932")
    assert {one.name: (one.kana, one.employees) for one in db.supplier_rows()} == {
        "㈱甲": ("コウ", 5),
        "㈲乙": ("オツ", 7),
    }


def test_groups_in_a_form_say_whose_address_and_telephone(
    db: CorporateDatabase, write_xlsx: WriteXlsx
) -> None:
    rows = [
        ["取引希望企業登録票"],
        ["会社名", "株式会社北茨城精密", None, None, "フリガナ", "キタイバラキセイミツ"],
        ["本社", "所在地", "茨城県北茨城市磯原町1", None, "TEL", "0293-42-0000"],
        ["工場", "所在地", "茨城県高萩市安良川2", None, "TEL", "0293-22-0000"],
        ["担当者", "氏名", "山田 花子", None, "TEL", "0293-42-0001"],
        ["資本金", 1000, "万円", None, "従業員", 25],
        ["加工内容", "プレス加工", None, None, "業種", "金属製品"],
    ]
    run(write_xlsx("票.xlsx", {"票": rows}), db)
    [firm] = db.supplier_rows()
    assert (firm.name, firm.city, firm.capital_yen, firm.employees) == (
        "株式会社北茨城精密",
        "北茨城市",
        10_000_000,
        25,
    )
    assert "高萩市安良川2" in firm.other["plant_address"]
    assert firm.phone.startswith("0293-42-0000")
    assert "0293-42-0001" in firm.contact


def test_a_list_of_machines_inside_a_form(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    rows = [
        ["企業名", "㈱設備屋"],
        ["所在地", "日立市"],
        ["従業員数", 12],
        ["加工内容", "切削"],
        ["設備名", "メーカー", "台数"],
        ["NC旋盤", "架空機械", 3],
        ["研削盤", "見本精機", 2],
    ]
    run(write_xlsx("票.xlsx", {"票": rows}), db)
    [firm] = db.supplier_rows()
    assert [(one.name, one.maker, one.count) for one in firm.equipment] == [
        ("NC旋盤", "架空機械", 3),
        ("研削盤", "見本精機", 2),
    ]


def test_labels_and_values_in_one_cell(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    rows = [
        ["受注企業登録票"],
        ["企業名：株式会社コロン"],
        ["所在地：茨城県日立市幸町1-1"],
        ["従業員数：25名"],
    ]
    run(write_xlsx("票.xlsx", {"票": rows}), db)
    assert _firms(db) == {"株式会社コロン": ("日立市", None, 25)}


def test_a_table_on_its_side(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    rows = [
        ["区分", "項目", "単位", "A社", "B社", "C社", "備考"],
        ["概要", "企業名", None, "(株)横山", "横田工業", None, None],
        [None, "所在地", None, "水戸市", "〃", None, None],
        [None, "資本金", "万円", 1000, 3000, None, "R7.4現在"],
        [None, "従業員数", "人", 10, 12, None, None],
        ["技術", "加工内容", None, "切削", "研削", None, None],
    ]
    report = run(write_xlsx("比較.xlsx", {"比較": rows}), db)
    assert (report.rows.read, report.rows.accepted, report.companies.distinct) == (2, 2, 2)
    assert _firms(db) == {"(株)横山": ("水戸市", 10_000_000, 10), "横田工業": ("水戸市", 30_000_000, 12)}
    assert ("ditto-filled", 3, "〃") in _told(report)
    assert ("note-row", 4, "資本金: R7.4現在") in _told(report)


def test_orders_as_forms(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    def form(number: str, item: object, work: object) -> Sequence[Sequence[object]]:
        return [
            ["発注案件票"],
            ["案件番号", number],
            ["発注企業", "㈱架空"],
            ["品名", item],
            ["加工内容", work],
            ["納期", "2週間"],
        ]

    report = run(write_xlsx("票.xlsx", {"1": form("R1", "軸", "旋削"), "2": form("R2", None, None)}), db)
    assert (report.kind, report.rows.read, report.rows.rejected) == ("orders", 2, 1)
    assert [(one.number, one.texts["item"]) for one in db.orders()] == [("R1", "軸")]


def test_a_form_read_twice_changes_nothing(db: CorporateDatabase, write_xlsx: WriteXlsx) -> None:
    path = write_xlsx("票.xlsx", {"票": _form("㈱甲", "水戸市", 3)})
    run(path, db)
    assert run(path, db).rows.unchanged == 1


def test_ditto_marks_are_the_value_above_and_told(db: CorporateDatabase, write: Write) -> None:
    text = (
        "企業名,所在地,工場所在地,従業員数\n㈱甲,日立市1,同上,10\n㈱乙,〃,日立市2,〃\n㈱丙,水戸市3,同上,8\n"
    )
    report = run(write("名簿.csv", text), db)
    assert {one.name: (one.city, one.employees) for one in db.supplier_rows()} == {
        "㈱甲": ("日立市", 10),
        "㈱乙": ("日立市", 10),
        "㈱丙": ("水戸市", 8),
    }
    # A plant that is 同上 is where its own firm is.
    assert {one.name: one.other.get("plant_address", "") for one in db.supplier_rows()} == {
        "㈱甲": "日立市1",
        "㈱乙": "日立市2",
        "㈱丙": "水戸市3",
    }
    told = [(one.row, one.column) for one in report.issues if one.code == "ditto-filled"]
    assert told == [(2, "工場所在地"), (3, "所在地"), (3, "従業員数"), (4, "工場所在地")]


def test_a_ditto_mark_in_the_first_row_stays_and_is_told(db: CorporateDatabase, write: Write) -> None:
    report = run(write("名簿.csv", "企業名,所在地,加工内容\n㈱甲,日立市,〃\n"), db)
    assert ("ditto-unclear", 2, "〃") in _told(report)


def test_headings_in_another_order_further_down(db: CorporateDatabase, write: Write) -> None:
    text = (
        "企業名,所在地,従業員数,加工内容\n㈱上,日立市,5,旋削\n\n"
        "２．新規登録企業\n企業名,加工内容,所在地,従業員数\n㈱下,溶接,土浦市,7\n"
    )
    report = run(write("名簿.csv", text), db)
    assert report.rows.read == 2
    assert _firms(db) == {"㈱上": ("日立市", None, 5), "㈱下": ("土浦市", None, 7)}
    assert {code for code, _, _ in _told(report)} == {"second-heading", "note-row"}


def test_industries_as_rows_of_their_own(db: CorporateDatabase, write: Write) -> None:
    text = "企業名,所在地,加工内容\n【金属製品】,,\n㈱金,日立市,旋削\n【樹脂製品】,,\n㈱樹,水戸市,射出成形\n総合計器,,\n"
    report = run(write("名簿.csv", text), db)
    assert {one.name: one.texts["industry"] for one in db.supplier_rows()} == {
        "㈱金": "金属製品",
        "㈱樹": "樹脂製品",
        "総合計器": "樹脂製品",
    }
    assert [one.row for one in report.issues if one.code == "industry-from-row"] == [2, 4]


@pytest.mark.parametrize("numbers", ["(1),(2),(3),(4)", "①,②,③,④", "1,2,3,4"])
def test_numbers_of_columns_are_no_row(db: CorporateDatabase, write: Write, numbers: str) -> None:
    text = f"企業名,所在地,資本金（千円）,加工内容\n{numbers}\n㈱甲,日立市,1000,旋削\n"
    assert run(write("名簿.csv", text), db).rows.read == 1


def test_hidden_columns_are_read_and_told(db: CorporateDatabase, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["企業名", "所在地", "資本金(万円)"])
    page.append(["㈱甲", "日立市", 1000])
    page.column_dimensions["C"].hidden = True
    book.save(tmp_path / "名簿.xlsx")
    report = run(tmp_path / "名簿.xlsx", db)
    assert [one.column for one in report.issues if one.code == "hidden-columns"] == ["資本金(万円)"]
    assert _firms(db) == {"㈱甲": ("日立市", 10_000_000, None)}


_PAGE = """<html><head><meta charset=Shift_JIS><style>td{}</style><script>alert("企業名")</script></head><body>
<h1>受注企業検索結果</h1><table><tr><th rowspan=2>企業名<th rowspan=2>所在地<th colspan=2>規模
<tr><th>資本金（千円）<th>従業員数
<tr><td>㈱Ａ &amp; Ｂ<td>日立市<br>幸町<td>10,000<td>12
<tr style="display:none"><td>&lt;b&gt;乙&lt;/b&gt;工業<td>水戸市<td>3,000<td>4</table></body></html>"""


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16"])
def test_an_html_table_called_xls(db: CorporateDatabase, write: Write, encoding: str) -> None:
    report = run(write("検索.xls", _PAGE, encoding), db)
    assert (report.rows.read, report.rows.accepted) == (2, 2)
    assert _firms(db) == {"㈱Ａ & Ｂ": ("日立市", 10_000_000, 12), "<b>乙</b>工業": ("水戸市", 3_000_000, 4)}
    assert [one.row for one in report.issues if one.code == "hidden-rows"] == [5]


def test_a_table_inside_a_page_made_of_tables(db: CorporateDatabase, write: Write) -> None:
    inner = "<table><tr><th>企業名<th>加工内容<tr><td>㈱内<td><table><tr><td>板金<td>溶接</table></table>"
    page = f"<table><tr><td>メニュー<td>{inner}<tr><td colspan=2>Copyright</table>"
    report = run(write("a.xls", page), db)
    assert report.rows.accepted == 1
    assert [one.texts["processes"] for one in db.supplier_rows()] == ["板金\n溶接"]
