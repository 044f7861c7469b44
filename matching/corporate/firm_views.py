"""Suppliers and buyers as viewers see and change them: only here, and by the rules of access.py."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Engine, or_, select

from matching.corporate import access, facts, field_values, opening, parties, statuses
from matching.corporate.access import Relation, Viewer, shown_fields
from matching.corporate.asked import asked_firms
from matching.corporate.case_tables import Introduction
from matching.corporate.fields import fields
from matching.corporate.filters import select_ids
from matching.corporate.introduction_states import PARTIES
from matching.corporate.names import folded, name_key
from matching.corporate.projection import current_companies
from matching.corporate.requests import RequestKey
from matching.corporate.rows import BuyerRow, Fact, Provenance, SupplierRow
from matching.corporate.suppliers import CHUNK, portions
from matching.corporate.tables import LARGEST_ID, BuyerProfile, Company, OrderSlip, Profile, Visibility
from matching.corporate.working import working
from matching.errors import InputError, NotFound, Stale

FirmRole = Literal["supplier", "buyer"]
# What a list shows of a firm.
BRIEF = ("source_id", "name", "kana", "prefecture", "city", "industry", "processes", "wants", "employees")
_FILTERED_BY = {
    "region": "city",
    "min_employees": "employees",
    "max_employees": "employees",
    "certification": "certifications",
    "max_km": "city",
}
_FEWEST_DIGITS = 4  # of a telephone number, to look for it
_WORDS = (Profile.processes, Profile.strengths, Profile.products, Profile.materials, Profile.equipment)
_WANTED = (BuyerProfile.industry, BuyerProfile.products, BuyerProfile.wants)
_STALE = "ほかの人が先に変えたため、上書きしませんでした。読み直してから、もう一度変えてください。"
_KIND = {"supplier": "受注企業", "buyer": "発注企業"}


@dataclass(frozen=True, slots=True)
class FirmView:
    """A firm as one viewer sees it: `fields` that are shown to it; `own`: its own firm; `version` rises with each change.

    barred: why it may not be introduced today, note: what to know before; both for coordinators alone.
    """

    id: int
    role: FirmRole
    version: int
    fields: Mapping[str, str | int]
    own: bool = False
    barred: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask at a firm, and its telephone number; "" where it isn't known or not shown."""

    person: str
    phone: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is narrowed to: `words` (each must stand in the name, its reading, the place, the number, the telephone's digits or the
    profile) and `filters` as of --where; `by_kana`: in the order of the reading instead of the id."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    by_kana: bool = False


@dataclass(frozen=True, slots=True)
class FirmPage:
    """Some firms of a list, how many there are in all, and the id behind which the next page begins (None: it was the last)."""

    firms: tuple[FirmView, ...]
    total: int
    next: int | None


