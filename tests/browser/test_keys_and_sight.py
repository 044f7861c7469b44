"""For whom there is no mouse, whose colours are Windows' own, and who enlarges the page or has a phone's width."""

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.wording import matching as wording
from tests.browser.conftest import PHONE, SignIn, settle
from tests.browser.looking import WELDING, paste
from tests.browser.test_accessibility import violations

# A PC's screen at 200 %.
ENLARGED = {"width": 683, "height": 384}


def _unfold_by_key(page: Page, button: Locator) -> Locator:
    button.focus()
    page.keyboard.press("Enter")
    body = page.get_by_test_id("stPopoverBody")
    body.wait_for()
    return body


def test_what_a_button_unfolds_is_the_next_thing_that_tab_comes_to(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    chips = page.locator('[class*="st-key-chip-"] button')
    body = _unfold_by_key(page, chips.first)
    page.keyboard.press("Tab")
    expect(body.get_by_role("radio", name=wording.MUST)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(chips.first).to_be_focused()
    fields = body.get_by_role("radio"), body.get_by_role("textbox"), body.get_by_role("button")
    for field in fields:
        page.keyboard.press("Tab")
        expect(field.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(chips.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)


def test_the_questions_to_ask_back_are_copied_without_a_mouse(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    body = _unfold_by_key(page, page.locator(".st-key-ask-back button").first)
    expect(body.get_by_role("button")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(body.get_by_role("button")).to_be_focused()


def test_what_is_unfolded_is_readable_in_dark(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers", dark=True)
    paste(page, WELDING)
    for key in ("filters", "ask-back"):
        body = _unfold_by_key(page, page.locator(f".st-key-{key} button").first)
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)


@pytest.mark.parametrize("size", [ENLARGED, PHONE])
def test_on_a_narrow_screen_a_firms_verdicts_have_the_cards_whole_width(
    sign_in: SignIn, size: dict[str, int]
) -> None:
    page = sign_in("coordinator", "/suppliers")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    paste(page, WELDING)
    widths = page.locator(".jc").first.evaluate(
        "card => [card, card.querySelector('.jx-list'), card.querySelector('.jc-bar')].map(e => e.clientWidth)"
    )
    assert min(widths[1:]) >= 0.95 * widths[0], widths


def test_in_high_contrast_what_is_chosen_and_what_is_drawn_stand_out(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    page.emulate_media(forced_colors="active")
    paste(page, WELDING)
    views = page.get_by_role("radiogroup", name=wording.VIEW).get_by_role("radio")
    assert _paint(views.nth(0)) != _paint(views.nth(1))
    assert _paint(page.locator(".jc-bar > span").first) != _paint(page.locator(".jc-bar").first)
    views.filter(has_text=wording.MAP).click()
    settle(page)
    assert _paint(page.locator(".jmap .pin").first) != _paint(page.locator(".jmap"))
    page.locator('[class*="st-key-chip-"] button').first.click()
    marks = page.locator('[data-testid="stRadioOption"] > div > :first-child')
    assert _paint(marks.nth(0)) != _paint(marks.nth(1))


def test_in_high_contrast_a_ticked_box_differs_from_an_empty_one(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/activities")
    page.emulate_media(forced_colors="active")
    box = page.locator('[data-testid="stCheckbox"] label > div').first
    before = _paint(box)
    box.click()
    settle(page)
    assert _paint(box) != before


def test_a_choice_shows_that_it_has_the_focus(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/firms")
    page.get_by_role("combobox").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = "e => { const s = getComputedStyle(e); return s.outlineStyle + ' ' + s.outlineWidth; }"
    assert page.locator('.react-aria-ComboBox > [role="group"]').first.evaluate(ring) == "solid 3px"


def test_enlarged_no_key_leads_into_the_list_of_pages_until_it_is_opened(sign_in: SignIn) -> None:
    page = sign_in("supplier", "/own_orders")
    page.set_viewport_size(ENLARGED)  # type: ignore[arg-type]
    page.reload()
    settle(page)
    opens = page.get_by_test_id("stExpandSidebarButton")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(opens).to_be_focused()
    page.keyboard.press("Enter")
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="自社の登録")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="自社の登録", level=1)).to_be_visible()
    expect(page.locator(".stMain")).to_be_focused()


def test_on_a_phone_the_list_of_pages_goes_as_a_page_is_chosen(sign_in: SignIn) -> None:
    page = sign_in("supplier", phone=True)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="合う案件").click()
    expect(page.get_by_role("heading", name="合う案件", level=1)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def _paint(element: Locator) -> str:
    return str(element.evaluate("e => getComputedStyle(e).backgroundColor"))
