"""`python -m benchmarks.load`: 50 signed-in people at 10,000 suppliers for five minutes; seconds by kind, errors, writes counted, memory."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.served import PASSWORD, ROOT, Served, prepare
from matching.corporate import CorporateDatabase

RESULT = ROOT / "benchmarks" / "results" / "load.json"
_MOST_MS = {"match": 600, "read": 150}


def run(folder: Path, suppliers: int, people: int, seconds: int) -> dict[str, Any]:
    """The measurement; the service is started and stopped here."""
    settings = prepare(folder, suppliers, people)
    plan = {
        "suppliers": suppliers,
        "people": people,
        "password": PASSWORD,
        "enquiries": corpus.enquiries(corpus.Sample(), max(100, people * seconds // 12), 1),
    }
    (folder / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    served = Served(settings)
    served.start()
    served.wait()
    try:
        kinds, memory = _load(served, folder, people, seconds)
    finally:
        status = served.stop()
    acknowledged = set((folder / "acknowledged.txt").read_text(encoding="utf-8").split())
    with CorporateDatabase.open(settings.database_url) as db:
        stored = {one.number for one in db.orders()}
    return {
        "suppliers": suppliers,
        "people": people,
        "seconds": seconds,
        "kinds": kinds,
        "errors": sum(one["failures"] for one in kinds.values()),
        "writes_acknowledged": len(acknowledged),
        "writes_lost": len(acknowledged - stored),
        "memory_mb": [round(one / 1024 / 1024) for one in memory],
        "stopped_with": status,
        "within_bounds": all(kinds[kind]["p95_ms"] <= most for kind, most in _MOST_MS.items()),
    }


def _load(served: Served, folder: Path, people: int, seconds: int) -> tuple[dict[str, Any], list[int]]:
    words = ["-f", str(ROOT / "benchmarks" / "load_users.py"), "--headless", "--json", "--host", served.url]
    # They come one after the other, two a second; what is measured begins when all are there.
    words += ["-u", str(people), "-r", "2", "--reset-stats", "-t", f"{seconds + people // 2}s"]
    words += ["--stop-timeout", "10", "--only-summary"]
    with (folder / "locust.json").open("wb") as out, (folder / "locust.log").open("wb") as log:
        users = subprocess.Popen(
            [sys.executable, "-m", "locust", *words],
            env=os.environ | {"JUHATCHU_LOAD_FOLDER": str(folder), "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=log,
        )
        memory = []
        while users.poll() is None:
            memory.append(served.memory())
            time.sleep(max(1.0, seconds / 10))
    entries = json.loads((folder / "locust.json").read_text(encoding="utf-8"))
    return {one["name"]: _kind(one) for one in entries}, memory


def _kind(entry: dict[str, Any]) -> dict[str, Any]:
    times = sorted((float(ms), count) for ms, count in entry["response_times"].items())
    return {
        "requests": entry["num_requests"],
        "failures": entry["num_failures"],
        "p50_ms": _percentile(times, 0.5),
        "p95_ms": _percentile(times, 0.95),
        "most_ms": round(entry["max_response_time"]),
    }


def _percentile(times: list[tuple[float, int]], share: float) -> float:
    wanted, seen = share * sum(count for _, count in times), 0
    for ms, count in times:
        seen += count
        if seen >= wanted:
            return ms
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppliers", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--output", type=Path, default=RESULT)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), args.suppliers, args.people, args.seconds)
    args.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if result["within_bounds"] and not result["errors"] and not result["writes_lost"] else 1


if __name__ == "__main__":
    sys.exit(main())
