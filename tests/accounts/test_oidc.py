"""Signing in by the agency's own login, against a small provider that really runs and really signs."""

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import uvicorn
from fastapi import FastAPI, Form, HTTPException, Request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from matching.accounts.gate import Gate
from matching.accounts.oidc import Oidc, ready
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.accounts import NewAccount
from matching.errors import NotFound, NotSignedIn
from matching.settings import Settings
from tests.accounts.conftest import PASSWORD, Clock, secret_of

CLIENT, CLIENT_SECRET = "juhatchu", "client-secret"


@dataclass
class Provider:
    """The agency's login: `person` is who sits at the browser; `bend` changes the ID token's claims before it is signed."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    bend: Callable[[dict[str, Any]], None] = lambda claims: None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signing: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def about() -> dict[str, str]:
            paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": self.issuer} | {key: self.issuer + path for key, path in paths.items()}

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return dict(KeySet([self.key]).as_dict(private=False))

        @app.get("/authorize")
        def authorize(request: Request) -> dict[str, str]:
            query = dict(request.query_params)
            assert query["response_type"] == "code"
            assert query["code_challenge_method"] == "S256"
            code = f"code{len(self.codes)}"
            self.codes[code] = query
            return {"code": code, "state": query["state"]}

        @app.post("/token")
        def token(
            request: Request,
            code: str = Form(),
            code_verifier: str = Form(),
            redirect_uri: str = Form(),
            grant_type: str = Form(),
        ) -> dict[str, Any]:
            query = self.codes.pop(code, None)
            basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
            challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=")
            if (
                query is None
                or request.headers.get("authorization") != f"Basic {basic}"
                or query["code_challenge"] != challenge.decode()
                or query["redirect_uri"] != redirect_uri
                or grant_type != "authorization_code"
            ):
                raise HTTPException(400)
            now = int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 300,
                "nonce": query["nonce"],
            }
            claims |= self.person
            self.bend(claims)
            signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signing or self.key)
            return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

        return app


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 120
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield provider
    server.should_exit = True
    thread.join()


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.person = {"sub": "p-1", "email": "Yamada@Example.jp", "email_verified": True}
    running.bend, running.signing = lambda claims: None, None
    return running


@pytest.fixture
def oidc(db: CorporateDatabase, settings: Settings, provider: Provider) -> Oidc:
    configured = replace(
        settings, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=CLIENT_SECRET
    )
    return Oidc(Gate(db, configured), configured)


@pytest.fixture
def invited(operator: People) -> int:
    return operator.invite(NewAccount("山田 花子", ["coordinator"], email="yamada@example.jp")).account.id


def through(oidc: Oidc, return_to: str = "/") -> tuple[str, dict[str, str]]:
    """A browser goes to the provider and comes back: our cookie, and the query."""
    started = oidc.start(return_to)
    back: dict[str, str] = requests.get(started.url, timeout=10).json()
    return started.state, back


def test_an_invited_person_signs_in_by_the_agencys_login_without_a_password_here(
    oidc: Oidc, gate: Gate, invited: int, operator: People
) -> None:
    signed, wanted = oidc.finish(*through(oidc, "/orders?order=H26-001"))
    assert (signed.viewer.user_id, signed.viewer.roles, wanted) == (
        invited,
        {"coordinator"},
        "/orders?order=H26-001",
    )
    assert gate.viewer_of_session(signed.secret) == signed.viewer
    assert operator.user(invited).state == "利用中"


def test_from_then_on_the_person_is_known_whatever_the_address(
    oidc: Oidc, invited: int, provider: Provider
) -> None:
    oidc.finish(*through(oidc))
    provider.person = {"sub": "p-1", "email": "married@example.jp", "email_verified": True}
    assert oidc.finish(*through(oidc))[0].viewer.user_id == invited


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "p-9", "email": "stranger@example.jp", "email_verified": True},
        {"sub": "p-9", "email": "yamada@example.jp", "email_verified": False},
        {"sub": "p-9", "email": "yamada@example.jp"},
        {"sub": "p-9", "email": "yamada@example.jp", "email_verified": "true"},
        {"sub": "p-9", "email": ["yamada@example.jp"], "email_verified": True},
        {"sub": "p-9"},
    ],
)
def test_who_was_not_invited_gets_no_account(
    oidc: Oidc, invited: int, provider: Provider, operator: People, person: dict[str, Any]
) -> None:
    provider.person = person
    with pytest.raises(NotSignedIn, match="招待を頼んで"):
        oidc.finish(*through(oidc))
    assert [one.id for one in operator.users()] == [invited]


def test_somebody_who_later_gets_the_same_address_is_not_the_same_person(
    oidc: Oidc, invited: int, provider: Provider
) -> None:
    oidc.finish(*through(oidc))
    provider.person = {"sub": "p-2", "email": "yamada@example.jp", "email_verified": True}
    with pytest.raises(NotSignedIn):
        oidc.finish(*through(oidc))


def test_a_locked_account_stays_shut_this_way_too(oidc: Oidc, invited: int, operator: People) -> None:
    oidc.finish(*through(oidc))
    operator.lock(invited)
    with pytest.raises(NotSignedIn):
        oidc.finish(*through(oidc))


BENT: dict[str, Callable[[dict[str, Any]], None]] = {
    "another issuer": lambda claims: claims.update(iss="https://evil.example"),
    "another audience": lambda claims: claims.update(aud="somebody-else"),
    "for another party too": lambda claims: claims.update(aud=[CLIENT, "other"]),
    "issued to another": lambda claims: claims.update(azp="other"),
    "expired": lambda claims: claims.update(exp=int(time.time()) - 3600),
    "never expires": lambda claims: claims.pop("exp"),
    "another nonce": lambda claims: claims.update(nonce="replayed"),
    "no nonce": lambda claims: claims.pop("nonce"),
    "no subject": lambda claims: claims.pop("sub"),
    "an empty subject": lambda claims: claims.update(sub=""),
}


@pytest.mark.parametrize("how", BENT)
def test_an_answer_that_does_not_fit_is_refused(
    oidc: Oidc, invited: int, provider: Provider, how: str
) -> None:
    provider.bend = BENT[how]
    with pytest.raises(NotSignedIn, match="確かめられません"):
        oidc.finish(*through(oidc))


def test_a_token_that_somebody_else_signed_is_refused(oidc: Oidc, invited: int, provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    with pytest.raises(NotSignedIn, match="確かめられません"):
        oidc.finish(*through(oidc))


def test_the_way_back_works_once_for_this_browser_and_for_ten_minutes(
    oidc: Oidc, invited: int, clock: Clock
) -> None:
    state, back = through(oidc)
    with pytest.raises(NotSignedIn, match="最初からやり直して"):
        oidc.finish("another browser's", back)
    with pytest.raises(NotSignedIn):
        oidc.finish("", {})
    oidc.finish(state, back)
    with pytest.raises(NotSignedIn, match="最初からやり直して"):
        oidc.finish(state, back)
    state, back = through(oidc)
    clock.forward(minutes=11)
    with pytest.raises(NotSignedIn, match="最初からやり直して"):
        oidc.finish(state, back)


def test_a_person_who_cancels_there_can_try_again(oidc: Oidc, invited: int) -> None:
    state = oidc.start("/").state
    with pytest.raises(NotSignedIn, match="もう一度試して"):
        oidc.finish(state, {"state": state, "error": "access_denied"})
    assert oidc.finish(*through(oidc))[0].viewer.user_id == invited


def test_an_invitation_link_is_no_way_back(oidc: Oidc, gate: Gate, operator: People) -> None:
    link = secret_of(operator.invite(NewAccount("田中", ["reader"], "tanaka")))
    with pytest.raises(NotSignedIn):
        oidc.finish(link, {"state": link, "code": "x"})
    assert gate.use_link(link, PASSWORD) == "tanaka"  # and it isn't used up


def test_a_provider_out_of_reach_is_told_in_words(db: CorporateDatabase, settings: Settings) -> None:
    gone = replace(settings, oidc_issuer="http://127.0.0.1:9", oidc_client_id="x", oidc_client_secret="x")
    with pytest.raises(NotSignedIn, match="通信できません"):
        Oidc(Gate(db, gone), gone).start("/")


def test_without_configuration_there_is_no_such_way(gate: Gate, settings: Settings) -> None:
    assert not ready(settings)
    with pytest.raises(NotFound, match="設定されていません"):
        Oidc(gate, settings).start("/")


def test_the_browser_is_sent_with_everything_that_protects_the_way_back(
    oidc: Oidc, provider: Provider
) -> None:
    started = oidc.start("/")
    query = parse_qs(urlsplit(started.url).query)
    assert started.url.startswith(provider.issuer + "/authorize?")
    assert query["state"] == [started.state]
    assert query["redirect_uri"] == ["https://match.example.jp/oidc/callback"]
    assert query["scope"] == ["openid email"]
    assert len(query["nonce"][0]) >= 43
    assert CLIENT_SECRET not in started.url
