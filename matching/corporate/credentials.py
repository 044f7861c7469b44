"""What lets somebody in: passwords, sessions, one-time links, tokens, and the count of failed tries.

Secrets come here as digests. These methods are the way to becoming a viewer, so they have none to ask for; what a signed-in person does with
the own sessions and tokens asks matching/corporate/access.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, or_, select, update

from matching.corporate import access, opening, tries
from matching.corporate.access import NOBODY, Relation, Viewer
from matching.corporate.account_tables import Link, Person, Session, Token, User
from matching.corporate.accounts import Account, find, folded_login, make_link, relation, roles_of
from matching.corporate.tables import Company
from matching.corporate.touching import Touching
from matching.corporate.values import clean
from matching.corporate.working import working
from matching.errors import Conflict, NotFound, NotSignedIn, TooManyTries

_MOST_TOKENS = 50


@dataclass(frozen=True, slots=True)
class Known:
    """What a try to sign in is checked against. password: the argon2 hash, "" for none."""

    viewer: Viewer
    password: str
    usable: bool


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works, and whose. content: for kind "oidc"."""

    kind: str
    user_id: int | None
    name: str
    login: str
    content: str


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One of a person's own sessions."""

    id: int
    way: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token, without its secret. scopes: empty for all that the account may."""

    id: int
    user_id: int
    label: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class Credentials:
    """The repository of what lets people in. close() writes what is still pending."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._touching = Touching(engine)

    def close(self) -> None:
        """Wait until the last uses are written down."""
        self._touching.close()

    # Tries

    def begin_try(self, limits: Mapping[str, int]) -> None:
        """Count a try before it is checked, so that many at once are no way around. Raises TooManyTries.

        limits: digests of what it is counted under, and how many failures shut that.
        """
        with opening.writing(self._engine) as connection:
            wait = tries.begin(connection, limits, datetime.now(UTC))
        if wait:
            raise TooManyTries(
                f"サインインの失敗が続いたため、しばらく受け付けません。約 {-(-wait // 60)} 分後にもう一度試すか、管理者に連絡してください。",
                wait,
            )

    def forget_tries(self, viewer: Viewer, user_id: int, login: str) -> None:
        """Open an account again that too many tries have shut. login: its digest."""
        access.demand(viewer, "account", "change")
        with working(self._engine, viewer) as work:
            tries.forget(work.connection, login)
            work.note("unlock", "account", access.key_of(user_id))

    def shut_logins(self, viewer: Viewer) -> dict[str, int]:
        """Logins (their digests) that too many tries have shut -> for how many more seconds."""
        access.demand(viewer, "account", "change")
        with opening.reading(self._engine) as connection:
            return tries.shut(connection, datetime.now(UTC))

    def known(self, login: str) -> Known | None:
        """The account that signs in by this name or address."""
        return self._known(or_(Person.login == login, Person.email == login)) if login else None

    def known_subject(self, subject: str, email: str) -> Known | None:
        """The account of a person whom the agency's own login vouches for: by its name for the person, else by the verified address.

        An address leads only to an account that isn't bound to another person there.
        """
        found = self._known(Person.subject == clean(subject))
        if found is None and email:
            found = self._known((Person.email == folded_login(email)) & (Person.subject == ""))
        return found

    def _known(self, condition: Any) -> Known | None:
        columns = (*_ACCOUNT, User.password, User.active, User.locked)
        statement = select(*columns).join(Person, Person.user_id == User.id).where(condition)
        with opening.reading(self._engine) as connection:
            row = connection.execute(statement.order_by(User.active.desc(), User.id)).first()
            if row is None:
                return None
            return Known(_viewer(connection, row), row.password, row.active and not row.locked)

    def note_failure(self, known: Known | None) -> None:
        """Put a failed try on the trail, under the account's key where there is one; never what was typed."""
        with working(self._engine, NOBODY) as work:
            work.note("sign-in-failed", "account", known.viewer.key if known else "")

    # Sessions

    def open_session(
        self,
        known: Known,
        digest: str,
        expires_at: datetime,
        *,
        tried: tuple[str, str] = ("", ""),
        new_hash: str = "",
        subject: str = "",
    ) -> None:
        """Somebody has signed in: by a password, or (subject) by the agency's own login, to which the account is bound from now on.

        tried: digests of login and address, whose tries end or count one less. new_hash: the same password's, of newer strength.
        """
        now, user = datetime.now(UTC), known.viewer.user_id
        with working(self._engine, known.viewer) as work:
            connection = work.connection
            connection.execute(delete(Session).where(Session.expires_at < now))
            moments = {"made_at": now, "seen_at": now, "expires_at": expires_at}
            way = "oidc" if subject else "password"
            connection.execute(insert(Session).values(digest=digest, user_id=user, way=way, **moments))
            connection.execute(update(User).where(User.id == user).values(signed_in_at=now))
            if new_hash:  # not over a password that was set since this one was compared
                unchanged = (User.id == user) & (User.password == known.password)
                connection.execute(update(User).where(unchanged).values(password=new_hash))
            if subject:
                connection.execute(
                    update(Person).where(Person.user_id == user).values(subject=clean(subject))
                )
            tries.succeeded(connection, *tried)
            work.note("sign-in", "account", known.viewer.key, way=way)

    def viewer_of_session(self, digest: str, idle: timedelta) -> Viewer | None:
        """Who signed in with this session; None if nobody, or if it has ended. idle: for how long nothing may be done."""
        columns = (Session.id, Session.seen_at, Session.expires_at)
        now = datetime.now(UTC)
        with opening.reading(self._engine) as connection:
            row = _holder(connection, Session, digest, *columns)
            if row is None or now >= row.expires_at or now - row.seen_at >= idle:
                return None
            viewer = _viewer(connection, row)
        self._touching.touch(Session, row.id, row.seen_at)
        return viewer

    def end_session(self, digest: str) -> None:
        """Sign out; nothing happens where there is no such session."""
        with opening.reading(self._engine) as connection:
            row = _holder(connection, Session, digest)
            viewer = _viewer(connection, row) if row is not None else NOBODY
        if row is not None:
            with working(self._engine, viewer) as work:
                work.connection.execute(delete(Session).where(Session.digest == digest))
                work.note("sign-out", "account", viewer.key)

    def sessions(self, viewer: Viewer) -> list[StoredSession]:
        """The viewer's own sessions, newest first."""
        user_id = _own(viewer, "account", "see")
        columns = (Session.id, Session.way, Session.made_at, Session.seen_at, Session.expires_at)
        statement = select(*columns).where(Session.user_id == user_id, Session.expires_at > datetime.now(UTC))
        with opening.reading(self._engine) as connection:
            return [StoredSession(*row) for row in connection.execute(statement.order_by(Session.id.desc()))]

    def end_own_session(self, viewer: Viewer, session_id: int) -> None:
        """End one of the viewer's own sessions. Raises NotFound."""
        user_id = _own(viewer, "account", "change")
        with working(self._engine, viewer) as work:
            mine = delete(Session).where(Session.id == session_id, Session.user_id == user_id)
            if work.connection.execute(mine).rowcount != 1:
                raise NotFound("そのサインインはありません。")
            work.note("sign-out", "account", viewer.key, session=session_id)

    # Links and passwords

    def add_reset(self, digest: str, known: Known, expires_at: datetime) -> Account:
        """A link that somebody with a forgotten password asked for; returns whose.

        Anybody can ask: what the office handed out keeps working, and without an address to mail to there is no link.
        """
        user_id = known.viewer.user_id or 0
        with working(self._engine, NOBODY) as work:
            person = find(work.connection, user_id)
            if person.email:
                make_link(work.connection, digest, "reset", user_id, expires_at, keep=True)
            work.note("ask-reset", "account", known.viewer.key)
            return person

    def add_way_back(self, digest: str, content: str, expires_at: datetime) -> None:
        """A link on which somebody comes back from the agency's own login. content: what must fit then, as JSON."""
        with opening.writing(self._engine) as connection:
            make_link(connection, digest, "oidc", None, expires_at, content)

    def link(self, digest: str) -> OpenLink:
        """The link of a secret. Raises NotFound once it has been used or has expired."""
        with opening.reading(self._engine) as connection:
            return _link(connection, digest)

    def take_way_back(self, digest: str) -> str:
        """The content of a way back, which is used up with that. Raises NotFound."""
        with opening.writing(self._engine) as connection:
            if _link(connection, digest).kind != "oidc":
                raise NotFound("このリンクは使えません。")
            return _taken(connection, digest).content

    def use_link(self, digest: str, password: str, login: str) -> Viewer:
        """Set an account's password (its hash) by a link; all its sessions end, its tries are forgotten. login: its digest. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            user_id = _link(connection, digest).user_id
        if user_id is None:
            raise NotFound("このリンクは使えません。")
        viewer = Viewer(access.key_of(user_id), user_id=user_id)
        with working(self._engine, viewer) as work:
            link = _taken(work.connection, digest)
            _set_password(work.connection, viewer, password)
            tries.forget(work.connection, login)
            work.note("set-password", "account", viewer.key, by=link.kind)
        return viewer

    def password_of(self, viewer: Viewer) -> tuple[str, str]:
        """The viewer's own password's hash and its login."""
        user_id = _own(viewer, "account", "change")
        columns = (User.password, Person.login)
        statement = select(*columns).join(Person, Person.user_id == User.id).where(User.id == user_id)
        with opening.reading(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("その利用者はいません。")
        return row.password, row.login

    def change_password(self, viewer: Viewer, password: str, tried: str) -> None:
        """Set the viewer's own password (its hash); all its sessions end, the count of failed tries at the old one too."""
        _own(viewer, "account", "change")
        with working(self._engine, viewer) as work:
            tries.forget(work.connection, tried)
            _set_password(work.connection, viewer, password)
            work.note("set-password", "account", viewer.key, by="self")

    # Tokens

    def viewer_of_token(self, digest: str) -> Viewer | None:
        """Whose token this is, with the token's scopes; None if nobody's, or if it has expired."""
        columns = (Token.id, Token.used_at, Token.expires_at, Token.scopes)
        with opening.reading(self._engine) as connection:
            row = _holder(connection, Token, digest, *columns)
            if row is None or datetime.now(UTC) >= row.expires_at:
                return None
            viewer = _viewer(connection, row, frozenset(row.scopes.split() or ["*:*"]))
        self._touching.touch(Token, row.id, row.used_at)
        return viewer

    def tokens(self, viewer: Viewer) -> list[StoredToken]:
        """The tokens that the viewer may see, newest first: all of them, or only its own."""
        allowed = access.relations(viewer, "token")
        if not allowed:
            access.demand(viewer, "token", "see")
        names = (Token.id, Token.user_id, Token.label, Token.scopes, Token.made_at, Token.expires_at)
        statement = select(*names, Token.used_at).order_by(Token.id.desc())
        if "foreign" not in allowed:
            statement = statement.where(Token.user_id == viewer.user_id)
        with opening.reading(self._engine) as connection:
            return [_token(row) for row in connection.execute(statement)]

    def make_token(
        self, viewer: Viewer, user_id: int, digest: str, label: str, scopes: list[str], expires_at: datetime
    ) -> StoredToken:
        """Store a new token of an account. Raises NotFound, and Conflict for a closed account or one with too many."""
        access.demand(viewer, "token", "make", relation(viewer, user_id))
        with working(self._engine, viewer) as work:
            if not find(work.connection, user_id).active:
                raise Conflict("停止した利用者には、トークンを発行できません。")
            ended = delete(Token).where(Token.user_id == user_id, Token.expires_at < datetime.now(UTC))
            work.connection.execute(ended)
            held = work.connection.scalars(select(Token.id).where(Token.user_id == user_id)).all()
            if len(held) >= _MOST_TOKENS:
                raise Conflict(
                    f"トークンは {_MOST_TOKENS} 個までです。使っていないものを取り消してください。"
                )
            values = {"user_id": user_id, "label": clean(label), "scopes": " ".join(scopes)}
            moments = {"made_at": datetime.now(UTC), "expires_at": expires_at}
            made = work.connection.execute(insert(Token).values(digest=digest, **values, **moments))
            token_id = int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0
            details = {"account": access.key_of(user_id), "scopes": scopes}
            work.note("make", "token", token_id, **details)
            row = work.connection.execute(select(Token.__table__).where(Token.id == token_id)).one()
            return _token(row)

    def revoke_token(self, viewer: Viewer, token_id: int) -> None:
        """Make a token worthless. Raises NotFound."""
        with working(self._engine, viewer) as work:
            owner = work.connection.scalar(select(Token.user_id).where(Token.id == token_id))
            whose: Relation = relation(viewer, owner) if owner is not None else "foreign"
            access.demand(viewer, "token", "remove", whose)
            if owner is None:
                raise NotFound("そのトークンはありません。")
            work.connection.execute(delete(Token).where(Token.id == token_id))
            work.note("remove", "token", token_id, account=access.key_of(owner))


