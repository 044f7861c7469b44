"""An office with two suppliers, a buyer and an administrator, and a clock that can be put forward."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matching.accounts import people as people_module
from matching.accounts.gate import Gate
from matching.accounts.people import IssuedLink, People
from matching.corporate import BuyerRow, CorporateDatabase, SupplierRow, accounts, credentials, touching
from matching.corporate.access import OPERATOR, Role, Viewer
from matching.corporate.accounts import NewAccount
from matching.settings import Settings

PASSWORD = "うみ やま かわ そら はな"


@pytest.fixture
def settings(tmp_path: Path, database_at: Callable[[Path], str]) -> Settings:
    return Settings(database_at(tmp_path / "a.db"), tmp_path / "home", public_url="https://match.example.jp")


@pytest.fixture
def db(settings: Settings) -> Iterator[CorporateDatabase]:
    with CorporateDatabase.open(settings.database_url, lock_wait=5) as opened:
        with opened.writing("試験") as writer:
            writer.upsert_supplier(SupplierRow("架空旋盤工業", "A-1", prefecture="茨城県", city="日立市"))
            writer.upsert_supplier(SupplierRow("架空めっき", "A-2", prefecture="茨城県", city="水戸市"))
            writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        yield opened


@pytest.fixture
def gate(db: CorporateDatabase, settings: Settings) -> Gate:
    return Gate(db, settings)


@pytest.fixture
def operator(db: CorporateDatabase, settings: Settings) -> People:
    return People(db, OPERATOR, settings)


@pytest.fixture
def desk_of(db: CorporateDatabase, settings: Settings) -> Callable[[Viewer], People]:
    return lambda viewer: People(db, viewer, settings)


def secret_of(link: IssuedLink) -> str:
    return link.letter.address.rpartition("/")[2]


Join = Callable[..., int]


@pytest.fixture
def join(operator: People, gate: Gate) -> Join:
    """Somebody who was invited and has taken the invitation up: `join("yamada", "admin")` -> user id."""

    def joined(login: str, *roles: Role, password: str = PASSWORD, **firm: int) -> int:
        new = NewAccount(f"{login} 様", roles, login=login, email=f"{login}@example.jp", **firm)
        link = operator.invite(new)
        gate.use_link(secret_of(link), password)
        return link.account.id

    return joined


@dataclass
class Clock:
    """The time as the code under test sees it."""

    ahead: timedelta = timedelta(0)

    def now(self, zone: object = None) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **how_far: float) -> None:
        self.ahead += timedelta(**how_far)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    from matching.accounts import gate as gate_module

    for module in (accounts, credentials, touching, gate_module, people_module):
        monkeypatch.setattr(module, "datetime", clock)
    return clock
