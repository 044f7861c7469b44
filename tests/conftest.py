"""What the whole suite shares: no silent skips, one reader, one sample database with the default encoder.

With JUHATCHU_NO_SKIP=1 a skipped test counts as failed: nothing may be missing there.
With JUHATCHU_TEST_DATABASE=postgresql the databases of `database_at` are on a PostgreSQL server that the tests start themselves; with a URL
(postgresql+psycopg://...) on that server, whose user must be allowed to create databases.
"""

import hashlib
import os
import warnings
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import demo, pipeline
from matching.corporate import CorporateDatabase
from matching.language.reading import Reader
from matching.matcher import Matcher
from matching.ranking import phrasebook
from matching.settings import DATA, Settings, in_japan
from tests import postgres

NO_SKIP = os.environ.get("JUHATCHU_NO_SKIP") == "1"
in_japan()  # as the doors do: a test's own date.today() is then theirs at any hour
# One pair in so many stands in the tests' phrasebook: encoding them all takes minutes.
THINNED = 24


def _not_skipped(report: Any) -> None:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, which JUHATCHU_NO_SKIP=1 forbids: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    _not_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    _not_skipped(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"NOT TESTED {report.nodeid}: {reason}", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def thin_phrasebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No rule under test depends on how many pairs there are."""
    lines = phrasebook.PAIRS.read_bytes().splitlines(keepends=True)
    path = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    path.write_bytes(b"".join(lines[::THINNED]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrasebook, "PAIRS", path)
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for dictionary, encoder and index files, for the whole session."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def reader(home: Path) -> Reader:
    return Reader.open(home)


DATABASE = os.environ.get("JUHATCHU_TEST_DATABASE", "")
# Where a database of a test is: the URL of one for a path (that of the file, if it is SQLite), empty or as it was left.
DatabaseAt = Callable[[Path], str]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a server only what touches a database is run: all else was run with SQLite. What is about PostgreSQL alone is run there alone."""
    touching = {"database_at", "shared_database_at", "postgresql"}

    def chosen(item: pytest.Item) -> bool:
        known = set(getattr(item, "fixturenames", ()))
        return bool(touching & known) if DATABASE else "postgresql" not in known

    config.hook.pytest_deselected(items=[one for one in items if not chosen(one)])
    items[:] = [one for one in items if chosen(one)]


def pytest_report_header() -> str:
    return f"databases: {'PostgreSQL' if DATABASE else 'SQLite'}"


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server | None]:
    """The PostgreSQL server that the databases are on; None for SQLite."""
    if not DATABASE:
        yield None
        return
    private = None
    if DATABASE == "postgresql":
        binaries = postgres.programs()
        if binaries is None:
            pytest.skip("PostgreSQL's programs are not installed")
        private = postgres.PrivateServer(binaries)
    found = postgres.Server(private.url if private else DATABASE)
    found.template(lambda url: CorporateDatabase.open(url).close())
    yield found
    found.close()
    if private:
        private.stop()


@pytest.fixture
def postgresql(server: postgres.Server | None) -> postgres.Server:
    """The server, for tests of what PostgreSQL alone does; they are not run with SQLite."""
    assert server is not None
    return server


def _place(server: postgres.Server | None, path: Path) -> str:
    return server.copy(_name(path)) if server else f"sqlite:///{path}"


def _name(path: Path) -> str:
    return f"t{os.getpid()}_{hashlib.sha256(str(path).encode()).hexdigest()[:20]}"


@pytest.fixture(scope="session")
def shared_database_at(server: postgres.Server | None) -> DatabaseAt:
    """As `database_at`, for fixtures of a session or a module."""
    return lambda path: _place(server, path)


@pytest.fixture
def database_at(server: postgres.Server | None) -> Iterator[DatabaseAt]:
    """The URL of a database at a path: an SQLite file there, or a database on the server under test that belongs to the path."""
    paths: set[Path] = set()

    def place(path: Path) -> str:
        paths.add(path)
        return _place(server, path)

    yield place
    for path in paths if server else ():
        server.drop(_name(path))


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory, shared_database_at: DatabaseAt) -> str:
    """data/sample in a database; tests only read it."""
    url = shared_database_at(tmp_path_factory.mktemp("sample") / "sample.db")
    with CorporateDatabase.open(url) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in demo.SAMPLE_FILES:
            assert pipeline.run(DATA / "sample" / name, db, person="試験").error is None
    return url


@pytest.fixture(scope="session")
def sample(sample_url: str, home: Path) -> Iterator[Matcher]:
    """The default encoder on data/sample."""
    matcher = Matcher.open(Settings(sample_url, home))
    if matcher.engine.notice:
        pytest.skip(f"the default encoder does not run on this machine: {matcher.engine.notice}")
    matcher.index.follow()
    yield matcher
    matcher.close()
