import csv
import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.answers import ProfileUpdate, SurveyRow, updated_texts
from ingest.cells import SheetCells
from ingest.checks import Checked, check_row
from ingest.choices import code_list, select
from ingest.codebooks import codebook
from ingest.columns import Layout, layout_doubts, read_layout
from ingest.details import DetailSheets
from ingest.legends import Option, is_legend_row, legend
from ingest.report import ISSUE_CODES, Issue
from ingest.sheets import Row, Sheet
from ingest.vocabulary import bare_heading
from ingest.workbook import open_workbook
from matching.corporate import BuyerRow, SupplierRow
from matching.settings import DATA

CHALLENGES = (
    "受注量の確保",
    "受注単価",
    "人材の確保・育成",
    "原材料・燃料の高騰",
    "設備老朽",
    "技術",
    "資金",
    "後継者",
    "その他",
)
OPTIONS = tuple(Option(label, str(code)) for code, label in enumerate(CHALLENGES, 1))
ONE_AND_THREE = (CHALLENGES[0], CHALLENGES[2])

# 1 and 3, as people write it.
FORTY_WAYS = (
    "1,3", "1、3", "1，3", "１，３", "1･3", "1・3", "1 3", "1　3", "1\n3", "1/3", "1／3", "1;3", "1；3", "1:3;", "1|3", "1+3", "1＋3",
    "1&3", "1＆3", "1と3", "1 と 3", "1及び3", "1 and 3", "①③", "①、③", "①と③", "❶❸", "⑴⑶", "(1)(3)", "（1）（3）", "[1][3]",
    "「1」「3」", "1)3)", "1. 3.", "1.3", "1番と3番", "1番、3番", "No.1 No.3", "#1 #3", "第1・第3", "01,03", "1,3,", ",1,3", "1○ 3○",
    "○1 ○3", "1、3に○", "3,1", "1,3,1", "1>3", "3→1", "Ⅰ・Ⅲ", "一、三", "'1,3", "1.受注量の確保 3.人材の確保・育成",
    "1:受注量の確保、3:人材の確保・育成", "①受注量の確保③人材の確保･育成", "受注量の確保、人材の確保・育成", "受注量の確保・人材の確保・育成",
    "受注量の確保\n人材の確保・育成", "受注量の確保,人材の確保･育成", "1と人材の確保・育成", "1番：受注量の確保　3番：人材の確保・育成",
)  # fmt: skip


@pytest.mark.parametrize("text", FORTY_WAYS)
def test_several_answers_in_one_cell_are_read_in_any_spelling(text: str) -> None:
    found = select(text, OPTIONS)
    assert (found.labels, found.doubts) == (ONE_AND_THREE, ())


@pytest.mark.parametrize(
    ("text", "day", "codes", "doubt"),
    [
        ("1-3", None, "", "ambiguous-answer"),
        ("1～3", None, "", "ambiguous-answer"),
        ("1-3,5", None, "5", "ambiguous-answer"),
        ("1-2", None, "12", ""),  # a list and a range say the same
        ("1-3-5", None, "135", ""),
        ("1月3日", date(2026, 1, 3), "13", "answer-from-date"),
        ("2026-01-03", date(2026, 1, 3), "13", "answer-from-date"),
        ("2026/1/3", None, "13", "answer-from-date"),
        ("3-Jan", None, "13", "answer-from-date"),
        ("46025", None, "13", "answer-from-date"),  # the serial number of 2026-01-03
        ("2001/3/5", date(2001, 3, 5), "135", "answer-from-date"),  # 1/3/5
        ("1:03", None, "13", "answer-from-date"),
        ("2013/1/1", date(2013, 1, 1), "", "ambiguous-answer"),  # 1-13: there is no choice 13
        ("2月2日", date(2026, 2, 2), "", "ambiguous-answer"),
        ("135", None, "135", "run-together-answer"),
        ("10", None, "", "unknown-choice"),
        ("1,12", None, "112"[:1] + "2", "run-together-answer"),
        ("大幅な受注量の確保", None, "", "unknown-choice"),
        ("2.受注量の確保", None, "1", "conflicting-answer"),
        ("なんとなく", None, "", "unknown-choice"),
    ],
)
def test_what_can_be_read_in_two_ways_or_was_turned_into_a_date_is_said(
    text: str, day: date | None, codes: str, doubt: str
) -> None:
    found = select(text, OPTIONS, day)
    assert found.labels == tuple(CHALLENGES[int(code) - 1] for code in codes)
    assert [code for code, _ in found.doubts] == ([doubt] if doubt else [])
    assert {code for code, _ in found.doubts} <= set(ISSUE_CODES)


