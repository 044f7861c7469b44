"""How many suppliers of a search stand in each town, trade and certificate: what to narrow it by next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from matching.corporate import access, opening
from matching.corporate.access import Viewer
from matching.corporate.filters import select_ids
from matching.corporate.firm_views import Search, found_ids
from matching.corporate.tables import Certification, Company, Profile
from matching.errors import AccessDenied

_MOST = 8
# Names of certificates that are counted: the commonest ones.
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Facets:
    """The commonest values of a search, each with how many of its firms the filter of that name and value would leave."""

    city: tuple[tuple[str, int], ...]
    industry: tuple[tuple[str, int], ...]
    certification: tuple[tuple[str, int], ...]


class FirmFacets:
    """Facets of suppliers, for viewers who see all of every supplier: counts would give away what a firm doesn't publish."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counted(self, viewer: Viewer, search: Search, today: date | None = None) -> Facets:
        """The facets of a search. Raises AccessDenied, UnknownFilter."""
        if access.demand(viewer, "supplier", "see") != "all":
            raise AccessDenied("内訳の件数を見る権限がありません。")
        with opening.reading(self._engine) as connection:
            ids = set(found_ids(connection, viewer, "supplier", search))
            columns = select(Company.id, Company.municipality, Profile.industry).select_from(Company)
            rows = connection.execute(columns.join(Profile, Profile.company_id == Company.id))
            own = [(town, trade) for firm, town, trade in rows if firm in ids]
            towns = Counter(town for town, _ in own if town)
            trades = Counter(trade for _, trade in own if trade)
            papers = connection.scalars(
                select(Certification.name)
                .group_by(Certification.name)
                .order_by(func.count().desc(), Certification.name)
                .limit(_CANDIDATES)
            )
            day = today or date.today()
            return Facets(
                _filtered(connection, "city", [town for town, _ in towns.most_common(_MOST)], ids, day),
                _filtered(connection, "industry", [one for one, _ in trades.most_common(_MOST)], ids, day),
                _filtered(connection, "certification", list(papers), ids, day),
            )


def _filtered(
    connection: Connection, key: str, values: Collection[str], ids: Collection[int], day: date
) -> tuple[tuple[str, int], ...]:
    """Values with what the filter leaves of `ids`, most first; those that leave nothing are left out."""
    counts = [
        (value, len(select_ids(connection, {key: value}, None, day).intersection(ids))) for value in values
    ]
    return tuple(sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0]))[:_MOST])
