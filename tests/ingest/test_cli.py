import argparse
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest.cli import add_commands
from matching.corporate import CorporateDatabase
from matching.errors import InputError, NotFound
from matching.settings import Settings

GOOD = "登録番号,企業名,加工内容\nA-1,株式会社架空精機,旋削\nA-2,架空工業,溶接\n"
WITH_NAMELESS = "登録番号,企業名,加工内容\nA-3,架空三,旋削\nA-4,,溶接\n"


@pytest.fixture
def ingest(url: str) -> Callable[..., int]:
    """Runs `juhatchu ingest ...` on a database of the test's own; returns the exit code."""

    def ingest(*argv: object) -> int:
        return command(url, "ingest", *argv)

    return ingest


def command(url: str, *argv: object) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    args = parser.parse_args([*map(str, argv)])
    code: int = args.run(args, Settings(database_url=url))
    return code


@pytest.fixture
def url(tmp_path: Path, database_at: Callable[[Path], str]) -> str:
    """The database of `ingest`."""
    return database_at(tmp_path / "cli.db")


def suppliers(url: str) -> int:
    with CorporateDatabase.open(url) as db:
        return db.supplier_count()


def test_a_clean_file_exits_with_0(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("a.csv", GOOD)) == 0
    assert "受注企業 2 行(新規 2、更新 0、変更なし 0、取り込めず 0) 取り込み番号 1" in capsys.readouterr().out
    assert suppliers(url) == 2


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
    ingest: Callable[..., int], write: Callable[..., Path], url: str
) -> None:
    assert ingest(write("空.csv", ""), write("a.csv", GOOD)) == 1
    assert suppliers(url) == 2


