"""The steps in order. Workbook -> columns -> values -> checks are pure; the last writes, all or nothing."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ingest.cells import SheetCells, book_issues
from ingest.checks import Checked, check_row
from ingest.codebooks import codebook, explains, lists_choices
from ingest.columns import KINDS, MAIN_KINDS, REGISTER_KINDS, Kind, Layout, layout_doubts, read_layout
from ingest.corrections import Corrections
from ingest.details import DetailSheets, shared_names
from ingest.forms import form_table
from ingest.headers import heading_candidates, with_headings
from ingest.kinds import asks_buyers
from ingest.linking import CompanyTally
from ingest.questions import Question
from ingest.registers import RegisterReading
from ingest.remarksheet import KeptRemarks
from ingest.report import CompanyCounts, IngestReport, Issue, RowChange, RowCounts, SheetReport
from ingest.responses import with_registered_numbers
from ingest.sidesheets import side_sheet
from ingest.storing import RowStore
from ingest.surveyyears import several_years
from ingest.unanswered import no_choice
from ingest.workbook import Row, Sheet, Workbook, open_workbook
from matching.corporate import CorporateDatabase, Writer
from matching.corporate.access import Viewer
from matching.errors import InputError, UnreadableFile

AUTO = "auto"
CHOICES = (AUTO, *MAIN_KINDS, *REGISTER_KINDS)
# Files shorter than this are read before a progress bar would have been seen.
_ROWS_WITHOUT_BAR = 1000
# Orders name buyers and competitors are buyers, so that buyers come first.
_WRITTEN_FIRST: tuple[Kind, ...] = ("buyers", "suppliers", "survey", "orders", *REGISTER_KINDS)
# How far a reading is, from 0 to 1, and what it is at; what it raises ends the reading, and all is taken back.
Follow = Callable[[float, str], None]
_Note = Callable[..., None]
# Opening and understanding a file take about this share of the time; progress is told so many rows apart.
_OPENED, _STEP = 0.1, 100
# By so many rows of a file its earlier states are recognised.
_SAMPLED = 200


@dataclass
class _Reading:
    """One file being read: its sheets by kind, and what has come of its rows so far."""

    book: Workbook
    name: str
    main: list[SheetCells]
    details: DetailSheets
    reports: tuple[SheetReport, ...]
    issues: list[Issue]
    corrections: Corrections
    survey: str = ""
    kept: KeptRemarks = field(default_factory=KeptRemarks)
    by_kind: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    firms: CompanyTally = field(default_factory=CompanyTally)
    companies: CompanyCounts | None = None
    warned_surplus: set[str] = field(default_factory=set)
    changes: list[RowChange] = field(default_factory=list)
    changes_total: int = 0
    corrects: int | None = None
    drafts: int = 0
    follow: Follow | None = None

    @property
    def kind(self) -> str:
        """What the file is: the kind of its first sheet that holds rows of its own."""
        return self.main[0].layout.kind

    def counts(self) -> RowCounts:
        found = {key: self.outcomes[key] for key in ("accepted", "updated", "unchanged", "rejected")}
        return RowCounts(self.outcomes.total(), **found)

    def report(self, file: str, batch: int | None) -> IngestReport:
        issues = (*self.issues, *self.details.unmatched(), *self.kept.unmatched())
        return IngestReport(
            file,
            self.book.sha256,
            batch,
            self.kind,
            self.book.encoding,
            None,
            self.reports,
            self.counts(),
            self.companies or self.firms.counts(),
            issues,
            self.corrects,
            self.survey or None,
            tuple(self.changes),
            self.changes_total,
            self.drafts,
            dict(self.by_kind),
        )


def run(
    path: Path | str,
    db: CorporateDatabase,
    kind: str = AUTO,
    dry_run: bool = False,
    *,
    person: str = "",
    progress: bool = False,
    survey: str = "",
    columns: Mapping[str, str] | None = None,
    headings: Mapping[str, int] | None = None,
    called: str = "",
    viewer: Viewer | None = None,
    follow: Follow | None = None,
) -> IngestReport:
    """Read a file into the database, all of it or nothing.

    kind: "auto" (from the content), one of MAIN_KINDS for all sheets but those of machines and proofs, or one of
    REGISTER_KINDS. dry_run: report what would happen and write nothing (batch is then None). person: who reads it in.
    progress: a bar on standard error for files of more than a thousand rows. survey: the title of the survey that the
    file's answers or orders belong to (answers without one take the file's name). columns: heading -> field, what the
    user says of headings; remembered for sheets with the same headings. headings: sheet -> the row in which its headings
    begin ("": of the only sheet). called: the file's name where it was uploaded
    under another one. viewer: for whom it is read, on the audit trail (the caller has asked the access rules); in place of
    person. follow: is told how far it is.
    Raises UnreadableFile for what is no table, InputError for an unknown kind, heading, field, sheet or row, DatabaseError.
    """
    path = Path(path)
    if kind not in CHOICES:
        raise InputError(f"--kind には {'、'.join(CHOICES)} のどれかを指定してください。")
    with open_workbook(path, called) as book:
        if follow:
            follow(_OPENED / 2, "見出しを読んでいます")
        corrections = Corrections(db.layout_corrections(), columns or {})
        reading = _read_sheets(
            with_headings(book, headings or {}), kind, corrections, survey, partial(_registered, db)
        )
        reading.follow = follow
        batch = _write(reading, db, dry_run, viewer.key if viewer else person, progress, viewer)
        return reading.report(called or str(path), batch)


# --- sheets -----------------------------------------------------------------------------------------------


def _registered(db: CorporateDatabase) -> frozenset[str]:
    return frozenset(one.source_id for one in db.suppliers())


def _read_sheets(
    book: Workbook,
    kind: str,
    corrections: Corrections,
    survey: str,
    registered: Callable[[], Collection[str]],
) -> _Reading:
    kept, sheets = KeptRemarks.parted(book.sheets)
    book = replace(book, sheets=sheets)
    if kind not in REGISTER_KINDS:
        book = replace(book, sheets=tuple(_table(sheet) for sheet in book.sheets))
    chosen = _kinds(kind, survey)
    layouts = _layouts(book, chosen, corrections)
    if not any(layout and layout.kind in _WRITTEN_FIRST for _, layout in layouts):
        # Sheets of machines alone name firms as well: better a list of firms than nothing. And a survey's title
        # may be given for a list that asks nothing.
        layouts = _layouts(book, tuple(one for one in chosen if one in _WRITTEN_FIRST), corrections)
        if survey and kind == AUTO and not any(layout for _, layout in layouts):
            layouts = _titled(book, corrections)
    known = [
        SheetCells(sheet, with_registered_numbers(_answered_by(layout, survey), sheet, registered))
        for sheet, layout in layouts
        if layout
    ]
    aside = {one.sheet.name: side for one in known if (side := side_sheet(one, known))}
    asked = [question for one in known for question in one.layout.questions]
    used = {sheet.name for sheet in book.sheets if explains(sheet, asked)}  # lists of choices
    issues = [side.issue for side in aside.values() if side.issue and side.name not in used]
    known = [one for one in known if one.sheet.name not in aside]
    main = [sheet for sheet in known if sheet.layout.kind in _WRITTEN_FIRST]
    if not main:
        raise UnreadableFile(
            f"{book.path.name} に見出しの行が見つかりません。"
            "1行目に「企業名」「加工内容」などの見出しを入れてください(案件は「品名」など)。"
            "見出しがほかの言葉で書いてあるときは、見出しの行を指定してください。"
        )
    corrections.must_all_be_used()
    unread = [sheet for sheet, layout in layouts if not layout and _holds_anything(sheet)]
    issues += [_no_heading(sheet) for sheet in unread if sheet.name not in used]
    issues += book_issues(book)
    reports = tuple(_sheet_report(sheet, issues) for sheet in known)
    main.sort(key=lambda sheet: _WRITTEN_FIRST.index(sheet.layout.kind))
    title = survey.strip() or (book.path.stem if any(one.layout.kind == "survey" for one in main) else "")
    if years := several_years(main):
        issues.append(years)
    details = _read_details(known, main)
    return _Reading(book, book.path.name, main, details, reports, issues, corrections, title, kept)


def _table(sheet: Sheet) -> Sheet:
    """A form as a table; what a person said has headings is one already."""
    return sheet if sheet.headings_from is not None else form_table(sheet) or sheet


def _titled(book: Workbook, corrections: Corrections) -> list[tuple[Sheet, Layout | None]]:
    """A file with a survey's title that asks nothing known: a list, or a survey where it has headings that no list has."""
    layouts = _layouts(book, MAIN_KINDS, corrections)
    if any(column.heading for _, layout in layouts if layout for column in layout.unmapped):
        asking = _layouts(book, ("survey",), corrections)
        if any(layout for _, layout in asking):
            return asking
    return layouts


