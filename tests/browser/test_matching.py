"""The coordinator's story in a real browser: from a pasted enquiry to the proposal that is printed for the buyer."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.wording import matching as wording
from tests.browser.conftest import DESK, settle
from tests.browser.looking import ask_anew


def rank_example(page: Page) -> None:
    page.get_by_role("button", name=wording.INSERT_EXAMPLE).click()
    expect(page.locator("textarea")).to_have_value(wording.EXAMPLE)
    page.get_by_role("button", name=wording.SEARCH, exact=True).click()
    page.locator(".jc").first.wait_for()


def test_after_a_search_the_first_firm_and_its_fit_are_in_sight(sign_in: Callable[..., Page]) -> None:
    page = sign_in("coordinator", "/suppliers")
    rank_example(page)
    settle(page)
    for shown in (".jc-name", ".jc-fit"):
        box = page.locator(shown).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < DESK["height"]
    # The enquiry is one line now, and opens again.
    expect(page.get_by_role("button", name=wording.SEARCH, exact=True)).to_be_hidden()
    ask_anew(page)
    expect(page.get_by_label(wording.ENQUIRY_LABEL)).to_have_value(wording.EXAMPLE)


def test_firms_further_down_get_their_buttons_when_they_are_asked_for(sign_in: Callable[..., Page]) -> None:
    page = sign_in("coordinator", "/suppliers")
    rank_example(page)
    buttons = page.get_by_role("button", name=wording.SUITS, exact=True)
    expect(buttons).to_have_count(5)
    page.get_by_role("button", name=wording.handle_all(6)).click()
    expect(buttons).to_have_count(10)
    expect(page.locator(".jc")).to_have_count(10)


def test_from_a_pasted_enquiry_to_the_proposal(
    sign_in: Callable[..., Page], requests_made: list[str], tmp_path: Path
) -> None:
    page = sign_in("coordinator", "/suppliers")
    rank_example(page)
    expect(page.locator(".jc")).to_have_count(10)
    expect(page.locator(".jm-text mark.jm.must")).to_have_count(4)
    # The telephone number can be dialled, the quotation opens by the keyboard.
    expect(page.locator(".jc-reach a").first).to_have_attribute(
        "href", "tel:" + "".join(filter(str.isdigit, page.locator(".jc-reach a").first.inner_text()))
    )
    reason = page.locator(".jc details.jx-v").first
    reason.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(reason.locator("span")).to_be_visible()
    # A condition is dropped: struck through in the text, gone from the chips.
    page.locator('[class*="st-key-chip-"] button').first.click()
    page.get_by_role("button", name=wording.DROP).first.click()
    expect(page.locator(".jm-text s.jm-gone")).to_have_count(1)
    page.keyboard.press("Escape")
    for view, shown in (
        (wording.TABLE, "table.jx"),
        (wording.MAP, ".jmap .pin"),
        (wording.COMPARE, "table.jcmp"),
    ):
        page.locator(".st-key-view button", has_text=view).click()
        expect(page.locator(shown).first).to_be_visible()
    page.locator(".st-key-view button", has_text=wording.CARDS).click()
    page.locator('[class*="st-key-short-"] button').first.click()
    page.locator(".st-key-make-pdf button").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-download-proposal button").click()
    proposal = tmp_path / "proposal.pdf"
    waiting.value.save_as(proposal)
    assert proposal.read_bytes().startswith(b"%PDF")
    assert all(url.startswith(("http://127.0.0.1:", "data:", "blob:")) for url in requests_made)


def test_four_firms_side_by_side_fit_the_offices_screen(sign_in: Callable[..., Page]) -> None:
    page = sign_in("coordinator", "/suppliers?order=H26-001")
    page.locator(".jc").first.wait_for()
    page.locator(".st-key-view button", has_text=wording.COMPARE).click()
    page.locator("table.jcmp").wait_for()
    for number in (3, 4):
        page.get_by_role("combobox", name=wording.COMPARE_PICK).click()
        page.get_by_role("option", name=f"{number}位").first.click()
        expect(page.locator("table.jcmp thead th")).to_have_count(number)
    settle(page)
    table, seen = page.locator("table.jcmp").evaluate(
        "one => [one.scrollWidth, one.parentElement.clientWidth]"
    )
    assert table <= seen


def test_a_stored_order_opens_by_its_address_on_a_phone_too(sign_in: Callable[..., Page]) -> None:
    page = sign_in("coordinator", "/suppliers?order=H26-001", phone=True)
    page.locator(".jc").first.wait_for()
    assert page.locator("textarea").input_value()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
