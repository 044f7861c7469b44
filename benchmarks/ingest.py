"""How fast files are read into the corporate database, and in how much memory, beside plain pandas on the same files.

Every measurement runs in a process of its own. Usage: python benchmarks/ingest.py [--rows 20000] [--register 1000000]
[--output benchmarks/results/ingest.json]. See benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HERE = Path(__file__).resolve().parent
SEED = 20261122

TOWNS = (
    "水戸市",
    "日立市",
    "土浦市",
    "つくば市",
    "ひたちなか市",
    "古河市",
    "筑西市",
    "神栖市",
    "鹿嶋市",
    "牛久市",
)
PARTS = ("常陸", "那珂", "筑波", "霞", "鹿島", "久慈", "利根", "鬼怒", "笠間", "大洗")
TRADES = ("精機", "製作所", "工業", "鉄工", "樹脂", "金型", "電子", "鍍金", "板金", "研磨")
SURVEY = (
    "回答日", "法人番号", "企業名", "都道府県", "市区町村", "番地", "電話番号", "従業員数", "資本金(万円)", "業種", "問1 受注量", "問2 受注単価",
    "問3 採算", "問4 収益性", "問5 資金繰り", "問6 受注余力", "問7 操業度", "問8 経営上の課題(複数回答)", "問9 設備投資", "問10 導入設備",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--register", type=int, default=1_000_000)
    parser.add_argument("--output", type=Path, default=HERE / "results" / "ingest.json")
    parser.add_argument("--stage", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stage:
        name, folder = arguments.stage
        print(json.dumps(STAGES[name](Path(folder))))
        return
    sys.path.insert(0, str(HERE))
    from run import machine  # the same machine description as `make bench`

    report: dict[str, Any] = {
        "machine": machine(),
        "rows": arguments.rows,
        "register_rows": arguments.register,
    }
    with tempfile.TemporaryDirectory(prefix="juhatchu-ingest-") as made:
        folder = Path(made)
        write_survey(folder, arguments.rows)
        write_register(folder / "register.csv", arguments.register)
        report["bytes"] = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
        for name in STAGES:
            report[name] = measured(name, folder)
            show(name, report[name])
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def show(name: str, result: dict[str, Any]) -> None:
    times = f"{result['seconds']:8.2f} s (of the processor {result['cpu_seconds']:7.2f})"
    print(f"{name:28} {times}  peak {result['peak_mib']:6.0f} MiB", flush=True)


def measured(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).resolve()), "--stage", name, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


# --- files ------------------------------------------------------------------------------------------------


def number(base: int) -> str:
    """A corporate number with a right check digit, of a base that is nobody's."""
    digits = f"{base:012d}"
    total = sum(int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(digits)))
    return f"{9 - total % 9}{digits}"


def firm(n: int) -> list[Any]:
    name = f"株式会社{PARTS[n % 10]}{TRADES[n // 10 % 10]}{n // 100}"
    town = TOWNS[n // 7 % 10]
    own = number(990_100_000_000 + n) if n % 4 else ""  # one in four leaves its number out
    return [
        own,
        name,
        "茨城県",
        town,
        f"架空町{n % 30 + 1}-{n % 9 + 1}",
        f"029-{100 + n % 900}-{n % 10000:04d}",
    ]


def survey_row(n: int, year: int) -> list[Any]:
    chance = random.Random(SEED + n * 31 + year)
    pick: Callable[..., Any] = lambda *words: chance.choice(words)  # noqa: E731
    challenges = "、".join(
        chance.sample(("受注量の確保", "人材の確保", "原材料高", "設備の老朽化", "後継者"), 2)
    )
    answers = [
        pick("増加", "不変", "減少"), pick("上昇", "不変", "低下"), pick("黒字", "収支均衡", "赤字"),
        pick("良くなった", "変わらない", "悪くなった"), pick("好転", "不変", "悪化"), pick("有", "無"), chance.randint(30, 100),
        challenges, pick("実施した", "予定あり", "予定なし"), pick("", "", "", "5軸マシニングセンタ 1台", "三次元測定機"),
    ]  # fmt: skip
    return [
        f"{year}-10-{n % 28 + 1:02d}",
        *firm(n),
        chance.randint(1, 200),
        chance.randint(100, 9000),
        "金属製品",
        *answers,
    ]


def write_survey(folder: Path, rows: int) -> None:
    import openpyxl

    for name, year in (("survey_2025", 2025), ("survey_2026", 2026)):
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet("回答")
        page.append(["受注企業実態調査 回答一覧"])
        page.append(list(SURVEY))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream)
            lines.writerow(SURVEY)
            for n in range(rows):
                row = survey_row(n, year)
                page.append(row)
                lines.writerow(row)
        book.save(folder / f"{name}.xlsx")


