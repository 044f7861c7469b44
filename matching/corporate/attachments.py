"""Files on orders and firms (図面, NDA): who may fetch them is said one by one, and each fetch is on the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, select, update

from matching.corporate import access, opening, orders
from matching.corporate.access import Relation, Subject, Verb, Viewer
from matching.corporate.case_rows import AttachmentConsentView, AttachmentView, plain
from matching.corporate.case_tables import (
    Attachment,
    AttachmentChunk,
    AttachmentConsent,
    Introduction,
    ProfileDraft,
    Shortlist,
)
from matching.corporate.filetypes import cleaned_name, file_type
from matching.corporate.parties import firms_now, is_firm, with_merged
from matching.corporate.requests import RequestKey
from matching.corporate.tables import LARGEST_ID, Company, OrderSlip
from matching.corporate.values import clean
from matching.corporate.working import Work, working
from matching.errors import Conflict, InputError, NotFound, Stale

CHUNK = 256 * 1024  # bytes
MOST = 50  # files on one order or firm


class Attachments:
    """Attached files, for viewers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listed(
        self, viewer: Viewer, *, order: int | str | None = None, company_id: int | None = None
    ) -> list[AttachmentView]:
        """The files of an order or of a firm that the viewer may know of, oldest first. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            if not access.relations(viewer, "attachment"):
                access.demand(viewer, "attachment", "see")
            try:
                order_id, company_id = _place(connection, order, company_id)
            except NotFound:
                if access.extent(viewer, "attachment", "see", "foreign") is not None:
                    raise
                return []  # as where there is nothing that it may know of
            rows = _rows(connection, _on(connection, order_id, company_id))
            relations = [_relation(connection, viewer, row) for row in rows]
            return [
                _view(connection, viewer, row, relation, extent == "all")
                for row, relation in zip(rows, relations, strict=True)
                if (extent := access.extent(viewer, "attachment", "see", relation)) is not None
            ]

    def get(self, viewer: Viewer, attachment_id: int) -> AttachmentView:
        """What is known of a file. Raises NotFound."""
        with opening.reading(self._engine) as connection:
            row = _found(connection, viewer, attachment_id, "see")
            relation = _relation(connection, viewer, row)
            extent = access.demand(viewer, "attachment", "see", relation)
            return _view(connection, viewer, row, relation, extent == "all")

    def add(
        self,
        viewer: Viewer,
        name: str,
        content: bytes,
        *,
        order: int | str | None = None,
        company_id: int | None = None,
        nda: bool = False,
        largest: int = 25 * 1024 * 1024,
        request: RequestKey | None = None,
    ) -> AttachmentView:
        """Attach a file to an order or to a firm. nda: only firms with a non-disclosure agreement may be let in.

        largest: bytes. Raises InputError for a file that is too large or of a kind that may not be attached, Conflict where there are
        too many, NotFound.
        """
        if len(content) > largest:
            raise InputError(f"ファイルが大きすぎます。{largest // 1024 // 1024} MB までにしてください。")
        name = cleaned_name(name)
        kind = file_type(name, content)
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            order_id, company_id = self._placed(connection, viewer, order, company_id)
            _demand_place(connection, viewer, "attachment", "make", order_id, company_id)
            if len(_rows(connection, _on(connection, order_id, company_id))) >= MOST:
                raise Conflict(f"添付できるファイルは {MOST} 個までです。使わないものを外してください。")
            digest = hashlib.sha256(content).hexdigest()
            row = {"name": name, "media_type": kind.media_type, "size": len(content), "sha256": digest}
            row |= {"order_id": order_id, "company_id": company_id, "nda": nda, "person": viewer.key}
            times = {"made_at": datetime.now(UTC), "removed_at": None, "removed_by": "", "version": 1}
            result = connection.execute(insert(Attachment).values(**row, **times))
            number = int(result.inserted_primary_key[0])  # type: ignore[index]
            for place, start in enumerate(range(0, len(content), CHUNK)):
                piece = {"attachment_id": number, "number": place, "content": content[start : start + CHUNK]}
                connection.execute(insert(AttachmentChunk).values(**piece))
            work.note("attach", "attachment", number, order=order_id, company=company_id, sha256=digest)
            view = _view(connection, viewer, _row(connection, number), "own", True)
            work.answer(plain(view))
            return view

    def _placed(
        self, connection: Connection, viewer: Viewer, order: int | str | None, company_id: int | None
    ) -> tuple[int | None, int | None]:
        try:
            return _place(connection, order, company_id)
        except NotFound:
            access.demand_absent(viewer, "attachment", "make")
            raise

    def fetch(self, viewer: Viewer, attachment_id: int) -> tuple[AttachmentView, Iterator[bytes]]:
        """A file and its content, piece by piece; that it is fetched is on the audit trail before the first piece.

        Raises NotFound, AccessDenied.
        """
        with working(self._engine, viewer) as work:
            row = _found(work.connection, viewer, attachment_id, "export")
            relation = _relation(work.connection, viewer, row)
            access.demand(viewer, "attachment", "export", relation)
            work.note("download", "attachment", row.id, sha256=row.sha256)
            view = _view(work.connection, viewer, row, relation, True)
        return view, self._pieces(row.id)

    def remove(self, viewer: Viewer, attachment_id: int, expected: int | None = None) -> None:
        """Take a file off and forget its content; that it was there stays on record. Raises Stale, NotFound."""
        with working(self._engine, viewer) as work:
            row = self._mine(work, attachment_id, "remove")
            if expected is not None and expected != row.version:
                raise Stale("この添付ファイルは、ほかの人が先に変更しました。読み直してください。")
            chunks = delete(AttachmentChunk).where(AttachmentChunk.attachment_id == row.id)
            work.connection.execute(chunks)
            gone = {"removed_at": datetime.now(UTC), "removed_by": viewer.key, "version": row.version + 1}
            work.connection.execute(update(Attachment).where(Attachment.id == row.id).values(**gone))
            work.note("remove", "attachment", row.id)

    def let_in(
        self,
        viewer: Viewer,
        attachment_id: int,
        company_id: int,
        *,
        nda: bool = False,
        note: str = "",
        request: RequestKey | None = None,
    ) -> AttachmentView:
        """Let a firm see a file. nda: a non-disclosure agreement with it was confirmed.

        Raises Conflict for a file under NDA without one, NotFound.
        """
        with working(self._engine, viewer, request) as work:
            connection = work.connection
            row = self._mine(work, attachment_id, "export")
            _demand_place(connection, viewer, "consent", "make", row.order_id, row.company_id)
            _must_stand(connection, company_id)
            if row.nda and not nda:
                raise Conflict(
                    "秘密保持契約が必要なファイルです。締結を確かめてから「締結済み」を付けてください。"
                )
            _close(connection, viewer, row.id, company_id)
            values = {"nda": nda, "note": clean(note), "person": viewer.key, "given_at": datetime.now(UTC)}
            head = {"attachment_id": row.id, "company_id": company_id}
            rest = {"withdrawn_at": None, "withdrawn_by": ""}
            connection.execute(insert(AttachmentConsent).values(**head, **values, **rest))
            work.note("consent", "attachment", row.id, company=company_id, nda=nda)
            view = _changed(connection, viewer, row)
            work.answer(plain(view))
            return view

    def shut_out(self, viewer: Viewer, attachment_id: int, company_id: int) -> AttachmentView:
        """From now on a firm may not see a file any more. Raises NotFound where it may not anyway."""
        with working(self._engine, viewer) as work:
            row = self._mine(work, attachment_id, "export")
            _demand_place(work.connection, viewer, "consent", "remove", row.order_id, row.company_id)
            if not _close(work.connection, viewer, row.id, company_id):
                raise NotFound("この企業への閲覧許可はありません。")
            work.note("withdraw-consent", "attachment", row.id, company=company_id)
            return _changed(work.connection, viewer, row)

    def _mine(self, work: Work, attachment_id: int, verb: Verb) -> Any:
        row = _found(work.connection, work.viewer, attachment_id, verb)
        access.demand(work.viewer, "attachment", verb, _relation(work.connection, work.viewer, row))
        return row

    def _pieces(self, attachment_id: int) -> Iterator[bytes]:
        statement = select(AttachmentChunk.content).where(AttachmentChunk.attachment_id == attachment_id)
        place = 0
        with opening.reading(self._engine) as connection:
            while (piece := connection.scalar(statement.where(AttachmentChunk.number == place))) is not None:
                yield bytes(piece)
                place += 1


def _place(
    connection: Connection, order: int | str | None, company_id: int | None
) -> tuple[int | None, int | None]:
    """What a file is on: the id of an order, or of a firm."""
    if (order is None) == (company_id is None):
        raise InputError("案件か企業の、どちらか一方を指定してください。")
    if order is not None:
        return orders.order(connection, order).id, None
    assert company_id is not None
    return None, _must_stand(connection, company_id)


def _on(connection: Connection, order_id: int | None, company_id: int | None) -> ColumnElement[bool]:
    """The files of an order, or of a firm and those that were made one with it."""
    if company_id is None:
        return Attachment.order_id == order_id
    return Attachment.company_id.in_(with_merged(connection, company_id))


def _must_stand(connection: Connection, company_id: int) -> int:
    stands = (Company.id == company_id) & Company.withdrawn.is_(False)
    if not 0 < company_id <= LARGEST_ID or connection.scalar(select(Company.id).where(stands)) is None:
        raise NotFound(f"企業 {company_id} はありません。")
    return company_id


def _demand_place(
    connection: Connection,
    viewer: Viewer,
    subject: Subject,
    verb: Verb,
    order_id: int | None,
    company_id: int | None,
) -> None:
    relation = _to_place(connection, viewer, order_id, company_id)
    if relation == "foreign" and viewer.holds("coordinator") and verb == "make" and subject == "attachment":
        relation = "own"  # who attaches a file is in charge of it
    access.demand(viewer, subject, verb, relation)


def _to_place(
    connection: Connection, viewer: Viewer, order_id: int | None, company_id: int | None
) -> Relation:
    """own: the viewer's firm placed the order, or it is the viewer's firm; party: it is in charge of the case."""
    owner = company_id
    if order_id is not None:
        owner = connection.scalar(select(OrderSlip.buyer_id).where(OrderSlip.id == order_id))
    if is_firm(connection, viewer.buyer_id, owner):
        return "own"
    if order_id is None and is_firm(connection, viewer.supplier_id, owner):
        return "own"
    if viewer.holds("coordinator") and _in_charge(connection, viewer, order_id, company_id):
        return "party"
    return "foreign"


def _in_charge(connection: Connection, viewer: Viewer, order_id: int | None, company_id: int | None) -> bool:
    """Whether a coordinator works on the case: took the order in, lists firms for it, introduces; made the firm's registration."""
    mine = Introduction.coordinator == viewer.key
    if order_id is not None:
        found = [
            select(OrderSlip.id).where(OrderSlip.id == order_id, OrderSlip.owner == viewer.key),
            select(Introduction.id).where(Introduction.order_id == order_id, mine),
            select(Shortlist.id).where(Shortlist.order_id == order_id, Shortlist.person == viewer.key),
        ]
    else:
        firms = [] if company_id is None else with_merged(connection, company_id)
        draft = ProfileDraft.company_id.in_(firms) & (ProfileDraft.person == viewer.key)
        found = [
            select(Introduction.id).where(Introduction.supplier_id.in_(firms), mine),
            select(ProfileDraft.id).where(draft),
        ]
    return any(connection.scalar(one.limit(1)) is not None for one in found)


