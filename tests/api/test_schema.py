"""The OpenAPI document is true: whatever it allows is answered as it says, as every role and as nobody, and nothing makes the service fail.

A small sample runs with all tests; `soak` sends 20,000 requests and writes benchmarks/results/schemathesis.json.
"""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

RESULT = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "schemathesis.json"
ROLES = ("nobody", "coordinator", "supplier", "buyer", "survey", "admin", "reader")
CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CAMPAIGN = 24  # cases an endpoint and role: some 130 endpoints x 7 roles


def _client(busy: Any, role: str) -> Any:
    if role == "nobody":
        return busy.client_as()
    firms = {"supplier": {"supplier_id": 1}, "buyer": {"buyer_id": busy.buyer}}
    return busy.client_as(role, key=f"schema-{role}", **firms.get(role, {}))


def _campaign(busy: Any, role: str, cases: int, seed: int, kinds: Counter[int]) -> list[str]:
    """Sends that many cases to each endpoint; what is wrong, and how often each status came."""
    client = _client(busy, role)
    schema = schemathesis.openapi.from_asgi("/openapi.json", busy.client_as.app)
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=cases,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def send(case: Any) -> None:
            answer = case.call(session=client)
            kinds[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        try:
            send()
        except (Exception, BaseExceptionGroup) as error:
            wrong.append(f"{role} {operation.label}: {error}"[:2000])
    return wrong


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", ["nobody", "coordinator", "supplier"])
def test_a_sample_of_what_the_description_allows_is_answered_as_it_says(busy: Any, role: str) -> None:
    kinds: Counter[int] = Counter()
    assert _campaign(busy, role, 1, 1, kinds) == []
    assert sum(kinds.values()) >= 100


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_twenty_thousand_cases_find_nothing_wrong(busy: Any) -> None:
    started, wrong = time.perf_counter(), []
    kinds: dict[str, Counter[int]] = {role: Counter() for role in ROLES}
    for seed, role in enumerate(ROLES):
        wrong += _campaign(busy, role, CAMPAIGN, seed, kinds[role])
    total = sum(sum(found.values()) for found in kinds.values())
    result = {
        "cases": total,
        "wrong": wrong,
        "statuses": {role: {str(key): found[key] for key in sorted(found)} for role, found in kinds.items()},
        "seconds": round(time.perf_counter() - started, 1),
    }
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert wrong == []
    assert total >= 20_000
