"""What the pages of survey staff show, by hand-made reports and figures."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import questionnaire_text, results_tables, review_tables, survey_tables, upload_tables
from dashboard.survey_markup import Html, bar, facts, notes, table
from dashboard.upload_tables import Gist
from dashboard.wording import surveys
from ingest.surveys.questionnaires import parse, to_toml
from ingest.uploads import Upload
from matching.corporate import TargetRow
from matching.corporate.feedback import Quality
from matching.corporate.firm_views import Contact
from matching.errors import InputError

NASTY = "<script>alert(1)</script>"


def option(
    label: str, count: int | None, percent: float | None, before: float | None, **more: Any
) -> dict[str, Any]:
    difference = None if percent is None or before is None else round(percent - before, 1)
    return {
        "label": label,
        "count": count,
        "percent": percent,
        "previous_percent": before,
        "difference": difference,
        **more,
    }


def asked(**more: Any) -> dict[str, Any]:
    options = [option("増加", 6, 60.0, 50.0), option("減少", None, None, 25.0, hidden=True)]
    told = {"id": "q", "label": "受注量", "type": "single", "base": 10, "no_answer": 2, "statistics": None}
    return told | {"options": options, "di": 12.5, "previous": {"di": 2.0, "di_difference": 10.5}} | more


def test_a_figure_says_what_is_hidden_and_what_there_is_not() -> None:
    assert survey_tables.shown(None) == "－"
    assert survey_tables.shown(None, hidden=True) == "x"
    assert survey_tables.shown(1234) == "1,234"
    assert survey_tables.shown(45.04, percent=True) == "45.0%"
    assert survey_tables.shown(5.5, signed=True) == "＋5.5"
    assert survey_tables.shown(-5.5, signed=True) == "−5.5"


def test_a_question_shows_counts_shares_bars_and_last_years_figures() -> None:
    told = survey_tables.question(asked(), compared=True)
    assert "回答企業 10社（無回答 2社）" in told
    assert ">60.0%<" in told
    assert ">＋10.0<" in told
    assert 'style="width:60.0%"' in told
    assert "DI ＋12.5（前回 ＋2.0、増減 ＋10.5）" in told


def test_a_hidden_choice_is_an_x_without_a_bar_of_this_year() -> None:
    told = survey_tables.question(asked(), compared=False)
    row = told[told.index("減少") :]
    assert row.count(">x<") == 2
    assert "width" not in row


def test_without_a_year_before_no_column_speaks_of_it() -> None:
    assert "前回</th>" not in survey_tables.question(asked(), compared=False)
    assert "前回</th>" in survey_tables.question(asked(), compared=True)


def test_numbers_have_their_mean_and_quartiles() -> None:
    statistics = {"n": 5, "mean": 12.34, "median": 10.0, "q1": None, "q3": 20.0}
    told = survey_tables.question(
        asked(type="number", options=[], di=None, statistics=statistics), compared=False
    )
    assert ">12.3<" in told
    assert told.count(">－<") == 1


def test_a_cross_table_names_its_groups_and_what_its_test_came_to() -> None:
    row = {"label": "金属", "base": 4, "no_answer": 0, "counts": [3, None], "percents": [75.0, None]}
    test = {"method": "fisher", "statistic": None, "degrees": None, "p_value": 0.012, "cramers_v": 0.4}
    cross = {
        "question": "q", "factor": "industry", "columns": ["増加", "減少"], "rows": [row], "test": test,
    }  # fmt: skip
    told = survey_tables.crosses({"questions": [asked()], "crosses": [cross]}, "q", {"industry": "業種"})
    assert "受注量（業種別）" in told
    assert "75.0%（3社）" in told
    assert ">x<" in told
    assert "区分による違いがあります（フィッシャーの正確検定、p=0.012、関連の強さ V=0.40）" in told
    assert survey_tables.crosses({"questions": [asked()]}, "q", {}) == ""


def test_examples_of_free_answers_stand_only_where_they_were_given() -> None:
    themes = [{"label": "人材", "count": 5, "terms": [["採用", 3]], "examples": ["人が採れない。"]}]
    assert "採用（3）" in survey_tables.themes(themes)
    bare = [one | {"terms": [], "examples": []} for one in themes]
    assert "例（" not in survey_tables.themes(bare)


@pytest.mark.parametrize(
    ("titles", "newest"),
    [
        (["調査2025", "調査2024"], "調査2025"),
        (["令和元年度調査", "2018年調査"], "令和元年度調査"),
        (["調査2024", "Ｒ７ 調査"], "Ｒ７ 調査"),
        (["調査2025（1回目）", "調査2025（2回目）", "20251 件調査"], "調査2025（2回目）"),
        (["受注企業調査", "発注企業調査"], "発注企業調査"),
    ],
)
def test_a_page_opens_with_the_survey_of_the_latest_year_else_the_last_read(
    titles: list[str], newest: str
) -> None:
    assert survey_tables.newest(titles) == newest


def test_the_same_firms_are_compared_only_where_there_are_two_years() -> None:
    assert not survey_tables.cut("", ["industry"], panel=True).panel
    assert survey_tables.cut("調査2024", ["industry"], panel=True).panel


def test_only_staff_cut_tables_by_questions() -> None:
    told = {"questions": [asked(), asked(id="n", type="number")]}
    assert survey_tables.groupings({"industry": "業種"}, told, exact=False) == {"industry": "業種"}
    assert survey_tables.groupings({"industry": "業種"}, told, exact=True) == {
        "industry": "業種",
        "q": "受注量",
    }


def firm(name: str = "架空旋盤", number: int | None = 1) -> dict[str, Any]:
    return {
        "id": number,
        "source_id": "A-1",
        "name": name,
        "prefecture": "茨城県",
        "city": "日立市",
        "row": 4,
    }


def test_the_reminders_list_says_whom_to_call_and_never_becomes_a_formula() -> None:
    firms = [firm("=1+1"), firm("不明", None)]
    rows = survey_tables.missing_rows(firms, {1: ("架空太郎", "029-000-0000")})
    assert rows[0] == ("=1+1", "A-1", "茨城県日立市", "架空太郎", "029-000-0000")
    assert rows[1][3:] == ("－", "－")
    assert '<a href="tel:0290000000">029-000-0000</a>' in survey_tables.missing(rows)
    file = survey_tables.missing_workbook("調査2025", rows)
    page = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert file.name == "調査2025_未回答.xlsx"
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")


# --- markup -------------------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_no_word_becomes_html(word: str) -> None:
    told = table(word, [word], [[word, word]], (1,)) + facts([(word, word)]) + notes([word])
    bare = table("", [""], [["", ""]], (1,)) + facts([("", "")]) + notes([""])
    assert told.count("<") == bare.count("<")


@given(st.floats(allow_nan=False, allow_infinity=False) | st.none(), st.floats(0, 1000) | st.none())
def test_a_bar_never_leaves_its_frame(now: float | None, before: float | None) -> None:
    told = bar(now, before)
    assert isinstance(told, Html)
    assert told.count("width:") == (now is not None) + (before is not None)
    assert all(0 <= float(part.split("%")[0]) <= 100 for part in told.split("width:")[1:])


# --- 取込 ---------------------------------------------------------------------------------------------------


def issue(**more: Any) -> dict[str, Any]:
    told = {"severity": "warning", "code": "assumed-unit", "message": "金額に単位がない。", "sheet": "名簿"}
    return told | {"row": 5, "line": None, "column": "資本金", "value": "300"} | more


def report(**more: Any) -> dict[str, Any]:
    sheet = {
        "name": "名簿", "kind": "suppliers", "header_rows": [1, 2], "unmapped": ["謎"],
        "columns": {"会社": "company_name", "採算": "question:profitability"},
    }  # fmt: skip
    rows = {"read": 3, "accepted": 1, "updated": 1, "unchanged": 0, "rejected": 1}
    companies = dict.fromkeys(("distinct", "new", "merged", "to_review", "linked", "named"), 0) | {"new": 2}
    told = {"kind": "suppliers", "sheets": [sheet], "rows": rows, "companies": companies, "drafts": 0}
    return told | {"issues": [issue()], "changes": [], "changes_total": 0} | more


def test_what_taking_in_comes_to_is_counted_in_words() -> None:
    told = dict(upload_tables.counts(report(drafts=4)))
    assert told["読んだ行"] == "3"
    assert told["除く行"] == "1"
    assert told["新しい企業"] == "2"
    assert told["下書きの案件"] == "4"
    assert "登録済みの企業" not in told  # there are none


def test_files_are_taken_in_together_firms_first_and_last_years_survey_before_this_years() -> None:
    handed_in = {
        "this": Gist("survey", 9, 0, 0, "受注企業実態調査 令和8年度"),
        "orders": Gist("orders", 9, 0, 0),
        "firms": Gist("suppliers", 9, 0, 0),
        "buyers": Gist("buyers", 9, 0, 0),
        "last": Gist("survey", 9, 0, 0, "受注企業実態調査2025"),
    }
    uploads = [
        Upload(key, f"{key}.csv", 1, "", "u1", datetime(2026, 11, 22, hour, tzinfo=UTC))
        for hour, key in enumerate(handed_in)
    ]
    found = upload_tables.in_turn(reversed(uploads), handed_in)
    assert [one.id for one in found] == ["firms", "buyers", "orders", "last", "this"]


def test_a_large_file_that_is_still_being_taken_in_is_not_told_as_done() -> None:
    assert surveys.committed(2) == "2個のファイルを取り込みました。"
    told = surveys.committed(2, ["大きな名簿.csv"])
    assert told.startswith(
        "2個のファイルを取り込みました。「大きな名簿.csv」は大きいため、いま取り込んでいます。"
    )
    assert surveys.committed(0, ["大きな名簿.csv"]).startswith("「大きな名簿.csv」は大きいため")


def test_headings_that_were_not_placed_come_first() -> None:
    fields = {"name": "企業名", "profitability": "収益性"}
    assert upload_tables.headings(report(), fields) == [
        ("謎", "（備考に残す）"),
        ("会社", "企業名"),
        ("採算", "収益性"),
    ]


def test_only_what_was_chosen_otherwise_is_corrected() -> None:
    assert upload_tables.corrected({"謎": "processes", "会社": None, "採算": ""}) == {
        "謎": "processes",
        "採算": "",
    }


def test_changes_of_stored_firms_are_shown_before_and_after() -> None:
    change = {
        "sheet": "名簿",
        "row": 5,
        "name": "架空旋盤",
        "field": "phone",
        "label": "TEL",
        "before": "",
        "after": "1",
    }
    shown, more = upload_tables.changes(report(changes=[change] * 31, changes_total=40))
    assert shown.count("架空旋盤") == 30
    assert more == "ほかに10件あります。"
    assert upload_tables.changes(report()) == ("", "")


def test_issues_say_where_they_are_and_are_counted_by_kind() -> None:
    assert upload_tables.place(issue()) == "名簿 5行 「資本金」"
    assert upload_tables.place(issue(row=None, line=7, sheet="", column="")) == "7行"
    assert upload_tables.codes(report(issues=[issue(), issue()]), "warning") == {
        "assumed-unit": "金額に単位がない(万円とみる)：2件"
    }
    assert upload_tables.codes(report(), "error") == {}
    assert list(upload_tables.issue_names([issue(row=None), issue()], 25)) == [1]
    assert upload_tables.issue_names([issue()], 25)[0].startswith("26. 名簿 5行")


def test_the_faulty_cell_is_framed_in_its_row() -> None:
    rows = [{"row": 4, "cells": ["甲", "300"]}, {"row": 5, "cells": ["乙", NASTY]}]
    told = upload_tables.around(rows, 5, 1)
    assert told.count("faulty") == 1
    assert f"<td class=faulty>{'&lt;script&gt;'}" in told
    assert NASTY not in told


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_a_spreadsheet_does(column: int, name: str) -> None:
    assert upload_tables.letter(column) == name


# --- 調査票の定義 -------------------------------------------------------------------------------------------

TOML = """title = "調査2025"
[[questions]]
id = "q1"
label = "受注"
type = "single"
choices = [{ label = "増加", code = "1", former = ["増えた"], direction = 1 }, { label = "減少", direction = -1 }]
[[questions]]
id = "q2"
label = "意見"
type = "text"
"""


def edited(stored: str, place: int, **said: str) -> str:
    """A definition after a person wrote something else into the boxes of one question."""
    told = questionnaire_text.read(stored)
    questions = [one | (said if at == place else {}) for at, one in enumerate(told["questions"])]
    return questionnaire_text.as_toml(told, questions)


def test_choices_are_edited_as_lines_and_read_back() -> None:
    assert questionnaire_text.read(TOML)["questions"][0]["lines"] == "＋ 増加＝増えた\n－ 減少"
    read = parse(edited(TOML, 1, label="ご意見"), "試験")
    assert [(c.label, c.code, c.former, c.direction) for c in read.questions[0].choices] == [
        ("増加", "1", ("増えた",), 1),
        ("減少", "", (), -1),
    ]
    assert [(one.label, one.type) for one in read.questions] == [("受注", "single"), ("ご意見", "text")]


def test_what_a_form_does_not_show_of_a_definition_stays_when_it_is_saved() -> None:
    text = """id = "own"
