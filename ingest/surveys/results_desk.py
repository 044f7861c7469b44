"""実績 for one viewer: the year's figures against targets, what was done, targets."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, astuple, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.handed import Handed, written
from ingest.shapes import activity_json
from ingest.surveys.recording import Done, activity_row
from ingest.surveys.results import Results, activities, as_json, results
from ingest.surveys.results_files import kind_of, read_activities, read_targets, write_workbook
from ingest.uploads import shown_name
from matching.corporate import CorporateDatabase, TargetRow
from matching.corporate.access import Viewer, demand
from matching.corporate.activities import days_of, fiscal_year, targets
from matching.corporate.requests import RequestKey
from matching.errors import InputError, Stale


class ResultsDesk:
    """Results, as far as the viewer may see and change them. year: 年度, the western year of its April (None: the present one)."""

    def __init__(self, db: CorporateDatabase, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer

    def year(self, year: int | None = None) -> dict[str, Any]:
        """The figures in the shape of `results --json`. Who did what and for whom is told to those alone who see all."""
        granted = demand(self._viewer, "result", "see")
        return as_json(self._results(year, everything=granted == "all"))

    def workbook(self, year: int | None = None) -> Handed:
        """The figures as a workbook."""
        granted = demand(self._viewer, "result", "export")
        found = self._results(year, everything=granted == "all")
        self._db.trail.exported(self._viewer, "result", found.year)

        def write(path: Path) -> list[Path]:
            write_workbook(found, path)
            return [path]

        return written(f"実績_{found.year}年度", ".xlsx", write)

    def activities(self, year: int | None = None) -> list[dict[str, Any]]:
        """Visits, introductions and contracts of a year, by day."""
        demand(self._viewer, "activity", "see")
        first, last = days_of(_year(year))
        return [activity_json(one) for one in activities(self._db, first, last)]

    def add(self, done: Done, request: RequestKey | None = None) -> int | None:
        """Put something done on record; its number, None where the very same stands there. Raises InputError, NotFound."""
        demand(self._viewer, "activity", "make")
        done = replace(done, kind=kind_of(done.kind))
        with self._db.working(self._viewer, request) as work:
            number = work.writer.add_activity(activity_row(done, self._db, work.writer))
            if number is not None:
                work.note("make", "activity", number, kind=done.kind)
            work.answer({"id": number})
        return number

    def withdraw(self, activity_id: int) -> None:
        """Take something done off the record. Raises NotFound."""
        demand(self._viewer, "activity", "remove")
        with self._db.working(self._viewer) as work:
            work.writer.withdraw_activity(activity_id)
            work.note("remove", "activity", activity_id)

    def read_activities(self, name: str, content: bytes) -> dict[str, Any]:
        """Put the rows of a list on record: how many were new and known, and which were refused and why."""
        demand(self._viewer, "activity", "make")
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            path = Path(folder) / "list"
            path.write_bytes(content)
            with self._db.working(self._viewer) as work:
                new, known, refused = read_activities(path, work.writer, self._db.order, shown_name(name))
                work.note("import", "activity", "list", new=new)
        return {"new": new, "known": known, "refused": [asdict(one) for one in refused]}

    def targets(self, year: int | None = None) -> tuple[list[TargetRow], int]:
        """The targets of a year and their version."""
        granted = demand(self._viewer, "result", "see")
        found = self._db.targets(_year(year))
        shown = [one for one in found if granted == "all" or not one.coordinator]
        return shown, _version(found)

    def put_targets(self, year: int, rows: Sequence[TargetRow], expected: int | None = None) -> int:
        """Store the targets of a year in place of those there; their version from now on.

        Raises InputError, and Stale where these are not the expected ones.
        """
        demand(self._viewer, "result", "change")
        if any(one.fiscal_year != year for one in rows):
            raise InputError(f"{year}年度の目標だけを指定してください。")
        with self._db.working(self._viewer) as work:
            if expected is not None and _version(self._db.targets(year)) != expected:
                raise Stale("目標は、ほかの人が先に変えました。読み直してから、もう一度変えてください。")
            work.writer.clear_targets(year)
            work.writer.put_targets(rows)
            work.note("change", "result", year)
            return _version(targets(work.connection, year))

    def read_targets(self, name: str, content: bytes) -> list[TargetRow]:
        """Store the targets of a file. Raises InputError that names the row, UnreadableFile."""
        demand(self._viewer, "result", "change")
        with TemporaryDirectory(prefix="juhatchu-") as folder:
            path = Path(folder) / "targets"
            path.write_bytes(content)
            rows = read_targets(path, shown_name(name))
        with self._db.working(self._viewer) as work:
            work.writer.put_targets(rows)
            for year in sorted({one.fiscal_year for one in rows}):
                work.note("change", "result", year)
        return list(rows)

    def _results(self, year: int | None, *, everything: bool) -> Results:
        found = results(self._db, _year(year))
        return found if everything else replace(found, coordinators=(), unrecorded=())


def _version(rows: Sequence[TargetRow]) -> int:
    """A number that changes with the targets."""
    return zlib.crc32(repr([astuple(one) for one in rows]).encode())


def _year(year: int | None) -> int:
    return fiscal_year(date.today()) if year is None else year
