"""A supplier's registration in a real browser, from its phone to being found in a match; a buyer's order; and what each may not see."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard import navigation
from dashboard.wording import cases as case_wording
from dashboard.wording import firms as wording
from dashboard.wording import matching, own, shell
from tests.browser.conftest import SignIn, settle

NEW_WORDS = "架空のホログラム箔転写"  # no other firm says so


def turn_to(page: Page, part: str) -> None:
    """Choose one of the parts of a page."""
    page.get_by_test_id("stButtonGroup").get_by_text(part, exact=True).first.click()
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settle(page)


def stands_at_its_top(page: Page) -> None:
    """What just changed is in sight, however far down it was pressed."""
    page.wait_for_function("document.querySelector('.stMain').scrollTop === 0")


def test_a_registration_goes_from_a_phone_to_acceptance_and_into_a_match(sign_in: SignIn) -> None:
    phone = sign_in("supplier", "/own_profile", phone=True)
    turn_to(phone, wording.STEP_TITLES[1])
    phone.get_by_role("textbox", name="得意技術・PR").fill(NEW_WORDS)
    phone.keyboard.press("Tab")
    expect(phone.get_by_text(wording.READ)).to_be_visible()
    settle(phone)
    press(phone, wording.NEXT_STEP)
    expect(phone.get_by_text(own.SAVED)).to_be_visible()
    stands_at_its_top(phone)
    turn_to(phone, wording.STEP_TITLES[-1])
    expect(phone.get_by_role("cell", name=NEW_WORDS)).to_be_visible()
    press(phone, own.SUBMIT)
    expect(phone.get_by_text(own.SUBMITTED).first).to_be_visible()
    stands_at_its_top(phone)

    office = sign_in("coordinator", "/registrations")
    press(office, wording.OPEN_DRAFT)
    expect(office.get_by_role("cell", name=NEW_WORDS)).to_be_visible()
    name = office.get_by_test_id("stHeading").nth(1).inner_text()
    press(office, wording.ACCEPT)
    expect(office.get_by_text(wording.accepted(name))).to_be_visible()

    office = sign_in("coordinator", "/suppliers")
    office.get_by_label(matching.ENQUIRY_LABEL).fill(f"{NEW_WORDS}ができる会社を探しています。")
    press(office, matching.SEARCH)
    expect(office.locator(".jc-name").filter(has_text=name)).to_be_visible()


def test_a_buyers_order_waits_for_the_office_and_shows_who_was_introduced(sign_in: SignIn) -> None:
    buyer = sign_in("buyer", "/buyer_orders")
    turn_to(buyer, case_wording.OWN_NEW)
    buyer.get_by_label("品名").fill("架空の手回し発電機の軸")
    buyer.get_by_label("加工内容").fill("旋盤加工 SUS304 φ12 月50個")
    buyer.keyboard.press("Tab")
    expect(buyer.locator("mark.jm").first).to_be_visible()
    press(buyer, case_wording.MAKE)
    expect(buyer.get_by_text(case_wording.MADE_OWN)).to_be_visible()
    number = re.search(r"order=([^&]+)", buyer.url)
    assert number

    office = sign_in("coordinator", f"/cases?order={number[1]}")
    office.get_by_role("button", name=case_wording.MOVE).click()
    press(office, case_wording.to_state("受付"))
    expect(office.get_by_text(case_wording.moved(number[1], "受付"))).to_be_visible()

    buyer = sign_in("buyer", f"/buyer_orders?order={number[1]}")
    turn_to(buyer, case_wording.INTRODUCTIONS)
    expect(buyer.get_by_text(case_wording.OWN_NO_INTRODUCED)).to_be_visible()


def test_a_firm_is_found_by_kana_opened_and_returned_from(sign_in: SignIn) -> None:
    office = sign_in("coordinator", "/firms?q=めでぃふぉるて")
    office.get_by_role("link", name="メディフォルテ").first.click()
    settle(office)
    expect(office.get_by_role("heading", level=1)).to_contain_text("メディフォルテ")
    assert "firm=" in office.url
    turn_to(office, wording.STATE_TAB)
    press(office, wording.SET_STATE)
    expect(office.get_by_text("いまは紹介できません").first).to_be_visible()
    press(office, shell.UNDO)
    expect(office.get_by_text(wording.NO_STATES)).to_be_visible()


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("supplier", "firms"),
        ("supplier", "cases"),
        ("supplier", "registrations"),
        ("supplier", "buyer_orders"),
        ("buyer", "firms"),
        ("buyer", "cases"),
        ("buyer", "own_orders"),
        ("survey", "cases"),
        ("survey", "registrations"),
        ("admin", "firms"),
        ("reader", "own_introductions"),
    ],
)
def test_a_page_that_is_not_for_a_role_says_so_and_shows_nothing(
    sign_in: SignIn, role: str, page: str
) -> None:
    opened = sign_in(role, f"/{page}")
    expect(opened.get_by_text(shell.NO_PERMISSION)).to_be_visible()
    title = next(row.title for row in navigation.PAGES if row.name == page)
    expect(opened.get_by_role("heading", name=title, level=1)).to_have_count(0)


def test_a_supplier_sees_nothing_of_other_suppliers_and_no_buyer(sign_in: SignIn) -> None:
    phone = sign_in("supplier", "/own_orders", phone=True)
    expect(phone.locator(".jf-own").first).to_be_visible()
    said = phone.locator(".stMain").inner_text()
    for hidden in ("サイトウ打抜", "TIG工房", "房州みらい医器"):
        assert hidden not in said
    assert not re.search(r"\d(?:点|位)", said)
    # The page is no wider than the phone.
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
