"""The façade over files and surveys for one viewer: the REST service and the dashboard work at it, beside matching/desk.py.

Each part asks matching/corporate/access.py before it reads or writes, and every write goes on the audit trail with what it changes.
"""

from __future__ import annotations

from functools import cached_property

from ingest.file_desk import FileDesk
from ingest.review_desk import ReviewDesk
from ingest.surveys.results_desk import ResultsDesk
from ingest.surveys.survey_desk import SurveyFigures
from ingest.upload_desk import UploadDesk
from matching.desk import Desk

_MEGABYTE = 1_000_000


class SurveyDesk:
    """A viewer's desk for files, surveys and results."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def uploads(self) -> UploadDesk:
        """Files handed in, and the readings of files."""
        desk, settings = self._desk, self._desk.office.settings
        folder = settings.home / "uploads"
        return UploadDesk(desk.db, desk.viewer, lambda: desk.jobs, folder, settings.upload_mb * _MEGABYTE)

    @cached_property
    def surveys(self) -> SurveyFigures:
        """Figures, reports, questionnaires, who was asked, whom to visit."""
        return SurveyFigures(self._desk.db, self._desk.viewer)

    @cached_property
    def work(self) -> ReviewDesk:
        """Reviews and draft orders."""
        return ReviewDesk(self._desk.db, self._desk.viewer)

    @cached_property
    def results(self) -> ResultsDesk:
        """実績, what was done, targets."""
        return ResultsDesk(self._desk.db, self._desk.viewer)

    @cached_property
    def files(self) -> FileDesk:
        """Forms, and exports of the database."""
        return FileDesk(self._desk.db, self._desk.viewer)
