"""The one entry to the corporate database (企業データベース)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import TracebackType

from sqlalchemy import Engine, select

from matching.corporate import (
    activities,
    asked,
    batches,
    drafts,
    facts,
    opening,
    orders,
    reviews,
    statuses,
    suppliers,
    surveys,
    trade,
    whole,
    working,
)
from matching.corporate.access import Viewer
from matching.corporate.accounts import Accounts
from matching.corporate.activities import OrderStep, StoredActivity, TargetRow
from matching.corporate.asked import AskedFirm
from matching.corporate.attachments import Attachments
from matching.corporate.confirmations import Confirmations
from matching.corporate.credentials import Credentials
from matching.corporate.drafts import DraftOrder
from matching.corporate.feedback import Feedback
from matching.corporate.fields import Entity
from matching.corporate.filters import select_ids
from matching.corporate.firm_facets import FirmFacets
from matching.corporate.firm_states import FirmStates
from matching.corporate.firm_views import FirmViews
from matching.corporate.introductions import Introductions
from matching.corporate.jobs import JobList
from matching.corporate.journal import Journal
from matching.corporate.lexicon_words import LexiconWords
from matching.corporate.order_views import OrderViews
from matching.corporate.parties import NamingConsents
from matching.corporate.rankings import Rankings
from matching.corporate.registrations import Registrations
from matching.corporate.requests import RequestKey
from matching.corporate.rows import (
    Buyer,
    BuyerRow,
    Fact,
    FirmInBrief,
    OrderRow,
    StateChange,
    StoredBatch,
    StoredOrder,
    StoredProposal,
    StoredResponse,
    SupplierRow,
)
from matching.corporate.shortlists import Shortlists
from matching.corporate.side_tables import LayoutCorrection
from matching.corporate.statuses import StoredStatus
from matching.corporate.tables import DatabaseInfo
from matching.corporate.trade import TradeTerm
from matching.corporate.trail import Trail
from matching.corporate.working import Work
from matching.corporate.writing import Writer
from matching.errors import WrongDatabase
from matching.records import Place, Supplier


class CorporateDatabase:
    """Firms, orders and what was said about them, in one database; made by `open`.

    Safe to use from several threads and processes: each read sees one state of the database, writers wait
    for each other. Every method may raise DatabaseError (locked, unreachable), every write StorageFull.
    """

    def __init__(self, engine: Engine, identity: str) -> None:
        self._engine = engine
        self._identity = identity
        self._journal = Journal(engine)
        self.trail = Trail(engine, self._journal)
        self.rankings = Rankings(engine, self._journal)
        self.jobs = JobList(engine)
        self.accounts = Accounts(engine)
        self.credentials = Credentials(engine)
        self.firm_views = FirmViews(engine)
        self.firm_states = FirmStates(engine)
        self.firm_facets = FirmFacets(engine)
        self.order_views = OrderViews(engine)
        self.shortlists = Shortlists(engine)
        self.introductions = Introductions(engine)
        self.naming = NamingConsents(engine)
        self.feedback = Feedback(engine, self._journal)
        self.registrations = Registrations(engine)
        self.confirmations = Confirmations(engine)
        self.attachments = Attachments(engine)
        self.lexicon = LexiconWords(engine)

    @classmethod
    def open(cls, url: str, *, lock_wait: float = 30.0) -> CorporateDatabase:
        """Open the database at an SQLAlchemy URL: an empty one is set up, an older one migrated.

        lock_wait: seconds to wait for another writer (SQLite). An SQLite file's folder is made if missing.
        Raises WrongDatabase if it is not ours or of a newer version (it is left as it was), StorageFull,
        DatabaseError.
        """
        engine = opening.open_engine(url, lock_wait)
        with opening.reading(engine) as connection:
            identity = connection.scalar(select(DatabaseInfo.identity))
        if identity is None:
            raise WrongDatabase("データベースの管理情報がありません。バックアップから復元してください。")
        return cls(engine, identity)

    @staticmethod
    def check_url(url: str) -> None:
        """Raise DatabaseError or WrongDatabase for a URL at which no database can ever be opened; none is opened now."""
        opening.check_url(url)

    def close(self) -> None:
        """Write what waits for the audit trail, and close all connections."""
        self._journal.close()
        self.credentials.close()
        self._engine.dispose()

    def __enter__(self) -> CorporateDatabase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """A random id made with the database, and anew when a backup is put back: tells databases (and their indexes) apart.

        It is that of the last `revision`.
        """
        return self._identity

    @property
    def waiting_entries(self) -> int:
        """Entries of the audit trail that this process has not written yet."""
        return self._journal.waiting

    def revision(self) -> int:
        """The data revision: 0 at first, one more with each transaction that changed anything."""
        with opening.reading(self._engine) as connection:
            found = connection.execute(select(DatabaseInfo.identity, DatabaseInfo.revision)).one()
        self._identity = found.identity
        return int(found.revision)

    # Firms

    def supplier_count(self) -> int:
        """How many suppliers stand."""
        with opening.reading(self._engine) as connection:
            return suppliers.supplier_count(connection)

    def suppliers(self, ids: Sequence[int] | None = None) -> Iterator[Supplier]:
        """Suppliers by id, streaming; or those of `ids`, in their order (unknown ids are left out).

        texts["equipment"] and texts["certifications"] are the cell's own words, then one line for each row
        from elsewhere.
        """
        with opening.reading(self._engine) as connection:
            if ids is None:
                yield from suppliers.all_suppliers(connection)
            else:
                yield from suppliers.some_suppliers(connection, ids)

    def supplier_by_key(self, key: str) -> Supplier:
        """The supplier of an id, else of a 登録番号. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            company_id = suppliers.supplier_id(connection, key)
            return next(suppliers.some_suppliers(connection, [company_id]))

    def changed_suppliers(self, after: int) -> tuple[list[int], list[int]]:
        """Ids of suppliers that changed after revision `after`: (those that stand, those that are gone)."""
        with opening.reading(self._engine) as connection:
            return suppliers.changed_suppliers(connection, after)

    def select_ids(
        self, filters: Mapping[str, str], near: Place | None = None, *, today: date | None = None
    ) -> set[int]:
        """Ids of the suppliers that meet all filters (keys: filters.KEYS; values in any width).

        near: where max_km counts from. today: the day on which certificates must hold. Raises UnknownFilter.
        """
        with opening.reading(self._engine) as connection:
            return select_ids(connection, filters, near, today or date.today())

    def unavailable(
        self, today: date, buyer_id: int | None = None, firms: Sequence[int] | None = None
    ) -> dict[int, str]:
        """Firms (all, or of `firms`) that must not be introduced today (to this buyer) -> the reason.

        What stands before "（" is one of a few sentences, fit for counting; details follow in the brackets.
        """
        with opening.reading(self._engine) as connection:
            return statuses.unavailable(connection, today, buyer_id, firms)

    def notes(self, today: date) -> dict[int, str]:
        """Firms that may be introduced, but with a note -> the note."""
        with opening.reading(self._engine) as connection:
            return statuses.notes(connection, today)

    def statuses(self, company_id: int) -> list[StoredStatus]:
        """All recorded states of a firm, past ones too."""
        with opening.reading(self._engine) as connection:
            return statuses.statuses_of(connection, company_id)

    def visibility(self, company_id: int, entity: Entity = "supplier") -> dict[str, bool]:
        """Whether each field of a firm may be shown to the public."""
        with opening.reading(self._engine) as connection:
            return suppliers.visibility(connection, company_id, entity)

    def buyers(self) -> list[Buyer]:
        """All buyers by id."""
        with opening.reading(self._engine) as connection:
            return suppliers.buyers(connection)

    def buyer(self, key: int | str) -> Buyer:
        """The buyer of an id, a number of the agency or a name.

        Raises NotFound, and InputError for a name that several have.
        """
        with opening.reading(self._engine) as connection:
            return suppliers.buyer(connection, key)

    # Orders

    def orders(self, ids: Sequence[int] | None = None, open_on: date | None = None) -> Iterator[StoredOrder]:
        """Orders by id, all or some; with `open_on` only those open on that day.

        Open: neither 下書き, 成約, 不成約 nor 取下げ, and the deadline (if any) not past.
        """
        with opening.reading(self._engine) as connection:
            yield from orders.orders(connection, ids, open_on)

    def order(self, key: int | str) -> StoredOrder:
        """The order of a 案件番号, else of an id. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            return orders.order(connection, key)

    def order_history(self, order_id: int) -> list[StateChange]:
        """The states of an order so far, oldest first."""
        with opening.reading(self._engine) as connection:
            return orders.history(connection, order_id)

    def drafts(self) -> list[DraftOrder]:
        """The draft orders that wait for a person, each with the answer that it was made of."""
        with opening.reading(self._engine) as connection:
            return drafts.drafts(connection)

    def move_order(self, order: int | str, state: str, person: str, note: str = "") -> None:
        """Take an order (its id or 案件番号) to the next state, on record.

        Raises InputError for a step that states.TRANSITIONS does not have, NotFound for an unknown order.
        """
        with self.writing(person) as writer:
            writer.move_order(order, state, person, note)

    # The record

    def facts(
        self, company_id: int | None = None, order_id: int | None = None, field: str | None = None
    ) -> list[Fact]:
        """Every value ever said about a firm or an order, with its source, oldest first."""
        with opening.reading(self._engine) as connection:
            return facts.facts(connection, company_id, order_id, field)

    def batches(self) -> list[StoredBatch]:
        """All readings of files, newest first."""
        with opening.reading(self._engine) as connection:
            return batches.stored_batches(connection)

    def layout_corrections(self) -> dict[str, dict[str, str]]:
        """What people said headings mean: layout fingerprint -> heading -> field ("": the notes)."""
        columns = (LayoutCorrection.fingerprint, LayoutCorrection.heading, LayoutCorrection.field)
        found: dict[str, dict[str, str]] = {}
        with opening.reading(self._engine) as connection:
            for fingerprint, heading, field in connection.execute(select(*columns)):
                found.setdefault(fingerprint, {})[heading] = field
        return found

    # Decisions, surveys

    def proposals(self, state: str | None = "open") -> list[StoredProposal]:
        """What waits for a person to decide (or was "accepted", "rejected"; None: all), oldest first."""
        with opening.reading(self._engine) as connection:
            return reviews.proposals(connection, state)

    def proposal(self, proposal_id: int) -> StoredProposal:
        """One of them, in whatever state. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            return reviews.proposal(connection, proposal_id)

    def firms_in_brief(self, ids: Iterable[int]) -> dict[int, FirmInBrief]:
        """What tells these firms apart, by id: names, numbers, places, telephones, where they were read."""
        with opening.reading(self._engine) as connection:
            return reviews.in_brief(connection, sorted(set(ids)))

    def panel(self) -> dict[int, int]:
        """Firms that provisionally count as one: id -> lowest id of its group (firms that stand alone are left out)."""
        with opening.reading(self._engine) as connection:
            return reviews.panel(connection)

    def surveys(self) -> list[tuple[str, int]]:
        """Titles of surveys, each with the number of responses."""
        with opening.reading(self._engine) as connection:
            return surveys.surveys(connection)

    def survey_questions(self, title: str) -> list[dict[str, object]]:
        """The questions of a survey: key, label, type, options, wording, certain. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            return surveys.questions(connection, title)

    def survey_responses(self, title: str) -> list[StoredResponse]:
        """The responses to a survey. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            return surveys.responses(connection, title)

    def survey_definitions(self) -> dict[str, str]:
        """The questionnaires that people defined: name -> JSON text."""
        with opening.reading(self._engine) as connection:
            return asked.definitions(connection)

    def survey_asked(self, title: str) -> list[AskedFirm]:
        """The firms to which a survey was sent; [] where no list was read in. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            return asked.asked(connection, title)

    def trade_terms(self, company_ids: Sequence[int] | None = None) -> list[TradeTerm]:
        """What stands of the trade terms of some firms, or of all: each with its day and its place in a file."""
        with opening.reading(self._engine) as connection:
            return trade.trade_terms(connection, company_ids)

    # What coordinators did

    def activities(self, first: date | None = None, last: date | None = None) -> list[StoredActivity]:
        """Visits, introductions and contracts from a day to a day, both included (None: without limit)."""
        with opening.reading(self._engine) as connection:
            return activities.activities(connection, first, last)

    def targets(self, fiscal_year: int) -> list[TargetRow]:
        """The targets of a 年度."""
        with opening.reading(self._engine) as connection:
            return activities.targets(connection, fiscal_year)

    def order_steps(self, states: Sequence[str]) -> list[OrderStep]:
        """The steps of all orders into some states, oldest first."""
        with opening.reading(self._engine) as connection:
            return activities.order_steps(connection, states)

    # Whole rows, as a file would bring them

    def supplier_rows(self) -> Iterator[SupplierRow]:
        """Every supplier by id with all its present values."""
        with opening.reading(self._engine) as connection:
            yield from whole.supplier_rows(connection)

    def supplier_rows_by_id(self) -> Iterator[tuple[int, SupplierRow]]:
        """Every supplier's id and row."""
        with opening.reading(self._engine) as connection:
            yield from whole.supplier_rows_by_id(connection)

    def all_statuses(self) -> dict[int, list[StoredStatus]]:
        """All recorded states by firm, past ones too."""
        with opening.reading(self._engine) as connection:
            return statuses.all_statuses(connection)

    def buyer_rows(self) -> Iterator[BuyerRow]:
        """Every buyer by id with all its present values."""
        with opening.reading(self._engine) as connection:
            yield from whole.buyer_rows(connection)

    def order_rows(self) -> Iterator[OrderRow]:
        """Every order by id with all its present values."""
        with opening.reading(self._engine) as connection:
            yield from whole.order_rows(connection)

    @contextmanager
    def writing(self, who: str, *, dry_run: bool = False) -> Iterator[Writer]:
        """One transaction of writes by a person or a program; an exception takes all of it back.

        The data revision rises by 1 if anything changed. dry_run: find out what would happen, then take it
        back. Writers of other processes wait meanwhile, readers don't.
        """
        with opening.writing(self._engine) as connection:
            writer = Writer(connection, who)
            yield writer
            writer.close()
            if dry_run:
                connection.rollback()

    @contextmanager
    def working(self, viewer: Viewer, request: RequestKey | None = None) -> Iterator[Work]:
        """A piece of work by a viewer: writes, entries in the audit trail and idempotency key in one transaction.

        Raises requests.Answered and Conflict where the key was used before; see matching/corporate/working.py.
        """
        with working.working(self._engine, viewer, request) as work:
            yield work
