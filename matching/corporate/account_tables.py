"""The tables of accounts. What is personal stands in `persons` alone: emptying one row there erases a person.

Secrets (of sessions, links, tokens) are kept as SHA-256 digests only; a password as its argon2 hash.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class User(Base):
    """One account. Its key in every record is "u" and its id.

    roles: names of access.ROLES, sorted, with commas between. password: "" until the invitation is taken up. locked: by an
    administrator; active: False once the account is closed for good. toured: has been through the first steps.
    """

    __tablename__ = "users"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    roles: Mapped[str]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    password: Mapped[str]
    locked: Mapped[bool]
    active: Mapped[bool]
    toured: Mapped[bool] = mapped_column(server_default=false())
    version: Mapped[int]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class Person(Base):
    """Who an account belongs to. login, email: folded, as they are compared; subject: the agency's own login's name for the person."""

    __tablename__ = "persons"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(Text, index=True)
    email: Mapped[str] = mapped_column(Text, index=True)
    subject: Mapped[str] = mapped_column(Text, index=True)


class Session(Base):
    """Somebody signed in. way: "password" or "oidc"."""

    __tablename__ = "sessions"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    way: Mapped[str]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Link(Base):
    """A secret that works once. kind: "invitation" and "reset" set a password; "oidc" leads back from the agency's own login.

    content: what that way back must fit, as JSON; "" for the others.
    """

    __tablename__ = "links"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Token(Base):
    """A key for programs. scopes: "subject:verb" with blanks between; "" for all that the account may."""

    __tablename__ = "tokens"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    label: Mapped[str]
    scopes: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Tries(Base):
    """Failed tries to sign in with one login or from one address (`key`: a digest of it), and until when it is shut.

    rounds: how often it was shut already; the next time is twice as long.
    """

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    rounds: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    shut_until: Mapped[datetime | None]
