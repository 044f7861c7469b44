"""Every page of the dashboard in its four looks, side by side in one reduced picture: desk and phone, light and dark."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from camera import Studio, small
from PIL import Image
from playwright.sync_api import Page
from shots import ORDER

from dashboard import navigation
from dashboard.wording.shell import SECTION_SURVEYS
from matching.corporate.access import ROLES

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "looks"
INDEX = HERE / "looks.md"
SIGN_IN = "/signin"
# The widths, in the picture, of a desk's screen and of a phone's, what lies between them, and the height at which a page is cut.
_DESK, _PHONE, _GAP, _HEIGHT = 640, 260, 12, 860
_BETWEEN = "#c8ccd0"
# Light and dark share them.
_COLOURS = 128
# Pages that open one thing, which their address names: a second picture is of that.
_OPENED = {"suppliers": f"?order={ORDER}", "cases": f"?order={ORDER}", "firms": "?firm=3"}


@dataclass(frozen=True)
class Look:
    """A page to be looked at: the picture's name, what the page is called, who sits before it, its path, what it is for."""

    name: str
    title: str
    role: str
    path: str
    about: str


def all_looks() -> list[Look]:
    """The sign-in, the front page of each role, and every other page as one who works with it sees it."""
    looks = [Look("signin", "サインイン", "", SIGN_IN, "利用者名とパスワードを入れるところ")]
    for page in navigation.PAGES:
        if page.name == navigation.FRONT:
            looks += [Look(f"home-{role}", page.title, role, "/", page.about) for role in ROLES]
            continue
        role = _who(page)
        looks.append(Look(page.name, page.title, role, page.address, page.about))
        if opened := _OPENED.get(page.name):
            about = "1件を開いたところ"
            looks.append(Look(f"{page.name}-opened", page.title, role, page.address + opened, about))
    return looks


def _who(page: navigation.PageRow) -> str:
    first = "survey" if page.section == SECTION_SURVEYS else "coordinator"
    return first if first in page.roles else next(role for role in ROLES if role in page.roles)


def photograph(studio: Studio, look: Look) -> bytes:
    """The four looks of a page beside each other, as PNG."""
    parts = []
    for phone, width in ((False, _DESK), (True, _PHONE)):
        with studio.page(look.role, look.path, phone=phone) as page:
            page.evaluate(_NAMELESS, [str(studio.site.settings.home), "var/home"])
            for dark in (False, True):
                page.emulate_media(color_scheme="dark" if dark else "light")
                parts.append(_reduced(_whole(page), width))
    height = max(part.height for part in parts)
    sheet = Image.new("RGB", (sum(part.width + _GAP for part in parts) - _GAP, height), _BETWEEN)
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width + _GAP
    return small(sheet, _COLOURS)


# Where the pictures were taken is nobody's business.
_NAMELESS = """([told, instead]) => document.querySelectorAll('.stMain td').forEach(
  e => { if (e.textContent.includes(told)) e.textContent = e.textContent.replace(told, instead); })"""
# Of all that the page holds, in pixels: Streamlit scrolls a part of the window.
_LENGTH = """() => { const main = document.querySelector('.stMain') ?? document.documentElement;
  return main.scrollHeight + window.innerHeight - main.clientHeight; }"""


def _whole(page: Page) -> bytes:
    """The page as long as it is, or as long as the picture shows of it."""
    screen = page.viewport_size
    assert screen is not None
    page.wait_for_timeout(600)
    long = page.evaluate(_LENGTH)
    longest = _HEIGHT * screen["width"] // (_PHONE if screen["width"] < _DESK else _DESK)
    page.set_viewport_size({"width": screen["width"], "height": min(max(long, screen["height"]), longest)})
    page.wait_for_timeout(600)
    picture = page.screenshot()
    page.set_viewport_size(screen)
    return picture


def _reduced(picture: bytes, width: int) -> Image.Image:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    return image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)


def index() -> str:
    """The page that leads to the pictures, one line each."""
    lines = [
        f"- [{look.title}](looks/{look.name}.png)"
        + (f"（{ROLES[look.role]}）" if look.role else "")  # type: ignore[index]
        + f"：{look.about}"
        for look in all_looks()
    ]
    return _HEAD + "\n".join(lines) + "\n"


_HEAD = """# すべてのページの見え方

どの絵も、左から、パソコン（1366×768）の明るい画面と暗い画面、スマートフォン（390×844）の明るい画面と暗い画面です。長いページは途中までです。企業・案件・人は、すべて架空の見本です。

この一覧と絵は `python docs/users-guide/make.py --looks` が作ったものです。毎日の使い方は[使い方の手引き](../users-guide.md)にあります。

"""
