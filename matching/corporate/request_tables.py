"""The tables of requests that were answered before, and of background jobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, Text
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class AnsweredRequest(Base):
    """One idempotency key of one viewer; content: the answer as a JSON object, "" while it is being worked on."""

    __tablename__ = "answered_requests"

    viewer: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str]
    content: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class JobRow(Base):
    """One piece of long work; result: a JSON object, "" until it is there. beaten_at: when its process last said that it lives."""

    __tablename__ = "jobs"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    owner: Mapped[str] = mapped_column(Text, index=True)
    state: Mapped[str] = mapped_column(Text, index=True)
    progress: Mapped[float] = mapped_column(Float)
    message: Mapped[str]
    result: Mapped[str]
    cancelled: Mapped[bool]
    version: Mapped[int]
    made_at: Mapped[datetime]
    beaten_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
