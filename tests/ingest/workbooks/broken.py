"""The files of `broken/`: with faults in them, and such as are none of ours."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

from content import FIRMS, HEAD, TEXT_TOTAL, TITLE, line, text, typed
from writers import Fault, Formula, Page, ods, package, xlsx, xlsx_bytes


def make_broken(folder: Path) -> None:
    """Files with faults, and files that are none of ours."""

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)

    rows = typed()
    good = xlsx_bytes([Page("一覧", [HEAD, *rows])])
    write("empty.csv", b"")
    write("blank.csv", b" \r\n,,,\r\n\r\n")
    write("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    write("noise.csv", bytes((i * 89 + i // 7) % 256 for i in range(2000)))
    write("not_a_zip.xlsx", b"PK\x03\x04" + b"nothing of the kind" * 10)
    write("cut_off.xlsx", good[: len(good) // 2])
    write(
        "password.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(480),
    )
    write("damaged.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x7f" * 1016)
    write("page.xls", "<html><body><p>ログインし直してください</p></body></html>".encode())
    package(
        folder / "binary.xlsb",
        {
            "_rels/.rels": '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": b"\x83\x01",
        },
    )
    package(folder / "other.zip", {"hello.txt": "hello"})
    package(folder / "zip_bomb.xlsx", {"xl/workbook.xml": b" " * 450_000_000}, zipfile.ZIP_BZIP2)
    levels = ["lol", *(f"lol{i}" for i in range(1, 10))]
    entities = '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    for below, level in pairwise(levels):
        entities += f'<!ENTITY {level} "{f"&{below};" * 10}">'
    entities += "]>"
    laughs = f'<?xml version="1.0"?>{entities}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&lol9;</t></si></sst>'
    write(
        "billion_laughs.xlsx",
        xlsx_bytes([Page("一覧", [HEAD, *rows])], more={"xl/sharedStrings.xml": laughs}),
    )
    ods(
        folder / "billion_laughs.ods",
        [Page("一覧", [HEAD, ["&lol9;"]])],
        before=entities.replace("lolz", "office:document-content"),
    )
    write("no_headings.csv", "あいうえお,かきくけこ\r\n12,34\r\n".encode())
    write(
        "missing_names.csv",
        text(HEAD, FIRMS[0], ("", *FIRMS[1][1:]), ("#N/A", *FIRMS[2][1:]), FIRMS[3]).encode("cp932"),
    )
    write(
        "broken_quotes.csv",
        (
            text(HEAD, FIRMS[0])
            + line(FIRMS[1]).replace("組立、検査", '"組立、検査')
            + "\r\n"
            + text(*FIRMS[2:])
        ).encode("cp932"),
    )
    write("undecodable_cell.csv", text(HEAD, *FIRMS).encode().replace("土浦市".encode(), b"\x93\xff\xfe\x8e"))
    write(
        "other_encodings.csv",
        text(HEAD, *FIRMS).encode().replace("水戸市".encode(), "水戸市".encode("cp932")),
    )
    write("wrong_mark.csv", b"\xef\xbb\xbf" + text(HEAD, *FIRMS).encode("cp932"))
    write("controls.csv", text(HEAD, *FIRMS).replace("架空2-1", "架空\x072-1").encode())
    write("private_characters.csv", text(HEAD, *FIRMS).replace("高", "\ue123").encode())
    write(
        "totals_and_notes.csv",
        text(
            [TITLE],
            HEAD,
            *FIRMS[:2],
            ("小計", "", "", "", "", "1,300", "42", "", "", ""),
            *FIRMS[2:],
            TEXT_TOTAL,
            ["※ 名称は登記によります。"],
        ).encode("cp932"),
    )
    write("only_a_name.csv", text(HEAD, FIRMS[0], ("架空工業", *[""] * 9)).encode("cp932"))
    xlsx(
        folder / "formulas_without_results.xlsx",
        [
            Page(
                "一覧",
                [
                    HEAD,
                    rows[0],
                    [*rows[1][:6], Formula("SUM(G2:G2)"), *rows[1][7:]],
                    [Formula("Z1"), *rows[2][1:]],
                ],
            )
        ],
    )
    xlsx(
        folder / "error_cells.xlsx",
        [Page("一覧", [HEAD, [*rows[0][:4], Fault("#REF!"), *rows[0][5:]], [Fault("#N/A"), *rows[1][1:]]])],
    )
    ods(
        folder / "error_cells.ods",
        [
            Page(
                "一覧", [HEAD, [*FIRMS[0][:4], Fault("#REF!"), *FIRMS[0][5:]], [Fault("#N/A"), *FIRMS[1][1:]]]
            )
        ],
    )
    xlsx(
        folder / "hidden.xlsx",
        [Page("一覧", [HEAD, *rows[:3]], hidden=[3, 4]), Page("追加分", [HEAD, rows[3]], state="veryHidden")],
    )
    xlsx(
        folder / "side_sheets.xlsx",
        [
            Page("一覧", [HEAD, *rows]),
            Page("業種マスタ", [["コード", "名称"], ["1", "金属製品"], ["2", "精密機器"]]),
            Page("集計", [["名称", "社数"], ["金属製品", 1], ["精密機器", 2]]),
        ],
    )
    xlsx(
        folder / "industry_sheets.xlsx",
        [
            Page("1.めっき業", [["企業名", "電話番号"], ["架空鍍金", "029-000-0003"]]),
            Page("2.金型", [["企業名", "電話番号"], ["架空金型", "029-000-0005"]]),
        ],
    )
    hostile = (
        "架空工業",
        "茨城県",
        "水戸市",
        "-1+2",
        "029-000-0005",
        "100",
        "5",
        "@SUM(A1)",
        '=HYPERLINK("http://example.jp","<script>alert(1)</script>")',
        "2026-01-01",
    )
    write("formulas_as_text.csv", text(HEAD, tuple(cell.replace('"', '""') for cell in hostile)).encode())
    xlsx(folder / "long_cell.xlsx", [Page("一覧", [["企業名", "加工内容"], ["架空工業", "旋削、" * 13_334]])])
    names = [("金属製品", "甲"), ("", "乙"), ("", "丙"), ("精密機器", "丁"), ("", "戊")]
    write(
        "labels_above_blanks.csv",
        text(("業種", "企業名"), *((label, f"架空{name}") for label, name in names)).encode(),
    )
