from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.surveys.freetext import NOTHING, OTHER, grouped, says_nothing, themes
from ingest.surveys.masking import MASK, known_names, masked
from ingest.surveys.model import SurveyData, SurveyQuestion
from matching.language.terms import Words

WORDS = Words()
KNOWN = known_names(["㈱架空精機", "ひので工業有限会社", "ABC", "架空 花子", "株式会社先端"])


def hidden(text: str) -> str:
    return masked(text, WORDS, KNOWN)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("連絡は029-123-4567まで", "連絡は◯◯まで"),
        ("電話０２９（１２３）４５６７です", "電話◯◯です"),
        ("携帯 090-1234-5678", "携帯 ◯◯"),
        ("+81-29-123-4567 に", "◯◯ に"),
        ("tanaka.t@example.co.jp へ", "◯◯ へ"),
        ("ｔａｎａｋａ＠ｅｘａｍｐｌｅ．ｊｐ へ", "◯◯ へ"),
        ("https://www.example.jp/a?b=1 を見て", "◯◯ を見て"),
        ("〒310-0801 の事務所", "◯◯ の事務所"),
        ("架空町1丁目5番38号にて", "◯◯にて"),
        ("佐藤さんに紹介された", "◯◯さんに紹介された"),
        ("担当の架空太郎（029-301-1234）まで", "担当の◯◯（◯◯）まで"),
        ("鈴木一郎社長と相談", "◯◯社長と相談"),
        ("架空　花子が担当", "◯◯が担当"),
        ("架空精機さんとABCの仕事", "◯◯さんと◯◯の仕事"),
        ("ABCDは別", "ABCDは別"),
        ("先端さんの図面、先端技術の話", "◯◯さんの図面、先端技術の話"),
        ("発注元のヒタチ精密から値下げ", "発注元の◯◯から値下げ"),
        ("有限会社カクウ金属の山田です", "◯◯の◯◯です"),
        ("㈱ひのでから注文", "◯◯"),
        ("架空製作所の内示", "◯◯の内示"),
        ("Ａ社との取引", "◯◯との取引"),
        ("John Smith、林 太郎、キム氏", "◯◯ ◯◯、◯◯ ◯◯、◯◯氏"),
        ("東芝とトヨタの内示", "◯◯と◯◯の内示"),
        ("つくばのサクラ製缶に切られた", "つくばの◯◯に切られた"),
        ("ヒタチパーツとカネコ製作", "◯◯と◯◯"),
        ("取引先のコマツが減産", "取引先の◯◯が減産"),
        ("水戸市笠原町978-25にあります", "◯◯にあります"),
        ("LINE ID: taro_k まで", "◯◯ まで"),
    ],
)
def test_names_and_contact_details_are_masked(text: str, shown: str) -> None:
    assert hidden(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "NC旋盤3台、SUS304、φ10-20、100-120%、2025-10-01",
        "精密機械の加工、自動車部品、電子部品、町の鉄工所",
        "お客様、皆様、担当部長、元請さんに感謝",
        "日立市と茨城県の補助金、令和6年、コロナ以降",
        "インコネルやSUSのブッシュ、ロッド、ミラー面、CNC、DXF、鋳物屋さん、パートさん",
        "1番の課題は単価。取引は3社、売上30,000 14 1969",
        "大手電機メーカーからの受注が減った。",
        "アルミ鋳造とステンレス製缶、得意先のメーカーが減産",
        "",
    ],
)
def test_what_names_nobody_stays_as_it_was_written(text: str) -> None:
    assert hidden(text) == text


@settings(max_examples=60, deadline=None)
@given(
    st.text("受注が減り単価も厳しい。、 \n", max_size=15),
    st.sampled_from(["029-301-1234", "taro@example.jp", "架空精機", "http://example.com/x"]),
    st.text("困っています。、 ", max_size=15),
)
def test_no_known_name_or_contact_survives_in_any_surroundings(before: str, secret: str, after: str) -> None:
    found = hidden(before + "、" + secret + "、" + after)
    assert secret not in found
    assert MASK in found


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_masked_and_grouped(text: str) -> None:
    grouped([hidden(text), text])


@pytest.mark.parametrize(
    "text",
    [
        "特になし",
        "特にありません。",
        "なし",
        "無し",
        "－",
        "特に意見はございません",
        "　",
        "意見なし",
    ],
)
def test_an_answer_may_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["仕事なし", "人がいない", "なしのつぶて", "問題なしとは言えない"])
def test_an_answer_that_says_something_is_kept(text: str) -> None:
    assert not says_nothing(text)


ANSWERS = (
    "人手不足で若い人が採れない",
    "人手不足が深刻",
    "材料費の高騰を価格転嫁できない",
    "特になし",
    "特にありません。",
    "駐車場が狭い",
    "駐車場を増やしてほしい",
    "挨拶だけ",
)


def test_answers_are_counted_in_every_theme_that_they_speak_of() -> None:
    found = {theme.label: theme for theme in grouped(ANSWERS)}
    assert {label: theme.count for label, theme in found.items()} == {
        "人手不足・採用": 2, "「駐車場」": 2, "価格転嫁・単価": 1, "原材料・エネルギー価格": 1, OTHER: 1, NOTHING: 2,
    }  # fmt: skip
    assert found["人手不足・採用"].terms[0] == ("人手不足", 2)
    assert set(found["「駐車場」"].examples) == {"駐車場が狭い", "駐車場を増やしてほしい"}
    assert list(found)[-2:] == [OTHER, NOTHING]


def test_the_order_of_answers_changes_nothing() -> None:
    assert grouped(ANSWERS) == grouped(ANSWERS[::-1])


def test_spellings_of_one_word_are_one_theme() -> None:
    (theme,) = grouped(["ﾃﾞｼﾞﾀﾙ化が課題", "デジタル 化したい", "ＤＸを進めたい"])
    assert (theme.label, theme.count) == ("デジタル化", 3)


def test_a_long_answer_is_shown_up_to_the_end_of_a_sentence() -> None:
    (theme,) = grouped(["人手不足です。" + "あ" * 200])
    assert theme.examples == ("人手不足です。…",)


def test_themes_mask_the_firms_that_answered() -> None:
    firms = pd.DataFrame({"name": ["株式会社架空精機", "架空工業"]})
    question = SurveyQuestion("opinion", "意見", "text")
    data = SurveyData("t", (question,), firms, texts={"opinion": ("架空精機も人手不足", "")})
    (theme,) = themes(data, "opinion")
    assert (theme.count, theme.examples) == (1, ("◯◯も人手不足",))
    assert themes(replace(data, texts={}), "opinion") == ()


def test_the_list_of_themes_names_each_theme_and_each_word_once() -> None:
    rows = Path("data/reference/themes.tsv")
    lines = (Path(__file__).parents[3] / rows).read_text(encoding="utf-8").splitlines()[1:]
    listed = [line.split("\t") for line in lines]
    assert len({label for label, _ in listed}) == len(listed)
    assert all(len(set(words.split("|"))) == len(words.split("|")) for _, words in listed)