@pytest.mark.parametrize(
    "text", ["その他（海外展開）", "9(海外展開)", "9:海外展開", "その他：海外展開", "9 その他(海外展開)"]
)
def test_free_words_behind_other_are_kept(text: str) -> None:
    found = select(text, OPTIONS)
    assert (found.labels, found.other, found.doubts) == (("その他",), "海外展開", ())


def test_a_label_within_another_is_not_taken_for_it() -> None:
    scale = tuple(Option(label) for label in ("増加", "やや増加", "不変", "やや減少", "減少"))
    assert [select(text, scale).labels for text in ("やや増加", "増加", "やや 減少", "大幅減少")] == [
        ("やや増加",), ("増加",), ("やや減少",), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("収益性(1.良くなった 2.変わらない 3.悪くなった)", ("良くなった", "変わらない", "悪くなった")),
        ("受注量（1:増加,2:不変,3:減少）", ("増加", "不変", "減少")),
        ("①増加②不変③減少", ("増加", "不変", "減少")),
        ("3か月先の見通し(1増加2不変3減少)", ("増加", "不変", "減少")),
        ("0:なし 1:あり", ("なし", "あり")),
        ("受注余力（有・無）", ("有", "無")),
        ("年商(百万円)", ()),
        ("課題(複数回答)", ()),
        ("2025年1月の受注量", ()),
    ],
)
def test_a_heading_may_list_the_choices(text: str, labels: tuple[str, ...]) -> None:
    assert tuple(option.label for option in legend(text)) == labels


def test_a_row_of_legends_is_told_from_answers() -> None:
    assert is_legend_row(("", "1:増加 2:不変 3:減少", "①有 ②無"))
    assert not is_legend_row(("架空精機", "1", "2"))
    assert not is_legend_row(("1.架空 2.架空", "1,3"))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True),
    st.sampled_from([",", "、", "・", "\n", " ", "/", "と"]),
)
def test_any_list_of_numbers_reads_back(codes: list[int], separator: str) -> None:
    found = select(separator.join(map(str, codes)), OPTIONS)
    assert found.labels == tuple(CHALLENGES[code - 1] for code in sorted(codes))


@given(st.text(max_size=60))
def test_any_answer_gives_known_labels_or_doubts(text: str) -> None:
    found = select(text, OPTIONS)
    assert set(found.labels) <= set(CHALLENGES)
    assert {code for code, _ in found.doubts} <= set(ISSUE_CODES)
    legend(text), code_list(text), select(text, ())


# --- whole sheets -----------------------------------------------------------------------------------------


def sheet(rows: Sequence[Sequence[str]], name: str = "回答") -> Sheet:
    return Sheet(name, lambda: iter([Row(number, None, tuple(row)) for number, row in enumerate(rows, 1)]))


def read(
    rows: Sequence[Sequence[str]], sheets: Sequence[Sheet] = ()
) -> tuple[Layout, list[Checked], list[Issue]]:
    one = sheet(rows)
    layout = read_layout(one, codebook=codebook(sheets))
    assert layout is not None
    assert layout.kind == "survey"
    cells = SheetCells(one, layout)
    checked = [check_row(cells, row, "a.csv", DetailSheets()) for row in cells.data_rows()]
    issues = [issue for row in checked for issue in row.issues]
    issues += [
        Issue("warning", code, text, column=label)
        for code, text, label in layout_doubts(layout, cells.labels)
    ]
    return layout, checked, issues