class FirmViews:
    """The firms of a database, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, viewer: Viewer, role: FirmRole, search: Search, limit: int = 50, after: int | None = None
    ) -> FirmPage:
        """A page of the firms that the viewer may see, with what a list shows. Raises AccessDenied, UnknownFilter."""
        with opening.reading(self._engine) as connection:
            ids = found_ids(connection, viewer, role, search)
            if search.by_kana:
                ids = _by_kana(connection, ids)
            start = ids.index(after) + 1 if after in ids else _place(ids, after)
            views = _views(connection, viewer, role, ids[start : start + limit], BRIEF)
        last = ids[start + limit - 1] if start + limit < len(ids) else None
        return FirmPage(tuple(views), len(ids), last)

    def every(self, viewer: Viewer, role: FirmRole) -> Iterator[FirmView]:
        """All firms that the viewer may take away, by id, a portion at a time, on the audit trail before the first.

        Raises AccessDenied at once.
        """
        if not access.relations(viewer, role, "export"):
            access.demand(viewer, role, "export")
        with working(self._engine, viewer) as work:
            ids = _allowed(work.connection, viewer, role, "export")
            work.note("export", role, "all", count=len(ids))
        return self._portions(viewer, role, ids)

    def _portions(self, viewer: Viewer, role: FirmRole, ids: Sequence[int]) -> Iterator[FirmView]:
        for start in range(0, len(ids), CHUNK):
            with opening.reading(self._engine) as connection:
                yield from _views(connection, viewer, role, ids[start : start + CHUNK])

    def firm(self, viewer: Viewer, role: FirmRole, firm_id: int) -> FirmView:
        """One firm. Raises NotFound where there is none that the viewer may see."""
        with opening.reading(self._engine) as connection:
            access.demand(viewer, role, "see", _relation(connection, viewer, role, firm_id))
            return _one(connection, viewer, role, firm_id)

    def contacts(self, viewer: Viewer, ids: Sequence[int]) -> dict[int, Contact]:
        """Whom to ask at suppliers, by id; what is not shown to the viewer is blank, firms that it may not see are left out."""
        with opening.reading(self._engine) as connection:
            views = _views(connection, viewer, "supplier", list(dict.fromkeys(ids)), ("contact", "phone"))
        texts = ((one.id, [str(one.fields.get(key, "")) for key in ("contact", "phone")]) for one in views)
        return {company_id: Contact(*text) for company_id, text in texts}

    def history(self, viewer: Viewer, role: FirmRole, firm_id: int, key: str | None = None) -> list[Fact]:
        """Every value ever said of a firm (of one field), oldest first: for those who may change it."""
        with opening.reading(self._engine) as connection:
            relation = _relation(connection, viewer, role, firm_id)
            access.demand(viewer, role, "see", relation)
            access.demand(viewer, role, "change", relation)
            _values(connection, role, firm_id)
            return facts.facts(connection, firm_id, None, key)

    def make(
        self,
        viewer: Viewer,
        role: FirmRole,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> FirmView:
        """A new firm; one of the same corporate number is changed instead. Raises AccessDenied, InputError."""
        access.demand(viewer, role, "make")
        said = field_values.changes(role, values, {})
        with working(self._engine, viewer, request) as work:
            provenance = Provenance(person=viewer.key)
            columns = {key: said.pop(key) for key in list(said) if key in _COLUMNS}
            numbers = {key: int(columns.pop(key)) for key in _NUMBERS if key in columns}
            name = columns.pop("name", "")
            if role == "supplier":
                texts = {
                    key: said.pop(key) for key in list(said) if fields(role)[key].searched or key in _TEXTS
                }
                row = SupplierRow(name, **columns, **numbers, texts=texts, other=said)  # type: ignore[arg-type]
                result = work.writer.upsert_supplier(row, provenance)
            else:
                other = {key.removeprefix("buyer."): text for key, text in said.items()}
                made = BuyerRow(name, **columns, **numbers, other=other)  # type: ignore[arg-type]
                result = work.writer.upsert_buyer(made, provenance)
            work.writer.flush()
            work.note("make", role, result.id)
            view = _one(work.connection, viewer, role, result.id)
            work.answer(view_json(view))
            return view

    def change(
        self,
        viewer: Viewer,
        role: FirmRole,
        firm_id: int,
        expected: int,
        values: Mapping[str, str | int | None],
        request: RequestKey | None = None,
    ) -> FirmView:
        """Change some fields of a firm (None: blank). Raises NotFound, AccessDenied, Stale, InputError."""
        with working(self._engine, viewer, request) as work:
            access.demand(viewer, role, "change", _relation(work.connection, viewer, role, firm_id))
            before = _one(work.connection, viewer, role, firm_id)
            if before.version != expected:
                raise Stale(_STALE)
            said = field_values.changes(role, values, _values(work.connection, role, firm_id))
            access.demand_identity(viewer, role, said)
            if said:
                work.writer.change_firm(firm_id, said, Provenance(person=viewer.key))
                work.writer.flush()
                work.note("change", role, firm_id, fields=sorted(said))
            view = _one(work.connection, viewer, role, firm_id)
            work.answer(view_json(view))
            return view


def view_json(view: FirmView) -> dict[str, object]:
    """A firm as JSON has it: what is answered, and kept under an idempotency key."""
    return {
        "id": view.id,
        "version": view.version,
        "own": view.own,
        "barred": view.barred,
        "note": view.note,
        "fields": dict(view.fields),
    }


_COLUMNS = frozenset(SupplierRow.__dataclass_fields__) - {
    "source_id", "texts", "equipment", "certifications", "other", "remarks",
}  # fmt: skip
_NUMBERS = ("capital_yen", "employees")
_TEXTS = frozenset({"equipment", "certifications"})


class _Ties:
    """In which relation the firms of one role stand to a viewer."""

    def __init__(self, connection: Connection, viewer: Viewer, role: FirmRole) -> None:
        mine = viewer.supplier_id if role == "supplier" else viewer.buyer_id
        self.own = set(parties.with_merged(connection, mine)) if mine is not None else set()
        self.party: set[int] = set()
        if role == "supplier" and viewer.buyer_id is not None:
            self.party = set(parties.introduced_suppliers(connection, viewer.buyer_id))
        elif role == "buyer" and viewer.supplier_id is not None:
            self.party = _naming_buyers(connection, viewer.supplier_id)
        elif role == "supplier" and viewer.holds("survey"):
            self.party = asked_firms(connection)

    def of(self, firm_id: int) -> Relation:
        """A firm's relation."""
        if firm_id in self.own:
            return "own"
        return "party" if firm_id in self.party else "foreign"


