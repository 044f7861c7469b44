"""`juhatchu index`, `match`, `reverse`, `gaps`: the façade's answers as JSON Lines or as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from matching.advisor import Advisor
from matching.cli.common import add_common, decoded, id_and_text, say, warn, write_json
from matching.cli.printing import print_gaps, print_matches, print_reverse, print_team, print_why
from matching.errors import InputError, JuhatchuError
from matching.matcher import Choice, Matcher
from matching.records import Order
from matching.settings import Settings
from matching.shapes import gaps_json, match_json, reverse_json, team_json, why_json


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount index, match and reverse."""
    index = commands.add_parser("index", help="索引を企業データベースに合わせる")
    index.add_argument("--rebuild", action="store_true", help="索引を一から作り直す")
    match = commands.add_parser("match", help="相談文に合う受注企業を順位づける")
    match.add_argument("text", nargs="?", help="相談文（- なら標準入力から読む）")
    match.add_argument("--order", metavar="ID", help="登録済みの発注案件の番号")
    match.add_argument("--batch", metavar="FILE", help='{"id", "text"} を1行に1件書いた JSONL ファイル')
    match.add_argument(
        "--where", action="append", default=[], metavar="KEY=VALUE", help="絞り込み（何度でも）"
    )
    match.add_argument("--strict", action="store_true", help="必須条件に反する企業を除外に移す")
    match.add_argument(
        "--why",
        metavar="SUPPLIER",
        help="この企業（番号、登録番号または企業名）がその順位である理由と、上位10社に入るために足りないこと",
    )
    match.add_argument(
        "--team", action="store_true", help="複数の工程を分担できる企業の組み合わせ（共同受注）"
    )
    gaps = commands.add_parser("gaps", help="企業の登録内容に足りず、多くの案件を左右していること")
    gaps.add_argument("--supplier", required=True, metavar="ID", help="企業の番号、登録番号または企業名")
    reverse = commands.add_parser("reverse", help="受注企業に合う、募集中の発注案件を順位づける")
    reverse.add_argument("--supplier", required=True, metavar="ID", help="企業の番号、登録番号または企業名")
    for parser in (match, reverse, gaps):
        parser.add_argument("-k", type=int, default=10, help="件数（既定 10）")
    for parser, run in ((index, _index), (match, _match), (reverse, _reverse), (gaps, _gaps)):
        add_common(parser)
        parser.set_defaults(run=run)


def _index(args: argparse.Namespace, settings: Settings) -> int:
    with closing(Matcher.open(settings)) as matcher:
        revision = matcher.index.rebuild() if args.rebuild else matcher.index.follow()
        count = len(matcher.engine.catalogue)
        identity = matcher.db.identity
    if args.json:
        write_json({"revision": f"{identity}:{revision}", "suppliers": count})
    else:
        say(f"索引は最新です（受注企業 {count:,} 社）。")
    return 0


def _match(args: argparse.Namespace, settings: Settings) -> int:
    choice = Choice(_filters(args.where), strict=args.strict)
    given = [value for value in (args.text, args.order, args.batch) if value is not None]
    if len(given) != 1:
        raise InputError("相談文、--order、--batch のどれか一つを指定してください。")
    if (args.batch is not None and (args.why or args.team)) or (args.why and args.team):
        raise InputError("--why と --team は、一件の相談にどちらか一つだけ使えます。")
    with closing(Matcher.open(settings)) as matcher:
        if args.batch is not None:
            return _match_batch(matcher, Path(args.batch), args, choice)
        _match_one(matcher, args, choice)
    return 0


def _match_one(matcher: Matcher, args: argparse.Namespace, choice: Choice) -> None:
    if args.order is not None:
        order = matcher.order(args.order)
    else:
        order = Order(decoded(sys.stdin.buffer.read()) if args.text == "-" else args.text)
    if args.why:
        why = Advisor(matcher).why(order, str(matcher.supplier(args.why).id), choice)
        write_json(why_json(why)) if args.json else print_why(why)
    elif args.team:
        team = Advisor(matcher).team(order, choice)
        write_json(team_json(team)) if args.json else print_team(team)
    else:
        result = matcher.match(order, args.k, choice)
        write_json(match_json(result)) if args.json else print_matches(result)


def _gaps(args: argparse.Namespace, settings: Settings) -> int:
    with closing(Matcher.open(settings)) as matcher:
        result = Advisor(matcher).gaps(str(matcher.supplier(args.supplier).id), args.k)
    write_json(gaps_json(result)) if args.json else print_gaps(result)
    return 0


def _match_batch(matcher: Matcher, path: Path, args: argparse.Namespace, choice: Choice) -> int:
    failed = 0
    for number, query in _batch_lines(path):
        try:
            if query is None:
                raise InputError('{"id": ..., "text": ...} の形の JSON ではありません。')
            result = matcher.match(Order(query[1], id=query[0]), args.k, choice)
        except JuhatchuError as error:
            failed += 1
            warn(f"{number}行目：{error}")
            continue
        if args.json:
            write_json(match_json(result))
        else:
            say(f"■ {result.order.id}")
            print_matches(result)
    return 1 if failed else 0


def _batch_lines(path: Path) -> Iterator[tuple[int, tuple[str, str] | None]]:
    """(line number, (id, text)) of each line that isn't blank; None for one that can't be read."""
    for number, raw in enumerate(path.read_bytes().splitlines(), 1):
        line = decoded(raw).strip()
        if line:
            try:
                yield number, id_and_text(line)
            except ValueError:
                yield number, None


def _reverse(args: argparse.Namespace, settings: Settings) -> int:
    with closing(Matcher.open(settings)) as matcher:
        result = matcher.reverse(str(matcher.supplier(args.supplier).id), args.k)
    if args.json:
        write_json(reverse_json(result))
    else:
        print_reverse(result)
    return 0


def _filters(pairs: list[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--where は KEY=VALUE の形で指定してください：{pair}")
        filters[key.strip()] = value.strip()
    return filters
