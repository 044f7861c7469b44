"""Which stored firm a row is about.

An equal number of the agency or an equal valid corporate number makes two firms one. An equal name at an
equal place only suggests it, for a person to review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, select

from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.tables import Company, Registration

Role = Literal["supplier", "buyer"]


class Found(NamedTuple):
    """A firm (or None) and what it was found by.

    disputed: a firm that has the row's number of the agency, but another valid corporate number. twin: another firm
    that has the row's corporate number.
    """

    id: int | None
    by: Literal["", "source_id", "corporate_number"] = ""
    disputed: int | None = None
    twin: int | None = None


class _Firm(NamedTuple):
    name: str
    corporate_number: str
    is_buyer: bool


class KnownFirms:
    """What identifies the firms of the database, read once for a transaction and kept up by its writer."""

    def __init__(self, connection: Connection) -> None:
        self._firms: dict[int, _Firm] = {}
        self._by_number: dict[tuple[str, str], int] = {}
        self._by_corporate_number: dict[str, int] = {}
        self._by_name: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
        numbers = select(Registration.role, Registration.number, Registration.company_id)
        for role, number, company_id in connection.execute(numbers):
            self._by_number[role, number] = company_id
        columns = (
            Company.id,
            Company.name,
            Company.name_key,
            Company.prefecture,
            Company.municipality,
            Company.corporate_number,
            Company.is_buyer,
        )
        standing = select(*columns).where(Company.withdrawn.is_(False)).order_by(Company.id)
        for company_id, name, key, prefecture, municipality, number, is_buyer in connection.execute(standing):
            self._keep(company_id, name, key, (prefecture, municipality), number, is_buyer)

    def find(self, role: Role, number: str, corporate_number: str) -> Found:
        """The firm with this number of the agency, else with this corporate number.

        The agency's number yields where both firms have valid corporate numbers that differ.
        """
        valid = corporate_number if is_corporate_number(corporate_number) else ""
        by_number = self._by_number.get((role, number)) if number else None
        by_corporate = self._by_corporate_number.get(valid) if valid else None
        if by_number is not None and not self._conflict(by_number, valid):
            return Found(by_number, "source_id", twin=by_corporate if by_corporate != by_number else None)
        if by_corporate is not None:
            return Found(by_corporate, "corporate_number", by_number)
        return Found(None, "", by_number)

    def is_taken(self, role: Role, number: str) -> bool:
        """Whether a firm already has this number."""
        return (role, number) in self._by_number

    def alike(self, columns: Mapping[str, Any]) -> tuple[list[int], list[int]]:
        """Firms of the same name: (at the same place, and those that a person should look at).

        For a row without a place a person should look at all of that name; valid corporate numbers that
        differ settle it.
        """
        place = (columns["prefecture"], columns["municipality"])
        valid = columns["corporate_number"] if is_corporate_number(columns["corporate_number"]) else ""
        named = {
            company_id: at
            for company_id, at in self._by_name.get(columns["name_key"], {}).items()
            if not self._conflict(company_id, valid)
        }
        here = [company_id for company_id, at in named.items() if at == place]
        return here, sorted(here if any(place) else named)

    def buyer(self, words: str) -> int | None:
        """The buyer of this number or name; the exact name wins, of several with one key none is taken."""
        if (numbered := self._by_number.get(("buyer", words))) is not None:
            return numbered
        named = [one for one in self._by_name.get(name_key(words), {}) if self._firms[one].is_buyer]
        exact = [one for one in named if self._firms[one].name == words]
        candidates = exact or named
        return candidates[0] if len(candidates) == 1 else None

    def add(self, company_id: int, columns: Mapping[str, Any], is_buyer: bool) -> None:
        """A firm was created or changed."""
        if old := self._firms.get(company_id):
            self._by_name[name_key(old.name)].pop(company_id, None)
            if self._by_corporate_number.get(old.corporate_number) == company_id:
                del self._by_corporate_number[old.corporate_number]
        place = (columns["prefecture"], columns["municipality"])
        number = columns["corporate_number"]
        self._keep(company_id, columns["name"], columns["name_key"], place, number, is_buyer)

    def add_number(self, role: str, number: str, company_id: int) -> None:
        """A firm got a number."""
        self._by_number[role, number] = company_id

    def _keep(
        self, company_id: int, name: str, key: str, place: tuple[str, str], number: str, is_buyer: bool
    ) -> None:
        firm = _Firm(name, number if is_corporate_number(number) else "", is_buyer)
        self._firms[company_id] = firm
        self._by_name[key][company_id] = place
        if firm.corporate_number:
            self._by_corporate_number.setdefault(firm.corporate_number, company_id)

    def _conflict(self, company_id: int, valid: str) -> bool:
        stored = self._firms[company_id].corporate_number
        return bool(valid and stored and valid != stored)
