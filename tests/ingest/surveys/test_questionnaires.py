"""Questionnaires: those that come with the product, those of the user, and which one a survey has."""

import pytest

from ingest.surveys.questionnaires import (
    built_in,
    choice_key,
    draft,
    from_json,
    parse,
    questionnaire_for,
    scale_of,
    scales,
    to_json,
)
from ingest.usual import usual_question
from matching.errors import InputError

OWN = """
title = "景況調査"
codes = true
[[questions]]
id = "profit"
label = "採算"
scale = "profit"
[[questions]]
id = "wish"
label = "支援の希望"
type = "multiple"
base = "all"
headings = ["希望する支援"]
choices = [{ label = "展示会", code = "1", former = ["商談会"] }, "専門家派遣"]
"""


def test_the_four_surveys_of_the_agency_are_ready() -> None:
    titles = {one.title for one in built_in()}
    assert titles == {"受注企業実態調査", "発注企業実態調査", "取引状況調査", "発注案件調査"}
    for one in built_in():
        for question in one.questions:
            assert question.wording, question.id
            usual = usual_question(question.label)
            assert usual is None or usual.id == question.id


@pytest.mark.parametrize(
    ("title", "keys", "expected"),
    [
        ("令和8年度 受注企業実態調査", [], "suppliers"),
        ("発注企業実態調査（Ｒ８）", [], "buyers"),
        ("2026 取引状況調査", [], "terms"),
        ("発注案件調査", [], "orders"),
        ("アンケート", ["bills", "price_talks", "業種"], "terms"),
        ("アンケート", ["業種"], None),
    ],
)
def test_the_title_decides_and_else_the_questions(title: str, keys: list[str], expected: str | None) -> None:
    found = questionnaire_for(title, keys)
    assert (found.id if found else None) == expected


def test_a_users_definition_goes_before_the_agencys() -> None:
    own = parse(OWN.replace("景況調査", "受注企業実態調査 2026"), "a.toml")
    found = questionnaire_for("受注企業実態調査 2026", [], {own.title: to_json(own)})
    assert found == own
    assert questionnaire_for("受注企業実態調査 2025", [], {own.title: to_json(own)}) != own


@pytest.mark.parametrize(
    ("title", "known"),
    [("景況調査", True), ("令和8年度 景況調査", True), ("景況調査（2026）", True), ("第3回 景況調査", True),
     ("県北景況調査", False), ("受注企業実態調査", False)],
)  # fmt: skip
def test_a_users_definition_takes_surveys_of_its_very_title(title: str, known: bool) -> None:
    own = parse(OWN, "a.toml")
    assert (questionnaire_for(title, [], {own.title: to_json(own)}) == own) == known
    short = parse(OWN.replace("景況調査", "調査"), "a.toml")
    assert questionnaire_for(title, [], {short.title: to_json(short)}) != short


def test_a_definition_reads_back_from_the_database() -> None:
    own = parse(OWN, "a.toml")
    assert from_json(to_json(own), "a") == own
    assert [one.direction for one in own.questions[0].choices] == [1, 0, -1]
    assert own.questions[1].base == "all"
    assert [one.label for one in own.questions[1].choices] == ["展示会", "専門家派遣"]


def test_a_question_is_known_by_its_key_its_label_and_its_other_headings() -> None:
    wish = parse(OWN, "a.toml").questions[1]
    assert wish.asked_by("wish")
    assert wish.asked_by("x", "問5 支援の希望（複数回答）")
    assert wish.asked_by("x", "希望する支援")
    assert not wish.asked_by("x", "希望しない支援")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "TOML"),
        ("title = '調査'", "設問"),
        ("questions = []", "title"),
        ("title = 'x'\nother = 1\n[[questions]]\nid='a'", "other"),
        ("title = 'x'\n[[questions]]\nlabel='a'", "id"),
        ("title = 'x'\n[[questions]]\nid='a'\ntype='choice'", "type"),
        ("title = 'x'\n[[questions]]\nid='a'\nbase='none'", "base"),
        ("title = 'x'\n[[questions]]\nid='a'\nscale='heat'", "scale"),
        ("title = 'x'\n[[questions]]\nid='a'\nscale=['volume']", "scale"),
        ("title = 'x'\n[[questions]]\nid='a'\n[[questions]]\nid='a'", "2回"),
        ("title = 'x'\n[[questions]]\nid='a'\nchoices=['あり', {label='有', former=['あり']}]", "2回"),
        ("title = 'x'\n[[questions]]\nid='a'\nchoices=[{label='有', direction=2}]", "direction"),
        ("title = 'x'\n[[questions]]\nid='a'\nchoices=[{label='有', colour='red'}]", "colour"),
        ("title = 'x'\n[[questions]]\nid='a'\nchoices='有'", "choices"),
        ("title = 'x'\n[[questions]]\nid='a'\nwordings=['b']", "wordings"),
        ("title = 'x'\ncodes='yes'\n[[questions]]\nid='a'", "codes"),
        ("title = 'x'\nquestions=['a']", "[[questions]]"),
    ],
)
def test_a_wrong_definition_says_what_to_mend(text: str, words: str) -> None:
    with pytest.raises(InputError, match=r".") as error:
        parse(text, "調査.toml")
    assert words in str(error.value)
    assert "調査.toml" in str(error.value)


def test_within_a_scale_every_word_means_one_choice() -> None:
    for name, scale in scales().items():
        words = [choice_key(word) for one in scale for word in {one.label, *one.former}]
        assert len(words) == len(set(words)), name


def test_labels_of_a_shared_scale_have_directions() -> None:
    assert scale_of(["増加した", "横ばい", "減少した"]) == scales()["volume"]
    assert scale_of(["増加", "不変"]) == ()  # the other direction is missing: no DI can be told
    assert scale_of(["赤", "青"]) == ()


def test_a_draft_reads_as_a_definition() -> None:
    questions = [
        {
            "key": "a",
            "label": '受注"量"',
            "type": "single",
            "options": ["増えた", "減った"],
            "wording": "問1\\受注量",
        },
        {"key": "b", "label": "意見", "type": "text", "options": []},
    ]
    found = parse(draft("新しい調査", questions), "draft.toml")
    assert found.title == "新しい調査"
    assert [one.label for one in found.questions] == ['受注"量"', "意見"]
    assert [(one.label, one.direction) for one in found.questions[0].choices] == [
        ("増えた", 1),
        ("減った", -1),
    ]
    assert found.questions[0].wording == "問1\\受注量"
