"""The page 案件→企業, driven as a coordinator would."""

import ast
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.wording import matching as wording
from dashboard.wording import shell
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import NewAccount
from matching.corporate.feedback import REASONS
from matching.errors import DatabaseError, NotFound
from matching.matcher import Matcher
from matching.records import Edit
from matching.settings import Settings
from tests.dashboard.accounts import PASSWORD
from tests.dashboard.conftest import stands

ROOT = Path(__file__).resolve().parents[2]
TURNING = "ステンレスの丸棒を旋盤で加工してほしい。めっきは不要。ぴかぴかに。"


@pytest.fixture
def page(signed_in: Callable[..., AppTest]) -> AppTest:
    return signed_in("coordinator", "suppliers")


def search(page: AppTest, text: str) -> AppTest:
    page.text_area(key="enquiry").set_value(text)
    return page.button(key="search").click().run()


def html(page: AppTest) -> str:
    return "".join(piece.value for piece in page.html)


def cards(page: AppTest) -> list[str]:
    return [piece.value for piece in page.html if piece.value.startswith('<div class="jc">')]


def expanders(page: AppTest) -> list[str]:
    return [one.label for one in page.expander]


def button(page: AppTest, start: str) -> Any:
    return next(b for b in page.button if str(b.key).startswith(start))


def test_an_empty_page_says_what_to_do(page: AppTest) -> None:
    assert page.title[0].value == wording.TITLE
    assert [info.value for info in page.info] == [wording.START]
    assert "登録されている受注企業：5社" in [c.value for c in page.caption]
    stands(page)


def test_a_pasted_enquiry_is_answered_with_ranked_firms_and_reasons(page: AppTest) -> None:
    search(page, TURNING)
    stands(page)
    first = cards(page)[0]
    assert "1位" in first
    assert "架空旋盤工業" in first
    assert "合う条件" in first
    assert "「NC旋盤による旋削加工" in first or "NC旋盤" in first
    assert 'role="img"' in first  # the bar says in words what it shows
    shown = html(page)
    assert '<mark class="jm must"' in shown
    assert "必須・材質：" in shown
    assert "不要・加工：めっき" in shown


def test_a_profile_opens_with_all_that_the_firm_wrote(page: AppTest) -> None:
    search(page, TURNING)
    profile = cards(page)[0].partition(f"<summary>{wording.PROFILE}</summary>")[2]
    assert "NC旋盤による旋削加工。ステンレス、アルミ" in profile
    assert "NC旋盤 3台\n研削盤 1台" in profile
    assert "主要製品" in profile.partition("記載のない項目")[2]


def test_firms_that_may_not_be_introduced_are_listed_with_the_reason(page: AppTest) -> None:
    search(page, TURNING)
    assert f"{wording.EXCLUDED}（1）" in expanders(page)
    assert "架空休業旋盤（茨城県日立市）" in html(page)
    assert "休業中です（設備入替のため）" in html(page)


def test_the_example_can_be_put_in_and_taken_out(page: AppTest) -> None:
    page.button(key="example").click().run()
    assert page.text_area(key="enquiry").value == wording.EXAMPLE
    assert [info.value for info in page.info] == [wording.READY]
    page.button(key="search").click().run()
    assert cards(page)
    page.button(key="clear").click().run()
    assert [info.value for info in page.info] == [wording.START]
    assert not cards(page)


def test_no_result_outlives_its_enquiry(page: AppTest) -> None:
    search(page, TURNING)
    page.text_area(key="enquiry").set_value("板金").run()
    assert not cards(page)
    assert [info.value for info in page.info] == [wording.READY]
    search(page, "板金")
    assert "架空板金" in cards(page)[0]
    # Back to the words of before: what was found for them then is not shown as if it were new.
    page.text_area(key="enquiry").set_value(TURNING).run()
    assert not cards(page)


