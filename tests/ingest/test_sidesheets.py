"""Sheets that look like data and are none, by name and content."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.pipeline import run
from matching.corporate import CorporateDatabase

HEAD = ["登録番号", "企業名", "所在地", "電話番号", "加工内容"]
FIRMS = [
    ["A-1", "株式会社架空精機", "茨城県日立市架空1", "0294-00-0001", "旋削"],
    ["A-2", "架空時計", "茨城県水戸市架空2", "029-000-0002", "切削"],
]
MAIN = [HEAD, *FIRMS]


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("業種マスタ", [["コード", "名称"], ["1", "金属製品"], ["2", "ゴム製品"]], True),
        ("Sheet2", [["コード", "名称"], ["1", "金属製品"], ["2", "ゴム製品"]], True),
        ("集計", [["名称", "社数", "割合"], ["金属製品", 3, "60%"], ["ゴム製品", 2, "40%"]], True),
        ("地域別", [["名称", "企業数", "構成比"], ["県北", 3, "60%"], ["県央", 2, "40%"]], True),
        ("記入例", [HEAD, ["A-9", "株式会社見本", "茨城県", "029-000-0009", "旋削"]], False),
        ("記入要領", [HEAD, ["半角", "正式名称", "都道府県から", "半角", "自由"]], False),
    ],
)
def test_what_is_no_data_is_not_read(
    db: CorporateDatabase,
    write_xlsx: Callable[..., Path],
    name: str,
    rows: Sequence[Sequence[object]],
    told: bool,
) -> None:
    report = run(write_xlsx("a.xlsx", {"一覧": MAIN, name: rows}), db)
    assert report.rows.read == 2
    assert [(issue.code, issue.sheet) for issue in report.issues] == ([("side-sheet", name)] if told else [])


@pytest.mark.parametrize(
    ("name", "rows", "read"),
    [
        ("企業マスタ", [HEAD, ["A-3", "架空鍍金", "茨城県つくば市架空3", "029-000-0003", "めっき"]], 3),
        ("追加リスト", [["コード", "名称"], ["A-3", "架空鍍金工業"], ["A-4", "㈱架空金型"]], 4),
        ("取引先マスタ", [["コード", "名称"], ["A-3", "株式会社架空鍍金"]], 3),
        ("設備リスト", [["登録番号", "設備名", "台数"], ["A-1", "NC旋盤", "3"], ["A-2", "旋盤", "1"]], 2),
        ("認証区分", [["登録番号", "認証名"], ["A-1", "ISO9001"]], 2),
    ],
)
def test_data_under_such_a_name_is_read(
    db: CorporateDatabase,
    write_xlsx: Callable[..., Path],
    name: str,
    rows: Sequence[Sequence[object]],
    read: int,
) -> None:
    report = run(write_xlsx("a.xlsx", {"一覧": MAIN, name: rows}), db)
    assert report.rows.read == read
    assert "side-sheet" not in [issue.code for issue in report.issues]


def test_the_only_sheet_is_data_whatever_its_name(
    db: CorporateDatabase, write_xlsx: Callable[..., Path]
) -> None:
    assert run(write_xlsx("a.xlsx", {"記入例": MAIN}), db).rows.read == 2
