"""Signing in and out, and the frame of every page, in a real browser."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import SignIn, Site, fill_in, settle


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
    expect(page.get_by_role("heading", name="はじめに")).to_be_visible()
    assert len(requests_made) > 10
    hosts = {urlsplit(one).netloc for one in requests_made if not one.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(site.address).netloc}
