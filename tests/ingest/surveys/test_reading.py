"""From files of answers to SurveyData and figures: what counts, what is compared with what."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.surveys.model import OptionFigure, QuestionFigures, Tabulation
from ingest.surveys.questionnaires import parse, to_json
from ingest.surveys.reading import asked_firms, survey_data
from ingest.surveys.tabulation import panel_of, response_rate, tabulate
from matching.corporate import CorporateDatabase, Provenance, SupplierRow
from matching.errors import InputError, NotFound

Put = Callable[..., None]
ASKED = "収益性（1.良くなった 2.変わらない 3.悪くなった）"


@pytest.fixture
def put(db: CorporateDatabase, write: Callable[..., Path]) -> Put:
    """Reads a table in under a title."""

    def put(title: str, rows: Sequence[Sequence[object]], name: str = "") -> None:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        report = pipeline.run(write(f"{name or title}.csv", text.getvalue()), db, survey=title)
        assert report.error is None

    return put


def figures(found: Tabulation, question: str) -> QuestionFigures:
    return next(one for one in found.questions if one.id == question)


def options(found: Tabulation, question: str) -> dict[str, OptionFigure]:
    return {one.label: one for one in figures(found, question).options}


def test_a_firm_that_changes_its_mind_and_back_counts_with_its_last_row(
    db: CorporateDatabase, put: Put
) -> None:
    rows = [["企業名", "所在地", ASKED], *(["架空甲工業", "日立市", code] for code in (1, 3, 1))]
    put("調査", rows)
    data = survey_data(db, "調査")
    assert (len(data), data.responses, data.firms["row"].tolist()) == (1, 3, [4])
    assert [one.row for one in data.superseded] == [2, 3]
    assert "下の行" in data.superseded[0].reason
    put("調査", rows)  # the same file again changes nothing
    assert survey_data(db, "調査").responses == 3
    found = tabulate(data)
    assert (found.answers, found.companies) == (3, 1)
    assert options(found, "profitability")["良くなった"].count == 1


def test_the_latest_day_counts_whatever_the_row(db: CorporateDatabase, put: Put) -> None:
    put(
        "調査",
        [
            ["企業名", "所在地", "回答日", ASKED],
            ["架空甲工業", "日立市", "2026-10-05", 3],
            ["架空甲工業", "日立市", "2026-10-01", 1],
            ["架空甲工業", "日立市", "", 2],
        ],
    )
    data = survey_data(db, "調査")
    assert data.firms["row"].tolist() == [2]
    assert [one.row for one in data.superseded] == [3, 4]
    assert "2026-10-05" in data.superseded[0].reason


def test_a_corrected_file_keeps_its_place(db: CorporateDatabase, put: Put) -> None:
    head = ["企業名", "所在地", ASKED]
    others = [[f"架空{sign}製作所", "日立市", 2] for sign in "松竹梅桜"]
    put("調査", [head, ["架空甲工業", "日立市", 1], *others, ["架空甲工業", "日立市", 3]])
    # Row 2 is corrected; the row furthest down is still the last one.
    put("調査", [head, ["架空甲工業", "日立市", 2], *others, ["架空甲工業", "日立市", 3]])
    data = survey_data(db, "調査")
    place = data.firms["name"].tolist().index("架空甲工業")
    assert data.chosen["profitability"][place].tolist() == [False, False, True]


def test_files_of_one_title_add_up(db: CorporateDatabase, put: Put) -> None:
    put("調査", [["企業名", "所在地", ASKED], ["架空甲工業", "日立市", 1]], "a")
    put("調査", [["企業名", "所在地", ASKED], ["架空乙工業", "水戸市", 3], ["架空甲工業", "日立市", 2]], "b")
    data = survey_data(db, "調査")
    assert data.firms["name"].tolist() == ["架空乙工業", "架空甲工業"]
    assert data.chosen["profitability"].tolist() == [[False, False, True], [False, True, False]]
    assert data.firms["region"].tolist() == ["県央", "県北"]


def test_two_answers_to_a_single_question_are_none_and_that_is_said(db: CorporateDatabase, put: Put) -> None:
    put(
        "調査",
        [["企業名", "所在地", ASKED], *([f"架空{sign}工業", "日立市", code] for sign, code in zip("甲乙丙", ("1", "1,3", "7"), strict=True))],
    )  # fmt: skip
    one = figures(tabulate(survey_data(db, "調査")), "profitability")
    assert (one.base, one.no_answer) == (1, 2)
    assert len(one.notes) == 2
    assert "2つ以上を選んだ回答1件" in one.notes[0]
    assert "読めない回答1件" in one.notes[1]


def test_reworded_questions_and_choices_are_compared_and_said(db: CorporateDatabase, put: Put) -> None:
    names = [f"架空{sign}工業" for sign in "甲乙丙丁"]
    old = "問1 利益の動向（1.好転 2.不変 3.悪化）"
    put(
        "受注企業実態調査 2025",
        [["企業名", "所在地", old], *([n, "日立市", c] for n, c in zip(names, "1223", strict=True))],
    )
    put(
        "受注企業実態調査 2026",
        [["企業名", "所在地", ASKED], *([n, "日立市", c] for n, c in zip(names, "1333", strict=True))],
    )
    found = tabulate(survey_data(db, "受注企業実態調査 2026"), survey_data(db, "受注企業実態調査 2025"))
    one = figures(found, "profitability")
    told = [(o.label, o.percent, o.previous_percent, o.difference) for o in one.options]
    assert told == [
        ("良くなった", 25.0, 25.0, 0.0),
        ("変わらない", 0.0, 50.0, -50.0),
        ("悪くなった", 75.0, 25.0, 50.0),
    ]
    assert (one.di, one.previous_di, one.di_difference) == (-50.0, 0.0, -50.0)
    assert "文言が変わっています" in one.notes[0]
    assert [note.split("」")[0] for note in one.notes[1:]] == ["選択肢「好転", "選択肢「不変", "選択肢「悪化"]


def test_a_choice_that_was_not_offered_has_no_difference(db: CorporateDatabase, put: Put) -> None:
    asked = "経営上の課題（複数回答）（1.受注量の確保 2.資金{}）"
    for title, more, answers in (("2025", "", ("1", "1,2")), ("2026", " 3.省エネ", ("1,3", "3"))):
        rows = [[f"架空{sign}工業", "日立市", cell] for sign, cell in zip("甲乙", answers, strict=True)]
        put(f"受注企業実態調査 {title}", [["企業名", "所在地", asked.format(more)], *rows])
    found = tabulate(survey_data(db, "受注企業実態調査 2026"), survey_data(db, "受注企業実態調査 2025"))
    told = options(found, "challenges")
    assert (told["受注量の確保"].percent, told["受注量の確保"].difference) == (50.0, -50.0)
    assert (told["資金"].percent, told["資金"].previous_percent, told["資金"].difference) == (
        0.0,
        50.0,
        -50.0,
    )
    assert (told["省エネ"].percent, told["省エネ"].previous_percent, told["省エネ"].difference) == (
        100.0,
        None,
        None,
    )
    assert any("省エネ" in note for note in figures(found, "challenges").notes)


def test_the_panel_counts_firms_of_both_years_only(db: CorporateDatabase, put: Put) -> None:
    put("2025", [["企業名", "所在地", ASKED], ["架空甲工業", "日立市", 1], ["架空乙工業", "日立市", 1]])
    put("2026", [["企業名", "所在地", ASKED], ["架空丙工業", "日立市", 9], ["架空乙工業", "日立市", 3]])
    data, previous = survey_data(db, "2026"), survey_data(db, "2025")
    assert any("1件" in one for one in figures(tabulate(data, previous), "profitability").notes)
    found = tabulate(*panel_of(data, previous), panel=True)
    assert (
        figures(found, "profitability").notes == ()
    )  # those of firms that aren't in the panel say nothing of it
    assert (found.panel, found.companies, found.previous.companies if found.previous else 0) == (1, 1, 1)
    worse = options(found, "profitability")["悪くなった"]
    assert (worse.percent, worse.difference) == (100.0, 100.0)


def test_the_users_own_choices_hold_and_numbers_mean_their_codes(db: CorporateDatabase, put: Put) -> None:
    put(
        "支援調査",
        [["企業名", "所在地", "希望"], ["架空甲工業", "日立市", "1"], ["架空乙工業", "日立市", "商談会、専門家"], ["架空丙工業", "日立市", ""]],
    )  # fmt: skip
    text = """
