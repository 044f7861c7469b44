"""取引条件 as firms answer it: the words are kept, a number is told only where the words tell one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.answers import Answer
from ingest.tradeterms import longest_payment, trade_labels, trade_reading


def answer(question: str, *said: str, label: str = "", other: str = "") -> Answer:
    return Answer(question, label or question, "text", said, "、".join(said), other, "C2")


# Days from the day after the closing to the payment, counted on a calendar.
@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("月末締翌月10日払", 40),
        ("月末締め 翌月20日払い", 50),
        ("月末〆翌月25日", 55),
        ("月末締翌月末払", 61),
        ("20日締め、翌月20日払", 61),
        ("15日締め翌月15日", 61),
        ("20日締当月末", 41),
        ("２０日締め翌月１０日現金", 51),
        ("20日締翌月15日", 56),
        ("25日締翌月末", 66),
        ("20日締翌月末", 71),
        ("15日締翌月末", 76),
        ("10日締翌月末", 81),
        ("毎月末日締め・翌々月10日", 71),
        ("受領後60日", 60),
        ("納品から30日以内", 30),
    ],
)
def test_the_longest_time_from_receipt_to_payment(words: str, days: int) -> None:
    assert longest_payment(words) == days


@pytest.mark.parametrize(
    "words",
    [
        "",
        "現金",
        "60日",
        "取引先による",
        "月末締",
        "翌月末払",
        "月末締翌月末または20日締翌月末",
        "20日締当月10日",
        "32日締翌月末",
        "40日締翌月10日",
    ],
)
def test_words_that_tell_no_single_rule_give_no_number(words: str) -> None:
    assert longest_payment(words) is None


@given(st.integers(1, 28), st.integers(1, 3), st.integers(1, 28))
def test_the_number_equals_a_search_over_all_days(closing: int, months: int, paying: int) -> None:
    worst = 0
    for year, month in ((y, m) for y in (2027, 2028, 2029, 2030) for m in range(1, 13)):
        closed = date(year, month, closing)
        later = month - 1 + months
        paid = date(year + later // 12, later % 12 + 1, paying)
        before = date(year - (month == 1), (month - 2) % 12 + 1, closing)
        received = before + timedelta(days=1)
        if received.year >= 2027:
            worst = max(worst, (paid - received).days)
        assert closed < paid
    assert longest_payment(f"{closing}日締{months}か月後の{paying}日払") == worst


def test_answers_become_terms_with_their_cells() -> None:
    said = [
        answer("written_order", "すべて交付", label="発注書面"),
        answer("支払条件", "月末締翌月末払"),
        answer("payment_condition", "60日", label="支払サイト"),
        answer("bills", "有"),
        answer("bills-2", "120日", label="手形"),
        answer("price_talks", "応じない", other="理由なし"),
        answer("order_volume", "減少", label="受注量"),
    ]
    told = trade_reading(said)
    assert told.values == {
        "written_order": "すべて交付",
        "payment": "月末締翌月末払\n60日",
        "bills": "有\n120日",
        "price_talks": "応じない(理由なし)",
        "payment_days": "61",
        "payment_site": "60",
        "bill_days": "120",
    }
    assert told.cells["bill_days"] == "C2"
    assert set(told.values) <= set(trade_labels())


def test_two_numbers_are_no_number_and_new_words_take_the_old_number_back() -> None:
    told = trade_reading([answer("bills", "90日または120日"), answer("payment_condition", "取引先による")])
    assert told.values == {
        "bills": "90日または120日", "bill_days": "", "payment": "取引先による", "payment_days": "", "payment_site": "",
    }  # fmt: skip
    assert trade_reading([]).values == {}


@given(st.text())
def test_any_words_are_read_without_an_error(words: str) -> None:
    assert (longest_payment(words) or 1) > 0
    trade_reading([answer("bills", words), answer("payment_condition", words)])