def _relation(connection: Connection, viewer: Viewer, row: Any) -> Relation:
    """As `_to_place`; party as well: who attached it, and a firm that was let in."""
    relation = _to_place(connection, viewer, row.order_id, row.company_id)
    if relation != "foreign":
        return relation
    if viewer.holds("coordinator") and row.person == viewer.key:
        return "party"
    for mine in (viewer.supplier_id, viewer.buyer_id):
        if mine is not None:
            firms = AttachmentConsent.company_id.in_(with_merged(connection, mine))
            stands = AttachmentConsent.withdrawn_at.is_(None) & (AttachmentConsent.attachment_id == row.id)
            if connection.scalar(select(AttachmentConsent.id).where(firms, stands).limit(1)) is not None:
                return "party"
    return "foreign"


def _close(connection: Connection, viewer: Viewer, attachment_id: int, company_id: int) -> bool:
    stands = AttachmentConsent.withdrawn_at.is_(None) & (AttachmentConsent.attachment_id == attachment_id)
    which = and_(stands, AttachmentConsent.company_id.in_(with_merged(connection, company_id)))
    values = {"withdrawn_at": datetime.now(UTC), "withdrawn_by": viewer.key}
    return connection.execute(update(AttachmentConsent).where(which).values(**values)).rowcount > 0


