"""The real dashboard in a real browser: a server of its own on sample data, an account for each role, Chromium from the system."""

import shutil
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from matching.corporate import CorporateDatabase
from matching.corporate.access import ROLES
from tests.browser.serving import Site, running_site
from tests.dashboard.accounts import PASSWORD, make_account

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
_RUNNING = (
    '[data-testid="stApp"]:is([data-test-script-state="running"], [data-test-script-state="rerunRequested"])'
)
OPENED = pytest.StashKey[list[Page]]()
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


def new_profile(browser: Browser, cookies: StorageState | None, *, phone: bool, dark: bool) -> BrowserContext:
    """A browser's profile as people here have it: Japanese, Japan's clock, a desk's or a phone's screen."""
    context = browser.new_context(
        viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        storage_state=cookies,
    )
    context.set_default_timeout(60_000)
    return context


def calm_page(context: BrowserContext) -> Page:
    """A new page on which nobody clicks while it is being drawn: each action and expectation waits for the end of the run."""
    page = context.new_page()
    page.add_locator_handler(page.locator(_RUNNING), lambda: None)
    return page


class Seats:
    """Browsers' profiles: one for each person, size and theme, so that nobody signs in and loads Streamlit's own files twice."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._held: dict[tuple[str, bool, bool], BrowserContext] = {}
        self._cookies: dict[str, StorageState] = {}

    def profile(self, role: str, *, phone: bool, dark: bool) -> BrowserContext:
        """Where `role` sits; a new one each time for nobody ("")."""
        if held := self._held.get((role, phone, dark)):
            return held
        context = new_profile(self._browser, self._cookies.get(role), phone=phone, dark=dark)
        if role:
            self._held[role, phone, dark] = context
        return context

    def knows(self, role: str) -> bool:
        """Whether that role has signed in already."""
        return role in self._cookies

    def sits(self, context: BrowserContext) -> bool:
        """Whether a profile stays for others."""
        return context in self._held.values()

    def remember(self, role: str, context: BrowserContext) -> None:
        """That role has signed in, in that profile."""
        self._cookies[role] = context.storage_state()


@pytest.fixture(scope="session")
def seats(browser: Browser) -> Seats:
    return Seats(browser)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failure, what stood on the open pages."""
    report = yield
    if report.failed and report.when == "call" and OPENED in item.stash:
        for number, page in enumerate(item.stash[OPENED]):
            report.sections.append((f"page {number}: {page.url}", _standing(page)))
    return report


def _standing(page: Page) -> str:
    try:
        return str(
            page.evaluate(
                "(document.querySelector('.stApp')?.dataset.testScriptState ?? 'no app') + '\\n' + document.body.innerText"
            )
        )
    except PlaywrightError as error:
        return str(error)


@pytest.fixture
def sign_in(
    site: Site, seats: Seats, requests_made: list[str], request: pytest.FixtureRequest
) -> Iterator[SignIn]:
    """`sign_in(role, path="/", phone=False, dark=False) -> Page`: a page in a browser with that role's session."""
    opened = request.node.stash.setdefault(OPENED, [])

    def enter(role: str, path: str = "/", *, phone: bool = False, dark: bool = False) -> Page:
        context = seats.profile(role, phone=phone, dark=dark)
        page = calm_page(context)
        opened.append(page)
        page.on("request", lambda request: requests_made.append(request.url))
        if role and not seats.knows(role):
            page.goto(f"{site.address}/signin")
            fill_in(page, role)
            page.wait_for_url(f"{site.address}/")
            seats.remember(role, context)
        page.goto(f"{site.address}{path}")
        if role:
            settle(page)
        return page

    yield enter
    for page in opened:
        # A browser remembers whether the list of pages was left open: the next one who sits here finds it as nobody has left it.
        with suppress(PlaywrightError):
            page.evaluate("window.localStorage.clear()")
        page.close()
        if not seats.sits(page.context):
            page.context.close()


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
