"""自分のアカウント: a new password ends the session, and the way to the sign-in is shown."""

import pytest

from dashboard import resources
from dashboard.wording import admin as wording
from matching.accounts.gate import Gate
from matching.corporate import CorporateDatabase
from matching.settings import Settings
from tests.dashboard.accounts import PASSWORD, make_account
from tests.dashboard.conftest import SignedIn

NEW = "atarashii-aikotoba-8"


def test_a_changed_password_is_said_and_leads_to_the_sign_in(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        make_account(db, settings, "kaeru", ["reader"])
        secret = Gate(db, settings).sign_in("kaeru", PASSWORD).secret
    app = signed_in("reader", "account")
    monkeypatch.setattr(resources, "_secret", lambda: secret)
    app.run()
    for field, words in (("old", PASSWORD), ("new", NEW), ("again", NEW)):
        app.text_input(key=field).set_value(words)
    next(one for one in app.button if one.label == wording.CHANGE_PASSWORD).click().run()
    assert not app.error
    assert [one.value for one in app.warning] == [wording.CHANGED_PASSWORD]
    assert 'href="/signin?next=/' in "".join(piece.value for piece in app.html)
    with CorporateDatabase.open(settings.database_url) as db:
        assert Gate(db, settings).sign_in("kaeru", NEW).secret


def test_a_token_is_shown_until_it_is_made_useless_and_a_second_press_makes_no_second_one(
    signed_in: SignedIn,
) -> None:
    app = signed_in("coordinator", "account")
    app.text_input(key="token_label").set_value("試験")
    press = next(one for one in app.button if one.label == wording.MAKE_TOKEN)
    pressed = press.proto.id
    press.click().run()
    assert [one.value for one in app.success] == [wording.TOKEN_SHOWN]
    shown = [one.value for one in app.code]
    assert len(shown) == 1
    assert pressed not in {one.proto.id for one in app.button}
    next(one for one in app.button if one.label == wording.REVOKE).click().run()
    assert not app.code  # it opens nothing any more
