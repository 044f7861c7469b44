"""Signing in and out, and the frame of every page, in a real browser."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from dashboard.wording import matching
from tests.browser.conftest import SignIn, Site, fill_in, settle
from tests.browser.looking import WELDING, look_up, paste, unfold


def test_whoever_has_not_signed_in_comes_to_the_sign_in_and_from_there_to_the_page_that_was_wanted(
    sign_in: SignIn, site: Site
) -> None:
    page = sign_in("", "/account?x=1")
    assert page.title() == "サインイン - 受発注マッチング"
    fill_in(page, "coordinator")
    page.wait_for_url(f"{site.address}/account?x=1")
    settle(page)
    expect(page.get_by_role("heading", name="自分のアカウント")).to_be_visible()


def test_nothing_is_asked_of_another_host(sign_in: SignIn, site: Site, requests_made: list[str]) -> None:
    page = sign_in("coordinator")
    expect(page.get_by_role("heading", name="はじめに", level=1)).to_be_visible()
    assert len(requests_made) > 10
    hosts = {urlsplit(one).netloc for one in requests_made if not one.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(site.address).netloc}


def test_signing_out_ends_the_session_in_every_tab(sign_in: SignIn, site: Site) -> None:
    page = sign_in("", "/signin")
    fill_in(page, "reader")
    page.wait_for_url(f"{site.address}/")
    settle(page)
    other = page.context.new_page()
    other.goto(f"{site.address}/account")
    settle(other)
    page.get_by_role("link", name="サインアウト").click()
    expect(page.get_by_text("サインアウトしました。")).to_be_visible()
    other.get_by_role("button", name="印刷する").click()
    expect(other.get_by_text("サインインの期限が切れました。")).to_be_visible()
    assert site.address + "/signin" in other.get_by_role("link", name="サインインの画面へ").evaluate(
        "a => a.href"
    )


def test_an_invited_person_chooses_a_password_and_signs_in(sign_in: SignIn, site: Site) -> None:
    admin = sign_in("admin", "/admin_users")
    unfold(admin, "新しい利用者を招く")
    admin.get_by_label("氏名", exact=True).fill("架空 花子")
    admin.get_by_label("利用者名（半角英数字").fill("hanako")
    look_up(admin, "権限", "閲覧").click()
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="招待の用紙を作る").click()
    link = admin.locator(".jh-secret").inner_text()
    path = urlsplit(link).path
    guest = sign_in("", path)
    expect(guest.get_by_text("架空 花子さん")).to_be_visible()
    for label in ("新しいパスワード", "新しいパスワード（確認のためもう一度）"):
        guest.get_by_label(label, exact=True).fill("sakura-no-hana-1")
    guest.get_by_role("button", name="決める").click()
    expect(guest.get_by_text("パスワードを決めました。")).to_be_visible()
    fill_in(guest, "hanako", "sakura-no-hana-1")
    settle(guest)
    expect(guest.get_by_text("架空 花子さん")).to_be_visible()
    guest.goto(f"{site.address}{path}")
    expect(guest.get_by_text("この用紙のリンクは使えません。")).to_be_visible()


def test_a_page_of_another_role_is_not_there_and_says_so(sign_in: SignIn) -> None:
    page = sign_in("reader", "/admin_users")
    expect(page.get_by_text("このページは、いまの権限では見られません。")).to_be_visible()
    assert page.get_by_test_id("stSidebarNavLink").filter(has_text="利用者").count() == 0
    page.goto(page.url.replace("admin_users", "no_such_page"))
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()


def test_what_streamlits_own_widgets_say_is_japanese(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    page.get_by_test_id("stButtonGroup").locator("button", has_text=matching.COMPARE).click()
    page.get_by_test_id("stMultiSelect").locator("input").click()
    expect(page.get_by_role("option", name="すべて選ぶ")).to_be_visible()
    page.keyboard.type("どこにもない会社")
    expect(page.get_by_text("当てはまるものがありません")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=matching.ADD).click()
    expect(look_up(page, matching.ADD, "溶けない紙")).to_have_text("書いたとおりに入れる：溶けない紙")
    page.keyboard.press("Enter")
    # What is chosen is the word itself, and what somebody wrote stays as it was written.
    expect(page.locator(".jm-text")).to_contain_text("溶けない紙")


def test_once_an_enquiry_is_answered_the_keyboard_goes_on_at_what_was_found(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    found = page.get_by_role("status").filter(has_text="10社を点の高い順に並べました")
    expect(found).to_be_focused()
    page.keyboard.press("Tab")
    # The next stop is among the firms: the first one's parts of the score.
    assert page.evaluate("document.activeElement.closest('[class*=st-key-card-]') !== null")
