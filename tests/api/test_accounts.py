"""Signing in over HTTP, accounts, tokens: with real cookies and real tokens."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app_api import create_app
from matching.accounts.people import People
from matching.api.service import Service
from matching.corporate import CorporateDatabase, SupplierRow
from matching.corporate.access import OPERATOR, Role
from matching.corporate.accounts import NewAccount
from matching.matcher import Matcher
from matching.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

PASSWORD = "うみ やま かわ そら はな"
HOST = "https://match.example.jp"
Joined = Callable[..., TestClient]


@pytest.fixture
def settings(tmp_path: Path, home: Path, database_at: Callable[[Path], str]) -> Settings:
    return Settings(database_at(tmp_path / "a.db"), home, "lsa", public_url=HOST)


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("架空旋盤工業", "A-1", prefecture="茨城県", city="日立市"))
    matcher = Matcher.open(settings)
    yield create_app(Service(matcher, settings))
    matcher.close()


@pytest.fixture
def operator(app: FastAPI, settings: Settings) -> People:
    return People(app.state.service.office().db, OPERATOR, settings)


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=HOST, raise_server_exceptions=False)


@pytest.fixture
def join(app: FastAPI, operator: People) -> Joined:
    """A client that was invited and has signed in."""

    def joined(login: str, *roles: Role, **firm: int) -> TestClient:
        new = NewAccount(f"{login} 様", roles, login, f"{login}@example.jp", **firm)
        address = operator.invite(new).letter.address
        client = TestClient(
            app, base_url=HOST, raise_server_exceptions=False, headers={"X-Requested-With": "juhatchu"}
        )
        secret = address.rpartition("/")[2]
        assert client.post("/v1/password", json={"secret": secret, "password": PASSWORD}).status_code == 200
        signed = client.post("/v1/sign-in", json={"login": login, "password": PASSWORD})
        assert signed.status_code == 200, signed.text
        return client

    return joined


def test_from_signing_in_to_signing_out(join: Joined) -> None:
    client = join("yamada", "coordinator")
    me = client.get("/v1/me")
    assert (me.json()["name"], me.json()["roles"], me.json()["state"]) == (
        "yamada 様",
        ["coordinator"],
        "利用中",
    )
    assert client.get("/v1/me", headers={"If-None-Match": me.headers["ETag"]}).status_code == 304
    stolen = client.cookies["juhatchu_session"]
    assert client.post("/v1/sign-out").status_code == 204
    assert client.get("/v1/me").status_code == 401
    assert client.get("/v1/me", headers={"Cookie": f"juhatchu_session={stolen}"}).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(join: Joined, nobody: TestClient) -> None:
    join("yamada", "reader")
    answer = nobody.post("/v1/sign-in", json={"login": "yamada", "password": PASSWORD})
    parts = set(answer.headers["set-cookie"].split("; "))
    assert {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Lax", "Secure"} <= parts


def test_another_sites_form_cannot_act_for_who_is_signed_in(join: Joined) -> None:
    client = join("yamada", "reader")
    del client.headers["X-Requested-With"]
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = client.put("/v1/me/password", json={"old": "x", "new": "y"}, headers=headers)
        assert answer.status_code == 403
        assert "X-Requested-With" in answer.json()["detail_en"]
    assert client.post("/v1/sign-out", headers={"Origin": HOST}).status_code == 204


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(join: Joined, nobody: TestClient) -> None:
    join("yamada", "reader")
    answers = [
        nobody.post("/v1/sign-in", json={"login": login, "password": "まちがい"})
        for login in ("yamada", "nobody")
    ]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].content == answers[1].content
    assert "set-cookie" not in answers[0].headers


def test_too_many_failures_are_told_to_wait(join: Joined, nobody: TestClient) -> None:
    join("yamada", "reader")
    for _ in range(5):
        nobody.post("/v1/sign-in", json={"login": "yamada", "password": "まちがい"})
    answer = nobody.post("/v1/sign-in", json={"login": "yamada", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "約 15 分後" in answer.json()["detail"]


def test_an_old_cookie_does_not_keep_anybody_from_signing_in_again(join: Joined, nobody: TestClient) -> None:
    join("yamada", "reader")
    nobody.cookies.set("juhatchu_session", "old")
    assert nobody.get("/v1/me").status_code == 401
    assert nobody.post("/v1/sign-in", json={"login": "yamada", "password": PASSWORD}).status_code == 200


def test_the_administrator_invites_changes_and_removes(join: Joined, nobody: TestClient) -> None:
    admin = join("admin", "admin")
    new = {"name": "佐藤 一郎", "roles": ["supplier"], "email": "sato@example.jp", "supplier_id": 1}
    made = admin.post("/v1/users", json=new)
    assert made.status_code == 201
    address, link = made.headers["Location"], made.json()
    assert link["kind"] == "invitation"
    assert link["address"].startswith(f"{HOST}/invitation/")
    assert link["notice"] == ""
    assert link["user"]["supplier"] == "架空旋盤工業"
    assert admin.post("/v1/users", json=new).status_code == 409

    assert admin.patch(address, json={"name": "佐藤"}).status_code == 428
    assert admin.patch(address, json={"name": "佐藤"}, headers={"If-Match": '"7"'}).status_code == 412
    changed = admin.patch(address, json={"name": "佐藤"}, headers={"If-Match": '"1"'})
    assert (changed.json()["name"], changed.headers["ETag"]) == ("佐藤", '"2"')

    secret = link["address"].rpartition("/")[2]
    weak = nobody.post("/v1/password", json={"secret": secret, "password": "123456789012"})
    assert (weak.status_code, "推測されやすい" in weak.json()["detail"]) == (422, True)
    assert nobody.post("/v1/password", json={"secret": secret, "password": PASSWORD}).status_code == 200
    assert nobody.post("/v1/password", json={"secret": secret, "password": PASSWORD}).status_code == 404

    version = admin.get(address).headers["ETag"]
    erased = admin.delete(address, params={"erase": True}, headers={"If-Match": version}).json()
    assert (erased["name"], erased["login"], erased["email"], erased["state"]) == ("", "", "", "停止")
    answer = nobody.post("/v1/sign-in", json={"login": "sato@example.jp", "password": PASSWORD})
    assert answer.status_code == 401


def test_what_an_administrator_changes_holds_at_once(join: Joined, operator: People) -> None:
    admin, client = join("admin", "admin"), join("yamada", "coordinator")
    assert client.get("/v1/me").status_code == 200
    user = client.get("/v1/me").json()
    answer = admin.patch(
        f"/v1/users/{user['id']}", json={"locked": True}, headers={"If-Match": f'"{user["version"]}"'}
    )
    assert answer.json()["state"] == "ロック"
    assert client.get("/v1/me").status_code == 401
    assert admin.post(f"/v1/users/{user['id']}/unlock").json()["state"] == "利用中"
    assert client.post("/v1/sign-in", json={"login": "yamada", "password": PASSWORD}).status_code == 200


def test_the_last_administrator_stays(join: Joined) -> None:
    admin = join("admin", "admin")
    me = admin.get("/v1/me")
    address, version = f"/v1/users/{me.json()['id']}", {"If-Match": me.headers["ETag"]}
    for attempt in (
        admin.patch(address, json={"roles": ["reader"]}, headers=version),
        admin.patch(address, json={"locked": True}, headers=version),
        admin.delete(address, headers=version),
    ):
        assert (attempt.status_code, "管理者がいなくなる" in attempt.json()["detail"]) == (409, True)
    assert admin.get("/v1/me").headers["ETag"] == version["If-Match"]


def test_others_see_and_change_their_own_account_alone(join: Joined) -> None:
    admin, client = join("admin", "admin"), join("yamada", "coordinator")
    other, own = admin.get("/v1/me").json()["id"], client.get("/v1/me").json()["id"]
    assert [one["id"] for one in client.get("/v1/users").json()["items"]] == [own]
    assert client.get(f"/v1/users/{other}").status_code == 404
    anyhow = {"If-Match": '"2"'}
    assert client.patch(f"/v1/users/{other}", json={"name": "x"}, headers=anyhow).status_code == 404
    assert client.patch(f"/v1/users/{own}", json={"roles": ["admin"]}, headers=anyhow).status_code in (
        403,
        404,
    )
    assert client.get("/v1/me").json()["roles"] == ["coordinator"]
    assert client.patch("/v1/me", json={"name": "山田"}, headers=anyhow).json()["name"] == "山田"
    denied = [
        client.post("/v1/users", json={"name": "x", "roles": ["admin"], "login": "x1"}),
        client.delete(f"/v1/users/{own}", headers=anyhow),
        client.post(f"/v1/users/{other}/link"),
        client.post(f"/v1/users/{own}/link"),
        client.post(f"/v1/users/{other}/unlock"),
        client.post("/v1/tokens", json={"label": "x", "user_id": other}),
    ]
    assert {one.status_code for one in denied} <= {403, 404}


def test_a_token_does_what_its_scope_says_until_it_is_revoked(join: Joined, app: FastAPI) -> None:
    client = join("yamada", "coordinator")
    made = client.post(
        "/v1/tokens", json={"label": "県のポータル", "scopes": ["account:see", "lexicon:*"], "days": 30}
    )
    assert made.status_code == 201
    secret, token = made.json()["secret"], made.json()["token"]
    program = TestClient(app, base_url=HOST, headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/v1/me").json()["login"] == "yamada"
    assert program.get("/v1/suppliers").status_code == 403
    assert program.post("/v1/tokens", json={"label": "もっと"}).status_code == 403
    assert program.patch("/v1/me", json={"name": "x"}, headers={"If-Match": '"2"'}).status_code == 403
    assert secret not in client.get("/v1/tokens").text
    assert client.delete(f"/v1/tokens/{token['id']}").status_code == 204
    assert program.get("/v1/me").status_code == 401


@pytest.mark.parametrize("scope", ["all", "match", "match:fly", "nothing:see", "match:make order:see", ""])
def test_a_scope_that_means_nothing_is_refused(join: Joined, scope: str) -> None:
    answer = join("yamada", "reader").post("/v1/tokens", json={"label": "x", "scopes": [scope]})
    assert (answer.status_code, "対象:操作" in answer.json()["detail"]) == (422, True)


def test_one_session_can_be_ended_from_another(join: Joined, app: FastAPI) -> None:
    here = join("yamada", "reader")
    there = TestClient(app, base_url=HOST, headers={"X-Requested-With": "juhatchu"})
    there.post("/v1/sign-in", json={"login": "yamada", "password": PASSWORD})
    newest, oldest = here.get("/v1/me/sessions").json()["items"]
    assert newest["id"] > oldest["id"]
    assert here.delete(f"/v1/me/sessions/{newest['id']}").status_code == 204
    assert (there.get("/v1/me").status_code, here.get("/v1/me").status_code) == (401, 200)
    assert here.delete(f"/v1/me/sessions/{newest['id']}").status_code == 404


def test_a_new_password_ends_all_sessions(join: Joined) -> None:
    client = join("yamada", "reader")
    wrong = client.put("/v1/me/password", json={"old": "ちがう", "new": "べつの ながい あいことば"})
    assert (wrong.status_code, wrong.json()["detail"]) == (422, "いまのパスワードが違います。")
    weak = client.put("/v1/me/password", json={"old": PASSWORD, "new": "yamadayamada1"})
    assert (weak.status_code, "含まない" in weak.json()["detail"]) == (422, True)
    fine = client.put("/v1/me/password", json={"old": PASSWORD, "new": "べつの ながい あいことば"})
    assert fine.status_code == 204
    assert client.get("/v1/me").status_code == 401


def test_a_forgotten_password_is_answered_alike_for_everybody(join: Joined, nobody: TestClient) -> None:
    join("yamada", "reader")
    answers = [
        nobody.post("/v1/password/forgotten", json={"login": one}).text for one in ("yamada", "nobody")
    ]
    assert answers[0] == answers[1]
    assert "管理者" in answers[0]


def test_users_come_in_pages(join: Joined) -> None:
    admin = join("a1", "admin")
    for number in range(2, 5):
        admin.post("/v1/users", json={"name": "x", "roles": ["reader"], "login": f"a{number}"})
    first = admin.get("/v1/users", params={"limit": 3}).json()
    second = admin.get("/v1/users", params={"limit": 3, "after": first["next"]}).json()
    assert [one["login"] for one in first["items"] + second["items"]] == ["a1", "a2", "a3", "a4"]
    assert second["next"] is None
