"""docs/contract.md tells of every command, option, endpoint and key that there is."""

import argparse
from pathlib import Path
from typing import Any

import pytest

import ingest.cli
import ingest.demo
from matching.cli import evaluate, matches, serve
from matching.corporate.filters import KEYS
from matching.matcher import Matcher
from matching.records import Order
from matching.shapes import match_json, reverse_json

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "contract.md").read_text(encoding="utf-8")
NOW, _, LATER = PAGE.partition("### In later versions")


@pytest.fixture
def commands() -> dict[str, argparse.ArgumentParser]:
    parser: argparse._SubParsersAction[Any] = argparse.ArgumentParser().add_subparsers()
    for group in (matches, evaluate, serve, ingest.cli, ingest.demo):
        group.add_commands(parser)
    return dict(parser.choices)


def test_every_command_and_option_is_on_the_page(commands: dict[str, argparse.ArgumentParser]) -> None:
    for name, parser in commands.items():
        assert f"`juhatchu {name}" in NOW
        for action in parser._actions:
            for option in set(action.option_strings) - {"-h", "--help"}:
                assert option in NOW, (name, option)


def test_what_comes_later_is_not_there_yet(commands: dict[str, argparse.ArgumentParser]) -> None:
    reserved = LATER.split("\n## ")[0]
    for name in ("gaps", "survey", "template", "export", "backup", "restore", "migrate-database"):
        assert f"juhatchu {name}" in reserved
        assert name not in commands
    options = {o for action in commands["match"]._actions for o in action.option_strings}
    assert not {"--strict", "--why", "--team"} & options


def test_every_filter_key_is_on_the_page() -> None:
    assert all(key in NOW for key in KEYS)


def test_every_key_of_the_answers_is_on_the_page(matcher: Matcher) -> None:
    answers = [match_json(matcher.match(Order("旋盤"))), reverse_json(matcher.reverse("A-1"))]
    for key in set().union(*map(_keys, answers)):
        assert f'"{key}":' in PAGE, key


def test_every_endpoint_and_status_is_on_the_page(client: Any) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, about in methods.items():
            assert f"`{method.upper()} {path}`" in PAGE
            assert all(f"| {status} |" in PAGE for status in about["responses"] if status != "200")


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        named = set() if any(not key.isascii() for key in value) else set(value)
        return named.union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()