def answers(checked: Checked) -> dict[str, tuple[str, ...]]:
    assert isinstance(checked.record, SurveyRow)
    return {answer.question: answer.values for answer in checked.record.answers}


ASKED = "問3 経営上の課題（複数回答）1.受注 2.単価 3.人材 4.その他"
SHEET = (
    ("受注企業実態調査（令和7年10月1日現在）",),
    ("No.", "企業名", "所在地", "問1 従業員数（人）", "問2 受注量（1.増加 2.不変 3.減少）", ASKED, "問4 受注余力", "問5 導入設備", "ご意見"),
    ("1", "㈱架空精機", "茨城県日立市架空1", "３０名", "1", "1,3", "無", "5軸MC 1台", "特になし"),
    ("2", "架空工業", "水戸市架空2", "10～19", "減少", "その他（輸出）", "あり", "なし", ""),
    ("3", "", "つくば市", "5", "1", "", "", "", ""),
    ("合計", "", "", "35", "", "", "", "", ""),
)  # fmt: skip


def test_a_row_of_a_survey_is_a_firm_and_its_answers() -> None:
    layout, checked, issues = read(SHEET)
    first, second, nameless = checked
    assert isinstance(first.record, SurveyRow)
    assert isinstance(first.record.firm, SupplierRow)
    firm = first.record.firm
    assert (firm.name, firm.prefecture, firm.city, firm.employees, firm.source_id) == (
        "㈱架空精機",
        "茨城県",
        "日立市",
        30,
        "",
    )
    assert (first.record.number, first.record.answered_on) == ("1", date(2025, 10, 1))
    assert answers(first) == {
        "従業員数": ("30",),
        "order_volume": ("増加",),
        "challenges": ("受注", "人材"),
        "spare_capacity": ("無",),
        "new_equipment": ("5軸MC 1台",),
        "opinion": ("特になし",),
    }
    assert answers(second)["challenges"] == ("その他",)
    assert nameless.record is None
    assert [(issue.severity, issue.code, issue.row, issue.column) for issue in issues] == [
        ("warning", "unreadable-number", 4, "問1 従業員数（人）"),
        ("error", "missing-company-name", 5, "企業名"),
    ]
    types = {question.key: question.type for question in layout.questions}
    assert (types["order_volume"], types["challenges"], types["opinion"]) == ("single", "multiple", "text")


def test_spare_capacity_and_new_equipment_change_the_profile_with_their_date() -> None:
    _, (first, second, _), _ = read(SHEET)
    assert isinstance(first.record, SurveyRow)
    assert isinstance(second.record, SurveyRow)
    found = [(one.field, one.mode, one.text, one.on) for one in first.record.updates]
    assert found == [
        ("terms", "line", "無", date(2025, 10, 1)),
        ("equipment", "add", "5軸MC 1台", date(2025, 10, 1)),
    ]
    (machine,) = first.record.updates[1].machines
    assert (machine.name, machine.count) == ("5軸MC", 1)
    assert [(wish.kind, wish.start) for wish in first.statuses] == [("受注余力なし", date(2025, 10, 1))]
    assert [one.text for one in second.record.updates] == ["有"]
    assert (second.statuses, second.ends) == ((), ("受注余力なし",))


