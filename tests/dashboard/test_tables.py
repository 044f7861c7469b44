"""What the page shows, worked out without Streamlit."""

from dashboard import markup, tables
from matching.records import (
    PROFILE_TEXT_FIELDS,
    Contribution,
    Exclusion,
    Match,
    MatchResult,
    Order,
    Place,
    Supplier,
    Understood,
)

TURNER = Supplier(
    1,
    "A-1",
    "架空<旋盤>",
    Place("茨城県", "日立市"),
    25,
    {"processes": "旋削\n研削", "equipment": "NC旋盤 3台\n研削盤 1台", "notes": "  "},
)
UNKNOWN = Supplier(2, "A-2", "架空不明")
CONTRIBUTIONS = (
    Contribution("lexical", "語の一致", 20.0),
    Contribution("refused", "対応不可・外注の記載", -5.0),
    Contribution("area", "希望地域", 0.04),
)


def understood(
    label: str, text: str, start: int, *, wanted: bool = True, everyday: bool = False
) -> Understood:
    return Understood("X", label, "process", text, start, start + len(text), wanted, everyday)


def result(**parts: object) -> MatchResult:
    return MatchResult(Order("旋盤"), "r:1", 0.01, **parts)  # type: ignore[arg-type]


def test_bars_are_on_one_scale_and_leave_out_what_would_show_as_zero() -> None:
    second = Match(2, 10.0, UNKNOWN, (Contribution("lexical", "語の一致", 10.0),))
    first, other = tables.cards(result(matches=(Match(1, 15.04, TURNER, CONTRIBUTIONS), second)))
    assert [(b.label, b.points, b.share, b.takes_off) for b in first.bars] == [
        ("語の一致", "20.0点", 20 / 20, False),
        ("対応不可・外注の記載", "−5.0点", 5 / 20, True),
    ]
    assert other.bars[0].share == 10 / 20
    assert (first.rank, first.score, first.place, first.summary) == (
        "1位",
        "15.0点",
        "茨城県日立市",
        "旋削 研削",
    )


def test_a_firm_that_said_nothing_is_shown_without_guesses() -> None:
    card = tables.cards(result(matches=(Match(1, 0.0, UNKNOWN, ()),)))[0]
    assert (card.place, card.summary, card.bars) == ("所在地の記載なし", "", ())
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


def test_what_was_read_is_grouped_and_named_once() -> None:
    read = tables.understanding(
        result(
            understood=(
                understood("鏡面研磨", "ぴかぴか", 20, everyday=True),
                understood("旋盤", "旋盤", 9, everyday=True),
                understood("旋盤", "旋盤", 5),
                understood("ステンレス鋼", "SUS", 0),
                understood("旋盤", "せんばん", 15),
                understood("めっき", "メッキ", 30, wanted=False),
            )
        )
    )
    assert read.wanted == ("ステンレス鋼", "旋盤")
    assert read.unwanted == ("めっき",)
    assert read.everyday == ("「ぴかぴか」→ 鏡面研磨",)
    assert not tables.understanding(result())


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
    matches = (Match(1, 1.0, firm, (Contribution("lexical", nasty, 1.0),)),)
    one = result(
        matches=matches, understood=(understood(nasty, nasty, 0), understood("A", nasty, 0, everyday=True))
    )
    pieces = [
        markup.card(tables.cards(one)[0]),
        markup.profile(tables.profile(firm)),
        markup.understanding(tables.understanding(one)),
        markup.excluded(tables.exclusions(result(excluded=(Exclusion(firm, nasty),)))),
    ]
    for piece in pieces:
        assert "&lt;img" in piece
        assert "<img" not in piece


def test_what_lowers_a_score_is_told_apart_by_its_sign_too() -> None:
    html = markup.card(tables.cards(result(matches=(Match(1, 15.0, TURNER, CONTRIBUTIONS),)))[0])
    assert "−5.0点" in html
    assert "fill off" in html
