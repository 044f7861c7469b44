"""`juhatchu audit`, `rankings` and `replay`: what an administrator reads at the server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import app_cli
from matching.casework.recording import Recorded
from matching.corporate import CorporateDatabase, SupplierRow, opening
from matching.corporate.access import Viewer
from matching.matcher import Choice, Matcher
from matching.records import Order
from matching.settings import Settings

COORDINATOR = Viewer("u1", frozenset({"coordinator"}))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> str:
    return shared_database_at(tmp_path_factory.mktemp("trail") / "office.db")


@pytest.fixture(scope="module")
def office(url: str, home: Path) -> Iterator[Matcher]:
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for number, processes in enumerate(("NC旋盤による旋削加工", "精密板金、溶接"), 1):
            writer.upsert_supplier(
                SupplierRow(f"架空{number}工業", f"A-{number}", texts={"processes": processes})
            )
    matcher = Matcher.open(Settings(url, home, "lsa"))
    yield matcher
    matcher.close()


@pytest.fixture
def ranking(office: Matcher) -> str:
    _, ranking_id = Recorded(office.db, COORDINATOR).match(office, Order("NC旋盤の旋削"), 2, Choice())
    office.db.trail.flush()
    return ranking_id


@pytest.fixture
def run(url: str, office: Matcher, capsys: pytest.CaptureFixture[str]) -> Run:

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = app_cli.main([*arguments, "--db", url])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_recorded_ranking_is_listed_and_replayed(run: Run, ranking: str, tmp_path: Path) -> None:
    assert lines(run("rankings", "--last", "1", "--json")[1])[0]["id"] == ranking
    assert ranking in run("rankings")[1]
    code, out, _ = run("replay", ranking, "--pdf", str(tmp_path / "page.pdf"))
    assert code == 0
    assert "架空1工業" in out
    assert "すべての桁まで一致" in out
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert lines(run("replay", ranking, "--json")[1])[0]["identical"] is True


def test_an_erased_ranking_says_so(run: Run, ranking: str) -> None:
    assert run("rankings", "--erase", ranking)[0] == 0
    assert "消去済み" in run("rankings", "--last", "1")[1]
    code, _, err = run("replay", ranking)
    assert (code, "消去されています" in err) == (2, True)
    assert run("audit", "verify")[0] == 0


def test_the_trail_is_listed_by_who_and_day(run: Run, ranking: str) -> None:
    entries = lines(run("audit", "list", "--who", "u1", "--last", "1", "--json")[1])
    assert [(e["deed"], e["key"]) for e in entries] == [("match", ranking)]
    assert "検索" in run("audit", "list", "--who", "u1")[1]
    assert run("audit", "list", "--to", "2000-01-01", "--json")[1] == ""
    for wrong in ("きのう", "0001-01-01", "9999-12-31"):
        code, _, err = run("audit", "list", "--from", wrong)
        assert (code, "日付" in err) == (2, True)


@pytest.mark.usefixtures("ranking")
def test_the_trail_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    for name in ("trail.csv", "trail.jsonl"):
        assert run("audit", "export", str(tmp_path / name), "--who", "u1")[0] == 0
    told = lines((tmp_path / "trail.jsonl").read_text(encoding="utf-8"))
    assert {one["who"] for one in told} == {"u1"}
    assert len((tmp_path / "trail.csv").read_text(encoding="utf-8").splitlines()) == len(told) + 1
    assert run("audit", "export", str(tmp_path / "trail.xlsx"))[0] == 2


def test_an_edited_entry_is_named(run: Run, office: Matcher, ranking: str) -> None:
    noted = run("audit", "verify")[1].splitlines()[-1].removeprefix("控え：")
    assert run("audit", "verify", "--known", noted)[0] == 0
    assert run("audit", "verify", "--known", f"1:{'0' * 64}")[0] == 1
    assert run("audit", "verify", "--known", "1")[0] == 2
    with opening.writing(office.db._engine) as connection:
        connection.execute(text("UPDATE audit_entries SET who = 'u8' WHERE seq = 1"))
    code, _, err = run("audit", "verify")
    assert (code, "1 番が合いません" in err) == (1, True)
    told = lines(run("audit", "verify", "--json")[1])[0]
    assert (told["intact"], told["broken_at"]) == (False, 1)
    with opening.writing(office.db._engine) as connection:
        connection.execute(text("UPDATE audit_entries SET who = 'u1' WHERE seq = 1"))
