"""The survey staff's story in a real browser: from a messy workbook, as firms send them back, to a chart that may be published."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from dashboard.wording import surveys as wording
from ingest import pipeline
from ingest.upload_desk import LARGE
from matching.corporate import CorporateDatabase
from matching.settings import DATA
from tests.browser.conftest import SignIn, settle

SURVEYS = DATA / "sample_surveys"
TITLE = "受注企業実態調査2025"


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample survey, with a remark above the table and an answer that is no choice."""
    book = openpyxl.load_workbook(SURVEYS / "survey_suppliers_2025.xlsx")
    page = book.worksheets[0]
    page.insert_rows(1)
    page["A1"] = "※FAXの分は後日"
    path: Path = tmp_path_factory.mktemp("messy") / "調査回答(最新)_2.xlsx"
    book.save(path)
    return path


@pytest.fixture
def surveyed(behind: CorporateDatabase) -> None:
    """The survey is in the database, whether or not a story has taken it in before."""
    if TITLE not in [title for title, _ in behind.surveys()]:
        pipeline.run(SURVEYS / "survey_suppliers_2025.xlsx", behind, person="試験")


def test_a_messy_workbook_becomes_a_chart_that_may_be_published(
    sign_in: SignIn, messy: Path, tmp_path: Path
) -> None:
    page = sign_in("survey", "/uploads")
    page.set_input_files('input[type="file"]', str(messy))
    page.get_by_text(wording.handed_in(1)).wait_for()  # what stood there before was another file's
    # The title of the survey is typed in where the file's name isn't it.
    page.get_by_role("tab", name=wording.TAB_READING).click()
    page.get_by_role("textbox", name=wording.SURVEY_TITLE).fill(TITLE)
    page.get_by_role("button", name=wording.READ_AGAIN).click()
    page.get_by_text(wording.READ_ANEW).wait_for()
    # An issue is looked at in its sheet, its cell framed.
    page.get_by_role("tab", name=wording.TAB_ISSUES).click()
    page.get_by_label(wording.WHICH_ISSUE, exact=True).first.click()
    page.get_by_role("option").nth(1).click()
    expect(page.locator("td.faulty")).to_have_count(1)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=wording.MARKED).click()
        page.locator(".st-key-marked_save button").click()
    marked = tmp_path / "marked.xlsx"
    waiting.value.save_as(marked)
    assert "確認事項" in openpyxl.load_workbook(marked).sheetnames
    page.get_by_role("button", name=wording.COMMIT, exact=True).click()
    page.get_by_text(wording.TAKEN_IN).wait_for()
    # What may be published is seen by a reader, and handed out as a report with charts.
    page.goto(page.url.replace("/uploads", f"/tabulations?survey={TITLE}"))
    page.locator(".js-question").first.wait_for()
    settle(page)
    page.get_by_role("button", name=wording.MAKE_REPORT).click()
    with page.expect_download() as waiting:
        page.locator(".st-key-report_save button").click()
    report = tmp_path / "report.xlsx"
    waiting.value.save_as(report)
    with zipfile.ZipFile(io.BytesIO(report.read_bytes())) as parts:
        assert any(re.search(r"media/|charts/", name) for name in parts.namelist())
    reader = sign_in("reader", f"/tabulations?survey={TITLE}")
    reader.locator(".js-question").first.wait_for()
    expect(reader.locator(".js-bar").first).to_be_visible()
    expect(reader.get_by_text("公表できる数値だけを表示しています")).to_be_visible()
    expect(reader.get_by_role("button", name=wording.MAKE_REPORT)).to_have_count(0)


def test_a_file_that_is_no_table_is_said_and_the_page_goes_on(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("survey", "/uploads")
    broken = tmp_path / "写真.xlsx"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no workbook")
    page.set_input_files('input[type="file"]', str(broken))
    page.get_by_text(wording.UNREADABLE).wait_for()
    expect(page.get_by_role("button", name=wording.COMMIT, exact=True)).to_have_count(0)
    page.get_by_role("button", name=wording.REMOVE).click()
    page.get_by_text(wording.REMOVED).wait_for()


@pytest.mark.usefixtures("surveyed")
def test_a_reminders_list_comes_from_whom_the_form_was_sent_to(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("survey", "/unanswered")
    settle(page)
    page.get_by_role("button", name=wording.READ_LIST).click()
    page.get_by_text(wording.CHOOSE_LIST).wait_for()
    page.set_input_files('input[type="file"]', str(SURVEYS / "asked_2025.csv"))
    page.get_by_text("asked_2025.csv").wait_for()
    page.get_by_role("button", name=wording.READ_LIST).click()
    page.get_by_text(wording.MISSING_LIST).first.wait_for()
    page.get_by_role("button", name=wording.SAVE_MISSING).click()
    with page.expect_download() as waiting:
        page.locator(".st-key-missing_save button").click()
    listed = tmp_path / "missing.xlsx"
    waiting.value.save_as(listed)
    rows = list(openpyxl.load_workbook(listed).worksheets[0].values)
    assert rows[0] == wording.MISSING_COLUMNS
    assert len(rows) > 1


def test_a_large_file_is_read_in_the_background_and_its_result_comes_by_itself(
    sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in("survey", "/uploads")
    large = tmp_path / "名簿_大.csv"
    words = "旋盤加工、フライス加工、研削加工。" * 30
    rows = (f"架空大型{number}工業,茨城県日立市架空{number},{words}\n" for number in range(300))
    large.write_text("会社名,住所,加工内容\n" + "".join(rows), encoding="utf-8-sig")
    assert large.stat().st_size > LARGE
    page.set_input_files('input[type="file"]', str(large))
    page.get_by_text(wording.handed_in(1)).wait_for()
    # Nothing is pressed: the page follows the work and shows the result when it is there.
    page.get_by_role("tab", name=wording.TAB_RESULT).wait_for()
    settle(page)
    row = page.get_by_role("row").filter(has_text="名簿_大.csv")
    expect(row).to_contain_text("読み取り済み")
    expect(row).to_contain_text("300")
    page.get_by_role("button", name=wording.REMOVE).click()
    page.get_by_text(wording.REMOVED).wait_for()
