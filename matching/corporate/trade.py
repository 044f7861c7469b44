"""What firms say of their trade terms (取引条件): how they are paid, 手形, price talks. Kept as facts, each with its source.

A fact's field is "trade." and the key of data/reference/trade_terms.tsv; what stands is the latest answer, as for every
other fact, so that taking a file back or making two firms one is right for trade terms as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from matching.corporate.facts import is_older
from matching.corporate.rows import Provenance
from matching.corporate.tables import Batch, Company, FactRow
from matching.corporate.transaction import Transaction, cleaned
from matching.corporate.values import clean

PREFIX = "trade."


@dataclass(frozen=True, slots=True)
class TradeTerm:
    """One thing that a firm said of its trade. on: the answer's day; file, sheet and cell: where it stands."""

    company_id: int
    key: str
    value: str
    on: date | None
    file: str
    sheet: str
    cell: str
    batch: int | None


def trade_terms(connection: Connection, company_ids: Collection[int] | None = None) -> list[TradeTerm]:
    """What stands of the trade terms of some firms, or of all, by firm and key. Firms taken back are left out."""
    statement = (
        select(FactRow.company_id, FactRow.field, FactRow.value, FactRow.said_on, FactRow.file, FactRow.sheet,
               FactRow.cell, FactRow.batch_id)
        .join(Company, Company.id == FactRow.company_id)
        .outerjoin(Batch, Batch.id == FactRow.batch_id)
        .where(FactRow.field.startswith(PREFIX, autoescape=True), Company.withdrawn.is_(False))
        .where(or_(FactRow.batch_id.is_(None), Batch.undone_at.is_(None)))
        .order_by(FactRow.id)
    )  # fmt: skip
    if company_ids is not None and len(company_ids) <= 500:
        statement = statement.where(FactRow.company_id.in_(list(company_ids)))
    found: dict[tuple[int, str], TradeTerm] = {}
    for company_id, field, value, said_on, file, sheet, cell, batch in connection.execute(statement):
        if company_id is None or (company_ids is not None and company_id not in company_ids):
            continue
        key = (company_id, field.removeprefix(PREFIX))
        before = found.get(key)
        if before is None or not is_older(said_on, before.on):
            found[key] = TradeTerm(*key, value, said_on, file, sheet, cell, batch)
    return [found[key] for key in sorted(found) if found[key].value]


class TradeWriter:
    """Records trade terms within a transaction; what stands is read once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._stored: dict[tuple[int, str], tuple[str, date | None]] | None = None

    def record(self, company_id: int, said: dict[str, str], provenance: Provenance) -> bool:
        """Put terms on record (key -> words; "" takes one back); whether any of them was new.

        The same words of the same day are not recorded again; an earlier answer goes on record and doesn't stand.
        """
        if not said:
            return False
        known = self._known()
        new = {}
        for key, words in said.items():
            told = (clean(words), provenance.said_on)
            if known.get((company_id, key), ("", None)) != told and (told[0] or (company_id, key) in known):
                new[key] = told
        for key, told in new.items():
            before = known.get((company_id, key))
            if before is None or not is_older(told[1], before[1]):
                known[company_id, key] = told
        values = {f"{PREFIX}{key}": told[0] for key, told in new.items()}
        if values:
            self._tx.append(values, cleaned(provenance), company_id=company_id)
        return bool(values)

    def _known(self) -> dict[tuple[int, str], tuple[str, date | None]]:
        if self._stored is None:
            self._tx.flush()
            self._stored = {
                (one.company_id, one.key): (one.value, one.on) for one in trade_terms(self._tx.connection)
            }
        return self._stored
