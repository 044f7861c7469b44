"""利用者: what an administrator makes there, sees there, and no longer sees."""

import socket
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import app as door
from dashboard import firm_forms
from matching.accounts import letters
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.corporate.accounts import Account
from matching.corporate.draft_states import SUBMITTED
from matching.errors import NotSignedIn
from matching.settings import Settings
from tests.dashboard.accounts import PASSWORD, make_account
from tests.dashboard.conftest import SignedIn, stands


class _Unserved:
    """Takes what would be served, and serves nothing."""

    def run(self, config: dict[str, object]) -> None:
        self.config = config


@pytest.mark.parametrize(
    ("host", "port", "public", "begins"),
    [
        ("127.0.0.1", 8600, "", "http://127.0.0.1:8600/reset/"),
        ("192.168.0.5", 8501, "", "http://192.168.0.5:8501/reset/"),
        ("::1", 8600, "", "http://[::1]:8600/reset/"),
        ("0.0.0.0", 8600, "", f"http://{socket.gethostname()}:8600/reset/"),
        ("127.0.0.1", 8600, "https://match.example.jp", "https://match.example.jp/reset/"),
    ],
)
def test_links_lead_to_where_the_dashboard_is_served_unless_it_has_a_public_address(
    monkeypatch: pytest.MonkeyPatch, host: str, port: int, public: str, begins: str
) -> None:
    monkeypatch.delenv("JUHATCHU_CONFIG", raising=False)
    monkeypatch.setenv("JUHATCHU_PUBLIC_URL", public)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1")
    monkeypatch.setattr(door, "create_app", _Unserved)
    monkeypatch.setattr(sys, "argv", ["dashboard", "--host", host, "--port", str(port)])
    door.main()
    letter = letters.letter(Settings.load(), "reset", "x", "架空 花子", "hanako", datetime.now(UTC))
    assert letter.address == begins + "x"


def html(app: AppTest) -> str:
    return "".join(piece.value for piece in app.html)


def chosen(app: AppTest, user: Account) -> AppTest:
    return app.selectbox(key="users_chosen").set_value(user.id).run()


@pytest.fixture
def people(settings: Settings) -> Iterator[People]:
    with CorporateDatabase.open(settings.database_url) as db:
        yield People(db, OPERATOR, settings)


def a_reader(people: People, settings: Settings) -> Account:
    login = f"tameshi-{uuid.uuid4().hex[:8]}"
    make_account(people._db, settings, login, ["reader"])
    return next(one for one in people.users() if one.login == login)


