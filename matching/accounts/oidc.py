"""Signing in by the agency's own login: OpenID Connect, authorization code with PKCE, state and nonce.

It opens an account that was invited here; it never makes one. The first time the account is found by the verified e-mail address, from then on
by the provider's own name for the person.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from matching.accounts.gate import Gate, SignedIn
from matching.accounts.secrets import digest, new_secret
from matching.errors import NotFound, NotSignedIn
from matching.settings import Settings

LIFETIME = timedelta(minutes=10)
_ALGORITHMS = ["RS256", "PS256", "ES256"]  # signatures by the provider's private key alone
_SECONDS = 10
_LEEWAY = 60
_UNREACHABLE = "組織の認証サービスと通信できません。しばらくしてから、もう一度試してください。"
_OVER = "組織の認証でのサインインが途中で切れました。最初からやり直してください。"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """Where to send the browser, and what its cookie must bring back."""

    url: str
    state: str


def ready(settings: Settings) -> bool:
    """Whether the agency's own login is set up; it needs to know under which address we are reached."""
    keys = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.public_url)
    return all(keys)


class Oidc:
    """The way to the provider and back. callback: the path of ours that the provider sends the browser back to."""

    def __init__(self, gate: Gate, settings: Settings, callback: str = "/oidc/callback") -> None:
        self._gate = gate
        self._settings = settings
        self._callback = settings.public_url + callback

    def start(self, return_to: str) -> Started:
        """Begin. return_to: a path of ours, handed back in the end. Raises NotFound where it isn't set up, NotSignedIn."""
        if not ready(self._settings):
            raise NotFound("組織の認証でのサインインは設定されていません。")
        state, nonce, verifier = new_secret(), new_secret(), new_secret()
        content = json.dumps({"nonce": nonce, "verifier": verifier, "return_to": return_to})
        with self._session() as session:
            endpoint = self._metadata(session)["authorization_endpoint"]
            url, _ = session.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        self._gate.credentials.add_way_back(digest(state), content, datetime.now(UTC) + LIFETIME)
        return Started(url, state)

    def finish(self, state: str, query: Mapping[str, str]) -> tuple[SignedIn, str]:
        """The browser is back with a query; state: what its cookie brought. Returns the session and where to go.

        Raises NotSignedIn.
        """
        if not state or not hmac.compare_digest(state.encode(), query.get("state", "").encode()):
            raise NotSignedIn(_OVER)
        try:
            kept = json.loads(self._gate.credentials.take_way_back(digest(state)))
        except NotFound as error:
            raise NotSignedIn(_OVER) from error
        if not query.get("code"):
            raise NotSignedIn("組織の認証でサインインできませんでした。もう一度試してください。")
        claims = self._claims(query["code"], kept["verifier"], kept["nonce"])
        subject = f"{self._settings.oidc_issuer} {claims['sub']}"
        email = claims.get("email", "") if claims.get("email_verified") is True else ""
        known = self._gate.credentials.known_subject(subject, email if isinstance(email, str) else "")
        if known is None or not known.usable:
            self._gate.credentials.note_failure(known)
            raise NotSignedIn("この組織の利用者としては登録されていません。管理者に招待を頼んでください。")
        return self._gate.open(known, subject=subject), kept["return_to"]

    def _claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        """What the provider says of the person: the ID token's claims, checked. Raises NotSignedIn."""
        with self._session() as session:
            metadata = self._metadata(session)
            try:
                token = session.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=verifier, timeout=_SECONDS
                )
                keys = KeySet.import_key_set(_json(session, metadata["jwks_uri"]))
                read = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
                self._check(read.claims, nonce)
            except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
                _log.warning("the provider's answer was refused: %s", type(error).__name__)
                raise NotSignedIn(
                    "組織の認証サービスの答えを確かめられません。もう一度試してください。"
                ) from error
            except requests.RequestException as error:
                raise NotSignedIn(_UNREACHABLE) from error
        return dict(read.claims)

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        """OpenID Connect Core 3.1.3.7: issuer, audience, authorised party, times, nonce."""
        client = self._settings.oidc_client_id
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            sub={"essential": True},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(dict(claims))
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != client:
            raise ValueError("issued to another party")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ValueError("no subject")

    def _metadata(self, session: OAuth2Session) -> dict[str, Any]:
        """The provider's description of itself. Raises NotSignedIn."""
        issuer = self._settings.oidc_issuer
        try:
            found: dict[str, Any] = _json(session, issuer.rstrip("/") + "/.well-known/openid-configuration")
            if found["issuer"] != issuer:
                raise ValueError("another issuer")
            secure = urlsplit(issuer).scheme == "https"
            for key in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if secure and urlsplit(found[key]).scheme != "https":
                    raise ValueError("an endpoint without TLS")
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            _log.error("the provider of sign-ins cannot be used: %s", type(error).__name__)
            raise NotSignedIn(_UNREACHABLE) from error
        return found

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret,
            scope="openid email",
            redirect_uri=self._callback,
            code_challenge_method="S256",
        )


def _json(session: OAuth2Session, url: str) -> Any:
    answer = session.get(url, withhold_token=True, timeout=_SECONDS)
    answer.raise_for_status()
    return answer.json()