def _rows(connection: Connection, which: Any) -> Sequence[Any]:
    statement = (
        select(Attachment.__table__, OrderSlip.number)
        .outerjoin(OrderSlip, OrderSlip.id == Attachment.order_id)
        .where(which, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return connection.execute(statement).all()


def _row(connection: Connection, attachment_id: int) -> Any:
    return _rows(connection, Attachment.id == attachment_id)[0]


def _found(connection: Connection, viewer: Viewer, attachment_id: int, verb: Verb) -> Any:
    """A file that somebody asks for by its number; of none it is told what is told of another's."""
    found = _rows(connection, Attachment.id == attachment_id) if 0 < attachment_id <= LARGEST_ID else ()
    if not found:
        access.demand_absent(viewer, "attachment", verb)
        raise NotFound(f"添付ファイル {attachment_id} はありません。")
    return found[0]


def _changed(connection: Connection, viewer: Viewer, row: Any) -> AttachmentView:
    statement = update(Attachment).where(Attachment.id == row.id)
    connection.execute(statement.values(version=row.version + 1))
    return _view(connection, viewer, _row(connection, row.id), _relation(connection, viewer, row), True)


def _view(
    connection: Connection, viewer: Viewer, row: Any, relation: Relation, whole: bool
) -> AttachmentView:
    """What is told of a file: who else was let in only to its owner and to coordinators."""
    consents = whole and (relation == "own" or viewer.holds("coordinator"))
    return AttachmentView(
        id=row.id,
        version=row.version,
        order=row.number or "",
        company_id=None if row.company_id is None else with_merged(connection, row.company_id)[0],
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256 if whole else "",
        nda=row.nda,
        person=row.person if whole else "",
        made_at=row.made_at,
        open=whole,
        consents=_consents(connection, row.id) if consents else (),
    )


def _consents(connection: Connection, attachment_id: int) -> tuple[AttachmentConsentView, ...]:
    columns = (
        AttachmentConsent.nda,
        AttachmentConsent.note,
        AttachmentConsent.person,
        AttachmentConsent.given_at,
    )
    stands = AttachmentConsent.withdrawn_at.is_(None) & (AttachmentConsent.attachment_id == attachment_id)
    statement = (
        select(AttachmentConsent.company_id, Company.name, *columns)
        .join(Company, Company.id == AttachmentConsent.company_id)
        .where(stands)
        .order_by(AttachmentConsent.id)
    )
    rows = connection.execute(statement).all()
    now = firms_now(connection, [row.company_id for row in rows])
    found = []
    for firm, name, nda, note, person, given_at in rows:
        firm, name = now.get(firm, (firm, name))
        found.append(AttachmentConsentView(firm, name, nda, note, person, given_at))
    return tuple(found)