title = "支援調査"
titles = ["支援調査", "支援の調査"]
codes = true
[[questions]]
id = "q1"
label = "支援"
type = "multiple"
base = "all"
wording = "どの支援を使いましたか"
wordings = { "2024" = "使った支援", "2025 年度" = "支援の利用" }
headings = ["利用した支援", "支援策"]
choices = [{ label = "融資", code = "11", former = ["貸付"] }, { label = "補助金", code = "20" }]
[[questions]]
id = "q2"
label = "業況"
scale = "conditions"
"""
    stored = parse(text, "試験")
    whole = to_toml(stored)
    assert parse(edited(whole, 1), "試験") == stored
    mended = parse(edited(whole, 0, lines="融資制度＝貸付\n補助金\n専門家派遣"), "試験")
    assert (mended.codes, mended.titles) == (True, ("支援調査", "支援の調査"))
    assert mended.questions[0].wordings == {"2024": "使った支援", "2025 年度": "支援の利用"}
    assert [(c.label, c.code) for c in mended.questions[0].choices] == [
        ("融資制度", "11"),
        ("補助金", "20"),
        ("専門家派遣", "1"),
    ]
    turned = parse(edited(whole, 0, lines="相談\n補助金\n融資＝貸付、借入"), "試験")
    assert [c.code for c in turned.questions[0].choices] == ["1", "20", "11"]


@pytest.mark.parametrize(
    ("label", "former", "line"),
    [
        ("－10%以上減少", [], "－10%以上減少"),
        ("+5%以上", [], "+5%以上"),
        ("10=以上", [], "「10=以上」"),
        ("増加", ["増えた、伸びた", "伸びた"], "増加＝「増えた、伸びた」、伸びた"),
        ("-", [], "「-」"),
        ("－ 減少", [], "「－ 減少」"),
        ("「はい」と答えた", ["「はい」"], "「「はい」」と答えた」＝「「はい」」」"),
        ("a」」b", ["1,000円"], "a」」b＝「1,000円」"),
    ],
)
@pytest.mark.parametrize("direction", [-1, 0, 1])
def test_choices_with_signs_of_ours_in_their_words_stay_as_they_are(
    label: str, former: list[str], line: str, direction: int
) -> None:
    told = {"label": label, "former": former, "direction": direction}
    assert questionnaire_text.lines([told]) == {1: "＋ ", 0: "", -1: "－ "}[direction] + line
    assert questionnaire_text.choices(questionnaire_text.lines([told]), "受注") == [told | {"code": "1"}]


def test_lines_may_be_typed_with_half_width_signs() -> None:
    assert questionnaire_text.choices("+ 増加=増えた,伸びた\n\n-　減少\n不変", "受注") == [
        {"label": "増加", "code": "1", "former": ["増えた", "伸びた"], "direction": 1},
        {"label": "減少", "code": "2", "former": [], "direction": -1},
        {"label": "不変", "code": "3", "former": [], "direction": 0},
    ]


@pytest.mark.parametrize("line", ["＋＝増えた", "＋ ＝増えた", "＝増えた", "-", "増加＝"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(InputError, match=f"設問「受注」の選択肢「{re.escape(line)}」"):
        questionnaire_text.choices(line, "受注")


# --- 重複の確認 ---------------------------------------------------------------------------------------------


def test_two_firms_stand_side_by_side_and_what_differs_is_marked() -> None:
    one = {"name": "㈱架空", "number": "A-1", "place": "日立市", "phone": "", "source": "a.csv"}
    other = one | {"name": "架空", "source": "b.csv"}
    told = review_tables.firm(one, other)
    assert told.count("class=other") == 1
    assert "<dd class=other>㈱架空</dd>" in told


def test_a_registers_word_is_shown_with_the_names_of_its_fields() -> None:
    told = review_tables.register('{"name": "新名称<b>", "city": ""}')
    assert "<dt>企業名</dt><dd class=other>新名称&lt;b&gt;</dd>" in told
    assert "市区町村" not in told


def test_links_are_counted_by_reading() -> None:
    found = [{"batch": 7, "linked": True}, {"batch": 7, "linked": True}, {"batch": 3, "linked": False}]
    assert review_tables.links(found) == {7: 2}


# --- 実績, 活動, 品質 ---------------------------------------------------------------------------------------


def kinds(visits: int, goal: int | None = None) -> list[dict[str, Any]]:
    none = {
        "goal": None,
        "rate": None,
        "amount_yen": None,
        "without_amount": 0,
        "goal_yen": None,
        "amount_rate": None,
    }
    visit = none | {
        "kind": "訪問",
        "count": visits,
        "goal": goal,
        "rate": 100 * visits / goal if goal else None,
    }
    deal = none | {"kind": "成約", "count": 1, "amount_yen": 0, "without_amount": 1}
    return [visit, none | {"kind": "紹介", "count": 0}, deal]


def test_figures_stand_beside_their_targets() -> None:
    told = results_tables.total(kinds(3, 12))
    assert ">25.0%<" in told
    assert "0円（金額のない成約 1件）" in told
    groups = results_tables.groups("月別", "月", [("4月", kinds(2)), ("5月", kinds(4)), ("6月", kinds(0))])
    assert 'width:50.0%"' in groups  # 2 of the largest, 4
    assert groups.count("width:100.0%") == 1 + 3  # the largest month; one contract in each


def test_a_target_is_set_replaced_and_taken_out() -> None:
    goal = results_tables.target(2026, "訪問", "", "", 60, None)
    mine = results_tables.target(2026, "訪問", "coordinator", " 架空 ", 20, None)
    both = results_tables.with_target([goal], mine)
    assert both == [TargetRow(2026, "訪問", goal=60), TargetRow(2026, "訪問", "架空", goal=20)]
    less = results_tables.target(2026, "訪問", "coordinator", "架空", None, None)
    assert results_tables.with_target(both, less) == [goal]
    with pytest.raises(InputError, match="名前"):
        results_tables.target(2026, "訪問", "industry", " ", 1, None)


def test_visits_say_why_and_whom_to_call() -> None:
    visit = {
        "rank": 1, "company": firm(), "last_visit": None,
        "reasons": [{"key": "volume_down", "text": "受注量が「減少」", "points": 3}],
    }  # fmt: skip
    rows = results_tables.visit_rows([visit], {1: Contact("架空太郎", "029-000-0000")})
    shown = results_tables.visits(rows)
    assert '<a href="tel:0290000000">029-000-0000</a>' in shown
    page = openpyxl.load_workbook(
        io.BytesIO(results_tables.visits_workbook("調査", rows).content)
    ).worksheets[0]
    said = ["架空旋盤", "茨城県日立市", "架空太郎 029-000-0000", "受注量が「減少」（3点）", "記録なし"]
    assert [cell.value for cell in page[2]][1:] == said


def test_quality_says_that_few_judgements_are_no_proof() -> None:
    found = Quality(
        first=date(2026, 4, 1), last=date(2026, 9, 30), judged=4, suitable=3, rankings=2,
        precision={"1": 1.0, "3": 0.5, "5": None}, reasons_against={"lot": 1}, shortlisted={"1": 2, "11+": 1},
        introduced_by_rank={"2": 1}, won_by_rank={}, introduced=1, introduced_from_first_ten=1.0,
        won=0, won_from_first_ten=None,
    )  # fmt: skip
    told = results_tables.precision(found)
    assert ">50.0%<" in told
    assert "目安" in told
    ranks = results_tables.by_rank(found)
    assert ranks.index("1位") < ranks.index("2位") < ranks.index("11位以下")
    assert "数量が合わない" in results_tables.against(found)


def test_a_column_that_holds_whole_addresses_is_not_called_by_the_forms_last_part_of_one() -> None:
    assert upload_tables.field_label("address", {"address": "番地"}) == "所在地"
