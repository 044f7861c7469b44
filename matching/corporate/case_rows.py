"""What casework gives back: shortlists, introductions, consents, feedback, drafts of profiles, attachments.

Each record holds what its viewer may see, and nothing else; `plain` makes JSON of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from matching.corporate.introduction_states import DECLINES, LIVE, LOST, WITHDRAWN


@dataclass(frozen=True, slots=True)
class ShortlistEntryView:
    """One firm of a shortlist. introduction: its number and state where one was begun, and what the firm answered."""

    supplier_id: int
    supplier: str
    position: int
    rank: int | None
    ranking: str
    note: str
    person: str
    added_at: datetime
    introduction_id: int | None = None
    introduction_state: str = ""
    introduction_answer: str = ""

    @property
    def gone(self) -> bool:
        """Whether it came to nothing with the firm, or it declined: the buyer isn't to be offered it any more."""
        declined = self.introduction_state in LIVE and self.introduction_answer == DECLINES
        return declined or self.introduction_state in (LOST, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ShortlistView:
    """The firms in view for an order (number) or a free enquiry (text)."""

    id: int
    version: int
    order: str
    title: str
    text: str
    person: str
    made_at: datetime
    entries: tuple[ShortlistEntryView, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an introduction or of a draft: from which state to which, by whom, when."""

    before: str
    state: str
    person: str
    at: datetime
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """One firm looked at for one order, as far as the viewer may see it.

    Blank for suppliers and buyers: rank, ranking, coordinators' notes. buyer is blank for a supplier until the buyer consents to be
    named; quote_yen for a buyer until the state is 見積. next: states that may follow. moved: what the step did to the order itself.
    """

    id: int
    version: int
    order: str
    title: str
    buyer: str
    supplier_id: int
    supplier: str
    state: str
    coordinator: str
    follow_up: date | None
    reason: str
    note: str
    answer: str
    answer_note: str
    quote_yen: int | None
    amount_yen: int | None
    rank: int | None
    ranking: str
    made_at: datetime
    next: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    moved: str = ""


@dataclass(frozen=True, slots=True)
class NamingConsentView:
    """A buyer's consent to be named; order "": for all of its orders. until: the last day (None: until it is withdrawn)."""

    id: int
    buyer_id: int
    order: str
    given_on: date
    until: date | None
    note: str
    person: str


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What a person thinks of a ranked firm."""

    id: int
    version: int
    ranking: str
    supplier_id: int
    supplier: str
    person: str
    rank: int | None
    suitable: bool
    reason: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a draft would change. conflict: it was changed by somebody else since the draft was begun."""

    field: str
    label: str
    before: str
    after: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class DraftView:
    """A profile that a firm wants published.

    values: the whole profile as it would stand; corrected: field -> what the firm had written where a coordinator corrected it;
    next: states that may follow.
    """

    id: int
    version: int
    company_id: int | None
    name: str
    state: str
    source: str
    person: str
    values: Mapping[str, str]
    corrected: Mapping[str, str]
    made_at: datetime
    submitted_at: datetime | None
    next: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When a firm last confirmed its data (None: never, or a day that can't be read). state: 確認済み, 要確認, 期限切れ."""

    supplier_id: int
    supplier: str
    confirmed_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class AttachmentConsentView:
    """A firm that may see a file."""

    company_id: int
    company: str
    nda: bool
    note: str
    person: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file on an order (number) or a firm. open: the viewer may fetch it; without that nothing but its name and size is told."""

    id: int
    version: int
    order: str
    company_id: int | None
    name: str
    media_type: str
    size: int
    sha256: str
    nda: bool
    person: str
    made_at: datetime
    open: bool
    consents: tuple[AttachmentConsentView, ...] = ()


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something to be done. kind: 連絡 (an introduction's follow-up day has come) or 締切 (an order's deadline is near)."""

    kind: str
    day: date
    overdue: bool
    coordinator: str
    order: str
    title: str
    state: str
    supplier_id: int | None = None
    supplier: str = ""
    introduction_id: int | None = None


def plain(value: Any) -> Any:
    """A record as JSON has it: objects, lists, texts, numbers; days and moments in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
