"""The commands that read files in and write them: ingest, review, export, template."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.exporting import export, export_survey
from ingest.marking import check_target, mark_copy
from ingest.report import KIND_LABELS, CompanyCounts, IngestReport, Issue
from ingest.review_desk import ReviewDesk
from ingest.shapes import proposal_json
from ingest.templates import KINDS as FORMS
from ingest.templates import write_template
from ingest.upload_desk import undo
from matching.cli.common import add_common, say, warn, write_json
from matching.corporate import CorporateDatabase, FirmInBrief
from matching.corporate.access import OPERATOR
from matching.errors import InputError, JuhatchuError, UnreadableFile
from matching.settings import Settings

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".jsonl")
_ISSUES_SHOWN = 20
_CHANGES_SHOWN = 10
_OUTCOME_LABELS = {"accepted": "新規", "updated": "更新", "unchanged": "変更なし", "rejected": "取り込めず"}


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the commands to the main parser's."""
    parser = subparsers.add_parser("ingest", help="ファイルを企業データベースに取り込む")
    add_common(parser)
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="Excel(.xlsx .xlsm .xls)、.ods、CSV、TSV、JSON Lines のファイル、またはそのフォルダ",
    )
    parser.add_argument("--kind", default=pipeline.AUTO, help=f"内容: {' / '.join(pipeline.CHOICES)}")
    parser.add_argument(
        "--survey", default="", metavar="TITLE", help="調査の題名(同じ題名の回答は合わせて集計)"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="見出し=項目",
        help="見出しの意味(次からも使う)。項目名(加工内容など)か設問名(採算など)で",
    )
    parser.add_argument(
        "--header-row",
        action="append",
        default=[],
        metavar="[シート=]行",
        help="見出しが始まる行の番号(自動で見つからないとき)。シートがいくつもあるときは シート=行",
    )
    parser.add_argument(
        "--marked", type=Path, metavar="FILE", help="注意のあるセルに印を付けた写し(.xlsx)を書く"
    )
    parser.add_argument("--dry-run", action="store_true", help="書き込まずに、どうなるかだけを示す")
    parser.add_argument("--undo", type=int, metavar="BATCH", help="取り込みを取り消す(取り込み番号)")
    parser.set_defaults(run=run)
    parser = subparsers.add_parser("review", help="同じ企業かもしれないものなど、確認待ちを見て決める")
    add_common(parser)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--accept", type=int, metavar="ID", help="認める(2社を1社にする、名簿の値にする)")
    choice.add_argument("--reject", type=int, metavar="ID", help="認めない(別の企業とする、値はそのまま)")
    choice.add_argument(
        "--accept-batch",
        type=int,
        metavar="BATCH",
        help="この取り込みの、名称と所在地が同じ企業をすべて認める",
    )
    choice.add_argument("--reopen", type=int, metavar="ID", help="決めたことを取り消して確認待ちに戻す")
    parser.set_defaults(run=run_review)
    parser = subparsers.add_parser("export", help="企業データベースを Excel に書き出す(そのまま読み戻せる)")
    add_common(parser)
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--survey", default="", metavar="TITLE", help="この調査の回答を書き出す")
    parser.set_defaults(run=run_export)
    parser = subparsers.add_parser("template", help="記入用の書式(Excel)を書き出す")
    add_common(parser)
    parser.add_argument("kind", metavar="KIND", help=" / ".join(FORMS))
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.set_defaults(run=run_template)


