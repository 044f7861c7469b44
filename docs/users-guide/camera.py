"""Takes pictures of the real dashboard: who sits before it, on what screen, and what is done first."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import calm_page, fill_in, new_profile, settle
from tests.browser.serving import Site

_COLOURS = 64
# What slides in has come to rest.
_REST = 400


@dataclass(frozen=True)
class Shot:
    """A picture: whose page, at which path, on what screen, and what is done before it is taken."""

    name: str
    role: str
    path: str
    act: Callable[[Page], object]
    phone: bool = False
    dark: bool = False


@dataclass(frozen=True)
class Studio:
    """A browser before a running dashboard. `logins`: who plays a role, where it isn't the account named like it."""

    browser: Browser
    site: Site
    logins: Mapping[str, str]
    _cookies: dict[str, Any] = field(default_factory=dict)

    def take(self, one: Shot) -> bytes:
        """The picture, as PNG."""
        with self.page(one.role, one.path, phone=one.phone, dark=one.dark) as page:
            top = one.act(page)
            if one.role:
                settle(page)
            if isinstance(top, Locator):
                top.first.evaluate(
                    "e => { e.style.scrollMarginTop = '72px'; e.scrollIntoView({block: 'start', behavior: 'instant'}); }"
                )
            page.wait_for_timeout(_REST)
            return page.screenshot()

    @contextmanager
    def page(self, role: str, path: str, *, phone: bool, dark: bool = False) -> Iterator[Page]:
        """A page as somebody of a role sees it; nobody has signed in for ""."""
        context = new_profile(self.browser, self._cookies.get(role), phone=phone, dark=dark)
        page = calm_page(context)
        try:
            if role and role not in self._cookies:
                page.goto(f"{self.site.address}/signin?next=/account")
                fill_in(page, self.logins.get(role, role))
                page.wait_for_url(f"{self.site.address}/account")
                self._cookies[role] = context.storage_state()
            page.goto(self.site.address + path)
            if role:
                settle(page)
            yield page
            if page.get_by_test_id("stException").count():
                raise AssertionError("the page broke off with an error")
        finally:
            context.close()


def small(image: Image.Image, colours: int = _COLOURS) -> bytes:
    """The picture as PNG with a palette of few colours."""
    out = io.BytesIO()
    image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
