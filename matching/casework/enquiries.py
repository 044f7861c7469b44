"""What surrounds an enquiry at a desk: words to add conditions with, how many firms each filter leaves out, where distances count from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matching.corporate import access
from matching.corporate.access import Viewer
from matching.corporate.rows import StoredOrder
from matching.language.editing import Edited
from matching.language.lexicon import load_lexicon
from matching.language.requirements import KINDS
from matching.language.restating import restated, sense
from matching.matcher import Choice, Matcher
from matching.records import Edit, Order, Place, Requirement, Understood

# Further names of a concept that are offered with its label: enough to find it by typing.
_ALIASES = 3


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters do: of `total` firms `left` pass all of them; `removed`: how many each filter leaves out by itself."""

    total: int
    left: int
    removed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of an order's words; starts and ends count in `text`."""

    text: str
    requirements: tuple[Requirement, ...]
    understood: tuple[Understood, ...]


@dataclass(frozen=True, slots=True)
class Restated:
    """An edited enquiry as the words of an order. `differs`: labels of conditions that a match will read otherwise than they were set."""

    text: str
    differs: tuple[str, ...]


class Enquiries:
    """Enquiries for one viewer."""

    def __init__(self, matcher: Matcher, viewer: Viewer) -> None:
        self._matcher = matcher
        self._viewer = viewer

    def vocabulary(self) -> dict[str, str]:
        """What conditions can be made of: label -> further names of it, as far as they help to find it."""
        access.demand(self._viewer, "lexicon", "see")
        found: dict[str, str] = {}
        for concept in load_lexicon().concepts.values():
            if concept.kind in KINDS:
                others = [form for form in concept.forms if form != concept.label][:_ALIASES]
                found.setdefault(concept.label, "、".join(others))
        return found

    def read(self, text: str) -> Reading:
        """What is read of the words of an order that is being written. Raises AccessDenied to those who make no orders."""
        relation: access.Relation = "own" if self._viewer.buyer_id is not None else "foreign"
        access.demand(self._viewer, "order", "make", relation)
        enquiry = self._matcher.engine.reader.enquiry(text)
        return Reading(text, enquiry.requirements, enquiry.understood)

    def as_order(self, text: str, edits: Sequence[Edit]) -> Restated:
        """The words (加工内容) of an order that asks for what an enquiry asks for with its edits. Raises InputError for edits that don't fit."""
        access.demand(self._viewer, "order", "make", "foreign")
        edited = Edited.of(text, edits)
        said = restated(edited, self._requirements)
        wanted = edited.weighed(self._requirements(edited.text))
        read = self._requirements(StoredOrder(0, "", "", texts={"processes": said}).text)
        differ = set(map(sense, wanted)) ^ set(map(sense, read))
        return Restated(said, tuple(dict.fromkeys(r.label for r in (*wanted, *read) if sense(r) in differ)))

    def _requirements(self, text: str) -> tuple[Requirement, ...]:
        return self._matcher.engine.reader.enquiry(text).requirements

    def narrowed(self, order: Order, choice: Choice) -> Narrowed:
        """How many firms each filter of `choice` leaves out. Raises UnknownFilter."""
        access.demand(self._viewer, "match", "make")
        db = self._matcher.db
        today = choice.today or date.today()
        near = choice.near or self.origin(order)
        total = db.supplier_count()
        removed = {
            key: total - len(db.select_ids({key: value}, near, today=today))
            for key, value in choice.filters.items()
        }
        left = total
        if choice.filters:
            left = len(db.select_ids(choice.filters, near, today=today))
        return Narrowed(total, left, removed)

    def origin(self, order: Order) -> Place | None:
        """Where distances of an order count from: its buyer's place; None where it has no buyer."""
        access.demand(self._viewer, "match", "make")
        return self._matcher.db.buyer(order.buyer_id).place if order.buyer_id is not None else None

    def registered(self) -> int:
        """How many suppliers are searched."""
        access.demand(self._viewer, "match", "make")
        return self._matcher.db.supplier_count()

    def stored(self, number: str, text: str = "") -> Order:
        """The stored order of a number with `text` for what it says, as a person has changed it for this search ("": as it stands)."""
        access.demand(self._viewer, "match", "make")
        order = self._matcher.order(number)
        return replace(order, text=text) if text.strip() else order
