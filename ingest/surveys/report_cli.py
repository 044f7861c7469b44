"""The command `juhatchu survey report`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from ingest.surveys.options import add_choices
from ingest.surveys.reporting import FORMATS, THRESHOLD, Wanted, make_report
from matching.cli.common import add_common, say, write_json
from matching.corporate import CorporateDatabase
from matching.errors import InputError
from matching.settings import Settings


def add_report(commands: argparse._SubParsersAction[Any]) -> None:
    """Add `report` to the commands of `survey`."""
    parser = commands.add_parser("report", help="集計結果を Excel・Word・PDF・CSV・JSON の報告にする")
    add_common(parser)
    parser.add_argument("title", metavar="TITLE", help="調査の題名")
    parser.add_argument("out", type=Path, metavar="OUT", help=f"書き出すファイル({' '.join(FORMATS)})")
    add_choices(parser)
    parser.add_argument("--exact", action="store_true", help="職員用: 少数の回答も伏せずに示す(公表しない)")
    parser.add_argument(
        "--trace", type=Path, metavar="FILE.csv", help="--exact で: 各数値が数えた行の一覧も書く"
    )
    parser.add_argument(
        "--threshold", type=int, default=THRESHOLD, metavar="N", help="N 社未満の数値を伏せる(既定 3)"
    )
    parser.add_argument(
        "--examples", action="store_true",
        help="公表用にも自由回答の例文を載せる(名前の伏せ忘れがないか、--exact の報告で読んでから)",
    )  # fmt: skip
    parser.add_argument("--heading", default="", metavar="TEXT", help="報告の表題(既定は調査名)")
    parser.add_argument("--source", default="", metavar="TEXT", help="出典として示す名前")
    parser.add_argument("--date", default="", metavar="YYYY-MM-DD", help="作成日(既定は今日)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey report`: 0 done. Raises InputError for bad usage."""
    wanted = Wanted(
        args.title, args.out, args.previous, tuple(args.by), args.exact, args.panel, args.weight, args.trace, args.threshold,
        args.heading, args.source, _day(args.date), args.examples,
    )  # fmt: skip
    with CorporateDatabase.open(settings.database_url) as db:
        report = make_report(db, wanted)
    hidden = report.publication.hidden
    if args.json:
        told = {
            "file": str(args.out),
            "title": report.title,
            "questions": len(report.sections),
            "exact": report.exact,
        }
        write_json(told | {"hidden": hidden, "trace": str(args.trace) if args.trace else None})
        return 0
    say(f"{args.out} に「{report.title}」を書き出しました（{len(report.sections)}問）。")
    if report.exact:
        say("職員用です。少数の回答も伏せていないので、公表しないでください。")
    elif hidden:
        say(f"企業が特定されないように、{hidden:,} 個の数値を伏せました。すべて見るには --exact。")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise InputError(f"--date は 2026-11-21 の形で指定してください: {text}") from error
