"""What the users' guide's pictures show: for each its page and what is done there first. Later ones build on what earlier ones did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from camera import Shot
from playwright.sync_api import Locator, Page, expect

from dashboard.wording import cases, firms, matching, own, surveys
from tests.browser.conftest import settle

SURVEYS = Path(__file__).resolve().parents[2] / "data" / "sample_surveys"
ORDER = "H26-057"
# The path of the shot that takes the invitation's, which differs each time.
INVITED = "/invitation"
_PROCESSES = "加工内容（必須）"

SHOTS: list[Shot] = []


def shot(name: str, role: str, path: str, *, phone: bool = False, dark: bool = False) -> Callable[..., None]:
    """Registers what is done before a picture is taken; it may return the element that the picture should start with."""

    def register(act: Callable[[Page], object]) -> None:
        SHOTS.append(Shot(name, role, path, act, phone, dark))

    return register


# Coordinators


@shot("coordinator-01-signin", "", "/signin")
def _(page: Page) -> None:
    page.get_by_label("利用者名").fill("demo-coordinator")


@shot("coordinator-02-paste", "coordinator", "/suppliers")
def _(page: Page) -> None:
    _example(page)


@shot("coordinator-03-conditions", "coordinator", "/suppliers")
def _(page: Page) -> Locator:
    _example(page)
    page.locator('[class*="st-key-chip-"] button').nth(1).click()
    page.get_by_test_id("stPopoverBody").wait_for()
    return page.locator(".jm-fold")


@shot("coordinator-04-compare", "coordinator", f"/suppliers?order={ORDER}")
def _(page: Page) -> Locator:
    page.locator(".st-key-view button", has_text=matching.COMPARE).click()
    page.locator("table.jcmp").wait_for()
    choose = page.get_by_role("combobox", name=matching.COMPARE_PICK)
    for _firm in range(2):
        choose.click()
        page.wait_for_timeout(500)
        if choose.get_attribute("aria-expanded") != "true":  # the first press may only give it the focus
            choose.click()
        page.get_by_role("option").first.click()
        settle(page)
    page.keyboard.press("Escape")
    return page.get_by_role("heading", name=matching.RESULTS)


@shot("coordinator-05-map", "coordinator", f"/suppliers?order={ORDER}", dark=True)
def _(page: Page) -> Locator:
    page.locator(".st-key-view button", has_text=matching.MAP).click()
    page.locator(".jmap .pin").first.wait_for()
    return page.get_by_role("heading", name=matching.RESULTS)


@shot("coordinator-06-filters", "coordinator", f"/suppliers?order={ORDER}")
def _(page: Page) -> Locator:
    page.get_by_text(matching.FILTERS, exact=True).click()
    page.get_by_label(matching.FILTER_LABELS["min_employees"]).fill("20")
    page.keyboard.press("Enter")
    page.get_by_text("が外れます").first.wait_for()
    return page.get_by_test_id("stPopoverBody")


@shot("coordinator-07-why", "coordinator", f"/suppliers?order={ORDER}")
def _(page: Page) -> Locator:
    page.get_by_text(matching.WHY, exact=True).click()
    page.get_by_label(matching.WHY_LABEL).fill("石毛ガンドリル")
    page.get_by_role("button", name=matching.WHY_BUTTON).click()
    page.locator(".st-key-why-not h3").wait_for()
    return page.locator(".st-key-why-not")


@shot("coordinator-08-introduce", "coordinator", f"/suppliers?order={ORDER}")
def _(page: Page) -> Locator:
    for _turn in range(2):
        page.get_by_role("button", name=matching.TO_SHORTLIST).first.click()
        page.locator(".jh-said").wait_for()
        settle(page)
        page.get_by_role("button", name="閉じる").click()
        page.locator(".jh-said").wait_for(state="detached")
    page.get_by_role("button", name=matching.INTRODUCE).first.click()
    form = page.get_by_test_id("stPopoverBody")
    form.get_by_role("textbox", name=matching.INTRODUCTION_NOTE).fill("社長に電話。来週、見積もりの予定")
    return page.get_by_role("heading", name=matching.SHORTLIST)


@shot("coordinator-09-proposal", "coordinator", f"/suppliers?order={ORDER}")
def _(page: Page) -> Locator:
    page.get_by_role("button", name=matching.INTRODUCE).first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=matching.INTRODUCE).click()
    page.locator(".jh-said").wait_for()
    settle(page)
    page.get_by_role("button", name=matching.PDF).click()
    page.locator(".st-key-download-proposal button").wait_for()
    return page.get_by_role("heading", name=matching.SHORTLIST)


@shot("coordinator-10-next-step", "coordinator", f"/cases?order={ORDER}")
def _(page: Page) -> None:
    page.get_by_test_id("stButtonGroup").locator("button", has_text=cases.INTRODUCTIONS).click()
    page.get_by_role("button", name=cases.to_state("紹介")).click()
    page.get_by_test_id("stPopoverBody").wait_for()


@shot("coordinator-11-due", "coordinator", "/cases")
def _(page: Page) -> None:
    pass


@shot("coordinator-12-firms", "coordinator", "/firms")
def _(page: Page) -> None:
    page.get_by_label(firms.WORDS).fill("0299-00-0336")
    page.keyboard.press("Enter")
    page.get_by_text("1社", exact=True).wait_for()


# Suppliers


@shot("supplier-01-invitation", "", INVITED, phone=True)
def _(page: Page) -> None:
    pass


@shot("supplier-02-home", "supplier", "/", phone=True)
def _(page: Page) -> None:
    pass


@shot("supplier-03-profile", "supplier", "/own_profile")
def _(page: Page) -> None:
    pass


@shot("supplier-04-understood", "supplier", "/own_profile")
def _(page: Page) -> Locator:
    _step(page, 1)
    field = page.get_by_role("textbox", name=_PROCESSES)
    field.fill(field.input_value() + "、ゴムライニング")
    page.keyboard.press("Tab")
    settle(page)
    return page.get_by_text(firms.READ)


@shot("supplier-05-submit", "supplier", "/own_profile")
def _(page: Page) -> Locator:
    _step(page, 1)
    field = page.get_by_role("textbox", name=_PROCESSES)
    field.fill(field.input_value() + "、ゴムライニング、ゴム板の打抜き")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name=firms.NEXT_STEP).click()
    page.get_by_text(own.SAVED).wait_for()
    _step(page, 4)
    page.get_by_text(own.PREVIEW).wait_for()
    settle(page)
    return page.get_by_role("heading", level=2).first


@shot("supplier-06-waiting", "supplier", "/own_profile", phone=True)
def _(page: Page) -> Locator:
    _step(page, 4)
    page.get_by_role("button", name=own.SUBMIT).click()
    page.get_by_role("button", name=own.TAKE_BACK).wait_for()
    settle(page)
    return page.get_by_text(own.PROFILE_ABOUT)


@shot("supplier-07-orders", "supplier", "/own_orders", phone=True)
def _(page: Page) -> Locator:
    return page.locator(".jh-about")


@shot("supplier-08-lacking", "supplier", "/own_orders")
def _(page: Page) -> Locator:
    return page.get_by_role("heading", name=own.LACKING)


@shot("supplier-09-introductions", "supplier", "/own_introductions", phone=True)
def _(page: Page) -> Locator:
    return page.locator(".jh-about")


@shot("supplier-10-account", "supplier", "/account", phone=True, dark=True)
def _(page: Page) -> Locator:
    return page.locator(".jh-about")


@shot("coordinator-13-registrations", "coordinator", "/registrations")
def _(page: Page) -> None:
    page.get_by_role("button", name=firms.OPEN_DRAFT).first.click()
    page.get_by_role("button", name=firms.ACCEPT).wait_for()


# Survey staff


@shot("survey-01-upload", "survey", "/uploads")
def _(page: Page) -> None:
    for name in ("survey_suppliers_2024.csv", "survey_suppliers_2025.xlsx"):
        page.locator('input[type="file"]').first.set_input_files(SURVEYS / name)
        page.get_by_text(surveys.handed_in(1)).wait_for()
        settle(page)
        page.get_by_role("button", name="閉じる").click()
        page.locator(".jh-said").wait_for(state="detached")
        settle(page)


@shot("survey-02-result", "survey", "/uploads")
def _(page: Page) -> Locator:
    return page.get_by_text(surveys.WHICH_UPLOAD)


@shot("survey-03-reading", "survey", "/uploads")
def _(page: Page) -> Locator:
    page.get_by_role("tab", name=surveys.TAB_READING).click()
    return page.get_by_role("tab", name=surveys.TAB_READING)


@shot("survey-04-issues", "survey", "/uploads")
def _(page: Page) -> Locator:
    page.get_by_role("tab", name=surveys.TAB_ISSUES).click()
    choose = page.get_by_role("combobox", name=surveys.WHICH_ISSUE)
    if choose.count():
        choose.focus()
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        settle(page)
    return page.get_by_role("tab", name=surveys.TAB_ISSUES)


@shot("survey-05-taken-in", "survey", "/uploads")
def _(page: Page) -> None:
    page.get_by_role("button", name=surveys.COMMIT_ALL).click()
    page.get_by_text("のファイルを取り込みました。").wait_for()
    settle(page)


@shot("survey-06-duplicates", "survey", "/duplicates")
def _(page: Page) -> Locator:
    return page.get_by_text(surveys.STATE, exact=True)


@shot("survey-07-unanswered", "survey", "/unanswered")
def _(page: Page) -> None:
    page.locator('input[type="file"]').first.set_input_files(SURVEYS / "asked_2025.csv")
    page.get_by_role("button", name=surveys.READ_LIST).click()
    page.get_by_text("社の一覧を読み込みました").wait_for()
    settle(page)


@shot("survey-08-figures", "survey", "/tabulations")
def _(page: Page) -> Locator:
    return page.get_by_text(surveys.QUESTION, exact=True)


@shot("survey-09-cross", "survey", "/tabulations")
def _(page: Page) -> Locator:
    choose = page.get_by_role("combobox", name=surveys.BY)
    choose.click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    tested = page.get_by_text("区分による違い")
    tested.first.wait_for()
    settle(page)
    return page.locator("table.jh-table", has_text="別）")


@shot("survey-10-report", "survey", "/tabulations", dark=True)
def _(page: Page) -> Locator:
    page.get_by_role("button", name=surveys.MAKE_REPORT).click()
    page.locator(".st-key-report_save button").wait_for()
    return page.get_by_role("heading", name=surveys.REPORTS)


@shot("survey-11-questionnaire", "survey", "/questionnaires")
def _(page: Page) -> None:
    page.get_by_test_id("stExpander").first.click()


def _example(page: Page) -> None:
    page.get_by_role("button", name=matching.INSERT_EXAMPLE).click()
    expect(page.get_by_label(matching.ENQUIRY_LABEL)).to_have_value(matching.EXAMPLE)
    settle(page)
    page.get_by_role("button", name=matching.SEARCH, exact=True).click()
    page.locator(".jc").first.wait_for()
    settle(page)


def _step(page: Page, number: int) -> None:
    page.locator(".st-key-own_steps button").nth(number).click()
    page.get_by_role("heading", name=f"{number + 1}. {firms.STEP_TITLES[number]}").wait_for()
    settle(page)
