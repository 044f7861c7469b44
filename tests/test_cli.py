"""`juhatchu` through its door: what scripts rely on, and what a person reads when something is wrong."""

import io
import json
import socket
import sqlite3
import sys
from collections.abc import Callable
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import app_cli
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow

SUPPLIERS = {
    "架空旋盤工業": "NC旋盤による旋削加工。ステンレス、アルミ",
    "架空めっき": "無電解ニッケルめっき、硬質クロムめっき",
    "架空板金": "精密板金、レーザー切断、曲げ加工、溶接",
    "架空休業旋盤": "旋盤、NC旋盤、旋削加工",
}


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Juhatchu = Callable[..., Answer]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str]) -> str:
    url = shared_database_at(tmp_path_factory.mktemp("cli") / "office.db")
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for number, (name, processes) in enumerate(SUPPLIERS.items(), 1):
            row = SupplierRow(
                name, f"A-{number}", prefecture="茨城県", city="日立市", texts={"processes": processes}
            )
            stored = writer.upsert_supplier(row)
        writer.set_status(stored.id, "休業")
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        texts = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS304"}
        writer.upsert_order(OrderRow("H26-001", "架空発注", texts=texts))
    return url


@pytest.fixture
def juhatchu(
    url: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Juhatchu:
    """Runs the command in an empty folder, on the small office, with LSA."""
    for name in ("JUHATCHU_CONFIG", "JUHATCHU_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", url)
    monkeypatch.setenv("JUHATCHU_HOME", str(home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str | bytes = b"") -> Answer:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="ascii"))
        capsys.readouterr()
        try:
            code = app_cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


def assert_refused(answer: Answer, *words: str) -> None:
    """Exit 2, nothing on standard output, one Japanese line that says what to do, no traceback."""
    assert answer.code == 2
    assert answer.out == ""
    (line,) = answer.err.splitlines()
    assert "Traceback" not in line
    assert any("ぁ" <= c <= "ん" for c in line)
    for word in words:
        assert word in line


def test_a_match_as_json_has_the_contract_s_shape(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "--json", "ステンレスのシャフトの旋削加工")
    assert (answer.code, answer.err) == (0, "")
    (result,) = answer.lines
    assert {
        "id",
        "revision",
        "seconds",
        "cut",
        "requirements",
        "matches",
        "excluded",
        "excluded_total",
        "ask",
    } <= (result.keys())
    assert "ステンレス" in answer.out  # Japanese as it is, not \\u escapes
    assert " " not in answer.out.split('"matches"')[0].replace("架空", "")  # compact
    first = result["matches"][0]
    assert {"rank", "score", "supplier", "contributions", "verdicts"} <= first.keys()
    assert first["supplier"] == {
        "id": first["supplier"]["id"],
        "source_id": "A-1",
        "name": "架空旋盤工業",
        "prefecture": "茨城県",
        "city": "日立市",
    }
    assert first["rank"] == 1
    for match in result["matches"]:
        assert {"signal", "label", "points"} == match["contributions"][0].keys()
        assert sum(c["points"] for c in match["contributions"]) == pytest.approx(match["score"], abs=1e-6)
    assert result["excluded"][0]["supplier"]["source_id"] == "A-4"
    assert result["excluded_total"] == {"休業中です": 1}
    assert result["cut"] is False


def test_a_match_for_a_person_is_a_table(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "旋削加工、塗装は不要")
    assert answer.code == 0
    assert "読み取った条件：旋削加工" in answer.out
    assert "除く条件：塗装" in answer.out
    assert "架空旋盤工業" in answer.out
    assert "（除外）架空休業旋盤：休業中です" in answer.out
    assert "■ 1位 架空旋盤工業 の根拠\n  適合　旋削加工　加工内容「" in answer.out


def test_an_enquiry_of_many_lines_comes_from_standard_input(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "-", "--json", stdin="シャフトの\n旋削加工を\r\nお願いします\n")
    assert answer.lines[0]["matches"][0]["supplier"]["source_id"] == "A-1"


@pytest.mark.parametrize(
    "raw",
    [
        "旋削加工".encode("cp932"),
        "SUS304のシャフトの旋削加工".encode("cp932"),
        "\ufeff旋削加工".encode(),
        "旋削加工".encode() + b"\xff\xfe",
        "旋削加工をお願いします".encode()[:-1],
    ],
)
def test_bytes_are_read_as_utf8_or_as_windows_writes_them(juhatchu: Juhatchu, raw: bytes) -> None:
    answer = juhatchu("match", "-", "--json", stdin=raw)
    assert "旋削加工" in {u["label"] for u in answer.lines[0]["understood"]}


