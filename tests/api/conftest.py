"""A small office: five suppliers, one that may not be introduced, one order; served by the app."""

import functools
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi import FastAPI, Request

from app_api import create_app
from matching.api.service import current_viewer
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import NOBODY, Role, Viewer
from matching.matcher import Matcher
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


@pytest.fixture(scope="session")
def viewers() -> dict[str, Viewer]:
    """Who may send requests in these tests, by the name in a header that only they know."""
    return {}


@pytest.fixture(scope="session")
def app(matcher: Matcher, settings: Settings, viewers: dict[str, Viewer]) -> Iterator[FastAPI]:
    app = create_app(matcher, settings)

    def known(request: Request) -> Viewer:
        return viewers.get(request.headers.get("x-test-viewer", ""), NOBODY)

    app.dependency_overrides[current_viewer] = known
    with TestClient(app):
        yield app


@pytest.fixture(scope="session")
def client_as(app: FastAPI, viewers: dict[str, Viewer]) -> ClientAs:
    def sign_in(*roles: Role, **viewer: Any) -> TestClient:
        if not roles:
            return TestClient(app, raise_server_exceptions=False)
        key = viewer.pop("key", "") or f"t{len(viewers) + 1}"
        viewers[key] = Viewer(key, frozenset(roles), **viewer)
        return TestClient(app, raise_server_exceptions=False, headers={"x-test-viewer": key})

    return sign_in


@pytest.fixture(scope="session")
def client(client_as: ClientAs) -> TestClient:
    """A coordinator's."""
    return client_as("coordinator")
