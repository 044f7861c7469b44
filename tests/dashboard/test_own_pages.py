"""合う案件, はじめに and the buyer's consent as a firm's own people use them."""

import uuid
from dataclasses import replace

import pytest

from dashboard.wording import cases, firms, own
from matching.advisor import Advisor
from matching.corporate import CorporateDatabase, OrderRow, Provenance
from matching.corporate.access import OPERATOR
from matching.settings import Settings
from tests.dashboard.conftest import SignedIn, stands


def test_an_order_without_a_process_is_told_for_its_material_and_not_for_its_lot_alone(
    signed_in: SignedIn, settings: Settings
) -> None:
    lot, material = (f"L-{uuid.uuid4().hex[:8]}" for _ in range(2))
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        firm = db.supplier_by_key("A-1").id
        writer.change_profile(firm, {"lots": "1個から対応"}, Provenance(person="試験"))
        for number, words in (
            (lot, "お弁当の注文アプリ。ロット1個"),
            (material, "ステンレスの品。ロット1個"),
        ):
            writer.upsert_order(OrderRow(number, "B-1", texts={"item": f"架空{number}", "processes": words}))
    app = signed_in("supplier", "own_orders")
    stands(app)
    listed = "".join(one.value for one in app.html if one.value.startswith('<div class="jf-own">'))
    assert material in listed
    assert lot not in listed


def test_a_profile_with_blank_main_fields_is_not_called_complete(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_gap = Advisor.gaps
    monkeypatch.setattr(Advisor, "gaps", lambda *a, **k: replace(every_gap(*a, **k), gaps=()))
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        number = f"L-{uuid.uuid4().hex[:8]}"
        writer.upsert_order(OrderRow(number, "B-1", texts={"item": "架空の軸", "processes": "旋削加工"}))
    app = signed_in("supplier", "own_orders")
    stands(app)
    said = [one.value for one in app.caption]
    assert own.NOTHING_LACKS not in said
    assert any("主要製品" in one and own.BLANK_TODO in one for one in said)


def test_the_front_page_tells_a_supplier_what_the_office_answered(
    signed_in: SignedIn, settings: Settings
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        firm = db.supplier_by_key("A-1").id
        sent = db.registrations.begin(OPERATOR, {"prefecture": "茨城県", "products": "架空の軸"}, firm)
        db.registrations.submit(OPERATOR, sent.id)
        db.registrations.give_back(OPERATOR, sent.id, "寸法も書いてください。")
    app = signed_in("supplier")
    stands(app)
    assert ["寸法も書いてください。" in one.value for one in app.warning] == [True]
    with CorporateDatabase.open(settings.database_url) as db:
        db.registrations.submit(OPERATOR, sent.id)
        db.registrations.accept(OPERATOR, sent.id)
    app.run()
    assert not app.warning
    assert ["承認しました" in one.value for one in app.success] == [True]


def test_a_buyer_chooses_its_order_where_it_consents_and_is_told_what_all_means(
    signed_in: SignedIn, settings: Settings
) -> None:
    number = f"N-{uuid.uuid4().hex[:8]}"
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_order(OrderRow(number, "B-1", texts={"item": "架空の蓋"}))
        buyer = db.buyer("B-1").id
    app = signed_in("buyer", "buyer_orders")
    app.session_state["buyer_part"] = cases.OWN_NAMING
    app.run()
    which = next(one for one in app.selectbox if one.label == firms.NAMING_WHICH)
    assert which.options[0] == "すべての案件"
    assert firms.NAMING_NOTE not in [one.label for one in app.text_input]
    which.select(f"{number} 架空の蓋")
    next(one for one in app.button if one.label == firms.GIVE_NAMING).click().run()
    stands(app)
    with CorporateDatabase.open(settings.database_url) as db:
        given = db.naming.listed(OPERATOR, buyer)
    assert [(one.order, one.note) for one in given] == [(number, "画面で本人が同意")]


def test_a_buyer_is_told_where_an_introduced_firm_doesnt_see_its_name(
    signed_in: SignedIn, settings: Settings
) -> None:
    number = f"N-{uuid.uuid4().hex[:8]}"
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            writer.upsert_order(OrderRow(number, "B-1", texts={"item": "架空の軸"}))
        asked = db.introductions.begin(OPERATOR, number, next(iter(db.suppliers())).id)
        db.introductions.step(OPERATOR, asked.id, "紹介")
        buyer = db.buyer("B-1").id
        app = signed_in("buyer", "buyer_orders")
        app.query_params["order"] = number
        app.session_state[f"buyer_order_part_{db.order(number).id}"] = cases.INTRODUCTIONS
        app.run()
        assert cases.NOT_NAMED in [one.value for one in app.info]
        db.naming.give(OPERATOR, buyer, number)
        app.run()
    stands(app)
    assert cases.NOT_NAMED not in [one.value for one in app.info]
