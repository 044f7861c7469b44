"""Accounts in the administrator's hands, and what everybody does with the own one."""

import smtplib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.accounts import cookies, letters, passwords
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, Role, Viewer
from matching.corporate.accounts import NewAccount
from matching.errors import AccessDenied, Conflict, InputError, NotFound, NotSignedIn, Stale
from matching.settings import Settings
from tests.accounts.conftest import PASSWORD, Clock, Join, secret_of

Desk = Callable[[Viewer], People]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "氏名"),
        ({"name": "あ" * 201}, "200 文字以内"),
        ({"login": "", "email": ""}, "サインインに使う名前か"),
        ({"login": "yama da"}, "空白のない"),
        ({"email": "yamada"}, "メールアドレスを確かめて"),
        ({"email": "a@b.jp,c@d.jp"}, "メールアドレスを確かめて"),
        ({"email": "a@b.jp\nBcc:x@y.jp"}, "空白のない"),
        ({"roles": []}, "役割を次から"),
        ({"roles": ["king"]}, "役割を次から"),
        ({"roles": ["buyer"]}, "その企業を指定"),
        ({"roles": ["reader"], "supplier_id": 1}, "受注企業」と一緒に"),
        ({"roles": ["supplier"], "supplier_id": 3}, "受注企業として登録された"),
        ({"roles": ["buyer"], "buyer_id": 1}, "発注企業として登録された"),
        ({"roles": ["buyer"], "buyer_id": 2**40}, "発注企業として登録された"),
    ],
)
def test_an_invitation_that_fits_nothing_says_what_is_wrong(
    operator: People, changed: Mapping[str, Any], told: str
) -> None:
    fine = NewAccount("山田", ["reader"], "yamada", "yamada@example.jp")
    with pytest.raises(InputError, match=told):
        operator.invite(replace(fine, **changed))
    assert operator.users() == []


@pytest.mark.parametrize(
    ("login", "email"),
    [("YAMADA", ""), ("other", "yamada@EXAMPLE.jp"), ("yamada@example.jp", ""), ("ｙａｍａｄａ", "")],
)
def test_nobody_can_sign_in_by_what_is_anothers(operator: People, login: str, email: str) -> None:
    operator.invite(NewAccount("山田", ["reader"], "yamada", "yamada@example.jp"))
    with pytest.raises(Conflict, match="ほかの利用者が使っています"):
        operator.invite(NewAccount("別人", ["reader"], login, email))


def test_one_person_may_hold_several_roles(gate: Gate, join: Join, operator: People) -> None:
    user = join("yamada", "coordinator", "survey")
    session = gate.sign_in("yamada", PASSWORD).secret
    assert gate.viewer_of_session(session).roles == {"coordinator", "survey"}
    operator.set_roles(user, ["supplier", "buyer"], supplier_id=1, buyer_id=3)
    viewer = gate.viewer_of_session(session)
    assert (viewer.roles, viewer.supplier_id, viewer.buyer_id) == ({"supplier", "buyer"}, 1, 3)


def test_a_change_on_top_of_anothers_is_refused(operator: People, join: Join) -> None:
    user = join("yamada", "reader")
    version = operator.user(user).version
    assert operator.change(user, {"name": "一"}, version).version == version + 1
    with pytest.raises(Stale):
        operator.change(user, {"name": "二"}, version)
    assert operator.user(user).name == "一"


def test_locking_ends_sessions_and_tokens_until_it_is_unlocked(
    gate: Gate, operator: People, join: Join, desk_of: Desk
) -> None:
    user = join("yamada", "reader")
    session = gate.sign_in("yamada", PASSWORD)
    token = desk_of(session.viewer).make_token("試験").secret
    operator.lock(user)
    for attempt in (
        lambda: gate.viewer_of_session(session.secret),
        lambda: gate.viewer_of_token(token),
        lambda: gate.sign_in("yamada", PASSWORD),
    ):
        with pytest.raises(NotSignedIn):
            attempt()
    operator.unlock(user)
    assert gate.viewer_of_token(token).user_id == user
    with pytest.raises(NotSignedIn):
        gate.viewer_of_session(session.secret)  # sign in anew


