"""Files as survey staff and typing bureaus send them: ○ below each choice, years, codes, words that say the same."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ingest.choices import select
from ingest.legends import Option, legend
from ingest.numbers import answered_number
from ingest.pipeline import run
from ingest.setaside import RowJudge
from ingest.values import corporate_number
from ingest.vocabulary import without_number
from matching.corporate import CorporateDatabase
from matching.places import split_address

Write = Callable[..., Path]
TITLE = "受注企業実態調査"


def answers(db: CorporateDatabase) -> list[Mapping[str, object]]:
    """Question -> what was answered, firm by firm in the order of the file; what nobody answered is left out."""
    found = sorted(db.survey_responses(TITLE), key=lambda one: one.row)
    return [{str(one["label"]): one["values"] for one in each.answers if one.get("values")} for each in found]


MERGED = ("A2:A4", "B2:B4", "C2:F2", "C3:D3", "E3:F3")
YEARS = (
    (TITLE,),
    ("企業名", "所在地", "受注量"),
    (None, None, "令和6年度", None, "令和7年度", None),
    (None, None, "増加", "減少", "増加", "減少"),
    ("架空一", "水戸市", "○", None, None, "○"),
    ("架空二", "日立市", None, "◯", "〇", None),
)


def test_two_years_side_by_side_are_two_questions(db: CorporateDatabase, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in YEARS:
        book.worksheets[0].append(row)
    for cells in MERGED:
        book.worksheets[0].merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    report = run(tmp_path / "a.xlsx", db, survey=TITLE)
    assert (report.rows.read, report.rows.rejected, report.sheets[0].header_rows) == (2, 0, (2, 3, 4))
    assert answers(db) == [
        {"受注量 令和6年度": ["増加"], "受注量 令和7年度": ["減少"]},
        {"受注量 令和6年度": ["減少"], "受注量 令和7年度": ["増加"]},
    ]


@pytest.mark.parametrize("codes_first", [True, False])
def test_a_row_of_numbers_beside_the_choices_is_no_firm(
    db: CorporateDatabase, write: Write, codes_first: bool
) -> None:
    codes, labels = ",,1,2,3,1,2\n", ",,増加,不変,減少,受注量,その他\n"
    head = "調査年度,企業名,問1 受注量,,,問2 課題(MA),\n" + (
        codes + labels if codes_first else labels + codes
    )
    rows = "R6,架空一,○,,,○,後継者\nR7,架空一,,,レ,√,\nR7,,○,,,,\n回答数計,,1,,1,2,1\n"
    report = run(write("a.csv", head + rows), db, survey=TITLE)
    assert (report.rows.read, report.rows.accepted, report.rows.rejected) == (3, 2, 1)
    assert answers(db) == [
        {"調査年度": ["R6"], "受注量": ["増加"], "経営上の課題": ["受注量", "その他"]},
        {"調査年度": ["R7"], "受注量": ["減少"], "経営上の課題": ["受注量"]},
    ]
    (told,) = [one for one in report.issues if one.code == "several-years"]
    assert (told.column, told.value) == ("調査年度", "2024年度、2025年度")


def test_an_unreadable_answer_that_is_corrected_is_updated(db: CorporateDatabase, write: Write) -> None:
    head = "企業名,回答日,問1 従業員の過不足(1.不足 2.適正 3.過剰)\n"
    run(write("a.csv", head + "架空一,2026-01-05,不足かも\n"), db, "survey", survey=TITLE)
    report = run(write("a.csv", head + "架空一,2026-01-05,やや過剰か\n"), db, "survey", survey=TITLE)
    assert report.rows.updated == 1
    assert [one.answers[0]["text"] for one in db.survey_responses(TITLE)] == ["やや過剰か"]


def test_sheets_of_two_years_are_told(db: CorporateDatabase, write_xlsx: Callable[..., Path]) -> None:
    rows = [["企業名", "受注量", "収益性"], ["架空一", "増加", "変わらない"]]
    report = run(write_xlsx("a.xlsx", {"令和6年度": rows, "令和7年度": rows}), db, survey=TITLE)
    assert [one.value for one in report.issues if one.code == "several-years"] == ["2024年度、2025年度"]


def test_x_ticks_where_it_is_the_only_mark(db: CorporateDatabase, write: Write) -> None:
    head = "企業名,設備:有,設備:無,課題:人材,課題:資金,課題:その他\n"
    run(write("a.csv", head + "架空一,x,,○,x,－\n架空二,,x,,○,金利\n"), db, "survey", survey=TITLE)
    assert answers(db) == [
        {"設備": ["有"], "経営上の課題": ["人材"]},
        {"設備": ["無"], "経営上の課題": ["資金", "その他"]},
    ]


def test_a_sheet_of_codes_may_word_the_question_before_the_code(
    db: CorporateDatabase, write_xlsx: Callable[..., Path]
) -> None:
    codes = [["設問", "内容", "コード", "選択肢"], ["Q1", "受注量", 1, "増加"], ["", "", 2, "横ばい"]]
    codes += [["Q2", "採算", 1, "黒字"], ["", "", 2, "赤字"], ["", "", 9, "無回答"]]
    data = [["貴社名", "住所", "Q1", "Q2"], ["架空一", "水戸市", 2, 1], ["架空二", "日立市", 1, 9]]
    run(write_xlsx("a.xlsx", {"データ": data, "コード表": codes}), db, "survey", survey=TITLE)
    assert answers(db) == [{"Q1": ["横ばい"], "Q2": ["黒字"]}, {"Q1": ["増加"]}]


def test_yes_and_no_in_several_words_are_two_answers(db: CorporateDatabase, write: Write) -> None:
    rows = "架空一,有,120日,30%\n架空二,あり,90,約3割\n架空三,無,６０,10%減\n架空四,未記入,,横ばい\n架空五,×,60日,－\n"
    report = run(
        write("a.csv", "企業名,単価協議の有無,手形サイト（日）,売上高増減率（％）\n" + rows), db, survey=TITLE
    )
    assert answers(db) == [
        {"単価協議": ["有"], "手形サイト": ["120"], "売上高増減率": ["30"]},
        {"単価協議": ["有"], "手形サイト": ["90"], "売上高増減率": ["30"]},
        {"単価協議": ["無"], "手形サイト": ["60"], "売上高増減率": ["-10"]},
        {},
        {"単価協議": ["無"], "手形サイト": ["60"]},
    ]
    assert [(one.code, one.row, one.value) for one in report.issues] == [("unreadable-number", 5, "横ばい")]


@pytest.mark.parametrize(
    ("heading", "codes", "labels"),
    [
        ("問3 課題（複数回答）①受注量②単価③人材", "123", ("受注量", "単価", "人材")),
        ("費目（ア 原材料費　イ 労務費　ウ その他）", "アイウ", ("原材料費", "労務費", "その他")),
        ("発注書面 a.必ず交付 b.一部交付", "ab", ("必ず交付", "一部交付")),
        ("課題 1受注量2単価3人材不足", "123", ("受注量", "単価", "人材不足")),
    ],
)
def test_a_heading_may_list_its_choices_without_gaps_or_with_letters(
    heading: str, codes: str, labels: tuple[str, ...]
) -> None:
    found = legend(without_number(heading))
    assert [(one.code, one.label) for one in found] == list(zip(codes, labels, strict=True))


@pytest.mark.parametrize(
    ("text", "labels", "doubts"),
    [
        ("アウ", ("増加", "減少"), ["run-together-answer"]),
        ("あ、う", ("増加", "減少"), []),
        ("増加した", ("増加",), []),
        ("減少している、不変", ("不変", "減少"), []),
        ("増加しない", (), ["unknown-choice"]),
        ("エ", (), ["unknown-choice"]),
    ],
)
def test_kana_and_endings_of_answers(text: str, labels: tuple[str, ...], doubts: list[str]) -> None:
    found = select(text, (Option("増加", "ア"), Option("不変", "イ"), Option("減少", "ウ")))
    assert (found.labels, [code for code, _ in found.doubts]) == (labels, doubts)


@pytest.mark.parametrize(
    ("text", "number"),
    [("約30%", "30"), ("3割", "30"), ("10％減", "-10"), ("△3.2%", "-3.2"), ("三か月", "3"), ("30〜40", None), ("5年前", None)],
)  # fmt: skip
def test_an_answered_number_may_have_a_unit_and_a_direction(text: str, number: str | None) -> None:
    assert answered_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("label", ["回答数計", "有効回答数", "回答社数 合計", "○の数"])
def test_counts_of_answers_are_no_firm(label: str) -> None:
    judge = RowJudge((("企業名", "増加", "減少"),), frozenset(), 0)
    assert judge.reason((label, "3", "2")) == "total-row"
    assert judge.reason((f"{label}株式会社", "○", "")) == ""


def test_years_and_sexes_below_merged_headings_are_headings(db: CorporateDatabase, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("企業名", "年商（百万円）", None, "従業者数"),
        (None, "R6", "R7", "男"),
        ("架空一", 10, 20, 3),
    ):
        book.worksheets[0].append(row)
    for cells in ("A1:A2", "B1:C1"):
        book.worksheets[0].merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    report = run(tmp_path / "a.xlsx", db, "suppliers")
    assert (report.rows.read, report.rows.rejected) == (1, 0)
    (firm,) = db.suppliers()
    assert db.facts(firm.id, field="annual_sales")[0].value == "年商（百万円） R6: 10\n年商（百万円） R7: 20"


def test_a_file_of_unknown_headings_is_read_by_what_the_user_says(
    db: CorporateDatabase, write: Write
) -> None:
    columns = {"お名前": "company_name", "とくい": "加工内容"}
    run(write("a.csv", "お名前,とくい,他\n架空一,旋削,あ\n"), db, columns=columns)
    report = run(write("b.csv", "お名前,とくい,他\n架空二,溶接,い\n"), db)
    assert (report.kind, report.rows.accepted) == ("suppliers", 1)
    assert [one.texts["processes"] for one in db.suppliers()] == ["旋削", "溶接"]


def test_firms_and_orders_as_a_careful_person_reads_them(db: CorporateDatabase, write: Write) -> None:
    rows = "（株）,水戸市,25659\n架空一,新治郡千代田町1,25659\n架空二,水戸市,1970.4.31\n架空三,水戸市,昭和45年4月\n"
    report = run(write("a.csv", "企業名,所在地,設立年月日\n" + rows), db)
    assert [(one.code, one.row) for one in report.issues] == [
        ("missing-company-name", 2),
        ("doubtful-date", 3),
        ("unreadable-date", 4),
    ]
    firms = list(db.suppliers())
    assert [db.facts(one.id, field="founded")[0].value for one in firms] == [
        "1970-04-01",
        "1970.4.31",
        "昭和45年4月",
    ]
    assert firms[0].place.city == "かすみがうら市"
    text = "品名,材質,数量（個/月）,希望納期\nピン,－,5000,46387\n"
    assert [one.code for one in run(write("o.csv", text), db, "orders").issues] == ["doubtful-date"]
    (order,) = db.orders()
    assert (order.texts["quantity"], order.texts["due"], order.texts.get("materials", "")) == (
        "5000個/月",
        "2026-12-31",
        "",
    )


def test_a_county_that_is_no_more_tells_the_prefecture() -> None:
    assert split_address("新治郡千代田町上稲吉1") == ("茨城県", "かすみがうら市", "上稲吉1")
    assert split_address("邑楽郡千代田町1") == ("群馬県", "千代田町", "1")


@pytest.mark.parametrize(
    "text", ["'1180301018771", "118030,1018771", "法人番号：1180301018771", "T1180301018771"]
)
def test_a_corporate_number_is_read_behind_what_surrounds_it(text: str) -> None:
    assert corporate_number(text) == "1180301018771"


def test_numbers_of_a_survey_that_are_the_firms_own_find_the_firms(
    db: CorporateDatabase, write: Write
) -> None:
    run(write("名簿.csv", "登録番号,企業名\nA-0001,架空一\nA-0002,架空二\nA-0003,架空三\n"), db)
    answers = "受付番号,企業名,回答日,問1 受注量\nA-0001,架空一,2026-10-01,増加\nA-0002,架空 二,2026-10-01,減少\n,架空四,2026-10-01,減少\n"
    report = run(write("受注企業調査.csv", answers), db)
    assert report.sheets[0].columns["受付番号"] == "source_id"
    assert (report.companies.merged, report.companies.new) == (2, 1)


def test_a_surveys_own_numbers_are_no_firms_numbers(db: CorporateDatabase, write: Write) -> None:
    run(write("名簿.csv", "登録番号,企業名\n1,架空一\n2,架空二\n"), db)
    for numbers in (("2", "1"), ("R8-1", "R8-2")):
        answers = f"受付番号,企業名,回答日,問1 受注量\n{numbers[0]},架空一,2026-10-01,増加\n{numbers[1]},架空二,2026-10-01,減少\n"
        report = run(write("受注企業調査.csv", answers), db)
        assert "source_id" not in report.sheets[0].columns.values()
