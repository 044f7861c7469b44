"""Long work on the page: its progress, and stopping it."""

import time

from dashboard.office import current_office
from dashboard.wording import shell as wording
from matching.corporate.access import OPERATOR
from matching.corporate.jobs import STOPPED
from matching.jobs import Progress
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
