"""The commands that put a survey to work, from files to what is printed; exit codes and JSON as scripts meet them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app_cli

R7 = "企業名,所在地,受注量,収益性\n架空製作所,茨城県日立市1-1,増加,良くなった\n架空鍛造,茨城県水戸市2,増加,良くなった\n"
R8 = (
    "企業名,所在地,回答日,受注量,収益性,受注余力,導入設備\n"
    "架空製作所,茨城県日立市1-1,2026-10-01,減少,悪くなった,有,5軸MC 1台\n"
    "架空工業,茨城県水戸市2,2026-10-02,増加,良くなった,無,\n"
)
BUYERS = "企業名,所在地,回答日,外注計画の有無,外注したい加工,支払条件\n架空ポンプ,茨城県日立市1,2026-10-01,有,切削,月末締翌月末払\n"
LIST = "企業名,所在地\n架空製作所,茨城県日立市1-1\n架空鍛造,茨城県水戸市2\n知らない会社,茨城県水戸市\n"


@pytest.fixture
def url(tmp_path: Path, database_at: Callable[[Path], str]) -> str:
    return database_at(tmp_path / "w.db")


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[Any], str]]:
    """Runs a command on a database of its own: exit code, JSON lines, standard error."""

    def run(*words: object) -> tuple[int, list[Any], str]:
        code = app_cli.main([*map(str, words), "--db", url, "--json"])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    return run


@pytest.fixture
def surveyed(run: Callable[..., Any], write: Callable[..., Path]) -> Callable[..., Any]:
    for name, text, title in (
        ("r7", R7, "R7 受注企業実態調査"),
        ("r8", R8, "R8 受注企業実態調査"),
        ("b8", BUYERS, "R8 発注企業実態調査"),
    ):
        assert run("ingest", write(f"{name}.csv", text), "--survey", title)[0] == 0
    return run


def test_firms_asked_missing_and_the_response_rate(
    surveyed: Callable[..., Any], write: Callable[..., Path]
) -> None:
    code, [told], _ = surveyed("survey", "asked", "R8 受注企業実態調査", write("名簿.csv", LIST))
    assert (code, told["asked"], told["linked"], [one["name"] for one in told["unknown"]]) == (
        1,
        3,
        2,
        ["知らない会社"],
    )
    code, [told], _ = surveyed("survey", "missing", "R8 受注企業実態調査")
    assert (code, told["asked"], told["answered"], told["percent"], told["others"]) == (0, 3, 1, 33.3, 1)
    assert [(one["name"], one["row"]) for one in told["missing"]] == [("架空鍛造", 3), ("知らない会社", 4)]
    code, [told], _ = surveyed("survey", "visits", "--previous", "R7 受注企業実態調査")
    assert (code, told["survey"]) == (0, "R8 受注企業実態調査")  # the last one that suppliers answered
    assert [(one["company"]["name"], one["points"]) for one in told["visits"]] == [
        ("架空製作所", 14),
        ("架空鍛造", 4),
    ]
    first = told["visits"][0]
    assert first["points"] == sum(one["points"] for one in first["reasons"])
    assert (first["source"]["file"], first["source"]["row"]) == ("r8.csv", 2)


def test_drafts_are_listed_confirmed_and_dropped(
    surveyed: Callable[..., Any], write: Callable[..., Path]
) -> None:
    _, [draft], _ = surveyed("survey", "drafts")
    assert (draft["title"], draft["buyer"]["name"], draft["source"]["file"]) == (
        "切削",
        "架空ポンプ",
        "b8.csv",
    )
    code, [told], _ = surveyed("survey", "confirm", draft["order"], "--owner", "鈴木(架空)")
    assert (code, told["orders"], told["state"]) == (0, [draft["order"]], "受付")
    assert surveyed("survey", "drafts")[1] == []
    code, _, error = surveyed("survey", "confirm", draft["order"])
    assert (code, "下書きではありません" in error) == (2, True)
    code, [told], _ = surveyed("survey", "confirm", draft["order"], "--reject")  # confirmed by mistake
    assert (code, told["state"]) == (0, "取下げ")
    surveyed("ingest", write("b9.csv", BUYERS.replace("切削", "研削")), "--survey", "R9 発注企業実態調査")
    _, [draft], _ = surveyed("survey", "drafts")
    assert (
        surveyed("survey", "confirm", draft["order"], "--reject", "--note", "中止とのこと")[1][0]["state"]
        == "取下げ"
    )


def test_trade_terms_are_shown_with_their_source(surveyed: Callable[..., Any]) -> None:
    code, told, _ = surveyed("survey", "terms")
    assert code == 0
    assert [(one["company"]["name"], one["label"], one["value"], one["source"]["cell"]) for one in told] == [
        ("架空ポンプ", "支払条件", "月末締翌月末払", "F2"),
        ("架空ポンプ", "受領から支払までの日数(最長)", "61", "F2"),
    ]
    assert surveyed("survey", "terms", "--company", "架空ポンプ")[1] == told
    assert surveyed("survey", "terms", "--company", "ない会社")[0] == 2


def test_a_contract_is_recorded_counted_and_taken_back(surveyed: Callable[..., Any], tmp_path: Path) -> None:
    said = (
        "results",
        "--year",
        2026,
        "--add",
        "成約",
        "--date",
        "R8.10.1",
        "--coordinator",
        "鈴木(架空)",
        "--company",
        "架空製作所",
    )
    code, [told], _ = surveyed(*said, "--amount", "150万円", "--out", tmp_path / "r.xlsx")
    assert (code, told["recorded"]["id"], told["total"][2]["amount_yen"]) == (0, 1, 1_500_000)
    assert (tmp_path / "r.xlsx").exists()
    code, [one, told], _ = surveyed("results", "--year", 2026, "--list")
    assert (one["id"], one["company"]["name"], one["on"]) == (1, "架空製作所", "2026-10-01")
    assert surveyed("results", "--year", 2025)[1][0]["total"][2]["count"] == 0
    _, [told], _ = surveyed("results", "--year", 2026, "--withdraw", 1)
    assert (told["recorded"], told["total"][2]["count"]) == ({"withdrawn": 1}, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("survey", "missing", "R8 受注企業実態調査"), "名簿がありません"),
        (("survey", "visits", "--survey", "ない調査"), "ありません"),
        (("survey", "visits", "-k", 0), "1以上"),
        (("results", "--add", "訪問"), "コーディネーター"),
        (("results", "--add", "打合せ", "--coordinator", "鈴木(架空)"), "打合せ"),
        (
            ("results", "--add", "訪問", "--coordinator", "鈴木(架空)", "--company", "ない会社"),
            "1社に決まりません",
        ),
        (("results", "--add", "訪問", "--coordinator", "鈴木(架空)", "--date", "いつか"), "日付"),
        (("results", "--add", "成約", "--coordinator", "鈴木(架空)", "--amount", "少し"), "金額"),
        (("results", "--coordinator", "鈴木(架空)"), "--add と一緒に"),
        (("results", "--year", 99999), "年度"),
        (("results", "--withdraw", 9), "ありません"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    surveyed: Callable[..., Any], words: tuple[object, ...], sentence: str
) -> None:
    code, told, error = surveyed(*words)
    assert (code, told, len(error.splitlines())) == (2, [], 1)
    assert sentence in error


def test_the_words_for_a_person_name_firms_and_reasons(
    surveyed: Callable[..., Any],
    url: str,
    capsys: pytest.CaptureFixture[str],
    write: Callable[..., Path],
) -> None:
    for words, wanted in (
        (
            ["survey", "asked", "R8 受注企業実態調査", str(write("名簿.csv", LIST))],
            "1社に決まりません: 知らない会社",
        ),
        (["survey", "missing", "R8 受注企業実態調査"], "回収率 33.3 %"),
        (["survey", "visits"], "+3  受注量が「減少」"),
        (["survey", "drafts"], "加工内容: 切削"),
        (["survey", "terms"], "架空ポンプ: 支払条件 月末締翌月末払(2026-10-01 b8.csv"),
        (["results", "--year", "2026"], "令和8年度（2026年度）"),
    ):
        app_cli.main([*words, "--db", url])
        assert wanted in capsys.readouterr().out


def test_a_firm_of_two_years_that_counts_as_one_is_found_in_the_list(
    run: Callable[..., Any], write: Callable[..., Path]
) -> None:
    for year, place in (("R7", "茨城県日立市"), ("R8", "茨城県日立市1-1")):
        text = f"企業名,所在地,受注量\n架空製作所,{place},減少\n"
        assert run("ingest", write(f"{year}.csv", text), "--survey", f"{year} 受注企業実態調査")[0] == 0
    title = "R8 受注企業実態調査"
    names = "企業名,所在地\n架空製作所,茨城県日立市\n"
    code, [told], _ = run("survey", "asked", title, write("名簿.csv", names))
    assert (code, told["linked"], told["unknown"]) == (0, 1, [])
    _, [told], _ = run("survey", "missing", title)
    assert (told["answered"], told["percent"], told["missing"]) == (1, 100.0, [])


def test_a_draft_of_a_definition_holds_the_choices_that_were_answered(
    run: Callable[..., Any], write: Callable[..., Path], tmp_path: Path
) -> None:
    rows = "".join(f"架空{n}工業,日立市,{'検討中' if n % 2 else '取り組んでいる'}\n" for n in range(6))
    assert run("ingest", write("dx.csv", "企業名,所在地,問1 DXの取組\n" + rows), "--survey", "DX調査")[0] == 0
    assert run("survey", "define", "--draft", "DX調査", tmp_path / "dx.toml")[0] == 0
    text = (tmp_path / "dx.toml").read_text(encoding="utf-8")
    assert 'label = "取り組んでいる"' in text
    assert 'label = "検討中"' in text
    assert run("survey", "define", tmp_path / "dx.toml")[0] == 0
