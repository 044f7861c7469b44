"""What each role must not see, in a real browser: other roles' pages, by the list and by their address; other people's files."""

import pytest
from playwright.sync_api import expect

from dashboard import navigation
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, ROLES
from tests.browser.conftest import SignIn, Site, settle
from tests.browser.looking import refused


@pytest.fixture(scope="module")
def drawing(site: Site) -> int:
    """A drawing of an order that none of the accounts has anything to do with."""
    with CorporateDatabase.open(site.settings.database_url) as db:
        return db.attachments.add(
            OPERATOR, "軸_図面.pdf", b"%PDF-1.7 fictional", order="H26-004", largest=1000
        ).id


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_its_own_pages_and_refused_all_others_and_other_peoples_drawings(
    sign_in: SignIn, site: Site, drawing: int, role: str
) -> None:
    page = sign_in(role)
    offered = [
        link.split("\n")[-1].strip() for link in page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    ]
    assert sorted(offered) == sorted(row.title for row in navigation.pages_of([role]))
    barred = {row.section: row for row in navigation.PAGES if role not in row.roles}
    for row in barred.values():
        page.goto(f"{site.address}{row.address}?order=H26-001&firm=1")
        settle(page)
        refused(page)
        expect(page.get_by_role("heading", name=row.title, exact=True, level=1)).to_have_count(0)
    answer = page.request.get(f"{site.address}/files/attachments/{drawing}")
    assert answer.status in (403, 404)
    assert b"%PDF" not in answer.body()
    assert answer.text().startswith("<!DOCTYPE html>")
