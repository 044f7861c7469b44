"""Checked rows into the corporate database, within the one transaction that the pipeline opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from ingest.answers import Answer, SurveyRow, updated_texts
from ingest.checks import Checked, StatusWish
from ingest.linking import CompanyTally, Repeats
from ingest.orderplans import order_plan
from ingest.report import MOST_CHANGES, Issue, RowChange, Severity
from ingest.tradeterms import trade_reading
from matching.corporate import (
    BuyerRow,
    OrderRow,
    Provenance,
    SupplierRow,
    UpsertResult,
    Writer,
    name_key,
)
from matching.corporate.fields import fields
from matching.corporate.identity import Role
from matching.corporate.states import DRAFT
from matching.corporate.statuses import ACTIVE, RIVAL, fact_field
from matching.corporate.trade import PREFIX as TRADE
from matching.errors import InputError

# What a questionnaire asks in classes (金属製品): it fills a blank, but is no news to a profile that says more.
_COARSE = ("industry",)
_Firm = TypeVar("_Firm", SupplierRow, BuyerRow)
# Where the answer on spare capacity stands in a profile.
CAPACITY_FIELD = "terms"


@dataclass
class RowStore:
    """Stores checked rows one by one and says what became of each.

    survey: the title of the survey that the file answers. corrected: whether a row was found to be a later state of one
    that was read before; drafts: orders that buyers plan and that were not there yet.
    """

    writer: Writer
    firms: CompanyTally
    issues: list[Issue]
    survey: str = ""
    repeats: Repeats = field(default_factory=Repeats)
    changes: list[RowChange] = field(default_factory=list)
    changes_total: int = 0
    corrected: bool = False
    drafts: int = 0

    def row(self, checked: Checked) -> str:
        """Store a row; its outcome, "rejected" where it has no record, names no firm or the database refuses it."""
        if checked.nameless is not None:
            checked = self._named(checked, checked.nameless)
        try:
            match checked.record:
                case SupplierRow() as supplier:
                    return self._supplier(supplier, checked)
                case BuyerRow() as buyer:
                    return self._buyer(buyer, checked).outcome
                case SurveyRow() as answers:
                    return self._survey(answers, checked)
                case OrderRow() as order:
                    return self._order(order, checked)
        except InputError as error:
            self._issue(checked, "error", "unusable-row", str(error), "")
        return "rejected"

    def _named(self, checked: Checked, issue: Issue) -> Checked:
        """A row without a name as of the firm that its number leads to; without a record where it leads to none."""
        record = checked.record
        firm = record.firm if isinstance(record, SurveyRow) else record
        if not isinstance(firm, SupplierRow | BuyerRow):
            return checked
        role: Role = "buyer" if isinstance(firm, BuyerRow) else "supplier"
        known = self.writer.known_firm(role, firm.source_id, firm.corporate_number)
        if known is None:
            self.issues.append(issue)  # of a row that isn't taken in nothing else matters
            return replace(checked, record=None)
        self.issues += checked.issues
        led = (
            f"法人番号「{firm.corporate_number}」"
            if known.by == "corporate_number"
            else f"番号「{firm.source_id}」"
        )
        message = f"企業名が空です。{led}の企業「{known.name}」の行として取り込みます。違う企業なら、番号を直してください。"
        self.issues.append(replace(issue, severity="warning", code="name-by-number", message=message))
        named = replace(firm, name=known.name)
        return replace(
            checked, record=replace(record, firm=named) if isinstance(record, SurveyRow) else named
        )

    # Kinds of rows

    def _supplier(self, supplier: SupplierRow, checked: Checked) -> str:
        wishes, unknown = self._rivals(checked)
        if unknown:
            # Kept where only the staff sees it.
            lines = [supplier.other.get("affiliation", ""), *(f"競合先: {words}" for words in unknown)]
            told = "\n".join(line for line in lines if line)
            supplier = replace(supplier, other={**supplier.other, "affiliation": told})
        hidden = repr((checked.consent_on,)) if checked.public is False else ""
        states = repr((checked.statuses, hidden)) if checked.statuses or hidden else ""
        result = self.writer.upsert_supplier(_as_written(supplier, checked), checked.provenance, states)
        self._note(result, checked, supplier.name, supplier.source_id)
        if result.matched_by in ("row", "name"):
            return result.outcome  # read before, with all that it says
        changed = self._statuses(result, wishes, checked)
        changed = self._visibility(result, checked) or changed
        return "updated" if changed and result.outcome == "unchanged" else result.outcome

    def _buyer(self, buyer: BuyerRow, checked: Checked) -> UpsertResult:
        result = self.writer.upsert_buyer(_as_written(buyer, checked), checked.provenance)
        self._note(result, checked, buyer.name, buyer.source_id)
        return result

    def _order(self, order: OrderRow, checked: Checked) -> str:
        if checked.buyer is not None:
            result = self.writer.upsert_buyer(checked.buyer, _without_raw(checked.provenance))
            self._tally(result, checked, checked.buyer.name)
        elif order.buyer:
            if (known := self.writer.find_buyer(order.buyer)) is None:
                self.firms.add_name(name_key(order.buyer))
                self._warn_buyer(checked, order.buyer)
            else:
                self.firms.add_stored(known)
        stored = self.writer.upsert_order(order, checked.provenance)
        title = order.number or order.texts.get("item") or order.texts.get("processes", "")
        self._repeated("order", stored, checked, title, order.number)
        self._list_changes(stored, checked, title, "order")
        if stored.to_review:
            message = "同じ名前のファイルから前に読んだ案件に、発注企業と品名が同じものがあります。別の案件として登録します。"
            self._issue(checked, "warning", "possible-same-order", message, title)
        return stored.outcome

    def _survey(self, row: SurveyRow, checked: Checked) -> str:
        said_on = replace(checked.provenance, said_on=row.answered_on)
        checked = replace(checked, provenance=said_on)
        firm = row.firm
        answers = [_answer(one) for one in row.answers]
        # Another answer under a known name is no proof that the firm is the same.
        told = repr((self.survey, row.answered_on, row.number, [_told(one) for one in row.answers]))
        if isinstance(firm, BuyerRow):
            result = self.writer.upsert_buyer(_as_written(firm, checked), said_on, told)
        else:
            result = self.writer.upsert_supplier(_as_written(firm, checked), said_on, told, _COARSE)
        self._note(result, checked, firm.name, firm.source_id)
        changed = result.outcome == "updated"
        if isinstance(firm, SupplierRow) and result.matched_by not in ("row", "name"):
            told_now = self._profile(result, row, checked)
            changed = changed or bool(told_now and told_now.outcome == "updated")
            if not (told_now and CAPACITY_FIELD in told_now.older):
                # States come from the same answer: what a later one has overruled sets none and ends none.
                changed = self._statuses(result, self._rivals(checked)[0], checked) or changed
                changed = self._ends(result, checked) or changed
        if result.matched_by not in ("row", "name"):
            changed = self._trade_and_plans(result.id, row, checked) or changed
        at = checked.provenance
        stored = self.writer.add_response(result.id, row.number, row.answered_on, answers, at)
        self.corrected = self.corrected or stored == "updated"
        return "updated" if changed and stored == "unchanged" else stored

    def _trade_and_plans(self, company_id: int, row: SurveyRow, checked: Checked) -> bool:
        """What the answers say of the firm's trade terms; and the order that a buyer plans, as a draft."""
        trade = trade_reading(row.answers)
        changed = False
        if trade.values:
            cells = {f"{TRADE}{key}": cell for key, cell in trade.cells.items()}
            at = replace(checked.provenance, cells=cells)
            changed = self.writer.record_trade_terms(company_id, trade.values, at)
        if isinstance(row.firm, BuyerRow):
            number = row.firm.source_id
            if plan := order_plan(row.answers, row.firm, number, self.survey):
                at = replace(_without_raw(checked.provenance), cells=plan.cells)
                stored = self.writer.upsert_order(plan.order, at)
                self.drafts += stored.outcome == "accepted"
                self._list_changes(stored, checked, row.firm.name, "order")
                self._warn_plan(stored, checked)
                changed = changed or stored.outcome != "unchanged"
        return changed

    def _profile(self, firm: UpsertResult, row: SurveyRow, checked: Checked) -> UpsertResult | None:
        """What the answers say of the firm's profile: spare capacity, new machines. None: nothing.

        What they only say again is told as well: it has a later day now.
        """
        if not row.updates:
            return None
        company_id = firm.id
        values = updated_texts(self.writer.profile_texts(company_id), row.updates)
        cells = {one.field: one.cell for one in row.updates if one.cell}
        days = [one.on for one in row.updates if one.on]
        at = replace(checked.provenance, cells=cells, said_on=max(days, default=row.answered_on))
        machines = [machine for one in row.updates for machine in one.machines]
        certificates = [paper for one in row.updates for paper in one.certificates]
        result = self.writer.change_profile(
            company_id, values, at, machines=machines, certificates=certificates
        )
        if firm.outcome != "accepted":
            self._list_changes(result, checked, row.firm.name, "supplier")
        self._warn_older(result, checked)
        return result

    # States and visibility

    def _rivals(self, checked: Checked) -> tuple[list[tuple[StatusWish, int | None]], list[str]]:
        """The states with the buyer that each is about, and the words that name no known buyer."""
        wishes: list[tuple[StatusWish, int | None]] = []
        unknown = []
        for wish in checked.statuses:
            if wish.kind != RIVAL:
                wishes.append((wish, None))
            for words in wish.rivals:
                if (buyer := self.writer.find_buyer(words)) is None:
                    unknown.append(words)
                    self._warn_buyer(checked, words)
                else:
                    wishes.append((wish, buyer))
        return wishes, unknown

    def _statuses(
        self, result: UpsertResult, wishes: list[tuple[StatusWish, int | None]], checked: Checked
    ) -> bool:
        changed = False
        for wish, buyer in wishes:
            if wish.kind == ACTIVE and result.outcome == "accepted":
                continue
            keys = ("competitor_of", "status") if wish.kind == RIVAL else ("status",)
            at = _at(checked.provenance, fact_field(wish.kind, buyer), *keys)
            dates = wish.start, wish.end
            try:
                changed |= self.writer.set_status(
                    result.id, wish.kind, wish.reason, *dates, buyer_id=buyer, provenance=at
                )
            except InputError as error:
                self._issue(checked, "warning", "unknown-status", str(error), wish.kind)
        return changed

    def _ends(self, result: UpsertResult, checked: Checked) -> bool:
        """States that an answer ends (spare capacity is there again)."""
        if result.outcome == "accepted":
            return False
        changed = False
        for kind in checked.ends:
            at = _at(checked.provenance, fact_field(kind, None))
            changed |= self.writer.clear_status(result.id, kind, provenance=at)
        return changed

    def _visibility(self, result: UpsertResult, checked: Checked) -> bool:
        """Hide every field of a firm that is not to be shown; what is shown else is as fields.tsv says."""
        if checked.public is not False:
            return False
        changed = False
        for key in (key for key, one in fields("supplier").items() if one.public):
            at = _at(checked.provenance, f"visibility.{key}", "disclosure")
            changed |= self.writer.set_visibility(result.id, key, False, checked.consent_on, at)
        return changed

    # What is said about rows

    def _note(self, result: UpsertResult, checked: Checked, name: str, number: str) -> None:
        self._tally(result, checked, name)
        if not self._repeated("company", result, checked, name, number):
            self._warn_other_name(result, checked)
        self._list_changes(result, checked, name, "supplier")
        self._warn_older(result, checked)

    def _tally(self, result: UpsertResult, checked: Checked, name: str) -> None:
        self.firms.add(result)
        self.corrected = self.corrected or result.matched_by == "file"
        if not result.to_review:
            return
        why = "。また、".join(dict.fromkeys(result.reasons.values()))
        like = f"同じ企業かもしれない企業がほかにあります({why})。"
        look = "確認待ちの一覧で見比べて決めてください。"
        if result.matched_by in ("source_id", "corporate_number"):
            message = f"{like}{look}"
            self._issue(checked, "warning", "number-conflict", message, name)
        else:
            # Each row has a registration of its own; a provisional link is counted as one firm all the same.
            counted = (
                "登録は分けたまま、仮に同じ1社と数えます。" if result.linked else "別の企業として登録します。"
            )
            message = f"{like}{counted}{look}"
            code = "possible-duplicate" if result.linked else "possible-same"
            self._issue(checked, "warning", code, message, name)

    def _repeated(self, kind: str, result: UpsertResult, checked: Checked, name: str, number: str) -> bool:
        """Tell of an earlier row of this file with the same firm or order; whether there is one."""
        at = checked.provenance
        found = self.repeats.earlier(kind, result.id, at.sheet, at.row, number)
        if found is None:
            return False
        sheet, row, by_number = found
        where = f"{row}行" if sheet == at.sheet else f"シート「{sheet}」の{row}行"
        what = f"番号「{number}」" if by_number else f"「{name}」"
        message = f"{what}は{where}にもあります。同じものとして扱い、値が違うときは後の行を使います。"
        code = "repeated-number" if by_number else "repeated-company"
        self._issue(checked, "warning", code, message, number if by_number else name)
        return True

    def _warn_other_name(self, result: UpsertResult, checked: Checked) -> None:
        """A number copied wrongly gives one firm another's name: only a person can tell that from a firm that was renamed."""
        if result.matched_by not in ("source_id", "corporate_number"):
            return
        for one in result.changes:
            before, after = str(one.before or ""), str(one.after or "")
            if one.field == "name" and before and name_key(before) != name_key(after):
                message = (
                    f"この番号は「{before}」のものですが、企業名が「{after}」です。取り込むと、企業名がこの名前に変わります。"
                    "番号の間違いでないか確かめてください。"
                )
                self._issue(checked, "warning", "other-name", message, after)

    def _warn_older(self, result: UpsertResult, checked: Checked) -> None:
        if result.older:
            labels = "、".join(_label(key, "supplier") for key in result.older)
            message = f"{labels}には、あとの日付の回答がすでにあります。この回答は履歴にだけ残しました。"
            self._issue(checked, "warning", "older-answer", message, str(checked.provenance.said_on))

    def _list_changes(self, result: UpsertResult, checked: Checked, name: str, entity: str) -> None:
        at = checked.provenance
        self.corrected = self.corrected or result.matched_by == "file"
        for one in result.changes:
            self.changes_total += 1
            if len(self.changes) < MOST_CHANGES:
                label = _label(one.field, entity)
                self.changes.append(
                    RowChange(at.sheet, at.row, name, one.field, label, one.before, one.after)
                )

    def _warn_plan(self, stored: UpsertResult, checked: Checked) -> None:
        """A corrected answer changes the order that was made of it, also where a person has decided on it since."""
        if stored.outcome == "updated" and (order := self.writer.order(stored.id)).state != DRAFT:
            message = (
                f"案件 {order.number}({order.state})の元になった回答が変わったため、案件の内容も直しました。"
                "確かめてください。"
            )
            self._issue(checked, "warning", "changed-plan", message, order.number)

    def _warn_buyer(self, checked: Checked, words: str) -> None:
        message = f"「{words}」という発注企業が1社に決まりません。書かれたまま残しました。"
        self._issue(checked, "warning", "unknown-buyer", message, words)

    def _issue(self, checked: Checked, severity: Severity, code: str, message: str, value: str) -> None:
        at = checked.provenance
        self.issues.append(
            Issue(severity, code, message, at.sheet, checked.shown or at.row, checked.line, value=value)
        )


