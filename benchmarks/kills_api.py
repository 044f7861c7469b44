"""`python -m benchmarks.kills_api`: the service is killed again and again while people write, and started again as systemd would.

Afterwards every write that was acknowledged is there, whole, and once; a backup made under this load holds one state.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from benchmarks.served import ROOT, Served, prepare, sign_in
from matching.corporate import CorporateDatabase, backup
from matching.corporate.access import OPERATOR

RESULT = ROOT / "benchmarks" / "results" / "kills_api.json"
# Of the systemd unit in deploy/: RestartSec.
_RESTART = 1.0
_WRITERS = 4


class Writer(threading.Thread):
    """A person who registers one order after the other; what got no answer is sent again under its key."""

    def __init__(self, url: str, login: str, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self.repeated = 0
        self.refused: list[str] = []  # answers that nobody should get; the first ends the writer
        self._client, self._login, self._ended = sign_in(url, login), login, ended

    def run(self) -> None:
        for count in range(1_000_000):
            name = f"軸K{self._login}-{count}"
            body = {"fields": {"item": name, "processes": f"旋削 {count}", "notes": "控え" * 50}}
            while not self._ended.is_set():
                try:
                    answer = self._client.post(
                        "/v1/orders", json=body, headers={"Idempotency-Key": f"{self._login}-{count}"}
                    )
                except httpx.HTTPError:
                    self.repeated += 1
                    time.sleep(0.1)
                    continue
                if answer.status_code == 201:
                    self.acknowledged.append(name)
                    break
                if answer.status_code != 503:
                    self.refused.append(f"{answer.status_code} {answer.text}")
                    return
                time.sleep(0.1)
            if self._ended.is_set():
                return


def run(folder: Path, kills: int, suppliers: int, seed: int = 0) -> dict[str, Any]:
    """Kill so often, then look at what is stored."""
    settings = prepare(folder, suppliers, _WRITERS)
    chance, served, ended = random.Random(seed), Served(settings), threading.Event()
    served.start()
    served.wait()
    writers = [Writer(served.url, f"c{number}", ended) for number in range(_WRITERS)]
    for writer in writers:
        writer.start()
    asker = sign_in(served.url, "c0")
    ready, during = [], folder / "during.db"
    for _ in range(kills):
        time.sleep(chance.uniform(0.5, 2.5))
        served.kill()
        killed = time.monotonic()
        time.sleep(_RESTART)
        served.start()
        served.wait()
        asker.post("/v1/matches", json={"text": "シャフトの旋削"}).raise_for_status()
        ready.append(time.monotonic() - killed)
    time.sleep(1)
    before = sum(len(writer.acknowledged) for writer in writers)
    backup.back_up(settings.database_url, during, OPERATOR, lambda *_: None)
    time.sleep(0.5)
    ended.set()
    for writer in writers:
        writer.join(40)
    status = served.stop()
    acknowledged = [name for writer in writers for name in writer.acknowledged]
    result = {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "sent_again": sum(writer.repeated for writer in writers),
        "ready_seconds": [round(one, 2) for one in ready],
        "refused": [one for writer in writers for one in writer.refused],
        "stopped_with": status,
    }
    return result | _stored(settings.database_url, acknowledged) | _in_backup(folder, during, before)


def _stored(url: str, acknowledged: list[str]) -> dict[str, Any]:
    with CorporateDatabase.open(url) as db:
        orders = [one for one in db.orders() if one.title.startswith("軸K")]
        counts = Counter(one.title for one in orders)
        whole = {
            one.title
            for one in orders
            if "旋削" in one.text and db.order_history(one.id) and db.facts(order_id=one.id)
        }
        verified = db.trail.verify(OPERATOR)
    return {
        "lost": len(set(acknowledged) - counts.keys()),
        "twice": sum(count > 1 for count in counts.values()),
        "half": len(counts.keys() - whole),
        "audit_trail_broken_at": verified.broken_at,
    }


def _in_backup(folder: Path, path: Path, before: int) -> dict[str, Any]:
    """Restore the backup that was made under load, and look at it."""
    url = f"sqlite:///{folder}/restored.db"
    backup.restore(path, url, folder, OPERATOR, lambda *_: None)
    with CorporateDatabase.open(url) as db:
        orders = [one for one in db.orders() if one.title.startswith("軸K")]
        half = sum(not db.facts(order_id=one.id) for one in orders)
        verified = db.trail.verify(OPERATOR)
    return {
        "backup_orders": len(orders),
        "backup_lost": max(0, before - len(orders)),
        "backup_half": half,
        "backup_trail_broken_at": verified.broken_at,
    }


def whole(result: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled or left half done."""
    faults = ("lost", "twice", "half", "backup_lost", "backup_half")
    unbroken = result["audit_trail_broken_at"] is None and result["backup_trail_broken_at"] is None
    return (
        bool(result["acknowledged"])
        and not result["refused"]
        and unbroken
        and not any(result[key] for key in faults)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--suppliers", type=int, default=1_000)
    parser.add_argument("--output", type=Path, default=RESULT)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), args.kills, args.suppliers)
    args.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if whole(result) and max(result["ready_seconds"]) <= 10 else 1


if __name__ == "__main__":
    sys.exit(main())
