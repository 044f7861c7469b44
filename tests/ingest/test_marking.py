"""The copy of a file in which faulty cells are coloured and commented."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest.marking import LIST_SHEET, mark_copy
from ingest.pipeline import run
from ingest.report import Issue
from matching.corporate import CorporateDatabase
from matching.errors import InputError, UnreadableFile

HEAD = ["企業名", "電話番号", "資本金", "備考"]
FIRM = ["架空工業", "029-000-0001", "いっぱい", "=1+1"]
NAMELESS = ["", "029-000-0002", "300万円", "名無し"]
FOLDER = Path(__file__).parent / "workbooks"
Write = Callable[..., Path]


def marked(path: Path, db: CorporateDatabase, target: Path) -> openpyxl.Workbook:
    report = run(path, db, dry_run=True)
    before = path.read_bytes()
    mark_copy(path, report.issues, target)
    assert path.read_bytes() == before
    return openpyxl.load_workbook(target)


def comments(sheet: object) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}  # type: ignore[attr-defined]


def check(book: openpyxl.Workbook, first: int) -> None:
    """The money in C of the first row and the missing name in A of the next are marked, and nothing else."""
    sheet = book.worksheets[0]
    found = comments(sheet)
    assert set(found) == {f"C{first}", f"A{first + 1}"}
    assert "いっぱい" in found[f"C{first}"]
    assert found[f"A{first + 1}"].startswith("エラー: 企業名がない")
    assert sheet[f"C{first}"].fill.start_color.rgb != sheet[f"A{first + 1}"].fill.start_color.rgb
    assert sheet[f"D{first}"].value == "=1+1"
    assert sheet[f"D{first}"].data_type == "s"
    listed = [[cell.value for cell in row] for row in book[LIST_SHEET].iter_rows(min_row=2)]
    assert [(row[0], row[2], row[3]) for row in listed] == [
        ("注意", first, "資本金"),
        ("エラー", first + 1, "企業名"),
    ]


def test_a_csv_becomes_a_marked_workbook(db: CorporateDatabase, write: Write, tmp_path: Path) -> None:
    text = "受注企業一覧\n\n" + "".join(",".join(row) + "\n" for row in (HEAD, FIRM, NAMELESS))
    check(marked(write("a.csv", text, "cp932"), db, tmp_path / "marked.xlsx"), 4)


def test_a_workbook_keeps_its_looks(db: CorporateDatabase, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (HEAD, FIRM, NAMELESS):
        sheet.append(row)
    sheet["D2"].value, sheet["D2"].data_type = "=1+1", "s"
    sheet.column_dimensions["A"].width = 44
    book.save(tmp_path / "a.xlsx")
    result = marked(tmp_path / "a.xlsx", db, tmp_path / "marked.xlsx")
    check(result, 2)
    assert result.worksheets[0].column_dimensions["A"].width == 44


def test_merged_and_two_row_headings_are_found(tmp_path: Path) -> None:
    issues = [Issue("warning", "unreadable-number", "読めません。", "一覧", 5, None, "従業員数", "3")]
    mark_copy(FOLDER / "same" / "two_row_heading.xls", issues, tmp_path / "marked.xlsx")
    assert set(comments(openpyxl.load_workbook(tmp_path / "marked.xlsx")["一覧"])) == {"G5"}


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("企業名", "", "A3"),
        ("D列", "", "D3"),
        ("備考[D列]", "", "D3"),
        ("知らない", "300万円", "C3"),
        ("", "", "B3"),
    ],
)
def test_a_column_is_found_by_heading_letter_or_value(
    write: Write, tmp_path: Path, column: str, value: str, cell: str
) -> None:
    path = write("a.csv", "".join(",".join(row) + "\n" for row in (HEAD, FIRM, NAMELESS)))
    mark_copy(
        path, [Issue("warning", "x", "確かめてください。", "a", 3, 3, column, value)], tmp_path / "m.xlsx"
    )
    assert set(comments(openpyxl.load_workbook(tmp_path / "m.xlsx")["a"])) == {cell}


def test_json_lines_become_rows_below_their_keys(write: Write, tmp_path: Path) -> None:
    path = write("a.jsonl", '{"name": "架空", "memo": "+1"}\n{"name": ""}\n')
    mark_copy(path, [Issue("error", "x", "名前がありません。", "a", 2, 2, "name")], tmp_path / "m.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["a"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)] == [
        ["name", "memo"],
        ["架空", "+1"],
    ]
    assert set(comments(sheet)) == {"A3"}


def test_the_original_is_never_the_target(write_xlsx: Callable[..., Path], tmp_path: Path) -> None:
    path = write_xlsx("a.xlsx", {"表": [HEAD]})
    with pytest.raises(InputError, match="違う名前"):
        mark_copy(path, [], path)
    with pytest.raises(InputError, match=r"\.xlsx"):
        mark_copy(path, [], tmp_path / "m.csv")
    with pytest.raises(InputError, match="書けません"):
        mark_copy(path, [], tmp_path / "none" / "m.xlsx")
    with pytest.raises(UnreadableFile):
        mark_copy(FOLDER / "broken" / "cut_off.xlsx", [], tmp_path / "m.xlsx")


def test_a_workbook_that_openpyxl_cannot_load_is_written_anew(
    db: CorporateDatabase, write_xlsx: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx("a.xlsx", {"a": [HEAD, FIRM, NAMELESS]})

    def odd(*_: object) -> None:
        raise KeyError("xl/theme/theme1.xml")

    with monkeypatch.context() as patch:
        patch.setattr("openpyxl.load_workbook", odd)
        mark_copy(path, run(path, db, dry_run=True).issues, tmp_path / "m.xlsx")
    assert {"C2", "A3"} <= set(comments(openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[0]))
