"""The tables of what follows from surveys: their definitions, who was asked, what coordinators did, and the targets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class SurveyDefinition(Base):
    """A questionnaire that a person defined; definition: a JSON object as its writer made it."""

    __tablename__ = "survey_definitions"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    definition: Mapped[str]
    person: Mapped[str]
    recorded_at: Mapped[datetime]


class AskedCompany(Base):
    """One firm to which a survey was sent. company_id: the stored firm, None where none fits what the list says."""

    __tablename__ = "survey_asked"
    __table_args__ = (Index(None, "survey_id", "company_id"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    source_id: Mapped[str]
    corporate_number: Mapped[str]
    name: Mapped[str]
    prefecture: Mapped[str]
    city: Mapped[str]
    file: Mapped[str]
    sheet: Mapped[str]
    row: Mapped[int]
    person: Mapped[str]
    recorded_at: Mapped[datetime]


class Activity(Base):
    """One thing done (実績): a visit, an introduction or a contract. Taken back, it stays on record with the day.

    kind: one of activities.KINDS. company and buyer: as they were called; industry: that of the supplier at the time.
    """

    __tablename__ = "activities"
    __table_args__ = (Index(None, "done_on"), NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    done_on: Mapped[date]
    coordinator: Mapped[str]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    company: Mapped[str]
    industry: Mapped[str]
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"), index=True)
    buyer: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    amount_yen: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str]
    person: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str]


class Target(Base):
    """What is to be reached in a year (April to March). coordinator and industry: "" for all of them together."""

    __tablename__ = "targets"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    coordinator: Mapped[str] = mapped_column(Text, primary_key=True)
    industry: Mapped[str] = mapped_column(Text, primary_key=True)
    goal: Mapped[int | None]
    goal_yen: Mapped[int | None] = mapped_column(BigInteger)
    person: Mapped[str]
    recorded_at: Mapped[datetime]
