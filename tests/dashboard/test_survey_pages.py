"""The pages of survey staff and of results, driven as each role would, on an office of their own with the sample surveys."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.office import current_office
from dashboard.wording import shell, work
from dashboard.wording import surveys as wording
from ingest import pipeline
from ingest.desk import SurveyDesk
from ingest.surveys.questionnaires import parse, to_json
from ingest.surveys.survey_desk import SurveyFigures
from ingest.upload_desk import UploadDesk
from ingest.uploads import CHECKED
from matching.accounts.gate import Gate
from matching.corporate import ActivityRow, BuyerRow, CorporateDatabase, SupplierRow, TargetRow
from matching.corporate.access import OPERATOR, ROLES, Viewer
from matching.corporate.asked import AskedFirm
from matching.corporate.firm_views import Contact
from matching.errors import AccessDenied
from matching.settings import DATA, Settings
from tests.dashboard.accounts import PASSWORD, make_accounts
from tests.dashboard.conftest import SignedIn, stands

LAST, THIS = "受注企業実態調査2024", "受注企業実態調査2025"
SURVEYS = DATA / "sample_surveys"
MESSY = "名簿\n\n会社名,住 所,TEL,仕事の中身,資本金\n架空鋳造㈱,茨城県日立市,029-000-0001,鋳造,300\n,茨城県水戸市,,切削,100\n".encode(
    "cp932"
)
PLANS = (
    "企業名,所在地,回答日,問1 外注計画の有無,問2 外注したい加工,問3 材質\n"
    "架空ポンプ株式会社,茨城県日立市1-1,2026-10-01,有,マシニング加工,FC250\n"
)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> Settings:
    folder: Path = tmp_path_factory.mktemp("survey-office")
    settings = Settings(shared_database_at(folder / "office.db"), folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            first = writer.upsert_supplier(SupplierRow("架空旋盤", "Z-1", texts={"processes": "旋盤加工"})).id
            buyer = writer.upsert_buyer(BuyerRow("架空発注", "B-1")).id
        make_accounts(db, settings, {"supplier": first, "buyer": buyer})
        for title, name in ((LAST, "survey_suppliers_2024.csv"), (THIS, "survey_suppliers_2025.xlsx")):
            pipeline.run(SURVEYS / name, db, survey=title, person="試験")
    return settings


@pytest.fixture(scope="session")
def secrets(settings: Settings) -> dict[str, str]:
    with CorporateDatabase.open(settings.database_url) as db:
        gate = Gate(db, settings)
        return {role: gate.sign_in(role, PASSWORD).secret for role in ROLES}


def html(app: AppTest) -> str:
    assert not app.exception
    return "".join(piece.value for piece in app.html)


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def box(app: AppTest, label: str) -> Any:
    return next(one for one in app.selectbox if one.label == label)


def labels(app: AppTest) -> set[str]:
    return {one.label for one in app.button}


def put(app: AppTest, label: str, *files: tuple[str, bytes]) -> AppTest:
    """Put files into the box of that label; a box for one file takes the first."""
    uploader = next(one for one in app.file_uploader if one.label == label)
    given = [(name, content, "application/octet-stream") for name, content in files]
    return uploader.set_value(given if len(given) > 1 else given[0]).run()


# --- 取込 ---------------------------------------------------------------------------------------------------


def test_an_empty_file_among_others_is_named_until_it_is_closed_and_the_others_are_read(
    signed_in: SignedIn,
) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("空.xlsx", b""), ("取引先 名簿.csv", MESSY))
    assert "1個のファイルを読み取りました" in html(app)
    assert "空.xlsx は空のファイルです。" in html(app)
    app = box(app, wording.WHICH_UPLOAD).select_index(0).run()
    assert "空.xlsx は空のファイルです。" in html(app)
    assert "<dt>読んだ行</dt><dd>2</dd>" in html(app)


def test_of_surveys_taken_in_together_last_years_comes_first(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = UploadDesk.all
    monkeypatch.setattr(UploadDesk, "all", lambda desk: [one for one in every(desk) if "景況" in one.name])
    years = ("2032", "2033")  # the list of uploads begins with the newest
    files = [
        (f"景況調査{year}.csv", f"企業名,所在地,問1 受注量\n架空景況{year},水戸市,増加\n".encode("cp932"))
        for year in years
    ]
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, *files)
    app = button(app, wording.COMMIT_ALL).click().run()
    with CorporateDatabase.open(settings.database_url) as db:
        newest_first = [one.survey for one in db.batches()][:2]
    assert newest_first == ["景況調査2033", "景況調査2032"]
    button(app, shell.UNDO).click().run()
    with CorporateDatabase.open(settings.database_url) as db:
        assert all(one.undone_at for one in db.batches()[:2])


def test_answers_under_a_new_title_are_said_to_be_a_new_survey_beside_those_that_there_are(
    signed_in: SignedIn,
) -> None:
    answers = "企業名,所在地,問1 受注量,問2 採算\n架空旋盤,水戸市,増加,黒字\n".encode("cp932")
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("実態調査2025（修正）.csv", answers))
    (said,) = [one.value for one in app.info]
    assert "新しい調査「実態調査2025（修正）」" in said
    assert f"「{THIS}」" in said
    next(one for one in app.text_input if one.label == wording.SURVEY_TITLE).set_value(THIS)
    app = button(app, wording.READ_AGAIN).click().run()
    assert f"調査「{THIS}」の回答として読みました。" in [one.value for one in app.info][-1]
    assert "新しい調査" not in [one.value for one in app.info][-1]


def test_a_messy_file_is_read_looked_at_taken_in_and_taken_back(
    signed_in: SignedIn, settings: Settings
) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("取引先 名簿.csv", MESSY))
    assert not app.error
    shown = html(app)
    assert "取引先 名簿.csv" in shown
    assert "<dt>読んだ行</dt><dd>2</dd>" in shown
    assert "<dt>除く行</dt><dd>1</dd>" in shown
    with CorporateDatabase.open(settings.database_url) as db:
        assert "架空鋳造㈱" not in {one.name for one in db.suppliers()}
    app = button(app, wording.COMMIT).click().run()
    with CorporateDatabase.open(settings.database_url) as db:
        assert "架空鋳造㈱" in {one.name for one in db.suppliers()}
    assert wording.TAKEN_IN in [one.value for one in app.success]
    app = button(app, shell.UNDO).click().run()
    assert shell.UNDONE in html(app)
    with CorporateDatabase.open(settings.database_url) as db:
        assert "架空鋳造㈱" not in {one.name for one in db.suppliers()}


def test_files_of_the_same_name_are_told_apart_and_each_can_be_opened(signed_in: SignedIn) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("同じ名前.csv", MESSY))
    app = button(app, wording.COMMIT).click().run()
    assert wording.TAKEN_IN in [one.value for one in app.success]
    app = put(app, wording.PUT_FILES, ("同じ名前.csv", MESSY))
    app = put(app, wording.PUT_FILES, ("同じ名前.csv", MESSY))
    same = [one for one in box(app, wording.WHICH_UPLOAD).options if one.startswith("同じ名前.csv")]
    assert len(set(same)) == len(same) == 3
    for name in same:
        app = box(app, wording.WHICH_UPLOAD).select(name).run()
        taken = "取込済み" in name
        assert (wording.TAKEN_IN in [one.value for one in app.success]) is taken
        assert (wording.COMMIT in labels(app)) is not taken
    assert "確認済み" not in html(app)  # nobody has looked at them
    waiting = next(one for one in same if "取込前" in one)
    app = box(app, wording.WHICH_UPLOAD).select(waiting).run()
    opened = box(app, wording.WHICH_UPLOAD).value
    app = button(app, wording.COMMIT).click().run()
    assert box(app, wording.WHICH_UPLOAD).value == opened
    assert wording.TAKEN_IN in [one.value for one in app.success]
    for _ in same:
        app = button(app, wording.REMOVE).click().run()


def test_new_answers_that_change_what_is_registered_are_counted_as_changes(signed_in: SignedIn) -> None:
    answers = "登録番号,企業名,回答日,従業員数,問1 受注量\nZ-1,架空旋盤,2026-11-01,12,増加\n"
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("受注企業調査.csv", answers.encode()))
    shown = html(app)
    assert f"<dt>{wording.CHANGED_FIELDS}</dt><dd>1</dd>" in shown
    assert wording.CHANGES in shown
    button(app, wording.REMOVE).click().run()


def test_a_heading_is_corrected_and_the_file_read_anew(signed_in: SignedIn) -> None:
    content = "会社名,住所,ぬぬぬ\n架空溶接,茨城県日立市,TIG溶接\n".encode()
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("直す.csv", content))
    column = box(app, f"ぬぬぬ　→　{wording.UNMAPPED}")
    assert "所在地" in column.options  # what takes a whole address is not offered as its last part
    assert "番地" not in column.options
    column.select("processes")
    app = button(app, wording.READ_AGAIN).click().run()
    assert not app.error
    assert [one for one in app.selectbox if one.label == "ぬぬぬ　→　加工内容"]


def test_a_row_is_pointed_at_as_the_headings_of_a_file_that_was_not_understood(signed_in: SignedIn) -> None:
    content = "架空の町,\nぬぬぬ,ねねね\n架空溶接,TIG溶接\n".encode()
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("町.csv", content))
    rows = box(app, wording.heading_row("町"))
    assert rows.options == [
        "自動で見分ける",
        "1行目：架空の町",
        "2行目：ぬぬぬ／ねねね",
        "3行目：架空溶接／TIG溶接",
    ]
    rows.select(2)
    app = button(app, wording.READ_AGAIN).click().run()
    assert not app.error
    box(app, f"ぬぬぬ　→　{wording.UNMAPPED}").select("name")
    box(app, f"ねねね　→　{wording.UNMAPPED}").select("processes")
    app = button(app, wording.READ_AGAIN).click().run()
    assert not app.error
    assert [one for one in app.selectbox if one.label == "ねねね　→　加工内容"]
    assert wording.COMMIT in labels(app)


def test_an_issue_is_shown_at_its_cell(signed_in: SignedIn) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("場所.csv", MESSY))
    which = box(app, wording.WHICH_ISSUE)
    app = which.select_index(1).run()
    assert html(app).count("faulty") >= 1
    assert "架空鋳造㈱" in html(app)
    app = box(app, wording.SEVERITY).select("error").run()
    assert "仕事の中身" not in "".join(box(app, wording.CODE).options)


def test_files_and_reports_are_read_once_and_not_again_whenever_the_page_runs(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("一つ目.csv", MESSY), ("二つ目.csv", MESSY))
    chosen = str(app.session_state["upload"])
    app = box(app, wording.WHICH_ISSUE).select_index(1).run()
    shown = html(app)
    opened: list[str] = []
    report = UploadDesk.report
    monkeypatch.setattr(UploadDesk, "report", lambda desk, one: (opened.append(one), report(desk, one))[1])
    monkeypatch.setattr(UploadDesk, "around", lambda _, one, *__: opened.append(f"{one} again"))
    app.run()
    assert html(app) == shown
    assert set(opened) == {chosen}


def test_what_is_no_table_is_said_and_the_other_files_stay(signed_in: SignedIn) -> None:
    app = put(
        signed_in("survey", "uploads"),
        wording.PUT_FILES,
        ("絵.xlsx", b"PK\x03\x04broken"),
        ("良い.csv", MESSY),
    )
    assert wording.UNREADABLE in [one.value for one in app.error]
    assert "良い.csv" in html(app)
    app = (
        box(app, wording.WHICH_UPLOAD)
        .select(next(one.id for one in _uploads(app) if one.name == "良い.csv"))
        .run()
    )
    assert wording.COMMIT in labels(app)


def test_a_table_whose_headings_are_unknown_is_told_what_to_write(signed_in: SignedIn) -> None:
    content = "ぬぬぬ,ねねね\n架空溶接,TIG溶接\n".encode()
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("名簿.csv", content))
    assert wording.UNREADABLE in [one.value for one in app.error]
    assert "名簿.csv に見出しの行が見つかりません" in html(app)
    assert wording.UNREADABLE_TODO not in [one.value for one in app.caption]


def _uploads(_: AppTest) -> list[Any]:
    return SurveyDesk(current_office().desk(OPERATOR)).uploads.all()


def test_an_empty_file_is_refused_with_a_sentence(signed_in: SignedIn) -> None:
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("空.csv", b""))
    assert any("空のファイル" in one.value for one in app.error)


def test_a_coordinator_cannot_take_back_what_another_read_in(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "uploads")
    app = button(app, wording.UNDO_BATCH).click().run()
    assert [one.value for one in app.error]
    assert wording.STANDS in html(app)


def test_a_second_press_does_not_take_back_the_reading_before_too(
    signed_in: SignedIn, settings: Settings, tmp_path: Path
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        for number in (1, 2):
            list_of_one = tmp_path / f"名簿{number}.csv"
            list_of_one.write_text(f"企業名,所在地,加工内容\n架空二度押し{number},水戸市,旋盤加工\n", "utf-8")
            pipeline.run(list_of_one, db, person="試験")
    app = signed_in("survey", "uploads")
    pressed, told = button(app, wording.UNDO_BATCH).proto.id, [one.value for one in app.error]
    button(app, wording.UNDO_BATCH).click().run()
    assert [one.value for one in app.error] == told
    assert pressed not in {one.proto.id for one in app.button}


def test_a_press_is_not_for_another_file_when_a_colleague_took_off_the_one_that_was_chosen(
    signed_in: SignedIn,
) -> None:
    firms = [f"企業名,所在地,加工内容\n架空同時{one},水戸市,旋盤加工\n".encode() for one in "甲乙"]
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("甲.csv", firms[0]), ("乙.csv", firms[1]))
    first, second = (next(one for one in _uploads(app) if one.name == name) for name in ("甲.csv", "乙.csv"))
    app.selectbox(key="upload").set_value(first.id).run()
    button(app, wording.COMMIT).click()
    SurveyDesk(current_office().desk(OPERATOR)).uploads.remove(first.id)
    app.run()
    assert next(one for one in _uploads(app) if one.id == second.id).state == CHECKED
    SurveyDesk(current_office().desk(OPERATOR)).uploads.remove(second.id)


# --- 集計 ---------------------------------------------------------------------------------------------------


def test_staff_see_all_figures_against_the_year_before(signed_in: SignedIn) -> None:
    app = signed_in("survey", "tabulations")
    app = box(app, wording.SURVEY).select(THIS).run()
    assert [one.value for one in app.warning] == [wording.EXACT]
    assert f"前回：{LAST}" in html(app)
    assert "js-bar before" in html(app)
    assert wording.THEMES in html(app)
    app = box(app, wording.QUESTION).select("profitability").run()
    assert html(app).count('<h2 class="js-question">') == 1


def test_readers_see_only_what_may_be_published(signed_in: SignedIn) -> None:
    app = box(signed_in("reader", "tabulations"), wording.SURVEY).select(THIS).run()
    assert "公表できる数値だけ" in app.info[0].value
    app.multiselect[0].select("industry").run()
    assert ">x<" in html(app)
    assert wording.MAKE_REPORT not in labels(app)
    assert {*app.multiselect[0].options} == {"業種", "従業員規模", "地域", "都道府県"}


def test_a_report_that_was_made_is_not_offered_for_another_choice(signed_in: SignedIn) -> None:
    app = box(signed_in("survey", "tabulations"), wording.SURVEY).select(THIS).run()
    app = box(app, wording.FORMAT).select(".csv").run()
    app = button(app, wording.MAKE_REPORT).click().run()
    assert not app.error
    assert wording.MAKE_REPORT not in labels(app)
    app = box(app, wording.SURVEY).select(LAST).run()
    assert wording.MAKE_REPORT in labels(app)


def test_a_report_that_was_made_is_not_offered_once_the_answers_are_others(
    signed_in: SignedIn, settings: Settings
) -> None:
    app = box(signed_in("survey", "tabulations"), wording.SURVEY).select(LAST).run()
    app = box(app, wording.FORMAT).select(".csv").run()
    app = button(app, wording.MAKE_REPORT).click().run()
    assert wording.MAKE_REPORT not in labels(app)
    with CorporateDatabase.open(settings.database_url) as db, db.writing("同僚") as writer:
        writer.define_survey(
            "架空調査", to_json(parse('title = "架空調査"\n[[questions]]\nid = "q"\n', "試験"))
        )
        writer.drop_survey_definition("架空調査")
    assert wording.MAKE_REPORT in labels(app.run())


# --- 調査票の定義 -------------------------------------------------------------------------------------------


def boxes(app: AppTest, label: str) -> list[Any]:
    return [one for one in (*app.text_input, *app.text_area) if one.label == label]


def test_a_questionnaire_is_made_of_a_files_columns_and_taken_back(signed_in: SignedIn) -> None:
    app = box(signed_in("survey", "questionnaires"), wording.WHICH_SURVEY).select(THIS).run()
    before = boxes(app, wording.QUESTION_LABEL)[2].value
    boxes(app, wording.QUESTION_LABEL)[2].set_value("受注の量")
    app = button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    assert wording.defined(THIS) in html(app)
    assert wording.OWN in html(app)
    assert boxes(app, wording.QUESTION_LABEL)[2].value == "受注の量"
    app = button(app, shell.UNDO).click().run()
    assert wording.OWN not in html(app)
    assert boxes(app, wording.QUESTION_LABEL)[2].value == before


def test_a_questionnaire_opens_as_it_was_saved_and_a_second_edit_keeps_the_first(
    signed_in: SignedIn, settings: Settings
) -> None:
    app = box(signed_in("survey", "questionnaires"), wording.WHICH_SURVEY).select(THIS).run()
    place = next(at for at, one in enumerate(boxes(app, wording.CHOICES)) if "\n" in one.value)
    boxes(app, wording.QUESTION_LABEL)[place].set_value("改めた設問名")
    listed = boxes(app, wording.CHOICES)[place].value.splitlines()
    former = f"＋ {listed[0].removeprefix('＋ ')}＝昔の言い方"
    boxes(app, wording.CHOICES)[place].set_value("\n".join([former, *listed[1:]]))
    button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    app = box(signed_in("survey", "questionnaires"), wording.WHICH_SURVEY).select(THIS).run()
    assert boxes(app, wording.QUESTION_LABEL)[place].value == "改めた設問名"
    boxes(app, wording.QUESTION_LABEL)[place + 1].set_value("次の設問名")
    app = button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    with CorporateDatabase.open(settings.database_url) as db:
        stored = db.survey_definitions()[THIS]
    assert "昔の言い方" in stored
    assert "次の設問名" in stored
    app = button(app, shell.UNDO).click().run()
    assert boxes(app, wording.QUESTION_LABEL)[place].value == "改めた設問名"
    assert "次の設問名" not in {one.value for one in boxes(app, wording.QUESTION_LABEL)}
    app = button(app, wording.DROP).click().run()
    assert wording.OWN not in html(app)
    app = button(app, shell.UNDO).click().run()
    assert boxes(app, wording.QUESTION_LABEL)[place].value == "改めた設問名"
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.drop_survey_definition(THIS)


def test_a_questionnaire_that_a_colleague_saved_meanwhile_is_not_overwritten(
    signed_in: SignedIn, settings: Settings
) -> None:
    app = box(signed_in("survey", "questionnaires"), wording.WHICH_SURVEY).select(THIS).run()
    other = f'title = "{THIS}"\n[[questions]]\nid = "order_volume"\nlabel = "同僚の設問名"\n'
    with CorporateDatabase.open(settings.database_url) as db, db.writing("同僚") as writer:
        writer.define_survey(THIS, to_json(parse(other, "同僚")))
    boxes(app, wording.QUESTION_LABEL)[2].set_value("わたしの設問名")
    app = button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    assert "ほかの人が先に変えました" in app.error[0].value
    assert boxes(app, wording.QUESTION_LABEL)[2].value == "わたしの設問名"
    app = button(app, wording.OPEN_ANEW).click().run()
    assert boxes(app, wording.QUESTION_LABEL)[0].value == "同僚の設問名"
    # Columns that the colleague left out stay out, as nobody said anything of them.
    button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        assert db.survey_definitions()[THIS] == to_json(parse(other, "同僚"))
        writer.drop_survey_definition(THIS)


def test_choices_that_cannot_be_read_are_named_and_nothing_is_stored(signed_in: SignedIn) -> None:
    app = box(signed_in("survey", "questionnaires"), wording.WHICH_SURVEY).select(THIS).run()
    boxes(app, wording.CHOICES)[2].set_value("＝増えた")
    app = button(app, wording.SAVE_QUESTIONNAIRE).click().run()
    assert "＝増えた" in app.error[0].value
    assert wording.OWN not in "".join(piece.value for piece in app.html)


# --- 未回答 -------------------------------------------------------------------------------------------------


def test_who_has_not_answered_comes_from_the_list_of_those_asked(signed_in: SignedIn) -> None:
    # Who can't read a list in is told who can.
    coordinators = box(signed_in("coordinator", "unanswered"), wording.SURVEY).select(THIS).run()
    assert wording.NO_LIST_ASK in html(coordinators)
    app = box(signed_in("survey", "unanswered"), wording.SURVEY).select(THIS).run()
    assert wording.NO_LIST in html(app)
    assert wording.NO_LIST_TODO in html(app)
    uploader = next(one for one in app.file_uploader if one.label == wording.ASKED_FILE)
    uploader.set_value(("一覧.csv", (SURVEYS / "asked_2025.csv").read_bytes(), "text/csv"))
    app = button(app, wording.READ_LIST).click().run()
    assert not app.error
    assert "社の一覧を読み込みました" in html(app)
    assert wording.MISSING_LIST in html(app)
    assert wording.SAVE_MISSING in labels(app)
    coordinators = box(signed_in("coordinator", "unanswered"), wording.SURVEY).select(THIS).run()
    assert wording.MISSING_LIST in html(coordinators)
    assert wording.READ_LIST not in labels(coordinators)


def test_a_list_of_those_asked_that_was_read_by_mistake_is_taken_back_unless_another_came_since(
    signed_in: SignedIn, settings: Settings
) -> None:
    def names() -> list[str]:
        with CorporateDatabase.open(settings.database_url) as db:
            return [one.name for one in db.survey_asked(LAST)]

    def read_in(app: AppTest, name: str) -> AppTest:
        uploader = next(one for one in app.file_uploader if one.label == wording.ASKED_FILE)
        uploader.set_value(("一覧.csv", f"企業名,所在地\n{name},茨城県水戸市\n".encode(), "text/csv"))
        return button(app, wording.READ_LIST).click().run()

    app = box(signed_in("survey", "unanswered"), wording.SURVEY).select(LAST).run()
    before = names()
    app = read_in(app, "架空送付先一号")
    assert names() == ["架空送付先一号"]
    button(app, shell.UNDO).click().run()
    assert names() == before
    app = read_in(app, "架空送付先二号")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("同僚") as writer:
        writer.put_asked(LAST, [AskedFirm("架空同僚送付先", prefecture="茨城県", city="水戸市")])
    app = button(app, shell.UNDO).click().run()
    assert "ほかの人がそのあとに変えました" in app.error[0].value
    assert names() == ["架空同僚送付先"]
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.put_asked(LAST, [])


def test_what_else_is_wrong_is_not_told_as_a_list_that_is_missing(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AccessDenied("この調査を見ることはできません。")

    monkeypatch.setattr(SurveyFigures, "missing", refuse)
    app = signed_in("survey", "unanswered")
    assert [one.value for one in app.error] == ["この調査を見ることはできません。"]
    assert wording.NO_LIST not in "".join(piece.value for piece in app.html)


def test_survey_staff_see_whom_to_call_of_the_firms_that_were_asked_alone(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            for number, key in enumerate(("K-1", "K-2"), 1):
                row = SupplierRow(
                    f"架空連絡{number}", key, prefecture="茨城県", city="日立市", phone=f"029-000-77{number}1",
                    contact=f"架空 連絡{number}郎",
                )  # fmt: skip
                writer.upsert_supplier(row)
        staff = Viewer("u1", frozenset({"survey"}))
        ids = [db.supplier_by_key(key).id for key in ("K-1", "K-2")]
        with db.writing("試験") as writer:
            writer.put_asked(LAST, [AskedFirm("架空連絡1", "K-1", company_id=ids[0])], add=True)
        contacts = db.firm_views.contacts(staff, ids)
        assert contacts[ids[0]] == Contact("架空 連絡1郎", "029-000-7711")
        assert contacts[ids[1]] == Contact("", "")
    app = box(signed_in("survey", "unanswered"), wording.SURVEY).select(LAST).run()
    assert "029-000-7711" in html(app)
    assert "架空 連絡1郎" in html(app)


# --- 重複の確認 ---------------------------------------------------------------------------------------------


def test_two_firms_are_said_to_be_one_and_that_is_taken_back(signed_in: SignedIn, settings: Settings) -> None:
    twins = (
        "企業名,所在地,加工内容\n架空双子合同会社,茨城県水戸市,プレス\n（株）架空双子,茨城県水戸市,プレス\n"
    )
    app = put(signed_in("survey", "uploads"), wording.PUT_FILES, ("双子.csv", twins.encode()))
    assert "別の企業として登録します" in html(app)  # nothing is taken in yet
    button(app, wording.COMMIT).click().run()
    app = signed_in("survey", "duplicates")
    assert "架空双子合同会社" in html(app)
    before = len([one for one in app.button if one.label == wording.SAME])
    app = next(one for one in app.button if one.label == wording.SAME).click().run()
    assert not app.error
    assert wording.DECIDED_SAME in html(app)
    assert len([one for one in app.button if one.label == wording.SAME]) == before - 1
    history = html(signed_in("survey", "uploads"))
    assert wording.DECISION in history
    assert "decision" not in history.split(wording.HISTORY)[-1]
    app = button(app, shell.UNDO).click().run()
    assert len([one for one in app.button if one.label == wording.SAME]) == before


def test_a_large_file_of_a_colleague_is_looked_at_like_any_other(
    signed_in: SignedIn, secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.upload_desk.LARGE", 1)
    signed_in("survey", "uploads")
    office = current_office()
    desk = office.desk(office.gate.viewer_of_session(secrets["survey"]))
    given = SurveyDesk(desk).uploads.add("架空大.csv", "企業名,加工内容\n架空大物,鋳造\n".encode())
    assert given.job_id is not None
    for _ in range(600):
        if desk.jobs.job(given.job_id).ended:
            break
        time.sleep(0.1)
    app = signed_in("coordinator", "uploads")
    app.selectbox(key="upload").set_value(given.id).run()
    stands(app)
    assert wording.TEMPLATES in [one.value for one in app.header]
    assert "読んだ行" in html(app)


# --- 実績, 活動, 品質 ---------------------------------------------------------------------------------------


def test_a_visit_is_put_on_record_and_taken_back(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "results")
    app.text_input(key="done_firm").set_value("Z-1")
    app = button(app, work.ADD).click().run()
    assert not app.error
    assert work.ADDED in html(app)
    assert "架空旋盤" in html(app)
    app = button(app, shell.UNDO).click().run()
    assert "架空旋盤" not in html(app)


def test_a_years_record_begins_with_the_latest_and_shows_more_when_asked(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        for number in range(51):
            writer.add_activity(ActivityRow("訪問", date(2024, 6, 1), f"架空{number:02}番"))
    app = signed_in("coordinator", "results")
    app.selectbox(key="year").set_value(2024).run()
    record = html(app).split(work.DONE_LIST)[-1]
    assert "架空50番" in record
    assert "架空00番" not in record
    assert len(app.selectbox(key="withdraw_which").options) == 50
    app.button(key="done_more").click().run()
    assert "架空00番" in html(app).split(work.DONE_LIST)[-1]
    assert "done_more" not in [one.key for one in app.button]


def test_a_second_press_does_not_withdraw_what_stands_next_too(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        for number in (1, 2):
            writer.add_activity(ActivityRow("訪問", date(2023, 6, number), "架空旋盤"))
    app = signed_in("coordinator", "results")
    app.selectbox(key="year").set_value(2023).run()
    pressed = button(app, work.WITHDRAW).proto.id
    button(app, work.WITHDRAW).click().run()
    assert work.WITHDRAWN in html(app)
    assert len(app.selectbox(key="withdraw_which").options) == 1
    assert pressed not in {one.proto.id for one in app.button}


def test_an_unknown_firm_is_said_and_nothing_is_recorded(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "results")
    app.text_input(key="done_firm").set_value("どこにもない")
    app = button(app, work.ADD).click().run()
    assert "どこにもない" in app.error[0].value
    assert work.NO_DONE in html(app)


def test_a_target_is_set_and_the_former_ones_come_back(signed_in: SignedIn) -> None:
    app = signed_in("survey", "results")
    app.number_input(key="target_goal").set_value(60)
    app.selectbox(key="target_kind").set_value("成約")
    app.text_input(key="target_yen").set_value("3,500万")
    app = button(app, work.SET_TARGET).click().run()
    assert ">60<" in html(app)
    assert "35,000,000円" in html(app)
    app = button(app, shell.UNDO).click().run()
    assert ">60<" not in html(app)


def test_what_was_done_in_march_is_lately_on_the_first_of_april(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.add_activity(ActivityRow("訪問", date(2032, 3, 30), "架空三月"))
    monkeypatch.setattr("matching.corporate.activities.fiscal_year", lambda _day: 2032)
    assert "架空三月" in html(signed_in("coordinator", "activities"))


def test_undoing_a_target_keeps_what_a_colleague_set_since(signed_in: SignedIn, settings: Settings) -> None:
    app = signed_in("survey", "results")
    app.number_input(key="target_goal").set_value(60)
    app = button(app, work.SET_TARGET).click().run()
    year = app.selectbox(key="year").value
    since = TargetRow(year, "紹介", goal=31)
    with CorporateDatabase.open(settings.database_url) as db, db.writing("ほかの人") as writer:
        writer.put_targets([*db.targets(year), since])
    app = button(app, shell.UNDO).click().run()
    assert ["ほかの人" in one.value for one in app.error] == [True]
    with CorporateDatabase.open(settings.database_url) as db:
        assert since in db.targets(year)


def test_readers_see_the_years_figures_and_nobodys_name(signed_in: SignedIn) -> None:
    app = signed_in("reader", "results")
    assert work.TOTAL in html(app)
    assert work.COORDINATORS not in html(app)
    assert work.DONE_LIST not in [one.value for one in app.header]
    assert not {work.ADD, work.SET_TARGET, work.WORKBOOK} & labels(app)


def test_visits_say_why_and_the_list_can_be_taken_along(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "activities")
    app = box(app, work.VISIT_SURVEY).select(THIS).run()
    assert work.VISITS in html(app)
    assert "点）" in html(app)
    assert work.SAVE_VISITS in labels(app)
    assert [one.label for one in app.tabs] == [work.TAB_DUE, work.TAB_VISITS, work.TAB_DRAFTS, work.TAB_DONE]
    # A visit is noted elsewhere, and the way there stands where visits are listed.
    assert [one.proto.label for one in app.get("page_link")] == [work.TO_RECORDING]
    assert [one.label for one in signed_in("survey", "activities").tabs] == [work.TAB_VISITS, work.TAB_DONE]


def test_a_draft_order_is_confirmed(signed_in: SignedIn, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "発注企業調査.csv"
    path.write_text(PLANS, encoding="utf-8")
    with CorporateDatabase.open(settings.database_url) as db:
        pipeline.run(path, db, survey="R8 発注企業実態調査", person="試験")
    app = signed_in("coordinator", "activities")
    assert not app.error
    app = button(app, work.CONFIRM).click().run()
    assert work.CONFIRMED in html(app)
    assert work.CONFIRM not in labels(app)
    app = button(app, shell.UNDO).click().run()
    assert not app.error


def test_without_judgements_quality_says_what_to_do(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "quality")
    assert work.NO_QUALITY in html(app)
    assert work.LIMITS_LINES[0] in html(app)


def test_quality_counts_what_coordinators_said(signed_in: SignedIn) -> None:
    search = signed_in("coordinator", "suppliers")
    search.text_area(key="enquiry").set_value("旋盤加工")
    search = search.button(key="search").click().run()
    next(one for one in search.button if str(one.key).startswith("suits-")).click().run()
    app = signed_in("coordinator", "quality")
    assert "<dt>評価した企業</dt><dd>1</dd>" in html(app)
    assert "目安" in html(app)
    app = app.date_input(key="quality_last").set_value(date(2020, 1, 2)).run()
    stands(app)
    assert "<dt>評価した企業</dt><dd>1</dd>" not in html(app)
