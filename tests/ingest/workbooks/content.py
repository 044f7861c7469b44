"""The four fictional firms of the files in `same/`, as records of texts and as rows of a workbook."""

from __future__ import annotations

from writers import Cell, Shown

HEAD = (
    "企業名",
    "都道府県",
    "市区町村",
    "番地",
    "電話番号",
    "資本金（万円）",
    "従業員数",
    "業種",
    "加工内容",
    "情報確認日",
)
FIRMS = (
    ("株式会社架空精機", "茨城県", "日立市", "架空町1-2-3", "0294-00-0001", "1,000", "30", "金属製品", "NC旋盤加工、①研磨", "2026-03-31"),
    ("総合計器株式会社", "茨城県", "水戸市", "架空2-1", "029-000-0002", "300", "12", "精密機器", "組立、検査", "2025-12-01"),
    ("有限会社高橋鍍金", "茨城県", "つくば市", "架空33", "029-000-0003", "500", "8", "表面処理", "無電解ニッケルめっき", "2026-01-15"),
    ("架空時計", "茨城県", "土浦市", "架空4", "029-000-0004", "100", "3", "精密機器", "歯車の切削", "2026-02-28"),
)  # fmt: skip
# 2026-03-31, 2025-12-01, 2026-01-15, 2026-02-28 as Excel counts days.
SERIALS = (46112, 45992, 46037, 46081)
TITLE = "受注企業一覧"
TEXT_TOTAL = ("合計", "", "", "", "", "1,900", "53", "", "", "")


def line(cells: tuple[str, ...] | list[str], delimiter: str = ",") -> str:
    """A record of a CSV."""
    return delimiter.join(f'"{cell}"' if any(sign in cell for sign in '",;\n') else cell for cell in cells)


def text(*records: tuple[str, ...] | list[str], end: str = "\r\n", delimiter: str = ",") -> str:
    """Records as a CSV."""
    return "".join(line(record, delimiter) + end for record in records)


def numbers(firm: tuple[str, ...], serial: float, code: str = "yyyy/m/d") -> list[Cell]:
    """A firm's row with real numbers and a real date."""
    return [*firm[:5], int(firm[5].replace(",", "")), int(firm[6]), *firm[7:9], Shown(serial, code)]


def typed(code: str = "yyyy/m/d") -> list[list[Cell]]:
    """The rows of all firms with real numbers and dates."""
    return [numbers(firm, serial, code) for firm, serial in zip(FIRMS, SERIALS, strict=True)]
