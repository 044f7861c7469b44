"""The database as files that read back: nothing changes, nothing is lost, nothing becomes a formula."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.demo import SAMPLE_FILES
from ingest.exporting import export, export_survey
from ingest.pipeline import run
from matching.corporate import (
    BuyerRow,
    CertificationRow,
    CorporateDatabase,
    EquipmentRow,
    OrderRow,
    SupplierRow,
)
from matching.errors import InputError
from matching.settings import DATA

Write = Callable[..., Path]
NUMBER = "1180301018771"  # 9 - (53 mod 9) = 1

FULL = SupplierRow(
    "株式会社架空精機",
    source_id="A-0001",
    corporate_number=NUMBER,
    kana="カクウセイキ",
    postal_code="310-0001",
    prefecture="茨城県",
    city="日立市",
    address="字架空1-2",
    phone="0299-00-0001、携帯: 090-0000-0000",
    email="info@example.jp",
    contact="営業 架空",
    capital_yen=30_000_000,
    employees=12,
    founded="昭和48年",
    texts={
        "processes": "NC旋盤加工、①研磨",
        "sizes": "最大加工寸法: φ60\n板厚: t6",
        "equipment": "NC旋盤 3台\nその他 多数\nボール盤 架空機械 KL-8 φ13 2台 1998年",
        "notes": "=1+1 ではありません",
        "strengths": "@得意 -5℃ +10℃",
    },
    equipment=(
        EquipmentRow("NC旋盤", count=3),
        EquipmentRow("その他 多数"),
        EquipmentRow("ボール盤", "架空機械", "KL-8", "φ13", 2, 1998),
    ),
    certifications=(CertificationRow("ISO9001", "JP-1", date(2027, 3, 31), "2027年3月"),),
    other={"employee_details": "12人(パート2)", "registered_on": "2020-04-01", "bank": "架空銀行"},
    remarks=(("血液型", "A型"), ("星座", "おひつじ\nおうし")),
)


def everything(db: CorporateDatabase) -> list[object]:
    suppliers = [(row, db.statuses(company)) for company, row in db.supplier_rows_by_id()]
    return [suppliers, list(db.buyer_rows()), list(db.order_rows())]


@pytest.fixture
def other_url(tmp_path: Path, database_at: Callable[[Path], str]) -> str:
    """Another, empty database."""
    return database_at(tmp_path / "other.db")


def fill(db: CorporateDatabase, *rows: SupplierRow | BuyerRow | OrderRow) -> None:
    with db.writing("試験") as writer:
        for row in rows:
            if isinstance(row, SupplierRow):
                writer.upsert_supplier(row)
            elif isinstance(row, BuyerRow):
                writer.upsert_buyer(row)
            else:
                writer.upsert_order(row)


def test_an_export_of_the_sample_reads_back_without_a_change(db: CorporateDatabase, tmp_path: Path) -> None:
    for name in SAMPLE_FILES:
        run(DATA / "sample" / name, db)
    before, revision = everything(db), db.revision()
    done = export(db, tmp_path / "out.xlsx")
    report = run(tmp_path / "out.xlsx", db)
    assert (
        report.rows.read
        == report.rows.unchanged
        == sum(done.rows[t] for t in ("受注企業", "発注企業", "発注案件"))
    )
    assert (everything(db), db.revision()) == (before, revision)


def test_an_export_fills_an_empty_database(db: CorporateDatabase, tmp_path: Path, other_url: str) -> None:
    order = OrderRow("H-1", "架空電機", "照会", received_on=date(2026, 11, 1), deadline=date(2027, 1, 31),
                     texts={"item": "軸", "notes": "急ぎ", "deadline_text": "令和9年1月末"}, remarks=(("見積担当", "田中"),))  # fmt: skip
    buyer = BuyerRow("架空電機", source_id="B-1", city="水戸市", prefecture="茨城県", other={"wants": "軸"})
    fill(db, FULL, buyer, order)
    with db.writing("試験") as writer:
        writer.set_status(
            db.supplier_by_key("A-0001").id, "休業", "工場移転", date(2026, 11, 1), date(2027, 1, 31)
        )
    export(db, tmp_path / "out.xlsx")
    with CorporateDatabase.open(other_url) as other:
        report = run(tmp_path / "out.xlsx", other)
        assert report.rows.rejected == 0
        told, there = everything(db), everything(other)
        assert told[1:] == there[1:]
        assert told[0] == there[0]


@pytest.mark.parametrize("notes", ["", "長" * 40_000])
def test_all_states_of_a_firm_read_back(
    db: CorporateDatabase, tmp_path: Path, other_url: str, notes: str
) -> None:
    fill(db, BuyerRow("丙電機", source_id="B-1"), BuyerRow("丁電機", source_id="B-2"))
    fill(db, SupplierRow("甲工業", source_id="A-1", texts={"notes": notes} if notes else {}))
    firm, (one, other) = db.supplier_by_key("A-1").id, [buyer.id for buyer in db.buyers()]
    with db.writing("試験") as writer:
        writer.set_status(firm, "競合・系列", buyer_id=one)
        writer.set_status(firm, "競合・系列", "子会社", date(2026, 4, 1), date(2030, 3, 31), buyer_id=other)
        writer.set_status(firm, "休業", "工場移転", end=date(2026, 12, 31))
        writer.set_status(firm, "受注余力なし")
    before, revision = everything(db), db.revision()
    files = export(db, tmp_path / "out.xlsx").files
    with CorporateDatabase.open(other_url) as other_db:
        for path in files:
            assert run(path, db).issues == run(path, other_db).issues == ()
        assert everything(other_db) == before
    assert (everything(db), db.revision()) == (before, revision)


def test_a_bar_beside_another_state_does_not_end_with_it(db: CorporateDatabase, write: Write) -> None:
    fill(db, BuyerRow("丙電機", source_id="B-1"))
    head = "登録番号,企業名,状態,状態理由,状態終了日,競合先\n"
    run(write("a.csv", head + "A-1,丁工業,休業,工場移転,2026-01-31,B-1\n"), db)
    bar = next(one for one in db.statuses(db.supplier_by_key("A-1").id) if one.buyer_id)
    assert (bar.end, bar.reason) == (None, "")


def cells(path: Path) -> list[Any]:
    book = openpyxl.load_workbook(path)
    return [
        cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A0"])
def test_what_begins_like_a_formula_is_text_and_reads_back_as_it_was(
    db: CorporateDatabase, tmp_path: Path, start: str
) -> None:
    words = f"{start}HYPERLINK(1)".strip()
    fill(db, SupplierRow("架空", source_id="1", texts={"processes": words}))
    export(db, tmp_path / "out.xlsx")
    (cell,) = [one for one in cells(tmp_path / "out.xlsx") if "HYPERLINK" in str(one.value)]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert all(one.data_type != "f" for one in cells(tmp_path / "out.xlsx"))
    assert run(tmp_path / "out.xlsx", db).rows.unchanged == 1
    assert db.supplier_by_key("1").texts["processes"] == words


def test_a_text_longer_than_a_cell_goes_whole_into_a_file_beside(
    db: CorporateDatabase, tmp_path: Path, other_url: str
) -> None:
    long = "旋盤加工、" * 8000
    fill(
        db,
        SupplierRow("架空長文", source_id="A-1", texts={"processes": long}),
        SupplierRow("架空", source_id="A-2"),
    )
    done = export(db, tmp_path / "out.xlsx")
    assert [path.name for path in done.files] == ["out.xlsx", "out_受注企業.jsonl"]
    with CorporateDatabase.open(other_url) as other:
        for path in done.files:
            assert run(path, other).rows.accepted == 1
        assert other.supplier_by_key("A-1").texts["processes"] == long


def test_a_remark_under_a_heading_that_means_a_field_is_kept_on_a_sheet_of_its_own(
    db: CorporateDatabase, write: Write, tmp_path: Path, other_url: str
) -> None:
    run(write("a.csv", "登録番号,企業名,資本金\n1,架空,少し\n"), db)
    done = export(db, tmp_path / "out.xlsx")
    assert done.rows["備考の内訳"] == 1
    assert run(tmp_path / "out.xlsx", db).rows.unchanged == 1
    assert db.supplier_by_key("1").texts["notes"] == "資本金: 少し"
    with CorporateDatabase.open(other_url) as other:
        assert run(tmp_path / "out.xlsx", other).rows.accepted == 1
        assert other.supplier_by_key("1").texts["notes"] == "資本金: 少し"


def test_machines_under_two_headings_and_unclear_numbers_read_back(
    db: CorporateDatabase, write: Write, tmp_path: Path, other_url: str
) -> None:
    head = "登録番号,企業名,使っている機械,従業員数\n"
    rows = '1,架空一,"旋盤2台、TIG",３～４\n2,架空二,糸鋸 ２,ひとり\n3,架空三,,12人(パート2)\n'
    run(write("a.csv", head + rows), db)
    before = everything(db)
    export(db, tmp_path / "out.xlsx")
    assert run(tmp_path / "out.xlsx", db).rows.unchanged == 3
    assert everything(db) == before
    with CorporateDatabase.open(other_url) as other:
        run(tmp_path / "out.xlsx", other)
        assert everything(other) == before


def test_answers_of_a_survey_are_exported_and_read_back(
    db: CorporateDatabase, write: Write, tmp_path: Path
) -> None:
    text = f"回答日,法人番号,企業名,問1 受注量,問2 採算\n2026-10-15,{NUMBER},架空,増加,黒字\n"
    run(write("a.csv", text), db, survey="R8")
    export_survey(db, "R8", tmp_path / "r8.xlsx")
    report = run(tmp_path / "r8.xlsx", db, survey="R8")
    assert (report.kind, report.rows.unchanged) == ("survey", 1)
    assert len(db.survey_responses("R8")) == 1


HEAD = "整理番号,企業名,市区町村,回答日,"
SURVEYS = {
    "codes": HEAD + "問1 課題,問3 過不足（1.不足 2.適正 3.過剰）\n101,架空一,日立市,2026-01-05,資金,1\n102,架空二,水戸市,,,やや不足\n",
    "long": HEAD + f"問1 今後の課題,問2 採算\n101,架空一,日立市,2026-01-05,{'あ' * 40_000},赤字\n102,架空二,水戸市,,資金,黒字\n",
    "several": HEAD + '問1 課題（複数回答）（1.人材 2.資金 3.その他）,問2 受注余力（有・無）\n'
    '1,架空一,日立市,,"1,3",有\n2,架空二,水戸市,,3(後継者),無\n',
    "unexplained": HEAD + "問2 受注量,問3 売上高\n1,架空一,日立市,,増加,100\n2,架空二,水戸市,,3,前年並み\n",
    "amounts": HEAD + "問1 売上高（百万円）,問2 採算\n1,架空一,日立市,,350,赤字\n2,架空二,水戸市,,3億円,黒字\n",
    "marks": "企業名,問1 受注量,,,問2 課題(MA),,\n,増加,不変,減少,受注量,人材,その他\n架空一,○,,,○,○,\n架空二,,,○,,,後継者\n",
}  # fmt: skip


def said(db: CorporateDatabase) -> list[object]:
    found = [(one.company, one.number, one.answered_on, one.answers) for one in db.survey_responses("R8")]
    keys = ("question", "values", "other")
    return sorted(repr((*who, [[a.get(key) for key in keys] for a in answers])) for *who, answers in found)


@pytest.mark.parametrize("form", SURVEYS)
def test_all_that_a_survey_was_told_reads_back(
    db: CorporateDatabase, write: Write, tmp_path: Path, other_url: str, form: str
) -> None:
    run(write("a.csv", SURVEYS[form]), db, "survey", survey="R8")
    before, files = said(db), export_survey(db, "R8", tmp_path / "r8.xlsx").files
    assert len(files) == (2 if form == "long" else 1)
    with CorporateDatabase.open(other_url) as other:
        for path in files:
            again = run(path, db, survey="R8").rows
            assert again.unchanged == again.read > 0
            run(path, other, survey="R8")
        assert said(db) == said(other) == before


def test_an_empty_database_gives_an_empty_list(db: CorporateDatabase, tmp_path: Path) -> None:
    assert export(db, tmp_path / "out.xlsx").rows == {}
    assert run(tmp_path / "out.xlsx", db).rows.read == 0


@pytest.mark.parametrize("name", ["out.csv", "a\0b.xlsx"])
def test_where_nothing_can_be_written_a_sentence_says_so(
    db: CorporateDatabase, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError, match="。"):
        export(db, tmp_path / name)


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=40
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=_words)
def test_any_accepted_text_is_written_and_read_back(
    db: CorporateDatabase, tmp_path: Path, words: str
) -> None:
    text = f"x{words}x"
    fill(db, SupplierRow("架空", source_id="1", texts={"processes": text}))
    export(db, tmp_path / "out.xlsx")
    assert run(tmp_path / "out.xlsx", db).rows.unchanged == 1
    assert db.supplier_by_key("1").texts["processes"] == text