# --- ingest -----------------------------------------------------------------------------------------------


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run `ingest`: 0 done, 1 some rows or files refused, 2 nothing done. Raises InputError for bad usage."""
    if bool(args.paths) == (args.undo is not None):
        raise InputError("取り込むファイルか、--undo 取り込み番号の、どちらか一方を指定してください。")
    if args.marked and (len(args.paths) != 1 or Path(args.paths[0]).is_dir()):
        raise InputError("--marked は、ファイルを1つだけ指定したときに使えます。")
    columns, headings = _columns(args.column), _headings(args.header_row)
    with CorporateDatabase.open(settings.database_url) as db:
        if args.undo is not None:
            return _undo(args, db)
        paths = [file for path in args.paths for file in _files(Path(path))]
        if args.marked and paths[0].exists():
            check_target(paths[0], args.marked)
        reports = [_report(path, args, db, columns, headings, alone=len(paths) == 1) for path in paths]
        marked = not args.marked or reports[0].error or _mark(paths[0], reports[0], args)
    return exit_code(reports) or int(not marked)


def _files(path: Path) -> list[Path]:
    """The path itself, or the files of a folder by name: those of a kind that is read; others are named.

    Raises InputError for a folder without any.
    """
    if not path.is_dir():
        return [path]
    inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "~$")))
    found = [one for one in inside if one.suffix.lower() in _SUFFIXES]
    if not found:
        kinds = " ".join(_SUFFIXES)
        raise InputError(
            f"フォルダ {path} に取り込めるファイルがありません({kinds} のファイルを入れてください)。"
        )
    for other in (one for one in inside if one not in found):
        warn(f"{other} は表のファイルではないため、読みませんでした。")
    for folder in sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith(".")):
        warn(f"フォルダ {folder} の中は読みませんでした。読むには、そのフォルダも指定してください。")
    return found


def exit_code(reports: list[IngestReport]) -> int:
    """0 if all was taken in, 2 if no file could be read, 1 between."""
    if all(report.error for report in reports):
        return 2
    return int(any(report.error or report.rows.rejected for report in reports))


def _columns(given: list[str]) -> dict[str, str]:
    columns = {}
    for one in given:
        heading, sign, field = one.rpartition("=")
        if not sign or not heading.strip():
            raise InputError(f"--column は「見出し=項目」の形で指定してください: {one}")
        columns[heading.strip()] = field.strip()
    return columns


def _headings(given: list[str]) -> dict[str, int]:
    rows = {}
    for one in given:
        sheet, _, row = one.rpartition("=")
        if not (row.isascii() and row.isdigit() and int(row[:9]) > 0):
            raise InputError(f"--header-row は「行の番号」か「シート=行の番号」で指定してください: {one}")
        rows[sheet] = int(row[:9])
    return rows


def _report(
    path: Path,
    args: argparse.Namespace,
    db: CorporateDatabase,
    columns: dict[str, str],
    headings: dict[str, int],
    *,
    alone: bool,
) -> IngestReport:
    """Read one file and show what came of it; later files are read even if this one cannot be.

    Raises InputError for bad usage if the file is the only one: then nothing is done.
    """
    try:
        report = pipeline.run(
            path,
            db,
            args.kind,
            args.dry_run,
            viewer=OPERATOR,
            progress=True,
            survey=args.survey,
            columns=columns,
            headings=headings,
        )
    except JuhatchuError as error:
        if alone and not isinstance(error, UnreadableFile):
            raise
        warn(str(error) if alone else f"{path}: {error}")
        report = IngestReport.unreadable(str(path), str(error))
    if args.json:
        write_json(report.to_json())
    elif not report.error:
        say("\n".join(lines(report, dry_run=args.dry_run)))
    return report


def _mark(path: Path, report: IngestReport, args: argparse.Namespace) -> bool:
    """Write the marked copy; whether that went well. The file itself has been taken in already."""
    try:
        mark_copy(path, report.issues, args.marked)
    except JuhatchuError as error:
        warn(f"取り込みは終わりましたが、印を付けた写しは書けませんでした。{error}")
        return False
    if not args.json:
        say(f"  注意のあるセルに印を付けた写しを {args.marked} に書きました。")
    return True


def _undo(args: argparse.Namespace, db: CorporateDatabase) -> int:
    undo(db, OPERATOR, args.undo)
    if args.json:
        write_json({"undone": args.undo, "revision": db.revision()})
    else:
        say(f"取り込み {args.undo} を取り消しました。")
    return 0


def lines(report: IngestReport, *, dry_run: bool = False) -> Iterator[str]:
    """A report as lines for a person."""
    rows, firms = report.rows, report.companies
    counts = "、".join(f"{label} {getattr(rows, key):,}" for key, label in _OUTCOME_LABELS.items())
    done = "書き込んでいません(--dry-run)" if dry_run else f"取り込み番号 {report.batch}"
    yield f"{report.file}: {_read(report)}({counts}) {done}"
    if report.survey:
        yield f"  調査「{report.survey}」の回答として扱います。"
    if report.corrects is not None:
        yield f"  取り込み {report.corrects} のファイルを直したものとみて、直されたところを更新します(空欄にしたところは前の値のままです)。"
    if firms.distinct:
        yield f"  企業 {firms.distinct:,} 社({_firms(firms)})"
    if firms.to_review:
        yield f"  同じ企業かもしれないもの {firms.to_review:,} 件は確認待ちです(juhatchu review)。"
    if report.drafts:
        yield f"  発注の計画から下書きの案件 {report.drafts:,} 件を作りました(juhatchu survey drafts で確かめてください)。"
    for one in report.changes[:_CHANGES_SHOWN]:
        yield f"  更新 [{one.row}行 {one.name}] {one.label}: {_short(one.before)} → {_short(one.after)}"
    if report.changes_total > _CHANGES_SHOWN:
        yield f"  ほかに {report.changes_total - _CHANGES_SHOWN:,} 項目の更新。すべて見るには --json。"
    for issue in report.issues[:_ISSUES_SHOWN]:
        yield f"  {_issue_line(issue)}"
    hidden = Counter(issue.severity for issue in report.issues[_ISSUES_SHOWN:])
    if hidden:
        errors = hidden["error"]
        yield f"  ほかに {hidden.total():,} 件(うちエラー {errors:,} 件)。すべて見るには --json か --marked。"


def _read(report: IngestReport) -> str:
    """How many rows of which kinds: "受注企業 3 行", "発注企業 2 行と発注案件 5 行"."""
    kinds = report.kinds or {report.kind: report.rows.read}
    return "と".join(f"{KIND_LABELS.get(kind, kind)} {count:,} 行" for kind, count in kinds.items())


def _firms(firms: CompanyCounts) -> str:
    told = [f"新しい {firms.new:,}", f"登録済み {firms.merged:,}"]
    if firms.named:
        told.append(f"新しいうち {firms.named:,} 社は案件に名前があるだけで、企業としては未登録")
    if firms.linked:
        told.append(f"ほかに {firms.linked:,} 社を、同じ企業とみて数えず別に登録(確認待ち)")
    return "、".join(told)


def _short(text: str) -> str:
    words = " ".join(text.split()) or "(空欄)"
    return words if len(words) <= 40 else f"{words[:39]}…"


def _issue_line(issue: Issue) -> str:
    place = " ".join(
        part for part in (issue.sheet, f"{issue.row}行" if issue.row else "", issue.column) if part
    )
    label = "エラー" if issue.severity == "error" else "注意"
    return f"{label} [{place}] {issue.message}"


# --- the other commands -----------------------------------------------------------------------------------


def run_review(args: argparse.Namespace, settings: Settings) -> int:
    """Run `review`: list what waits for a decision, or decide."""
    with CorporateDatabase.open(settings.database_url) as db:
        if args.accept_batch is not None:
            return _accept_batch(db, args.accept_batch, args.json)
        decided = next((one for one in (args.accept, args.reject, args.reopen) if one is not None), None)
        if decided is None:
            return _list_proposals(db, args.json)
        desk, batch = ReviewDesk(db, OPERATOR), None
        if args.reopen is not None:
            desk.reopen(args.reopen)
        else:
            batch = desk.decide(decided, args.accept is not None)["batch"]
        if args.json:
            write_json({"id": decided, "batch": batch, "revision": db.revision()})
        else:
            told = f"取り消すには juhatchu review --reopen {decided}。" if args.reopen is None else ""
            number = f"(取り込み番号 {batch})" if batch is not None else ""
            done = "確認待ちに戻しました" if args.reopen is not None else "決定を記録しました"
            say(f"確認待ち {decided}: {done}{number}。{told}")
    return 0


def _accept_batch(db: CorporateDatabase, batch: int, as_json: bool) -> int:
    """Accept the provisional links of a batch, all in one transaction; those that cannot be one stay."""
    told = ReviewDesk(db, OPERATOR).accept_batch(batch)
    accepted, left = told["accepted"], told["left"]
    if as_json:
        write_json({"accepted": accepted, "left": left, "revision": db.revision()})
    else:
        say(
            f"取り込み {batch} の {len(accepted):,} 件を認めました。"
            + (f"{len(left):,} 件は残っています。" if left else "")
        )
    return 0


def _list_proposals(db: CorporateDatabase, as_json: bool) -> int:
    found = db.proposals()
    firms = db.firms_in_brief(id for one in found for id in (one.company_id, one.other_id) if id is not None)
    for one in found:
        if as_json:
            write_json(proposal_json(one, firms))
            continue
        say(f"{one.id}: {one.reason}")
        for company_id in (one.company_id, one.other_id):
            if company_id is not None:
                say(f"    {_firm_line(firms[company_id])}")
    if not found and not as_json:
        say("確認待ちはありません。")
    elif not as_json:
        say("同じ企業なら juhatchu review --accept 番号、別の企業なら --reject 番号 で決めてください。")
    return 0


def _firm_line(firm: FirmInBrief) -> str:
    told = (
        firm.number,
        firm.name,
        f"法人番号 {firm.corporate_number}" if firm.corporate_number else "",
        firm.place or "所在地なし",
        f"TEL {firm.phone}" if firm.phone else "TEL なし",
        f"← {firm.source}" if firm.source else "",
        f"(ID {firm.id})",
    )
    return "  ".join(" ".join(one.split()) for one in told if one)


def run_export(args: argparse.Namespace, settings: Settings) -> int:
    """Run `export`."""
    with CorporateDatabase.open(settings.database_url) as db:
        done = export_survey(db, args.survey, args.file) if args.survey else export(db, args.file)
        for subject in ("survey",) if args.survey else ("supplier", "buyer", "order"):
            db.trail.exported(OPERATOR, subject, args.survey or "all")
    if args.json:
        write_json({"files": [str(path) for path in done.files], "rows": done.rows})
    else:
        say(
            "、".join(f"{title} {count:,} 行" for title, count in done.rows.items())
            or "書き出すものがありません。"
        )
        for path in done.files:
            say(f"{path} に書き出しました。")
    return 0


def run_template(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (what every command is given)
    """Run `template`."""
    write_template(args.kind, args.file)
    if args.json:
        write_json({"kind": args.kind, "file": str(args.file)})
    else:
        say(
            f"書式を {args.file} に書き出しました。最初の行は記入例です。書き換えるか、消して使ってください。"
        )
    return 0
