"""Running the service: settings, logs, metrics, readiness; real processes that are stopped and follow each other; the operations page."""

import functools
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

import app_cli
from app_api import create_app
from benchmarks.served import COMMAND, Served
from matching import logs
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.api.service import Service
from matching.corporate import CorporateDatabase, SupplierRow
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import NewAccount
from matching.errors import InputError
from matching.ranking import phrasebook
from matching.settings import Settings

with warnings.catch_warnings():  # starlette's client prefers a successor of httpx
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

# What goes wrong inside comes back as an answer.
serve = functools.partial(TestClient, raise_server_exceptions=False)
ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "correct-horse-battery"
DatabaseAt = Callable[[Path], str]


# Settings


def test_every_setting_can_be_said_in_toml_and_in_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "juhatchu.toml"
    path.write_text(
        'session_hours = 3\nlog_format = "text"\npublic_url = "https://a.example.jp/"\n', encoding="utf-8"
    )
    found = Settings.load({"JUHATCHU_CONFIG": str(path), "JUHATCHU_SESSION_HOURS": "5"})
    assert (found.session_hours, found.log_format, found.public_url) == (5, "text", "https://a.example.jp")
    assert found.secure


def test_a_settings_file_that_is_not_there_is_told_from_one_that_is_no_toml(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("threads = = 1", encoding="utf-8")
    for path, word in ((broken, "TOML 形式"), (tmp_path / "missing.toml", "開けません")):
        with pytest.raises(InputError, match=word):
            Settings.load({"JUHATCHU_CONFIG": str(path)})


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("LOG_LEVEL", "loud", "info"),
        ("LOG_FORMAT", "xml", "json"),
        ("SESSION_HOURS", "0", "1 以上"),
        ("UPLOAD_MB", "many", "1 以上"),
        ("PUBLIC_URL", "matching.example.jp", "https://"),
        ("SMTP_URL", "mail.example.jp:25", "smtp://"),
        ("OIDC_ISSUER", "https://login.example.jp", "三つとも"),
        ("TRUSTED_PROXIES", "abc", "10.0.0.0/8"),
        ("TRUSTED_PROXIES", "127.0.0.1,10.0.0.1/8", "コンマ"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_do(name: str, value: str, word: str) -> None:
    with pytest.raises(InputError, match=word) as refused:
        Settings.load({f"JUHATCHU_{name}": value})
    assert name in str(refused.value) or name.lower() in str(refused.value)


def test_no_secret_is_shown_with_the_settings() -> None:
    secrets = {
        "database_url": "postgresql+psycopg://u:himitsu1@h/d",
        "smtp_url": "smtp://u:himitsu2@h",
        "oidc_client_secret": "himitsu3",
        "metrics_token": "himitsu4",
    }
    assert "himitsu" not in repr(Settings(**secrets))  # type: ignore[arg-type]


# Logs


def lines(settings: Settings, *records: logging.LogRecord) -> list[str]:
    return [logs.Lines(settings).format(one) for one in records]


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("matching.test", logging.ERROR, __file__, 1, message, args, told)


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize(
    "told",
    [
        "Authorization: Bearer himitsu-himitsu",
        "token=himitsu",
        "password: himitsu",
        '{"password": "himitsu"}',
        "cookie juhatchu_session=himitsu; path=/",
        "cannot reach postgresql+psycopg://user:himitsu@host/db",
        "the configured one is Pa55-himitsu",
        "link /reset/himitsuhimitsu0123456789himitsuhimitsu0123456789",
    ],
)
def test_a_secret_never_stands_in_the_log(form: str, told: str) -> None:
    settings = Settings(log_format=form, metrics_token="Pa55-himitsu")
    assert "himitsu" not in "".join(lines(settings, record("%s", told), record(told)))


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\x85", "\u2028", "\x1b[2J", "\0"])
def test_nothing_that_is_logged_makes_a_line_of_its_own(form: str, end: str) -> None:
    (line,) = lines(Settings(log_format=form), record("%s", f"no{end}2026-01-01 info all is well"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_of_an_exception_the_log_tells_kind_and_place_but_not_what_was_sent() -> None:
    try:
        int("架空商事の図面")
    except ValueError as error:
        (line,) = lines(Settings(), record("it failed: %s", error, error=error))
    content = json.loads(line)
    assert content["error"] == "ValueError"
    assert "test_operations.py" in content["at"][-1]
    assert "架空商事" not in line


# The service


@pytest.fixture
def office(tmp_path: Path, home: Path, database_at: DatabaseAt) -> Settings:
    """One supplier, one coordinator, no dense encoder."""
    settings = Settings(database_at(tmp_path / "office.db"), home, "lsa", metrics_token="metrics-1")
    with CorporateDatabase.open(settings.database_url) as db:
        with db.writing("試験") as writer:
            texts = {"processes": "NC旋盤による旋削加工"}
            writer.upsert_supplier(SupplierRow("架空旋盤工業", "A-1", prefecture="茨城県", texts=texts))
        link = People(db, OPERATOR, settings).invite(NewAccount("試験 太郎", ["coordinator"], "taro"))
        Gate(db, settings).use_link(link.letter.address.rsplit("/", 1)[-1], PASSWORD)
    return settings


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service logs; the loggers are put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    logs.configure(Settings(), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("uvicorn.access").disabled = False


def test_requests_are_logged_by_route_with_a_number_and_without_what_was_asked(
    office: Settings, log: io.StringIO
) -> None:
    with serve(create_app(Service(settings=office))) as client:
        client.post("/v1/sign-in", json={"login": "taro", "password": PASSWORD})
        header = {"X-Requested-With": "juhatchu", "X-Request-ID": "number-12345"}
        answer = client.post("/v1/matches", json={"text": "極秘の旋削の相談"}, headers=header)
        client.get("/v1/suppliers/987654")
        client.get("/v1/suppliers?words=himitsu")
        client.get("/v1/suppliers?himitsu=1")
        client.get("/no/such/himitsu")
    assert answer.headers["X-Request-ID"] == "number-12345"
    written = [json.loads(line) for line in log.getvalue().splitlines()]
    requests = [one for one in written if one["event"] == "request"]
    assert [(one["route"], one["status"]) for one in requests] == [
        ("/v1/sign-in", 200),
        ("/v1/matches", 200),
        ("/v1/suppliers/{id}", 404),
        ("/v1/suppliers", 200),
        ("/v1/suppliers", 422),
        ("-", 404),
    ]
    assert requests[1]["request"] == "number-12345"
    assert re.fullmatch(r"u\d+", requests[1]["viewer"])
    for secret in ("himitsu", "極秘", "太郎", "taro", PASSWORD, "987654", client.cookies["juhatchu_session"]):
        assert secret not in log.getvalue()


def test_the_dashboard_logs_lines_of_json_without_the_addresses_that_were_asked_for(office: Settings) -> None:
    port = Served(office).port
    known = {
        "JUHATCHU_DATABASE_URL": office.database_url,
        "JUHATCHU_HOME": str(office.home),
        "JUHATCHU_ENCODER": "lsa",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.app", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | known,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # Tried again, each time later than the one before: the process needs some seconds to come up.
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=7), timeout=60
        ) as client:
            asked = [client.get(path).status_code for path in ("/brand/icon.svg?himitsu", "/himitsu")]
    finally:
        process.terminate()
        _, log = process.communicate(timeout=60)
    assert asked == [200, 401]
    assert [json.loads(line)["level"] for line in log.splitlines()]
    assert "himitsu" not in log


def test_metrics_are_for_this_machine_or_whoever_has_the_token(office: Settings) -> None:
    with serve(create_app(Service(settings=office))) as client:  # its address isn't this machine's
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
        answer = client.get("/metrics", headers={"Authorization": "Bearer metrics-1"})
    assert answer.status_code == 200
    assert 'juhatchu_requests_total{method="GET",route="/metrics",status="403"} 2.0' in answer.text
    assert "juhatchu_suppliers 1.0" in answer.text
    assert "juhatchu_index_revisions_behind 0.0" in answer.text


def test_without_a_database_the_service_lives_but_is_not_ready(tmp_path: Path, home: Path) -> None:
    (tmp_path / "broken.db").write_bytes(os.urandom(9000))
    settings = Settings(f"sqlite:///{tmp_path}/broken.db", home, "lsa", metrics_token="metrics-1")
    with serve(create_app(Service(settings=settings))) as client:
        assert client.get("/v1/ready").status_code == 503
        figures = client.get("/metrics", headers={"Authorization": "Bearer metrics-1"})
    assert "juhatchu_up 0.0" in figures.text


def test_a_service_that_is_about_to_end_is_not_ready_but_still_answers(office: Settings) -> None:
    service = Service(settings=office)
    with serve(create_app(service)) as client:
        assert client.get("/v1/ready").status_code == 200
        service.ending = True
        refused = client.get("/v1/ready")
        assert refused.status_code == 503
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert client.get("/v1/health").status_code == 200


def signed_in(url: str) -> httpx.Client:
    client = httpx.Client(base_url=url, headers={"X-Requested-With": "juhatchu"}, timeout=30)
    client.post("/v1/sign-in", json={"login": "taro", "password": PASSWORD}).raise_for_status()
    return client


def best(client: httpx.Client, text: str) -> str:
    """The name of the firm that comes first, "" if none is found."""
    found = client.post("/v1/matches", json={"text": text}).json()["matches"]
    return str(found[0]["supplier"]["name"]) if found else ""


def test_two_services_on_one_database_find_what_the_other_wrote_and_stop_gracefully(office: Settings) -> None:
    thin = f"import pathlib; from matching.ranking import phrasebook; phrasebook.PAIRS = pathlib.Path({str(phrasebook.PAIRS)!r})"
    services = [Served(office, command=f"{thin}; {COMMAND}") for _ in range(2)]
    for one in services:
        one.start()
    try:
        for one in services:
            one.wait()
        with closing(signed_in(services[0].url)) as here, closing(signed_in(services[1].url)) as there:
            for writes, reads, name, work in (
                (here, there, "架空めっき工業", "無電解ニッケルめっき"),
                (there, here, "架空工房", "熱間鍛造"),
            ):
                fields = {"name": name, "prefecture": "茨城県", "processes": work}
                made = writes.post("/v1/suppliers", json={"fields": fields})
                assert made.status_code == 201, made.text
                assert best(reads, work) == name
            # And what is changed: the firm that gives its work up is found no longer.
            changed = here.patch(
                f"/v1/suppliers/{made.json()['id']}",
                json={"fields": {"processes": "木箱の製造"}},
                headers={"If-Match": made.headers["ETag"]},
            )
            assert changed.status_code == 200, changed.text
            assert [best(one, "木箱の製造") for one in (here, there)] == ["架空工房"] * 2
            assert "架空工房" not in [best(one, "熱間鍛造") for one in (here, there)]
    finally:
        ended = [one.stop() for one in services]
    # uvicorn ends by the signal that it was sent, once everything is written.
    assert ended == [-signal.SIGTERM, -signal.SIGTERM]
    assert "Application shutdown complete" in (office.home / "serve.log").read_text(encoding="utf-8")
    with CorporateDatabase.open(office.database_url) as db:
        assert "match" in {one.deed for one in db.trail.entries(OPERATOR)}


# The commands and the page


def juhatchu(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = app_cli.main(list(words))
    out, err = capsys.readouterr()
    return code, out + err


def test_backup_restore_and_moving_by_command(
    office: Settings,
    tmp_path: Path,
    database_at: DatabaseAt,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUHATCHU_BACKUP_FOLDER", str(tmp_path / "kept"))
    db = ("--db", office.database_url)
    file = str(tmp_path / "one.db")
    assert juhatchu(capsys, "backup", file, *db)[0] == 0
    assert "すでにあります" in juhatchu(capsys, "backup", file, *db)[1]
    for _ in range(3):
        juhatchu(capsys, "backup", "--keep", "1", *db)
        time.sleep(1.01)  # names tell seconds
    assert len(list((tmp_path / "kept").iterdir())) == 1
    code, told = juhatchu(capsys, "restore", file, *db)
    assert code == 0
    assert "before-restore-" in told
    target = database_at(tmp_path / "moved.db")
    code, told = juhatchu(capsys, "migrate-database", target, *db)
    assert code == 0, told
    assert "同じであることを確かめました" in told
    assert juhatchu(capsys, "migrate-database", target, *db)[0] == 2
    with CorporateDatabase.open(target) as moved:
        assert [one.name for one in moved.suppliers()] == ["架空旋盤工業"]


def test_the_operations_page_names_every_setting_and_only_commands_that_exist() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {one.name for one in fields(Settings)} <= set(re.findall(r"`(\w+)`", page))
    group = r"(?:users |audit )?"
    said = set(re.findall(rf"(?m)(?:^|`)juhatchu ({group}[a-z][a-z-]+)", page))
    assert {"backup", "restore", "migrate-database", "users invite", "audit verify"} <= said
    for command in sorted(said):
        with pytest.raises(SystemExit) as ended:
            app_cli.main([*command.split(), "--help"])
        assert ended.value.code == 0, command


def test_the_sample_files_of_deploy_can_be_used() -> None:
    text = (ROOT / "deploy" / "juhatchu.toml").read_text(encoding="utf-8")
    everything = re.sub(r"(?m)^# (?=\w+ = )", "", text)
    assert set(tomllib.loads(everything)) <= {one.name for one in fields(Settings)}
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert all(timer.name in page for timer in (ROOT / "deploy").glob("*.timer"))
    for unit in (ROOT / "deploy").glob("juhatchu-*.service"):
        command = re.search(r"ExecStart=\S+/juhatchu (\S+)", unit.read_text(encoding="utf-8"))
        assert command is not None
        assert command[1] in {"serve", "backup", "confirmations"}


def test_behind_nginx_the_service_is_told_who_asks_for_what_host_and_no_caller_can_say_so_himself() -> None:
    text = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8"))
    secure = text[text.index("listen 443") :]
    # nginx forgets all of a server's proxy_set_header lines in a location that has one of its own.
    common, *locations = secure.split("location ")
    assert not any("proxy_set_header" in one for one in locations)
    told = dict(re.findall(r"proxy_set_header (\S+) (\S+);", common))
    assert told["X-Forwarded-For"] == "$remote_addr"
    assert told["Host"] == "$http_host"  # with its port: the pages compare it with the browser's Origin
    assert told["Upgrade"] == "$http_upgrade"


def test_nginx_takes_the_largest_file_that_the_settings_of_deploy_allow() -> None:
    settings = tomllib.loads((ROOT / "deploy" / "juhatchu.toml").read_text(encoding="utf-8"))
    (largest,) = re.findall(
        r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    )
    assert int(largest) > max(settings["upload_mb"], settings["attachment_mb"])


def test_timers_go_by_japan_s_clock_and_services_never_give_up_starting() -> None:
    for timer in (ROOT / "deploy").glob("*.timer"):
        assert re.search(r"(?m)^OnCalendar=.* Asia/Tokyo$", timer.read_text(encoding="utf-8")), timer.name
    for name in ("api", "dashboard"):
        unit = (ROOT / "deploy" / f"juhatchu-{name}.service").read_text(encoding="utf-8")
        assert {"StartLimitIntervalSec=0", "Restart=always", "StateDirectoryMode=0700"} <= set(
            unit.splitlines()
        )


def test_the_dashboard_starts_while_its_database_is_away_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[list[str]] = []

    class Begun:
        def __init__(self, command: list[str]) -> None:
            begun.append(command)

        def wait(self) -> int:
            return 0

        def poll(self) -> int:
            return 0

    monkeypatch.setattr("matching.cli.serve.subprocess.Popen", Begun)
    monkeypatch.setattr("matching.cli.serve.signal.signal", lambda *_: None)
    gone = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    for name in ("JUHATCHU_DATABASE_URL", "JUHATCHU_HOME"):  # serve sets them; they are put back
        monkeypatch.setenv(name, "")
    code, told = juhatchu(capsys, "serve", "dashboard", "--port", "59999", "--db", gone)
    assert code == 0
    assert "データベースを開けません" in told
    assert begun[0][1:3] == ["-m", "dashboard.app"]
