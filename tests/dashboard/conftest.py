"""A small office for the page: five suppliers, one of them with HTML and Markdown in its name, one closed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st

from matching.corporate import CorporateDatabase, SupplierRow
from matching.settings import Settings

NASTY = "<b>架空</b> **樹脂** ![x](http://example.jp/a.png)"
SUPPLIERS = {
    "架空旋盤工業": "NC旋盤による旋削加工。ステンレス、アルミ",
    "架空めっき": "無電解ニッケルめっき、硬質クロムめっき",
    "架空板金": "精密板金、レーザー切断、曲げ加工、溶接",
    NASTY: "射出成形、樹脂切削 <script>alert(1)</script>",
    "架空休業旋盤": "旋盤、NC旋盤、旋削加工",
}


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> Settings:
    folder: Path = tmp_path_factory.mktemp("office")
    settings = Settings(shared_database_at(folder / "office.db"), folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        for number, (name, processes) in enumerate(SUPPLIERS.items(), 1):
            texts = {"processes": processes, "equipment": "NC旋盤 3台\n研削盤 1台"}
            row = SupplierRow(name, f"A-{number}", prefecture="茨城県", city="日立市", texts=texts)
            stored = writer.upsert_supplier(row)
        writer.set_status(stored.id, "休業", "設備入替のため")
    return settings


@pytest.fixture
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The page's environment names the small office."""
    monkeypatch.delenv("JUHATCHU_CONFIG", raising=False)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JUHATCHU_HOME", str(settings.home))
    monkeypatch.setenv("JUHATCHU_ENCODER", settings.encoder)
    yield settings
    st.cache_resource.clear()


@pytest.fixture
def nasty_name() -> str:
    return NASTY
