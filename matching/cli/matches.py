"""`juhatchu index`, `match`, `reverse`: the façade's answers as JSON Lines or as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.cli.common import add_common, decoded, id_and_text, say, table, warn, write_json
from matching.errors import InputError, JuhatchuError
from matching.matcher import Choice, Matcher
from matching.records import MatchResult, Order, ReverseResult
from matching.settings import Settings
from matching.shapes import match_json, reverse_json


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
    reverse = commands.add_parser("reverse", help="受注企業に合う、募集中の発注案件を順位づける")
    reverse.add_argument("--supplier", required=True, metavar="ID", help="企業の番号または登録番号")
    for parser in (match, reverse):
        parser.add_argument("-k", type=int, default=10, help="件数（既定 10）")
    for parser, run in ((index, _index), (match, _match), (reverse, _reverse)):
        add_common(parser)
        parser.set_defaults(run=run)


def _index(args: argparse.Namespace, settings: Settings) -> int:
    matcher = Matcher.open(settings)
    revision = matcher.index.rebuild() if args.rebuild else matcher.index.follow()
    count = len(matcher.engine.catalogue)
    if args.json:
        write_json({"revision": f"{matcher.db.identity}:{revision}", "suppliers": count})
    else:
        say(f"索引は最新です（受注企業 {count:,} 社）。")
    return 0


def _match(args: argparse.Namespace, settings: Settings) -> int:
    choice = Choice(_filters(args.where))
    given = [value for value in (args.text, args.order, args.batch) if value is not None]
    if len(given) != 1:
        raise InputError("相談文、--order、--batch のどれか一つを指定してください。")
    matcher = Matcher.open(settings)
    if args.batch is not None:
        return _match_batch(matcher, Path(args.batch), args, choice)
    if args.order is not None:
        order = matcher.order(args.order)
    else:
        order = Order(decoded(sys.stdin.buffer.read()) if args.text == "-" else args.text)
    result = matcher.match(order, args.k, choice)
    if args.json:
        write_json(match_json(result))
    else:
        print_matches(result)
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
    result = Matcher.open(settings).reverse(args.supplier, args.k)
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


def print_matches(result: MatchResult) -> None:
    """The ranked table that a coordinator reads."""
    read = [u for u in result.understood if not u.everyday]
    wanted = list(dict.fromkeys(u.label for u in read if u.wanted))
    unwanted = list(dict.fromkeys(u.label for u in read if not u.wanted))
    guessed = list(dict.fromkeys(f"{u.text}→{u.label}" for u in result.understood if u.everyday))
    if guessed:
        say(f"言葉からの推定：{'、'.join(guessed)}")
    if wanted:
        say(f"読み取った条件：{'、'.join(wanted)}")
    if unwanted:
        say(f"除く条件　　　：{'、'.join(unwanted)}")
    for notice in result.notices:
        say(f"※ {notice}")
    if result.matches:
        rows = [
            [
                str(m.rank),
                m.supplier.source_id,
                m.supplier.name,
                m.supplier.place.prefecture + m.supplier.place.city,
                f"{m.score:.1f}",
                m.supplier.texts.get("processes") or m.supplier.texts.get("strengths", ""),
                "、".join(f"{c.label}{c.points:+.0f}" for c in m.contributions[:2]),
            ]
            for m in result.matches
        ]
        header = ("順位", "登録番号", "企業名", "所在地", "点", "加工内容", "主な理由（点の内訳）")
        for line in table(header, rows, (4, 8, 30, 22, 5, 36, 54)):
            say(line)
    else:
        say("該当する企業はありません。")
    for m in result.matches:
        if m.note:
            say(f"（注意）{m.supplier.name}：{m.note}")
    for one in result.excluded:
        say(f"（除外）{one.supplier.name}：{one.reason}")


def print_reverse(result: ReverseResult) -> None:
    """Open orders for one supplier."""
    say(f"{result.supplier.name} に合う募集中の案件")
    for notice in result.notices:
        say(f"※ {notice}")
    rows = [
        [
            str(m.rank),
            m.order.id,
            m.title,
            f"{m.score:.1f}",
            m.order.deadline.isoformat() if m.order.deadline else "－",
            "、".join(f"{c.label}{c.points:+.0f}" for c in m.contributions[:3]),
        ]
        for m in result.matches
    ]
    if not rows:
        say("募集中で合いそうな案件はありません。")
        return
    for line in table(
        ("順位", "案件番号", "品名", "点", "締切", "主な理由（点の内訳）"), rows, (4, 12, 36, 5, 10, 46)
    ):
        say(line)
