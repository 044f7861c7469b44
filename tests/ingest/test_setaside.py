"""Which rows are no data: totals, notes, titles between, repeated headings, examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.setaside import RowJudge, title_key

HEAD = ("No.", "企業名", "資本金", "従業員数", "備考")
JUDGE = RowJudge((HEAD,), frozenset({title_key("受注企業一覧(1/2)")}), 1)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        # firms
        (("1", "総合計器株式会社", "300", "12", ""), ""),
        (("", "合計産業株式会社", "300", "12", ""), ""),
        (("", "架空時計", "300", "12", ""), ""),
        (("", "東洋計", "300", "12", ""), ""),
        (("", "架空工業", "", "", ""), ""),
        (("", "平均工業", "300", "12", ""), ""),
        (("3", "※架空工業", "300", "12", ""), ""),
        (("12", "", "", "", "電話が通じない"), ""),
        (("", "", "", "", "電話が通じない"), ""),
        # totals
        (("合計", "", "1,900", "53", ""), "total-row"),
        (("", "合計", "1,900", "53", ""), "total-row"),
        (("", "【小計】", "400", "15", ""), "total-row"),
        (("", "合　計", "1,900", "53", "前年より増"), "total-row"),
        (("計", "4社", "1,900", "53", ""), "total-row"),
        (("", "合計（４社）", "1,900", "▲5", ""), "total-row"),
        (("", "県北 計", "400", "15", ""), "total-row"),
        (("", "金属加工業計", "400", "15", ""), "total-row"),
        (("", "県央地域小計", "400", "15", ""), "total-row"),
        (("平均", "", "475", "13.3", ""), "total-row"),
        (("Total", "", "1900", "53", ""), "total-row"),
        (("", "", "合計", "53", ""), "total-row"),
        # notes and titles between
        (("※ 資本金は万円単位です", "", "", "", ""), "note-row"),
        (("", "(注) 名称は登記によります", "", "", ""), "note-row"),
        (("注", "名称は登記による", "", "", ""), "note-row"),
        (("", "", "", "", "以上"), "note-row"),
        (("", "以上５社", "", "", ""), "note-row"),
        (("以上、計 12 社", "", "", "", ""), "note-row"),
        (("", "以上工業", "", "", ""), ""),
        (("－以下余白－", "", "", "", ""), "note-row"),
        (("【県北地域】", "", "", "", ""), "note-row"),
        (("", "このほかの企業は別表のとおりです。", "", "", ""), "note-row"),
        (("受注企業一覧(2/2)", "", "", "", ""), "note-row"),
        # repeated headings, blank forms, examples
        (HEAD, "heading"),
        (("No.", "企業名", "資本金", "従業員数", ""), "heading"),
        (("No.", "企業 名", "資本\n金", "従業員数", "備考"), "heading"),
        (("12", "", "", "", ""), "blank-form"),
        (("例", "架空工業", "300", "12", ""), "example-row"),
        (("（記入例）", "架空工業", "300", "12", ""), "example-row"),
        (("", "(例)架空工業", "300", "12", ""), "example-row"),
        (("", "", "", "", ""), ""),
    ],
)
def test_rows_are_told_apart(cells: tuple[str, ...], reason: str) -> None:
    assert JUDGE.reason(cells) == reason


def test_a_line_merged_across_is_a_title_between() -> None:
    assert JUDGE.reason(("", "", "1. 機械加工の部", "", ""), widest=3) == "note-row"


@given(st.lists(st.text(max_size=12), max_size=6))
def test_no_words_raise_and_a_firm_with_legal_form_is_never_a_total(cells: list[str]) -> None:
    JUDGE.reason(cells)
    assert JUDGE.reason(["", "".join(cells)[:10].replace("例", "") + "総合計株式会社", "1", "2"]) in (
        "",
        "note-row",
    )
