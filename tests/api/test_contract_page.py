"""docs/contract.md tells of every endpoint, filter and key that there is, and of none that isn't (commands: tests/test_docs.py)."""

import json
import re
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from matching.advisor import Advisor
from matching.corporate.filters import KEYS
from matching.matcher import Matcher
from matching.records import Order
from matching.settings import DATA
from matching.shapes import gaps_json, match_json, reverse_json, team_json, why_json

TABLE = Path(__file__).with_name("who_sees_what.tsv")
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "contract.md").read_text(encoding="utf-8")


def test_every_filter_key_is_on_the_page() -> None:
    assert all(key in PAGE for key in KEYS)


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


def test_every_endpoint_and_status_is_on_the_page_and_no_other(client: Any) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    there = {
        f"{method.upper()} {path}": about
        for path, methods in paths.items()
        for method, about in methods.items()
    }
    assert set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE, re.M)) == set(there)
    statuses = {status for about in there.values() for status in about["responses"]} - {"200"}
    assert {status for status in statuses if f"| {status} |" not in PAGE} == set()


def test_the_page_says_who_may_use_each_endpoint() -> None:
    """Beside tests/api/who_sees_what.tsv: who isn't named is refused everywhere, who is named without a condition is never refused."""
    letters = {"coordinator": "C", "supplier": "S", "buyer": "B", "survey": "V", "admin": "A", "reader": "R"}
    told = dict(re.findall(r"^\| `([A-Z]+ /[^`]*)` \| ([^|]*) \|", PAGE, re.M))
    heading, *rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    answers: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        cells = dict(zip(heading, row, strict=True))
        for role in letters:
            answers.setdefault((cells["endpoint"], role), set()).add(cells[role])
    checked = 0
    for (endpoint, role), found in answers.items():
        who = told.get(endpoint, "")
        if not who or re.match("all|anybody|as the lists", who) or "others" in who:
            continue
        checked += 1
        if letters[role] not in re.findall(r"\b[CSBVAR]\b", who):
            assert found <= {"401", "403", "404"}, (endpoint, role)
        elif not re.search("own|in charge|with|began|introduced|open|let in", who):
            assert "403" not in found, (endpoint, role)
    assert checked > 500


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        named = set() if any(not key.isascii() for key in value) else set(value)
        return named.union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def test_the_page_tells_exactly_which_lists_and_writes_are_exceptions(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    routes = [
        (method, path, told, {one["name"].lower(): one for one in told.get("parameters", [])})
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    ]
    whole = {
        path
        for method, path, told, takes in routes
        if method == "get"
        and "limit" not in takes
        and "items" in _shape(described, told).get("properties", {})
    }
    unversioned = {
        f"{method.upper()} {path}"
        for method, path, told, takes in routes
        if method in ("put", "patch", "delete") and "428" not in told["responses"]
    }
    keyless = {
        path for method, path, _, takes in routes if method == "post" and "idempotency-key" not in takes
    }
    assert _named("Lists", "Short ones") == whole
    assert _named("Versions", "Without `If-Match`") == unversioned
    assert _named("Once only", "These POSTs") == keyless


def _shape(described: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    content = told["responses"].get("200", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"].get(name, {})
    return found


def _named(convention: str, behind: str) -> set[str]:
    """The routes in the part of a convention that begins with these words."""
    bullet = PAGE.split(f"- **{convention}")[1].split("\n- **")[0].split(behind)[1]
    return set(re.findall(r"`((?:[A-Z]+ )?/v1/[^`]+)`", bullet))