def test_an_update_changes_its_line_and_adds_what_is_new() -> None:
    stored = {"terms": "希望地域: 関東\n受注余力: 有", "equipment": "NC旋盤 3台、MC", "notes": "x"}
    updates = [
        ProfileUpdate("terms", "受注余力", "無", "line"),
        ProfileUpdate("terms", "操業度", "80%", "line"),
        ProfileUpdate("equipment", "導入設備", "MC、5軸MC 1台", "add"),
    ]
    after = updated_texts(stored, updates)
    assert after == {
        "terms": "希望地域: 関東\n受注余力: 無\n操業度: 80%",
        "equipment": "NC旋盤 3台、MC\n5軸MC 1台",
    }
    # A line that says the same again has a later day now; what is there already is not added again.
    assert updated_texts(stored | after, updates) == {"terms": after["terms"]}


def test_each_choice_may_have_a_column_of_its_own() -> None:
    rows = (
        ("受注企業実態調査", *[""] * 8),
        ("企業名", "問1 受注量", "", "", "問2 課題（複数回答）", "", "", "", "ご意見"),
        ("", "増加", "不変", "減少", "①受注", "②人材", "③資金", "④その他", ""),
        ("架空一", "○", "", "", "1", "", "1", "", ""),
        ("架空二", "", "レ", "", "", "✓", "", "輸出", "なし"),
        ("架空三", "○", "○", "", "0", "0", "0", "", ""),
        ("架空四", "", "", "△", "", "", "", "", ""),
    )
    layout, checked, issues = read(rows)
    assert layout.header_rows == (2, 3)
    assert [answers(one) for one in checked[:3]] == [
        {"order_volume": ("増加",), "challenges": ("受注", "資金")},
        {"order_volume": ("不変",), "challenges": ("人材", "その他"), "opinion": ("なし",)},
        {"order_volume": ("増加", "不変")},
    ]
    assert [(issue.code, issue.row) for issue in issues] == [("several-choices", 6), ("unknown-choice", 7)]


def test_columns_of_the_parts_of_a_table_are_questions_of_their_own() -> None:
    rows = (
        ("実態調査", "", "", ""),
        ("企業名", "問3 見通し", "", "問4 設備投資"),
        ("", "受注量", "単価", ""),
        ("架空一", "増加", "不変", "実施した"),
    )
    layout, checked, _ = read(rows)
    assert [question.label for question in layout.questions] == ["見通し 受注量", "見通し 単価", "設備投資"]
    assert list(answers(checked[0]).values()) == [("増加",), ("不変",), ("実施した",)]


def test_a_sheet_of_codes_explains_the_numbers() -> None:
    codes = sheet(
        [
            ("設問番号", "設問", "コード", "選択肢"),
            ("Q1", "受注量", "1", "増加"),
            ("", "", "2", "不変"),
            ("Q2", "課題", "1", "受注"),
            ("", "", "2", "人材"),
        ],
        "コード表",
    )
    rows = (
        ("企業名", "Q1", "Q2_1", "Q2_2", "Q3"),
        ("架空一", "1", "1", "0", "2"),
        ("架空二", "3", "1", "1", "2"),
        ("架空三", "2", "0", "1", "1"),
    )
    _, checked, issues = read(rows, [codes])
    assert answers(checked[0]) == {"q1": ("増加",), "q2": ("受注",), "q3": ("2",)}
    assert answers(checked[1])["q2"] == ("受注", "人材")
    assert [(issue.code, issue.column, issue.value) for issue in issues] == [
        ("unknown-choice", "Q1", "3"), ("unlabelled-codes", "Q3", ""),
    ]  # fmt: skip


def test_a_row_below_the_headings_may_list_the_choices() -> None:
    rows = (
        ("アンケート", "", ""),
        ("企業名", "問1 業況", "問2 手形"),
        ("", "1:良い 2:普通 3:悪い", "1:有 2:無"),
        ("架空", "3", "1"),
    )
    _, checked, issues = read(rows)
    assert [answers(one) for one in checked] == [{"business_conditions": ("悪い",), "bills": ("有",)}]
    assert issues == []


