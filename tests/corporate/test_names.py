"""What makes two names or numbers equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corporate.names import folded, is_corporate_number, name_key


@pytest.mark.parametrize(
    "number",
    ["1180301018771", "4011001098993", "2000020080004", "7123456789012", "2120901007402", "4000012090001"],
)
def test_published_corporate_numbers_are_right(number: str) -> None:
    assert is_corporate_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2180301018771",
        "118030101877",
        "11803010187710",
        "１180301018771",
        "T180301018771",
        "118030101877１",
    ],
)
def test_what_is_no_corporate_number_is_wrong(text: str) -> None:
    assert not is_corporate_number(text)


@given(base=st.text("0123456789", min_size=12, max_size=12))
def test_each_base_has_one_check_digit_and_it_is_never_zero(base: str) -> None:
    right = [digit for digit in "0123456789" if is_corporate_number(digit + base)]
    assert len(right) == 1
    assert right != ["0"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱常陸精機", "株式会社 常陸精機"),
        ("(株)常陸精機", "常陸精機（株）"),
        ("ABC工業㈱", "ＡＢＣ工業株式会社"),
        ("サンエイ・テック", "ｻﾝｴｲﾃｯｸ"),
        ("㍿架空", "架空"),
        ("( 株 )架空", "架空"),
        ("架空\u200b商会", "架空商会"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys() -> None:
    assert len({name_key(name) for name in ("日立精機", "日立精器", "株式会社", "有限会社", "")}) == 5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ＩＳＯ－９００１", "iso9001"),
        ("ISO 9001:2015", "iso9001:2015"),
        ("ISO 9001-2015", "iso9001-2015"),
        ("JIS Q 9100", "jisq9100"),
        ("エコアクション 21", "エコアクション21"),
    ],
)
def test_certificates_fold_to_one_spelling(text: str, wanted: str) -> None:
    assert folded(text) == wanted


@given(text=st.text())
def test_spaces_and_width_never_change_a_key(text: str) -> None:
    assert name_key(f" {text}　") == name_key(text)
