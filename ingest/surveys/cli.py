"""The commands for surveys: `juhatchu survey list | tabulate | define`, and those of report_cli and work_cli."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.surveys import report_cli, work_cli
from ingest.surveys.exact import percent
from ingest.surveys.model import CrossTable, QuestionFigures, Tabulation
from ingest.surveys.options import add_choices, tabulated
from ingest.surveys.questionnaires import built_in, from_json
from ingest.surveys.shapes import tabulation_json
from ingest.surveys.survey_desk import SurveyFigures
from matching.cli.common import add_common, decoded, say, write_json
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.errors import InputError
from matching.settings import Settings


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `survey` and its commands to the main parser's."""
    survey = subparsers.add_parser("survey", help="調査の集計、報告、訪問先")
    commands = survey.add_subparsers(
        dest="survey_command", required=True, metavar="コマンド", parser_class=type(survey)
    )
    parser = commands.add_parser("list", help="読み込んだ調査の一覧")
    add_common(parser)
    parser.set_defaults(run=run_list)
    parser = commands.add_parser("tabulate", help="調査を集計する（秘匿なし。職員用）")
    add_common(parser)
    parser.add_argument("title", metavar="TITLE", help="調査の題名")
    add_choices(parser)
    parser.set_defaults(run=run_tabulate)
    parser = commands.add_parser("define", help="調査票の定義（TOML）を登録する、または下書きを作る")
    add_common(parser)
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.toml")
    parser.add_argument(
        "--draft", default="", metavar="TITLE", help="この調査の列から、定義の下書きを FILE.toml に書く"
    )
    parser.add_argument("--drop", default="", metavar="TITLE", help="登録した定義を取り除く")
    parser.set_defaults(run=run_define)
    report_cli.add_report(commands)
    work_cli.add_verbs(commands)


# --- list -------------------------------------------------------------------------------------------------


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey list`."""
    with CorporateDatabase.open(settings.database_url) as db:
        found = db.surveys()
        defined = [from_json(text, name) for name, text in db.survey_definitions().items()]
    for title, answers in found:
        if args.json:
            write_json({"survey": title, "answers": answers})
        else:
            say(f"{title}: 回答 {answers:,} 件")
    if not args.json:
        if not found:
            say("調査はまだありません。juhatchu ingest FILE --survey 題名 で回答を読み込んでください。")
        ready = "、".join(one.title for one in built_in())
        say(f"調査票の定義: {ready}" + "".join(f"、{one.title}（登録）" for one in defined))
    return 0


# --- tabulate ---------------------------------------------------------------------------------------------


def run_tabulate(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey tabulate`: the figures as JSON, or as text for a person."""
    with CorporateDatabase.open(settings.database_url) as db:
        _, _, figures = tabulated(db, args)
    if args.json:
        write_json(tabulation_json(figures))
    else:
        say("\n".join(lines(figures)))
    return 0


def lines(figures: Tabulation) -> Iterator[str]:
    """The figures as lines for a person."""
    yield f"{figures.survey}: 回答 {figures.answers:,} 件、企業 {figures.companies:,} 社"
    if rate := figures.response_rate:
        yield f"  依頼 {rate.asked:,} 社のうち {rate.answered:,} 社が回答（回収率 {_percent(rate.percent)}）"
    if figures.previous:
        compared = "両方に答えた企業だけ" if figures.panel is not None else "全企業"
        yield f"  比べる調査: {figures.previous.survey}（{figures.previous.companies:,} 社、{compared}）"
    if note := figures.weighting:
        yield f"  重み付け: {note.method}（有効標本数 {note.effective:.1f}）"
    yield from (f"  ※ {one}" for one in figures.notes)
    for one in figures.questions:
        yield from _question_lines(one)
    for cross in figures.crosses:
        yield ""
        yield f"{cross.question_label} × {cross.factor_label}"
        for place, group in enumerate(cross.rows):
            yield f"  {group}（n={cross.bases[place]:,}）: {_cells(cross, place)}"
        if cross.test:
            yield f"  {cross.test.label}: p = {cross.test.p_value:.4f}、クラメールの V = {cross.test.cramers_v:.3f}"


def _cells(cross: CrossTable, place: int) -> str:
    """One group of a cross table in words."""
    if cross.statistics:
        numbers = cross.statistics[place]
        return f"平均 {numbers.mean:,.1f}、中央値 {numbers.median:,.1f}" if numbers else "回答なし"
    base = int(cross.bases[place])
    told = zip(cross.columns, cross.counts[place].tolist(), strict=True)
    return "、".join(f"{label} {count:,}（{_percent(percent(count, base))}）" for label, count in told)


def _question_lines(one: QuestionFigures) -> Iterator[str]:
    yield ""
    yield f"{one.label}（n={one.base:,}、無回答 {one.no_answer:,}）"
    for option in one.options:
        told = f"  {option.label}: {option.count:,} 社 {_percent(option.percent)}"
        if option.weighted is not None:
            told += f"、重み付け {_percent(option.weighted)}"
        if option.difference is not None:
            told += f"（前回 {_percent(option.previous_percent)}、{option.difference:+.1f} ポイント）"
        yield told
    if numbers := one.statistics:
        yield (
            f"  平均 {numbers.mean:,.1f}、中央値 {numbers.median:,.1f}、"
            f"四分位 {numbers.q1:,.1f}～{numbers.q3:,.1f}（{numbers.n:,} 社）"
        )
        if before := one.previous_statistics:
            yield (
                f"  前回 平均 {before.mean:,.1f}、中央値 {before.median:,.1f}（{before.n:,} 社、"
                f"平均の差 {numbers.mean - before.mean:+,.1f}）"
            )
    if one.di is not None:
        changed = (
            f"（前回 {one.previous_di:.1f}、{one.di_difference:+.1f}）"
            if one.di_difference is not None
            else ""
        )
        yield f"  DI {one.di:.1f}{changed}"
    yield from (f"  ※ {note}" for note in one.notes)


def _percent(value: float | None) -> str:
    return "－" if value is None else f"{value:.1f} %"


# --- define -----------------------------------------------------------------------------------------------


def run_define(args: argparse.Namespace, settings: Settings) -> int:
    """Run `survey define`: store a definition, write a draft of one, or take one out."""
    if args.drop and not args.file and not args.draft:
        return _drop(args, settings)
    if args.file is None or args.drop:
        raise InputError(
            "定義のファイル（FILE.toml）を指定してください。取り除くときは --drop TITLE だけにします。"
        )
    with CorporateDatabase.open(settings.database_url) as db:
        if args.draft:
            text = SurveyFigures(db, OPERATOR).draft(args.draft).toml
            args.file.write_text(text, encoding="utf-8")
            told: dict[str, Any] = {"draft": args.draft, "file": str(args.file)}
            words = f"定義の下書きを {args.file} に書きました。直してから juhatchu survey define で登録してください。"
        else:
            told = SurveyFigures(db, OPERATOR).define(decoded(args.file.read_bytes()), args.file.name)
            words = f"「{told['survey']}」の定義（設問 {told['questions']}）を登録しました。"
    if args.json:
        write_json(told)
    else:
        say(words)
    return 0


def _drop(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        SurveyFigures(db, OPERATOR).drop(args.drop)
    if args.json:
        write_json({"dropped": args.drop})
    else:
        say(f"「{args.drop}」の定義を取り除きました。")
    return 0
