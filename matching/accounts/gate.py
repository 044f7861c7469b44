"""Signing in and out: from a password, a session's or a token's secret to the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from matching.accounts import letters, passwords
from matching.accounts.secrets import digest, digest_of, new_secret
from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.accounts import folded_login
from matching.corporate.credentials import Known
from matching.corporate.tries import ADDRESS_FAILURES, FAILURES, of_sign_in
from matching.errors import NotFound, NotSignedIn
from matching.settings import Settings

# For how long a link of each kind works.
LIFETIMES = {"invitation": timedelta(hours=72), "reset": timedelta(hours=24)}
_WRONG = "サインインできません。利用者名（またはメールアドレス）とパスワードを確かめてください。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session: its secret goes into the cookie and is kept nowhere else."""

    secret: str
    viewer: Viewer
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is for ("invitation" or "reset") and whom it greets."""

    kind: str
    name: str
    login: str


class Gate:
    """The way in, for everybody. Every method may raise DatabaseError."""

    def __init__(self, db: CorporateDatabase, settings: Settings) -> None:
        self.credentials = db.credentials
        self._settings = settings
        self._idle = timedelta(minutes=settings.session_idle_minutes)

    def sign_in(self, login: str, password: str, address: str = "") -> SignedIn:
        """A new session. address: where the try comes from, "" if unknown.

        Raises NotSignedIn (which doesn't tell what was wrong) and TooManyTries.
        """
        name = folded_login(login)
        tried = (tries_of(name), digest_of("address", address))
        self.credentials.begin_try(of_sign_in(*tried))
        known = self.credentials.known(name)
        stored = known.password if known else ""
        if not passwords.fits(stored, password) or known is None or not known.usable:
            self.credentials.note_failure(known)
            raise NotSignedIn(_WRONG)
        new_hash = passwords.hashed(password) if passwords.outdated(stored) else ""
        return self.open(known, tried=tried, new_hash=new_hash)

    def open(
        self, known: Known, *, tried: tuple[str, str] = ("", ""), new_hash: str = "", subject: str = ""
    ) -> SignedIn:
        """A new session of somebody who has proved who it is; see Credentials.open_session."""
        secret = new_secret()
        expires_at = datetime.now(UTC) + timedelta(hours=self._settings.session_hours)
        self.credentials.open_session(
            known, digest(secret), expires_at, tried=tried, new_hash=new_hash, subject=subject
        )
        return SignedIn(secret, known.viewer, expires_at)

    def viewer_of_session(self, secret: str) -> Viewer:
        """Who is signed in with this session. Raises NotSignedIn once it has ended."""
        viewer = self.credentials.viewer_of_session(digest(secret), self._idle) if secret else None
        if viewer is None:
            raise NotSignedIn("サインインの期限が切れました。もう一度サインインしてください。")
        return viewer

    def viewer_of_token(self, secret: str) -> Viewer:
        """For whom a program with this token acts. Raises NotSignedIn once it has expired or was revoked."""
        viewer = self.credentials.viewer_of_token(digest(secret)) if secret else None
        if viewer is None:
            raise NotSignedIn(
                "トークンが正しくないか、期限が切れています。新しいトークンを発行してください。"
            )
        return viewer

    def sign_out(self, secret: str) -> None:
        """End a session."""
        self.credentials.end_session(digest(secret))

    def link(self, secret: str) -> Invitation:
        """What a link is for. Raises NotFound once it has been used or has expired."""
        link = self.credentials.link(digest(secret))
        if link.kind not in LIFETIMES:
            raise NotFound("このリンクは使えません。")
        return Invitation(link.kind, link.name, link.login)

    def use_link(self, secret: str, password: str) -> str:
        """Set the password of the account that a link is for; returns its login.

        Raises NotFound, and InputError for a password that isn't good enough (the link can be used again then).
        """
        login = self.link(secret).login
        passwords.check(password, login)
        self.credentials.use_link(digest(secret), passwords.hashed(password), tries_of(login))
        return login

    def ask_reset(self, login: str, address: str = "") -> str:
        """Mail a link for a forgotten password; says the same to everybody, whether there is such an account or not.

        Raises TooManyTries.
        """
        if not self._settings.smtp_url:
            return "パスワードの再設定は、管理者に頼んでください。再設定用のリンクを印刷してお渡しします。"
        name = folded_login(login)
        limits = {digest_of("reset", name): FAILURES, digest_of("address", address): ADDRESS_FAILURES}
        self.credentials.begin_try({key: limit for key, limit in limits.items() if key})
        known = self.credentials.known(name)
        if known is not None and known.usable and known.viewer.user_id is not None:
            secret = new_secret()
            expires_at = datetime.now(UTC) + LIFETIMES["reset"]
            person = self.credentials.add_reset(digest(secret), known, expires_at)
            if person.email:
                letter = letters.letter(
                    self._settings, "reset", secret, person.name, person.login, expires_at
                )
                letters.send_later(self._settings, person.email, letter)
        return "登録されたメールアドレスがあれば、再設定用のリンクを送りました。届かないときは管理者に連絡してください。"


def tries_of(login: str) -> str:
    """Under what the failed tries of a login are counted."""
    return digest_of("login", folded_login(login))
