"""Registrations: what a firm wants published about itself, looked at by a coordinator before it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, insert, or_, select, update

from matching.corporate import access, confirmations, opening, suppliers
from matching.corporate.access import Relation, Verb, Viewer
from matching.corporate.accounts import bind_to_new_firm
from matching.corporate.case_rows import Difference, DraftView, Step, plain
from matching.corporate.case_tables import DraftStep, ProfileDraft
from matching.corporate.draft_states import (
    ACCEPTED,
    DRAFT,
    EDITABLE,
    OPEN,
    PUBLISHED,
    RETURNED,
    STATES,
    STEPS,
    SUBMITTED,
    WITHDRAWN,
)
from matching.corporate.fields import fields
from matching.corporate.names import is_corporate_number
from matching.corporate.parties import is_firm, with_merged
from matching.corporate.profile_checks import FORM_FIELDS, Fault, canonical, check_profile
from matching.corporate.profile_forms import as_form, as_row, as_stored
from matching.corporate.projection import current_companies
from matching.corporate.requests import RequestKey
from matching.corporate.rows import Provenance
from matching.corporate.tables import LARGEST_ID, Company
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import Conflict, InputError, KnownFirm, NotFound, Stale

WEB, FAX = "Web", "FAX"
# By what ways a firm tells its data to somebody of the office.
PAPER = (FAX, "電話", "訪問", "郵便")
SOURCES = (WEB, *PAPER)


class Registrations:
    """Drafts of profiles, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # Reading

    def get(self, viewer: Viewer, draft_id: int) -> DraftView:
        """One draft with its steps. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            row = _found(connection, viewer, draft_id, "see")
            return _view(connection, row, steps=True)

    def listed(
        self, viewer: Viewer, states: Sequence[str] = (), after: int = 0, limit: int = 50
    ) -> list[DraftView]:
        """Drafts that the viewer may see, newest first; `after`: only those with a smaller id. Raises InputError for an unknown state."""
        if unknown := [one for one in states if one not in STATES]:
            raise InputError(
                f"「{unknown[0]}」という状態はありません。次から選んでください: {'、'.join(STATES)}"
            )
        with opening.reading(self._engine) as connection:
            which = [_visible(connection, viewer)]
            if states:
                which.append(ProfileDraft.state.in_(list(states)))
            if after:
                which.append(ProfileDraft.id < min(after, LARGEST_ID))
            statement = select(ProfileDraft.__table__).where(and_(*which)).order_by(ProfileDraft.id.desc())
            return [_view(connection, row) for row in connection.execute(statement.limit(limit)).all()]

    def form(self, viewer: Viewer, company_id: int) -> dict[str, str]:
        """A firm's present profile as the form shows it, field -> text. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            own = is_firm(connection, viewer.supplier_id, company_id)
            access.demand(viewer, "registration", "see", "own" if own else "foreign")
            return _present(connection, suppliers.supplier_id(connection, company_id))

    def differences(self, viewer: Viewer, draft_id: int) -> list[Difference]:
        """What a draft would change in the profile as it stands now, in the order of the form. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            row = _found(connection, viewer, draft_id, "see")
            return _differences(connection, row)

    def faults(self, viewer: Viewer, draft_id: int) -> list[Fault]:
        """What the automatic checks find in the profile as it would stand. Raises NotFound."""
        return check_profile(self.get(viewer, draft_id).values)

    # The firm's part

    def begin(
        self,
        viewer: Viewer,
        values: Mapping[str, str],
        company_id: int | None = None,
        source: str = WEB,
        request: RequestKey | None = None,
        *,
        base: Mapping[str, str] | None = None,
    ) -> DraftView:
        """Begin a draft: changes to a firm's profile, or (company_id None) a new firm's profile.

        base: the profile that whoever typed saw (None: as it stands), so that what others changed since is told as a conflict.
        Raises InputError for a field that no form has, Conflict where the firm has an open draft, NotFound.
        """
        if source not in SOURCES:
            raise InputError(f"受け取り方は次から選んでください: {'、'.join(SOURCES)}")
        with working(self._engine, viewer, request) as work:
            view = _begin(work, values, company_id, source, base)
            work.answer(plain(view))
            return view

    def change(
        self, viewer: Viewer, draft_id: int, values: Mapping[str, str], expected: int | None = None
    ) -> DraftView:
        """Set fields of a draft that the firm is still writing, or that was returned to it. Raises Conflict, Stale, NotFound."""
        with working(self._engine, viewer) as work:
            row = _changeable(work, draft_id, expected)
            if row.state not in EDITABLE:
                raise Conflict(
                    f"「{row.state}」の内容は書き換えられません。申請を取り消すと書き換えられます。"
                )
            said = json.loads(row.said) | _said(values)
            _set(work, row, {"said": json.dumps(said, ensure_ascii=False)})
            work.note("change", "registration", row.id, fields=sorted(_said(values)))
            return _view(work.connection, _row(work.connection, row.id), steps=True)

    def submit(
        self, viewer: Viewer, draft_id: int, expected: int | None = None, request: RequestKey | None = None
    ) -> DraftView:
        """Hand a draft in. Raises InputError, naming them, where the checks find errors, or where it changes nothing."""
        with working(self._engine, viewer, request) as work:
            row = _changeable(work, draft_id, expected)
            _submit(work, row)
            view = _view(work.connection, _row(work.connection, row.id), steps=True)
            work.answer(plain(view))
            return view

    def take_back(self, viewer: Viewer, draft_id: int, expected: int | None = None) -> DraftView:
        """Go on writing what was handed in and nobody has decided yet."""
        return self._step(viewer, draft_id, DRAFT, "", expected)

    def withdraw(self, viewer: Viewer, draft_id: int, expected: int | None = None) -> DraftView:
        """Give a draft up; it stays on record. Its firm may, and the coordinator who began it."""
        return self._step(viewer, draft_id, WITHDRAWN, "", expected, verb="remove")

    # The coordinator's part

    def give_back(
        self,
        viewer: Viewer,
        draft_id: int,
        note: str,
        expected: int | None = None,
        request: RequestKey | None = None,
    ) -> DraftView:
        """Return a draft to the firm with a note that says what to mend."""
        access.demand(viewer, "registration", "decide")
        if not clean(note).strip():
            raise InputError("差し戻す理由を書いてください。企業に見えます。")
        return self._step(viewer, draft_id, RETURNED, note, expected, request)

    def accept(
        self,
        viewer: Viewer,
        draft_id: int,
        *,
        corrections: Mapping[str, str] | None = None,
        note: str = "",
        onto: int | None = None,
        expected: int | None = None,
        today: date | None = None,
        request: RequestKey | None = None,
    ) -> DraftView:
        """Publish a draft that was handed in, with corrections where need be (the firm sees what was corrected).

        Fields that the draft leaves as they were are not touched. onto: the stored firm as which a new one was recognised and onto which it
        may be written. Raises KnownFirm where a new firm is recognised as another than `onto`, InputError for what the checks find,
        Conflict where it wasn't handed in or its corporate number is another firm's, Stale, NotFound.
        """
        access.demand(viewer, "registration", "decide")
        with working(self._engine, viewer, request) as work:
            row = _changeable(work, draft_id, expected)
            view = _accept(work, row, corrections or {}, note, today or date.today(), onto)
            work.answer(plain(view))
            return view

    def proxy(
        self,
        viewer: Viewer,
        values: Mapping[str, str],
        company_id: int | None = None,
        source: str = FAX,
        note: str = "",
        today: date | None = None,
        request: RequestKey | None = None,
        *,
        base: Mapping[str, str] | None = None,
    ) -> DraftView:
        """代行登録: a coordinator types what a firm sent (a faxed form), and it stands at once.

        base: as of `begin`. Raises what `begin` and `accept` raise, and Stale where somebody else has changed the same fields since.
        """
        access.demand(viewer, "registration", "decide")
        with working(self._engine, viewer, request) as work:
            if company_id is None:
                _refuse_nameless(work, _said(values))
            begun = _begin(work, values, company_id, source, base)
            _refuse_conflicts(_differences(work.connection, _row(work.connection, begun.id)))
            _submit(work, _row(work.connection, begun.id))
            row = _row(work.connection, begun.id)
            view = _accept(work, row, {}, note or f"{source}による代行登録", today or date.today())
            work.answer(plain(view))
            return view

    def _step(
        self,
        viewer: Viewer,
        draft_id: int,
        state: str,
        note: str,
        expected: int | None,
        request: RequestKey | None = None,
        verb: Verb = "change",
    ) -> DraftView:
        with working(self._engine, viewer, request) as work:
            row = _changeable(work, draft_id, expected, verb)
            _move(work, row, state, note)
            view = _view(work.connection, _row(work.connection, row.id), steps=True)
            work.answer(plain(view))
            return view


def _begin(
    work: Work,
    values: Mapping[str, str],
    company_id: int | None,
    source: str,
    seen: Mapping[str, str] | None,
) -> DraftView:
    connection, viewer = work.connection, work.viewer
    own = company_id is None or is_firm(connection, viewer.supplier_id, company_id)
    access.demand(viewer, "registration", "make", "own" if own else "foreign")
    base: dict[str, str] = {}
    if company_id is not None:
        company_id = suppliers.supplier_id(connection, company_id)
        firms = ProfileDraft.company_id.in_(with_merged(connection, company_id))
        there = select(ProfileDraft.id).where(firms, ProfileDraft.state.in_(OPEN))
        if (number := connection.scalar(there)) is not None:
            raise Conflict(
                f"この企業には、まだ終わっていない申請があります(申請 {number})。そちらを続けてください。"
            )
        base = _present(connection, company_id) if seen is None else _known(seen)
    said = _said(values)
    row = {"company_id": company_id, "state": DRAFT, "source": source, "person": viewer.key}
    texts = {"said": said, "base": base, "corrected": {}}
    row |= {key: json.dumps(one, ensure_ascii=False) for key, one in texts.items()}
    times = {"made_at": datetime.now(UTC), "submitted_at": None, "version": 1}
    result = connection.execute(insert(ProfileDraft).values(**row, **times))
    number = int(result.inserted_primary_key[0])  # type: ignore[index]
    _add_step(work, number, "", DRAFT, "")
    work.note("make", "registration", number, company=company_id, source=source)
    return _view(connection, _row(connection, number), steps=True)


def _submit(work: Work, row: Any) -> None:
    _refuse_faults(_whole(row))
    if row.company_id is not None and not _differences(work.connection, row):
        raise InputError(
            "今の登録内容と同じです。変わりがないときは「変わりありません」で現況確認だけ行えます。"
        )
    _move(work, row, SUBMITTED, "", submitted_at=datetime.now(UTC))


def _accept(
    work: Work, row: Any, corrections: Mapping[str, str], note: str, today: date, onto: int | None = None
) -> DraftView:
    if row.state != SUBMITTED:
        raise Conflict(f"「{row.state}」の内容は承認できません。承認できるのは「{SUBMITTED}」だけです。")
    said, base = json.loads(row.said), json.loads(row.base)
    mended = {key: text for key, text in _said(corrections).items() if text != _whole(row).get(key, "")}
    corrected = json.loads(row.corrected) | {key: _whole(row).get(key, "") for key in mended}
    said |= mended
    _refuse_faults(base | said)
    provenance = Provenance(person=work.viewer.key)
    company_id = row.company_id
    if company_id is None:
        result = work.writer.upsert_supplier(as_row(said), provenance)
        company_id = result.id
        _must_be_meant(work.connection, company_id if result.outcome != "accepted" else None, onto)
        if result.outcome == "accepted":
            work.writer.replace_profile(company_id, {"registered_on": today.isoformat()}, provenance)
            # Not where the writer knew the firm already: whose account that is, an administrator decides.
            bind_to_new_firm(work, row.person, company_id)
    else:
        company_id = suppliers.supplier_id(work.connection, company_id)
        stored = work.writer.profile_texts(company_id)
        changed = {key: text for key, text in said.items() if text != base.get(key, "")}
        work.writer.replace_profile(company_id, as_stored(changed, stored), provenance)
    confirmations.confirmed(work, company_id, today)
    work.writer.flush()
    texts = {
        "said": json.dumps(said, ensure_ascii=False),
        "corrected": json.dumps(corrected, ensure_ascii=False),
    }
    _move(work, row, ACCEPTED, note, company_id=company_id, **texts)
    _move(work, _row(work.connection, row.id), PUBLISHED, "")
    return _view(work.connection, _row(work.connection, row.id), steps=True)


def _must_be_meant(connection: Connection, known: int | None, onto: int | None) -> None:
    """Whether a new firm's profile goes onto a stored one (known) is a person's to say: what was written is rolled back otherwise."""
    if known is None and onto is not None:
        raise Conflict(
            f"この申請は、企業 {onto} と同じ企業とはみなされません。書き込む企業を指定せずに承認してください。"
        )
    if known is None or onto == known:
        return
    name = connection.scalar(select(Company.name).where(Company.id == known))
    raise KnownFirm(
        f"この内容は、登録済みの企業 {known}「{name}」と同じ企業とみられます。まだ何も書き込んでいません。"
        "同じ企業かどうかを確かめ、同じなら、その企業を指定して登録してください。"
        "違う企業なら、法人番号、企業名、所在地を確かめてください。",
        known,
    )


def _move(work: Work, row: Any, state: str, note: str, **more: Any) -> None:
    if state not in STEPS[row.state]:
        raise Conflict(f"「{row.state}」から「{state}」には進められません。")
    _set(work, row, {"state": state} | more)
    _add_step(work, row.id, row.state, state, clean(note))
    work.note("registration", "registration", row.id, before=row.state, state=state)


def _set(work: Work, row: Any, values: dict[str, Any]) -> None:
    statement = update(ProfileDraft).where(ProfileDraft.id == row.id)
    work.connection.execute(statement.values(version=row.version + 1, **values))


def _add_step(work: Work, draft_id: int, before: str, state: str, note: str) -> None:
    row = {"before": before, "state": state, "note": note, "person": work.viewer.key, "at": datetime.now(UTC)}
    work.connection.execute(insert(DraftStep).values(draft_id=draft_id, **row))


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {key: canonical(key, clean(text)) for key, text in _known(values).items()}


def _known(values: Mapping[str, str]) -> dict[str, str]:
    if unknown := sorted(set(values) - set(FORM_FIELDS)):
        raise InputError(f"知らない項目です: {'、'.join(unknown)}")
    return dict(values)


def _refuse_faults(values: Mapping[str, str]) -> None:
    wrong = [one.message for one in check_profile(values) if one.severity == "error"]
    if wrong:
        raise InputError("".join(wrong))


def _refuse_nameless(work: Work, said: Mapping[str, str]) -> None:
    """A form without a name is of the firm that its corporate number leads to, which a person must confirm. Raises KnownFirm, InputError."""
    number = said.get("corporate_number", "")
    if said.get("name") or not is_corporate_number(number):
        return  # what else is wrong is told by the checks
    known = work.writer.known_firm("supplier", "", number)
    if known is None:
        raise InputError(f"法人番号 {number} の企業は登録されていません。企業名を入れてください。")
    _must_be_meant(work.connection, known.id, None)


def _refuse_conflicts(found: Sequence[Difference]) -> None:
    if taken := [f"「{one.label}」は「{one.before}」" for one in found if one.conflict]:
        raise Stale(
            f"入力している間に、ほかの人が書き換えました（いま、{'、'.join(taken)}です）。"
            "まだ何も書き込んでいません。画面を読み直してから、もう一度入力してください。"
        )


def _whole(row: Any) -> dict[str, str]:
    whole: dict[str, str] = json.loads(row.base) | json.loads(row.said)
    return {key: text for key, text in whole.items() if text}


def _present(connection: Connection, company_id: int) -> dict[str, str]:
    return as_form(current_companies(connection, company_id, company_id + 1)[company_id])


def _differences(connection: Connection, row: Any) -> list[Difference]:
    said, base = json.loads(row.said), json.loads(row.base)
    present = {}
    if row.company_id is not None:
        present = _present(connection, suppliers.supplier_id(connection, row.company_id))
    return [
        Difference(
            key, field.label, present.get(key, ""), said[key], present.get(key, "") != base.get(key, "")
        )
        for key, field in fields("supplier").items()
        if key in said and said[key] not in (base.get(key, ""), present.get(key, ""))
    ]


def _visible(connection: Connection, viewer: Viewer) -> ColumnElement[bool]:
    granted = access.relations(viewer, "registration")
    if not granted:
        access.demand(viewer, "registration", "see")
    if "foreign" in granted:
        return ProfileDraft.id > 0
    mine: ColumnElement[bool] = ProfileDraft.person == viewer.key
    if viewer.supplier_id is None:  # whose firm isn't known yet
        return mine
    firms = with_merged(connection, viewer.supplier_id)
    return or_(mine & ProfileDraft.company_id.is_(None), ProfileDraft.company_id.in_(firms))


def _relation(connection: Connection, viewer: Viewer, row: Any) -> Relation:
    if viewer.holds("coordinator") and row.person == viewer.key:
        return "own"  # typed for a firm
    if row.company_id is None or viewer.supplier_id is None:
        return "own" if row.person == viewer.key else "foreign"
    return "own" if is_firm(connection, viewer.supplier_id, row.company_id) else "foreign"


def _row(connection: Connection, draft_id: int) -> Any:
    statement = select(ProfileDraft.__table__).where(ProfileDraft.id == draft_id)
    return connection.execute(statement).first() if 0 < draft_id <= LARGEST_ID else None


def _found(connection: Connection, viewer: Viewer, draft_id: int, verb: Verb) -> Any:
    """A draft that the viewer may `verb`; of none it is told what is told of another's. Raises NotFound, AccessDenied."""
    row = _row(connection, draft_id)
    if row is None:
        access.demand_absent(viewer, "registration", verb)
        raise NotFound(f"申請 {draft_id} はありません。")
    access.demand(viewer, "registration", verb, _relation(connection, viewer, row))
    return row


def _changeable(work: Work, draft_id: int, expected: int | None, verb: Verb = "change") -> Any:
    row = _found(work.connection, work.viewer, draft_id, verb)
    if expected is not None and expected != row.version:
        raise Stale("この申請は、ほかの人が先に変更しました。読み直してから、もう一度行ってください。")
    return row


def _view(connection: Connection, row: Any, *, steps: bool = False) -> DraftView:
    values = _whole(row)
    history: tuple[Step, ...] = ()
    if steps:
        columns = (DraftStep.before, DraftStep.state, DraftStep.person, DraftStep.at, DraftStep.note)
        statement = select(*columns).where(DraftStep.draft_id == row.id).order_by(DraftStep.id)
        history = tuple(Step(*told[:4], note=told[4]) for told in connection.execute(statement))
    return DraftView(
        id=row.id,
        version=row.version,
        company_id=row.company_id,
        name=values.get("name", ""),
        state=row.state,
        source=row.source,
        person=row.person,
        values=values,
        corrected=json.loads(row.corrected),
        made_at=row.made_at,
        submitted_at=row.submitted_at,
        next=STEPS[row.state],
        steps=history,
    )
