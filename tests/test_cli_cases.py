"""Casework from the command line: with --json, standard output holds JSON alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import app_cli
from matching.corporate import CorporateDatabase, SupplierRow


@pytest.fixture
def url(
    tmp_path: Path, database_at: Callable[[Path], str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("JUHATCHU_HOME", str(home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")
    url = database_at(tmp_path / "office.db")
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("架空工業", "A-1", texts={"processes": "旋削加工"}))
    return url


def test_feedback_that_nobody_gave_makes_two_empty_files_and_says_so(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "r.tsv"
    files = ["--queries", str(queries), "--qrels", str(qrels)]
    assert app_cli.main(["feedback", *files, "--json", "--db", url]) == 0
    assert json.loads(capsys.readouterr().out) == {"queries": 0, "qrels": 0, "left_out": 0}
    assert queries.read_text(encoding="utf-8") == qrels.read_text(encoding="utf-8") == ""


def test_marking_says_how_many_firms_were_marked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app_cli.main(["confirmations", "--mark", "--json", "--db", url]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"marked", "unmarked"}


@pytest.mark.parametrize("option", [[], ["--mark"]])
def test_confirmations_need_no_index(
    url: str, option: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUHATCHU_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("JUHATCHU_ENCODER", "no such encoder")
    assert app_cli.main(["confirmations", *option, "--db", url]) == 0


def test_an_office_without_cases_has_nothing_due(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app_cli.main(["due", "--json", "--db", url]) == 0
    assert capsys.readouterr().out == ""
