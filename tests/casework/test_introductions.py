"""Introductions: steps, what they move and count, who sees what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from matching.corporate import OrderRow, due, opening
from matching.corporate.access import OPERATOR
from matching.corporate.account_tables import Person, User
from matching.corporate.introduction_states import STATES, STEPS, order_state_after
from matching.errors import AccessDenied, Conflict, InputError, NotFound, Stale

from .conftest import Casework

TODAY = date(2026, 11, 22)


def test_the_order_goes_along_and_each_thing_done_counts_once(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.turner, today=TODAY)
    assert (begun.state, db.order("K-1").state) == ("打診", "照会")
    assert db.activities() == []
    introduced = db.introductions.step(coordinator, begun.id, "紹介", today=TODAY)
    assert introduced.moved == "案件 K-1 を「照会」から「紹介」に進めました。"
    quoted = db.introductions.step(coordinator, begun.id, "見積", quote_yen=48_000, today=TODAY)
    won = db.introductions.step(coordinator, begun.id, "成約", amount_yen=50_000, today=TODAY)
    assert (quoted.quote_yen, won.amount_yen, db.order("K-1").state) == (48_000, 50_000, "成約")
    done = [(one.row.kind, one.row.company, one.row.industry, one.row.amount_yen) for one in db.activities()]
    assert done == [("紹介", "架空旋盤工業", "金属製品", None), ("成約", "架空旋盤工業", "金属製品", 50_000)]
    assert [step.state for step in won.steps] == ["打診", "紹介", "見積", "成約"]


def test_a_firm_taken_up_again_is_not_counted_twice(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.turner, state="紹介")
    db.introductions.step(coordinator, begun.id, "不成約", reason="price")
    db.introductions.step(coordinator, begun.id, "紹介")
    assert [one.row.kind for one in db.activities()] == ["紹介"]


def test_a_step_taken_back_leaves_no_trace_among_the_things_done(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.turner)
    db.introductions.step(coordinator, begun.id, "紹介")
    back = db.introductions.take_back(coordinator, begun.id)
    assert (back.state, [step.state for step in back.steps], db.activities()) == ("打診", ["打診"], [])
    with pytest.raises(Conflict, match="取り消せる手続きがありません"):
        db.introductions.take_back(coordinator, begun.id)
    db.introductions.step(coordinator, begun.id, "紹介")
    assert [one.row.kind for one in db.activities()] == ["紹介"]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_an_order_never_goes_backwards(before: str, after: str) -> None:
    way = ["受付", "照会", "紹介", "見積", "商談", "成約"]
    for state in way:
        assert way.index(order_state_after(state, after)) >= way.index(state)
    assert before in STEPS


@pytest.mark.parametrize(
    ("state", "more", "words"),
    [
        ("見積", {}, "「打診」から「見積」には動かせません。進める先は 紹介、不成約、取下げ です。"),
        ("不成約", {}, "理由を選んでください"),
        ("紹介", {"reason": "price"}, "理由は"),
        ("紹介", {"amount_yen": 1}, "成約金額は"),
        ("不成約", {"reason": "なんとなく"}, "理由「なんとなく」はありません"),
        ("紹介済み", {}, "という状態はありません"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_says_why(
    office: Casework, state: str, more: dict[str, object], words: str
) -> None:
    begun = office.db.introductions.begin(office.coordinator, "K-1", office.turner)
    with pytest.raises(InputError, match=words):
        office.db.introductions.step(office.coordinator, begun.id, state, **more)  # type: ignore[arg-type]
    assert office.db.introductions.get(office.coordinator, begun.id).version == begun.version


def test_a_rival_of_the_buyer_needs_a_written_reason(office: Casework) -> None:
    begin = office.db.introductions.begin
    with pytest.raises(Conflict, match="競合・系列に当たります（親会社が同業）"):
        begin(office.coordinator, "K-1", office.rival, forced=True)
    assert begin(office.coordinator, "K-1", office.rival, forced=True, note="双方了承").state == "打診"


def test_two_coordinators_do_not_overwrite_each_other(office: Casework) -> None:
    begun = office.db.introductions.begin(office.coordinator, "K-1", office.turner)
    office.db.introductions.change(office.colleague, begun.id, expected=1, note="折り返し待ち")
    with pytest.raises(Stale):
        office.db.introductions.step(office.coordinator, begun.id, "紹介", expected=1)
    assert office.db.introductions.get(office.coordinator, begun.id).note == "折り返し待ち"


def test_a_firm_sees_its_own_cases_and_never_its_rank(office: Casework) -> None:
    db = office.db
    mine = db.introductions.begin(
        office.coordinator, "K-1", office.turner, rank=3, ranking="r1", note="値下げの余地あり"
    )
    other = db.introductions.begin(office.coordinator, "K-1", office.plater)
    shown = db.introductions.listed(office.of["turner"])
    assert [one.id for one in shown] == [mine.id]
    told = db.introductions.get(office.of["turner"], mine.id)
    assert (told.rank, told.ranking, told.note, told.buyer, told.next) == (None, "", "", "", ())
    assert "値下げ" not in repr(told)
    with pytest.raises(NotFound):
        db.introductions.get(office.of["turner"], other.id)
    with pytest.raises((AccessDenied, NotFound)):
        db.introductions.step(office.of["turner"], mine.id, "紹介")
    with pytest.raises(AccessDenied):
        db.introductions.listed(office.reader)


def test_a_buyer_sees_a_firm_from_its_introduction_on(office: Casework) -> None:
    db, buyer = office.db, office.of["buyer"]
    begun = db.introductions.begin(office.coordinator, "K-1", office.turner, note="内緒")
    db.introductions.answer(office.of["turner"], begun.id, "受ける", note="うちの原価は", quote_yen=900)
    assert db.introductions.listed(buyer) == []
    db.introductions.step(office.coordinator, begun.id, "紹介")
    shown = db.introductions.get(buyer, begun.id)
    assert (shown.supplier, shown.quote_yen, [step.state for step in shown.steps]) == (
        "架空旋盤工業",
        None,
        ["紹介"],
    )
    assert "内緒" not in repr(shown)
    assert "原価" not in repr(shown)
    db.introductions.step(office.coordinator, begun.id, "見積")
    assert db.introductions.get(buyer, begun.id).quote_yen == 900


def test_a_buyer_is_named_while_it_consents(office: Casework) -> None:
    db, supplier = office.db, office.of["turner"]
    begun = db.introductions.begin(office.coordinator, "K-1", office.turner, state="紹介")
    name = lambda: db.introductions.get(supplier, begun.id).buyer  # noqa: E731
    assert name() == ""
    yesterday = date.today() - timedelta(days=1)
    db.naming.give(office.of["buyer"], office.buyer, given_on=yesterday - timedelta(days=9), until=yesterday)
    db.naming.give(office.of["buyer"], office.buyer, order="K-2")
    assert name() == ""  # one has run out, the other is for another order
    consent = db.naming.give(office.of["buyer"], office.buyer, until=date.today())
    assert name() == "架空発注"
    db.naming.withdraw(office.coordinator, consent.id)
    assert name() == ""
    with pytest.raises((AccessDenied, NotFound)):
        db.naming.give(supplier, office.buyer)


def test_what_is_due_comes_by_day_and_only_while_it_runs(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    late = db.introductions.begin(coordinator, "K-1", office.turner, follow_up=TODAY - timedelta(days=2))
    db.introductions.begin(coordinator, "K-1", office.plater, follow_up=TODAY + timedelta(days=1))
    db.introductions.begin(office.colleague, "K-2", office.turner, follow_up=TODAY)
    due = db.introductions.due(coordinator, TODAY)
    assert [(one.order, one.overdue) for one in due] == [("K-1", True), ("K-2", False)]
    assert [one.order for one in db.introductions.due(coordinator, TODAY, coordinator="u2")] == ["K-2"]
    db.introductions.step(coordinator, late.id, "取下げ", note="企業の都合")
    assert [one.order for one in db.introductions.due(coordinator, TODAY)] == ["K-2"]


def test_contacts_that_are_planned_are_listed_ahead_only_where_asked(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    db.introductions.begin(coordinator, "K-1", office.plater, follow_up=TODAY + timedelta(days=14))
    db.introductions.begin(coordinator, "K-1", office.turner, follow_up=TODAY + timedelta(days=15))
    assert db.introductions.due(coordinator, TODAY) == []
    planned = db.introductions.due(coordinator, TODAY, planned_days=14)
    assert [(one.kind, one.supplier_id, one.overdue) for one in planned] == [("連絡", office.plater, False)]


def test_an_order_is_due_to_whom_it_names_by_key_or_by_name(office: Casework) -> None:
    db = office.db
    with db.working(OPERATOR) as work:
        work.connection.execute(
            insert(User).values(
                id=2,
                roles="coordinator",
                password="",
                locked=False,
                active=True,
                version=1,
                created_at=datetime.now(UTC),
            )
        )
        work.connection.execute(
            insert(Person).values(user_id=2, name="架空 花子", login="hanako", email="", subject="")
        )
    with db.writing("試験") as writer:
        for number, owner in (("K-3", "架空 花子"), ("K-4", "u2"), ("K-5", "別の人")):
            writer.upsert_order(
                OrderRow(
                    number, "架空発注", owner=owner, deadline=TODAY + timedelta(days=3), texts={"item": "軸"}
                )
            )
    mine = db.introductions.due(office.coordinator, TODAY, coordinator="u2")
    assert [one.order for one in mine] == ["K-3", "K-4"]
    assert [one.order for one in db.introductions.due(office.coordinator, TODAY)] == ["K-3", "K-4", "K-5"]


def test_ones_own_follow_ups_are_not_crowded_out_by_others(office: Casework) -> None:
    db = office.db
    db.introductions.begin(office.coordinator, "K-1", office.turner, follow_up=TODAY - timedelta(days=9))
    db.introductions.begin(office.colleague, "K-2", office.turner, follow_up=TODAY)
    with opening.reading(db._engine) as connection:
        found = due.due(connection, office.colleague, TODAY, "u2", limit=1)
    assert [one.order for one in found] == ["K-2"]


def test_casework_leaves_the_index_alone(office: Casework) -> None:
    before = office.db.revision()
    office.db.shortlists.add(office.coordinator, office.turner, order="K-1")
    office.db.naming.give(office.coordinator, office.buyer)
    assert office.db.revision() == before


def test_a_shortlist_keeps_its_order_and_where_firms_stood(office: Casework) -> None:
    lists, coordinator = office.db.shortlists, office.coordinator
    lists.add(coordinator, office.turner, order="K-1", rank=2, ranking="r1")
    lists.add(coordinator, office.plater, order="K-1", rank=1, ranking="r1")
    listed = lists.add(coordinator, office.turner, order="K-1", rank=9, ranking="r2")
    assert [(one.supplier_id, one.rank) for one in listed.entries] == [(office.turner, 2), (office.plater, 1)]
    turned = lists.arrange(coordinator, listed.id, [office.plater], listed.version)
    assert [one.supplier for one in turned.entries] == ["架空めっき", "架空旋盤工業"]
    with pytest.raises(Stale):
        lists.remove(coordinator, listed.id, office.plater, listed.version)
    left = lists.remove(coordinator, listed.id, office.plater, turned.version)
    assert [one.supplier for one in left.entries] == ["架空旋盤工業"]
    for outsider in (office.of["turner"], office.of["buyer"], office.reader):
        with pytest.raises((AccessDenied, NotFound)):
            lists.of_order(outsider, "K-1")


@pytest.mark.parametrize("closed", ["取下げ", "不成約"])
def test_nobody_is_introduced_for_an_order_that_is_closed(office: Casework, closed: str) -> None:
    db, coordinator = office.db, office.coordinator
    asked = db.introductions.begin(coordinator, "K-1", office.turner)
    introduced = db.introductions.begin(coordinator, "K-1", office.plater, state="紹介")
    db.move_order("K-1", closed, "u1")
    with pytest.raises(Conflict, match=f"案件 K-1 は「{closed}」のため、「紹介」には進められません"):
        db.introductions.step(coordinator, asked.id, "紹介")
    with pytest.raises(Conflict, match="「成約」には進められません"):
        db.introductions.step(coordinator, introduced.id, "成約", amount_yen=5)
    assert [one.row.company for one in db.activities()] == ["架空めっき"]
    assert db.introductions.step(coordinator, asked.id, "取下げ").state == "取下げ"


def test_a_deal_taken_back_is_recorded_again_though_the_order_is_closed_by_it(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.turner, state="紹介")
    db.introductions.step(coordinator, begun.id, "成約", amount_yen=5)
    db.introductions.take_back(coordinator, begun.id)
    again = db.introductions.step(coordinator, begun.id, "成約", amount_yen=50_000)
    assert (again.amount_yen, db.order("K-1").state) == (50_000, "成約")
    assert [one.row.amount_yen for one in db.activities() if one.row.kind == "成約"] == [50_000]


def test_what_stood_before_a_step_stands_again_once_it_is_taken_back(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    asked, introduced = date(2026, 12, 1), date(2026, 12, 5)
    begun = db.introductions.begin(coordinator, "K-1", office.turner, follow_up=asked)
    db.introductions.step(coordinator, begun.id, "紹介", follow_up=introduced)
    db.introductions.step(coordinator, begun.id, "見積", quote_yen=100, follow_up=date(2026, 12, 9))
    back = db.introductions.take_back(coordinator, begun.id)
    assert (back.state, back.follow_up, back.quote_yen) == ("紹介", introduced, None)
    db.introductions.step(coordinator, begun.id, "不成約", reason="price")
    assert db.introductions.take_back(coordinator, begun.id).follow_up == introduced
    db.introductions.step(coordinator, begun.id, "不成約", reason="price")
    db.introductions.step(coordinator, begun.id, "打診", follow_up=asked)
    back = db.introductions.take_back(coordinator, begun.id)
    assert (back.state, back.reason, back.follow_up) == ("不成約", "price", None)


def test_what_the_firm_has_answered_stays_when_the_step_before_is_taken_back(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.turner, state="打診")
    db.introductions.step(coordinator, begun.id, "紹介")
    db.introductions.answer(office.of["turner"], begun.id, "受ける", quote_yen=900)
    back = db.introductions.take_back(coordinator, begun.id)
    assert (back.state, back.answer, back.quote_yen, back.follow_up) == ("打診", "受ける", 900, date.today())
