"""企業データベース, 登録の確認 and 自社の登録 as their people use them."""

import uuid
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import firm_forms, firm_tables
from dashboard.wording import firms as wording
from dashboard.wording import own
from matching.casework.registrations import PreviewedOrder, ReadAbility
from matching.corporate import CorporateDatabase, Fact, OrderRow, Provenance, SupplierRow
from matching.corporate.access import OPERATOR
from matching.corporate.case_rows import Difference
from matching.corporate.draft_states import OPEN
from matching.corporate.fields import fields
from matching.corporate.profile_checks import FORM_FIELDS
from matching.records import Gap
from matching.settings import Settings
from tests.dashboard.conftest import SignedIn, stands
from tests.dashboard.test_shell import html


@pytest.fixture
def firm(settings: Settings) -> tuple[int, str]:
    """A firm of a test's own: (id, name)."""
    name = f"架空試作{uuid.uuid4().hex[:8]}"
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        row = SupplierRow(
            name, prefecture="茨城県", city="水戸市", phone="029-111-2222", texts={"processes": "旋盤加工"}
        )
        return writer.upsert_supplier(row).id, name


def at(signed_in: SignedIn, role: str, page: str, **query: str) -> AppTest:
    """A page opened by its address."""
    app = signed_in(role)
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page(f"dashboard/pages/{page}.py").run()


def choose(app: AppTest, key: str, value: str) -> AppTest:
    app.session_state[key] = value
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


# 企業データベース


@pytest.mark.parametrize("words", ["かくう", "めっき"])
def test_firms_are_found_by_words(signed_in: SignedIn, words: str) -> None:
    app = signed_in("coordinator", "firms")
    app.text_input(key="firms_words").set_value(words).run()
    stands(app)
    if words == "めっき":
        assert "架空めっき" in html(app)
        assert "架空板金" not in html(app)
        assert app.query_params["q"] in (words, [words])


def test_a_firm_is_found_by_digits_of_its_telephone(signed_in: SignedIn, firm: tuple[int, str]) -> None:
    app = signed_in("coordinator", "firms")
    app.text_input(key="firms_words").set_value("1112222").run()
    assert firm[1] in html(app)


def test_an_address_with_words_opens_that_search(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "firms", q="板金")
    assert app.text_input(key="firms_words").value == "板金"
    assert "架空板金" in html(app)


def test_a_search_stands_in_the_address_and_a_firms_page_leads_back_to_it(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "firms", q="旋盤", city="日立市")
    assert app.selectbox(key="firms_city").value == "日立市"
    found = next(one.value for one in app.html if '<article class="jf-card">' in one.value)
    assert "&amp;q=%E6%97%8B%E7%9B%A4&amp;city=%E6%97%A5%E7%AB%8B%E5%B8%82" in found
    app = at(signed_in, "coordinator", "firms", q="旋盤", city="日立市", firm="1")
    press(app, "firm_back")
    assert app.text_input(key="firms_words").value == "旋盤"
    assert app.selectbox(key="firms_city").value == "日立市"


def test_an_address_with_a_blank_city_opens_the_whole_list(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "firms", city=" ")
    stands(app)
    assert app.selectbox(key="firms_city").value == ""
    assert "架空めっき" in html(app)


def test_who_keeps_the_database_finds_the_ways_to_it_beside_the_search(signed_in: SignedIn) -> None:
    labels = [label for _, label, _, _ in wording.WAYS]
    for role, seen in (("coordinator", labels), ("survey", labels[2:]), ("reader", [])):
        app = signed_in(role, "firms")
        stands(app)
        assert [one.proto.label for one in app.get("page_link")] == seen, role


def test_a_search_without_a_firm_says_what_to_do(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "firms", q="存在しない言葉")
    assert wording.NOTHING_TODO in html(app)


def test_a_facet_leaves_as_many_firms_as_it_says(signed_in: SignedIn) -> None:
    app = signed_in("coordinator", "firms")
    box = app.selectbox(key="firms_city")
    shown = next(one for one in box.options if one.startswith("日立市"))
    app.session_state["firms_city"] = "日立市"
    app.run()
    count = int(shown.removeprefix("日立市（").removesuffix("社）"))
    assert [piece.value for piece in app.header] == [wording.found(str(count))]


