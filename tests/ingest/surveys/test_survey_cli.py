"""`juhatchu survey list | tabulate | define` as a user calls them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import app_cli

HEAD = "企業名,所在地,業種,従業員数,収益性（1.良くなった 2.変わらない 3.悪くなった）,経営上の課題（複数回答）（1.受注 2.資金）,操業度,ご意見"
NOW = [
    '架空甲工業,日立市,金属,4,3,"1,2",80,',
    "架空乙工業,水戸市,金属,30,3,1,90,価格の相談先がほしい",
    "架空丙工業,つくば市,電気,,1,,,",
]
BEFORE = ["架空甲工業,日立市,金属,4,1,2,70,", "架空丁工業,水戸市,電気,8,3,1,60,"]

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, database_at: Callable[[Path], str], capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command on a database with two years of a survey; exit code, output, errors."""

    url = database_at(tmp_path / "test.db")

    def call(*words: object) -> tuple[int, str, str]:
        code = app_cli.main([*map(str, words), "--db", url])
        return code, *capsys.readouterr()

    for year, rows in (("R8", NOW), ("R7", BEFORE)):
        path = tmp_path / f"{year}.csv"
        path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        assert call("ingest", path, "--survey", f"受注企業実態調査 {year}")[0] == 0
    return call


def told(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer[2]
    return json.loads(answer[1])


def test_the_figures_have_the_shape_of_the_contract(call: Call) -> None:
    found = told(
        call("survey", "tabulate", "受注企業実態調査 R8", "--previous", "受注企業実態調査 R7", "--json")
    )
    assert {key: found[key] for key in ("survey", "answers", "companies", "previous")} == {
        "survey": "受注企業実態調査 R8",
        "answers": 3,
        "companies": 3,
        "previous": {"survey": "受注企業実態調査 R7", "answers": 2},
    }
    questions = {one["id"]: one for one in found["questions"]}
    profit = questions["profitability"]
    assert {key: profit[key] for key in ("label", "type", "base", "no_answer", "statistics", "di")} == {
        "label": "収益性",
        "type": "single",
        "base": 3,
        "no_answer": 0,
        "statistics": None,
        "di": -33.3,
    }
    assert profit["options"] == [
        {"label": "良くなった", "count": 1, "percent": 33.3, "previous_percent": 50.0, "difference": -16.7},
        {"label": "変わらない", "count": 0, "percent": 0.0, "previous_percent": 0.0, "difference": 0.0},
        {"label": "悪くなった", "count": 2, "percent": 66.7, "previous_percent": 50.0, "difference": 16.7},
    ]
    assert questions["utilization"]["statistics"] == {
        "n": 2,
        "mean": 85.0,
        "median": 85.0,
        "q1": 82.5,
        "q3": 87.5,
    }
    assert (questions["challenges"]["base"], questions["challenges"]["no_answer"]) == (2, 1)
    assert [one["percent"] for one in questions["challenges"]["options"]] == [100.0, 50.0]
    assert questions["challenges"]["di"] is None
    assert (questions["opinion"]["type"], questions["opinion"]["base"], questions["opinion"]["options"]) == (
        "text",
        1,
        [],
    )
    assert "crosses" not in found


def test_cross_tables_come_with_by(call: Call) -> None:
    found = told(call("survey", "tabulate", "受注企業実態調査 R8", "--by", "規模,収益性", "--json"))
    tables = {(one["question"], one["factor"]): one for one in found["crosses"]}
    sizes = tables["profitability", "size"]
    assert [row["label"] for row in sizes["rows"]] == ["4人以下", "30～49人", "不明"]
    assert [row["counts"] for row in sizes["rows"]] == [[0, 0, 1], [0, 0, 1], [1, 0, 0]]
    assert [row["percents"] for row in sizes["rows"]] == [
        [0.0, 0.0, 100.0],
        [0.0, 0.0, 100.0],
        [100.0, 0.0, 0.0],
    ]
    assert sizes["test"] is None  # the two firms whose size is known said the same
    numbers = tables["utilization", "profitability"]
    assert [row["statistics"] and row["statistics"]["mean"] for row in numbers["rows"]] == [None, 85.0]


def test_the_panel_has_its_number_of_firms(call: Call) -> None:
    found = told(
        call(
            "survey",
            "tabulate",
            "受注企業実態調査 R8",
            "--previous",
            "受注企業実態調査 R7",
            "--panel",
            "--json",
        )
    )
    assert (found["panel"], found["companies"], found["previous"]["answers"]) == (1, 1, 1)


def test_a_person_reads_words_and_numbers(call: Call) -> None:
    code, text, _ = call(
        "survey", "tabulate", "受注企業実態調査 R8", "--previous", "受注企業実態調査 R7", "--by", "業種"
    )
    assert code == 0
    assert "悪くなった: 2 社 66.7 %（前回 50.0 %、+16.7 ポイント）" in text
    assert "収益性 × 業種" in text
    assert "電気（n=1）: 良くなった 1（100.0 %）" in text
    assert "DI -33.3（前回 0.0、-33.3）" in text


def test_surveys_are_listed(call: Call) -> None:
    code, text, _ = call("survey", "list", "--json")
    assert code == 0
    assert [json.loads(line) for line in text.splitlines()] == [
        {"survey": "受注企業実態調査 R8", "answers": 3},
        {"survey": "受注企業実態調査 R7", "answers": 2},
    ]
    assert "受注企業実態調査" in call("survey", "list")[1]


def test_a_definition_is_drafted_stored_used_and_dropped(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    assert call("survey", "define", path, "--draft", "受注企業実態調査 R8")[0] == 0
    text = path.read_text(encoding="utf-8").replace(
        'label = "受注"', 'label = "受注の確保", former = ["受注"]', 1
    )
    path.write_text(
        text.replace('former = ["受注"], code = "1", former = []', 'former = ["受注"], code = "1"'),
        encoding="utf-8",
    )
    stored = told(call("survey", "define", path, "--json"))
    assert (stored["survey"], stored["changed"]) == ("受注企業実態調査 R8", True)
    assert told(call("survey", "define", path, "--json"))["changed"] is False
    found = told(call("survey", "tabulate", "受注企業実態調査 R8", "--json"))
    challenges = next(one for one in found["questions"] if one["id"] == "challenges")
    assert [(one["label"], one["count"]) for one in challenges["options"]] == [("受注の確保", 2), ("資金", 1)]
    assert "（登録）" in call("survey", "list")[1]
    assert call("survey", "define", "--drop", "受注企業実態調査 R8")[0] == 0
    assert "（登録）" not in call("survey", "list")[1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["tabulate", "ない調査"], "ない調査"),
        (["tabulate", "受注企業実態調査 R8", "--previous", "昔"], "昔"),
        (["tabulate", "受注企業実態調査 R8", "--by", "天気"], "業種"),
        (["tabulate", "受注企業実態調査 R8", "--panel"], "--previous"),
        (["tabulate", "受注企業実態調査 R8", "--weight", "ない.csv"], "ない.csv"),
        (["define"], "FILE.toml"),
        (["define", "ない.toml"], "ない.toml"),
        (["define", "--drop", "ない調査"], "ない調査"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(call: Call, words: Sequence[str], reason: str) -> None:
    code, out, error = call("survey", *words)
    assert (code, out) == (2, "")
    assert reason in error
    assert len(error.splitlines()) == 1
