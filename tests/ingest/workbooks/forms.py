"""The four firms as filled-in forms, on their side, as a web page, with ditto marks, under industries as rows."""

from __future__ import annotations

from html import escape
from pathlib import Path

from content import FIRMS, HEAD, TITLE, text, typed
from writers import Cell, Page, xls, xlsx


def make_forms(folder: Path) -> None:
    """All of them."""
    rows = typed()

    def write(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)

    on_side = [[label, *(row[place] for row in rows)] for place, label in enumerate(HEAD)]
    xlsx(
        folder / "on_its_side.xlsx", [Page("一覧", [[TITLE], ["項目", "A社", "B社", "C社", "D社"], *on_side])]
    )
    xls(folder / "on_its_side.xls", [Page("一覧", on_side)])
    sheets = [Page(f"{number}社目", _form(row)) for number, row in enumerate(rows, 1)]
    xlsx(folder / "form_a_sheet.xlsx", sheets)
    below = [one for firm in FIRMS for one in (["受注企業登録票"], *zip(HEAD, firm, strict=True), [""])]
    write("forms_below_one_another.csv", text(*below).encode("cp932"))
    colons = [[f"{label}：{words}"] for firm in FIRMS for label, words in zip(HEAD, firm, strict=True)]
    write("labels_with_colons.csv", text(*colons).encode("cp932"))
    write("web_page.xls", _page().encode("cp932"))
    write("web_page_utf8.xls", _page().replace("Shift_JIS", "utf-8").encode())
    dittos = [
        tuple(
            "〃" if place and words == FIRMS[number - 1][place] else words for place, words in enumerate(firm)
        )
        for number, firm in enumerate(FIRMS)
    ]
    write("ditto_marks.csv", text(HEAD, FIRMS[0], *dittos[1:]).encode("cp932"))
    without = [*HEAD[:7], *HEAD[8:]]
    grouped: list[list[str]] = []
    for firm in FIRMS:
        grouped += [[f"【{firm[7]}】"], [*firm[:7], *firm[8:]]]
    write("industries_as_rows.csv", text(without, *grouped).encode("cp932"))
    turned = [*HEAD[:3], *reversed(HEAD[3:])]
    later = [[*firm[:3], *reversed(firm[3:])] for firm in FIRMS[2:]]
    again = ([TITLE], HEAD, *FIRMS[:2], [""], ["２．追加登録企業"], turned, *later)
    write("headings_in_another_order.csv", text(*map(tuple, again)).encode("cp932"))


def _form(row: list[Cell]) -> list[list[Cell]]:
    """A form: groups in the first column, two labels a row, a note."""
    pairs = list(zip(HEAD, row, strict=True))
    lines: list[list[Cell]] = [["受注企業登録票"], []]
    for group, first, second in (
        ("企業概要", 0, 4),
        (None, 1, 2),
        (None, 3, 5),
        ("加工", 8, 7),
        (None, 6, 9),
    ):
        lines.append([group, *pairs[first], *pairs[second]])
    return [*lines, ["※太枠内をご記入ください。"]]


def _page() -> str:
    """A page of an old web system: no end tags, a heading of two rows, a script, another table above."""
    upper = "".join(
        f"<th rowspan=2>{label}" if place not in (5, 6) else "<th colspan=2>規模" if place == 5 else ""
        for place, label in enumerate(HEAD)
    )
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}&nbsp;" for cell in firm) for firm in FIRMS)
    return (
        "<html><head><meta charset=Shift_JIS><script>var a = '<td>企業名';</script></head><body>"
        f"<table><tr><td>{TITLE}<td>検索結果</table><table border=1><tr>{upper}<tr><th>{HEAD[5]}<th>{HEAD[6]}{body}"
        "</table></body></html>"
    )
