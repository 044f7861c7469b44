"""Power cuts and full disks: all of a file is there, or none of it and all that was there before.

The reader runs in a process of its own that writes down where it is; it is killed with SIGKILL at a chosen row.
`make soak` does so at fifty moments of a load of 20,000 rows and leaves its log in benchmarks/results/kill.json.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ingest.pipeline import run
from matching.corporate import CorporateDatabase

ROOT = Path(__file__).resolve().parents[2]

# Says where it is, line by line: "open", "opened", "begin" (the write transaction), every so many rows, "commit",
# "committed", "done".
CHILD = """
import os, resource, sys
from contextlib import contextmanager
from pathlib import Path

database, file, log, every, limit = sys.argv[1:6]
out = open(log, "a", buffering=1)
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
from ingest import pipeline, storing
from matching.corporate import CorporateDatabase, database as entry, opening
from matching.errors import JuhatchuError

plain = opening.writing

@contextmanager
def writing(engine):
    with plain(engine) as connection:
        out.write("begin\\n")
        yield connection
        out.write("commit\\n")
    out.write("committed\\n")

row, count = storing.RowStore.row, 0

def counted(self, checked):
    global count
    count += 1
    if count % int(every) == 0:
        out.write(f"{count}\\n")
    return row(self, checked)

storing.RowStore.row = counted
out.write("open\\n")
try:
    with CorporateDatabase.open(f"sqlite:///{database}") as db:
        out.write("opened\\n")
        opening.writing = writing
        report = pipeline.run(Path(file), db, survey="R8")
except JuhatchuError as error:
    print(f"{type(error).__name__}: {error}")
    sys.exit(2)
out.write("done\\n")
print(report.rows.accepted)
"""
HEAD = "回答日,登録番号,企業名,市区町村,電話番号,加工内容,問1 受注量,問2 採算,問3 受注余力\n"


def _number(n: int) -> str:
    """Every tenth firm is known before."""
    return "" if n % 10 else f"K-{n}"


def prepare(folder: Path, rows: int) -> None:
    """A survey to be read into a database that holds every tenth firm already."""
    survey(folder / "a.csv", rows)
    known = "".join(f"{_number(n)},架空{n}工業,水戸市,前の加工 {n}\n" for n in range(0, rows, 10))
    (folder / "前.csv").write_text("登録番号,企業名,市区町村,加工内容\n" + known, encoding="utf-8")
    with CorporateDatabase.open(f"sqlite:///{folder / 'before.db'}") as db:
        run(folder / "前.csv", db)
    fresh(folder)


def fresh(folder: Path) -> None:
    for path in folder.glob("a.db*"):
        path.unlink()
    shutil.copy(folder / "before.db", folder / "a.db")


def contents(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return list(plain.iterdump())


def survey(path: Path, rows: int) -> None:
    lines = (
        f"2026-10-{n % 28 + 1:02d},{_number(n)},架空{n}工業,水戸市,029-{n:07d},旋盤加工と研削 {n},増加,黒字,{'有' if n % 2 else '無'}\n"
        for n in range(rows)
    )
    path.write_text(HEAD + "".join(lines), encoding="utf-8")


def start(folder: Path, every: int, limit: int = 0) -> subprocess.Popen[str]:
    (folder / "log").unlink(missing_ok=True)
    command = [sys.executable, "-c", CHILD, str(folder / "a.db"), str(folder / "a.csv"), str(folder / "log")]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*command, str(every), str(limit)],
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def log(folder: Path) -> list[str]:
    path = folder / "log"
    return path.read_text().split("\n")[:-1] if path.exists() else []


def kill_at(folder: Path, moment: str, every: int) -> list[str]:
    """Kill the reader as soon as its log tells the moment; the log as it was then."""
    child = start(folder, every)
    try:
        while moment not in log(folder) and child.poll() is None:
            time.sleep(0.002)
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.communicate()
    return log(folder)


def inside(lines: Sequence[str]) -> bool:
    """Whether the write of the file had begun and not ended."""
    return "begin" in lines and "committed" not in lines


def stored(folder: Path, rows: int) -> int:
    """How many rows of the file are there: all with what belongs to them, or none and all that was there before."""
    path = folder / "a.db"
    with CorporateDatabase.open(f"sqlite:///{path}") as db:
        count, batches = db.supplier_count(), len(db.batches())
        answers = dict(db.surveys()).get("R8", 0)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        old = plain.execute("SELECT count(*) FROM profiles WHERE processes LIKE '前の%'").fetchone()[0]
    if batches == 1:
        assert contents(path) == contents(folder / "before.db")
        return 0
    assert (count, batches, answers, old) == (rows, 2, rows, 0)
    return count


def campaign(folder: Path, rows: int, moments: Sequence[str], every: int) -> list[dict[str, object]]:
    prepare(folder, rows)
    kept: list[dict[str, object]] = []
    for moment in moments:
        fresh(folder)
        lines = kill_at(folder, moment, every)
        numbers = [int(line) for line in lines if line.isdigit()]
        told: dict[str, object] = {
            "moment": moment,
            "rows_written": max(numbers, default=0),
            "inside": inside(lines),
        }
        kept.append(told | {"last": lines[-1] if lines else "", "stored": stored(folder, rows)})
    return kept


def test_a_killed_reader_leaves_all_or_nothing(tmp_path: Path) -> None:
    kept = campaign(tmp_path, 600, ["open", "100", "400", "600", "committed"], 100)
    assert [one["inside"] for one in kept[1:4]] == [True, True, True]
    assert [one["stored"] for one in kept[:3]] == [0, 0, 0]
    assert kept[4]["stored"] == 600
    fresh(tmp_path)
    kill_at(tmp_path, "300", 100)
    child = start(tmp_path, 100)
    out, _ = child.communicate(timeout=60)
    assert out.strip() == "600"
    assert stored(tmp_path, 600) == 600


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    prepare(tmp_path, 3000)
    child = start(tmp_path, 100, limit=1_500_000)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 2, err
    assert out.startswith("StorageFull: ディスクの空きがない")
    assert "Traceback" not in err
    assert stored(tmp_path, 3000) == 0
    child = start(tmp_path, 100)
    child.communicate(timeout=120)
    assert stored(tmp_path, 3000) == 3000


@pytest.mark.soak
def test_fifty_power_cuts_in_a_load_of_twenty_thousand_rows(tmp_path: Path) -> None:
    rows, every = 20_000, 100
    within = [str(every * (4 * n + 1)) for n in range(44)] + [str(rows)]
    kept = campaign(tmp_path, rows, ["open", "opened", "begin", *within, "commit", "committed"], every)
    result = {
        "rows": rows,
        "kills": len(kept),
        "inside": sum(bool(one["inside"]) for one in kept),
        "log": kept,
    }
    path = ROOT / "benchmarks" / "results" / "kill.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert len(kept) == 50
    assert result["inside"] >= 30