def test_readers_see_no_facets_nor_what_a_firm_keeps_to_itself(
    signed_in: SignedIn, firm: tuple[int, str]
) -> None:
    app = at(signed_in, "reader", "firms", firm=str(firm[0]))
    assert firm[1] in app.title[0].value
    assert "029-111-2222" not in html(app)
    assert not app.error
    assert not [one for one in app.button if str(one.key).startswith("clear_")]
    assert "firms_city" not in {one.key for one in signed_in("reader", "firms").selectbox}


def test_a_name_with_html_stays_text(signed_in: SignedIn, nasty_name: str) -> None:
    app = signed_in("coordinator", "firms")
    assert nasty_name not in html(app)
    assert "&lt;b&gt;架空&lt;/b&gt;" in html(app)


def test_a_name_with_markdown_is_the_heading_as_it_was_written(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        firm = db.supplier_by_key("A-4").id
    app = at(signed_in, "coordinator", "firms", firm=str(firm))
    shown = app.title[0].value
    assert shown == r"\<b\>架空\</b\> \*\*樹脂\*\* \!\[x\](http://example.jp/a.png)"


def test_a_firm_that_there_is_not_is_said_so(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "firms", firm="999999")
    assert app.error
    assert not app.exception


def test_a_state_is_set_and_taken_back_with_one_press(signed_in: SignedIn, firm: tuple[int, str]) -> None:
    app = choose(
        at(signed_in, "coordinator", "firms", firm=str(firm[0])), f"firm_part_{firm[0]}", wording.STATE_TAB
    )
    next(one for one in app.button if one.label == wording.SET_STATE).click().run()
    assert any("いまは紹介できません" in one.value for one in app.warning)
    press(app, "_undo_it")
    assert not app.warning
    assert [one.value for one in app.info] == [wording.NO_STATES]


def test_a_state_that_is_cleared_comes_back_with_one_press(
    signed_in: SignedIn, firm: tuple[int, str], settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        db.firm_states.set(OPERATOR, firm[0], "紹介停止", "本人の電話")
    app = choose(
        at(signed_in, "coordinator", "firms", firm=str(firm[0])), f"firm_part_{firm[0]}", wording.STATE_TAB
    )
    press(app, "clear_紹介停止")
    assert not app.warning
    press(app, "_undo_it")
    assert any("本人の電話" in one.value for one in app.warning)


def test_the_profile_says_where_each_value_comes_from(signed_in: SignedIn, firm: tuple[int, str]) -> None:
    app = at(signed_in, "coordinator", "firms", firm=str(firm[0]))
    assert "旋盤加工" in html(app)
    assert wording.TYPED_IN in html(app)
    for part in (wording.GAPS_TAB, wording.CASES_TAB, wording.FILES_TAB, wording.HISTORY_TAB):
        choose(app, f"firm_part_{firm[0]}", part)
        stands(app)


# 登録の確認


def test_a_faxed_form_is_typed_in_for_a_new_firm_and_found_at_once(signed_in: SignedIn) -> None:
    name = f"架空代行{uuid.uuid4().hex[:8]}"
    app = choose(signed_in("coordinator", "registrations"), "review_part", wording.PROXY)
    _field(app, "企業名").set_value(name)
    app.session_state["form_proxy"]["prefecture"] = "茨城県"
    app.run()
    choose(app, "proxy_step", wording.STEP_TITLES[1])
    _field(app, "加工内容").set_value("ワイヤ放電加工").run()
    assert "ワイヤ" in html(app)
    app.session_state["form_proxy"]["prefecture"] = "茨城県"
    press(app, "proxy_do_0")
    assert not app.error
    assert wording.proxied(name) in html(app)
    assert _field(app, "企業名").value == ""  # the next form begins where a form begins
    assert name in html(at(signed_in, "coordinator", "firms", q=name))


def test_fields_that_keep_only_what_was_entered_say_so_beside_them(signed_in: SignedIn) -> None:
    app = at(signed_in, "coordinator", "registrations", part="proxy")
    prefecture = next(one for one in app.selectbox if str(one.key).startswith("proxy_prefecture_"))
    prefecture.set_value("茨城県").run()  # its municipalities are offered now
    entered = [one for one in app.selectbox if str(one.key).startswith(("proxy_prefecture_", "proxy_city_"))]
    assert len(entered) == 2
    assert [one.value for one in app.caption].count(wording.CHOOSE_OR_ENTER) == 2


@pytest.mark.parametrize(("named", "number"), [(True, "1180301018771"), (False, "4011001098993")])
def test_a_form_typed_as_new_for_a_known_firm_is_written_onto_it_without_typing_it_again(
    signed_in: SignedIn, firm: tuple[int, str], settings: Settings, named: bool, number: str
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.change_profile(firm[0], {"corporate_number": number}, Provenance(person="試験"))
    app = at(signed_in, "coordinator", "registrations", part="proxy")
    name = firm[1] if named else ""
    for label, text in (("企業名", name), ("法人番号", number), ("担当者", "架空 次郎")):
        _field(app, label).set_value(text)
    app.run()
    app.session_state["form_proxy"] |= {"prefecture": "茨城県", "city": "水戸市"}
    press(app, "next_proxy_step")
    _field(app, "加工内容").set_value("ワイヤ放電加工").run()
    press(app, "proxy_do_0")
    assert ["まだ何も書き込んでいません" in one.value for one in app.warning] == [True]
    press(app, "proxy_same")
    assert wording.proxied(firm[1]) in html(app)
    with CorporateDatabase.open(settings.database_url) as db:
        form = db.registrations.form(OPERATOR, firm[0])
    assert (form["contact"], form["processes"]) == ("架空 次郎", "ワイヤ放電加工")


def test_a_form_that_is_being_typed_stays_while_one_looks_at_another_page(
    signed_in: SignedIn, firm: tuple[int, str]
) -> None:
    app = at(signed_in, "coordinator", "registrations", part="proxy")
    app.text_input(key="proxy_words").set_value(firm[1]).run()
    app.selectbox(key="proxy_firm").set_value(firm[0]).run()
    _field(app, "URL").set_value("https://kakuu.example.jp").run()
    _field(app, wording.PROXY_NOTE).set_value("10月3日着のFAX").run()
    app.switch_page("dashboard/pages/firms.py").run()
    app.switch_page("dashboard/pages/registrations.py").run()
    choose(app, "review_part", wording.PROXY)
    assert app.selectbox(key="proxy_firm").value == firm[0]
    assert _field(app, "URL").value == "https://kakuu.example.jp"
    assert _field(app, wording.PROXY_NOTE).value == "10月3日着のFAX"
    press(app, "proxy_do_0")
    assert wording.proxied(firm[1]) in html(app)
    # What came with this form is no source of the next one.
    assert _field(app, wording.PROXY_NOTE).value == ""


def _set_phone(settings: Settings, firm_id: int, phone: str) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("ほかの人") as writer:
        writer.change_profile(firm_id, {"phone": phone}, Provenance(person="ほかの人"))


def _phone(settings: Settings, firm_id: int) -> str:
    with CorporateDatabase.open(settings.database_url) as db:
        return db.registrations.form(OPERATOR, firm_id).get("phone", "")


def test_typing_a_form_leaves_what_a_colleague_set_meanwhile(
    signed_in: SignedIn, firm: tuple[int, str], settings: Settings
) -> None:
    app = choose(signed_in("coordinator", "registrations"), "review_part", wording.PROXY)
    app.text_input(key="proxy_words").set_value(firm[1]).run()
    app.selectbox(key="proxy_firm").set_value(firm[0]).run()
    _set_phone(settings, firm[0], "029-999-0000")
    _field(app, "URL").set_value("https://kakuu.example.jp").run()
    press(app, "proxy_do_0")
    assert not app.error
    assert wording.proxied(firm[1]) in html(app)
    assert _phone(settings, firm[0]) == "029-999-0000"


def test_a_firms_page_says_that_a_colleague_set_the_same_field(
    signed_in: SignedIn, firm: tuple[int, str], settings: Settings
) -> None:
    app = at(signed_in, "coordinator", "firms", firm=str(firm[0]))
    _set_phone(settings, firm[0], "029-999-0000")
    _field(app, "TEL").set_value("029-555-5555").run()
    press(app, f"save_edit{firm[0]}")
    assert ["029-999-0000" in one.value for one in app.error] == [True]
    assert _phone(settings, firm[0]) == "029-999-0000"
    assert _field(app, "TEL").value == "029-555-5555"


def _field(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in (*app.text_input, *app.text_area) if one.label.startswith(label))


def test_who_has_not_confirmed_is_listed_and_confirmed_with_one_press(
    signed_in: SignedIn, firm: tuple[int, str]
) -> None:
    app = choose(signed_in("coordinator", "registrations"), "review_part", wording.CONFIRMATIONS)
    assert firm[1] in html(app)
    press(app, f"confirm_{firm[0]}")
    assert wording.confirmed(firm[1]) in html(app)
    assert f"confirm_{firm[0]}" not in {one.key for one in app.button}


# 自社の登録


def test_a_supplier_changes_its_profile_and_sees_it_returned_then_accepted(signed_in: SignedIn) -> None:
    app = signed_in("supplier", "own_profile")
    app.session_state["own_step"] = wording.STEP_TITLES[1]
    app.run()
    _field(app, "得意技術").set_value("医療機器向けの微細な旋削").run()
    assert wording.READ in "".join(piece.value for piece in app.markdown)
    press(app, "own_next")
    assert own.SAVED in html(app)
    app.session_state["own_step"] = wording.STEP_TITLES[-1]
    app.run()
    assert "医療機器向けの微細な旋削" in html(app)
    app.session_state["form_own"]["prefecture"] = "茨城県"
    press(app, "own_submit")
    assert [one.value for one in app.info] == [own.SUBMITTED]

    office = signed_in("coordinator", "registrations")
    opened = next(one for one in office.button if (one.key or "").startswith("draft_"))
    opened.click().run()
    assert "医療機器向けの微細な旋削" in html(office)
    note = next(one for one in office.text_area if one.label == wording.RETURN_NOTE)
    note.set_value("寸法も書いてください。").run()
    press(office, "give_back")

    app = signed_in("supplier", "own_profile")
    assert any("寸法も書いてください。" in one.value for one in app.warning)
    press(app, "own_discard")
    assert not app.warning
    assert own.DISCARDED in html(app)


def test_a_supplier_drafts_only_what_it_typed_and_is_marked_where_the_office_did_too(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        firm_id = db.supplier_by_key("A-1").id
    app = signed_in("supplier", "own_profile")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("ほかの人") as writer:
        writer.change_profile(
            firm_id, {"phone": "029-999-0000", "kana": "カクウセンバン"}, Provenance(person="ほかの人")
        )
    _field(app, "フリガナ").set_value("カクウコウギョウ").run()
    press(app, "own_next")
    assert own.SAVED in html(app)
    with CorporateDatabase.open(settings.database_url) as db:
        draft = db.registrations.listed(OPERATOR, states=OPEN)[0]
        found = [
            (one.field, one.before, one.after, one.conflict)
            for one in db.registrations.differences(OPERATOR, draft.id)
        ]
    assert found == [("kana", "カクウセンバン", "カクウコウギョウ", True)]
    press(app, "own_discard")


def test_a_supplier_confirms_its_data_with_one_press(signed_in: SignedIn) -> None:
    app = press(signed_in("supplier", "own_profile"), "own_confirm")
    assert own.CONFIRMED in html(app)
    assert any("確認済み" in one.value for one in app.text)


def test_a_supplier_sees_orders_without_buyers_points_or_other_firms(signed_in: SignedIn) -> None:
    for page in ("own_orders", "own_introductions", "own_profile"):
        app = signed_in("supplier", page)
        said = html(app) + "".join(one.value for one in (*app.text, *app.markdown, *app.caption))
        stands(app)
        if page == "own_orders":
            assert '<div class="jf-own">' in said or own.NO_ORDERS in said
        for hidden in ("架空発注", "架空めっき", "架空板金", "点", "位（"):
            assert hidden not in said, (page, hidden)


def test_a_supplier_is_shown_only_orders_whose_main_process_it_does(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        for number, words in (("H26-911", "NC旋盤による旋削加工"), ("H26-912", "革製品の縫製")):
            writer.upsert_order(OrderRow(number, "B-1", texts={"item": f"架空{number}", "processes": words}))
    app = signed_in("supplier", "own_orders")
    stands(app)
    listed = "".join(one.value for one in app.html if one.value.startswith('<div class="jf-own">'))
    assert "H26-911" in listed
    assert "H26-912" not in listed


def test_a_supplier_whom_no_order_suits_is_told_so_and_what_stands_blank(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CorporateDatabase, "orders", lambda *_, **__: [])
    app = signed_in("supplier", "own_orders")
    assert own.NO_ORDERS in html(app)
    assert any(one.value.startswith("登録で空欄の項目：") and "主要製品" in one.value for one in app.caption)
    assert own.NOTHING_LACKS not in [one.value for one in app.caption]


# Without Streamlit


def test_every_field_of_the_form_is_asked_in_one_step() -> None:
    asked = [
        field.key for step in range(firm_forms.STEPS - 1) for part in firm_forms.asked(step) for field in part
    ]
    assert sorted(asked) == sorted(FORM_FIELDS)


def test_a_chosen_word_is_written_behind_what_stands_once() -> None:
    assert firm_forms.added("旋盤", "研磨", line=False) == "旋盤、研磨"
    assert firm_forms.added("旋盤", "研磨", line=True) == "旋盤\n研磨"
    assert firm_forms.added("", "研磨", line=False) == "研磨"
    assert firm_forms.added("旋盤、研磨", "研磨", line=False) == "旋盤、研磨"


def test_words_to_choose_from_are_of_the_field() -> None:
    assert "SUS304" in firm_forms.words("material")
    assert "SUS304" not in firm_forms.words("process")


def test_what_is_wrong_is_said_at_its_field() -> None:
    found = firm_forms.faults_of({"name": "架空", "phone": "12"}, {"phone"})
    assert list(found) == ["phone"]
    assert "市外局番" in found["phone"][0].message


def test_a_place_that_is_typed_short_is_sent_in_full() -> None:
    typed = {"prefecture": "茨城", "city": "日立", "phone": "０２９４－３３－４４４４", "url": "なし"}
    assert firm_forms.changed(typed, {}) == {
        "prefecture": "茨城県",
        "city": "日立市",
        "phone": "0294-33-4444",
    }
    assert firm_forms.faults_of(typed, {"prefecture", "city", "phone", "url"}) == {}
    assert "日立市" in (firm_forms.options("city", typed) or [])
    assert firm_forms.options("city", {}) is None


def test_what_is_wrong_is_said_as_soon_as_it_is_typed(signed_in: SignedIn) -> None:
    app = signed_in("supplier", "own_profile")
    _field(app, "E-mail").set_value("info.example.jp").run()
    assert ["E-mail の形ではありません" in one.value for one in app.error] == [True]
    _field(app, "E-mail").set_value("ｉｎｆｏ＠example.jp").run()
    assert not app.error


def test_only_what_differs_is_sent() -> None:
    before = {"name": "架空", "lots": "1個", "sizes": "φ20"}
    assert firm_forms.changed({"name": "架空", "lots": "2個"}, before) == {"lots": "2個", "sizes": ""}
    assert [one.label for one in firm_forms.changes({"name": "架空", "sizes": "φ20"}, before)] == [
        "対応ロット"
    ]


@pytest.mark.parametrize(
    ("still_open", "orders", "said"),
    [
        (1, ("H26-001",), "募集中の案件 1件：H26-001"),
        (0, ("H26-007",), "終わった案件 1件：H26-007"),
        (1, tuple("ABCDEF"), "案件 6件（うち募集中 1件）：A、B、C、D、E など"),
    ],
)
def test_a_missing_fact_says_which_orders_it_decides(
    still_open: int, orders: tuple[str, ...], said: str
) -> None:
    assert wording.deciding(still_open, orders) == said


def test_the_one_sheet_of_a_csv_is_not_named_twice() -> None:
    assert wording.source("名簿.csv", "名簿", "A6") == "名簿.csv（A6）"
    assert wording.source("名簿.xlsx", "受注", "A6") == "名簿.xlsx（受注 A6）"


def test_a_new_firms_form_is_told_plainly_and_a_changed_one_beside_what_stands() -> None:
    found = [Difference("name", "企業名", "", "架空<b>工業")]
    assert firm_tables.told(found, new=True) == (
        '<dl class="jp"><dt>企業名</dt><dd>架空&lt;b&gt;工業</dd></dl>'
    )
    assert wording.BLANK in firm_tables.told(found, new=False)


def test_what_is_to_be_mended_leads_to_its_step(signed_in: SignedIn) -> None:
    app = signed_in("supplier", "own_profile")
    _field(app, "E-mail").set_value("info.example.jp").run()
    app.session_state["own_step"] = wording.STEP_TITLES[-1]
    app.run()
    assert any("E-mail の形ではありません" in one.value for one in app.error)
    assert not any(one.key == "own_submit" for one in app.button)
    press(app, "own_mend_0")
    assert _field(app, "E-mail").value == "info.example.jp"


def test_private_fields_say_so() -> None:
    labels = [firm_forms.label(fields("supplier")[key]) for key in ("name", "phone", "url")]
    assert labels == ["企業名（必須）", "TEL（非公開）", "URL"]


def test_what_a_firm_does_not_do_itself_is_said_in_words() -> None:
    read = [
        ReadAbility("processes", "process", "旋盤加工", "does"),
        ReadAbility("limits", "process", "めっき", "outside"),
        ReadAbility("limits", "material", "鋳鉄", "refuses"),
        ReadAbility("strengths", "process", "旋盤加工", "does"),
    ]
    shown = firm_tables.chips(read)
    assert shown.count("旋盤加工") == 1
    assert "外注：めっき" in shown
    assert "対応しない：鋳鉄" in shown


def test_amounts_people_and_days_are_written_in_japanese() -> None:
    known = fields("supplier")
    assert firm_tables.written(known["capital_yen"], 30_000_000) == "30,000,000円"
    assert firm_tables.written(known["employees"], 1_234) == "1,234人"
    assert firm_tables.written(known["confirmed_on"], "2026-11-22") == "2026年11月22日(日)"
    assert firm_tables.written(known["confirmed_on"], "去年の春") == "去年の春"


def test_gaps_and_previews_escape_what_firms_write() -> None:
    gap = Gap("process", "<b>", "「<b>」に対応できますか", ("H26-001",), 1)
    assert "<b>" not in firm_tables.gaps([gap])
    assert "募集中の案件 1件：H26-001" in firm_tables.gaps([gap])
    order = PreviewedOrder("H26-001", "<script>", None, 0, 2, 3)
    shown = firm_tables.previewed([order], own.PREVIEW_WORDS)
    assert "<script>" not in shown
    assert "条件 3のうち 2が合う" in shown


def test_the_value_that_stands_has_its_source() -> None:
    def fact(value: str, file: str, *, stands: bool = True) -> Fact:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return Fact("lots", value, file, "名簿", "D2", "", at, None, stands)

    found = firm_tables.sources(
        [fact("1個", "a.csv"), fact("2個", "b.csv"), fact("3個", "c.csv", stands=False)]
    )
    assert firm_tables.source(found["lots"], {}) == "b.csv（名簿 D2）"


def test_a_values_day_is_that_in_japan_as_in_the_history() -> None:
    at = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    said = Fact("processes", "旋盤加工", "", "", "", "", at, None, True)
    profile = firm_tables.profile("supplier", {"processes": "旋盤加工"}, [said], {})
    assert "2026年11月22日(日)" in profile
    assert "2026年11月22日(日) 05:00" in firm_tables.history_table("supplier", [said], {})
