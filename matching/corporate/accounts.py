"""Accounts in the database: who there is, what they may be, and who they are (personal, erasable)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, get_args

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, or_, select, update

from matching.corporate import access, opening
from matching.corporate.access import ROLES, Relation, Role, Viewer
from matching.corporate.account_tables import Link, Person, Session, Token, User
from matching.corporate.tables import LARGEST_ID, Company
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import Conflict, InputError, NotFound, Stale

ERASED = "（削除済み）"
_MACHINES = {"cli": "コマンドライン", "": ""}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Account:
    """An account as those see it who may. supplier_id, buyer_id: the firm for which it acts. `able`: can sign in, were it not locked.

    version: rises with each change. signed_in_at: last time, None if never. toured: has been through the dashboard's first steps.
    """

    id: int
    key: str
    name: str
    login: str
    email: str
    roles: frozenset[Role]
    supplier_id: int | None
    supplier: str
    buyer_id: int | None
    buyer: str
    able: bool
    locked: bool
    active: bool
    version: int
    created_at: datetime
    signed_in_at: datetime | None
    toured: bool

    @property
    def state(self) -> str:
        """One word for a list."""
        if not self.active:
            return "停止"
        return "ロック" if self.locked else "利用中" if self.able else "招待中"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Whom to invite. login: "" for the e-mail address. supplier_id: None for a supplier that is yet to register itself."""

    name: str
    roles: Collection[Role]
    login: str = ""
    email: str = ""
    supplier_id: int | None = None
    buyer_id: int | None = None


