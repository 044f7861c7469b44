from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest import kinds
from ingest.columns import Layout, layout_doubts, read_layout
from ingest.sheets import Row, Sheet

# Made up after the columns of the register: 9990101100001 has the sum 46, 46 mod 9 = 1, check digit 9 - 1 = 8.
NUMBER = "1180301018771"
RECORD = (
    "1", NUMBER, "01", "0", "2025-03-31", "2025-03-19", "株式会社架空", "", "301", "茨城県", "水戸市", "架空１丁目", "", "08",
    "201", "3100000", "", "", "", "", "", "", "2015-10-05", "1", "", "", "", "", "カクウ", "0",
)  # fmt: skip
GBIZ = (
    "法人番号,商号または名称,商号または名称（カナ）,商号または名称（英字）,登記記録の閉鎖等年月日,登記記録の閉鎖等の事由,登記住所,郵便番号,都道府県,"
    "都道府県コード,市区町村（郡）,市区町村コード,番地以下,組織種別,処理区分,訂正区分,状態,代表者名称,資本金,従業員数,企業規模詳細(男性),"
    "企業規模詳細(女性),事業概要,WebサイトURL,創業年,事業種目,設立年月日,全省庁統一資格-資格等級,全省庁統一資格-営業品目,更新年月日"
)


def sheet(*rows: Sequence[str], name: str = "表") -> Sheet:
    return Sheet(name, lambda: iter([Row(number, None, tuple(row)) for number, row in enumerate(rows, 1)]))


def layout_of(*rows: Sequence[str], name: str = "表") -> Layout:
    layout = read_layout(sheet(*rows, name=name))
    assert layout is not None
    return layout


def fields(layout: Layout) -> dict[str, str]:
    return {column.heading: column.field for column in layout.columns}


def test_the_corporate_number_file_has_no_heading_and_thirty_columns() -> None:
    layout = layout_of(RECORD, RECORD, RECORD)
    assert (layout.kind, layout.header_rows, len(layout.columns)) == ("corporate-numbers", (), 30)
    named = {column.field: RECORD[column.index] for column in layout.columns}
    assert (named["corporate_number"], named["name"], named["city_name"]) == (
        NUMBER,
        "株式会社架空",
        "水戸市",
    )
    assert (named["post_code"], named["furigana"], named["latest"]) == ("3100000", "カクウ", "1")


def test_a_heading_someone_put_above_the_corporate_numbers_is_skipped() -> None:
    layout = layout_of(kinds.NTA_LABELS, RECORD, RECORD)
    assert (layout.kind, layout.header_rows) == ("corporate-numbers", (1,))


def test_gbizinfo_is_known_by_its_headings() -> None:
    layout = layout_of(GBIZ.split(","), [NUMBER, "株式会社架空", *[""] * 28])
    assert (layout.kind, layout.header_rows) == ("gbizinfo", (1,))
    assert fields(layout)["従業員数"] == "employee_number"
    assert fields(layout)["登記住所"] == "location"
    assert fields(layout)["全省庁統一資格-営業品目"] == "business_items"


def test_a_list_of_firms_with_corporate_numbers_is_no_register() -> None:
    assert layout_of(("法人番号", "企業名", "加工内容"), (NUMBER, "架空", "旋削")).kind == "suppliers"


SURVEY = ("企業名", "問1 受注量", "問2 収益性", "問3 経営上の課題（複数回答）")


@pytest.mark.parametrize(
    ("title", "headings", "kind", "of_buyers"),
    [
        ("令和7年度 受注企業実態調査", SURVEY, "survey", False),
        ("発注企業実態調査", ("企業名", "問1 生産高", "問2 外注量"), "survey", True),
        ("取引状況調査", ("会社名", "発注書面", "単価協議"), "survey", False),
        ("", ("会社名", "住所", "受注量", "資金繰り"), "survey", False),
        ("発注案件調査", ("企業名", "品名", "加工内容", "数量", "希望納期"), "orders", False),
        ("受注企業名簿", ("企業名", "所在地", "加工内容", "受注余力"), "suppliers", False),
        ("発注企業一覧", ("企業名", "発注したいもの"), "buyers", False),
        ("アンケート回答", ("タイムスタンプ", "会社名", "ご意見"), "survey", False),
    ],
)
def test_the_kind_is_read_from_headings_and_titles(
    title: str, headings: Sequence[str], kind: str, of_buyers: bool
) -> None:
    layout = layout_of((title,), headings, ["架空", "増加", "減少", "1,3", "2"][: len(headings)])
    assert (layout.kind, layout.of_buyers) == (kind, of_buyers)
    assert layout.header_row == 2


