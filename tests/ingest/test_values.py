from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import values
from matching.corporate import CertificationRow, EquipmentRow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("３０名", 30),
        ("12人(パート2)", 12),
        ("約1,200名", 1200),
        ("12.0", 12),
        ("なし", None),
        ("", None),
        ("三十名", 30),
        ("9" * 5000, None),
    ],
)
def test_a_count_is_the_first_number(text: str, expected: int | None) -> None:
    assert values.count(text) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1,000万円", None, 1000 * 10**4),
        ("300万", None, 300 * 10**4),
        ("３００", None, 300 * 10**4),
        ("10000000", None, 10_000_000),
        ("300", 10_000, 300 * 10**4),
        ("3000", 1_000, 3000 * 10**3),
        ("10百万円", None, 10 * 10**6),
        ("5千万円", None, 5 * 10**7),
        ("3億5,000万円", None, 3 * 10**8 + 5000 * 10**4),
        ("0.5億円", None, 5 * 10**7),
        ("10000千円", None, 10_000 * 10**3),
        ("5000000円", 10_000, 5_000_000),
        ("不明", None, None),
        ("9" * 400, None, None),
    ],
)
def test_money_is_read_in_yen(text: str, unit: int | None, expected: int | None) -> None:
    assert values.yen(text, unit) == expected


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("資本金(万円)", 10_000),
        ("資本金（千円）", 1_000),
        ("資本金 円", 1),
        ("capital_yen", 1),
        ("capital_million_yen", 10**6),
        ("資本金", None),
    ],
)
def test_a_heading_states_the_unit_of_its_column(heading: str, unit: int | None) -> None:
    assert values.header_unit(heading) == unit


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027/03/31", date(2027, 3, 31), date(2027, 3, 31)),
        ("2027-3-31", date(2027, 3, 31), date(2027, 3, 31)),
        ("20270331", date(2027, 3, 31), date(2027, 3, 31)),
        ("2027年3月", date(2027, 3, 1), date(2027, 3, 31)),
        ("2028年2月", date(2028, 2, 1), date(2028, 2, 29)),
        ("令和9年3月末", date(2027, 3, 31), date(2027, 3, 31)),
        ("R9.3.31", date(2027, 3, 31), date(2027, 3, 31)),
        ("昭和48年", date(1973, 1, 1), date(1973, 12, 31)),
        ("令和元年5月1日", date(2019, 5, 1), date(2019, 5, 1)),
        ("２０２７年３月３１日", date(2027, 3, 31), date(2027, 3, 31)),
    ],
)
def test_a_date_may_be_western_or_of_an_era_and_may_lack_its_day(text: str, first: date, last: date) -> None:
    assert values.day(text) == first
    assert values.day(text, last=True) == last


@pytest.mark.parametrize("text", ["", "更新中", "2027/13/01", "2027年2月30日", "12345", "ISO9001:2015 3"])
def test_words_without_a_date_give_none(text: str) -> None:
    assert values.day(text) is None or text.startswith("ISO")


def test_machines_are_told_apart_with_their_number() -> None:
    assert values.machines("NC旋盤 8インチ 3台、マシニングセンタ(2台)\n・平面研削盤") == (
        EquipmentRow("NC旋盤 8インチ", count=3),
        EquipmentRow("マシニングセンタ", count=2),
        EquipmentRow("平面研削盤"),
    )


def test_a_comma_inside_brackets_or_a_number_does_not_part_machines() -> None:
    assert [row.name for row in values.machines("門形MC(テーブル1,000×500、2軸)、旋盤")] == [
        "門形MC(テーブル1,000×500、2軸)",
        "旋盤",
    ]


def test_certificates_keep_the_words_of_their_expiry() -> None:
    assert values.certificates("ISO9001(有効期限2027年3月)、ISO14001 令和9年3月末まで\nJIS Q 9100") == (
        CertificationRow("ISO9001", "", date(2027, 3, 31), "2027年3月"),
        CertificationRow("ISO14001", "", date(2027, 3, 31), "令和9年3月末まで"),
        CertificationRow("JIS Q 9100"),
    )


