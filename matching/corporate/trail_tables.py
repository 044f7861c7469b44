"""The tables of the audit trail and of recorded rankings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import Base


class AuditEntry(Base):
    """One deed. seq counts from 1 without gaps; previous: the hash of the entry before; hash: over all else (see audit.py).

    who: a viewer's key; details: a JSON object without personal data.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "subject", "key"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Text, index=True)
    deed: Mapped[str]
    subject: Mapped[str]
    key: Mapped[str]
    details: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """One row: how long the chain is, and the hash of its last entry. Who appends holds it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class RecordedRanking(Base):
    """One ranking as it was shown. record: compressed JSON, empty once erased; digest: of that JSON, on the audit trail too."""

    __tablename__ = "recorded_rankings"
    __table_args__ = (Index(None, "at", "id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(Text, index=True)
    order_number: Mapped[str] = mapped_column(Text, index=True)
    revision: Mapped[str]
    shown: Mapped[int]
    digest: Mapped[str]
    record: Mapped[bytes] = mapped_column(LargeBinary)
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str]
