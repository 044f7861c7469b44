"""Registrations at a desk: drafts of profiles, yearly confirmations, and which orders a draft would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matching.advisor import Advisor, concerns
from matching.casework.bound import bound
from matching.casework.matching import suits
from matching.corporate import access
from matching.corporate.access import Viewer
from matching.corporate.profile_checks import FORM_FIELDS, Fault, canonical, check_profile, whole_number
from matching.language.lexicon import load_lexicon
from matching.language.requirements import value_label
from matching.places import find_place
from matching.ranking.evidence import MET
from matching.ranking.examination import Asked, Examined
from matching.records import PROFILE_TEXT_FIELDS, Capability, Supplier


@dataclass(frozen=True, slots=True)
class PreviewedOrder:
    """An open order that a draft is about: how many of its conditions the profile is shown to meet, before and after. No buyer, no score."""

    order: str
    title: str
    deadline: date | None
    met_before: int
    met: int
    conditions: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Open orders that a firm would appear for: new ones, those as before, those no more; and what the checks find."""

    appearing: tuple[PreviewedOrder, ...]
    staying: tuple[PreviewedOrder, ...]
    leaving: tuple[PreviewedOrder, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ReadAbility:
    """Something that a match reads in a profile. field: where it stands; modality: as of Capability (does, outside, refuses)."""

    field: str
    kind: str
    label: str
    modality: str


class Registrations:
    """One viewer's registrations. Each part is the method of the repository of that name, which asks the access rules."""

    def __init__(self, advisor: Advisor, viewer: Viewer) -> None:
        self._advisor = advisor
        self._viewer = viewer
        self._db = db = advisor.matcher.db
        self.drafts = bound(db.registrations.listed, viewer)
        self.draft = bound(db.registrations.get, viewer)
        self.form = bound(db.registrations.form, viewer)
        self.differences = bound(db.registrations.differences, viewer)
        self.faults = bound(db.registrations.faults, viewer)
        self.begin = bound(db.registrations.begin, viewer)
        self.change = bound(db.registrations.change, viewer)
        self.submit = bound(db.registrations.submit, viewer)
        self.take_back = bound(db.registrations.take_back, viewer)
        self.withdraw = bound(db.registrations.withdraw, viewer)
        self.give_back = bound(db.registrations.give_back, viewer)
        self.accept = bound(db.registrations.accept, viewer)
        self.proxy = bound(db.registrations.proxy, viewer)
        self.confirmation = bound(db.confirmations.of, viewer)
        self.confirmations = bound(db.confirmations.listed, viewer)
        self.confirmation_counts = bound(db.confirmations.counts, viewer)
        self.confirm = bound(db.confirmations.confirm, viewer)
        self.mark_expired = bound(db.confirmations.mark, viewer)

    def understood(self, values: Mapping[str, str]) -> list[ReadAbility]:
        """What a match would read in a profile that somebody is typing, in the order of the form, each thing once."""
        access.demand(self._viewer, "registration", "make", "own")
        texts = {key: values[key] for key in PROFILE_TEXT_FIELDS if values.get(key)}
        read = self._advisor.engine.reader.capabilities(texts)
        abilities = (
            ReadAbility(one.field, one.kind, _label(one, texts[one.field]), one.modality) for one in read
        )
        return list(dict.fromkeys(abilities))

    def preview(self, draft_id: int, today: date | None = None) -> Preview:
        """The open orders that a draft would bring the firm, or cost it. Nothing is stored. Raises NotFound."""
        draft = self._db.registrations.get(self._viewer, draft_id)
        before = self._db.registrations.form(self._viewer, draft.company_id) if draft.company_id else {}
        return self._preview(before, draft.values, draft.company_id, today)

    def preview_of(
        self, values: Mapping[str, str], company_id: int | None = None, today: date | None = None
    ) -> Preview:
        """`preview` of what somebody is typing: `values` over the firm's present profile (None: a new firm)."""
        access.demand(self._viewer, "registration", "make", "own")  # whose it is, `form` asks
        before = self._db.registrations.form(self._viewer, company_id) if company_id is not None else {}
        after = before | {key: canonical(key, text) for key, text in values.items() if key in FORM_FIELDS}
        return self._preview(before, after, company_id, today)

    def _preview(
        self,
        before: Mapping[str, str],
        after: Mapping[str, str],
        company_id: int | None,
        today: date | None,
    ) -> Preview:
        day = today or date.today()
        matcher, engine = self._advisor.matcher, self._advisor.engine
        firms = [_supplier(company_id, before), _supplier(company_id, after)]
        with matcher.turn:
            matcher.index.follow()
        # To a firm itself only what it will then be told of as suiting it, to the office all for which it becomes a candidate.
        office = access.extent(self._viewer, "match", "make", "foreign") is not None

        def listed_for(asked: Asked, seen: Examined) -> bool:
            return concerns(seen) if office else suits(seen.main, asked.requirements, seen.verdicts)

        always = matcher.db.unavailable(day)
        barred = matcher.barred_by_buyers(company_id or 0, day, always)
        found: dict[tuple[bool, bool], list[tuple[float, PreviewedOrder]]] = {}
        for stored in matcher.db.orders(open_on=day):
            if barred(stored):
                continue
            query = engine.read(stored.text, stored=True)
            asked = engine.asked(query)
            was, would = self._advisor.score(query, asked, firms)
            known = (bool(before) and listed_for(asked, was), listed_for(asked, would))
            one = PreviewedOrder(
                stored.number, stored.title, stored.deadline, _met(was), _met(would), len(would.verdicts)
            )
            found.setdefault(known, []).append((-max(was.score, would.score), one))
        listed = {
            key: tuple(one for _, one in sorted(rows, key=lambda row: (row[0], row[1].order)))
            for key, rows in found.items()
        }
        return Preview(
            listed.get((False, True), ()),
            listed.get((True, True), ()),
            listed.get((True, False), ()),
            tuple(check_profile(after)),
        )


def _label(one: Capability, text: str) -> str:
    if one.value is not None:
        return value_label(one.value).strip()
    if one.concept is not None and (concept := load_lexicon().concepts.get(one.concept)) is not None:
        return concept.label
    return " ".join(text[one.start : one.end].split())


def _met(examined: Examined) -> int:
    return sum(verdict.verdict == MET for verdict in examined.verdicts)


def _supplier(company_id: int | None, form: Mapping[str, str]) -> Supplier:
    """A firm as the matcher would read it if its form were published."""
    return Supplier(
        company_id or 0,
        "",
        form.get("name", ""),
        find_place(form.get("prefecture", ""), form.get("city", "")),
        whole_number(form.get("employees", "")),
        {key: form[key] for key in PROFILE_TEXT_FIELDS if form.get(key)},
    )