class Accounts:
    """The repository of accounts; each method asks matching/corporate/access.py for its viewer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, viewer: Viewer, after: int = 0, limit: int | None = None) -> list[Account]:
        """The accounts that the viewer may see, by id: all of them (behind `after`, at most `limit`), or only its own."""
        allowed = access.relations(viewer, "account")
        if not allowed:
            access.demand(viewer, "account", "see")
        statement = _accounts().where(User.id > after).limit(limit)
        if "foreign" not in allowed:
            statement = statement.where(User.id == viewer.user_id)
        with opening.reading(self._engine) as connection:
            return [_account(row) for row in connection.execute(statement)]

    def one(self, viewer: Viewer, user_id: int) -> Account:
        """One account. Raises NotFound."""
        access.demand(viewer, "account", "see", relation(viewer, user_id))
        with opening.reading(self._engine) as connection:
            return find(connection, user_id)

    def names(self, viewer: Viewer, keys: Iterable[str]) -> dict[str, str]:
        """What to call those who stand in a record under these keys.

        Firms' people see the office's names and their own; others' are left out, as are unknown keys.
        """
        wanted = sorted({key for key in keys if key})
        found = {key: _MACHINES[key] for key in wanted if key in _MACHINES}
        ids = [user for key in wanted if (user := user_of(key)) is not None]
        columns = (Person.user_id, Person.name, User.supplier_id, User.buyer_id)
        statement = select(*columns).join(User, User.id == Person.user_id)
        with opening.reading(self._engine) as connection:
            for row in _in_portions(connection, statement, ids):
                firms_own = row.supplier_id is not None or row.buyer_id is not None
                if not firms_own or row.user_id == viewer.user_id or _of_office(viewer):
                    found[access.key_of(row.user_id)] = row.name or ERASED
        return found

    def invite(self, viewer: Viewer, new: NewAccount, digest: str, expires_at: datetime) -> Account:
        """Make an account that a link (its secret's digest) opens. Raises InputError, Conflict for a login or address in use."""
        access.demand(viewer, "account", "make")
        with working(self._engine, viewer) as work:
            user_id = self._insert(work, new)
            make_link(work.connection, digest, "invitation", user_id, expires_at)
            told = {"roles": sorted(new.roles), "supplier_id": new.supplier_id, "buyer_id": new.buyer_id}
            work.note("invite", "account", access.key_of(user_id), **told)
            return find(work.connection, user_id)

    def renew_link(
        self, viewer: Viewer, user_id: int, digest: str, expires_at: Mapping[str, datetime]
    ) -> tuple[Account, str]:
        """A new link for an account, and its kind: "invitation" while that is not taken up, else "reset"; older ones end.

        expires_at: by kind. Raises NotFound, and Conflict for a closed account.
        """
        access.demand(viewer, "account", "change")
        with working(self._engine, viewer) as work:
            account = find(work.connection, user_id)
            if not account.active:
                raise Conflict("停止した利用者には、リンクを発行できません。")
            kind = "reset" if account.able else "invitation"
            make_link(work.connection, digest, kind, user_id, expires_at[kind])
            work.note("issue-link", "account", account.key, kind=kind)
            return account, kind

    def change(
        self, viewer: Viewer, user_id: int, values: Mapping[str, Any], expected: int | None
    ) -> Account:
        """Change name, login, email, roles, supplier_id, buyer_id or locked of an account. Of the own one, the name alone.

        Raises NotFound, Stale, InputError, and Conflict where nobody would be left to administer.
        """
        access.demand(viewer, "account", "change", relation(viewer, user_id))
        if set(values) - {"name"}:
            access.demand(viewer, "account", "change")
        with self._changing(viewer, user_id, expected) as (work, account):
            after = _Fields.of(account, values)
            _check(work.connection, after, account)
            texts = {"name": after.name, "login": after.login, "email": after.email}
            work.connection.execute(update(Person).where(Person.user_id == user_id).values(**texts))
            locked = values.get("locked", account.locked)
            columns = {"roles": ",".join(sorted(after.roles)), "locked": locked}
            columns |= {"supplier_id": after.supplier_id, "buyer_id": after.buyer_id}
            work.connection.execute(update(User).where(User.id == user_id).values(**columns))
            if locked:
                _end_sessions(work.connection, user_id)
            # What is personal is told by its name only.
            told = {key: value for key, value in columns.items() if value != _before(account)[key]}
            work.note("change", "account", account.key, fields=sorted(values), **told)
        return self._after(user_id)

    def toured(self, viewer: Viewer, user_id: int) -> None:
        """Somebody knows the first steps: they aren't shown again, at whatever machine. No change of the account's version."""
        access.demand(viewer, "account", "change", relation(viewer, user_id))
        with working(self._engine, viewer) as work:
            account = find(work.connection, user_id)
            work.connection.execute(update(User).where(User.id == user_id).values(toured=True))
            work.note("change", "account", account.key, fields=["toured"])

    def close(self, viewer: Viewer, user_id: int, expected: int | None) -> Account:
        """Close an account for good: its sessions, links and tokens end, its roles are taken; the name stays for the record."""
        return self._remove(viewer, user_id, expected, erase=False)

    def erase(self, viewer: Viewer, user_id: int, expected: int | None) -> Account:
        """Close an account and forget the person: what stands under its key elsewhere has no name any more."""
        erased = self._remove(viewer, user_id, expected, erase=True)
        opening.overwrite_erased(self._engine)
        return erased

    def _remove(self, viewer: Viewer, user_id: int, expected: int | None, erase: bool) -> Account:
        access.demand(viewer, "account", "remove", relation(viewer, user_id))
        with self._changing(viewer, user_id, expected) as (work, account):
            values = {"active": False, "locked": False, "roles": "", "password": ""}
            work.connection.execute(update(User).where(User.id == user_id).values(**values))
            _end_sessions(work.connection, user_id)
            for table in (Link, Token):
                work.connection.execute(delete(table).where(table.user_id == user_id))
            blank = {"subject": ""} | ({"name": "", "login": "", "email": ""} if erase else {})
            work.connection.execute(update(Person).where(Person.user_id == user_id).values(**blank))
            work.note("erase" if erase else "close", "account", account.key)
        return self._after(user_id)

    @contextmanager
    def _changing(self, viewer: Viewer, user_id: int, expected: int | None) -> Any:
        with working(self._engine, viewer) as work:
            account = find(work.connection, user_id)
            if expected is not None and expected != account.version:
                raise Stale("ほかの人が先に変更しました。読み込み直してから、もう一度変更してください。")
            yield work, account
            work.connection.execute(
                update(User).where(User.id == user_id).values(version=account.version + 1)
            )
            if _administers(account) and not _administrators(work.connection):
                raise Conflict("管理者がいなくなるため、変更できません。先にほかの人を管理者にしてください。")

    def _insert(self, work: Work, new: NewAccount) -> int:
        fields = _Fields(
            _line(new.name, "氏名"),
            folded_login(new.login or new.email),
            folded_login(new.email),
            frozenset(new.roles),
            new.supplier_id,
            new.buyer_id,
        )
        _check(work.connection, fields, None)
        row = {"roles": ",".join(sorted(fields.roles)), "password": "", "locked": False, "active": True}
        row |= {"supplier_id": fields.supplier_id, "buyer_id": fields.buyer_id, "version": 1}
        made = work.connection.execute(insert(User).values(**row, created_at=datetime.now(UTC)))
        user_id = int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0
        texts = {"name": fields.name, "login": fields.login, "email": fields.email, "subject": ""}
        work.connection.execute(insert(Person).values(user_id=user_id, **texts))
        return user_id

    def _after(self, user_id: int) -> Account:
        with opening.reading(self._engine) as connection:
            return find(connection, user_id)


def relation(viewer: Viewer, user_id: int) -> Relation:
    """How an account stands to the viewer."""
    return "own" if viewer.user_id is not None and viewer.user_id == user_id else "foreign"


def user_of(key: str) -> int | None:
    """The account of a key; None where it is none's."""
    number = key[1:]
    return int(number) if key[:1] == "u" and number.isdecimal() and len(number) < 10 else None


def folded_login(text: str) -> str:
    """A login or an address as it is stored and compared: any width and case is the same."""
    return clean(unicodedata.normalize("NFKC", text).casefold().strip())


def find(connection: Connection, user_id: int) -> Account:
    """One account. Raises NotFound."""
    row = None
    if 0 < user_id <= LARGEST_ID:
        row = connection.execute(_accounts().where(User.id == user_id)).one_or_none()
    if row is None:
        raise NotFound("その利用者はいません。")
    return _account(row)


def make_link(
    connection: Connection,
    digest: str,
    kind: str,
    user_id: int | None,
    expires_at: datetime,
    content: str = "",
    keep: bool = False,
) -> None:
    """Store a link; an account's older ones end (unless keep), as do all that have expired."""
    ended = Link.expires_at < datetime.now(UTC)
    if user_id is not None and not keep:
        ended = or_(ended, Link.user_id == user_id)
    connection.execute(delete(Link).where(ended))
    values = {"digest": digest, "kind": kind, "user_id": user_id, "content": content}
    connection.execute(insert(Link).values(**values, expires_at=expires_at))


def bind_to_new_firm(work: Work, key: str, supplier_id: int) -> None:
    """Let the account of a key act for the firm that it has registered, if it is a supplier's and acts for none yet."""
    row = select(User.roles, User.version).where(
        User.id == user_of(key), User.supplier_id.is_(None), User.active
    )
    found = work.connection.execute(row).one_or_none()
    if found is None or "supplier" not in roles_of(found.roles):
        return
    values = {"supplier_id": supplier_id, "version": found.version + 1}
    work.connection.execute(update(User).where(User.id == user_of(key)).values(**values))
    work.note("change", "account", key, fields=["supplier_id"], supplier_id=supplier_id)


@dataclass(frozen=True, slots=True)
class _Fields:
    name: str
    login: str
    email: str
    roles: frozenset[Role]
    supplier_id: int | None
    buyer_id: int | None

    @classmethod
    def of(cls, account: Account, values: Mapping[str, Any]) -> _Fields:
        return cls(
            _line(values["name"], "氏名") if "name" in values else account.name,
            folded_login(values.get("login", account.login)),
            folded_login(values.get("email", account.email)),
            frozenset(values.get("roles", account.roles)),
            values.get("supplier_id", account.supplier_id),
            values.get("buyer_id", account.buyer_id),
        )


def _check(connection: Connection, after: _Fields, before: Account | None) -> None:
    """What an account must fit. Raises InputError, NotFound for a firm that isn't there, Conflict."""
    if not after.name:
        raise InputError("氏名を入力してください。")
    if not after.login:
        raise InputError("サインインに使う名前か、メールアドレスを入力してください。")
    if any(len(one) > _LONGEST or any(c.isspace() for c in one) for one in (after.login, after.email)):
        raise InputError(
            f"サインインに使う名前とメールアドレスは、空白のない {_LONGEST} 文字以内で入力してください。"
        )
    if after.email and not _is_address(after.email):
        raise InputError("メールアドレスを確かめてください。例: yamada@example.jp")
    if not after.roles or not after.roles <= ROLES.keys():
        raise InputError(f"役割を次から一つ以上選んでください: {'、'.join(ROLES.values())}")
    firms = (
        ("supplier", after.supplier_id, Company.is_supplier),
        ("buyer", after.buyer_id, Company.is_buyer),
    )
    for role, firm, is_one in firms:
        label = ROLES[cast(Role, role)]
        if firm is not None and role not in after.roles:
            raise InputError(f"企業は、役割「{label}」と一緒に指定してください。")
        # A supplier's may be a firm that is yet to register itself: it is known once that is published.
        if firm is None and role == "buyer" and role in after.roles:
            raise InputError(f"役割「{label}」には、その企業を指定してください。")
        if firm is not None and (before is None or firm not in (before.supplier_id, before.buyer_id)):
            known = select(Company.id).where(Company.id == firm, is_one, Company.withdrawn.is_(False))
            if not 0 < firm <= LARGEST_ID or connection.scalar(known) is None:
                raise InputError(f"{label}として登録された企業を指定してください。")
    # A person signs in by either, so neither may be another's.
    taken = {after.login, after.email} - {""}
    same = select(Person.user_id).where(or_(Person.login.in_(taken), Person.email.in_(taken)))
    if any(before is None or one != before.id for one in connection.scalars(same)):
        raise Conflict("その名前かメールアドレスは、ほかの利用者が使っています。")


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host and text.isascii() and not set(text) & set('<>()[],;:\\"')) and (
        "@" not in host and ".." not in text and not host.startswith(".") and not host.endswith(".")
    )