_ACCOUNT = (User.id.label("user"), User.roles, User.supplier_id, User.buyer_id)


def _holder(
    connection: Connection, table: type[Session] | type[Token], digest: str, *columns: Any
) -> Row[*tuple[Any, ...]] | None:
    """The row of a secret with its account, if that may be used."""
    statement = select(*columns, *_ACCOUNT).select_from(table).join(User, User.id == table.user_id)
    usable = (table.digest == digest, User.active, User.locked.is_(False))
    return connection.execute(statement.where(*usable)).one_or_none()


def _own(viewer: Viewer, subject: Any, verb: Any) -> int:
    access.demand(viewer, subject, verb, "own")
    if viewer.user_id is None:
        raise NotSignedIn("サインインしてください。")
    return viewer.user_id


def _viewer(
    connection: Connection, row: Row[*tuple[Any, ...]], scopes: frozenset[str] | None = None
) -> Viewer:
    firms = (_present(connection, row.supplier_id), _present(connection, row.buyer_id))
    return Viewer(access.key_of(row.user), roles_of(row.roles), row.user, *firms, scopes)


def _present(connection: Connection, firm: int | None) -> int | None:
    """The firm into which this one was merged, else itself."""
    seen: set[int] = set()
    while firm is not None and firm not in seen:
        seen.add(firm)
        into = connection.scalar(select(Company.merged_into).where(Company.id == firm))
        firm = firm if into is None else into
    return firm