def test_a_closed_account_keeps_its_name_for_the_record_and_opens_nothing(
    gate: Gate, operator: People, join: Join, desk_of: Desk
) -> None:
    user = join("yamada", "reader")
    session = gate.sign_in("yamada", PASSWORD)
    token = desk_of(session.viewer).make_token("試験").secret
    link = secret_of(operator.reset_link(user))
    assert operator.close(user).state == "停止"
    for attempt in (
        lambda: gate.viewer_of_session(session.secret),
        lambda: gate.viewer_of_token(token),
        lambda: gate.sign_in("yamada", PASSWORD),
    ):
        with pytest.raises(NotSignedIn):
            attempt()
    with pytest.raises(NotFound):
        gate.use_link(link, PASSWORD)
    with pytest.raises(Conflict, match="停止した利用者"):
        operator.reset_link(user)
    assert operator.names([f"u{user}"]) == {f"u{user}": "yamada 様"}


def test_an_erased_person_is_nowhere_and_the_trail_still_holds(
    operator: People, join: Join, db: CorporateDatabase
) -> None:
    user = join("yamada", "reader")
    operator.erase(user)
    account = operator.user(user)
    assert (account.name, account.login, account.email) == ("", "", "")
    assert operator.names([f"u{user}"]) == {f"u{user}": "（削除済み）"}
    assert join("yamada", "reader") != user  # name and address are free again
    assert {one.deed for one in db.trail.entries(OPERATOR) if one.key == f"u{user}"} >= {"invite", "erase"}
    assert db.trail.verify(OPERATOR).broken_at is None


def test_an_erased_name_stands_in_no_file_of_the_database(tmp_path: Path) -> None:
    def written() -> bool:
        return any(b"yamada-qwxz" in path.read_bytes() for path in tmp_path.glob("a.db*"))

    settings = Settings(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "home")
    with CorporateDatabase.open(settings.database_url) as db:
        people = People(db, OPERATOR, settings)
        invited = people.invite(NewAccount("試験", ["reader"], "yamada-qwxz"))
        assert written()
        people.erase(invited.account.id)
        assert not written()


@pytest.mark.parametrize("deed", ["close", "erase", "lock", "roles"])
def test_somebody_must_be_left_to_administer(operator: People, join: Join, deed: str) -> None:
    deeds: dict[str, Callable[[int], object]] = {
        "close": operator.close,
        "erase": operator.erase,
        "lock": operator.lock,
        "roles": lambda user: operator.set_roles(user, ["reader"]),
    }
    first = join("first", "admin")
    operator.invite(NewAccount("まだ来ない", ["admin"], "invited"))  # who hasn't come yet can't administer
    with pytest.raises(Conflict, match="管理者がいなくなる"):
        deeds[deed](first)
    assert operator.user(first).state == "利用中"
    join("second", "admin")
    deeds[deed](first)


ADMIN_ONLY: dict[str, Callable[[People, int], object]] = {
    "invite": lambda desk, _: desk.invite(NewAccount("x", ["admin"], "x1")),
    "roles": lambda desk, user: desk.set_roles(user, ["admin"]),
    "email": lambda desk, user: desk.change(user, {"email": "x@example.jp"}),
    "lock": lambda desk, user: desk.lock(user),
    "unlock": lambda desk, user: desk.unlock(user),
    "link": lambda desk, user: desk.reset_link(user),
    "close": lambda desk, user: desk.close(user),
    "erase": lambda desk, user: desk.erase(user),
}


