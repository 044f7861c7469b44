"""`juhatchu demo`: the sample data into a database of its own, one enquiry matched, and how to go on."""

from __future__ import annotations

import argparse
import secrets
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ingest import pipeline
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.cli.common import add_common, say, warn, write_json
from matching.cli.printing import print_matches
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, ROLES
from matching.corporate.accounts import NewAccount
from matching.matcher import Matcher
from matching.records import Order
from matching.settings import DATA, Settings
from matching.shapes import match_json

SAMPLE_FILES = ("suppliers_1.csv", "suppliers_2.xlsx", "buyers.csv", "orders.xlsx")
ENQUIRY = "ステンレスのシャフトの研磨をお願いしたい。φ8、長さ120、月300本、来週から。できれば県北の会社で。"
EVERYDAY = (
    "水筒のふたの内側の輪っかがへたって水が漏れる。口に入っても平気な、やわらかい素材で500個作り直したい。"
)

# Where no bar is drawn (the output goes to a file), nothing else would tell that it goes on.
FIRST_TIME = "はじめてなので、言葉の意味を読み取る準備をします。手の空いている PC で2～4分、ほかの仕事をしていると10分ほどかかります。"


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Mount demo."""
    parser = subparsers.add_parser("demo", help="架空の見本データで試す（var/demo.db だけを使う）")
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Load data/sample into var/demo.db (what is there already stays), index it, match two enquiries."""
    started = time.perf_counter()
    settings = Settings.load(database_url="sqlite:///var/demo.db", home=settings.home)
    with CorporateDatabase.open(settings.database_url) as db:
        for name in tqdm(SAMPLE_FILES, desc="見本データの読み込み", unit="ファイル", leave=False):
            report = pipeline.run(DATA / "sample" / name, db, person="demo")
            if report.error or report.rows.rejected:
                warn(f"{Path(name).name} に読み込めない行がありました。")
        password = demo_accounts(db, settings)
    if not (settings.home / "vectors").is_dir():
        warn(FIRST_TIME)
    with closing(Matcher.open(settings)) as matcher:
        results = [matcher.match(Order(text), 10) for text in (ENQUIRY, EVERYDAY)]
    if args.json:
        for result in results:
            write_json(match_json(result))
        return 0
    for result in results:
        say(f"\n相談：{result.order.text}")
        print_matches(result)
    say(f"\n（企業・案件はすべて架空です。{time.perf_counter() - started:.0f} 秒かかりました）")
    say("自分の相談文で試す　　　　：.venv/bin/juhatchu match --db sqlite:///var/demo.db '相談文'")
    say("画面（ダッシュボード）で使う：.venv/bin/juhatchu serve dashboard --db sqlite:///var/demo.db")
    say(f"　画面の利用者名　：{'、'.join(f'demo-{role}（{label}）' for role, label in ROLES.items())}")
    say(f"　画面のパスワード：{password}（今回だけのもの。もう一度 demo を実行すると変わります）")
    say("REST サービスとして使う　　：.venv/bin/juhatchu serve api --db sqlite:///var/demo.db")
    return 0


def demo_accounts(db: CorporateDatabase, settings: Settings) -> str:
    """An account for each role ("demo-coordinator" ...), all with a password that is chosen now and returned; it stands nowhere else."""
    people, gate, password = People(db, OPERATOR, settings), Gate(db, settings), secrets.token_urlsafe(12)
    there = {account.login: account.id for account in people.users()}
    supplier, buyer = next(iter(db.suppliers())).id, db.buyers()[0].id
    for role, label in ROLES.items():
        login = f"demo-{role}"
        if login in there:
            link = people.reset_link(there[login])
        else:
            firms = supplier if role == "supplier" else None, buyer if role == "buyer" else None
            link = people.invite(NewAccount(f"見本 {label}", [role], login, "", *firms))
        gate.use_link(link.letter.address.rpartition("/")[2], password)
    return password