def _link(connection: Connection, digest: str) -> OpenLink:
    columns = (Link.kind, Link.user_id, Person.name, Person.login, Link.content)
    statement = select(*columns).outerjoin(Person, Person.user_id == Link.user_id)
    row = connection.execute(
        statement.where(Link.digest == digest, Link.expires_at > datetime.now(UTC))
    ).one_or_none()
    if row is None:
        raise NotFound(
            "このリンクは使えません。使用済みか、期限が過ぎています。管理者に新しいリンクを頼んでください。"
        )
    return OpenLink(row.kind, row.user_id, row.name or "", row.login or "", row.content)


def _taken(connection: Connection, digest: str) -> OpenLink:
    link = _link(connection, digest)
    if connection.execute(delete(Link).where(Link.digest == digest)).rowcount != 1:
        raise NotFound("このリンクは使用済みです。")
    return link


def _set_password(connection: Connection, viewer: Viewer, password: str) -> None:
    values = {"password": password, "version": User.version + 1}
    connection.execute(update(User).where(User.id == viewer.user_id).values(**values))
    for table in (Session, Link):
        connection.execute(delete(table).where(table.user_id == viewer.user_id))


def _token(row: Row[*tuple[Any, ...]]) -> StoredToken:
    scopes = tuple(row.scopes.split())
    return StoredToken(row.id, row.user_id, row.label, scopes, row.made_at, row.expires_at, row.used_at)
