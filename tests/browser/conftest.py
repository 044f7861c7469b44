"""The real dashboard in a real browser: a server of its own on sample data, an account for each role, Chromium from the system."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ingest import demo, pipeline
from matching.corporate import CorporateDatabase
from matching.corporate.access import ROLES
from matching.settings import DATA, Settings
from tests.dashboard.accounts import PASSWORD, make_accounts

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Signs in as a role and opens a path; `phone` and `dark` choose size and theme.
SignIn = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """A running dashboard."""

    address: str
    settings: Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        warnings.warn("Chromium is not installed: the browser's tests are SKIPPED", stacklevel=1)
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip("Chromium is not installed"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard on the sample data."""
    folder = tmp_path_factory.mktemp("site")
    settings = Settings(f"sqlite:///{folder / 'site.db'}", folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in demo.SAMPLE_FILES:
            pipeline.run(DATA / "sample" / name, db, person="試験")
        supplier = next(iter(db.suppliers())).id
        make_accounts(db, settings, {"supplier": supplier, "buyer": db.buyers()[0].id})
    port = _free_port()
    environment = os.environ | {
        "JUHATCHU_DATABASE_URL": settings.database_url,
        "JUHATCHU_HOME": str(settings.home),
        "JUHATCHU_ENCODER": settings.encoder,
    }
    environment.pop("JUHATCHU_CONFIG", None)
    log = (folder / "server.log").open("wb")
    command = [sys.executable, "-m", "dashboard.app", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server, folder / "server.log")
        asked = urllib.request.Request(
            f"{address}/", headers={"Cookie": "juhatchu_session=x", "Accept": "text/html"}
        )
        urllib.request.urlopen(
            asked, timeout=120
        ).close()  # who that is can only be told once the office is open
        yield Site(address, settings)
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the dashboard did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states() -> dict[str, object]:
    """The cookies of those who have signed in already: role -> playwright's storage state."""
    return {}


@pytest.fixture
def requests_made() -> list[str]:
    """The addresses that the browser asked for."""
    return []


@pytest.fixture
def sign_in(
    site: Site, browser: Browser, states: dict[str, object], requests_made: list[str]
) -> Iterator[SignIn]:
    """`sign_in(role, path="/", phone=False, dark=False) -> Page`: a browser of its own with that role's session."""
    opened = []

    def enter(role: str, path: str = "/", *, phone: bool = False, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            storage_state=states.get(role),  # type: ignore[arg-type]
        )
        opened.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("request", lambda request: requests_made.append(request.url))
        if role and role not in states:
            page.goto(f"{site.address}/signin")
            fill_in(page, role)
            page.wait_for_url(f"{site.address}/")
            states[role] = context.storage_state()
        page.goto(f"{site.address}{path}")
        if role:
            settle(page)
        return page

    yield enter
    for context in opened:
        context.close()


def fill_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in and send it."""
    page.get_by_label("利用者名").fill(login)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="サインインする").click()


def settle(page: Page) -> None:
    """Wait until the page stands: its frame is there and no run is under way."""
    page.locator(".jh-bar").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="detached")


__all__ = ["DESK", "PHONE", "ROLES", "SignIn", "Site", "fill_in", "settle"]
