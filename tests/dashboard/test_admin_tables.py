"""What administrators are shown: everything under a Japanese name."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from dashboard import admin_tables
from dashboard.wording import admin as wording
from matching.corporate.audit import Entry
from matching.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
_ON_THE_TRAIL = {"note", "seen", "exported"}
# Not a detail: how something leaves.
_NOT_SAID = {"deed"}


def _said_on_the_trail() -> Iterator[str]:
    """The names of details that the code puts on the trail."""
    for path in (one for folder in ("matching", "ingest") for one in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _named(call.func) in _ON_THE_TRAIL:
                yield from (one.arg for one in call.keywords if one.arg and one.arg not in _NOT_SAID)


def _named(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_detail_on_the_trail_has_a_japanese_name() -> None:
    said = set(_said_on_the_trail())
    assert {"nda", "sha256", "rows"} <= said
    assert said - wording.DETAILS.keys() == set()


def test_what_a_file_brought_is_told_in_words() -> None:
    details = {"sha256": "ab12", "kind": "suppliers", "rows": {"read": 3, "accepted": 2, "rejected": 1}}
    assert admin_tables.details(details) == (
        "ファイルの照合値：ab12、種類：受注企業の名簿、行の数：読んだ行 3・新しい行 2・除いた行 1"
    )


def test_a_long_number_on_the_trail_is_shortened_and_whole_when_pointed_at() -> None:
    whole = "0123456789abcdef" * 2
    said = Entry(7, datetime(2026, 11, 22, tzinfo=UTC), "u1", "make", "ranking", whole, {"form": "<b>"}, "")
    *_, number, more = admin_tables.entry(said, {})
    assert number == f'<abbr title="{whole}">01234567…</abbr>'
    assert more == "言葉：&lt;b&gt;"


def test_a_person_s_new_roles_are_told_in_words() -> None:
    assert admin_tables.details({"roles": "admin,reader"}) == "権限：管理者・閲覧"


def test_every_setting_has_a_japanese_name_and_its_own_beside_it() -> None:
    assert set(wording.SETTING_NAMES) == {one.name for one in fields(Settings)}
    rows = admin_tables.settings_rows(Settings(public_url="https://example.jp/<b>", smtp_url="smtp://secret"))
    shown = {first: second for first, second, _ in rows}
    assert shown["利用者が開くアドレス<br><small>public_url</small>"] == "https://example.jp/&lt;b&gt;"
    assert shown["メールを送るサーバー<br><small>smtp_url</small>"] == wording.SECRET_SET
