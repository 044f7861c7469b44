"""Which rows may be the headings of a sheet."""

from collections.abc import Sequence

import pytest

from ingest.headers import heading_candidates, one_line
from ingest.sheets import Merge, Row, Sheet


def candidates(
    rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()
) -> dict[tuple[int, ...], tuple[str, ...]]:
    found = [Row(number, None, tuple(cells)) for number, cells in enumerate(rows, 1)]
    sheet = Sheet("一覧", lambda: iter(found), merges=tuple(merges))
    return {one.rows: one.cells for one in heading_candidates(sheet)}


def several(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> list[tuple[int, ...]]:
    return [numbers for numbers in candidates(rows, merges) if len(numbers) > 1]


UPPER = ("企業名", "所在地", "", "電話番号")
LOWER = ("", "都道府県", "市区町村", "")
FIRM = ("架空工業", "茨城県", "水戸市", "029-000-0001")


def test_gaps_tie_two_rows_together() -> None:
    found = candidates([UPPER, LOWER, FIRM])
    assert found[1, 2] == ("企業名", "所在地\n都道府県", "所在地\n市区町村", "電話番号")
    assert next(iter(found)) == (1, 2)


def test_merged_cells_tie_three_rows_together() -> None:
    upper = ("企業名", "受注量", "", "", "備考")
    middle = ("", "今期", "", "来期", "")
    lower = ("", "増減", "理由", "増減", "")
    merges = [Merge(1, 0, 3, 0), Merge(1, 1, 1, 3), Merge(2, 1, 2, 2), Merge(1, 4, 3, 4)]
    found = candidates([upper, middle, lower, ("架空工業", "増", "", "減", "")], merges)
    assert found[1, 2, 3] == (
        "企業名",
        "受注量\n今期\n増減",
        "受注量\n今期\n理由",
        "受注量\n来期\n増減",
        "備考",
    )


def test_long_lists_of_choices_below_merged_headings_hide_no_column() -> None:
    choices = "経営上の課題(複数回答)\n1.受注量の確保 2.受注単価 3.人材 4.原材料高 5.設備老朽 6.技術 7.資金 8.後継者 9.その他"
    upper = ("整理番号", "事業所", "", "従業員数(人)", "経営", "", "設備投資")
    lower = ("", "名称", "所在地", "", "操業度(%)", choices, "1.実施した 2.予定あり 3.検討中 4.予定なし")
    merges = [Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(1, 3, 2, 3), Merge(1, 4, 1, 5)]
    row = ("A-0001", "架空工業", "茨城県水戸市", "34", "80", "1・3", "2")
    numbers, found = next(iter(candidates([upper, lower, row], merges).items()))
    assert numbers == (1, 2)
    assert [cell.split("\n")[0] for cell in found] == [
        "整理番号", "事業所", "事業所", "従業員数(人)", "経営", "経営", "設備投資",
    ]  # fmt: skip
    assert "9.その他" in found[5]
    assert found[6] == "設備投資\n1.実施した 2.予定あり 3.検討中 4.予定なし"


def test_units_below_a_heading_belong_to_it() -> None:
    assert candidates([("企業名", "資本金"), ("", "（千円）"), ("架空工業", "3,000")])[1, 2] == (
        "企業名",
        "資本金\n（千円）",
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("企業名", "所在地", "電話番号"), ("架空工業", "水戸市", "029-000-0001")],
        [("受注企業一覧", "", "", "令和8年10月1日現在"), ("企業名", "所在地", "電話番号", "備考"), FIRM],
        [("受注企業一覧", "", ""), ("企業名", "所在地", "電話番号")],
        [("企業名", "所在地", "電話番号", ""), ("架空工業", "水戸市", "029-000-0001", "メモ")],
        [("企業名", "", "電話番号"), ("架空工業", "旧社名は架空", "029-000-0001")],
        [("企業名", "資本金"), ("", "1,000")],
    ],
)
def test_a_title_above_and_data_below_are_no_headings(rows: list[tuple[str, ...]]) -> None:
    assert several(rows) == []


def test_a_merged_title_is_no_heading() -> None:
    rows = [
        ("受注企業一覧", "", ""),
        ("企業名", "所在地", "電話番号"),
        ("架空工業", "水戸市", "029-000-0001"),
    ]
    assert several(rows, [Merge(1, 0, 1, 2)]) == []


def test_a_merged_heading_stands_for_the_columns_that_hold_anything() -> None:
    rows = [("企業名", "", "所在地", ""), ("架空工業", "", "茨城県", "水戸市")]
    merges = [Merge(1, 0, 1, 1), Merge(1, 2, 1, 3)]
    assert candidates(rows, merges)[1,] == ("企業名", "", "所在地", "所在地")


def test_line_breaks_inside_a_heading_go() -> None:
    assert one_line("資本金\n（千円）") == "資本金（千円）"
    assert one_line("Company\r\nName".replace("\r", "")) == "Company Name"
    assert candidates([("企業\n名", "電話\n番号")])[1,] == ("企業名", "電話番号")
