import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ingest import workbook
from ingest.workbook import Row, open_workbook
from matching.errors import UnreadableFile

TABLE = '企業名,加工内容\r\n株式会社架空精機,"旋削、①研磨\nφ3～60"\r\n\r\n架空工業,溶接\r\n'


def rows(path: Path) -> list[Row]:
    with open_workbook(path) as book:
        return list(book.sheets[0].rows())


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_give_the_same_rows(write: Callable[..., Path], encoding: str, reported: str) -> None:
    path = write("表.csv", TABLE, encoding)
    with open_workbook(path) as book:
        assert book.encoding == reported
    assert [row.cells for row in rows(path)] == [
        ("企業名", "加工内容"),
        ("株式会社架空精機", "旋削、①研磨\nφ3～60"),
        (),
        ("架空工業", "溶接"),
    ]


def test_a_record_with_a_line_break_is_one_row_and_two_lines(write: Callable[..., Path]) -> None:
    assert [(row.number, row.line) for row in rows(write("a.csv", TABLE))] == [(1, 1), (2, 2), (3, 4), (4, 5)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(write: Callable[..., Path], delimiter: str) -> None:
    text = delimiter.join(("企業名", "PR")) + "\n" + delimiter.join(("架空", '"a,b;c\td,e"')) + "\n"
    assert rows(write("a.txt", text))[1].cells == ("架空", "a,b;c\td,e")


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


def test_cells_of_a_workbook_are_read_as_typed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["企業名", 12.0, 0.5, date(2027, 3, 31), datetime(2027, 3, 31, 9, 5), True, " 余白　", None])
    sheet["A2"] = 123
    sheet["A2"].number_format = "00000"
    book.save(tmp_path / "a.xlsx")
    first, second = rows(tmp_path / "a.xlsx")
    assert first.cells == ("企業名", "12", "0.5", "2027-03-31", "2027-03-31 09:05", "True", "余白")
    assert second.cells == ("00123",)


def test_what_no_database_takes_is_left_out_of_cells(write: Callable[..., Path]) -> None:
    text = "企業名,備考\n架空\0精機,長い説明" + "あ" * 300 + "\n"
    assert rows(write("a.csv", text))[1].cells[0] == "架空精機"
    assert rows(write("a.jsonl", '{"name": "架空\\ud800"}'))[0].cells == ("架空\ufffd",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.csv", b""),
        ("空白.csv", b" \r\n \r\n"),
        ("画像.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("偽.xlsx", b"PK\x03\x04 not a zip"),
        ("古い.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("壊れ.jsonl", b'{"name": \n{"name": \n'),
        ("文字化け.csv", "企業名,備考\n".encode() + b"\x81\xff\xfe\xfa\n"),
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
    monkeypatch.setattr(workbook, "MAX_INFLATED_BYTES", 1000)
    with pytest.raises(UnreadableFile, match="大きすぎます"):
        open_workbook(path)
    monkeypatch.undo()
    with open_workbook(path) as book:
        assert book.encoding is None


def test_an_endless_cell_is_refused(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELL_CHARACTERS", 100)
    with pytest.raises(UnreadableFile, match="引用符"):
        rows(write("a.csv", '企業名,備考\n架空,"' + "あ" * 200))
