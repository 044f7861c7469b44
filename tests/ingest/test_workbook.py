"""Bytes -> sheets of text cells, each format for itself. Whole messy files: test_workbooks.py."""

import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import packages, spool, textfiles
from ingest.workbook import Row, open_workbook
from matching.errors import UnreadableFile

TABLE = '企業名,加工内容\r\n株式会社架空精機,"旋削、①研磨\nφ3～60"\r\n\r\n架空工業,溶接\r\n'
FOLDER = Path(__file__).parent / "workbooks"
ANY_TIME = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def rows(path: Path) -> list[Row]:
    with open_workbook(path) as book:
        return list(book.sheets[0].rows())


def rows_or_error(path: Path) -> list[Row] | str:
    try:
        return rows(path)
    except UnreadableFile as error:
        return str(error)


def doubts(path: Path) -> list[tuple[str, int, int | None]]:
    return [(doubt.code, row.number, doubt.column) for row in rows(path) for doubt in row.doubts]


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("euc_jis_2004", "euc-jp"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("iso2022_jp_2004", "iso-2022-jp"),
    ],
)
def test_encodings_give_the_same_rows(write: Callable[..., Path], encoding: str, reported: str) -> None:
    table = TABLE.replace("～", "-")  # the wave dash has other code points in some of these encodings
    path = write("表.csv", table, encoding)
    with open_workbook(path) as book:
        assert (book.encoding, book.doubts) == (reported, ())
    assert [row.cells for row in rows(path)] == [
        ("企業名", "加工内容"),
        ("株式会社架空精機", "旋削、①研磨\nφ3-60"),
        (),
        ("架空工業", "溶接"),
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_mark_is_believed_only_where_the_text_agrees(
    write: Callable[..., Path], mark: bytes, encoding: str
) -> None:
    path = write("a.csv", mark + TABLE.encode(encoding))
    with open_workbook(path) as book:
        assert [row.cells for row in book.sheets[0].rows()][3] == ("架空工業", "溶接")
        wrong = mark != b"\xef\xbb\xbf" or encoding != "utf-8"
        assert [doubt.code for doubt in book.doubts] == (["wrong-encoding-mark"] if wrong else [])


def test_half_width_kana_are_cp932_and_not_euc(write: Callable[..., Path]) -> None:
    path = write("a.csv", "ｷｷﾞｮｳﾒｲ,ﾋﾞｺｳ\nｶｸｳｾｲｷ,ﾃｽﾄ\n", "cp932")
    assert rows(path)[1].cells == ("ｶｸｳｾｲｷ", "ﾃｽﾄ")


def test_a_record_with_a_line_break_is_one_row_and_two_lines(write: Callable[..., Path]) -> None:
    assert [(row.number, row.line) for row in rows(write("a.csv", TABLE))] == [(1, 1), (2, 2), (3, 4), (4, 5)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(write: Callable[..., Path], delimiter: str) -> None:
    text = delimiter.join(("企業名", "PR")) + "\n" + delimiter.join(("架空", '"a,b;c\td,e"')) + "\n"
    assert rows(write("a.txt", text))[1].cells == ("架空", "a,b;c\td,e")


def test_a_quote_that_does_not_close_costs_its_own_row_alone(write: Callable[..., Path]) -> None:
    path = write("a.csv", '企業名,備考\n甲,"開いたまま,x\n乙,"a,b"\n丙,c\n')
    assert [row.cells for row in rows(path)] == [
        ("企業名", "備考"),
        ("甲", "開いたまま", "x"),
        ("乙", "a,b"),
        ("丙", "c"),
    ]
    assert [(row.number, row.line) for row in rows(path)] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert doubts(path) == [("broken-quotes", 2, None)]


def test_a_stray_quote_inside_a_cell_is_read_as_excel_does(write: Callable[..., Path]) -> None:
    path = write("a.csv", '企業名,備考\n甲,"5"インチ,"a,b"\n乙,"5"インチ",x\n')
    assert [row.cells for row in rows(path)[1:]] == [("甲", "5インチ", "a,b"), ("乙", '"5"インチ"', "x")]
    assert doubts(path) == [("broken-quotes", 2, None), ("broken-quotes", 3, None)]


def test_an_endless_record_is_its_first_line(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textfiles, "MAX_RECORD_LINES", 5)
    path = write("a.csv", '企業名,備考\n甲,"1\n' + "2\n" * 8 + '3"\n乙,x\n')
    assert [row.cells[0] for row in rows(path)] == ["企業名", "甲", *["2"] * 8, '3"', "乙"]


def test_an_endless_line_is_refused(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfiles, "MAX_CELL_CHARACTERS", 100)
    with pytest.raises(UnreadableFile, match="長すぎ"):
        rows(write("a.csv", '企業名,備考\n架空,"' + "あ" * 200))


def test_error_values_in_a_csv_count_as_nothing(write: Callable[..., Path]) -> None:
    path = write("a.csv", "企業名,備考\n甲,#N/A\n#REF!,#1番\n")
    assert [row.cells for row in rows(path)[1:]] == [("甲", ""), ("", "#1番")]
    assert doubts(path) == [("error-cell", 2, 1), ("error-cell", 3, 0)]


def test_json_lines_have_the_union_of_keys_as_headings(write: Callable[..., Path]) -> None:
    text = '{"name": "架空", "n": 3.0}\n\n{"name": "架空二", "設備": [{"name": "旋盤"}, "フライス"], "ok": true}\n[1]\n{'
    path = write("a.jsonl", text)
    with open_workbook(path) as book:
        assert book.sheets[0].keys == ("name", "n", "設備", "ok")
        assert book.sheets[0].cell_name(3, 2) == "3:設備"
    found = rows(path)
    assert found[0].cells == ("架空", "3", "", "")
    assert found[1].blank
    assert found[2].nested == {2: ({"name": "旋盤"}, {"": "フライス"})}
    assert found[2].cells[3] == "はい"
    assert [bool(row.fault) for row in found] == [False, False, False, True, True]


def test_cells_of_a_workbook_are_read_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["企業名", 12.0, 0.1 + 0.2, date(2027, 3, 31), datetime(2027, 3, 31, 9, 5), True, " 余白　", None]
    )
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = 123, -1234.5, 3100001, 0.755
    sheet["A2"].number_format = "00000"
    sheet["B2"].number_format = '"△ "#,##0.0;"▲ "#,##0.0'
    sheet["C2"].number_format = r"[<=999]000;[<=9999]000\-00;000\-0000"
    sheet["D2"].number_format = "0%"
    sheet["E2"], sheet["F2"], sheet["G2"] = 1234567.8, 1180301018771, date(2026, 1, 3)
    sheet["E2"].number_format = "#,##0"
    sheet["G2"].number_format = 'm"月"d"日"'
    book.save(tmp_path / "a.xlsx")
    first, second = rows(tmp_path / "a.xlsx")
    assert first.cells == ("企業名", "12", "0.3", "2027-03-31", "2027-03-31 9:05:00", "TRUE", "余白")
    assert first.days == {3: date(2027, 3, 31), 4: datetime(2027, 3, 31, 9, 5)}
    assert second.cells == ("00123", "▲ 1,234.5", "310-0001", "75.5%", "1234567.8", "1180301018771", "1月3日")
    assert second.days == {6: date(2026, 1, 3)}


def test_rows_keep_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C5"] = "企業名"
    book.worksheets[0]["B900"] = "架空"
    book.worksheets[0].row_dimensions[900].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert [(row.number, row.cells, row.hidden) for row in rows(tmp_path / "a.xlsx")] == [
        (5, ("", "", "企業名"), False),
        (900, ("", "架空"), True),
    ]


def test_escapes_of_excel_are_undone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["一行目_x000D_\n二行目", "_x0041_"])
    book.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx")[0].cells[0] == "一行目\n二行目"


