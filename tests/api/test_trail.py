"""Recorded rankings and the audit trail over HTTP."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

ENQUIRY = {"text": "ステンレスのNC旋盤加工", "k": 3}


@pytest.fixture
def ranked(client: Any) -> dict[str, Any]:
    """What a match answered."""
    answer: dict[str, Any] = client.post("/v1/matches", json=ENQUIRY).json()
    return answer


def test_a_match_can_be_replayed_under_the_id_that_it_answers_with(
    client: Any, ranked: dict[str, Any]
) -> None:
    answer = client.get(f"/v1/rankings/{ranked['ranking']}/replay")
    assert answer.status_code == 200
    told = answer.json()
    assert told["identical"] is True
    assert told["differences"] == []
    keys = ("rank", "score", "supplier", "contributions")
    assert told["matches"] == [{key: m[key] for key in keys} for m in ranked["matches"]]


def test_the_record_of_a_match_and_its_place_in_the_list(client: Any, ranked: dict[str, Any]) -> None:
    found = client.get(f"/v1/rankings/{ranked['ranking']}").json()
    assert found["record"]["text"] == ENQUIRY["text"]
    assert found["record"]["revision"] == ranked["revision"]
    first = client.get("/v1/rankings", params={"limit": 1}).json()
    assert first["items"] == [found["ranking"]]


def test_rankings_come_in_pages_without_gaps(client: Any) -> None:
    made = [client.post("/v1/matches", json=ENQUIRY).json()["ranking"] for _ in range(3)]
    seen: list[str] = []
    after = None
    while len(seen) < 3:
        page = client.get("/v1/rankings", params={"limit": 1} | ({"after": after} if after else {})).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert seen == made[::-1]


def test_rankings_of_one_order(client: Any) -> None:
    made = client.post("/v1/matches", json={"order": "H26-001"}).json()["ranking"]
    items = client.get("/v1/rankings", params={"order": "H26-001"}).json()["items"]
    assert made in [one["id"] for one in items]
    assert {one["order"] for one in items} == {"H26-001"}
    assert client.get("/v1/rankings", params={"order": "' OR 1=1 --"}).json()["items"] == []


def test_the_explanation_is_a_pdf_with_a_name_that_harms_nobody(client: Any, ranked: dict[str, Any]) -> None:
    answer = client.get(f"/v1/rankings/{ranked['ranking']}/explanation.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="ranking-{ranked["ranking"]}.pdf"'
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("after", ["x", "WzFd", "WyJhIl0", "WyI5OTk5OTk5OTk5OTk5OTk5IDAiXQ", "é", "=" * 300])
def test_a_mark_of_another_list_is_refused(client: Any, after: str) -> None:
    assert client.get("/v1/rankings", params={"after": after}).status_code == 422


@pytest.mark.parametrize("ranking_id", ["0" * 32, "f" * 32])
def test_an_unknown_ranking_is_not_found(client: Any, ranking_id: str) -> None:
    for path in ("", "/replay", "/explanation.pdf"):
        assert client.get(f"/v1/rankings/{ranking_id}{path}").status_code == 404


def test_nobody_else_sees_rankings(client_as: Callable[..., Any], ranked: dict[str, Any]) -> None:
    path = f"/v1/rankings/{ranked['ranking']}"
    for role in ("supplier", "buyer", "survey", "reader", "admin"):
        one = client_as(role, supplier_id=1 if role == "supplier" else None)
        statuses = {
            one.get(p).status_code
            for p in ("/v1/rankings", path, f"{path}/replay", f"{path}/explanation.pdf")
        }
        assert statuses <= {403, 404}, role
    assert client_as().get(path).status_code == 401


def test_an_administrator_erases_the_content_and_the_trail_holds(
    client: Any, client_as: Callable[..., Any], ranked: dict[str, Any]
) -> None:
    admin, path = client_as("admin"), f"/v1/rankings/{ranked['ranking']}"
    assert client.delete(path).status_code in (403, 404)
    assert admin.delete(path).status_code == 204
    assert client.get(path).json()["record"] == {}
    answer = client.get(f"{path}/replay")
    assert answer.status_code == 409
    assert "消去" in answer.json()["detail"]
    assert admin.get("/v1/audit/verification").json()["intact"] is True


def test_the_trail_tells_who_matched_and_who_looked(client_as: Callable[..., Any]) -> None:
    admin, coordinator = client_as("admin"), client_as("coordinator", key="u77")
    ranking = coordinator.post("/v1/matches", json=ENQUIRY).json()["ranking"]
    coordinator.get(f"/v1/rankings/{ranking}")
    items = admin.get("/v1/audit", params={"who": "u77", "subject": "ranking", "key": ranking}).json()[
        "items"
    ]
    assert [(one["who"], one["deed"]) for one in items] == [("u77", "see"), ("u77", "match")]
    assert ENQUIRY["text"] not in json.dumps(items, ensure_ascii=False)  # what was asked stays in the record


def test_the_trail_comes_in_pages_and_by_day(client: Any, client_as: Callable[..., Any]) -> None:
    admin = client_as("admin")
    for _ in range(3):
        client.post("/v1/matches", json=ENQUIRY)
    first = admin.get("/v1/audit", params={"limit": 2}).json()
    second = admin.get("/v1/audit", params={"limit": 1, "after": first["next"]}).json()
    numbers = [one["seq"] for one in first["items"] + second["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] - numbers[-1] == 2
    assert admin.get("/v1/audit", params={"to": "2000-01-01T00:00:00+09:00"}).json()["items"] == []
    assert admin.get("/v1/audit", params={"from": "0001-01-01T00:00:00+09:00"}).status_code == 422
    assert admin.get("/v1/audit", params={"from": "きのう"}).status_code == 422


def test_the_trail_as_a_file_holds_no_formula(client_as: Callable[..., Any]) -> None:
    admin, evil = client_as("admin"), client_as("coordinator", key="=1+1")
    evil.post("/v1/matches", json=ENQUIRY)
    answer = admin.get("/v1/audit/export", params={"who": "=1+1"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["番号", "日時（UTC）", "だれが", "何をした"]
    assert {row[2] for row in rows[1:]} == {"'=1+1"}
    lines = admin.get("/v1/audit/export", params={"who": "=1+1", "format": "jsonl"}).text.splitlines()
    assert {json.loads(line)["who"] for line in lines} == {"=1+1"}


@pytest.mark.parametrize("path", ["/v1/audit", "/v1/audit/verification", "/v1/audit/export"])
def test_only_administrators_see_the_trail(client_as: Callable[..., Any], path: str) -> None:
    for role in ("coordinator", "supplier", "buyer", "survey", "reader"):
        assert client_as(role).get(path).status_code == 403, role
    assert client_as().get(path).status_code == 401
