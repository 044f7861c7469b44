"""Who may do what over HTTP: every endpoint, as every role, with own and others' things; and which fields are told.

who_sees_what.tsv has a request a line and the status that each viewer gets. The supplier is firm 1, the buyer firm 6; accounts 1 to 6 are the
viewers'. What a version or a value forbids (412, 422) comes after the question whether one may, so that nothing is changed by asking; what
is taken away without a version stands as {name}, and is made for each request. A firm's secrets are all called 秘密.
"""

import csv
import json
import random
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from matching.corporate import access

TABLE = Path(__file__).with_name("who_sees_what.tsv")
VIEWERS = ("nobody", "coordinator", "supplier", "buyer", "survey", "admin", "reader")
# What is kept secret and yet told: to a supplier its own, to a party how to reach and deliver, to survey staff whom to call at firms that were
# asked; to others nothing.
TOLD = {
    "supplier": r"秘密(町1|担当1|銀行1|1億円|納入先)",
    "buyer": r"秘密(町1|担当1|単価|納入先|受付)",
    "survey": r"秘密担当3",
    "admin": r"(?!)",
    "reader": r"(?!)",
    "nobody": r"(?!)",
}
# What only the command line asks for.
NOT_ASKED_HERE = frozenset({("coordinator", "feedback", "export")})
# Parts of rules of which each ordinary run takes some; `soak` takes all.
SAMPLE, SEED = 12, 20261122


def _token(busy: Any) -> int:
    """The supplier's."""
    until, digest = datetime.now(UTC) + timedelta(days=1), uuid.uuid4().hex
    return int(busy.matcher.db.credentials.make_token(busy.people["supplier"], 2, digest, "x", [], until).id)


def _feedback(busy: Any) -> int:
    """The coordinator's."""
    return int(busy.matcher.db.feedback.give(busy.people["coordinator"], "a" * 32, 3, True).id)


MADE: Mapping[str, Callable[[Any], int]] = {"{token}": _token, "{feedback}": _feedback}


# Where a subject is met first, if not in paths that name it: only so that the tests are quick.
PATHS: Mapping[str, tuple[str, ...]] = {
    "account": ("/users", "/me"),
    "activity": ("/activities",),
    "consent": ("consents",),
    "job": ("/jobs", "/index"),
    "match": ("/matches", "/1/orders"),
    "result": ("/results", "/targets"),
    "review": ("/reviews", "/links"),
    "tabulation": ("/surveys",),
    "upload": ("/uploads", "/batches"),
}


class Case(NamedTuple):
    endpoint: str
    path: str
    body: str
    expected: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.path}"


def _cases() -> list[Case]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Case(row["endpoint"], row["path"], row["body"], {one: int(row[one]) for one in VIEWERS})
        for row in rows
    ]


CASES = _cases()
_FILES = {
    "FILE": {"file": ("x.txt", b"x", "text/plain")},
    "FILES": {"files": ("x.exe", b"MZ", "text/plain")},
    "PDF": {"file": ("x.pdf", b"%PDF-1.4\n", "application/pdf")},
}


def prepared(busy: Any, case: Case) -> Case:
    """The case with what it needs in place."""
    needed = next((name for name in MADE if name in case.path), None)
    return case._replace(path=case.path.replace(needed, str(MADE[needed](busy)))) if needed else case


def ask(client: Any, case: Case) -> Any:
    method = case.endpoint.split(" ")[0]
    asked: dict[str, Any] = {"headers": {} if method == "GET" else {"If-Match": '"0"'}}
    if case.body in _FILES:
        asked["files"] = _FILES[case.body]
    elif case.body:
        asked["json"] = json.loads(case.body)
    return client.request(method, case.path, **asked)


def secrets(answer: Any) -> list[str]:
    return re.findall(r"秘密(?:町|担当|銀行|\d|単価|納入先|受付)\S{,3}", answer.text)


@pytest.fixture(scope="module")
def signed_in(busy: Any) -> dict[str, Any]:
    return {"nobody": busy.client_as()} | {role: busy.client_of(role) for role in access.ROLES}


