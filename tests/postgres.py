"""A private PostgreSQL server for the tests, and databases on it that are ready at once.

`python tests/postgres.py` tells (by its exit code) whether this machine has the server's programs.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

_TEMPLATE = "juhatchu_template"
# Nothing that a test writes must survive a failure of power.
_CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB", "jit=off")


# A folder in memory, and the free bytes there that the databases may need: on a disk, making one costs six times as much.
_MEMORY = Path("/dev/shm")
_ROOM = 2**30


def programs() -> Path | None:
    """The folder of initdb and postgres, None where they are not installed."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True
    )
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


class Server:
    """Databases on one server: `url` is that of any database there whose user may create others."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._made: set[str] = set()

    def url(self, name: str) -> str:
        """The URL of a database on this server."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    def template(self, migrate: Callable[[str], None]) -> None:
        """Make the database that the others are copies of: `migrate` brings an empty one to the present schema."""
        self._run("DROP DATABASE IF EXISTS {}", _TEMPLATE)
        self._run("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", _TEMPLATE)
        migrate(self.url(_TEMPLATE))

    def copy(self, name: str, *, empty: bool = False) -> str:
        """The URL of a database of that name, made now unless it was made before; `empty`: without our tables."""
        if name not in self._made:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            # Copying files is twice as fast as writing each page to the log, where no page is synchronised anyway.
            self._run(
                f"CREATE DATABASE {{}} STRATEGY FILE_COPY TEMPLATE {'template0' if empty else _TEMPLATE}",
                name,
            )
            self._made.add(name)
            if not empty:
                self._name_anew(name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever still uses it."""
        self._made.discard(name)
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def close(self) -> None:
        """Remove all that was made."""
        for name in [*self._made, _TEMPLATE]:
            self.drop(name)

    def _name_anew(self, name: str) -> None:
        """A copy is a database of its own: what is kept of one (an index) must not be taken for another's."""
        url = make_url(self.url(name)).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute("UPDATE database_info SET identity = %s", [uuid.uuid4().hex])

    def _run(self, statement: str, name: str) -> None:
        url = self._url.set(drivername="postgresql", database=self._url.database or "postgres")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


class PrivateServer:
    """A server of our own in a temporary folder, reached by a socket in it alone; ends with the process that made it."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jpg", dir=_in_memory()))
        self._user = _unprivileged()
        if self._user:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._call(
            binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        options = [word for one in _CARELESS for word in ("-c", one)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", self.folder, "-h", "", *options],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self.folder,
                user=self._user,
            )
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self.folder}"
        self._wait()

    def _call(self, *words: object) -> None:
        subprocess.run(
            [str(one) for one in words], check=True, capture_output=True, cwd=self.folder, user=self._user
        )

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._process.terminate()  # SIGTERM waits for clients; SIGINT disconnects them
        self._process.send_signal(2)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Where the server's files are; None: in the folder for temporary files."""
    writable = os.access(_MEMORY, os.W_OK | os.X_OK)
    return _MEMORY if writable and shutil.disk_usage(_MEMORY).free >= _ROOM else None


def _unprivileged() -> str | None:
    """Whom the server runs as, since it refuses to run as root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


if __name__ == "__main__":
    sys.exit(programs() is None)
