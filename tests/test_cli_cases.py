"""`juhatchu due`, `feedback`, `confirmations` and `proposal`: casework at the server's own command line."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import app_cli
from matching.corporate import BuyerRow, OrderRow, SupplierRow
from matching.corporate.access import OPERATOR, Viewer
from matching.desk import Desk, Office
from matching.records import Order
from matching.settings import Settings

COORDINATOR = Viewer("u1", frozenset({"coordinator"}))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str], home: Path
) -> Iterator[Desk]:
    """A coordinator's; firm 2 confirmed its data this month, 3 long ago, 4 never. Both orders are due in a week."""
    settings = Settings(shared_database_at(tmp_path_factory.mktemp("cases") / "office.db"), home, "lsa")
    office = Office.open(settings)
    with office.db.writing("試験") as writer:
        writer.upsert_buyer(BuyerRow("架空発注"))
        confirmed = (date.today().isoformat(), "2001-01-01", "")
        for number, day in enumerate(confirmed, 1):
            texts = {"processes": "NC旋盤による旋削加工"}
            writer.upsert_supplier(
                SupplierRow(f"架空{number}工業", f"A-{number}", texts=texts, other={"confirmed_on": day})
            )
        for order in ("K-1", "K-2"):
            deadline = date.today() + timedelta(days=7)
            row = OrderRow(
                order, "架空発注", deadline=deadline, texts={"item": "軸", "processes": "旋削加工"}
            )
            writer.upsert_order(row)
    desk = office.desk(COORDINATOR)
    desk.cases.introduce("K-1", 2, follow_up=date.today() - timedelta(days=1))
    desk.cases.add_to_shortlist(2, order="K-1")
    _, ranking = desk.matching.match(Order("NC旋盤の旋削", id="K-1"), 3)
    desk.cases.give_feedback(ranking, 2, True)
    yield desk
    office.close()


@pytest.fixture
def run(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    settings = desk.office.settings
    monkeypatch.setenv("JUHATCHU_HOME", str(settings.home))
    monkeypatch.setenv("JUHATCHU_ENCODER", "lsa")

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = app_cli.main([*arguments, "--db", settings.database_url])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_is_due_is_listed_with_what_is_late(run: Run) -> None:
    code, out, _ = run("due")
    assert code == 0
    assert [word for word in ("遅れ", "K-1", "K-2", "架空1工業", "締切", "連絡") if word not in out] == []
    found = lines(run("due", "--json")[1])
    assert [(one["kind"], one["order"], one["overdue"]) for one in found] == [
        ("連絡", "K-1", True),
        ("締切", "K-1", False),
        ("締切", "K-2", False),
    ]
    assert [one["order"] for one in lines(run("due", "--json", "--coordinator", "u1", "--days", "3")[1])] == [
        "K-1"
    ]
    assert run("due", "--json", "--coordinator", "u7")[1] == ""


def test_feedback_becomes_what_evaluate_takes(run: Run, tmp_path: Path) -> None:
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "r.tsv"
    code, out, _ = run("feedback", "--queries", str(queries), "--qrels", str(qrels))
    assert (code, "相談文 1 件、評価 1 件" in out) == (0, True)
    [query] = lines(queries.read_text(encoding="utf-8"))
    assert query["text"] == "NC旋盤の旋削"
    assert qrels.read_text(encoding="utf-8").split("\t") == [query["id"], "A-1", "2\n"]
    code, out, _ = run("evaluate", "--queries", str(queries), "--qrels", str(qrels), "--json")
    assert code == 0


def test_old_confirmations_are_listed_and_marked_once(run: Run, desk: Desk) -> None:
    found = lines(run("confirmations", "--state", "期限切れ", "--json")[1])
    assert [(one["supplier"], one["confirmed_on"]) for one in found] == [("架空2工業", "2001-01-01")]
    code, out, _ = run("confirmations")
    assert code == 0
    assert "確認済み 1 社　要確認 1 社　期限切れ 1 社" in out
    assert "架空3工業" in out
    assert lines(run("confirmations", "--mark", "--json")[1]) == [{"marked": 1, "unmarked": 0}]
    assert lines(run("confirmations", "--mark", "--json")[1]) == [{"marked": 0, "unmarked": 0}]
    desk.registrations.confirm(3)
    assert lines(run("confirmations", "--mark", "--json")[1]) == [{"marked": 0, "unmarked": 0}]
    assert run("confirmations", "--last", "0")[0] == 2


def test_a_proposal_is_written_from_the_shortlist(run: Run, desk: Desk, tmp_path: Path) -> None:
    for name in ("提案書.xlsx", "提案書.pdf"):
        code, out, _ = run("proposal", "K-1", str(tmp_path / name))
        assert (code, "提案書（1 社）" in out) == (0, True)
    book = openpyxl.load_workbook(tmp_path / "提案書.xlsx")
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "架空1工業" in cells
    printed = subprocess.run(
        ["pdftotext", tmp_path / "提案書.pdf", "-"], capture_output=True, check=True, text=True
    )
    assert "架空1工業" in printed.stdout
    two = run("proposal", "K-2", str(tmp_path / "二社.xlsx"), "--suppliers", "2,3", "--json")
    assert lines(two[1])[0]["suppliers"] == 2
    exported = [
        one for one in desk.db.trail.entries(OPERATOR, limit=20) if one.who == "cli" and one.key in ("K-1", "K-2")
    ]
    assert len(exported) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("K-1", "提案書.docx"), ".xlsx か .pdf"),
        (("K-1", "提案書.xlsx", "--suppliers", "二社"), "コンマで区切って"),
        (("K-9", "提案書.xlsx"), "K-9"),
        (("K-2", "提案書.xlsx"), "企業を 1 社から"),
    ],
)
def test_a_proposal_that_cannot_be_made_says_why(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("proposal", *arguments)
    assert (code, told in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_proposal_that_cannot_be_written_says_so(run: Run, tmp_path: Path) -> None:
    code, _, err = run("proposal", "K-1", str(tmp_path / "ない" / "提案書.xlsx"))
    assert (code, "書" in err, "Traceback" in err) == (2, True, False)
