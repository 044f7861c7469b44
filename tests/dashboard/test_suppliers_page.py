"""The page 案件→企業, driven as a user would."""

import ast
import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.wording import matching as wording
from matching.errors import DatabaseError
from matching.matcher import Matcher
from matching.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TURNING = "ステンレスの丸棒を旋盤で加工してほしい。めっきは不要。ぴかぴかに。"


@pytest.fixture
def page(office: Settings) -> AppTest:
    return AppTest.from_file(ROOT / "app_streamlit.py", default_timeout=60).run()


def search(page: AppTest, text: str) -> AppTest:
    page.text_area(key="enquiry").set_value(text)
    return page.button(key="search").click().run()


def html(page: AppTest) -> str:
    return "".join(piece.value for piece in page.html)


def test_an_empty_page_says_what_to_do(page: AppTest) -> None:
    assert page.title[0].value == wording.TITLE
    assert [info.value for info in page.info] == [wording.START]
    assert page.caption[0].value == "登録されている受注企業：5社"
    assert not page.exception


def test_a_pasted_enquiry_is_answered_with_ranked_firms_and_reasons(page: AppTest) -> None:
    search(page, TURNING)
    shown = html(page)
    assert shown.index("1位") < shown.index("架空旋盤工業") < shown.index("2位")
    assert "工程・材質などの一致" in shown
    assert (
        shown.index(wording.WANTED)
        < shown.index("旋盤")
        < shown.index(wording.UNWANTED)
        < shown.index("めっき")
    )
    assert "「ぴかぴか」→ " in shown
    assert not page.exception
    assert not page.error


def test_a_profile_opens_with_all_that_the_firm_wrote(page: AppTest) -> None:
    search(page, TURNING)
    profile = page.expander[0]
    assert profile.label == wording.PROFILE
    assert "NC旋盤による旋削加工。ステンレス、アルミ" in profile.html[0].value
    assert "NC旋盤 3台\n研削盤 1台" in profile.html[0].value
    assert "主要製品" in profile.caption[0].value


def test_firms_that_may_not_be_introduced_are_listed_with_the_reason(page: AppTest) -> None:
    search(page, TURNING)
    assert page.subheader[-1].value == wording.EXCLUDED
    assert "架空休業旋盤（茨城県日立市）" in html(page)
    assert "休業中です（設備入替のため）" in html(page)


def test_the_example_can_be_put_in_and_taken_out(page: AppTest) -> None:
    page.button(key="example").click().run()
    assert page.text_area(key="enquiry").value == wording.EXAMPLE
    assert [info.value for info in page.info] == [wording.READY]
    page.button(key="search").click().run()
    assert page.expander
    page.button(key="clear").click().run()
    assert [info.value for info in page.info] == [wording.START]
    assert not page.expander


def test_a_result_goes_when_the_enquiry_or_the_count_changes(page: AppTest) -> None:
    search(page, TURNING)
    page.text_area(key="enquiry").set_value("板金").run()
    assert not page.expander
    assert [info.value for info in page.info] == [wording.CHANGED]
    search(page, "板金")
    assert page.expander
    page.selectbox(key="count").select(20).run()
    assert not page.expander


@pytest.mark.parametrize("text", ["", " 　\n"])
def test_an_empty_enquiry_is_asked_for(page: AppTest, text: str) -> None:
    search(page, text)
    assert [info.value for info in page.info] == [wording.EMPTY]


def test_a_text_that_says_nothing_is_answered_with_what_to_add(page: AppTest) -> None:
    search(page, "あ")
    assert "書き足して" in page.warning[0].value
    assert [info.value for info in page.info] == [wording.NOTHING_FOUND]


def test_html_in_a_name_stays_text(page: AppTest, nasty_name: str) -> None:
    search(page, "樹脂の射出成形")
    assert escape(nasty_name) in html(page)
    assert "<script>" not in html(page)
    assert nasty_name not in "".join(piece.value for piece in page.markdown)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseError("企業データベースを読めません。"), "企業データベースを読めません。"),
        (RuntimeError("bug"), wording.UNEXPECTED),
    ],
)
def test_an_error_is_a_sentence_and_leaves_no_old_result(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*_: Any) -> None:
        raise error

    search(page, TURNING)
    monkeypatch.setattr(Matcher, "match", fail)
    search(page, "板金")
    assert [shown.value for shown in page.error] == [words]
    assert not page.exception
    assert not page.expander


def test_a_database_that_cannot_be_opened_is_told_on_the_page(
    office: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.db").write_bytes(b"not a database" * 100)
    monkeypatch.setenv("JUHATCHU_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    page = AppTest.from_file(ROOT / "app_streamlit.py", default_timeout=60).run()
    assert "データベースではない" in page.error[0].value
    assert not page.exception


def test_pages_import_only_the_facade_and_the_dashboard() -> None:
    allowed = {
        "__future__",
        "streamlit",
        "dashboard",
        "dashboard.resources",
        "matching.records",
        "matching.matcher",
    }
    for path in (ROOT / "dashboard" / "pages").glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        modules = {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
        assert modules <= allowed


def test_the_server_sends_nothing_out_and_shows_no_traces() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