def _kinds(kind: str, survey: str) -> tuple[Kind, ...]:
    if kind == AUTO:
        return tuple(one for one in KINDS if one in ("survey", "orders")) if survey else KINDS
    beside = [one for one in KINDS if one not in _WRITTEN_FIRST]
    return (*(one for one in KINDS if one == kind), *beside)


def _layouts(
    book: Workbook, kinds: tuple[Kind, ...], corrections: Corrections
) -> list[tuple[Sheet, Layout | None]]:
    if len(book.sheets) == 1:
        kinds = tuple(one for one in kinds if one in _WRITTEN_FIRST)
    choices = codebook(book.sheets) if "survey" in kinds and len(book.sheets) > 1 else None
    return [
        (
            sheet,
            corrections.layout(
                lambda known, one=sheet: read_layout(one, kinds, known, choices),  # type: ignore[misc]
                (block.cells for block in heading_candidates(sheet)),
            ),
        )
        for sheet in book.sheets
    ]


def _answered_by(layout: Layout, survey: str) -> Layout:
    """The layout of a survey of buyers where the title that the user gives says so."""
    buyers = layout.kind == "survey" and asks_buyers(survey)
    return replace(layout, of_buyers=layout.of_buyers or buyers)


def _holds_anything(sheet: Sheet) -> bool:
    return any(not row.blank for row in sheet.rows())