def test_a_query_that_finds_nothing_is_done(juhatchu: Juhatchu) -> None:
    for text in ("", " ", "😀", "\0"):
        answer = juhatchu("match", "--json", text)
        assert answer.code == 0
        assert answer.lines[0]["matches"] == []
        assert answer.lines[0]["notices"]
    assert "該当する企業はありません" in juhatchu("match", "😀").out


def test_a_stored_order_is_matched_by_its_number(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "--order", "H26-001", "--json")
    assert answer.lines[0]["id"] == "H26-001"
    assert answer.lines[0]["matches"][0]["supplier"]["source_id"] == "A-1"


def test_a_batch_gives_a_line_a_query_in_order(juhatchu: Juhatchu, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"id": "Q1", "text": "旋削加工"}\n\n{"id": 2, "text": "めっき"}\r\n{"id": "Q3", "text": ""}\n',
        "utf-8",
    )
    answer = juhatchu("match", "--batch", str(path), "--json", "-k", "1")
    assert answer.code == 0
    assert [line["id"] for line in answer.lines] == ["Q1", "2", "Q3"]
    single = juhatchu("match", "旋削加工", "--json", "-k", "1").lines[0]
    assert answer.lines[0]["matches"] == single["matches"]
    assert [len(line["matches"]) for line in answer.lines] == [1, 1, 0]


@pytest.mark.parametrize(
    "broken",
    ["{", "[]", '"x"', "3", '{"id": "Q"}', '{"text": "x"}', '{"id": "Q", "text": null}', '{"id": "Q", "text": 3}',
     '{"id": null, "text": "x"}', '{"id": {}, "text": "x"}', "[" * 100_000],
)  # fmt: skip
def test_a_broken_line_of_a_batch_is_told_and_the_others_are_matched(
    juhatchu: Juhatchu, tmp_path: Path, broken: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        f'{{"id": "Q1", "text": "旋削加工"}}\n{broken}\n{{"id": "Q3", "text": "溶接"}}\n', "utf-8"
    )
    answer = juhatchu("match", "--batch", str(path), "--json")
    assert answer.code == 1
    assert [line["id"] for line in answer.lines] == ["Q1", "Q3"]
    (line,) = answer.err.splitlines()
    assert line.startswith("2行目：")


def test_filters_narrow_the_matches(juhatchu: Juhatchu) -> None:
    answer = juhatchu("match", "旋削加工", "--json", "--where", "city=日立市", "--where", "prefecture=茨城県")
    assert answer.lines[0]["matches"]
    assert juhatchu("match", "旋削加工", "--json", "--where", "prefecture=沖縄県").lines[0]["matches"] == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["match", "x", "--where", "colour=red"], "colour"),
        (["match", "x", "--where", "city"], "KEY=VALUE"),
        (["match", "x", "--where", "min_employees=many"], "many"),
        (["match", "x", "-k", "0"], "1"),
        (["match", "x", "-k", "many"], "many"),
        (["match", "x", "-k", "99999999"], "1000"),
        (["match"], "相談文"),
        (["match", "x", "--order", "H26-001"], "一つ"),
        (["match", "--order", "H99-999"], "H99-999"),
        (["match", "--order", ""], "案件"),
        (["match", "--batch", "missing.jsonl"], "missing.jsonl"),
        (["match", "--batch", "."], "ファイル"),
        (["reverse", "--supplier", "A-999"], "A-999"),
        (["reverse"], "--supplier"),
        (["evaluate", "--queries", "q", "--qrels", "r", "--k", "0"], "--k"),
        (["evaluate", "--queries", "q", "--qrels", "r"], "q"),
        (["serve", "api", "--port", "99999"], "--port"),
        (["due", "--days", "99999999999"], "--days"),
        (["due", "--days", "-1"], "--days"),
        (["confirmations", "--last", "99999999999999999999"], "--last"),
        (["audit", "list", "--last", "0"], "--last"),
        (["audit", "list", "--to", "9999-12-31"], "9999-12-31"),
        (["tokens", "revoke", "99999999999999999999"], "トークンはありません"),
        (["ingest", "--undo", "99999999999999999999"], "99999999999999999999"),
        (["review", "--accept", "99999999999999999999"], "99999999999999999999"),
        (["review", "--reopen", "99999999999999999999"], "99999999999999999999"),
        (["results", "--withdraw", "99999999999999999999"], "99999999999999999999"),
        (["results", "--year", "99999999999999999999"], "年度"),
        (["frobnicate"], "frobnicate"),
        ([], "コマンド"),
    ],
)
def test_wrong_use_is_refused_in_one_line(juhatchu: Juhatchu, arguments: list[str], word: str) -> None:
    assert_refused(juhatchu(*arguments), word)


def test_a_port_that_is_taken_is_said_before_the_dashboard_starts(juhatchu: Juhatchu) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_refused(juhatchu("serve", "dashboard", "--port", port), "ほかのプログラム")


