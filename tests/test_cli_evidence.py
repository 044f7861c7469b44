"""`juhatchu match --why`, `--team`, `--strict` and `gaps` through their door."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import app_cli
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow

SUPPLIERS = {
    "架空旋盤工業": {"processes": "NC旋盤による旋削加工", "materials": "SUS304、アルミ", "sizes": "φ3〜60"},
    "架空焼入れ": {"processes": "焼入れ、焼戻し", "lots": "1個から"},
    "架空めっき": {"processes": "無電解ニッケルめっき、硬質クロムめっき"},
    "架空大物旋盤": {"processes": "旋削加工", "sizes": "φ100〜300", "limits": "焼入れは不可"},
    "架空板金": {"processes": "精密板金、曲げ加工、溶接。塗装は外注"},
}
ENQUIRY = "SUS304のシャフトφ20の旋削加工"
CHAIN = "シャフトの旋削加工、焼入れ、硬質クロムめっき"


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Juhatchu = Callable[..., Answer]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> str:
    url = shared_database_at(tmp_path_factory.mktemp("cli") / "office.db")
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for number, (name, texts) in enumerate(SUPPLIERS.items(), 1):
            writer.upsert_supplier(
                SupplierRow(name, f"A-{number}", prefecture="茨城県", city="日立市", texts=texts)
            )
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        texts = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS316"}
        writer.upsert_order(OrderRow("H26-001", "架空発注", texts=texts))
    return url


@pytest.fixture
def juhatchu(
    url: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Juhatchu:
    for name in ("JUHATCHU_CONFIG", "JUHATCHU_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", url)
    monkeypatch.setenv("JUHATCHU_HOME", str(home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="ascii"))
        capsys.readouterr()
        try:
            code = app_cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Answer(code, *capsys.readouterr())

    return run


def assert_refused(answer: Answer) -> None:
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_match_says_what_was_read_and_why(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", ENQUIRY)
    assert answer.code == 0
    for words in ("読み取った条件", "適合", "「SUS304」", "「φ3〜60」", "不適合"):
        assert words in answer.out


def test_match_in_json_gives_requirements_verdicts_and_questions(juhatchu: Juhatchu) -> None:
    result = juhatchu("match", "--json", ENQUIRY).json
    asked = {r["id"]: r for r in result["requirements"]}
    assert {r["text"] for r in asked.values()} == {"SUS304", "φ20", "旋削加工"}
    first = result["matches"][0]
    assert first["supplier"]["name"] == "架空旋盤工業"
    assert {v["verdict"] for v in first["verdicts"]} == {"meets"}
    quotes = {asked[v["requirement"]]["text"]: v["evidence"] for v in first["verdicts"]}
    assert quotes["φ20"] == {"field": "sizes", "quote": "φ3〜60"}
    said = juhatchu("match", ENQUIRY).out
    assert ("発注企業に確かめるとよいこと" in said) == bool(result["ask"])
    assert all(question in said for question in result["ask"])


def test_strict_moves_who_contradicts(juhatchu: Juhatchu) -> None:
    loose, strict = (juhatchu("match", "--json", *more, ENQUIRY).json for more in ((), ("--strict",)))
    assert "架空大物旋盤" in [m["supplier"]["name"] for m in loose["matches"]]
    assert "架空大物旋盤" not in [m["supplier"]["name"] for m in strict["matches"]]
    (out,) = [e for e in strict["excluded"] if e["supplier"]["name"] == "架空大物旋盤"]
    assert "φ20" in out["reason"]
    assert "φ100〜300" in out["reason"]
    assert strict["excluded_total"] == {"必須条件に反する": 1}
    said = juhatchu("match", "--strict", ENQUIRY).out
    assert "（除外）架空大物旋盤：必須条件に反する" in said


def test_why(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "--why", "A-4", ENQUIRY)
    assert answer.code == 0
    for words in ("架空大物旋盤", "条件ごとの判定", "不適合", "φ100〜300", "点の内訳"):
        assert words in answer.out
    result = juhatchu("match", "--json", "--why", "A-4", ENQUIRY).json
    assert result["supplier"]["name"] == "架空大物旋盤"
    assert sum(c["points"] for c in result["contributions"]) == pytest.approx(result["score"])
    asked = {r["id"]: r["text"] for r in result["requirements"]}
    assert asked[result["blockers"][0]] == "φ20"


def test_why_of_a_stored_order(juhatchu: Juhatchu) -> None:
    result = juhatchu("match", "--json", "--order", "H26-001", "--why", "A-1").json
    assert (result["id"], result["rank"]) == ("H26-001", 1)


def test_team(juhatchu: Juhatchu) -> None:
    result = juhatchu("match", "--json", "--team", CHAIN).json
    tasks = {r["id"]: r["text"] for r in result["requirements"]}
    best = {m["supplier"]["name"]: [tasks[t] for t in m["tasks"]] for m in result["teams"][0]["members"]}
    turner = next(name for name, done in best.items() if "旋削加工" in done)
    assert turner in ("架空旋盤工業", "架空大物旋盤")
    assert best == {turner: ["旋削加工"], "架空焼入れ": ["焼入れ"], "架空めっき": ["硬質クロムめっき"]}
    said = juhatchu("match", "--team", CHAIN).out
    assert "案1　3社" in said
    assert "架空焼入れ" in said
    assert "「焼入れ」" in said


def test_a_chain_of_one_says_that_no_team_is_made(juhatchu: Juhatchu) -> None:
    assert "※" in juhatchu("match", "--team", "旋削加工").out
    assert juhatchu("match", "--json", "--team", "旋削加工").json["teams"] == []


def test_gaps(juhatchu: Juhatchu) -> None:
    result = juhatchu("gaps", "--json", "--supplier", "A-1").json
    assert result["orders_read"] == 1
    (gap,) = [g for g in result["gaps"] if g["kind"] == "material"]
    assert (gap["orders"], gap["question"]) == (["H26-001"], "SUS316を扱えますか")
    said = juhatchu("gaps", "--supplier", "A-1").out
    assert "SUS316を扱えますか" in said
    assert "H26-001" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("match", "--why", "どこにもない", ENQUIRY),
        ("match", "--why", "A-1", "--batch", "enquiries.jsonl"),
        ("match", "--team", "--batch", "enquiries.jsonl"),
        ("match", "--why", "A-1", "--team", ENQUIRY),
        ("match", "--why", "A-1"),
        ("match", "--why", "A-1", "--order", "H99"),
        ("match", "--why", "A-1", "--where", "月=1", ENQUIRY),
        ("match", "--team", "--where", "月=1", CHAIN),
        ("gaps", "--supplier", "どこにもない"),
    ],
)
def test_what_is_refused(juhatchu: Juhatchu, arguments: tuple[str, ...]) -> None:
    Path("enquiries.jsonl").write_text('{"id": "1", "text": "旋削加工"}\n', encoding="utf-8")
    assert_refused(juhatchu(*arguments))


def test_the_headings_tell_musts_from_wishes(juhatchu: Juhatchu) -> None:
    said = juhatchu("match", "旋削加工。できればISO9001。塗装は不可").out
    assert "【必須】読み取った条件：旋削加工" in said
    assert "【希望】読み取った条件：ISO9001" in said
    assert "除く条件：塗装" in said


def test_what_must_not_be_and_nobody_offers_is_no_question_left(juhatchu: Juhatchu) -> None:
    """架空旋盤工業 says nothing of painting: nothing is to be confirmed."""
    said = juhatchu("match", "旋削加工。塗装は不可").out
    assert "  －　除く条件：塗装" in said
    assert "要確認　塗装" not in said


@pytest.mark.parametrize("words", ["架空旋盤工業", "株式会社　架空旋盤工業", "A-1"])
def test_a_firm_may_be_given_by_its_name(juhatchu: Juhatchu, words: str) -> None:
    assert juhatchu("match", "--json", "--why", words, ENQUIRY).json["supplier"]["source_id"] == "A-1"
    assert juhatchu("gaps", "--json", "--supplier", words).json["supplier"]["source_id"] == "A-1"
    assert juhatchu("reverse", "--json", "--supplier", words).json["supplier"]["source_id"] == "A-1"


def test_a_name_that_fits_several_firms_lists_them(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "--why", "旋盤", ENQUIRY)
    assert_refused(answer)
    assert "A-1 架空旋盤工業（茨城県日立市）" in answer.err
    assert "A-4 架空大物旋盤（茨城県日立市）" in answer.err


def test_a_process_that_nobody_does_gives_no_team_and_is_named(juhatchu: Juhatchu) -> None:
    result = juhatchu("match", "--json", "--team", "旋盤→焼入れ→ホゲホゲ処理").json
    assert result["teams"] == []
    assert result["notices"] == ["『ホゲホゲ処理』を行う企業が見つからないため、組み合わせを作れません。"]


def test_a_condition_that_nobody_keeps_gives_no_team_and_is_named(juhatchu: Juhatchu) -> None:
    result = juhatchu("match", "--json", "--team", "旋削加工と焼入れ。沖縄県内の会社に限る").json
    assert result["teams"] == []
    assert all("沖縄県" in notice for notice in result["notices"])
    assert len(result["notices"]) == 2


def test_a_machine_between_arrows_is_a_task_of_the_chain(juhatchu: Juhatchu) -> None:
    """旋盤→焼入れ: somebody must turn, by whatever lathe."""
    result = juhatchu("match", "--json", "--team", "旋盤→焼入れ").json
    tasks = {r["id"]: r["text"] for r in result["requirements"]}
    done = [{tasks[t] for t in m["tasks"]} for m in result["teams"][0]["members"]]
    assert sorted(done, key=sorted) == [{"旋盤"}, {"焼入れ"}]


def test_a_firm_of_another_trade_is_not_told_to_learn_it(juhatchu: Juhatchu) -> None:
    why = juhatchu("match", "--json", "--why", "A-5", "旋削加工、焼入れ、硬質クロムめっき、円筒研削").json
    asked = {r["id"]: r["kind"] for r in why["requirements"]}
    assert sum(asked[f["requirement"]] == "process" for f in why["facts"]) <= 1
