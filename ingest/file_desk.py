"""Forms to fill in, and the whole database as a workbook, for one viewer."""

from __future__ import annotations

from pathlib import Path

from ingest.exporting import Export, export, export_survey
from ingest.handed import Handed, written
from ingest.templates import titles, write_template
from ingest.uploads import shown_name
from matching.corporate import CorporateDatabase
from matching.corporate.access import Subject, Viewer, demand


class FileDesk:
    """Files to take away, as far as the viewer may."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    def templates(self) -> dict[str, str]:
        """The forms: kind -> what each is called."""
        demand(self._viewer, "upload", "make", "own")
        return titles()

    def template(self, kind: str) -> Handed:
        """A form to fill in (.xlsx). Raises InputError for an unknown kind."""
        demand(self._viewer, "upload", "make", "own")

        def write(path: Path) -> list[Path]:
            write_template(kind, path)
            return [path]

        return written(titles().get(kind, kind), ".xlsx", write)

    def export(self, survey: str = "") -> Handed:
        """Firms and orders as a workbook that reads back (survey: the answers to one); a .zip where it takes more files."""
        subjects: tuple[Subject, ...] = ("survey",) if survey else ("supplier", "buyer", "order")
        for subject in subjects:
            demand(self._viewer, subject, "export")
        for subject in subjects:
            self._db.trail.exported(self._viewer, subject, survey or "all")

        def write(path: Path) -> list[Path]:
            done: Export = export_survey(self._db, survey, path) if survey else export(self._db, path)
            return done.files

        return written(shown_name(survey) if survey else "企業データベース", ".xlsx", write)
