"""The real dashboard in a real browser: a server of its own on sample data, an account for each role, Chromium from the system."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from matching.corporate import CorporateDatabase
from matching.corporate.access import ROLES
from tests.browser.serving import Site, running_site
from tests.dashboard.accounts import PASSWORD, make_account

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Signs in as a role (or by another login) and opens a path; `phone` and `dark` choose size and theme.
SignIn = Callable[..., Page]
# A person more with a role; returns the login.
Invite = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        warnings.warn("Chromium is not installed: the browser's tests are SKIPPED", stacklevel=1)
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip("Chromium is not installed"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard on the sample data."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # a machine of two cores may have other work
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states() -> dict[str, object]:
    """The cookies of those who have signed in already: role -> playwright's storage state."""
    return {}


@pytest.fixture
def behind(site: Site) -> Iterator[CorporateDatabase]:
    """The database of the running dashboard, for what happens elsewhere meanwhile."""
    with CorporateDatabase.open(site.settings.database_url) as db:
        yield db


@pytest.fixture
def invite(site: Site, behind: CorporateDatabase) -> Invite:
    """`invite(login, *roles) -> login`: an account that only this test uses, with the password that all tests share."""

    def invited(login: str, *roles: str) -> str:
        make_account(behind, site.settings, login, roles)
        return login

    return invited


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


__all__ = ["DESK", "PHONE", "ROLES", "Invite", "SignIn", "Site", "fill_in", "settle"]
