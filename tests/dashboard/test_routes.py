"""The routes beside the pages as a browser uses them: attached files, and the agency's own login against a provider that really signs."""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from starlette.applications import Starlette

from dashboard import admin_tables, downloads, forms, signing
from dashboard.door import Door
from dashboard.wording import shell as wording
from matching.accounts import cookies
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import NewAccount
from matching.corporate.audit import Wanted
from matching.errors import DatabaseError
from matching.settings import Settings
from tests.accounts.test_oidc import CLIENT, CLIENT_SECRET, Provider, provider, running
from tests.dashboard.accounts import PASSWORD, make_account

with warnings.catch_warnings():  # starlette's client prefers a successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["provider", "running"]  # fixtures
ADDRESS = "http://dashboard.example"
PDF = b"%PDF-1.7\n" + bytes(200_000)
ANYBODY = {"accept": "text/html", "sec-fetch-site": "same-origin"}
# Somebody's browser, with the session of an account.
BrowserOf = Callable[[str], TestClient]


@pytest.fixture
def db(office: Settings) -> Iterator[CorporateDatabase]:
    with CorporateDatabase.open(office.database_url) as opened:
        yield opened


@pytest.fixture
def browser_of(office: Settings, db: CorporateDatabase) -> BrowserOf:
    app = Door(Starlette(routes=[*signing.routes(), *downloads.routes()]))

    def browser(login: str = "") -> TestClient:
        client = TestClient(app, base_url=ADDRESS, follow_redirects=False, headers=ANYBODY)
        if login:
            client.cookies.set(cookies.NAME, Gate(db, office).sign_in(login, PASSWORD).secret)
        return client

    return browser


@pytest.fixture
def paper(db: CorporateDatabase, office: Settings) -> int:
    """A file of supplier A-1."""
    gate = Gate(db, office)
    supplier = gate.viewer_of_session(gate.sign_in("supplier", PASSWORD).secret)
    return db.attachments.add(supplier, "図面 1.pdf", PDF, company_id=supplier.supplier_id).id