def _naming_buyers(connection: Connection, supplier_id: int) -> set[int]:
    """The buyers for whose orders a supplier was introduced, and who consent to be named."""
    firms = parties.with_merged(connection, supplier_id)
    mine = Introduction.supplier_id.in_(firms) & Introduction.state.in_(PARTIES)
    orders = select(OrderSlip.id, OrderSlip.buyer_id).join(
        Introduction, Introduction.order_id == OrderSlip.id
    )
    found = [(order, buyer) for order, buyer in connection.execute(orders.where(mine).distinct())]
    named = parties.named_orders(connection, found)
    return {buyer for order, buyer in found if order in named and buyer is not None}


def _relation(connection: Connection, viewer: Viewer, role: FirmRole, firm_id: int) -> Relation:
    return _Ties(connection, viewer, role).of(firm_id)


def _stands(role: FirmRole) -> ColumnElement[bool]:
    flag = Company.is_supplier if role == "supplier" else Company.is_buyer
    return flag & Company.withdrawn.is_(False)


def _allowed(
    connection: Connection, viewer: Viewer, role: FirmRole, verb: Literal["see", "export"] = "see"
) -> list[int]:
    """The ids of the firms that a list may show the viewer. Raises AccessDenied where it may see none at all."""
    may = access.relations(viewer, role, verb)
    if not may:
        access.demand(viewer, role, verb)
    statement = select(Company.id).where(_stands(role)).order_by(Company.id)
    if "foreign" not in may:
        ties = _Ties(connection, viewer, role)
        known = (ties.own if "own" in may else set()) | (ties.party if "party" in may else set())
        statement = statement.where(Company.id.in_(sorted(known)))
    return list(connection.scalars(statement))


def found_ids(connection: Connection, viewer: Viewer, role: FirmRole, search: Search) -> list[int]:
    """The ids of a search's firms that the viewer may see, rising. Raises AccessDenied, UnknownFilter."""
    return _found(connection, viewer, role, search, _allowed(connection, viewer, role))


