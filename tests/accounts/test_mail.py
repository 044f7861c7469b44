"""Mail with a one-time link: under TLS wherever the server has it, and never a password in clear."""

from dataclasses import replace
from pathlib import Path

import pytest

from matching.accounts import letters
from matching.errors import InputError
from matching.settings import Settings
from tests.accounts.mailserver import HERE, MailServer, mail_server

LETTER = letters.Letter("件名", "", "https://match.example.jp/reset/einmal\n")


def send(settings: Settings, server: MailServer, scheme: str = "smtp", user: str = "user:pw@") -> None:
    url = f"{scheme}://{user}{HERE}:{server.port}"
    mailing = replace(settings, smtp_url=url, mail_from="juhatchu@example.jp")
    letters.send(mailing, "yamada@example.jp", LETTER)


def test_password_and_link_go_under_tls_where_the_server_offers_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tmp_path, starttls=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        send(settings, server)
    assert [line.partition(" ")[0] for line in server.in_clear] == ["ehlo", "STARTTLS"]
    assert any(line.startswith("AUTH PLAIN") for line in server.under_tls)
    assert LETTER.text.strip() in server.under_tls


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_whose_certificate_nobody_vouches_for_is_told_nothing(
    settings: Settings, tmp_path: Path, scheme: str
) -> None:
    with (
        mail_server(tmp_path, starttls=True, tls=scheme == "smtps") as server,
        pytest.raises(InputError, match="印刷して"),
    ):
        send(settings, server, scheme)
    assert not any("AUTH" in line or "RCPT" in line.upper() for line in server.in_clear + server.under_tls)


def test_mail_goes_under_tls_from_the_first_to_a_server_that_is_trusted(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tmp_path, tls=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        send(settings, server, "smtps")
    assert LETTER.text.strip() in server.under_tls


def test_a_password_is_not_sent_to_a_server_without_tls(settings: Settings, tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, pytest.raises(InputError, match="印刷して"):
        send(settings, server)
    assert not any("AUTH" in line or "RCPT" in line.upper() for line in server.in_clear)


def test_a_relay_of_the_office_that_wants_no_password_needs_no_tls(
    settings: Settings, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        send(settings, server, user="")
    assert LETTER.text.strip() in server.in_clear
