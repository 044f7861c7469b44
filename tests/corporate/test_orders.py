"""Orders: their text, their buyer, their states and every step between them."""

from datetime import date
from itertools import product

import pytest

from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, Provenance
from matching.corporate.fields import fields
from matching.corporate.rows import MATCHED_ORDER_FIELDS
from matching.corporate.states import CLOSED, DRAFT, STATES, TRANSITIONS, is_open
from matching.errors import InputError, NotFound

TODAY = date(2026, 11, 21)
ITEM = {"item": "シャフト"}
STEPS = {(before, after) for before, afters in TRANSITIONS.items() for after in afters}


def put(db: CorporateDatabase, *rows: OrderRow) -> list[int]:
    with db.writing("試験") as writer:
        return [writer.upsert_order(row).id for row in rows]


def test_an_order_comes_back_as_it_was_told(db: CorporateDatabase) -> None:
    row = OrderRow(
        "H26-1",
        "架空商会",
        "照会",
        "鈴木(架空)",
        date(2026, 9, 1),
        date(2026, 12, 1),
        ITEM | {"price": "@120"},
    )
    [order_id] = put(db, row)
    order = db.order("H26-1")
    assert (order.id, order.number, order.buyer_name, order.state, order.owner) == (
        order_id, "H26-1", "架空商会", "照会", "鈴木(架空)",
    )  # fmt: skip
    assert (order.received_on, order.deadline, order.texts) == (row.received_on, row.deadline, row.texts)
    assert order.title == "シャフト"


def test_the_text_to_match_has_the_needs_and_neither_buyer_nor_price(db: CorporateDatabase) -> None:
    texts = {key: f"{key}" for key in fields("order") if fields("order")[key].group != "受付"}
    del texts["deadline"]
    texts |= {"notes": "㈱架空商会の新製品。架空商会 まで持込", "item": "軸", "roughness": ""}
    put(db, OrderRow("1", "㈱架空商会", texts=texts))
    text = db.order("1").text
    assert text.startswith("品名: 軸\n用途: usage\n加工内容: processes\n材質: materials")
    assert text.endswith("備考: （発注企業）の新製品。（発注企業） まで持込")
    assert "面粗さ" not in text
    for secret in ("架空商会", "price", "payment", "buyer_contact", "delivery_place", "drawings", "nda"):
        assert secret not in text


def test_the_matched_fields_are_those_that_the_field_list_calls_searched() -> None:
    assert set(MATCHED_ORDER_FIELDS) == {key for key, field in fields("order").items() if field.searched}


@pytest.mark.parametrize("first", ["buyer", "order"])
def test_an_order_finds_its_buyer_whichever_comes_first(db: CorporateDatabase, first: str) -> None:
    with db.writing("試験") as writer:
        if first == "order":
            writer.upsert_order(OrderRow("1", "(株)架空商会", texts=ITEM))
        buyer = writer.upsert_buyer(BuyerRow("株式会社架空商会", source_id="B-1"))
        if first == "buyer":
            writer.upsert_order(OrderRow("1", "(株)架空商会", texts=ITEM))
        writer.upsert_order(OrderRow("2", "B-1", texts=ITEM))
        writer.upsert_order(OrderRow("3", "知らない会社", texts=ITEM))
    assert [order.buyer_id for order in db.orders()] == [buyer.id, buyer.id, None]


