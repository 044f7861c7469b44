"""docs/contract.md tells of every command, option, endpoint and key that there is."""

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

import ingest.cli
import ingest.demo
from matching.advisor import Advisor
from matching.cli import evaluate, matches, serve
from matching.corporate.filters import KEYS
from matching.matcher import Matcher
from matching.records import Order
from matching.settings import DATA
from matching.shapes import gaps_json, match_json, reverse_json, team_json, why_json

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
    for name in ("backup", "restore", "migrate-database"):
        assert f"juhatchu {name}" in reserved
        assert name not in commands
    for name, parser in commands.items():
        now = {o for action in parser._actions for o in action.option_strings} - {"--kind"}
        assert not any(f"`{option}" in reserved or f" {option} " in reserved for option in now), name


def test_every_filter_key_is_on_the_page() -> None:
    assert all(key in NOW for key in KEYS)


def test_every_key_of_the_answers_is_on_the_page(matcher: Matcher) -> None:
    order = Order("旋盤加工→めっき、φ20、箱は200×100×30、納期12/20。県内で")
    advisor = Advisor(matcher)
    answers = {
        "## match --json": match_json(matcher.match(order)),
        "## match --why": why_json(advisor.why(order, "A-4")),
        "## match --team": team_json(advisor.team(order)),
        "## gaps": gaps_json(advisor.gaps("A-1")),
        "## reverse": reverse_json(matcher.reverse("A-1")),
    }
    shared = {
        key
        for value in (answers["## match --json"]["requirements"], answers["## match --json"]["matches"])
        for key in _keys(value)
    }
    assert {"sides", "date", "quote"} <= shared
    for heading, answer in answers.items():
        section = PAGE.split(f"\n{heading}")[1].split("\n## ")[0]
        for key in _keys(answer):
            assert f'"{key}":' in (PAGE if key in shared else section), (heading, key)


def test_every_measure_that_is_read_is_in_the_table_of_requirements(matcher: Matcher) -> None:
    section = PAGE.split("### Requirements")[1].split("### Verdicts")[0]
    rows = [line.split("|")[1:5] for line in section.splitlines() if line.startswith("|")]
    table = [[set(re.findall(r"[^\s,;]+", cell)) for cell in row] for row in rows]
    texts = (DATA / "evaluation" / "requirements" / "tune.jsonl").read_text(encoding="utf-8").splitlines()
    read = [r for text in texts for r in matcher.engine.reader.enquiry(json.loads(text)["text"]).requirements]
    assert {r.kind for r in read} == set().union(*(row[0] for row in table[2:]))
    for r in read:
        if r.value:
            wanted = (r.kind, r.value.dimension, r.value.unit)
            assert any(
                r.kind in kinds and r.value.dimension in dimensions and r.value.unit in units
                for kinds, _, dimensions, units in table
            ), wanted


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
