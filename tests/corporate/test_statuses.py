"""States of firms: who is kept out, who is shown with a note, and until when."""

from datetime import date, timedelta

import pytest

from matching.corporate import BuyerRow, CorporateDatabase, SupplierRow, opening, statuses
from matching.corporate.statuses import EXCLUDING, KINDS, NOTED, OWN_ORDER, RIVAL
from matching.errors import InputError, NotFound

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


@pytest.fixture
def firm(db: CorporateDatabase) -> int:
    with db.writing("試験") as writer:
        return writer.upsert_supplier(SupplierRow("架空製作所", source_id="A-1")).id


def buyer(db: CorporateDatabase, name: str) -> int:
    with db.writing("試験") as writer:
        return writer.upsert_buyer(BuyerRow(name)).id


def test_the_kinds_are_those_of_the_office() -> None:
    assert set(EXCLUDING) == {"休業", "登記閉鎖", "紹介停止", "競合・系列"}
    assert set(NOTED) == {"現況確認期限切れ", "受注余力なし"}
    assert set(KINDS) == {"通常", *EXCLUDING, *NOTED}


@pytest.mark.parametrize("kind", ["休業", "登記閉鎖", "紹介停止"])
def test_a_firm_that_cannot_be_introduced_is_kept_out_with_the_reason(
    db: CorporateDatabase, firm: int, kind: str
) -> None:
    with db.writing("試験") as writer:
        assert writer.set_status(firm, kind, "本人より連絡", end=TODAY) is True
    assert db.unavailable(TODAY) == {firm: f"{EXCLUDING[kind]}（本人より連絡、2026-11-21 まで）"}
    assert db.notes(TODAY) == {}


@pytest.mark.parametrize("kind", sorted(NOTED))
def test_a_firm_with_a_note_stays_available(db: CorporateDatabase, firm: int, kind: str) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, kind)
    assert db.unavailable(TODAY) == {}
    assert db.notes(TODAY) == {firm: NOTED[kind]}


def test_states_are_read_of_the_firms_asked_for_alone(db: CorporateDatabase, firm: int) -> None:
    with db.writing("試験") as writer:
        others = [
            writer.upsert_supplier(SupplierRow(f"架空{i}工業", source_id=f"B-{i}")).id for i in range(3)
        ]
        for one in (firm, *others):
            writer.set_status(one, "休業")
            writer.set_status(one, "受注余力なし")
    with opening.reading(db._engine) as connection:
        assert statuses.unavailable(connection, TODAY, firm, [firm]).keys() == {firm}
        assert statuses.unavailable(connection, TODAY, firm, others).keys() == set(others)
        assert statuses.notes(connection, TODAY, [others[1]]) == {others[1]: NOTED["受注余力なし"]}
        assert statuses.notes(connection, TODAY, []) == {}


def test_a_status_counts_from_its_first_to_its_last_day(db: CorporateDatabase, firm: int) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業", start=TODAY, end=TODAY + DAY)
    days = {day: bool(db.unavailable(TODAY + day * DAY)) for day in range(-1, 3)}
    assert days == {-1: False, 0: True, 1: True, 2: False}


def test_a_competitor_is_kept_out_for_that_buyer_alone(db: CorporateDatabase, firm: int) -> None:
    rival, other = buyer(db, "競う会社"), buyer(db, "ほかの会社")
    with db.writing("試験") as writer:
        writer.set_status(firm, RIVAL, buyer_id=rival)
    assert db.unavailable(TODAY, rival)[firm] == EXCLUDING[RIVAL]
    assert firm not in db.unavailable(TODAY, other)
    assert db.unavailable(TODAY) == {}


def test_a_firm_may_compete_with_several_buyers(db: CorporateDatabase, firm: int) -> None:
    rivals = [buyer(db, "競う会社一"), buyer(db, "競う会社二")]
    with db.writing("試験") as writer:
        for rival in rivals:
            writer.set_status(firm, RIVAL, buyer_id=rival)
    assert all(firm in db.unavailable(TODAY, rival) for rival in rivals)


def test_a_buyer_is_not_introduced_to_itself(db: CorporateDatabase) -> None:
    own = buyer(db, "架空商会")
    assert db.unavailable(TODAY, own) == {own: OWN_ORDER}


def test_several_states_are_told_together(db: CorporateDatabase, firm: int) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業")
        writer.set_status(firm, "紹介停止", "多忙")
        writer.set_status(firm, "受注余力なし")
    assert db.unavailable(TODAY) == {firm: "休業中です。本人の申し出で紹介を止めています（多忙）"}
    assert db.notes(TODAY) == {firm: "受注余力がないとの申し出があります"}


def test_a_new_word_on_a_state_replaces_the_old_and_both_stay_on_record(
    db: CorporateDatabase, firm: int
) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業", "改装", end=TODAY)
        writer.set_status(firm, "休業", "改装", end=TODAY + DAY)
    assert [(one.reason, one.end) for one in db.statuses(firm)] == [("改装", TODAY + DAY)]
    assert len(db.facts(firm, field="status.休業")) == 2


def test_back_to_normal_ends_all_but_competition(db: CorporateDatabase, firm: int) -> None:
    rival = buyer(db, "競う会社")
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業")
        writer.set_status(firm, "現況確認期限切れ")
        writer.set_status(firm, RIVAL, buyer_id=rival)
    with db.writing("試験") as writer:
        assert writer.set_status(firm, "active") is True
        assert writer.set_status(firm, "通常") is False
    assert [one.kind for one in db.statuses(firm)] == [RIVAL]
    assert db.notes(TODAY) == {}


def test_a_state_can_be_taken_back(db: CorporateDatabase, firm: int) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業")
        assert writer.clear_status(firm, "休業") is True
        assert writer.clear_status(firm, "休業") is False
    assert db.statuses(firm) == []


def test_the_same_state_again_changes_nothing(db: CorporateDatabase, firm: int) -> None:
    with db.writing("試験") as writer:
        writer.set_status(firm, "休業", "改装", TODAY)
    revision = db.revision()
    with db.writing("試験") as writer:
        assert writer.set_status(firm, "休業", "改装", TODAY) is False
    assert db.revision() == revision


@pytest.mark.parametrize(
    ("kind", "options"),
    [("閉店", {}), (RIVAL, {}), ("休業", {"buyer_id": 1}), ("休業", {"start": TODAY, "end": TODAY - DAY})],
)
def test_what_is_no_status_is_refused(
    db: CorporateDatabase, firm: int, kind: str, options: dict[str, object]
) -> None:
    with pytest.raises(InputError, match=r"状態|発注企業"), db.writing("試験") as writer:
        writer.set_status(firm, kind, **options)  # type: ignore[arg-type]


def test_the_status_of_an_unknown_firm_is_refused(db: CorporateDatabase) -> None:
    with pytest.raises(NotFound), db.writing("試験") as writer:
        writer.set_status(404, "休業")
