"""Coming in and going out, in a real browser: too many tries, sessions that ended meanwhile, passwords, the first steps."""

import re

from playwright.sync_api import expect

from dashboard.wording import admin as wording
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from tests.browser.conftest import Invite, SignIn, Site, fill_in, settle
from tests.browser.looking import look_up
from tests.dashboard.accounts import PASSWORD


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(sign_in: SignIn, invite: Invite) -> None:
    page = sign_in("", "/signin")
    answers = []
    for login in (invite("kimura", "reader"), "no-such-person"):
        fill_in(page, login, "not-the-password-1")
        answers.append(page.get_by_role("alert").inner_text())
    assert answers[0] == answers[1]
    assert "サインインできません" in answers[0]


def test_after_five_wrong_passwords_the_right_one_has_to_wait_too(sign_in: SignIn, invite: Invite) -> None:
    page = sign_in("", "/signin")
    login = invite("yamada", "reader")
    for _ in range(5):
        fill_in(page, login, "not-the-password-1")
        page.get_by_role("alert").wait_for()
    fill_in(page, login)
    expect(page.get_by_role("alert")).to_contain_text(
        re.compile(r"続けて間違えたため、しばらくサインインできません。\d+分ほど待って")
    )


def test_a_session_that_has_ended_leads_over_the_sign_in_back_to_the_same_order(
    sign_in: SignIn, invite: Invite, site: Site, behind: CorporateDatabase
) -> None:
    login = invite("mori", "coordinator")
    page = sign_in(login, "/suppliers?order=H26-072")
    page.locator(".jc").first.wait_for()
    settle(page)
    _end_sessions(behind, site, login)
    page.get_by_role("button", name="印刷する").click()
    expect(page.get_by_text("サインインの期限が切れました。")).to_be_visible()
    expect(page.locator(".jc")).to_have_count(0)
    page.get_by_role("link", name="サインインの画面へ").click()
    fill_in(page, login)
    page.wait_for_url(re.compile(r"/suppliers\?order=H26-072"))
    settle(page)
    expect(page.locator(".jc").first).to_be_visible()


def _end_sessions(db: CorporateDatabase, site: Site, login: str) -> None:
    people = People(db, OPERATOR, site.settings)
    user = next(one for one in people.users() if one.login == login)
    people.unlock(people.lock(user.id).id)


def test_a_person_whom_an_administrator_stops_is_out_at_the_next_click(
    sign_in: SignIn, invite: Invite
) -> None:
    login = invite("qwxzvjk", "reader")  # like no other option
    page, admin = sign_in(login), sign_in("admin", "/admin_users")
    admin.get_by_label(wording.FIND).fill(login)
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("table").locator("tbody tr")).to_have_count(1)
    settle(admin)
    look_up(admin, wording.CHOOSE_USER, login).click()
    settle(admin)
    admin.get_by_role("button", name="止める", exact=True).click()
    expect(admin.locator(".jh-said")).to_contain_text("止めました。")
    page.get_by_role("button", name="印刷する").click()
    expect(page.get_by_text("サインインの期限が切れました。")).to_be_visible()
    page.get_by_role("link", name="サインインの画面へ").click()
    fill_in(page, login)
    expect(page.get_by_role("alert")).to_contain_text("サインインできません")
    admin.get_by_role("button", name="元に戻す").click()
    expect(admin.locator(".jh-said")).to_contain_text("元に戻しました。")
    fill_in(page, login)
    settle(page)


def test_a_new_password_holds_from_then_on(sign_in: SignIn, invite: Invite) -> None:
    login = invite("abe", "reader")
    page = sign_in(login, "/account")
    page.get_by_label("いまのパスワード").fill(PASSWORD)
    for label in ("新しいパスワード（12文字以上）", "新しいパスワード（確認のためもう一度）"):
        page.get_by_label(label).fill("momiji-no-yama-22")
    page.get_by_role("button", name="パスワードを変える").click()
    expect(page.get_by_text("パスワードを変えました。")).to_be_visible()
    page.get_by_role("link", name="サインインの画面へ").click()
    fill_in(page, login)
    expect(page.get_by_role("alert")).to_contain_text("サインインできません")
    fill_in(page, login, "momiji-no-yama-22")
    settle(page)
    expect(page.locator(".jh-bar")).to_contain_text("閲覧")


def test_the_first_steps_are_shown_until_they_are_known(sign_in: SignIn, invite: Invite) -> None:
    page = sign_in(invite("ono", "coordinator"))
    expect(page.get_by_role("heading", name="はじめての方へ")).to_be_visible()
    page.get_by_role("button", name="わかりました（次から表示しない）").click()
    expect(page.get_by_role("heading", name="はじめての方へ")).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="はじめての方へ")).to_have_count(0)
    page.get_by_role("button", name="はじめての方への案内をもう一度見る").click()
    expect(page.get_by_role("heading", name="はじめての方へ")).to_be_visible()


def test_an_administrator_finds_who_signed_in_and_that_nothing_was_rewritten(sign_in: SignIn) -> None:
    page = sign_in("admin", "/admin_audit")
    expect(page.get_by_role("table")).to_contain_text("サインイン")
    page.get_by_role("button", name="記録を検査する").click()
    expect(page.get_by_text("書き換えや抜き取りはありません。")).to_be_visible()
