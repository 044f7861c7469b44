"""A small office: five suppliers, one that may not be introduced, one order; served by the app."""

import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi import FastAPI, Request

from app_api import create_app
from matching.api.service import Service, current_viewer
from matching.casework.recording import Recorded
from matching.corporate import BuyerRow, CorporateDatabase, EquipmentRow, OrderRow, SupplierRow
from matching.corporate.access import NOBODY, OPERATOR, ROLES, Role, Viewer
from matching.corporate.accounts import NewAccount
from matching.corporate.asked import AskedFirm
from matching.matcher import Choice, Matcher
from matching.records import Order
from matching.settings import Settings

with warnings.catch_warnings():  # starlette's client prefers a successor of httpx
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

SUPPLIERS = {
    "架空旋盤工業": "NC旋盤による旋削加工。ステンレス、アルミ。小ロット可",
    "架空めっき": "無電解ニッケルめっき、硬質クロムめっき",
    "架空板金": "精密板金、レーザー切断、曲げ加工、溶接",
    "架空樹脂": "射出成形、樹脂切削",
    "架空休業旋盤": "旋盤、NC旋盤、旋削加工",
}
# Rankings of the busy office; the second is erased by tests.
RANKING, ERASED = "a" * 32, "b" * 32
_OF_A_VIEWER = ("key", "user_id", "supplier_id", "buyer_id")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> Settings:
    folder: Path = tmp_path_factory.mktemp("office")
    settings = Settings(shared_database_at(folder / "office.db"), folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        for number, (name, processes) in enumerate(SUPPLIERS.items(), 1):
            row = SupplierRow(
                name, f"A-{number}", prefecture="茨城県", city="日立市", texts={"processes": processes}
            )
            stored = writer.upsert_supplier(row)
        writer.set_status(stored.id, "休業", "設備入替のため")
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        texts = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS304"}
        writer.upsert_order(OrderRow("H26-001", "架空発注", texts=texts))
    return settings


@pytest.fixture(scope="session")
def matcher(settings: Settings) -> Iterator[Matcher]:
    matcher = Matcher.open(settings)
    yield matcher
    matcher.close()


@pytest.fixture(scope="session")
def serve() -> Callable[[FastAPI], TestClient]:
    """A client of an app, for a with statement; what goes wrong inside comes back as an answer."""
    return functools.partial(TestClient, raise_server_exceptions=False)


class ClientAs(Protocol):
    """A client signed in with roles: `client_as("supplier", supplier_id=1)`, `client_as("coordinator", "admin")`, `client_as()` nobody."""

    def __call__(self, *roles: Role, **viewer: Any) -> TestClient: ...


class Signing:
    """Clients of one served office, each signed in with roles."""

    def __init__(self, matcher: Matcher, settings: Settings) -> None:
        self.viewers: dict[str, Viewer] = {}
        self.app = create_app(Service(matcher, settings))
        self.app.dependency_overrides[current_viewer] = self._known

    def _known(self, request: Request) -> Viewer:
        return self.viewers.get(request.headers.get("x-test-viewer", ""), NOBODY)

    def __call__(self, *roles: Role, **viewer: Any) -> TestClient:
        if not roles:
            return TestClient(self.app, raise_server_exceptions=False)
        key = viewer.pop("key", "") or f"t{len(self.viewers) + 1}"
        self.viewers[key] = Viewer(key, frozenset(roles), **viewer)
        return TestClient(self.app, raise_server_exceptions=False, headers={"x-test-viewer": key})


@pytest.fixture(scope="session")
def client_as(matcher: Matcher, settings: Settings) -> Iterator[ClientAs]:
    signing = Signing(matcher, settings)
    with TestClient(signing.app):
        yield signing


@pytest.fixture(scope="session")
def client(client_as: ClientAs) -> TestClient:
    """A coordinator's."""
    return client_as("coordinator")


def _people(db: CorporateDatabase, buyer: int) -> dict[Role, Viewer]:
    """An account of each role, by the order of ROLES, from 1; each has begun one job, which is done, of the same number."""
    firms = {"supplier": {"supplier_id": 1}, "buyer": {"buyer_id": buyer}}
    people: dict[Role, Viewer] = {}
    for number, role in enumerate(ROLES, 1):
        firm = firms.get(role, {})
        new = NewAccount(f"試験 {role}", [role], f"the-{role}", **firm)
        made = db.accounts.invite(OPERATOR, new, f"digest-{number}", datetime.now(UTC) + timedelta(days=1))
        people[role] = Viewer(made.key, frozenset({role}), made.id, **firm)
        db.jobs.end(db.jobs.add(people[role], "試験").id, "完了", "")
    return people


def _attach(db: CorporateDatabase, coordinator: Viewer) -> None:
    """Files 1 to 5: on an order of each buyer, on two suppliers, and one that the coordinator attached.

    Draft 1 is the coordinator's too; reading 1 was, and is taken back.
    """
    paper = b"%PDF-1.4\n%%EOF"
    on_order = db.attachments.add(OPERATOR, "図面.pdf", paper, order="H26-003")
    db.attachments.let_in(OPERATOR, on_order.id, 1)
    db.attachments.add(OPERATOR, "図面.pdf", paper, order="H26-002")
    for firm in (1, 2):
        db.attachments.add(OPERATOR, "会社案内.pdf", paper, company_id=firm)
    db.attachments.add(coordinator, "図面.pdf", paper, order="H26-004")
    db.registrations.begin(coordinator, {"name": "架空新社"})
    with db.writing(coordinator.key) as writer:
        reading = writer.begin_batch("x.csv", "0" * 64, "suppliers")
        writer.finish_batch({})
        writer.undo_batch(reading)


def _rank(matcher: Matcher, coordinator: Viewer) -> None:
    """A ranking of the coordinator's that is kept, and one to be erased."""
    recorded = Recorded(matcher.db, coordinator)
    _, made = recorded.match(matcher, Order("旋盤加工"), 10, Choice())
    for ranking in (RANKING, ERASED):
        matcher.db.rankings.record(coordinator, ranking, {**recorded.get(made).record, "id": ranking})


@dataclass(frozen=True)
class Busy:
    """An office with something of everybody's, in which tests may write.

    Supplier 1 was introduced to the buyer's order H26-003, who consents to be named for it; 4 to the other buyer's H26-002, who doesn't.
    Supplier 3 was asked in a survey.
    """

    client_as: ClientAs
    matcher: Matcher
    settings: Settings
    buyer: int
    other_buyer: int
    with_machines: int
    people: Mapping[Role, Viewer]

    def client_of(self, role: Role) -> TestClient:
        """A client signed in with the account of a role: the supplier is firm 1, the buyer the first."""
        viewer = self.people[role]
        return self.client_as(role, **{key: getattr(viewer, key) for key in _OF_A_VIEWER})


@pytest.fixture(scope="session")
def busy(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[Busy]:
    folder: Path = tmp_path_factory.mktemp("busy")
    with _office_in(folder, shared_database_at(folder / "busy.db")) as office:
        yield office


@pytest.fixture(scope="module")
def spoilt(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]
) -> Iterator[Busy]:
    """As busy, for a module that changes whatever it can."""
    folder: Path = tmp_path_factory.mktemp("spoilt")
    with _office_in(folder, shared_database_at(folder / "spoilt.db")) as office:
        yield office


@contextmanager
def _office_in(folder: Path, url: str) -> Iterator[Busy]:
    settings = Settings(url, folder / "home", "lsa", backup_folder=folder / "backup")
    matcher = Matcher.open(settings)
    db = matcher.db
    with db.writing("試験") as writer:
        for number, (name, processes) in enumerate(SUPPLIERS.items(), 1):
            row = SupplierRow(
                name,
                f"A-{number}",
                kana={"架空めっき": "カクウメッキ"}.get(name, ""),
                prefecture="茨城県",
                city="日立市",
                address=f"秘密町{number}",
                phone=f"0294-1{number}-0001",
                contact=f"秘密担当{number}",
                texts={"processes": processes, "industry": "金属製品製造業"},
                other={"bank": f"秘密銀行{number}", "annual_sales": f"秘密{number}億円"},
                equipment=(
                    EquipmentRow("NC旋盤", capacity="8インチ", count=3),
                    EquipmentRow("フライス盤", count=1),
                )
                if number == 5
                else (),
            )
            with_machines = writer.upsert_supplier(row).id
        writer.set_visibility(2, "industry", False)
        writer.put_asked("架空調査", [AskedFirm("架空板金", "A-3")])
        buyers = [
            writer.upsert_buyer(
                BuyerRow(name, f"B-{i}", prefecture="茨城県", city="水戸市", phone=f"029-20{i}-0001")
            ).id
            for i, name in enumerate(("架空発注", "架空商会"), 1)
        ]
        for number, buyer, state in (
            ("H26-001", "架空発注", ""),
            ("H26-002", "架空商会", ""),
            ("H26-003", "架空発注", ""),
            ("H26-004", "架空商会", "不成約"),
            ("H26-005", "架空商会", "下書き"),
        ):
            texts = {"item": "シャフト" if number == "H26-001" else f"品{number}", "processes": "旋削加工"}
            texts |= {"price": "秘密単価", "delivery_place": "秘密納入先", "notes": f"{buyer}の新工場で使う"}
            writer.upsert_order(OrderRow(number, buyer, state, owner="秘密受付", texts=texts))
    db.introductions.begin(OPERATOR, "H26-003", 1, state="紹介")
    db.introductions.begin(OPERATOR, "H26-002", 4, state="紹介")
    db.naming.give(OPERATOR, buyers[0], "H26-003")
    people = _people(db, buyers[0])
    _attach(db, people["coordinator"])
    _rank(matcher, people["coordinator"])
    signing = Signing(matcher, settings)
    with TestClient(signing.app):
        yield Busy(signing, matcher, settings, *buyers, with_machines, people)
    matcher.close()
