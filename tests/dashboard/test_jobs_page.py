"""Long work on the page: its progress, and stopping it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.office import current_office
from dashboard.wording import admin
from dashboard.wording import shell as wording
from matching.casework.backups import Backup, Backups
from matching.corporate.access import OPERATOR
from matching.corporate.jobs import STOPPED
from matching.jobs import Progress
from matching.settings import Settings
from tests.dashboard.conftest import SignedIn


def test_the_button_stops_work_and_the_page_says_so(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_jobs")
    jobs = current_office().desk(OPERATOR).jobs

    def work(progress: Progress) -> dict[str, int]:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            progress(0.25, "試験の行を読んでいます")
            time.sleep(0.01)
        return {}

    begun = jobs.begin("試験の作業", work)
    app.run()
    (button,) = [one for one in app.button if one.label == wording.CANCEL]
    button.click().run()
    while not (now := jobs.job(begun.id)).ended:
        time.sleep(0.05)
    assert now.state == STOPPED
    app.run()
    assert not [one for one in app.button if one.label == wording.CANCEL]


def test_the_page_says_how_a_backup_is_fetched(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_jobs")
    assert admin.BACKUPS_KEPT in [one.value for one in app.caption]


def test_work_is_shown_no_more_to_somebody_who_was_locked_out_meanwhile(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[Callable[[], None]] = []

    def fragment(run_every: float | None) -> Callable[[Callable[[], None]], Callable[[], None]]:
        return lambda part: (renewed.append(part), part)[1]

    app = signed_in("admin", "admin_jobs")
    jobs, over = current_office().desk(OPERATOR).jobs, Event()

    def work(_: Progress) -> dict[str, int]:
        over.wait(60)
        return {}

    jobs.begin("試験の作業", work)
    monkeypatch.setattr(st, "fragment", fragment)
    try:
        app.run()
        assert [one for one in app.button if one.label == wording.CANCEL]
        monkeypatch.setattr(resources, "_secret", lambda: "")
        part = AppTest.from_function(_again, kwargs={"part": renewed[-1]}).run()
    finally:
        over.set()
    assert [one.value for one in part.warning] == [wording.SESSION_OVER]
    assert not part.button


def _again(part: object) -> None:
    part()  # type: ignore[operator]


def test_the_page_says_in_which_folder_the_backups_are(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Backup("juhatchu-20261122-023000.db", datetime(2026, 11, 21, 17, 30, tzinfo=UTC), 4096)
    monkeypatch.setattr(Backups, "listed", lambda _desk: [held])
    app = signed_in("admin", "admin_jobs")
    said = " ".join(one.value for one in app.caption).replace("\\", "")
    assert f"{settings.backup_folder.resolve()} にあります" in said