def _no_heading(sheet: Sheet) -> Issue:
    if lists_choices(sheet):
        message = f"シート「{sheet.name}」は選択肢の一覧とみましたが、どの設問のものか分からないため、使いませんでした。"
        return Issue("warning", "side-sheet", message, sheet.name)
    message = f"シート「{sheet.name}」に見出しの行が見つからないため、取り込みませんでした。"
    return Issue("warning", "no-heading-row", message, sheet.name)


def _read_details(known: list[SheetCells], main: list[SheetCells]) -> DetailSheets:
    sheets = [sheet for sheet in known if sheet.layout.kind not in _WRITTEN_FIRST]
    if not sheets:
        return DetailSheets()
    firms = [sheet for sheet in main if sheet.layout.kind == "suppliers"]
    names = (sheet.of(row).one("company_name") for sheet in firms for row in sheet.data_rows())
    details = DetailSheets(shared_names(names))
    for sheet in sheets:
        details.read(sheet)
    return details


def _sheet_report(sheet: SheetCells, issues: list[Issue]) -> SheetReport:
    """The sheet's columns; headings that cannot be placed become issues."""
    layout, name = sheet.layout, sheet.sheet.name
    issues += sheet.sheet_issues()
    row = layout.header_row or None
    for code, message, label in layout_doubts(layout, sheet.labels):
        issues.append(Issue("warning", code, message, name, row, column=label))
    columns = {sheet.labels[one.index]: one.field for one in layout.columns if one.field}
    unmapped = tuple(sheet.labels[column.index] for column in layout.unmapped if column.heading)
    return SheetReport(name, layout.kind, layout.header_rows, columns, unmapped)


# --- rows -------------------------------------------------------------------------------------------------


def _checked_rows(reading: _Reading, progress: bool) -> Iterator[Checked]:
    main = [sheet for sheet in reading.main if sheet.layout.kind in MAIN_KINDS]
    rows = ((sheet, row) for sheet in main for row in sheet.data_rows(reading.issues))
    for sheet, row in _watched(reading, rows, progress):
        if sheet.surplus(row):
            _warn_surplus(reading, sheet, row)
        checked = check_row(sheet, row, reading.name, reading.details)
        if checked.nameless is None:  # else they are told once its firm is found
            reading.issues += checked.issues
        reading.by_kind[sheet.layout.kind] += 1
        checked = reading.kept.given(checked) if reading.kept.waiting else checked
        yield replace(checked, provenance=replace(checked.provenance, raw=_raw(row)))


def _watched(reading: _Reading, rows: Iterator[Any], progress: bool) -> Iterator[Any]:
    """The same rows, while somebody is told how far it is."""
    if progress:
        rows = _with_bar(rows)
    return _followed(reading, rows, reading.follow) if reading.follow else rows


def _followed(reading: _Reading, rows: Iterator[Any], follow: Follow) -> Iterator[Any]:
    total = sum(1 for sheet in reading.main for _ in sheet.sheet.rows())
    for done, row in enumerate(rows):
        if done % _STEP == 0:
            share = _OPENED + (1 - _OPENED) * min(1.0, done / max(1, total))
            follow(share, f"約 {total:,} 行のうち {done:,} 行を読みました")
        yield row


