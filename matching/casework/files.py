"""Attached files at a desk."""

from __future__ import annotations

from matching.casework.bound import bound
from matching.corporate import CorporateDatabase
from matching.corporate.access import Viewer
from matching.corporate.case_rows import AttachmentView
from matching.corporate.requests import RequestKey


class Files:
    """One viewer's files on orders and firms (図面, NDA). largest: bytes of one file."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer, largest: int) -> None:
        self._db = db
        self._viewer = viewer
        self.largest = largest
        self.listed = bound(db.attachments.listed, viewer)
        self.get = bound(db.attachments.get, viewer)
        self.fetch = bound(db.attachments.fetch, viewer)
        self.remove = bound(db.attachments.remove, viewer)
        self.let_in = bound(db.attachments.let_in, viewer)
        self.shut_out = bound(db.attachments.shut_out, viewer)

    def add(
        self,
        name: str,
        content: bytes,
        *,
        order: int | str | None = None,
        company_id: int | None = None,
        nda: bool = False,
        request: RequestKey | None = None,
    ) -> AttachmentView:
        """Attach a file to an order or to a firm; see Attachments.add."""
        return self._db.attachments.add(
            self._viewer,
            name,
            content,
            order=order,
            company_id=company_id,
            nda=nda,
            largest=self.largest,
            request=request,
        )
