"""Results -> what a page shows: rows of plain text, worked out without Streamlit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.wording import matching as wording
from matching.records import PROFILE_TEXT_FIELDS, Contribution, Match, MatchResult, Place, Supplier

# Points that would be shown as 0.0 are left out.
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Bar:
    """One signal of a score: `share` of the widest bar (0-1), `takes_off` where it lowered the score."""

    label: str
    points: str
    share: float
    takes_off: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One ranked supplier as shown in the list; `note`: what to know before introducing it."""

    rank: str
    name: str
    place: str
    score: str
    summary: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read out of an enquiry, each thing once, in the order in which it is written."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    everyday: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted or self.everyday)


def cards(result: MatchResult) -> list[Card]:
    """The ranked list; bars of all cards are on one scale, so that they compare."""
    parts = [c.points for m in result.matches for c in m.contributions]
    widest = max(map(abs, parts), default=0.0)
    return [_card(match, widest) for match in result.matches]


def _card(match: Match, widest: float) -> Card:
    supplier = match.supplier
    return Card(
        rank=wording.rank(match.rank),
        name=supplier.name,
        place=place(supplier.place),
        score=wording.points(match.score),
        summary=summary(supplier),
        note=match.note,
        bars=tuple(bars(match.contributions, widest)),
    )


def bars(contributions: Iterable[Contribution], widest: float) -> list[Bar]:
    """One bar a signal, as ordered by the matcher (largest first)."""
    return [
        Bar(c.label, wording.points(c.points), abs(c.points) / widest, c.points < 0)
        for c in contributions
        if abs(c.points) >= _LEAST
    ]


def place(where: Place) -> str:
    """茨城県日立市; says so where nothing is known."""
    return f"{where.prefecture}{where.city}" or wording.NO_PLACE


def summary(supplier: Supplier, longest: int = 70) -> str:
    """What the firm does, on one line: 加工内容, else what it is proud of, else its products."""
    texts = (supplier.texts.get(key, "") for key in ("processes", "strengths", "products", "industry"))
    words = " ".join(next((text for text in texts if text.strip()), "").split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def understanding(result: MatchResult) -> Understanding:
    """Labels of what was asked for and refused; everyday words with what they were taken for."""
    read = sorted(result.understood, key=lambda u: u.start)
    named = [u for u in read if not u.everyday]
    wanted = _once(u.label for u in named if u.wanted)
    hints = (wording.read_as(u.text, u.label) for u in read if u.everyday and u.label not in wanted)
    return Understanding(wanted, _once(u.label for u in named if not u.wanted), _once(hints))


def exclusions(result: MatchResult) -> list[tuple[str, str]]:
    """(name and place, reason) of the firms that would have ranked best but may not be introduced."""
    return [(f"{e.supplier.name}（{place(e.supplier.place)}）", e.reason) for e in result.excluded]


def excluded_counts(result: MatchResult) -> list[str]:
    """One line a reason, where more firms are excluded than are listed."""
    if sum(result.excluded_total.values()) <= len(result.excluded):
        return []
    counts = sorted(result.excluded_total.items(), key=lambda pair: -pair[1])
    return [wording.excluded_count(reason, number) for reason, number in counts]


def profile(supplier: Supplier) -> list[tuple[str, str]]:
    """(label, text) of everything that the firm stated, word for word."""
    rows = [(wording.NUMBER, supplier.source_id), (wording.PLACE, place(supplier.place))]
    if supplier.employees is not None:
        rows.append((wording.EMPLOYEES, wording.employees(supplier.employees)))
    rows += [(label, supplier.texts.get(key, "")) for key, label in PROFILE_TEXT_FIELDS.items()]
    return [(label, text) for label, text in rows if text.strip()]


def not_stated(supplier: Supplier) -> list[str]:
    """Labels of the fields that the firm left blank: unknown, which is not the same as no."""
    missing = [] if supplier.employees is not None else [wording.EMPLOYEES]
    return missing + [
        label for key, label in PROFILE_TEXT_FIELDS.items() if not supplier.texts.get(key, "").strip()
    ]


def _once(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))
