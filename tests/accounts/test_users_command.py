"""`juhatchu users` and `juhatchu tokens`, as the administrator of the server types them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app_cli import main
from matching.accounts.gate import Gate
from matching.errors import NotSignedIn
from matching.settings import Settings
from tests.accounts.conftest import PASSWORD, Join

Typed = Callable[..., list[Any]]


@pytest.fixture
def typed(settings: Settings, gate: Gate, capsys: pytest.CaptureFixture[str]) -> Typed:
    """The JSON lines of a command."""

    def run(*words: str) -> list[Any]:
        assert main([*words, "--json", "--db", settings.database_url]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_the_first_administrator_comes_from_the_command_line(
    gate: Gate, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ["--db", settings.database_url]
    assert main(["users", "list", *db]) == 0
    assert "users invite --admin" in capsys.readouterr().out
    assert (
        main(["users", "invite", "--admin", "--name", "管理 太郎", "--email", "kanri@example.jp", *db]) == 0
    )
    letter = capsys.readouterr().out
    assert "管理 太郎 様" in letter
    assert "JUHATCHU_PUBLIC_URL" in letter  # no address was set: the link may not be where the dashboard is
    assert "利用者名: kanri@example.jp" in letter  # as the page to sign in at calls it
    secret = next(line for line in letter.splitlines() if "/invitation/" in line).rpartition("/")[2]
    gate.use_link(secret, PASSWORD)
    assert gate.sign_in("kanri@example.jp", PASSWORD).viewer.roles == {"admin"}
    main(["users", "list", *db])
    assert "管理者" in capsys.readouterr().out


def test_a_link_without_a_public_address_says_so_in_json_too(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite = ("users", "invite", "--role", "reader", "--name", "架空 花子", "--login")
    assert "JUHATCHU_PUBLIC_URL" in typed(*invite, "hanako1")[0]["notice"]
    monkeypatch.setenv("JUHATCHU_PUBLIC_URL", "https://match.example.jp")
    assert typed(*invite, "hanako2")[0]["notice"] == ""


def test_a_firms_person_is_invited_by_the_firms_number(typed: Typed) -> None:
    (made,) = typed(
        "users", "invite", "--name", "佐藤", "--login", "sato", "--role", "supplier", "--supplier", "A-2"
    )
    assert (made["user"]["supplier_id"], made["user"]["roles"]) == (2, ["supplier"])
    (changed,) = typed("users", "roles", "sato", "supplier", "buyer", "--supplier", "A-1", "--buyer", "B-1")
    assert (changed["supplier_id"], changed["buyer_id"]) == (1, 3)


def test_locking_unlocking_resetting_and_erasing(typed: Typed, join: Join, gate: Gate) -> None:
    user = join("yamada", "reader")
    assert typed("users", "lock", "yamada")[0]["state"] == "ロック"
    with pytest.raises(NotSignedIn):
        gate.sign_in("yamada", PASSWORD)
    assert typed("users", "unlock", str(user))[0]["state"] == "利用中"
    address = typed("users", "reset", "YAMADA@example.jp")[0]["address"]
    assert gate.link(address.rpartition("/")[2]).kind == "reset"
    assert typed("users", "erase", "yamada")[0]["name"] == ""


def test_a_token_is_made_used_and_revoked(typed: Typed, join: Join, gate: Gate) -> None:
    user = join("portal", "coordinator")
    (made,) = typed(
        "tokens", "make", "portal", "--label", "県のポータル", "--scope", "match:make", "--days", "30"
    )
    assert gate.viewer_of_token(made["secret"]).user_id == user
    assert [one["scopes"] for one in typed("tokens", "list")] == [["match:make"]]
    typed("tokens", "revoke", str(made["id"]))
    with pytest.raises(NotSignedIn):
        gate.viewer_of_token(made["secret"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["users", "lock", "nobody"], "「nobody」はいません"),
        (["users", "invite", "--name", "x"], "--role か --admin"),
        (["users", "invite", "--name", "x", "--role", "king"], "'king' は選べません"),
        (["users", "invite", "--name", "x", "--role", "supplier", "--supplier", "Z-9"], "Z-9"),
        (["tokens", "revoke", "77"], "そのトークンはありません"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    settings: Settings, gate: Gate, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    try:
        code = main([*words, "--db", settings.database_url])
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
