"""The users' guide's pictures, taken from the real dashboard: `python docs/users-guide/make.py [NAME ...]` (all, or those that start so)."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from dashboard.wording import cases, firms, matching, own, surveys  # noqa: E402
from matching.accounts.people import People  # noqa: E402
from matching.corporate import CorporateDatabase  # noqa: E402
from matching.corporate.access import OPERATOR  # noqa: E402
from matching.corporate.accounts import NewAccount  # noqa: E402
from tests.browser.conftest import CHROMIUM, DESK, PHONE, fill_in, settle  # noqa: E402
from tests.browser.serving import Site, running_site  # noqa: E402

SURVEYS = ROOT / "data" / "sample_surveys"
SURVEY = "survey_suppliers_2025"
ORDER = "H26-057"
_COLOURS = 64
_PROCESSES = "加工内容（必須）"


@dataclass(frozen=True)
class Shot:
    """A picture: whose page, at which path, on what screen, and what is done before it is taken."""

    name: str
    role: str
    path: str
    act: Callable[[Page], object]
    phone: bool = False
    dark: bool = False


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
    page.get_by_text(matching.WHY).click()
    page.get_by_label(matching.WHY_LABEL).fill("ミトコン機工")
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


@shot("supplier-01-invitation", "invitation", "", phone=True)
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
    field.fill(field.input_value() + "、TIG溶接、電解研磨")
    page.keyboard.press("Tab")
    settle(page)
    return page.get_by_text(firms.READ)


@shot("supplier-05-submit", "supplier", "/own_profile")
def _(page: Page) -> Locator:
    _step(page, 1)
    field = page.get_by_role("textbox", name=_PROCESSES)
    field.fill(field.input_value() + "、TIG溶接、電解研磨、旋盤加工、フライス加工")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name=firms.NEXT_STEP).click()
    page.get_by_text(own.SAVED).wait_for()
    _step(page, 4)
    page.get_by_text(own.PREVIEW).wait_for()
    settle(page)
    return page.get_by_role("heading", level=3).first


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
    pass


# Survey staff


@shot("survey-01-upload", "survey", "/uploads")
def _(page: Page) -> None:
    for name in ("survey_suppliers_2024.csv", "survey_suppliers_2025_late.csv", "survey_suppliers_2025.xlsx"):
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
def _(page: Page) -> None:
    pass


@shot("survey-07-unanswered", "survey", "/unanswered")
def _(page: Page) -> None:
    page.locator('input[type="file"]').first.set_input_files(SURVEYS / "asked_2025.csv")
    page.get_by_role("button", name=surveys.READ_LIST).click()
    page.get_by_text("社の一覧を読み込みました").wait_for()
    settle(page)


@shot("survey-08-figures", "survey", f"/tabulations?survey={SURVEY}")
def _(page: Page) -> None:
    pass


@shot("survey-09-cross", "survey", f"/tabulations?survey={SURVEY}")
def _(page: Page) -> Locator:
    choose = page.get_by_role("combobox", name=surveys.BY)
    choose.click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    settle(page)
    page.wait_for_timeout(1500)
    settle(page)
    return page.get_by_text(surveys.QUESTION, exact=True)


@shot("survey-10-report", "survey", f"/tabulations?survey={SURVEY}", dark=True)
def _(page: Page) -> Locator:
    page.get_by_role("button", name=surveys.MAKE_REPORT).click()
    page.locator(".st-key-report_save button").wait_for()
    return page.get_by_role("heading", name=surveys.REPORTS)


@shot("survey-11-questionnaire", "survey", "/questionnaires")
def _(page: Page) -> None:
    page.get_by_test_id("stExpander").first.click()


def _example(page: Page) -> None:
    page.get_by_role("button", name=matching.INSERT_EXAMPLE).click()
    settle(page)
    page.get_by_role("button", name=matching.SEARCH, exact=True).click()
    page.locator(".jc").first.wait_for()
    settle(page)


def _step(page: Page, number: int) -> None:
    page.locator(".st-key-own_steps button").nth(number).click()
    page.get_by_role("heading", name=f"{number + 1}. {firms.STEP_TITLES[number]}").wait_for()
    settle(page)


def take(browser: Browser, site: Site, one: Shot, link: str, known: dict[str, Any]) -> bytes:
    """The picture, as PNG. `known`: the cookies of roles that have signed in already."""
    context = browser.new_context(
        viewport=PHONE if one.phone else DESK,  # type: ignore[arg-type]
        color_scheme="dark" if one.dark else "light",
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        storage_state=known.get(one.role),
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    try:
        if one.role in ("", "invitation"):
            page.goto(site.address + (link if one.role else one.path))
        else:
            if one.role not in known:
                page.goto(f"{site.address}/signin?next=/account")
                fill_in(page, one.role)
                page.wait_for_url(f"{site.address}/account")
                known[one.role] = context.storage_state()
            page.goto(f"{site.address}{one.path}")
            settle(page)
        top = one.act(page)
        if one.role not in ("", "invitation"):
            settle(page)
        if isinstance(top, Locator):
            top.first.evaluate(
                "e => { e.style.scrollMarginTop = '72px'; e.scrollIntoView({block: 'start', behavior: 'instant'}); }"
            )
        page.wait_for_timeout(400)  # what slides in has come to rest
        return page.screenshot()
    finally:
        context.close()


def small(png: bytes) -> bytes:
    """The picture with a palette of few colours."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def prepare(site: Site) -> str:
    """What pictures need besides the sample data: an introduction of the supplier's firm, and an invitation; returns its path."""
    with CorporateDatabase.open(site.settings.database_url) as db:
        supplier = next(iter(db.suppliers())).id
        db.introductions.begin(OPERATOR, "H26-050", supplier)
        new = NewAccount("架空 太郎", ["supplier"], login="kakuu-taro", supplier_id=supplier)
        letter = People(db, OPERATOR, site.settings).invite(new).letter
    return "/invitation/" + letter.address.rsplit("/", 1)[1]


def main(wanted: list[str]) -> None:
    """Take all pictures, or those whose name starts with one of `wanted`; later ones build on what earlier ones did."""
    folder = Path(tempfile.mkdtemp())
    failed = []
    try:
        with running_site(folder) as site, sync_playwright() as playwright:
            link = prepare(site)
            known: dict[str, Any] = {}
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for one in SHOTS:
                if wanted and not one.name.startswith(tuple(wanted)):
                    continue
                try:
                    picture = small(take(browser, site, one, link, known))
                except Exception as error:
                    failed.append(one.name)
                    print(f"{one.name}: {str(error)[:600]}", file=sys.stderr)
                else:
                    (HERE / f"{one.name}.png").write_bytes(picture)
                    print(f"{one.name}: {len(picture):,} bytes")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        sys.exit(f"not taken: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
