"""Makes the messy files of `same/` (all must give the same four firms) and the broken ones of `broken/`.

    .venv/bin/python tests/ingest/workbooks/make.py

What each file must give is in tests/ingest/test_workbooks.py, worked out by hand. All firms are fictional.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from broken import make_broken
from content import FIRMS, HEAD, SERIALS, TEXT_TOTAL, TITLE, line, numbers, text, typed
from forms import make_forms
from writers import Cell, Formula, Page, Ruby, Shown, ods, xls, xlsx


def make_text_files(folder: Path) -> None:
    """Encodings, delimiters, line ends, strays."""
    plain = text(HEAD, *FIRMS)

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)

    write("utf8.csv", plain.encode())
    write("utf8_bom.csv", plain.encode("utf-8-sig"))
    write("cp932.csv", plain.encode("cp932"))
    write("utf16le_bom.csv", b"\xff\xfe" + plain.encode("utf-16-le"))
    write("utf16be_bom.csv", b"\xfe\xff" + plain.encode("utf-16-be"))
    write("utf16le_no_bom.csv", plain.encode("utf-16-le"))
    write("eucjp.csv", plain.encode("euc_jis_2004"))
    write("jis.csv", plain.encode("iso2022_jp_2004"))
    write("wrong_bom.csv", b"\xef\xbb\xbf" + plain.encode("cp932"))
    write("cell_of_cp932_in_utf8.csv", plain.encode().replace("水戸市".encode(), "水戸市".encode("cp932")))
    write(
        "cell_of_utf8_in_cp932.csv",
        plain.encode("cp932").replace("日立市".encode("cp932"), "日立市".encode()),
    )
    write(
        "mixed_line_ends.csv",
        "".join(
            line(one) + end for one, end in zip((HEAD, *FIRMS), ("\r\n", "\n", "\r", "\n", ""), strict=True)
        ).encode(),
    )
    write("nul_and_controls.csv", plain.replace("組立、検査", "組立\0、\x07検査").encode("cp932"))
    write("tabs.tsv", text(HEAD, *FIRMS, delimiter="\t").encode("cp932"))
    write("semicolons.csv", text(HEAD, *FIRMS, delimiter=";").encode())
    write("separator_line.csv", ("sep=;\r\n" + text(HEAD, *FIRMS, delimiter=";")).encode("utf-8-sig"))
    write("text_named_xls.xls", text(HEAD, *FIRMS, delimiter="\t").encode("cp932"))
    titled = (
        [TITLE], ["令和8年10月1日現在", "", "", "", "", "", "", "", "(単位:万円)"], [""], HEAD, *FIRMS, TEXT_TOTAL,
        ["※1 資本金は万円単位です。"], ["注) 名称は登記によります。"], ["以上"],
    )  # fmt: skip
    write("title_notes_totals.csv", text(*titled).encode("cp932"))
    upper = ("企業名", "所在地", "", "", "電話番号", "企業の規模", "", "業種", "加工内容", "情報確認日")
    lower = ("", "都道府県", "市区町村", "番地", "", "資本金（万円）", "従業員数", "", "", "")
    write("two_row_heading.csv", text([TITLE], upper, lower, *FIRMS).encode("cp932"))
    pages = ([f"{TITLE}(1/2)"], HEAD, *FIRMS[:2], [""], [f"{TITLE}(2/2)"], HEAD, *FIRMS[2:])
    write("repeated_headings.csv", text(*pages).encode())
    broken_heads = tuple(
        head.replace("（", "\n（").replace("企業名", "企業名\n（正式名称）") for head in HEAD
    )
    write("headings_with_line_breaks.csv", text(broken_heads, *FIRMS).encode("cp932"))
    write(
        "example_row.csv",
        text(
            ("No.", *HEAD),
            ("例", "株式会社見本製作所", *FIRMS[0][1:]),
            *((str(i), *firm) for i, firm in enumerate(FIRMS, 1)),
            ("5", *[""] * 10),
        ).encode("cp932"),
    )
    write(
        "cells_with_spaces.csv",
        text(HEAD, *(tuple(f" {cell}　" for cell in firm) for firm in FIRMS)).encode("cp932"),
    )


def make_books(folder: Path) -> None:
    """Workbooks: headings, merged cells, what is hidden, what looks like data and is none."""
    rows = typed()
    plain = Page("受注企業", [HEAD, *rows])
    xlsx(folder / "plain.xlsx", [plain])
    xlsx(folder / "plain.xlsm", [plain])
    xlsx(folder / "inline_texts.xlsx", [plain], shared=False)
    xlsx(folder / "prefixed_elements.xlsx", [plain], prefix="x")
    xls(folder / "plain.xls", [plain])
    ods_rows = [
        [*row[:9], Shown(0, "", day.replace("-", "/"), day)]
        for row, day in zip(rows, (f[9] for f in FIRMS), strict=True)
    ]
    ods(folder / "plain.ods", [Page("受注企業", [HEAD, *ods_rows])])
    total: list[Cell] = [
        "合計",
        None,
        None,
        None,
        None,
        Formula("SUM(F5:F8)", 1900),
        Formula("SUM(G5:G8)", 53),
    ]
    titled = [
        [TITLE],
        ["令和8年10月1日現在"],
        [],
        HEAD,
        *rows,
        total,
        [],
        ["※ 資本金は万円単位です。"],
        ["以上"],
    ]
    xlsx(folder / "title_notes_totals.xlsx", [Page("Sheet1", titled, ["A1:J1", "A10:E10"])])
    upper: list[Cell] = [
        "企業名",
        "所在地",
        None,
        None,
        "電話番号",
        "企業の規模",
        None,
        "業種",
        "加工内容",
        "情報確認日",
    ]
    lower: list[Cell] = [None, "都道府県", "市区町村", "番地", None, "資本金（万円）", "従業員数"]
    down = [f"{letter}2:{letter}3" for letter in "AEHIJ"]
    two = Page("一覧", [[TITLE], upper, lower, *rows], ["A1:J1", "B2:D2", "F2:G2", *down])
    xlsx(folder / "two_row_heading.xlsx", [two])
    xls(folder / "two_row_heading.xls", [two])
    ods(folder / "two_row_heading.ods", [Page("一覧", [[TITLE], upper, lower, *ods_rows], two.merges)])
    third: list[Cell] = [None, None, None, None, None, "（万円）", "（人）"]
    middle: list[Cell] = [None, "都道府県", "市区町村", "番地", None, "資本金", "従業員数"]
    three = [
        "B1:D1",
        "F1:G1",
        *(f"{letter}1:{letter}3" for letter in "AEHIJ"),
        *(f"{letter}2:{letter}3" for letter in "BCD"),
    ]
    xlsx(folder / "three_row_heading.xlsx", [Page("一覧", [upper, middle, third, *rows], three)])
    by_industry = sorted(rows, key=lambda row: str(row[7]))
    labelled = [[row[7], *row[:7], *row[8:]] for row in by_industry]
    labelled[1][0] = None  # the second 精密機器 row stands under the first
    grouped = [
        ["業種", *HEAD[:7], *HEAD[8:]], labelled[0], labelled[1], ["小計", "2社", None, None, None, None, 400, 15],
        labelled[2], labelled[3], ["総計", "4社", None, None, None, None, 1900, 53],
    ]  # fmt: skip
    xlsx(folder / "merged_labels_subtotals.xlsx", [Page("一覧", grouped, ["A2:A3"])])
    hidden = [Page("一覧", [HEAD, *rows[:3]], hidden=[3]), Page("追加分", [HEAD, rows[3]], state="hidden")]
    xlsx(folder / "hidden_row_and_sheet.xlsx", hidden)
    xls(folder / "hidden_row_and_sheet.xls", hidden)
    ods(
        folder / "hidden_row_and_sheet.ods",
        [
            Page("一覧", [HEAD, *ods_rows[:3]], hidden=[3]),
            Page("追加分", [HEAD, ods_rows[3]], state="hidden"),
        ],
    )
    without = [*HEAD[:7], *HEAD[8:]]
    by_sheet = [
        Page(name, [[f"{TITLE}({name})"], without, *([*row[:7], *row[8:]] for row in rows if row[7] == name)])
        for name in ("金属製品", "精密機器", "表面処理")
    ]
    xlsx(folder / "sheet_per_industry.xlsx", by_sheet)
    xls(folder / "sheet_per_industry.xls", by_sheet)
    codes = Page("業種マスタ", [["コード", "名称"], ["1", "金属製品"], ["2", "精密機器"], ["3", "表面処理"]])
    tally = Page(
        "業種別集計",
        [
            ["名称", "社数", "割合"],
            ["金属製品", 1, Shown(0.25, "0%")],
            ["精密機器", 2, Shown(0.5, "0%")],
            ["表面処理", 1, Shown(0.25, "0%")],
            ["計", 4, Shown(1, "0%")],
        ],
    )
    example = Page("記入例", [HEAD, ["株式会社見本製作所", *rows[0][1:]]])
    xlsx(
        folder / "master_tally_example_sheets.xlsx",
        [example, Page("企業マスタ", [HEAD, *rows]), codes, tally],
    )
    kana = ("カクウセイキ", "ソウゴウケイキ", "タカハシメッキ", "カクウドケイ")
    ruby = [
        [Ruby(str(row[0]), reading), Ruby(str(row[1]), "イバラキケン"), *row[2:]]
        for row, reading in zip(rows, kana, strict=True)
    ]
    xlsx(folder / "furigana.xlsx", [Page("一覧", [[Ruby("企業名", "キギョウメイ"), *HEAD[1:]], *ruby])])
    xlsx(folder / "furigana_inline.xlsx", [Page("一覧", [HEAD, *ruby])], shared=False)
    ods(
        folder / "furigana.ods",
        [
            Page(
                "一覧", [HEAD, *([one[0], one[1], *row[2:]] for one, row in zip(ruby, ods_rows, strict=True))]
            )
        ],
    )
    empty = "".join(f'<row r="{number}"/>' for number in range(6, 65_001))
    xlsx(folder / "65000_empty_rows.xlsx", [Page("一覧", [HEAD, *rows], more_rows=empty)])
    formulas = [
        [
            Formula('"株式"&"会社架空精機"', FIRMS[0][0]),
            *rows[0][1:5],
            Formula("10*100", 1000),
            Formula("15*2", 30),
            *rows[0][7:],
        ],
        *rows[1:],
    ]
    xlsx(folder / "formulas_with_results.xlsx", [Page("一覧", [HEAD, *formulas])])
    mac = [numbers(firm, serial - 1462) for firm, serial in zip(FIRMS, SERIALS, strict=True)]
    xlsx(folder / "dates_of_1904.xlsx", [Page("一覧", [HEAD, *mac])], date1904=True)
    xls(folder / "dates_of_1904.xls", [Page("一覧", [HEAD, *mac])], date1904=True)
    xlsx(folder / "dates_in_eras.xlsx", [Page("一覧", [HEAD, *typed('[$-411]ggge"年"m"月"d"日";@')])])
    xlsx(folder / "dates_without_year.xlsx", [Page("一覧", [HEAD, *typed('m"月"d"日";@')])])
    phones = (294000001, 290000002, 290000003, 290000004)
    shown = [
        [
            *row[:4],
            Shown(phone, '0000"-"00"-"0000' if i == 0 else '000"-"000"-"0000'),
            Shown(int(str(row[5])) * 1000, "#,##0,"),
            Shown(int(str(row[6])), '0"人"'),
            *row[7:],
        ]
        for i, (row, phone) in enumerate(zip(rows, phones, strict=True))
    ]
    xlsx(folder / "numbers_as_shown.xlsx", [Page("一覧", [HEAD, *shown])])
    lines = [HEAD, [*rows[0][:8], "NC旋盤加工、①研磨", rows[0][9]], rows[1], rows[2], rows[3]]
    xlsx(
        folder / "far_away_corner.xlsx",
        [Page("一覧", [[], [], *([None, None, None, *one] for one in lines)])],
    )
    ids = [[i, *row] for i, row in enumerate(rows, 1)] + [[i] for i in range(5, 12)]
    xlsx(folder / "numbered_blank_form.xlsx", [Page("一覧", [["No.", *HEAD], *ids])])


def main(folder: Path) -> None:
    """Make all files anew."""
    for name, maker in (("same", (make_text_files, make_books, make_forms)), ("broken", (make_broken,))):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
        for make in maker:
            make(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