def test_a_column_named_after_a_certificate_is_ticked() -> None:
    assert values.certificates("○", "ISO9001") == (CertificationRow("ISO9001"),)
    assert values.certificates("無", "ISO9001") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１，２３４", 1234),
        ("三十", 30),
        ("二〇", 20),
        ("十五", 15),
        ("3万6千", 36_000),
        ("壱千弐百", 1200),
        ("▲12", -12),
        ("△12.5", Decimal("-12.5")),
        ("(12)", -12),
        ("−3", -3),
        ("1 200", 1200),
        ("1,23", None),
        ("12-3", None),
        ("十数", None),
        ("約30", None),
    ],
)
def test_a_number_alone_is_read_however_it_is_written(text: str, expected: Decimal | int | None) -> None:
    assert values.parsed(text) == expected


@pytest.mark.parametrize(
    ("text", "number", "doubt"),
    [
        ("計15名(男10、女5)", 15, ""),
        ("85名(2025年4月1日現在)", 85, ""),
        ("2025年4月現在 85名", 85, ""),
        ("30人 うちパート5人", 30, ""),
        ("社長以下8名", 8, ""),
        ("利用者38・職員9", 9, ""),
        ("10～19人", None, "range"),
        ("20名以上", None, "range"),
        ("正社員10名、パート5名", None, "several"),
        ("十数名", None, "unreadable"),
        ("▲5", None, "unreadable"),
        ("12.5", None, "unreadable"),
        ("2025-03-05", None, "unreadable"),
    ],
)
def test_a_count_that_is_not_one_number_is_none_with_its_reason(
    text: str, number: int | None, doubt: str
) -> None:
    found = values.read_count(text)
    assert (found.value_as_int, found.doubt) == (number, doubt)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("資本金壱千万円", None, 1000 * 10**4),
        ("2千5百万円", None, 2500 * 10**4),
        ("¥10,000,000", 1000, 10_000_000 * 1000),
        ("10,000,000円", 1000, 10_000_000),
        ("△500", 1000, -500_000),
        ("1,000万円(うち払込500万円)", None, 1000 * 10**4),
        ("10〜15千円", None, None),
        ("1億5千", None, None),
    ],
)
def test_the_unit_of_the_cell_wins_over_that_of_the_heading(
    text: str, unit: int | None, expected: int | None
) -> None:
    assert values.yen(text, unit) == expected


def test_a_bare_amount_is_told_from_one_with_a_unit() -> None:
    assert [values.unit_is_assumed(text) for text in ("1000", "1,000万円", "10000000", "なし")] == [
        True, False, False, False,
    ]  # fmt: skip
    assert values.stated_unit("（単位：千円）") == 1000
    assert values.stated_unit("単位 mm") is None


@pytest.mark.parametrize(
    ("text", "first", "last", "doubt"),
    [
        ("2025年度", date(2025, 4, 1), date(2026, 3, 31), ""),
        ("令和7年度上期", date(2025, 4, 1), date(2025, 9, 30), ""),
        ("R7年度第4四半期", date(2026, 1, 1), date(2026, 3, 31), ""),
        ("2025/4/1～2026/3/31", date(2025, 4, 1), date(2026, 3, 31), ""),
        ("2025年11月～2月", date(2025, 11, 1), date(2026, 2, 28), ""),
        ("令和7年4月から", date(2025, 4, 1), date(2025, 4, 30), ""),
        ("2027年3月下旬", date(2027, 3, 21), date(2027, 3, 31), ""),
        ("令和七年三月三十一日", date(2025, 3, 31), date(2025, 3, 31), ""),
        ("令7.4.1", date(2025, 4, 1), date(2025, 4, 1), ""),
        ("㋿7年3月", date(2025, 3, 1), date(2025, 3, 31), ""),
        ("H２５．４", date(2013, 4, 1), date(2013, 4, 30), ""),
        ("令和8年(2026年)3月31日", date(2026, 3, 31), date(2026, 3, 31), ""),
        ("2026年(令和7年)3月", date(2026, 3, 1), date(2026, 3, 31), "twins"),
        ("45748", date(2025, 4, 1), date(2025, 4, 1), "serial"),  # 1899-12-30 + 45,748 days
        ("平成32年4月1日", date(2020, 4, 1), date(2020, 4, 1), "era"),
        ("令和元年4月1日", date(2019, 4, 1), date(2019, 4, 1), "era"),
        ("12/31/2026", date(2026, 12, 31), date(2026, 12, 31), ""),
        ("3/4/2026", date(2026, 3, 4), date(2026, 3, 4), "month-first"),
        ("31 March 2027", date(2027, 3, 31), date(2027, 3, 31), ""),
    ],
)
def test_a_time_reaches_from_its_first_to_its_last_day(
    text: str, first: date, last: date, doubt: str
) -> None:
    found = values.period(text)
    assert found is not None
    assert (found.first, found.last, found.doubt) == (first, last, doubt)


