"""Who comes in by HTTP, from where, and with which headers the dashboard answers."""

import warnings

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard import door, navigation
from matching.corporate.access import NOBODY, Viewer
from matching.errors import DatabaseError

with warnings.catch_warnings():  # starlette's client prefers a successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = "http://testserver"
SOMEBODY = Viewer("u1", frozenset({"reader"}), 1)


def app() -> Starlette:
    def inside(_: object) -> PlainTextResponse:
        return PlainTextResponse("inside", headers={"Access-Control-Allow-Origin": "*"})

    paths = ("/media/x", "/files/attachments/1", "/signin", "/_stcore/upload_file/1/2", "/_stcore/health")
    return Starlette(routes=[Route(path, inside, methods=["GET", "POST", "PUT"]) for path in paths])


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(door, "viewer_of_cookie", lambda header: SOMEBODY if "good" in header else NOBODY)
    return TestClient(door.Door(app()), base_url=OURS, follow_redirects=False)


@pytest.mark.parametrize("path", ["/", "/account?x=1", "/nothing"])
def test_a_page_without_a_session_leads_to_the_sign_in(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin?next=/")


@pytest.mark.parametrize("path", ["/media/x", "/files/attachments/1", "/_stcore/upload_file/1/2"])
def test_files_are_for_those_who_have_signed_in(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"Cookie": "good"}).text == "inside"


def test_without_a_database_pages_show_their_frame_and_files_stay_shut(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> Viewer:
        raise DatabaseError("企業データベースを読めません。")

    monkeypatch.setattr(door, "viewer_of_cookie", fail)
    assert client.get("/").status_code == 200
    assert client.get("/media/x").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": OURS}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "http://testserver:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 403),
    ],
)
def test_what_another_site_sends_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/signin", headers=headers).status_code == status
    upload = client.put("/_stcore/upload_file/1/2", headers={"Cookie": "good", **headers})
    assert upload.status_code == status


@pytest.mark.parametrize("path", ["/", "/signin", "/media/x", "/nothing"])
def test_every_answer_has_the_security_headers_and_is_kept_by_no_cache(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Cookie": "good"}).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_the_frame_speaks_japanese_and_an_unknown_page_says_so(client: TestClient) -> None:
    frame = client.get("/account", headers={"Cookie": "good"})
    assert '<html lang="ja">' in frame.text
    assert "<title>受発注マッチング</title>" in frame.text
    assert '"Choose an option": "選んでください"' in frame.text
    assert "__WORDS__)" not in frame.text
    missing = client.get("/nothing", headers={"Cookie": "good"})
    assert missing.status_code == 404
    assert "ページが見つかりません" in missing.text


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/account?x=1", "/account?x=1"),
        ("/", "/"),
        ("/suppliers/", "/suppliers"),
        ("//elsewhere.example/account", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("/account\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("/no_such_page", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_comes_back_to_our_own_pages_only(wanted: str, path: str) -> None:
    assert navigation.local_path(wanted) == path
