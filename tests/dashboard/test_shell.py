"""The frame around every page: who may open what, and what is said where nobody may."""

import uuid
from datetime import date
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import components, lexicon_trial, navigation, resources
from dashboard.wording import shell as wording
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, ROLES
from matching.jobs import Progress
from matching.settings import Settings
from tests.dashboard.accounts import make_account, person
from tests.dashboard.conftest import SignedIn, stands


def html(app: AppTest) -> str:
    return "".join(piece.value for piece in app.html)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", [row.name for row in navigation.PAGES])
def test_every_page_opens_for_those_who_may_and_says_so_to_all_others(
    signed_in: SignedIn, role: str, page: str
) -> None:
    row = next(row for row in navigation.PAGES if row.name == page)
    if role in row.roles:
        app = signed_in(role, page)
        stands(app)
        assert app.title[0].value
        assert person(role) in html(app)
    else:
        assert row not in navigation.pages_of([role])


def test_nobody_sees_anything_without_signing_in(signed_in: SignedIn) -> None:
    app = signed_in("")
    assert [warning.value for warning in app.warning] == [wording.SESSION_OVER]
    assert not app.title
    assert "/signin" in html(app)


def test_another_person_in_the_same_tab_finds_nothing_of_the_one_before(
    signed_in: SignedIn, secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = signed_in("coordinator")
    app.session_state["found"] = "somebody's result"
    monkeypatch.setattr(resources, "_secret", lambda: secrets["reader"])
    app.run()
    assert "found" not in app.session_state
    assert person("reader") in html(app)
    assert person("coordinator") not in html(app)


def test_the_trail_is_searched_verified_and_exported(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_audit")
    app.selectbox(key="audit_deed").select("sign-in").run()
    app.date_input(key="audit_first").set_value(date(2026, 1, 1)).run()
    table = next(piece.value for piece in app.html if "jh-table" in piece.value)
    assert "<td>サインイン</td>" in table
    assert person("admin") in table
    app.button(key="audit_verify").click().run()
    assert "書き換えや抜き取りはありません" in app.success[0].value
    assert not app.error
    assert 'href="/files/audit.csv?deed=sign-in&amp;first=2025-12-31T15%3A00%3A00%2B00%3A00"' in html(app)


@pytest.mark.parametrize("pressed", ["users_roles", "users_lock"])
def test_undoing_what_was_done_to_an_account_keeps_what_another_administrator_did_since(
    signed_in: SignedIn, settings: Settings, pressed: str
) -> None:
    with CorporateDatabase.open(settings.database_url) as db:
        login = f"tameshi-{uuid.uuid4().hex[:8]}"
        make_account(db, settings, login, ["reader"])
        user = next(one for one in People(db, OPERATOR, settings).users() if one.login == login)
    app = signed_in("admin", "admin_users")
    app.selectbox(key="users_chosen").set_value(user.id).run()
    if pressed == "users_roles":
        app.multiselect(key=f"roles_{user.id}_{user.version}").set_value(["reader", "survey"]).run()
    app.button(key=pressed).click().run()
    with CorporateDatabase.open(settings.database_url) as db:
        People(db, OPERATOR, settings).change(user.id, {"roles": frozenset({"coordinator"}), "locked": True})
    app.button(key="_undo_it").click().run()
    assert ["ほかの人" in one.value for one in app.error] == [True]
    with CorporateDatabase.open(settings.database_url) as db:
        stands = People(db, OPERATOR, settings).user(user.id)
    assert (stands.roles, stands.locked) == ({"coordinator"}, True)


def test_what_a_word_would_move_goes_as_another_word_is_typed(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_lexicon")
    app.text_input(key="lexicon_form").set_value("どんぶらこ").run()
    app.text_input(key="lexicon_sought").set_value("旋盤").run()
    app.button(key="lexicon_preview").click().run()
    assert "lexicon_trial" in app.session_state
    app.text_input(key="lexicon_form").set_value("ぐるりん").run()
    assert "lexicon_trial" not in app.session_state
    assert not app.exception


def test_a_word_that_is_added_while_its_preview_runs_says_that_it_was_given_up(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = Event()

    def waits(told: Progress) -> dict[str, object]:
        over.wait(60)
        return {"tried": 0, "moved": []}

    monkeypatch.setattr(lexicon_trial, "begin", lambda desk, *_, **__: desk.jobs.begin("試験", waits))
    app = signed_in("admin", "admin_lexicon")
    app.text_input(key="lexicon_form").set_value("ぐるぐるん").run()
    app.text_input(key="lexicon_sought").set_value("旋盤").run()
    try:
        app.button(key="lexicon_preview").click().run()
        app.button(key="lexicon_save").click().run()
    finally:
        over.set()
    assert "「順位の動きを確かめる」は途中だったので、やめました。" in html(app)
    app.button(key="_undo_it").click().run()
    assert "<td>ぐるぐるん</td>" not in html(app)


def test_an_office_word_is_added_and_taken_back_with_the_undo(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_lexicon")
    app.text_input(key="lexicon_form").set_value("どんぶらこ").run()
    app.text_input(key="lexicon_sought").set_value("旋盤").run()
    app.button(key="lexicon_save").click().run()
    assert "「どんぶらこ」を足しました" in html(app)
    assert "<td>どんぶらこ</td>" in html(app)
    app.button(key="_undo_it").click().run()
    assert "元に戻しました" in html(app)
    assert "<td>どんぶらこ</td>" not in html(app)


def test_what_was_written_is_told_although_somebody_pressed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenOff(BaseException):
        """As Streamlit breaks a run off: once, where the session's memory is touched."""

    class Memory(dict[str, object]):
        told = False

        def __setitem__(self, key: str, value: object) -> None:
            if not self.told:
                self.told = True
                raise BrokenOff
            super().__setitem__(key, value)

    memory = Memory()
    monkeypatch.setattr(components.st, "session_state", memory)
    with pytest.raises(BrokenOff):
        components.done("訪問を記録しました。")
    assert "訪問を記録しました。" in memory.values()


def test_a_second_press_on_undo_takes_nothing_back_twice(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def undo(_: object) -> None:
        taken.append("back")
        assert "_undo" not in app.session_state  # a press that comes now finds nothing to take back

    app = signed_in("coordinator")
    app.session_state["_said"], app.session_state["_undo"] = "訪問を記録しました。", undo
    app.run()
    app.button(key="_undo_it").click().run()
    stands(app)
    assert taken == ["back"]
