"""What an attacker with an account of its own tries, and doesn't get. The office is `busy` of conftest.py."""

from typing import Any

import pytest

from matching.corporate.access import OPERATOR


@pytest.fixture(scope="module")
def named_in_words(busy: Any) -> str:
    """An order whose words name its buyer in many spellings, for which supplier 2 is asked; the buyer consents to nothing."""
    coordinator = busy.client_as("coordinator")
    words = "㈱架空商会向け軸、架 空・商会、架空商會。電話029-202-0001、０２９（２０２）０００１、a.b@example.jp、https://example.jp/x"
    fields = {"buyer": "架空商会", "item": words, "notes": words, "quantity": "100-200個"}
    fields["processes"] = "無電解ニッケルめっき"  # what supplier 2 does, or it isn't told of the order
    made = coordinator.post("/v1/orders", json={"fields": fields}).json()
    busy.matcher.db.introductions.begin(OPERATOR, made["number"], 2, state="打診")
    return str(made["number"])


@pytest.mark.parametrize(
    "path", ["orders/{}", "orders?limit=100", "introductions", "suppliers/2/orders?k=100"]
)
def test_a_supplier_reads_nowhere_who_the_buyer_is_before_it_consents(
    busy: Any, named_in_words: str, path: str
) -> None:
    told = busy.client_as("supplier", supplier_id=2).get(f"/v1/{path.format(named_in_words)}")
    assert told.status_code == 200
    assert named_in_words in told.text
    for word in ("架空商会", "架 空", "商會", "202-0001", "２０２（", "example"):
        assert word not in told.text, word


def test_the_numbers_of_a_slip_are_no_telephone_numbers(busy: Any, named_in_words: str) -> None:
    told = busy.client_as("supplier", supplier_id=2).get(f"/v1/orders/{named_in_words}")
    assert told.json()["fields"]["quantity"] == "100-200個"


def test_a_buyer_cannot_take_another_firms_name_or_number(busy: Any) -> None:
    buyer = busy.client_as("buyer", buyer_id=busy.buyer)
    version = buyer.get(f"/v1/buyers/{busy.buyer}").headers["etag"]
    for fields in ({"name": "架空商会"}, {"corporate_number": "1990101200002"}):
        answer = buyer.patch(
            f"/v1/buyers/{busy.buyer}", headers={"If-Match": version}, json={"fields": fields}
        )
        assert answer.status_code == 403
    assert buyer.get(f"/v1/buyers/{busy.buyer}").headers["etag"] == version


def test_a_buyer_doesnt_say_who_takes_its_new_order_in(busy: Any) -> None:
    buyer = busy.client_as("buyer", buyer_id=busy.buyer)
    for field in ("owner", "buyer"):
        assert buyer.post("/v1/orders", json={"fields": {"item": "軸", field: "u1"}}).status_code == 422


def test_a_firm_is_not_found_by_a_field_that_it_hides(busy: Any) -> None:
    asked = "/v1/suppliers?industry=金属製品製造業"  # supplier 2 doesn't publish it
    found = {
        role: [one["id"] for one in busy.client_as(role).get(asked).json()["items"]]
        for role in ("coordinator", "reader")
    }
    assert found == {"coordinator": [1, 2, 3, 4, 5], "reader": [1, 3, 4, 5]}


def test_asking_for_introductions_doesnt_tell_whether_a_draft_is_there(busy: Any) -> None:
    supplier = busy.client_as("supplier", supplier_id=2)
    for path in ("introductions?order={}", "orders/{}/attachments"):
        draft, nothing = (supplier.get(f"/v1/{path.format(one)}") for one in ("H26-005", "H26-999"))
        assert (draft.status_code, draft.json()) == (nothing.status_code, nothing.json())


def test_gaps_quote_no_order_that_the_supplier_may_not_see(busy: Any) -> None:
    told = busy.client_as("supplier", supplier_id=2).get("/v1/suppliers/2/gaps").json()
    seen = busy.client_as("supplier", supplier_id=2).get("/v1/orders?limit=100").json()["items"]
    numbers = {one["number"] for one in seen}
    assert told["orders_read"] == len(numbers)
    assert all(gap["orders"] and set(gap["orders"]) <= numbers for gap in told["gaps"])
