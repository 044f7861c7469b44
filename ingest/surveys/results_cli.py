"""The command `juhatchu results`: 実績 of a 年度 against targets, and putting visits, introductions and contracts on record."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from ingest import values
from ingest.shapes import activity_json
from ingest.surveys.recording import Done, activity_row
from ingest.surveys.results import Group, Results, activities, as_json, results
from ingest.surveys.results_files import kind_of, read_activities, read_targets, write_workbook
from matching.cli.common import add_common, say, table, warn, write_json
from matching.corporate import CorporateDatabase, Writer
from matching.corporate.access import OPERATOR
from matching.corporate.activities import days_of, fiscal_year
from matching.errors import InputError
from matching.settings import Settings


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the main parser's."""
    parser = subparsers.add_parser("results", help="実績(訪問・紹介・成約)を年度で集計し、目標と比べる")
    add_common(parser)
    parser.add_argument("--year", type=int, metavar="YYYY", help="年度(4月から翌年3月まで。既定: 今年度)")
    parser.add_argument(
        "--targets", type=Path, metavar="FILE", help="目標の表を読み込む(その年度の目標を入れ替える)"
    )
    parser.add_argument(
        "--read", type=Path, metavar="FILE", help="実績の一覧(種別、日付、コーディネーター …)を読み込む"
    )
    parser.add_argument("--add", metavar="KIND", help="実績を1件登録する: 訪問 / 紹介 / 成約")
    parser.add_argument("--date", default="", metavar="DATE", help="実施日(--add のとき。既定: 今日)")
    parser.add_argument("--coordinator", default="", metavar="NAME", help="コーディネーター(--add のとき)")
    parser.add_argument(
        "--company", default="", metavar="ID", help="受注企業の登録番号、ID か名前(--add のとき)"
    )
    parser.add_argument("--buyer", default="", metavar="ID", help="発注企業の番号か名前(--add のとき)")
    parser.add_argument("--order", default="", metavar="案件番号", help="案件(--add のとき)")
    parser.add_argument(
        "--amount", default="", metavar="YEN", help="成約金額。単位がなければ円(--add 成約 のとき)"
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="備考(--add のとき)")
    parser.add_argument("--withdraw", type=int, metavar="ID", help="実績の登録を取り消す")
    parser.add_argument("--list", action="store_true", help="その年度の実績を1件ずつ示す")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="集計を Excel に書く")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run `results`: what is to be recorded first, then the figures; 1 where rows of a list were refused."""
    if args.add is None and any(
        (args.date, args.coordinator, args.company, args.buyer, args.order, args.amount, args.note)
    ):
        raise InputError(
            "--date、--coordinator、--company、--buyer、--order、--amount、--note は --add と一緒に使います。"
        )
    goals = read_targets(args.targets) if args.targets else ()
    year = fiscal_year(date.today()) if args.year is None else args.year
    days_of(year)
    with CorporateDatabase.open(settings.database_url) as db:
        told: dict[str, Any] = {}
        if goals or args.read or args.add is not None or args.withdraw is not None:
            with db.working(OPERATOR) as work:
                work.writer.put_targets(goals)
                told = _record(args, db, work.writer)
                work.note("change", "result", year, targets=len(goals), **_counts(told))
        if told and not args.json:
            _say_recorded(told)
        figures = results(db, year)
        if args.list:
            _list(db, figures, args.json)
    if args.out:
        write_workbook(figures, args.out)
    if args.json:
        write_json(as_json(figures) | ({"recorded": told} if told else {}))
    else:
        _show(figures)
        if args.out:
            say(f"{args.out} に書き出しました。")
    return int(bool(told.get("refused")))


# --- recording --------------------------------------------------------------------------------------------


def _record(args: argparse.Namespace, db: CorporateDatabase, writer: Writer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if args.withdraw is not None:
        writer.withdraw_activity(args.withdraw)
        told["withdrawn"] = args.withdraw
    if args.add is not None:
        told["id"] = writer.add_activity(activity_row(_done(args), db, writer))
        told["known"] = int(told["id"] is None)
    if args.read:
        new, known, refused = read_activities(args.read, writer, db.order)
        told |= {"new": new, "known": told.get("known", 0) + known}
        told["refused"] = [{"place": one.place, "reason": one.reason} for one in refused]
    return told


def _counts(told: dict[str, Any]) -> dict[str, Any]:
    """What is recorded, for the audit trail: numbers alone."""
    return {key: told[key] for key in ("id", "withdrawn", "new") if key in told}


def _done(args: argparse.Namespace) -> Done:
    day = date.today()
    if args.date:
        found = values.exact_day(args.date, None)
        if found is None or found.first != found.last:
            raise InputError(f"日付「{args.date}」を読めません。例: 2026-10-01")
        day = found.first
    amount = values.yen(args.amount, 1) if args.amount else None
    if args.amount and amount is None:
        raise InputError(f"金額「{args.amount}」を読めません。例: 1200000、120万円")
    kind = kind_of(args.add)
    return Done(kind, day, args.coordinator, args.company, args.buyer, args.order, amount, args.note)


def _say_recorded(told: dict[str, Any]) -> None:
    if told.get("id") is not None:
        say(f"実績 {told['id']} を登録しました(取り消すには juhatchu results --withdraw {told['id']})。")
    elif "id" in told:
        say("同じ実績がすでに登録されています。")
    if "withdrawn" in told:
        say(f"実績 {told['withdrawn']} を取り消しました。")
    if "new" in told:
        say(f"実績を {told['new']:,} 件登録しました(登録済み {told['known']:,} 件)。")
    for one in told.get("refused", ()):
        warn(f"登録できません [{one['place']}]: {one['reason']}")


# --- showing ----------------------------------------------------------------------------------------------


def _list(db: CorporateDatabase, figures: Results, as_lines: bool) -> None:
    for one in activities(db, figures.first, figures.last):
        row = one.row
        if as_lines:
            write_json(activity_json(one))
        else:
            amount = "" if row.amount_yen is None else f" {row.amount_yen:,}円"
            parts = " ".join(part for part in (row.company, row.buyer and f"→ {row.buyer}", row.note) if part)
            say(f"{one.id:5}  {row.done_on.isoformat()}  {row.kind}  {row.coordinator}  {parts}{amount}")


_HEADER = ("", "種別", "件数", "目標", "達成率", "成約金額(円)", "目標金額(円)", "達成率")
_WIDTHS = (20, 6, 8, 8, 8, 16, 16, 8)


def _show(figures: Results) -> None:
    say(f"{figures.label} {figures.first.isoformat()} から {figures.last.isoformat()} まで")
    for title, groups in (
        ("合計", [figures.total]),
        ("コーディネーター別", figures.coordinators),
        ("業種別", figures.industries),
    ):
        if groups:
            say()
            say(f"【{title}】")
            say("\n".join(table(_HEADER, list(_rows(groups)), _WIDTHS)))
    unpriced = sum(one.unpriced for one in figures.total.lines)
    if unpriced:
        say(f"成約のうち {unpriced:,} 件は金額が登録されていません。")
    if figures.unrecorded:
        say()
        say("案件は進んでいますが、実績に登録されていません。")
        for one in figures.unrecorded:
            say(f"  {one.on.isoformat()} {one.state} 案件 {one.order} {one.buyer}")


def _rows(groups: Iterable[Group]) -> Iterable[tuple[str, ...]]:
    for group in groups:
        for place, one in enumerate(group.lines):
            numbers = (one.count, one.goal, one.rate, one.amount_yen, one.goal_yen, one.amount_rate)
            yield ("" if place else group.name, one.kind, *map(_number, numbers))


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}%" if isinstance(value, float) else f"{value:,}"
