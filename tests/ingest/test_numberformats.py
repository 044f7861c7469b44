"""Numbers and days as a Japanese Excel shows them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numberformats import cell_text, day_of, display, is_date_format, plain

# 29 February 2012, 13:01:40.
LEAP_DAY = 40968.54282407407


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"d"日";@', "2012年2月29日"),
        ('yyyy"年"m"月";@', "2012年2月"),
        ('m"月"d"日";@', "2月29日"),
        ("yyyy/m/d;@", "2012/2/29"),
        ("m/d/yy;@", "2/29/12"),
        ("[$-409]d-mmm-yy;@", "29-Feb-12"),
        ("[$-409]mmmm-yy;@", "February-12"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2012年2月29日"),
        ('[$-411]ggge"年"m"月"d"日";@', "平成24年2月29日"),
        ("[$-411]ge.m.d;@", "H24.2.29"),
        ("[$-411]gge.m.d", "平24.2.29"),
        ("[$-411]aaaa", "水曜日"),
        ("yyyy/m/d\\(aaa\\)", "2012/2/29(水)"),
        ("[$-411]ddd", "水"),
        ("ddd", "Wed"),
        ('[DBNum1][$-411]ggge"年"m"月"d"日"', "平成二十四年二月二十九日"),
        ('[DBNum2][$-411]m"月"d"日"', "弐月弐拾九日"),
        ('[DBNum3][$-411]m"月"d"日"', "２月２９日"),
        ('h"時"mm"分"ss"秒";@', "13時01分40秒"),
        ("[$-409]h:mm:ss\\ AM/PM;@", "1:01:40 PM"),
        ("[$-411]h:mm\\ AM/PM", "1:01 午後"),
        ("[$-F400]h:mm:ss\\ AM/PM", "13:01:40"),
        ("mm:ss", "01:40"),
    ],
)
def test_days_and_times(code: str, shown: str) -> None:
    assert is_date_format(code)
    assert display(LEAP_DAY, code) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(1912, 7, 29), "明治45年"),
        (date(1912, 7, 30), "大正1年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1926, 12, 25), "昭和1年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1989, 1, 8), "平成1年"),
        (date(2019, 4, 30), "平成31年"),
        (date(2019, 5, 1), "令和1年"),
    ],
)
def test_the_last_and_first_days_of_eras(day: date, shown: str) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert display(serial, '[$-411]ggge"年"') == shown
    assert (
        display(serial, '[$-ja-JP-x-gannen]ggge"年"') == shown.replace("1年", "元年")
        if shown[2:] == "1年"
        else True
    )


def test_the_calendar_of_1904_and_the_day_that_never_was() -> None:
    assert display(46112 - 1462, "yyyy/m/d", date1904=True) == "2026/3/31"
    assert display(1, "yyyy/m/d") == "1900/1/1"
    assert display(61, "yyyy/m/d") == "1900/3/1"
    assert day_of(46112) == date(2026, 3, 31)
    assert day_of(46112.5) == datetime(2026, 3, 31, 12)
    assert day_of(0.5) is None


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12345, "#,##0", "12,345"),
        (-1234.5, "#,##0.0_);[Red]\\(#,##0.0\\)", "(1,234.5)"),
        (-12345, '"△"\\ #,##0;"▲"\\ #,##0', "▲ 12,345"),
        (1001701, "[<=999]000;[<=9999]000\\-00;000\\-0000", "100-1701"),
        (123456789, "[<=99999999]####\\-####;\\(00\\)\\ ####\\-####", "(01) 2345-6789"),
        (12345, "[DBNum1][$-411]General", "一万二千三百四十五"),
        (12345, "[DBNum2][$-411]General", "壱萬弐阡参百四拾伍"),
        (0.1234, "0.00%", "12.34%"),
        (1234567, '#,##0,"千円"', "1,235千円"),
        (0.25, "# ?/?", " 1/4"),
        (0.1234, "0.00E+00", "1.23E-01"),
        (2.5, "0", "3"),
        (7, '0"人"', "7人"),
        (0, '0;-0;"なし"', "なし"),
        (5, "000", "005"),
    ],
)
def test_numbers(value: float, code: str, shown: str) -> None:
    assert display(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567.891, "#,##0", "1234567.891"),
        (-1234.5, "0_);\\(0\\)", "-1234.5"),
        (1180301018771, "0.00E+00", "1180301018771"),
        (0.12345, "0%", "12.345%"),
        (294000001, '0000"-"00"-"0000', "0294-00-0001"),
        (10000000, "#,##0,", "10,000"),
        (123, "00000", "00123"),
        (46112, "yyyy-mm-dd h:mm:ss", "2026-03-31"),
        (46112, 'm"月"d"日"', "3月31日"),
    ],
)
def test_every_digit_of_a_plain_number_is_read(value: float, code: str, text: str) -> None:
    assert cell_text(value, code) == text


@given(
    st.floats(allow_nan=True, allow_infinity=True) | st.integers(),
    st.text('yYmdhsegaE0#?.,%/-+;[]<>="\\_*@ 年月$DBNum1General', max_size=20),
)
def test_no_number_and_no_format_raises(value: float, code: str) -> None:
    for date1904 in (False, True):
        assert isinstance(display(value, code, date1904=date1904), str)
        assert isinstance(cell_text(value, code, date1904=date1904), str)


@given(st.floats(-1e14, 1e14).map(lambda value: round(value, 3)))
def test_plain_numbers_read_back(value: float) -> None:
    assert float(plain(value)) == pytest.approx(value, rel=1e-14)
