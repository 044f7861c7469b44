"""Who may do what over HTTP: every endpoint, as every role, with own and others' things; and which fields are told.

who_sees_what.tsv has a request a line and the status that each viewer gets. The supplier is firm 1, the buyer firm 6. What a version or a
value forbids (412, 422) comes after the question whether one may, so that nothing is changed by asking. A firm's secrets are all called 秘密.
"""

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from matching.corporate import access

TABLE = Path(__file__).with_name("who_sees_what.tsv")
VIEWERS = ("nobody", "coordinator", "supplier", "buyer", "survey", "admin", "reader")
# What is kept secret and yet told: to a supplier its own, to a party how to reach and deliver; to others nothing.
TOLD = {
    "supplier": r"秘密(町1|担当1|銀行1|1億円|納入先)",
    "buyer": r"秘密(町1|担当1|単価|納入先|受付)",
    "survey": r"(?!)",
    "admin": r"(?!)",
    "reader": r"(?!)",
    "nobody": r"(?!)",
}
# Rules that no request of the table stands on: no endpoint, or only where a paper or an account is there (tests of their own).
NOT_ASKED_HERE = frozenset({"lexicon", "backup", "account", "token", "feedback", "ranking"})


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


def ask(client: Any, case: Case) -> Any:
    method = case.endpoint.split(" ")[0]
    asked: dict[str, Any] = {"headers": {} if method == "GET" else {"If-Match": '"0"'}}
    if case.body in _FILES:
        asked["files"] = _FILES[case.body]
    elif case.body:
        asked["json"] = json.loads(case.body)
    return client.request(method, case.path, **asked)


@pytest.fixture(scope="module")
def signed_in(busy: Any) -> dict[str, Any]:
    firms = {"supplier": {"supplier_id": 1}, "buyer": {"buyer_id": busy.buyer}}
    clients = {"nobody": busy.client_as()}
    for role in VIEWERS[1:]:
        clients[role] = busy.client_as(role, key=f"the-{role}", **firms.get(role, {}))
    return clients


def test_every_endpoint_stands_in_the_table(busy: Any) -> None:
    paths = busy.client_as().get("/openapi.json").json()["paths"]
    endpoints = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert endpoints == {case.endpoint for case in CASES}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_everybody_gets_what_the_table_says_and_no_secret_besides(
    signed_in: dict[str, Any], viewer: str
) -> None:
    wrong, leaked = [], []
    for case in CASES:
        answer = ask(signed_in[viewer], case)
        if answer.status_code != case.expected[viewer]:
            wrong.append((str(case), answer.status_code, case.expected[viewer]))
        if viewer != "coordinator":
            secrets = re.findall(r"秘密(?:町|担当|銀行|\d|単価|納入先|受付)\S{,3}", answer.text)
            leaked += [(str(case), one) for one in secrets if not re.match(TOLD[viewer], one)]
    assert (wrong, leaked) == ([], [])


@pytest.mark.parametrize("number", range(len(access.RULES)))
def test_a_rule_that_is_removed_is_missed(
    signed_in: dict[str, Any], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    rule = access.RULES[number]
    monkeypatch.setattr(access, "RULES", access.RULES[:number] + access.RULES[number + 1 :])
    granted = [case for case in CASES if case.expected[rule.role] not in (401, 403)]
    granted.sort(key=lambda case: not any(subject in case.path for subject in rule.subjects))
    client = signed_in[rule.role]
    missed = any(ask(client, case).status_code != case.expected[rule.role] for case in granted)
    assert missed or rule.subjects <= NOT_ASKED_HERE


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