def test_a_kind_that_is_set_is_the_only_one_looked_for() -> None:
    rows = (("企業名", "加工内容", "受注余力"), ("架空", "旋削", "有"))
    layout = read_layout(sheet(*rows, name="アンケート"), ("survey",))
    assert layout is not None
    assert layout.kind == "survey"
    assert read_layout(sheet(*rows), ("orders",)) is None or layout.kind == "survey"


def test_a_column_of_running_numbers_is_no_registration_number() -> None:
    rows = [(str(number), f"架空{number}", "旋削") for number in (3, 1, 2, 5)]
    layout = layout_of(("No.", "企業名", "加工内容"), *rows)
    assert fields(layout)["No."] == "row_number"
    (doubt,) = layout_doubts(layout, {column.index: column.heading for column in layout.columns})
    assert (doubt[0], doubt[2]) == ("running-number", "No.")


def test_numbers_that_do_not_run_stay_registration_numbers() -> None:
    rows = [(number, f"架空{number}", "旋削") for number in ("1021", "1033", "2040")]
    assert fields(layout_of(("No.", "企業名", "加工内容"), *rows))["No."] == "source_id"
    rows = [(str(number), f"架空{number}", "旋削") for number in (1, 2, 3)]
    assert fields(layout_of(("登録番号", "企業名", "加工内容"), *rows))["登録番号"] == "source_id"


def test_a_correction_of_the_user_is_applied_to_its_layout_alone() -> None:
    rows = (("No.", "企業名", "加工内客"), ("1", "架空", "旋削"), ("2", "架空二", "研削"))
    layout = layout_of(*rows)
    chosen = {layout.fingerprint: {"加工内客": "processes", "No.": "source_id"}}
    corrected = read_layout(sheet(*rows), corrections=chosen)
    assert corrected is not None
    assert fields(corrected) == {"No.": "source_id", "企業名": "company_name", "加工内客": "processes"}
    other = (("企業名", "加工内客"), ("架空", "旋削"))
    untouched = read_layout(sheet(*other), corrections=chosen)
    assert untouched is not None
    assert fields(untouched)["加工内客"] == ""


def test_a_correction_to_nothing_leaves_a_column_to_the_notes() -> None:
    rows = (("企業名", "加工内容"), ("架空", "旋削"))
    chosen = {layout_of(*rows).fingerprint: {"加工内容": ""}}
    layout = read_layout(sheet(*rows), corrections=chosen)
    assert layout is not None
    assert [column.heading for column in layout.unmapped] == ["加工内容"]


def test_what_resembles_a_heading_is_proposed_and_not_applied() -> None:
    layout = layout_of(("企業名", "資本全額", "血液型"), ("架空", "1000", "A"))
    doubts = {
        label: (code, text)
        for code, text, label in layout_doubts(layout, dict(enumerate(("企業名", "資本全額", "血液型"))))
    }
    assert fields(layout)["資本全額"] == ""
    assert doubts["資本全額"][0] == "proposed-column"
    assert "「資本金」" in doubts["資本全額"][1]
    assert doubts["血液型"][0] == "unmapped-column"


def test_a_unit_above_the_table_is_known() -> None:
    layout = layout_of(("受注企業名簿", "", "（単位：千円）"), ("企業名", "資本金"), ("架空", "1000"))
    assert layout.money_unit == 1000


def test_headings_of_several_rows_tell_the_parts_of_a_field(write_xlsx: Callable[..., Path]) -> None:
    rows = (
        ("企業名", "所在地", "", "担当者", "", "従業員数", ""),
        ("", "都道府県", "市区町村", "氏名", "電話", "計", "うち女性"),
        ("架空", "茨城県", "水戸市", "架空太郎", "029", "10", "4"),
    )
    layout = layout_of(*rows)
    assert layout.header_rows == (1, 2)
    assert [column.field for column in layout.columns] == [
        "company_name", "prefecture", "city", "contact", "contact", "employees", "employee_details",
    ]  # fmt: skip
