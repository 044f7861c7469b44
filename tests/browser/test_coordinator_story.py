"""What a coordinator does on a working day, in a real browser: each story asserts what is seen."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.wording import cases
from dashboard.wording import matching as wording
from tests.browser.conftest import Invite, SignIn, Site, fill_in, settle
from tests.browser.looking import WELDING, ask_anew, chip, firms, look_up, paste, said, unfold


def test_an_order_goes_from_its_address_to_calls_a_printed_proposal_and_a_deal(
    sign_in: SignIn, site: Site, tmp_path: Path
) -> None:
    page = sign_in("coordinator", "/suppliers?order=H26-080")
    page.locator(".jc").first.wait_for()
    chosen = firms(page)[:2]
    for name in chosen:
        card = page.locator('[class*="st-key-card-"]').filter(has=page.get_by_text(name, exact=True))
        card.get_by_role("button", name=wording.TO_SHORTLIST).click()
        said(page, f"「{name}」を候補に入れました。")
    entry = page.locator('[class*="st-key-entry-"]').filter(has_text=chosen[0])
    entry.get_by_role("button", name=wording.INTRODUCE).click()
    form = page.get_by_test_id("stPopoverBody")
    expect(form.get_by_role("group", name=wording.FOLLOW_UP)).to_contain_text(re.compile(r"20\d\d"))
    form.get_by_role("textbox", name=wording.INTRODUCTION_NOTE).fill("社長に電話。来週見積もりの予定")
    form.get_by_role("button", name=wording.INTRODUCE).click()
    said(page, f"「{chosen[0]}」への打診を記録しました。")
    expect(entry).to_contain_text("打診")
    expect(entry.get_by_role("button", name=wording.INTRODUCE)).to_have_count(0)
    page.get_by_role("button", name=wording.PDF).click()
    with page.expect_download() as waiting:
        page.locator(".st-key-download-proposal button").click()
    assert waiting.value.suggested_filename == "提案書_H26-080.pdf"
    paper = tmp_path / "proposal.pdf"
    waiting.value.save_as(paper)
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True).stdout.decode()
    assert "H26-080" in text
    assert all(name in text for name in chosen)
    page.goto(f"{site.address}/cases?order=H26-080")
    settle(page)
    page.get_by_test_id("stButtonGroup").locator("button", has_text=cases.INTRODUCTIONS).click()
    for state in ("紹介", "成約"):
        page.get_by_role("button", name=f"「{state}」にする", exact=True).first.click()
        form = page.get_by_test_id("stPopoverBody")
        if state == "成約":
            form.get_by_label(cases.AMOUNT).fill("25万")  # and pressed without leaving the box first
        form.get_by_role("button", name=f"「{state}」にする").click()
        said(page, f"{chosen[0]}を「{state}」にしました。")
    expect(page.get_by_text("250,000円")).to_be_visible()


def test_what_is_done_is_taken_back_by_one_button(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    first = firms(page)[0]
    card = page.locator('[class*="st-key-card-"]').first
    card.get_by_role("button", name=wording.SUITS, exact=True).click()
    said(page, f"「{first}」を「合う」と記録しました。")
    page.get_by_role("button", name="元に戻す").click()
    said(page, "元に戻しました。")
    card.get_by_role("button", name=wording.TO_SHORTLIST).click()
    said(page, f"「{first}」を候補に入れました。")
    page.get_by_role("button", name="元に戻す").click()
    said(page, "元に戻しました。")
    expect(page.get_by_text(wording.SHORTLIST_EMPTY)).to_be_visible()


def test_a_firm_that_does_not_suit_is_marked_with_the_reason(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    first = firms(page)[0]
    page.locator('[class*="st-key-card-"]').first.get_by_role("button", name=wording.SUITS_NOT).click()
    page.get_by_role("option").or_(page.get_by_role("menuitem")).nth(1).click()
    said(page, f"「{first}」を「合わない」と記録しました。")


def test_a_firm_in_mind_tells_its_place_and_what_would_bring_it_forward(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    unfold(page, wording.WHY)
    asked = page.get_by_label(wording.WHY_LABEL)
    asked.fill("食機パーツ関")
    page.get_by_role("button", name=wording.WHY_BUTTON).click()
    answer = page.locator(".st-key-why-not")
    expect(answer.get_by_role("heading", name="食機パーツ関")).to_be_visible()
    expect(answer).to_contain_text(re.compile(r"いまの順位は \d+位|順位がつきません"))
    asked.fill("製作所")
    page.get_by_role("button", name=wording.WHY_BUTTON).click()
    expect(answer).to_contain_text("どの企業のことですか。押すと調べます。")
    meant = answer.locator('[class*="st-key-meant-"] button').first
    name = meant.inner_text().split()[-1].partition("（")[0]
    meant.click()
    expect(answer.get_by_role("heading", name=name)).to_be_visible()
    asked.fill("どこにもない会社")
    page.get_by_role("button", name=wording.WHY_BUTTON).click()
    expect(answer.get_by_role("alert")).to_contain_text("どこにもない会社")


def test_firms_near_each_other_are_proposed_for_an_order_that_one_alone_can_not_do(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, "アルミを切削して、アルマイトをつけ、溶接もしてほしい。")
    unfold(page, wording.TEAM)
    page.get_by_role("button", name=wording.TEAM_BUTTON).click()
    expect(page.locator(".st-key-team")).to_contain_text(re.compile("組み合わせ1|1社で|ありません"))


def test_a_condition_is_made_a_wish_reworded_added_and_all_taken_back(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, wording.EXAMPLE)
    before = firms(page)
    chip(page, "ステンレス鋼")
    page.get_by_test_id("stPopoverBody").get_by_text(wording.WISH, exact=True).click()
    expect(page.get_by_role("button", name="希望｜材質：ステンレス鋼")).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)
    chip(page, "ステンレス鋼")
    page.get_by_test_id("stPopoverBody").get_by_label(wording.REWORD).fill("チタン")
    page.keyboard.press("Enter")
    expect(page.locator('[class*="st-key-chip-"]').filter(has_text="チタン")).to_be_visible()
    expect(page.locator(".jm-text")).to_contain_text("チタン")
    page.keyboard.press("Escape")
    settle(page)
    page.get_by_role("button", name=wording.ADD).click()
    look_up(page, wording.ADD, "ISO9001")
    page.keyboard.press("Enter")
    expect(page.locator('[class*="st-key-chip-"]').filter(has_text="ISO9001")).to_be_visible()
    settle(page)
    assert firms(page) != before
    page.get_by_role("button", name=wording.RESET_EDITS).click()
    expect(page.locator('[class*="st-key-chip-"]').filter(has_text="ISO9001")).to_have_count(0)
    settle(page)
    assert firms(page) == before


def test_filters_say_how_many_firms_each_leaves_out(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    unfold(page, wording.FILTERS)
    page.get_by_label(wording.FILTER_LABELS["min_employees"]).fill("30")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"[\d,]+社が外れます"))).to_be_visible()
    settle(page)
    sizes = [int(n) for n in re.findall(r"従業員数(\d+)人", " ".join(page.locator(".jc").all_inner_texts()))]
    assert len(sizes) == len(firms(page))
    assert min(sizes) >= 30


def test_no_result_outlives_its_enquiry(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    welders = firms(page)
    ask_anew(page)
    page.get_by_label(wording.ENQUIRY_LABEL).fill("木型を作ってほしい。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jc")).to_have_count(0)
    expect(page.get_by_text(wording.READY)).to_be_visible()
    page.get_by_role("button", name=wording.SEARCH, exact=True).click()
    page.locator(".jc").first.wait_for()
    settle(page)
    assert firms(page) != welders
    ask_anew(page)
    page.get_by_role("button", name=wording.CLEAR, exact=True).click()
    expect(page.locator(".jc")).to_have_count(0)
    expect(page.locator(".jm-text")).to_have_count(0)


def test_an_empty_enquiry_is_told_what_to_do(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    expect(page.get_by_text(wording.START)).to_be_visible()
    page.get_by_role("button", name=wording.SEARCH, exact=True).click()
    expect(page.get_by_text(wording.EMPTY)).to_be_visible()


def test_an_address_with_an_unknown_order_says_so(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers?order=Z99-999")
    expect(page.get_by_role("alert").filter(has_text="Z99-999")).to_be_visible()
    expect(page.locator(".jc")).to_have_count(0)


def test_what_somebody_pasted_is_shown_as_text_and_never_run(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    paste(page, "ステンレスの溶接 <img src=x onerror=alert(1)><script>alert(2)</script> **太字** を頼みたい")
    expect(page.locator(".jm-text")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".jm-text img, .jm-text script").count() == 0
    assert opened == []


def test_the_next_person_at_the_same_browser_sees_nothing_of_the_last_one(
    sign_in: SignIn, invite: Invite, site: Site
) -> None:
    page = sign_in(invite("suzuki", "coordinator"), "/suppliers")
    paste(page, WELDING)
    page.get_by_role("link", name="サインアウト").click()
    expect(page.get_by_text("サインアウトしました。")).to_be_visible()
    fill_in(page, invite("sato", "coordinator"))
    settle(page)
    page.goto(f"{site.address}/suppliers")
    settle(page)
    expect(page.get_by_label(wording.ENQUIRY_LABEL)).to_have_value("")
    expect(page.locator(".jc")).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page.get_by_text("TIG溶接")).to_have_count(0)


def test_whoever_signed_out_in_another_tab_leaves_no_enquiry_behind_in_this_one(
    sign_in: SignIn, invite: Invite, site: Site
) -> None:
    page = sign_in(invite("takahashi", "coordinator"), "/suppliers")
    paste(page, WELDING)
    other = page.context.new_page()
    other.goto(f"{site.address}/")
    settle(other)
    other.get_by_role("link", name="サインアウト").click()
    expect(other.get_by_text("サインアウトしました。")).to_be_visible()
    page.get_by_role("button", name=wording.TO_SHORTLIST).first.click()
    expect(page.get_by_text("サインインの期限が切れました。")).to_be_visible()
    expect(page.locator(".jm-text")).to_have_count(0)
    expect(page.get_by_text("TIG溶接")).to_have_count(0)


def test_two_people_at_work_at_once_do_not_see_each_others_enquiries(sign_in: SignIn, invite: Invite) -> None:
    first, second = (
        sign_in("coordinator", "/suppliers"),
        sign_in(invite("tanaka", "coordinator"), "/suppliers"),
    )
    for page, text in ((first, WELDING), (second, wording.EXAMPLE)):
        page.get_by_label(wording.ENQUIRY_LABEL).fill(text)
        page.get_by_role("button", name=wording.SEARCH, exact=True).click()
    for page, own, others in ((first, "筐体", "食品機械"), (second, "食品機械", "筐体")):
        page.locator(".jc").first.wait_for()
        settle(page)
        expect(page.locator(".jm-text")).to_contain_text(own)
        expect(page.locator(".jm-text")).not_to_contain_text(others)


def test_from_the_sign_in_to_the_first_firm_with_the_keyboard_alone(sign_in: SignIn, site: Site) -> None:
    page = sign_in("", "/signin?next=/suppliers")
    for words in ("coordinator", None):
        page.keyboard.press("Tab")
        page.keyboard.type(words or "shiken-no-aikotoba-7")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/suppliers")
    settle(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("SUS304 TIG")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=wording.SEARCH, exact=True)).to_be_focused()
    # Whoever moves by keys sees where they are.
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator(".jc").first.wait_for()


def test_the_list_can_be_printed_without_what_only_works_on_a_screen(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    best = firms(page)
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name=wording.SEARCH, exact=True)).to_be_hidden()
    paper = tmp_path / "list.pdf"
    page.pdf(path=paper, format="A4")
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True).stdout.decode()
    # A long name goes on in the next line of its column.
    assert [name for name in best if name[:4] not in text] == []


def test_the_page_follows_a_dark_screen(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers?order=H26-001", dark=True)
    page.locator(".jc").first.wait_for()
    light = "c => { const [r, g, b] = getComputedStyle(c).%s.match(/\\d+/g).map(Number); return r + g + b; }"
    assert page.locator(".stApp").evaluate(light % "backgroundColor") < 150
    assert page.locator(".jc-name").first.evaluate(light % "color") > 600


def _in_sight(page: Page, words: str) -> None:
    """What was done and its undo stand on the screen as it is scrolled, with nothing over them."""
    size = page.viewport_size
    assert size is not None
    for seen in (
        page.locator(".jh-said").filter(has_text=words),
        page.get_by_role("button", name="元に戻す"),
    ):
        box = seen.bounding_box()
        assert box is not None
        assert box["y"] >= 0, box
        assert box["y"] + box["height"] <= size["height"], box
        assert box["x"] + box["width"] <= size["width"], box
        middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        assert page.evaluate(
            "({x, y}) => document.elementFromPoint(x, y).closest('.st-key-jh-said') !== null", middle
        )


@pytest.mark.parametrize("phone", [False, True])
def test_what_was_done_far_down_the_page_is_told_in_sight_with_its_undo(
    sign_in: SignIn, *, phone: bool
) -> None:
    page = sign_in("coordinator", "/suppliers", phone=phone)
    paste(page, WELDING)
    name = firms(page)[2]
    third = page.locator('[class*="st-key-card-"]').nth(2)
    third.get_by_role("button", name=wording.SUITS, exact=True).click()
    said(page, f"「{name}」を「合う」と記録しました。")
    _in_sight(page, f"「{name}」を「合う」と記録しました。")
    page.get_by_text(wording.SHORTLIST_EMPTY).scroll_into_view_if_needed()
    _in_sight(page, f"「{name}」を「合う」と記録しました。")
    page.emulate_media(media="print")
    expect(page.locator(".jh-said")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="元に戻す").click()
    said(page, "元に戻しました。")


def test_a_pasted_enquiry_is_registered_as_an_order_with_the_firms_in_view(sign_in: SignIn) -> None:
    page = sign_in("coordinator", "/suppliers")
    paste(page, WELDING)
    name = firms(page)[2]
    page.locator('[class*="st-key-card-"]').nth(2).get_by_role("button", name=wording.TO_SHORTLIST).click()
    said(page, f"「{name}」を候補に入れました。")
    page.get_by_role("link", name=wording.MAKE_ORDER).click()
    expect(page.get_by_label("加工内容")).to_have_value(WELDING)
    page.go_back()
    page.get_by_role("button", name=wording.ADD).click()
    page.get_by_role("combobox", name=wording.ADD).fill("ISO9001")
    page.keyboard.press("Enter")
    expect(page.locator('[class*="st-key-chip-"]').filter(has_text="ISO9001")).to_be_visible()
    settle(page)
    page.get_by_role("link", name=wording.MAKE_ORDER).click()
    expect(page.get_by_label("加工内容")).to_have_value(f"{WELDING}\nISO9001")
    page.get_by_label("品名").fill("架空の筐体")
    page.get_by_role("button", name=cases.MAKE).click()
    said(page, "を登録しました。")
    page.get_by_test_id("stButtonGroup").locator("button", has_text=cases.SHORTLIST).click()
    expect(page.get_by_role("table")).to_contain_text(name)
    page.get_by_role("button", name=cases.REMOVE).click()
    said(page, cases.removed(name))