@pytest.mark.parametrize("deed", ADMIN_ONLY)
@pytest.mark.parametrize("role", ["coordinator", "survey", "reader"])
def test_only_the_administrator_administers_even_the_own_account(
    gate: Gate, join: Join, operator: People, desk_of: Desk, role: Role, deed: str
) -> None:
    own, other = join("yamada", role), join("tanaka", "reader")
    before = operator.users()
    desk = desk_of(Viewer(f"u{own}", frozenset({role}), own))
    for user in (own, other):
        with pytest.raises((AccessDenied, NotFound)):
            ADMIN_ONLY[deed](desk, user)
    assert operator.users() == before


def test_names_of_other_firms_people_stay_unknown_to_firms(join: Join, desk_of: Desk) -> None:
    office, mine, theirs = (
        join("tanto", "coordinator"),
        join("senban", "supplier", supplier_id=1),
        join("mekki", "supplier", supplier_id=2),
    )
    keys = [f"u{one}" for one in (office, mine, theirs, 99)] + ["cli", "", "x", "u"]
    supplier = desk_of(Viewer(f"u{mine}", frozenset({"supplier"}), mine, 1))
    assert supplier.names(keys) == {
        f"u{office}": "tanto 様",
        f"u{mine}": "senban 様",
        "cli": "コマンドライン",
    }
    coordinator = desk_of(Viewer(f"u{office}", frozenset({"coordinator"}), office))
    assert coordinator.names(keys)[f"u{theirs}"] == "mekki 様"


def test_a_token_expires_and_another_cannot_revoke_it(
    gate: Gate, join: Join, desk_of: Desk, clock: Clock
) -> None:
    owner, other = join("yamada", "reader"), join("tanaka", "reader")
    desk = desk_of(Viewer(f"u{owner}", frozenset({"reader"}), owner))
    issued = desk.make_token("県のポータル", ["supplier:see"], days=30)
    stranger = desk_of(Viewer(f"u{other}", frozenset({"reader"}), other))
    assert stranger.tokens() == []
    with pytest.raises(NotFound):
        stranger.revoke_token(issued.token.id)
    clock.forward(days=29)
    assert gate.viewer_of_token(issued.secret).scopes == {"supplier:see"}
    gate.credentials.close()
    assert desk.tokens()[0].used_at is not None
    clock.forward(days=2)
    with pytest.raises(NotSignedIn, match="期限"):
        gate.viewer_of_token(issued.secret)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_for_ever_is_not_made(join: Join, desk_of: Desk, days: int) -> None:
    user = join("yamada", "reader")
    with pytest.raises(InputError, match="1 日から 366 日"):
        desk_of(Viewer(f"u{user}", frozenset({"reader"}), user)).make_token("x", days=days)


def test_a_token_made_without_scopes_cannot_widen_itself_either(
    gate: Gate, join: Join, desk_of: Desk
) -> None:
    user = join("yamada", "admin")
    secret = desk_of(Viewer(f"u{user}", frozenset({"admin"}), user)).make_token("x").secret
    program = desk_of(gate.viewer_of_token(secret))
    assert program.me().id == user
    for attempt in (
        lambda: program.make_token("もっと"),
        lambda: program.change_password(PASSWORD, "べつの ながい あいことば"),
        lambda: program.invite(NewAccount("x", ["admin"], "x1")),
    ):
        with pytest.raises((AccessDenied, NotFound)):
            attempt()


# Passwords


