"""What the stories do on the coordinator's main page, and how they read it."""

from playwright.sync_api import Locator, Page, expect

from dashboard.wording import matching as wording
from tests.browser.conftest import settle

WELDING = "SUS304の薄板をTIG溶接して筐体を作ってほしい。1個から。"


def unfold(page: Page, words: str) -> None:
    """Open what is folded under `words`, and wait until it lies open.

    It unfolds over some frames: a press meanwhile would miss what moves, and a list that is opened meanwhile closes again
    (Streamlit's lists close when what they stand in is scrolled).
    """
    page.get_by_text(words, exact=True).click()
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


def look_up(page: Page, label: str, typed: str) -> Locator:
    """Press a list and type into it, as people do; returns its first option then, once it is there."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(typed)
    first = page.get_by_role("option").filter(has_text=typed).first
    first.wait_for()
    return first


def ask_anew(page: Page) -> None:
    """Open the enquiry's field, which a search folds away."""
    if not page.get_by_label(wording.ENQUIRY_LABEL).is_visible():
        unfold(page, wording.ASK_ANEW)


def paste(page: Page, text: str) -> None:
    """Paste an enquiry and wait for the firms."""
    ask_anew(page)
    page.get_by_label(wording.ENQUIRY_LABEL).fill(text)
    page.get_by_role("button", name=wording.SEARCH, exact=True).click()
    page.locator(".jc").first.wait_for()
    settle(page)
    # The keyboard is led to what was found; what is focused before that loses it again.
    page.locator("#jm-found:focus").wait_for()


def firms(page: Page) -> list[str]:
    """The firms of the list, best first."""
    return [name.strip() for name in page.locator(".jc-name").all_inner_texts()]


def chip(page: Page, words: str) -> None:
    """Open the condition that says `words`."""
    page.locator('[class*="st-key-chip-"] button').filter(has_text=words).first.click()


def said(page: Page, words: str) -> None:
    """The page says at its top what was done."""
    expect(page.locator(".jh-said")).to_contain_text(words)
    settle(page)


def refused(page: Page) -> None:
    """The page is not one of this person's, and says so in Japanese."""
    expect(page.get_by_text("このページは、いまの権限では見られません。")).to_be_visible()