def _line(text: str, label: str) -> str:
    line = " ".join(clean(text).split())
    if len(line) > _LONGEST:
        raise InputError(f"{label}は {_LONGEST} 文字以内で入力してください。")
    return line


def _end_sessions(connection: Connection, user_id: int) -> None:
    connection.execute(delete(Session).where(Session.user_id == user_id))


def _before(account: Account) -> dict[str, Any]:
    return {
        "roles": ",".join(sorted(account.roles)),
        "locked": account.locked,
        "supplier_id": account.supplier_id,
        "buyer_id": account.buyer_id,
    }


def _administers(account: Account) -> bool:
    return "admin" in account.roles and account.able and account.active and not account.locked


def _administrators(connection: Connection) -> bool:
    rows = connection.execute(_accounts().where(User.active, User.roles.like("%admin%")))
    return any(_administers(_account(row)) for row in rows)


def _of_office(viewer: Viewer) -> bool:
    return bool(viewer.roles & {"coordinator", "survey", "admin"})


def _accounts() -> Select[*tuple[Any, ...]]:
    supplier, buyer = Company.__table__.alias("supplier"), Company.__table__.alias("buyer")
    able = or_(User.password != "", Person.subject != "").label("able")
    columns = (User.id, User.roles, User.supplier_id, User.buyer_id, User.locked, User.active, User.version)
    texts = (Person.name, Person.login, Person.email, able, User.created_at, User.signed_in_at, User.toured)
    firms = (
        func.coalesce(supplier.c.name, "").label("supplier"),
        func.coalesce(buyer.c.name, "").label("buyer"),
    )
    return (
        select(*columns, *texts, *firms)
        .join(Person, Person.user_id == User.id)
        .outerjoin(supplier, supplier.c.id == User.supplier_id)
        .outerjoin(buyer, buyer.c.id == User.buyer_id)
        .order_by(User.id)
    )


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    values = dict(row._mapping)
    return Account(
        key=access.key_of(row.id), **values | {"roles": roles_of(row.roles), "able": bool(row.able)}
    )


def roles_of(text: str) -> frozenset[Role]:
    """Roles as they are stored -> roles; names that this version doesn't know grant nothing."""
    return frozenset(cast(Role, one) for one in text.split(",") if one in get_args(Role))


def _in_portions(
    connection: Connection, statement: Select[*tuple[Any, ...]], ids: list[int]
) -> Iterable[Row[*tuple[Any, ...]]]:
    for start in range(0, len(ids), 500):
        yield from connection.execute(statement.where(Person.user_id.in_(ids[start : start + 500])))
