"""What holds for every door as it starts."""

import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import app_cli
from app_api import create_app
from matching.api.service import Service
from matching.matcher import Matcher
from matching.settings import Settings, in_japan

with warnings.catch_warnings():  # starlette's client prefers a successor of httpx
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

# 00:30 on the 1st of April 2026 in Japan: a new 年度, while in UTC it is still the 31st of March.
MIDNIGHT = datetime(2026, 3, 31, 15, 30, tzinfo=UTC).timestamp()


def command_line(_: Matcher) -> None:
    with pytest.raises(SystemExit):
        app_cli.main(["--help"])


def rest_service(matcher: Matcher) -> None:
    with TestClient(create_app(Service(matcher))):
        pass


@pytest.fixture(scope="module")
def matcher(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str], home: Path
) -> Iterator[Matcher]:
    url = shared_database_at(tmp_path_factory.mktemp("door") / "empty.db")
    matcher = Matcher.open(Settings(url, home, "lsa"))
    yield matcher
    matcher.close()


@pytest.fixture
def abroad(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server whose clock shows UTC."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "UTC")
        time.tzset()
        yield
    in_japan()


@pytest.mark.usefixtures("abroad")
@pytest.mark.parametrize("door", [command_line, rest_service])
def test_a_day_begins_at_midnight_in_japan_wherever_the_server_stands(
    door: Callable[[Matcher], None], matcher: Matcher
) -> None:
    assert date.fromtimestamp(MIDNIGHT) == date(2026, 3, 31)
    door(matcher)
    assert date.fromtimestamp(MIDNIGHT) == date(2026, 4, 1)
