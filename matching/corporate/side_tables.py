"""The tables beside firms, orders and facts: surveys, what a person must decide, public registers, layouts of files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class Survey(Base):
    """One survey (調査); the files that were read in under its title add up."""

    __tablename__ = "surveys"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime]


class SurveyQuestion(Base):
    """One question of a survey. options: a JSON list of labels in the form's order.

    wording: the heading as the form put it; certain: whether the form itself lists the options, so that there are no others.
    """

    __tablename__ = "survey_questions"
    __table_args__ = (UniqueConstraint("survey_id", "key"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    key: Mapped[str]
    label: Mapped[str]
    type: Mapped[str]
    options: Mapped[str]
    wording: Mapped[str] = mapped_column(server_default="")
    certain: Mapped[bool] = mapped_column(server_default=false())


class SurveyResponse(Base):
    """One row of answers. answers: a JSON list of objects, one a question; replaces: an earlier state of the row.

    digest: of what it says, by which the same response of another file is known.
    """

    __tablename__ = "survey_responses"
    __table_args__ = (Index(None, "survey_id", "company_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    replaces: Mapped[int | None]
    sheet: Mapped[str]
    row: Mapped[int]
    number: Mapped[str]
    answered_on: Mapped[date | None]
    answers: Mapped[str]
    digest: Mapped[str]


class Proposal(Base):
    """Something that a person must decide: that two firms are one ("same"), or that a register is right ("value").

    state: "open", "accepted" or "rejected"; merge_batch: the batch that an acceptance made.
    """

    __tablename__ = "proposals"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    field: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    state: Mapped[str] = mapped_column(Text, index=True)
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    merge_batch: Mapped[int | None]


class RegisterEntry(Base):
    """One firm as a public register has it: the reference table, never ranked, never shown as a firm of ours.

    register: "corporate-numbers" or "gbizinfo". A change adds a row and sets replaced_by (a batch) in the old one.
    details: a JSON object of what has no column.
    """

    __tablename__ = "register_entries"
    __table_args__ = (Index(None, "number"), Index(None, "name_key"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    kana: Mapped[str]
    postal_code: Mapped[str]
    prefecture: Mapped[str]
    city: Mapped[str]
    address: Mapped[str]
    updated_on: Mapped[str]
    closed_on: Mapped[str]
    closed_for: Mapped[str]
    successor: Mapped[str]
    details: Mapped[str]
    batch_id: Mapped[int]
    replaced_by: Mapped[int | None]


class LayoutCorrection(Base):
    """What a person said a heading means in sheets of one layout ("" : it belongs in the notes)."""

    __tablename__ = "layout_corrections"

    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    heading: Mapped[str] = mapped_column(Text, primary_key=True)
    field: Mapped[str]
    person: Mapped[str]
    recorded_at: Mapped[datetime]
