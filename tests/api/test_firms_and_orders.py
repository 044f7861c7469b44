"""Firms, orders and long work over HTTP: what is shown, what is changed, and that nothing is lost or done twice."""

import time
from typing import Any

import pytest

from tests.api.conftest import SUPPLIERS


@pytest.fixture
def client_as(busy: Any) -> Any:
    return busy.client_as


@pytest.fixture
def client(busy: Any) -> Any:
    return busy.client_as("coordinator")


def names(answer: Any) -> list[str]:
    return [one["fields"]["name"] for one in answer.json()["items"]]


def test_a_coordinator_lists_all_suppliers_a_page_at_a_time(client: Any) -> None:
    first = client.get("/v1/suppliers", params={"limit": 2}).json()
    assert len(first["items"]) == 2
    seen, page = [one["id"] for one in first["items"]], first
    while page["next"] is not None:
        page = client.get("/v1/suppliers", params={"limit": 2, "after": page["next"]}).json()
        seen += [one["id"] for one in page["items"]]
    assert seen == sorted(set(seen))
    assert len(seen) == first["total"] >= 5  # other tests register firms too


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("めっき", ["架空めっき"]),
        ("かくうめっき", ["架空めっき"]),
        ("レーザー 溶接", ["架空板金"]),
        ("日立市 射出", ["架空樹脂"]),
        ("A-3", ["架空板金"]),
        ("0294-12", ["架空めっき"]),
        ("029412", ["架空めっき"]),
        ("%", []),
        ("どこにもない", []),
    ],
)
def test_suppliers_are_found_by_words_readings_places_and_digits(
    client: Any, words: str, found: list[str]
) -> None:
    listed = names(client.get("/v1/suppliers", params={"words": words}))
    assert [name for name in listed if name in SUPPLIERS] == found  # other tests register firms too


def test_a_reader_sees_what_is_published_and_does_not_find_a_firm_by_what_is_not(client_as: Any) -> None:
    reader = client_as("reader")
    firm = reader.get("/v1/suppliers/2").json()["fields"]
    assert firm["name"] == "架空めっき"
    assert firm.keys().isdisjoint({"phone", "address", "contact", "bank", "annual_sales"})
    assert "industry" not in firm  # this firm hides it, though the field is public by default
    assert names(reader.get("/v1/suppliers", params={"words": "0294"})) == []


def test_an_answer_to_a_survey_in_a_profile_is_the_offices_alone(client_as: Any) -> None:
    office, reader = client_as("coordinator"), client_as("reader")
    said = "試作1個から\n受注余力: 無\n操業度: 109%"
    made = office.post("/v1/suppliers", json={"fields": {"name": "余力を答えた工業", "terms": said}})
    path = made.headers["location"]
    assert office.get(path).json()["fields"]["terms"] == said
    assert reader.get(path).json()["fields"]["terms"] == "試作1個から"
    assert names(reader.get("/v1/suppliers", params={"words": "109%"})) == []


