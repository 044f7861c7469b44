"""Uploads for one viewer: hand in, see what would happen, correct, take in, take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest import pipeline
from ingest.handed import Handed, handed
from ingest.marking import faulty_column, mark_copy
from ingest.pipeline import AUTO, Follow
from ingest.report import KIND_LABELS, IngestReport, Issue
from ingest.uploads import CHECKED, STORED, TAKEN_IN, UNREADABLE, Choice, Shelf, Upload
from ingest.usual import question_names
from ingest.workbook import Sheet, Workbook, open_workbook
from matching.corporate import CorporateDatabase, StoredBatch
from matching.corporate.access import Relation, Verb, Viewer, demand, relations
from matching.corporate.fields import Entity, fields
from matching.errors import Conflict, InputError, Stale, UnreadableFile
from matching.jobs import Jobs

# About so many bytes 2,000 rows take: larger files are read in the background.
LARGE = 250_000
_ENTITIES: dict[str, Entity] = {
    "suppliers": "supplier",
    "buyers": "buyer",
    "orders": "order",
    "survey": "supplier",
}


class UploadDesk:
    """Uploads and readings of files, as far as the viewer may see and make them."""

    def __init__(
        self, db: CorporateDatabase, viewer: Viewer, jobs: Callable[[], Jobs], folder: Path, largest: int
    ) -> None:
        """`folder`: where uploads lie. `largest`: bytes that a file may have."""
        self._db = db
        self._viewer = viewer
        self._jobs = jobs
        self._shelf = Shelf(folder)
        self.largest = largest

    # Handing in and looking

    def add(self, name: str, content: bytes, choice: Choice | None = None) -> Upload:
        """Keep a file for a day and find out what taking it in would do (a large one: by a background job).

        A file that is no table is told as 読めません. Raises InputError for one that is too large or empty.
        """
        demand(self._viewer, "upload", "make", "own")
        if len(content) > self.largest:
            raise InputError(
                f"ファイルが大きすぎます({self.largest // 1_000_000:,} MB まで)。分けて取り込んでください。"
            )
        if not content:
            raise InputError(f"{name} は空のファイルです。")
        upload = self._shelf.put(name, content, self._viewer.key)
        return self.check(upload.id, choice or Choice())

    def all(self) -> list[Upload]:
        """The uploads that the viewer may see, newest first."""
        may = relations(self._viewer, "upload") or {demand(self._viewer, "upload", "see")}
        found = [one for one in self._shelf.all() if self._relation(one.owner) in may]
        return self._as_they_stand(found)

    def get(self, upload_id: str) -> Upload:
        """One upload. Raises NotFound."""
        return self._may("see", upload_id)

    def check(self, upload_id: str, choice: Choice, expected: int | None = None) -> Upload:
        """Read a file as the user says, and write nothing.

        expected: the version that the user has seen. Raises InputError for a choice that doesn't fit, Stale, Conflict.
        """
        upload = self._may("change", upload_id)
        if expected is not None and upload.version != expected:
            raise Stale("このファイルは、別のところで読み直されました。開き直してください。")
        self._must_wait_for_nothing(upload)
        if choice.kind not in pipeline.CHOICES:
            raise InputError(f"種類は {'、'.join(pipeline.CHOICES)} のどれかを指定してください。")
        upload = self._shelf.change(upload_id, choice=choice, state=STORED, job_id=None)
        if upload.size > LARGE:
            return self._begin("取込の確認", upload, self._checked)
        return self._checked(upload, None)

    def report(self, upload_id: str) -> dict[str, Any] | None:
        """What the last reading came to, in the shape of `ingest --json`; None before one."""
        return self._shelf.report(self._may("see", upload_id))

    def issues(
        self, upload_id: str, severity: str = "", code: str = "", limit: int = 100, after: int = 0
    ) -> tuple[list[dict[str, Any]], int | None]:
        """A page of the last reading's issues, and where the next one begins."""
        found = (self.report(upload_id) or {}).get("issues", [])
        told = [one for one in found if severity in ("", one["severity"]) and code in ("", one["code"])]
        page = told[after : after + limit]
        return page, after + limit if after + limit < len(told) else None

    def around(self, upload_id: str, sheet: str, row: int, span: int = 4) -> list[dict[str, Any]]:
        """The rows of a sheet around one of them, as they stand: number and cells. Raises NotFound, UnreadableFile."""
        upload = self._may("see", upload_id)
        with open_workbook(self._shelf.file(upload), upload.name) as book:
            found = _sheet(book, sheet)
            near = (one for one in found.rows() if row - span <= one.number <= row + span)
            return [{"row": one.number, "cells": list(one.cells)} for one in islice(near, 2 * span + 1)]

    def tops(self, upload_id: str, rows: int = 12) -> dict[str, list[dict[str, Any]]]:
        """The first rows of each sheet that hold anything (number and cells), by the sheet's name. Raises NotFound, UnreadableFile."""
        upload = self._may("see", upload_id)
        with open_workbook(self._shelf.file(upload), upload.name) as book:
            return {
                sheet.name: [
                    {"row": one.number, "cells": list(one.cells)}
                    for one in islice((row for row in sheet.rows() if not row.blank), rows)
                ]
                for sheet in book.sheets
                if sheet.keys is None
            }

    def faulty_column(self, upload_id: str, issue: Mapping[str, Any]) -> int:
        """The 0-based column of the cell that an issue (of `issues`, with a row) is about. Raises InputError."""
        upload = self._may("see", upload_id)
        with open_workbook(self._shelf.file(upload), upload.name) as book:
            return faulty_column(_sheet(book, issue["sheet"]), Issue(**issue))

    def marked(self, upload_id: str) -> Handed:
        """A copy (.xlsx) with the faulty cells marked and all issues listed. Raises Conflict before a reading."""
        upload = self._may("export", upload_id)
        found = self._shelf.report(upload)
        if found is None or upload.state == UNREADABLE:
            raise Conflict("まだ読み終わっていないか、読めないファイルです。先に内容を確認してください。")
        issues = [Issue(**one) for one in found["issues"]]
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            target = Path(folder) / "marked.xlsx"
            mark_copy(self._shelf.file(upload), issues, target, upload.name)
            content = target.read_bytes()
        self._db.trail.exported(self._viewer, "upload", upload.id, "download", sha256=upload.sha256)
        return handed(f"{Path(upload.name).stem}_確認.xlsx", content)

    def remove(self, upload_id: str) -> None:
        """Forget an upload; what was taken in stays."""
        upload = self._may("change", upload_id)
        self._must_wait_for_nothing(upload)
        self._shelf.remove(upload)

    # Taking in and back

    def commit(self, upload_id: str) -> Upload:
        """Take a file in as it was last checked (a large one: by a background job); a second time changes nothing, unless it was taken back.

        Raises Conflict while it is being read, where it wasn't checked or cannot be read, and what the reading raises.
        """
        upload = self._may("change", upload_id)
        self._must_wait_for_nothing(upload)
        if upload.state == TAKEN_IN:
            return upload
        if upload.state == UNREADABLE:
            raise Conflict("表として読めないファイルは取り込めません。")
        if upload.state == STORED:  # its check was stopped, or failed
            raise Conflict("まだ内容を確認していないファイルは取り込めません。先に内容を確認してください。")
        if upload.size > LARGE:
            return self._begin("取込", upload, self._taken_in)
        return self._taken_in(upload, None)

    def batches(self) -> list[StoredBatch]:
        """The readings of files that the viewer may see, newest first."""
        may = relations(self._viewer, "upload") or {demand(self._viewer, "upload", "see")}
        return [one for one in self._db.batches() if self._relation(one.person) in may]

    def undo(self, batch_id: int) -> None:
        """Take a reading back. Raises NotFound, and InputError where others build on it (it says which)."""
        found = next((one for one in self._db.batches() if one.id == batch_id), None)
        demand(self._viewer, "upload", "remove", self._relation(found.person) if found else "foreign")
        undo(self._db, self._viewer, batch_id)

    # What may be said of files

    def kinds(self) -> dict[str, str]:
        """What a file may hold, for a select box."""
        demand(self._viewer, "upload", "make", "own")
        return {AUTO: "自動で見分ける", **KIND_LABELS}

    def fields(self, kind: str) -> dict[str, str]:
        """What a heading of this kind of file may mean: what `Choice.columns` takes -> what it is called ("" : the notes)."""
        demand(self._viewer, "upload", "make", "own")
        entity = _ENTITIES.get(kind)
        known = {key: one.label for key, one in fields(entity).items()} if entity else {}
        return known | (question_names() if kind == "survey" else {})

    # Inside

    def _may(self, verb: Verb, upload_id: str) -> Upload:
        demand(self._viewer, "upload", verb, "own")
        upload = self._shelf.get(upload_id)
        demand(self._viewer, "upload", verb, self._relation(upload.owner))
        return self._as_they_stand([upload])[0]

    def _as_they_stand(self, uploads: Sequence[Upload]) -> list[Upload]:
        """Files whose taking in was taken back wait to be taken in again, wherever it was taken back."""
        if not any(one.state == TAKEN_IN for one in uploads):
            return list(uploads)
        standing = {one.id for one in self._db.batches() if one.undone_at is None}
        return [
            one if one.state != TAKEN_IN or one.batch in standing else replace(one, state=CHECKED, batch=None)
            for one in uploads
        ]

    def _relation(self, owner: str) -> Relation:
        return "own" if owner == self._viewer.key else "foreign"

    def _must_wait_for_nothing(self, upload: Upload) -> None:
        if upload.job_id is not None and self._jobs().going_on(upload.job_id):
            raise Conflict("このファイルはいま読んでいるところです。終わるのを待つか、中止してください。")

    def _begin(self, kind: str, upload: Upload, work: Callable[[Upload, Follow | None], Upload]) -> Upload:
        def long_work(progress: Follow) -> dict[str, Any]:
            done = work(self._shelf.get(upload.id), progress)
            return {"upload": done.id, "state": done.state, "batch": done.batch}

        job = self._jobs().begin(kind, long_work)
        return self._shelf.change(upload.id, job_id=job.id)

    def _checked(self, upload: Upload, follow: Follow | None) -> Upload:
        try:
            report = self._run(upload, follow, dry_run=True)
        except UnreadableFile as error:
            report = IngestReport.unreadable(upload.name, str(error))
        return self._shelf.change(upload.id, report.to_json(), state=UNREADABLE if report.error else CHECKED)

    def _taken_in(self, upload: Upload, follow: Follow | None) -> Upload:
        with self._shelf.taking_in():  # a second one, of this or another process, finds it taken in
            (upload,) = self._as_they_stand([self._shelf.get(upload.id)])
            if upload.state == TAKEN_IN:
                return upload
            report = self._run(upload, follow, dry_run=False)
            return self._shelf.change(upload.id, report.to_json(), state=TAKEN_IN, batch=report.batch)

    def _run(self, upload: Upload, follow: Follow | None, *, dry_run: bool) -> IngestReport:
        choice = upload.choice
        return pipeline.run(
            self._shelf.file(upload), self._db, choice.kind, dry_run,
            survey=choice.survey, columns=choice.columns, headings=choice.headings, called=upload.name, viewer=self._viewer, follow=follow,
        )  # fmt: skip


def _sheet(book: Workbook, name: str) -> Sheet:
    found = next((one for one in book.sheets if one.name == name or len(book.sheets) == 1), None)
    if found is None:
        raise InputError(f"シート「{name}」はこのファイルにありません。")
    return found


def undo(db: CorporateDatabase, viewer: Viewer, batch_id: int) -> None:
    """Take a reading back for a viewer who may."""
    with db.working(viewer) as work:
        work.writer.undo_batch(batch_id)
        work.note("undo", "upload", batch_id)
