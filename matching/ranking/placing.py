"""Verdicts on where a supplier is, against the place that an enquiry asks for."""

from __future__ import annotations

from matching.language.area import ANYWHERE, MEETS, place_features
from matching.records import Evidence, Requirement, Supplier, Verdict


def placed(r: Requirement, supplier: Supplier) -> Verdict:
    """Met inside, failed only where the place is stated and outside; near the edge, or relative to an unknown place, it is left open."""
    place = supplier.place
    if not place.prefecture:
        return Verdict(r.id, "unknown")
    stated = Evidence("city", place.city) if place.city else Evidence("prefecture", place.prefecture)
    if not r.accepts:  # near somewhere that nobody knows: the place is told, for whoever asks to judge
        return Verdict(r.id, "unknown", stated)
    best = max(r.accepts.get(feature, 0.0) for feature in (*place_features(place), ANYWHERE))
    by_city = not all(_is_prefecture(f) for f in r.accepts)
    evidence = stated if by_city else Evidence("prefecture", place.prefecture)
    if best >= MEETS:
        return Verdict(r.id, "meets", evidence, 1.0)
    somewhere = not place.city or (place.lat is None and not place.region)  # a town that nobody knows
    if best > 0 or (somewhere and by_city):
        return Verdict(r.id, "unknown", evidence, best)
    return Verdict(r.id, "fails", evidence)


def _is_prefecture(feature: str) -> bool:
    return feature == ANYWHERE or (feature[-1] in "都道府県" and len(feature) <= 5)
