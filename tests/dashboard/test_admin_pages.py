"""利用者: what an administrator makes there, sees there, and no longer sees."""

import socket
import sys
from datetime import UTC, datetime

import pytest

from dashboard import app as door
from matching.accounts import letters
from matching.settings import Settings


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