@pytest.mark.parametrize(
    "weak",
    [
        "みじかい",
        "あ" * 11,
        "aaaaaaaaaaaa",
        "123456789012",
        "Password12345",
        "P@ssw0rd!!!!!",
        "ｐａｓｓｗｏｒｄ１２３４",
        "qwertyuiop123",
        "abcabcabcabc",
        "2026-11-22-2026",
        "ibaraki2026!!",
        "私はYamadaです。よろしく",
        "長" * 201,
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(weak: str) -> None:
    with pytest.raises(InputError):
        passwords.check(weak, "yamada@example.jp")


@pytest.mark.parametrize(
    "fine", [PASSWORD, "correct horse battery", "k7#Wq9!mZx2&Lp", "梅雨の晴れ間に傘を干す人びと"]
)
def test_a_password_of_unrelated_words_is_fine(fine: str) -> None:
    passwords.check(fine, "yamada@example.jp")


@given(text=st.text(st.characters(), max_size=250), login=st.text(max_size=20))
def test_any_text_is_either_taken_or_refused(text: str, login: str) -> None:
    with suppress(InputError):
        passwords.check(text, login)


def test_many_first_tries_to_sign_in_as_nobody_at_once_all_come_to_their_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first ones make a hash to compare with: making it must not wait for a place that they hold."""
    monkeypatch.setattr(passwords, "_at_once", threading.BoundedSemaphore(1))
    passwords._nobodys.cache_clear()
    ended = threading.Event()

    def try_it() -> None:
        passwords.fits("", PASSWORD)
        ended.set()

    threading.Thread(target=try_it, daemon=True).start()
    assert ended.wait(30)


# Letters, cookies


def test_a_letter_goes_out_by_mail_where_mail_is_set_up(
    db: CorporateDatabase, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, EmailMessage]] = []
    monkeypatch.setattr(letters, "_deliver", lambda url, message: sent.append((url, message)))
    mailing = replace(settings, smtp_url="smtp://user:pw@mail.example.jp", mail_from="juhatchu@example.jp")
    monkeypatch.setattr(letters, "send_later", letters.send)
    link = People(db, OPERATOR, mailing).invite(
        NewAccount("山田 花子", ["reader"], email="yamada@example.jp"), mail=True
    )
    assert link.mailed
    gate = Gate(db, mailing)
    gate.use_link(secret_of(link), PASSWORD)
    assert gate.ask_reset("yamada@example.jp") == gate.ask_reset("nobody@example.jp")
    assert [message["To"] for _, message in sent] == ["yamada@example.jp"] * 2
    assert [str(message["Subject"])[:6] for _, message in sent] == ["受発注マッチ", "パスワードの"]
    reset = sent[1][1].get_content().split("/reset/")[1].split()[0]
    assert gate.use_link(reset, "べつの ながい あいことば") == "yamada@example.jp"


def test_nobody_ends_a_printed_link_by_asking_for_another(
    db: CorporateDatabase, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "send_later", lambda *_: None)
    mailing = replace(settings, smtp_url="smtp://mail.example.jp", mail_from="juhatchu@example.jp")
    gate, people = Gate(db, mailing), People(db, OPERATOR, mailing)
    for login, email in (("yamada", ""), ("sato", "sato@example.jp")):
        link = people.invite(NewAccount("山田 花子", ["reader"], login=login, email=email))
        gate.ask_reset(login)
        assert gate.use_link(secret_of(link), PASSWORD) == login


def test_a_server_that_refuses_the_mail_is_told_without_the_address(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(url: str, message: EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({"yamada@example.jp": (550, b"no")})

    monkeypatch.setattr(letters, "_deliver", refuse)
    mailing = replace(settings, smtp_url="smtp://mail.example.jp", mail_from="juhatchu@example.jp")
    with pytest.raises(InputError, match="印刷して"):
        letters.send(mailing, "yamada@example.jp", letters.Letter("件名", "", "本文"))
    assert "yamada" not in caplog.text


def test_a_cookie_without_https_is_not_marked_secure_else_it_would_never_come_back(
    settings: Settings,
) -> None:
    assert "Secure" in cookies.session_cookie("x", settings)
    assert "Secure" not in cookies.session_cookie("x", replace(settings, public_url="http://10.0.0.5"))


@pytest.mark.parametrize(
    ("header", "secret"),
    [("a=1; juhatchu_session=abc-_; b=2", "abc-_"), ("", ""), ("juhatchu_session", ""), ("x=\x00; ;;=", "")],
)
def test_the_secret_is_found_among_other_cookies(header: str, secret: str) -> None:
    assert cookies.secret_of(header) == secret
