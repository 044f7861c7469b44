"""What all writes of one transaction share: the record of facts, the present state, the known firms, the open batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, bindparam, select

from matching.corporate.batches import OpenBatch
from matching.corporate.facts import FactLog, dated, is_older
from matching.corporate.identity import KnownFirms
from matching.corporate.projection import Projection
from matching.corporate.reviews import Proposals
from matching.corporate.rows import Outcome, Provenance
from matching.corporate.surveys import Responses
from matching.corporate.tables import Batch, BatchRow, DatabaseInfo, insert_rows
from matching.corporate.values import clean

_ROWS = 5000
_TOLD = (
    select(BatchRow.company_id)
    .distinct()
    .join(Batch, Batch.id == BatchRow.batch_id)
    .where(BatchRow.digest == bindparam("digest"), Batch.undone_at.is_(None))
)


class Transaction:
    """One transaction of writes; made by Writer, used by it and by the writers of orders and decisions."""

    def __init__(self, connection: Connection, who: str) -> None:
        self.connection = connection
        self.who = clean(who)
        info = connection.execute(
            select(DatabaseInfo.revision, DatabaseInfo.made_up_numbers).with_for_update()
        ).one()
        self.revision = info.revision + 1
        self.made_up: int = info.made_up_numbers
        self.log = FactLog(connection, self.who)
        self.projection = Projection(connection, self.revision)
        self.batch: OpenBatch | None = None
        self.responses: Responses | None = None
        # Rows of the open batch that are not in the database yet, and the firms that these are about by digest.
        self._rows: list[dict[str, object]] = []
        self._told: dict[str, set[int]] = {}
        self._known: KnownFirms | None = None
        self._proposals: Proposals | None = None
        self._days: dict[int, dict[str, date]] = {}

    @property
    def firms(self) -> KnownFirms:
        """What identifies the firms of the database."""
        if self._known is None:
            self.flush()
            self._known = KnownFirms(self.connection)
        return self._known

    @property
    def proposals(self) -> Proposals:
        """What is proposed for a person to decide."""
        if self._proposals is None:
            self._proposals = Proposals(self.connection)
        return self._proposals

    @property
    def batch_id(self) -> int | None:
        """The open batch."""
        return self.batch.id if self.batch else None

    def forget(self) -> None:
        """What was known of firms is not true any more."""
        self.flush()
        self._known = self._proposals = None
        self._days = {}

    def append(
        self,
        values: Mapping[str, str],
        provenance: Provenance,
        *,
        company_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        """Put values on record."""
        if self.batch is not None and not provenance.file and not provenance.person:
            provenance = replace(provenance, file=self.batch.file)
        said_on = provenance.said_on
        days = self._answer_days(company_id) if said_on and company_id is not None else {}
        for field, value in values.items():
            self.log.add(field, value, provenance, self.batch_id, company_id=company_id, order_id=order_id)
            if said_on and not is_older(said_on, days.get(field)):
                days[field] = said_on

    def older(self, company_id: int, field: str, provenance: Provenance) -> bool:
        """Whether a later answer than this one stands for a field of a firm."""
        if provenance.said_on is None:
            return False
        return is_older(provenance.said_on, self._answer_days(company_id).get(field))

    def later(self, company_id: int, field: str, provenance: Provenance) -> bool:
        """Whether an earlier answer than this one stands for a field of a firm."""
        if provenance.said_on is None:
            return False
        return is_older(self._answer_days(company_id).get(field), provenance.said_on)

    def begin_firm(self, company_id: int) -> None:
        """A firm was made just now: nothing was said of it before."""
        self._keep_days(company_id, {})

    def _answer_days(self, company_id: int) -> dict[str, date]:
        """The days of a firm's standing answers, by field; kept up by `append`."""
        if company_id not in self._days:
            self._keep_days(company_id, dated(self.connection, company_id))
        return self._days[company_id]

    def _keep_days(self, company_id: int, days: dict[str, date]) -> None:
        if len(self._days) >= _ROWS:
            self.log.flush()  # what is forgotten must be found in the database
            self._days = {}
        self._days[company_id] = days

    def seen(self, provenance: Provenance, digest: str) -> int | None:
        """The firm or order of a row that a standing batch read from this very file, sheet and line."""
        if self.batch is None or not provenance.row:
            return None
        return self.batch.seen.get((provenance.sheet, provenance.row, digest))

    def told_about(self, digest: str) -> set[int]:
        """The firms about which a row that says the very same was read before, in this or a standing batch."""
        found = {one for one in self.connection.scalars(_TOLD, {"digest": digest}) if one is not None}
        return self.firms.heads(found | self._told.get(digest, set()))

    def note_row(
        self,
        provenance: Provenance,
        digest: str,
        outcome: Outcome,
        *,
        company_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        """Record that the open batch read a row."""
        if self.batch is None:
            return
        if company_id is not None and digest:
            self._told.setdefault(digest, set()).add(company_id)
        place = {"sheet": provenance.sheet, "row": provenance.row, "digest": digest, "raw": provenance.raw}
        about = {"company_id": company_id, "order_id": order_id, "outcome": outcome}
        self._rows.append({"batch_id": self.batch.id} | place | about)
        if len(self._rows) >= _ROWS:
            self.flush()

    def _flush_rows(self) -> None:
        if self._rows:
            insert_rows(self.connection, BatchRow, self._rows)
            self._rows, self._told = [], {}

    def flush(self) -> None:
        """Send what is pending to the database."""
        self.projection.flush()
        self.log.flush()
        self._flush_rows()
        if self._proposals is not None:
            self._proposals.flush()
        if self.responses is not None:
            self.responses.flush()


def digest(said: Mapping[str, str]) -> str:
    """A digest of what a row says."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def cleaned(provenance: Provenance) -> Provenance:
    """A provenance that any database can keep."""
    file, sheet, person = (clean(text) for text in (provenance.file, provenance.sheet, provenance.person))
    return replace(provenance, file=file, sheet=sheet, person=person)
