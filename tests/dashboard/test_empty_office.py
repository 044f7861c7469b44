"""An office on its first day: nothing is stored yet, and every page says so without an error."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from matching.corporate import CorporateDatabase
from matching.settings import Settings
from tests.dashboard.accounts import make_account, sessions
from tests.dashboard.conftest import SignedIn, stands

# A buyer's account names its firm: there is none yet.
ROLES = ("coordinator", "supplier", "survey", "admin", "reader")
# Where all that there is at first stands already: the way to work, oneself, the settings.
_NEVER_EMPTY = {"home", "admin_users", "admin_audit", "admin_settings"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, office_home: Path) -> Settings:
    settings = Settings(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'office.db'}", office_home, "lsa")
    with CorporateDatabase.open(settings.database_url) as db:
        for role in ROLES:
            make_account(db, settings, role, [role])
    return settings


@pytest.fixture(scope="module")
def secrets(settings: Settings) -> dict[str, str]:
    return sessions(settings, ROLES)


def said(app: AppTest) -> list[str]:
    """What stands where there is nothing yet."""
    boxes = [one.value for one in app.html if one.value.startswith('<div class="jh-empty">')]
    return boxes + [one.value for one in app.info]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_an_empty_office_says_that_there_is_nothing_and_names_only_pages_of_the_role(
    signed_in: SignedIn, role: str
) -> None:
    own = navigation.pages_of([role])
    # A reader's 実績 counts nothing as 0.
    silent = _NEVER_EMPTY | ({"results"} if role == "reader" else set())
    for row in own:
        app = signed_in(role, row.name)
        stands(app)
        assert said(app) or row.name in silent, row.name
        if "uploads" not in {one.name for one in own}:
            assert not [one for one in said(app) if "「取込」" in one], row.name