@pytest.mark.parametrize(
    "text", ["1月3日", "1/3", "SUS304", "S45C", "2027年13月", "令和9年2月30日", "大正製作所3"]
)
def test_what_has_no_year_or_no_such_day_is_no_date(text: str) -> None:
    assert values.period(text) is None


def test_a_date_cell_that_shows_a_month_means_the_month_and_one_without_a_year_its_day() -> None:
    month = values.exact_day("2027年3月", date(2027, 3, 1))
    assert month is not None
    assert (month.first, month.last) == (date(2027, 3, 1), date(2027, 3, 31))
    day = values.exact_day("3月31日", datetime(2027, 3, 31))
    assert day is not None
    assert day.first == day.last == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("T1180301018771", "T1180301018771"),
        ("Ｔ１１８０３０１０１８７７１", "T1180301018771"),
        ("T1-1803-0101-8771", "T1180301018771"),
        ("1180301018771", "T1180301018771"),
        ("T1180301018772", ""),
        ("T118030101877", ""),
    ],
)
def test_a_t_number_has_the_check_digit_of_a_corporate_number(text: str, number: str) -> None:
    assert values.invoice_number(text) == number


def test_the_check_digit_stands_before_twelve_digits() -> None:
    # domain: 180301018771 -> 53, 53 mod 9 = 8, 9 - 8 = 1; 000020080004 -> 16, 16 mod 9 = 7, 9 - 7 = 2
    assert (values.check_digit("180301018771"), values.check_digit("000020080004")) == ("1", "2")


@pytest.mark.parametrize(
    ("text", "code"),
    [("〒310-0852", "310-0852"), ("３１００８５２", "310-0852"), ("310ー0852", "310-0852"), ("310-85", "")],
)
def test_a_postcode_gets_its_hyphen(text: str, code: str) -> None:
    assert values.postal_code(text) == code


def test_a_unit_that_only_the_heading_states_goes_to_the_value() -> None:
    assert values.with_unit("350", "年商（百万円）") == "350百万円"
    assert values.with_unit("3.5億円", "年商（百万円）") == "3.5億円"
    assert values.with_unit("φ3～60", "寸法(mm)") == "φ3～60mm"


@given(st.integers(0, 10**7), st.sampled_from(["", "人", "名", " 名"]))
def test_a_count_reads_back(number: int, unit: str) -> None:
    full_width = str.maketrans("0123456789,", "０１２３４５６７８９，")
    for text in (f"{number}{unit}", f"{number:,}{unit}", f"{number:,}{unit}".translate(full_width)):
        assert values.count(text) == number


@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)))
def test_a_day_reads_back_in_every_form(day: date) -> None:
    forms = [f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"]
    if day >= date(2019, 5, 1):
        forms += [
            f"令和{day.year - 2018}年{day.month}月{day.day}日",
            f"R{day.year - 2018}.{day.month}.{day.day}",
        ]
    for form in forms:
        assert values.period(form) == values.Period(day, day)


@given(st.text(max_size=80))
def test_no_words_raise_anything(text: str) -> None:
    values.count(text), values.yen(text), values.day(text), values.day(text, last=True)
    values.machines(text), values.certificates(text), values.certificates(text, "ISO9001")
    values.corporate_number(text), values.mark(text), values.year_of(text), values.parsed(text)
    (
        values.invoice_number(text),
        values.postal_code(text),
        values.with_unit(text, text),
        values.header_unit(text),
    )