def test_every_endpoint_stands_in_the_table(busy: Any) -> None:
    paths = busy.client_as().get("/openapi.json").json()["paths"]
    endpoints = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert endpoints == {case.endpoint for case in CASES}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_everybody_gets_what_the_table_says_and_no_secret_besides(
    busy: Any, signed_in: dict[str, Any], viewer: str
) -> None:
    wrong, leaked = [], []
    for case in (prepared(busy, one) for one in CASES):
        answer = ask(signed_in[viewer], case)
        if answer.status_code != case.expected[viewer]:
            wrong.append((str(case), answer.status_code, case.expected[viewer]))
        if viewer != "coordinator":
            leaked += [(str(case), one) for one in secrets(answer) if not re.match(TOLD[viewer], one)]
    assert (wrong, leaked) == ([], [])


@pytest.mark.parametrize("number", range(len(access.RULES)))
def test_a_rule_that_is_removed_is_missed(
    busy: Any, signed_in: dict[str, Any], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    rules, rule = access.RULES, access.RULES[number]
    without = (*rules[:number], *rules[number + 1 :])
    assert _is_missed(busy, signed_in[rule.role], monkeypatch, without, rule)


def _parts() -> list[tuple[int, str, str]]:
    """Each verb of each rule with each of its subjects."""
    return [
        (number, subject, verb)
        for number, rule in enumerate(access.RULES)
        for subject in sorted(rule.subjects)
        for verb in sorted(rule.verbs)
        if (rule.role, subject, verb) not in NOT_ASKED_HERE
    ]


PARTS = _parts()
SOME = frozenset(random.Random(SEED).sample(PARTS, SAMPLE))


@pytest.mark.parametrize(
    "part", [pytest.param(one, marks=() if one in SOME else pytest.mark.soak) for one in PARTS]
)
def test_a_part_of_a_rule_that_is_removed_is_missed(
    busy: Any, signed_in: dict[str, Any], monkeypatch: pytest.MonkeyPatch, part: tuple[int, Any, Any]
) -> None:
    number, subject, verb = part
    rules, rule = access.RULES, access.RULES[number]
    left = [
        replace(rule, subjects=frozenset({one}), verbs=frozenset({other}))
        for one in rule.subjects
        for other in rule.verbs
        if (one, other) != (subject, verb)
    ]
    without = (*rules[:number], *left, *rules[number + 1 :])
    only = replace(rule, subjects=frozenset({subject}))
    assert _is_missed(busy, signed_in[rule.role], monkeypatch, without, only)


def _is_missed(
    busy: Any, client: Any, monkeypatch: pytest.MonkeyPatch, rules: tuple[access.Rule, ...], gone: access.Rule
) -> bool:
    """Whether a request of the table that the rule's role may make is answered otherwise by these rules: another status, other secrets."""
    granted = [case for case in CASES if case.expected[gone.role] not in (401, 403)]
    words = tuple(word for subject in gone.subjects for word in PATHS.get(subject, (subject,)))
    granted.sort(key=lambda case: not any(word in case.path for word in words))
    for case in granted:
        ready = prepared(busy, case)
        told = secrets(ask(client, case)) if case.endpoint.startswith("GET") else []
        with monkeypatch.context() as now:
            now.setattr(access, "RULES", rules)
            answer = ask(client, ready)
        if answer.status_code != case.expected[gone.role] or secrets(answer) != told:
            return True
    return False


def _nobodys(number: re.Match[str]) -> str:
    return "H26-999" if "-" in number[0] else "9999"


def _absent(path: str) -> str:
    """The path of the same thing with a number that nothing has."""
    return re.sub(r"(?<=/)(?:H26-\d{3}|\d{1,3})(?=[/?]|$)", _nobodys, path, count=1)


def _short(answer: Any) -> str:
    """Status and words, whatever number they name."""
    return f"{answer.status_code} " + re.sub(r"H26-\d+|\d+", "#", answer.json()["detail"])


@pytest.mark.parametrize("viewer", ["supplier", "buyer", "survey", "reader"])
def test_what_is_somebody_elses_is_answered_like_what_is_not_there(
    signed_in: dict[str, Any], viewer: str
) -> None:
    client, told = signed_in[viewer], []
    for case in CASES:
        base = re.match(r"/v1/[a-z-]+/(?:H26-\d{3}|\d{1,3})(?=/|$)", case.path)
        if case.expected[viewer] not in (403, 404) or base is None or client.get(base[0]).status_code == 200:
            continue
        there, nowhere = ask(client, case), ask(client, case._replace(path=_absent(case.path)))
        if _short(there) != _short(nowhere):
            told.append(f"{case}: {_short(there)} | {_short(nowhere)}")
    assert "\n".join(told) == ""