def test_a_name_that_two_buyers_have_links_to_neither(db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        for city in ("水戸市", "日立市"):
            writer.upsert_buyer(BuyerRow("架空商店", city=city))
        writer.upsert_order(OrderRow("1", "架空商店", texts=ITEM))
    assert db.order("1").buyer_id is None


@pytest.mark.parametrize(("before", "after"), sorted(STEPS))
def test_every_allowed_step_is_taken_and_recorded(db: CorporateDatabase, before: str, after: str) -> None:
    [order_id] = put(db, OrderRow("1", state=before, texts=ITEM))
    revision = db.revision()
    db.move_order(order_id, after, "鈴木(架空)", "電話にて")
    assert db.order("1").state == after
    assert db.revision() == revision + 1
    steps = [(step.before, step.state, step.person, step.note) for step in db.order_history(order_id)]
    assert steps == [("", before, "試験", ""), (before, after, "鈴木(架空)", "電話にて")]
    assert db.facts(order_id=order_id, field="state")[-1].person == "鈴木(架空)"


@pytest.mark.parametrize(("before", "after"), sorted(set(product(STATES, STATES)) - STEPS))
def test_every_other_step_is_refused_in_japanese(db: CorporateDatabase, before: str, after: str) -> None:
    put(db, OrderRow("1", state=before, texts=ITEM))
    revision = db.revision()
    with pytest.raises(InputError, match=f"「{before}」から「{after}」に動かせません"):
        db.move_order("1", after, "鈴木(架空)")
    assert (db.order("1").state, db.revision()) == (before, revision)


def test_an_unknown_state_or_order_is_refused(db: CorporateDatabase) -> None:
    put(db, OrderRow("1", texts=ITEM))
    with pytest.raises(InputError, match="という状態はありません"):
        db.move_order("1", "完了", "鈴木(架空)")
    for unknown in ("9", 9, 2**80, "\0", ""):
        with pytest.raises(NotFound):
            db.move_order(unknown, "照会", "鈴木(架空)")


def test_every_state_can_be_reached_from_the_first() -> None:
    reached, todo = {DRAFT}, [DRAFT]
    while todo:
        new = set(TRANSITIONS[todo.pop()]) - reached
        reached |= new
        todo += new
    assert reached == set(STATES)


def test_open_orders_are_neither_closed_nor_past_their_deadline(db: CorporateDatabase) -> None:
    deadlines = {"past": date(2026, 11, 20), "today": TODAY, "none": None}
    rows = [
        OrderRow(f"{s}-{d}", state=s, deadline=deadlines[d], texts=ITEM) for s in STATES for d in deadlines
    ]
    put(db, *rows)
    wanted = {f"{state}-{d}" for state in ("受付", "照会", "紹介", "見積", "商談") for d in ("today", "none")}
    assert {order.number for order in db.orders(open_on=TODAY)} == wanted
    assert {order.number for order in db.orders() if is_open(order.state, order.deadline, TODAY)} == wanted
    assert set(CLOSED) == {"成約", "不成約", "取下げ"}


def test_orders_of_given_ids(db: CorporateDatabase) -> None:
    ids = put(db, *(OrderRow(str(n), texts=ITEM) for n in range(3)))
    assert [order.id for order in db.orders([ids[2], ids[0], 2**80, -1])] == [ids[0], ids[2]]


def test_a_number_is_looked_up_before_an_id_unless_an_id_is_given(db: CorporateDatabase) -> None:
    first, second = put(db, OrderRow("2", texts=ITEM), OrderRow("7", texts=ITEM))
    assert (first, second) == (1, 2)
    assert db.order("2").id == 1
    assert db.order(2).id == 2
    assert db.order("1").id == 1


def test_the_same_order_again_is_unchanged_and_a_changed_one_updated(db: CorporateDatabase) -> None:
    row = OrderRow("1", "架空商会", texts=ITEM)
    put(db, row)
    with db.writing("試験") as writer:
        assert writer.upsert_order(row).outcome == "unchanged"
        assert writer.upsert_order(OrderRow("1", texts=ITEM | {"due": "2週間"})).outcome == "updated"
    assert db.order("1").texts == ITEM | {"due": "2週間"}


def test_an_order_without_a_number_gets_one_that_stays(db: CorporateDatabase) -> None:
    row = OrderRow(buyer="架空商会", texts=ITEM)
    put(db, row)
    assert [order.number for order in db.orders()] == ["J-000001"]
    with db.writing("試験") as writer:
        assert writer.upsert_order(row).outcome == "unchanged"
        assert writer.upsert_order(OrderRow(buyer="別の会社", texts=ITEM)).outcome == "accepted"


def test_an_old_file_does_not_undo_a_coordinators_step(db: CorporateDatabase) -> None:
    def read(state: str, due: str) -> str:
        with db.writing("取込") as writer:
            row = OrderRow("1", state=state, texts=ITEM | {"due": due})
            return writer.upsert_order(row, Provenance("台帳.csv", "", 2)).outcome

    read("受付", "2週間")
    db.move_order("1", "照会", "鈴木(架空)")
    assert read("受付", "3週間") == "updated"
    assert db.order("1").state == "照会"
    assert read("取下げ", "3週間") == "updated"
    assert db.order("1").state == "取下げ"
    assert [step.state for step in db.order_history(1)] == ["受付", "照会", "取下げ"]


@pytest.mark.parametrize(
    "row", [OrderRow("1", texts={"due": "2週間"}), OrderRow("1", state="完了", texts=ITEM)]
)
def test_an_order_that_says_nothing_or_has_no_such_state_is_refused(
    db: CorporateDatabase, row: OrderRow
) -> None:
    with pytest.raises(InputError, match=r"[ぁ-ん]"):
        put(db, row)


def test_the_cells_of_an_order_are_kept(db: CorporateDatabase) -> None:
    with db.writing("取込") as writer:
        row = OrderRow("1", deadline=TODAY, texts=ITEM)
        order = writer.upsert_order(row, Provenance("台帳.csv", "", 2, {"item": "C2"}))
    facts = {fact.field: (fact.value, fact.cell, fact.file) for fact in db.facts(order_id=order.id)}
    assert facts == {
        "number": ("1", "2行", "台帳.csv"),
        "deadline": ("2026-11-21", "2行", "台帳.csv"),
        "item": ("シャフト", "C2", "台帳.csv"),
        "state": ("受付", "2行", "台帳.csv"),
    }