def test_a_dry_run_writes_nothing(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(write("a.csv", GOOD), "--dry-run") == 0
    assert "書き込んでいません" in capsys.readouterr().out
    assert suppliers(url) == 0


def test_a_batch_is_taken_back_once(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest(write("a.csv", GOOD))
    capsys.readouterr()
    assert ingest("--undo", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out)["undone"] == 1
    assert suppliers(url) == 0
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


# --- options and further commands -------------------------------------------------------------------------


def test_a_corrected_file_is_told_with_what_changed(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ingest(write("a.csv", GOOD))
    assert ingest(write("a.csv", GOOD.replace("旋削", "研削")), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "更新 [2行 株式会社架空精機] 加工内容: 旋削 → 研削" in told
    assert ingest(write("a.csv", GOOD.replace("旋削", "研削")), "--json") == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["field"], change["before"], change["after"]) == ("processes", "旋削", "研削")


def test_a_heading_is_explained_and_a_marked_copy_written(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.csv", "登録番号,企業名,とくいなこと,従業員数\nA-1,架空,小径,大勢\n")
    assert ingest(path, "--column", "とくいなこと=得意技術・PR", "--marked", tmp_path / "marked.xlsx") == 0
    assert "marked.xlsx" in capsys.readouterr().out
    comments = [
        cell.comment.text
        for page in openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert any("人数" in text for text in comments)


@pytest.mark.parametrize("column", ["とくいなこと", "=strengths", "とくいなこと=ない項目"])
def test_a_heading_explained_badly_is_refused(
    ingest: Callable[..., int], write: Callable[..., Path], column: str
) -> None:
    with pytest.raises(InputError, match="項目"):
        ingest(write("a.csv", "登録番号,企業名,とくいなこと\nA-1,架空,小径\n"), "--column", column)


def test_the_row_of_the_headings_is_told(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.csv", "架空の町,\nナマエ,ワザ\n架空一,旋削\n")
    assert ingest(path) == 2
    assert "見出しの行を指定してください" in capsys.readouterr().err
    named = ("--column", "ナマエ=企業名", "--column", "ワザ=加工内容")
    assert ingest(path, "--header-row", "2", *named, "--json") == 0
    (sheet,) = json.loads(capsys.readouterr().out)["sheets"]
    assert sheet["header_rows"] == [2]
    with pytest.raises(InputError, match="7 行目に見出しはありません"):
        ingest(path, "--header-row", "a=7", *named)


@pytest.mark.parametrize("row", ["0", "x", "a=", "-1"])
def test_a_row_that_is_no_number_is_refused(
    ingest: Callable[..., int], write: Callable[..., Path], row: str
) -> None:
    with pytest.raises(InputError, match="--header-row は"):
        ingest(write("a.csv", GOOD), f"--header-row={row}")


def test_answers_are_read_under_a_title(
    ingest: Callable[..., int], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.csv", "回答日,企業名,市区町村,問1 受注量,問2 採算\n2026-10-15,架空,水戸市,増加,黒字\n")
    assert ingest(path, "--survey", "R8 調査", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["kind"], report["survey"], report["corrects"]) == ("survey", "R8 調査", None)


def test_two_firms_of_one_name_are_reviewed_made_one_and_two_again(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest(
        write(
            "a.csv", "登録番号,企業名,市区町村,電話番号\nA-1,㈱架空,水戸市,029-000-0001\nA-2,架空,水戸市,\n"
        )
    )
    told = capsys.readouterr().out
    assert "企業 1 社(新しい 1、登録済み 0、ほかに 1 社を、同じ企業とみて数えず別に登録(確認待ち))" in told
    assert command(url, "review") == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "1: 名称と市区町村が同じ",
        "    A-1  ㈱架空  茨城県水戸市  TEL 029-000-0001  ← a.csv a 2行  (ID 1)",
        "    A-2  架空  茨城県水戸市  TEL なし  ← a.csv a 3行  (ID 2)",
    ]
    assert command(url, "review", "--json") == 0
    (one,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (one["kind"], one["linked"], one["other"]["name"]) == ("same", True, "架空")
    for option, count in (("--accept", 1), ("--reopen", 2), ("--reject", 2)):
        assert command(url, "review", option, one["id"]) == 0
        if option == "--accept":
            assert "1: 決定を記録しました(取り込み番号 2)。" in capsys.readouterr().out
            with pytest.raises(InputError, match=r"先に取込 2\(確認の決定\) を取り消して"):
                ingest("--undo", 1)
        with CorporateDatabase.open(url) as db:
            assert db.supplier_count() == count
    capsys.readouterr()
    assert command(url, "review") == 0
    assert capsys.readouterr().out == "確認待ちはありません。\n"
    with pytest.raises(InputError, match="すでに決まって"):
        command(url, "review", "--accept", one["id"])
    with pytest.raises(NotFound):
        command(url, "review", "--accept", 99)


def test_a_folders_subfolder_is_said_to_be_left_out(
    ingest: Callable[..., int], write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "名簿" / "訂正").mkdir(parents=True)
    write("名簿/a.csv", GOOD)
    assert ingest(tmp_path / "名簿") == 0
    assert f"フォルダ {tmp_path / '名簿' / '訂正'} の中は読みませんでした" in capsys.readouterr().err


def test_forms_and_exports_are_written(
    ingest: Callable[..., int],
    write: Callable[..., Path],
    url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form, out = tmp_path / "form.xlsx", tmp_path / "out.xlsx"
    assert command(url, "template", "suppliers", form, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"kind": "suppliers", "file": str(form)}
    assert ingest(write("a.csv", GOOD)) == 0
    capsys.readouterr()
    assert command(url, "export", out, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(out)], "rows": {"受注企業": 2}}
    assert command(url, "export", out) == 0
    assert "受注企業 2 行" in capsys.readouterr().out
    assert ingest(out, "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"]["unchanged"] == 2
    with pytest.raises(NotFound, match="調査"):
        command(url, "export", out, "--survey", "ない調査")


def test_all_links_of_a_file_are_accepted_at_once(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest(
        write(
            "a.csv",
            "登録番号,企業名,市区町村\nA-1,㈱架空一,水戸市\nA-2,㈱架空二,日立市\nA-3,㈱架空三,水戸市\n",
        )
    )
    ingest(
        write(
            "b.csv", "企業名,市区町村,加工内容\n架空一,水戸市,旋削\n架空二,日立市,溶接\n架空三,土浦市,鋳造\n"
        )
    )
    capsys.readouterr()
    assert command(url, "review", "--accept-batch", 2, "--json") == 0
    assert [len(json.loads(capsys.readouterr().out)[key]) for key in ("accepted",)] == [2]
    with CorporateDatabase.open(url) as db:
        firms = {
            one.source_id: one.texts.get("processes", "") for one in db.suppliers() if one.source_id[0] == "A"
        }
    assert firms == {"A-1": "旋削", "A-2": "溶接", "A-3": ""}


def test_a_folder_stands_for_the_files_in_it(
    ingest: Callable[..., int], tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "届いたもの"
    folder.mkdir()
    with pytest.raises(InputError, match="取り込めるファイルがありません"):
        ingest(folder)
    (folder / "b.csv").write_text(WITH_NAMELESS, encoding="utf-8")
    (folder / "a.csv").write_text(GOOD, encoding="utf-8")
    (folder / "~$a.xlsx").write_bytes(b"locked")
    (folder / "写真.jpg").write_bytes(b"picture")
    assert ingest(folder, "--json") == 1
    out, err = capsys.readouterr()
    assert [Path(json.loads(line)["file"]).name for line in out.splitlines()] == ["a.csv", "b.csv"]
    assert "写真.jpg は表のファイルではないため" in err
    assert suppliers(url) == 3


def test_a_copy_that_cannot_be_written_is_refused_before_anything_is_stored(
    ingest: Callable[..., int], write_xlsx: Callable[..., Path], tmp_path: Path, url: str
) -> None:
    path = write_xlsx("a.xlsx", {"企業": [["企業名", "加工内容"], ["架空工業", "旋削"]]})
    for target in (path, tmp_path / "a.csv", tmp_path / "none" / "m.xlsx"):
        with pytest.raises(InputError):
            ingest(path, "--marked", target)
    assert suppliers(url) == 0


def test_a_copy_that_fails_after_the_reading_exits_with_1_and_leaves_the_old_one(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    old = write("m.xlsx", b"old")
    monkeypatch.setattr(Path, "replace", full)
    assert ingest(write("a.csv", GOOD), "--json", "--marked", old) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"]["accepted"] == suppliers(url) == 2
    assert "写しは書けませんでした" in told.err
    assert old.read_bytes() == b"old"


def test_a_file_without_the_corrected_heading_does_not_hide_that_others_were_read(
    ingest: Callable[..., int], write: Callable[..., Path], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = write("a.csv", "企業名,とくしゅ\n架空工業,旋削\n")
    code = ingest(odd, write("b.csv", WITH_NAMELESS), odd, "--column", "とくしゅ=processes", "--json")
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (code, [one["error"] for one in reports]) == (1, [None, "unreadable-file", None])
    assert suppliers(url) == 1
