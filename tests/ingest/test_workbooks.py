"""The messy files of tests/ingest/workbooks: all of same/ give the same firms, each of broken/ its issues.

A new complaint becomes one more file: add it to workbooks/make.py and, if it is broken, to BROKEN.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.pipeline import run
from matching.corporate import CorporateDatabase
from matching.errors import UnreadableFile

FOLDER = Path(__file__).parent / "workbooks"
SAME = sorted(path.name for path in (FOLDER / "same").iterdir())

# name, prefecture, city, address, phone, capital in yen, employees, industry, processes, confirmed on
FIRMS = [
    ("株式会社架空精機", "茨城県", "日立市", "架空町1-2-3", "0294-00-0001", "10000000", "30", "金属製品", "NC旋盤加工、①研磨", "2026-03-31"),
    ("総合計器株式会社", "茨城県", "水戸市", "架空2-1", "029-000-0002", "3000000", "12", "精密機器", "組立、検査", "2025-12-01"),
    ("有限会社高橋鍍金", "茨城県", "つくば市", "架空33", "029-000-0003", "5000000", "8", "表面処理", "無電解ニッケルめっき", "2026-01-15"),
    ("架空時計", "茨城県", "土浦市", "架空4", "029-000-0004", "1000000", "3", "精密機器", "歯車の切削", "2026-02-28"),
]  # fmt: skip
FIELDS = (
    "name", "prefecture", "city", "address", "phone", "capital_yen", "employees", "industry", "processes", "confirmed_on"
)  # fmt: skip

# file -> (rows read, rows rejected, issues as (code, sheet, row, column))
ONE = "一覧"
BROKEN: dict[str, tuple[int, int, list[tuple[str, str, int | None, str]]]] = {
    "missing_names.csv": (
        4,
        2,
        [
            ("missing-company-name", "missing_names", 3, "企業名"),
            ("error-cell", "missing_names", 4, "企業名"),
            ("missing-company-name", "missing_names", 4, "企業名"),
        ],
    ),
    "broken_quotes.csv": (4, 0, [("broken-quotes", "broken_quotes", 3, "")]),
    "undecodable_cell.csv": (
        4,
        0,
        [
            ("undecodable-text", "undecodable_cell", 5, "市区町村"),
            ("unknown-place", "undecodable_cell", 5, "市区町村"),
        ],
    ),
    "other_encodings.csv": (4, 0, [("other-encoding", "other_encodings", 3, "市区町村")]),
    "wrong_mark.csv": (4, 0, [("wrong-encoding-mark", "", None, "")]),
    "controls.csv": (4, 0, [("control-characters", "controls", 3, "番地")]),
    "private_characters.csv": (4, 0, [("private-characters", "private_characters", 4, "企業名")]),
    "totals_and_notes.csv": (
        4,
        0,
        [
            ("total-row", "totals_and_notes", 5, ""),
            ("total-row", "totals_and_notes", 8, ""),
            ("note-row", "totals_and_notes", 9, ""),
        ],
    ),
    "only_a_name.csv": (2, 0, []),
    "formulas_without_results.xlsx": (
        3,
        1,
        [
            ("formula-without-value", ONE, 3, "従業員数"),
            ("formula-without-value", ONE, 4, "企業名"),
            ("missing-company-name", ONE, 4, "企業名"),
        ],
    ),
    "error_cells.xlsx": (
        2,
        1,
        [
            ("error-cell", ONE, 2, "電話番号"),
            ("error-cell", ONE, 3, "企業名"),
            ("missing-company-name", ONE, 3, "企業名"),
        ],
    ),
    "error_cells.ods": (
        2,
        1,
        [
            ("error-cell", ONE, 2, "電話番号"),
            ("error-cell", ONE, 3, "企業名"),
            ("missing-company-name", ONE, 3, "企業名"),
        ],
    ),
    "hidden.xlsx": (4, 0, [("hidden-rows", ONE, 3, ""), ("hidden-sheet", "追加分", None, "")]),
    "side_sheets.xlsx": (4, 0, [("side-sheet", "業種マスタ", None, ""), ("side-sheet", "集計", None, "")]),
    "industry_sheets.xlsx": (
        2,
        0,
        [("industry-from-sheet", "1.めっき業", None, ""), ("industry-from-sheet", "2.金型", None, "")],
    ),
    "formulas_as_text.csv": (1, 0, []),
    "labels_above_blanks.csv": (5, 0, [("labels-filled", "labels_above_blanks", None, "業種")]),
    "long_cell.xlsx": (1, 0, []),
}
# file -> what its one message says
UNREADABLE = {
    "empty.csv": "空です",
    "blank.csv": "見出しの行が見つかりません",
    "no_headings.csv": "見出しの行が見つかりません",
    "picture.csv": "表のファイルではありません",
    "noise.csv": "文字コードが分かりません",
    "not_a_zip.xlsx": "壊れているか",
    "cut_off.xlsx": "壊れているか",
    "other.zip": "壊れているか",
    "damaged.xls": "壊れているか",
    "password.xlsx": "パスワード",
    "page.xls": "HTML",
    "binary.xlsb": "バイナリ形式",
    "zip_bomb.xlsx": "大きすぎます",
    "billion_laughs.xlsx": "DOCTYPE",
    "billion_laughs.ods": "DOCTYPE",
}


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[CorporateDatabase]:
    """One database for dry runs: they leave it empty."""
    with CorporateDatabase.open(shared_database_at(tmp_path_factory.mktemp("messy") / "test.db")) as opened:
        yield opened


def stored(db: CorporateDatabase) -> list[tuple[str | None, ...]]:
    """The firms by the fields of FIRMS, in the order of FIRMS."""
    found = []
    for supplier in db.suppliers():
        facts = {fact.field: fact.value for fact in db.facts(company_id=supplier.id)}
        found.append(tuple(facts.get(field) for field in FIELDS))
    return sorted(
        found,
        key=lambda firm: (
            [one[0] for one in FIRMS].index(firm[0]) if firm[0] in [one[0] for one in FIRMS] else 99
        ),
    )


@pytest.mark.parametrize("name", SAME)
def test_all_messy_files_give_the_same_firms(db: CorporateDatabase, name: str) -> None:
    report = run(FOLDER / "same" / name, db)
    assert stored(db) == FIRMS
    rows = report.rows
    assert (rows.read, rows.accepted, rows.updated, rows.unchanged, rows.rejected) == (4, 4, 0, 0, 0)
    assert (report.companies.distinct, report.companies.new) == (4, 4)
    assert [issue for issue in report.issues if issue.severity == "error"] == []


def test_there_are_at_least_forty_files() -> None:
    assert len(SAME) >= 40
    assert {path.name for path in (FOLDER / "broken").iterdir()} == BROKEN.keys() | UNREADABLE.keys()


@pytest.mark.parametrize(
    ("first", "second"),
    [("plain.xlsx", "cp932.csv"), ("utf8.csv", "merged_labels_subtotals.xlsx"), ("plain.xls", "plain.ods")],
)
def test_the_same_answers_in_another_format_change_nothing(
    db: CorporateDatabase, first: str, second: str
) -> None:
    run(FOLDER / "same" / first, db)
    report = run(FOLDER / "same" / second, db)
    assert stored(db) == FIRMS
    assert report.companies.new == 0 or report.companies.to_review == report.companies.new


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_broken_files_give_their_issues(shared: CorporateDatabase, name: str) -> None:
    report = run(FOLDER / "broken" / name, shared, dry_run=True)
    read, rejected, issues = BROKEN[name]
    assert (report.rows.read, report.rows.rejected) == (read, rejected)
    assert sorted((one.code, one.sheet, one.row or 0, one.column) for one in report.issues) == sorted(
        (code, sheet, row or 0, column) for code, sheet, row, column in issues
    )
    for issue in report.issues:
        assert issue.message.endswith("。")
        assert (issue.severity == "error") == (issue.code == "missing-company-name")


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_unreadable_files_say_why(shared: CorporateDatabase, name: str) -> None:
    with pytest.raises(UnreadableFile, match=UNREADABLE[name]) as caught:
        run(FOLDER / "broken" / name, shared, dry_run=True)
    assert str(caught.value).endswith(("。", "(案件は「品名」など)。"))
    assert shared.supplier_count() == 0


def test_what_looks_like_a_formula_is_stored_as_it_is_written(db: CorporateDatabase) -> None:
    run(FOLDER / "broken" / "formulas_as_text.csv", db)
    (firm,) = stored(db)
    assert firm[3] == "-1+2"
    assert firm[7] == "@SUM(A1)"
    assert firm[8] == '=HYPERLINK("http://example.jp","<script>alert(1)</script>")'


def test_labels_stand_for_the_blank_cells_below_them(db: CorporateDatabase) -> None:
    run(FOLDER / "broken" / "labels_above_blanks.csv", db)
    metal, precise = "金属製品", "精密機器"
    assert [(firm[0], firm[7]) for firm in sorted(stored(db), key=str)] == sorted(
        zip((f"架空{name}" for name in "甲乙丙丁戊"), (metal, metal, metal, precise, precise), strict=True),
        key=str,
    )


def test_a_cell_of_forty_thousand_characters_is_kept_whole(db: CorporateDatabase) -> None:
    run(FOLDER / "broken" / "long_cell.xlsx", db)
    (firm,) = stored(db)
    assert firm[8] == "旋削、" * 13_334


def test_hidden_rows_are_named(shared: CorporateDatabase) -> None:
    report = run(FOLDER / "broken" / "hidden.xlsx", shared, dry_run=True)
    messages = [issue.message for issue in report.issues]
    assert "3～4 行" in messages[0]
    assert "追加分" in messages[1]


def test_the_script_makes_these_files(tmp_path: Path) -> None:
    """Byte for byte, but for the old .xls, which need a library that only the script needs."""
    import importlib.util
    import sys

    pytest.importorskip("xlwt")
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("make_workbooks", FOLDER / "make.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        made.main(tmp_path)
    finally:
        sys.path.remove(str(FOLDER))
    for folder in ("same", "broken"):
        new = {path.name: path for path in (tmp_path / folder).iterdir()}
        old = {path.name: path for path in (FOLDER / folder).iterdir()}
        assert new.keys() == old.keys()
        texts = [name for name in old if name.endswith((".csv", ".tsv"))]
        assert [name for name in texts if new[name].read_bytes() != old[name].read_bytes()] == []