def write_register(path: Path, rows: int) -> None:
    """The National Tax Agency's 30 columns without a heading."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, quoting=csv.QUOTE_MINIMAL)
        for n in range(rows):
            own, name, prefecture, town, street, _ = firm(n)
            own = own or number(990_100_000_000 + n)
            row = [n + 1, own, "01", 0, "2026-10-31", "2015-10-05", name, "", 301, prefecture, town, street, "", "08", "201",
                   "3100001", "", "", "", "", "", "", "2015-10-05", 1, "", "", "", "", "カクウ", 0]  # fmt: skip
            lines.writerow(row)


# --- stages -----------------------------------------------------------------------------------------------


def ingest(name: str, database: str, again: bool = False, **options: Any) -> Callable[[Path], dict[str, Any]]:
    def stage(folder: Path) -> dict[str, Any]:
        from ingest import pipeline
        from matching.corporate import CorporateDatabase

        if again and not (folder / database).exists():
            raise SystemExit("the first stage has not run")
        with CorporateDatabase.open(f"sqlite:///{folder / database}") as db:
            db.supplier_count()
            return timed(lambda: told(pipeline.run(folder / name, db, **options)))

    return stage


def told(report: Any) -> dict[str, Any]:
    rows = {
        key: getattr(report.rows, key) for key in ("read", "accepted", "updated", "unchanged", "rejected")
    }
    firms = {key: getattr(report.companies, key) for key in ("distinct", "new", "merged", "to_review")}
    return {"kind": report.kind, "rows": rows, "companies": firms, "issues": len(report.issues)}


def pandas_csv(name: str) -> Callable[[Path], dict[str, Any]]:
    def stage(folder: Path) -> dict[str, Any]:
        import pandas

        return timed(lambda: {"rows": {"read": len(pandas.read_csv(folder / name, dtype=str, header=None))}})

    return stage


def pandas_excel(folder: Path) -> dict[str, Any]:
    import pandas

    path = folder / "survey_2025.xlsx"
    return timed(lambda: {"rows": {"read": len(pandas.read_excel(path, dtype=str, header=1))}})


def timed(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    started, before = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    return result | {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "peak_mib": round(peak, 1)}


def _stages() -> Iterator[tuple[str, Callable[[Path], dict[str, Any]]]]:
    yield "survey xlsx", ingest("survey_2025.xlsx", "a.db", survey="2025")
    yield "survey xlsx, again", ingest("survey_2025.xlsx", "a.db", again=True, survey="2025")
    yield "survey xlsx, a year later", ingest("survey_2026.xlsx", "a.db", again=True, survey="2026")
    yield "survey csv", ingest("survey_2025.csv", "b.db", survey="2025")
    yield "corporate-number csv", ingest("register.csv", "b.db")
    yield "corporate-number csv, again", ingest("register.csv", "b.db", again=True)
    yield "pandas.read_excel, survey", pandas_excel
    yield "pandas.read_csv, survey", pandas_csv("survey_2025.csv")
    yield "pandas.read_csv, register", pandas_csv("register.csv")


STAGES = dict(_stages())

if __name__ == "__main__":
    main()
