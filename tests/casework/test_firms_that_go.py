"""Firms that are taken back or merged while there is casework on them."""

import pytest

from matching.corporate import BuyerRow, Provenance, SupplierRow
from matching.corporate.access import Viewer
from matching.errors import NotFound

from .conftest import Casework


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
