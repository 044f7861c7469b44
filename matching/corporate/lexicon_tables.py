"""The table of the office's own words in the lexicon."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from matching.corporate.tables import NEVER_REUSED, Base


class LexiconAddition(Base):
    """One word for one concept of the product's lexicon. Rows are never changed: a word is added or taken out."""

    __tablename__ = "lexicon_additions"
    __table_args__ = (NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(Text, unique=True)
    concept: Mapped[str]
    everyday: Mapped[bool]
    person: Mapped[str]
    added_at: Mapped[datetime]