def test_a_firm_is_changed_only_by_who_has_seen_its_present_state(busy: Any, client_as: Any) -> None:
    client = client_as("coordinator")
    made = client.post("/v1/suppliers", json={"fields": {"name": "変更される工業", "employees": 12}})
    assert (made.status_code, made.json()["fields"]["employees"]) == (201, 12)
    path, seen = made.headers["location"], made.headers["etag"]
    body = {"fields": {"processes": "研削加工", "employees": None}}
    assert client.patch(path, json=body).status_code == 428
    changed = client.patch(path, json=body, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert "employees" not in changed.json()["fields"]
    again = client.patch(path, json=body, headers={"If-Match": seen})
    assert (again.status_code, again.json()["title_en"]) == (412, "Changed by somebody else meanwhile")
    same = client.get(path, headers={"If-None-Match": changed.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    facts = client.get(f"{path}/history", params={"field": "processes"}).json()["facts"]
    assert [(one["value"], one["person"].startswith("t")) for one in facts] == [("研削加工", True)]


def test_a_write_that_is_sent_twice_is_done_once(client_as: Any) -> None:
    client, other = client_as("coordinator"), client_as("coordinator")
    body = {"fields": {"name": "二度送られる工業"}}
    key = {"Idempotency-Key": "first-try"}
    first = client.post("/v1/suppliers", json=body, headers=key)
    second = client.post("/v1/suppliers", json=body, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert (second.headers["idempotency-replayed"], second.headers["etag"]) == ("true", first.headers["etag"])
    different = client.post("/v1/suppliers", json={"fields": {"name": "別の工業"}}, headers=key)
    assert (different.status_code, "Idempotency-Key" in different.json()["detail"]) == (409, True)
    unusable = client.post("/v1/orders", json=body, headers={"Idempotency-Key": "鍵".encode()})
    assert (unusable.status_code, unusable.json()["detail"]) == (422, "idempotency-key：形が違います。")
    others = other.post("/v1/suppliers", json={"fields": {"name": "別人の工業"}}, headers=key)
    assert others.json()["fields"]["name"] == "別人の工業"  # a key is its sender's own
    assert names(client.get("/v1/suppliers", params={"words": "送られる工業"})) == ["二度送られる工業"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"colour": "赤"}, "colour"),
        ({"source_id": "X"}, "登録番号"),
        ({"name": " "}, "企業名"),
        ({"employees": "多い"}, "従業員数"),
        ({"employees": 2**31}, "従業員数"),
        ({"corporate_number": "1234567890123"}, "法人番号"),
        ({"name": "あ" * 20_001}, "20,000"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_to_do(
    client: Any, fields: dict[str, Any], words: str
) -> None:
    answer = client.post("/v1/suppliers", json={"fields": {"name": "断られる工業"} | fields})
    assert (answer.status_code, words in answer.text) == (422, True)


def test_lists_of_machines_stay_in_step_with_their_words(busy: Any, client_as: Any) -> None:
    client = client_as("coordinator")
    path = f"/v1/suppliers/{busy.with_machines}"
    seen = client.get(path)
    assert seen.json()["fields"]["equipment"] == "NC旋盤 8インチ 3台\nフライス盤 1台"
    body = {"fields": {"equipment": "NC旋盤 8インチ 3台"}}
    changed = client.patch(path, json=body, headers={"If-Match": seen.headers["etag"]})
    assert changed.json()["fields"]["equipment"] == "NC旋盤 8インチ 3台"


def test_a_buyer_makes_a_draft_of_its_own_and_a_coordinator_takes_it_in(busy: Any, client_as: Any) -> None:
    buyer, office_desk = client_as("buyer", buyer_id=busy.buyer), client_as("coordinator")
    made = buyer.post("/v1/orders", json={"fields": {"item": "ブラケット", "price": "100円"}})
    assert made.status_code == 201
    order = made.json()
    assert (order["own"], order["fields"]["state"], order["fields"]["buyer"]) == (True, "下書き", "架空発注")
    path = made.headers["location"]
    assert client_as("supplier", supplier_id=1).get(path).status_code == 404
    assert client_as("buyer", buyer_id=busy.other_buyer).get(path).status_code == 404
    refused = buyer.put(f"{path}/state", json={"state": "受付"}, headers={"If-Match": made.headers["etag"]})
    assert refused.status_code == 403
    seen = office_desk.get(path)
    moved = office_desk.put(
        f"{path}/state",
        json={"state": "受付", "note": "電話で確認"},
        headers={"If-Match": seen.headers["etag"]},
    )
    assert moved.json()["fields"]["state"] == "受付"
    steps = office_desk.get(f"{path}/history").json()["steps"]
    assert [(one["before"], one["state"], one["note"]) for one in steps] == [
        ("", "下書き", ""),
        ("下書き", "受付", "電話で確認"),
    ]
    impossible = {"If-Match": moved.headers["etag"]}
    assert office_desk.put(f"{path}/state", json={"state": "下書き"}, headers=impossible).status_code == 422
    gone = buyer.put(f"{path}/state", json={"state": "取下げ"}, headers=impossible)
    assert gone.json()["fields"]["state"] == "取下げ"
    late = {"If-Match": gone.headers["etag"]}
    assert buyer.patch(path, json={"fields": {"item": "別の品"}}, headers=late).status_code == 422


def test_an_open_order_is_shown_to_suppliers_without_the_buyer(busy: Any, client_as: Any) -> None:
    supplier = client_as("supplier", supplier_id=1)
    order = supplier.get("/v1/orders/H26-001").json()
    assert order["buyer_id"] is None
    assert order["fields"].keys().isdisjoint({"buyer", "price", "owner", "state", "delivery_place"})
    assert order["fields"]["notes"] == "（発注企業）の新工場で使う"
    named = supplier.get("/v1/orders", params={"words": "架空発注"}).json()["items"]
    assert [one["number"] for one in named] == ["H26-003"]  # for which that buyer consents to be named
    assert supplier.get("/v1/orders", params={"words": "架空商会"}).json()["items"] == []
    assert [
        one["number"] for one in supplier.get("/v1/orders", params={"words": "シャフト"}).json()["items"]
    ] == ["H26-001"]


def test_an_orders_state_is_no_filter_for_whom_it_is_hidden_from(busy: Any, client_as: Any) -> None:
    def listed(client: Any) -> set[str]:
        found = client.get("/v1/orders", params={"state": "受付", "limit": 200}).json()["items"]
        return {one["number"] for one in found}

    assert "H26-001" in listed(client_as("coordinator"))
    assert listed(client_as("supplier", supplier_id=1)) == listed(client_as("reader")) == set()


def test_orders_that_fit_are_shown_to_a_supplier_for_its_own_firm_alone(client_as: Any) -> None:
    supplier = client_as("supplier", supplier_id=1)
    answer = supplier.get("/v1/suppliers/1/orders").json()
    assert {one["order"]["id"] for one in answer["matches"]} >= {"H26-001", "H26-002", "H26-003"}
    assert all(one["order"]["state"] == "" for one in answer["matches"])
    assert "架空発注" not in str(answer)
    assert supplier.get("/v1/suppliers/2/orders").status_code == 404
    assert supplier.get("/v1/suppliers/1/gaps").status_code == 200
    assert supplier.get("/v1/suppliers/2/gaps").status_code == 404


def test_why_and_teams_are_answered_as_on_the_command_line(client: Any) -> None:
    why = client.post("/v1/matches/why", json={"text": "旋盤加工", "supplier": "A-4"})
    assert (why.status_code, why.json()["supplier"]["name"]) == (200, "架空樹脂")
    team = client.post("/v1/matches/team", json={"text": "旋盤加工して無電解ニッケルめっきまで"})
    assert "架空めっき" in {m["supplier"]["name"] for m in team.json()["teams"][0]["members"]}


def test_a_match_is_on_record_under_the_number_that_it_tells(client: Any) -> None:
    ranking = client.post("/v1/matches", json={"text": "旋盤加工"}).json()["ranking"]
    assert len(ranking) == 32


def test_an_export_tells_no_formula_to_a_spreadsheet(client: Any) -> None:
    made = client.post("/v1/suppliers", json={"fields": {"name": "数式工業", "strengths": "=1+1"}})
    assert made.status_code == 201
    csv = client.get("/v1/suppliers/export")
    assert csv.content.startswith("\ufeff番号,登録番号,企業名".encode())
    assert "'=1+1" in csv.text
    lines = client.get("/v1/suppliers/export", params={"format": "jsonl"}).text.splitlines()
    assert any('"=1+1"' in line for line in lines)


def test_the_index_is_made_anew_in_the_background(client_as: Any) -> None:
    admin = client_as("admin")
    begun = admin.post("/v1/index")
    assert begun.status_code == 202
    path = begun.headers["location"]
    until = time.monotonic() + 120
    while (job := admin.get(path).json())["state"] in ("待機", "実行中") and time.monotonic() < until:
        time.sleep(0.02)
    assert (job["state"], job["progress"]) == ("完了", 1.0)
    assert job["result"]["suppliers"] >= 5
    assert admin.delete(path).status_code == 409
    assert admin.get("/v1/jobs").json()["items"][0]["id"] == job["id"]
    assert client_as("coordinator").get(path).status_code == 404


def test_every_answer_carries_security_headers(client: Any, client_as: Any) -> None:
    for answer in (client.get("/v1/suppliers"), client_as().get("/v1/orders"), client.get("/docs")):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in client.get("/v1/health").headers


def test_who_has_not_signed_in_is_told_how(client_as: Any) -> None:
    answer = client_as().get("/v1/suppliers")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="juhatchu"')
    assert answer.json()["title_en"] == "Sign-in required"


@pytest.mark.parametrize("after", ["x", "W10", "WzEsMl0", "WyJhIl0", "Wy0xXQ", "あ"])
def test_a_mark_that_is_none_of_ours_begins_no_page(client: Any, after: str) -> None:
    assert client.get("/v1/suppliers", params={"after": after}).status_code == 422


@pytest.mark.parametrize("told", ["3", '"x"', "*", '"1", "2"'])
def test_a_version_that_is_none_changes_nothing(client: Any, told: str) -> None:
    body = {"fields": {"name": "x"}}
    assert client.patch("/v1/suppliers/1", json=body, headers={"If-Match": told}).status_code == 422
