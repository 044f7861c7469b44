"""Answers and headings as forms and firms word them: what is no answer, which choice and which question is meant."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.surveys.model import QuestionFigures, Tabulation
from ingest.surveys.reading import survey_data
from ingest.surveys.saying import meanings, says_none
from ingest.surveys.tabulation import tabulate
from ingest.surveys.topics import topic
from matching.corporate import CorporateDatabase

Tabulate = Callable[..., Tabulation]


@pytest.fixture
def tabulated(db: CorporateDatabase, write: Callable[..., Path]) -> Tabulate:
    """Reads tables in, each under its title, and tabulates the last one against the one before."""

    def tabulated(**tables: Sequence[Sequence[object]]) -> Tabulation:
        for title, (heading, *answers) in tables.items():
            rows = [[f"架空{number}工業", "日立市", *told] for number, told in enumerate(answers, 1)]
            text = io.StringIO()
            csv.writer(text).writerows([["企業名", "所在地", *heading], *rows])
            assert pipeline.run(write(f"{title}.csv", text.getvalue()), db, survey=title).error is None
        read = [survey_data(db, title) for title in tables]
        return tabulate(read[-1], read[-2] if len(read) > 1 else None)

    return tabulated


def question(found: Tabulation, name: str) -> QuestionFigures:
    return next(one for one in found.questions if one.id == name)


def counts(one: QuestionFigures) -> dict[str, int]:
    return {option.label: option.count for option in one.options}


@pytest.mark.parametrize("words", ["無回答", "（無回答）", "未記入", "ー", "―", "N/A", "－", "回答なし"])
def test_no_answer_in_any_spelling_is_no_answer(tabulated: Tabulate, words: str) -> None:
    answers = [["減少した"], ["減少した"], ["変わらない"], [words]]
    found = question(tabulated(受注企業実態調査=[["受注量"], *answers]), "order_volume")
    assert (found.base, found.no_answer) == (3, 1)
    assert sum(counts(found).values()) == 3
    assert not any("読めない" in note for note in found.notes)


def test_a_number_for_no_answer_on_the_form_is_no_choice(tabulated: Tabulate) -> None:
    heading = "収益性（1.良くなった 2.変わらない 3.悪くなった 4.無回答）"
    found = question(tabulated(受注企業実態調査=[[heading], [3], [4], [3], [1]]), "profitability")
    assert (found.base, found.no_answer) == (3, 1)
    assert counts(found) == {"良くなった": 1, "変わらない": 0, "悪くなった": 2}


def test_a_firms_words_are_shown_not_the_usual_ones(tabulated: Tabulate) -> None:
    found = question(
        tabulated(受注企業実態調査=[["受注量"], ["減少した"], ["減少した"], ["増加した"], ["減少"]]),
        "order_volume",
    )
    assert counts(found) == {"増加した": 1, "不変": 0, "減少した": 3}
    assert found.di == -50.0


def test_a_number_before_the_choice_is_not_a_part_of_it(tabulated: Tabulate) -> None:
    answers = [["3.悪くなった"], ["3：悪くなった"], ["３．悪くなった"], ["1 良くなった"]]
    found = question(tabulated(受注企業実態調査=[["収益性"], *answers]), "profitability")
    assert {label: count for label, count in counts(found).items() if count} == {
        "悪くなった": 3,
        "良くなった": 1,
    }


def test_choices_of_the_users_own_words_keep_what_begins_with_a_number() -> None:
    assert meanings(["3Dプリンタ", "5軸加工機"], (), True) == {
        "3Dプリンタ": ("3Dプリンタ",),
        "5軸加工機": ("5軸加工機",),
    }
    assert meanings(["1.検討中", "2.実施済み"], (), False) == {
        "1.検討中": ("検討中",),
        "2.実施済み": ("実施済み",),
    }
    assert meanings(["価格・納期", "価格・地代"], ("価格", "納期"), True) == {
        "価格・納期": ("価格", "納期"),
        "価格・地代": ("価格・地代",),
    }
    assert not says_none("該当なし")


def test_years_with_other_headings_are_compared(tabulated: Tabulate) -> None:
    before = [["1年前と比べた受注量はいかがですか", "経営上の課題は何ですか（複数回答可）"]]
    before += [["減少した", "受注量の確保"], ["増加した", "受注量の確保、後継者"]] * 3
    now = [["Ｑ１．受注量の状況", "現在の経営課題（あてはまるものすべて）"]]
    now += [["減少した", "受注量の確保"], ["減少した", "後継者"]] * 3
    found = tabulated(受注企業実態調査R1=before, 受注企業実態調査R2=now)
    volume = {one.label: one.difference for one in question(found, "order_volume").options}
    assert volume["減少した"] == 50.0
    needs = {one.label: one.difference for one in question(found, "challenges").options}
    assert (needs["受注量の確保"], needs["後継者"]) == (-50.0, 0.0)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("問1 1年前と比べた受注量はいかがですか", "受注量"),
        ("受注量は前年の同じ時期と比べてどうですか。", "受注量"),
        ("貴社の収益性の状況", "収益性"),
        ("Ⅰ　経営状況 (1) 受注量", "受注量"),
        ("Ⅱ　今後の見通し (1) 受注量", ""),
        ("昨年 受注量", ""),
    ],
)
def test_the_topic_of_a_heading(heading: str, wanted: str) -> None:
    assert topic(heading) == wanted


def test_marks_in_columns_below_headings_of_their_own_are_one_answer_each(tabulated: Tabulate) -> None:
    heading = [f"(1) 受注量の状況：{one}" for one in ("増加した", "変わらない", "減少した")]
    found = tabulated(受注企業実態調査=[heading, ["", "", "○"], ["", "", "○"], ["○", "", ""], ["○", "", "○"]])
    one = found.questions[0]
    assert (one.id, one.type, one.base, one.no_answer, one.di) == ("order_volume", "single", 3, 1, -33.3)


def test_one_form_with_marks_and_one_with_words_are_compared_where_nobody_took_two(
    tabulated: Tabulate,
) -> None:
    marks = [
        [f"代金の支払方法：{one}" for one in ("現金", "手形")],
        ["○", ""],
        ["", "○"],
        ["○", ""],
        ["○", ""],
    ]
    words = [["代金の支払方法"], ["現金"], ["手形"], ["現金"], ["手形"]]
    one = tabulated(取引状況調査R7=marks, 取引状況調査R8=words).questions[0]
    assert {option.label: option.difference for option in one.options} == {"現金": -25.0, "手形": 25.0}
    assert not any("差は出しません" in note for note in one.notes)
