"""A small office for the pages: five suppliers, one of them with HTML and Markdown in its name, one closed; one account for each role."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import resources
from matching.corporate import BuyerRow, CorporateDatabase, SupplierRow
from matching.corporate.access import ROLES
from matching.settings import Settings
from tests.dashboard.accounts import make_accounts, sessions

ROOT = Path(__file__).resolve().parents[2]
NASTY = "<b>架空</b> **樹脂** ![x](http://example.jp/a.png)"
SUPPLIERS = {
    "架空旋盤工業": "NC旋盤による旋削加工。ステンレス、アルミ",
    "架空めっき": "無電解ニッケルめっき、硬質クロムめっき",
    "架空板金": "精密板金、レーザー切断、曲げ加工、溶接",
    NASTY: "射出成形、樹脂切削 <script>alert(1)</script>",
    "架空休業旋盤": "旋盤、NC旋盤、旋削加工",
}
# Launches the dashboard as somebody of a role, at a page; "": as nobody.
SignedIn = Callable[..., AppTest]


def stands(app: AppTest) -> None:
    """A page was shown to its end: what a page's body raises is no exception of the app's but a sentence."""
    assert not app.exception
    assert [one.value for one in app.error] == []


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page's run stands in for __main__, which processes that later tests start would run anew."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all small offices make of the product's own files."""
    return tmp_path_factory.mktemp("office_home")


@pytest.fixture(scope="module")
def settings(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str], office_home: Path
) -> Settings:
    """A small office for each file of tests: what some write isn't what others count."""
    folder: Path = tmp_path_factory.mktemp("office")
    settings = Settings(shared_database_at(folder / "office.db"), office_home, "lsa")
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            for number, (name, processes) in enumerate(SUPPLIERS.items(), 1):
                texts = {"processes": processes, "equipment": "NC旋盤 3台\n研削盤 1台"}
                row = SupplierRow(name, f"A-{number}", prefecture="茨城県", city="日立市", texts=texts)
                stored = writer.upsert_supplier(row)
            writer.set_status(stored.id, "休業", "設備入替のため")
            buyer = writer.upsert_buyer(BuyerRow("架空発注", "B-1")).id
        first = db.supplier_by_key("A-1").id
        make_accounts(db, settings, {"supplier": first, "buyer": buyer})
    return settings


@pytest.fixture(scope="module")
def secrets(settings: Settings) -> dict[str, str]:
    """A session for each role."""
    return sessions(settings, ROLES)


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The pages' environment names the small office."""
    monkeypatch.delenv("JUHATCHU_CONFIG", raising=False)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JUHATCHU_HOME", str(settings.home))
    monkeypatch.setenv("JUHATCHU_ENCODER", settings.encoder)
    yield settings
    st.cache_resource.clear()


@pytest.fixture
def signed_in(office: Settings, secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """`signed_in(role, page="home")`: the dashboard as the person of a role sees it; `secret`: of another person's session."""

    def launch(role: str, page: str = "home", secret: str = "") -> AppTest:
        monkeypatch.setattr(resources, "_secret", lambda: secret or secrets.get(role, ""))
        app = AppTest.from_file(ROOT / "app_streamlit.py", default_timeout=300).run()
        return app if page == "home" else app.switch_page(f"dashboard/pages/{page}.py").run()

    return launch


@pytest.fixture
def nasty_name() -> str:
    return NASTY