def _found(
    connection: Connection, viewer: Viewer, role: FirmRole, search: Search, ids: list[int]
) -> list[int]:
    words = unicodedata.normalize("NFKC", search.words).replace("\0", "").split()
    if role == "buyer" and search.filters:
        raise InputError("発注企業の一覧は words だけで絞り込めます。")
    if search.filters:
        chosen = select_ids(connection, search.filters, None, date.today())
        if not _sees_all(viewer, role):
            chosen -= _hiding(connection, search.filters)
        ids = [one for one in ids if one in chosen]
    if not words:
        return ids
    statement = select(Company.id).where(_stands(role))
    if role == "supplier":
        statement = statement.join(Profile, Profile.company_id == Company.id)
    else:
        statement = statement.join(BuyerProfile, BuyerProfile.company_id == Company.id)
    everything = _sees_all(viewer, role)
    for word in words[:10]:
        statement = statement.where(_says(role, word, everything))
    found = set(connection.scalars(statement))
    ids = [one for one in ids if one in found]
    if everything:
        return ids
    # A firm must not be found by what it hides of the fields that are public by default.
    chosen = set(connection.scalars(select(Visibility.company_id).where(Visibility.public.is_(False))))
    hiding = [one for one in ids if one in chosen]
    views = (one for portion in portions(hiding) for one in _views(connection, viewer, role, portion))
    found_out = set(hiding) - {one.id for one in views if _shows(one, words[:10])}
    return [one for one in ids if one not in found_out]


def _hiding(connection: Connection, filters: Iterable[str]) -> set[int]:
    """The suppliers that hide a field by which these filters choose: that they fit must not tell what it says."""
    keys = {_FILTERED_BY.get(one, one) for one in filters}
    hidden = Visibility.public.is_(False) & Visibility.field.in_(sorted(keys))
    return set(connection.scalars(select(Visibility.company_id).where(hidden)))


def _without_answers(said: Mapping[str, str | int]) -> dict[str, str | int]:
    shown = {
        key: field_values.without_answers(key, value) if isinstance(value, str) else value
        for key, value in said.items()
    }
    return {key: value for key, value in shown.items() if value != ""}


def _says(role: FirmRole, word: str, everything: bool) -> ColumnElement[bool]:
    """Whether a firm says a word: in any field, or (not `everything`) in one that is public by default."""
    parts: list[tuple[str, ColumnElement[bool]]] = [
        ("name", Company.name.contains(word, autoescape=True)),
        ("kana", Company.kana.contains(_katakana(word), autoescape=True)),
        ("prefecture", Company.prefecture.startswith(word, autoescape=True)),
        ("city", Company.city.contains(word, autoescape=True)),
        ("source_id", (Company.source_id if role == "supplier" else Company.buyer_number) == word),
        ("corporate_number", Company.corporate_number == word),
    ]
    if key := name_key(word):
        parts.append(("name", Company.name_key.contains(key, autoescape=True)))
    digits = word.replace("-", "")
    if digits.isascii() and digits.isdigit() and len(digits) >= _FEWEST_DIGITS:
        parts.append(("phone", Company.phone_key.contains(digits, autoescape=True)))
    columns = _WORDS if role == "supplier" else _WANTED
    parts += [(column.key, column.contains(word, autoescape=True)) for column in columns]
    if role == "supplier":
        parts.append(("industry", Profile.industry_key.contains(folded(word), autoescape=True)))
    known = fields(role)
    return or_(*(condition for key, condition in parts if everything or known[key].public))


def _shows(view: FirmView, words: Iterable[str]) -> bool:
    said = folded("\n".join(str(value) for value in view.fields.values()))
    kana = _katakana(str(view.fields.get("kana", "")))
    return all(folded(word) in said or _katakana(word) in kana for word in words)


def _sees_all(viewer: Viewer, role: FirmRole) -> bool:
    may = access.relations(viewer, role)
    return all(access.extent(viewer, role, "see", one) == "all" for one in may)


def _katakana(text: str) -> str:
    return "".join(
        chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in unicodedata.normalize("NFKC", text)
    )


