"""Signing in and out, links, lockout: what a person at the sign-in form notices."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from matching.accounts import passwords
from matching.accounts.gate import Gate
from matching.accounts.people import People
from matching.corporate import CorporateDatabase, SupplierRow
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.accounts import NewAccount
from matching.errors import InputError, NotFound, NotSignedIn, TooManyTries
from matching.settings import Settings
from tests.accounts.conftest import PASSWORD, Clock, Join, secret_of


def rows(settings: Settings, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def test_who_was_invited_sets_a_password_and_signs_in(gate: Gate, operator: People) -> None:
    link = operator.invite(NewAccount("山田 花子", ["coordinator"], email="Yamada@Example.jp"))
    assert "山田 花子 様" in link.letter.text
    assert link.letter.address.startswith("https://match.example.jp/invitation/")
    assert gate.link(secret_of(link)).name == "山田 花子"
    gate.use_link(secret_of(link), PASSWORD)
    signed = gate.sign_in("yamada@example.jp", PASSWORD)
    assert signed.viewer == Viewer(f"u{link.account.id}", frozenset({"coordinator"}), link.account.id)
    assert gate.viewer_of_session(signed.secret) == signed.viewer


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("ＹＡＭＡＤＡ", PASSWORD),
        (" yamada ", PASSWORD),
        ("Yamada@example.jp", PASSWORD),
        ("yamada", "うみ　やま　かわ　そら　はな"),
    ],
)
def test_width_and_case_of_what_is_typed_do_not_matter(
    gate: Gate, join: Join, typed: str, password: str
) -> None:
    user = join("yamada", "reader")
    assert gate.sign_in(typed, password).viewer.user_id == user


@pytest.mark.parametrize(
    ("login", "password"),
    [("yamada", "まちがい"), ("tanaka", PASSWORD), ("", ""), ("yamada", ""), ("\0", "\ud800")],
)
def test_a_wrong_sign_in_never_tells_what_was_wrong(
    gate: Gate, join: Join, login: str, password: str
) -> None:
    join("yamada", "reader")
    with pytest.raises(
        NotSignedIn, match="サインインできません。利用者名（またはメールアドレス）とパスワード"
    ):
        gate.sign_in(login, password)


@drawing(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(login=st.text(max_size=30), password=st.text(max_size=30), secret=st.text(max_size=60))
def test_no_text_that_is_typed_breaks_anything(gate: Gate, login: str, password: str, secret: str) -> None:
    with pytest.raises((NotSignedIn, TooManyTries)):
        gate.sign_in(login, password)
    for viewer_of in (gate.viewer_of_session, gate.viewer_of_token):
        with pytest.raises(NotSignedIn):
            viewer_of(secret)
    with pytest.raises(NotFound):
        gate.link(secret)
    gate.sign_out(secret)


def test_a_link_works_once(gate: Gate, operator: People) -> None:
    link = secret_of(operator.invite(NewAccount("山田", ["reader"], login="yamada")))
    gate.use_link(link, PASSWORD)
    with pytest.raises(NotFound, match="使用済みか、期限が過ぎて"):
        gate.use_link(link, PASSWORD)


def test_a_link_can_be_used_again_after_a_password_that_was_refused(gate: Gate, operator: People) -> None:
    link = secret_of(operator.invite(NewAccount("山田", ["reader"], login="yamada")))
    with pytest.raises(InputError, match="12 文字以上"):
        gate.use_link(link, "短い")
    assert gate.use_link(link, PASSWORD) == "yamada"


@pytest.mark.parametrize(("hours", "works"), [(71, True), (73, False)])
def test_an_invitation_expires_after_three_days(
    gate: Gate, operator: People, clock: Clock, hours: int, works: bool
) -> None:
    link = secret_of(operator.invite(NewAccount("山田", ["reader"], login="yamada")))
    clock.forward(hours=hours)
    if works:
        assert gate.use_link(link, PASSWORD) == "yamada"
    else:
        with pytest.raises(NotFound):
            gate.use_link(link, PASSWORD)


def test_a_reset_link_ends_the_old_password_sessions_and_links(
    gate: Gate, join: Join, operator: People, clock: Clock
) -> None:
    user = join("yamada", "reader")
    session = gate.sign_in("yamada", PASSWORD).secret
    first, second = operator.reset_link(user), operator.reset_link(user)
    assert second.kind == "reset"
    with pytest.raises(NotFound):
        gate.link(secret_of(first))
    gate.sign_in("yamada", PASSWORD)  # holds until the link is used
    gate.use_link(secret_of(second), "まったく べつの あいことば です")
    for attempt in (lambda: gate.sign_in("yamada", PASSWORD), lambda: gate.viewer_of_session(session)):
        with pytest.raises(NotSignedIn):
            attempt()
    assert gate.sign_in("yamada", "まったく べつの あいことば です").viewer.user_id == user
    third = operator.reset_link(user)
    clock.forward(hours=25)
    with pytest.raises(NotFound):
        gate.link(secret_of(third))


def test_a_session_ends_after_its_hours_however_busy(gate: Gate, join: Join, clock: Clock) -> None:
    join("yamada", "reader")
    secret = gate.sign_in("yamada", PASSWORD).secret
    for _ in range(14):
        clock.forward(minutes=50)
        gate.viewer_of_session(secret)
        gate.credentials.close()  # the last use is written beside the request
    clock.forward(minutes=21)  # 14 x 50 + 21 minutes > 12 hours
    with pytest.raises(NotSignedIn, match="期限が切れました"):
        gate.viewer_of_session(secret)


def test_a_session_ends_when_nothing_is_done_for_an_hour(gate: Gate, join: Join, clock: Clock) -> None:
    join("yamada", "reader")
    secret = gate.sign_in("yamada", PASSWORD).secret
    clock.forward(minutes=59)
    gate.viewer_of_session(secret)
    gate.credentials.close()
    clock.forward(minutes=61)
    with pytest.raises(NotSignedIn):
        gate.viewer_of_session(secret)


def test_looking_a_session_up_does_not_wait_for_somebodys_long_write(
    gate: Gate, join: Join, clock: Clock, db: CorporateDatabase
) -> None:
    join("yamada", "reader")
    secret = gate.sign_in("yamada", PASSWORD).secret
    clock.forward(minutes=5)
    with db.writing("長い取込"):
        assert gate.viewer_of_session(secret).roles == {"reader"}


def test_signing_out_ends_this_session_alone(gate: Gate, join: Join) -> None:
    join("yamada", "reader")
    one, other = gate.sign_in("yamada", PASSWORD).secret, gate.sign_in("yamada", PASSWORD).secret
    gate.sign_out(one)
    gate.sign_out(one)
    with pytest.raises(NotSignedIn):
        gate.viewer_of_session(one)
    assert gate.viewer_of_session(other)


def fail(gate: Gate, login: str, address: str = "", times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            gate.sign_in(login, "まちがい", address)


def test_five_failures_shut_a_login_even_for_the_right_password(gate: Gate, join: Join, clock: Clock) -> None:
    join("yamada", "reader")
    fail(gate, "yamada", times=5)
    with pytest.raises(TooManyTries, match="約 15 分後") as shut:
        gate.sign_in("yamada", PASSWORD)
    assert 14 * 60 < shut.value.seconds <= 15 * 60
    clock.forward(minutes=16)
    assert gate.sign_in("yamada", PASSWORD)


def test_each_further_time_it_stays_shut_twice_as_long(gate: Gate, join: Join, clock: Clock) -> None:
    join("yamada", "reader")
    for minutes in (15, 30, 60, 120, 240, 480, 480):
        fail(gate, "yamada", times=5)
        clock.forward(minutes=minutes - 1)
        with pytest.raises(TooManyTries):
            gate.sign_in("yamada", PASSWORD)
        clock.forward(minutes=2)
    assert gate.sign_in("yamada", PASSWORD)
    fail(gate, "yamada", times=5)  # a right one in between: it begins anew
    clock.forward(minutes=16)
    assert gate.sign_in("yamada", PASSWORD)


def test_a_right_password_in_between_forgets_the_failures(gate: Gate, join: Join) -> None:
    join("yamada", "reader")
    for _ in range(3):
        fail(gate, "yamada", times=4)
        gate.sign_in("yamada", PASSWORD)


def test_failures_long_ago_do_not_count(gate: Gate, join: Join, clock: Clock) -> None:
    join("yamada", "reader")
    fail(gate, "yamada", times=4)
    clock.forward(minutes=16)
    fail(gate, "yamada", times=4)
    assert gate.sign_in("yamada", PASSWORD)


def test_a_login_that_is_not_there_is_shut_just_like_one_that_is(gate: Gate) -> None:
    fail(gate, "nobody", times=5)
    with pytest.raises(TooManyTries):
        gate.sign_in("nobody", "まちがい")


def test_many_logins_from_one_address_shut_the_address(
    gate: Gate, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("yamada", "reader")
    monkeypatch.setattr(passwords, "fits", lambda stored, password: password == PASSWORD and bool(stored))
    for number in range(49):
        fail(gate, f"guess{number}", "192.0.2.1")
    gate.sign_in("yamada", PASSWORD, "192.0.2.1")  # a right one doesn't count
    fail(gate, "guess50", "192.0.2.1")
    with pytest.raises(TooManyTries):
        gate.sign_in("yamada", PASSWORD, "192.0.2.1")
    assert gate.sign_in("yamada", PASSWORD, "192.0.2.2")


def test_who_fails_from_elsewhere_shuts_nobody_out(gate: Gate, join: Join, operator: People) -> None:
    user = join("yamada", "reader")
    fail(gate, "yamada", "192.0.2.1", times=5)
    with pytest.raises(TooManyTries):
        gate.sign_in("yamada", PASSWORD, "192.0.2.1")
    assert gate.sign_in("yamada", PASSWORD, "192.0.2.2")
    with pytest.raises(TooManyTries):  # the right password elsewhere opens nothing for the other
        gate.sign_in("yamada", PASSWORD, "192.0.2.1")
    operator.unlock(user)
    assert gate.sign_in("yamada", PASSWORD, "192.0.2.1")


def test_failures_from_many_addresses_shut_a_login_for_all_of_them(
    gate: Gate, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("yamada", "reader")
    monkeypatch.setattr(passwords, "fits", lambda stored, password: password == PASSWORD and bool(stored))
    for number in range(9):
        fail(gate, "yamada", f"192.0.2.{number}", times=5)
    assert gate.sign_in("yamada", PASSWORD, "198.51.100.1")
    fail(gate, "yamada", "192.0.2.9", times=5)
    with pytest.raises(TooManyTries):
        gate.sign_in("yamada", PASSWORD, "198.51.100.1")


def test_many_tries_at_once_are_no_way_around_the_limit(gate: Gate, join: Join) -> None:
    join("yamada", "reader")
    told: list[type[Exception]] = []

    def attempt() -> None:
        try:
            gate.sign_in("yamada", "まちがい")
        except (NotSignedIn, TooManyTries) as error:
            told.append(type(error))

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.__name__ for one in told) == ["NotSignedIn"] * 5 + ["TooManyTries"] * 7


def test_the_administrator_opens_a_shut_login_again(gate: Gate, join: Join, operator: People) -> None:
    user = join("yamada", "reader")
    fail(gate, "yamada", times=5)
    operator.unlock(user)
    assert gate.sign_in("yamada", PASSWORD)


def test_an_unknown_login_costs_as_much_work_as_a_known_one(
    gate: Gate, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("yamada", "reader")
    verified: list[str] = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return hasher.verify(stored, password)

        def check_needs_rehash(self, stored: str) -> bool:
            return hasher.check_needs_rehash(stored)

        def hash(self, password: str) -> str:
            return hasher.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    fail(gate, "yamada")
    fail(gate, "nobody")
    assert len(verified) == 2
    assert [one.rpartition("$")[0].rpartition("$")[0] for one in verified] == [
        "$argon2id$v=19$m=32768,t=3,p=1"
    ] * 2


def test_no_secret_and_no_password_stands_in_the_database(
    gate: Gate, operator: People, settings: Settings, desk_of: Callable[[Viewer], People]
) -> None:
    link = operator.invite(NewAccount("山田 花子", ["reader"], login="yamada"))
    gate.use_link(secret_of(link), PASSWORD)
    signed = gate.sign_in("yamada", PASSWORD)
    token = desk_of(signed.viewer).make_token("試験").secret
    open_link = secret_of(operator.invite(NewAccount("田中", ["reader"], login="tanaka")))
    found = "".join(
        repr(rows(settings, f"SELECT * FROM {table}"))
        for table in ("users", "persons", "sessions", "links", "tokens", "sign_in_tries", "audit_entries")
    )
    for secret in (signed.secret, token, open_link, secret_of(link), PASSWORD):
        assert secret not in found
    assert "山田" in found  # the search would have found it
    assert "$argon2id$" in found


def test_what_is_done_at_the_gate_is_on_the_trail_without_names(
    gate: Gate, join: Join, db: CorporateDatabase
) -> None:
    user = join("yamada", "reader")
    fail(gate, "yamada")
    fail(gate, "tanaka")
    gate.sign_out(gate.sign_in("yamada", PASSWORD).secret)
    entries = list(db.trail.entries(OPERATOR))
    told = {(one.who, one.deed, one.key) for one in entries}
    assert {
        ("cli", "invite", f"u{user}"),
        (f"u{user}", "set-password", f"u{user}"),
        ("", "sign-in-failed", f"u{user}"),
        ("", "sign-in-failed", ""),
        (f"u{user}", "sign-in", f"u{user}"),
        (f"u{user}", "sign-out", f"u{user}"),
    } <= told
    assert not any(name in repr(entries) for name in ("yamada", "tanaka", "example.jp"))


def test_a_password_hashed_with_older_settings_is_hashed_anew_when_used(
    gate: Gate, join: Join, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    with monkeypatch.context() as older:
        older.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
        join("yamada", "reader")
    gate.sign_in("yamada", PASSWORD)
    ((stored,),) = rows(settings, "SELECT password FROM users")
    assert str(stored).startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert gate.sign_in("yamada", PASSWORD)


def test_a_password_set_while_somebody_signs_in_with_an_older_one_stays(
    gate: Gate, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = join("yamada", "reader")
    new = "そら かわ やま うみ つき"

    def hashed_anew(password: str) -> str:
        monkeypatch.undo()
        gate.credentials.change_password(
            Viewer(f"u{user}", frozenset({"reader"}), user), passwords.hashed(new), ""
        )
        return passwords.hashed(password)

    monkeypatch.setattr(passwords, "outdated", lambda stored: True)
    monkeypatch.setattr(passwords, "hashed", hashed_anew)
    gate.sign_in("yamada", PASSWORD)
    assert gate.sign_in("yamada", new).viewer.user_id == user
    with pytest.raises(NotSignedIn):
        gate.sign_in("yamada", PASSWORD)


def test_a_firms_account_follows_its_firm_into_another(gate: Gate, join: Join, db: CorporateDatabase) -> None:
    with db.writing("試験") as writer:
        twin = SupplierRow("架空めっき", "A-3", prefecture="茨城県", city="水戸市")
        writer.upsert_supplier(twin)
    (proposal,) = db.proposals()
    assert {proposal.company_id, proposal.other_id} == {2, 4}
    secrets = []
    for login, firm in (("meguro", 2), ("nakano", 4)):
        join(login, "supplier", supplier_id=firm)
        secrets.append(gate.sign_in(login, PASSWORD).secret)
    assert [gate.viewer_of_session(one).supplier_id for one in secrets] == [2, 4]
    with db.writing("試験") as writer:
        writer.decide(proposal.id, True)
    assert [gate.viewer_of_session(one).supplier_id for one in secrets] == [2, 2]


def test_the_settings_say_how_long_a_session_lasts(
    db: CorporateDatabase, settings: Settings, join: Join, clock: Clock
) -> None:
    join("yamada", "reader")
    short = Gate(db, replace(settings, session_hours=1, session_idle_minutes=10))
    signed = short.sign_in("yamada", PASSWORD)
    assert timedelta(minutes=59) < signed.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    clock.forward(minutes=11)
    with pytest.raises(NotSignedIn):
        short.viewer_of_session(signed.secret)