@pytest.mark.parametrize("door", ["api", "dashboard"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", ["「nonsense」", "sqlite:///"]),
        ("mysql://office", ["mysql", "SQLite か PostgreSQL"]),
        (
            "postgresql+psycopg://taro:himitsu@mo@host:port/office",
            ["postgresql+psycopg://", "を読めません", "例:"],
        ),
        ("sqlite:///:memory:", ["ファイルを指定"]),
    ],
)
def test_no_service_starts_on_a_database_that_can_never_be_opened(
    juhatchu: Juhatchu, monkeypatch: pytest.MonkeyPatch, door: str, url: str, words: list[str]
) -> None:
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", url)
    answer = juhatchu("serve", door, "--port", "1")
    assert_refused(answer, *words)
    assert "himitsu" not in answer.err


def foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table notes (x)")
    connection.close()


@pytest.mark.parametrize("command", [["match", "旋盤"], ["index"], ["reverse", "--supplier", "1"]])
@pytest.mark.parametrize("kind", ["text", "foreign", "folder", "no url", "no driver"])
def test_a_wrong_database_is_refused(
    juhatchu: Juhatchu, tmp_path: Path, command: list[str], kind: str
) -> None:
    path = tmp_path / "wrong.db"
    if kind == "text":
        path.write_text("これはデータベースではありません" * 100, encoding="utf-8")
    elif kind == "foreign":
        foreign_database(path)
    elif kind == "folder":
        path.mkdir()
    url = {"no url": "nonsense", "no driver": "oracle+oops://x"}.get(kind, f"sqlite:///{path}")
    before = path.read_bytes() if path.is_file() else None
    assert_refused(juhatchu(*command, "--db", url))
    if before is not None:
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    ["threads = ", "colour = 'red'", "threads = 'many'", "threads = []", "home = 3", "encoder = 5",
     "database_url = ['x']", "threads = 0", "threads = -3", "threads = true", "\udcff"],
)  # fmt: skip
def test_a_broken_configuration_is_refused(
    juhatchu: Juhatchu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    path = tmp_path / "juhatchu.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    monkeypatch.setenv("JUHATCHU_CONFIG", str(path))
    for name in ("JUHATCHU_DATABASE_URL", "JUHATCHU_HOME", "JUHATCHU_ENCODER"):
        monkeypatch.delenv(name)
    assert_refused(juhatchu("match", "旋盤"))


def test_a_missing_configuration_and_an_unknown_encoder_are_refused(
    juhatchu: Juhatchu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUHATCHU_ENCODER", "word2vec")
    assert_refused(juhatchu("match", "旋盤"), "word2vec", "lsa")
    monkeypatch.setenv("JUHATCHU_CONFIG", "missing.toml")
    assert_refused(juhatchu("match", "旋盤"), "missing.toml")


def test_the_environment_s_threads_must_be_a_number(
    juhatchu: Juhatchu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUHATCHU_THREADS", "many")
    assert_refused(juhatchu("match", "旋盤"), "JUHATCHU_THREADS")


def test_the_index_is_brought_up_to_date_and_made_anew(juhatchu: Juhatchu) -> None:
    for arguments in (["index"], ["index", "--rebuild"], ["index"]):
        answer = juhatchu(*arguments, "--json")
        assert answer.code == 0
        assert answer.lines[0]["suppliers"] == 4
    assert "4 社" in juhatchu("index", "--rebuild").out


def test_reverse_ranks_orders(juhatchu: Juhatchu) -> None:
    answer = juhatchu("reverse", "--supplier", "A-1", "--json")
    (result,) = answer.lines
    assert result["supplier"]["source_id"] == "A-1"
    assert [m["order"]["id"] for m in result["matches"]] == ["H26-001"]
    for match in result["matches"]:
        assert sum(c["points"] for c in match["contributions"]) == pytest.approx(match["score"], abs=1e-6)
    assert "H26-001" in juhatchu("reverse", "--supplier", "A-1").out
    assert "休業中" in juhatchu("reverse", "--supplier", "A-4").out


@pytest.fixture
def judged(tmp_path: Path) -> list[str]:
    """q1 finds what it should; q2 is judged to want d1 though only d2 has its word; q3 has no relevant document."""
    (tmp_path / "c.jsonl").write_text(
        '{"id": "d1", "text": "旋盤"}\n{"id": "d2", "text": "溶接"}\n{"id": "d3", "text": "塗装"}\n', "utf-8"
    )
    (tmp_path / "q.jsonl").write_text(
        '{"id": "q1", "text": "旋盤"}\n{"id": "q2", "text": "溶接"}\n{"id": "q3", "text": "塗装"}\n', "utf-8"
    )
    (tmp_path / "r.tsv").write_text("q1\td1\t2\nq2\td1\t1\nq3\td3\t0\nq9\td1\t1\n", "utf-8")
    return ["evaluate", "--queries", "q.jsonl", "--qrels", "r.tsv", "--corpus", "c.jsonl"]


def test_evaluate_gives_figures_that_can_be_worked_out_by_hand(juhatchu: Juhatchu, judged: list[str]) -> None:
    """lexical: q1 has d1 first; q2 has d2, then d1 (before d3: ties in the corpus's order)."""
    answer = juhatchu(*judged, "--json")
    assert answer.code == 0
    (result,) = answer.lines
    assert (result["queries"], result["documents"], result["k"], result["left_out"]) == (2, 3, 10, 1)
    lexical = result["systems"]["lexical"]
    assert lexical["ndcg@10"] == pytest.approx((1 + 1 / log2(3)) / 2)
    assert lexical["mrr@10"] == pytest.approx((1 + 1 / 2) / 2)
    assert lexical["recall@10"] == 1.0
    assert lexical["p@1"] == 0.5
    low, high = lexical["ci95"]["ndcg@10"]
    assert low <= lexical["ndcg@10"] <= high
    assert result["systems"]["hybrid"].keys() == lexical.keys()
    assert result["seconds"].keys() == {"index", "query_p50", "query_p95"}


def test_evaluate_measures_to_the_depth_and_grade_that_are_asked(
    juhatchu: Juhatchu, judged: list[str]
) -> None:
    (result,) = juhatchu(*judged, "--json", "--k", "1", "--relevant", "2").lines
    assert (result["queries"], result["left_out"]) == (1, 2)
    assert result["systems"]["lexical"]["ndcg@1"] == 1.0


def test_evaluate_for_a_person_is_a_table(juhatchu: Juhatchu, judged: list[str]) -> None:
    answer = juhatchu(*judged)
    assert "総合（本製品）" in answer.out
    assert "相談文 2 件、文書 3 件（正解のない 1 件は除く）" in answer.out


def test_evaluate_takes_the_suppliers_of_the_database(
    juhatchu: Juhatchu, judged: list[str], tmp_path: Path
) -> None:
    (tmp_path / "r.tsv").write_text("q1\tA-1\t2\nq2\tA-3\t1\n", "utf-8")
    (result,) = juhatchu(*judged[:5], "--json").lines
    assert (result["queries"], result["documents"]) == (2, 4)
    assert result["systems"]["hybrid"]["recall@10"] == 1.0


def test_evaluate_without_any_judged_query_is_still_done(
    juhatchu: Juhatchu, judged: list[str], tmp_path: Path
) -> None:
    (tmp_path / "r.tsv").write_text("", "utf-8")
    answer = juhatchu(*judged, "--json")
    assert (answer.code, answer.lines[0]["queries"], answer.lines[0]["left_out"]) == (0, 0, 3)
    assert juhatchu(*judged).code == 0


@pytest.mark.parametrize(
    ("file", "content"),
    [("r.tsv", "q1 d1 2"), ("r.tsv", "q1\td1\tgood"), ("q.jsonl", "{"), ("q.jsonl", '{"id": "q1"}'),
     ("c.jsonl", "[]"), ("c.jsonl", '{"id": "d1", "text": null}')],
)  # fmt: skip
def test_evaluate_refuses_files_that_it_cannot_read(
    juhatchu: Juhatchu, judged: list[str], tmp_path: Path, file: str, content: str
) -> None:
    (tmp_path / file).write_text(content, "utf-8")
    assert_refused(juhatchu(*judged), file, "1行目")


def test_help_is_there_for_every_command(juhatchu: Juhatchu) -> None:
    general = juhatchu("--help")
    assert general.code == 0
    for command in ("match", "reverse", "index", "evaluate", "serve", "ingest", "demo"):
        assert command in general.out
        answer = juhatchu(command, "--help")
        assert answer.code == 0
        assert "--db" in answer.out


def test_the_demo_runs_in_an_empty_folder(juhatchu: Juhatchu, tmp_path: Path) -> None:
    answer = juhatchu("demo", "--json")
    assert answer.code == 0
    assert [len(line["matches"]) for line in answer.lines] == [10, 10]
    assert (tmp_path / "var" / "demo.db").is_file()
    again = juhatchu("demo")
    assert again.code == 0
    assert "すべて架空です" in again.out
    assert "順位" in again.out


def test_a_full_disk_is_told_in_one_line(juhatchu: Juhatchu, monkeypatch: pytest.MonkeyPatch) -> None:
    from matching.ranking import storage

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "save_segment", full)
    assert_refused(juhatchu("index", "--rebuild"), "空き")