def _by_kana(connection: Connection, ids: Sequence[int]) -> list[int]:
    keys: dict[int, tuple[str, str, int]] = {}
    for portion in portions(ids):
        for one in connection.execute(
            select(Company.id, Company.kana, Company.name).where(Company.id.in_(portion))
        ):
            keys[one.id] = (_katakana(one.kana) or "\uffff", one.name, one.id)
    return sorted(ids, key=lambda one: keys[one])


def _place(ids: Sequence[int], after: int | None) -> int:
    """Where a page begins behind an id that is gone from the list."""
    return 0 if after is None else next((i for i, one in enumerate(ids) if one > after), len(ids))


def _views(
    connection: Connection,
    viewer: Viewer,
    role: FirmRole,
    ids: Sequence[int],
    keys: Iterable[str] | None = None,
) -> list[FirmView]:
    """Firms with the fields that the viewer is shown (of `keys`), in the order of the ids; those that don't stand are left out."""
    if not ids:
        return []
    ties = _Ties(connection, viewer, role)
    columns = select(Visibility.company_id, Visibility.field, Visibility.public)
    visibility: dict[int, dict[str, bool]] = {}
    for portion in portions(ids):
        for company_id, key, public in connection.execute(columns.where(Visibility.company_id.in_(portion))):
            visibility.setdefault(company_id, {})[key] = public
    today = date.today()
    told = viewer.holds("coordinator") and role == "supplier"
    barred = statuses.unavailable(connection, today, None, ids) if told else {}
    notes = statuses.notes(connection, today, ids) if told else {}
    found = []
    versions: dict[int, int] = {}
    for portion in portions(ids):
        standing = select(Company.id, Company.changed_revision).where(_stands(role), Company.id.in_(portion))
        versions |= {row.id: row.changed_revision for row in connection.execute(standing)}
    for one, values in _present(connection, [one for one in ids if one in versions]):
        relation = ties.of(one)
        granted = access.extent(viewer, role, "see", relation)
        if granted is None:
            continue
        may = shown_fields(role, granted, visibility.get(one, {}))
        may = may & frozenset(keys) if keys is not None else may
        said = {key: value for key, value in field_values.shown(role, values).items() if key in may}
        if granted != "all":
            said = _without_answers(said)
        view = FirmView(
            one, role, versions[one], said, relation == "own", barred.get(one, ""), notes.get(one, "")
        )
        found.append(view)
    return found


def _present(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The values of firms in the order of the ids; ids near to each other are read at once."""
    known: dict[int, dict[str, str]] = {}
    ordered = sorted(ids)
    start = 0
    while start < len(ordered):
        end = start
        while end + 1 < len(ordered) and ordered[end + 1] < ordered[start] + CHUNK:
            end += 1
        dense = (ordered[end] - ordered[start] + 1) <= 4 * (end - start + 1)
        end = end if dense else start
        known |= current_companies(connection, ordered[start], ordered[end] + 1)
        start = end + 1
    return ((one, known[one]) for one in ids)


def _values(connection: Connection, role: FirmRole, firm_id: int) -> Mapping[str, str]:
    """The recorded values of a firm that stands. Raises NotFound."""
    there = 0 < firm_id <= LARGEST_ID and connection.scalar(
        select(Company.id).where(_stands(role), Company.id == firm_id)
    )
    if not there:
        raise NotFound(f"この{_KIND[role]}はありません。番号を確かめてください。")
    return current_companies(connection, firm_id, firm_id + 1)[firm_id]


def _one(connection: Connection, viewer: Viewer, role: FirmRole, firm_id: int) -> FirmView:
    _values(connection, role, firm_id)
    views = _views(connection, viewer, role, [firm_id])
    if not views:
        raise NotFound(f"この{_KIND[role]}はありません。番号を確かめてください。")
    return views[0]
