"""The tables of casework: shortlists, introductions, consents, feedback, drafts of profiles, attachments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class Shortlist(Base):
    """The firms that a coordinator has in view for one order, or for a free enquiry (order_id None, `text` its words)."""

    __tablename__ = "shortlists"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    title: Mapped[str]
    text: Mapped[str]
    person: Mapped[str]
    made_at: Mapped[datetime]
    version: Mapped[int]


class ShortlistEntry(Base):
    """One firm of a shortlist. rank, ranking: where it stood when it was taken in (None, "": put there by hand)."""

    __tablename__ = "shortlist_entries"
    __table_args__ = (UniqueConstraint("shortlist_id", "supplier_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlists.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    position: Mapped[int]
    rank: Mapped[int | None]
    ranking: Mapped[str]
    note: Mapped[str]
    person: Mapped[str]
    added_at: Mapped[datetime]


class Introduction(Base):
    """One firm looked at for one order, from the first call to the deal; see introductions.STEPS for `state`.

    answer: what the firm itself said; quote_yen: its price; amount_yen: that of the deal.
    """

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("order_id", "supplier_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    state: Mapped[str] = mapped_column(Text, index=True)
    coordinator: Mapped[str] = mapped_column(Text, index=True)
    follow_up: Mapped[date | None] = mapped_column(index=True)
    reason: Mapped[str]
    note: Mapped[str]
    answer: Mapped[str]
    answer_note: Mapped[str]
    quote_yen: Mapped[int | None] = mapped_column(BigInteger)
    amount_yen: Mapped[int | None] = mapped_column(BigInteger)
    rank: Mapped[int | None]
    ranking: Mapped[str]
    made_at: Mapped[datetime]
    version: Mapped[int]


class IntroductionStep(Base):
    """One step of an introduction. activity_id: what it put among the things done (実績); undone: it was taken back.

    follow_up_before, quote_yen_before: what stood before the step, and stands again once it is taken back.
    """

    __tablename__ = "introduction_steps"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id"), index=True)
    before: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    undone: Mapped[bool]
    follow_up_before: Mapped[date | None]
    quote_yen_before: Mapped[int | None] = mapped_column(BigInteger)


class NamingConsent(Base):
    """A buyer's consent to be named to introduced firms: for one order, or (order_id None) for all of its orders."""

    __tablename__ = "naming_consents"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    given_on: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[str]
    person: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str]


class FeedbackRow(Base):
    """What a person thinks of one firm of one recorded ranking; changeable, one a person, ranking and firm."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("ranking", "supplier_id", "person"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    ranking: Mapped[str]
    supplier_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    person: Mapped[str]
    rank: Mapped[int | None]
    suitable: Mapped[bool]
    reason: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int]


class ProfileDraft(Base):
    """A profile that a firm (company_id None: a new one) wants published, before a coordinator has looked at it.

    said, base, corrected: JSON objects field -> text: what is wanted; what stood there when the draft was begun; what the firm had
    written where a coordinator corrected it.
    """

    __tablename__ = "profile_drafts"
    __table_args__ = (Index(None, "state", "submitted_at"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    state: Mapped[str]
    source: Mapped[str]
    person: Mapped[str] = mapped_column(Text, index=True)
    said: Mapped[str]
    base: Mapped[str]
    corrected: Mapped[str]
    made_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    version: Mapped[int]


class DraftStep(Base):
    """One step of a draft of a profile."""

    __tablename__ = "draft_steps"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("profile_drafts.id"), index=True)
    before: Mapped[str]
    state: Mapped[str]
    note: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]


class Attachment(Base):
    """A file on an order or on a firm (one of the two ids is set); removed, its row stays and its content goes."""

    __tablename__ = "attachments"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    nda: Mapped[bool]
    person: Mapped[str]
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str]
    version: Mapped[int]


class AttachmentChunk(Base):
    """A piece of a file's content, so that either database sends it piece by piece."""

    __tablename__ = "attachment_chunks"

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachments.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AttachmentConsent(Base):
    """A firm may see a file: who said so and when. nda: a non-disclosure agreement with the firm was confirmed."""

    __tablename__ = "attachment_consents"
    __table_args__ = (Index(None, "attachment_id", "company_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    nda: Mapped[bool]
    note: Mapped[str]
    person: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str]