def _with_bar(rows: Iterator[Any]) -> Iterator[Any]:
    yield from islice(rows, _ROWS_WITHOUT_BAR)
    if (first := next(rows, None)) is not None:
        rest = chain([first], rows)
        yield from tqdm(rest, "取り込み中", unit="行", initial=_ROWS_WITHOUT_BAR, file=sys.stderr)


def _raw(row: Row) -> str:
    """A digest of a row's cells as they stand, wherever the row stands."""
    told = "\x1f".join(row.cells).rstrip("\x1f")
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _sample(reading: _Reading) -> list[str]:
    """Digests of some rows, by which earlier states of the file are recognised whatever it is called now."""
    rows = (row for sheet in reading.main for row in sheet.data_rows())
    return list(dict.fromkeys(_raw(row) for row in islice(rows, _SAMPLED)))


def _warn_surplus(reading: _Reading, sheet: SheetCells, row: Row) -> None:
    """Once a sheet: further rows of it are likely to be the same."""
    if sheet.sheet.name not in reading.warned_surplus:
        reading.warned_surplus.add(sheet.sheet.name)
        message = "見出しのない列に値があります。備考に残しました(同じシートのほかの行も同じです)。"
        reading.issues.append(
            Issue("warning", "surplus-cells", message, sheet.sheet.name, row.number, row.line)
        )


# --- the write --------------------------------------------------------------------------------------------


def _write(
    reading: _Reading,
    db: CorporateDatabase,
    dry_run: bool,
    person: str,
    progress: bool,
    viewer: Viewer | None = None,
) -> int | None:
    is_register = reading.kind in REGISTER_KINDS
    sample = [] if is_register else _sample(reading)
    who = person or f"取り込み: {reading.name}"
    with _transaction(db, dry_run, who, viewer) as (writer, note):
        for fingerprint, heading, key in reading.corrections.new():
            writer.correct_layout(fingerprint, heading, key)
        sha256 = reading.book.sha256
        batch = writer.begin_batch(reading.name, sha256, reading.kind, survey=reading.survey, raws=sample)
        if is_register:
            _write_register(reading, writer, progress)
        else:
            _write_rows(reading, writer, progress)
        counts = asdict(reading.counts())
        writer.finish_batch(counts, reading.corrects)
        note("import", "upload", batch, sha256=sha256, kind=reading.kind, rows=counts)
        if reading.follow:
            reading.follow(1.0, "書き込んでいます")  # the last chance to stop
    return None if dry_run else batch


@contextmanager
def _transaction(
    db: CorporateDatabase, dry_run: bool, person: str, viewer: Viewer | None
) -> Iterator[tuple[Writer, _Note]]:
    """One transaction of writes, on the audit trail where it is for a viewer and stays."""
    if viewer is None or dry_run:
        with db.writing(person, dry_run=dry_run) as writer:
            yield writer, lambda *_, **__: None
    else:
        with db.working(viewer) as work:
            yield work.writer, work.note


def _write_rows(reading: _Reading, writer: Writer, progress: bool) -> None:
    for sheet in reading.main:
        writer.add_questions(
            {
                "key": one.key,
                "label": one.label,
                "type": one.type,
                "options": _choices(one),
                "wording": one.heading,
                "certain": one.certain,
            }
            for one in sheet.layout.questions
        )
    store = RowStore(writer, reading.firms, reading.issues, reading.survey)
    for checked in _checked_rows(reading, progress):
        reading.outcomes[store.row(checked)] += 1
    reading.firms.add_links(writer.provisional_links(reading.firms.ids()))
    reading.changes, reading.changes_total = store.changes, store.changes_total
    reading.drafts = store.drafts
    if store.corrected:
        reading.corrects = max(writer.earlier_batches(), default=None)


def _choices(question: Question) -> list[str]:
    return [option.label for option in question.options if not no_choice(option.label)]


def _write_register(reading: _Reading, writer: Writer, progress: bool) -> None:
    register = RegisterReading(writer, reading.kind, reading.name, reading.issues)
    for sheet in reading.main:
        if sheet.layout.kind == reading.kind:
            rows = (
                row for row in sheet.sheet.rows() if row.number > sheet.layout.header_row and not row.blank
            )
            register.read(sheet.sheet, sheet.layout, _watched(reading, rows, progress))
    register.finish()
    reading.outcomes, reading.companies = register.outcomes, register.counts()
