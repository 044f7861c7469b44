"""The command `juhatchu ingest`: files in, batches taken back."""

from __future__ import annotations

import argparse
import getpass
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.columns import MAIN_KINDS
from ingest.report import IngestReport, Issue
from matching.cli.common import add_common, say, warn, write_json
from matching.corporate import CorporateDatabase
from matching.errors import InputError, UnreadableFile
from matching.settings import Settings

_ISSUES_SHOWN = 20
_KIND_LABELS = {"suppliers": "受注企業", "buyers": "発注企業", "orders": "発注案件"}
_OUTCOME_LABELS = {"accepted": "新規", "updated": "更新", "unchanged": "変更なし", "rejected": "取り込めず"}


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `ingest` to the main parser's commands."""
    parser = subparsers.add_parser("ingest", help="ファイルを企業データベースに取り込む")
    add_common(parser)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="CSV、.xlsx、JSON Lines のファイル")
    parser.add_argument(
        "--kind", default=pipeline.AUTO, help=f"内容: {' / '.join((pipeline.AUTO, *MAIN_KINDS))}"
    )
    parser.add_argument("--dry-run", action="store_true", help="書き込まずに、どうなるかだけを示す")
    parser.add_argument("--undo", type=int, metavar="BATCH", help="取り込みを取り消す(取り込み番号)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run `ingest`: 0 done, 1 some rows or files refused, 2 nothing done. Raises InputError for bad usage."""
    if bool(args.paths) == (args.undo is not None):
        raise InputError("取り込むファイルか、--undo 取り込み番号の、どちらか一方を指定してください。")
    with CorporateDatabase.open(settings.database_url) as db:
        if args.undo is not None:
            return _undo(args, db)
        reports = [_report(Path(path), args, db) for path in args.paths]
    return exit_code(reports)


def exit_code(reports: list[IngestReport]) -> int:
    """0 if all was taken in, 2 if no file could be read, 1 between."""
    if all(report.error for report in reports):
        return 2
    return int(any(report.error or report.rows.rejected for report in reports))


def _report(path: Path, args: argparse.Namespace, db: CorporateDatabase) -> IngestReport:
    """Read one file and show what came of it; later files are read even if this one cannot be."""
    try:
        report = pipeline.run(path, db, args.kind, args.dry_run, person=_person(), progress=True)
    except UnreadableFile as error:
        warn(str(error))
        report = IngestReport.unreadable(str(path), str(error))
    if args.json:
        write_json(report.to_json())
    elif not report.error:
        say("\n".join(lines(report, dry_run=args.dry_run)))
    return report


def _undo(args: argparse.Namespace, db: CorporateDatabase) -> int:
    with db.writing(_person()) as writer:
        writer.undo_batch(args.undo)
    if args.json:
        write_json({"undone": args.undo, "revision": db.revision()})
    else:
        say(f"取り込み {args.undo} を取り消しました。")
    return 0


def lines(report: IngestReport, *, dry_run: bool = False) -> Iterator[str]:
    """A report as lines for a person."""
    rows = report.rows
    counts = "、".join(f"{label} {getattr(rows, key):,}" for key, label in _OUTCOME_LABELS.items())
    done = "書き込んでいません(--dry-run)" if dry_run else f"取り込み番号 {report.batch}"
    yield f"{report.file}: {_KIND_LABELS.get(report.kind, report.kind)} {rows.read:,} 行({counts}) {done}"
    if report.companies.to_review:
        yield f"  同じ企業かもしれないもの {report.companies.to_review:,} 件は確認待ちです。"
    for issue in report.issues[:_ISSUES_SHOWN]:
        yield f"  {_issue_line(issue)}"
    hidden = Counter(issue.severity for issue in report.issues[_ISSUES_SHOWN:])
    if hidden:
        errors = hidden["error"]
        yield f"  ほかに {hidden.total():,} 件(うちエラー {errors:,} 件)。すべて見るには --json。"


def _issue_line(issue: Issue) -> str:
    place = " ".join(
        part for part in (issue.sheet, f"{issue.row}行" if issue.row else "", issue.column) if part
    )
    label = "エラー" if issue.severity == "error" else "注意"
    return f"{label} [{place}] {issue.message}"


def _person() -> str:
    """Who runs the command, for the record; "" where the machine knows no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
