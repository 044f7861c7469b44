"""Firms and orders that are taken back or merged while there is casework on them."""

from datetime import date

import pytest

from matching.corporate import BuyerRow, OrderRow, Provenance, SupplierRow
from matching.corporate.access import Viewer
from matching.corporate.merging import merge
from matching.errors import Conflict, NotFound

from .conftest import Casework

PDF = b"%PDF-1.7\n"


def test_a_firm_that_is_gone_is_never_taken_for_the_one_numbered_as_its_id(office: Casework) -> None:
    """A firm's file is undone; the agency numbers another firm as the first one's id was."""
    db = office.db
    with db.writing("名簿") as writer:
        batch = writer.begin_batch("名簿.csv", "0" * 64, "suppliers")
        gone = writer.upsert_supplier(
            SupplierRow("架空取消", "A-8", texts={"processes": "研磨"}), Provenance(file="名簿.csv", row=2)
        ).id
        writer.finish_batch({})
    with db.writing("名簿") as writer:
        writer.undo_batch(batch)
        writer.upsert_supplier(
            SupplierRow("架空無関係", str(gone), representative="秘密 太郎"),
            Provenance(file="名簿.csv", row=3),
        )
    own = Viewer("u8", frozenset({"supplier"}), 8, supplier_id=gone)
    for what in (
        lambda: db.registrations.form(own, gone),
        lambda: db.registrations.begin(own, {"processes": "めっき"}, gone),
        lambda: db.confirmations.of(own, gone),
        lambda: db.confirmations.confirm(own, gone),
        lambda: db.introductions.begin(office.coordinator, "K-1", gone),
        lambda: db.shortlists.add(office.coordinator, gone, order="K-1"),
        lambda: db.firm_states.set(office.coordinator, gone, "休業"),
    ):
        with pytest.raises(NotFound):
            what()
    assert db.supplier_by_key(str(gone)).name == "架空無関係"


def test_a_buyer_is_found_by_its_id_alone_where_a_number_is_said(office: Casework) -> None:
    with office.db.writing("名簿") as writer:
        writer.upsert_buyer(BuyerRow("架空番号", "999"))
    assert office.db.buyer("999").name == "架空番号"
    with pytest.raises(NotFound):
        office.db.buyer(999)
    with pytest.raises(NotFound):
        office.db.naming.give(office.coordinator, 999)


@pytest.mark.parametrize("end", ["取下げ", "不成約"])
def test_an_introduction_for_an_order_that_is_gone_can_be_ended_and_is_no_longer_due(
    office: Casework, end: str
) -> None:
    db, coordinator = office.db, office.coordinator
    with db.writing("案件") as writer:
        batch = writer.begin_batch("案件.csv", "0" * 64, "orders")
        slip = OrderRow("K-9", "架空発注", texts={"item": "カバー", "processes": "旋削加工"})
        writer.upsert_order(slip, Provenance(file="案件.csv", row=2))
        writer.finish_batch({})
    asked = db.introductions.begin(coordinator, "K-9", office.turner, follow_up=date(2026, 11, 1))
    with db.writing("案件") as writer:
        writer.undo_batch(batch)
    assert db.introductions.due(coordinator, date(2026, 11, 22)) == []
    with pytest.raises(Conflict, match="案件「カバー」の登録が取り消されているため"):
        db.introductions.step(coordinator, asked.id, "紹介")
    reason = "order_gone" if end == "不成約" else ""
    assert db.introductions.step(coordinator, asked.id, end, reason=reason).state == end
    assert db.introductions.take_back(coordinator, asked.id).state == "打診"
    assert db.activities() == []


def _one_firm(office: Casework) -> None:
    """The plater turns out to be the turner under another name."""
    with office.db.writing("u1") as writer:
        merge(writer._tx, office.turner, office.plater)


def test_files_of_a_merged_firm_are_the_other_firms(office: Casework) -> None:
    db, mine = office.db, office.of["turner"]
    kept = db.attachments.add(office.of["plater"], "会社案内.pdf", PDF, company_id=office.plater)
    of_order = db.attachments.add(office.of["buyer"], "図面.pdf", PDF, order="K-1")
    db.attachments.let_in(office.of["buyer"], of_order.id, office.plater)
    db.introductions.begin(office.coordinator, "K-1", office.plater)
    _one_firm(office)
    for viewer in (mine, office.coordinator):
        shown = db.attachments.listed(viewer, company_id=office.turner)
        assert [(one.id, one.company_id) for one in shown] == [(kept.id, office.turner)]
    drawing = db.attachments.get(office.of["buyer"], of_order.id)
    assert [(one.company_id, one.company) for one in drawing.consents] == [(office.turner, "架空旋盤工業")]
    assert db.attachments.shut_out(office.of["buyer"], of_order.id, office.turner).consents == ()


def test_casework_on_a_merged_firm_has_the_name_of_the_one_that_stays(office: Casework) -> None:
    db, coordinator = office.db, office.coordinator
    begun = db.introductions.begin(coordinator, "K-1", office.plater)
    db.shortlists.add(coordinator, office.plater, order="K-1")
    ranking = "f" * 32
    matches = [{"id": office.plater, "rank": 1}]
    record = {"order": "", "revision": "db:1", "text": "旋削", "matches": matches}
    db.rankings.record(coordinator, ranking, record)
    db.feedback.give(coordinator, ranking, office.plater, True)
    _one_firm(office)
    introduced = db.introductions.get(coordinator, begun.id)
    (listed,) = db.shortlists.of_order(coordinator, "K-1").entries
    (judged,) = db.feedback.listed(coordinator, ranking)
    stays = (office.turner, "架空旋盤工業")
    assert (introduced.supplier_id, introduced.supplier) == stays
    assert (listed.supplier_id, listed.supplier, listed.introduction_id) == (*stays, begun.id)
    assert (judged.supplier_id, judged.supplier) == stays
    assert db.feedback.judgements(coordinator).qrels == ((ranking, "A-1", 2),)