def test_no_result_outlives_its_viewer(
    page: AppTest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        gate = Gate(db, settings)
        made = People(db, OPERATOR, settings).invite(NewAccount("架空 次郎", ["coordinator"], login="jiro"))
        gate.use_link(made.letter.address.rsplit("/", 1)[1], PASSWORD)
        other = gate.sign_in("jiro", PASSWORD).secret
    search(page, TURNING)
    monkeypatch.setattr(resources, "_secret", lambda: other)
    page.run()
    stands(page)
    assert not cards(page)
    assert page.text_area(key="enquiry").value == ""


def test_a_stored_order_opens_by_its_address_and_by_its_name(
    signed_in: Callable[..., AppTest], settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        writer.upsert_order(
            OrderRow("H26-901", "B-1", texts={"item": "架空シャフト", "processes": "旋盤加工"})
        )
    page = signed_in("coordinator", "suppliers")
    page.query_params["order"] = "H26-901"
    page.run()
    assert page.selectbox(key="number").value == "H26-901"
    assert "旋盤加工" in page.text_area(key="enquiry").value
    assert "架空旋盤工業" in cards(page)[0]
    assert "約31km" in cards(page)[0]  # from the buyer's town
    button(page, "short-").click().run()
    button(page, "ask-").click().run()
    assert wording.asked_firm("架空旋盤工業") in html(page)
    assert "打診" in [t.value for t in page.text]
    page.button(key="make-pdf").click().run()
    stands(page)
    assert "提案書_H26-901.pdf" in str(page.main)
    page.button(key="clear").click().run()
    assert page.selectbox(key="number").value == ""
    assert not cards(page)


def test_only_a_firm_that_is_stopped_is_asked_against_its_state(
    signed_in: Callable[..., AppTest], settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            writer.upsert_order(OrderRow("H26-902", texts={"item": "架空の軸", "processes": "旋盤加工"}))
        active, stopped = (db.supplier_by_key(key).id for key in ("A-1", "A-5"))
        for supplier in (active, stopped):
            db.shortlists.add(OPERATOR, supplier, order="H26-902")
    page = signed_in("coordinator", "suppliers")
    page.query_params["order"] = "H26-902"
    page.run()
    assert {f"ask-{active}-H26-902", f"ask-{stopped}-H26-902"} <= {one.key for one in page.button}
    offered = {one.key for one in page.checkbox if str(one.key).startswith("force-")}
    assert offered == {f"force-{stopped}-H26-902"}
    page.button(key=f"ask-{stopped}-H26-902").click().run()
    assert "打診" not in [t.value for t in page.text]
    page.text_input(key=f"note-{stopped}-H26-902").set_value("社長の了解あり")
    page.checkbox(key=f"force-{stopped}-H26-902").check()
    page.button(key=f"ask-{stopped}-H26-902").click().run()
    assert "打診" in [t.value for t in page.text]


def test_what_was_typed_and_ticked_for_one_order_is_not_there_for_the_next(
    signed_in: Callable[..., AppTest], settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            for number in ("H26-905", "H26-906"):
                writer.upsert_order(OrderRow(number, texts={"item": "架空の軸", "processes": "旋盤加工"}))
        stopped = db.supplier_by_key("A-5").id
        for number in ("H26-905", "H26-906"):
            db.shortlists.add(OPERATOR, stopped, order=number)
    page = signed_in("coordinator", "suppliers")
    page.query_params["order"] = "H26-905"
    page.run()
    page.text_input(key=f"note-{stopped}-H26-905").set_value("社長の了解あり")
    page.checkbox(key=f"force-{stopped}-H26-905").check().run()
    page.selectbox(key="number").set_value("H26-906").run()
    assert [one.value for one in page.checkbox if str(one.key).startswith("force-")] == [False]
    assert [one.value for one in page.text_input if str(one.key).startswith("note-")] == [""]


def test_an_enquiry_is_there_again_after_a_look_at_another_page(page: AppTest) -> None:
    search(page, TURNING)
    page.selectbox(key="filter_city").set_value("日立市").run()
    before = cards(page)
    page.switch_page("dashboard/pages/firms.py").run()
    page.switch_page("dashboard/pages/suppliers.py").run()
    assert page.text_area(key="enquiry").value == TURNING
    assert page.selectbox(key="filter_city").value == "日立市"
    assert cards(page) == before


def at_order(signed_in: Callable[..., AppTest], settings: Settings, number: str) -> AppTest:
    """The page where an order for turning has been opened by its address."""
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_order(OrderRow(number, texts={"item": "架空の軸", "processes": "旋盤加工"}))
    page = signed_in("coordinator", "suppliers")
    page.query_params["order"] = number
    page.run()
    return page


def test_an_order_opens_again_after_another_enquiry(
    signed_in: Callable[..., AppTest], settings: Settings
) -> None:
    page = at_order(signed_in, settings, "H26-907")
    page.button(key="clear").click().run()
    search(page, "板金")
    page.switch_page("dashboard/pages/cases.py").run()
    page.query_params["order"] = "H26-907"
    page.switch_page("dashboard/pages/suppliers.py").run()
    assert page.selectbox(key="number").value == "H26-907"
    assert "旋盤加工" in page.text_area(key="enquiry").value


def test_words_written_over_an_orders_are_said_to_count_as_the_order_and_can_be_parted_from_it(
    signed_in: Callable[..., AppTest], settings: Settings
) -> None:
    page = at_order(signed_in, settings, "H26-908")
    assert wording.rewritten("H26-908") not in [one.value for one in page.info]
    search(page, "板金の箱を作ってほしい。")
    assert wording.rewritten("H26-908") in [one.value for one in page.info]
    page.button(key="part").click().run()
    page.run()
    assert page.selectbox(key="number").value == ""
    assert page.text_area(key="enquiry").value == "板金の箱を作ってほしい。"
    assert "架空板金" in cards(page)[0]
    assert not page.info


def test_an_address_of_no_order_is_told_and_leaves_the_page_usable(page: AppTest) -> None:
    page.query_params["order"] = "H00-000"
    page.run()
    assert "H00-000" in page.warning[0].value
    search(page, "板金")
    assert cards(page)


def test_an_address_of_no_shortlist_is_told_and_leaves_the_page_usable(page: AppTest) -> None:
    page.query_params["shortlist"] = "9" * 5_000
    page.run()
    assert not page.error
    assert wording.NO_SHORTLIST in [one.value for one in page.warning]
    search(page, "板金")
    assert cards(page)


def test_a_chosen_order_that_is_gone_by_then_is_told_and_leaves_the_page_usable(
    page: AppTest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_order(OrderRow("H26-903", texts={"item": "架空の軸", "processes": "旋盤加工"}))

    def gone(_: Matcher, number: str) -> None:
        raise NotFound(f"案件 {number} はありません。")

    page.run()
    monkeypatch.setattr(Matcher, "order", gone)
    page.selectbox(key="number").set_value("H26-903").run()
    assert not page.exception
    assert "案件 H26-903 はありません。" in [one.value for one in page.warning]
    assert page.selectbox(key="number").value == ""
    search(page, "板金")
    assert "架空板金" in cards(page)[0]


def test_an_order_is_chosen_only_by_somebody_whose_session_still_holds(
    page: AppTest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_order(OrderRow("H26-904", texts={"item": "架空の軸", "processes": "旋盤加工"}))
    page.run()
    monkeypatch.setattr(resources, "_secret", lambda: "")
    page.selectbox(key="number").set_value("H26-904").run()
    assert shell.SESSION_OVER in [one.value for one in page.warning]
    assert "旋盤加工" not in html(page)


def test_a_condition_longer_than_can_be_read_is_told_and_can_be_taken_back(page: AppTest) -> None:
    search(page, "板金")
    page.session_state["edits"] = (
        Edit("add", words="長" * 501),
    )  # typed in: the page's test can only choose
    adding = page.selectbox(key="add-condition")
    adding.set_value(next(one for one in adding.options if one.startswith("切削加工"))).run()
    assert not page.exception
    assert "書き足す条件は 500 文字までにしてください。" in [one.value for one in page.warning]
    page.button(key="reset_edits").click().run()
    assert "架空板金" in cards(page)[0]


def test_a_dropped_condition_ranks_anew_at_once_and_comes_back(page: AppTest) -> None:
    search(page, "板金とめっき")
    before = cards(page)
    button(page, "drop-process-0-2").click().run()
    after = cards(page)
    assert "架空めっき" in after[0]
    assert after != before
    assert '<s class="jm-gone"' in html(page)
    page.button(key="undo_edit").click().run()
    assert cards(page) == before


def test_a_condition_can_be_made_a_wish_reworded_and_added(page: AppTest) -> None:
    search(page, "板金")
    page.radio(key="weight-process-0-2").set_value(wording.WISH).run()
    assert "希望・加工：板金" in html(page)
    page.text_input(key="words-process-0-2-板金-1").set_value("射出成形").run()
    assert "射出成形" in cards(page)[0]
    assert "希望・加工：射出成形" in html(page)
    adding = page.selectbox(key="add-condition")
    adding.set_value(next(one for one in adding.options if one.startswith("切削加工"))).run()
    assert "<ins>" in html(page)
    stands(page)
    page.button(key="reset_edits").click().run()
    assert "必須・加工：板金" in html(page)
    assert "架空板金" in cards(page)[0]


def test_added_words_that_are_no_condition_are_told(page: AppTest) -> None:
    search(page, "板金")
    page.session_state["edits"] = (Edit("add", words="日曜日に来てほしい"), Edit("add", words="研磨"))
    page.run()
    told = [one.value for one in page.text if "条件として読み取れませんでした" in one.value]
    assert told == [wording.unread("日曜日に来てほしい")]


def test_a_condition_reworded_to_two_of_its_kind_has_a_chip_for_each(page: AppTest) -> None:
    search(page, "シャフトの研磨をお願いします。100個")
    words = next(one for one in page.text_input if str(one.key).startswith("words-process"))
    words.set_value("旋削と研磨").run()
    assert not page.error
    dropped = [one.key for one in page.button if str(one.key).startswith("drop-process")]
    assert len(dropped) == len(set(dropped)) == 2
    page.button(key="undo_edit").click().run()
    assert len([one for one in page.button if str(one.key).startswith("drop-process")]) == 1


def test_the_box_of_a_condition_holds_this_enquirys_words_and_not_the_last_ones(page: AppTest) -> None:
    search(page, "研磨加工をお願いします")
    search(page, "旋盤加工をお願いします")
    assert [one.value for one in page.text_input if str(one.key).startswith("words-process")] == ["旋盤加工"]


def test_a_second_press_that_comes_with_the_address_of_before_begins_no_second_shortlist(
    page: AppTest, settings: Settings
) -> None:
    text = "板金を二度押しする人のために"
    search(page, text)
    button(page, "short-").click().run()
    del page.query_params["shortlist"]
    next(b for b in page.button if str(b.key).startswith("short-") and not b.disabled).click().run()
    stands(page)
    with CorporateDatabase.open(settings.database_url) as db:
        begun = [one for one in db.shortlists.enquiries(OPERATOR) if one.text == text]
    assert len(begun) == 1


def test_a_new_enquiry_starts_without_the_edits_of_the_last(page: AppTest) -> None:
    search(page, "板金とめっき")
    button(page, "drop-process-0-2").click().run()
    search(page, "旋盤とめっき")
    assert '<s class="jm-gone"' not in html(page).split("jm-letters")[0]


def test_filters_say_how_many_firms_they_leave_out(page: AppTest) -> None:
    search(page, TURNING)
    page.selectbox(key="filter_city").set_value("水戸市").run()
    assert wording.removed(5) in [c.value for c in page.caption]
    assert wording.left(0, 5) in [c.value for c in page.caption]
    assert not cards(page)
    assert wording.NARROWED_OUT in [i.value for i in page.info]
    page.selectbox(key="filter_city").set_value("日立市").run()
    assert wording.removed(0) in [c.value for c in page.caption]
    assert cards(page)


def test_distance_counts_from_the_chosen_town(page: AppTest) -> None:
    search(page, TURNING)
    page.selectbox(key="origin").set_value("日立市").run()
    assert "同じ市区町村" in cards(page)[0]
    page.selectbox(key="origin").set_value("水戸市").run()
    assert "約31km" in cards(page)[0]
    page.number_input(key="filter_max_km").set_value(5).run()
    assert not cards(page)


@pytest.mark.parametrize(
    ("view", "sign"),
    [
        (wording.TABLE, '<table class="jh-table jx">'),
        (wording.MAP, '<div class="jmap"'),
        (wording.COMPARE, '<table class="jh-table jcmp">'),
    ],
)
def test_the_firms_are_shown_as_table_map_and_side_by_side(page: AppTest, view: str, sign: str) -> None:
    search(page, TURNING)
    page.segmented_control(key="view").set_value(view).run()
    assert sign in html(page)
    assert "架空旋盤工業" in html(page)
    stands(page)


def test_a_firm_in_mind_is_told_why_it_is_not_among_the_first(page: AppTest) -> None:
    search(page, TURNING)
    page.text_input(key="why-words").set_value("架空めっき")
    next(b for b in page.button if b.label == wording.WHY_BUTTON).click().run()
    assert "架空めっき（茨城県日立市）" in html(page)
    search(page, "板金")
    assert "架空めっき（茨城県日立市）" not in html(page)


def test_of_several_firms_in_mind_one_is_pressed_and_its_number_needs_no_typing(page: AppTest) -> None:
    search(page, TURNING)
    page.text_input(key="why-words").set_value("旋盤")
    next(b for b in page.button if b.label == wording.WHY_BUTTON).click().run()
    assert wording.which_firm(0) in [one.value for one in page.text]
    offered = [b for b in page.button if str(b.key).startswith("meant-")]
    assert ["架空旋盤工業" in offered[0].label, "架空休業旋盤" in offered[1].label] == [True, True]
    offered[1].click().run()
    stands(page)
    assert "架空休業旋盤（茨城県日立市）" in html(page)
    assert not [b for b in page.button if str(b.key).startswith("meant-")]


def test_a_chain_of_processes_is_answered_with_a_team(page: AppTest) -> None:
    search(page, "旋盤で削ってから無電解ニッケルめっきをしてほしい")
    page.button(key="make-teams").click().run()
    assert "組み合わせ1" in html(page)
    assert "架空めっき（茨城県日立市）" in html(page)


def test_an_enquiry_of_one_process_is_told_that_it_needs_no_team(page: AppTest) -> None:
    search(page, "旋盤で削ってほしい")
    page.button(key="make-teams").click().run()
    stands(page)
    assert any("共同受注の組み合わせは作れません" in info.value for info in page.info)


def test_a_search_says_what_it_found_and_leads_the_keyboard_there_once(page: AppTest) -> None:
    search(page, TURNING)
    line = next(piece.value for piece in page.html if 'id="jm-found"' in piece.value)
    assert "社を点の高い順に並べました（1位 架空旋盤工業）" in line
    assert 'role="status"' in line
    assert "focus(" in line
    page.checkbox(key="strict").check().run()
    assert "focus(" not in next(piece.value for piece in page.html if 'id="jm-found"' in piece.value)


def test_what_nobody_is_known_to_do_is_said_above_the_list(page: AppTest) -> None:
    search(page, TURNING)
    assert not any("この一覧にありません" in one.value for one in page.warning)
    search(page, "木型を作ってほしい")
    assert any("「木型" in one.value and "この一覧にありません" in one.value for one in page.warning)


def test_a_firm_goes_on_the_shortlist_and_off_again(page: AppTest) -> None:
    search(page, TURNING)
    assert wording.SHORTLIST_EMPTY in html(page)
    button(page, "short-").click().run()
    assert wording.put_on_shortlist("架空旋盤工業") in html(page)
    assert button(page, "short-").label == wording.ON_SHORTLIST
    page.button(key="_undo_it").click().run()
    assert wording.SHORTLIST_EMPTY in html(page)
    button(page, "short-").click().run()
    button(page, "off-").click().run()
    assert wording.SHORTLIST_EMPTY in html(page)
    page.button(key="_undo_it").click().run()
    assert wording.SHORTLIST_EMPTY not in html(page)
    button(page, "off-").click().run()


def test_an_enquiry_opened_by_its_address_stands_with_its_corrections_again(
    page: AppTest, signed_in: Callable[..., AppTest]
) -> None:
    search(page, "板金とめっき")
    button(page, "drop-process-0-2").click().run()
    button(page, "short-").click().run()
    listed = cards(page)
    again = signed_in("coordinator")
    again.query_params["shortlist"] = page.query_params["shortlist"]
    again.switch_page("dashboard/pages/suppliers.py").run()
    stands(again)
    assert '<s class="jm-gone"' in html(again)
    assert [one.split("<")[2] for one in cards(again)] == [one.split("<")[2] for one in listed]


def test_a_word_on_a_firm_is_one_click(page: AppTest) -> None:
    search(page, TURNING)
    button(page, "suits-").click().run()
    stands(page)
    assert wording.judged("架空旋盤工業", True) in html(page)


def test_why_a_firm_does_not_suit_is_said_in_one_sense_for_every_reason() -> None:
    assert list(wording.UNSUITED) == list(REASONS)
    assert wording.UNSUITED["process"] == "加工ができない"
    assert not any(
        "・ない" in words or "・合わ" in words or "・でき" in words for words in wording.UNSUITED.values()
    )


@pytest.mark.parametrize("text", ["", " 　\n"])
def test_an_empty_enquiry_is_asked_for(page: AppTest, text: str) -> None:
    search(page, text)
    assert [info.value for info in page.info] == [wording.EMPTY]


def test_a_text_that_says_nothing_is_answered_with_what_to_add(page: AppTest) -> None:
    search(page, "あ")
    assert "書き足して" in page.warning[0].value
    assert wording.NOTHING_FOUND in [info.value for info in page.info]


def test_html_in_a_name_stays_text(page: AppTest, nasty_name: str) -> None:
    search(page, "樹脂の射出成形 <img src=x onerror=alert(1)>")
    for view in (wording.CARDS, wording.TABLE, wording.MAP, wording.COMPARE):
        page.segmented_control(key="view").set_value(view).run()
        assert escape(nasty_name) in html(page)
        assert "<script>" not in html(page)
        assert "<img src=x" not in html(page)
    assert nasty_name not in "".join(piece.value for piece in page.markdown)


@pytest.mark.parametrize(
    ("error", "shown_in", "words"),
    [
        (DatabaseError("企業データベースを読めません。"), "warning", "企業データベースを読めません。"),
        (RuntimeError("bug"), "error", shell.UNEXPECTED),
    ],
)
def test_an_error_is_a_sentence_and_leaves_no_old_result(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, error: Exception, shown_in: str, words: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    search(page, TURNING)
    monkeypatch.setattr(Matcher, "match", fail)
    search(page, "板金")
    assert words in [shown.value for shown in getattr(page, shown_in)]
    assert not page.exception
    assert not cards(page)


def test_pages_hold_no_logic_of_their_own() -> None:
    """The main page imports the desk, the dashboard and records: no database, engine or index."""
    tree = ast.parse((ROOT / "dashboard" / "pages" / "suppliers.py").read_text(encoding="utf-8"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    outside = {m for m in modules if m.split(".")[0] == "matching"}
    assert outside <= {"matching.desk", "matching.errors", "matching.records"}
