from datetime import date

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
        ("三十名", None),
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


@given(st.text(max_size=80))
def test_no_words_raise_anything(text: str) -> None:
    values.count(text), values.yen(text), values.day(text), values.day(text, last=True)
    values.machines(text), values.certificates(text), values.certificates(text, "ISO9001")
    values.corporate_number(text), values.mark(text), values.year_of(text)