def _as_written(firm: _Firm, checked: Checked) -> _Firm:
    """The firm's row without the name that was only looked up: the file doesn't say it."""
    return replace(firm, name="") if checked.nameless is not None else firm


@cache
def _labels(entity: str) -> Mapping[str, str]:
    found = {key: one.label for key, one in fields("order" if entity == "order" else "supplier").items()}
    found |= {f"buyer.{key}": one.label for key, one in fields("buyer").items()}
    return found | {
        "remarks": "備考(そのほかの列)",
        "equipment_rows": "設備(行)",
        "certification_rows": "認証(行)",
    }


def _label(key: str, entity: str) -> str:
    return _labels(entity).get(key, key)


def _answer(answer: Answer) -> dict[str, Any]:
    """An answer as the database keeps it, without what is empty."""
    told = {key: getattr(answer, key) for key in answer.__slots__}
    return {key: value for key, value in told.items() if value not in ("", ())}


def _told(answer: Answer) -> tuple[object, ...]:
    """What an answer says, wherever it stands."""
    return answer.question, answer.values, answer.text, answer.other


def _at(provenance: Provenance, field: str, *keys: str) -> Provenance:
    """The same row, with the cell of a fact that has no field of its own in the file."""
    cell = next((provenance.cells[key] for key in keys if key in provenance.cells), "")
    return replace(provenance, cells={field: cell} if cell else {})


def _without_raw(provenance: Provenance) -> Provenance:
    """The same place, but not a row of its own: the order is what the row is about."""
    return replace(provenance, raw="")
