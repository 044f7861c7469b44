"""JIS X 8341-3 AA on every page: axe-core at both sizes and in both themes, text at 200 %, and the keyboard."""

import csv
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard import navigation
from dashboard.wording import own
from matching.corporate import CorporateDatabase, OrderRow
from matching.corporate.access import OPERATOR
from tests.browser.conftest import DESK, PHONE, ROLES, SignIn, settle

_GRAVE = {"serious", "critical"}
_AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
KNOWN = Path(__file__).parent / "streamlits_own.tsv"
# One who sees it for each page; the front page is different for each role.
SEEN = [(row.name, next(role for role in ROLES if role in row.roles)) for row in navigation.PAGES]
SEEN += [(navigation.FRONT, role) for role in ROLES if (navigation.FRONT, role) not in SEEN]


def known() -> list[tuple[str, str]]:
    """What Streamlit itself causes: (rule, selector of the element)."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return [(row["rule"], row["selector"]) for row in csv.DictReader(file, delimiter="\t")]


def violations(page: Page) -> list[str]:
    """Grave violations that our content or choices cause, each with its rule and element."""
    response: dict[str, Any] = Axe().run(page, options=_AA).response
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in response["violations"]
        if found["impact"] in _GRAVE
        for node in found["nodes"]
        if not any(
            found["id"] == rule and _is(page, node["target"][0], selector) for rule, selector in known()
        )
    ]


def _is(page: Page, target: str, selector: str) -> bool:
    return bool(page.evaluate("([t, s]) => !!document.querySelector(t)?.matches(s)", [target, selector]))


@pytest.mark.parametrize(("name", "role"), SEEN)
def test_a_page_has_no_grave_violation_and_cuts_off_nothing(sign_in: SignIn, name: str, role: str) -> None:
    address = next(row.address for row in navigation.PAGES if row.name == name)
    page = sign_in(role, address)
    assert violations(page) == []
    assert page.evaluate(_OUT_OF_ORDER) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("matchMedia('(prefers-color-scheme: dark)').matches && " + _IS_DARK)
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    style = page.add_style_tag(content="html { font-size: 36px !important; }")
    style.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(_CUT_OFF) == []


def test_the_sign_in_has_no_grave_violation(sign_in: SignIn) -> None:
    page = sign_in("", "/signin")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert violations(page) == []


def test_a_button_in_a_popover_is_readable_in_dark(sign_in: SignIn, behind: CorporateDatabase) -> None:
    with behind.writing("試験") as writer:
        order = OrderRow("AA-1", "架空発注", texts={"item": "架空の軸", "processes": "旋削加工"})
        writer.upsert_order(order)
    behind.introductions.begin(OPERATOR, order.number, next(iter(behind.suppliers())).id)
    page = sign_in("supplier", "/own_introductions", phone=True, dark=True)
    page.get_by_role("button", name=own.TAKE).first.click()
    answer = page.get_by_test_id("stPopoverBody").get_by_role("button", name=own.TAKE)
    expect(answer).to_be_visible()
    assert violations(page) == []


# Headings more than one level below the one before.
_OUT_OF_ORDER = """() => [...document.querySelectorAll('.stMain :is(h1, h2, h3, h4)')]
  .filter((e, i, all) => Number(e.tagName[1]) > 1 + (i ? Number(all[i - 1].tagName[1]) : 0)).map(e => e.outerHTML.slice(0, 160))"""
_IS_DARK = "getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"
# Elements of ours and buttons whose text is wider or higher than they are and can't be scrolled to.
_CUT_OFF = """() => [...document.querySelectorAll(`.stMain p, .stMain h1, .stMain h2, .stMain h3, .stMain button,
    .stMain td, .stMain th, .stMain dd, .jh-bar a, .jh-bar span`)]
  .filter(e => { const s = getComputedStyle(e); if (!e.offsetParent) return false;
    const hides = v => v === 'hidden' || v === 'clip';
    return (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 2) || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 2); })
  .map(e => e.outerHTML.slice(0, 160))"""


def test_a_person_signs_in_and_opens_a_page_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("admin")
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="利用者")
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_role("heading", name="利用者", exact=True, level=1)).to_be_visible()
