"""What the whole suite shares: no silent skips, one reader, one sample database with the default encoder.

With JUHATCHU_NO_SKIP=1 a skipped test counts as failed: nothing may be missing there.
"""

import os
import warnings
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import demo, pipeline
from matching.corporate import CorporateDatabase
from matching.language.reading import Reader
from matching.matcher import Matcher
from matching.ranking import phrasebook
from matching.settings import DATA, Settings

NO_SKIP = os.environ.get("JUHATCHU_NO_SKIP") == "1"
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


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """data/sample in a database; tests only read it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sample') / 'sample.db'}"
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
