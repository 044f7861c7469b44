"""Results -> what a page shows: rows of plain text, worked out without Streamlit."""

from __future__ import annotations

from dashboard.wording import matching as wording
from matching.records import PROFILE_TEXT_FIELDS, MatchResult, Place, Supplier


def place(where: Place) -> str:
    """茨城県日立市; says so where nothing is known."""
    return f"{where.prefecture}{where.city}" or wording.NO_PLACE


def summary(supplier: Supplier, longest: int = 70) -> str:
    """What the firm does, on one line: 加工内容, else what it is proud of, else its products."""
    texts = (supplier.texts.get(key, "") for key in ("processes", "strengths", "products", "industry"))
    words = " ".join(next((text for text in texts if text.strip()), "").split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


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
