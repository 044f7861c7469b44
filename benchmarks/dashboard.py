"""`python -m benchmarks.dashboard`: coordinators at 10,000 suppliers, each in a browser of its own with one action in ten seconds.

Seconds count from the click until the answer is drawn, as the person sees it. The browsers and the server share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, Page, async_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.served import PASSWORD, ROOT, Served, prepare
from matching.settings import Settings

RESULT = ROOT / "benchmarks" / "results" / "dashboard.json"
# Seconds between one person's actions, and what the 95th of 100 may take.
_PAUSE, _MOST = 10.0, 2.0
_PATIENCE = 30_000  # ms
# After the last message: the page has taken it in, and two frames later it is drawn.
_DRAWN = """() => new Promise(drawn => { const look = () =>
  document.querySelector('[data-testid="stApp"]').getAttribute('data-test-script-state') === 'notRunning'
    ? requestAnimationFrame(() => requestAnimationFrame(drawn)) : setTimeout(look, 5); look(); })"""
_ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_VIEWS = ("表", "地図", "カード")


class Person:
    """One coordinator at a browser."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page = page
        self.chance = random.Random(seed)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures = 0
        self.turn = 0
        # Set when the server says that a run of the page has ended: the page itself may take its start and end in at once.
        self.ended = asyncio.Event()
        page.on("websocket", lambda socket: socket.on("framereceived", self._heard))

    def _heard(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            message = ForwardMsg.FromString(frame)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in _ENDED:
                self.ended.set()

    async def come_in(self, address: str, login: str) -> None:
        """Sign in and find the firms of the example."""
        await self.page.goto(f"{address}/signin?next=/suppliers%3Fexample%3D1")
        await self.page.get_by_label("利用者名").fill(login)
        await self.page.get_by_label("パスワード").fill(PASSWORD)
        await self.page.get_by_role("button", name="サインインする").click()
        await self.page.locator(".jc").first.wait_for(timeout=_PATIENCE)

    async def work(self, until: float) -> None:
        """One action after the other until the time is over."""
        await asyncio.sleep(self.chance.uniform(0, _PAUSE))
        while (started := time.monotonic()) < until:
            try:
                await self._act()
            except Exception as error:  # whatever a browser says: the person did not get what was wanted
                self.failures += 1
                sys.stderr.write(f"{error!r}\n")
            await asyncio.sleep(max(0.0, _PAUSE - (time.monotonic() - started)))

    async def _act(self) -> None:
        self.turn += 1
        page = self.page
        match self.turn % 4:
            case 1:
                await page.locator(".st-key-jm-chips button").nth(self.chance.randrange(3)).click()
                await self._timed("condition left out", page.get_by_role("button", name="この条件を外す"))
            case 2:
                await self._timed("condition undone", page.get_by_role("button", name="直前の変更を戻す"))
            case 3:
                view = page.get_by_role("radio", name=_VIEWS[self.turn // 4 % 3])
                await self._timed("view changed", view)
            case _:
                search = page.get_by_role("button", name="探す", exact=True)
                if not await search.is_visible():  # a search folds the enquiry away
                    await page.get_by_text("相談文を直す").click()
                    await asyncio.sleep(0.6)  # it unfolds; nobody hits a button that is still moving
                await self._timed("search", search)

    async def _timed(self, kind: str, target: Any) -> None:
        await target.wait_for(timeout=_PATIENCE)
        self.ended.clear()
        started = time.monotonic()
        await target.click(timeout=_PATIENCE)
        await asyncio.wait_for(self.ended.wait(), _PATIENCE / 1000)
        await self.page.evaluate(_DRAWN)
        self.seconds[kind].append(time.monotonic() - started)


async def _people(
    address: str, count: int, seconds: int, server: int
) -> tuple[list[Person], dict[str, float]]:
    """Everybody's work, and how many processors server and browsers kept busy meanwhile."""
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        people = []
        for number in range(count):
            context = await browser.new_context(locale="ja-JP", viewport={"width": 1366, "height": 768})
            context.set_default_timeout(_PATIENCE)
            people.append(Person(await context.new_page(), number))
            await people[-1].come_in(address, f"c{number}")
        before, began = _worked(server), time.monotonic()
        await asyncio.gather(*(person.work(began + seconds) for person in people))
        after, took = _worked(server), time.monotonic() - began
        await browser.close()
    return people, {who: round((after[who] - before[who]) / took, 2) for who in before}


def _worked(server: int) -> dict[str, float]:
    """Seconds of the processor so far: of the dashboard, and of all browsers with what steers them."""
    mine = psutil.Process()
    tree = [mine, *(one for one in mine.children(recursive=True) if one.pid != server)]
    own = psutil.Process(server)
    return {"server": _seconds([own, *own.children(recursive=True)]), "browsers": _seconds(tree)}


def _seconds(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def run(folder: Path, suppliers: int, people: int, seconds: int) -> dict[str, Any]:
    """The measurement; the dashboard is started and stopped here."""
    settings = prepare(folder, suppliers, people)
    served = Served(settings)
    with (folder / "dashboard.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "dashboard.app", "--port", str(served.port)],
            env=os.environ | _environment(settings),
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(server, served.port)
        came, used = asyncio.run(_people(f"http://127.0.0.1:{served.port}", people, seconds, server.pid))
        memory = psutil.Process(server.pid).memory_info().rss
    finally:
        server.kill()
        server.wait(30)
    kinds: dict[str, list[float]] = defaultdict(list)
    for person in came:
        for kind, told in person.seconds.items():
            kinds[kind] += told
    everything = [one for told in kinds.values() for one in told]
    failures = sum(person.failures for person in came)
    return {
        "suppliers": suppliers,
        "people": people,
        "seconds": seconds,
        "kinds": {kind: _told(told) for kind, told in sorted(kinds.items())},
        "all": _told(everything),
        "failures": failures,
        "processors_busy": used,
        "memory_mb": round(memory / 1024 / 1024),
        "within_bounds": bool(everything) and not failures and _p95(everything) <= _MOST,
    }


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "JUHATCHU_DATABASE_URL": settings.database_url,
        "JUHATCHU_HOME": str(settings.home),
        "JUHATCHU_ENCODER": settings.encoder,
    }


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/signin", timeout=30).status_code == 200:
                return
        except httpx.HTTPError:
            assert server.poll() is None, "the dashboard did not start"
        time.sleep(0.5)
    raise AssertionError("the dashboard did not start")


def _p95(told: list[float]) -> float:
    return sorted(told)[min(len(told) - 1, int(0.95 * len(told)))]


def _told(told: list[float]) -> dict[str, Any]:
    if not told:
        return {"actions": 0}
    return {
        "actions": len(told),
        "median_s": round(statistics.median(told), 3),
        "p95_s": round(_p95(told), 3),
        "most_s": round(max(told), 3),
    }


def main() -> int:
    """Measure and write the result; 1 where an action failed or too many were slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppliers", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--folder", type=Path, help="kept afterwards")
    parser.add_argument("--out", type=Path, default=RESULT)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        result = run(args.folder or Path(made), args.suppliers, args.people, args.seconds)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0 if result["within_bounds"] else 1


if __name__ == "__main__":
    sys.exit(main())
