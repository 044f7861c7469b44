"""What a transaction writes beside firms, orders and answers: questionnaires, firms asked, trade terms, things done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matching.corporate import activities, asked
from matching.corporate.company_writing import CompanyWriter
from matching.corporate.reviews import panel
from matching.corporate.rows import Provenance, UpsertResult
from matching.corporate.trade import TradeWriter
from matching.corporate.transaction import Transaction, cleaned
from matching.corporate.values import clean
from matching.errors import Conflict, NotFound

_NOWHERE = Provenance()


class WorkWriter:
    """The part of Writer that surveys and coordinators' records need."""

    _tx: Transaction
    _firms: CompanyWriter
    _trade: TradeWriter | None = None
    _groups: Mapping[int, int] | None = None

    def define_survey(self, name: str, definition: str) -> bool:
        """Store a questionnaire (JSON text) under a name; whether anything changed. Raises InputError without a name."""
        return asked.define(self._tx, name, definition)

    def drop_survey_definition(self, name: str) -> bool:
        """Forget a questionnaire; whether there was one."""
        return asked.drop_definition(self._tx, name)

    def put_asked(
        self, title: str, firms: Iterable[asked.AskedFirm], *, add: bool = False
    ) -> list[asked.AskedFirm]:
        """Store the firms asked in a survey, in place of those there (add: beside them); the list as it stands now.

        Each is linked with the stored firm that it means (see asked.company_of). Raises InputError without a title.
        """
        return asked.put_asked(self._tx, title, firms, add=add)

    def company_of(
        self, source_id: str, corporate_number: str, name: str, prefecture: str = "", city: str = ""
    ) -> int | None:
        """The stored firm that a line of a list means, None where none or several fit."""
        if self._groups is None:
            self._groups = panel(self._tx.connection)
        told = (source_id, corporate_number, name, prefecture, city)
        return asked.company_of(self._tx.firms, self._groups, *told)

    def replace_profile(
        self, company_id: int, values: Mapping[str, str], provenance: Provenance = _NOWHERE
    ) -> UpsertResult:
        """Store what a firm says of itself; unlike in a file, "" takes a value back.

        Raises NotFound for an unknown firm, Conflict for a corporate number that is another firm's.
        """
        if not self._tx.firms.stands(company_id):
            raise NotFound(f"企業 {company_id} はありません。")
        owner = self._tx.firms.of_corporate_number(values.get("corporate_number", ""))
        if owner not in (None, company_id):
            raise Conflict(f"法人番号 {values['corporate_number']} は、すでに企業 {owner} の番号です。")
        said = {key: clean(value) for key, value in values.items()}
        return self._firms.change(company_id, said, cleaned(provenance))

    def record_trade_terms(
        self, company_id: int, said: Mapping[str, str], provenance: Provenance = _NOWHERE
    ) -> bool:
        """Put what a firm said of its trade terms on record; whether it is new. Raises NotFound for an unknown firm."""
        if not self._tx.firms.stands(company_id):
            raise NotFound(f"企業 {company_id} はありません。")
        if self._trade is None:
            self._trade = TradeWriter(self._tx)
        return self._trade.record(company_id, dict(said), provenance)

    def add_activity(self, row: activities.ActivityRow) -> int | None:
        """Put a visit, an introduction or a contract on record; its number, None where the very same is there.

        Raises InputError for what cannot be one, NotFound for a firm that isn't there.
        """
        for company_id in (row.company_id, row.buyer_id):
            if company_id is not None and not self._tx.firms.stands(company_id):
                raise NotFound(f"企業 {company_id} はありません。")
        return activities.add_activity(self._tx, row)

    def withdraw_activity(self, activity_id: int) -> None:
        """Take something done off the record again. Raises NotFound."""
        activities.withdraw_activity(self._tx, activity_id)

    def clear_targets(self, year: int) -> None:
        """Forget the targets of a year."""
        activities.clear_targets(self._tx, year)

    def put_targets(self, rows: Iterable[activities.TargetRow]) -> None:
        """Store targets; the years that they name have these and no others then. Raises InputError."""
        activities.put_targets(self._tx, rows)