def test_a_printed_link_is_forgotten_as_another_page_opens(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    app = chosen(signed_in("admin", "admin_users"), user)
    app.button(key="users_reset").click().run()
    assert 'class="jh-secret"' in html(app)
    app.run()
    assert 'class="jh-secret"' in html(app)
    app.switch_page("dashboard/pages/admin_audit.py").run()
    app.switch_page("dashboard/pages/admin_users.py").run()
    stands(app)
    assert 'class="jh-secret"' not in html(app)


def test_who_is_shut_out_by_wrong_passwords_is_seen_and_let_in_at_once(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    gate = Gate(people._db, settings)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            gate.sign_in(user.login, "chigau-aikotoba-1", "192.0.2.1")
    app = chosen(signed_in("admin", "admin_users"), user)
    assert "ログイン失敗のため一時停止中（あと約15分）" in html(app)
    app.button(key="users_open_now").click().run()
    stands(app)
    assert "一時停止中" not in html(app)
    assert gate.sign_in(user.login, PASSWORD, "192.0.2.1").viewer.user_id == user.id


def test_who_was_locked_stays_chosen_and_can_be_let_in_at_once(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    app = chosen(signed_in("admin", "admin_users"), user)
    app.button(key="users_lock").click().run()
    assert app.selectbox(key="users_chosen").value == user.id
    app.button(key="users_unlock").click().run()
    stands(app)
    assert "users_lock" in [one.key for one in app.button]


def test_an_erased_person_is_listed_as_erased(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    people.erase(user.id)
    app = signed_in("admin", "admin_users")
    assert "<tr><td>（削除済み）</td>" in html(app)
    assert f"（削除済み）（u{user.id}、停止）" in app.selectbox(key="users_chosen").options


def test_somebody_whose_account_was_closed_can_still_be_erased(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    app = chosen(signed_in("admin", "admin_users"), user)
    assert f"{user.name}さんは、もうサインインできなくなります。" in "".join(one.value for one in app.text)
    app.button(key="users_close").click().run()
    closed = next(one for one in people.users() if one.id == user.id)
    assert (closed.name, closed.active) == (user.name, False)
    app = chosen(app, closed)
    assert "users_roles" not in [one.key for one in app.button]
    app.text_input(key=f"erase_{user.id}").set_value(user.login).run()
    app.button(key="users_erase").click().run()
    stands(app)
    assert next(one for one in people.users() if one.id == user.id).name == ""


def test_a_firm_is_named_by_its_number_and_shown_before_anybody_is_invited(
    signed_in: SignedIn, people: People
) -> None:
    app = signed_in("admin", "admin_users")
    login = f"tameshi-{uuid.uuid4().hex[:8]}"
    app.text_input(key="invite_name").set_value("架空 太郎").run()
    app.text_input(key="invite_login").set_value(login).run()
    app.multiselect(key="invite_roles").set_value(["supplier"]).run()
    assert ["まだ登録のない企業の方として招きます" in one.value for one in app.info] == [True]
    app.text_input(key="invite_supplier").set_value("Ａ-2").run()
    assert "→ 架空めっき（登録番号 A-2）" in [one.value for one in app.caption]
    assert not app.info
    app.button(key="invite_make_0").click().run()
    made = next(one for one in people.users() if one.login == login)
    assert made.supplier == "架空めっき"


def test_a_firm_that_nobody_has_is_refused_in_words(signed_in: SignedIn) -> None:
    app = signed_in("admin", "admin_users")
    app.text_input(key="invite_supplier").set_value("S-999999").run()
    assert ["「S-999999」はありません" in one.value for one in app.error] == [True]


def test_a_person_of_a_firm_that_is_not_known_yet_registers_it(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    login = f"tameshi-{uuid.uuid4().hex[:8]}"
    make_account(people._db, settings, login, ["supplier"])
    secret = Gate(people._db, settings).sign_in(login, PASSWORD).secret
    orders = signed_in("supplier", "own_orders", secret)
    stands(orders)
    assert "「自社の登録」から申請してください" in html(orders)
    app = signed_in("supplier", "own_profile", secret)
    stands(app)
    assert ["まだ企業の登録がありません" in one.value for one in app.info] == [True]
    typed = {"name": "架空新規工業", "prefecture": "茨城県", "city": "日立市", "processes": "旋削加工"}
    for _ in range(firm_forms.STEPS - 1):
        for key, words in typed.items():
            for field in (*app.text_input, *app.text_area, *app.selectbox):
                if str(field.key).startswith(f"own_{key}_") and not str(field.key).endswith("_word"):
                    field.set_value(words)
        app.button(key="own_next").click().run()
        stands(app)
    app.button(key="own_submit").click().run()
    stands(app)
    [sent] = people._db.registrations.listed(OPERATOR, states=[SUBMITTED])
    assert (sent.values["name"], sent.company_id) == ("架空新規工業", None)


def test_the_trail_is_searched_by_a_person_s_name_and_says_in_japanese_what_was_done(
    signed_in: SignedIn, settings: Settings, people: People
) -> None:
    user = a_reader(people, settings)
    app = signed_in("admin", "admin_audit")
    assert "権限：閲覧" in html(app)
    assert "null" not in html(app)
    who = app.selectbox(key="audit_who")
    assert [user.login in label for label in who.options].count(True) == 1
    who.set_value(user.key).run()
    stands(app)
    # Inviting was somebody else's deed; the own one is the password.
    assert "パスワード設定" in html(app)
    assert "きっかけ：招待" in html(app)
    assert "コマンドライン" not in html(app).partition("<tbody>")[2]
