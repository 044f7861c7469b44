"""`juhatchu evaluate`: ranking quality on judged queries, over the database's suppliers or any texts."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from matching.cli.common import add_common, decoded, id_and_text, say, table, write_json
from matching.errors import InputError
from matching.matcher import Matcher
from matching.ranking.engine import Engine
from matching.ranking.judging import Judgement, judge
from matching.records import Supplier
from matching.settings import Settings

_LABELS = {
    "first_look": "判定を使わない順位",
    "hybrid": "総合（本製品）",
    "lexical": "語の一致のみ（BM25）",
    "dense": "文の意味のみ",
    "topics": "話題のみ（LSA）",
}


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount evaluate."""
    parser = commands.add_parser("evaluate", help="正解つきの相談文で順位の良さを測る")
    parser.add_argument("--queries", required=True, metavar="Q.jsonl", help='{"id", "text"} を1行に1件')
    parser.add_argument(
        "--qrels", required=True, metavar="R.tsv", help="相談文の id、文書の id、評点（タブ区切り）"
    )
    parser.add_argument("--corpus", metavar="C.jsonl", help="対象の文書（省略すると企業データベース）")
    parser.add_argument("--k", type=int, default=10, help="上位何件で測るか（既定 10）")
    parser.add_argument("--relevant", type=int, default=1, help="正解とみなす評点の下限（既定 1）")
    add_common(parser)
    parser.set_defaults(run=_evaluate)


def _evaluate(args: argparse.Namespace, settings: Settings) -> int:
    if args.k < 1:
        raise InputError("--k には1以上の整数を指定してください。")
    queries = dict(_id_texts(Path(args.queries)))
    qrels = _qrels(Path(args.qrels))
    started = time.perf_counter()
    engine, documents = _corpus(args, settings)
    built = time.perf_counter() - started
    with tqdm(total=len(queries), desc="採点", unit="件", file=sys.stderr, disable=len(queries) < 50) as bar:
        judgement = judge(
            engine,
            documents,
            queries,
            qrels,
            k=args.k,
            relevant=args.relevant,
            step=bar.update,
        )
    if args.json:
        write_json(_as_json(judgement, args.k, built))
    else:
        _print(judgement, args.k)
    return 0


def _corpus(args: argparse.Namespace, settings: Settings) -> tuple[Engine, dict[str, Supplier]]:
    if args.corpus:
        engine = Engine.open(settings)
        documents = {
            key: Supplier(number, key, "", texts={"strengths": text})
            for number, (key, text) in enumerate(_id_texts(Path(args.corpus)), 1)
        }
        engine.index(documents.values())
        return engine, documents
    with closing(Matcher.open(settings)) as matcher:
        matcher.index.follow()
        return matcher.engine, {s.source_id: s for s in matcher.db.suppliers()}


def _id_texts(path: Path) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(path.read_bytes().splitlines(), 1):
        line = decoded(raw).strip()
        if not line:
            continue
        try:
            yield id_and_text(line)
        except ValueError as error:
            raise InputError(f'{path} の{number}行目が {{"id", "text"}} の形ではありません。') from error


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        parts = line.rstrip("\r").split("\t")
        try:
            query, document, grade = parts
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise InputError(
                f"{path} の{number}行目が「相談文の id、文書の id、評点」の形ではありません。"
            ) from error
    return qrels


def _as_json(judgement: Judgement, k: int, built: float) -> dict[str, Any]:
    seconds = np.array(judgement.query_seconds or [0.0])
    return {
        "queries": len(judgement.query_ids),
        "documents": judgement.documents,
        "k": k,
        "left_out": judgement.left_out,
        "systems": {
            name: {**figures.means, "ci95": {m: list(pair) for m, pair in figures.intervals.items()}}
            for name, figures in judgement.systems.items()
        },
        "comparisons": {
            name: {
                "difference": c.difference,
                "p": c.p_value,
                "wins": c.wins,
                "ties": c.ties,
                "losses": c.losses,
            }
            for name, c in judgement.comparisons.items()
        },
        "seconds": {
            "index": built + judgement.index_seconds,
            "query_p50": float(np.percentile(seconds, 50)),
            "query_p95": float(np.percentile(seconds, 95)),
        },
    }


def _print(judgement: Judgement, k: int) -> None:
    say(
        f"相談文 {len(judgement.query_ids)} 件、文書 {judgement.documents} 件（正解のない {judgement.left_out} 件は除く）"
    )
    rows = []
    for name, figures in judgement.systems.items():
        low, high = figures.intervals[f"ndcg@{k}"]
        against = judgement.comparisons.get(name)
        rows.append(
            [
                _LABELS.get(name, name),
                f"{figures.means[f'ndcg@{k}']:.3f} [{low:.3f}, {high:.3f}]",
                f"{figures.means[f'recall@{k}']:.3f}",
                f"{figures.means[f'mrr@{k}']:.3f}",
                f"{figures.means['p@1']:.3f}",
                f"{against.difference:+.3f} (p={against.p_value:.4f}) {against.wins}勝{against.ties}分{against.losses}敗"
                if against
                else "",
            ]
        )
    header = (
        "方式",
        f"nDCG@{k} [95%区間]",
        f"再現率@{k}",
        f"MRR@{k}",
        "1位正解率",
        "総合との差（総合−方式）",
    )
    for line in table(header, rows, (24, 24, 10, 8, 10, 40)):
        say(line)
