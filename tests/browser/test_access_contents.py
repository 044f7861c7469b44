"""JIS X 8341-3 AA where the pages have something to show: results in each view, an order, a firm, a supplier's form, a file that was read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.wording import cases, firms, matching, surveys
from matching.settings import DATA
from tests.browser.conftest import PHONE, SignIn, settle
from tests.browser.looking import unfold
from tests.browser.test_accessibility import violations

ORDER = "H26-072"


def _view(name: str, shown: str) -> Callable[[Page], None]:
    def open_view(page: Page) -> None:
        page.locator(".st-key-view button", has_text=name).click()
        page.locator(shown).first.wait_for()

    return open_view


def _all_open(page: Page) -> None:
    for words in (matching.FILTERS, matching.WHY, matching.TEAM):
        unfold(page, words)
    page.locator(".jc details.jx-v summary").first.click()
    page.locator('[class*="st-key-chip-"] button').first.click()
    page.get_by_test_id("stPopoverBody").wait_for()


def _part(name: str) -> Callable[[Page], None]:
    def open_part(page: Page) -> None:
        page.get_by_test_id("stButtonGroup").locator("button", has_text=name).first.click()

    return open_part


def _read_file(page: Page) -> None:
    sample = DATA / "sample_surveys" / "survey_suppliers_2025_late.csv"
    page.locator('input[type="file"]').first.set_input_files(sample)
    page.get_by_text(surveys.handed_in(1)).wait_for()


CONTENTS = {
    "cards": ("coordinator", f"/suppliers?order={ORDER}", _view(matching.CARDS, ".jc")),
    "all that unfolds": ("coordinator", f"/suppliers?order={ORDER}", _all_open),
    "table": ("coordinator", f"/suppliers?order={ORDER}", _view(matching.TABLE, "table.jx")),
    "map": ("coordinator", f"/suppliers?order={ORDER}", _view(matching.MAP, ".jmap")),
    "comparison": ("coordinator", f"/suppliers?order={ORDER}", _view(matching.COMPARE, ".jcmp")),
    "board": ("coordinator", "/cases", _part(cases.BOARD)),
    "an order": ("coordinator", f"/cases?order={ORDER}", lambda page: None),
    "an order's form": ("coordinator", f"/cases?order={ORDER}", _part(cases.EDIT)),
    "a firm": ("coordinator", "/firms?firm=1", lambda page: None),
    "a supplier's form": ("supplier", "/own_profile", _part(firms.STEP_TITLES[1])),
    "a file that was read": ("survey", "/uploads", _read_file),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_what_a_page_shows_has_no_grave_violation(sign_in: SignIn, content: str) -> None:
    role, path, act = CONTENTS[content]
    page = sign_in(role, path)
    act(page)
    settle(page)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/own_profile", "/own_orders", "/own_introductions"])
def test_a_suppliers_page_fits_a_phone(sign_in: SignIn, path: str) -> None:
    page = sign_in("supplier", path, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # A finger needs room: what is pressed is no smaller than AA asks for.
    heights = [
        box["height"] for one in page.locator(".stMain button:visible").all() if (box := one.bounding_box())
    ]
    assert min(heights) >= 24
    if not (link := page.get_by_test_id("stSidebarNavLink").filter(has_text="自社の登録")).is_visible():
        page.get_by_test_id(
            "stExpandSidebarButton"
        ).click()  # the browser remembers whether the menu was open
    expect(link).to_be_visible()
