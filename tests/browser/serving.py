"""A real dashboard on sample data with an account for each role; for the browser's tests and for the users' guide's pictures."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest import demo, pipeline
from matching.corporate import CorporateDatabase
from matching.settings import DATA, Settings
from tests.dashboard.accounts import make_accounts

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running dashboard."""

    address: str
    settings: Settings


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """A dashboard on the sample data, which it keeps in `folder`."""
    settings = Settings(f"sqlite:///{folder / 'site.db'}", folder / "home", "lsa")
    with CorporateDatabase.open(settings.database_url) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in demo.SAMPLE_FILES:
            pipeline.run(DATA / "sample" / name, db, person="試験")
        supplier = next(iter(db.suppliers())).id
        make_accounts(db, settings, {"supplier": supplier, "buyer": db.buyers()[0].id})
    port = _free_port()
    environment = os.environ | {
        "JUHATCHU_DATABASE_URL": settings.database_url,
        "JUHATCHU_HOME": str(settings.home),
        "JUHATCHU_ENCODER": settings.encoder,
    }
    environment.pop("JUHATCHU_CONFIG", None)
    log = (folder / "server.log").open("wb")
    command = [sys.executable, "-m", "dashboard.app", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server, folder / "server.log")
        asked = urllib.request.Request(
            f"{address}/", headers={"Cookie": "juhatchu_session=x", "Accept": "text/html"}
        )
        # Who that is can only be told once the office is open.
        urllib.request.urlopen(asked, timeout=300).close()
        yield Site(address, settings)
    finally:
        server.kill()
        server.wait(30)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the dashboard did not start")
