import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.cli import add_commands, run
from matching.corporate import CorporateDatabase
from matching.errors import InputError, NotFound
from matching.settings import Settings

GOOD = "登録番号,企業名,加工内容\nA-1,株式会社架空精機,旋削\nA-2,架空工業,溶接\n"
WITH_NAMELESS = "登録番号,企業名,加工内容\nA-3,架空三,旋削\nA-4,,溶接\n"


@pytest.fixture
def ingest(tmp_path: Path) -> Callable[..., int]:
    """Runs `juhatchu ingest ...` on a database in the test's folder; returns the exit code."""
    url = f"sqlite:///{tmp_path / 'cli.db'}"

    def ingest(*argv: object) -> int:
        parser = argparse.ArgumentParser()
        add_commands(parser.add_subparsers())
        args = parser.parse_args(["ingest", *map(str, argv)])
        assert args.run is run
        return run(args, Settings(database_url=url))

    return ingest


def suppliers(tmp_path: Path) -> int:
    with CorporateDatabase.open(f"sqlite:///{tmp_path / 'cli.db'}") as db:
        return db.supplier_count()


def test_a_clean_file_exits_with_0(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("a.csv", GOOD)) == 0
    assert "受注企業 2 行(新規 2、更新 0、変更なし 0、取り込めず 0) 取り込み番号 1" in capsys.readouterr().out
    assert suppliers(tmp_path) == 2


def test_json_is_one_line_a_file(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("a.csv", GOOD), write("b.csv", WITH_NAMELESS), "--json") == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["rows"]["accepted"], second["rows"]["rejected"]) == (2, 1)
    assert (first["batch"], second["batch"]) == (1, 2)


def test_rejected_rows_exit_with_1_and_are_listed(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("b.csv", WITH_NAMELESS)) == 1
    assert "エラー [b 3行 企業名] 企業名がないため" in capsys.readouterr().out


def test_an_unreadable_file_exits_with_2_and_says_so_on_standard_error(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("空.csv", ""), "--json") == 2
    captured = capsys.readouterr()
    assert captured.err == "空.csv は空です。\n"
    report = json.loads(captured.out)
    assert (report["error"], report["batch"], report["rows"]["read"]) == ("unreadable-file", None, 0)
    assert [(issue["severity"], issue["code"]) for issue in report["issues"]] == [
        ("error", "unreadable-file")
    ]


def test_the_other_files_are_read_where_one_is_unreadable(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path
) -> None:
    assert ingest(write("空.csv", ""), write("a.csv", GOOD)) == 1
    assert suppliers(tmp_path) == 2


def test_a_dry_run_writes_nothing(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("a.csv", GOOD), "--dry-run") == 0
    assert "書き込んでいません" in capsys.readouterr().out
    assert suppliers(tmp_path) == 0


def test_a_batch_is_taken_back_once(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest(write("a.csv", GOOD))
    capsys.readouterr()
    assert ingest("--undo", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out)["undone"] == 1
    assert suppliers(tmp_path) == 0
    with pytest.raises(InputError, match="すでに取り消されています"):
        ingest("--undo", 1)
    with pytest.raises(NotFound):
        ingest("--undo", 99)


@pytest.mark.parametrize("argv", [(), ("a.csv", "--undo", "1"), ("a.csv", "--kind", "nonsense")])
def test_bad_usage_is_refused_in_japanese(
    ingest: Callable[..., int], write: Callable[..., Path], argv: tuple[str, ...]
) -> None:
    path = write("a.csv", GOOD)
    with pytest.raises(InputError, match="。"):
        ingest(*(path if arg == "a.csv" else arg for arg in argv))


def test_long_files_show_a_bar_on_standard_error_only(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "登録番号,企業名\n" + "".join(f"A-{n},架空{n}\n" for n in range(1005))
    assert ingest(write("a.csv", text), "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["rows"]["accepted"] == 1005
    assert "取り込み中" in captured.err