def test_what_no_database_takes_is_left_out_of_cells(write: Callable[..., Path]) -> None:
    path = write("a.csv", "企業名,備考\n架空\0精機,長い\x07説明" + "あ" * 300 + "\n")
    assert rows(path)[1].cells == ("架空精機", "長い説明" + "あ" * 300)
    assert doubts(path) == [("control-characters", 2, 0), ("control-characters", 2, 1)]
    assert rows(write("a.jsonl", '{"name": "架空\\ud800"}'))[0].cells == ("架空\ufffd",)


def test_a_sheet_reads_the_same_as_often_as_it_is_asked_for(write_xlsx: Callable[..., Path]) -> None:
    path = write_xlsx("a.xlsx", {"一": [["企業名"], ["架空"]], "二": [["品名"], ["軸"]] * 300})
    with open_workbook(path) as book:
        first, second = (sheet.rows() for sheet in book.sheets)
        mixed = [next(first).cells, next(second).cells, next(first).cells]
        assert mixed == [("企業名",), ("品名",), ("架空",)]
        assert len(list(second)) == 599
        assert [row.cells for row in book.sheets[0].rows()] == [("企業名",), ("架空",)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.csv", b""),
        ("空白.csv", b" \r\n \r\n"),
        ("画像.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("偽.xlsx", b"PK\x03\x04 not a zip"),
        ("古い.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("壊れ.jsonl", b'{"name": \n{"name": \n'),
        ("雑音.csv", bytes((i * 89 + i // 7) % 256 for i in range(2000))),
    ],
)
def test_what_is_no_table_is_refused_in_japanese(
    write: Callable[..., Path], name: str, content: bytes
) -> None:
    with pytest.raises(UnreadableFile, match="。"), open_workbook(write(name, content)) as book:
        list(book.sheets[0].rows())


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "ない.csv", tmp_path):
        with pytest.raises(UnreadableFile, match="見つかりません"):
            open_workbook(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFile, match="壊れているか"):
        open_workbook(tmp_path / "a.xlsx")


def test_a_workbook_that_inflates_without_bound_is_refused(
    write_xlsx: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx("a.xlsx", {"表": [["企業名"]]})
    monkeypatch.setattr(packages, "MAX_INFLATED_BYTES", 1000)
    with pytest.raises(UnreadableFile, match="大きすぎます"):
        open_workbook(path)
    monkeypatch.undo()
    with open_workbook(path) as book:
        assert book.encoding is None


def test_a_long_text_that_a_million_cells_repeat_is_refused(
    write_xlsx: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx("a.xlsx", {"表": [["あ" * 30_000]] * 300})
    monkeypatch.setattr(spool, "MAX_BYTES", 10_000_000)
    with pytest.raises(UnreadableFile, match="大きすぎます"):
        open_workbook(path)


HIDDEN, ERROR = '<col min="1" max="16384" hidden="1"/>', '<c r="A1" t="e"><v>#N/A</v></c>'
ROW = '<row r="1"><c r="A1" t="str"><v>企業名</v></c></row>'


def raw_xlsx(path: Path, sheet: str, listed: int = 1) -> Path:
    """A workbook of one part, which `listed` sheets name."""
    sheets = "".join(f'<sheet name="S{i}" r:id="rId1"/>' for i in range(listed))
    relation = '<Relationships><Relationship Id="{}" Type="x/{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relation.format("r", "officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>')
        relations = relation.format("rId1", "worksheet", "worksheets/sheet1.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", relations)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


@pytest.mark.parametrize(
    "sheet",
    [
        f"<worksheet><cols>{HIDDEN * 40}</cols><sheetData>{ROW}</sheetData></worksheet>",
        f"<worksheet><sheetData>{'<row/>' * 150_000}</sheetData></worksheet>",
        f"<worksheet><sheetData><row>{'<c/>' * 150_000}</row></sheetData></worksheet>",
    ],
)
def test_elements_that_hold_nothing_are_bounded_like_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: str
) -> None:
    monkeypatch.setattr(spool, "MAX_CELLS", 100_000)
    with pytest.raises(UnreadableFile, match="大きすぎます"):
        open_workbook(raw_xlsx(tmp_path / "a.xlsx", sheet))


def test_a_cell_that_is_there_many_times_has_one_doubt_and_a_part_is_one_sheet(tmp_path: Path) -> None:
    row = f'<row r="1">{ERROR * 1000}</row>'
    path = raw_xlsx(tmp_path / "a.xlsx", f"<worksheet><sheetData>{row}{ROW}</sheetData></worksheet>", 40)
    with open_workbook(path) as book:
        assert len(book.sheets) == 1
        assert [len(one.doubts) for one in book.sheets[0].rows()] == [1, 0]


@given(st.binary(max_size=400))
@ANY_TIME
def test_any_bytes_give_rows_or_a_named_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    first = rows_or_error(path)
    assert first == rows_or_error(path)
    if isinstance(first, str):
        assert first.endswith("。")
        return
    assert [row.number for row in first] == sorted({row.number for row in first})
    assert not any("\0" in cell or cell != cell.strip() for row in first for cell in row.cells)


@pytest.mark.parametrize(
    "name", ["plain.xlsx", "two_row_heading.xls", "plain.ods", "formulas_with_results.xlsx"]
)
@given(data=st.data())
@ANY_TIME
def test_any_damage_to_a_workbook_gives_rows_or_a_named_error(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    content = bytearray((FOLDER / "same" / name).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / name
    path.write_bytes(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))
    found = rows_or_error(path)
    assert found == rows_or_error(path)
    assert not isinstance(found, str) or found.endswith("。")


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"]), max_size=8), min_size=2, max_size=4),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@ANY_TIME
def test_what_a_spreadsheet_writes_is_read_word_for_word(tmp_path: Path, table: list[list[str]]) -> None:
    """Texts of any script survive JSON Lines, and a workbook."""
    cells = [[cell.replace("#", "＃").strip(" \t\r\n\u3000\ufeff") for cell in record] for record in table]
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({str(i): cell for i, cell in enumerate(one)}) + "\n" for one in cells), "utf-8"
    )
    assert [[cell for cell in row.cells if cell] for row in rows(path)] == [
        [c for c in one if c] for one in cells
    ]