def test_a_firms_file_is_handed_to_the_firm_word_for_word_and_stands_on_the_trail(
    browser_of: BrowserOf, paper: int, db: CorporateDatabase
) -> None:
    answer = browser_of("supplier").get(f"/files/attachments/{paper}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert "%E5%9B%B3%E9%9D%A2%201.pdf" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    deeds = db.trail.entries(OPERATOR, Wanted(subject="attachment", key=str(paper)))
    assert deeds[0].deed == "download"


def test_another_firm_does_not_learn_that_the_file_is_there_until_it_is_let_in(
    browser_of: BrowserOf, paper: int, db: CorporateDatabase, office: Settings
) -> None:
    other = db.supplier_by_key("A-2").id
    make_account(db, office, "other-supplier", ["supplier"], supplier_id=other)
    theirs = browser_of("other-supplier")
    hidden, nowhere = (theirs.get(f"/files/attachments/{one}") for one in (paper, 99_999))
    assert (hidden.status_code, hidden.text) == (nowhere.status_code, nowhere.text) == (404, nowhere.text)
    gate = Gate(db, office)
    owner = gate.viewer_of_session(gate.sign_in("supplier", PASSWORD).secret)
    db.attachments.let_in(owner, paper, other)
    assert theirs.get(f"/files/attachments/{paper}").content == PDF


def test_nobody_and_readers_get_no_file(browser_of: BrowserOf, paper: int) -> None:
    answer = browser_of("").get(f"/files/attachments/{paper}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin?next=")
    refused = browser_of("reader").get(f"/files/attachments/{paper}")
    assert refused.status_code in (403, 404)
    assert b"%PDF" not in refused.content


def test_an_address_of_a_file_that_can_not_be_is_not_found(browser_of: BrowserOf) -> None:
    for number in ("9" * 18, "9" * 5_000, "x", "-1", "１"):
        assert browser_of("supplier").get(f"/files/attachments/{number}").status_code == 404


def _away(*_: object) -> None:
    raise DatabaseError("企業データベースを読めません。")


def test_without_a_database_a_file_is_said_to_be_out_of_reach_not_forbidden(
    browser_of: BrowserOf, paper: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("supplier")
    monkeypatch.setattr(downloads, "current_office", _away)
    answer = browser.get(f"/files/attachments/{paper}")
    assert (answer.status_code, "企業データベースを読めません。" in answer.text) == (503, True)


def test_without_a_database_the_browser_is_signed_out_all_the_same_and_told_what_stays(
    browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("reader")
    monkeypatch.setattr(signing, "current_gate", _away)
    answer = browser.get("/signout")
    assert answer.status_code == 503
    assert wording.SIGNED_OUT_HERE in answer.text
    assert f'{cookies.NAME}=""' in answer.headers["set-cookie"] or "Max-Age=0" in answer.headers["set-cookie"]


def test_without_a_database_a_new_password_is_answered_with_a_sentence(
    browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("")
    token = re.search('name="token" value="([^"]+)"', browser.get("/signin").text)
    assert token
    monkeypatch.setattr(signing, "current_gate", _away)
    said = {"token": token[1], "password": PASSWORD, "again": PASSWORD}
    answer = browser.post("/reset/abc", data=said, headers={"origin": ADDRESS})
    assert (answer.status_code, "企業データベースを読めません。" in answer.text) == (503, True)


@pytest.fixture
def agency(office: Settings, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setenv("JUHATCHU_PUBLIC_URL", ADDRESS)
    monkeypatch.setenv("JUHATCHU_OIDC_ISSUER", provider.issuer)
    monkeypatch.setenv("JUHATCHU_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("JUHATCHU_OIDC_CLIENT_SECRET", CLIENT_SECRET)
    return provider


def test_the_agencys_login_leads_back_to_the_page_that_was_wanted(
    browser_of: BrowserOf, agency: Provider, db: CorporateDatabase, office: Settings
) -> None:
    People(db, OPERATOR, office).invite(NewAccount("架空 庁", ["coordinator"], email="yamada@example.jp"))
    client = browser_of("")
    assert "/oidc/start" in client.get("/signin?next=/cases").text
    out = client.get("/oidc/start?next=/cases")
    assert (out.status_code, urlsplit(out.headers["location"]).netloc) == (
        303,
        urlsplit(agency.issuer).netloc,
    )
    back = requests.get(out.headers["location"], timeout=10).json()
    into = client.get("/oidc/callback", params=back, headers={"sec-fetch-site": "cross-site"})
    assert (into.status_code, into.headers["location"]) == (303, "/cases")
    assert client.cookies.get(cookies.NAME)
    assert client.get("/cases").status_code == 200
    again = client.get("/oidc/callback", params=back)  # a code and a state count once
    assert again.status_code == 401
    assert "サインイン" in again.text


def test_the_agencys_login_is_offered_with_all_of_the_address_that_was_wanted() -> None:
    page = forms.sign_in("t", "/firms?q=旋盤&city=日立市", agency=True)
    offered = re.search(r'href="(/oidc/start[^"]*)"', page)
    assert offered
    assert parse_qs(urlsplit(offered[1]).query) == {"next": ["/firms?q=旋盤&city=日立市"]}


def test_somebody_whom_nobody_invited_stays_outside(browser_of: BrowserOf, agency: Provider) -> None:
    agency.person = {"sub": "p-9", "email": "stranger@example.jp", "email_verified": True}
    client = browser_of("")
    back = requests.get(client.get("/oidc/start").headers["location"], timeout=10).json()
    answer = client.get("/oidc/callback", params=back)
    assert answer.status_code == 401
    assert not client.cookies.get(cookies.NAME)
    assert client.get("/cases").status_code == 303


def test_the_trail_is_streamed_to_an_administrator_alone_and_that_stands_on_it(
    browser_of: BrowserOf, db: CorporateDatabase
) -> None:
    asked = admin_tables.address_of(admin_tables.wanted("", "sign-in", "", "", date(2026, 1, 1), None))
    answer = browser_of("admin").get(f"/files/audit.csv?{asked}")
    lines = answer.text.splitlines()
    assert answer.status_code == 200
    assert lines[0].startswith("\ufeff番号,")
    assert len(lines) > 1
    assert all(",サインイン," in line for line in lines[1:])
    newest = db.trail.entries(OPERATOR, Wanted(deed="export"), 1)[0]
    assert (newest.subject, newest.details["wanted"]["deed"]) == ("audit", "sign-in")


@pytest.mark.parametrize(("login", "query", "status"), [
    ("coordinator", "", 403), ("admin", "first=2026-13-40", 403),
])  # fmt: skip
def test_who_may_not_see_the_trail_gets_none_of_it(
    browser_of: BrowserOf, login: str, query: str, status: int
) -> None:
    answer = browser_of(login).get(f"/files/audit.csv?{query}")
    assert answer.status_code == status
    assert "番号,日時" not in answer.text
