"""Accounts as a signed-in person handles them: the administrator all of them, everybody the own one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from matching.accounts import letters, passwords
from matching.accounts.gate import LIFETIMES, tries_of
from matching.accounts.letters import Letter
from matching.accounts.secrets import TOKEN_PREFIX, digest, new_secret
from matching.corporate import CorporateDatabase, access
from matching.corporate.access import Subject, Verb, Viewer
from matching.corporate.accounts import Account, NewAccount
from matching.corporate.credentials import StoredSession, StoredToken
from matching.corporate.firm_views import FirmRole
from matching.corporate.rows import Buyer
from matching.corporate.tables import LARGEST_ID
from matching.corporate.tries import FAILURES
from matching.errors import InputError, NotFound, NotSignedIn
from matching.records import Supplier
from matching.settings import Settings

LONGEST_TOKEN_DAYS = 366


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link that was made: shown once, to be printed; `mailed`: it went out by mail as well."""

    account: Account
    kind: str
    letter: Letter
    expires_at: datetime
    mailed: bool


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token that was made, with its secret, which is shown once."""

    token: StoredToken
    secret: str


class People:
    """A viewer's part of the desk for accounts, sessions and tokens. Rules: matching/corporate/access.py."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer, settings: Settings) -> None:
        self._db = db
        self._accounts = db.accounts
        self._credentials = db.credentials
        self._viewer = viewer
        self._settings = settings

    # Accounts

    def me(self) -> Account:
        """The viewer's own account."""
        return self._accounts.one(self._viewer, self._user_id())

    def toured(self) -> None:
        """The viewer knows the first steps, at whatever machine it signs in."""
        self._accounts.toured(self._viewer, self._user_id())

    def users(self, after: int = 0, limit: int | None = None) -> list[Account]:
        """Accounts by id, behind `after`, at most `limit`; for who isn't an administrator, the own one."""
        return self._accounts.all(self._viewer, after, limit)

    def user(self, user_id: int) -> Account:
        """One account. Raises NotFound."""
        return self._accounts.one(self._viewer, user_id)

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """What to call those under these keys in histories and on the trail."""
        return self._accounts.names(self._viewer, keys)

    def firm(self, role: FirmRole, number: str) -> Supplier | Buyer | None:
        """The firm for which an account is to act, by 登録番号 or id in any width; None for "". Raises NotFound, InputError."""
        access.demand(self._viewer, "account", "make")
        typed = unicodedata.normalize("NFKC", number).strip()
        if not typed:
            return None
        return self._db.supplier_by_key(typed) if role == "supplier" else self._db.buyer(typed)

    def invite(self, new: NewAccount, *, mail: bool = False) -> IssuedLink:
        """Make an account, and the link with which its person sets a password. Raises InputError, Conflict."""
        secret, expires_at = new_secret(), datetime.now(UTC) + LIFETIMES["invitation"]
        account = self._accounts.invite(self._viewer, new, digest(secret), expires_at)
        return self._issued(account, "invitation", secret, expires_at, mail)

    def reset_link(self, user_id: int, *, mail: bool = False) -> IssuedLink:
        """A new link for somebody who forgot the password, or never took up the invitation; earlier links end."""
        secret, now = new_secret(), datetime.now(UTC)
        until = {kind: now + lifetime for kind, lifetime in LIFETIMES.items()}
        account, kind = self._accounts.renew_link(self._viewer, user_id, digest(secret), until)
        return self._issued(account, kind, secret, until[kind], mail)

    def change(self, user_id: int, values: Mapping[str, Any], expected: int | None = None) -> Account:
        """Change name, login, email, roles, supplier_id, buyer_id or locked; of the own account the name alone.

        Raises NotFound, Stale, InputError, Conflict.
        """
        return self._accounts.change(self._viewer, user_id, values, expected)

    def set_roles(
        self,
        user_id: int,
        roles: Iterable[str],
        supplier_id: int | None = None,
        buyer_id: int | None = None,
        expected: int | None = None,
    ) -> Account:
        """Give an account these roles and firms, in place of those that it has."""
        firms = {"supplier_id": supplier_id, "buyer_id": buyer_id}
        return self.change(user_id, {"roles": frozenset(roles), **firms}, expected)

    def lock(self, user_id: int, expected: int | None = None) -> Account:
        """Shut an account until it is unlocked; its sessions end."""
        return self.change(user_id, {"locked": True}, expected)

    def unlock(self, user_id: int, expected: int | None = None) -> Account:
        """Open a locked account again, also one that too many tries have shut."""
        account = self._accounts.one(self._viewer, user_id)
        for key in _tried_as(account):
            self._credentials.forget_tries(self._viewer, user_id, key)
        return self.change(user_id, {"locked": False}, expected)

    def shut(self, users: Iterable[Account]) -> dict[int, int]:
        """Those of these accounts that too many failed tries keep shut, by id -> for how many more seconds."""
        waits = self._credentials.shut_logins(self._viewer)
        longest = {one.id: max((waits.get(key, 0) for key in _tried_as(one)), default=0) for one in users}
        return {user_id: wait for user_id, wait in longest.items() if wait}

    def close(self, user_id: int, expected: int | None = None) -> Account:
        """Close an account for good; the name stays for the record."""
        return self._accounts.close(self._viewer, user_id, expected)

    def erase(self, user_id: int, expected: int | None = None) -> Account:
        """Close an account and forget the person's name, login and address."""
        return self._accounts.erase(self._viewer, user_id, expected)

    # The own password and sessions

    def change_password(self, old: str, new: str) -> None:
        """Set the own password; all own sessions end. Raises InputError for a wrong old or a weak new one."""
        stored, login = self._credentials.password_of(self._viewer)
        tries = tries_of(f"change:{self._viewer.key}")
        self._credentials.begin_try({tries: FAILURES})
        if not passwords.fits(stored, old):
            raise InputError("いまのパスワードが違います。")
        passwords.check(new, login)
        self._credentials.change_password(self._viewer, passwords.hashed(new), tries)

    def sessions(self) -> list[StoredSession]:
        """Where the viewer is signed in."""
        return self._credentials.sessions(self._viewer)

    def end_session(self, session_id: int) -> None:
        """Sign out one of the own sessions. Raises NotFound."""
        self._credentials.end_own_session(self._viewer, session_id)

    # Tokens

    def tokens(self) -> list[StoredToken]:
        """The own tokens; for an administrator everybody's."""
        return self._credentials.tokens(self._viewer)

    def make_token(
        self, label: str, scopes: Iterable[str] = (), days: int = 90, user_id: int | None = None
    ) -> IssuedToken:
        """A token with these scopes ("subject:verb", none: all that the account may), for the own account or (administrator) another.

        Raises InputError, NotFound, Conflict.
        """
        wanted = sorted(set(scopes))
        _check_scopes(wanted)
        if not label.strip() or len(label) > 100:
            raise InputError("トークンの用途を 100 文字以内で入力してください。例: 県のポータル")
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise InputError(f"期限は 1 日から {LONGEST_TOKEN_DAYS} 日までで指定してください。")
        secret = TOKEN_PREFIX + new_secret()
        until = datetime.now(UTC) + timedelta(days=days)
        owner = self._user_id() if user_id is None else user_id
        token = self._credentials.make_token(
            self._viewer, owner, digest(secret), label.strip(), wanted, until
        )
        return IssuedToken(token, secret)

    def revoke_token(self, token_id: int) -> None:
        """Make a token worthless at once. Raises NotFound."""
        if not 0 < token_id <= LARGEST_ID:
            raise NotFound("そのトークンはありません。")
        self._credentials.revoke_token(self._viewer, token_id)

    def _user_id(self) -> int:
        if self._viewer.user_id is None:
            raise NotSignedIn("サインインしてください。")
        return self._viewer.user_id

    def _issued(
        self, account: Account, kind: str, secret: str, expires_at: datetime, mail: bool
    ) -> IssuedLink:
        letter = letters.letter(self._settings, kind, secret, account.name, account.login, expires_at)
        mailed = mail and bool(account.email) and bool(self._settings.smtp_url)
        if mailed:
            letters.send_later(self._settings, account.email, letter)
        return IssuedLink(account, kind, letter, expires_at, mailed)


def _tried_as(account: Account) -> set[str]:
    """Under what failed tries of an account are counted: a person signs in by the login or the address."""
    return {tries_of(name) for name in (account.login, account.email) if name}


def _check_scopes(scopes: list[str]) -> None:
    subjects, verbs = {"*", *get_args(Subject)}, {"*", *get_args(Verb)}
    for one in scopes:
        subject, colon, verb = one.partition(":")
        if not colon or subject not in subjects or verb not in verbs:
            raise InputError(
                "範囲（scope）は「対象:操作」の形で指定してください。例: match:make、supplier:see、*:see"
            )
