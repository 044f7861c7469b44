"""What pages say of firms and results, worked out without Streamlit."""

import pytest

from dashboard import amounts, markup, tables
from matching.errors import InputError
from matching.records import PROFILE_TEXT_FIELDS, Exclusion, MatchResult, Order, Place, Supplier

TURNER = Supplier(
    1,
    "A-1",
    "架空<旋盤>",
    Place("茨城県", "日立市"),
    25,
    {"processes": "旋削\n研削", "equipment": "NC旋盤 3台\n研削盤 1台", "notes": "  "},
)
UNKNOWN = Supplier(2, "A-2", "架空不明")


def result(**parts: object) -> MatchResult:
    return MatchResult(Order("旋盤"), "r:1", 0.01, **parts)  # type: ignore[arg-type]


def test_a_firm_that_said_nothing_is_shown_without_guesses() -> None:
    assert (tables.place(UNKNOWN.place), tables.summary(UNKNOWN)) == ("所在地の記載なし", "")
    assert tables.profile(UNKNOWN) == [("登録番号", "A-2"), ("所在地", "所在地の記載なし")]
    assert tables.not_stated(UNKNOWN) == ["従業員数", *PROFILE_TEXT_FIELDS.values()]


def test_a_long_summary_is_cut_to_its_length() -> None:
    wordy = Supplier(3, "A-3", "架空", texts={"strengths": "あ" * 100})
    assert tables.summary(wordy, 10) == "あ" * 9 + "…"
    assert tables.summary(wordy, 100) == "あ" * 100


def test_a_profile_shows_every_field_word_for_word() -> None:
    assert tables.profile(TURNER) == [
        ("登録番号", "A-1"),
        ("所在地", "茨城県日立市"),
        ("従業員数", "25人"),
        ("加工内容", "旋削\n研削"),
        ("設備", "NC旋盤 3台\n研削盤 1台"),
    ]
    assert "備考" in tables.not_stated(TURNER)


def test_exclusions_are_counted_where_not_all_are_listed() -> None:
    listed = (Exclusion(TURNER, "休業中です（工場移転）"),)
    all_listed = result(excluded=listed, excluded_total={"休業中です": 1})
    assert tables.exclusions(all_listed) == [("架空<旋盤>（茨城県日立市）", "休業中です（工場移転）")]
    assert tables.excluded_counts(all_listed) == []
    more = result(excluded=listed, excluded_total={"休業中です": 2, "登記が閉鎖されています": 3})
    assert tables.excluded_counts(more) == ["登記が閉鎖されています：3社", "休業中です：2社"]


def test_html_in_data_stays_text() -> None:
    nasty = '<img src=x onerror="alert(1)">'
    firm = Supplier(4, nasty, nasty, Place(nasty, nasty), texts=dict.fromkeys(PROFILE_TEXT_FIELDS, nasty))
    for piece in (markup.pairs(tables.profile(firm)), markup.listed([nasty])):
        assert "&lt;img" in piece
        assert "<img" not in piece


def test_a_number_with_hyphens_that_stands_alone_stays_on_one_line() -> None:
    shown = markup.table("案件", ("番号", "題"), [("J-000001", "J-000001 の軸")])
    assert "<td class=jh-number>J-000001</td><td>J-000001 の軸</td>" in shown


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("", None),
        ("18万", 180_000),
        ("１８万円", 180_000),
        ("180,000", 180_000),
        ("1.5 万", 15_000),
        ("18", 18),
        ("18.5万", 185_000),
        ("18万5千", 185_000),
        ("18万5000円", 185_000),
        ("十八万円", 180_000),
        ("1億2000万", 120_000_000),
        ("185.00", 185),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, yen: int | None) -> None:
    assert amounts.read(typed) == yen
    assert amounts.read(amounts.written(yen)) == yen


@pytest.mark.parametrize("typed", ["18万5", "１８万５円", "18万50", "3億5", "5千5"])
def test_an_amount_whose_last_digit_may_be_thousands_is_asked_for_again(typed: str) -> None:
    with pytest.raises(InputError, match="最後の数の単位が決まりません"):
        amounts.read(typed)


@pytest.mark.parametrize("typed", ["18.5", "18.5円", "1.23456万"])
def test_a_fraction_of_a_yen_is_never_cut_off_silently(typed: str) -> None:
    with pytest.raises(InputError, match="円より小さい端数"):
        amounts.read(typed)


def test_an_amount_of_nothing_is_asked_about_like_other_small_ones() -> None:
    assert [amounts.Typed(yen).small for yen in (0, 999, 1_000)] == [True, True, False]


@pytest.mark.parametrize("typed", ["18〜20万", "18マン", "-5", "未定", "18万と5万"])
def test_words_that_are_no_single_amount_are_refused(typed: str) -> None:
    with pytest.raises(InputError, match="金額として読めません"):
        amounts.read(typed)
