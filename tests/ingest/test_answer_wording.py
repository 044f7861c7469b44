"""Answers as firms and forms word them: no-answers, numbers before labels, several in a cell, headings that are sentences."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ingest.legends import legend
from ingest.numbers import answered_number
from ingest.parting import known_parts, numbered_choices, parted, several_answers
from ingest.pipeline import run
from ingest.report import IngestReport
from ingest.unanswered import no_choice, says_nothing
from ingest.usual import usual_question
from matching.corporate import CorporateDatabase

Write = Callable[..., Path]
TITLE = "実態調査"
HEAD = "企業名,所在地,"


def read(
    db: CorporateDatabase, path: Path, title: str = TITLE
) -> tuple[list[Mapping[str, object]], list[tuple[str, str, str]], IngestReport]:
    """Label -> values of each firm in the order of the file; code, column and value of each issue."""
    report = run(path, db, survey=title)
    found = sorted(db.survey_responses(title), key=lambda one: one.row)
    values: list[Mapping[str, object]] = [
        {str(one["label"]): one["values"] for one in each.answers if one.get("values")} for each in found
    ]
    return values, [(one.code, one.column, one.value) for one in report.issues], report


def firms(*answers: str) -> str:
    return "".join(f"架空{number},水戸市,{answer}\n" for number, answer in enumerate(answers, 1))


# --- several answers in a cell ----------------------------------------------------------------------------


def test_what_stands_behind_a_slash_is_no_less_an_answer(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "経営課題（すべて）\n"
    text += firms(
        "受注量の確保／受注単価の低下",
        "単価/CAD/CAM",
        "人材の確保・育成・資金",
        "人材・育成",
        "後継者（長男/次男）",
    )
    values, issues, _ = read(db, write("a.csv", text + "架空9,水戸市,人材の確保・育成\n"))
    assert [one.get("経営上の課題") for one in values] == [
        ["受注量の確保", "受注単価の低下"],
        ["単価/CAD/CAM"],
        ["人材の確保・育成", "資金"],
        ["人材・育成"],
        ["後継者（長男/次男）"],
        ["人材の確保・育成"],
    ]
    assert issues == [
        ("ambiguous-answer", "経営課題（すべて）", "人材・育成"),
        ("ambiguous-answer", "経営課題（すべて）", "後継者（長男/次男）"),
    ]


def test_parts_are_answers_where_they_stand_alone_elsewhere(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "選ぶ点（複数回答）,導入機器,処遇\n"
    text += firms(
        '品質・価格,"旋盤、研削盤",はい',
        '"価格、距離",旋盤,"はい、続ける"',
        "品質,研削盤,いいえ",
        "距離 品質,旋盤,はい",
    )
    values, issues, _ = read(db, write("a.csv", text))
    assert [list(one.values()) for one in values] == [
        [["品質", "価格"], ["旋盤", "研削盤"], ["はい"]],
        [["価格", "距離"], ["旋盤"], ["はい、続ける"]],
        [["品質"], ["研削盤"], ["いいえ"]],
        [["距離", "品質"], ["旋盤"], ["はい"]],
    ]
    assert issues == []


def test_what_may_be_one_answer_or_two_stays_one_and_is_told(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "扱い\n" + firms('"買いたたき、返品"', "なし", '"買いたたき、返品"', "なし")
    values, issues, _ = read(db, write("a.csv", text))
    assert [one["扱い"] for one in values] == [["買いたたき、返品"], ["なし"]] * 2
    assert issues == [("undivided-answers", "扱い", "")]


def test_signs_that_part() -> None:
    assert parted("ア、イ(a、b)\n・1,200個；特になし|無回答") == ["ア", "イ(a、b)", "1,200個", "特になし"]
    assert known_parts("人材の確保・育成・資金", {"人材の確保・育成", "資金"}.__contains__) == [
        "人材の確保・育成",
        "資金",
    ]
    assert known_parts("人材・育成", {"人材"}.__contains__) == []
    assert several_answers(["甲、乙", "甲", "乙"])
    assert not several_answers(["甲、乙", "甲、乙", "丙"])
    assert not several_answers(["はい、使う", "はい", "使う"])


# --- no answer --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "無回答", "（無回答）", "【未記入】", "ー", "－", "―", "N/A", "＃N/A", "記入 なし", "・・・", "　"],
)
def test_words_that_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["特になし", "なし", "0", "無", "いいえ", "（株）", "不明瞭"])
def test_words_that_say_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("label", "none"),
    [("無回答", True), ("不明・無回答", True), ("非該当", True), ("該当なし", False), ("特になし", False), ("不明な点が多い", False)],
)  # fmt: skip
def test_choices_that_are_none(label: str, none: bool) -> None:
    assert no_choice(label) is none


def test_no_answer_is_none_under_codes_words_and_numbers(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "問1 収益性（1.良い 2.悪い 9.無回答）,問2 外注計画,問3 転嫁率,問4 予定数量,問5 方針\n"
    text += firms(
        '1,有,30%,"1,200個",積極',
        "9,N/A,（無回答）,10ヶ,（無回答）",
        "（未記入）,ー,未記入,ー,ー",
        "2,無,50％,30個,慎重",
    )
    values, issues, report = read(
        db, write("a.csv", text + "架空5,水戸市,3,有,0,5,積極\n架空6,水戸市,1,無,,7,慎重\n")
    )
    assert [list(one.values()) for one in values] == [
        [["良い"], ["有"], ["30"], ["1200"], ["積極"]],
        [["10"]],
        [],
        [["悪い"], ["無"], ["50"], ["30"], ["慎重"]],
        [["有"], ["0"], ["5"], ["積極"]],
        [["良い"], ["無"], ["7"], ["慎重"]],
    ]
    assert issues == [("unknown-choice", "問1 収益性（1.良い 2.悪い 9.無回答）", "3")]
    assert report.rows.read == 6


def test_a_sheet_of_choices_that_is_understood_is_not_warned_of(
    db: CorporateDatabase, write_xlsx: Callable[..., Path]
) -> None:
    codes = [["設問", "コード", "選択肢"], ["問1 受注量", 1, "増加"], [None, 2, "減少"], [None, 9, "無回答"]]
    data = [
        ["企業名", "所在地", "問1 受注量", "問2 収益性"],
        ["架空一", "水戸市", 2, "良い"],
        ["架空二", "水戸市", 9, "悪い"],
    ]
    values, issues, _ = read(db, write_xlsx("a.xlsx", {"回答": data, "コード表": codes}))
    assert values == [{"受注量": ["減少"], "収益性": ["良い"]}, {"収益性": ["悪い"]}]
    assert issues == []
    other = [["設問", "コード", "選択肢"], ["問8 景気", 1, "上向き"], [None, 2, "下向き"]]
    _, issues, _ = read(db, write_xlsx("b.xlsx", {"回答": data, "コード表": other}), "別の調査")
    assert [code for code, _, _ in issues if code in ("side-sheet", "no-heading-row")] == ["side-sheet"]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("収益性（1.良い 2.同じ 3.悪い 9.無回答）", {"1": "良い", "2": "同じ", "3": "悪い", "9": "無回答"}),
        ("型（1 有 2 無 8 その他 99 不明）", {"1": "有", "2": "無", "8": "その他", "99": "不明"}),
        ("型（1.有 2.無 0.非該当）", {"1": "有", "2": "無", "0": "非該当"}),
        ("数（1.少 2.多 9.大）", {"1": "少", "2": "多 9.大"}),
    ],
)
def test_a_number_behind_a_gap_is_no_answer_or_other(text: str, choices: Mapping[str, str]) -> None:
    assert {one.code: one.label for one in legend(text)} == choices


# --- numbers, with labels and units -----------------------------------------------------------------------


def test_a_label_behind_its_number_is_the_answer(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "受注量,取組,課題（複数回答）\n"
    text += firms(
        "3.減少した,１：する,①人手、③資金", "1 増加した,2．しない,②設備", "減少した,する,③資金", "3,2,"
    )
    values, issues, _ = read(db, write("a.csv", text))
    assert [list(one.values()) for one in values] == [
        [["減少した"], ["する"], ["人手", "資金"]],
        [["増加した"], ["しない"], ["設備"]],
        [["減少した"], ["する"], ["資金"]],
        [["減少した"], ["しない"]],
    ]
    assert issues == []


def test_numbers_with_units_or_two_meanings_are_no_codes() -> None:
    assert numbered_choices({"3 日": 1, "5 か月": 1, "10 個": 1}) == ()
    assert numbered_choices({"1.増加": 1, "1.減少": 1, "2.不変": 1}) == ()
    assert [one.code for one in numbered_choices({"a.甲": 1, "b.乙": 2, "無回答": 9})] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200個", "1200"),
        ("10ヶ", "10"),
        ("1,250円", "1250"),
        ("¥80", "80"),
        ("￥1,250", "1250"),
        ("350円/個", "350"),
        ("１２０日", "120"),
        ("10ヶ月", "10"),
        ("3 減少", None),
        ("3%減少", "-3"),
        ("60日以内", None),
    ],
)
def test_numbers_with_units(text: str, number: str | None) -> None:
    assert answered_number(text) == (None if number is None else Decimal(number))


def test_the_days_of_a_bill_are_a_number(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "手形,手形サイト,IT投資（千円）\n"
    text += firms('有,60日,"1,200"', "無,,無回答", "有,90,500", "有,１２０日,0")
    values, issues, _ = read(db, write("a.csv", text))
    assert [list(one.values()) for one in values] == [
        [["有"], ["60"], ["1200000"]], [["無"]], [["有"], ["90"], ["500000"]], [["有"], ["120"], ["0"]],
    ]  # fmt: skip
    assert issues == []


def test_listed_choices_of_a_number_are_choices(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "問1 手形サイト（1.60日以内 2.60日超）,問2 受注量\n" + firms("1,増加", "2,減少")
    assert [one["手形サイト"] for one in read(db, write("a.csv", text))[0]] == [["60日以内"], ["60日超"]]


# --- headings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("問1 1年前と比べた受注量はいかがですか", "order_volume"),
        ("前年同期と比べて受注単価はどうなりましたか", "unit_price"),
        ("経営上の課題は何ですか（複数回答可）", "challenges"),
        ("今後の外注計画", "outsourcing_plan"),
        ("発注先の選定で重視する点（複数回答）", "priorities"),
        ("手形サイト（日）", "bill_days"),
        ("Ⅱ　経営課題", "challenges"),
        ("3年前と比べた受注量はいかがですか", ""),
        ("今後の受注単価", ""),
    ],
)
def test_headings_in_other_words(heading: str, key: str) -> None:
    found = usual_question(heading)
    assert (found.id if found else "") == key


def test_two_answers_on_a_scale_are_choices(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "昔と比べた仕事の量,景気\n" + firms("減少した,大幅に悪化しています", "増加した,やや好転")
    run(write("a.csv", text), db, "survey", survey=TITLE)
    (first, _) = sorted(db.survey_responses(TITLE), key=lambda one: one.row)
    assert [(one["label"], one["type"]) for one in first.answers] == [
        ("昔と比べた仕事の量", "single"),
        ("景気", "text"),
    ]


def test_a_section_above_a_question_is_no_part_of_it(db: CorporateDatabase, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = (
        ("企業名", "所在地", "Ⅰ　経営状況", None, None, None, "Ⅱ　見通し", None),
        (None, None, "(1) 受注量", None, "(2) 収益性", None, "(1) 受注単価", None),
        (None, None, "増加した", "減少した", "良くなった", "悪くなった", "上昇", "低下"),
        ("架空一", "水戸市", None, "○", "○", None, "○", None),
        ("架空二", "水戸市", "○", None, None, "○", None, "○"),
    )
    for row in rows:
        sheet.append(row)
    for cells in ("A1:A3", "B1:B3", "C1:F1", "G1:H1", "C2:D2", "E2:F2", "G2:H2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    values, _, _ = read(db, tmp_path / "a.xlsx")
    assert values[0] == {"受注量": ["減少した"], "収益性": ["良くなった"], "見通し 受注単価": ["上昇"]}
    (first, _) = sorted(db.survey_responses(TITLE), key=lambda one: one.row)
    assert [(one["question"], one["type"]) for one in first.answers][:2] == [
        ("order_volume", "single"),
        ("profitability", "single"),
    ]


def test_with_a_survey_s_title_an_unknown_heading_is_a_question(db: CorporateDatabase, write: Write) -> None:
    text = HEAD + "DXの取組\n" + firms("検討中", "取り組んでいる")
    values, issues, report = read(db, write("a.csv", text), "DX調査")
    assert report.kind == "survey"
    assert values == [{"DXの取組": ["検討中"]}, {"DXの取組": ["取り組んでいる"]}]
    assert issues == []


# --- questions that are parts of another one --------------------------------------------------------------


def keys(db: CorporateDatabase, title: str = TITLE) -> dict[str, dict[str, object]]:
    """Question -> value of each firm that answered it, in the order of the file."""
    found: dict[str, dict[str, object]] = {}
    for each in sorted(db.survey_responses(title), key=lambda one: one.row):
        for answer in each.answers:
            if answer.get("values"):
                found.setdefault(str(answer["question"]), {})[str(each.row)] = answer["values"]
    return found


def test_a_question_below_the_business_conditions_meets_the_one_that_stood_alone_the_year_before(
    db: CorporateDatabase, write: Write, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (
        ("企業名", "所在地", "問1 景況（1.良い 2.ふつう 3.悪い）", None, None),
        (None, None, "受注量", "受注単価", "採算"),
        ("架空1", "水戸市", 1, 2, 3),
        ("架空2", "水戸市", "３", "①", "悪い"),
    ):
        page.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:E1"):
        page.merge_cells(cells)
    book.save(tmp_path / "now.xlsx")
    read(db, tmp_path / "now.xlsx", "今年")
    read(db, write("then.csv", HEAD + "受注量,受注単価,採算\n架空1,水戸市,良い,ふつう,悪い\n"), "去年")
    assert keys(db, "今年") == {
        "order_volume": {"3": ["良い"], "4": ["悪い"]},
        "unit_price": {"3": ["ふつう"], "4": ["良い"]},
        "profit": {"3": ["悪い"], "4": ["悪い"]},
    }
    assert keys(db, "去年") == {
        "order_volume": {"2": ["良い"]},
        "unit_price": {"2": ["ふつう"]},
        "profit": {"2": ["悪い"]},
    }


def test_the_rows_of_a_web_forms_grid_are_questions_by_their_own_names(
    db: CorporateDatabase, write: Write
) -> None:
    text = HEAD + "貴社の景況 [受注量],貴社の景況 [採算],問4 円安の影響 [受注量],問4 円安の影響 [資金繰り]\n"
    read(db, write("a.csv", text + firms("良い,悪い,大きい,小さい", "悪い,良い,小さい,大きい")))
    assert list(keys(db)) == ["order_volume", "profit", "円安の影響受注量", "円安の影響資金繰り"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_conditions_expected_for_the_next_term_are_never_taken_for_those_of_now(
    db: CorporateDatabase, write: Write, order: tuple[int, int]
) -> None:
    asked = ["業況（前年同期比）", "業況（来期見通し）"]
    said = [("好転", "悪化"), ("不変", "悪化"), ("悪化", "不変")]
    heading = ",".join(asked[place] for place in order)
    read(
        db,
        write(
            "a.csv", f"{HEAD}{heading}\n" + firms(*(",".join(one[place] for place in order) for one in said))
        ),
    )
    assert keys(db)["business_conditions"] == {"2": ["好転"], "3": ["不変"], "4": ["悪化"]}
    assert keys(db)["業況来期見通し"] == {"2": ["悪化"], "3": ["悪化"], "4": ["不変"]}


def test_conditions_expected_for_the_next_term_and_ticked_in_columns_are_one_answer(
    db: CorporateDatabase, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (
        ("企業名", "所在地", "業況判断（来期見通し）", None, None),
        (None, None, "好転", "不変", "悪化"),
        ("架空1", "水戸市", "○", None, None),
        ("架空2", "水戸市", "○", "○", None),
    ):
        page.append(row)
    for cells in ("A1:A2", "B1:B2", "C1:E1"):
        page.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    _, issues, _ = read(db, tmp_path / "a.xlsx")
    assert [code for code, _, _ in issues] == ["several-choices"]


def test_amounts_are_in_yen_whatever_unit_a_sheet_a_cell_or_a_year_states(
    db: CorporateDatabase, write: Write, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for title, unit, said in (("県北", "千円", (120_000, "1億2千万円")), ("県央", "百万円", (120, "▲1.5"))):
        page = book.create_sheet(title)
        page.append((f"受注企業実態調査（{title}）", None, f"単位：{unit}"))
        page.append(("企業名", "所在地", "問1 年間売上高", "問2 従業員数"))
        for number, amount in enumerate(said, 1):
            page.append((f"架空{title}{number}", "水戸市", amount, 30))
    book.remove(book.worksheets[0])
    book.save(tmp_path / "now.xlsx")
    _, issues, _ = read(db, tmp_path / "now.xlsx", "今年")
    found = [{a["label"]: a["values"] for a in one.answers} for one in db.survey_responses("今年")]
    assert sorted(one["年間売上高（円）"][0] for one in found) == [
        "-1500000",
        "120000000",
        "120000000",
        "120000000",
    ]
    assert [one["従業員数"] for one in found] == [["30"]] * 4
    text = HEAD + "年間売上高（百万円）,問2 受注量\n"
    text += firms("1.1,増加", "2.2,減少", "3.3,増加", "前年並み,増加", "3百万～4百万,減少", "約4,減少")
    _, issues, _ = read(db, write("then.csv", text), "去年")
    assert list(keys(db, "去年")["年間売上高"].values()) == [
        ["1100000"],
        ["2200000"],
        ["3300000"],
        ["4000000"],
    ]
    assert [code for code, _, _ in issues if code == "unreadable-number"] == ["unreadable-number"] * 2


def test_circled_numbers_are_the_same_choices_as_plain_ones_beside_words_for_none(
    db: CorporateDatabase, write: Write
) -> None:
    text = HEAD + "現在お困りのこと（あてはまるものすべて）,業況\n"
    text += firms("1・3,良い", "①②,悪い", "なし,良い", '"２，４",悪い')
    _, issues, _ = read(db, write("a.csv", text))
    assert list(keys(db)["現在お困りのこと"].values()) == [["1", "3"], ["1", "2"], ["なし"], ["2", "4"]]
    assert "unlabelled-codes" in [code for code, _, _ in issues]


def test_a_numbered_question_for_the_reason_says_nothing_of_a_firms_state(
    db: CorporateDatabase, write: Write
) -> None:
    heading = "Q2.雇用の状況,Q2-1.理由\n"
    read(db, write("a.csv", HEAD + heading + firms("不足,応募が来ない", "適正,増員した", "不足,退職した")))
    assert list(keys(db)["理由"].values()) == [["応募が来ない"], ["増員した"], ["退職した"]]
    assert not [fact for one in db.suppliers() for fact in db.facts(one.id) if "応募" in fact.value]