title = "支援調査"
codes = true
[[questions]]
id = "wish"
label = "希望する支援"
type = "multiple"
base = "all"
headings = ["希望"]
choices = [{ label = "展示会", code = "1", former = ["商談会"] }, { label = "専門家", code = "2" }, { label = "補助金", code = "3" }]
"""
    with db.writing("試験") as writer:
        writer.define_survey("支援調査", to_json(parse(text, "a.toml")))
    one = figures(tabulate(survey_data(db, "支援調査")), "wish")
    assert (one.label, one.type, one.base, one.no_answer) == ("希望する支援", "multiple", 3, 1)
    assert [(o.label, o.count, o.percent) for o in one.options] == [
        ("展示会", 2, 66.7),
        ("専門家", 1, 33.3),
        ("補助金", 0, 0.0),
    ]


def test_the_response_rate_counts_each_firm_asked_once(db: CorporateDatabase, put: Put) -> None:
    put("調査", [["企業名", "所在地", ASKED], ["架空甲工業", "日立市", 1], ["架空乙工業", "日立市", 1]])
    data = survey_data(db, "調査")
    first, second = data.firms["company_id"].tolist()
    firms = data.firms["company_id"].tolist()
    rate = response_rate(firms, [first, first, 9999, None])
    assert (rate.asked, rate.answered, rate.percent, rate.others) == (3, 1, 33.3, 1)
    assert response_rate(firms, []).percent is None
    assert second not in asked_firms(db, "調査")


def test_factors_that_do_not_exist_are_refused_with_a_list(db: CorporateDatabase, put: Put) -> None:
    put(
        "調査",
        [
            ["企業名", "所在地", ASKED, "操業度", "ご意見"],
            ["架空甲工業", "日立市", 1, 80, "特にありませんが長い意見です"],
        ],
    )
    data = survey_data(db, "調査")
    with pytest.raises(InputError, match="業種、従業員規模"):
        tabulate(data, by=["天気"])
    with pytest.raises(InputError, match="選択肢のある設問"):
        tabulate(data, by=["操業度"])
    cross = tabulate(data, by=["市区町村"]).crosses
    assert [(one.question, one.rows) for one in cross] == [
        ("profitability", ("日立市",)),
        ("utilization", ("日立市",)),
    ]
    told = cross[1].statistics[0]
    assert told is not None
    assert told.mean == 80.0
    with pytest.raises(NotFound, match="ない調査"):
        survey_data(db, "ない調査")


def test_answers_that_say_the_same_are_one_object_whatever_they_say(db: CorporateDatabase) -> None:
    words = ['}, {"question": "b", "cell": "A1"}]', "普通", "\\", "改行\nと\u2028"]
    said = [[answer(key, text, f"{key}{row}") for key in "ab"] for row, text in enumerate([*words, *words])]
    with db.writing("試験") as writer:
        writer.begin_batch("a.csv", "1", "survey", survey="調査")
        for number, answers in enumerate(said):
            firm = writer.upsert_supplier(SupplierRow(f"架空{number}工業"))
            writer.add_response(firm.id, "", None, answers, Provenance("a.csv", "", number + 2))
        writer.finish_batch({})
    found = [one.answers for one in db.survey_responses("調査")]
    wanted = [[{key: value for key, value in one.items() if key != "cell"} for one in row] for row in said]
    assert [list(row) for row in found] == wanted
    assert all(one is other for row, same in zip(found[:4], found[4:], strict=True)
               for one, other in zip(row, same, strict=True))  # fmt: skip


def answer(key: str, text: str, cell: str) -> dict[str, object]:
    return {"cell": cell, "question": key, "label": key, "type": "text", "values": [text], "text": text}
