"""Which stored firm a row is about.

An equal number of the agency or an equal valid corporate number makes two firms one. Everything else only
suggests it, for a person to review (likeness.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, func, select

from matching.corporate.likeness import Card, Likeness, compare
from matching.corporate.names import is_corporate_number, name_key
from matching.corporate.opening import kept_while_reading
from matching.corporate.tables import Company, Registration

Role = Literal["supplier", "buyer"]
Columns = Mapping[str, Any] | RowMapping
# A telephone that so many firms share says nothing of any of them.
_TOO_MANY = 20
# Of so many firms that only look like a new one a person is asked whether they are the same.
_MOST_TO_LOOK_AT = 10


def merged_firms(connection: Connection) -> Mapping[int, int]:
    """Each firm that was made one with another -> the firm that stays."""
    return kept_while_reading(connection, "merged_firms", lambda: _merged_firms(connection))


def _merged_firms(connection: Connection) -> dict[int, int]:
    aside = select(Company.id, Company.merged_into).where(Company.merged_into.is_not(None))
    into = {row.id: row.merged_into for row in connection.execute(aside)}
    found = {}
    for company_id, stays in into.items():
        while stays in into:
            stays = into[stays]
        found[company_id] = stays
    return found


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
    """What a firm is found by; its Card is made when a row may be about it. loose: "" where it is the name's key."""

    name: str
    corporate_number: str
    place: tuple[str, str]
    address: str
    key: str
    loose: str
    phone: str
    is_buyer: bool

    @property
    def card(self) -> Card:
        return Card(self.name, self.corporate_number, self.place, self.address, self.phone)


class _Index(dict[str, int | list[int]]):
    """Key -> the firms that have it. Most keys have one firm: a list for each would cost more than all the rest."""

    def of(self, key: str) -> list[int]:
        found = self.get(key)
        return [found] if isinstance(found, int) else found or []

    def put(self, key: str, company_id: int) -> None:
        if key:
            found = self.get(key)
            self[key] = company_id if found is None else [*self.of(key), company_id]

    def drop(self, key: str, company_id: int) -> None:
        if left := [one for one in self.of(key) if one != company_id]:
            self[key] = left
        else:
            self.pop(key, None)


_COLUMNS = (
    Company.id,
    Company.name,
    Company.corporate_number,
    Company.prefecture,
    Company.municipality,
    Company.address,
    Company.name_key,
    Company.loose_key,
    Company.phone_key,
    Company.is_buyer,
)
# Built once: putting a statement together costs more than a look-up.
_STANDING = select(*_COLUMNS).where(Company.withdrawn.is_(False))
_KEY: BindParameter[Any] = bindparam("key")
_ROLE: BindParameter[Any] = bindparam("role")
_BY = {
    "id": _STANDING.where(Company.id == _KEY),
    "name_key": _STANDING.where(Company.name_key == _KEY),
    "loose_key": _STANDING.where(Company.loose_key == _KEY),
    "phone_key": _STANDING.where(Company.phone_key == _KEY),
    "corporate_number": _STANDING.where(Company.corporate_number == _KEY),
}
_NUMBERED = select(Registration.company_id).where(Registration.role == _ROLE, Registration.number == _KEY)
# A look-up costs as much as so many firms of a whole table.
_FIRMS_A_LOOKUP = 4


