"""`juhatchu demo` makes accounts to look around with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.demo import demo_accounts
from matching.accounts.gate import Gate
from matching.corporate import BuyerRow, CorporateDatabase, SupplierRow
from matching.corporate.access import ROLES
from matching.errors import NotSignedIn
from matching.settings import Settings


def test_each_role_signs_in_with_the_password_of_the_last_demo_only(
    tmp_path: Path, database_at: Callable[[Path], str]
) -> None:
    settings = Settings(database_at(tmp_path / "demo.db"), tmp_path / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            supplier = writer.upsert_supplier(SupplierRow("架空旋盤", "A-1")).id
            writer.upsert_buyer(BuyerRow("架空発注", "B-1"))
        gate = Gate(db, settings)
        first = demo_accounts(db, settings)
        second = demo_accounts(db, settings)
        viewers = {role: gate.sign_in(f"demo-{role}", second).viewer for role in ROLES}
        assert {role: viewer.roles for role, viewer in viewers.items()} == {r: {r} for r in ROLES}
        assert viewers["supplier"].supplier_id == supplier
        with pytest.raises(NotSignedIn):
            gate.sign_in("demo-admin", first)
