"""The steps in order. Workbook -> columns -> values -> checks are pure; the last writes, all or nothing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path

from tqdm import tqdm

from ingest.cells import SheetCells
from ingest.checks import Checked, check_row
from ingest.columns import KINDS, MAIN_KINDS, Kind, Layout, read_layout
from ingest.details import DetailSheets, shared_names
from ingest.linking import CompanyTally
from ingest.report import IngestReport, Issue, RowCounts, SheetReport
from ingest.storing import Buyers, RowStore
from ingest.workbook import Row, Sheet, Workbook, open_workbook
from matching.corporate import CorporateDatabase
from matching.errors import InputError, UnreadableFile

AUTO = "auto"
# Files shorter than this are read before a progress bar would have been seen.
_ROWS_WITHOUT_BAR = 1000
# Orders name buyers and competitors are buyers, so that buyers come first.
_WRITTEN_FIRST: tuple[Kind, ...] = ("buyers", "suppliers", "orders")


@dataclass
class _Reading:
    """One file being read: its sheets by kind, and what has come of its rows so far."""

    book: Workbook
    name: str
    main: list[SheetCells]
    details: DetailSheets
    reports: tuple[SheetReport, ...]
    issues: list[Issue]
    outcomes: Counter[str] = field(default_factory=Counter)
    firms: CompanyTally = field(default_factory=CompanyTally)
    warned_surplus: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """What the file is: the kind of its first sheet that holds rows of its own."""
        return self.main[0].layout.kind

    def counts(self) -> RowCounts:
        found = {key: self.outcomes[key] for key in ("accepted", "updated", "unchanged", "rejected")}
        return RowCounts(self.outcomes.total(), **found)

    def report(self, path: Path, batch: int | None) -> IngestReport:
        issues = (*self.issues, *self.details.unmatched())
        return IngestReport(
            str(path),
            self.book.sha256,
            batch,
            self.kind,
            self.book.encoding,
            None,
            self.reports,
            self.counts(),
            self.firms.counts(),
            issues,
        )


def run(
    path: Path | str,
    db: CorporateDatabase,
    kind: str = AUTO,
    dry_run: bool = False,
    *,
    person: str = "",
    progress: bool = False,
) -> IngestReport:
    """Read a file of suppliers, buyers or orders into the database, all of it or nothing.

    kind: "auto" (from the headings), or one of MAIN_KINDS, for all sheets but those of machines and proofs.
    dry_run: report what would happen and write nothing (batch is then None). person: who reads it in.
    progress: a bar on standard error for files of more than a thousand rows.
    Raises UnreadableFile for what is no table, InputError for an unknown kind, DatabaseError.
    """
    path = Path(path)
    if kind not in (AUTO, *MAIN_KINDS):
        raise InputError(f"--kind には {'、'.join((AUTO, *MAIN_KINDS))} のどれかを指定してください。")
    with open_workbook(path) as book:
        reading = _read_sheets(book, kind)
        batch = _write(reading, db, dry_run, person, progress)
        return reading.report(path, batch)


# --- sheets -----------------------------------------------------------------------------------------------


def _read_sheets(book: Workbook, kind: str) -> _Reading:
    layouts = [(sheet, _layout(sheet, kind, len(book.sheets) > 1)) for sheet in book.sheets]
    if not any(layout and layout.kind in MAIN_KINDS for _, layout in layouts):
        # Sheets of machines alone name firms as well: better a list of firms than nothing.
        layouts = [(sheet, _layout(sheet, kind, False)) for sheet in book.sheets]
    known = [SheetCells(sheet, layout) for sheet, layout in layouts if layout]
    main = [sheet for sheet in known if sheet.layout.kind in MAIN_KINDS]
    if not main:
        raise UnreadableFile(
            f"{book.path.name} に見出しの行が見つかりません。"
            "1行目に「企業名」「加工内容」などの見出しを入れてください(案件は「品名」など)。"
        )
    issues = [_no_heading(sheet) for sheet, layout in layouts if not layout and _holds_anything(sheet)]
    reports = tuple(_sheet_report(sheet, issues) for sheet in known)
    main.sort(key=lambda sheet: _WRITTEN_FIRST.index(sheet.layout.kind))
    return _Reading(book, book.path.name, main, _read_details(known, main), reports, issues)


def _layout(sheet: Sheet, kind: str, with_details: bool) -> Layout | None:
    chosen = MAIN_KINDS if kind == AUTO else tuple(one for one in MAIN_KINDS if one == kind)
    return read_layout(sheet, chosen + tuple(one for one in KINDS if with_details and one not in MAIN_KINDS))


def _holds_anything(sheet: Sheet) -> bool:
    return any(not row.blank for row in sheet.rows())


def _no_heading(sheet: Sheet) -> Issue:
    message = f"シート「{sheet.name}」に見出しの行が見つからないため、取り込みませんでした。"
    return Issue("warning", "no-heading-row", message, sheet.name)


def _read_details(known: list[SheetCells], main: list[SheetCells]) -> DetailSheets:
    sheets = [sheet for sheet in known if sheet.layout.kind not in MAIN_KINDS]
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
    row = layout.header_row or None
    unmapped = [column for column in layout.unmapped if column.heading]
    for column in unmapped:
        label = sheet.labels[column.index]
        if column.rivals:
            labels = "、".join(column.rivals)
            message = f"「{label}」は複数の項目({labels})に当たるため、備考に「{label}: 値」として残します。"
            issues.append(Issue("warning", "ambiguous-column", message, name, row, column=label))
        else:
            message = f"「{label}」は知らない見出しのため、備考に「{label}: 値」として残します。"
            issues.append(Issue("warning", "unmapped-column", message, name, row, column=label))
    columns = {sheet.labels[one.index]: one.field for one in layout.columns if one.field}
    labels_unmapped = tuple(sheet.labels[column.index] for column in unmapped)
    return SheetReport(name, layout.kind, (row,) if row else (), columns, labels_unmapped)


# --- rows -------------------------------------------------------------------------------------------------


def _checked_rows(reading: _Reading, progress: bool) -> Iterator[Checked]:
    rows = ((sheet, row) for sheet in reading.main for row in sheet.data_rows())
    for sheet, row in _with_bar(rows) if progress else rows:
        if sheet.surplus(row):
            _warn_surplus(reading, sheet, row)
        checked = check_row(sheet, row, reading.name, reading.details)
        reading.issues += checked.issues
        yield checked


def _with_bar(rows: Iterator[tuple[SheetCells, Row]]) -> Iterator[tuple[SheetCells, Row]]:
    yield from islice(rows, _ROWS_WITHOUT_BAR)
    if (first := next(rows, None)) is not None:
        rest = chain([first], rows)
        yield from tqdm(rest, "取り込み中", unit="行", initial=_ROWS_WITHOUT_BAR, file=sys.stderr)


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
    reading: _Reading, db: CorporateDatabase, dry_run: bool, person: str, progress: bool
) -> int | None:
    buyers = Buyers(db.buyers())
    with db.writing(person or f"取り込み: {reading.name}", dry_run=dry_run) as writer:
        batch = writer.begin_batch(reading.name, reading.book.sha256, reading.kind)
        store = RowStore(writer, buyers, reading.firms, reading.issues)
        for checked in _checked_rows(reading, progress):
            reading.outcomes[store.row(checked)] += 1
        writer.finish_batch(asdict(reading.counts()))
    return None if dry_run else batch