def test_an_answer_keeps_its_words_and_its_cell() -> None:
    _, checked, _ = read(SHEET)
    assert isinstance(checked[0].record, SurveyRow)
    found = {answer.question: answer for answer in checked[0].record.answers}
    assert (found["challenges"].text, found["challenges"].cell) == ("1,3", "F3")
    assert (found["従業員数"].text, found["従業員数"].cell) == ("３０名", "D3")


def test_a_profile_answered_by_number_gets_the_words_and_a_remark_stays_an_answer() -> None:
    rows = (
        ("実態調査", "", "", ""),
        ("企業名", "Q1 業種（1.金属製品 2.一般機械）", "Q2 支払条件（1.現金 2.手形）", "備考"),
        ("架空", "2", "1・2", "急がない"),
        ("架空二", "3", "", ""),
    )
    _, (first, second), issues = read(rows)
    assert isinstance(first.record, SurveyRow)
    assert isinstance(first.record.firm, SupplierRow)
    assert dict(first.record.firm.texts) == {"industry": "一般機械"}
    assert dict(first.record.firm.other) == {"payment_terms": "現金、手形"}
    assert first.record.firm.remarks == ()
    assert answers(first) == {"業種": ("一般機械",), "支払条件": ("現金", "手形"), "備考": ("急がない",)}
    assert isinstance(second.record, SurveyRow)
    assert dict(second.record.firm.texts) == {}  # type: ignore[union-attr]
    assert [(issue.code, issue.row, issue.value) for issue in issues] == [("unknown-choice", 4, "3")]


def test_a_survey_of_buyers_is_about_buyers() -> None:
    rows = (
        ("発注企業実態調査",),
        ("企業名", "業種", "問1 生産高", "問2 外注計画"),
        ("架空電機", "電気機器", "増加", "有"),
    )
    _, (row,), _ = read(rows)
    assert isinstance(row.record, SurveyRow)
    assert row.record.role == "buyer"
    assert isinstance(row.record.firm, BuyerRow)
    assert row.record.firm.other == {"industry": "電気機器"}


def test_private_columns_of_a_survey_do_not_become_answers() -> None:
    rows = (
        ("実態調査",),
        ("企業名", "回答者", "担当者の連絡先電話", "問1 受注量", "問2 資金繰り"),
        ("架空", "架空太郎", "029", "増加", "好転"),
    )
    _, (row,), _ = read(rows)
    assert isinstance(row.record, SurveyRow)
    assert set(answers(row)) == {"order_volume", "cash_flow"}
    assert "架空太郎" in row.record.firm.contact


def test_the_order_of_rows_does_not_change_an_answer() -> None:
    head, body = SHEET[:2], list(SHEET[2:4])
    extra = [("9", f"架空{n}", "水戸市", str(n), str(n % 3 + 1), "2", "有", "", "") for n in range(20)]
    body += extra
    expected = {row.record.firm.name: answers(row) for row in read([*head, *body])[1]}  # type: ignore[union-attr]
    random.Random(5).shuffle(body)
    assert {row.record.firm.name: answers(row) for row in read([*head, *body])[1]} == expected  # type: ignore[union-attr]


def test_the_usual_questions_are_told_apart(write: Callable[..., Path]) -> None:
    with (DATA / "reference" / "questions.tsv").open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream, delimiter="\t"))
    forms = [
        (bare_heading(form), record["id"]) for record in records for form in record["headings"].split("|")
    ]
    assert len({form for form, _ in forms}) == len(forms)
    assert len({record["id"] for record in records}) == len(records)
    assert {record["type"] for record in records} <= {"single", "multiple", "number", "date", "text"}


def test_a_survey_in_a_text_file_is_read_alike(write: Callable[..., Path]) -> None:
    path = write("実態調査.csv", "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in SHEET), "cp932")
    with open_workbook(path) as book:
        layout = read_layout(book.sheets[0])
    assert layout is not None
    assert (layout.kind, layout.header_rows) == ("survey", (2,))
