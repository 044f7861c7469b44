"""The walk through the first steps, and the way back to an enquiry's shortlist."""

import pytest

from dashboard import navigation
from dashboard.wording import matching, tours
from dashboard.wording import shell as wording
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.settings import Settings
from tests.dashboard.conftest import SignedIn


@pytest.mark.parametrize("role", sorted(tours.STEPS))
def test_every_step_leads_to_a_page_that_its_role_has(role: str) -> None:
    assert {step.page for step in tours.STEPS[role]} <= {page.name for page in navigation.pages_of([role])}


def test_the_walk_goes_step_by_step_until_it_is_put_away(signed_in: SignedIn) -> None:
    app = signed_in("coordinator")
    assert tours.place(1, 4) in [one.value for one in app.caption]
    app.button(key="_tour_next").click().run()
    assert tours.place(2, 4) in [one.value for one in app.caption]
    app.button(key="_tour_back").click().run()
    assert tours.place(1, 4) in [one.value for one in app.caption]
    app.button(key="_tour_done").click().run()
    for elsewhere in (app.run(), signed_in("coordinator")):  # here, and at another machine
        assert [one for one in elsewhere.button if one.label == wording.TOUR_AGAIN]
        assert not [one for one in elsewhere.button if one.key == "_tour_next"]
    app.button(key="_tour_again").click().run()
    assert [one for one in app.button if one.key == "_tour_next"]


def test_the_walks_example_is_searched_at_once(signed_in: SignedIn) -> None:
    app = signed_in("coordinator")
    app.query_params["example"] = "1"
    app.switch_page("dashboard/pages/suppliers.py").run()
    assert app.text_area(key="enquiry").value == matching.EXAMPLE
    assert [one for one in app.header if one.value == matching.RESULTS]


def test_an_enquirys_shortlist_is_found_again_by_its_address(signed_in: SignedIn, settings: Settings) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        begun = db.shortlists.begin(OPERATOR, "旋盤の相談", "アルミの旋盤加工、20個")
        first = db.supplier_by_key("A-1")
        db.shortlists.add(OPERATOR, first.id, shortlist_id=begun.id)
    app = signed_in("coordinator")
    app.query_params["shortlist"] = str(begun.id)
    app.switch_page("dashboard/pages/suppliers.py").run()
    assert app.text_area(key="enquiry").value == "アルミの旋盤加工、20個"
    assert first.name in [one.value for one in app.text]


def test_a_shortlist_that_is_not_there_is_said_to_be_so(signed_in: SignedIn) -> None:
    app = signed_in("coordinator")
    app.query_params["shortlist"] = "9999"
    app.switch_page("dashboard/pages/suppliers.py").run()
    assert [one.value for one in app.warning] == [matching.NO_SHORTLIST]