class KnownFirms:
    """What identifies the firms of the database; made for a transaction and kept up by its writer.

    Firms are looked up key by key until that has cost as much as to read them all, then they are read at once.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._firms: dict[int, _Firm] = {}
        self._by_number: dict[tuple[str, str], int] = {}
        self._by_corporate_number: dict[str, int] = {}
        self._by_name, self._by_loose, self._by_phone = _Index(), _Index(), _Index()
        self._merged: Mapping[int, int] | None = None
        self._places: dict[tuple[str, str], tuple[str, str]] = {}
        self._asked: set[tuple[str, str | int]] = set()
        self._patience = (connection.scalar(select(func.max(Company.id))) or 0) // _FIRMS_A_LOOKUP
        self._whole = False

    def find(self, role: Role, number: str, corporate_number: str) -> Found:
        """The firm with this number of the agency, else with this corporate number.

        The agency's number yields where both firms have valid corporate numbers that differ.
        """
        valid = corporate_number if is_corporate_number(corporate_number) else ""
        by_number = self._numbered(role, number) if number else None
        by_corporate = self.of_corporate_number(valid)
        if by_number is not None and not self.conflict(by_number, valid):
            return Found(by_number, "source_id", twin=by_corporate if by_corporate != by_number else None)
        if by_corporate is not None:
            return Found(by_corporate, "corporate_number", by_number)
        return Found(None, "", by_number)

    def is_taken(self, role: Role, number: str) -> bool:
        """Whether a firm already has this number."""
        return self._numbered(role, number) is not None

    def alike(self, columns: Mapping[str, Any]) -> list[tuple[int, Likeness]]:
        """Firms that the row may be about, by id: those to be counted as one with it, and those to look at."""
        card = Card.of(columns)
        found = []
        # Many firms may have one name and nothing else; one look is enough for all of them.
        looked_at: dict[tuple[Any, ...], Likeness] = {}
        for company_id in sorted(self._candidates(columns)):
            firm = self._firms[company_id]
            if (likeness := looked_at.get(firm[:-1])) is None:
                likeness = looked_at[firm[:-1]] = compare(card, firm.card)
            if likeness.verdict in ("linked", "review"):
                found.append((company_id, likeness))
        return found

    def first_of_each(self, alike: Iterable[tuple[int, Likeness]]) -> dict[int, Likeness]:
        """Of firms alike those that a person is asked about.

        Of the linked ones the first of each legal form and corporate number (the others are linked with that one), and
        the first few to look at.
        """
        found: dict[int, Likeness] = {}
        groups: set[tuple[str, str]] = set()
        few = 0
        for company_id, likeness in alike:
            if likeness.verdict == "linked":
                card = self.card(company_id)
                if (group := (card.parts.form, card.valid_number)) not in groups:
                    groups.add(group)
                    found[company_id] = likeness
            elif few < _MOST_TO_LOOK_AT:
                few += 1
                found[company_id] = likeness
        return found

    def current(self, company_id: int) -> int:
        """The firm that a firm was merged into, itself if it stands alone."""
        return company_id if self.stands(company_id) else self._head(company_id)

    def heads(self, company_ids: Iterable[int]) -> set[int]:
        """`current` of many firms."""
        return {self._head(one) for one in company_ids}

    def stands(self, company_id: int) -> bool:
        """Whether a firm is there (not taken back, not merged into another)."""
        if company_id not in self._firms:
            self._look_up("id", company_id)
        return company_id in self._firms

    def card(self, company_id: int) -> Card:
        """What a firm that stands is known by."""
        return self._firm(company_id).card

    def key(self, company_id: int) -> str:
        """The key of a standing firm's name."""
        return self._firm(company_id).key

    def buyer(self, words: str) -> int | None:
        """The buyer of this number or name; the exact name wins, of several with one key none is taken."""
        if (numbered := self._numbered("buyer", words)) is not None:
            return numbered
        key = name_key(words)
        self._look_up("name_key", key)
        named = [one for one in self._by_name.of(key) if self._firms[one].is_buyer]
        exact = [one for one in named if self._firms[one].name == words]
        candidates = exact or named
        return candidates[0] if len(candidates) == 1 else None

    def add(self, company_id: int, columns: Mapping[str, Any], is_buyer: bool) -> None:
        """A firm was created or changed."""
        if old := self._firms.get(company_id):
            self._by_name.drop(old.key, company_id)
            self._by_loose.drop(old.loose, company_id)
            self._by_phone.drop(old.phone, company_id)
            if self._by_corporate_number.get(old.corporate_number) == company_id:
                del self._by_corporate_number[old.corporate_number]
        place = (columns["prefecture"], columns["municipality"])
        self._keep(company_id, _firm(columns, place, is_buyer))

    def add_number(self, role: str, number: str, company_id: int) -> None:
        """A firm got a number."""
        self._by_number[role, number] = company_id

    def corporate_numbers(self) -> Iterator[tuple[str, int]]:
        """Every valid corporate number that a firm has, and the firm."""
        self._read_all()
        yield from self._by_corporate_number.items()

    def unnumbered(self) -> Iterator[tuple[int, str, tuple[str, str]]]:
        """Firms without a valid corporate number: id, name key, (prefecture, municipality)."""
        self._read_all()
        for company_id, firm in self._firms.items():
            if not is_corporate_number(firm.corporate_number):
                yield company_id, firm.key, firm.place

    def conflict(self, company_id: int, valid: str) -> bool:
        """Whether a firm has another valid corporate number."""
        stored = self._firm(company_id).corporate_number
        return bool(valid and valid != stored and is_corporate_number(stored))

    def _candidates(self, columns: Mapping[str, Any]) -> set[int]:
        key, loose, phone = columns["name_key"], columns["loose_key"], columns["phone_key"]
        for column, value in (
            ("name_key", key),
            ("name_key", loose),
            ("loose_key", loose),
            ("phone_key", phone),
        ):
            self._look_up(column, value)
        found = {*self._by_name.of(key), *self._by_name.of(loose), *self._by_loose.of(loose)}
        neighbours = self._by_phone.of(phone)
        return found.union(neighbours) if len(neighbours) <= _TOO_MANY else found

    def _firm(self, company_id: int) -> _Firm:
        if company_id not in self._firms:
            self._look_up("id", company_id)
        return self._firms[company_id]

    def _numbered(self, role: Role, number: str) -> int | None:
        found = self._by_number.get((role, number))
        if found is None and self._is_new_question(role, number):
            found = self._connection.scalar(_NUMBERED, {"role": role, "key": number})
            if found is not None:
                self._by_number[role, number] = found
        return self._by_number.get((role, number))

    def of_corporate_number(self, valid: str) -> int | None:
        """The firm with this valid corporate number."""
        self._look_up("corporate_number", valid)
        return self._by_corporate_number.get(valid) if valid else None

    def _head(self, company_id: int) -> int:
        if self._merged is None:
            self._merged = merged_firms(self._connection)
        return self._merged.get(company_id, company_id)

    def _look_up(self, column: str, key: str | int) -> None:
        if key and self._is_new_question(column, key):
            self._take(self._connection.execute(_BY[column], {"key": key}))

    def _is_new_question(self, column: str, key: str | int) -> bool:
        """Whether the database must be asked for a key; with too many questions everything is read instead."""
        if self._whole or (column, key) in self._asked:
            return False
        self._asked.add((column, key))
        if len(self._asked) > self._patience:
            self._read_all()
        return not self._whole

    def _read_all(self) -> None:
        if self._whole:
            return
        self._whole = True
        self._asked.clear()
        numbers = select(Registration.role, Registration.number, Registration.company_id)
        for role, number, company_id in self._connection.execute(numbers):
            self._by_number.setdefault((role, number), company_id)
        self._take(self._connection.execute(_STANDING.order_by(Company.id)).yield_per(5000))

    def _take(self, rows: Iterable[Any]) -> None:
        for row in rows:
            # What is known may have been changed since by this transaction.
            if row.id not in self._firms:
                place = (row.prefecture, row.municipality)
                self._keep(row.id, _firm(row._mapping, self._places.setdefault(place, place), row.is_buyer))

    def _keep(self, company_id: int, firm: _Firm) -> None:
        self._firms[company_id] = firm
        self._by_name.put(firm.key, company_id)
        self._by_loose.put(firm.loose, company_id)
        self._by_phone.put(firm.phone, company_id)
        if is_corporate_number(firm.corporate_number):
            first = self._by_corporate_number.setdefault(firm.corporate_number, company_id)
            self._by_corporate_number[firm.corporate_number] = min(first, company_id)


def _firm(columns: Columns, place: tuple[str, str], is_buyer: bool) -> _Firm:
    key, loose = columns["name_key"], columns["loose_key"]
    name, number, address = columns["name"], columns["corporate_number"], columns["address"]
    return _Firm(
        name, number, place, address, key, "" if loose == key else loose, columns["phone_key"], is_buyer
    )
